"""Steps 4 to 9 of a derivation when W is trained by its factors, W = Σ_k m_k n_kᵀ: the flow closes on overlaps.

The impulse response depends on the vectors only by the visible overlaps, so the gradient by each vector is a sum of
the others, weighted by the slopes Γ of the loss; and inner products of vectors that move by sums of themselves move by
inner products.  No frame is needed, and no assumption on the initial vectors.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from derivations.algebra import overlap_identities as identities
from derivations.algebra.exact import vanishing
from derivations.algebra.identities import balance
from derivations.algebra.straight_line import Definitions, derivative
from derivations.algebra.symbols import coordinate
from derivations.manifolds.vectors import Factorised, overlap
from derivations.steps import notation as n
from derivations.steps.frame import spectrum
from derivations.steps.gramians import NetworkGramians, cascade
from derivations.steps.notation import equation
from derivations.steps.reduction import Named, ReducedFlow
from derivations.steps.step import Check, ProofMethod, Step, require
from derivations.targets import Target


@dataclass(frozen=True)
class Overlaps:
    """The vectors' Gram matrix O, the visible part of it as a network of R + 1 neurons, and the loss's slopes by it.

    Attributes
    ----------
    gram, slopes : matrices (2R + 2, 2R + 2)
        O and Γ, in the order u, m, n, v; Γ is symmetric, zero at invisible overlaps.
    signs : tuple of int
        +1 for vectors that the input and W write (u, m), −1 for those that are read (n, v).
    rates : tuple of sympy.Symbol
        Of the vectors, in the same order.
    gramians : NetworkGramians
        The small network, and its Gramians.
    definitions : Definitions
        Those of the Gramians, then those of the slopes.
    """

    gram: sp.ImmutableMatrix
    slopes: sp.ImmutableMatrix
    signs: tuple[int, ...]
    rates: tuple[sp.Symbol, ...]
    gramians: NetworkGramians
    definitions: Definitions


def in_overlaps(target: Target, factors: Factorised) -> ReducedFlow:
    """Weights known by the overlaps of their vectors."""
    embedding, overlaps = small_network(target, factors)
    closing, velocity = closure(factors, overlaps)
    falling = descent(factors, overlaps, velocity)
    dynamics = reduced_ode(factors, overlaps, velocity)
    conserved, invariants = conservation(factors, overlaps, velocity)
    eigenvalues, found = spectrum(sp.ImmutableMatrix(overlaps.gramians.M[1:, 1:]), factors.coordinates)
    return ReducedFlow(
        steps=(embedding, closing, falling, dynamics, conserved, eigenvalues),
        definitions=overlaps.definitions,
        velocity=velocity,
        observables=(("loss", overlaps.gramians.loss), ("gain", coordinate("v_u")), *found.observables),
        invariants=invariants,
        stability=found.hurwitz,
        target_power=overlaps.gramians.target_power,
        gram=factors.gram,
    )


def small_network(target: Target, factors: Factorised) -> tuple[Step, Overlaps]:
    """Step 4: a network of R + 1 neurons, made of visible overlaps, with the same impulse response."""
    reduced = require(identities.small_network(), "small network")
    lifted = require(identities.gramians(), "small network")
    inputs, outputs = factors.read_in_side, factors.read_out_side
    v = sp.ImmutableMatrix([overlap("v", x) for x in inputs])
    feed = sp.ImmutableMatrix([overlap(x, "u") for x in outputs[1:]])
    J = sp.ImmutableMatrix([[overlap(x, y) for y in inputs[1:]] for x in outputs[1:]])
    u = sp.ImmutableMatrix([1] + [0] * factors.rank)
    g = cascade(feed, J, u, v, target)
    solved = require(vanishing(g.residuals(), g.definitions), "small network")
    definitions, slopes = g.definitions, {}
    by_W, _, by_v = g.gradient
    for i, x in enumerate(outputs):
        for j, y in enumerate(inputs):
            definitions, slopes[x, y] = definitions.define(f"g_{x}_{y}", by_W[i, j] if i else by_v[j])
    vectors = factors.vectors
    size = len(vectors)
    overlaps = Overlaps(
        gram=sp.ImmutableMatrix(factors.gram),
        slopes=sp.ImmutableMatrix(
            size, size, lambda i, j: slopes.get((vectors[i], vectors[j]), slopes.get((vectors[j], vectors[i]), 0))
        ),
        signs=tuple(1 if x in inputs else -1 for x in vectors),
        rates=tuple({"u": factors.rates.u, "v": factors.rates.v}.get(x, factors.rates.W) for x in vectors),
        gramians=g,
        definitions=definitions,
    )
    return Step(
        4,
        "Small network",
        (
            "The input and the recurrent weights reach no other states than combinations of ",
            sp.Tuple(*(sp.Symbol(x) for x in inputs)), ", the columns of ", n.Z, ". In these, `h = Zz`, the network is "
            "one of `R + 1` neurons whose weights are visible overlaps: `WZ = Zω`, `u = Zμ`, `ν = Zᵀv`. It has the "
            "same impulse response, and its Gramians, `p`, `q`, `x`, `y`, give the full network's: `P = ZpZᵀ`, `X = "
            "Zx`, `ZᵀQZ = q`, `ZᵀY = y`. They are",
        ),
        (
            equation(n.W, g.M + sp.eye(g.M.rows)),
            equation(n.u, u),
            equation(n.v, v),
            *(equation(symbol, expression) for symbol, expression in g.definitions.items),
        ),
        Check(
            "`M Z = Z (ω − 1)` and `Zμ = u`; the small network's Gramians, lifted by `Z`, solve the full network's "
            "equations, and the closed forms solve the small one's.",
            ((ProofMethod.MATRICES, reduced + lifted), (ProofMethod.FIELD, solved)),
        ),
    ), overlaps  # fmt: skip


def closure(factors: Factorised, overlaps: Overlaps) -> tuple[Step, tuple[sp.Expr, ...]]:
    """Step 5: the gradient by each vector is a sum of vectors, so the overlaps move by overlaps alone."""
    chain = require(identities.gradients() + identities.flow(), "closure")
    value = overlaps.definitions.explicit(overlaps.gramians.loss)
    slope = dict(zip(overlaps.gram, overlaps.slopes, strict=True))
    own = [derivative(value, x) - slope[x] for x in factors.coordinates]
    labels = [f"∂L/∂{x.name} − Γ" for x in factors.coordinates]
    proved = require(vanishing(own, overlaps.definitions), "closure", labels)
    rates = sp.diag(*overlaps.rates)
    product = rates * overlaps.slopes * overlaps.gram
    speeds = dict(zip(overlaps.gram, -(product + product.T), strict=True))
    return Step(
        5,
        "Closure",
        (
            "The loss depends on the vectors by visible overlaps alone. Let `Γ` hold its slopes `∂L/∂(xᵀy)`, a "
            "symmetric matrix with zeros for invisible overlaps. Then the gradient by a vector is the sum of all "
            "vectors weighted by its row of `Γ`, and the overlaps of vectors that move by sums of vectors move by "
            "overlaps. The slopes are",
        ),
        tuple(
            equation(symbol, value)
            for symbol, value in overlaps.definitions.items[len(overlaps.gramians.definitions) :]
        ),
        Check(
            "The full gradients by `n` and `v`, `P Q m − X Yᵀ m` and `P v − X C*ᵀ`, are these sums (those by `m` and "
            "`u` by transposition); `Γ` is the derivative of the closed form of the loss by each of the overlaps, "
            "visible or not; and with `O` the Gram matrix of the vectors, `dO/ds = −(ηΓO + OΓη)`.",
            ((ProofMethod.MATRICES, chain), (ProofMethod.FIELD, proved)),
        ),
    ), tuple(speeds[x] for x in factors.coordinates)  # fmt: skip


def descent(factors: Factorised, overlaps: Overlaps, velocity: tuple[sp.Expr, ...]) -> Step:
    """Step 6: the loss never rises, since O is a Gram matrix."""
    rates, slopes, gram = sp.diag(*overlaps.rates), overlaps.slopes, overlaps.gram
    slope = dict(zip(gram, slopes, strict=True))
    change = sp.Add(*(slope[x] * speed for x, speed in zip(factors.coordinates, velocity, strict=True)))
    proved = require(vanishing([change + (rates * slopes * gram * slopes).trace()]), "descent")
    return Step(
        6,
        "Descent",
        (
            "Overlaps are not weights, but what moves them is still steepest descent: the squared length of the "
            "gradient by the vectors, `Σ η|∂L/∂x|²`, is a quadratic form in the slopes whose matrix is the Gram matrix "
            "`O`, which is never negative:",
        ),
        (equation(sp.Symbol("dot_L"), -sp.Trace(n.eta * n.Gamma * n.Gram * n.Gamma)),),
        Check("`dL/ds = Σ ∂L/∂o · do/ds` is minus this trace.", ((ProofMethod.FIELD, proved),)),
    )


def reduced_ode(factors: Factorised, overlaps: Overlaps, velocity: tuple[sp.Expr, ...]) -> Step:
    """Step 7: the equations, and what in them is visible."""
    used = overlaps.definitions.needed_for(velocity).items
    unseen = [not value.has(*factors.invisible) for _, value in used]
    theta = factors.coordinates
    # Linear in the overlaps once Γ is given: no derivative of a speed by an overlap contains an overlap.
    straight = [not any(derivative(speed, x).has(*theta) for x in theta) for speed in velocity]
    proved = require(unseen, "reduced ODE", [f"{x} by visible overlaps alone" for x, _ in used])
    proved += require(straight, "reduced ODE", [f"linearity of d{x.name}/ds" for x in theta])
    return Step(
        7,
        "Reduced ODE",
        (
            "The slopes `Γ` depend on the visible overlaps alone; what they multiply are overlaps of both kinds. So "
            "the invisible ones do not enter the impulse response, but decide how fast it changes:",
        ),
        (
            *(equation(n.dot(x), speed) for x, speed in zip(factors.coordinates, velocity, strict=True)),
            equation(n.L, overlaps.gramians.loss),
        ),
        Check(
            "No slope contains an invisible overlap; with the slopes given, the equations are linear in the overlaps.",
            ((ProofMethod.FIELD, proved),),
        ),
    )


def conservation(factors: Factorised, overlaps: Overlaps, velocity: tuple[sp.Expr, ...]) -> tuple[Step, Named]:
    """Step 8: the matrix that is conserved for every N, seen by the overlaps, and the balance of the factors."""
    size = len(overlaps.signs)
    law = require(balance() + identities.conservation(size), "invariants")
    signs = sp.diag(*overlaps.signs)
    bipartite = signs * overlaps.slopes + overlaps.slopes * signs
    require(vanishing(list(bipartite)), "invariants", ["J Γ + Γ J"] * len(bipartite))
    linear = _linear_invariants(factors)
    moved = dict(zip(factors.coordinates, velocity, strict=True))
    drift = [sp.Add(*(value.diff(x) * moved[x] for x in value.free_symbols & moved.keys())) for _, value in linear]
    proved = require(vanishing(drift, overlaps.definitions), "invariants", [name for name, _ in linear])
    # S times the product of the distinct rates, so that a rate of zero is nothing special.
    distinct = factors.rates.symbols
    S = sp.diag(
        *(
            sign * sp.Mul(*(other for other in distinct if other != rate))
            for sign, rate in zip(overlaps.signs, overlaps.rates, strict=True)
        )
    )
    powers = [S * overlaps.gram]
    while len(powers) < size:
        powers.append(sp.ImmutableMatrix(powers[0] * powers[-1]))
    # The first trace is the sum of linear ones; of a product only the diagonal is needed.
    traces = [
        (f"trace_C{k}", sp.Add(*_diagonal(powers[k // 2 - 1], powers[k - k // 2 - 1]))) for k in range(2, size + 1)
    ]
    found = (*linear, *traces)
    return Step(
        8,
        "Invariants",
        (
            "The matrix `C` is conserved: for the factors in place of `W` it reads as below, and its rate of change "
            "vanishes because only overlaps between vectors of unlike signs in it are visible. The overlaps determine "
            "the traces of its powers, which are those of the powers of `SO` with `S` the diagonal of `±1/η`; they "
            "are kept multiplied by the rates in the denominators. The factors have a balance of their own:",
        ),
        (
            equation(
                sp.MatrixSymbol("C", n.N, n.N),
                n.u * n.u.T / n.eta_u + (n.m * n.m.T - n.n * n.n.T) / n.eta_factors - n.v * n.v.T / n.eta_v,
            ),
            *(equation(sp.Symbol(name), value) for name, value in linear),
            *(
                equation(sp.Symbol(name), sp.Trace(n.C**k))
                for k, (name, _) in enumerate(traces, 2)
            ),
        ),
        Check(
            "`dC/ds = 0`, `tr Cᵏ = tr (SO)ᵏ`, and each linear quantity has zero derivative along the flow.",
            ((ProofMethod.MATRICES, law), (ProofMethod.FIELD, proved + len(bipartite))),
        ),
    ), found  # fmt: skip


def _linear_invariants(factors: Factorised) -> Named:
    rates = factors.rates
    m, n_ = factors.read_in_side[1:], factors.read_out_side[1:]
    pairs = [(i, j) for i in range(factors.rank) for j in range(i, factors.rank)]
    labels = ["balance_factors" + (f"_{i + 1}{j + 1}" if factors.rank > 1 else "") for i, j in pairs]
    io = ("balance_io", rates.v * overlap("u", "u") - rates.u * overlap("v", "v"))
    own = [overlap(m[i], m[j]) - overlap(n_[i], n_[j]) for i, j in pairs]
    return (io, *zip(labels, own, strict=True))


def _diagonal(A: sp.MatrixBase, B: sp.MatrixBase) -> list[sp.Expr]:
    return [A[i, j] * B[j, i] for i in range(A.rows) for j in range(A.cols)]
