"""Learning in the space of words: a given network of any size and bulk, to any accuracy.

>>> from reduced_odes.hierarchy import TargetFilter, learn, word_space
>>> space = word_space(W, u, v, depth=4)                 # once; W an array, a sparse array or a LinearOperator
>>> curve = learn(space, TargetFilter.integrator(0.3), [0, 1, 2, 4])
>>> curve.loss, curve.c, curve.share, curve.outlier_born

Depth 0 is the theory of W(0) = 0 with the chance overlaps of the bulk, greater depths follow what the bulk itself
remembers, and all words together are the network. `choose_depth` takes the least depth that meets an accuracy of loss
and outlier, as it compares each depth with the next; `missed_descent` estimates the error of a depth alone, from what
its gradient would be with the next layer of words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from . import checks
from .bulk_outliers import Outlier
from .checks import Domain, FloatArray
from .errors import InputError
from .low_rank_flow import LearningRates, LearntState, LowRankFlow
from .target_filter import TargetFilter
from .word_learning import OBSERVABLES, WordCurve, flow_of, learn, learning_rates
from .word_space import Bulk, WordSpace, word_space

__all__ = [
    "OBSERVABLES",
    "Bulk",
    "LearningRates",
    "Outlier",
    "TargetFilter",
    "WordCurve",
    "WordSpace",
    "choose_depth",
    "deviations",
    "learn",
    "learning_rates",
    "missed_descent",
    "word_space",
]

SAFETY = 5.0
"""So many times the missed descent is taken as the error of the loss: an estimate, which 5.1 has once exceeded."""
NEXT_DEPTH = 2.0
"""So many times the deviation from the next depth is taken as the error of a depth."""
_BETWEEN = 24
"""At so many times besides those asked for two depths are compared."""


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
    flow = flow_of(outer, target, curve.rates, curve.rtol)
    rate = np.array([_left_out(flow, state, inner) for state in curve.states])
    steps = 0.5 * (rate[1:] + rate[:-1]) * np.diff(curve.times)
    return np.concatenate([[0.0], np.cumsum(steps)])


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
        (here,) = [each[k] for each in (curve.outliers, other.outliers) if each[k]] or [()]
        c[k] = max((bulk.distance(outlier.eigenvalue) for outlier in here), default=0.0)
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

    Depth after depth is followed and compared with the one before, at `times` and 24 others: what these two differ by,
    times `NEXT_DEPTH`, is taken as the error of the lower.

    Parameters
    ----------
    space : WordSpace
        Of the greatest depth that comes into question, plus one.
    accuracy : float
        Wanted error of the loss in units of the target's power.
    outlier : float
        Wanted error of c of the slowest outlier, in 1/time constants; any by default. Where there is an outlier at one
        depth and none at the other, its distance from the bulk is the error.
    target, times, rates, rtol
        As for `learn`.

    Raises
    ------
    InputError
        No depth below that of the space is enough; the message says what the last one achieves.
    """
    wanted = np.array(
        [_positive("accuracy", accuracy), math.inf if outlier == math.inf else _positive("outlier", outlier)]
    )
    s = checks.increasing_times(times)
    dense = np.union1d(s, np.linspace(0.0, s[-1], _BETWEEN + 1))
    found = np.full(2, math.inf)
    lower: WordCurve | None = None
    for depth in range(space.depth + 1):
        curve = learn(space, target, dense, depth=depth, rates=rates, rtol=rtol)
        if lower is not None:
            found = NEXT_DEPTH * np.array(deviations(lower, curve, space.bulk))
            if np.all(found <= wanted):
                return lower.at(np.flatnonzero(np.isin(lower.times, s)))
        lower = curve
    if lower is not None and space.complete:
        return lower.at(np.flatnonzero(np.isin(lower.times, s)))
    if space.depth == 0:
        raise InputError("space has the depth 0 and no other to compare with; reduce the network to a greater depth")
    asked = f"{wanted[0]:g}" + ("" if wanted[1] == math.inf else f" (outlier {wanted[1]:g})")
    raise InputError(
        f"accuracy {asked} is not met by depth {space.depth - 1}, whose loss errs by some {found[0]:.2g} of the "
        f"target's power and c by some {found[1]:.2g}; reduce the network to a depth above {space.depth}"
    )


def _positive(name: str, value: float) -> float:
    return checks.in_domain(name, checks.finite_number(name, value), Domain.POSITIVE)


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
