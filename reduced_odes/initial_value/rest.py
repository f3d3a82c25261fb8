"""Where a flow stands still, or cannot start: decided for one state in plain numbers, thousands of times a second."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum, auto

from reduced_odes.systems.system import ReducedSystem

# Relative distance from a fixed point that counts as having come to rest at it.
_REST = 1e-9


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
