"""Networks that learn lazily, exactly: the read-out trained alone, and the tangent of any training.

Nothing here knows a formula of the theory of wide networks: each curve is that of one given finite network.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.fft import irfft2, next_fast_len, rfft2

from reduced_odes.linear.arnoldi import KrylovSpace
from validation._common.checks import FloatArray, learning_times, positive
from validation._common.errors import UnstableNetwork, ValidationError
from validation.gradient.engines.gramian_errors import require_stable
from validation.network.schur import schur_form, solve_sylvester
from validation.network.targets import StateSpace
from validation.network.weights import UNIT_RATES, Rates, Weights

_MOST_FUNCTIONS = 600
"""Most Laguerre functions by which a target is expanded."""
_NEGLIGIBLE = 1e-7
"""An expansion is complete when its last coefficient is below this part of the first."""
_BETWEEN_LOOKS = 8
"""Dimensions by which a Krylov space grows before its residual is measured again."""


def mirrored(weights: Weights) -> Weights:
    """Two copies of a network with read-outs of opposite sign, so that f = 0 exactly at the start.

    W = diag(W, W), u = (u, u)/√2, v = (v, −v)/√2: the norms, the bulk, and the gradient of f(t) times that of f(t')
    for every block of the weights are those of one copy; only the random f at s = 0 is gone.
    """
    N = weights.N
    W = np.zeros((2 * N, 2 * N))
    W[:N, :N] = W[N:, N:] = weights.W
    half = math.sqrt(0.5)
    return Weights(W, half * np.tile(weights.u, 2), half * np.concatenate([weights.v, -weights.v]))


def krylov_network(weights: Weights, target: StateSpace, *, tolerance: float = 1e-11) -> Weights:
    """A smaller network with the same impulse response, and the same learning of its read-out.

    The state stays in the Krylov space of W and u. Its dimension is raised until the residuals of both Gramian
    equations, relative to |u|² and |u||b*|, are below `tolerance`, or until it is N.

    Returns
    -------
    Weights
        H, |u| e₁ and Bᵀv, with W B ≈ B H and BᵀB = I.
    """
    positive("|u|", np.linalg.norm(weights.u))
    space = KrylovSpace(lambda x: weights.W @ x, weights.u)
    while True:
        space.grow(space.dimension + _BETWEEN_LOOKS)
        start = space.length * np.eye(space.dimension)[0]
        if space.closed or _residual(space, start, target) <= tolerance:
            return Weights(space.H, start, space.basis @ weights.v)


def _residual(space: KrylovSpace, start: FloatArray, target: StateSpace) -> float:
    """The larger residual of the two Gramian equations on the space, relative to their constant terms."""
    try:
        P, X = _gramians(space.H, start, target)
    except UnstableNetwork:  # too small a space may be unstable where the network is not
        return math.inf
    of_P = math.sqrt(2.0) * float(np.linalg.norm(P[-1])) / space.length**2
    of_X = float(np.linalg.norm(X[-1])) / (space.length * float(np.linalg.norm(target.b)))
    return space.h * max(of_P, of_X)


def _gramians(W: FloatArray, u: FloatArray, target: StateSpace) -> tuple[FloatArray, FloatArray]:
    """P and X of M P + P Mᵀ + u uᵀ = 0 and M X + X A*ᵀ + u b*ᵀ = 0."""
    M, A = schur_form(W - np.eye(u.size)), schur_form(target.A)
    require_stable(W, M)
    turned = M.Z.T @ u
    P = solve_sylvester(M, M, np.outer(turned, turned), adjoint="right")
    X = solve_sylvester(M, A, np.outer(turned, A.Z.T @ target.b), adjoint="right")
    P = M.Z @ P @ M.Z.T
    return 0.5 * (P + P.T), M.Z @ X @ A.Z.T


def readout_curve(
    weights: Weights, target: StateSpace, times: ArrayLike, *, rate: float = 1.0, tolerance: float = 1e-11
) -> FloatArray:
    """Loss of a network of which the read-out alone is trained, exactly.

    v̇ = −η (P v − X c*) is linear: in the eigenvectors of P the component gᵢ of the gradient decays as exp(−η wᵢ s),
    and L(s) = L(0) − ½ Σ gᵢ² (1 − exp(−2η wᵢ s))/wᵢ.

    Parameters
    ----------
    weights : Weights
    target : StateSpace
    times : array-like of shape (T,)
        Learning times, increasing, ≥ 0.
    rate : float
        η_v.
    tolerance : float
        Of the Krylov space in which the state lives, see `krylov_network`; it is tighter than the accuracy of gradients
        elsewhere needs to be, as late losses are small differences of two terms.

    Returns
    -------
    ndarray of shape (T,)
    """
    s = positive("rate", rate) * learning_times("times", times, start=0.0)
    small = krylov_network(weights, target, tolerance=tolerance)
    P, X = _gramians(small.W, small.u, target)
    overlap = X @ target.c
    loss = 0.5 * float(small.v @ P @ small.v) - float(small.v @ overlap) + target.power
    w, E = np.linalg.eigh(P)
    w = np.maximum(w, np.finfo(float).tiny)
    g = E.T @ (P @ small.v - overlap)
    learnt: FloatArray = -np.expm1(-2.0 * np.outer(s, w)) @ (g**2 / w)
    return loss - 0.5 * learnt


def tangent_curve(
    weights: Weights, target: StateSpace, times: ArrayLike, *, rates: Rates = UNIT_RATES, silent: bool = False
) -> FloatArray:
    """Loss under gradient flow of the network linearised in its weights about where it starts.

    f(t) is expanded in Laguerre functions √2 e^{−t} L_n(2t), a complete basis that any stable response has; the
    gradients ∂f/∂u and ∂f/∂v have the coefficients √2 (−W)ⁿ(2 − W)^{−n−1}, ∂f/∂W is a convolution of the two, and two
    Laguerre functions convolve to (φ_{m+n} − φ_{m+n+1})/√2.

    Parameters
    ----------
    weights : Weights
    target : StateSpace
    times : array-like of shape (T,)
        Learning times, increasing, ≥ 0.
    rates : Rates
    silent : bool
        Start from f = 0, as two mirrored copies of the network do; otherwise from the network's own f.

    Returns
    -------
    ndarray of shape (T,)
    """
    s = learning_times("times", times, start=0.0)
    count = _functions_needed(target)
    of_u = _laguerre_states(weights.W, weights.u, count)
    of_v = _laguerre_states(weights.W.T, weights.v, count)
    G_v, G_u = of_u @ of_u.T, of_v @ of_v.T
    K = rates.v * G_v + rates.u * G_u
    if rates.W > 0:
        # Convolution of the two Gram matrices; scipy.signal would import scipy.stats, which takes longer than all else.
        shape = (next_fast_len(2 * count, real=True),) * 2
        products = irfft2(rfft2(G_v, shape) * rfft2(G_u, shape), shape)[:count, :count]
        differences = np.diff(np.diff(products, axis=0, prepend=0.0), axis=1, prepend=0.0)
        K = K + 0.5 * rates.W * differences
    wanted = _laguerre_states(target.A + np.eye(target.order), target.b, count) @ target.c
    residual = -wanted if silent else of_u @ weights.v - wanted
    missing = max(target.power - 0.5 * float(wanted @ wanted), 0.0)
    eigenvalues, E = np.linalg.eigh(0.5 * (K + K.T))
    amplitudes = (E.T @ residual) ** 2
    learning: FloatArray = np.exp(-2.0 * np.outer(s, np.maximum(eigenvalues, 0.0)))
    return 0.5 * learning @ amplitudes + missing


def _functions_needed(target: StateSpace) -> int:
    poles = target.poles()
    slowest = float(np.max(np.abs((poles + 1.0) / (poles - 1.0))))
    count = 80 if slowest == 0 else max(80, math.ceil(math.log(1e-9) / math.log(slowest)))
    if count > _MOST_FUNCTIONS:
        raise ValidationError(
            f"target has a pole that takes {count} Laguerre functions, more than {_MOST_FUNCTIONS}; choose poles "
            "nearer to −1."
        )
    return count


def _laguerre_states(W: FloatArray, u: FloatArray, count: int) -> FloatArray:
    """Coefficients of e^{(W−I)t}u: row n is √2 (−W)ⁿ (2 − W)^{−n−1} u."""
    # One inverse for all functions: a factorisation, solved with once a function, would take most of its time in calls.
    inverse = np.linalg.inv(2.0 * np.eye(u.size) - W)
    rows = np.empty((count, u.size))
    state = math.sqrt(2.0) * (inverse @ u)
    for n in range(count):
        rows[n] = state
        state = -(inverse @ (W @ state))
    if not np.linalg.norm(rows[-1]) <= _NEGLIGIBLE * np.linalg.norm(rows[0]):
        raise ValidationError(
            f"W makes a network that hardly decays: {count} Laguerre functions do not hold its response; choose W "
            "with every eigenvalue's real part further below 1."
        )
    return rows
