"""Where a network of two outliers has learnt the damped oscillator: the state, and the rates of slow targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp

from derivations.algebra.exact import vanishing
from derivations.algebra.straight_line import Definitions
from derivations.algebra.symbols import c_star, coordinates, omega_star, phase, rate
from derivations.analysis.origin import _linearised
from derivations.manifolds.frames import Manifold
from derivations.reduced import ReducedODE
from derivations.steps.step import require
from derivations.targets import Target

p, q, r, alpha, beta = coordinates("p q r alpha beta")
eta_W, eta_io = rate("W"), rate("io")
_x, _z = sp.symbols("x z")


@dataclass(frozen=True)
class Learnt:
    """A state at which the loss vanishes.

    Attributes
    ----------
    state : mapping of sympy.Symbol to sympy.Expr
    identities : int
        How many identities prove that its filter is the target, and that the flow rests there.
    """

    state: Mapping[sp.Symbol, sp.Expr]
    identities: int


@dataclass(frozen=True)
class SlowRates:
    """Rates of a learnt pair with φ = 0 as c* → 0, to leading order; one more rate is zero, that of the conserved leaf.

    Attributes
    ----------
    fast : sympy.Expr
        Occurs twice.
    slow : tuple of two sympy.Expr
    step : sympy.Expr
        2/λ_max.
    """

    fast: sp.Expr
    slow: tuple[sp.Expr, sp.Expr]
    step: sp.Expr


def learnt(target: Target, manifold: Manifold, ode: ReducedODE) -> Learnt:
    """A network with the impulse response of the damped oscillator, and the proof that the flow rests there.

    Raises
    ------
    ProofError
        If it does not.
    """
    state, angles = _realised(target, manifold)
    M, u, v = (block.xreplace(state) for block in (manifold.M, manifold.u, manifold.v))
    A, b_, c_ = (block.xreplace(angles) for block in (target.A, target.b, target.c))
    # Two filters of order two agree if their poles and their first two Markov parameters do.
    same = (
        M.trace() - A.trace(),
        sp.expand(M.det() - A.det()),
        (v.T * u)[0] - (c_ * b_)[0],
        (v.T * M * u)[0] - (c_ * A * b_)[0],
    )
    values = {**state, **angles}
    definitions = Definitions(tuple((x, sp.sympify(y).xreplace(values)) for x, y in ode.definitions.items))
    resting = [sp.sympify(speed).xreplace(values) for speed in ode.program_rhs]
    return Learnt(state, require(vanishing([*same, *resting], definitions), "the learnt network"))


def characteristic_polynomial(ode: ReducedODE) -> sp.Expr:
    """Of the linearised flow of the pair where it has learnt a target with φ = 0: a polynomial in z, c*, ω*, rates."""
    omega = sp.Symbol(omega_star.name, positive=True)
    at = {p: 1 - c_star, q: omega, r: 1 - c_star, alpha: sp.Integer(1), beta: sp.Integer(0), omega_star: omega}
    definitions, rows = _linearised(ode, {**at, sp.cos(phase): sp.Integer(1), sp.sin(phase): sp.Integer(0)}, {})
    jacobian = sp.Matrix([[sp.cancel(sp.together(definitions.explicit(entry))) for entry in row] for row in rows])
    return sp.numer(sp.together(jacobian.charpoly(_z).as_expr())).xreplace({omega: omega_star})


def slow_rates(polynomial: sp.Expr) -> SlowRates:
    """The rates of a learnt pair for slow targets, from the leading terms of its characteristic polynomial.

    Raises
    ------
    ProofError
        If these do not have the claimed roots.
    """
    fast, slow = eta_W / 16, (eta_io / 4, eta_io / 4 + eta_W / (16 * omega_star**2))
    claimed = {3: _x**3 * (_x + fast) ** 2, 1: _x * (_x + slow[0]) * (_x + slow[1])}
    quotients = [sp.cancel(_leading(polynomial, power) / product) for power, product in claimed.items()]
    require([not quotient.has(_x) for quotient in quotients], "rates of slow targets")
    return SlowRates(-fast / c_star**3, (-slow[0] / c_star, -slow[1] / c_star), 2 * c_star**3 / fast)


def realisation() -> int:
    """For every v ≠ 0 there are W and u with the target's filter: T maps v to the target's read-out; identities.

    Raises
    ------
    ProofError
        If the filter is another one.
    """
    v = sp.Matrix(coordinates("v1 v2"))
    T = sp.Matrix([[v[0], -v[1]], [v[1], v[0]]]) / (v.T * v)[0]
    return require([sp.cancel((v.T * T)[k] - (1, 0)[k]) == 0 for k in range(2)], "a network with this v")


def stays_real(ode: ReducedODE) -> int:
    """Where W, u and v have one direction in common, they keep it: what is zero there does not move; identities.

    Raises
    ------
    ProofError
        If it does.
    """
    names = ("q", "r", "beta") if p in ode.state else ("w12", "w21", "w22", "u2", "v2")
    real = dict.fromkeys(coordinates(names), sp.Integer(0))
    definitions = Definitions(tuple((x, sp.sympify(y).xreplace(real)) for x, y in ode.definitions.items))
    moving = zip(ode.state, ode.program_rhs, strict=True)
    speeds = [sp.sympify(speed).xreplace(real) for x, speed in moving if x in real]
    return require(vanishing(speeds, definitions), "one direction stays one")


def _realised(target: Target, manifold: Manifold) -> tuple[Mapping[sp.Symbol, sp.Expr], Mapping[sp.Expr, sp.Expr]]:
    """The coordinates of a network with the target's filter, and the target's phase in terms of its half if needed."""
    if p not in manifold.coordinates:
        entries = [*(sp.eye(2) + target.A), *target.b, *target.c]
        return dict(zip(manifold.coordinates, entries, strict=True)), {}
    cos, sin = sp.cos(phase / 2), sp.sin(phase / 2)
    state = {p: 1 - c_star, q: omega_star, r: 1 - c_star, alpha: cos, beta: sin}
    return state, {sp.cos(phase): cos**2 - sin**2, sp.sin(phase): 2 * sin * cos}


def _leading(polynomial: sp.Expr, power: int) -> sp.Expr:
    """The terms that remain of a polynomial in z = x/c*^power as c* → 0."""
    scaled = sp.Poly(sp.expand(polynomial.subs(_z, _x / c_star**power) * c_star ** (5 * power)), c_star)
    return scaled.coeff_monomial(c_star ** min(exponent for (exponent,) in scaled.monoms()))
