"""From a `ReducedODE` to the straight-line program that all languages share.

One pass of common-subexpression elimination runs over everything at once, right-hand side, Jacobian, observables,
invariants and stability, so that equal quantities have equal names in every function; each function then carries the
part of the program that its results need.  Intermediate quantities keep their mathematical names (``P_11`` is an entry
of the Gramian P, ``P_11_q`` its derivative by q); what CSE adds is called ``x0``, ``x1``, ...
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

import sympy as sp

from derivations.algebra.straight_line import Definitions
from derivations.reduced import ReducedODE


@dataclass(frozen=True)
class Function:
    """What one function of generated code returns.

    Attributes
    ----------
    name : str
    summary : str
        A sentence without its subject, for a comment.
    rows : tuple of tuples of sympy.Expr
        Its values in terms of the program's assignments: one row, or those of the Jacobian.
    labels : tuple of str
        What the values of a single row are called, one each; may be empty.
    of_state : bool
        Whether it depends on the state; if not, on the parameters alone.
    """

    name: str
    summary: str
    rows: tuple[tuple[sp.Expr, ...], ...]
    labels: tuple[str, ...] = ()
    of_state: bool = True

    @property
    def values(self) -> tuple[sp.Expr, ...]:
        """All values, row after row."""
        return tuple(value for row in self.rows for value in row)


@dataclass(frozen=True)
class Program:
    """A system as straight-line code: assignments, and functions whose values use them.

    Attributes
    ----------
    assignments : Definitions
        All intermediate quantities in an order in which they can be computed.
    functions : tuple of Function
        rhs, jacobian, observables, invariants, stability, target_power.
    """

    assignments: Definitions
    functions: tuple[Function, ...]


@lru_cache(maxsize=8)
def program(ode: ReducedODE) -> Program:
    """All functions of a system after one common-subexpression elimination.

    Remembered, so that a system that is emitted in another language, too, is not worked out again.
    """
    definitions, jacobian = ode.program_jacobian
    functions = _functions(ode, jacobian)
    # One elimination for everything: what two functions share has one name, and a definition is a result like others.
    taken = {s.name for s in (*ode.state, *ode.parameters)} | {s.name for s, _ in definitions.items}
    fresh = (x for x in sp.numbered_symbols("x", real=True) if x.name not in taken)
    expressions = [definition for _, definition in definitions.items]
    expressions += [value for function in functions for value in function.values]
    shared, reduced = sp.cse(expressions, symbols=fresh, order="none")
    # The elimination may have found that two definitions are one, or that a shared part is a definition: it then
    # leaves assignments of a bare symbol, which are taken out by renaming.
    named = [(symbol, value) for (symbol, _), value in zip(definitions.items, reduced, strict=False)]
    names = _names([*shared, *named], ode.definitions)
    flat = _in_computable_order([(x, value.xreplace(names)) for x, value in _renamed([*shared, *named], names)])
    results = (value.xreplace(names) for value in reduced[len(named) :])
    return Program(
        flat,
        tuple(replace(function, rows=tuple(tuple(islice(results, len(row))) for row in function.rows))
              for function in functions),
    )  # fmt: skip


def _functions(ode: ReducedODE, jacobian: tuple[tuple[sp.Expr, ...], ...]) -> tuple[Function, ...]:
    """What is emitted of a system, before the elimination."""
    speeds = tuple(f"d{x.name}/ds" for x in ode.state)
    observed, observables = zip(*ode.program_observables, strict=True)
    conserved, invariants = zip(*ode.program_invariants, strict=True) if ode.program_invariants else ((), ())
    return (
        Function("rhs", "Velocity dθ/ds of the state, in learning time s.", (ode.program_rhs,), speeds),
        Function("jacobian", "Rows of the Jacobian: entry [i][j] is ∂(dθ_i/ds)/∂θ_j.", jacobian),
        Function("observables", "The observables, in the order of their names.", (observables,), observed),
        Function(
            "invariants", "Quantities that the flow conserves, in the order of their names.", (invariants,), conserved
        ),
        Function(
            "stability",
            "Hurwitz determinants of W − I: the network is stable if and only if all are positive.",
            (ode.stability,),
        ),
        Function("target_power", "½∫f*² dt, the loss of the zero network.", ((ode.target_power,),), of_state=False),
    )


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
