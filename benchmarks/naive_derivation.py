"""The reduced equations as one would first derive them with SymPy, one stage a line; run by `benchmarks/reduced.py`.

    python benchmarks/naive_derivation.py real_outlier|conjugate_pair

The impulse response vᵀ e^{Mt} u by the matrix exponential, the loss by `sympy.integrate`, the rates by differentiation,
all `simplify`d, and last the proof: the difference from the derived rates, `simplify`d, is zero.
"""

from __future__ import annotations

import sys
from time import perf_counter

import sympy as sp

from derivations import SYSTEMS, derive

t = sp.Symbol("t", positive=True)


def stage(name: str, since: float) -> None:
    print(f"{name}\t{perf_counter() - since:.3f}", flush=True)


def main(name: str) -> None:
    ode = derive(SYSTEMS[name].target(), SYSTEMS[name].manifold()).ode  # to compare with, and not timed
    begin = perf_counter()
    c, c_star, omega = sp.symbols("c c_star omega_star", positive=True)
    if name == "real_outlier":
        a, b = sp.symbols("a b", real=True)
        state, metric = [a, b, c], [1, 1, 1]
        M, u, v = sp.Matrix([[-c]]), sp.Matrix([a]), sp.Matrix([b])
        signs, target = [-1, -1, -1], sp.exp(-c_star * t)
    else:
        p, q, r, alpha, beta = state = sp.symbols("p q r alpha beta", real=True)
        metric, signs = [1, 2, 1, 2, 2], [-1] * 5
        M = sp.Matrix([[p - 1, -q], [q, r - 1]])
        u, v = sp.Matrix([alpha, beta]), sp.Matrix([alpha, -beta])
        target = sp.exp(-c_star * t) * sp.cos(omega * t)
    response = sp.simplify((v.T * (M * t).exp() * u)[0, 0])
    stage("impulse response", begin)
    loss = sp.simplify(sp.integrate(sp.expand((response - target) ** 2), (t, 0, sp.oo), conds="none") / 2)
    stage("loss", begin)
    rates = [sp.simplify(s * sp.diff(loss, x) / g) for s, x, g in zip(signs, state, metric, strict=True)]
    stage("rates", begin)
    values = {s.name: x for s, x in zip(ode.state, state, strict=True)}
    values |= {"c_star": c_star, "omega_star": omega, "phase": 0}
    known = {s: values.get(s.name, 1) for s in (*ode.state, *ode.parameters)}
    for found, exact in zip(rates, ode.rhs, strict=True):
        assert sp.simplify(found - exact.subs(known)) == 0
    stage("proof", begin)


if __name__ == "__main__":
    main(sys.argv[1])
