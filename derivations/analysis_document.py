"""The analysis of a system as a document: for every trained subset, where learning comes to rest and how."""

from __future__ import annotations

from itertools import combinations

import sympy as sp

from . import contents
from .analysis import FixedPoint, fixed_points
from .derivation import BLOCKS, derive
from .layout import Relation
from .manifolds import Manifold
from .targets import Target
from .typeset import typeset


def of_analysis(target: Target, manifold: Manifold) -> tuple[contents.Block, ...]:
    """The blocks of a document on all trained subsets, the largest first.

    Raises
    ------
    ValueError
        If the system has too many coordinates for closed forms.
    """
    blocks: list[contents.Block] = [
        contents.Heading(f"Where learning comes to rest: {contents.spoken(target.name)}", 1),
        contents.Paragraph(
            (
                f"Fixed points of gradient flow on the manifold '{manifold.name}' with a nonzero gain, for every "
                "subset of trained weights; coordinates are positive, without loss of generality. Each makes the "
                "flow vanish identically, which was checked exactly. The rates λ are the eigenvalues of the "
                "linearised flow: zero along a family of fixed points, negative where learning approaches. Gradient "
                "descent needs a step below 2/|λ| of the fastest.",
            )
        ),
    ]
    for size in (3, 2, 1):
        for trained in combinations(BLOCKS, size):
            ode = derive(target, manifold, trained=trained).ode
            blocks.append(contents.Heading(f"Trained: {', '.join(trained)}"))
            blocks += [contents.Display(_relations(point)) for point in fixed_points(ode)]
    return tuple(blocks)


def _relations(point: FixedPoint) -> tuple[Relation, ...]:
    zero = typeset(sp.Integer(0))
    rates = [sp.Symbol(f"lambda_{k + 1}") for k in range(len(point.rates))]
    return (
        *(Relation(typeset(x), "=", typeset(value)) for x, value in point.values.items()),
        *(Relation(typeset(condition), ">", zero) for condition in point.conditions),
        Relation(typeset(sp.Symbol("L")), "=", typeset(point.loss)),
        *(Relation(typeset(name), "=", typeset(rate)) for name, rate in zip(rates, point.rates, strict=True)),
    )
