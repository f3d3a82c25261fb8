"""An independent loss and gradient, exact: knows neither adjoint formulas nor Gramians in closed form.

It solves the Lyapunov equation of the error system (network beside target) entry by entry, in rational numbers, and
again for each direction of change.
"""

from collections.abc import Sequence
from functools import cache
from itertools import product

import sympy as sp
from fractions_between import fractions_between
from hypothesis import strategies as st
from sympy.polys.matrices import DomainMatrix

from derivations.algebra.symbols import coordinates, rate
from derivations.manifolds import Manifold, RateSymbols
from derivations.targets import Target

Numbers = dict[sp.Basic, sp.Rational]


@cache
def rational(low: str, high: str) -> st.SearchStrategy[sp.Rational]:
    return fractions_between(low, high, 8).map(lambda f: sp.Rational(f.numerator, f.denominator))


def circle(tau: sp.Rational) -> tuple[sp.Rational, sp.Rational]:
    """A rational point (cos, sin) on the unit circle."""
    return (1 - tau**2) / (1 + tau**2), 2 * tau / (1 + tau**2)


# --------------------------------------------------------------------------- an independent loss and gradient, exact
def error_system(target: Target, weights: Sequence[sp.Matrix], at: Numbers) -> list[sp.Matrix]:
    """(F, g, h) with f − f* = h exp(F t) g: network and target side by side."""
    W, u, v = weights
    A, b, c = (m.xreplace(at) for m in (target.A, target.b, target.c))
    return [sp.diag(W - sp.eye(W.rows), A), sp.Matrix.vstack(u, b), sp.Matrix.hstack(v.T, -c)]


def exact_loss_and_gradient(
    target: Target, weights: Sequence[sp.Matrix], at: Numbers
) -> tuple[sp.Rational, list[sp.Rational]]:
    """½ h S hᵀ with F S + S Fᵀ + g gᵀ = 0, and its derivative by each entry of W, u and v."""
    F, g, h = error_system(target, weights, at)
    n, d = F.rows, weights[0].rows
    one = sp.eye(n)
    system = DomainMatrix.from_Matrix(sp.kronecker_product(F, one) + sp.kronecker_product(one, F)).to_field()

    def solve(R: sp.Matrix) -> sp.Matrix:
        right = DomainMatrix.from_Matrix(-sp.Matrix(n * n, 1, list(R))).convert_to(system.domain)
        return sp.Matrix(n, n, list(system.lu_solve(right).to_Matrix()))

    S = solve(g * g.T)
    gradient = []
    entries = [(0, *ij) for ij in product(range(d), repeat=2)] + [(k, i, 0) for k in (1, 2) for i in range(d)]
    for block, i, j in entries:
        dF, dg, dh = sp.zeros(n, n), sp.zeros(n, 1), sp.zeros(1, n)
        if block == 0:
            dF[i, j] = 1
        elif block == 1:
            dg[i] = 1
        else:
            dh[i] = 1
        dS = solve(dF * S + S * dF.T + dg * g.T + g * dg.T)
        gradient.append((h * dS * h.T)[0] / 2 + (h * S * dh.T)[0])
    return (h * S * h.T)[0] / 2, gradient


def weights_at(manifold: Manifold, at: Numbers) -> list[sp.Matrix]:
    return [sp.Matrix(block.xreplace(at)) for block in (manifold.W, manifold.u, manifold.v)]


_p, _q, _r, _alpha, _beta = coordinates("p q r alpha beta")
SYMMETRIC = Manifold(
    name="symmetric",
    coordinates=(_p, _q, _r, _alpha, _beta),
    W=sp.ImmutableMatrix([[_p, _q], [_q, _r]]),
    u=sp.ImmutableMatrix([_alpha, _beta]),
    v=sp.ImmutableMatrix([_alpha, _beta]),
    rates=RateSymbols(rate("W"), rate("io"), rate("io")),
    origin=(0.0,) * 5,
    assumptions=("Initially W is symmetric and u = v.",),
)
