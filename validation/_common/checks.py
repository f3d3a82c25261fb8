"""Checks of arguments: every refusal is one sentence naming the argument, its value and the remedy."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from validation._common.errors import UnknownQuantity, ValidationError

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]

ROUNDING = float(np.finfo(np.float64).eps)


def instance(name: str, value: object, kind: type, example: str) -> None:
    """Raise a `ValidationError` unless `value` is of this kind."""
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        raise ValidationError(
            f"{name} must be {article} {kind.__name__}, but is of type {type(value).__name__}; pass {example}.",
            name=name,
            value=value,
        )


def real_array(name: str, value: ArrayLike, ndim: int) -> FloatArray:
    """Return a read-only float copy of `value`, or say which entry makes that impossible."""
    try:
        raw = np.asarray(value)
        if raw.dtype.kind == "c" and np.any(raw.imag != 0):
            raise ValidationError(
                f"{name} must be real, but has complex entries; pass real numbers.", name=name, value=value
            )
        array = np.array(raw.real, dtype=np.float64)
    except (TypeError, ValueError) as error:
        if isinstance(error, ValidationError):
            raise
        raise ValidationError(
            f"{name} must be an array of numbers ({error}); pass real numbers.", name=name, value=value
        ) from error
    if array.ndim != ndim:
        kind = {1: "a vector", 2: "a matrix"}.get(ndim, f"an array of {ndim} dimensions")
        raise ValidationError(
            f"{name} must be {kind}, but has shape {array.shape}; reshape it.", name=name, value=value
        )
    if array.size == 0:
        raise ValidationError(
            f"{name} is empty (shape {array.shape}); pass at least one entry.", name=name, value=value
        )
    finite = np.isfinite(array)
    if not finite.all():
        where = tuple(int(i) for i in np.argwhere(~finite)[0])
        place = ", ".join(str(i) for i in where)
        raise ValidationError(
            f"{name}[{place}] is {array[where]}; every entry of {name} must be finite.", name=name, value=value
        )
    array.setflags(write=False)
    return array


def number(name: str, value: Any) -> float:
    """Return `value` as a finite float."""
    try:
        result = float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValidationError(
            f"{name} must be a number, but is {value!r}; pass a float.", name=name, value=value
        ) from error
    if not math.isfinite(result):
        raise ValidationError(f"{name} must be finite, but is {result}; pass a finite number.", name=name, value=value)
    return result


def positive(name: str, value: Any) -> float:
    """Return `value` as a float > 0."""
    result = number(name, value)
    if result <= 0:
        raise ValidationError(f"{name} must be positive, but is {result:g}; choose {name} > 0.", name=name, value=value)
    return result


def nonnegative(name: str, value: Any) -> float:
    """Return `value` as a float ≥ 0."""
    result = number(name, value)
    if result < 0:
        raise ValidationError(
            f"{name} must not be negative, but is {result:g}; choose {name} >= 0.", name=name, value=value
        )
    return result


def within(name: str, value: Any, least: float, greatest: float) -> float:
    """Return `value` as a float in [least, greatest]."""
    result = number(name, value)
    if not least <= result <= greatest:
        raise ValidationError(
            f"{name} must lie between {least:g} and {greatest:g}, but contains {result:g}; drop it.",
            name=name,
            value=value,
        )
    return result


def count(name: str, value: Any, least: int = 1) -> int:
    """Return `value` as an integer ≥ `least`."""
    try:
        result = int(value)
        whole = result == value
    except (TypeError, ValueError, OverflowError) as error:
        raise ValidationError(
            f"{name} must be a whole number, but is {value!r}; pass an int.", name=name, value=value
        ) from error
    if isinstance(value, bool) or not whole or result < least:
        raise ValidationError(
            f"{name} must be a whole number >= {least}, but is {value!r}; pass one.", name=name, value=value
        )
    return result


def learning_times(name: str, value: ArrayLike, start: float = -math.inf) -> FloatArray:
    """Return strictly increasing times, none before `start`."""
    times = real_array(name, value, ndim=1)
    if times[0] < start:
        raise ValidationError(
            f"{name} must not begin before {start:g}, but {name}[0] is {times[0]:g}; drop the earlier times.",
            name=name,
            value=value,
        )
    steps = np.diff(times)
    if np.any(steps <= 0):
        i = int(np.argmax(steps <= 0)) + 1
        raise ValidationError(
            f"{name} must increase, but {name}[{i}] = {times[i]:g} follows {times[i - 1]:g}; sort the times "
            "and drop duplicates.",
            name=name,
            value=value,
        )
    return times


def unknown(kind: str, name: str, known: Iterable[str]) -> UnknownQuantity:
    """The error for a name that is not among `known`, with the nearest of them as a suggestion."""
    names = list(known)
    nearest = difflib.get_close_matches(str(name), names, n=1, cutoff=0.4)
    hint = f"did you mean {nearest[0]!r}?" if nearest else f"choose from {', '.join(names)}."
    return UnknownQuantity(f"{name!r} is not a known {kind}; {hint}", name=kind, value=name)
