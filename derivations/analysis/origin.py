"""The zero network, u = v = 0: a saddle, from whose neighbourhood learning from small weights starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy as sp

from derivations.algebra.exact import vanishing
from derivations.manifolds.frames import Manifold
from derivations.reduced import ReducedODE
from derivations.steps.step import require
from derivations.targets import Target

F = sp.Symbol("F_star")
"""Transform of the target at the decay rate of an outlier without gain, which is what drives it."""


@dataclass(frozen=True)
class ZeroNetwork:
    """The flow linearised at u = v = 0, with W = 0 or, for one outlier, any W.

    Attributes
    ----------
    state : mapping of sympy.Symbol to sympy.Expr
        The coordinates that are fixed there; others are free.
    loss : sympy.Expr
        ½∫f*² dt.
    seen : sympy.Expr
        F* in parameters and free coordinates: ∫ f*(t) exp(−ct) dt, for W = 0 with c = 1.
    rate : sympy.Expr
        The escape rate, √(η_uη_v) |F*| for F* > 0, in terms of `F`; the rates are ± this one and zero.
    multiplicity : int
        How often each sign occurs.
    growing : tuple of mappings of sympy.Symbol to sympy.Expr
        Directions that grow at the rate, one for each time it occurs, by coordinate.
    identities : int
        How many identities prove it.
    """

    state: Mapping[sp.Symbol, sp.Expr]
    loss: sp.Expr
    seen: sp.Expr
    rate: sp.Expr
    multiplicity: int
    growing: tuple[Mapping[sp.Symbol, sp.Expr], ...]
    identities: int


def zero_network(target: Target, manifold: Manifold, ode: ReducedODE) -> ZeroNetwork:
    """Linearise the flow at the zero network, and prove its spectrum.

    Parameters
    ----------
    target, manifold : Target, Manifold
    ode : ReducedODE
        Their flow with all blocks trained.

    Raises
    ------
    ProofError
        If the spectrum is not the claimed one.
    """
    outer = [x for x in ode.state if any(entry.has(x) for entry in (*manifold.u, *manifold.v))]
    inner = [x for x in ode.state if x not in outer]
    # One outlier without gain is at rest for any c; for several, only W = 0 is examined.
    free = inner if manifold.dimension == 1 else []
    origin = {x: sp.nsimplify(value) for x, value in zip(ode.state, ode.origin, strict=True) if x not in free}
    decay = -manifold.M.subs(origin)[0, 0]
    seen = sp.factor(sp.simplify((target.c * (decay * sp.eye(target.order) - target.A).inv() * target.b)[0]))
    roots = {rate: sp.Dummy(rate.name, positive=True) for rate in manifold.rates.symbols}
    squares = {rate: root**2 for rate, root in roots.items()}
    definitions, jacobian = ode.jacobian_at({**origin, **squares})
    # u̇ = η_u F* v and v̇ = η_v F* u, in coordinates; W moves in second order only.
    coupling = _coupling(manifold, outer).subs(squares)
    claimed = sp.zeros(len(ode.state))
    for i, x in enumerate(ode.state):
        for j, y in enumerate(ode.state):
            if x in outer and y in outer:
                claimed[i, j] = seen * coupling[outer.index(x), outer.index(y)]
    proved = require(
        vanishing([x - y for x, y in zip(_flat(jacobian), _flat(claimed.tolist()), strict=True)], definitions),
        "zero network",
    )
    rate = roots[manifold.rates.u] * roots[manifold.rates.v]
    size = len(outer)
    require([sp.expand((coupling**2 - rate**2 * sp.eye(size))[k]) == 0 for k in range(size * size)], "its rates")
    growing = (coupling - rate * sp.eye(size)).nullspace()
    back = {root: sp.sqrt(x) for x, root in roots.items()}
    return ZeroNetwork(
        state={x: value for x, value in origin.items() if x in outer or not free},
        loss=ode.target_power,
        seen=seen,
        rate=rate.subs(back) * F,
        multiplicity=len(growing),
        growing=tuple(
            {x: value.subs(back) for x, value in zip(outer, _without_fractions(vector), strict=True)}
            for vector in growing
        ),
        identities=proved + size * size,
    )


def _coupling(manifold: Manifold, outer: Sequence[sp.Symbol]) -> sp.Matrix:
    """How u and v drive each other, u̇ = η_u v and v̇ = η_v u, in the coordinates of u and v."""
    both = sp.Matrix([*manifold.u, *manifold.v])
    embedding = both.jacobian(sp.Matrix(outer))
    d = manifold.dimension
    driven = sp.Matrix([*(manifold.rates.u * manifold.v), *(manifold.rates.v * manifold.u)]).jacobian(sp.Matrix(outer))
    found = (embedding.T * embedding).inv() * embedding.T * driven
    require(
        [entry == 0 for entry in sp.simplify(embedding * found - driven)],
        "growth near the zero network keeps to the manifold",
    )
    assert embedding.shape == (2 * d, len(outer))
    return sp.Matrix(found)


def _flat(rows: Sequence[Sequence[sp.Expr]]) -> list[sp.Expr]:
    return [entry for row in rows for entry in row]


def _without_fractions(vector: sp.Matrix) -> sp.Matrix:
    """The same direction, multiplied by its entries' denominators."""
    return (vector * sp.lcm([sp.fraction(entry)[1] for entry in vector])).applyfunc(sp.cancel)
