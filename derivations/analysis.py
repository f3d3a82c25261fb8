"""Where learning comes to rest: fixed points of a reduced ODE in closed form, and the flow linearised there.

For systems of one outlier, whichever blocks of weights are trained.  Coordinates are taken to be positive.  That is no
restriction: the flow is unchanged by (a, b) → (−a, −b), it rests at a gain ab ≠ 0 only if ab > 0 (dc/ds has the
sign of ab/(4c²) − 1/(c + c*)² times ab), and a network with c ≤ 0 is not stable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp

from .reduced import ReducedODE
from .step import ProofError

_LARGEST = 3
"""Coordinates up to which closed forms are sought."""


@dataclass(frozen=True)
class FixedPoint:
    """A state at which all trained coordinates rest.

    Attributes
    ----------
    values : mapping of sympy.Symbol to sympy.Expr
        The coordinates that are fixed, in terms of those that are free or not trained, and of the parameters.
    conditions : tuple of sympy.Expr
        It exists, and the network is stable there, if and only if these are positive; empty if always.
    loss : sympy.Expr
        The loss there.
    rates : tuple of sympy.Expr
        Eigenvalues of the linearised flow of the coordinates that move: negative ones decay, a positive one makes it
        a saddle, zero is a direction along a family of fixed points.
    """

    values: Mapping[sp.Symbol, sp.Expr]
    conditions: tuple[sp.Expr, ...]
    loss: sp.Expr
    rates: tuple[sp.Expr, ...]


def fixed_points(ode: ReducedODE) -> tuple[FixedPoint, ...]:
    """Fixed points with a nonzero gain and a stable network.

    Parameters
    ----------
    ode : ReducedODE
        At most three coordinates: the real outlier, for any trained subset.

    Raises
    ------
    ValueError
        If the system has more coordinates.
    ProofError
        If a solution found does not make the flow vanish identically.
    """
    if len(ode.state) > _LARGEST:
        raise ValueError(
            f"system {ode.name!r} has {len(ode.state)} coordinates; fixed points are found in closed form for at most "
            f"{_LARGEST}, so look for those of this one numerically"
        )
    # Squares of positive numbers: the roots of products that a fixed point may hold become rational.
    roots = {x: sp.Dummy(x.name, positive=True) for x in (*ode.state, *ode.parameters) if not x.is_positive}
    squares = {x: root**2 for x, root in roots.items()}
    speeds = [sp.cancel(speed.subs(squares)) for speed in ode.rhs]
    moving = [k for k, speed in enumerate(speeds) if speed != 0]
    unknowns = [roots[ode.state[k]] for k in moving]
    solutions = sp.solve([sp.numer(sp.together(speeds[k])) for k in moving], unknowns, dict=True)
    back = {root: sp.sqrt(x) for x, root in roots.items()}
    found: list[FixedPoint] = []
    for solution in solutions:
        point = _described(ode, squares, solution, moving, back)
        # Only the root's square means anything: its two signs give one fixed point.
        if any(value == 0 for value in solution.values()) or point in found:
            continue
        if any(sp.cancel(sp.together(speed.subs(solution))) != 0 for speed in speeds):
            raise ProofError(f"{ode.name}: the flow does not vanish at {solution}")
        found.append(point)
    return tuple(found)


def largest_step(point: FixedPoint, values: Mapping[sp.Symbol, float]) -> float:
    """2/λ_max with numbers put in: gradient descent with a larger step is thrown off the fixed point.

    Steps of this size take s/step steps for a learning time s.
    """
    return float(2 / max(abs(sp.N(rate.subs(values))) for rate in point.rates))


def _described(
    ode: ReducedODE,
    squares: Mapping[sp.Symbol, sp.Expr],
    solution: Mapping[sp.Symbol, sp.Expr],
    moving: list[int],
    back: Mapping[sp.Symbol, sp.Expr],
) -> FixedPoint:
    def there(expression: sp.Expr) -> sp.Expr:
        return sp.factor(sp.cancel(sp.together(expression.subs(squares).subs(solution))))

    values = {ode.state[k]: there(ode.state[k]) for k in moving if sp.sqrt(squares[ode.state[k]]) in solution}
    jacobian = sp.Matrix(len(moving), len(moving), lambda i, j: there(ode.jacobian[moving[i], moving[j]]))
    rates = [sp.factor(rate) for rate, count in jacobian.eigenvals().items() for _ in range(count)]
    return FixedPoint(
        values={x: value.subs(back) for x, value in values.items()},
        conditions=tuple(sign.subs(back) for sign in map(_sign, values.values()) if not sign.is_positive),
        loss=there(ode.loss).subs(back),
        rates=tuple(rate.subs(back) for rate in rates),
    )


def _sign(value: sp.Expr) -> sp.Expr:
    """What of a value decides its sign: the factors whose own sign depends on the parameters, multiplied."""
    factors = [factor for factor in sp.Mul.make_args(value) if not factor.is_positive]
    return sp.expand(sp.Mul(*(factor.base if factor.is_Pow else factor for factor in factors)))
