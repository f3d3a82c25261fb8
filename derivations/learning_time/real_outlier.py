"""Steps of `learning_time` for one real outlier: how fast it grows, how long that takes, how large a step may be."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from derivations.algebra.exact import vanishing
from derivations.algebra.symbols import c_star, coordinates, rate
from derivations.reduced import ReducedODE
from derivations.steps.notation import dot, equation
from derivations.steps.step import Check, ProofMethod, Step, require

a, b, c = coordinates("a b c")
eta_W, eta_u, eta_v = (rate(block) for block in "Wuv")

eta = sp.Symbol("eta", positive=True)
"""√(η_u η_v)."""
rho = sp.Symbol("rho", positive=True)
"""η_W/η."""
E = sp.Symbol("E", positive=True)
"""η_u b² + η_v a² at the minimum; 2η for a balanced start."""
A = sp.Symbol("A", positive=True)
"""Gain f(0) = ab."""
A_0 = sp.Symbol("A_0", positive=True)
"""What of the initial gain grows."""
A_c = sp.Symbol("A_c", positive=True)
"""Gain at which the outlier arrives at c ~ c*, as c* → 0."""
g = sp.Symbol("g")
"""Growth rate that u and v have in common."""

growth = 1 / (c + c_star) - a * b / (2 * c)
"""g on the manifold."""
offset = ((1 + c_star) ** 2 - rho / (1 + c_star)) / (4 * eta)
"""ds/dA − (1+c*)/(2ηA) on the orbit at A = 0."""
largest_curvature = eta_W / (8 * c_star**3) * (
    1 + 2 * E / eta_W * c_star**2 + sp.sqrt(1 + 4 * (E / eta_W) ** 2 * c_star**4)
)  # fmt: skip
"""λ_max at the minimum."""

_in_u, _in_v = sp.symbols("root_u root_v", positive=True)
_roots = {eta_u: _in_u**2, eta_v: _in_v**2}
_x = sp.symbols("x_1 x_2")
_s, _K, _lambda, _k = sp.Symbol("s"), sp.Symbol("K"), sp.Symbol("lambda_max"), sp.Symbol("k")


def flow(ode: ReducedODE) -> Step:
    """u and v grow at one rate."""
    slope = a * b / (4 * c**2) - 1 / (c + c_star) ** 2
    claimed = (eta_u * growth * b, eta_v * growth * a, eta_W * a * b * slope)
    proved = require(
        vanishing([x - y for x, y in zip(ode.rhs, claimed, strict=True)]), "flow", [x.name for x in ode.state]
    )
    return Step(
        1,
        "Flow of the outlier",
        (
            "One real outlier learns to integrate: `u = a n`, `v = b n`, `W = (1 − c) n nᵀ` and `f = ab exp(−c t)`. "
            "Its reduced ODE (python -m derivations real_outlier) is",
        ),
        (
            equation(dot(a), eta_u * g * b),
            equation(dot(b), eta_v * g * a),
            equation(dot(c), eta_W * a * b * slope),
            equation(g, growth),
        ),
        Check("This is the derived flow.", ((ProofMethod.FIELD, proved),)),
    )  # fmt: skip


def modes(ode: ReducedODE) -> Step:
    """One combination of u and v grows, the other decays, all the way."""
    rhs = [expression.xreplace(_roots) for expression in ode.rhs]
    both = (a / _in_u + b / _in_v, a / _in_u - b / _in_v)
    moved = [sp.diff(x, a) * rhs[0] + sp.diff(x, b) * rhs[1] for x in both]
    mean = _in_u * _in_v
    at_zero = ode.jacobian.subs({a: 0, b: 0}).xreplace(_roots)
    z = sp.Symbol("z")
    spectrum = at_zero.charpoly(z).as_expr() - z * (z**2 - (mean / (c + c_star)) ** 2)
    proved = require(
        vanishing(
            [
                moved[0] - mean * growth * both[0],
                moved[1] + mean * growth * both[1],
                a * b - mean * (both[0] ** 2 - both[1] ** 2) / 4,
                spectrum,
            ]
        ),
        "modes",
    )
    return Step(
        2,
        "Leaving the zero network",
        (
            "A network with `a = b = 0` is at rest, for every `c`. In units of the learning rates, the sum of `a` and "
            "`b` grows and the difference decays, both at the rate `ηg`, and not only near the zero network: their "
            "product is conserved, and the gain is the difference of their squares. So all that matters of a start is "
            "`A₀`, the part of the gain that grows (`a₀²` if `a₀ = b₀` at equal rates); the part that decays changes "
            "the gain by an amount of order `A₀²/A`. At `W = 0` the zero network is a saddle with the rates `±η/(1 + "
            "c*)` and 0.",
        ),
        (
            equation(eta, sp.sqrt(eta_u * eta_v)),
            equation(_x[0], a / sp.sqrt(eta_u) + b / sp.sqrt(eta_v)),
            equation(_x[1], a / sp.sqrt(eta_u) - b / sp.sqrt(eta_v)),
            equation(dot(_x[0]), eta * g * _x[0]),
            equation(dot(_x[1]), -eta * g * _x[1]),
            equation(A, eta * (_x[0] ** 2 - _x[1] ** 2) / 4),
            equation(A_0, (sp.sqrt(eta_v) * sp.Symbol("a_0") + sp.sqrt(eta_u) * sp.Symbol("b_0")) ** 2 / (4 * eta)),
        ),
        Check(
            "Both equations and the formula of the gain hold along the derived flow, and its Jacobian at `a = b = 0` "
            "has these eigenvalues, for every `c`.",
            ((ProofMethod.FIELD, proved),),
        ),
    )  # fmt: skip


def orbit_slope(decay: sp.Expr) -> sp.Expr:
    """dc/dA on the orbit that leaves the zero network."""
    return rho * (A / (4 * decay**2) - 1 / (decay + c_star) ** 2) / (2 * (1 / (decay + c_star) - A / (2 * decay)))


def orbit(ode: ReducedODE) -> Step:
    """c as a function of A: a regular differential equation, so that c has hardly moved while A is small."""
    # On the orbit the decaying combination is 0: a/√η_u = b/√η_v.
    on = {**_roots, b: a * _in_v / _in_u}
    rhs = [expression.xreplace(on) for expression in ode.rhs]
    gain = a**2 * _in_v / _in_u
    gain_rate = rhs[0] * on[b] + a * rhs[1]
    common = {A: gain, rho: eta_W / (_in_u * _in_v)}
    proved = require(
        vanishing(
            [
                gain_rate - 2 * _in_u * _in_v * gain * growth.xreplace(on),
                _flat(orbit_slope(c).xreplace(common) * gain_rate - rhs[2]),
                _flat(orbit_slope(sp.Integer(1)).subs(A, 0) + rho / (2 * (1 + c_star))),
            ]
        ),
        "orbit",
    )
    return Step(
        3,
        "The orbit that leaves the zero network",
        (
            "From small weights the network follows, up to terms of order `A₀`, the orbit on which nothing decays. "
            "There the gain alone determines the state, since both `dA/ds` and `dc/ds` have the factor `A`, and their "
            "quotient is regular at `A = 0`:",
        ),
        (
            equation(dot(A), 2 * eta * A * g),
            equation(rho, eta_W / eta),
            equation(sp.Symbol("grad_A_c"), orbit_slope(c)),
            equation(sp.Function("c")(A), 1 - rho * A / (2 * (1 + c_star)) + _order(A**2)),
        ),
        Check(
            "The rate of the gain, the quotient of the two rates, and its value at `A = 0`, `c = 1`, are those of the "
            "derived flow.", ((ProofMethod.FIELD, proved),)
        ),
    )  # fmt: skip


def time() -> tuple[Step, sp.Expr]:
    """The learning time has one logarithm, and its coefficient is (1 + c*)/(2η)."""
    # c = 1 − kA + yA² with any y: what of the integrand is not the pole 1/A, at A = 0.
    slope, rest = rho / (2 * (1 + c_star)), sp.Symbol("y")
    decay = 1 - slope * A + rest * A**2
    integrand = 1 / (2 * eta * A * (1 / (decay + c_star) - A / (2 * decay)))
    above, below = sp.fraction(sp.cancel(sp.together(integrand - (1 + c_star) / (2 * eta * A))))
    proved = require(vanishing([above.subs(A, 0) - offset * below.subs(A, 0)]), "learning time")
    require((sp.expand(below.subs(A, 0)) != 0,), "learning time", ["denominator at A = 0"])
    law = (1 + c_star) / (2 * eta) * sp.log(1 / A_0) + _K
    end = sp.Symbol("A_1")
    return Step(
        4,
        "Learning time",
        (
            "The time from `A₀` to a gain `A₁` is an integral along the orbit. Its integrand has a simple pole at `A "
            "= 0` and is regular otherwise, so the time is a logarithm and a number that depends on the target and on "
            "what counts as learnt, but not on the start. A start beside the orbit changes the time by terms of order "
            "`A₀ ln(1/A₀)`.",
        ),
        (
            equation(_s, sp.Integral(1 / (2 * eta * A * g), (A, A_0, end))),
            equation(1 / (2 * eta * A * g), (1 + c_star) / (2 * eta * A) + offset + _order(A)),
            equation(_s, law + _order(A_0 * sp.log(1 / A_0))),
        ),
        Check(
            "This is the constant term of the integrand on `c = 1 − ρA/(2(1 + c*)) + yA²`, for every `y`.",
            ((ProofMethod.FIELD, proved),),
        ),
    ), law  # fmt: skip


def limit_orbit() -> sp.Expr:
    """c² on the orbit as c* → 0."""
    return 1 + rho * (sp.log(1 - A / 2) - A / 2)


def limit_gain() -> sp.Expr:
    """A_c: where the limiting orbit reaches c = 0."""
    return 2 * (1 - sp.LambertW(sp.exp(1 - 1 / rho)))


def limit_offset() -> sp.Expr:
    """K as c* → 0."""
    integrand = sp.sqrt(limit_orbit()) / (A * (2 - A)) - 1 / (2 * A)
    return (sp.log(A_c) / 2 + sp.Integral(integrand, (A, 0, A_c))) / eta


def small() -> tuple[Step, sp.Expr]:
    """As c* → 0 the orbit has a closed form, and the time does not depend on c* any more."""
    squared = limit_orbit()
    decay = sp.Symbol("c", positive=True)
    slope = sp.diff(squared, A) - 2 * decay * orbit_slope(decay).subs(c_star, 0)
    x = sp.Symbol("x", positive=True)
    # x eˣ = exp(1 − 1/ρ) has the logarithm ln x + x = 1 − 1/ρ: c² = 0 at A = 2(1 − x).
    closes = (squared.subs(A, 2 * (1 - x)) - (1 + rho * (sp.log(x) + x - 1))).expand()
    constant = sp.limit(sp.sqrt(squared) / (A * (2 - A)) - 1 / (2 * A), A, 0) / eta - offset.subs(c_star, 0)
    proved = require(
        (
            *vanishing([_flat(slope), _flat(constant)]),
            closes == 0,
            squared.subs(A, 0) == 1,
        ),
        "small c*",
    )
    unit = {rho: sp.Integer(1), eta: sp.Integer(1)}
    numbers = {A_c: sp.Float(sp.N(limit_gain().subs(unit), 20), 20)}
    K = sp.Float(sp.N(limit_offset().subs(unit).subs(numbers), 15), 6)
    return Step(
        5,
        "Slow targets",
        (
            "As `c* → 0` the orbit is elementary. The outlier arrives at `c = 0`, that is at a decay rate of the "
            "order of `c*`, with a finite gain `A_c < 2` after a finite time. From there on everything is fast: the "
            "rates at the minimum (next step) are of the order `1/c*` and more. So the learning time tends to a "
            "constant: it hardly depends on `c*`, however long the network is to remember.",
        ),
        (
            equation(sp.Function("c")(A) ** 2, squared),
            equation(A_c, 2 * (1 - x)),
            equation(x * sp.exp(x), sp.exp(1 - 1 / rho)),
            equation(_K, limit_offset()),
            equation(sp.Function("A_c")(sp.Integer(1)), sp.Float(numbers[A_c], 6)),
            equation(sp.Function("K")(sp.Integer(1)), K),
        ),
        Check(
            "`c²` solves the equation of step 3 at `c* = 0` and starts at 1; it is zero at `A = 2(1 − x)` if `ln x + "
            "x = 1 − 1/ρ`; the value of the integrand at `A = 0` is that of step 4. The numbers are for unit rates, "
            "`ρ = η = 1`.",
            ((ProofMethod.FIELD, proved),),
        ),
    ), K  # fmt: skip


def minimum(ode: ReducedODE) -> tuple[Step, sp.Expr]:
    """The rates at the minimum, and the largest step there."""
    z = sp.Symbol("z")
    stiffness = eta_u / a**2 + eta_v * a**2
    jacobian = ode.jacobian.subs({b: 1 / a, c: c_star})
    trace, determinant = stiffness / (2 * c_star) + eta_W / (4 * c_star**3), stiffness * eta_W / (16 * c_star**4)
    claimed = z * (z**2 + trace * z + determinant)
    # λ_max solves λ² − trace·λ + determinant = 0.
    root, ratio = sp.Symbol("root"), stiffness / eta_W
    largest = eta_W / (8 * c_star**3) * (1 + 2 * ratio * c_star**2 + root)
    radicand = 1 + 4 * ratio**2 * c_star**4
    quadratic = sp.expand(sp.expand(largest**2 - trace * largest + determinant).subs(root**2, radicand))
    difference = sp.expand(jacobian.charpoly(z).as_expr() - claimed)
    proved = require(
        vanishing(
            [
                *(_flat(difference.coeff(z, k)) for k in range(3)),
                *(_flat(quadratic.coeff(root, k)) for k in range(2)),
            ]
        ),
        "minimum",
    )
    step = sp.series(2 / largest_curvature, c_star, 0, 6).removeO()
    return Step(
        6,
        "At the minimum",
        (
            "The target is learnt at `ab = 1`, `c = c*`, on a curve of minima, from which the conserved `a²/η_u − "
            "b²/η_v` selects one. With `E = η_u b² + η_v a²` there, `2η` for a balanced start, the rates of approach "
            "are 0, along the curve, and the roots of a quadratic. The smaller root is near `E/(4c*)`; the larger one "
            "is the curvature `λ_max`, and gradient descent with a step larger than `2/λ_max` leaves the minimum:",
        ),
        (
            equation(_lambda, largest_curvature),
            equation(2 / _lambda, step + _order(c_star**9)),
        ),
        Check(
            "At every minimum the Jacobian has this quadratic in its characteristic polynomial, and `λ_max` is its "
            "larger root; the series is SymPy's.",
            ((ProofMethod.FIELD, proved),),
        ),
    ), largest_curvature  # fmt: skip


def limit_curvature(rates: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
    """k with η_W = ρη, at rates for which 4/25 ≤ A_c ≤ 1."""
    root = sp.sqrt(limit_gain())
    return sp.N((rho * eta * root * (2 - root) ** 4 / 4).subs(rates), 20)


def steps(law: sp.Expr) -> tuple[Step, sp.Expr]:
    """The curvature on the way, and the number of steps."""
    x = sp.Symbol("x", positive=True)
    slow = c_star * x / (2 - x)
    rest = x**2 / (4 * c**2) - 1 / (c + c_star) ** 2
    bend = sp.diff(eta_W * x**2 * rest, c)
    curve = eta_W * x * (2 - x) ** 4 / (4 * c_star**3)
    proved = require(
        vanishing(
            [
                _flat(rest.subs(c, slow)),
                _flat(bend.subs(c, slow) + curve),
                sp.diff(x * (2 - x) ** 4, x) - (2 - x) ** 3 * (2 - 5 * x),
            ]
        ),
        "steps",
    )
    root = sp.sqrt(A)
    unit = {rho: sp.Integer(1), eta: sp.Integer(1)}
    return Step(
        7,
        "Number of steps",
        (
            "The minimum need not be the steepest point of the path. As `c* → 0` the decay rate `c` follows the gain "
            "at once, along `dc/ds = 0`, while `A` moves from `A_c` to 1; if `A_c < 1`, then `c` first undershoots "
            "`c*`. The curvature along that curve falls with `A` beyond `√A = 2/5`. So its largest value is the one "
            "at `A_c` (at `A = 4/25` if `A_c` is smaller, at `A = 1` if `A_c` is larger), and `λ_max ≈ k c*⁻³`, which "
            "at unit rates is a fifth more than at the minimum. At half the largest step, `1/λ_max`, the number `n` "
            "of steps is the product of learning time and curvature: the time hardly depends on `c*`, but the number "
            "of steps grows as `c*⁻³`.",
        ),
        (
            equation(c, c_star * root / (2 - root)),
            equation(_lambda, eta_W * root * (2 - root) ** 4 / (4 * c_star**3)),
            equation(_k, curve.subs(x, sp.sqrt(A_c)) * c_star**3),
            equation(sp.Function("k")(sp.Integer(1)), sp.Float(limit_curvature(unit), 6)),
            equation(sp.Symbol("n"), _k / c_star**3 * law),
        ),
        Check(
            "On this curve `dc/ds = 0` for every `c*`, `−∂(dc/ds)/∂c` has this value, and its derivative by `x = √A` "
            "has the sign of `2 − 5x`.",
            ((ProofMethod.FIELD, proved),),
        ),
    ), curve.subs(x, root)  # fmt: skip


def _order(expression: sp.Expr) -> sp.Expr:
    """A remainder, to display."""
    return sp.Function("O")(expression)


def _flat(expression: sp.Expr) -> sp.Expr:
    """One fraction, its denominator a polynomial."""
    return sp.cancel(sp.together(expression))
