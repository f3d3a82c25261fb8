"""Correlation of a saturating neuron with its target, and its derivatives, from the backward operator.

The neuron dx = F(x) dt + dB and the target z* = ∫ e^{−c*(t−t′)} dB(t′) are driven by the same noise. Two numbers
decide the loss, the variance m = E x² and the overlap v = E x z*. Noise at the time t − τ reaches x(t) through the
derivative of the conditional mean, so that v = E χ′ with

    (c* − 𝓛) χ = x,        𝓛 = ½ ∂² + F ∂,

and as 𝓛 is symmetric in L²(p), E f 𝓛 h = −½ E f′ h′, and 𝓛 x = F,

    v = 2 (m − c* s),      s = E x χ = max over ψ of  E [2 x ψ − c* ψ² − ½ ψ′²].

s is the Laplace transform at c* of the autocorrelation of x. It is computed among odd polynomials orthogonal for p
(Lanczos' recurrence in x² on the nodes of the density); the maximum makes its error the square of that of χ.

**Gradient.** Since s is a maximum, χ need not be varied: ∂s = E [(2xχ − c*χ² − ½χ′²) ∂p/p]. χ is its own adjoint. For
the second derivatives the variation of χ is one more linear solution with the same matrix.
Derived here; the tests check it against a Markov chain with the same density, in 50 digits, and by finite differences.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reduced_odes._common.checks import FloatArray
from reduced_odes.saturating.nonlinearity import Nonlinearity
from reduced_odes.saturating.stationary import Density, density, end

VALUE, BY_W, BY_GAIN, BY_WW, BY_W_GAIN, BY_GAIN_GAIN = range(6)
"""Columns of a jet: the value, and its derivatives by w and by ℓ = ln γ."""

_LEVELS = tuple((degrees, 64 + 12 * degrees) for degrees in (14, 21, 32, 48, 72, 108, 162))
"""Numbers of odd polynomials and of nodes, each about one and a half times the one before."""
_NEEDED = 17
"""Polynomials that suffice, roughly, for γ + w = 1; the number grows in proportion. It only decides where to begin."""
_AGREEMENT = 1e-10
"""A level is taken when it agrees to this relative accuracy with two thirds of its polynomials and with half of its
nodes; its own error is then far smaller, since both converge exponentially."""
ACCURACY = 1e-8
"""What differs by more is of no use: it is refused."""


@dataclass(frozen=True, eq=False)
class Response:
    """Variance and overlap of a neuron driven by unit noise, with derivatives by w and ℓ = ln γ.

    Attributes
    ----------
    variance, overlap
        Shape (6, ...): m = E x² and v = E x z*, each with its derivatives in the columns `VALUE`, `BY_W`, …
    variance_error, overlap_error
        Shape (3, ...): by how much the value and its first derivatives change when only two thirds of the polynomials,
        or only every second node, are used. The error itself is smaller: both converge exponentially.
    decay_rate
        Shape (...): the slowest rate at which the odd correlations of the activity decay, the lowest eigenvalue of −𝓛
        among odd functions. For linear neurons it is 1 − w, in a deep double well the rate of its transitions.
    """

    variance: FloatArray
    overlap: FloatArray
    variance_error: FloatArray
    overlap_error: FloatArray
    decay_rate: FloatArray

    @property
    def accurate(self) -> NDArray[np.bool_]:
        """Shape (...), of booleans: whether values and first derivatives are good to `ACCURACY` (1 + size)."""
        jets = np.abs(np.stack([self.variance[:3], self.overlap[:3]]))
        errors = np.stack([self.variance_error, self.overlap_error])
        return np.asarray(np.all(errors <= ACCURACY * (1 + jets), axis=(0, 1)))


def response(nonlinearity: Nonlinearity, w: FloatArray, gamma: FloatArray, c_star: FloatArray) -> Response:
    """The response for w, γ = g a ≥ 0 and c* > 0 of one shape (...), each entry with as many polynomials as it needs.

    Entries are NaN where the density cannot be normalised. Where even the most polynomials are too few (γ of more than
    about 5, or two wells far apart for their width), the errors say so.
    """
    shape = np.broadcast_shapes(np.shape(w), np.shape(gamma), np.shape(c_star))
    w, gamma, c_star = (np.broadcast_to(np.asarray(x, dtype=float), shape).reshape(-1) for x in (w, gamma, c_star))
    jets, errors, rate = np.full((2, 6, w.size), np.nan), np.full((2, 3, w.size), np.inf), np.full(w.size, np.nan)
    far = end(nonlinearity, w, gamma)
    needed = np.minimum(_NEEDED * (gamma + np.clip(w, 0, 2)), _LEVELS[-1][0])
    unsettled = np.isfinite(far)
    for degrees, nodes in _LEVELS:
        now = np.flatnonzero(unsettled & (needed <= degrees))
        if now.size:
            p = density(nonlinearity, w[now], gamma[now], far[now], nodes)
            # Between two wells far apart the density underflows and the polynomials overflow; the result is then NaN.
            with np.errstate(all="ignore"):
                found, change, rate[now] = _solve(p, c_star[now], degrees)
            jets[..., now], errors[..., now] = found, change
            unsettled[now] = ~np.all(change <= _AGREEMENT * (1 + np.abs(found[:, :3])), axis=(0, 1))
    (m, v), (m_error, v_error) = jets.reshape(2, 6, *shape), errors.reshape(2, 3, *shape)
    return Response(m, v, m_error, v_error, rate.reshape(shape))


def odd_polynomials(p: Density, count: int) -> FloatArray:
    """The first `count` odd orthonormal polynomials and their derivatives on the nodes, shape (2, ..., count, N).

    Multiplication by x² maps odd polynomials to odd ones and is symmetric: Lanczos' three terms orthogonalise.
    """
    t, weighted, twice = p.x**2, p.weight * p.x**2, 2 * p.x
    rows = np.empty((2, *p.x.shape[:-1], count, p.x.shape[-1]))
    row = np.stack([p.x, np.ones_like(p.x)]) / np.sqrt(weighted.sum(-1))[..., None]
    before, beta = np.zeros_like(row), np.zeros((*p.x.shape[:-1], 1))
    for k in range(count):
        rows[..., k, :] = row
        alpha = np.vecdot(weighted * row[0], row[0])[..., None]
        new = (t - alpha) * row - beta * before
        new[1] += twice * row[0]
        beta = np.sqrt(np.vecdot(p.weight * new[0], new[0]))[..., None]
        before, row = row, new / beta
    return rows


def _solve(p: Density, c_star: FloatArray, degrees: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """For B densities: jets (2, 6, B) of variance and overlap, their changes (2, 3, B), slowest decay rates (B,)."""
    values, slopes = odd_polynomials(p, degrees)
    stiffness = (slopes * p.weight[..., None, :]) @ _transposed(slopes) / 2  # −𝓛 as the form ½ E f′ h′
    lost = ~np.isfinite(stiffness).all((-1, -2))
    stiffness[lost] = 0.0  # LAPACK refuses what is not finite
    c = c_star[..., None]
    operator = c[..., None] * np.eye(degrees) + stiffness
    square = p.x**2
    averages = np.concatenate([np.ones_like(square)[..., None, :], p.tilts], axis=-2) * p.weight[..., None, :]
    deviation = np.sqrt(np.vecdot(p.weight, square))

    def solution(count: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """χ and χ′ on the nodes among the first polynomials, and the form whose maximum they are."""
        source = np.zeros((*deviation.shape, count, 1))
        source[..., 0, 0] = deviation  # x is a multiple of the first polynomial
        coefficients = _transposed(np.linalg.solve(operator[..., :count, :count], source))
        chi, slope = ((coefficients @ rows[..., :count, :])[..., 0, :] for rows in (values, slopes))
        return chi, slope, 2 * p.x * chi - c * chi**2 - slope**2 / 2

    chi, chi_slope, form = solution(degrees)
    fewer = solution(2 * degrees // 3)[2]
    integrands = np.stack([square, form, fewer], axis=-1)
    m, s, s_fewer = np.moveaxis(averages @ integrands, -1, 0)
    m_half, s_half, _ = np.moveaxis(2 * averages[..., ::2] @ integrands[..., ::2, :], -1, 0)
    # Half the form's derivative along each polynomial as p changes, and how χ follows: s changes by it a second time.
    tilts = _transposed(averages[..., 1:3, :])
    residual = 2 * values @ ((p.x - c * chi)[..., None] * tilts) - slopes @ (chi_slope[..., None] * tilts)
    follows = _transposed(residual) @ np.linalg.solve(operator, residual) / 2
    s[..., BY_WW:] += follows[..., (0, 0, 1), (0, 1, 1)]

    m_change = np.abs(m - m_half)[..., :3]
    s_change = (np.abs(s - s_fewer) + np.abs(s - s_half))[..., :3]
    jets = np.stack([m.T, 2 * (m - c * s).T])
    changes = np.stack([m_change.T, 2 * (m_change + c * s_change).T])
    jets[..., lost], changes[..., lost] = np.nan, np.inf
    return jets, changes, np.linalg.eigvalsh(stiffness)[..., 0]


def _transposed(matrices: FloatArray) -> FloatArray:
    return np.swapaxes(matrices, -1, -2)
