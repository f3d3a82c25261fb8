"""The stationary density of dx = F(x) dt + dB with F = −x + w φ_γ(x), in closed form, on a grid of its own.

p ∝ e^U with U(x) = 2 ∫₀ˣ F = −x² (1 − 2 w P(γx)) is even, with one maximum at 0 (w φ′(0) ≤ 1) or, when the feedback
exceeds the leak, with two maxima beside it: a double well. Averages are taken with the trapezoidal rule on [0, X],
which converges faster than any power of the step because p is smooth, even and has decayed at X.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes.saturating.nonlinearity import Nonlinearity

_DEPTH = 75.0
"""The grid ends where the density has fallen by e^(−75), far below rounding."""
_SEARCH = 1e-3 * 1.36 ** np.arange(71)
"""Where that end is searched for, in units of noise: from 0.001 to 2e6."""


@dataclass(frozen=True, eq=False)
class Density:
    """A density on the nodes x_k ≥ 0, and how it changes with w and with the logarithm of the gain, ℓ = ln γ.

    Attributes
    ----------
    x, weight
        Shape (..., N): nodes, and weights with Σ_k weight_k f(x_k) = E f(x) for even functions f.
    tilts
        Shape (..., 5, N): ∂p/p by w and ℓ, and ∂²p/p by ww, wℓ and ℓℓ. Each has the mean 0, as p has the integral 1.
    """

    x: FloatArray
    weight: FloatArray
    tilts: FloatArray

    def mean(self, values: FloatArray) -> FloatArray:
        """Expectation over the last axis of an even function of x."""
        return np.asarray((self.weight * values).sum(-1))


def density(nonlinearity: Nonlinearity, w: FloatArray, gamma: FloatArray, end: FloatArray, nodes: int) -> Density:
    """The density for weights w and gains γ = g a ≥ 0, all of shape (...), on `nodes` nodes from 0 to `end`."""
    x = end[..., None] * (np.arange(nodes) / nodes)
    P, P_l, P_ll = nonlinearity.potential(gamma[..., None] * x)
    strength, square = w[..., None], x**2
    U = -square * (1 - 2 * strength * P)
    weight = np.exp(U - U.max(-1, keepdims=True))
    weight[..., 0] /= 2
    weight /= weight.sum(-1, keepdims=True)

    def centred(values: FloatArray) -> FloatArray:
        return np.asarray(values - (weight * values).sum(-1, keepdims=True))

    U_w, U_l = centred(2 * square * P), centred(2 * strength * square * P_l)
    U_wl, U_ll = 2 * square * P_l, 2 * strength * square * P_ll
    second = (centred(U_w**2), centred(U_w * U_l + U_wl), centred(U_l**2 + U_ll))
    return Density(x, weight, np.stack([U_w, U_l, *second], axis=-2))


def end(nonlinearity: Nonlinearity, w: FloatArray, gamma: FloatArray) -> FloatArray:
    """X, where U has fallen by `_DEPTH` from its maximum; NaN where it never does and p cannot be normalised."""
    x = _SEARCH
    with np.errstate(all="ignore"):
        P = nonlinearity.potential(gamma[..., None] * x)[0]
        U = -(x**2) * (1 - 2 * w[..., None] * P)
        drop = np.maximum(np.maximum.accumulate(U, axis=-1), 0.0) - U
        deep = drop > _DEPTH
        last = np.maximum(np.argmax(deep, axis=-1), 1)
        # Linear between two points of the search, so that the grid moves continuously with w and γ.
        before, after = (np.take_along_axis(drop, (last - k)[..., None], axis=-1)[..., 0] for k in (1, 0))
        ends = x[last - 1] + (_DEPTH - before) / (after - before) * (x[last] - x[last - 1])
    return np.where(deep.any(-1), ends, np.nan)
