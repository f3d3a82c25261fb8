"""The symbols of the lazy regime, created once like those of `symbols`, and how they depend on each other.

The radius σ of the bulk enters through square roots: ρ = ((1 − √(1−σ²))/σ)² and b = 2√(1−σ²).  With q = √ρ all of them
are rational,

    σ = 2q/(1 + q²),        √(1−σ²) = (1 − q²)/(1 + q²),        0 < q < 1,

so that every identity below is one of rational functions in q.
"""

from __future__ import annotations

import sympy as sp

sigma = sp.Symbol("sigma", positive=True)
"""Radius of the bulk's disc of eigenvalues, below 1; the entries of W(0) are independent N(0, σ²/N)."""
kappa = sp.Symbol("kappa", positive=True)
"""|u| = |v| = κ at the start."""
q = sp.Symbol("q", positive=True)
"""Square root of ρ, the ratio of successive eigenvalues of the kernel."""
rho = sp.Symbol("rho", positive=True)
p = sp.Symbol("p", positive=True)
"""Decay rate of the eigenfunctions, √(1 − σ²) = b/2."""
s = sp.Symbol("s", nonnegative=True)
"""Learning time."""
t_prime = sp.Symbol("t_prime", nonnegative=True)
"""A second time, in units of the neuron's time constant."""
k, n = sp.symbols("k n", integer=True, nonnegative=True)
z, z_prime = sp.symbols("z z_prime", positive=True)
"""Laplace variables of t and t'."""
w, w_prime = sp.symbols("w w_prime", positive=True)
"""Variables of generating functions."""

SIGMA_OF_Q = 2 * q / (1 + q**2)
P_OF_Q = (1 - q**2) / (1 + q**2)


def rational(expression: sp.Expr) -> sp.Expr:
    """The expression with σ, p and ρ written in q."""
    return expression.xreplace({sigma: SIGMA_OF_Q, p: P_OF_Q, rho: q**2})


def in_sigma(expression: sp.Expr) -> sp.Expr:
    """The expression with p, ρ and q written in σ."""
    root = sp.sqrt(1 - sigma**2)
    return expression.xreplace({p: root, rho: ((1 - root) / sigma) ** 2, q: (1 - root) / sigma})
