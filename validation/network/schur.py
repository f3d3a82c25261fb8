"""The one place that solves the Gramian equations of a continuous-time linear system.

With the real Schur forms M = Z T Zᵀ and A = Z* T* Z*ᵀ, each of the Lyapunov and Sylvester equations becomes
triangular and is solved by LAPACK's `trsyl` (Bartels and Stewart, Comm. ACM 15, 820, 1972); M is
decomposed once for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.linalg.lapack import dgees, dtrsyl

from validation._common.checks import ComplexArray, FloatArray
from validation._common.errors import UndecidedStability, UnstableNetwork


@dataclass(frozen=True, eq=False)
class SchurForm:
    """M = Z T Zᵀ with Z orthogonal and T quasi upper triangular.

    Attributes
    ----------
    T, Z : ndarrays of shape (n, n)
    eigenvalues : complex ndarray of shape (n,)
        In the order of T's diagonal blocks.
    """

    T: FloatArray
    Z: FloatArray
    eigenvalues: ComplexArray


def unstable(pole: complex) -> UnstableNetwork:
    """The error for an eigenvalue of W − I that is not in the open left half plane."""
    shown = f"{pole.real:.6g}" if pole.imag == 0 else f"{pole.real:.6g} ± {abs(pole.imag):.6g}i"
    return UnstableNetwork(
        f"W makes an unstable network: W − I has the eigenvalue {shown}, so the loss is infinite; "
        "choose W with every eigenvalue's real part below 1."
    )


def schur_form(M: FloatArray) -> SchurForm:
    """Real Schur decomposition of a square matrix."""
    T, _, real, imag, Z, _, info = dgees(_no_selection, np.asfortranarray(M), overwrite_a=False)
    if info != 0:
        raise np.linalg.LinAlgError(f"the Schur decomposition did not converge (LAPACK dgees: info = {info})")
    return SchurForm(T, Z, real + 1j * imag)


def _no_selection(real: float, imag: float) -> None:
    """dgees asks for a selector even where it sorts nothing."""


def solve_sylvester(
    left: SchurForm, right: SchurForm, C: FloatArray, *, adjoint: Literal["left", "right"]
) -> FloatArray:
    """Solve the Sylvester equation of two Schur forms, all in their own bases.

    Returns S with  Tₗᵀ S + S Tᵣ + C = 0  (adjoint="left")  or  Tₗ S + S Tᵣᵀ + C = 0  (adjoint="right").
    """
    on_left, on_right = ("T", "N") if adjoint == "left" else ("N", "T")
    S, scale, info = dtrsyl(left.T, right.T, -C, trana=on_left, tranb=on_right)
    if info < 0:
        raise np.linalg.LinAlgError(f"LAPACK dtrsyl refused its argument {-info}")
    if info == 1:  # LAPACK solved a perturbed equation instead
        raise UndecidedStability(
            "W makes a network at the edge of stability: two poles sum to 0 within rounding, so the loss has "
            "no correct digit; choose W with every eigenvalue's real part further below 1."
        )
    solution: FloatArray = S / scale
    return solution


def output_power(A: SchurForm, b: FloatArray, c: FloatArray) -> float:
    """½ ∫ (c e^{At} b)² dt, all in the Schur basis of A."""
    return 0.5 * float(c @ solve_sylvester(A, A, np.outer(b, b), adjoint="right") @ c)
