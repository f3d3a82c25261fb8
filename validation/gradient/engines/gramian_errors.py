"""How far solutions of dense Gramian equations are from the exact ones: bounds from residuals, rounding included.

Let Z T Zᵀ be the computed Schur form of M, ZᵀZ = 1 + Δ, and U = Z (1 + Δ)^{−½}, which is exactly orthogonal. In its
basis the network is

    UᵀMU = T + D + …,    D = Zᵀ(MZ − ZT) + ½(ΔT − TΔ)

and what is left out is of second order in rounding. A computed Gramian S has the residual R in this basis; the solution
S′ of T S′ + S′ Tᵀ + R = 0 is its error to first order, and with the residual R′ of S + S′ the whole error is at most
|S′| + k |R′|, k the Euclidean norm of the inverse of S ↦ M S + S Mᵀ. That inverse is a positive map: with

    M G + G Mᵀ + 1 = 0,    G = ∫ e^{Mt} e^{Mᵀt} dt

its norm from spectral to spectral norm is |G|₂, that from trace to trace norm is |∫ e^{Mᵀt} e^{Mt} dt|₂ ≤ tr G (Hewer
and Kenney, SIAM J. Control Optim. 26, 321, 1988), and by interpolation of the two (Riesz and Thorin; Gohberg and Krein,
Introduction to the Theory of Linear Nonselfadjoint Operators, 1969) k ≤ √(|G|₂ tr G). For S ↦ M S + S Aᵀ, the
inequality of Cauchy and Schwarz gives √(k_M k_A) in the same way (derived here).

The computed G̃ proves these bounds by itself. Let ρ bound its residual, T G̃ + G̃ Tᵀ + 1 and 2|D + …||G̃|. Where ρ < 1,
every matrix Mₜ on the way from T to UᵀMU has Mₜ G̃ + G̃ Mₜᵀ ≺ 0, and so no eigenvalue on the imaginary axis (Ostrowski
and Schneider, J. Math. Anal. Appl. 4, 72, 1962): M has as many unstable eigenvalues as T, and if that is none,
G ≼ G̃/(1 − ρ). Where ρ ≥ 1, rounding leaves open whether the network is stable, and there is no bound.

Residuals are computed as if with half as many digits again, by splitting factors so that their leading parts multiply
without rounding (Ozaki, Ogita, Oishi and Rump, Numer. Algorithms 59, 95, 2012): they are as small as they truly are.
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
LARGEST_SKEW = 0.01
"""Largest |ZᵀZ − 1| of a computed basis that is trusted; it is 1e-14 or so."""
SHIFTS = (0.5, 0.3)
"""Where the axis is drawn that separates an unstable eigenvalue from the stable ones, as a part of its real part."""


@dataclass(frozen=True, eq=False)
class Enclosed:
    """A vector or matrix that is known as value + change, up to a Euclidean distance.

    Attributes
    ----------
    value : ndarray
        As it was computed.
    change : ndarray
        What it must be changed by, to first order in rounding.
    distance : float
        Bound of the distance of value + change from what is meant.
    """

    value: FloatArray
    change: FloatArray
    distance: float

    @property
    def size(self) -> float:
        """Euclidean norm of the value."""
        return _norm(self.value)

    @property
    def error(self) -> float:
        """Bound of the distance of the value itself."""
        return MARGIN * (_norm(self.change) + self.distance)

    def product_error(self, other: Enclosed) -> tuple[FloatArray, float]:
        """Error of the computed matrix product with another to first order, and a bound of what that leaves out."""
        first = self.change @ other.value + self.value @ other.change
        rounding = rounded_sum(other.value.shape[0] + 2)
        left_out = (
            self.distance * (other.size + other.error)
            + (self.size + self.error) * other.distance
            + _norm(self.change) * _norm(other.change)
            + rounding * (self.size * other.size + self.error * other.size + self.size * other.error)
        )
        return first, MARGIN * left_out

    @property
    def transposed(self) -> Enclosed:
        """The transpose of a matrix."""
        return Enclosed(self.value.T, self.change.T, self.distance)


@dataclass(frozen=True, eq=False)
class Frame:
    """A Schur form, and what is known of the matrix in an exactly orthogonal basis.

    Attributes
    ----------
    form : SchurForm
    matrix : Enclosed
        UᵀMU, as T + D.
    skew : ndarray
        Δ, as computed.
    skewness : float
        Bound of |Δ|, Euclidean; infinite if Z is too far from orthogonal to say anything.
    """

    form: SchurForm
    matrix: Enclosed
    skew: FloatArray
    skewness: float

    @classmethod
    def of(cls, M: FloatArray, form: SchurForm, diagonal: FloatArray | None = None) -> Frame:
        """Measure a Schur form of M, to whose diagonal something small may have to be added."""
        T, Z = form.T, form.Z
        skew, skew_error = _sum(-np.eye(len(Z)), (Z.T, Z))
        skewness = _norm(skew) + skew_error
        if not skewness < LARGEST_SKEW:
            return cls(form, Enclosed(T, np.zeros_like(T), math.inf), skew, math.inf)
        residual, residual_error = _sum(np.zeros_like(M), (M, Z), (-Z, T))
        if diagonal is not None:
            residual = residual + diagonal[:, None] * Z
            residual_error += UNIT * (_norm(residual) + 2 * _norm(diagonal))
        D = Z.T @ residual + 0.5 * (skew @ T - T @ skew)
        size, moved = _norm(T), _norm(residual)
        # (1 + Δ)^½ T (1 + Δ)^−½ and (1 + Δ)^−½ ZᵀR (1 + Δ)^−½, expanded, with |Δ| < 0.01
        left_out = skewness**2 * size + 3 * skewness * moved + 1.1 * residual_error + 1.1 * skew_error * size
        rounding = rounded_sum(len(Z) + 2) * (1.1 * math.sqrt(len(Z)) * moved + skewness * size) + UNIT * _norm(D)
        return cls(form, Enclosed(T, D, MARGIN * (left_out + rounding)), skew, MARGIN * skewness)

    def turned(self, x: FloatArray) -> Enclosed:
        """Uᵀx."""
        turned = self.form.Z.T @ x
        rest, error = _sum(-turned[:, None], (self.form.Z.T, x[:, None]))
        change = rest[:, 0] - 0.5 * (self.skew @ turned)
        length = 1.1 * _norm(x)
        left_out = self.skewness**2 * length + self.skewness * _norm(rest) + 1.1 * error
        rounding = rounded_sum(x.size + 2) * self.skewness * length + UNIT * _norm(change)
        return Enclosed(turned[:, None], change[:, None], MARGIN * (left_out + rounding))

    def inverse_norm(self) -> float:
        """k ≥ the Euclidean norm of the inverse of S ↦ M S + S Mᵀ; infinite where rounding leaves no bound."""
        if not self.form.eigenvalues.real.max() < 0:
            return math.inf
        G, rho = self._separation(0.0)
        if not rho < 0.5:
            return math.inf
        spectral = min(float(np.abs(G).sum(axis=0).max()), _norm(G))
        return MARGIN * math.sqrt(spectral * float(np.trace(G))) / (1 - rho)

    def surely_unstable(self) -> bool:
        """Whether rounding can't have moved the computed unstable eigenvalues across the edge of stability."""
        worst = float(self.form.eigenvalues.real.max())
        return worst > 0 and any(self._separation(part * worst)[1] < 1.0 for part in SHIFTS)

    def _separation(self, shift: float) -> tuple[FloatArray, float]:
        """G̃ and ρ of M − shift: if ρ < 1, as many eigenvalues of M as of T are to the right of `shift`."""
        T = self.form.T - shift * np.eye(len(self.form.T))
        rounding = 0.0 if shift == 0 else UNIT * _norm(np.diag(T))
        eye, moved = np.eye(len(T)), SchurForm(T, self.form.Z, self.form.eigenvalues - shift)
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                G = solve_sylvester(moved, moved, eye, adjoint="right")
        except ValidationError:
            return eye, math.inf
        G = 0.5 * (G + G.T)
        residual, error = _sum(eye, (T, G), (G, T.T))
        rho = MARGIN * (_norm(residual) + error + 2 * (self.matrix.error + rounding) * _norm(G))
        return G, rho if math.isfinite(rho) else math.inf


def network_frame(W: FloatArray, form: SchurForm) -> Frame:
    """The frame of W − I, given the Schur form of the rounded difference."""
    M = W - np.eye(len(W))
    entries, rounded = np.diag(W), np.diag(M)
    one = rounded - entries  # what was added, and what of the entries and of −1 was lost (Knuth's sum of two)
    return Frame.of(M, form, (entries - (rounded - one)) + (-1.0 - one))


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


def solution(
    left: Frame,
    right: Frame,
    S: FloatArray,
    x: Enclosed,
    y: Enclosed,
    inverse_norm: float,
    *,
    adjoint: Literal["left", "right"],
) -> Enclosed:
    """The exact solution of the equation of `solve_sylvester` with C = x yᵀ, of which S was computed.

    Parameters
    ----------
    left, right : Frame
    S : ndarray
        In the two Schur bases.
    x, y : Enclosed
        Columns.
    inverse_norm : float
        √(k_M k_A).
    adjoint : "left" or "right"
        As for `solve_sylvester`.
    """
    M, A = left.matrix, right.matrix
    L, R = (M, A.transposed) if adjoint == "right" else (M.transposed, A)
    size, moved = _norm(S), _norm(L.change) + _norm(R.change)
    residual, error = _sum(np.zeros_like(S), (x.value, y.value.T), (L.value, S), (S, R.value))
    data = x.change @ y.value.T + x.value @ y.change.T
    changed = L.change @ S + S @ R.change
    residual = residual + (changed + data)
    rounding = rounded_sum(max(S.shape) + 4) * (
        moved * size + 2 * _norm(x.change) * y.size + 2 * x.size * _norm(y.change)
    )
    rounding += 2 * UNIT * (_norm(residual) + _norm(changed))
    change = solve_sylvester(left.form, right.form, residual, adjoint=adjoint)
    rest = residual + (L.value @ change + change @ R.value)
    rest_rounding = rounded_sum(max(S.shape) + 4) * (L.size + R.size) * _norm(change) + UNIT * _norm(rest)
    x_rest = x.distance * (y.size + y.error) + (x.size + x.error) * y.distance + _norm(x.change) * _norm(y.change)
    left_out = (L.distance + R.distance) * (size + _norm(change)) + moved * _norm(change) + x_rest
    distance = _norm(rest) + rest_rounding + rounding + error + left_out
    return Enclosed(S, change, MARGIN * inverse_norm * distance)


def rounded_sum(n: int) -> float:
    """γₙ: n products are summed with an error of at most γₙ times the sum of their sizes, in any order."""
    return n * UNIT / (1 - n * UNIT)


def _norm(A: FloatArray) -> float:
    return float(np.linalg.norm(A))


def _sum(C: FloatArray, *products: tuple[FloatArray, FloatArray]) -> tuple[FloatArray, float]:
    """C + Σ A B, and a bound of its Euclidean error; infinite where it overflows."""
    with np.errstate(over="ignore", invalid="ignore"):
        total, low, error = C, np.zeros_like(C), 0.0
        for k, (A, B) in enumerate(products):
            A_high, A_low = _split(A, axis=1)
            B_high, B_low = _split(B, axis=0)
            total = total + A_high @ B_high  # the product is exact, the sum is rounded
            low += A_high @ B_low + A_low @ B
            error += UNIT * _norm(total) if k > 0 or C.any() else 0.0
            error += rounded_sum(len(B) + 8) * (_norm(A_high) * _norm(B_low) + _norm(A_low) * _norm(B))
        total = total + low
        error = MARGIN * (error + UNIT * _norm(total))
    return total, error if math.isfinite(error) else math.inf


def _split(A: FloatArray, axis: int) -> tuple[FloatArray, FloatArray]:
    """A = high + low, exactly; along the axis, n products of two high parts are summed without rounding."""
    bits = (53 - math.ceil(math.log2(A.shape[axis]))) // 2
    largest = np.abs(A).max(axis=axis, keepdims=True)
    coarse = np.ldexp(1.0, np.frexp(largest)[1] + 53 - bits)
    high = np.where(largest > 0, (A + coarse) - coarse, 0.0)
    return high, A - high
