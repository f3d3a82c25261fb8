"""From source text to a ReducedSystem: the emitted modules, and those of them that are shipped."""

from __future__ import annotations

import copyreg
import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache, lru_cache
from importlib import import_module, resources
from types import MappingProxyType, ModuleType
from typing import Any

from reduced_odes import generated
from reduced_odes._common.checks import Domain
from reduced_odes._common.errors import ModuleFormatError, UnknownNameError
from reduced_odes.systems.system import Formulas, ReducedSystem, is_name

FORMAT = 1
_FUNCTIONS = ("rhs", "jacobian", "observables", "invariants", "stability", "target_power")
_REMEDY = "emit it anew with derivations.emit_module"


def load(source: str) -> ReducedSystem:
    """Make a system of the text of an emitted module.

    The text is Python and is **executed**: load only what `derivations` emitted or what you would import.

    Parameters
    ----------
    source
        Text of the module (not the name of a file).

    Raises
    ------
    ModuleFormatError
        The text is not Python, fails when executed, or is not an emitted module of this format.
    """
    if not isinstance(source, str):
        raise ModuleFormatError(f"source must be the text of an emitted module, but is {source!r}; {_REMEDY}")
    if source.strip().endswith(".py") and "\n" not in source.strip():
        raise ModuleFormatError(
            f"source must be the text of an emitted module, not a file name: read {source.strip()!r} first"
        )
    digest = hashlib.sha256(source.encode()).hexdigest()[:16]
    module = ModuleType(f"{generated.__name__}.loaded_{digest}")
    try:
        exec(compile(source, f"<{module.__name__}>", "exec"), module.__dict__)
    except SyntaxError as error:
        raise ModuleFormatError(f"source is not Python: {error.msg} in line {error.lineno}; {_REMEDY}") from error
    except (Exception, SystemExit) as error:
        raise ModuleFormatError(
            f"source of an emitted module fails when executed ({type(error).__name__}: {error}); {_REMEDY}"
        ) from error
    return _from_module(module, source)


@lru_cache(maxsize=32)
def loaded(source: str) -> ReducedSystem:
    """The system of an emitted module, made once in each process that it travels to."""
    return load(source)


def _parts(system: ReducedSystem) -> tuple[Callable[..., ReducedSystem], tuple[Any, ...]]:
    """What a system travels as: its text, since functions made from text do not travel between processes."""
    if system.emitted:
        return loaded, (system.source,)
    values = [getattr(system, each.name) for each in fields(system)]
    return type(system), tuple(dict(x) if isinstance(x, MappingProxyType) else x for x in values)


# Registered here rather than as a method of ReducedSystem, which knows nothing of texts.
copyreg.pickle(ReducedSystem, _parts)


def shipped() -> tuple[str, ...]:
    """Names of the systems that come with the package."""
    names = (file.name for file in resources.files(generated).iterdir())
    return tuple(sorted(n.removesuffix(".py") for n in names if n.endswith(".py") and not n.startswith("_")))


def shipped_system(name: str) -> ReducedSystem:
    """The shipped system called `name`; loaded once.

    Raises
    ------
    UnknownNameError
        No system of this name is shipped.
    """
    if not isinstance(name, str) or name not in shipped():
        raise UnknownNameError.among("system", name, shipped())
    return _shipped_system(name)


@cache
def _shipped_system(name: str) -> ReducedSystem:
    source = (resources.files(generated) / f"{name}.py").read_text(encoding="utf-8")
    # Imported rather than loaded, since the bytecode of an imported module is cached.
    return _from_module(import_module(f"{generated.__name__}.{name}"), source)


def _from_module(module: ModuleType, source: str) -> ReducedSystem:
    names = vars(module)
    if _entry(names, "FORMAT") != FORMAT:
        raise ModuleFormatError(
            f"emitted module has FORMAT {names['FORMAT']!r}, but only FORMAT {FORMAT} can be read; {_REMEDY}"
        )
    state, parameters = _names(names, "STATE"), _names(names, "PARAMETERS")
    for function in _FUNCTIONS:
        if not callable(_entry(names, function)):
            raise ModuleFormatError(f"emitted module's {function} is not a function; {_REMEDY}")
    system = ReducedSystem(
        name=_text(names, "NAME"),
        state=state,
        origin=_numbers(names, "ORIGIN", len(state)),
        parameters=parameters,
        defaults=_defaults(names, parameters),
        domains=_domains(names, parameters),
        observables=_names(names, "OBSERVABLES"),
        invariants=_names(names, "INVARIANTS"),
        assumptions=_texts(names, "ASSUMPTIONS"),
        hash=_text(names, "HASH"),
        source=source,
        formulas=Formulas(**{function: names[function] for function in _FUNCTIONS}),
        gram=_gram(names, state),
    )
    _refuse_ambiguous_names(system)
    _try_formulas(system)
    return system


def _gram(names: Mapping[str, Any], state: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    rows: Any = names.get("GRAM", ())
    square = isinstance(rows, tuple) and all(isinstance(row, tuple) and len(row) == len(rows) for row in rows)
    if not square or any(name not in state for row in rows for name in row):
        raise ModuleFormatError(f"emitted module's GRAM must be a square table of its STATE, not {rows!r}; {_REMEDY}")
    return tuple(tuple(row) for row in rows)


def _entry(names: Mapping[str, Any], key: str) -> Any:
    if key not in names:
        raise ModuleFormatError(f"source is not an emitted module: it does not define {key}; {_REMEDY}")
    return names[key]


def _text(names: Mapping[str, Any], key: str) -> str:
    value = _entry(names, key)
    if not isinstance(value, str) or not value:
        raise ModuleFormatError(f"emitted module's {key} must be a text, but is {value!r}; {_REMEDY}")
    return value


def _texts(names: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = _entry(names, key)
    if not isinstance(value, tuple) or not all(isinstance(text, str) for text in value):
        raise ModuleFormatError(f"emitted module's {key} must be a tuple of texts, not {value!r}; {_REMEDY}")
    return value


def _names(names: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = _texts(names, key)
    if not all(is_name(name) for name in value):
        raise ModuleFormatError(f"emitted module's {key} must be a tuple of names, not {value!r}; {_REMEDY}")
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _numbers(names: Mapping[str, Any], key: str, length: int) -> tuple[float, ...]:
    value = _entry(names, key)
    if not isinstance(value, tuple) or len(value) != length or not all(map(_is_number, value)):
        raise ModuleFormatError(
            f"emitted module's {key} must be a tuple of {length} numbers, but is {value!r}; {_REMEDY}"
        )
    return tuple(map(float, value))


def _defaults(names: Mapping[str, Any], parameters: tuple[str, ...]) -> dict[str, float]:
    value = _entry(names, "DEFAULTS")
    if not isinstance(value, dict) or not set(value) <= set(parameters) or not all(map(_is_number, value.values())):
        raise ModuleFormatError(
            f"emitted module's DEFAULTS must give numbers to its PARAMETERS, but is {value!r}; {_REMEDY}"
        )
    return {name: float(number) for name, number in value.items()}


def _domains(names: Mapping[str, Any], parameters: tuple[str, ...]) -> dict[str, Domain]:
    value = _entry(names, "DOMAINS")
    if (
        not isinstance(value, dict)
        or set(value) != set(parameters)
        or not all(domain in tuple(Domain) for domain in value.values())
    ):
        raise ModuleFormatError(
            f"emitted module's DOMAINS must give each of its PARAMETERS one of {', '.join(Domain)}, "
            f"but is {value!r}; {_REMEDY}"
        )
    return {name: Domain(domain) for name, domain in value.items()}


def _refuse_ambiguous_names(system: ReducedSystem) -> None:
    """A trajectory is asked by name, so that states, observables and invariants must not share one."""
    seen: set[str] = {"times"}
    for name in (*system.state, *system.observables, *system.invariants):
        if name in seen:
            raise ModuleFormatError(f"emitted module {system.name} uses the name {name!r} twice; {_REMEDY}")
        seen.add(name)
    if "loss" not in system.observables:
        raise ModuleFormatError(f"emitted module {system.name} has no observable 'loss'; {_REMEDY}")


def _try_formulas(system: ReducedSystem) -> None:
    """Evaluate every formula once at W = 0, u = v = 0, where all of them are regular."""
    n, formulas = len(system.state), system.formulas
    parameters = [system.defaults.get(name, 1.0) for name in system.parameters]
    lengths = {
        "rhs": n,
        "jacobian": n,
        "observables": len(system.observables),
        "invariants": len(system.invariants),
    }
    try:
        for function, length in lengths.items():
            value = getattr(formulas, function)(list(system.origin), parameters)
            if len(value) != length or (function == "jacobian" and any(len(row) != n for row in value)):
                raise ModuleFormatError(
                    f"emitted module {system.name}: {function} does not return {length} entries; {_REMEDY}"
                )
        float(min(formulas.stability(list(system.origin), parameters)))
        float(formulas.target_power(parameters))
    except ModuleFormatError:
        raise
    except Exception as error:
        raise ModuleFormatError(
            f"emitted module {system.name} cannot be evaluated at its ORIGIN "
            f"({type(error).__name__}: {error}); {_REMEDY}"
        ) from error
