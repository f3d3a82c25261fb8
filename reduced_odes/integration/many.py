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
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reduced_odes._common import checks
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError, LostWorkError
from reduced_odes._common.executors import completed, shown
from reduced_odes._common.outcome import Outcome
from reduced_odes.initial_value.batches import Chunk, Part, Settings, blank
from reduced_odes.initial_value.problem import Method
from reduced_odes.integration.cvode.batches import run_compiled
from reduced_odes.integration.cvode.compile import available, compiled
from reduced_odes.integration.ensemble import Ensemble
from reduced_odes.integration.grids import Grid, grid
from reduced_odes.integration.scipy_batches import run_scipy
from reduced_odes.systems.system import ReducedSystem

if TYPE_CHECKING:
    from concurrent.futures import Executor

_CHUNKS = 64
"""Pieces into which the work is cut if it is small: enough to keep workers busy and a progress bar moving."""
_LARGEST_CHUNK = 512
_WORTH_COMPILING = 200
"""Solutions for which LSODA takes as long as compiling does."""


def integrate_many(
    system: ReducedSystem,
    initial: Mapping[str, ArrayLike],
    parameters: Mapping[str, ArrayLike],
    times: ArrayLike,
    *,
    rtol: float = 1e-8,
    atol: float = 1e-12,
    method: Method | None = None,
    learnt: float = checks.LEARNT,
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
    done = completed(_run, chunks, executor)
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


def _run(chunk: Chunk) -> Part:
    """Solve a chunk, in whatever process it arrives in."""
    return run_compiled(chunk) if chunk.settings.method is Method.CVODE else run_scipy(chunk)


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
