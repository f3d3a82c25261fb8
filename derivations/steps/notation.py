"""The symbols that documents display: matrices of unspecified size, gradients, rates of change.

They take no part in any proof.  `documents.names` knows how they are displayed: ``A_star`` as A*, ``grad_W`` as ∂L/∂W,
``dot_p`` as dp/ds.
"""

from __future__ import annotations

import sympy as sp

N, K, d, R = sp.symbols("N K d R", integer=True, positive=True)

W, M, P, Q = (sp.MatrixSymbol(name, N, N) for name in ("W", "M", "P", "Q"))
u, v, h = (sp.MatrixSymbol(name, N, 1) for name in ("u", "v", "h"))
right, left, p, q = (sp.MatrixSymbol(name, N, 1) for name in ("r", "l", "p", "q"))
X, Y = (sp.MatrixSymbol(name, N, K) for name in ("X", "Y"))
B = sp.MatrixSymbol("B", N, d)
m, n = (sp.MatrixSymbol(name, N, R) for name in ("m", "n"))
Z = sp.MatrixSymbol("Z", N, R + 1)
C = sp.MatrixSymbol("C", N, N)
Gram, Gamma, eta = (sp.MatrixSymbol(name, 2 * R + 2, 2 * R + 2) for name in ("O", "Gamma", "eta"))
A_star = sp.MatrixSymbol("A_star", K, K)
P_star = sp.MatrixSymbol("P_star", K, K)
b_star = sp.MatrixSymbol("B_star", K, 1)
c_star = sp.MatrixSymbol("C_star", 1, K)
exp_Mt = sp.MatrixSymbol("exp_Mt", N, N)
exp_At = sp.MatrixSymbol("exp_At", K, K)
grad_W = sp.MatrixSymbol("grad_W", N, N)
grad_u, grad_v = (sp.MatrixSymbol(f"grad_{name}", N, 1) for name in ("u", "v"))
dot_h = sp.MatrixSymbol("dot_h", N, 1)
L, x, y, s = sp.symbols("L x y s")
eta_W, eta_u, eta_v, eta_factors = sp.symbols("eta_W eta_u eta_v eta_factors", positive=True)


def dot(symbol: sp.Symbol) -> sp.Symbol:
    """The rate of change of a coordinate in learning time."""
    return sp.Symbol(f"dot_{symbol.name}", real=True)


def equation(left: sp.Basic, right: sp.Basic) -> sp.Eq:
    """An equation to display, left as it stands."""
    return sp.Eq(left, right, evaluate=False)
