"""Grids of arguments: many initial states, parameters and times, checked and broadcast against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reduced_odes._common import checks
from reduced_odes._common.checks import Domain, FloatArray
from reduced_odes._common.errors import InputError, UnknownNameError
from reduced_odes.systems.system import ReducedSystem, checked_system


@dataclass(frozen=True, eq=False)
class Grid:
    """G points of a grid of the given shape, in its order.

    Attributes
    ----------
    starts, constants : ndarrays of shape (G, n), (G, k)
        States at s = 0 and parameters, in the system's order.
    times : ndarray of shape (T,) or (..., T)
        Learning times as given.
    flat_times : ndarray of shape (T,) or (G, T)
    """

    system: ReducedSystem
    shape: tuple[int, ...]
    starts: FloatArray
    constants: FloatArray
    times: FloatArray
    flat_times: FloatArray

    def times_of(self, part: slice) -> FloatArray:
        """Learning times of some points, shape (T,) or (points, T)."""
        return self.flat_times if self.flat_times.ndim == 1 else self.flat_times[part]


def grid(
    system: ReducedSystem, initial: Mapping[str, ArrayLike], parameters: Mapping[str, ArrayLike], times: ArrayLike
) -> Grid:
    """The grid to which all arguments broadcast.

    Raises
    ------
    UnknownNameError
        A name that the system does not have.
    InputError
        A value that it cannot take, or shapes that do not broadcast.
    """
    states = state_arrays(checked_system(system), initial)
    constants = parameter_arrays(system, parameters)
    rows = increasing_rows(times)
    try:
        shape = np.broadcast_shapes(*(x.shape for x in (*states, *constants)), rows.shape[:-1])
    except ValueError:
        named = [*zip(system.state, states, strict=True), *zip(system.parameters, constants, strict=True)]
        shapes = ", ".join([*(f"{name} {x.shape}" for name, x in named if x.ndim), f"times {rows.shape}"])
        raise InputError(
            f"initial, parameters and times must broadcast to one grid, but have the shapes {shapes}; "
            "give each axis of the grid one length, or 1 (the last axis of times is no axis of the grid)"
        ) from None
    if 0 in shape:
        raise InputError(f"the grid must not be empty, but has the shape {shape}; give at least one value of each")
    starts = _columns(states, shape)
    if system.gram:
        for row in starts.tolist():
            checks.gram_matrix(dict(zip(system.state, row, strict=True)), system.gram, system.name)
    count = rows.shape[-1]
    flat = rows if rows.ndim == 1 else np.broadcast_to(rows, (*shape, count)).reshape(-1, count)
    return Grid(system, shape, starts, _columns(constants, shape), rows, flat)


def state_arrays(system: ReducedSystem, values: Mapping[str, ArrayLike]) -> list[FloatArray]:
    """Arrays of the state variables in order; one that is not given takes its value at W = 0, u = v = 0."""
    _refuse_others("state variable", values, system.state, system.name, what="initial")
    return [
        _finite(f"initial {name}", values[name]) if name in values else np.array(default)
        for name, default in zip(system.state, system.origin, strict=True)
    ]


def parameter_arrays(system: ReducedSystem, values: Mapping[str, ArrayLike]) -> list[FloatArray]:
    """Arrays of the parameters in order, defaults filled in."""
    _refuse_others("parameter", values, system.parameters, system.name, what="parameters")
    arrays = []
    for name in system.parameters:
        if name not in values and name not in system.defaults:
            raise InputError(f"parameter {name} of {system.name} has no default: give it a value")
        array = _finite(f"parameter {name}", values[name]) if name in values else np.array(system.defaults[name])
        domain = system.domains[name]
        if domain is not Domain.REAL and array.size:
            least = np.unravel_index(array.argmin(), array.shape)
            checks.in_domain(f"parameter {name}{_place(least)}", float(array[least]), domain)
        arrays.append(array)
    return arrays


def increasing_rows(times: ArrayLike) -> FloatArray:
    """Learning times of shape (..., T): along the last axis finite, not negative, strictly increasing."""
    array = _finite("times", times)
    if array.ndim == 0 or array.shape[-1] == 0:
        raise InputError(f"times must have at least one entry along a last axis, but have the shape {array.shape}")
    if array.size and array.min() < 0:
        raise InputError(f"times must not be negative, but begin at {array.min():g}; learning starts at s = 0")
    backward = np.argwhere(np.diff(array, axis=-1) <= 0)
    if backward.size:
        place = tuple(backward[0].tolist())
        raise InputError(
            f"times must increase strictly along their last axis, but do not after times{_place(place)}; "
            "sort them and drop repeated ones"
        )
    return array


def _refuse_others(kind: str, values: object, known: tuple[str, ...], system: str, *, what: str) -> None:
    if not isinstance(values, Mapping):
        raise InputError(
            f"{what} must be a mapping from name to array, but is {values!r}; give for example {{{known[0]!r}: 0.3}}",
            name=what,
            value=values,
        )
    for name in values:
        if name not in known:
            raise UnknownNameError.among(kind, name, known, owner=system)


def _finite(what: str, value: ArrayLike) -> FloatArray:
    array = checks.real_array(what, value)
    bad = np.argwhere(~np.isfinite(array))
    if bad.size:
        raise InputError(
            f"{what}{_place(tuple(bad[0].tolist()))} must be finite, but is {array[tuple(bad[0])]:g}; leave it out",
            name=what,
            value=value,
        )
    return array


def _place(index: tuple[int, ...] | tuple[np.intp, ...]) -> str:
    return f"[{', '.join(str(int(k)) for k in index)}]" if index else ""


def _columns(values: list[FloatArray], shape: tuple[int, ...]) -> FloatArray:
    flat: list[NDArray[np.float64]] = [np.broadcast_to(x, shape).ravel() for x in values]
    return np.stack(flat, axis=1) if flat else np.empty((int(np.prod(shape)), 0))
