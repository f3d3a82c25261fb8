"""A stiff solver for flows of very many variables of which few are stiff: Radau IIA with a low-rank Jacobian.

The gradient flow of a network has N² + 2N variables and rates up to 1/(4c*³), but only a handful of directions are
fast: the Hessian is ∫ (∂f/∂θ)(∂f/∂θ)ᵀ dt, of low numerical rank, plus a part that is small where the loss is. So the
Jacobian is taken to be V H Vᵀ on a Krylov space V of its own, from products that are differences of the right-hand
side. Newton's equations of the collocation method

    (I − h A ⊗ V H Vᵀ) ΔZ = R,    ΔZ = R + V (δ − VᵀR),    (I − h A ⊗ H) δ = VᵀR

then need small systems only. The approximation decides how fast Newton's iteration converges, not to what: the method
keeps its order 5 and its stability (Hairer and Wanner, Solving Ordinary Differential Equations II, section IV.8).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.integrate import DenseOutput, OdeSolver
from scipy.linalg import lu_factor, lu_solve

from reduced_odes.linear.arnoldi import KrylovSpace
from validation._common.checks import ROUNDING, FloatArray

_ROOT = math.sqrt(6.0)
C = np.array([(4 - _ROOT) / 10, (4 + _ROOT) / 10, 1.0])
"""Nodes of Radau IIA of order 5."""
# Collocation: Σ_j A_ij c_j^{q−1} = c_i^q / q for q = 1, 2, 3.
_POWERS = C[:, None] ** np.arange(3)
A = (C[:, None] ** np.arange(1, 4) / np.arange(1, 4)) @ np.linalg.inv(_POWERS)
"""Its matrix."""
INTERPOLATION = np.linalg.inv(C[:, None] ** np.arange(1, 4))
"""From the increments at the nodes to the coefficients of x, x², x³."""
GAMMA = 1.0 / (3.0 + 3.0 ** (2 / 3) - 3.0 ** (1 / 3))
"""The real eigenvalue of A."""
EMBEDDED = np.array([-13 - 7 * _ROOT, -13 + 7 * _ROOT, -1.0]) / 3
"""Weights of the increments in the error estimate of order 3."""

ITERATIONS = 10
"""of Newton's method before a step is given up"""
CONVERGED = 0.01
"""Error of Newton's iteration, in units of the tolerance, at which it ends."""
STAGNATED = 0.05
"""... and at which it may end although it no longer converges: rounding of the right-hand side is reached."""
SLOW = 0.3
"""Rate of Newton's convergence above which the Jacobian is renewed."""
RESOLVED = 0.3
"""The Krylov space of the Jacobian ends where what it leaves out, times the largest step it serves, is below this."""
REACH = 8.0
"""How much larger than the present one that step is."""
SMALLEST, LARGEST = 5, 40
"""Its least and largest dimension: one vector may meet a stiff direction nearly, which is not enough."""
DIFFERENCE = 1e-7
"""By how much the variables are moved, in Euclidean length, to see the Jacobian act."""
LEAST, MOST = 0.2, 8.0
"""Factors by which a step may change."""

RightHandSide = Callable[[float, FloatArray], FloatArray]


@dataclass(frozen=True, eq=False)
class LowRankJacobian:
    """The matrix Vᵀ H V with orthonormal rows of V, shapes (k, n) and (k, k)."""

    V: FloatArray
    H: FloatArray

    @classmethod
    def at(cls, fun: RightHandSide, t: float, y: FloatArray, f: FloatArray, step: float) -> LowRankJacobian:
        """By Arnoldi's process from the direction of the flow and a random one, at y with fun(t, y) = f."""
        rng = np.random.default_rng(0)
        first = _unit(f) + 0.1 * _unit(rng.standard_normal(y.size))
        space = KrylovSpace(lambda x: (fun(t, y + DIFFERENCE * x) - f) / DIFFERENCE, first)
        for k in range(1, LARGEST + 1):
            space.grow(k)
            if not np.all(np.isfinite(space.H[:, -1])):  # this direction leads into instability
                return cls(space.basis[:-1], space.H[:-1, :-1])
            if space.closed or (k >= SMALLEST and step * space.h <= RESOLVED):
                break
        return cls(space.basis, space.H)

    def stages(self, h: float) -> Callable[[FloatArray], FloatArray]:
        """R ↦ (I − h A ⊗ J)⁻¹ R for increments of the three stages, shape (3, n)."""
        k = self.H.shape[0]
        if k == 0:
            return lambda R: R
        factors = lu_factor(np.eye(3 * k) - h * np.kron(A, self.H))

        def solve(R: FloatArray) -> FloatArray:
            r = R @ self.V.T
            solved: FloatArray = R + (lu_solve(factors, r.ravel()).reshape(3, k) - r) @ self.V
            return solved

        return solve

    def solve(self, h: float, r: FloatArray) -> FloatArray:
        """(I − h J)⁻¹ r."""
        inside = self.V @ r
        solved: FloatArray = r + (np.linalg.solve(np.eye(inside.size) - h * self.H, inside) - inside) @ self.V
        return solved


class LowRankRadau(OdeSolver[np.float64]):
    """Radau IIA of order 5 whose Jacobian is of low rank; for `gradient_flow(..., method=LowRankRadau)`.

    Parameters
    ----------
    fun, t0, y0, t_bound, rtol, atol
        As of `scipy.integrate.Radau`; time runs forwards. No Jacobian is passed.
    """

    def __init__(
        self,
        fun: RightHandSide,
        t0: float,
        y0: FloatArray,
        t_bound: float,
        rtol: float = 1e-6,
        atol: float = 1e-9,
        **_: Any,
    ) -> None:
        super().__init__(fun, t0, y0, t_bound, vectorized=False)
        self.rtol, self.atol = max(rtol, 10 * ROUNDING), atol
        self.f = self.fun(t0, self.y)
        # A step over which the present rate changes little more than the tolerance allows.
        rate = _rms(self.f / self._scale(self.y))
        self.h = min(t_bound - t0, 0.1 / rate if rate > 0 else t_bound - t0)
        self.jacobian: LowRankJacobian | None = None
        self.fresh, self.reach = False, 0.0
        self.polynomial: FloatArray | None = None
        self.last: tuple[float, float] | None = None

    def _scale(self, y: FloatArray) -> FloatArray:
        scale: FloatArray = self.atol + self.rtol * np.abs(y)
        return scale

    def _step_impl(self) -> tuple[bool, str | None]:
        """One step, as small as it must be."""
        h, rejected = self.h, False
        while True:
            h = min(h, self.t_bound - self.t)
            if self.t + h <= self.t * (1 + 2 * ROUNDING):
                return False, self.TOO_SMALL_STEP
            if self.jacobian is None:
                self.jacobian = LowRankJacobian.at(self.fun, self.t, self.y, self.f, REACH * h)
                self.fresh, self.reach = True, REACH * h
            if h > self.reach:  # directions that were slow for the steps then may be fast for this one
                self.jacobian = None
                continue
            Z, iterations, rate = self._newton(h, self.jacobian)
            if Z is None:
                if self.fresh:
                    h *= 0.5
                self.jacobian = self.jacobian if self.fresh else None
                continue
            error = self._error(h, Z, rejected)
            safety = 0.9 * (2 * ITERATIONS + 1) / (2 * ITERATIONS + iterations)
            if error > 1:
                h *= max(LEAST, safety * error**-0.25)
                rejected = True
                continue
            break
        self._accept(h, Z, error, safety)
        if iterations > 2 and rate > SLOW:
            self.jacobian = None  # renewed before the next step
        return True, None

    def _newton(self, h: float, J: LowRankJacobian) -> tuple[FloatArray | None, int, float]:
        """Increments at the nodes, or None; iterations, and their rate of convergence."""
        solve, scale = J.stages(h), self._scale(self.y)
        Z = self._guess(h)
        sizes: list[float] = []
        for k in range(ITERATIONS):
            F = np.array([self.fun(self.t + h * c, self.y + z) for c, z in zip(C, Z, strict=True)])
            if not np.all(np.isfinite(F)):
                return None, k, 1.0
            change = solve(h * (A @ F) - Z)
            Z = Z + change
            sizes.append(_rms(change / scale))
            rate, left = _convergence(sizes)
            if left < CONVERGED or (rate >= 1 and sizes[-1] <= STAGNATED):
                return Z, k + 1, rate
            if rate >= 1 or rate ** (ITERATIONS - k) * sizes[-1] > CONVERGED:
                break
        return None, len(sizes), rate

    def _guess(self, h: float) -> FloatArray:
        """Increments that go on as in the last step."""
        if self.polynomial is None or self.last is None:
            return np.zeros((3, self.n))
        x = 1 + h * C / self.last[0]
        guess: FloatArray = (x[:, None] ** np.arange(1, 4) - 1) @ self.polynomial
        return guess

    def _error(self, h: float, Z: FloatArray, rejected: bool) -> float:
        """In units of the tolerance; filtered once more where a step has failed before (Hairer and Wanner, IV.8.20)."""
        assert self.jacobian is not None
        scale = self.atol + self.rtol * np.maximum(np.abs(self.y), np.abs(self.y + Z[2]))
        slope = EMBEDDED @ Z / h
        error = self.jacobian.solve(GAMMA * h, GAMMA * h * (self.f + slope))
        size = _rms(error / scale)
        if size > 1 and (rejected or self.last is None):
            again = self.fun(self.t, self.y + error)
            if np.all(np.isfinite(again)):
                size = _rms(self.jacobian.solve(GAMMA * h, GAMMA * h * (again + slope)) / scale)
        return size

    def _accept(self, h: float, Z: FloatArray, error: float, safety: float) -> None:
        """Move on, and choose the next step by the last two errors (Gustafsson's controller)."""
        factor = safety * max(error, 1e-10) ** -0.25
        if self.last is not None:
            factor *= min(1.0, h / self.last[0] * (max(self.last[1], 1e-10) / max(error, 1e-10)) ** 0.25)
        self.polynomial = INTERPOLATION @ Z
        self._start = self.t, self.y
        self.t, self.y = self.t + h, self.y + Z[2]
        self.f = self.fun(self.t, self.y)
        self.fresh = False
        self.last = h, error
        self.h = h * min(MOST, max(LEAST, factor)) if not 1.0 <= factor < 1.2 else h

    def _dense_output_impl(self) -> DenseOutput[np.float64]:
        assert self.polynomial is not None and self.t_old is not None
        return _Collocation(self.t_old, self.t, self._start[1], self.polynomial)


class _Collocation(DenseOutput[np.float64]):
    """The cubic through the point before a step and its three nodes."""

    def __init__(self, t_old: float, t: float, y: FloatArray, polynomial: FloatArray) -> None:
        super().__init__(t_old, t)
        self._y, self._polynomial = y, polynomial

    def _call_impl(self, t: Any) -> Any:
        x = np.atleast_1d((np.asarray(t, dtype=np.float64) - self.t_old) / (self.t - self.t_old))
        values = self._y[:, None] + self._polynomial.T @ (x[None, :] ** np.arange(1, 4)[:, None])
        return values[:, 0] if np.ndim(t) == 0 else values


def _convergence(sizes: list[float]) -> tuple[float, float]:
    """Rate of an iteration, and how much further it would go, from the sizes of its changes.

    Where the stiff directions turn during a step, an error passes from slow directions to stiff ones and back: changes
    shrink every second time only, so that the rate is taken over two.
    """
    if len(sizes) < 3:
        doubled = len(sizes) == 2 and sizes[1] > 2 * sizes[0]
        return (1.0 if doubled else 0.0), (math.inf if sizes[-1] > 0 else 0.0)
    squared = sizes[-1] / sizes[-3] if sizes[-3] > 0 else 0.0
    if squared >= 1:
        return math.sqrt(squared), math.inf
    return math.sqrt(squared), max(sizes[-2:]) * squared / (1 - squared)


def _unit(x: FloatArray) -> FloatArray:
    size = float(np.linalg.norm(x))
    return x / size if size > 0 else x


def _rms(x: FloatArray) -> float:
    return float(np.linalg.norm(x)) / math.sqrt(x.size)
