"""The Gramian equations of a small network and a target of any order, and what follows from them.

With M = W − I, and the target f*(t) = c e^{At} b,

    M P + P Mᵀ + u uᵀ = 0        Mᵀ Q + Q M + v vᵀ = 0
    M X + X Aᵀ + u bᵀ = 0        Mᵀ Y + Y A + v c  = 0

give the loss L = ½ vᵀP v − vᵀX cᵀ + ½ c P* cᵀ and its gradient ∂L/∂W = QP − YXᵀ, ∂L/∂u = Qu − Yb, ∂L/∂v = Pv − Xcᵀ
(Wilson, Proc. IEE 117, 1161, 1970). They are linear: written for the rows of P, Q, X, Y one after another they read
Λ p = −vec(u uᵀ), Λᵀ q = −vec(v vᵀ), Σ x = −vec(u bᵀ), Σᵀ y = −vec(v c) with Λ = M ⊗ I + I ⊗ M, Σ = M ⊗ I + I ⊗ A.
Eigenvalues are not needed, so that nothing is singular where two of them meet.

This is the only place among the numbers that solves these equations. Every array may have further axes in front: one
network for each of their entries.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes.linear.schur import ComplexArray


@dataclass(frozen=True, eq=False)
class SmallWeights:
    """W, u and v of networks of d neurons, or directions among them: shapes (..., d, d), (..., d), (..., d)."""

    W: FloatArray
    u: FloatArray
    v: FloatArray

    @classmethod
    def of(cls, state: FloatArray, rank: int) -> SmallWeights:
        """From the shape (d² + 2d, ...): W row by row, then u, then v."""
        last = state if state.ndim == 1 else np.moveaxis(state, 0, -1)
        square = rank * rank
        W = last[..., :square].reshape(*last.shape[:-1], rank, rank)
        return cls(W, last[..., square : square + rank], last[..., square + rank :])

    def stacked(self) -> FloatArray:
        """The inverse of `of`."""
        last = np.concatenate([self.W.reshape(*self.W.shape[:-2], -1), self.u, self.v], axis=-1)
        return last if last.ndim == 1 else np.moveaxis(last, -1, 0)


@dataclass(frozen=True, eq=False)
class Gramians:
    """The solutions P, Q, X, Y, what they belong to, and the inverses of Λ and Σ."""

    weights: SmallWeights
    A: FloatArray
    b: FloatArray
    c: FloatArray
    P: FloatArray
    Q: FloatArray
    X: FloatArray
    Y: FloatArray
    inverse_own: FloatArray
    inverse_mixed: FloatArray


def solve(weights: SmallWeights, A: FloatArray, b: FloatArray, c: FloatArray) -> Gramians:
    """Solve the four equations; NaN where they are singular."""
    M = weights.W - np.eye(weights.W.shape[-1])
    own, mixed = _inverse(_kronecker_sum(M, M)), _inverse(_kronecker_sum(M, A))
    u, v = weights.u, weights.v
    return Gramians(
        weights, A, b, c,
        P=_solved(own, _outer(u, u)),
        Q=_solved(_T(own), _outer(v, v)),
        X=_solved(mixed, _outer(u, b)),
        Y=_solved(_T(mixed), _outer(v, c)),
        inverse_own=own,
        inverse_mixed=mixed,
    )  # fmt: skip


def power(A: FloatArray, b: FloatArray, c: FloatArray) -> float:
    """½ ∫ f*² dt = ½ c P* cᵀ with A P* + P* Aᵀ + b bᵀ = 0; infinite if A is not stable."""
    if not np.all(np.linalg.eigvals(A).real < 0):
        return float("inf")
    return 0.5 * float(c @ _solved(_inverse(_kronecker_sum(A, A)), _outer(b, b)) @ c)


def loss(g: Gramians, target_power: float) -> FloatArray:
    """½ ∫ (f − f*)² dt, shape (...), with the `power` of the target."""
    v = g.weights.v
    misfit: FloatArray = np.sum(v * (0.5 * _applied(g.P, v) - _applied(g.X, g.c)), axis=-1) + target_power
    return misfit


def gradient(g: Gramians) -> SmallWeights:
    """∂L/∂W, ∂L/∂u, ∂L/∂v."""
    u, v = g.weights.u, g.weights.v
    return SmallWeights(
        g.Q @ g.P - g.Y @ _T(g.X),
        _applied(g.Q, u) - _applied(g.Y, g.b),
        _applied(g.P, v) - _applied(g.X, g.c),
    )


def gradient_changes(g: Gramians, along: SmallWeights) -> SmallWeights:
    """Derivatives of the gradient in directions `along`, of shapes (n, d, d), (n, d), (n, d).

    The equations are differentiated and solved for dP, dQ, dX, dY with the inverses at hand. The results have the
    shapes (..., n, d, d), (..., n, d), (..., n, d).
    """
    dW, du, dv = along.W, along.u, along.v
    P, Q, X, Y = (S[..., None, :, :] for S in (g.P, g.Q, g.X, g.Y))
    u, v = g.weights.u[..., None, :], g.weights.v[..., None, :]
    own, mixed = g.inverse_own[..., None, :, :], g.inverse_mixed[..., None, :, :]
    dP = _solved(own, _twice_symmetric(dW @ P + _outer(du, u)))
    dQ = _solved(_T(own), _twice_symmetric(_T(dW) @ Q + _outer(dv, v)))
    dX = _solved(mixed, dW @ X + _outer(du, g.b))
    dY = _solved(_T(mixed), _T(dW) @ Y + _outer(dv, g.c))
    return SmallWeights(
        dQ @ P + Q @ dP - dY @ _T(X) - Y @ _T(dX),
        _applied(dQ, u) + _applied(Q, du) - _applied(dY, g.b),
        _applied(dP, v) + _applied(P, dv) - _applied(dX, g.c),
    )


def eigenvalues(weights: SmallWeights) -> ComplexArray:
    """Eigenvalues of W − I, shape (..., d), in no order; NaN where W is not finite.

    The network is stable if and only if all their real parts are negative.
    """
    M = weights.W - np.eye(weights.W.shape[-1])
    finite = np.isfinite(M)
    if np.all(finite):
        return np.asarray(np.linalg.eigvals(M), dtype=np.complex128)
    whole = np.all(finite, axis=(-2, -1), keepdims=True)
    return np.where(whole[..., 0], np.linalg.eigvals(np.where(whole, M, 0.0)), complex(np.nan, np.nan))


def slowest_first(values: ComplexArray) -> ComplexArray:
    """Eigenvalues along the last axis by decreasing real part, the upper one of a conjugate pair first."""
    order = np.lexsort((-values.imag, -values.real), axis=-1)
    return np.take_along_axis(values, order, axis=-1)


def _kronecker_sum(left: FloatArray, right: FloatArray) -> FloatArray:
    """left ⊗ I + I ⊗ right, the operator S ↦ left S + S rightᵀ on the rows of S one after another."""
    d, k = left.shape[-1], right.shape[-1]
    on_left = left[..., :, None, :, None] * np.eye(k)[:, None, :]
    on_right = np.eye(d)[:, None, :, None] * right[..., None, :, None, :]
    return (on_left + on_right).reshape(*left.shape[:-2], d * k, d * k)


def _inverse(operators: FloatArray) -> FloatArray:
    """Inverses of a stack of matrices; NaN for those that are singular."""
    try:
        inverses = np.linalg.inv(operators)
    except np.linalg.LinAlgError:
        singular = np.asarray(np.linalg.slogdet(operators)[0] == 0)
        inverses = np.linalg.inv(np.where(singular[..., None, None], np.nan, operators))
    return np.asarray(inverses, dtype=np.float64)


def _solved(inverse: FloatArray, constant: FloatArray) -> FloatArray:
    """S of the shape of `constant`, with operator(S) + constant = 0."""
    flat = constant.reshape(*constant.shape[:-2], -1)
    return -_applied(inverse, flat).reshape(constant.shape)


def _applied(matrix: FloatArray, vector: FloatArray) -> FloatArray:
    product: FloatArray = (matrix @ vector[..., None])[..., 0]
    return product


def _outer(left: FloatArray, right: FloatArray) -> FloatArray:
    return left[..., :, None] * right[..., None, :]


def _T(matrix: FloatArray) -> FloatArray:
    return np.swapaxes(matrix, -1, -2)


def _twice_symmetric(matrix: FloatArray) -> FloatArray:
    return matrix + _T(matrix)
