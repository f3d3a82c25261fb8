"""Which subset of the weights can learn which target, and why: each reason is found in the equations, not listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import sympy as sp

from derivations.algebra.symbols import c_star, coordinates
from derivations.analysis.fixed_points import SymbolicFixedPoint, fixed_points
from derivations.derivation import BLOCKS, partly_trained
from derivations.manifolds.frames import Manifold, general
from derivations.reduced import ReducedODE
from derivations.steps.step import require

a, b, c = coordinates("a b c")


@dataclass(frozen=True)
class Subset:
    """What gradient flow can do with some blocks of the weights.

    Attributes
    ----------
    trained : tuple of str
        Blocks of weights.
    ode : ReducedODE
    keeps_gain : bool
        Whether f(0) = vᵀu never changes.
    keeps_poles : bool
        Whether the outliers never change.
    """

    trained: tuple[str, ...]
    ode: ReducedODE
    keeps_gain: bool
    keeps_poles: bool


@dataclass(frozen=True)
class OutlierSubset(Subset):
    """The same for one real outlier and the integrator.

    Attributes
    ----------
    point : SymbolicFixedPoint
        Where it comes to rest.
    learnt_if : tuple of sympy.Eq
        The loss vanishes there if and only if these hold; empty: always.
    stuck_if_zero : tuple of sympy.Symbol
        Coordinates that are not trained, and that stop everything if they vanish.
    """

    point: SymbolicFixedPoint
    learnt_if: tuple[sp.Eq, ...]
    stuck_if_zero: tuple[sp.Symbol, ...]


@dataclass(frozen=True)
class Runaway:
    """W alone with the gain A: the fixed point c, and what becomes of learning where there is none.

    Attributes
    ----------
    flow : sympy.Expr
        dc/ds.
    decay : sympy.Expr
        c at the fixed point, in A.
    loss : sympy.Expr
        The limit of the loss as c → ∞.
    """

    flow: sp.Expr
    decay: sp.Expr
    loss: sp.Expr


A = sp.Symbol("A", positive=True)
"""Gain ab."""


def subsets(whole: ReducedODE, manifold: Manifold) -> Iterator[Subset]:
    """All subsets that the manifold can tell apart, the largest first.

    Parameters
    ----------
    whole : ReducedODE
        The flow on the manifold with all weights trained.
    manifold : Manifold
    """
    rates = {block: getattr(manifold.rates, block) for block in BLOCKS}
    for size in range(len(BLOCKS), 0, -1):
        for trained in combinations(BLOCKS, size):
            resting = {rates[block] for block in BLOCKS if block not in trained}
            if not resting:
                yield _described(whole, manifold, trained)
            elif not any(rates[block] in resting for block in trained):  # blocks that share a rate move together
                yield _described(partly_trained(whole, resting, trained), manifold, trained)


def outlier_subsets(whole: ReducedODE, manifold: Manifold) -> Iterator[OutlierSubset]:
    """The same for one real outlier, with where each comes to rest.

    Raises
    ------
    ProofError
        If a subset has no fixed point, or several.
    """
    for subset in subsets(whole, manifold):
        points = fixed_points(subset.ode)
        require([len(points) == 1], f"the fixed point with {', '.join(subset.trained)} trained")
        (point,) = points
        frozen = [x for x, speed in zip(subset.ode.state, subset.ode.rhs, strict=True) if speed == 0]
        yield OutlierSubset(
            subset.trained,
            subset.ode,
            subset.keeps_gain,
            subset.keeps_poles,
            point,
            _learnt_if(point, frozen),
            tuple(x for x in frozen if all(sp.cancel(speed.subs(x, 0)) == 0 for speed in subset.ode.rhs)),
        )


def line_into_zero(ode: ReducedODE, rates: Sequence[sp.Symbol]) -> sp.Expr:
    """What stays zero if it is zero, with u and v trained: √η_v a + √η_u b; proved."""
    eta_u, eta_v = (sp.Dummy(rate.name, positive=True) for rate in rates)
    values = {rate: root**2 for rate, root in zip(rates, (eta_u, eta_v), strict=True)}
    sum_ = eta_v * a + eta_u * b
    moved = sum(sp.diff(sum_, x) * speed for x, speed in zip(ode.state, ode.rhs, strict=True)).subs(values)
    require([sp.cancel(sp.together(moved.subs(a, -eta_u * b / eta_v))) == 0], "the line into the zero network")
    return sum_.subs({eta_u: sp.sqrt(rates[0]), eta_v: sp.sqrt(rates[1])})


def runaway(subset: OutlierSubset) -> Runaway:
    """W alone: how its fixed point runs to infinity as A → 4, and that there is none beyond.

    Raises
    ------
    ProofError
        If it does not.
    """
    (speed,) = [speed for speed in subset.ode.rhs if speed != 0]
    root, slow = sp.Symbol("root", positive=True), sp.Symbol("c", positive=True)
    decay = sp.factor(subset.point.values[c].subs({a: root**2, b: 1}))
    flow = sp.factor(speed.subs({a: root**2, b: 1, c: slow}))
    # Of dc/ds everything is positive but root (c + c*) − 2c, and this is so as well if root ≥ 2.
    rest = flow / (root * (slow + c_star) - 2 * slow)
    beyond = (root * (slow + c_star) - 2 * slow).subs(root, 2 + sp.Symbol("excess", nonnegative=True))
    require(
        [
            sp.cancel(rest).subs(dict.fromkeys(subset.ode.parameters[1:], sp.Integer(1))).is_positive,
            sp.expand(beyond).is_positive,
            sp.limit(decay, root, 2, "-") == sp.oo,
            sp.cancel(decay - c_star * root / (2 - root)) == 0,
        ],
        "W alone runs away",
    )
    return Runaway(
        flow=speed.subs(a, A / b),
        decay=(c_star * root / (2 - root)).subs(root, sp.sqrt(A)),
        loss=sp.limit(subset.ode.loss.subs({a: root**2, b: 1, c: slow}), slow, sp.oo),
    )


def gain_of_u_and_v_alone() -> None:
    """f(0) = vᵀu has no W in it: on the general manifold of two dimensions, as for every N.

    Raises
    ------
    ProofError
        If it had.
    """
    manifold = general()
    gain = (manifold.v.T * manifold.u)[0]
    require([not gain.has(entry) for entry in manifold.W], "f(0) without W")


def _described(ode: ReducedODE, manifold: Manifold, trained: tuple[str, ...]) -> Subset:
    speeds = dict(zip(ode.state, ode.program_rhs, strict=True))
    moving = {x for x, speed in speeds.items() if speed != 0}
    gain = (manifold.v.T * manifold.u)[0]
    return Subset(trained, ode, not gain.free_symbols & moving, not manifold.M.free_symbols & moving)


def _learnt_if(point: SymbolicFixedPoint, frozen: Sequence[sp.Symbol]) -> tuple[sp.Eq, ...]:
    """Where the loss at a fixed point vanishes, in the coordinates that are not trained."""
    if point.loss == 0:
        return ()
    if c in frozen:
        unknown = sp.Symbol("unknown", positive=True)
        return tuple(
            sp.Eq(c, value, evaluate=False)
            for value in sp.solve(sp.numer(sp.together(point.loss.subs(c, unknown))), unknown)
            if (value / c_star).is_positive
        )
    # What is left is a function of the gain ab, as neither of its factors is trained.
    root, scale = sp.Symbol("root", positive=True), sp.Symbol("scale", positive=True)
    scaled = {a: root**2 * scale, b: 1 / scale}
    loss = sp.simplify(point.loss.subs(scaled))
    require([not loss.has(scale)], "the loss as a function of the gain")
    conditions = [sp.simplify(condition.subs(scaled)) for condition in point.conditions]
    found = sp.solve(sp.numer(sp.together(loss)), root)
    return tuple(
        sp.Eq(a * b, value**2, evaluate=False)
        for value in found
        if value.is_positive and all(condition.subs(root, value).is_positive for condition in conditions)
    )
