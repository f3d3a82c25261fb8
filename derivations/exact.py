"""Exact proofs that a rational expression vanishes identically.

An expression built from symbols with + − × ÷ and integer powers is an element of the field of rational functions
QQ(x₁, ..., x_n).  To decide whether it is zero there, each denominator is adjoined as a generator of its own,
y = 1/b, so that the arithmetic is that of *polynomials* in the x and the y, without one gcd; at the end the result,
Σ_k p_k(x) yᵏ, is multiplied by the highest powers of the b that occur.  It vanishes as a rational function if and only
if the polynomial so obtained is the zero polynomial.  Exact, and fast: `simplify` never comes into it.

Functions of parameters, like cos φ, are generators too.  Since cos² + sin² = 1 is not used, more is proved than asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sympy as sp
from sympy.polys.rings import PolyElement, PolyRing

from .structured import Definitions


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
        If an expression is not rational in its symbols and parameter functions, or has a fraction in a denominator.
    """
    definitions = (definitions or Definitions()).needed_for(expressions)
    everything = [*(definition for _, definition in definitions.items), *expressions]
    denominators = _denominators(everything)
    generators = _generators(everything, {symbol for symbol, _ in definitions.items})
    inverses = [sp.Dummy(f"inverse_{k}") for k in range(len(denominators))]
    ring = PolyRing([*generators, *inverses], sp.QQ)
    gens = dict(zip([*generators, *inverses], ring.gens, strict=True))
    values: dict[sp.Basic, PolyElement] = {x: gens[x] for x in generators}
    reciprocals = {b: gens[y] for b, y in zip(denominators, inverses, strict=True)}
    for symbol, definition in definitions.items:
        values[symbol] = _evaluate(definition, ring, values, reciprocals)
    bases = [_evaluate(b, ring, values, reciprocals) for b in denominators]
    first = len(generators)
    if any(any(monomial[first:]) for base in bases for monomial in base.itermonoms()):
        raise TypeError("a denominator contains a fraction; write it as a polynomial before proving")
    return tuple(
        _clear(_evaluate(expression, ring, values, reciprocals), bases, first) == 0 for expression in expressions
    )


def _clear(element: PolyElement, bases: Sequence[PolyElement], first: int) -> PolyElement:
    """Multiply Σ p_k(x) yᵏ by the highest powers of the denominators y stand for: a polynomial in x alone."""
    ring = element.ring
    groups: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
    for monomial, coefficient in element.iterterms():
        powers = monomial[first:]
        groups.setdefault(powers, {})[monomial[:first] + (0,) * len(powers)] = coefficient
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


def _denominators(expressions: Iterable[sp.Expr]) -> list[sp.Expr]:
    """All bases of negative powers, each once, in the order in which they occur."""
    found: dict[sp.Expr, None] = {}
    for expression in expressions:
        for node in sp.preorder_traversal(expression):
            if node.is_Pow and node.exp.is_Integer and node.exp.is_negative:
                found.setdefault(node.base)
    return list(found)


def _generators(expressions: Iterable[sp.Expr], defined: set[sp.Symbol]) -> list[sp.Expr]:
    """Symbols and functions of parameters that are not defined by something else, sorted by name."""
    found: set[sp.Expr] = set()
    for expression in expressions:
        functions = expression.atoms(sp.Function)
        found |= functions
        hidden = expression.xreplace({function: sp.Integer(1) for function in functions})
        found |= hidden.free_symbols - defined
    return sorted(found, key=sp.default_sort_key)
