"""Emitted systems compiled to machine code: once a machine, since the result is kept on disk.

Needs the extra `[fast]` (Numba, and CVODE from scikit-sundae). Nothing here is imported before it is asked for.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from reduced_odes._common.errors import EngineError
from reduced_odes.initial_value.events import OMEGA_SQUARED
from reduced_odes.systems.system import ReducedSystem

_PACKAGES = {"numba": "numba", "sksundae": "scikit-sundae"}
INSTALL = "python -m pip install 'learning-to-remember[fast]'"


def missing() -> tuple[str, ...]:
    """The packages of the extra `[fast]` that are not installed."""
    return tuple(name for module, name in _PACKAGES.items() if importlib.util.find_spec(module) is None)


def available(system: ReducedSystem) -> bool:
    """Whether the system can be compiled here: packages installed, and emitted text to compile."""
    return system.emitted and not missing()


def require(system: ReducedSystem) -> None:
    """Refuse, with the remedy, what cannot be compiled here.

    Raises
    ------
    EngineError
        Packages are missing, or the system has no emitted text.
    """
    absent = missing()
    if absent:
        raise EngineError(
            f"method CVODE needs {' and '.join(absent)}, not installed here; install the extra with {INSTALL}, "
            "or use the method LSODA"
        )
    if not system.emitted:
        raise EngineError(
            f"method CVODE compiles emitted equations, which {system.name} does not have; use the method LSODA"
        )


@dataclass(frozen=True, eq=False)
class CompiledSystem:
    """Machine code of one system.

    Attributes
    ----------
    rhs, jacobian : int
        Addresses of what CVODE calls.
    observe, watch : compiled functions of (state, parameters, out)
        Fill `out` with the observables, and with what events are zeros of: loss − threshold, margin of stability, ω².
        The threshold follows the parameters, and it is followed by the largest row sum of the last Jacobian.
    """

    rhs: int
    jacobian: int
    observe: Any
    watch: Any


def compiled(system: ReducedSystem) -> CompiledSystem:
    """The machine code of a system: made now, or found in memory or on disk.

    Raises
    ------
    EngineError
        It cannot be compiled here; the message says why.
    """
    require(system)
    return _of_system(system)


@lru_cache(maxsize=64)
def _of_system(system: ReducedSystem) -> CompiledSystem:
    return _of_text(_text(system), system.name)


@lru_cache(maxsize=64)
def _of_text(text: str, name: str) -> CompiledSystem:
    from numba.core.errors import NumbaError

    try:
        module = _imported(text, name)
    except NumbaError as error:
        reason = str(error).strip().splitlines()[-1]
        raise EngineError(f"method CVODE cannot compile {name} ({reason}); use the method LSODA") from error
    return CompiledSystem(
        rhs=module.compiled_rhs.address,
        jacobian=module.compiled_jacobian.address,
        observe=module.compiled_observe,
        watch=module.compiled_watch,
    )


def _imported(text: str, name: str) -> ModuleType:
    """The module of this text: Numba keeps machine code beside files, so that there has to be one."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    path = _kept(text, f"{name}_{digest}.py")
    spec = importlib.util.spec_from_file_location(f"{__package__}.compiled_{digest}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # machine code that was kept looks for its module here
    spec.loader.exec_module(module)
    return module


def _kept(text: str, name: str) -> Path:
    """A file of this text among the user's cached files; among temporary ones, if there is no place for those."""
    for folder in (cache_folder(), Path(tempfile.mkdtemp(prefix="reduced_odes-"))):
        path = folder / name
        try:
            if path.is_file() and path.read_text(encoding="utf-8") == text:
                return path
            folder.mkdir(parents=True, exist_ok=True)
            # Other processes may be at it too: each writes a file of its own, and the last one to finish stands.
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder, suffix=".tmp", delete=False) as file:
                file.write(text)
            os.replace(file.name, path)
            return path
        except OSError:
            continue
    raise EngineError("method CVODE finds no folder to write to; set XDG_CACHE_HOME to one, or use the method LSODA")


def cache_folder() -> Path:
    """Where compiled systems are kept."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "learning-to-remember"


def _text(system: ReducedSystem) -> str:
    """The emitted text, and below it the functions that CVODE and its driver call."""
    n, k, observables = len(system.state), len(system.parameters), system.observables
    parameters = [system.defaults.get(name, 1.0) for name in system.parameters]
    determinants = len(system.formulas.stability(list(system.origin), parameters))
    margins = [f"float(margins[{i}])" for i in range(determinants)]
    omega = f"observed[{observables.index(OMEGA_SQUARED)}]" if OMEGA_SQUARED in observables else "0.0"
    return _TEMPLATE.format(
        source=system.source,
        state=_tuple("y", n),
        constants=_tuple("p", k),
        rates=_filled([f"rates[{i}]" for i in range(n)]),
        total=" + ".join(f"out[{i}]" for i in range(n)),
        slope=k + 1,
        row_sum=_largest([" + ".join(f"abs(rows[{i}][{j}])" for j in range(n)) for i in range(n)]),
        columns=_filled([f"rows[{i}][{j}]" for j in range(n) for i in range(n)]),
        observed=_filled([f"observed[{i}]" for i in range(len(observables))]),
        excess=f"observed[{observables.index('loss')}] - p[{k}]",
        margin=f"min({', '.join(margins)})" if determinants > 1 else margins[0],
        omega=omega,
    )


def _tuple(name: str, length: int) -> str:
    return "(" + "".join(f"{name}[{i}], " for i in range(length)).rstrip() + ")"


def _largest(entries: list[str]) -> str:
    return f"max({', '.join(entries)})" if len(entries) > 1 else entries[0]


def _filled(entries: list[str]) -> str:
    return "\n    ".join(f"out[{k}] = {entry}" for k, entry in enumerate(entries))


_TEMPLATE = """\
{source}

import math as compiled_math

from numba import cfunc as compiled_cfunc
from numba import njit as compiled_njit
from reduced_odes.integration.cvode import library as compiled_cvode

compiled_vector, compiled_matrix = compiled_cvode.vector_data, compiled_cvode.matrix_data
# Division by zero gives inf, as for NumPy's numbers.
compiled_plain = compiled_njit(error_model="numpy")
compiled_equations = compiled_plain(rhs)
compiled_derivatives = compiled_plain(jacobian)
compiled_observables = compiled_plain(observables)
compiled_stability = compiled_plain(stability)


@compiled_cfunc(compiled_cvode.RHS, cache=True, error_model="numpy")
def compiled_rhs(s, state, velocity, p):
    y, out = compiled_vector(state), compiled_vector(velocity)
    rates = compiled_equations({state}, {constants})
    {rates}
    return 0 if compiled_math.isfinite({total}) else 1  # 1: try a shorter step


@compiled_cfunc(compiled_cvode.JACOBIAN, cache=True, error_model="numpy")
def compiled_jacobian(s, state, velocity, matrix, p, _1, _2, _3):
    y, out = compiled_vector(state), compiled_matrix(matrix)
    rows = compiled_derivatives({state}, {constants})
    {columns}
    p[{slope}] = {row_sum}
    return 0


@compiled_cfunc(compiled_cvode.FILL, cache=True, error_model="numpy")
def compiled_observe(y, p, out):
    observed = compiled_observables({state}, {constants})
    {observed}


@compiled_cfunc(compiled_cvode.FILL, cache=True, error_model="numpy")
def compiled_watch(y, p, out):
    observed = compiled_observables({state}, {constants})
    margins = compiled_stability({state}, {constants})
    out[0] = {excess}
    out[1] = {margin}
    out[2] = {omega}
"""
