"""The one place that knows the Gramian equations and their closed-form solutions.

With M = W − I and the target's state space (A*, b*, c*), the population loss of the network and its gradient need four
matrices (X and Y are N x K):

    M P + P Mᵀ + u uᵀ = 0        Mᵀ Q + Q M + v vᵀ = 0           (Lyapunov: P controllability, Q observability Gramian)
    M X + X A*ᵀ + u b*ᵀ = 0      Mᵀ Y + Y A* + v c* = 0          (Sylvester: the overlap with the target)

All are solved without eigenvalues, by the theorem of Cayley and Hamilton, so nothing is singular where two eigenvalues
of M meet.  Derived here; the residual of each solution is checked in the derivation (step 2), not trusted.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from .structured import Definitions
from .targets import Target


def sylvester(M: sp.ImmutableMatrix, A: sp.ImmutableMatrix, R: sp.ImmutableMatrix) -> tuple[sp.ImmutableMatrix, sp.Expr]:
    """Solve M X + X Aᵀ + R = 0 in closed form.

    Put S₀ = 0, S_{k+1} = (−M)ᵏ R + S_k Aᵀ.  Then X (Aᵀ)ᵏ = (−M)ᵏ X − S_k, and with the characteristic polynomial
    χ(z) = det(zI − A) = Σ a_k zᵏ, which annihilates Aᵀ,

        χ(−M) X = Σ_k a_k S_k.

    Parameters
    ----------
    M, A, R : matrices (d, d), (K, K), (d, K)

    Returns
    -------
    numerator, denominator : matrix (d, K), expression
        X = numerator / denominator, with denominator = det χ(−M), the resultant of the two spectra: it is zero only
        where an eigenvalue of M is minus an eigenvalue of A, never for two stable matrices.
    """
    d = M.rows
    coefficients = list(reversed(A.charpoly().all_coeffs()))
    chi, power = coefficients[0] * sp.eye(d), sp.eye(d)
    S = total = sp.zeros(d, A.rows)
    for a in coefficients[1:]:
        S = power * R + S * A.T
        power = -power * M
        total += a * S
        chi += a * power
    return sp.ImmutableMatrix(chi.adjugate() * total), chi.det(method="berkowitz")


def lyapunov(M: sp.ImmutableMatrix, R: sp.ImmutableMatrix) -> tuple[sp.ImmutableMatrix, sp.Expr, sp.Expr]:
    """Solve M P + P Mᵀ + R = 0 for symmetric R in closed form.

    For d = 1 and d = 2 the compact form

        P = −R / (2M)        and        P = −(D R + adj(M) R adj(M)ᵀ) / (2 T D),     T = tr M, D = det M,

    otherwise `sylvester` with A = M.

    Returns
    -------
    numerator, T, D : matrix (d, d) and two expressions
        P = numerator / (T D).  The two factors are returned apart since each of them is a stability condition.
    """
    if M.rows == 1:
        return -R / 2, M[0, 0], sp.Integer(1)
    if M.rows == 2:
        adjugate, D = M.adjugate(), M.det()
        numerator = -(D * R + adjugate * R * adjugate.T) / 2
        # One expression for both off-diagonal entries, which are equal but need not look it.
        return sp.ImmutableMatrix(2, 2, lambda i, j: numerator[min(i, j), max(i, j)]), M.trace(), D
    numerator, determinant = sylvester(M, M, R)
    return numerator, sp.Integer(1), determinant


@dataclass(frozen=True)
class Gramians:
    """The four Gramians of a network restricted to its subspace, and the target's own, as a straight-line program.

    Attributes
    ----------
    P, Q : sympy.ImmutableMatrix (d, d)
    X, Y : sympy.ImmutableMatrix (d, K)
    P_star : sympy.ImmutableMatrix (K, K)
        The target's controllability Gramian, A* P* + P* A*ᵀ + b* b*ᵀ = 0.
    definitions : Definitions
        What the entries (symbols) of P, Q, X, Y stand for.
    """

    P: sp.ImmutableMatrix
    Q: sp.ImmutableMatrix
    X: sp.ImmutableMatrix
    Y: sp.ImmutableMatrix
    P_star: sp.ImmutableMatrix
    definitions: Definitions


def gramians(M: sp.ImmutableMatrix, u: sp.ImmutableMatrix, v: sp.ImmutableMatrix, target: Target) -> Gramians:
    """Solve the four Gramian equations of the network (M, u, v) and the target, in closed form.

    T = tr M, D = det M and E = det χ_{A*}(−M) are named once and shared by all four.
    """
    P_numerator, trace, determinant = lyapunov(M, u * u.T)
    Q_numerator, _, _ = lyapunov(M.T, v * v.T)
    X_numerator, resultant = sylvester(M, target.A, u * target.b.T)
    Y_numerator, _ = sylvester(M.T, target.A.T, v * target.c)
    definitions, T = Definitions().define("T", trace)
    definitions, D = definitions.define("D", determinant)
    definitions, E = definitions.define("E", resultant)
    solved = {}
    for name, numerator, denominator in (
        ("P", P_numerator, T * D),
        ("Q", Q_numerator, T * D),
        ("X", X_numerator, E),
        ("Y", Y_numerator, E),
    ):
        definitions, solved[name] = definitions.define_matrix(name, numerator / denominator)
    P_star, determinant_star = sylvester(target.A, target.A, target.b * target.b.T)
    P_star = (P_star / determinant_star).applyfunc(_tidy)
    return Gramians(solved["P"], solved["Q"], solved["X"], solved["Y"], sp.ImmutableMatrix(P_star), definitions)


def _tidy(entry: sp.Expr) -> sp.Expr:
    """A short expression in the target's parameters as one fraction, with sin² = 1 − cos² used in the numerator."""
    numerator, denominator = sp.fraction(sp.cancel(entry))
    for sine in numerator.atoms(sp.sin):
        numerator = sp.rem(numerator, sine**2 + sp.cos(sine.args[0]) ** 2 - 1, sine)
    return sp.factor(numerator / denominator)
