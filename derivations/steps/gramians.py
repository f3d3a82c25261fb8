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
from functools import cache

import sympy as sp

from derivations.algebra.straight_line import Definitions
from derivations.targets import Target


def resultant_matrix(M: sp.ImmutableMatrix, A: sp.ImmutableMatrix) -> sp.ImmutableMatrix:
    """χ(−M), the characteristic polynomial χ(z) = det(zI − A) of A at the matrix −M.

    Its determinant is the resultant of the two spectra: zero only where an eigenvalue of M is minus one of A, never for
    two stable matrices.
    """
    *coefficients, leading = reversed(A.charpoly().all_coeffs())
    value = leading * sp.eye(M.rows)
    for a in reversed(coefficients):
        value = a * sp.eye(M.rows) - M * value
    return sp.ImmutableMatrix(value)


def sylvester(
    M: sp.ImmutableMatrix, A: sp.ImmutableMatrix, R: sp.ImmutableMatrix, F: sp.ImmutableMatrix, E: sp.Expr
) -> sp.ImmutableMatrix:
    """Solve M X + X Aᵀ + R = 0 in closed form, given F = `resultant_matrix` (M, A) and E = det F.

    Put S₀ = 0, S_{k+1} = (−M)ᵏ R + S_k Aᵀ.  Then X (Aᵀ)ᵏ = (−M)ᵏ X − S_k, and since the characteristic polynomial
    χ(z) = Σ a_k zᵏ of A annihilates Aᵀ,

        F X = Σ_k a_k S_k,      F = χ(−M),      X = adj(F) Σ_k a_k S_k / E.

    Parameters
    ----------
    M, A, R, F, E : matrices (d, d), (K, K), (d, K), (d, d), expression
        The entries of F, and E, may be symbols that stand for them.

    Returns
    -------
    X : matrix (d, K)
    """
    _, *coefficients = reversed(A.charpoly().all_coeffs())
    power, S = sp.eye(M.rows), sp.zeros(*R.shape)  # (−M)ᵏ and S_k
    total = sp.zeros(*R.shape)
    for a in coefficients:
        S = power * R + S * A.T
        power = -power * M
        total += a * S
    return sp.ImmutableMatrix(F.adjugate() * total / E)


def lyapunov(M: sp.ImmutableMatrix, R: sp.ImmutableMatrix, T: sp.Expr, D: sp.Expr) -> sp.ImmutableMatrix:
    """Solve M P + P Mᵀ + R = 0 for symmetric R in closed form, given T = tr M and D = det M.

    For d = 1 and d = 2

        P = −R / (2T)        and        P = −(D R + adj(M) R adj(M)ᵀ) / (2 T D);

    for larger d `sylvester` with A = M.

    Parameters
    ----------
    M, R, T, D : matrices (d, d), (d, d), expressions
        T and D may be symbols that stand for trace and determinant.

    Returns
    -------
    P : matrix (d, d), with one expression for each pair of entries that symmetry makes equal
    """
    if M.rows == 1:
        return -R / (2 * T)
    if M.rows == 2:
        P = -(D * R + M.adjugate() * R * M.adjugate().T) / (2 * T * D)
    else:
        F = resultant_matrix(M, M)
        P = sylvester(M, M, R, F, determinant(F))
    return sp.ImmutableMatrix(M.rows, M.rows, lambda i, j: P[min(i, j), max(i, j)])


def determinant(M: sp.ImmutableMatrix) -> sp.Expr:
    """det M, not multiplied out for d = 2."""
    if M.rows == 2:
        return M[0, 0] * M[1, 1] - M[0, 1] * M[1, 0]
    return M.det(method="berkowitz")


@dataclass(frozen=True)
class NetworkGramians:
    """A small network, the target beside it, and their Gramians in closed form, as a straight-line program.

    Attributes
    ----------
    M, u, v : sympy.ImmutableMatrix (d, d), (d, 1), (d, 1)
        The network on its subspace; M is W − I.
    target : Target
        Of order K.
    P, Q : sympy.ImmutableMatrix (d, d)
    X, Y : sympy.ImmutableMatrix (d, K)
    definitions : Definitions
        What the entries (symbols) of P, Q, X, Y stand for.
    """

    M: sp.ImmutableMatrix
    u: sp.ImmutableMatrix
    v: sp.ImmutableMatrix
    target: Target
    P: sp.ImmutableMatrix
    Q: sp.ImmutableMatrix
    X: sp.ImmutableMatrix
    Y: sp.ImmutableMatrix
    definitions: Definitions

    @property
    def target_power(self) -> sp.Expr:
        """½ c* P* c*ᵀ = ½∫f*² dt, the loss of the zero network."""
        return (self.target.c * target_gramian(self.target) * self.target.c.T)[0] / 2

    @property
    def loss(self) -> sp.Expr:
        """½ vᵀP v − vᵀX c*ᵀ + ½ c* P* c*ᵀ."""
        v, c = self.v, self.target.c
        return (v.T * self.P * v)[0] / 2 - (v.T * self.X * c.T)[0] + self.target_power

    @property
    def gradient(self) -> tuple[sp.ImmutableMatrix, sp.ImmutableMatrix, sp.ImmutableMatrix]:
        """∂L/∂W = Q P − Y Xᵀ, ∂L/∂u = Q u − Y b*, ∂L/∂v = P v − X c*ᵀ."""
        return (
            self.Q * self.P - self.Y * self.X.T,
            self.Q * self.u - self.Y * self.target.b,
            self.P * self.v - self.X * self.target.c.T,
        )

    def residuals(self) -> list[sp.Expr]:
        """The entries of the four equations' left-hand sides, in the order P, Q, X, Y: zero if they are solved."""
        M, u, v, target = self.M, self.u, self.v, self.target
        equations = (
            M * self.P + self.P * M.T + u * u.T,
            M.T * self.Q + self.Q * M + v * v.T,
            M * self.X + self.X * target.A.T + u * target.b.T,
            M.T * self.Y + self.Y * target.A + v * target.c,
        )
        return [entry for equation in equations for entry in equation]


def gramians(M: sp.ImmutableMatrix, u: sp.ImmutableMatrix, v: sp.ImmutableMatrix, target: Target) -> NetworkGramians:
    """Solve the four Gramian equations of the network (M, u, v) and the target, in closed form.

    T = tr M, D = det M, F = χ_{A*}(−M) and E = det F are named once and shared by all four.
    """
    definitions, T = Definitions().define("T", M.trace())
    definitions, D = definitions.define("D", determinant(M))
    definitions, F = definitions.define_matrix("F", resultant_matrix(M, target.A).applyfunc(sp.factor_terms))
    definitions, E = definitions.define("E", determinant(F))
    solutions = {
        "P": lyapunov(M, u * u.T, T, D),
        "Q": lyapunov(M.T, v * v.T, T, D),
        "X": sylvester(M, target.A, u * target.b.T, F, E),
        "Y": sylvester(M.T, target.A.T, v * target.c, F.T, E),
    }
    named = {}
    for name, solution in solutions.items():
        definitions, named[name] = definitions.define_matrix(name, solution)
    return NetworkGramians(M, u, v, target, **named, definitions=definitions)


def cascade(
    feed: sp.ImmutableMatrix, J: sp.ImmutableMatrix, u: sp.ImmutableMatrix, v: sp.ImmutableMatrix, target: Target
) -> NetworkGramians:
    """Solve the same equations for a neuron without recurrence that feeds a network of weights J, block by block:

        M = [[−1, 0], [feed, J − I]].

    Each block of a Gramian solves an equation in J − I alone, with the blocks before it on the right-hand side, so only
    matrices of the size R of J are inverted; H = det(J − 2I).

    Parameters
    ----------
    feed, J, u, v : matrices (R, 1), (R, R), (R + 1, 1), (R + 1, 1)
    target : Target

    Returns
    -------
    gramians : NetworkGramians
        Of dimension R + 1.
    """
    R, b, c = J.rows, target.b, target.c
    one, tail, driven = sp.eye(1), sp.ImmutableMatrix(v[1:, :]), sp.ImmutableMatrix(u[1:, :])
    K = J - sp.eye(R)
    slow = K - sp.eye(R)
    definitions, T = Definitions().define("T", K.trace())
    definitions, D = definitions.define("D", determinant(K))
    definitions, H = definitions.define("H", determinant(slow))
    definitions, F = definitions.define_matrix("F", resultant_matrix(K, target.A).applyfunc(sp.factor_terms))
    definitions, E = definitions.define("E", determinant(F))
    chi = resultant_matrix(-one, target.A)

    def named(name: str, block: sp.ImmutableMatrix, row: int, column: int) -> sp.ImmutableMatrix:
        nonlocal definitions
        definitions, block = definitions.define_matrix(name, block, (row, column))
        return block

    # P and X run with the signal: first the feeding neuron, then what it feeds.
    P_head = sp.ImmutableMatrix([u[0] ** 2 / 2])
    P_edge = named("P", -slow.adjugate() * (feed * P_head + driven * u[0]) / H, 1, 0)
    source = feed * P_edge.T + P_edge * feed.T + driven * driven.T
    P_rest = named("P", lyapunov(K, source, T, D), 1, 1)
    X_head = named("X", sylvester(-one, target.A, u[0] * b.T, chi, chi[0]), 0, 0)
    X_rest = named("X", sylvester(K, target.A, feed * X_head + driven * b.T, F, E), 1, 0)
    # Q and Y run against it.
    Q_rest = named("Q", lyapunov(K.T, tail * tail.T, T, D), 1, 1)
    Q_edge = named("Q", -slow.T.adjugate() * (Q_rest * feed + tail * v[0]) / H, 1, 0)
    Q_head = named("Q", sp.ImmutableMatrix([(feed.T * Q_edge)[0] + v[0] ** 2 / 2]), 0, 0)
    Y_rest = named("Y", sylvester(K.T, target.A.T, tail * c, F.T, E), 1, 0)
    Y_head = named("Y", sylvester(-one, target.A.T, feed.T * Y_rest + v[0] * c, chi, chi[0]), 0, 0)

    def joined(rows: list[list[sp.MatrixBase]]) -> sp.ImmutableMatrix:
        return sp.ImmutableMatrix(sp.BlockMatrix(rows).as_explicit())

    return NetworkGramians(
        M=joined([[-one, sp.zeros(1, R)], [feed, K]]),
        u=u,
        v=v,
        target=target,
        P=joined([[P_head, P_edge.T], [P_edge, P_rest]]),
        Q=joined([[Q_head, Q_edge.T], [Q_edge, Q_rest]]),
        X=joined([[X_head], [X_rest]]),
        Y=joined([[Y_head], [Y_rest]]),
        definitions=definitions,
    )


@cache
def target_gramian(target: Target) -> sp.ImmutableMatrix:
    """P*, the target's controllability Gramian: A* P* + P* A*ᵀ + b* b*ᵀ = 0."""
    F = resultant_matrix(target.A, target.A)
    return sylvester(target.A, target.A, target.b * target.b.T, F, determinant(F)).applyfunc(_tidy)


def _tidy(entry: sp.Expr) -> sp.Expr:
    """A short expression in the target's parameters as one fraction, with sin² = 1 − cos² used in the numerator."""
    numerator, denominator = sp.fraction(sp.cancel(entry))
    for sine in numerator.atoms(sp.sin):
        numerator = sp.rem(numerator, sine**2 + sp.cos(sine.args[0]) ** 2 - 1, sine)
    return sp.factor(numerator / denominator)
