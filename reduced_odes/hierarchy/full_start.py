"""Loss and gradient of the whole network at s = 0, with which a restriction to words is compared before it learns.

Both are computed twice, so that their difference shows the effect of rounding and of Krylov spaces:

- up to 100 neurons, they come from the Schur form of W, and once more from that of W with a perturbation of the size of
  rounding;
- beyond 100 neurons, they come from the Krylov spaces of W and u and of Wᵀ and v, each of which gives
  uᵀ∂L/∂u = vᵀ∂L/∂v. Where the numerical range of W stays below some r < 1, the error of the spaces is at most 1/(1 − r)
  times their residuals, and these decide the dimension. Elsewhere residuals mean little, and the spaces have 400
  dimensions, or all there are; both can then miss the same remote part of a network.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes.hierarchy.low_rank_flow import LearningRates
from reduced_odes.linear.krylov import LARGEST, KrylovGradient, dense_gradient, gradient
from reduced_odes.linear.network import Network
from reduced_odes.linear.stability import ROUNDING, largest_of_range
from reduced_odes.linear.target_filter import TargetFilter

_DENSE = 100
"""Largest number of neurons for the Schur form."""
_TOLERANCE = 1e-10
"""Relative residual of the Krylov spaces."""
_BEGIN = 12
"""Smallest dimension of the Krylov spaces."""


@dataclass(frozen=True, eq=False)
class FullStart:
    """Loss and gradient of the whole network at s = 0.

    Attributes
    ----------
    answers : tuple of KrylovGradient
        One, or two that rounding affects differently; the first is the better one.
    doubt : float
        Possible error of the loss besides the difference of the answers.
    """

    answers: tuple[KrylovGradient, ...]
    doubt: float


def full_start(network: Network, target: TargetFilter) -> FullStart | None:
    """Loss and gradient of `network`; None where they cannot be computed.

    That is so where the network is unstable or seems so by rounding, and where Krylov spaces of 400 dimensions leave
    too much out.
    """
    if network.size <= _DENSE:
        W = network.forward(np.eye(network.size))
        signs = np.random.default_rng(1).choice((-1.0, 1.0), W.shape)
        moved = W + ROUNDING * np.sqrt(np.mean(W**2)) * signs
        answers = tuple(dense_gradient(A, network.u, network.v, target) for A in (W, moved))
    else:
        begin = _BEGIN if largest_of_range(network)[1] < 1.0 else LARGEST
        answers = (
            gradient(
                network.forward, network.backward, network.u, network.v, target, tolerance=_TOLERANCE, begin=begin
            ),
        )
    if not all(answer.stable for answer in answers):
        return None
    best = answers[0]
    return FullStart(answers, abs(float(network.u @ best.u - network.v @ best.v)))


def start_errors(
    full: FullStart,
    basis: FloatArray,
    restricted: KrylovGradient,
    rates: LearningRates,
    *,
    power: float,
    until: float,
    descent: float,
) -> tuple[float, float]:
    """The error of a restricted network's loss, judged by the start, and the uncertainty of that error.

    Parameters
    ----------
    full : FullStart
    basis : ndarray of shape (N, D)
        Of the restriction.
    restricted : KrylovGradient
        Loss and gradient of the restricted network at s = 0.
    rates : LearningRates
    power : float
        ½ ∫ f*² dt.
    until : float
        Last learning time.
    descent : float
        The amount by which the restricted network's loss falls until then.

    Returns
    -------
    error : float
        The greater of two numbers: the difference of the losses, and the relative error of the gradient times the
        descent. The relative error is the larger of two: the relative difference of the rates of descent R = Σ η‖∇L‖²,
        and the squared relative distance of the gradients, since a part of the gradient that leaves the restriction
        changes the loss to second order only. The descent is that of the restricted network, or that of the whole one
        if it continued at its first rate, R·`until`, but no more than its loss.
    doubt : float
    """
    errors = []
    for answer in full.answers:
        relative, rate = _gradient_error(answer, basis, restricted, rates)
        falls = max(descent, min(rate * until, answer.misfit + power))
        errors.append(max(abs(restricted.misfit - answer.misfit), relative * falls))
    return errors[0], full.doubt + max(errors) - min(errors)


def _gradient_error(
    full: KrylovGradient, basis: FloatArray, restricted: KrylovGradient, rates: LearningRates
) -> tuple[float, float]:
    """Relative error of the restricted network's gradient, and the rate of descent of the whole network."""
    left, right = full.left @ basis @ restricted.left.T, restricted.right @ (full.right @ basis).T
    common = float(np.sum((left @ restricted.middle @ right) * full.middle))
    own, other = float(np.sum(full.middle**2)), float(np.sum(restricted.middle**2))
    whole = rates.W * own + rates.u * float(full.u @ full.u) + rates.v * float(full.v @ full.v)
    part = rates.W * other + rates.u * float(restricted.u @ restricted.u) + rates.v * float(restricted.v @ restricted.v)
    u, v = full.u - basis @ restricted.u, full.v - basis @ restricted.v
    apart = rates.W * (own + other - 2.0 * common) + rates.u * float(u @ u) + rates.v * float(v @ v)
    if whole == 0.0:
        return (0.0 if part == 0.0 else np.inf), 0.0
    return max(abs(whole - part), apart) / whole, whole
