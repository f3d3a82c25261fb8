"""Straight-line programs of expressions: a list of definitions, each in terms of the ones before it.

Expanded, the right-hand side of the rank-two system is some 90,000 operations; written with the Gramians' entries as
intermediate symbols it is a few hundred.  Every formula of a derivation is kept in this form: it is what documents
show, what the prover evaluates and what code is generated from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sympy as sp

from derivations.algebra.symbols import coordinate


@dataclass(frozen=True)
class Definitions:
    """An ordered sequence of definitions symbol := expression in the symbols before it."""

    items: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()

    def __post_init__(self) -> None:
        twice = {name for name, times in Counter(symbol.name for symbol, _ in self.items).items() if times > 1}
        if twice:
            raise ValueError(f"defined more than once: {', '.join(sorted(twice))}")
        ahead = {symbol for symbol, _ in self.items}
        for symbol, definition in self.items:
            if definition.free_symbols & ahead:
                raise ValueError(f"{symbol} is defined by symbols that are not defined before it")
            ahead.remove(symbol)

    def __len__(self) -> int:
        return len(self.items)

    def define(self, name: str, expression: sp.Expr) -> tuple[Definitions, sp.Expr]:
        """These definitions and one more; an expression that is already an atom needs no new name."""
        if _is_trivial(expression):
            return self, expression
        symbol = coordinate(name)
        return Definitions((*self.items, (symbol, expression))), symbol

    def define_matrix(
        self, name: str, matrix: sp.ImmutableMatrix, corner: tuple[int, int] | None = None
    ) -> tuple[Definitions, sp.ImmutableMatrix]:
        """As `define`, entry by entry: ``name_ij`` (``name_i`` for a column, ``name`` for a single number).

        An expression that occurs twice in the matrix (a symmetric one) is defined once.  A block of a larger matrix
        says by `corner` which entry of that one, counted from (0, 0), its first entry is.
        """
        added: list[tuple[sp.Symbol, sp.Expr]] = []
        known: dict[sp.Expr, sp.Expr] = {}
        for i in range(matrix.rows):
            for j in range(matrix.cols):
                entry = matrix[i, j]
                if entry in known:
                    continue
                label = f"{name}_{corner[0] + i + 1}{corner[1] + j + 1}" if corner else _entry(name, matrix, i, j)
                known[entry] = entry if _is_trivial(entry) else coordinate(label)
                if known[entry] is not entry:
                    added.append((known[entry], entry))
        return Definitions((*self.items, *added)), matrix.applyfunc(lambda entry: known[entry])

    def explicit(self, expression: sp.Basic) -> sp.Basic:
        """The expression with every definition substituted: in the state and the parameters alone."""
        values: dict[sp.Basic, sp.Basic] = {}
        for symbol, definition in self.items:
            values[symbol] = definition.xreplace(values)
        return expression.xreplace(values)

    def at(self, values: Mapping[sp.Basic, sp.Basic]) -> Definitions:
        """The same definitions with values put in for some symbols, or functions of them."""
        return Definitions(tuple((symbol, put(definition, values)) for symbol, definition in self.items))

    def needed_for(self, expressions: Iterable[sp.Basic]) -> Definitions:
        """The definitions that the expressions use, directly or through others."""
        wanted = set().union(*(expression.free_symbols for expression in expressions))
        kept = []
        for symbol, definition in reversed(self.items):
            if symbol in wanted:
                kept.append((symbol, definition))
                wanted |= definition.free_symbols
        return Definitions(tuple(reversed(kept)))

    def jacobian(
        self, expressions: Sequence[sp.Expr], variables: Sequence[sp.Symbol]
    ) -> tuple[Definitions, tuple[tuple[sp.Expr, ...], ...]]:
        """Derivatives of `expressions` by `variables`, through the definitions, by the chain rule.

        Forward accumulation: for a definition y := f(x, ...) the derivative ∂y/∂θ = Σ ∂f/∂x ∂x/∂θ becomes a
        definition ``y_theta`` itself, so the structure (and the cost) of the program is kept.

        Returns
        -------
        definitions : Definitions
            These definitions, followed by those of the derivatives.
        rows : tuple of tuples
            rows[i][j] = ∂ expressions[i] / ∂ variables[j].
        """
        derivatives: list[tuple[sp.Symbol, sp.Expr]] = []
        slopes: dict[sp.Symbol, dict[sp.Symbol, sp.Expr]] = {x: {x: sp.Integer(1)} for x in variables}

        def chain_rule(expression: sp.Expr) -> dict[sp.Symbol, sp.Expr]:
            terms: dict[sp.Symbol, list[sp.Expr]] = {}
            for x in sorted(expression.free_symbols & slopes.keys(), key=str):
                outer = derivative(expression, x)
                for variable, inner in slopes[x].items():
                    terms.setdefault(variable, []).append(outer * inner)
            total = {variable: sp.Add(*parts) for variable, parts in terms.items()}
            return {variable: slope for variable, slope in total.items() if slope != 0}

        # Each definition's slopes are named before the next one needs them, so that no derivative is written out.
        for symbol, definition in self.items:
            slopes[symbol] = {}
            for variable, slope in chain_rule(definition).items():
                if not _is_trivial(slope):
                    name = coordinate(f"{symbol.name}_{variable.name}")
                    derivatives.append((name, slope))
                    slope = name
                slopes[symbol][variable] = slope
        rows = []
        for expression in expressions:
            row = chain_rule(expression)
            rows.append(tuple(row.get(variable, sp.Integer(0)) for variable in variables))
        return Definitions((*self.items, *derivatives)), tuple(rows)


def derivative(expression: sp.Expr, x: sp.Symbol) -> sp.Expr:
    """∂/∂x as `sympy.diff` gives it, several times faster for a rational expression.

    SymPy makes an unevaluated derivative of every part first, and does a part that occurs twice twice.
    """
    known: dict[sp.Expr, sp.Expr] = {}

    def slope(part: sp.Expr) -> sp.Expr:
        if not part.args:
            return sp.S.One if part == x else sp.S.Zero
        if part not in known:
            known[part] = by_rule(part)
        return known[part]

    def by_rule(part: sp.Expr) -> sp.Expr:
        if part.is_Add:
            return sp.Add(*(inner for inner in map(slope, part.args) if inner != 0))
        if part.is_Mul:
            inner = [(k, slope(factor)) for k, factor in enumerate(part.args)]
            return sp.Add(*(sp.Mul(*part.args[:k], s, *part.args[k + 1 :]) for k, s in inner if s != 0))
        if part.is_Pow and part.exp.is_Integer:
            inner = slope(part.base)
            return part.exp * part.base ** (part.exp - 1) * inner if inner != 0 else sp.S.Zero
        return sp.diff(part, x)

    return slope(expression)


def put(expression: sp.Expr, values: Mapping[sp.Basic, sp.Basic]) -> sp.Expr:
    """The expression with values put in, structure kept; a plain number, as programs may hold it, stays one."""
    return sp.sympify(expression).xreplace(dict(values))


def _is_trivial(expression: sp.Expr) -> bool:
    """A number or a symbol, or the negative of one: cheaper to repeat than to name."""
    return bool(expression.is_Atom or (-expression).is_Atom)


def _entry(name: str, matrix: sp.ImmutableMatrix, i: int, j: int) -> str:
    if matrix.shape == (1, 1):
        return name
    return f"{name}_{i + 1}" if matrix.cols == 1 else f"{name}_{i + 1}{j + 1}"
