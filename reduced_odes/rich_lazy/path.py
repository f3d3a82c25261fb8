"""Between rich and lazy: how an infinitely wide network learns, by an outlier or by its bulk, and how far from lazily.

>>> from reduced_odes.rich_lazy.path import TargetFilter, rich_lazy
>>> found = rich_lazy(TargetFilter.integrator(0.3), sigma=0.4, kappa=2.0)
>>> [(m.level, m.time, m.c, m.explained, m.distance) for m in found.milestones], found.born

Learning is followed until the loss has fallen to given parts of the target's power. At each of these milestones the
outliers are separated from the bulk by the resolvent (`reduced_odes.hierarchy.outliers`), and the whole loss curve so
far is compared with the lazy one of the same σ, κ and learning rates (`reduced_odes.lazy.curve`). Nothing is fitted.

Two limits (derived here; their orders are measured in the tests):

lazy, κ → ∞.
    With the rates η_W = κ⁻⁴, η_u = η_v = κ⁻² the tangent kernel does not depend on κ, and the weights change by parts
    ∝ κ⁻² of themselves. The distance from the lazy curve at a fixed s is ∝ κ⁻⁴: turning the sign of u turns that of f,
    so that what is learnt is odd in f* and f₀, and the part ∝ κ⁻² would be quadratic. This holds for an f₀ that does
    not grow with κ, an overlap ∝ κ⁻². With a fixed overlap f₀ ∝ κ², and there is no lazy limit. Nor is there one that
    is uniform in s if poles of the target lie outside of the bulk, |1 − c*| > σ: no finite change of the weights
    realises such a target, and at any κ an outlier leaves the bulk in the end, the later the larger κ is.
    With rates of 1 the recurrent weights learn in times ∝ κ⁻⁴, and read-in and read-out in times ∝ κ⁻².
rich, σ → 0.
    The theory without a bulk, up to a part ∝ σ²: the real outlier if the overlap is 1, the system of rank two if not.
    At right angles, overlap 0, the latter is the real outlier that starts with κ/√2, up to a part ∝ κ².

Once the target is exactly learnt there is an outlier if |1 − c*| > σ, and none otherwise, for any κ. Rich and lazy
learning differ on the way, on which an outlier may leave the bulk, return, and leave again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from reduced_odes._common import checks
from reduced_odes._common.checks import Domain, FloatArray
from reduced_odes._common.crossings import crossing
from reduced_odes._common.errors import InputError
from reduced_odes._common.outcome import Outcome
from reduced_odes._common.results import Result
from reduced_odes.hierarchy import outliers as bulk_outliers
from reduced_odes.hierarchy.depth import LearningRates, TargetFilter, learning_rates
from reduced_odes.hierarchy.fock import fock_space
from reduced_odes.hierarchy.learning import checked_accuracy
from reduced_odes.hierarchy.low_rank_flow import LearntState, LowRankFlow
from reduced_odes.hierarchy.outliers import Outlier
from reduced_odes.hierarchy.space import WordSpace
from reduced_odes.hierarchy.stepping import Advance, StoppedError, advance
from reduced_odes.lazy.curve import lazy_curve
from reduced_odes.linear.krylov import KrylovGradient
from reduced_odes.linear.target_filter import checked_target
from reduced_odes.rich_lazy.path_figure import draw

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["LEVELS", "LearningRates", "Milestone", "RichLazy", "TargetFilter", "rich_lazy"]

LEVELS = (0.1, 0.01, 0.001)
"""Milestones, in units of the target's power."""
_PARTS = 4
"""Number of points of each step of the solver at which loss and outliers are evaluated."""
_LOCATED = 1e-6
"""Relative accuracy of the times of crossings."""
_LOWEST = 1e-9
"""Lowest level of a milestone."""


@dataclass(frozen=True)
class Milestone:
    """The network when its loss has fallen to a level.

    Attributes
    ----------
    level : float
        In units of the target's power.
    time : float
        Learning time at which the loss falls below it for the first time; NaN if it does not. All else is then that of
        the last network seen.
    loss : float
        In units of the target's power: the level, unless that was not reached.
    c, omega : float
        The slowest outlier is 1 − c ± iω; NaN if there is none.
    share : float
        ∫ f₁ f dt / ∫ f² dt of the part f₁ of the impulse response that outliers carry: 0 if there is none, 1 if they
        are all, above 1 or negative where f₁ and the bulk's part cancel.
    explained : float
        1 − ∫ (f − f₁)² dt / ∫ f² dt: how well the outliers alone describe the response. 1 if they are all, 0 if there
        is none, negative where they describe it worse than nothing would.
    margin : float
        How far the outermost eigenvalue is outside of the bulk, negative if it is inside: continuous, which the number
        of outliers is not.
    distance : float
        max |L − L_lazy| up to here, in units of the target's power: from 0, lazy, to 1.
    """

    level: float
    time: float
    loss: float
    c: float
    omega: float
    share: float
    explained: float
    margin: float
    distance: float


@dataclass(frozen=True, eq=False, repr=False)
class RichLazy(Result):
    """Learning until the last milestone.

    Attributes
    ----------
    milestones : tuple of Milestone
        From the highest level to the lowest.
    born, lost : float
        When an outlier leaves the bulk for the first time, and when the last one goes back for the last time; NaN if
        that does not happen before the last milestone.
    times : ndarray of shape (T,)
        Learning times at which the loss was evaluated, from 0.
    loss, lazy : ndarrays of shape (T,)
        Loss there, and what the lazy theory predicts, in units of the target's power.
    target_power : float
        ½ ∫ f*² dt.
    outcome : Outcome
    depth : int
        Greatest number of letters of words.
    """

    milestones: tuple[Milestone, ...]
    born: float
    lost: float
    times: FloatArray
    loss: FloatArray
    lazy: FloatArray
    target_power: float
    outcome: Outcome
    depth: int

    kind: ClassVar[str] = "saved network between rich and lazy"

    @property
    def headline(self) -> str:
        """Depth, last loss and time, outcome."""
        return (
            f"depth {self.depth}, loss {self.loss[-1]:.4g} of the target's power at s = {self.times[-1]:.4g}, "
            f"outcome={self.outcome.value!r}"
        )

    def columns(self) -> Mapping[str, FloatArray]:
        """Times, loss and lazy loss, each of shape (T,)."""
        return {"times": self.times, "loss": self.loss, "lazy": self.lazy}

    def plot(self) -> Figure:
        """Loss and lazy loss over learning time, with the milestones."""
        return draw(self, [(each.time, each.level) for each in self.milestones if math.isfinite(each.time)])


def rich_lazy(
    target: TargetFilter,
    *,
    sigma: float,
    kappa: float,
    overlap: float = 0.0,
    depth: int = 3,
    levels: Sequence[float] = LEVELS,
    until: float = 1e3,
    rates: LearningRates | Mapping[str, float] | None = None,
    rtol: float = 1e-5,
) -> RichLazy:
    """Follow gradient flow at infinite width until the loss has fallen to the last level.

    Parameters
    ----------
    target : TargetFilter
        Of any order.
    sigma : float
        Radius of the bulk, from 0.001 (below, there is no lazy theory) to below 1; its spectrum is a disc.
    kappa : float
        |u₀| = |v₀| = κ > 0.
    overlap : float
        Cosine of the angle between u₀ and v₀.
    depth : int
        Greatest number of letters of words; the loss errs by a part ∝ σ^{2(depth + 1)}.
    levels : sequence of float
        Milestones in units of the target's power, decreasing, between 1e-9 and 1.
    until : float
        Last learning time.
    rates : LearningRates, or mapping from "W", "u", "v" to numbers ≥ 0, optional
        1 by default.
    rtol : float
        Relative accuracy of the solution.

    Raises
    ------
    InputError
        An argument cannot be used.
    """
    checked_target(target)
    eta, wanted = learning_rates(rates), checked_levels(levels)
    accuracy = checked_accuracy(rtol)
    end = checks.in_domain("until", checks.finite_number("until", until), Domain.POSITIVE)
    speeds = {name: rate for name, rate in (("W", eta.W), ("u", eta.u), ("v", eta.v)) if rate > 0}
    space = fock_space(depth, sigma=sigma, overlap=overlap, kappa_u=kappa, kappa_v=kappa)
    path = _Path(space, target, eta, accuracy, wanted)
    outcome = path.follow(end)
    times, loss = path.seen()
    lazy = lazy_curve(
        target, sigma=sigma, kappa=kappa, overlap=overlap, times=times, trained=set(speeds), rates=speeds
    ).loss
    apart = np.maximum.accumulate(np.abs(loss - lazy / path.power))
    return RichLazy(
        milestones=tuple(
            path.milestone(level, k, float(apart[k])) for level, k in zip(wanted, path.reached(), strict=True)
        ),
        born=path.born,
        lost=path.lost,
        times=times,
        loss=loss,
        lazy=lazy / path.power,
        target_power=path.power,
        outcome=outcome,
        depth=space.depth,
    )


def checked_levels(levels: Sequence[float]) -> tuple[float, ...]:
    """Levels that a loss can fall through one after the other.

    Raises
    ------
    InputError
        There is none, one is out of its range, or they do not decrease.
    """
    given = checks.real_array("levels", levels).ravel().tolist()
    found = tuple(checks.finite_number(f"levels[{k}]", level) for k, level in enumerate(given))
    if not found or not all(_LOWEST <= level < 1 for level in found):
        raise InputError(f"levels must be at least one number from {_LOWEST:g} to below 1, but are {list(found)}")
    if any(b >= a for a, b in pairwise(found)):
        raise InputError(f"levels must decrease, but are {list(found)}; sort them and drop repeated ones")
    return found


@dataclass(frozen=True, eq=False)
class _Sample:
    """One network on the way, with its loss in units of the target's power."""

    state: LearntState
    slope: KrylovGradient
    loss: float
    margin: float


class _Path:
    """The networks that gradient flow passes, until the last level."""

    def __init__(
        self, space: WordSpace, target: TargetFilter, rates: LearningRates, rtol: float, levels: tuple[float, ...]
    ) -> None:
        self.power = target.power
        self.born = self.lost = math.nan
        self._space = space
        self._flow = LowRankFlow(space.W, space.u, space.v, target, rates, rtol)
        self._rtol = rtol
        self._levels = levels
        self._samples: list[_Sample] = []
        self._reached: list[int] = []

    def follow(self, until: float) -> Outcome:
        """Gradient flow from the start."""
        try:
            for step in advance(self._flow, self._space.u, self._space.v, until, self._rtol):
                for sample in self._within(step):
                    self._record(sample, step)
                    if len(self._reached) == len(self._levels):
                        return Outcome.LEARNT
        except StoppedError:
            return Outcome.UNSTABLE
        return Outcome.UNFINISHED

    def seen(self) -> tuple[FloatArray, FloatArray]:
        """Learning times and losses."""
        return np.array([x.state.time for x in self._samples]), np.array([x.loss for x in self._samples])

    def reached(self) -> list[int]:
        """Which of the networks seen is at each level; the last one for a level that is not reached."""
        return self._reached + [len(self._samples) - 1] * (len(self._levels) - len(self._reached))

    def milestone(self, level: float, k: int, distance: float) -> Milestone:
        """What is to be said of the k-th network."""
        sample, space = self._samples[k], self._space
        found = bulk_outliers.outliers(
            self._flow.action_at(sample.state),
            sample.state.u,
            sample.state.v,
            space.bulk,
            space.last_layer,
            sample.slope.power,
        )
        c, omega = bulk_outliers.dominant(found)
        share = float(sum(outlier.share for outlier in found))
        return Milestone(
            level=level,
            time=sample.state.time if sample.loss <= level * (1 + 1e-12) else math.nan,
            loss=sample.loss,
            c=c,
            omega=omega,
            share=share,
            explained=2 * share - _power(found) / sample.slope.power if found else 0.0,
            margin=sample.margin,
            distance=distance,
        )

    def _within(self, step: Advance) -> Iterator[_Sample]:
        if step.begin == step.end:  # the start
            yield self._sample(step.at(step.end), step.slope)
            return
        for s in np.linspace(step.begin, step.end, _PARTS + 1)[1:-1].tolist():
            yield self._sample(step.at(s))
        yield self._sample(step.at(step.end), step.slope)

    def _sample(self, state: LearntState, slope: KrylovGradient | None = None) -> _Sample:
        here = self._flow.gradient_at(state) if slope is None else slope
        return _Sample(state, here, 1.0 + here.misfit / self.power, self._margin(state))

    def _loss(self, state: LearntState) -> float:
        return 1.0 + self._flow.gradient_at(state).misfit / self.power

    def _margin(self, state: LearntState) -> float:
        space = self._space
        return bulk_outliers.farthest(self._flow.action_at(state), state.u, state.v, space.bulk, space.last_layer)

    def _record(self, sample: _Sample, step: Advance) -> None:
        """Append a network, and before it those at which the loss crosses a level, or an outlier leaves the bulk."""
        if self._samples:
            before = self._samples[-1]
            if (before.margin > 0) != (sample.margin > 0):
                ends = {before.state.time: before.margin, sample.state.time: sample.margin}
                crossing = _crossing(step, self._margin, 0.0, ends)
                if sample.margin <= 0:
                    self.lost = crossing
                elif math.isnan(self.born):
                    self.born = crossing
        for level in self._levels[len(self._reached) :]:
            if sample.loss > level:
                break
            if self._samples and self._samples[-1].loss > level:
                ends = {self._samples[-1].state.time: self._samples[-1].loss, sample.state.time: sample.loss}
                there = _crossing(step, self._loss, level, ends)
                self._samples.append(sample if there == sample.state.time else self._sample(step.at(there)))
            elif not self._samples:
                self._samples.append(sample)
            self._reached.append(len(self._samples) - 1)
        if not self._samples or sample.state.time > self._samples[-1].state.time:
            self._samples.append(sample)


def _crossing(
    step: Advance, quantity: Callable[[LearntState], float], level: float, ends: Mapping[float, float]
) -> float:
    """When a quantity, known at two times, crosses a level between them; on the side of the second."""
    begin, end = ends
    return crossing(lambda s: quantity(step.at(s)), begin, end, level, tolerance=_LOCATED * end, known=ends)


def _power(found: Sequence[Outlier]) -> float:
    """∫ f₁² dt of f₁ = Σ r e^{(z − 1)t}."""
    z, r = np.array([x.eigenvalue for x in found]), np.array([x.residue for x in found])
    return float(np.sum(np.outer(r, r) / (2.0 - np.add.outer(z, z))).real)
