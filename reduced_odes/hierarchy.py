"""Learning in the space of words: a given network of any size and bulk, to any accuracy.

>>> from reduced_odes.hierarchy import TargetFilter, learn, word_space
>>> space = word_space(W, u, v, depth=4)                 # once; W an array, a sparse array or a LinearOperator
>>> curve = learn(space, TargetFilter.integrator(0.3), [0, 1, 2, 4])
>>> curve.loss, curve.c, curve.share, curve.outlier_born

Depth 0 is the theory of W(0) = 0 with the chance overlaps of the bulk, greater depths follow what the bulk itself
remembers, and all words together are the network. `missed_descent` estimates the error of a depth from what its
gradient would be with the next layer of words; `choose_depth` takes the least depth that meets an accuracy.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from . import bulk_outliers, checks, gramians
from .bulk_outliers import Outlier
from .checks import Domain, FloatArray
from .errors import InputError, UnknownNameError, UnstableNetworkError
from .krylov import KrylovGradient
from .low_rank_flow import Advance, LearningRates, LearntState, LowRankFlow, StoppedError, advance
from .outcome import Outcome
from .target_filter import TargetFilter
from .word_space import Bulk, WordSpace, word_space

__all__ = [
    "Bulk",
    "LearningRates",
    "Outlier",
    "TargetFilter",
    "WordCurve",
    "WordSpace",
    "choose_depth",
    "learn",
    "missed_descent",
    "word_space",
]

LEARNT = 1e-6
"""Learnt when the loss is below this fraction of the target's power, as for the reduced systems."""
SAFETY = 5.0
"""So many times the missed descent is taken as the error of the loss: an estimate, which 5.1 has once exceeded."""


@dataclass(frozen=True, eq=False)
class WordCurve:
    """The course of learning in a space of words.

    `curve["loss"]` is the series called loss; likewise gain, c, omega, share.

    Attributes
    ----------
    times : ndarray of shape (T,)
        Learning times, as far as the network stays stable.
    loss, gain : ndarrays of shape (T,)
        L = ½ ∫ (f − f*)² dt, and vᵀu.
    c, omega : ndarrays of shape (T,)
        The slowest outlier is 1 − c ± iω; NaN while there is none.
    share : ndarray of shape (T,)
        Part of the impulse response that all outliers carry; 0 while there is none.
    outliers : tuple of tuples of Outlier, of length T
    events : mapping of str to tuple of float
        Learning times at which the first outlier leaves the bulk, `outlier_born` (0 if one is outside from the start),
        at which the last one goes back, `outlier_lost`, and at which the loss falls below 1e-6 of the target's power
        for the first time, `learnt`.
    target_power : float
        ½ ∫ f*² dt.
    outcome : Outcome
    depth, dimension : int
        Of the space.
    rates : LearningRates
    rtol : float
    states : tuple of LearntState, of length T
    evaluations : int
        Of the gradient.
    """

    times: FloatArray
    loss: FloatArray
    gain: FloatArray
    c: FloatArray
    omega: FloatArray
    share: FloatArray
    outliers: tuple[tuple[Outlier, ...], ...]
    events: Mapping[str, tuple[float, ...]]
    target_power: float
    outcome: Outcome
    depth: int
    dimension: int
    rates: LearningRates
    rtol: float
    states: tuple[LearntState, ...]
    evaluations: int

    def __getitem__(self, name: str) -> FloatArray:
        if name not in SERIES:
            raise UnknownNameError.among("series", name, SERIES, owner="a curve of words")
        series: FloatArray = getattr(self, name)
        return series

    @property
    def outlier_born(self) -> float | None:
        """When the first outlier leaves the bulk for the first time; None if none does."""
        return next(iter(self.events["outlier_born"]), None)

    @property
    def learnt_at(self) -> float | None:
        """When the target is learnt; None if it is not."""
        return next(iter(self.events["learnt"]), None)


OBSERVABLES = ("loss", "gain", "c", "omega", "share")
SERIES = ("times", *OBSERVABLES)


def learn(
    space: WordSpace,
    target: TargetFilter,
    times: ArrayLike,
    *,
    depth: int | None = None,
    rates: LearningRates | Mapping[str, float] | None = None,
    rtol: float = 1e-7,
) -> WordCurve:
    """Follow gradient flow in a space of words.

    Parameters
    ----------
    space : WordSpace
    target : TargetFilter
        Of any order.
    times : array-like of shape (T,)
        Learning times, increasing, ≥ 0.
    depth : int, optional
        Use only the words of up to so many letters; all of the space by default.
    rates : LearningRates, or mapping from "W", "u", "v" to numbers ≥ 0, optional
        1 by default.
    rtol : float
        Relative accuracy of the weights' solution, between 1e-10 and 1e-2.

    Raises
    ------
    InputError
        An argument cannot be used.
    UnstableNetworkError
        The initial network is not stable.
    """
    used = space if depth is None else space.at(depth)
    s = checks.increasing_times(times)
    accuracy = _accuracy(rtol)
    power = gramians.power(target.A, target.b, target.c)
    flow = _flow(used, target, learning_rates(rates), accuracy)
    recorder = _Recorder(used, flow, power, list(s[::-1]))
    outcome = Outcome.UNFINISHED
    try:
        for step in advance(flow, used.u, used.v, float(s[-1]), accuracy):
            recorder.take(step)
    except StoppedError:
        outcome = Outcome.UNSTABLE
    return recorder.curve(outcome, accuracy)


def missed_descent(space: WordSpace, target: TargetFilter, curve: WordCurve) -> FloatArray:
    """Estimate how far the loss of `curve` errs by the words that are missing: ∫₀ˢ ‖part of the gradient left out‖² ds.

    The network of each recorded state is put into the next layer of words, where W₀ is what it is; the part of its
    gradient outside of the curve's own space would have lowered the loss at that rate (dL/ds = −Σ η‖∇L‖²). This is an
    estimate and no bound: it does not follow how learning amplifies what was left out. Measured on integrators at
    depths 0 to 2, the largest error of the loss is 0.6 to 1.6 times the largest of this for c* = 0.4 (60 cases), 1.4
    to 4.5 times for c* = 0.2 (45 cases); 5.1 times has been seen.

    Parameters
    ----------
    space : WordSpace
        Deeper than the curve's, of the same network.
    target : TargetFilter
    curve : WordCurve

    Returns
    -------
    ndarray of shape (T,)
        In units of the loss; trapezoids between the curve's times, the first of which should be 0.
    """
    if space.depth <= curve.depth:
        raise InputError(
            f"space has the depth {space.depth}, which is that of the curve; reduce the network to depth "
            f"{curve.depth + 1} at least"
        )
    inner, outer = curve.dimension, space.at(curve.depth + 1)
    if inner == outer.dimension:
        return np.zeros(curve.times.size)
    flow = _flow(outer, target, curve.rates, curve.rtol)
    rate = np.array([_left_out(flow, state, inner) for state in curve.states])
    steps = 0.5 * (rate[1:] + rate[:-1]) * np.diff(curve.times)
    return np.concatenate([[0.0], np.cumsum(steps)])


def choose_depth(
    space: WordSpace,
    target: TargetFilter,
    times: ArrayLike,
    accuracy: float,
    *,
    rates: LearningRates | Mapping[str, float] | None = None,
    rtol: float = 1e-7,
) -> WordCurve:
    """The curve of the least depth whose loss is as accurate as asked for, over all of `times`.

    Parameters
    ----------
    space : WordSpace
        Of the greatest depth that comes into question, plus one.
    accuracy : float
        Wanted error of the loss in units of the target's power.
    target, times, rates, rtol
        As for `learn`.

    Raises
    ------
    InputError
        No depth below that of the space is enough; the message says what the last one achieves.
    """
    wanted = checks.in_domain("accuracy", checks.finite_number("accuracy", accuracy), Domain.POSITIVE)
    estimate = math.inf
    for depth in range(space.depth + 1):
        curve = learn(space, target, times, depth=depth, rates=rates, rtol=rtol)
        if depth == space.depth:
            if space.complete:
                return curve
            break
        estimate = SAFETY * float(missed_descent(space, target, curve).max()) / curve.target_power
        if estimate <= wanted:
            return curve
    raise InputError(
        f"accuracy {wanted:g} is not met by depth {space.depth - 1}, whose loss errs by some {estimate:.2g} of the "
        f"target's power; reduce the network to a depth above {space.depth}"
    )


def learning_rates(rates: LearningRates | Mapping[str, float] | None) -> LearningRates:
    """Checked rates."""
    given = rates or {}
    if isinstance(given, LearningRates):
        given = {"W": given.W, "u": given.u, "v": given.v}
    for name in given:
        if name not in ("W", "u", "v"):
            raise UnknownNameError.among("block in rates", name, ["W", "u", "v"])
    values = {
        name: checks.in_domain(f"rate of {name}", checks.finite_number(f"rate of {name}", value), Domain.NONNEGATIVE)
        for name, value in given.items()
    }
    found = LearningRates(**values)
    if found.W == found.u == found.v == 0:
        raise InputError("rates are all 0, so nothing learns; give one block a rate greater than 0")
    return found


class _Recorder:
    """What is seen along the flow: states at the wanted times, and when outlier and learning come."""

    def __init__(self, space: WordSpace, flow: LowRankFlow, power: float, pending: list[float]) -> None:
        self._space = space
        self._flow = flow
        self._power = power
        self._pending = pending
        self._states: list[LearntState] = []
        self._outside = _Crossings(self._margin)
        self._learnt = _Crossings(lambda state: LEARNT * power - self._loss(flow.gradient_at(state)))

    def take(self, step: Advance) -> None:
        """See one step of the solver (the first has no length: the start)."""
        if not step.slope.stable:
            raise UnstableNetworkError(
                "initial network is unstable: an eigenvalue of W − I is outside the open left half plane and the loss "
                "is infinite; give smaller recurrent weights"
            )
        while self._pending and self._pending[-1] <= step.end:
            self._states.append(step.at(float(self._pending.pop())))
        self._outside.see(step, self._margin(step.at(step.end)))
        self._learnt.see(step, LEARNT * self._power - self._loss(step.slope))

    def curve(self, outcome: Outcome, rtol: float) -> WordCurve:
        """Everything that was seen."""
        slopes = [self._flow.gradient_at(state) for state in self._states]
        losses = np.array([self._loss(slope) for slope in slopes])
        found = [self._outliers(state, slope) for state, slope in zip(self._states, slopes, strict=True)]
        slowest = np.array([bulk_outliers.dominant(here) for here in found]).reshape(-1, 2)
        if outcome is Outcome.UNFINISHED and self._learnt.up:
            outcome = Outcome.LEARNT
        return WordCurve(
            times=np.array([state.time for state in self._states]),
            loss=losses,
            gain=np.array([state.a @ state.b for state in self._states]),
            c=slowest[:, 0],
            omega=slowest[:, 1],
            share=np.array([float(sum(o.share for o in here)) for here in found]),
            outliers=tuple(found),
            events=MappingProxyType(
                {
                    "outlier_born": tuple(self._outside.up),
                    "outlier_lost": tuple(self._outside.down),
                    "learnt": tuple(self._learnt.up[:1]),
                }
            ),
            target_power=self._power,
            outcome=outcome,
            depth=self._space.depth,
            dimension=self._space.dimension,
            rates=self._flow.rates,
            rtol=rtol,
            states=tuple(self._states),
            evaluations=self._flow.evaluations,
        )

    def _loss(self, slope: KrylovGradient) -> float:
        return slope.misfit + self._power

    def _margin(self, state: LearntState) -> float:
        space = self._space
        return bulk_outliers.farthest(
            self._flow.action_at(state), state.u, state.v, space.bulk, space.last_layer
        )  # fmt: skip

    def _outliers(self, state: LearntState, slope: KrylovGradient) -> tuple[Outlier, ...]:
        space = self._space
        return bulk_outliers.outliers(
            self._flow.action_at(state), state.u, state.v, space.bulk, space.last_layer, slope.power
        )


class _Crossings:
    """The times at which a quantity becomes positive, and at which it ceases to be."""

    def __init__(self, quantity: Callable[[LearntState], float]) -> None:
        self._quantity = quantity
        self._positive = False
        self.up: list[float] = []
        self.down: list[float] = []

    def see(self, step: Advance, at_end: float) -> None:
        """Look at the value at the end of a step, and within it if it was there that the sign changed."""
        if (at_end > 0) == self._positive:
            return
        (self.down if self._positive else self.up).append(self._located(step))
        self._positive = not self._positive

    def _located(self, step: Advance) -> float:
        if step.begin == step.end:
            return step.end

        def at(s: float) -> float:
            return self._quantity(step.at(s))

        if (at(step.begin) > 0) == (at(step.end) > 0):  # rounding between a step and the one before
            return step.begin
        found: Any = brentq(at, step.begin, step.end, xtol=1e-9 * step.end)
        return float(found)


def _left_out(flow: LowRankFlow, state: LearntState, inner: int) -> float:
    """Σ η‖·‖² of the part of the gradient that has a component outside of the first `inner` dimensions."""
    lifted = LearntState(
        state.time, np.pad(state.frame, ((0, flow.dimension - inner), (0, 0))), state.K, state.a, state.b
    )
    slope, eta = flow.gradient_at(lifted), flow.rates
    left, right = slope.left[:, :inner], slope.right[:, :inner]
    whole, kept = np.sum(slope.middle**2), np.sum((left @ left.T @ slope.middle) * (slope.middle @ right @ right.T))
    outside = eta.u * np.sum(slope.u[inner:] ** 2) + eta.v * np.sum(slope.v[inner:] ** 2)
    return float(eta.W * max(whole - kept, 0.0) + outside)


def _flow(space: WordSpace, target: TargetFilter, rates: LearningRates, rtol: float) -> LowRankFlow:
    return LowRankFlow(space.W, space.u, space.v, target, rates, rtol)


def _accuracy(rtol: float) -> float:
    value = checks.finite_number("rtol", rtol)
    if not 1e-10 <= value <= 1e-2:
        raise InputError(f"rtol must lie between 1e-10 and 0.01, but is {value:g}; the default is 1e-7")
    return value
