"""A piece of a grid of solutions, solved in whatever process it arrives in: text and arrays in, arrays out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError, SaddleError, UnstableNetworkError
from reduced_odes._common.outcome import Outcome
from reduced_odes.initial_value.events import OMEGA_SQUARED, Event
from reduced_odes.initial_value.problem import Method
from reduced_odes.integration.single import integrate
from reduced_odes.systems.system import ReducedSystem


@dataclass(frozen=True)
class Settings:
    """How each solution is computed, checked; and whether its series are kept."""

    rtol: float
    atol: float
    method: Method
    learnt: float
    max_evaluations: int
    series: bool


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some points of a grid."""

    system: ReducedSystem
    starts: FloatArray
    constants: FloatArray
    times: FloatArray
    settings: Settings


@dataclass(frozen=True, eq=False)
class Part:
    """What became of m points: as in `many.Ensemble`, with one axis instead of the grid's and no names.

    `events` are (m, K) by name; `series` are (m, n + observables, T), or (m, 0, T).
    """

    reached: FloatArray
    final: FloatArray
    observables: FloatArray
    outcomes: NDArray[np.str_]
    events: dict[str, FloatArray]
    series: FloatArray
    evaluations: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Course:
    """One solution: columns at the times that it reached, states above observables."""

    columns: FloatArray
    outcome: Outcome
    events: Mapping[str, tuple[float, ...]]
    evaluations: int


def run(chunk: Chunk) -> Part:
    """Solve every point of a chunk, one after the other."""
    if chunk.settings.method is Method.CVODE:
        from reduced_odes.integration.cvode.batches import run_compiled  # only who needs it pays for the import

        return run_compiled(chunk)
    times = np.broadcast_to(chunk.times, (len(chunk.starts), chunk.times.shape[-1]))
    courses = [
        _course(chunk.system, start, constants, row, chunk.settings)
        for start, constants, row in zip(chunk.starts.tolist(), chunk.constants.tolist(), times, strict=True)
    ]
    return _part(chunk.system, times, courses, chunk.settings.series)


def _course(
    system: ReducedSystem, start: list[float], constants: list[float], times: FloatArray, settings: Settings
) -> _Course:
    try:
        path = integrate(
            system,
            dict(zip(system.state, start, strict=True)),
            constants,
            times,
            rtol=settings.rtol,
            atol=settings.atol,
            method=settings.method,
            learnt=settings.learnt,
            max_evaluations=settings.max_evaluations,
        )
    except UnstableNetworkError:
        return _Course(_nowhere(system), Outcome.UNSTABLE, {Event.UNSTABLE: (0.0,)}, 0)
    except SaddleError:
        return _Course(_at_rest(system, start, constants, times.size), Outcome.STALLED, {}, 0)
    except InputError:  # all arguments are checked: what is left are rates that are not finite at the start
        return _Course(_nowhere(system), Outcome.SOLVER_FAILED, {}, 0)
    columns = np.array([*path.states.values(), *path.observables.values()])
    return _Course(columns, path.outcome, path.events, path.solver.evaluations)


def _nowhere(system: ReducedSystem) -> FloatArray:
    return np.empty((len(system.state) + len(system.observables), 0))


def _at_rest(system: ReducedSystem, start: list[float], constants: list[float], count: int) -> FloatArray:
    column = np.array([*start, *system.observe(start, constants).values()])
    return np.repeat(column[:, None], count, axis=1)


def _part(system: ReducedSystem, times: FloatArray, courses: Sequence[_Course], series: bool) -> Part:
    last = np.array([_last(course.columns) for course in courses])
    counts = [course.columns.shape[1] for course in courses]
    n = len(system.state)
    return Part(
        reached=np.array([row[k - 1] if k else math.nan for row, k in zip(times, counts, strict=True)]),
        final=last[:, :n],
        observables=last[:, n:],
        outcomes=np.array([course.outcome.value for course in courses], dtype=np.str_),
        events={name: padded([course.events.get(name, ()) for course in courses]) for name in event_names(system)},
        series=_series(courses, n + len(system.observables) if series else 0, times.shape[1]),
        evaluations=np.array([course.evaluations for course in courses], dtype=np.int64),
    )


def blank(chunk: Chunk, outcome: Outcome) -> Part:
    """A part of which nothing is known but this outcome."""
    m, n, o = len(chunk.starts), len(chunk.system.state), len(chunk.system.observables)
    return Part(
        reached=np.full(m, np.nan),
        final=np.full((m, n), np.nan),
        observables=np.full((m, o), np.nan),
        outcomes=np.full(m, outcome.value, dtype=_LONGEST),
        events={name: np.full((m, 1), np.nan) for name in event_names(chunk.system)},
        series=np.full((m, n + o if chunk.settings.series else 0, chunk.times.shape[-1]), np.nan),
        evaluations=np.zeros(m, dtype=np.int64),
    )


_LONGEST = f"<U{max(len(outcome.value) for outcome in Outcome)}"


def _last(columns: FloatArray) -> FloatArray:
    return columns[:, -1] if columns.shape[1] else np.full(len(columns), np.nan)


def _series(courses: Sequence[_Course], rows: int, count: int) -> FloatArray:
    found = np.full((len(courses), rows, count), np.nan)
    for k, course in enumerate(courses):
        found[k, :, : course.columns.shape[1]] = course.columns[:rows]
    return found


def event_names(system: ReducedSystem) -> tuple[str, ...]:
    """Names of the events that are watched along a solution of this system."""
    pair = (Event.PAIR_BORN.value, Event.PAIR_LOST.value) if OMEGA_SQUARED in system.observables else ()
    return (Event.LEARNT.value, Event.UNSTABLE.value, *pair)


def padded(rows: Sequence[Sequence[float]]) -> FloatArray:
    """Rows of unequal length as one array, NaN after the last entry of each; at least one column."""
    found = np.full((len(rows), max(1, *map(len, rows))), np.nan)
    for k, row in enumerate(rows):
        found[k, : len(row)] = row
    return found
