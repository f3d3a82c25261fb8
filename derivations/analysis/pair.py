"""Where a network of two outliers has learnt the damped oscillator: the state, and the rates of slow targets.

How fast the fastest rate is depends on the learnt network, of which there are many with the same filter: they differ by
a change of basis of the plane of the outliers, their gauge, which what is conserved decides. Of W only the length of
its traceless part counts, K = W − ½ tr W on that plane: as c* → 0,

    L ≈ (δc² + δω²)/(16 c*³),   δc = −½ tr δW,   δω = −tr(K δW)/(2ω*),

whatever φ, since a change of c or ω grows as t e^{−c*t} and no other does. The gradients of c and ω are orthogonal,
with the squared lengths ½ and |K|²/(4ω*²) ≥ ½, so that the two fast rates are −η_W/(16 c*³) and
−η_W |K|²/(32 ω*² c*³): equal where W is normal. What is left out is smaller by a factor c*, and c*² in that case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp

from derivations.algebra.exact import lowest_terms, vanishing
from derivations.algebra.straight_line import Definitions
from derivations.algebra.symbols import c_star, coordinates, omega_star, phase, rate
from derivations.manifolds.frames import Manifold
from derivations.reduced import ReducedODE
from derivations.steps.step import require
from derivations.targets import Target

p, q, r, alpha, beta = coordinates("p q r alpha beta")
eta_W, eta_io = rate("W"), rate("io")
_x, _z = sp.symbols("x z")


@dataclass(frozen=True)
class LearntPair:
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
class Gauge:
    """All networks on the manifold of a conjugate pair that have learnt a target with φ = 0, up to signs.

    Attributes
    ----------
    state : mapping of sympy.Symbol to sympy.Expr
        In terms of k, of any sign: K has the singular values ω* e^{±k}, and W is normal at k = 0.
    conserved : mapping of sympy.Symbol to sympy.Expr
        What decides k: an increasing function of it.
    ratio : sympy.Expr
        g = |K|²/(2ω*²).
    fast : tuple of two sympy.Expr
        The rates that grow as c*⁻³, as c* → 0, the fastest first.
    step : sympy.Expr
        2/λ_max.
    identities : int
        How many identities prove all this.
    """

    state: Mapping[sp.Symbol, sp.Expr]
    conserved: Mapping[sp.Symbol, sp.Expr]
    ratio: sp.Expr
    fast: tuple[sp.Expr, sp.Expr]
    step: sp.Expr
    identities: int


@dataclass(frozen=True)
class SlowRates:
    """Rates of a balanced learnt pair as c* → 0, to leading order; one more is zero, that of the conserved leaf.

    Balanced: φ = 0, and W is normal (k = 0 of `Gauge`), as it is after small initial weights.

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


def learnt(target: Target, manifold: Manifold, ode: ReducedODE) -> LearntPair:
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
    definitions, resting = ode.rhs_at(values)
    return LearntPair(state, require(vanishing([*same, *resting], definitions), "the learnt network"))


def characteristic_polynomial(ode: ReducedODE) -> sp.Expr:
    """Of the linearised flow of the balanced pair that has learnt φ = 0: a polynomial in z, c*, ω*, rates."""
    omega = sp.Symbol(omega_star.name, positive=True)
    at = {p: 1 - c_star, q: omega, r: 1 - c_star, alpha: sp.Integer(1), beta: sp.Integer(0), omega_star: omega}
    definitions, rows = ode.jacobian_at({**at, sp.cos(phase): sp.Integer(1), sp.sin(phase): sp.Integer(0)})
    jacobian = sp.Matrix([[sp.cancel(sp.together(definitions.explicit(entry))) for entry in row] for row in rows])
    return sp.numer(sp.together(jacobian.charpoly(_z).as_expr())).xreplace({omega: omega_star})


def slow_rates(polynomial: sp.Expr) -> SlowRates:
    """The rates of a balanced learnt pair for slow targets, from the leading terms of its characteristic polynomial.

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


def gauge(ode: ReducedODE) -> Gauge:
    """The learnt pairs with φ = 0 on the manifold of a conjugate pair, and their fastest rates as c* → 0.

    The rates are eigenvalues of c*³ times the Jacobian of the derived flow, in the limit c* → 0.

    Raises
    ------
    ProofError
        If one of them has another filter, or is not at rest, or has other rates or another conserved quantity.
    """
    k, omega, h = sp.Symbol("k", real=True), sp.Symbol(omega_star.name, positive=True), sp.Symbol("h", positive=True)
    state = {
        p: 1 - c_star + omega * sp.sinh(k),
        q: omega * sp.cosh(k),
        r: 1 - c_star - omega * sp.sinh(k),
        alpha: sp.cosh(k / 2),
        beta: sp.sinh(k / 2),
    }
    (name, value), *_ = ode.program_invariants
    conserved = eta_W * sp.sinh(k) / 2 + eta_io * omega**2 * sp.sinh(2 * k)
    ratio = sp.cosh(2 * k)
    rates, step = fastest(ratio)

    def in_h(expression: sp.Expr) -> sp.Expr:
        """With h = exp(k/2) hyperbolic functions become rational ones, of which the field can prove identities."""
        return sp.sympify(expression).rewrite(sp.exp).subs(k, 2 * sp.log(h))

    at = {x: in_h(y) for x, y in state.items()}
    W = sp.Matrix([[p, -q], [q, r]]).xreplace(at)
    u, v = sp.Matrix([alpha, beta]).xreplace(at), sp.Matrix([alpha, -beta]).xreplace(at)
    K = W - W.trace() / 2 * sp.eye(2)
    same = (W.trace() - 2 + 2 * c_star, K.det() - omega**2, (v.T * u)[0] - 1, (v.T * K * u)[0])
    values = {**at, omega_star: omega, sp.cos(phase): sp.Integer(1), sp.sin(phase): sp.Integer(0)}
    definitions, rows = ode.jacobian_at(values)
    _, resting = ode.rhs_at(values)
    length = sp.Add(*(entry**2 for entry in K)) - 2 * omega**2 * in_h(ratio)
    zeros = [*same, *resting, value.xreplace(at) - in_h(conserved), length]
    entries = [c_star**3 * entry for row in rows for entry in row]
    found = lowest_terms([*zeros, *entries], definitions, (h, omega, c_star, eta_W, eta_io))
    proved = require([x == 0 for x in found[: len(zeros)]], "learnt pairs")
    limit = sp.Matrix(5, 5, found[len(zeros) :]).subs(c_star, 0)
    claimed = _z**3 * sp.Mul(*(_z - in_h(c_star**3 * rate) for rate in rates))
    (difference,) = lowest_terms([limit.charpoly(_z).as_expr() - claimed], Definitions(), (h, eta_W, _z))
    proved += require([difference == 0], "fastest rates of learnt pairs")
    shown = {omega: omega_star}
    return Gauge(
        {x: y.xreplace(shown) for x, y in state.items()},
        {sp.Symbol(name): conserved.xreplace(shown)},
        ratio,
        rates,
        step,
        proved,
    )


def fastest(g: sp.Expr) -> tuple[tuple[sp.Expr, sp.Expr], sp.Expr]:
    """The fast rates of a learnt pair with g = |K|²/(2ω*²), to leading order as c* → 0, and 2/λ_max."""
    rate = eta_W / (16 * c_star**3)
    return (-g * rate, -rate), 2 / (g * rate)


def fastest_in_any_gauge() -> int:
    """Two outliers with any read-in, read-out and phase: the curvature of the loss as c* → 0; identities.

    Raises
    ------
    ProofError
        If the gradients of c and ω², or the integrals, are others.
    """
    w = sp.Matrix(2, 2, coordinates("w11 w12 w21 w22"))
    c = 1 - w.trace() / 2
    K = w - w.trace() / 2 * sp.eye(2)
    by_c, by_square = ([sp.diff(value, x) for x in w] for value in (c, K.det()))
    proved = require(
        vanishing(
            [
                sum(x * x for x in by_c) - sp.Rational(1, 2),
                sum(x * y for x, y in zip(by_c, by_square, strict=True)),
                sum(x * x for x in by_square) - sum(x * x for x in K),
                # |K|² − 2 det K is a sum of squares: no gauge is slower than the normal one.
                sum(x * x for x in K) - 2 * K.det() - (w[0, 1] + w[1, 0]) ** 2 - (w[0, 0] - w[1, 1]) ** 2,
            ]
        ),
        "outliers in any gauge",
    )
    # ∫ t² e^{−2ct} cos², −cos sin, sin² of ωt + φ, by the integrals of t² e^{−2ct} and t² e^{−2(c − iω)t}.
    omega = sp.Symbol(omega_star.name, positive=True)
    mean = 2 / (2 * c_star) ** 3
    cube = sp.expand((c_star + sp.I * omega) ** 3)
    turning = 2 * cube / (8 * (c_star**2 + omega**2) ** 3) * (sp.cos(2 * phase) + sp.I * sp.sin(2 * phase))
    even, odd = sp.expand(turning).as_real_imag()
    integrals = ((mean + even) / 2, -odd / 2, (mean - even) / 2)
    limits = [sp.limit(sp.expand(c_star**3 * integral), c_star, 0) for integral in integrals]
    return proved + require(
        [a == b for a, b in zip(limits, (sp.Rational(1, 8), 0, sp.Rational(1, 8)), strict=True)], "slow outliers"
    )


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
    definitions, speeds = ode.rhs_at(real)
    leaving = [speed for x, speed in zip(ode.state, speeds, strict=True) if x in real]
    return require(vanishing(leaving, definitions), "one direction stays one")


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
