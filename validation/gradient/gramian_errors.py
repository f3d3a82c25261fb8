"""How far solutions of dense Gramian equations are from the exact ones: bounds from residuals, rounding included.

Let U be the orthogonal matrix nearest to the computed Z of a Schur form M ≈ Z T Zᵀ. In this exact basis the network is
UᵀMU, at a distance τ from T that is measured. The error E of a computed Gramian solves the same equation with its
residual R in place of u uᵀ, so that |E| ≤ k |R| with the norm k of the inverse of S ↦ M S + S Mᵀ. That inverse is a
positive map: with

    M G + G Mᵀ + 1 = 0,    G = ∫ e^{Mt} e^{Mᵀt} dt

its norm from spectral to spectral norm is |G|₂, that from trace to trace norm is |∫ e^{Mᵀt} e^{Mt} dt|₂ ≤ tr G (Hewer
and Kenney, SIAM J. Control Optim. 26, 321, 1988), and by interpolation of the two (Riesz and Thorin; Gohberg and Krein,
Introduction to the Theory of Linear Nonselfadjoint Operators, 1969) its Euclidean norm is k ≤ √(|G|₂ tr G). For
S ↦ M S + S Aᵀ, the inequality of Cauchy and Schwarz gives √(k_M k_A) in the same way (derived here).

The computed G̃ proves these bounds by itself. Let ρ bound its residual in the basis U: T G̃ + G̃ Tᵀ + 1 and 2τ|G̃|. Where
ρ < 1, every matrix Mₜ on the way from T to UᵀMU has Mₜ G̃ + G̃ Mₜᵀ ≺ 0, and so no eigenvalue on the imaginary axis
(Ostrowski and Schneider, J. Math. Anal. Appl. 4, 72, 1962): M has as many unstable eigenvalues as T, and if that is none,
G ≼ G̃/(1 − ρ). Where ρ ≥ 1, rounding leaves open whether the network is stable, and there is no bound.

Residuals are computed as if with half as many digits again, by splitting factors so that their leading parts multiply
without rounding (Ozaki, Ogita, Oishi and Rump, Numer. Algorithms 59, 95, 2012): they are then as small as they truly are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from validation._common.checks import ROUNDING, FloatArray
from validation._common.errors import UndecidedStability, ValidationError
from validation.network.schur import SchurForm, solve_sylvester, unstable

UNIT = ROUNDING / 2
"""Largest relative error of one operation."""
MARGIN = 1.0 + 1e-6
"""Factor that covers the rounding of the bounds themselves."""
SHIFTS = (0.5, 0.3)
"""Where the axis is drawn that separates an unstable eigenvalue from the stable ones, as a part of its real part."""


@dataclass(frozen=True, eq=False)
class Frame:
    """A Schur form, and how far it is from the matrix in an exactly orthogonal basis.

    Attributes
    ----------
    form : SchurForm
    distance : float
        τ ≥ |UᵀMU − T|, Euclidean.
    skew : float
        Bound of |Z − U|, Euclidean; infinite if Z is not orthogonal enough to say.
    """

    form: SchurForm
    distance: float
    skew: float

    @classmethod
    def of(cls, M: FloatArray, form: SchurForm, change: float = 0.0) -> Frame:
        """Measure a Schur form of M, which is itself within `change` of what is meant."""
        T, Z = form.T, form.Z
        # With ZᵀZ = 1 + D, U = Z (1 + D)^{−½}.
        skew = _norm_of_sum(-np.eye(len(Z)), (Z.T, Z))
        if not skew < 0.5:
            return cls(form, math.inf, math.inf)
        residual = _norm_of_sum(np.zeros_like(M), (M, Z), (-Z, T))
        distance = residual + skew * float(np.linalg.norm(M) + np.linalg.norm(T))
        return cls(form, MARGIN * (distance + change), MARGIN * skew)

    def turned(self, x: FloatArray) -> tuple[FloatArray, float]:
        """Zᵀx, and a bound of its distance from Uᵀx."""
        turned = self.form.Z.T @ x
        length = float(np.linalg.norm(x))
        return turned, _norm_of_sum(-turned[:, None], (self.form.Z.T, x[:, None])) + self.skew * length

    def inverse_norm(self) -> float:
        """k ≥ the Euclidean norm of the inverse of S ↦ M S + S Mᵀ; infinite where rounding leaves no bound."""
        if not self.form.eigenvalues.real.max() < 0:
            return math.inf
        G, rho = self._separation(0.0)
        if not rho < 0.5:
            return math.inf
        spectral = min(float(np.abs(G).sum(axis=0).max()), float(np.linalg.norm(G)))
        return MARGIN * math.sqrt(spectral * float(np.trace(G))) / (1 - rho)

    def surely_unstable(self) -> bool:
        """Whether rounding can't have moved the computed unstable eigenvalues across the edge of stability."""
        worst = float(self.form.eigenvalues.real.max())
        return worst > 0 and any(self._separation(part * worst)[1] < 1.0 for part in SHIFTS)

    def _separation(self, shift: float) -> tuple[FloatArray, float]:
        """G̃ and ρ of M − shift: if ρ < 1, as many eigenvalues of M as of T are to the right of `shift`."""
        T = self.form.T - shift * np.eye(len(self.form.T))
        rounding = 0.0 if shift == 0 else UNIT * float(np.linalg.norm(np.diag(T)))
        eye, moved = np.eye(len(T)), SchurForm(T, self.form.Z, self.form.eigenvalues - shift)
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                G = solve_sylvester(moved, moved, eye, adjoint="right")
        except ValidationError:
            return eye, math.inf
        G = 0.5 * (G + G.T)
        rho = _norm_of_sum(eye, (T, G), (G, T.T)) + 2 * (self.distance + rounding) * float(np.linalg.norm(G))
        return G, rho if math.isfinite(rho) else math.inf


def network_frame(W: FloatArray, form: SchurForm) -> Frame:
    """The frame of M = W − I, whose diagonal is rounded once."""
    M = W - np.eye(len(W))
    return Frame.of(M, form, UNIT * float(np.linalg.norm(np.diag(M))))


def require_stable(W: FloatArray, form: SchurForm) -> None:
    """Refuse a network if an eigenvalue of W − I, as computed in its Schur form, is not in the open left half plane.

    Raises
    ------
    UndecidedStability
        If rounding may have moved that eigenvalue there.
    UnstableNetwork
        If it can't have.
    """
    worst = complex(form.eigenvalues[np.argmax(form.eigenvalues.real)])
    if worst.real < 0:
        return
    if network_frame(W, form).surely_unstable():
        raise unstable(worst)
    raise undecided(worst)


def undecided(pole: complex) -> UndecidedStability:
    """The error for an eigenvalue of W − I that rounding may have moved out of the open left half plane."""
    shown = f"{pole.real:.6g}" if pole.imag == 0 else f"{pole.real:.6g} ± {abs(pole.imag):.6g}i"
    return UndecidedStability(
        f"W makes a network of which rounding leaves open whether it is stable: as computed, W − I has the eigenvalue "
        f"{shown}, but changes of W by rounding may have moved it across the edge of stability; choose W with every "
        "eigenvalue's real part further below 1, or with weaker chains of neurons."
    )


def solution_error(
    left: Frame,
    right: Frame,
    S: FloatArray,
    product: tuple[FloatArray, float, FloatArray, float],
    inverse_norm: float,
    *,
    adjoint: Literal["left", "right"],
) -> float:
    """Bound of the Euclidean distance of S from the exact solution of the equation of `solve_sylvester` with C = x yᵀ.

    Parameters
    ----------
    left, right : Frame
    S : ndarray
        As computed, in the two Schur bases.
    product : tuple
        x, a bound of its error, y, a bound of its error.
    inverse_norm : float
        √(k_M k_A).
    adjoint : "left" or "right"
        As for `solve_sylvester`.
    """
    x, x_error, y, y_error = product
    T, R = (left.form.T, right.form.T.T) if adjoint == "right" else (left.form.T.T, right.form.T)
    x_size, y_size = float(np.linalg.norm(x)), float(np.linalg.norm(y))
    data = x_error * y_size + y_error * x_size + x_error * y_error + UNIT * x_size * y_size
    residual = _norm_of_sum(np.outer(x, y), (T, S), (S, R))
    moved = (left.distance + right.distance) * float(np.linalg.norm(S))
    return MARGIN * inverse_norm * (residual + moved + data)


def rounded_sum(n: int) -> float:
    """γₙ: n products are summed with an error of at most γₙ times the sum of their sizes, in any order."""
    return n * UNIT / (1 - n * UNIT)


def _norm_of_sum(C: FloatArray, *products: tuple[FloatArray, FloatArray]) -> float:
    """Upper bound of the Euclidean norm of C + Σ A B; infinite where it overflows."""
    with np.errstate(over="ignore", invalid="ignore"):
        total, error = C, 0.0
        low = np.zeros_like(C)
        for A, B in products:
            A_high, A_low = _split(A, axis=1)
            B_high, B_low = _split(B, axis=0)
            total = total + A_high @ B_high  # the product is exact, the sum is rounded
            low += A_high @ B_low + A_low @ B
            sizes = [float(np.linalg.norm(part)) for part in (A_high, B_low, A_low, B)]
            error += UNIT * float(np.linalg.norm(total))
            error += rounded_sum(len(B) + 6) * (sizes[0] * sizes[1] + sizes[2] * sizes[3])
        norm = MARGIN * (float(np.linalg.norm(total + low)) * (1 + ROUNDING) + error)
    return norm if math.isfinite(norm) else math.inf


def _split(A: FloatArray, axis: int) -> tuple[FloatArray, FloatArray]:
    """A = high + low, exactly; along the axis, n products of two high parts are summed without rounding."""
    bits = (53 - math.ceil(math.log2(A.shape[axis]))) // 2
    largest = np.abs(A).max(axis=axis, keepdims=True)
    coarse = np.ldexp(1.0, np.frexp(largest)[1] + 53 - bits)
    high = np.where(largest > 0, (A + coarse) - coarse, 0.0)
    return high, A - high
