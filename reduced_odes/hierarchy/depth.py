"""The depth of words that a network of any size needs, for a wanted accuracy.

>>> from reduced_odes.hierarchy.depth import TargetFilter, learn, word_space
>>> space = word_space(W, u, v, depth=4)                 # once; W an array, a sparse array or a LinearOperator
>>> curve = learn(space, TargetFilter.integrator(0.3), [0, 1, 2, 4])
>>> curve.loss, curve.c, curve.share, curve.outlier_born

Depth 0 is the theory of W(0) = 0 with the chance overlaps of the bulk. Greater depths follow the memory of the bulk
itself, and all words together are the network. `choose_depth` takes the least depth at which loss and outlier are
accurate enough: it compares each depth with the next, and with the whole network at s = 0. `missed_descent` estimates
the error of one depth alone, from the gradient that it would have with the next layer of words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from reduced_odes._common import checks
from reduced_odes._common.checks import Domain, FloatArray
from reduced_odes._common.errors import InputError, UnstableNetworkError
from reduced_odes.hierarchy.full_start import FullStart, full_start, start_errors
from reduced_odes.hierarchy.learning import OBSERVABLES, WordCurve, flow_of, learn, learning_rates
from reduced_odes.hierarchy.low_rank_flow import LearningRates, LearntState, LowRankFlow
from reduced_odes.hierarchy.outliers import Outlier
from reduced_odes.hierarchy.space import Bulk, WordSpace, word_space
from reduced_odes.linear.target_filter import TargetFilter

__all__ = [
    "OBSERVABLES",
    "Bulk",
    "ComparedDepth",
    "LearningRates",
    "Outlier",
    "TargetFilter",
    "WordCurve",
    "WordSpace",
    "choose_depth",
    "compare_depths",
    "deviations",
    "learn",
    "learning_rates",
    "missed_descent",
    "word_space",
]

SAFETY = 5.0
"""The estimated error of the loss is the missed descent times this factor.

This factor and the next two were chosen on 100 random networks of 60 neurons, σ from 0.1 to 0.6, c* from 0.15 to 0.6,
and tested on 100 others at depths 0 to 2. None of 283 losses erred by more than the estimate; the worst erred by 4.5
times the missed descent, half of them by less than 1.6 times. `python benchmarks/hierarchy_estimate.py --networks 100
--first 1000` measures this."""
NEXT_DEPTH = 2.0
"""The estimated error of a depth's loss is its deviation from the next depth times this factor. In the same test one of
283 losses erred by more, by 2.2 times the deviation."""
NEXT_DEPTH_C = 3.0
"""The same factor for c. In the same test 8 of 260 depths with an outlier erred by more, by up to 25 times the
deviation: 97 % are covered."""
_BETWEEN = 24
"""Number of times at which two depths are compared, besides those asked for."""


def missed_descent(space: WordSpace, target: TargetFilter, curve: WordCurve) -> FloatArray:
    """Estimate the error of the loss of `curve` that missing words cause, from the curve alone.

    The network of each recorded state is embedded in the next layer of words. The part of its gradient outside of the
    curve's own space would have lowered the loss at the rate r = Σ η‖∇L‖² of that part. What is missed early grows with
    the descent itself, whose rate in the space is R. The estimate is therefore

        ∫₀ˢ r(s') max(1, R(s)/R(s')) ds'.

    It is no bound; `SAFETY` says how it compares with the error.

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
            f"{curve.depth + 1} at least",
            name="space",
            value=space.depth,
        )
    inner, outer = curve.dimension, space.at(curve.depth + 1)
    if inner == outer.dimension:
        return np.zeros(curve.times.size)
    flow = flow_of(outer, target, curve.rates, curve.rtol)
    kept, missed = np.array([_descent(flow, state, inner) for state in curve.states]).T
    growth = np.ones((kept.size, kept.size))
    np.divide(kept[:, None], kept, out=growth, where=kept > 0)
    rate = missed * np.maximum(growth, 1.0)
    steps = np.tril(0.5 * (rate[:, 1:] + rate[:, :-1]) * np.diff(curve.times), -1)
    return np.asarray(steps.sum(axis=1), dtype=np.float64)


def deviations(curve: WordCurve, other: WordCurve, bulk: Bulk) -> tuple[float, float]:
    """Largest deviations of two curves at the same times: of the loss in units of the target's power, and of c.

    Where only one of the two has an outlier, how far that lies outside of the bulk stands for the deviation of c. Both
    are infinite if only one of the networks became unstable.
    """
    if curve.times.size != other.times.size:
        return math.inf, math.inf
    loss = float(np.abs(curve.loss - other.loss).max()) / curve.target_power
    c = np.abs(curve.c - other.c)
    for k in np.flatnonzero(np.isnan(c)):
        alone = curve.outliers[k] or other.outliers[k]
        c[k] = max((bulk.distance(outlier.eigenvalue) for outlier in alone), default=0.0)
    return loss, float(c.max())


def choose_depth(
    space: WordSpace,
    target: TargetFilter,
    times: ArrayLike,
    accuracy: float,
    *,
    outlier: float = math.inf,
    rates: LearningRates | Mapping[str, float] | None = None,
    rtol: float = 1e-7,
) -> WordCurve:
    """The curve of the least depth whose loss and outlier are as accurate as asked for, from s = 0 to the last time.

    Each depth is compared with the next one at `times` and 24 others. Their deviation, times `NEXT_DEPTH` for the loss
    and `NEXT_DEPTH_C` for c, is the estimated error of the lower depth. Two depths may agree and yet both miss what
    only longer words contain, such as a chain between u and v. Loss and gradient at s = 0 are therefore also compared
    with those of the whole network (`full_start`). These are estimates and no bounds; that of c fails where an outlier
    near the bulk appears at much greater depths only.

    Parameters
    ----------
    space : WordSpace
        Of the greatest depth that comes into question, plus one.
    accuracy : float
        Wanted error of the loss in units of the target's power.
    outlier : float
        Wanted error of c of the slowest outlier, in 1/time constants; by default any error is accepted. Where only one
        of two depths has an outlier, its distance from the bulk is the error.
    target, times, rates, rtol
        As for `learn`.

    Returns
    -------
    WordCurve
        Its `start_error` is the error by the comparison at s = 0, in units of the target's power. It is NaN if there is
        nothing to compare with: at infinite width, and where rounding or slow convergence leave the loss of the whole
        network uncertain by more than `accuracy`.

    Raises
    ------
    InputError
        No depth below that of the space is enough; the message says what the last one achieves. A complete space is
        enough, unless the whole network has another loss or gradient at s = 0: `tolerance` has then cut off what
        matters.
    UnstableNetworkError
        The network restricted to the greatest depth, or to all words, is unstable.
    """
    wanted = _positive("accuracy", accuracy)
    wanted_c = math.inf if outlier == math.inf else _positive("outlier", outlier)
    s, last = checks.increasing_times(times), None
    for last in compare_depths(space, target, s, wanted, rates=rates, rtol=rtol):
        if last.error <= wanted and last.error_c <= wanted_c:
            return last.curve.at(np.flatnonzero(np.isin(last.curve.times, s)))
    if last is None:
        raise InputError(
            f"space has the depth {space.depth} and no other to compare with at which the restricted network is "
            "stable; reduce the network to a greater depth"
        )
    asked = f"{wanted:g}" + ("" if wanted_c == math.inf else f" (outlier {wanted_c:g})")
    if last.is_last:
        raise InputError(
            f"accuracy {asked} is not met by all words, whose loss errs by some {last.error:.2g} of the target's "
            "power at s = 0; reduce the network with a smaller tolerance",
            name="accuracy",
            value=accuracy,
        )
    raise InputError(
        f"accuracy {asked} is not met by depth {last.curve.depth}, whose loss errs by some {last.error:.2g} of the "
        f"target's power and c by some {last.error_c:.2g}; reduce the network to a depth above {space.depth}",
        name="accuracy",
        value=accuracy,
    )


@dataclass(frozen=True, eq=False)
class ComparedDepth:
    """What a network restricted to the words of one depth learns, and by how much that may err.

    Attributes
    ----------
    curve : WordCurve
        At the times asked for and 24 others.
    error : float
        Estimated error of the loss in units of the target's power.
    error_c : float
        Estimated error of c of the slowest outlier, in 1/time constants.
    is_last : bool
        Whether these are all words, so that there is no greater depth.
    """

    curve: WordCurve
    error: float
    error_c: float
    is_last: bool = False


def compare_depths(
    space: WordSpace,
    target: TargetFilter,
    times: ArrayLike,
    accuracy: float,
    *,
    rates: LearningRates | Mapping[str, float] | None = None,
    rtol: float = 1e-7,
) -> Iterator[ComparedDepth]:
    """Follow depth after depth, each judged by the next one and by the whole network at s = 0.

    Depths at which the restricted network is unstable are left out. The greatest depth of the space serves for
    comparison only, unless it contains all words.

    Parameters
    ----------
    accuracy : float
        The comparison with the whole network counts only where it is beyond doubt whether this is met.
    space, target, times, rates, rtol
        As for `choose_depth`.

    Raises
    ------
    InputError
        An argument cannot be used.
    UnstableNetworkError
        The network restricted to the greatest depth, or to all words, is unstable.
    """
    checks.instance("space", space, WordSpace, "what word_space returns")
    s = checks.increasing_times(times)
    dense = np.union1d(s, np.linspace(0.0, s[-1], _BETWEEN + 1))
    full = None if space.network is None else full_start(space.network, target)
    lower, start = None, math.nan
    for depth in range(space.depth + 1):
        used = space.at(depth)
        try:
            curve = learn(used, target, dense, rates=rates, rtol=rtol)
        except UnstableNetworkError:  # a restriction may be, although the network is not
            if used.complete or depth == space.depth:
                raise
            lower = None
            continue
        curve, start_here = _compared(used, target, curve, full, accuracy)
        if lower is not None:
            loss, c = deviations(lower, curve, space.bulk)
            yield ComparedDepth(lower, max(NEXT_DEPTH * loss, start), NEXT_DEPTH_C * c)
        lower, start = curve, start_here
        if used.complete:
            yield ComparedDepth(curve, start, 0.0, is_last=True)
            return


def _compared(
    space: WordSpace, target: TargetFilter, curve: WordCurve, full: FullStart | None, wanted: float
) -> tuple[WordCurve, float]:
    """The curve with its error at the start, and this error again, or 0 where it is too uncertain to decide."""
    if full is None or space.basis is None:
        return curve, 0.0
    flow = flow_of(space, target, curve.rates, curve.rtol)
    restricted = flow.gradient_at(flow.start(space.u, space.v))
    descent = float(curve.loss[0] - curve.loss.min())
    power, until = curve.target_power, float(curve.times[-1])
    errors = start_errors(full, space.basis, restricted, curve.rates, power=power, until=until, descent=descent)
    error, doubt = np.array(errors) / power
    if error - doubt <= wanted < error + doubt:
        return curve, 0.0
    return replace(curve, start_error=float(error)), float(error)


def _positive(name: str, value: float) -> float:
    return checks.in_domain(name, checks.finite_number(name, value), Domain.POSITIVE)


def _descent(flow: LowRankFlow, state: LearntState, inner: int) -> tuple[float, float]:
    """Σ η‖·‖² of the gradient in the first `inner` dimensions, and of the part that has a component outside."""
    lifted = LearntState(
        state.time, np.pad(state.frame, ((0, flow.dimension - inner), (0, 0))), state.K, state.a, state.b
    )
    slope, eta = flow.gradient_at(lifted), flow.rates
    left, right = slope.left[:, :inner], slope.right[:, :inner]
    whole, kept = np.sum(slope.middle**2), np.sum((left @ left.T @ slope.middle) * (slope.middle @ right @ right.T))
    inside = eta.u * np.sum(slope.u[:inner] ** 2) + eta.v * np.sum(slope.v[:inner] ** 2)
    outside = eta.u * np.sum(slope.u[inner:] ** 2) + eta.v * np.sum(slope.v[inner:] ** 2)
    return float(eta.W * kept + inside), float(eta.W * max(whole - kept, 0.0) + outside)
