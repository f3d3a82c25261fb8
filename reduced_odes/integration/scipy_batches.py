"""A chunk of a grid by SciPy's solvers: `integrate`, point after point, where a refused start becomes an outcome."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError, SaddleError, UnstableNetworkError
from reduced_odes._common.outcome import Outcome
from reduced_odes.initial_value.batches import Chunk, Part, Settings, event_names, padded
from reduced_odes.initial_value.events import Event
from reduced_odes.integration.single import integrate
from reduced_odes.systems.system import ReducedSystem


@dataclass(frozen=True, eq=False)
class _Solved:
    """One solution: columns at the times that it reached, states above observables."""

    columns: FloatArray
    outcome: Outcome
    events: Mapping[str, tuple[float, ...]]
    evaluations: int


def run_scipy(chunk: Chunk) -> Part:
    """Solve every point of a chunk with one of SciPy's solvers, one after the other."""
    times = np.broadcast_to(chunk.times, (len(chunk.starts), chunk.times.shape[-1]))
    solved = [
        _solved(chunk.system, start, constants, row, chunk.settings)
        for start, constants, row in zip(chunk.starts.tolist(), chunk.constants.tolist(), times, strict=True)
    ]
    return _part(chunk.system, times, solved, chunk.settings.series)


def _solved(
    system: ReducedSystem, start: list[float], constants: list[float], times: FloatArray, settings: Settings
) -> _Solved:
    try:
        trajectory = integrate(
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
        return _Solved(_nowhere(system), Outcome.UNSTABLE, {Event.UNSTABLE: (0.0,)}, 0)
    except SaddleError:
        return _Solved(_at_rest(system, start, constants, times.size), Outcome.STALLED, {}, 0)
    except InputError:  # all arguments are checked: what is left are rates that are not finite at the start
        return _Solved(_nowhere(system), Outcome.SOLVER_FAILED, {}, 0)
    columns = np.array([*trajectory.states.values(), *trajectory.observables.values()])
    return _Solved(columns, trajectory.outcome, trajectory.events, trajectory.solver.evaluations)


def _nowhere(system: ReducedSystem) -> FloatArray:
    return np.empty((len(system.state) + len(system.observables), 0))


def _at_rest(system: ReducedSystem, start: list[float], constants: list[float], count: int) -> FloatArray:
    column = np.array([*start, *system.observe(start, constants).values()])
    return np.repeat(column[:, None], count, axis=1)


def _part(system: ReducedSystem, times: FloatArray, solved: Sequence[_Solved], series: bool) -> Part:
    last = np.array([_last(each.columns) for each in solved])
    counts = [each.columns.shape[1] for each in solved]
    n = len(system.state)
    return Part(
        reached=np.array([row[k - 1] if k else math.nan for row, k in zip(times, counts, strict=True)]),
        final=last[:, :n],
        observables=last[:, n:],
        outcomes=np.array([each.outcome.value for each in solved], dtype=np.str_),
        events={name: padded([each.events.get(name, ()) for each in solved]) for name in event_names(system)},
        series=_series(solved, n + len(system.observables) if series else 0, times.shape[1]),
        evaluations=np.array([each.evaluations for each in solved], dtype=np.int64),
    )


def _last(columns: FloatArray) -> FloatArray:
    return columns[:, -1] if columns.shape[1] else np.full(len(columns), np.nan)


def _series(solved: Sequence[_Solved], rows: int, count: int) -> FloatArray:
    found = np.full((len(solved), rows, count), np.nan)
    for k, each in enumerate(solved):
        found[k, :, : each.columns.shape[1]] = each.columns[:rows]
    return found
