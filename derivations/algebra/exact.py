"""Exact proofs that a rational expression vanishes identically.

An expression built from symbols with + − × ÷ and integer powers is an element of the field of rational functions
QQ(x₁, ..., x_n).  To decide whether it is zero there, each denominator is adjoined as a generator of its own,
y = 1/b, so that the arithmetic is that of *polynomials* in the x and the y, without one gcd; at the end the result,
Σ_k p_k(x) yᵏ, is multiplied by the highest powers of the b that occur.  It vanishes as a rational function if and only
if the polynomial so obtained is the zero polynomial.  Exact, and fast: `simplify` never comes into it.

Functions of parameters, like cos φ, are generators too, subject to cos² + sin² = 1.  Other relations among functions
are not used: `True` is a proof, `False` is no disproof where functions are related in another way (cos 2φ and cos φ).
A denominator that is identically zero would prove anything, and is refused, related functions included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sympy as sp
from sympy.polys.rings import PolyElement, PolyRing

from derivations.algebra.straight_line import Definitions


def vanishing(expressions: Sequence[sp.Expr], definitions: Definitions | None = None) -> tuple[bool, ...]:
    """Which of the expressions are identically zero, as rational functions.

    Parameters
    ----------
    expressions : sequence of sympy.Expr
        Rational expressions; they may use the symbols of `definitions`.
    definitions : Definitions, optional
        What those symbols stand for.

    Raises
    ------
    TypeError
        If an expression is not rational in its symbols and parameter functions, has a fraction in a denominator, or
        has symbols that do not commute.
    ZeroDivisionError
        If a denominator is identically zero.
    """
    definitions = (definitions or Definitions()).needed_for(expressions)
    # Definitions are evaluated once each, in order: what is written out would be thousands of times as long.
    everything = [*(definition for _, definition in definitions.items), *expressions]
    generators = _generators(everything, {symbol for symbol, _ in definitions.items})
    bases, index = _denominators(everything, generators, definitions)
    inverses = [sp.Dummy(f"inverse_{k}") for k in range(len(bases))]
    ring = PolyRing([*generators, *inverses], sp.QQ)
    values = dict(zip(generators, ring.gens, strict=False))
    reciprocals = {base: ring.gens[len(generators) + k] for base, k in index.items()}
    for symbol, definition in definitions.items:
        values[symbol] = _evaluate(definition, ring, values, reciprocals)
    # Denominators are found as polynomials in the generators alone; here they get exponents, zero, of the inverses too.
    padding = (0,) * len(inverses)
    padded = [ring.from_dict({monomial + padding: a for monomial, a in base.iterterms()}) for base in bases]
    relations = _relations(ring, generators)
    point = [_POINT.get(type(x), sp.QQ(2 * k + 3, k + 7)) for k, x in enumerate(generators)]
    return tuple(
        _is_zero(_evaluate(expression, ring, values, reciprocals), padded, relations, point)
        for expression in expressions
    )


def lowest_terms(
    expressions: Sequence[sp.Expr], definitions: Definitions, generators: Sequence[sp.Symbol]
) -> list[sp.Expr]:
    """The expressions as quotients of two polynomials without a common factor, both multiplied out.

    Definition by definition, so that what cancels, cancels early.

    Parameters
    ----------
    expressions : sequence of sympy.Expr
        Rational expressions in the generators and the symbols of `definitions`.
    definitions : Definitions
    generators : sequence of sympy.Symbol

    Raises
    ------
    TypeError
        If an expression is not rational.
    ZeroDivisionError
        If a denominator is identically zero.
    """
    field = sp.QQ.frac_field(*generators).field
    values: dict[sp.Basic, Any] = dict(zip(generators, field.gens, strict=True))

    class Reciprocals(dict[sp.Basic, Any]):
        def __missing__(self, base: sp.Basic) -> Any:
            return self.setdefault(base, 1 / _evaluate(base, field, values, self))

    reciprocals = Reciprocals()
    for symbol, definition in definitions.needed_for(expressions).items:
        values[symbol] = _evaluate(definition, field, values, reciprocals)
    return [_evaluate(expression, field, values, reciprocals).as_expr() for expression in expressions]


_POINT = {sp.cos: sp.QQ(3, 5), sp.sin: sp.QQ(4, 5)}
"""A rational point on the circle cos² + sin² = 1."""


def _is_zero(
    element: PolyElement, bases: Sequence[PolyElement], relations: Sequence[PolyElement], point: Sequence[Any]
) -> bool:
    """Whether Σ p_k(x) yᵏ is zero where each y is the inverse of its base.

    Terms with unrelated denominators mostly cancel among themselves, and clearing a common denominator of everything
    would multiply each by all the others.  So the parts without a denominator in common are tried apart first: if all
    of them vanish, so does their sum.  Only if one does not is everything brought to one denominator.
    """
    first = len(point)
    groups: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
    for monomial, coefficient in element.iterterms():
        powers = monomial[first:]
        groups.setdefault(powers, {})[monomial[:first] + (0,) * len(powers)] = coefficient
    parts = _unrelated(list(groups))
    if all(_clear({k: groups[k] for k in part}, bases, element.ring).rem(relations) == 0 for part in parts):
        return True
    if len(parts) == 1 or _differs_from_zero(element, bases, point):
        return False
    return bool(_clear(groups, bases, element.ring).rem(relations) == 0)


def _differs_from_zero(element: PolyElement, bases: Sequence[PolyElement], point: Sequence[Any]) -> bool:
    """Disprove quickly: a rational point at which the expression is not zero settles it (exact arithmetic)."""
    padded = [*point, *[sp.QQ(0)] * len(bases)]
    denominators = [base.compose(list(zip(base.ring.gens, padded, strict=True))).coeff(1) for base in bases]
    if not all(denominators):
        return False
    whole = [*point, *(1 / b for b in denominators)]
    return bool(element.compose(list(zip(element.ring.gens, whole, strict=True))).coeff(1))


def _unrelated(powers: Sequence[tuple[int, ...]]) -> list[list[tuple[int, ...]]]:
    """Partition monomials in the inverses so that different parts have no denominator in common."""
    parts: list[tuple[set[int], list[tuple[int, ...]]]] = []
    for monomial in powers:
        used, members = {k for k, power in enumerate(monomial) if power}, [monomial]
        for other in [part for part in parts if part[0] & used]:
            parts.remove(other)
            used, members = used | other[0], members + other[1]
        parts.append((used, members))
    return [members for _, members in parts]


def _clear(
    groups: dict[tuple[int, ...], dict[tuple[int, ...], Any]], bases: Sequence[PolyElement], ring: PolyRing
) -> PolyElement:
    """Multiply Σ p_k(x) yᵏ by the highest powers of the denominators that y stand for: a polynomial in x alone."""
    highest = [max((powers[k] for powers in groups), default=0) for k in range(len(bases))]
    total = ring.zero
    for powers, terms in groups.items():
        part = ring.from_dict(terms)
        for base, top, power in zip(bases, highest, powers, strict=True):
            part *= base ** (top - power)
        total += part
    return total


def _evaluate(
    expression: sp.Expr,
    ring: PolyRing,
    values: dict[sp.Basic, PolyElement],
    reciprocals: dict[sp.Basic, PolyElement],
) -> PolyElement:
    """The expression as an element of the ring; subexpressions met before are looked up in `values`."""
    if expression in values:
        return values[expression]
    if expression.is_Rational:
        return ring.ground_new(sp.QQ.from_sympy(expression))
    if expression.is_Add or expression.is_Mul:
        parts = [_evaluate(argument, ring, values, reciprocals) for argument in expression.args]
        value = parts[0]
        for part in parts[1:]:
            value = value + part if expression.is_Add else value * part
    elif expression.is_Pow and expression.exp.is_Integer:
        base, exponent = expression.args
        if exponent.is_negative:
            value = reciprocals[base] ** int(-exponent)
        else:
            value = _evaluate(base, ring, values, reciprocals) ** int(exponent)
    else:
        raise TypeError(f"not a rational expression: {expression}")
    values[expression] = value
    return value


def _denominators(
    expressions: Iterable[sp.Expr], generators: Sequence[sp.Expr], definitions: Definitions
) -> tuple[list[PolyElement], dict[sp.Expr, int]]:
    """The polynomials that occur as denominators, each once, and which of them each base of a negative power is.

    The same polynomial may be written in several ways (a symbol and its definition, say); it gets one inverse.
    """
    ring = PolyRing(generators, sp.QQ)
    values = dict(zip(generators, ring.gens, strict=True))
    relations = _relations(ring, generators)
    polynomials: dict[PolyElement, int] = {}
    index: dict[sp.Expr, int] = {}
    for expression in expressions:
        for node in sp.preorder_traversal(expression):
            if node.is_Pow and node.exp.is_Integer and node.exp.is_negative and node.base not in index:
                explicit = definitions.explicit(node.base)
                try:
                    polynomial = _evaluate(explicit, ring, values, {})
                except KeyError:
                    message = f"the denominator {node.base} contains a fraction; write it as a polynomial"
                    raise TypeError(message) from None
                if polynomial.rem(relations) == 0 or _is_numerically_zero(explicit):
                    raise ZeroDivisionError(f"the denominator {node.base} is identically zero")
                index[node.base] = polynomials.setdefault(polynomial, len(polynomials))
    return list(polynomials), index


def _relations(ring: PolyRing, generators: Sequence[sp.Expr]) -> list[PolyElement]:
    """cos² + sin² − 1 of each angle of which both occur: a Gröbner basis, of a prime ideal."""
    values = dict(zip(generators, ring.gens, strict=False))
    both = [(x, sp.sin(x.args[0])) for x in generators if isinstance(x, sp.cos) and sp.sin(x.args[0]) in values]
    return [values[cos] ** 2 + values[sin] ** 2 - 1 for cos, sin in both]


def _is_numerically_zero(denominator: sp.Expr) -> bool:
    """Whether a denominator with functions in it is zero, to 50 digits, at each of a few rational points."""
    if not denominator.has(sp.Function):
        return False
    symbols = sorted(denominator.free_symbols, key=sp.default_sort_key)
    for shift in range(3):
        at = {x: sp.Rational(7 * k + 3 + shift, 5 * k + 11) for k, x in enumerate(symbols)}
        value = denominator.xreplace(at).evalf(50, chop=False)
        if not value.is_number or abs(value) > sp.Float(10) ** -40:
            return False
    return True


def _generators(expressions: Iterable[sp.Expr], defined: set[sp.Symbol]) -> list[sp.Expr]:
    """Symbols and functions of parameters that are not defined by something else, sorted by name."""
    found: set[sp.Expr] = set()
    for expression in expressions:
        if any(x.is_commutative is False for x in expression.free_symbols):
            raise TypeError(f"the symbols of {expression} do not commute, but those of rational functions do")
        functions = expression.atoms(sp.Function)
        found |= functions
        # Each function is hidden behind a symbol of its own: a number in its place could cancel others.
        hidden = {function: sp.Dummy() for function in functions}
        found |= expression.xreplace(hidden).free_symbols - defined - set(hidden.values())
    return sorted(found, key=sp.default_sort_key)
