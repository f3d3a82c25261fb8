"""Loss and gradient of a network known by the action of W and Wᵀ only, of any size.

The Gramians P, X have their columns in the Krylov space K_m(W, u) and Q, Y theirs in K_m(Wᵀ, v), up to what m leaves
out. With orthonormal bases V, U of the two (Arnoldi) and H = VᵀWV, the equations of `gramians` become small ones, for
P = V P_m Vᵀ

    (H − 1) P_m + P_m (H − 1)ᵀ + |u|² e₁e₁ᵀ = 0,

solved in the Schur form of H, and the gradient ∂L/∂W = QP − YXᵀ is U (Q_m UᵀV P_m − Y_m X_mᵀ) Vᵀ, a product of rank m.
What is left over of the full equation is h_{m+1,m} times the last row of P_m: m grows until that is small.
(Saad, in Signal Processing, Scattering and Operator Theory, 1990; Jaimoukha and Kasenally, SIAM J. Numer. Anal. 31,
227, 1994.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import NearlySingularError
from reduced_odes.linear.arnoldi import Action, KrylovSpace
from reduced_odes.linear.schur import SchurForm, schur_form, solve_sylvester
from reduced_odes.linear.target_filter import TargetFilter

LARGEST = 400
"""Largest dimension of a Krylov space; a network that needs more is at the edge of stability."""


@dataclass(frozen=True, eq=False)
class KrylovGradient:
    """Loss, less the target's power, and gradient of a network of N neurons.

    Attributes
    ----------
    misfit : float
        ½ vᵀPv − vᵀXcᵀ = L − ½ ∫ f*² dt.
    power : float
        ∫ f² dt = vᵀPv.
    left, middle, right : ndarrays of shape (l, N), (l, r), (r, N)
        ∂L/∂W = leftᵀ middle right; rows of `left` and of `right` are orthonormal.
    u, v : ndarrays of shape (N,)
        ∂L/∂u, ∂L/∂v.
    needed : int
        Dimension of Krylov space that this accuracy takes, to begin with next time.
    stable : bool
        Whether all Ritz values of W − I lie in the open left half plane; if not, everything else is NaN.
    whole : bool
        Whether `left` and `right` are the unit matrix, and `middle` is ∂L/∂W.
    """

    misfit: float
    power: float
    left: FloatArray
    middle: FloatArray
    right: FloatArray
    u: FloatArray
    v: FloatArray
    needed: int
    stable: bool = True
    whole: bool = False


def gradient(
    forward: Action,
    backward: Action,
    u: FloatArray,
    v: FloatArray,
    target: TargetFilter,
    *,
    tolerance: float = 1e-10,
    begin: int = 12,
) -> KrylovGradient:
    """Loss and gradient, with the residuals of the four equations below `tolerance` of their constant terms.

    Parameters
    ----------
    forward, backward : callables
        x ↦ Wx, x ↦ Wᵀx.
    u, v : ndarrays of shape (N,)
    target : TargetFilter
    tolerance : float
        Relative; the gradient's own error is of the same order, divided by the slowest decay rate.
    begin : int
        Dimension of Krylov space at which the residual is looked at first.
    """
    read_in = _side(forward, u, target.A, target.b, tolerance, begin)
    read_out = _side(backward, v, target.A.T, target.c, tolerance, begin)
    if read_in is None or read_out is None:
        return _unstable(u.size)
    V, P, X = read_in.basis, read_in.own, read_in.mixed
    U, Q, Y = read_out.basis, read_out.own, read_out.mixed
    seen = V @ v
    answer, aim = P @ seen, X @ target.c
    return KrylovGradient(
        misfit=float(seen @ (0.5 * answer - aim)),
        power=float(seen @ answer),
        left=U,
        middle=Q @ (U @ V.T) @ P - Y @ X.T,
        right=V,
        u=(Q @ (U @ u) - Y @ target.b) @ U,
        v=(answer - aim) @ V,
        needed=max(read_in.needed, read_out.needed),
    )


def dense_gradient(W: FloatArray, u: FloatArray, v: FloatArray, target: TargetFilter) -> KrylovGradient:
    """The same of a few neurons, where all dimensions at once cost less than a Krylov space.

    One Schur form W − 1 = Z T Zᵀ serves all four equations.

    Parameters
    ----------
    W, u, v : ndarrays of shape (N, N), (N,), (N,)
    target : TargetFilter
    """
    N = u.size
    M, A = _stable_schur(W - np.eye(N)), schur_form(target.A)
    if M is None:
        return _unstable(N)
    Z = M.Z
    start, seen, b, c = u @ Z, v @ Z, target.b @ A.Z, target.c @ A.Z
    try:
        P = solve_sylvester(M, M, np.outer(start, start), adjoint="right")
        X = solve_sylvester(M, A, np.outer(start, b), adjoint="right")
        Q = solve_sylvester(M, M, np.outer(seen, seen), adjoint="left")
        Y = solve_sylvester(M, A, np.outer(seen, c), adjoint="left")
    except NearlySingularError:
        return _unstable(N)
    answer, aim = P @ seen, X @ c
    return KrylovGradient(
        misfit=float(seen @ (0.5 * answer - aim)),
        power=float(seen @ answer),
        left=Z.T,
        middle=Q @ P - Y @ X.T,
        right=Z.T,
        u=Z @ (Q @ start - Y @ b),
        v=Z @ (answer - aim),
        needed=N,
    )


@dataclass(frozen=True, eq=False)
class _Side:
    """P and X, or Q and Y, in the orthonormal rows of `basis`."""

    basis: FloatArray
    own: FloatArray
    mixed: FloatArray
    needed: int


def _side(
    action: Action, start: FloatArray, A: FloatArray, constant: FloatArray, tolerance: float, begin: int
) -> _Side | None:
    """Solve one pair of equations; None if Ritz values stay unstable."""
    length = float(np.sqrt(start @ start))
    if length == 0.0:
        return _Side(start[None] * 0.0, np.zeros((1, 1)), np.zeros((1, A.shape[0])), 1)
    space = KrylovSpace(action, start)
    generator = schur_form(A)
    size = begin
    while True:
        space.grow(min(size, LARGEST))
        m = space.dimension
        solved = _projected(space.H, length, generator, generator.Z.T @ constant)
        if solved is not None:
            own, mixed = solved
            # What would be left over were the space cut after each of its dimensions, relative to the constant terms.
            of_own = np.sqrt(2.0) * np.linalg.norm(own, axis=1) / length**2
            of_mixed = np.linalg.norm(mixed, axis=1) / (length * np.linalg.norm(constant))
            left_over = space.subdiagonal * np.maximum(of_own, of_mixed)
            if space.closed or left_over[-1] <= tolerance:
                enough = np.flatnonzero(left_over <= tolerance)
                return _Side(space.basis, own, mixed @ generator.Z.T, int(enough[0]) + 1 if enough.size else m)
        if space.closed or m >= LARGEST:
            return None
        size = m + max(2, m // 4)


def _projected(
    H: FloatArray, length: float, generator: SchurForm, constant: FloatArray
) -> tuple[FloatArray, FloatArray] | None:
    """The small P and X (X in the Schur basis of the target); None where W − I has an unstable Ritz value."""
    M = _stable_schur(H - np.eye(H.shape[0]))
    if M is None:
        return None
    first = length * M.Z[0]
    try:
        own = solve_sylvester(M, M, np.outer(first, first), adjoint="right")
        mixed = solve_sylvester(M, generator, np.outer(first, constant), adjoint="right")
    except NearlySingularError:
        return None
    return M.Z @ own @ M.Z.T, M.Z @ mixed


def _stable_schur(M: FloatArray) -> SchurForm | None:
    """The Schur form of a matrix whose eigenvalues are all in the open left half plane; None of any other."""
    try:
        form = schur_form(M)
    except np.linalg.LinAlgError:
        return None
    return form if form.is_stable else None


def _unstable(size: int) -> KrylovGradient:
    nothing = np.full(size, np.nan)
    return KrylovGradient(
        np.nan, np.nan, nothing[None], np.full((1, 1), np.nan), nothing[None], nothing, nothing, 12, False
    )
