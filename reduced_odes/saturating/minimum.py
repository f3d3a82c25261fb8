"""What no recurrent weight and no read-out can remove: the bottom of the valley at a given read-in a.

At given a the loss is least for b = v/(a m), where it is the share 1 − 2 c* v²/m of the target's power, and for the w
that makes v²/m greatest. Both depend on a and g through γ = g a only. As γ → 0 the neuron is linear, w → 1 − c*, and
the share vanishes as γ⁴ (the third chaos): with a free as well, nothing limits the loss but the time to get there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from reduced_odes._common.checks import FloatArray
from reduced_odes.saturating.backward import BY_W, BY_WW, VALUE, response
from reduced_odes.saturating.nonlinearity import ERF, Nonlinearity

_STEPS = 60
_CLOSE = 1e-9
"""Relative size of Newton's last step: before it the gain is good to this, the share to its square."""


@dataclass(frozen=True, eq=False)
class Valley:
    """The best weights at given effective gains γ = g a, all of shape (...).

    Attributes
    ----------
    w, gain
        Recurrent weight, and A = a b.
    share
        The least loss as a share of the target's power 1/(4c*); a difference of numbers of order one, good to 1e-15.
    decay_rate
        Slowest decay rate of the activity there.
    """

    w: FloatArray
    gain: FloatArray
    share: FloatArray
    decay_rate: FloatArray


def valley(gamma: ArrayLike, c_star: ArrayLike, phi: Nonlinearity = ERF) -> Valley:
    """The best w and b for effective gains γ = g |a| ≥ 0 and targets c* > 0, which are broadcast.

    Newton's method for the maximum of ln(v²/m) over w, kept between a weight that is too small and one too large.
    NaN where it is not found: γ beyond the quadrature.
    """
    gamma, c_star = np.broadcast_arrays(np.asarray(gamma, dtype=float), np.asarray(c_star, dtype=float))
    shape, gamma, c_star = gamma.shape, gamma.reshape(-1), c_star.reshape(-1)
    w, (gain, share, rate) = 1 - c_star, np.full((3, gamma.size), np.nan)
    low, high = np.full(w.size, -np.inf), np.full(w.size, np.inf)
    left = np.arange(w.size)
    for _ in range(_STEPS):
        found = response(phi, w[left], gamma[left], c_star[left])
        m, v = found.variance / found.variance[VALUE], found.overlap / found.overlap[VALUE]
        slope = 2 * v[BY_W] - m[BY_W]
        curvature = 2 * (v[BY_WW] - v[BY_W] ** 2) - (m[BY_WW] - m[BY_W] ** 2)
        step = _step(w[left], slope, curvature)
        low[left] = np.where(slope > 0, w[left], low[left])
        high[left] = np.where(slope < 0, w[left], high[left])
        new = w[left] + step
        small = np.abs(step) <= _CLOSE * (1 + np.abs(new))
        outside = (new <= low[left]) | (new >= high[left])
        with np.errstate(invalid="ignore"):  # −∞ + ∞ where there are no bounds yet
            middle = (low[left] + high[left]) / 2
        # A small step may leave the bounds by rounding, and is taken all the same.
        w[left] = np.where(outside & ~small & np.isfinite(middle), middle, new)
        good = found.accurate
        close = good & small
        at = left[close]
        gain[at] = (found.overlap[VALUE] / found.variance[VALUE])[close]
        share[at] = (1 - 2 * c_star[left] * found.overlap[VALUE] ** 2 / found.variance[VALUE])[close]
        rate[at] = found.decay_rate[close]
        left = left[good & ~close]
        if not left.size:
            break
    w = np.where(np.isnan(share), np.nan, w)
    return Valley(*(x.reshape(shape) for x in (w, gain, share, rate)))


def _step(w: FloatArray, slope: FloatArray, curvature: FloatArray) -> FloatArray:
    """Newton's step where the curve is concave, uphill otherwise, and never longer than half of 1 + |w|."""
    longest = (1 + np.abs(w)) / 2
    newton = np.divide(-slope, curvature, out=np.copysign(longest, slope), where=curvature < 0)
    return np.clip(newton, -longest, longest)
