"""A chunk of a grid by CVODE: the starts checked in Python, all solutions in machine code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.outcome import Outcome
from reduced_odes.initial_value import rest
from reduced_odes.initial_value.batches import Chunk, Part, blank
from reduced_odes.initial_value.events import Event
from reduced_odes.initial_value.problem import inner_atol, inner_rtol
from reduced_odes.initial_value.rest import Start
from reduced_odes.integration.cvode.solver import Problems, Solutions, solve_all

_OUTCOMES = {Start.UNSTABLE: Outcome.UNSTABLE, Start.SINGULAR: Outcome.SOLVER_FAILED, Start.SADDLE: Outcome.STALLED}


def run_compiled(chunk: Chunk) -> Part:
    """Solve every point of a chunk; as `run_scipy` does with SciPy's solvers."""
    system, settings = chunk.system, chunk.settings
    states, constants = chunk.starts.tolist(), chunk.constants.tolist()
    thresholds = [rest.threshold(system, row, settings.learnt) for row in constants]
    starts = [rest.start(system, *row) for row in zip(states, constants, thresholds, strict=True)]
    good = np.flatnonzero([start is Start.GOOD for start in starts])
    times = np.broadcast_to(chunk.times, (len(states), chunk.times.shape[-1]))
    part = blank(chunk, Outcome.SOLVER_FAILED)
    if good.size:
        relative = inner_rtol(settings.rtol, settings.method)
        problems = Problems(
            system,
            chunk.starts[good],
            chunk.constants[good],
            np.array(thresholds)[good],
            inner_atol(chunk.starts[good], settings.atol * settings.method.margin, relative),
            relative,
            settings.method.margin,
            settings.max_evaluations,
        )
        _fill(part, good, solve_all(problems, times[good], every_time=settings.series), chunk, times)
    for k, start in enumerate(starts):
        if start is not Start.GOOD:
            _fill_refused(part, k, start, chunk, times[k])
    return part


def _fill(part: Part, good: NDArray[np.intp], found: Solutions, chunk: Chunk, times: FloatArray) -> None:
    """Put what was solved into its places."""
    went = found.recorded > 0  # some may end before the first of the requested times
    some = good[went]
    last = found.recorded[went] - 1
    record = last if chunk.settings.series else np.zeros_like(last)
    part.reached[some] = times[some, last]
    part.final[some] = found.states[went, record]
    part.observables[some] = found.observables[went, record]
    if chunk.settings.series:
        part.series[good] = np.concatenate([found.states, found.observables], axis=2).transpose(0, 2, 1)
    for name, rows in found.events.items():
        part.events[name] = np.full((len(part.outcomes), rows.shape[1]), np.nan)
        part.events[name][good] = rows
    part.evaluations[good] = found.evaluations
    for k, failed, unstable, learnt in zip(
        good, found.failed, found.events[Event.UNSTABLE], found.events[Event.LEARNT], strict=True
    ):
        ends = (bool(failed), bool(np.isfinite(unstable[0])), bool(np.isfinite(learnt[0])))
        part.outcomes[k] = _outcome(chunk, int(k), part.final[k], *ends).value


def _outcome(chunk: Chunk, k: int, final: FloatArray, failed: bool, unstable: bool, learnt: bool) -> Outcome:
    if failed:
        return Outcome.SOLVER_FAILED
    if unstable:
        return Outcome.UNSTABLE
    if learnt:
        return Outcome.LEARNT
    stalled = rest.at_rest(chunk.system, final.tolist(), chunk.constants[k].tolist(), chunk.settings.atol)
    return Outcome.STALLED if stalled else Outcome.UNFINISHED


def _fill_refused(part: Part, k: int, start: Start, chunk: Chunk, times: FloatArray) -> None:
    """A start from which nothing is solved: on a saddle it stays, elsewhere there is nothing."""
    part.outcomes[k] = _OUTCOMES[start].value
    if start is Start.UNSTABLE:
        part.events[Event.UNSTABLE][k, 0] = 0.0
    if start is Start.SADDLE:
        state, constants = chunk.starts[k], chunk.constants[k]
        part.reached[k] = times[-1]
        part.final[k] = state
        part.observables[k] = chunk.system.formulas.observables(state.tolist(), constants.tolist())
        if chunk.settings.series:
            part.series[k] = np.concatenate([part.final[k], part.observables[k]])[:, None]
