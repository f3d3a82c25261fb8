"""Where a flow stands still, or cannot start: decided for one state in plain numbers, thousands of times a second."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from reduced_odes._common.checks import FloatArray
from reduced_odes.systems.system import ReducedSystem

# Relative distance from a fixed point that counts as having come to rest at it.
_REST = 1e-9
NEAR = 0.03
"""A flow is held where the rest of its way is shorter than this part of the allowed error."""
# A rate of the linearised flow is zero below this part of the fastest one.
_NEUTRAL = 1e-11
_LAST_DIGITS = 4 * float(np.finfo(float).eps)
_LOUDER = 4.0


class Start(Enum):
    """What an initial state is good for."""

    GOOD = auto()
    UNSTABLE = auto()  # the network's loss is infinite
    SINGULAR = auto()  # loss or rates are not finite
    SADDLE = auto()  # exactly at rest, with the target not learnt


def threshold(system: ReducedSystem, constants: Sequence[float], fraction: float) -> float:
    """The loss below which the target counts as learnt; NaN where it is not finite."""
    try:
        return float(fraction * system.formulas.target_power(constants))
    except ArithmeticError:
        return math.nan


def start(system: ReducedSystem, state: Sequence[float], constants: Sequence[float], learnt: float) -> Start:
    """What an initial state is good for; `learnt` is the loss below which the target counts as learnt."""
    formulas = system.formulas
    try:
        if any(margin <= 0 for margin in formulas.stability(state, constants)):
            return Start.UNSTABLE
        rates = formulas.rhs(state, constants)
        loss = formulas.observables(state, constants)[system.observables.index("loss")]
    except ArithmeticError:
        return Start.SINGULAR
    if not all(map(math.isfinite, (loss, learnt, *rates))):
        return Start.SINGULAR
    return Start.SADDLE if loss > learnt and not any(rates) else Start.GOOD


def at_rest(system: ReducedSystem, state: Sequence[float], constants: Sequence[float], atol: float) -> bool:
    """Whether the rates of change are no larger than rounding would make them at a fixed point."""
    try:
        rates = system.formulas.rhs(state, constants)
        rows = system.formulas.jacobian(state, constants)
    except ArithmeticError:
        return False
    errors = [_REST * abs(value) + atol for value in state]
    return all(
        abs(rate) <= sum(abs(slope) * error for slope, error in zip(row, errors, strict=True))
        for rate, row in zip(rates, rows, strict=True)
    )


def settled(
    system: ReducedSystem, state: Sequence[float], constants: Sequence[float], tolerance: Sequence[float]
) -> bool:
    """Whether a flow stays where it is for ever, to within a tolerance of each state variable.

    The linearised flow has no growing mode, moves by no more than the tolerance while its decaying modes decay, and
    its neutral ones are moved by rounding alone. Variables that rest exactly, whatever the others do, are left out: a
    saddle whose way out is shut for ever (β = 0 exactly) is a place to stay. So is one where all rates are 0.
    """
    try:
        rates = np.array(system.formulas.rhs(state, constants), dtype=float)
        rows = np.array(system.formulas.jacobian(state, constants), dtype=float)
        noise = _rounding(system, state, constants, rates)
    except ArithmeticError:
        return False
    if not (np.all(np.isfinite(rows)) and np.all(np.isfinite(noise))):
        return False
    moving = _moving(rates, rows)
    if not moving.any():
        return True
    rates, rows, noise = rates[moving], rows[np.ix_(moving, moving)], noise[moving]
    try:
        values, modes = np.linalg.eig(rows)
        parts = np.linalg.solve(modes, rates.astype(complex))
    except np.linalg.LinAlgError:
        return False
    zero = _NEUTRAL * np.abs(values).max()
    if np.any(values.real > zero):
        return False
    decaying = values.real < -zero
    ahead = np.abs(modes[:, decaying] @ (parts[decaying] / values[decaying]))
    left = np.abs(modes[:, ~decaying] @ parts[~decaying])
    near = np.all(ahead <= np.asarray(tolerance)[moving]) or np.all(np.abs(rates) <= noise)
    return bool(near and np.all(left <= noise))


def _moving(rates: FloatArray, rows: FloatArray) -> NDArray[np.bool_]:
    """Variables that move, or that one of these would set in motion."""
    moving: NDArray[np.bool_] = rates != 0
    while True:
        more: NDArray[np.bool_] = moving | np.any(rows[:, moving] != 0, axis=1)
        if np.array_equal(more, moving):
            return moving
        moving = more


def _rounding(
    system: ReducedSystem, state: Sequence[float], constants: Sequence[float], rates: FloatArray
) -> FloatArray:
    """What rounding makes of the rates: how they differ at states that differ in their last digits."""
    values = np.array(state, dtype=float)
    alternating = (-1.0) ** np.arange(values.size)
    tries = [values * (1.0 + way * _LAST_DIGITS) for way in (1.0, -1.0, alternating, -alternating)]
    found = [np.array(system.formulas.rhs(there.tolist(), constants), dtype=float) for there in tries]
    return np.asarray(_LOUDER * np.max(np.abs(np.array(found) - rates), axis=0), dtype=float)
