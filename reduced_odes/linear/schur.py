"""Real Schur forms and the triangular Sylvester equation, by LAPACK itself.

With M = Z T Zᵀ and A = Z* T* Z*ᵀ a Lyapunov or Sylvester equation in M and A becomes one in T and T*, which `trsyl`
solves by substitution (Bartels and Stewart, Comm. ACM 15, 820, 1972). SciPy's own wrappers decompose M anew for each
equation and take longer to check a small matrix than LAPACK takes to work on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import NearlySingularError

ComplexArray = NDArray[np.complex128]


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

    @property
    def is_stable(self) -> bool:
        """Whether all eigenvalues are in the open left half plane, as they were computed."""
        return bool(self.eigenvalues.real.max() < 0)


def schur_form(M: FloatArray) -> SchurForm:
    """Real Schur decomposition of a square matrix of finite numbers.

    Raises
    ------
    numpy.linalg.LinAlgError
        If the iteration does not converge, or an entry is not finite.
    """
    if M.shape[0] == 1:
        return SchurForm(M, np.ones((1, 1)), M[0].astype(np.complex128))
    if not np.isfinite(M).all():  # LAPACK would iterate for seconds
        raise np.linalg.LinAlgError("a matrix with an entry that is not finite has no Schur form")
    found: Any = lapack.dgees(_no_order, M)
    T, _, real, imag, Z, _, failed = found
    if failed:
        raise np.linalg.LinAlgError(f"the Schur decomposition did not converge (LAPACK dgees: info = {failed})")
    return SchurForm(T, Z, real + 1j * imag)


def _no_order(*_: float) -> None:
    """LAPACK asks for a selector even where it sorts nothing."""


def solve_sylvester(
    left: SchurForm, right: SchurForm, C: FloatArray, *, adjoint: Literal["left", "right"]
) -> FloatArray:
    """Solve the Sylvester equation of two Schur forms, all in their own bases.

    Returns S with  Tₗᵀ S + S Tᵣ + C = 0  (adjoint="left")  or  Tₗ S + S Tᵣᵀ + C = 0  (adjoint="right").

    Raises
    ------
    NearlySingularError
        If an eigenvalue of `left` and one of `right` sum to 0 within rounding.
    """
    on_left, on_right = ("T", "N") if adjoint == "left" else ("N", "T")
    found: Any = lapack.dtrsyl(left.T, right.T, -C, trana=on_left, tranb=on_right)
    S, scale, info = found
    if info:  # LAPACK solved a perturbed equation instead
        raise NearlySingularError("two eigenvalues sum to 0 within rounding, so the equation has no solution")
    solution: FloatArray = S / scale
    return solution
