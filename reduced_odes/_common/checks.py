"""Checks of the values that come from outside: the checked value, or one clear sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reduced_odes._common.errors import InputError, UnknownNameError

FloatArray = NDArray[np.float64]

TIGHTEST_RTOL = 1e-12
LOOSEST_RTOL = 1e-2
LEARNT = 1e-6
"""A target counts as learnt when the loss is below this fraction of its power, ½∫f*² dt, unless asked otherwise."""
SMALLEST_LEARNT = 1e-12


class Domain(StrEnum):
    """The values that a parameter may take (finite ones in every case)."""

    REAL = "real"
    POSITIVE = "positive"
    NONNEGATIVE = "nonnegative"

    def admits(self, value: float) -> bool:
        """Whether the finite number `value` belongs to this domain."""
        if self is Domain.POSITIVE:
            return value > 0
        return value >= 0 or self is Domain.REAL


def instance(what: str, value: object, kind: type, remedy: str) -> None:
    """Refuse a `value` that is not of this kind; `what` names it, and `remedy` says what to give instead."""
    if not isinstance(value, kind):
        raise InputError(
            f"{what} must be a {kind.__name__}, but is {_short(value)}; give {remedy}", name=what, value=value
        )


def real_array(what: str, value: ArrayLike) -> FloatArray:
    """`value` as an array of real numbers, of any shape."""
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "iufb" and array.size:
            raise TypeError
        return array.astype(float)
    except (TypeError, ValueError):
        raise InputError(
            f"{what} must be an array of real numbers, but is {_short(value)}; give numbers in rows of equal length",
            name=what,
            value=value,
        ) from None


def finite_number(what: str, value: object) -> float:
    """The finite real number `value` as a float; `what` names it in the message."""
    given = value
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise InputError(f"{what} must be a number, but is {_short(value)}; give one, like 0.3", name=what, value=given)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InputError(f"{what} must be finite, but is {number}; give a finite number", name=what, value=given)
    return number


def parameter_values(
    values: Mapping[str, float] | Sequence[float] | FloatArray,
    names: tuple[str, ...],
    defaults: Mapping[str, float],
    domains: Mapping[str, Domain],
    system: str,
) -> tuple[float, ...]:
    """Parameters in the order of `names`, from a mapping (defaults filled in) or from a complete sequence.

    Raises
    ------
    UnknownNameError
        A name that is not a parameter of the system.
    InputError
        A parameter missing, not finite, or outside its domain.
    """
    if isinstance(values, Mapping):
        for name in values:
            if name not in names:
                raise UnknownNameError.among("parameter", name, names, owner=system)
        merged = {**defaults, **values}
        for name in names:
            if name not in merged:
                raise InputError(
                    f"parameter {name} of {system} has no default: give it a value", name=f"parameter {name}"
                )
        ordered = [merged[name] for name in names]
    else:
        if isinstance(values, str) or not isinstance(values, Iterable):
            raise InputError(
                f"parameters of {system} must be a mapping from name to number or a sequence of numbers, "
                f"but are {_short(values)}; give for example {{{', '.join(f'{name!r}: 0.3' for name in names[:1])}}}",
                name="parameters",
                value=values,
            )
        ordered = list(values)
        if len(ordered) != len(names):
            raise InputError(
                f"{system} takes {len(names)} parameters ({', '.join(names)}), but {len(ordered)} are given; "
                "give them all in this order, or some of them by name"
            )
    return tuple(
        in_domain(f"parameter {name}", finite_number(f"parameter {name}", value), domains[name])
        for name, value in zip(names, ordered, strict=True)
    )


def in_domain(what: str, value: float, domain: Domain) -> float:
    """`value`, which must belong to `domain`."""
    if not domain.admits(value):
        wanted = "greater than 0" if domain is Domain.POSITIVE else "0 or greater"
        raise InputError(f"{what} must be {wanted}, but is {value:g}; give such a number", name=what, value=value)
    return value


def state_values(
    values: Mapping[str, float], names: tuple[str, ...], origin: tuple[float, ...], system: str
) -> tuple[float, ...]:
    """The state in the order of `names`; a variable that is not given takes its value at W = 0, u = v = 0."""
    if not isinstance(values, Mapping):
        raise InputError(
            f"initial must be a mapping from state variable to number, but is {_short(values)}; "
            f"give for example {{{names[0]!r}: 0.1}}",
            name="initial",
            value=values,
        )
    for name in values:
        if name not in names:
            raise UnknownNameError.among("state variable", name, names, owner=system)
    return tuple(
        finite_number(f"initial {name}", values[name]) if name in values else default
        for name, default in zip(names, origin, strict=True)
    )


def increasing_times(times: ArrayLike) -> FloatArray:
    """Learning times as a one-dimensional array: finite, not negative, strictly increasing, at least one."""
    try:
        if np.iscomplexobj(times):
            raise TypeError
        array = np.array(times, dtype=float)
    except (TypeError, ValueError):
        raise InputError(
            f"times must be a sequence of real numbers, but is {_short(times)}; give for example [0, 10]",
            name="times",
            value=times,
        ) from None
    if array.ndim != 1 or array.size == 0:
        raise InputError(
            f"times must be a non-empty sequence of numbers, but has the shape {array.shape}; give for example [0, 10]"
        )
    if not np.all(np.isfinite(array)):
        raise InputError(f"times must be finite, but times[{_first(~np.isfinite(array))}] is not")
    if array[0] < 0:
        raise InputError(f"times must not be negative, but begin at {array[0]:g}; learning starts at s = 0")
    backward = np.diff(array) <= 0
    if np.any(backward):
        at = _first(backward)
        raise InputError(
            f"times must increase strictly, but {array[at]:g} is followed by {array[at + 1]:g}; "
            "sort them and drop repeated ones",
            name="times",
            value=times,
        )
    return array


def _short(value: object) -> str:
    """How a value that is refused is shown: on one line, and not all of a large array."""
    text = " ".join(repr(value).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_LONGEST = 80


def _first(mask: NDArray[np.bool_]) -> int:
    return int(np.flatnonzero(mask)[0])


def tolerances(rtol: float, atol: float) -> tuple[float, float]:
    """Relative and absolute tolerance, within what double precision can deliver."""
    relative, absolute = finite_number("rtol", rtol), finite_number("atol", atol)
    if not TIGHTEST_RTOL <= relative <= LOOSEST_RTOL:
        raise InputError(
            f"rtol must lie between {TIGHTEST_RTOL:g} and {LOOSEST_RTOL:g}, but is {relative:g}; give one there",
            name="rtol",
            value=rtol,
        )
    if absolute <= 0:
        raise InputError(
            f"atol must be greater than 0, but is {absolute:g}; the default is 1e-12", name="atol", value=atol
        )
    return relative, absolute


def learnt_fraction(learnt: float) -> float:
    """The fraction of the target's power below which a loss counts as learnt."""
    fraction = finite_number("learnt", learnt)
    if not SMALLEST_LEARNT <= fraction < 1:
        raise InputError(
            f"learnt must lie between {SMALLEST_LEARNT:g} (rounding of the loss) and 1, but is {fraction:g}; "
            f"the default is {LEARNT:g}",
            name="learnt",
            value=learnt,
        )
    return fraction


def cosine(what: str, value: float) -> float:
    """`value`, which must lie between −1 and 1."""
    number = finite_number(what, value)
    if not -1.0 <= number <= 1.0:
        raise InputError(f"{what} must lie between -1 and 1, but is {number:g}", name=what, value=value)
    return number


def initial_norms(kappa: float, kappa_u: float | None, kappa_v: float | None) -> tuple[float, float]:
    """|u₀| and |v₀|, greater than 0: `kappa` stands for each of the two that is not given by itself."""
    given = {"kappa": kappa, "kappa_u": kappa_u, "kappa_v": kappa_v}
    norms = [
        in_domain(name, finite_number(name, kappa if value is None else value), Domain.POSITIVE)
        for name, value in given.items()
    ]
    return norms[1], norms[2]


def positive_integer(what: str, value: int) -> int:
    """`value`, which must be an integer greater than 0."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise InputError(
            f"{what} must be an integer greater than 0, but is {_short(value)}; give one, like 1",
            name=what,
            value=value,
        )
    return int(value)


def gram_matrix(state: Mapping[str, float], rows: Sequence[Sequence[str]], system: str) -> None:
    """Refuse overlaps that no vectors have: their Gram matrix has a negative eigenvalue."""
    if not rows:
        return
    gram = np.array([[state[name] for name in row] for row in rows])
    lowest, scale = np.linalg.eigvalsh(gram)[0], np.abs(gram).max()
    if lowest < -_GRAM_ROUNDING * scale:
        lengths = ", ".join(row[k] for k, row in enumerate(rows))
        raise InputError(
            f"initial overlaps of {system} are those of no vectors: their Gram matrix has the eigenvalue {lowest:.3g}; "
            f"give squared lengths ({lengths}) that fit them, or compute all with reduced_odes.overlaps(u, m, n, v)"
        )


_GRAM_ROUNDING = 1e-8
"""Negative eigenvalues smaller than this part of the largest overlap are taken for rounding."""
