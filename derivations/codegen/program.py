"""From a `ReducedODE` to the straight-line program that all languages share.

One pass of common-subexpression elimination runs over everything at once, right-hand side, Jacobian, observables,
invariants and stability, so that equal quantities have equal names in every function; each function then carries the
part of the program that its results need.  Intermediate quantities keep their mathematical names (``P_11`` is an entry
of the Gramian P, ``P_11_q`` its derivative by q); what CSE adds is called ``x0``, ``x1``, ...
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp

from derivations.algebra.straight_line import Definitions
from derivations.reduced import ReducedODE


@dataclass(frozen=True)
class Program:
    """A system as straight-line code: assignments, and results that use them.

    Attributes
    ----------
    assignments : Definitions
        All intermediate quantities in an order in which they can be computed.
    rhs, observables, invariants, stability : tuples of sympy.Expr
    jacobian : tuple of rows
    target_power : sympy.Expr
    """

    assignments: Definitions
    rhs: tuple[sp.Expr, ...]
    jacobian: tuple[tuple[sp.Expr, ...], ...]
    observables: tuple[sp.Expr, ...]
    invariants: tuple[sp.Expr, ...]
    stability: tuple[sp.Expr, ...]
    target_power: sp.Expr


@lru_cache(maxsize=8)
def program(ode: ReducedODE) -> Program:
    """Right-hand side, Jacobian and the rest of a system after one common-subexpression elimination.

    Remembered, so that a system that is emitted in another language, too, is not worked out again.
    """
    definitions, rows = ode.program_jacobian
    groups: tuple[Sequence[sp.Expr], ...] = (
        ode.program_rhs,
        [entry for row in rows for entry in row],
        [value for _, value in ode.program_observables],
        [value for _, value in ode.program_invariants],
        ode.stability,
        (ode.target_power,),
    )
    expressions = [definition for _, definition in definitions.items]
    expressions += [expression for group in groups for expression in group]
    taken = {s.name for s in (*ode.state, *ode.parameters)} | {s.name for s, _ in definitions.items}
    fresh = (x for x in sp.numbered_symbols("x", real=True) if x.name not in taken)
    shared, reduced = sp.cse(expressions, symbols=fresh, order="none")
    named = [(symbol, value) for (symbol, _), value in zip(definitions.items, reduced, strict=False)]
    remaining = iter(reduced[len(named) :])
    results = [[next(remaining) for _ in group] for group in groups]
    n = len(ode.state)
    names = _names([*shared, *named], ode.definitions)
    flat = _in_computable_order([(x, value.xreplace(names)) for x, value in _renamed([*shared, *named], names)])
    rhs, entries, observables, invariants, stability, power = (
        tuple(value.xreplace(names) for value in group) for group in results
    )
    jacobian = tuple(entries[n * i : n * (i + 1)] for i in range(n))
    return Program(flat, rhs, jacobian, observables, invariants, stability, power[0])


def _names(assignments: Sequence[tuple[sp.Symbol, sp.Expr]], definitions: Definitions) -> dict[sp.Symbol, sp.Symbol]:
    """What to call symbols that are only other names of one another: a mathematical name rather than ``x7``."""
    mathematical = {symbol for symbol, _ in definitions.items}
    names: dict[sp.Symbol, sp.Symbol] = {}
    for symbol, value in assignments:
        if value.is_Symbol:
            if symbol in mathematical and value not in names:
                names[value] = symbol
            else:
                names[symbol] = names.get(value, value)
    return names


def _renamed(
    assignments: Sequence[tuple[sp.Symbol, sp.Expr]], names: dict[sp.Symbol, sp.Symbol]
) -> list[tuple[sp.Symbol, sp.Expr]]:
    """The assignments under their new names, without those that only repeated another."""
    return [(names.get(symbol, symbol), value) for symbol, value in assignments if not value.is_Symbol]


def _in_computable_order(assignments: Sequence[tuple[sp.Symbol, sp.Expr]]) -> Definitions:
    """Sort assignments so that each uses only earlier ones, otherwise keeping their order."""
    values = dict(assignments)
    done: dict[sp.Symbol, sp.Expr] = {}

    def visit(symbol: sp.Symbol) -> None:
        if symbol in done or symbol not in values:
            return
        for needed in sorted(values[symbol].free_symbols, key=str):
            visit(needed)
        done[symbol] = values[symbol]

    for symbol, _ in assignments:
        visit(symbol)
    return Definitions(tuple(done.items()))
