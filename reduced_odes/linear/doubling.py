"""Loss and gradient of a network of few neurons by doubling: matrix products alone, no Schur form.

Network and target together are the linear system A = diag(W − 1, A*), b = (u, b*), c = (v, −c*), whose response is
f − f*. For every α > 0 its Gramian is a sum over powers of the Cayley transform

    Φ = (α − A)⁻¹(α + A),   P = Σ_k Φᵏ z zᵀ Φᵀᵏ,   z = √(2α) (α − A)⁻¹ b,

of which every step doubles the number of terms (Smith, SIAM J. Appl. Math. 16, 198, 1968). Φ^m → 0 just where A is
stable, and what m terms leave out is Φ^m P Φᵀ^m. The gradient of W is the corner of Q P.
"""

from __future__ import annotations

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes.linear.krylov import KrylovGradient, dense_gradient
from reduced_odes.linear.target_filter import TargetFilter

_SMALL = 1e-4
"""When ‖Φ^m‖ is below, one more doubling leaves out a part of ‖Φ^m‖⁴ of the Gramian: rounding."""
_LARGE = 1e6
"""When ‖Φ^m‖ is above, the network is unstable or far from normal, and the Schur form decides."""
_DOUBLINGS = 14
"""After this many doublings, rates of decay below some 1e-4 α are not resolved; the Schur form has no such bound."""
_COLUMNS = 32
"""While they are so few, the terms are kept as columns."""


def best_shift(target: TargetFilter) -> float:
    """The α for which Φ has small eigenvalues: of the target's poles, and of neurons that nobody connects."""
    rates = np.append(-np.linalg.eigvals(target.A), 1.0)
    shifts = np.geomspace(0.5 * np.abs(rates).min(), 2.0 * np.abs(rates).max(), 60)
    largest = np.abs((shifts - rates[:, None]) / (shifts + rates[:, None])).max(axis=0)
    return float(shifts[np.argmin(largest)])


def doubled_gradient(W: FloatArray, u: FloatArray, v: FloatArray, target: TargetFilter, shift: float) -> KrylovGradient:
    """Loss and gradient, to rounding.

    Parameters
    ----------
    W, u, v : ndarrays of shape (N, N), (N,), (N,)
    target : TargetFilter
    shift : float
        α > 0: any serves, `best_shift` soonest.

    Returns
    -------
    KrylovGradient
        A whole one; of the Schur form where powers of Φ do not decay soon.
    """
    N = u.size
    found = _gramians(W, u, v, target, shift)
    if found is None:
        return dense_gradient(W, u, v, target)
    P, Q = found[0][:N], found[1][:N]
    answer, aim = P[:, :N] @ v, P[:, N:] @ target.c
    unit = np.eye(N)
    return KrylovGradient(
        misfit=float(v @ (0.5 * answer - aim)),
        power=float(v @ answer),
        left=unit,
        middle=Q @ P.T,
        right=unit,
        u=Q[:, :N] @ u + Q[:, N:] @ target.b,
        v=answer - aim,
        needed=N,
        whole=True,
    )


def _gramians(
    W: FloatArray, u: FloatArray, v: FloatArray, target: TargetFilter, shift: float
) -> tuple[FloatArray, FloatArray] | None:
    """P and Q of network and target together; None where the powers do not decay soon."""
    inverse = _inverse(W, target, shift)
    if inverse is None:
        return None
    n, size = inverse.shape[0], np.sqrt(2.0 * shift)
    power = 2.0 * shift * inverse  # (α − A)⁻¹(α + A) = 2α (α − A)⁻¹ − 1
    power.ravel()[:: n + 1] -= 1.0
    Z, Y = np.empty((n, _COLUMNS)), np.empty((n, _COLUMNS))
    Z[:, 0] = inverse @ (size * np.concatenate([u, target.b]))
    Y[:, 0] = (size * np.concatenate([v, -target.c])) @ inverse
    m = 1
    P = Q = np.empty(0)
    for _ in range(_DOUBLINGS):
        flat = power.ravel()
        length = np.sqrt(flat @ flat)
        if not length < _LARGE:
            return None
        if m < _COLUMNS:
            Z[:, m : 2 * m], Y[:, m : 2 * m] = power @ Z[:, :m], power.T @ Y[:, :m]
        else:
            if m == _COLUMNS:
                P, Q = Z @ Z.T, Y @ Y.T
            P, Q = P + power @ P @ power.T, Q + power.T @ Q @ power
        m *= 2
        if length < _SMALL:
            return (P, Q) if m > _COLUMNS else (Z[:, :m] @ Z[:, :m].T, Y[:, :m] @ Y[:, :m].T)
        power = power @ power
    return None


def _inverse(W: FloatArray, target: TargetFilter, shift: float) -> FloatArray | None:
    """(α − A)⁻¹, if there is one."""
    N, n = W.shape[0], W.shape[0] + target.b.size
    below = np.zeros((n, n))
    below[:N, :N], below[N:, N:] = -W, -target.A
    diagonal = below.ravel()[:: n + 1]
    diagonal += shift
    diagonal[:N] += 1.0
    try:
        return np.linalg.inv(below)
    except np.linalg.LinAlgError:
        return None
