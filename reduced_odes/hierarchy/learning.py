"""Gradient flow in a space of words: loss, gain and outliers along it, and the times of events."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reduced_odes._common import checks
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.crossings import crossing
from reduced_odes._common.errors import InputError, UnknownNameError, UnstableNetworkError
from reduced_odes._common.outcome import Outcome
from reduced_odes._common.rates import Rates
from reduced_odes._common.results import Result
from reduced_odes.hierarchy import outliers as bulk_outliers
from reduced_odes.hierarchy.figure import draw
from reduced_odes.hierarchy.low_rank_flow import LearningRates, LearntState, LowRankFlow
from reduced_odes.hierarchy.outliers import Outlier
from reduced_odes.hierarchy.space import WordSpace
from reduced_odes.hierarchy.stepping import Advance, StoppedError, advance
from reduced_odes.linear.krylov import KrylovGradient
from reduced_odes.linear.stability import Stability
from reduced_odes.linear.target_filter import TargetFilter, checked_target

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TIGHTEST_RTOL = 1e-10
"""Smallest relative accuracy of a solution; the gradient, made in Krylov spaces, allows no more digits."""


@dataclass(frozen=True, eq=False, repr=False)
class WordCurve(Result):
    """Learning in a space of words, at the times asked for.

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
        Learning times. `outlier_born`: the first outlier leaves the bulk (0 if one is outside from the start).
        `outlier_lost`: the last one returns to it. `learnt`: the loss falls below 1e-6 of the target's power for the
        first time.
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
    stability : Stability
        What is known of the stability of the whole initial network; the restricted one is stable.
    margin : ndarray of shape (T,)
        Distance of the outermost mode of f from the bulk, max |ζ| less the bulk's radius: positive where there is an
        outlier, negative where there is none, and continuous.
    start_error : float
        Estimated error of the loss, in units of the target's power, from a comparison with the whole network at s = 0
        by `choose_depth`; NaN if there was none.
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
    stability: Stability
    margin: FloatArray
    start_error: float = math.nan

    kind: ClassVar[str] = "saved curve of words"

    @property
    def headline(self) -> str:
        """Depth, learning times and outcome."""
        count = self.times.size
        reach = f"s = {self.times[0]:g}…{self.times[-1]:g}, {count} times" if count else "no times"
        return f"depth {self.depth}, {self.dimension} dimensions, {reach}, outcome={self.outcome.value!r}"

    def columns(self) -> Mapping[str, FloatArray]:
        """Times, loss, gain, c, omega and share, each of shape (T,)."""
        return {name: self[name] for name in SERIES}

    def plot(self) -> Figure:
        """Loss, and the slowest outlier with the share of the response that outliers carry.

        Raises
        ------
        InputError
            There are fewer than two times.
        """
        return draw(self, f"words of up to {self.depth} letters")

    def __getitem__(self, name: str) -> FloatArray:
        if name not in SERIES:
            raise UnknownNameError.among("series", name, SERIES, owner="a curve of words")
        series: FloatArray = getattr(self, name)
        return series

    def at(self, chosen: NDArray[np.intp]) -> WordCurve:
        """The curve at some of its times, by their indices."""
        series: dict[str, Any] = {name: self[name][chosen] for name in SERIES}
        return replace(
            self,
            **series,
            margin=self.margin[chosen],
            outliers=tuple(self.outliers[k] for k in chosen),
            states=tuple(self.states[k] for k in chosen),
        )

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
        Greatest number of letters of the words that are used; by default all words of the space are.
    rates : LearningRates, or mapping from "W", "u", "v" to numbers ≥ 0, optional
        1 by default.
    rtol : float
        Relative accuracy of the weights' solution, between 1e-10 and 1e-2.

    Raises
    ------
    InputError
        An argument cannot be used.
    UnstableNetworkError
        The initial network is not stable in these words. That the whole network is stable was checked by `word_space`,
        and the curve's `stability` says whether it could be.
    """
    checks.instance("space", space, WordSpace, "what word_space returns")
    checked_target(target)
    used = space if depth is None else space.at(depth)
    s = checks.increasing_times(times)
    accuracy = checked_accuracy(rtol)
    power = target.power
    flow = flow_of(used, target, learning_rates(rates), accuracy)
    recorder = _Recorder(used, flow, power, list(s[::-1]))
    outcome = Outcome.UNFINISHED
    try:
        for step in advance(flow, used.u, used.v, float(s[-1]), accuracy):
            recorder.take(step)
    except StoppedError:
        outcome = Outcome.UNSTABLE
    return recorder.curve(outcome, accuracy)


learning_rates = Rates.of


class _Recorder:
    """Records states at the wanted times, and the times of events."""

    def __init__(self, space: WordSpace, flow: LowRankFlow, power: float, pending: list[float]) -> None:
        self._space = space
        self._flow = flow
        self._power = power
        self._pending = pending
        self._states: list[LearntState] = []
        self._outside = _Crossings(self._margin)
        self._learnt = _Crossings(lambda state: checks.LEARNT * power - self._loss(flow.gradient_at(state)))

    def take(self, step: Advance) -> None:
        """Record one step of the solver; the first step has no length and is the start."""
        if not step.slope.stable:
            raise UnstableNetworkError(_unstable(self._space))
        while self._pending and self._pending[-1] <= step.end:
            self._states.append(step.at(float(self._pending.pop())))
        self._outside.see(step, self._margin(step.at(step.end)))
        self._learnt.see(step, checks.LEARNT * self._power - self._loss(step.slope))

    def curve(self, outcome: Outcome, rtol: float) -> WordCurve:
        """The curve through everything that was recorded."""
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
            stability=self._space.stability,
            margin=np.array([self._margin(state) for state in self._states]),
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
    """The times at which a quantity becomes positive, and at which it stops being positive."""

    def __init__(self, quantity: Callable[[LearntState], float]) -> None:
        self._quantity = quantity
        self._positive = False
        self.up: list[float] = []
        self.down: list[float] = []

    def see(self, step: Advance, at_end: float) -> None:
        """Compare signs at the ends of a step, and locate the crossing within it if they differ."""
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
        return crossing(at, step.begin, step.end, tolerance=1e-9 * step.end)


def _unstable(space: WordSpace) -> str:
    where = "an eigenvalue of W − I is outside the open left half plane and the loss is infinite"
    if space.stability is Stability.STABLE and not space.complete:
        return (
            f"initial network is stable, but unstable if restricted to words of up to {space.depth} letters: {where}; "
            "take another depth"
        )
    return f"initial network is unstable: {where}; give smaller recurrent weights"


def flow_of(space: WordSpace, target: TargetFilter, rates: LearningRates, rtol: float) -> LowRankFlow:
    """The right-hand side that `learn` follows."""
    return LowRankFlow(space.W, space.u, space.v, target, rates, rtol)


def checked_accuracy(rtol: float) -> float:
    """A relative accuracy that the solver can deliver."""
    value = checks.finite_number("rtol", rtol)
    if not TIGHTEST_RTOL <= value <= checks.LOOSEST_RTOL:
        raise InputError(
            f"rtol must lie between {TIGHTEST_RTOL:g} and {checks.LOOSEST_RTOL:g}, but is {value:g}; the default is "
            "1e-7",
            name="rtol",
            value=rtol,
        )
    return value
