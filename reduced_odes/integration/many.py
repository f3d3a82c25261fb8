"""Many solutions of one system: grids of parameters and initial states in, arrays out.

>>> import numpy as np
>>> from reduced_odes import integrate_many, real_outlier
>>> c_star, kappa = np.geomspace(0.02, 1.0, 40)[:, None], np.geomspace(1e-3, 0.3, 30)
>>> found = integrate_many(real_outlier, {"a": kappa, "b": kappa}, {"c_star": c_star}, [0.0, 40.0])
>>> found.first("learnt").shape, found.final["c"].shape, found.share(Outcome.LEARNT)

It runs here, or on any `concurrent.futures.Executor`: a pool of processes, or a Dask cluster (`Client.get_executor()`).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reduced_odes._common import checks
from reduced_odes._common.checks import LEARNT, FloatArray
from reduced_odes._common.errors import InputError, LostWorkError, UnknownNameError
from reduced_odes._common.executors import completed, shown
from reduced_odes._common.outcome import Outcome
from reduced_odes.initial_value.batches import Chunk, Part, Settings, blank, run
from reduced_odes.initial_value.problem import Method
from reduced_odes.integration.cvode.compile import available, compiled
from reduced_odes.integration.grids import Grid, grid
from reduced_odes.systems.system import ReducedSystem

if TYPE_CHECKING:
    from concurrent.futures import Executor

_CHUNKS = 64
"""Pieces into which the work is cut if it is small: enough to keep workers busy and a progress bar moving."""
_LARGEST_CHUNK = 512
_WORTH_COMPILING = 200
"""Solutions for which LSODA takes as long as compiling does."""


@dataclass(frozen=True, eq=False)
class Ensemble:
    """What became of many solutions. Their grid has the shape (...) to which all arguments broadcast; all arrays
    are read-only.

    Attributes
    ----------
    system, hash : str
        Name and content hash of the system.
    parameters, initial : mappings of ndarrays of shape (...)
        All parameters, and the whole state at s = 0, by name.
    times : ndarray of shape (..., T) or (T,)
        Requested learning times, as they were given.
    reached : ndarray of shape (...)
        The last of them that was reached; NaN if none was.
    final, observables : mappings of ndarrays of shape (...)
        State variables and observables at `reached`, by name.
    outcomes : ndarray of str of shape (...)
        Values of `Outcome`. A start that `integrate` refuses is told here: `unstable` if its network is, `stalled` on a
        saddle, `solver_failed` if its rates are not finite. One whose process died is `lost`.
    events : mapping of ndarrays of shape (..., K)
        Times of the events by name, ascending, NaN after the last; K is the largest number met, at least 1.
    series : mapping of ndarrays of shape (..., T)
        States and observables at `times` by name, NaN from where a solution ended; empty unless asked for.
    evaluations : ndarray of int of shape (...)
        Evaluations of F that each solution took.
    """

    system: str
    hash: str
    parameters: Mapping[str, FloatArray]
    initial: Mapping[str, FloatArray]
    times: FloatArray
    reached: FloatArray
    final: Mapping[str, FloatArray]
    observables: Mapping[str, FloatArray]
    outcomes: NDArray[np.str_]
    events: Mapping[str, FloatArray]
    series: Mapping[str, FloatArray]
    evaluations: NDArray[np.int64]

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the grid."""
        return self.outcomes.shape

    @property
    def size(self) -> int:
        """Number of solutions."""
        return self.outcomes.size

    def __getitem__(self, name: str) -> FloatArray:
        """A series at `times`, shape (..., T), if series were asked for."""
        if name not in self.series:
            if not self.series:
                raise InputError(f"no series of {name!r} are kept; give integrate_many(..., series=True)")
            raise UnknownNameError.among("series", name, self.series, owner=f"these {self.system} solutions")
        return self.series[name]

    def first(self, event: str) -> FloatArray:
        """Time of the first event of this name, shape (...); NaN where there was none."""
        return self._event(event)[..., 0]

    def last(self, event: str) -> FloatArray:
        """Time of the last event of this name, shape (...); NaN where there was none."""
        times = self._event(event)
        count = np.count_nonzero(np.isfinite(times), axis=-1, keepdims=True)
        return np.take_along_axis(times, np.maximum(count - 1, 0), axis=-1)[..., 0]

    def share(self, outcome: Outcome) -> float:
        """The part of the solutions that ended so."""
        return float(np.mean(self.outcomes == Outcome.of(outcome).value))

    def _event(self, name: str) -> FloatArray:
        if name not in self.events:
            raise UnknownNameError.among("event", name, self.events, owner=self.system)
        return self.events[name]

    def __repr__(self) -> str:
        values, counts = np.unique(self.outcomes, return_counts=True)
        told = ", ".join(f"{count} {value}" for value, count in zip(values, counts, strict=True))
        return f"Ensemble({self.system!r}, shape={self.shape}: {told})"


def integrate_many(
    system: ReducedSystem,
    initial: Mapping[str, ArrayLike],
    parameters: Mapping[str, ArrayLike],
    times: ArrayLike,
    *,
    rtol: float = 1e-8,
    atol: float = 1e-12,
    method: Method | None = None,
    learnt: float = LEARNT,
    max_evaluations: int = 1_000_000,
    series: bool = False,
    executor: Executor | None = None,
    progress: bool = False,
) -> Ensemble:
    """`integrate` for every point of a grid of initial states, parameters and times.

    Parameters
    ----------
    system : ReducedSystem
    initial, parameters : mappings of array-likes
        As for `integrate`, each value an array; all of them broadcast against each other to the grid's shape (...).
    times : array-like of shape (T,) or (..., T)
        Learning times, strictly increasing along the last axis; the leading axes broadcast with the grid.
    rtol, atol, learnt, max_evaluations
        As for `integrate`, for each solution.
    method : Method, optional
        That of `method_for`, if none is given. CVODE lets other threads run: a `ThreadPoolExecutor` is enough for it.
    series : bool
        Keep states and observables at all times, not only at the last.
    executor : concurrent.futures.Executor, optional
        Where to compute; here, if none is given. It is not shut down.
    progress : bool
        Show a progress bar.

    Returns
    -------
    Ensemble

    Raises
    ------
    UnknownNameError, InputError
        An argument that cannot be used. A start from which `integrate` would not start is no error but an outcome.
    LostWorkError
        All solutions were lost with the processes that were to compute them.

    Warns
    -----
    RuntimeWarning
        Some were. What was finished is returned; `outcomes == Outcome.LOST` are the others, to be integrated again with
        `initial` and `parameters` of the ensemble at these points.
    """
    relative, absolute = checks.tolerances(rtol, atol)
    fraction, budget = checks.learnt_fraction(learnt), checks.positive_integer("max_evaluations", max_evaluations)
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise InputError(
            f"executor must have a method `submit`, but is {executor!r}; give a concurrent.futures.Executor",
            name="executor",
            value=executor,
        )
    points = grid(system, initial, parameters, times)
    chosen = method_for(system, len(points.starts)) if method is None else Method.of(method)
    if chosen is Method.CVODE:
        compiled(system)  # here and now: other processes find it on disk, and what fails fails before they start
    settings = Settings(relative, absolute, chosen, fraction, budget, series)
    chunks = _chunks(points, settings)
    done = completed(run, chunks, executor)
    if progress:
        done = shown(done, len(points.starts), "solution", size=lambda part: len(part.outcomes))
    parts: dict[int, Part] = {}
    try:
        parts.update(done)
    except LostWorkError as error:
        if not parts:
            raise
        parts.update((k, blank(chunks[k], Outcome.LOST)) for k in error.jobs)
        lost = sum(len(chunks[k].starts) for k in error.jobs)
        warnings.warn(
            f"{lost} of {len(points.starts)} solutions were lost ({error.__cause__!r}); their outcome is "
            f"{Outcome.LOST.value!r}: integrate them again",
            RuntimeWarning,
            stacklevel=2,
        )
    return _ensemble(points, [parts[k] for k in sorted(parts)])


def method_for(system: ReducedSystem, count: int) -> Method:
    """The fastest method for this number of solutions, with what is installed here.

    `Method.CVODE` from 200 solutions on if the system is an emitted one and the extra `[fast]` is installed, else
    `Method.LSODA`.
    """
    return Method.CVODE if count >= _WORTH_COMPILING and available(system) else Method.LSODA


def _chunks(points: Grid, settings: Settings) -> list[Chunk]:
    count = len(points.starts)
    length = min(max(count // _CHUNKS, 1), _LARGEST_CHUNK)
    slices = [slice(first, first + length) for first in range(0, count, length)]
    return [
        Chunk(points.system, points.starts[part], points.constants[part], points.times_of(part), settings)
        for part in slices
    ]


def _ensemble(points: Grid, parts: list[Part]) -> Ensemble:
    system, shape = points.system, points.shape

    def joined(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(part, name) for part in parts])

    def named(names: tuple[str, ...], columns: FloatArray) -> Mapping[str, FloatArray]:
        """Series by name, of columns (G, names, ...)."""
        rows = np.moveaxis(columns, 1, 0)
        return MappingProxyType({name: _shaped(row, shape) for name, row in zip(names, rows, strict=True)})

    kept = (*system.state, *system.observables)
    series = joined("series")
    return Ensemble(
        system=system.name,
        hash=system.hash,
        parameters=named(system.parameters, points.constants),
        initial=named(system.state, points.starts),
        times=_shaped(points.times, points.times.shape[:1]),
        reached=_shaped(joined("reached"), shape),
        final=named(system.state, joined("final")),
        observables=named(system.observables, joined("observables")),
        outcomes=_shaped(joined("outcomes"), shape),
        events=_events(parts, shape),
        series=named(kept if series.shape[1] else (), series),
        evaluations=_shaped(joined("evaluations"), shape),
    )


def _events(parts: list[Part], shape: tuple[int, ...]) -> Mapping[str, FloatArray]:
    found = {}
    for name in parts[0].events:
        width = max(part.events[name].shape[1] for part in parts)
        rows = [
            np.pad(part.events[name], ((0, 0), (0, width - part.events[name].shape[1])), constant_values=np.nan)
            for part in parts
        ]
        times = np.concatenate(rows)
        most = np.isfinite(times).sum(axis=1).max()  # there may be room for more than happened
        found[name] = _shaped(times[:, : max(1, most)], shape)
    return MappingProxyType(found)


def _shaped(values: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """Values (G, ...) as a read-only copy (*shape, ...)."""
    array = np.array(values).reshape((*shape, *values.shape[1:]))
    array.flags.writeable = False
    return array
