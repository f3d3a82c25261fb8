"""`ReducedODE`: the low-dimensional learning dynamics that a derivation arrives at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

import sympy as sp

from derivations.algebra.identifiers import check_name, check_symbols
from derivations.algebra.straight_line import Definitions, put
from derivations.algebra.symbols import ParameterDomain, domain
from derivations.documents import latex, text
from derivations.documents.layout import Relation
from derivations.documents.typeset import typeset
from derivations.errors import InputError


@dataclass(frozen=True)
class ReducedODE:
    """The system dθ/ds = F(θ; parameters), with what can be observed along it and what it conserves.

    Learning time is s = step size x steps.  Formulas are kept as a straight-line program; `rhs`, `jacobian`,
    `observables` and `invariants` give them written out in the state and the parameters alone.

    Attributes
    ----------
    name : str
        Name of the system, an identifier: generated modules carry it.
    state, parameters : tuples of sympy.Symbol
        θ, and the parameters in the order in which generated code takes them.
    defaults : tuple of (sympy.Symbol, float)
        Values of the parameters that may be left out.
    origin : tuple of float
        The state of the zero network, W = 0 and u = v = 0.
    definitions : Definitions
        Intermediate quantities (the Gramians' entries, the gradient's) shared by everything below.
    program_rhs : tuple of sympy.Expr
        dθ/ds in terms of state, parameters and definitions.
    program_observables, program_invariants : tuples of (str, sympy.Expr)
        Named quantities in the same terms.
    stability : tuple of sympy.Expr
        Hurwitz determinants of W − I: all are positive if and only if the network is stable.
    target_power : sympy.Expr
        ½∫f*² dt, the loss of the zero network, in the parameters.
    assumptions : tuple of str
        Under what the system was derived: sentences with formulas between backticks.
    gram : tuple of tuples of sympy.Symbol
        Rows of the Gram matrix that the state makes up, if it consists of overlaps of vectors; else empty.
    """

    name: str
    state: tuple[sp.Symbol, ...]
    parameters: tuple[sp.Symbol, ...]
    defaults: tuple[tuple[sp.Symbol, float], ...]
    origin: tuple[float, ...]
    definitions: Definitions
    program_rhs: tuple[sp.Expr, ...]
    program_observables: tuple[tuple[str, sp.Expr], ...]
    program_invariants: tuple[tuple[str, sp.Expr], ...]
    stability: tuple[sp.Expr, ...]
    target_power: sp.Expr
    assumptions: tuple[str, ...]
    gram: tuple[tuple[sp.Symbol, ...], ...] = ()

    def __post_init__(self) -> None:
        check_name(self.name)
        check_symbols("state and parameters", (*self.state, *self.parameters))
        seen = {"loss", "gain"} & {symbol.name for symbol in self.state}
        if seen:
            raise InputError(
                f"system {self.name!r}: {', '.join(sorted(seen))} is an observable, and no name for a coordinate; "
                "choose another",
                name="state",
                value=tuple(sorted(seen)),
            )
        taken = {symbol.name for symbol in (*self.state, *self.parameters)}
        clash = taken & {symbol.name for symbol, _ in self.definitions.items}
        if clash:
            names = ", ".join(sorted(clash))
            raise InputError(
                f"system {self.name!r}: {names} names both a variable and a definition", name="definitions", value=names
            )

    @cached_property
    def rhs(self) -> sp.ImmutableMatrix:
        """dθ/ds as a column, in the state and the parameters alone."""
        return sp.ImmutableMatrix([self._written_out(expression) for expression in self.program_rhs])

    @cached_property
    def jacobian(self) -> sp.ImmutableMatrix:
        """∂(dθ_i/ds)/∂θ_j, in the state and the parameters alone."""
        definitions, rows = self.program_jacobian
        return sp.ImmutableMatrix([[definitions.explicit(entry) for entry in row] for row in rows])

    @cached_property
    def program_jacobian(self) -> tuple[Definitions, tuple[tuple[sp.Expr, ...], ...]]:
        """The rows of the Jacobian as a program: its definitions, and the entries in terms of them."""
        return self.definitions.jacobian(self.program_rhs, self.state)

    def rhs_at(self, values: Mapping[sp.Basic, sp.Basic]) -> tuple[Definitions, tuple[sp.Expr, ...]]:
        """dθ/ds as a program, with values put in for state variables, parameters, or functions of them."""
        return self.definitions.at(values), tuple(put(speed, values) for speed in self.program_rhs)

    def jacobian_at(self, values: Mapping[sp.Basic, sp.Basic]) -> tuple[Definitions, tuple[tuple[sp.Expr, ...], ...]]:
        """The Jacobian in the same way."""
        definitions, rows = self.program_jacobian
        return definitions.at(values), tuple(tuple(put(entry, values) for entry in row) for row in rows)

    @cached_property
    def observables(self) -> Mapping[str, sp.Expr]:
        """Loss, gain f(0), and for a pair c and ω² (eigenvalues of W − I: −c ± iω), in the state and the parameters."""
        return {name: self._written_out(expression) for name, expression in self.program_observables}

    @cached_property
    def invariants(self) -> Mapping[str, sp.Expr]:
        """Quantities that gradient flow conserves, in the state and the parameters."""
        return {name: self._written_out(expression) for name, expression in self.program_invariants}

    @property
    def loss(self) -> sp.Expr:
        """The population loss, in the state and the parameters."""
        return self.observables["loss"]

    def fixed(self, values: Mapping[sp.Symbol, sp.Expr], name: str, assumption: str) -> ReducedODE:
        """The same system with some parameters given values: they are parameters no more.

        Parameters
        ----------
        values : mapping of sympy.Symbol to sympy.Expr
            Parameters and what they are set to.
        name : str
            Name of the system so obtained.
        assumption : str
            The sentence that says so.
        """

        conserved = [(label, put(value, values)) for label, value in self.program_invariants]
        return replace(
            self,
            name=name,
            parameters=tuple(x for x in self.parameters if x not in values),
            defaults=tuple((x, value) for x, value in self.defaults if x not in values),
            definitions=self.definitions.at(values),
            program_rhs=tuple(put(speed, values) for speed in self.program_rhs),
            program_observables=tuple((label, put(value, values)) for label, value in self.program_observables),
            program_invariants=tuple((label, value) for label, value in conserved if value != 0),
            stability=tuple(put(minor, values) for minor in self.stability),
            target_power=put(self.target_power, values),
            assumptions=(*self.assumptions, assumption),
        )

    def domains(self) -> Mapping[str, ParameterDomain]:
        """The values that each parameter may take, by name."""
        return {symbol.name: domain(symbol) for symbol in self.parameters}

    def _written_out(self, expression: sp.Expr) -> sp.Expr:
        explicit = self.definitions.explicit(expression)
        # One outlier has formulas that fit on a line; those of a pair do not, and are left in their structure.
        return sp.factor_terms(explicit) if _is_short(explicit) else explicit

    def sympy(self) -> tuple[sp.Equality, ...]:
        """The equations alone, as SymPy's own solvers take them: one for each state variable, a function of s.

        Returns
        -------
        equations : tuple of sympy.Equality
            ``Eq(Derivative(a(s), s), ...)``, with ``a = Function("a")`` and ``s = Symbol("s", real=True)``; right-hand
            sides contain the parameters and these functions alone.
        """
        s = sp.Symbol("s", real=True)
        functions = {x: sp.Function(x.name)(s) for x in self.state}
        return tuple(
            sp.Eq(sp.Derivative(functions[x], s), value.xreplace(functions), evaluate=False)
            for x, value in zip(self.state, self.rhs, strict=True)
        )

    def latex(self) -> str:
        """The equations alone, with the definitions that they use, for LaTeX's mathematics mode (amsmath).

        Short right-hand sides are written out, long ones in terms of the Gramians' entries.  A notebook shows this.
        """
        equations, definitions = self._relations()
        rows = latex.display(equations)
        if definitions:
            rows += f" \\\\\n&\\text{{where}} \\\\\n{latex.display(definitions)}"
        return f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def __str__(self) -> str:
        equations, definitions = self._relations()
        shown = text.display(equations)
        return f"{shown}\nwhere\n{text.display(definitions)}" if definitions else shown

    def _relations(self) -> tuple[tuple[Relation, ...], tuple[Relation, ...]]:
        """The equations, and the definitions that they use (none where the equations are short written out)."""
        short = all(sp.count_ops(value) < _SHORT for value in self.rhs)
        values: Sequence[sp.Expr] = tuple(self.rhs) if short else self.program_rhs
        rates = [typeset(sp.Symbol(f"dot_{x.name}")) for x in self.state]
        equations = tuple(Relation(left, "=", typeset(value)) for left, value in zip(rates, values, strict=True))
        used = () if short else self.definitions.needed_for(values).items
        return equations, tuple(Relation(typeset(x), "=", typeset(value)) for x, value in used)


_SHORT = 60
"""Expressions with fewer operations than this are written out in factored form."""


def _is_short(expression: sp.Expr) -> bool:
    """Whether to write it out; the tree of a long one is not counted to its end, since no operation has ten nodes."""
    begins = islice(sp.preorder_traversal(expression), 10 * _SHORT, None)
    return next(begins, None) is None and sp.count_ops(expression) < _SHORT
