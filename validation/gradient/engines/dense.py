"""Loss and gradient of a network by Schur forms, and a bound of their errors.

The four Gramian equations are solved in the Schur bases of M = W − I and of A*. What is known of the errors of the
solutions (`gramian_errors`) bounds the gradient's: δ(QP) is Q δP + δQ P to first order, and so on. Where rounding
leaves no bound, the gradient is computed again in other orthogonal bases: what it changes by is an estimate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from validation._common.checks import ComplexArray, FloatArray
from validation._common.errors import UnstableNetwork, ValidationError
from validation.gradient.engines.errors import GradientErrors, allowed_errors
from validation.gradient.engines.gramian_errors import (
    MARGIN,
    Enclosed,
    Frame,
    network_frame,
    require_stable,
    rounded_sum,
    solution,
)
from validation.network.schur import SchurForm, schur_form, solve_sylvester
from validation.network.targets import StateSpace
from validation.network.weights import Weights

FRAMES = 2
"""Number of other bases in which a gradient without a bound is computed again."""
SAFETY = 10.0
"""Factor on the largest change of a gradient between bases: it is one sample of what rounding does."""

FEWEST_DIGITS = 0.1
"""Relative error from which on an estimate says nothing."""


@dataclass(frozen=True, eq=False)
class DenseGradient:
    """Loss and gradient by Schur forms.

    Attributes
    ----------
    weights : Weights
    target : StateSpace
    loss : float
    gradient : Weights
    network, filter : SchurForm
        Of W − I and of A*.
    P, Q, X, Y : ndarrays
        The Gramians in the Schur bases.
    """

    weights: Weights
    target: StateSpace
    loss: float
    gradient: Weights
    network: SchurForm
    filter: SchurForm
    P: FloatArray
    Q: FloatArray
    X: FloatArray
    Y: FloatArray

    @property
    def poles(self) -> ComplexArray:
        """Eigenvalues of W − I."""
        return self.network.eigenvalues

    def errors(self, accuracy: float) -> GradientErrors:
        """What is known of the errors, and whether they are as small as requested; computed when asked for."""
        certain = bool(np.all(np.isfinite(self._bounds)))
        errors = self._bounds if certain else self._changes
        sizes = np.array([np.linalg.norm(part) for part in _blocks(self.gradient)])
        return GradientErrors(errors, bool(np.all(errors <= allowed_errors(accuracy, sizes, self._terms))), certain)

    @property
    def _terms(self) -> FloatArray:
        """Sizes of the terms whose difference is each block."""
        u, v = (self.network.Z.T @ x for x in (self.weights.u, self.weights.v))
        b, c = (self.filter.Z.T @ x for x in (self.target.b, self.target.c))
        pairs = ((self.Q @ self.P, self.Y @ self.X.T), (self.Q @ u, self.Y @ b), (self.P @ v, self.X @ c))
        return np.array([np.linalg.norm(first) + np.linalg.norm(second) for first, second in pairs])

    @cached_property
    def _bounds(self) -> FloatArray:
        """Bounds of the errors of the three blocks; infinite where rounding leaves none."""
        network, target = network_frame(self.weights.W, self.network), Frame.of(self.target.A, self.filter)
        k, k_star = network.inverse_norm(), target.inverse_norm()
        if not (math.isfinite(k) and math.isfinite(k_star)):
            return np.full(3, math.inf)
        u, v = network.turned(self.weights.u), network.turned(self.weights.v)
        b, c = target.turned(self.target.b), target.turned(self.target.c)
        mixed = math.sqrt(k * k_star)
        P = solution(network, network, self.P, u, u, k, adjoint="right")
        Q = solution(network, network, self.Q, v, v, k, adjoint="left")
        X = solution(network, target, self.X, u, b, mixed, adjoint="right")
        Y = solution(network, target, self.Y, v, c, mixed, adjoint="left")
        pairs = ((Q, P), (Y, X.transposed)), ((Q, u), (Y, b)), ((P, v), (X, c))
        in_basis = np.array([_difference_error(first, second) for first, second in pairs])
        # Turned back by Z, which is not exactly U, in rounded arithmetic.
        sizes = np.array([np.linalg.norm(part) for part in _blocks(self.gradient)])
        turning = (network.skewness + rounded_sum(self.weights.N) * math.sqrt(self.weights.N)) * np.array(
            [2.0, 1.0, 1.0]
        )
        bounds: FloatArray = MARGIN * (in_basis + 1.1 * turning * (sizes + in_basis))
        return bounds

    @cached_property
    def _changes(self) -> FloatArray:
        """Estimates of the errors of the three blocks, from other orthogonal bases.

        Infinite where no digit is left, or another basis makes the network unstable.
        """
        rng, largest = np.random.default_rng(0), np.zeros(3)
        for _ in range(FRAMES):
            mirror = rng.standard_normal(self.weights.N)
            mirror /= np.linalg.norm(mirror)
            try:
                found = dense_gradient(_reflected(self.weights, mirror), self.target).gradient
            except (UnstableNetwork, np.linalg.LinAlgError):
                return np.full(3, math.inf)
            change = _reflected(found, mirror) - self.gradient
            largest = np.maximum(largest, np.array([np.linalg.norm(part) for part in _blocks(change)]))
        sizes = np.array([np.linalg.norm(part) for part in _blocks(self.gradient)])
        estimates: FloatArray = np.where(SAFETY * largest < FEWEST_DIGITS * sizes, SAFETY * largest, math.inf)
        return estimates


def dense_gradient(weights: Weights, target: StateSpace) -> DenseGradient:
    """Loss and gradient of a network by the Schur form of W − I, O(N³).

    Raises
    ------
    UndecidedStability
        If rounding leaves open whether an eigenvalue of W − I is in the open left half plane.
    UnstableNetwork
        If one is not.
    ValidationError
        If the gradient overflows.
    """
    M = schur_form(weights.W - np.eye(weights.N))
    require_stable(weights.W, M)
    A = schur_form(target.A)
    # Everything below is in the two Schur bases; what is returned is turned back by M.Z.
    u, v = M.Z.T @ weights.u, M.Z.T @ weights.v
    b, c = A.Z.T @ target.b, A.Z.T @ target.c

    P = _symmetric(solve_sylvester(M, M, np.outer(u, u), adjoint="right"))
    Q = _symmetric(solve_sylvester(M, M, np.outer(v, v), adjoint="left"))
    X = solve_sylvester(M, A, np.outer(u, b), adjoint="right")
    Y = solve_sylvester(M, A, np.outer(v, c), adjoint="left")

    Pv, Xc = P @ v, X @ c
    with np.errstate(over="ignore", invalid="ignore"):
        by_W = M.Z @ (Q @ P - Y @ X.T) @ M.Z.T
    if not np.all(np.isfinite(by_W)):
        raise ValidationError(
            "W makes signals grow on their way so much that the gradient overflows; choose W with weaker chains of "
            "neurons."
        )
    gradient = Weights(by_W, M.Z @ (Q @ u - Y @ b), M.Z @ (Pv - Xc))
    loss = 0.5 * float(v @ Pv) - float(v @ Xc) + target.power
    return DenseGradient(weights, target, max(loss, 0.0), gradient, M, A, P, Q, X, Y)


def _difference_error(first: tuple[Enclosed, Enclosed], second: tuple[Enclosed, Enclosed]) -> float:
    """Bound of the error of the difference of two products."""
    (by_first, left_out), (by_second, also) = first[0].product_error(first[1]), second[0].product_error(second[1])
    return float(np.linalg.norm(by_first - by_second)) * (1 + 1e-6) + left_out + also


def _blocks(weights: Weights) -> tuple[FloatArray, FloatArray, FloatArray]:
    return weights.W, weights.u, weights.v


def _reflected(weights: Weights, x: FloatArray) -> Weights:
    """The same weights in the basis that is mirrored at the plane normal to a unit vector."""
    W = weights.W - 2 * np.outer(x, x @ weights.W)
    return Weights(W - 2 * np.outer(W @ x, x), weights.u - 2 * (x @ weights.u) * x, weights.v - 2 * (x @ weights.v) * x)


def _symmetric(S: FloatArray) -> FloatArray:
    return 0.5 * (S + S.T)
