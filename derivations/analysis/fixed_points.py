"""Where learning comes to rest: fixed points of a reduced ODE in closed form, and the flow linearised there.

For systems of one outlier, whichever blocks of weights are trained.  Coordinates are taken to be positive.  That is no
restriction: the flow is unchanged by (a, b) → (−a, −b), it rests at a gain ab ≠ 0 only if ab > 0 (dc/ds has the
sign of ab/(4c²) − 1/(c + c*)² times ab), and a network with c ≤ 0 is not stable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import sympy as sp

from derivations.errors import InputError, ProofError
from derivations.reduced import ReducedODE

LARGEST = 3
"""Fixed points are found in closed form in up to this many coordinates, those of one real outlier."""
_z = sp.Symbol("z")


class Kind(Enum):
    """What the linearised flow does, as far as the signs of its rates are proved; the value is how it is called."""

    STABLE_NODE = "stable node"
    UNDECIDED = "not decided"


@dataclass(frozen=True)
class SymbolicFixedPoint:
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
        Eigenvalues of the linearised flow of the coordinates that move: negative ones decay, the fastest first; zero is
        a direction along a family of fixed points.
    kind : Kind
        Proved: all rates that are not zero are real and negative.
    step : sympy.Expr
        2/λ_max: gradient descent needs a smaller step.
    small_target : sympy.Expr
        Its first two terms as c* → 0, with what does not move held.
    """

    values: Mapping[sp.Symbol, sp.Expr]
    conditions: tuple[sp.Expr, ...]
    loss: sp.Expr
    rates: tuple[sp.Expr, ...]
    kind: Kind
    step: sp.Expr
    small_target: sp.Expr

    @property
    def family(self) -> int:
        """Dimension of the family of fixed points that it belongs to: its rates that are zero."""
        return sum(rate == 0 for rate in self.rates)


def fixed_points(ode: ReducedODE) -> tuple[SymbolicFixedPoint, ...]:
    """Fixed points with a nonzero gain and a stable network.

    Parameters
    ----------
    ode : ReducedODE
        At most three coordinates: the real outlier, for any trained subset.

    Raises
    ------
    InputError
        If the system has more coordinates.
    ProofError
        If a solution found does not make the flow vanish identically.
    """
    if len(ode.state) > LARGEST:
        raise InputError(
            f"system {ode.name!r} has {len(ode.state)} coordinates; fixed points are found in closed form for at most "
            f"{LARGEST}, so look for those of this one numerically: python -m reduced_odes analyse {ode.name}",
            name="ode",
            value=ode.name,
        )
    # Squares of positive numbers: the roots of products that a fixed point may hold become rational.
    roots = {x: sp.Dummy(x.name, positive=True) for x in (*ode.state, *ode.parameters) if not x.is_positive}
    squares = {x: root**2 for x, root in roots.items()}
    speeds = [sp.cancel(speed.subs(squares)) for speed in ode.rhs]
    moving = [k for k, speed in enumerate(speeds) if speed != 0]
    unknowns = [roots[ode.state[k]] for k in moving]
    solutions = sp.solve([sp.numer(sp.together(speeds[k])) for k in moving], unknowns, dict=True)
    back = {root: sp.sqrt(x) for x, root in roots.items()}
    found: list[SymbolicFixedPoint] = []
    for solution in solutions:
        if any(value == 0 for value in solution.values()):
            continue
        if any(sp.cancel(sp.together(speed.subs(solution))) != 0 for speed in speeds):
            raise ProofError(f"fixed points of {ode.name}", [f"the flow at {solution}"])
        point = _described(ode, squares, solution, moving, back)
        # Only the root's square means anything: its two signs give one fixed point.
        if point not in found:
            found.append(point)
    return tuple(found)


def largest_step(point: SymbolicFixedPoint, values: Mapping[sp.Symbol, float]) -> float:
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
) -> SymbolicFixedPoint:
    def there(expression: sp.Expr) -> sp.Expr:
        return sp.factor(sp.cancel(sp.together(expression.subs(squares).subs(solution))))

    values = {ode.state[k]: there(ode.state[k]) for k in moving if sp.sqrt(squares[ode.state[k]]) in solution}
    conditions = tuple(sign for sign in map(_sign, values.values()) if not sign.is_positive)
    jacobian = sp.Matrix(len(moving), len(moving), lambda i, j: there(ode.jacobian[moving[i], moving[j]]))
    rates, kind = _rates(jacobian, conditions)
    step = sp.factor(-2 / rates[0])
    return SymbolicFixedPoint(
        values={x: value.subs(back) for x, value in values.items()},
        conditions=tuple(sign.subs(back) for sign in conditions),
        loss=there(ode.loss).subs(back),
        rates=tuple(rate.subs(back) for rate in rates),
        kind=kind,
        step=step.subs(back),
        small_target=_leading(step, ode).subs(back),
    )


def _rates(jacobian: sp.Matrix, conditions: Sequence[sp.Expr]) -> tuple[tuple[sp.Expr, ...], Kind]:
    """Eigenvalues, fastest decay first, and whether those that are not zero are proved to be real and negative."""
    coefficients = sp.Poly(jacobian.charpoly(_z).as_expr(), _z).all_coeffs()
    zeros = next(k for k, coefficient in enumerate(reversed(coefficients)) if sp.cancel(coefficient) != 0)
    match [sp.factor(sp.cancel(x)) for x in coefficients[1 : len(coefficients) - zeros]]:
        case [minus_rate]:
            nonzero, proofs = [-minus_rate], [_positive(minus_rate, conditions)]
        case [minus_sum, product]:
            # λ = (−s ± √(s² − 4p))/2 over the one denominator that all of it has.
            numerator, denominator = sp.fraction(minus_sum)
            inside = sp.expand(sp.cancel((minus_sum**2 - 4 * product) * denominator**2))
            root = sp.sqrt(inside)
            nonzero = [-(numerator + root) / (2 * denominator), -(numerator - root) / (2 * denominator)]
            proofs = [_positive(x, conditions) for x in (minus_sum, product, inside)]
        case _:
            nonzero, proofs = [sp.factor(x) for x in jacobian.eigenvals(multiple=True) if x != 0], [False]
    return (*nonzero, *[sp.Integer(0)] * zeros), Kind.STABLE_NODE if all(proofs) else Kind.UNDECIDED


def _positive(value: sp.Expr, conditions: Sequence[sp.Expr]) -> bool:
    """Whether a factored value is positive, given that the conditions are: even powers of these do not matter."""
    return all(
        factor.is_positive
        or (factor.is_Pow and factor.exp.is_even and any(sp.expand(factor.base**2 - x**2) == 0 for x in conditions))
        for factor in sp.Mul.make_args(value)
    )


def _leading(step: sp.Expr, ode: ReducedODE) -> sp.Expr:
    """The first two terms of the step in powers of the first parameter, the target's decay rate."""
    small = ode.parameters[0]
    numerator, denominator = sp.fraction(sp.together(step))
    order = next(k for k in range(_HIGHEST) if sp.limit(numerator / (denominator * small**k), small, 0) != 0)
    first = sp.factor(sp.limit(step / small**order, small, 0)) * small**order
    rest = sp.radsimp(sp.together(step - first))
    for k in range(order + 1, order + _HIGHEST):
        second = sp.factor(sp.limit(rest / small**k, small, 0))
        if second != 0:
            return first + second * small**k
    return first


_HIGHEST = 4
"""Powers of c* among which the step's first terms are looked for."""


def _sign(value: sp.Expr) -> sp.Expr:
    """What of a value decides its sign: the factors whose own sign depends on the parameters, multiplied."""
    factors = [factor for factor in sp.Mul.make_args(value) if not factor.is_positive]
    return sp.expand(sp.Mul(*(factor.base if factor.is_Pow else factor for factor in factors)))
