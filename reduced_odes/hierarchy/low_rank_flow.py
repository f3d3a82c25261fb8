"""Gradient flow of a large network whose weights have changed by a part of low rank.

    W(s) = W₀ + Z K(s) Zᵀ,   u(s) = Z a(s),   v(s) = Z b(s)

The initial W₀ is known by its action on vectors, and Z has few orthonormal columns, the frame. The gradient is computed
in Krylov spaces and projected on the frame, which gives a gradient flow of K, a and b. Where more of the velocity
leaves the frame than a tolerance allows, the frame grows and the step is taken again (`stepping`). Only the k² + 2k
numbers are integrated, whatever the size of W₀.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.rates import Rates
from reduced_odes.linear.arnoldi import Action
from reduced_odes.linear.doubling import best_shift, doubled_gradient
from reduced_odes.linear.krylov import KrylovGradient, dense_gradient, gradient
from reduced_odes.linear.target_filter import TargetFilter

SMALL = 30
"""In up to this many dimensions the frame is the whole space."""
_SCHUR = 10
"""In up to this many dimensions the gradient is computed from one Schur form."""
_DOUBLED = 62
"""In up to this many it is computed by doubling; in more, in Krylov spaces, which are small while little is learnt."""
_DENSE = 128
"""In up to this many dimensions W is written out as a matrix; in more, W₀ and what is learnt are applied one by one."""
_KRYLOV = 0.1
"""Relative error of the gradient in Krylov spaces, as a fraction of the solver's relative tolerance."""
_FRAME = 0.1
"""The part of the velocity that may leave the frame is this times the square root of the solver's tolerance.

The square root is enough: what has left the frame changes the loss only by coming back, which is of second order."""
_MORE = 0.1
"""A direction joins the frame if its share of the velocity is more than this fraction of what may leave the frame."""


LearningRates = Rates
"""Learning rates, by the name that they have here."""


@dataclass(frozen=True, eq=False)
class LearntState:
    """The network at one learning time.

    Attributes
    ----------
    time : float
    frame : ndarray of shape (D, k)
    K, a, b : ndarrays of shape (k, k), (k,), (k,)
        W = W₀ + Z K Zᵀ, u = Z a, v = Z b.
    """

    time: float
    frame: FloatArray
    K: FloatArray
    a: FloatArray
    b: FloatArray

    @property
    def u(self) -> FloatArray:
        return self.frame @ self.a

    @property
    def v(self) -> FloatArray:
        return self.frame @ self.b

    def recurrent(self, W0: Any) -> FloatArray:
        """W, written out."""
        whole = W0.toarray() if hasattr(W0, "toarray") else W0
        return np.asarray(whole + self.frame @ self.K @ self.frame.T, dtype=np.float64)


class LowRankFlow:
    """The right-hand side in a frame that grows; it counts its evaluations.

    The solver's variables are K/√η_W, a/√η_u and b/√η_v, or the block itself where it is not trained. In these
    variables the flow is a gradient flow, whose Jacobian is symmetric.
    """

    def __init__(
        self, W: Any, u: FloatArray, v: FloatArray, target: TargetFilter, rates: LearningRates, rtol: float
    ) -> None:
        self.dimension = u.size
        self.rates = rates
        self._roots = LearningRates(*(math.sqrt(rate) for rate in (rates.W, rates.u, rates.v)))
        self._scaled = np.empty(0)
        self.evaluations = 0
        self._W = W.toarray() if hasattr(W, "toarray") and W.shape[0] <= _DENSE else W
        # The transpose of a sparse array by rows is one by columns, whose products are slow.
        self._transposed = W.T.tocsr() if hasattr(self._W, "tocsr") else self._W.T
        self._target = target
        self._tolerance = _KRYLOV * rtol
        self._allowed = _FRAME * np.sqrt(rtol)
        self._begin = 12
        self._shift = best_shift(target)
        self._last: tuple[FloatArray, KrylovGradient] | None = None
        if u.size <= SMALL:
            self.frame = np.eye(u.size)
        else:
            self.frame = _orthonormal(np.stack([u, v], axis=1), 1e-14 * min(_norm(u), _norm(v)))
            first = self.gradient_at(self.start(u, v))
            if first.stable:
                self._widen(first, 0.0)

    @property
    def size(self) -> int:
        """k."""
        return self.frame.shape[1]

    def start(self, u: FloatArray, v: FloatArray) -> LearntState:
        """The network at s = 0, in the frame."""
        return LearntState(0.0, self.frame, np.zeros((self.size, self.size)), u @ self.frame, v @ self.frame)

    def gradient_at(self, state: LearntState) -> KrylovGradient:
        """Loss and gradient in all D dimensions."""
        self.evaluations += 1
        if self.dimension <= _SCHUR:
            return dense_gradient(self._recurrent(state), state.u, state.v, self._target)
        if self.dimension <= _DOUBLED:
            return doubled_gradient(self._recurrent(state), state.u, state.v, self._target, self._shift)
        forward, backward = self._actions(state)
        found = gradient(
            forward, backward, state.u, state.v, self._target, tolerance=self._tolerance, begin=self._begin
        )
        if found.stable:
            self._begin = found.needed
        return found

    def action_at(self, state: LearntState) -> Action:
        """x ↦ Wx of a vector, or of columns."""
        forward: Action = self._actions(state)[0]
        return forward

    def rhs(self, s: float, y: FloatArray) -> FloatArray:
        """Rate of change of the solver's variables; NaN at an unstable network."""
        slope, Z = self.gradient_at(self.state(s, y)), self.frame
        self._last = (y.copy(), slope)
        K, a, b = slope.middle, slope.u, slope.v
        if not self._is_whole(Z):
            a, b = a @ Z, b @ Z
        if not (self._is_whole(Z) and slope.whole):
            K = (slope.left @ Z).T @ K @ (slope.right @ Z)
        return -np.concatenate([self._roots.W * K.ravel(), self._roots.u * a, self._roots.v * b])

    def slope_at(self, state: LearntState, y: FloatArray) -> KrylovGradient:
        """The gradient at `state`, whose variables are y; not computed again if that was the last right-hand side."""
        if self._last is not None and np.array_equal(self._last[0], y):
            return self._last[1]
        return self.gradient_at(state)

    def state(self, s: float, y: FloatArray) -> LearntState:
        """The network that the solver's variables stand for."""
        k = self.size
        theta = self._scales(k) * y
        return LearntState(s, self.frame, theta[: k * k].reshape(k, k), theta[k * k : k * k + k], theta[k * k + k :])

    def variables(self, state: LearntState) -> FloatArray:
        """The solver's variables of a state whose frame is this one, or its first columns."""
        more = self.size - state.a.size
        theta = [np.pad(state.K, (0, more)).ravel(), np.pad(state.a, (0, more)), np.pad(state.b, (0, more))]
        return np.concatenate(theta) / self._scales(self.size)

    def floor(self, u: FloatArray, v: FloatArray, rtol: float) -> FloatArray:
        """Absolute tolerances: relative to the initial weights, since learning amplifies the error of what is small."""
        k, size = self.size, min(_norm(u), _norm(v), 1.0)
        return rtol * np.concatenate([np.full(k * k, size**2), np.full(2 * k, size)]) / self._scales(k)

    def grow(self, state: LearntState, slope: KrylovGradient) -> bool:
        """Enlarge the frame if too much of the velocity leaves it, and return whether it was enlarged."""
        return self.size < self.dimension and self._widen(slope, _norm(state.K))

    def _widen(self, slope: KrylovGradient, learnt: float) -> bool:
        columns, length = self._leaving(slope)
        allowed = self._allowed * (length + learnt)
        if _norm(columns) <= allowed:
            return False
        Z = self.frame
        fresh = _orthonormal(columns, _MORE * allowed)[:, : Z.shape[0] - Z.shape[1]]
        for _ in range(2):  # short vectors are orthogonal to rounding only the second time
            fresh = np.linalg.qr(fresh - Z @ (Z.T @ fresh))[0]
        self.frame = np.hstack([Z, fresh])
        return True

    def _leaving(self, slope: KrylovGradient) -> tuple[FloatArray, float]:
        """Columns that span the part of the velocity that leaves the frame, and the length of the whole velocity."""
        Z, eta = self.frame, self.rates
        columns = np.hstack(
            [
                eta.W * slope.left.T @ slope.middle,
                eta.W * slope.right.T @ slope.middle.T,
                (eta.u * slope.u)[:, None],
                (eta.v * slope.v)[:, None],
            ]
        )
        length = float(np.sqrt(eta.W**2 * np.sum(slope.middle**2) + np.sum(columns[:, -2:] ** 2)))
        return columns - Z @ (Z.T @ columns), length

    def _scales(self, k: int) -> FloatArray:
        """Factors from the solver's variables to the weights."""
        if self._scaled.size != k * k + 2 * k:
            roots = self._roots
            self._scaled = np.repeat([root or 1.0 for root in (roots.W, roots.u, roots.v)], [k * k, k, k])
        return self._scaled

    def _recurrent(self, state: LearntState) -> FloatArray:
        """W, written out."""
        if self._is_whole(state.frame):
            return np.asarray(self._W + state.K, dtype=np.float64)
        return state.recurrent(self._W)

    def _is_whole(self, frame: FloatArray) -> bool:
        """Whether the frame is the unit matrix, so that products with it can be left out."""
        return self.dimension <= SMALL and frame is self.frame

    def _actions(self, state: LearntState) -> tuple[Any, Any]:
        """x ↦ Wx, of columns as well, and x ↦ Wᵀx."""
        W, transposed, Z, K = self._W, self._transposed, state.frame, state.K
        if Z.shape[0] <= _DENSE:
            whole = self._recurrent(state)
            return (lambda x: whole @ x), (lambda x: x @ whole)
        left, right = Z @ K, Z @ K.T
        return (lambda x: W @ x + left @ (Z.T @ x)), (lambda x: transposed @ x + right @ (Z.T @ x))


def _orthonormal(columns: FloatArray, cut: float) -> FloatArray:
    """An orthonormal basis of the columns, without directions in which they are shorter than `cut`."""
    frame, triangle = np.linalg.qr(columns)
    turn, lengths, _ = np.linalg.svd(triangle)
    kept: FloatArray = frame @ turn[:, : lengths.size][:, lengths > cut]
    return kept


def _norm(x: FloatArray) -> float:
    flat = x.ravel()
    return float(np.sqrt(flat @ flat))
