"""What is watched along a trajectory: learnt, unstable, and the birth of the conjugate pair.

A solver shows the flow at the states that it accepts, and between them by an interpolant. A quantity changes its sign
where two neighbours of these states differ in sign; and where it falls and then rises within one step, its turning
point is one more state to be compared with. The compiled driver decides by the same rules.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from reduced_odes.initial_value.problem import Problem

OMEGA_SQUARED = "omega_squared"

SHIFT = 1e-6
"""Relative length of the move along the flow that tells the slope of ω²."""
NARROWINGS = 40
"""Golden sections that find a turning point: to some 1e-8 of a step."""
_GOLDEN = (math.sqrt(5) - 1) / 2
_LONGEST_SEARCH = 100
_EPS = 2.0**-52


class Event(StrEnum):
    """Names of the events."""

    LEARNT = "learnt"
    UNSTABLE = "unstable"
    PAIR_BORN = "pair_born"
    PAIR_LOST = "pair_lost"


@dataclass(frozen=True)
class Watched:
    """The watched quantities at one learning time, and the slope of ω² along the flow."""

    time: float
    state: tuple[float, ...]
    excess_loss: float
    margin: float
    omega_squared: float
    slope: float


@dataclass(frozen=True)
class Events:
    """What has happened so far; `sign` is that of ω², 0 while it has not left its error, `zero` its last zero."""

    learnt: float = math.nan
    unstable: float = math.nan
    born: tuple[float, ...] = ()
    lost: tuple[float, ...] = ()
    sign: int = 0
    zero: float = math.nan

    def times(self, has_pair: bool) -> dict[str, tuple[float, ...]]:
        """By name."""
        known: dict[str, tuple[float, ...]] = {
            Event.LEARNT.value: () if math.isnan(self.learnt) else (self.learnt,),
            Event.UNSTABLE.value: () if math.isnan(self.unstable) else (self.unstable,),
        }
        return known | {Event.PAIR_BORN.value: self.born, Event.PAIR_LOST.value: self.lost} if has_pair else known


class Watch:
    """Evaluates what is watched, and follows the events from one accepted state to the next."""

    def __init__(self, problem: Problem) -> None:
        system = problem.system
        self._problem = problem
        self._formulas = system.formulas
        self._loss = system.observables.index("loss")
        self._omega = system.observables.index(OMEGA_SQUARED) if OMEGA_SQUARED in system.observables else None

    @property
    def has_pair(self) -> bool:
        """Whether the system has poles that can become a conjugate pair."""
        return self._omega is not None

    def at(self, s: float, state: Sequence[float]) -> Watched:
        """The watched quantities at an accepted state."""
        observed = self._formulas.observables(state, self._problem.constants)
        return Watched(
            time=s,
            state=tuple(state),
            excess_loss=observed[self._loss] - self._problem.threshold,
            margin=min(self._formulas.stability(state, self._problem.constants)),
            omega_squared=0.0 if self._omega is None else observed[self._omega],
            slope=0.0 if self._omega is None else self._slope(state),
        )

    def begin(self, start: Watched) -> Events:
        """Events at the start."""
        events = Events(learnt=start.time if start.excess_loss < 0 else math.nan)
        if self.has_pair and abs(start.omega_squared) > self._error(start.state):
            return replace(events, sign=1 if start.omega_squared > 0 else -1)
        return events

    def follow(
        self, events: Events, before: Watched, now: Watched, between: Callable[[float], Sequence[float]]
    ) -> Events:
        """Events until `now`, or until the network becomes unstable; `between` gives the states within the step."""
        ends = (before.time, now.time)
        if math.isnan(events.learnt) and before.excess_loss >= 0 >= now.excess_loss:
            at = zero(*ends, before.excess_loss, now.excess_loss, lambda s: self._excess(between(s)))
            events = replace(events, learnt=at)
        if before.margin >= 0 >= now.margin:
            at = zero(*ends, before.margin, now.margin, lambda s: self._margin(between(s)))
            learnt = events.learnt if events.learnt <= at else math.nan
            return replace(events, unstable=at, learnt=learnt)
        return self._follow_pair(events, before, now, between) if self.has_pair else events

    def _follow_pair(
        self, events: Events, before: Watched, now: Watched, between: Callable[[float], Sequence[float]]
    ) -> Events:
        def omega_squared(s: float) -> float:
            return self._omega_squared(between(s))

        points = [(before.time, before.omega_squared)]
        if turns(now.time - before.time, before.omega_squared, now.omega_squared, before.slope, now.slope):
            points.append(
                turning_point(before.time, now.time, now.omega_squared or before.omega_squared, omega_squared)
            )
        points.append((now.time, now.omega_squared))
        for (left, old), (right, new) in pairwise(points):
            if min(old, new) <= 0 <= max(old, new):
                events = replace(events, zero=zero(left, right, old, new, omega_squared))
            sign = (new > 0) - (new < 0)
            if sign in (0, events.sign):
                continue
            if abs(new) > self._error(now.state if right == now.time else between(right)):
                events = _changed(events, sign)
        return events

    def _slope(self, state: Sequence[float]) -> float:
        """Of ω² along the flow, by a central difference."""
        rates = self._formulas.rhs(state, self._problem.constants)
        speed = max(map(abs, rates))
        if not 0 < speed < math.inf:
            return 0.0
        h = SHIFT * max(map(abs, state)) / speed
        if not h > 0:
            return 0.0
        ahead, behind = (
            self._omega_squared([x + way * h * rate for x, rate in zip(state, rates, strict=True)]) for way in (1, -1)
        )
        return float((ahead - behind) / (2 * h))

    def _error(self, state: Sequence[float]) -> float:
        """The error that ω² has by those of the state."""
        value, errors = self._omega_squared(state), self._problem.errors(state)
        moved = [list(state) for _ in state]
        for k, error in enumerate(errors):
            moved[k][k] += error
        return float(sum(abs(self._omega_squared(there) - value) for there in moved))

    def _omega_squared(self, state: Sequence[float]) -> float:
        assert self._omega is not None
        return float(self._formulas.observables(state, self._problem.constants)[self._omega])

    def _excess(self, state: Sequence[float]) -> float:
        return float(self._formulas.observables(state, self._problem.constants)[self._loss] - self._problem.threshold)

    def _margin(self, state: Sequence[float]) -> float:
        return float(min(self._formulas.stability(state, self._problem.constants)))


def _changed(events: Events, sign: int) -> Events:
    """ω² has left its error on the other side, or for the first time.

    A start on the surface ω² = 0 has no sign yet: what rises from there is a pair born at the start, what falls is
    nothing (W(0) = 0 has no pair to lose).
    """
    if events.sign == 0:
        return replace(events, sign=sign, born=(0.0,) if sign > 0 else ())
    if sign > 0:
        return replace(events, sign=sign, born=(*events.born, events.zero))
    return replace(events, sign=sign, lost=(*events.lost, events.zero))


def turns(step: float, old: float, new: float, old_slope: float, new_slope: float) -> bool:
    """Whether a quantity of one sign at both ends of a step may have the other between.

    It may if it falls towards 0 and then moves away from it, and its tangents meet beyond 0: above its tangents it
    stays, if it bends one way only.
    """
    sign = math.copysign(1.0, new if new else old)
    old, new, old_slope, new_slope = sign * old, sign * new, sign * old_slope, sign * new_slope
    if not (old >= 0 and new >= 0 and old_slope < 0 < new_slope):
        return False
    meet = (new - old - new_slope * step) / (old_slope - new_slope)
    return old + old_slope * meet <= 0


def turning_point(left: float, right: float, sign: float, value: Callable[[float], float]) -> tuple[float, float]:
    """Where a quantity with the given sign at both ends is nearest to 0, or farthest beyond; and its value there."""
    way = math.copysign(1.0, sign)
    a, b = right - _GOLDEN * (right - left), left + _GOLDEN * (right - left)
    at_a, at_b = value(a), value(b)
    for _ in range(NARROWINGS):
        if way * at_a < way * at_b:
            right, b, at_b = b, a, at_a
            a = right - _GOLDEN * (right - left)
            at_a = value(a)
        else:
            left, a, at_a = a, b, at_b
            b = left + _GOLDEN * (right - left)
            at_b = value(b)
    return (a, at_a) if way * at_a < way * at_b else (b, at_b)


def zero(left: float, right: float, at_left: float, at_right: float, value: Callable[[float], float]) -> float:
    """Where a quantity crosses 0 within a step: the Illinois variant of the rule of false position.

    The values at both ends are those of the accepted states, whatever the interpolant says there.
    """
    if at_left == 0:
        return left
    if at_right == 0:
        return right
    kept = 0
    for _ in range(_LONGEST_SEARCH):
        middle = right - at_right * (right - left) / (at_right - at_left)
        if not left < middle < right:
            middle = (left + right) / 2
        if right - left <= 4 * _EPS * right:
            break
        here = value(middle)
        if here == 0:
            return middle
        if (here > 0) == (at_right > 0):
            right, at_right = middle, here
            at_left = at_left / 2 if kept < 0 else at_left
            kept = -1
        else:
            left, at_left = middle, here
            at_right = at_right / 2 if kept > 0 else at_right
            kept = 1
    return (left + right) / 2
