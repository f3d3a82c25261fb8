"""Batches: pieces of a grid of solutions as they travel between processes, text and arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.outcome import Outcome
from reduced_odes.initial_value.events import OMEGA_SQUARED, Event
from reduced_odes.initial_value.problem import Method
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
