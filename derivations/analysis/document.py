"""The analysis of a system as a document: what is conserved, where learning starts, who can learn, where it rests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sympy as sp

from derivations.algebra.symbols import c_star, phase
from derivations.analysis import pair
from derivations.analysis.fixed_points import LARGEST, SymbolicFixedPoint
from derivations.analysis.origin import F, ZeroNetwork, zero_network
from derivations.analysis.trained_subsets import (
    OutlierSubset,
    Subset,
    a,
    b,
    c,
    gain_of_u_and_v_alone,
    line_into_zero,
    outlier_subsets,
    runaway,
    subsets,
)
from derivations.derivation import derive
from derivations.documents import blocks as contents
from derivations.documents.blocks import Block, Display, Heading, Legend, Paragraph
from derivations.documents.document import Document
from derivations.documents.layout import Relation
from derivations.documents.typeset import typeset
from derivations.errors import InputError
from derivations.manifolds.frames import Manifold
from derivations.reduced import ReducedODE
from derivations.steps import notation as n
from derivations.steps.step import require
from derivations.targets import Target


@dataclass(frozen=True)
class Analysis(Document):
    """What each subset of the weights can learn, and where learning comes to rest, as a document.

    Attributes
    ----------
    contents : tuple of Block
    """

    contents: tuple[Block, ...]

    def blocks(self) -> tuple[Block, ...]:
        """What the document says."""
        return self.contents


def analyse(target: Target, manifold: Manifold) -> Analysis:
    """Analyse all subsets of the weights that can be trained, the largest first.

    For one real outlier everything is in closed form; for a pair the document has what is exact.

    Raises
    ------
    InputError
        If the target is not one that the manifold's outliers can learn: its order differs from their number.
    """
    if target.order != manifold.dimension:
        raise InputError(
            f"the analysis is of outliers that suffice for their target, but {target.name!r} has the order "
            f"{target.order} and manifold {manifold.name!r} has {manifold.dimension}; analyse it numerically: "
            "python -m reduced_odes analyse",
            name="target",
            value=target.name,
        )
    ode = derive(target, manifold).ode
    particular = _one(target, manifold, ode) if len(ode.state) <= LARGEST else _two(target, manifold, ode)
    blocks = (
        Heading(f"Where learning comes to rest: {contents.spoken(target.name)}", 1),
        Paragraph(
            (
                f"This document follows gradient flow on the manifold '{manifold.name}' (its equations: python -m "
                f"derivations {ode.name}) for every subset of the weights that can be trained: what it conserves, how "
                "it leaves the zero network, what it can learn, and where it comes to rest. Everything is derived "
                "from the equations and checked exactly. The rates `λ` are the eigenvalues of the linearised flow: "
                "they are negative where learning approaches, positive where it escapes, and zero along a family of "
                "fixed points. Gradient descent needs a step `η` below `η_max`, which is `2/|λ|` of the fastest rate; "
                "after `k` steps it is at the learning time `s = ηk`.",
            )
        ),
        *_conserved(ode),
        *_zero_network(zero_network(target, manifold, ode), manifold),
        *particular,
    )
    return Analysis(blocks)


_YES = (
    "Yes means that neither conserved quantities nor untrained weights exclude the target: some network with these "
    "weights has its filter."
)
"""What the table of subsets claims."""


def _conserved(ode: ReducedODE) -> tuple[Block, ...]:
    law = n.equation(n.C, (n.W * n.W.T - n.W.T * n.W) / n.eta_W + n.u * n.u.T / n.eta_u - n.v * n.v.T / n.eta_v)
    return (
        Heading("Conserved quantities"),
        Paragraph(
            (
                "With all weights trained, the following matrix is constant in networks of any size. On the manifold "
                "its entries, without common factors, are",
            )
        ),
        Display((*contents.displayed(law), *_equalities({sp.Symbol(k): x for k, x in ode.invariants.items()}))),
        Paragraph(
            (
                "Multiplied by the rates, the law also holds where some of them are zero; the coordinates of a block "
                "that is not trained are constant as well. Fixed points come in families, with one point for each "
                "value of the conserved quantities.",
            )
        ),
    )


def _zero_network(found: ZeroNetwork, manifold: Manifold) -> tuple[Block, ...]:
    where = "any `c`" if manifold.dimension == 1 else "`W = 0`"
    times = "" if found.multiplicity == 1 else f" ({found.multiplicity} times each)"
    return (
        Heading("The zero network: the saddle from which learning starts"),
        Paragraph(
            (
                f"Without read-in and read-out nothing moves, for {where}. The eigenvalues of the linearised flow "
                f"there are plus and minus the rate below{times}, and zeros. `W` moves only in second order, while `u` "
                "and `v` drive each other: if `F* > 0`, then `u/√η_u + v/√η_v` grows and `u/√η_u − v/√η_v` decays; if "
                "`F* < 0`, it is the other way round. If only one of `u` and `v` is trained, the rate is zero, and no "
                "network leaves this saddle.",
            )
        ),
        Display(
            (
                *_equalities({sp.Symbol("L"): found.loss, F: found.seen, sp.Symbol("lambda"): found.rate}),
                *(Relation(typeset(sp.Tuple(*x)), "∝", typeset(sp.Tuple(*x.values()))) for x in found.growing),
            )
        ),
        Paragraph(
            (
                "The entries of the Jacobian at the zero network, and of the square of its part in `u` and `v`, "
                f"confirm this: {found.identities} identities hold exactly. The displayed directions are those that "
                "grow if `F* > 0`.",
            ),
            is_check=True,
        ),
    )


def _one(target: Target, manifold: Manifold, ode: ReducedODE) -> Iterator[Block]:
    """One real outlier: everything in closed form."""
    found = list(outlier_subsets(ode, manifold))
    alone = next(subset for subset in found if subset.trained == ("W",))
    line = line_into_zero(ode, (manifold.rates.u, manifold.rates.v))
    gain_of_u_and_v_alone()
    require([(target.c * target.b)[0] == 1], "f*(0) of the integrator")
    yield Heading("Which weights can learn it")
    yield Paragraph((_YES,))
    yield Legend(tuple(((_listed(subset),), _reason(subset)) for subset in found))
    yield Paragraph(
        (
            "Where both `u` and `v` are trained there is one exception, a line that the flow never leaves and that "
            "leads into the zero network: ",
            typeset(sp.Eq(line, 0, evaluate=False)),
            ". In a network with `W(0) = 0` and `u ⊥ v`, `W` alone cannot learn the integrator, for any `N`: `f(0) = "
            "vᵀu` does not contain `W`, so that it stays 0, but the target has `f*(0) = 1`.",
        )
    )
    yield from _runaway(alone)
    yield Heading("Where learning comes to rest")
    yield Paragraph(
        (
            "Each subset has one fixed point with a nonzero gain. Coordinates are taken to be positive, without loss "
            "of generality. The sign `≈` leaves out terms that are smaller by a factor `c*²` as `c* → 0`.",
        )
    )
    for subset in found:
        yield Heading(f"Trained: {_listed(subset)}")
        yield Display(_point(subset.point))
        family = f", one of a family of dimension {subset.point.family}" if subset.point.family else ""
        yield Paragraph((f"The fixed point is a {subset.point.kind.value}{family}.",))


def _listed(subset: Subset) -> str:
    """The trained blocks, as formulas."""
    return ", ".join(f"`{block}`" for block in subset.trained)


def _reason(subset: OutlierSubset) -> str:
    """Why a subset can learn the integrator, or only if what."""
    zeros = " or ".join(f"`{x.name} = 0`" for x in subset.stuck_if_zero)
    stuck = f" If {zeros}, nothing moves." if zeros and not subset.keeps_gain else ""
    if not subset.learnt_if:
        return f"Yes: the gain and the decay rate can both change.{stuck}"
    (condition,) = subset.learnt_if
    if subset.keeps_gain:
        require([condition == sp.Eq(a * b, 1, evaluate=False)], "what W alone can learn")
        return "Only if `f(0) = a b` is 1, as it is for the target: `f(0)` never changes."
    require([condition == sp.Eq(c, c_star, evaluate=False)], "what u and v can learn")
    return f"Only if `c = c*`: the decay rate never changes (from `W = 0` it is 1), and only the gain is fitted.{stuck}"


def _runaway(alone: OutlierSubset) -> Iterator[Block]:
    found = runaway(alone)
    yield Heading("`W` alone: a fixed point that moves to infinity")
    yield Paragraph(
        (
            "With only `W` trained, one number moves, the decay rate `c` at a given gain `A = a b`. It comes to rest "
            "at the value below if `A < 4`. This value tends to `∞` for `A → 4`: too large a gain is best compensated "
            "by forgetting at once. For `A ≥ 4`, `dc/ds > 0` everywhere: `c` grows for ever, and the loss tends to "
            "that of the zero network.",
        )
    )
    yield Display(
        (
            *_equalities({n.dot(c): found.flow, c: found.decay}),
            Relation(typeset(sp.Symbol("L")), "→", typeset(found.loss)),
        )
    )
    yield Paragraph(
        (
            "Four statements hold exactly: the fixed point, its limit for `A → 4`, the sign of `dc/ds` for `√A ≥ 2`, "
            "and the limit of the loss as `c → ∞`.",
        ),
        is_check=True,
    )


def _point(point: SymbolicFixedPoint) -> tuple[Relation, ...]:
    zero, rates = typeset(sp.Integer(0)), [sp.Symbol(f"lambda_{k + 1}") for k in range(len(point.rates))]
    step = typeset(sp.Symbol("eta_max"))
    return (
        *_equalities(point.values),
        *(Relation(typeset(condition), ">", zero) for condition in point.conditions),
        *_equalities({sp.Symbol("L"): point.loss, **dict(zip(rates, point.rates, strict=True))}),
        Relation(step, "=", typeset(point.step))
        if point.step.has(c) or point.small_target == point.step
        else Relation(step, "≈", typeset(point.small_target)),
    )


def _two(target: Target, manifold: Manifold, ode: ReducedODE) -> Iterator[Block]:
    """A pair: what is exact."""
    require([(target.c * target.b)[0] == sp.cos(phase)], "f*(0) of the oscillator")
    checked = pair.realisation() + pair.stays_real(ode)
    yield Heading("Which weights can learn it")
    yield Paragraph((_YES,))
    yield Legend(tuple(((_listed(subset),), _reason_of_pair(subset)) for subset in subsets(ode, manifold)))
    yield Paragraph(
        (
            "There is one exception: from `W = 0` and `u ∥ v` there is never more than one real outlier. `f(0) = vᵀu` "
            "does not contain `W`, and the poles are those of `W − I` alone.",
        )
    )
    yield Paragraph(
        (
            "One direction stays one, and for a given `u` or `v` there are networks with the target's filter: "
            f"{checked} identities hold exactly.",
        ),
        is_check=True,
    )
    learnt = pair.learnt(target, manifold, ode)
    yield Heading("A network that has learnt it")
    yield Display((*_equalities(learnt.state), Relation(typeset(sp.Symbol("L")), "=", typeset(sp.Integer(0)))))
    yield Paragraph(
        (
            "It has the poles of the target, its `f(0)` and its `df/dt` at 0, and the flow is at rest there: "
            f"{learnt.identities} identities hold exactly.",
        ),
        is_check=True,
    )
    yield from _slow()
    if pair.p in ode.state:
        yield from _balanced(ode)
    yield Heading("Elsewhere")
    yield Paragraph(
        (
            "The best real outlier is a saddle on the way; it is derived, with the rate at which it is left, by: "
            "python -m derivations learning_time. Any other fixed point is found numerically, with its rates, its "
            f"largest step and the saddles on the way to it, by: python -m reduced_odes analyse {ode.name}.",
        )
    )


def _reason_of_pair(subset: Subset) -> str:
    """Why a subset can learn the damped oscillator, or only if what."""
    if subset.keeps_poles:
        return (
            "Only if `W` has the poles of the target: they never change. From `W = 0` they are both `−1`, so that "
            "only multiples of `exp(−t)` can be learnt."
        )
    if subset.keeps_gain:
        return (
            "Only if `vᵀu = cos φ`: `f(0) = vᵀu` never changes, and the target begins with `cos φ`. From `u ⊥ v` this "
            "is so only if `φ = ±π/2`, where the target begins at 0."
        )
    resting = [block for block in ("u", "v") if block not in subset.trained]
    if resting:
        return f"Yes, if `{resting[0]} ≠ 0`: for every such `{resting[0]}` there is a network with the target's filter."
    return "Yes: the poles, `f(0)` and its slope can all change."


def _slow() -> Iterator[Block]:
    """The fast rates of slow targets, whatever network has learnt them."""
    checked = pair.fastest_in_any_gauge()
    rates, step = pair.fastest(_g)
    yield Heading("Rates of slow targets")
    yield Paragraph(
        (
            "Many networks have the target's filter. They differ by a change of basis, and the conserved quantities "
            "select one of them. The largest step depends on the traceless part `K = W − ½ tr W` of `W` on the plane "
            "of the two outliers, through `g = |K|²/(2ω*²)` with `|K|² = Σ K_ij²`: `g` is 1 if `W` is normal, and "
            "larger otherwise. As `c* → 0` the loss is curved most where `c` and `ω` change, `L ≈ (δc² + δω²)/(16 "
            "c*³)`, since `f` then changes by `t exp(−c* t)`, and by `exp(−c* t)` otherwise. To first order `δc = −½ "
            "tr δW` and `δω = −tr(K δW)/(2ω*)`. So two rates grow as `c*⁻³`, for all `φ`, `u` and `v`; the terms left "
            "out are smaller by a factor `c*`:",
        )
    )
    yield Display(_about(rates, step))
    yield Paragraph(
        (
            "The gradients of `c` and `ω²` by `W` have the squared lengths `½` and `|K|²` and are orthogonal, `|K|² ≥ "
            "2ω²`, and `c*³ ∫ t² exp(−2c* t) dt`, weighted with the squares and the product of the cosine and sine of "
            f"`ω* t + φ`, has the limits `1/8`, `1/8` and 0: {checked} identities hold exactly.",
        ),
        is_check=True,
    )


_g = sp.Symbol("g", positive=True)


def _about(rates: tuple[sp.Expr, ...], step: sp.Expr) -> tuple[Relation, ...]:
    """Rates, numbered, and the largest step, to leading order."""
    named = {sp.Symbol(f"lambda_{k + 1}"): rate for k, rate in enumerate(rates)} | {sp.Symbol("eta_max"): step}
    return tuple(Relation(typeset(x), "≈", typeset(value)) for x, value in named.items())


def _balanced(ode: ReducedODE) -> Iterator[Block]:
    """On the manifold of a conjugate pair: what decides g, and the slow rates where it is 1."""
    gauge = pair.gauge(ode)
    slow = pair.slow_rates(pair.characteristic_polynomial(ode))
    yield Heading("What decides the largest step")
    yield Paragraph(
        (
            "At `φ = 0` the networks on this manifold that have learnt the target are those below, up to signs; one "
            "number `k`, of either sign, tells them apart: ",
            typeset(sp.Eq(_g, gauge.ratio, evaluate=False)),
            ". The conserved quantity increases with `k`, and so determines it; from small initial weights both are "
            "almost zero.",
        )
    )
    yield Display((*_equalities(gauge.state), *_equalities(gauge.conserved), *_about(gauge.fast, gauge.step)))
    yield Paragraph(
        (
            "They have the target's filter and this `g`, and the flow is at rest there; in the limit `c* → 0`, `c*³` "
            f"times the Jacobian of the derived flow has these eigenvalues: {gauge.identities} identities hold "
            "exactly.",
        ),
        is_check=True,
    )
    yield Paragraph(
        (
            "A balanced pair, `k = 0`, is a stable node with the following rates; the fifth rate is zero, in the "
            "direction in which the conserved quantity changes. Its largest step does not depend on `ω*` and is four "
            "times that of the integrator; from other starts it is smaller.",
        )
    )
    yield Display(_about((slow.fast, slow.fast, *slow.slow), slow.step))
    yield Paragraph(
        (
            "These are exactly the roots of the leading terms, in `λc*³` and in `λc*`, of the characteristic "
            "polynomial of the derived flow at the balanced pair.",
        ),
        is_check=True,
    )


def _equalities(values: Mapping[sp.Symbol, sp.Expr]) -> tuple[Relation, ...]:
    return tuple(Relation(typeset(x), "=", typeset(value)) for x, value in values.items())
