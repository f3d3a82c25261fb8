"""Steps 4 to 9 of a derivation for one outlier and a weak random bulk, correct to second order in the bulk.

Along the unit vector n the network is the real outlier's; the rest of the weights is small, of the order ε of the bulk:

    W = (1 − c) n nᵀ + r nᵀ + n lᵀ + Z,    u = a n + p,    v = b n + q,

with r, l, p, q and the matrix Z orthogonal to n.  To second order the bulk enters the impulse response by overlaps,
l·r, l·p, q·r and q·p, and Z, most of it, not at all.  So Z is left out, and left at rest: what remains is a network of
three neurons made of overlaps, and the flow closes on a, b, c and the overlaps of four vectors, like that of factorised
weights.  Its loss is one of a network, never negative, where an expansion cut off at ε² would fall without bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import sympy as sp

from derivations.algebra import overlap_identities as identities
from derivations.algebra.exact import vanishing
from derivations.algebra.straight_line import Definitions, derivative
from derivations.algebra.symbols import coordinate, coordinates
from derivations.manifolds.vectors import WeakBulk
from derivations.steps import notation as n
from derivations.steps.frame import STABLE, hurwitz_determinants, stability_defects
from derivations.steps.gramians import NetworkGramians, cascade
from derivations.steps.notation import equation
from derivations.steps.reduction import Named, ReducedFlow
from derivations.steps.step import Check, ProofMethod, Step, require
from derivations.targets import Target

a, b, c = CORE = coordinates("a b c")
z = sp.Symbol("z", real=True)
eps = sp.Symbol("epsilon", real=True)


@dataclass(frozen=True)
class ThreeNeurons:
    """The network of three neurons, its Gramians, and the slopes of its loss.

    Attributes
    ----------
    gramians : NetworkGramians
        Of dimension 3, in the order p, n, r: the states that the input and W reach.
    definitions : Definitions
        Those of the Gramians, then those of the slopes.
    by_core : tuple of sympy.Expr
        ∂L/∂a, ∂L/∂b, ∂L/∂c.
    slopes : matrix (4, 4)
        Γ, the slopes by the overlaps, in the order r, p, l, q.
    """

    gramians: NetworkGramians
    definitions: Definitions
    by_core: tuple[sp.Expr, ...]
    slopes: sp.ImmutableMatrix


def in_weak_bulk(target: Target, bulk: WeakBulk) -> ReducedFlow:
    """One outlier and a bulk that is weak."""
    embedding, small = small_network(target, bulk)
    closing, velocity = closure(bulk, small)
    conserved, invariants = conservation(bulk, small, velocity)
    eigenvalues, hurwitz = spectrum(small)
    return ReducedFlow(
        steps=(
            embedding,
            closing,
            descent(bulk, small, velocity),
            reduced_ode(target, bulk, small, velocity),
            conserved,
            eigenvalues,
        ),
        definitions=small.definitions,
        velocity=velocity,
        observables=(("loss", small.gramians.loss), ("gain", a * b + coordinate("q_p"))),
        invariants=invariants,
        stability=hurwitz,
        target_power=small.gramians.target_power,
        gram=bulk.gram,
    )


def small_network(target: Target, bulk: WeakBulk) -> tuple[Step, ThreeNeurons]:
    """Step 4: three neurons with the same transfer function to second order, whatever Z."""
    l_r, l_p, q_r, q_p = bulk.visible
    feed, J = sp.ImmutableMatrix([l_p, 0]), sp.ImmutableMatrix([[1 - c, l_r], [1, 0]])
    u, v = sp.ImmutableMatrix([1, a, 0]), sp.ImmutableMatrix([q_p, b, q_r])
    g = cascade(feed, J, u, v, target)
    solved = require(vanishing(g.residuals(), g.definitions), "weak bulk")
    agreed = require(vanishing(_beside_the_full_network(bulk, g)), "weak bulk", ["1", "ε", "ε²"])
    by_W, by_u, by_v = g.gradient
    definitions, core = g.definitions, []
    for x, value in zip(CORE, (by_u[1], by_v[1], -by_W[1, 1]), strict=True):
        definitions, named = definitions.define(f"g_{x}", value)
        core.append(named)
    slopes = {}
    for overlap, value in zip(bulk.visible, (by_W[1, 2], by_W[1, 0], by_v[2], by_v[0]), strict=True):
        definitions, slopes[overlap] = definitions.define(f"g_{overlap.name}", value)
    size = len(bulk.gram)
    gamma = sp.ImmutableMatrix(size, size, lambda i, j: slopes.get(bulk.gram[i][j], sp.Integer(0)))
    small = ThreeNeurons(g, definitions, tuple(core), gamma)
    return Step(
        4,
        "Weak bulk",
        (
            "Along a unit vector `n` the network is that of one outlier, `W = (1 − c) nnᵀ`, `u = an`, `v = bn`; all "
            "other weights are of the order `ε` of the bulk: beside it `W` has the column `r`, the row `l` and a "
            "matrix `Z`, and `u` and `v` have parts `p` and `q`. Without `Z`, the input and `W` reach the states `(p, "
            "n, r)` only, and the network is one of three neurons whose weights are overlaps:",
        ),
        (
            equation(n.W, g.M + sp.eye(g.M.rows)),
            equation(n.u, u),
            equation(n.v, v),
            *(equation(symbol, expression) for symbol, expression in g.definitions.items),
        ),
        Check(
            "Its transfer function `vᵀ(z − M)⁻¹u` is that of the network with `Z` in the orders 1, `ε` and `ε²`, in "
            "two dimensions beside `n` (the terms are inner products, so two stand for any number); and the closed "
            "forms solve the Gramian equations.",
            ((ProofMethod.FIELD, agreed + solved),),
        ),
    ), small  # fmt: skip


def closure(bulk: WeakBulk, small: ThreeNeurons) -> tuple[Step, tuple[sp.Expr, ...]]:
    """Step 5: slopes, and the flow of a, b, c and the overlaps."""
    value = small.definitions.explicit(small.gramians.loss)
    gram = sp.ImmutableMatrix(bulk.gram)
    slope = {**dict(zip(CORE, small.by_core, strict=True)), **dict(zip(gram, small.slopes, strict=True))}
    own = [derivative(value, x) - slope[x] for x in bulk.coordinates]
    labels = [f"∂L/∂{x.name} − g" for x in bulk.coordinates]
    proved = require(vanishing(own, small.definitions), "closure", labels)
    moved = require(identities.flow(), "closure")
    rates = bulk.rates
    product = sp.diag(*bulk.vector_rates) * small.slopes * gram
    speeds = dict(zip(gram, -(product + product.T), strict=True))
    core = [-rate * g for rate, g in zip((rates.u, rates.v, rates.W), small.by_core, strict=True)]
    return Step(
        5,
        "Closure",
        (
            "Gradient flow moves `r`, `l`, `p` and `q` by sums of one another, weighted by the slopes `Γ` of the loss "
            "by visible overlaps, so that their overlaps move by overlaps. The slopes, and those by `a`, `b` and `c`, "
            "are",
        ),
        tuple(
            equation(symbol, value) for symbol, value in small.definitions.items[len(small.gramians.definitions) :]
        ),
        Check(
            "They are the derivatives of the closed form of the loss, which knows nothing of the adjoint formulas; and "
            "with `O` the Gram matrix of the vectors, `dO/ds = −(ηΓO + OΓη)`.",
            ((ProofMethod.FIELD, proved), (ProofMethod.MATRICES, moved)),
        ),
    ), (*core, *(speeds[x] for x in bulk.coordinates[3:]))  # fmt: skip


def descent(bulk: WeakBulk, small: ThreeNeurons, velocity: tuple[sp.Expr, ...]) -> Step:
    """Step 6: the loss never rises."""
    gram, rates = sp.ImmutableMatrix(bulk.gram), bulk.rates
    slope = {**dict(zip(gram, small.slopes, strict=True)), **dict(zip(CORE, small.by_core, strict=True))}
    change = sp.Add(*(slope[x] * speed for x, speed in zip(bulk.coordinates, velocity, strict=True)))
    squares = sp.Add(*(rate * g**2 for rate, g in zip((rates.u, rates.v, rates.W), small.by_core, strict=True)))
    across = (sp.diag(*bulk.vector_rates) * small.slopes * gram * small.slopes).trace()
    proved = require(vanishing([change + squares + across]), "descent")
    grads = [sp.Symbol(f"grad_{x}") ** 2 for x in "abc"]
    return Step(
        6,
        "Descent",
        (
            "The loss falls as fast as its gradient by `a`, `b`, `c` and the four vectors is long; the Gram matrix `O` "
            "is never negative:",
        ),
        (
            equation(
                sp.Symbol("dot_L"),
                -(n.eta_u * grads[0] + n.eta_v * grads[1] + n.eta_W * grads[2])
                - sp.Trace(n.eta * n.Gamma * n.Gram * n.Gamma),
            ),
        ),
        Check("`dL/ds = Σ ∂L/∂θ · dθ/ds` is minus these squares.", ((ProofMethod.FIELD, proved),)),
    )


def reduced_ode(target: Target, bulk: WeakBulk, small: ThreeNeurons, velocity: tuple[sp.Expr, ...]) -> Step:
    """Step 7: the equations, and to second order the correction of those of the real outlier."""
    leading, correction = _second_order(target, bulk, small.gramians.target_power)
    zero = {x: sp.Integer(0) for row in bulk.gram for x in row}
    value = small.definitions.explicit(small.gramians.loss)
    differences = [value.xreplace(zero) - leading]
    differences += [derivative(value, x).xreplace(zero) - slope for x, slope in correction.items()]
    proved = require(vanishing(differences), "reduced ODE", ["L₀", *(f"slope by {x.name}" for x in correction)])
    return Step(
        7,
        "Reduced ODE",
        (
            "Overlaps and outlier move each other. While the bulk is weak the loss is `L₀` plus the sum of the "
            "visible overlaps, each times its slope `g`, with `L₀` the loss of the real outlier and slopes that "
            "depend on `a`, `b` and `c`. This is the correction to the outlier's equations to second order, written "
            "out at the end,",
        ),
        (
            *(equation(n.dot(x), speed) for x, speed in zip(bulk.coordinates, velocity, strict=True)),
            equation(n.L, small.gramians.loss),
            equation(sp.Symbol("L_0"), leading),
            *(equation(sp.Symbol(f"{slope_name}_0"), value) for slope_name, value in _named(correction)),
        ),
        Check(
            "The loss and its slopes by visible overlaps, where these are zero, are `L₀` and the closed forms "
            "obtained from the resolvent to second order: `ab l·r/((z + c)²(z + 1)) + (a q·r + b l·p)/((z + c)(z + "
            "1)) + q·p/(z + 1)`, multiplied by `f₀ − f*` and integrated.",
            ((ProofMethod.FIELD, proved),),
        ),
    )  # fmt: skip


def conservation(bulk: WeakBulk, small: ThreeNeurons, velocity: tuple[sp.Expr, ...]) -> tuple[Step, Named]:
    """Step 8: the conserved matrix, along n and across it."""
    size = len(bulk.gram)
    law = require(identities.conservation(size), "invariants")
    signs = sp.diag(*bulk.signs)
    bipartite = require(
        vanishing(list(signs * small.slopes + small.slopes * signs)), "invariants", ["J Γ + Γ J"] * size**2
    )
    rates = bulk.rates
    l_l, r_r, p_p, q_q = coordinates("l_l r_r p_p q_q")
    linear: Named = (
        ("balance", rates.u * rates.v * (l_l - r_r) + rates.W * (rates.v * a**2 - rates.u * b**2)),
        ("balance_io", rates.v * (a**2 + p_p) - rates.u * (b**2 + q_q)),
    )
    moved = dict(zip(bulk.coordinates, velocity, strict=True))
    drift = [sp.Add(*(value.diff(x) * moved[x] for x in value.free_symbols & moved.keys())) for _, value in linear]
    proved = require(vanishing(drift, small.definitions), "invariants", [name for name, _ in linear])
    product = sp.Mul(*rates.symbols)
    S = sp.diag(*(sign * product / rate for sign, rate in zip(bulk.signs, bulk.vector_rates, strict=True)))
    powers = [S * sp.ImmutableMatrix(bulk.gram)]
    for _ in pairwise(range(size)):
        powers.append(sp.ImmutableMatrix(powers[0] * powers[-1]))
    traces = tuple((f"trace_C{k}", powers[k - 1].trace()) for k in range(2, size + 1))
    across = (n.right * n.right.T - n.left * n.left.T) / n.eta_W + n.p * n.p.T / n.eta_u - n.q * n.q.T / n.eta_v
    return Step(
        8,
        "Invariants",
        (
            "The matrix `C` is conserved for every `N`. Its entry along `n`, its trace, and the powers of its part "
            "across `n`, which reads as below (times the rates that divide it), give the conserved quantities",
        ),
        (
            equation(n.C, across),
            *(equation(sp.Symbol(name), value) for name, value in linear),
            *(equation(sp.Symbol(name), sp.Trace(n.C**k)) for k, (name, _) in enumerate(traces, 2)),
        ),
        Check(
            "`dC/ds = 0` for the part across `n`, and both linear quantities have zero derivative along the flow.",
            ((ProofMethod.MATRICES, law), (ProofMethod.FIELD, bipartite + proved)),
        ),
    ), (*linear, *traces)  # fmt: skip


def spectrum(small: ThreeNeurons) -> tuple[Step, tuple[sp.Expr, ...]]:
    """Step 9: the outlier, shifted by the bulk."""
    l_r, shift = coordinate("l_r"), sp.Symbol("shift")
    recurrent = sp.ImmutableMatrix(small.gramians.M[1:, 1:])
    chi = (z * sp.eye(2) - recurrent).det()
    # To second order the root near −c is at z = −c + ε² · shift.
    shifted = sp.expand(chi.subs(l_r, eps**2 * l_r).subs(z, -c + eps**2 * shift)).coeff(eps, 2)
    found = sp.solve(shifted, shift)[0]
    hurwitz = hurwitz_determinants(recurrent)
    root = (chi - ((z + c) * (z + 1) - l_r), sp.together(found - l_r / (1 - c)))
    proved = require(vanishing([*root, *stability_defects(chi, z, hurwitz)]), "spectrum")
    return Step(
        9,
        "Spectrum",
        (
            "The outlier of `M` is a root of `(z + c)(z + 1) = l·r`. Once it has left the bulk, its decay rate is the "
            "one below, to second order. The network is stable while the Hurwitz determinants are positive:",
        ),
        (
            equation(sp.Symbol("c_outlier"), c - l_r / (1 - c)),
            *(equation(sp.Symbol(f"H_{k + 1}"), value) for k, value in enumerate(hurwitz)),
        ),
        Check(
            f"The characteristic polynomial and its root near `−c`, to second order, are these. {STABLE}",
            ((ProofMethod.FIELD, proved),),
        ),
    ), hurwitz


def _beside_the_full_network(bulk: WeakBulk, g: NetworkGramians) -> list[sp.Expr]:
    """Orders 1, ε and ε² of the difference of the transfer functions, times both denominators: polynomials in ε."""
    right, left, p, q = (sp.Matrix(coordinates(f"{x}1 {x}2")) for x in "rlpq")
    Z = sp.Matrix(2, 2, coordinates("Z11 Z12 Z21 Z22"))
    full = sp.Matrix(
        sp.BlockMatrix([[sp.Matrix([-c]), eps * left.T], [eps * right, eps * Z - sp.eye(2)]]).as_explicit()
    )
    written, read = sp.Matrix([a, *(eps * p)]), sp.Matrix([b, *(eps * q)])
    products = (left.dot(right), left.dot(p), q.dot(right), q.dot(p))
    values = {x: eps**2 * value for x, value in zip(bulk.visible, products, strict=True)}
    first, second = z * sp.eye(3) - full, (z * sp.eye(3) - g.M).subs(values)
    response = (read.T * first.adjugate() * written)[0]
    small_response = (g.v.subs(values).T * second.adjugate() * g.u)[0]
    difference = response * second.det() - small_response * first.det()
    return [sp.expand(difference).coeff(eps, k) for k in range(3)]


def _second_order(target: Target, bulk: WeakBulk, power: sp.Expr) -> tuple[sp.Expr, dict[sp.Symbol, sp.Expr]]:
    """L₀, and the slopes by visible overlaps where these are zero: each ∫ (f₀ − f*) g dt, by the transform of g."""
    outlier, one = 1 / (z + c), 1 / (z + 1)
    transforms = (a * b * outlier**2 * one, b * outlier * one, a * outlier * one, one)
    leading = (a * b) ** 2 / (4 * c) - a * b * _against_target(target, outlier) + power
    slopes = [a * b * transform.subs(z, c) - _against_target(target, transform) for transform in transforms]
    return leading, {x: sp.factor_terms(slope) for x, slope in zip(bulk.visible, slopes, strict=True)}


def _named(correction: dict[sp.Symbol, sp.Expr]) -> list[tuple[str, sp.Expr]]:
    return [(f"g_{x.name}", value) for x, value in correction.items()]


def _against_target(target: Target, transform: sp.Expr) -> sp.Expr:
    """∫ f* g dt = c* ĝ(−A*) b* for a g whose transform is a product of powers of 1/(z + c) and 1/(z + 1)."""
    value = target.b
    for factor in sp.Mul.make_args(transform):
        base, exponent = factor.as_base_exp()
        if not base.has(z):
            continue
        matrix = (base - z) * sp.eye(target.order) - target.A
        for _ in range(-int(exponent)):
            value = matrix.adjugate() * value / sp.factor(matrix.det())
    constant = sp.Mul(*(factor for factor in sp.Mul.make_args(transform) if not factor.has(z)))
    return constant * (target.c * value)[0]
