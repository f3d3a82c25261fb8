"""Steps of `learning_time` for a conjugate pair: from the zero network to one real outlier, a saddle, and beyond."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from derivations.algebra.exact import vanishing
from derivations.algebra.matrix_words import Words
from derivations.algebra.symbols import c_star, coordinates, omega_star, phase, rate, t
from derivations.reduced import ReducedODE
from derivations.steps import notation
from derivations.steps.notation import dot, equation
from derivations.steps.step import Check, ProofMethod, Step, require
from derivations.targets import damped_oscillator

p, q, r, alpha, beta = coordinates("p q r alpha beta")
eta_W, eta = rate("W"), rate("io")

A = sp.Symbol("A", positive=True)
"""Gain of the real outlier."""
c = sp.Symbol("c", positive=True)
"""Its decay rate."""
mu = sp.Symbol("mu", positive=True)
"""Rate at which the second outlier grows."""
F = sp.Symbol("F_star")
"""Transform of the target at 1, ∫ f* e^{−t} dt."""

_z = sp.Symbol("z")
transform = ((_z + c_star) * sp.cos(phase) - omega_star * sp.sin(phase)) / ((_z + c_star) ** 2 + omega_star**2)
"""F*(z) of the damped oscillator, the Laplace transform of its filter."""
at_one = ((1 + c_star) * sp.cos(phase) - omega_star * sp.sin(phase)) / ((1 + c_star) ** 2 + omega_star**2)
"""F*(1) of the damped oscillator."""
_distance = (c - c_star) ** 2 + omega_star**2
escape = A * _distance * (eta * (1 - c) ** 2 + eta_W * A) / (4 * c**2 * (1 + c) * ((1 + c_star) ** 2 + omega_star**2))
"""μ, while the second outlier is still at −1."""


def zero_network(ode: ReducedODE) -> Step:
    """Every target, network and start: the rates at W = 0, u = v = 0."""
    A_, u, v, b, c_ = (Words.letter(name) for name in "Auvbc")
    # Z = (1 − A*)⁻¹, so ZA* = A*Z = Z − 1.
    Z, one = Words.letter("Z"), Words.identity()
    X, Y = u @ b.T @ Z.T, v @ c_ @ Z
    residuals = (
        (-one @ X + X @ A_.T + u @ b.T).where(("Zᵀ", "Aᵀ"), Z.T - one),
        (-one @ Y + Y @ A_ + v @ c_).where(("Z", "A"), Z - one),
    )
    lemma = require(tuple(residual.is_zero for residual in residuals), "zero network")
    target = damped_oscillator()
    resolvent = (target.c * (sp.eye(2) - target.A).adjugate() * target.b)[0] / (sp.eye(2) - target.A).det()
    definitions, jacobian = ode.jacobian_at(dict.fromkeys(ode.state, sp.Integer(0)))
    diagonal = {alpha: eta * at_one, beta: -eta * at_one}
    rates = [
        entry - (diagonal.get(x, 0) if x is y else 0)
        for x, row in zip(ode.state, jacobian, strict=True)
        for y, entry in zip(ode.state, row, strict=True)
    ]
    proved = require(
        (*vanishing([sp.cancel(sp.together(resolvent - at_one))]), *vanishing(rates, definitions)), "zero network"
    )
    return Step(
        8,
        "Leaving the zero network, any target",
        (
            "The zero network, `W = 0` and `u = v = 0`, is at rest, whatever its size. `W` moves only in second "
            "order; `u` and `v` drive each other in proportion to `F* = ∫ f*(t) exp(−t) dt`. So `u/√η_u + v/√η_v` "
            "grows at the rate `√(η_uη_v) F*` if `F* > 0`, and the difference grows if `F* < 0`; the gain grows twice "
            "as fast. For the integrator, `F* = 1/(1 + c*)`. For `|u| = |v| = κ` with the angle `θ` between them, the "
            "part that grows is `α = κ cos(θ/2)` and the part that decays is `β = κ sin(θ/2)`, or the other way round "
            "if `F* < 0`; at `η_u = η_v` the time until the gain is of order 1 is `ln(1/α₀)/(ηF*)`. Where `F* = 0`, "
            "for an oscillator at `tan φ = (1 + c*)/ω*`, the next step decides.",
        ),
        (
            equation(F, notation.c_star * (sp.Identity(notation.K) - notation.A_star).inverse() * notation.b_star),
            equation(F, at_one),
            equation(notation.grad_u, -F * notation.v),
            equation(notation.grad_v, -F * notation.u),
            equation(dot(alpha), eta * F * alpha),
            equation(dot(beta), -eta * F * beta),
        ),
        Check(
            "The Gramian equations at `W = 0` are solved for every `N` and `K`; `F*` of the oscillator is its "
            "transform at 1; and all 25 entries of the pair's Jacobian are these.",
            ((ProofMethod.MATRICES, lemma), (ProofMethod.FIELD, proved)),
        ),
    )  # fmt: skip


def second_order(ode: ReducedODE) -> Step:
    """Where F* = 0 the flow begins in second order: a network stays for a time of order 1/κ, not ln(1/κ)."""
    # Along a ray the state is (x + y)θ: the second derivative by x and y at 0 is the quadratic part of the flow.
    first, second = sp.symbols("ray_1 ray_2")
    ray = {x: (first + second) * x for x in ode.state}
    definitions, speeds = ode.rhs_at(ray)
    definitions, rows = definitions.jacobian(speeds, [first])
    definitions, rows = definitions.jacobian([row[0] for row in rows], [second])
    at_zero = {first: sp.Integer(0), second: sp.Integer(0)}
    slope = -sp.diff(transform, _z).subs(_z, 1)
    quadratic = {
        p: eta_W * alpha**2, q: -eta_W * alpha * beta, r: -eta_W * beta**2,
        alpha: eta * (p * alpha - q * beta), beta: -eta * (q * alpha + r * beta),
    }  # fmt: skip
    proved = require(
        vanishing(
            [
                row[0].xreplace(at_zero) - 2 * sp.cancel(sp.together(slope)) * quadratic[x]
                for x, row in zip(ode.state, rows, strict=True)
            ],
            definitions.at(at_zero),
        ),
        "second order",
        [x.name for x in ode.state],
    )
    G = sp.Symbol("G_star")
    return Step(
        9,
        "Where nothing grows to first order",
        (
            "Where `F* = 0`, a network begins to learn by its terms of second order, with `G* = ∫ f*(t) t exp(−t) "
            "dt`. `W` is then as large as `u` and `v`, and nothing in the equations sets a scale: weights of size `κ` "
            "at the time `s` behave as weights of size 1 at the time `κs`. So a network stays near the zero network "
            "for a time that grows as `1/κ`. Where `F* ≠ 0`, these terms add to the linear ones.",
        ),
        (
            equation(G, sp.Integral(sp.Symbol("f_star(t)") * t * sp.exp(-t), (t, 0, sp.oo))),
            *(equation(dot(x), value * G) for x, value in quadratic.items()),
        ),
        Check(
            "This is the second derivative of the pair's flow along every ray from the zero network; `G*` is "
            "`−dF*(z)/dz` at `z = 1`.",
            ((ProofMethod.FIELD, proved),),
        ),
    )  # fmt: skip


def saddle(ode: ReducedODE) -> Step:
    """The best real outlier: where f − f* has a double zero at the outlier's mirror image."""
    gain, cosine, sine = _k**2 * 4 * c**2, *_target_of_saddle()
    definitions, rhs = ode.rhs_at({**_saddle(), r: sp.Integer(0)})
    y = sp.Symbol("y", positive=True)
    cubic = y**3 - 2 * c_star * y**2 - 3 * omega_star**2 * y + 2 * c_star * omega_star**2
    at = {z: cubic.subs(y, z) for z in (sp.Integer(0), c_star, 2 * c_star)}
    error = gain * ((_z + c_star) ** 2 + omega_star**2) - (_z + c) * ((_z + c_star) * cosine - sine)
    proved = require(
        (
            *vanishing(rhs, definitions),
            *vanishing(
                [
                    error - (gain - cosine) * (_z - c) ** 2,
                    (gain - cosine) * 4 * c**2 - gain * _distance,
                    2 * gain * (c + c_star) - (3 * c + c_star) * cosine + sine,
                    sine - _k**2 * cubic.subs(y, c + c_star),
                    at[sp.Integer(0)] - 2 * c_star * omega_star**2,
                    at[c_star] + c_star * (c_star**2 + omega_star**2),
                    at[2 * c_star] + 4 * c_star * omega_star**2,
                ]
            ),
        ),
        "one outlier first",
    )
    return Step(
        10,
        "One real outlier first",
        (
            "On the set `β = q = r = 0`, which a network with `u ∥ v` never leaves, the pair is one real outlier `−c` "
            "with the gain `A = α²`. It is best where `f − f*` is orthogonal to `exp(−ct)` and to `t exp(−ct)`, that "
            "is, where its transform has a double zero at `z = c`. This fixes `A` and `c`, and `A > cos φ` if `A > "
            "0`. (If `F* < 0`, then `A` is negative, and `α` and `β` change places.) For `φ = 0` the condition is a "
            "cubic in `y = c + c*`, which is positive at 0 and negative at `c*` and at `2c*`: there is exactly one "
            "such point with `c > 0`, and it has `c > c*`. As `c* → 0` it tends to `c = √3 ω*`, `A = 3/2`.",
        ),
        (
            equation(
                A / (_z + c) - sp.Symbol("F_star(z)"),
                (A - sp.cos(phase)) * (_z - c) ** 2 / ((_z + c) * ((_z + c_star) ** 2 + omega_star**2)),
            ),
            equation(A - sp.cos(phase), A * _distance / (4 * c**2)),
            equation(2 * A * (c + c_star), (3 * c + c_star) * sp.cos(phase) - omega_star * sp.sin(phase)),
            equation(cubic, sp.Integer(0)),
        ),
        Check(
            "For every `c` and `A > 0`, with the `cos φ` and `ω* sin φ` that the double zero requires, the derived "
            "flow of the pair is at rest; `ω* sin φ = 0` is the cubic, and these are its signs.",
            ((ProofMethod.FIELD, proved),),
        ),
    )  # fmt: skip


def leaving(ode: ReducedODE) -> tuple[Step, sp.Expr]:
    """The second outlier grows from the saddle: one combination of q and β, at a rate that is always positive."""
    definitions, jacobian = ode.jacobian_at(_saddle())
    state = {x: k for k, x in enumerate(ode.state)}
    Q, B = state[q], state[beta]
    d = 1 - r
    gain = 4 * c**2 * _k**2
    rate_ = (
        gain * _distance * (eta * (d - c) ** 2 + eta_W * gain)
        / (4 * c**2 * (d + c) * ((d + c_star) ** 2 + omega_star**2))
    )  # fmt: skip
    others = [jacobian[row][column] for row in (Q, B) for column in (state[p], state[r], state[alpha])]
    # y = β − αq/(d − c) grows: (∂y/∂q, ∂y/∂β) is a left eigenvector. The conserved quantity is the other one, at 0.
    left = {Q: -2 * c * _k, B: d - c}
    kept = {Q: eta * (1 - c - r), B: eta_W * 2 * c * _k}
    proved = require(
        vanishing(
            [
                *others,
                *(sum(left[i] * jacobian[i][j] for i in (Q, B)) - rate_ * left[j] for j in (Q, B)),
                *(sum(kept[i] * jacobian[i][j] for i in (Q, B)) for j in (Q, B)),
                rate_.subs(r, 0) - escape.subs(A, gain),
            ],
            definitions,
        ),
        "leaving the real outlier",
    )
    return Step(
        11,
        "Leaving the real outlier",
        (
            "For the pair this point is a saddle. A second outlier, so far at `−1` without any gain, is driven by `β` "
            "and `q`, to first order only through `y = β − αq/(1 − c)`, which grows at the rate `μ`; another "
            "combination, the conserved one, stays constant. Since `A > cos φ`, `μ` is positive for every target: a "
            "pair never gets stuck here, unless `u ∥ v` exactly. As `c* → 0` at `φ = 0` and equal rates, `μ` depends "
            "on `ω*` alone, and falls as `√3/(2ω*)` for fast oscillations.",
        ),
        (
            equation(mu, escape),
            equation(sp.Function("mu")(sp.Integer(0)), slow_escape()),
        ),
        Check(
            "In the pair's Jacobian at the saddle (also with another second outlier, `r ≠ 0`) no other coordinate "
            "drives `β` and `q`, and both combinations are left eigenvectors.",
            ((ProofMethod.FIELD, proved),),
        ),
    ), escape  # fmt: skip


def slow_escape() -> sp.Expr:
    """μ at the saddle c = √3 ω*, A = 3/2 of c* → 0, φ = 0, at unit rates."""
    omega = sp.Symbol("omega_star", positive=True)
    limit = escape.subs(c_star, 0).xreplace({omega_star: omega}).subs({eta: 1, eta_W: 1})
    return sp.factor(sp.simplify(limit.subs({c: sp.sqrt(3) * omega, A: sp.Rational(3, 2)})))


def birth(ode: ReducedODE) -> tuple[Step, sp.Expr]:
    """How small the second outlier is when the first one rests: the conserved part, and what the first one adds."""
    conserved = eta * q * (p - r) + eta_W * alpha * beta
    target = damped_oscillator()
    resolvent = (target.c * (_z * sp.eye(2) - target.A).adjugate() * target.b)[0] / (_z * sp.eye(2) - target.A).det()
    moment = sp.factor(-sp.diff(resolvent, _z).subs(_z, 1))
    # The second derivative of dq/ds by α and β, at the zero network.
    definitions, rows = ode.definitions.jacobian([ode.program_rhs[ode.state.index(q)]], [alpha])
    definitions, rows = definitions.jacobian(rows[0], [beta])
    zero = dict.fromkeys(ode.state, sp.Integer(0))
    growth = rows[0][0].xreplace(zero) + eta_W * moment
    proved = require(
        (
            *vanishing([dict(ode.program_invariants)["balance_12"] - conserved]),
            *vanishing([growth], definitions.at(zero)),
        ),
        "birth",
    )
    alpha_0, beta_0 = sp.symbols("alpha_0 beta_0", positive=True)
    size = alpha_0 * beta_0 * sp.Abs(1 + sp.Symbol("K_1") * sp.log(1 / alpha_0))
    law = sp.log(1 / alpha_0) / (eta * F) + sp.log(1 / size) / mu + sp.Symbol("T")
    return Step(
        12,
        "Birth of the pair",
        (
            "While `β` and `q` are small they obey linear equations. As `α` grows, `β` falls, so that `αβ` is "
            "constant, and `q` moves all the while by `−η_W D αβ`, with `D = ∫ f*(t) t exp(−t) dt`: when the gain is "
            "of order 1, `q` is `α₀β₀` times `ln(1/α₀)`. So where the first outlier rests, `y` is `α₀β₀ = κ² "
            "sin(θ)/2` times `(1 + K₁ ln(1/α₀))` and numbers that depend on the target alone. It grows to order 1 in "
            "a further time, the logarithm of its inverse divided by `μ`; the birth of the pair and the end of "
            "learning follow, after times that do not depend on the start. Where `K₁` is negative there is a size of "
            "the start at which `y` vanishes: there the birth takes longest, and smaller starts lead to a pair that "
            "turns the other way.",
        ),
        (
            equation(sp.Symbol("balance_12"), conserved),
            equation(dot(q), -eta_W * sp.Symbol("D") * alpha * beta),
            equation(sp.Symbol("D"), moment),
            equation(sp.Symbol("s"), law),
        ),
        Check(
            "This is the quantity that the derived flow of the pair conserves, and at the zero network the derivative "
            "of `dq/ds` by `α` and `β` is `−η_W D`.",
            ((ProofMethod.FIELD, proved),),
        ),
    ), law  # fmt: skip


_k = sp.Symbol("k", positive=True)
"""Parametrises the saddles: A = 4c²k², so that α = 2ck and what the target must be are polynomials."""


def _target_of_saddle() -> tuple[sp.Expr, sp.Expr]:
    """The cos φ and the ω* sin φ, of a target of any size, whose saddle is at c, A = 4c²k²."""
    cosine = _k**2 * (4 * c**2 - _distance)
    return cosine, cosine * (c_star + 3 * c) - 8 * c**2 * _k**2 * (c + c_star)


def _saddle() -> Mapping[sp.Expr, sp.Expr]:
    """The state of the saddle, whatever r, and its target."""
    cosine, sine = _target_of_saddle()
    state = {p: 1 - c, q: sp.Integer(0), alpha: 2 * c * _k, beta: sp.Integer(0)}
    return {**state, sp.cos(phase): cosine, sp.sin(phase): sine / omega_star}
