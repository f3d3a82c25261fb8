"""The Gramian equations of a large network, projected on the Krylov space of its read-in or its read-out.

With an orthonormal basis V of K_m(W, u), the solutions of

    M P + P Mᵀ + u uᵀ = 0        M X + X Aᵀ + u bᵀ = 0

are sought as P ≈ V S Vᵀ, X ≈ V T; that the residuals vanish on the space leaves the same equations for H = VᵀWV (Saad,
in Signal Processing, Scattering, Operator Theory and Numerical Methods, 1990; Jaimoukha and Kasenally, SIAM J. Numer.
Anal. 31, 227, 1994). What is left of the residuals is

    h (r sᵀVᵀ + V s rᵀ),  s = S e        h r t,  t = eᵀT        (h, r, e as in `arnoldi`)

so that the error of P is ∫ e^{Mt} h (r sᵀVᵀ + V s rᵀ) e^{Mᵀt} dt. With G = ∫ e^{Mᵀt} e^{Mt} dt, the inequality of
Cauchy and Schwarz bounds its Euclidean norm by 2h √(rᵀGr · sᵀVᵀGV s), and that of X by h √(rᵀGr · t G_A tᵀ), where
G_A is the same integral of A. r is a unit vector, so rᵀGr ≤ |G|₂. The one approximation in the estimates is that
projections of G on the spaces of both sides stand for G: what they have not met yet is taken to be no slower, and to
grow no larger, than what they have. Where a bound of |G|₂ is known (`numerical_range`), it takes their place, and the
estimates are bounds as well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from reduced_odes.linear.arnoldi import KrylovSpace
from validation._common.checks import FloatArray
from validation.network.schur import SchurForm, schur_form, solve_sylvester
from validation.network.targets import StateSpace


@dataclass(frozen=True, eq=False)
class Projection:
    """Gramians of one side of a network on its Krylov space.

    Attributes
    ----------
    space : KrylovSpace
    dimension : int
        m; the space may have grown since.
    square, cross : ndarrays of shape (m, m) and (m, K)
        S and T.
    square_residual, cross_residual : float
        2h √(sᵀVᵀGV s) and h √(t G_A tᵀ): times √(rᵀGr), they estimate the errors of P and X.
    strength : float
        Bound of |W|₂ + 1 on the space: W and the identity are rounded before they cancel.
    slowness : float
        |G|₂, an inverse distance from instability: 1/(2δ) for the rate δ of a slowest mode that stands alone; of the
        projection, or the bound that is known.
    """

    space: KrylovSpace
    dimension: int
    square: FloatArray
    cross: FloatArray
    square_residual: float
    cross_residual: float
    strength: float
    slowness: float

    @property
    def conditioning(self) -> float:
        """By how much rounding grows in the solution."""
        return self.strength * self.slowness

    @property
    def square_size(self) -> float:
        """|P|, Euclidean."""
        return float(np.linalg.norm(self.square))

    @property
    def cross_size(self) -> float:
        """|X|, Euclidean."""
        return float(np.linalg.norm(self.cross))


@dataclass(frozen=True, eq=False)
class TargetSide:
    """What the projections need of a target, computed once.

    Attributes
    ----------
    form : SchurForm
        Of A.
    input : ndarray of shape (K,)
        b in the Schur basis.
    duration : ndarray of shape (K, K)
        G_A = ∫ e^{Aᵀt} e^{At} dt.
    """

    form: SchurForm
    input: FloatArray
    duration: FloatArray

    @classmethod
    def of(cls, A: FloatArray, b: FloatArray) -> TargetSide:
        form = schur_form(A)
        duration = form.Z @ solve_sylvester(form, form, np.eye(b.size), adjoint="left") @ form.Z.T
        return cls(form, form.Z.T @ b, duration)


def target_sides(target: StateSpace) -> tuple[TargetSide, TargetSide]:
    """For the sides of read-in and read-out: Aᵀ and c take the places of A and b in the second."""
    return TargetSide.of(target.A, target.b), TargetSide.of(target.A.T, target.c)


def project(space: KrylovSpace, target: TargetSide, bound: float | None = None) -> Projection | None:
    """The projected Gramians on the space as it is; None where its projected network is unstable.

    `bound` is one of |G|₂, if it is known.
    """
    m = space.dimension
    M = schur_form(space.H - np.eye(m))
    if not M.eigenvalues.real.max() < 0:
        return None
    start = space.length * M.Z[0]
    S = M.Z @ solve_sylvester(M, M, np.outer(start, start), adjoint="right") @ M.Z.T
    T = M.Z @ solve_sylvester(M, target.form, np.outer(start, target.input), adjoint="right") @ target.form.Z.T
    G = solve_sylvester(M, M, np.eye(m), adjoint="left") if bound is None else bound * np.eye(m)
    s, t, h = M.Z.T @ S[-1], T[-1], space.h + space.rest
    return Projection(
        space=space,
        dimension=m,
        square=S,
        cross=T,
        square_residual=2 * h * math.sqrt(max(float(s @ G @ s), 0.0)),
        cross_residual=h * math.sqrt(max(float(t @ target.duration @ t), 0.0)),
        strength=1.0 + math.sqrt(float(np.linalg.norm(space.H, 1) * np.linalg.norm(space.H, np.inf))),
        slowness=float(np.linalg.eigvalsh(G)[-1]),
    )
