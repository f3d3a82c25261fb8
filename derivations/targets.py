"""Targets: the filters that the network is to learn, as symbolic state spaces.

    f*(t) = c* exp(A* t) b*,        A*: K x K, stable;   b*: K x 1;   c*: 1 x K

Nothing downstream asks which target it serves; it sees the triple (A*, b*, c*) and its order K.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TypeAlias

import sympy as sp

from derivations.algebra.identifiers import check_document, check_symbols, freeze
from derivations.algebra.symbols import DOMAINS, c_star, domain, omega_star, phase, t
from derivations.errors import InputError

Vector: TypeAlias = tuple[float, ...]


@dataclass(frozen=True)
class Target:
    """A target filter f*(t) = c* exp(A* t) b* of order K.

    Attributes
    ----------
    name : str
        How the target is called in documents.
    filter : sympy.Expr
        f*(t) written out in the time `symbols.t`.  That it *is* c* exp(A* t) b* is proved in step 1 of a derivation.
    A, b, c : sympy.ImmutableMatrix
        State matrix (K, K), input vector (K, 1) and output row (1, K).
    parameters : tuple of sympy.Symbol
        The free parameters, in the order in which generated code takes them.
    defaults : tuple of (sympy.Symbol, float)
        Values of those parameters that a user may leave out.
    assumptions : tuple of str
        Sentences, stated at the top of every document; formulas in them stand between backticks.

    Raises
    ------
    InputError
        If the shapes of A, b and c do not fit together.
    """

    name: str
    filter: sp.Expr
    A: sp.ImmutableMatrix
    b: sp.ImmutableMatrix
    c: sp.ImmutableMatrix
    parameters: tuple[sp.Symbol, ...]
    defaults: tuple[tuple[sp.Symbol, float], ...]
    assumptions: tuple[str, ...]

    def __post_init__(self) -> None:
        freeze(self, matrices="Abc", tuples=("parameters", "defaults", "assumptions"))
        K = self.A.rows
        if self.A.shape != (K, K) or self.b.shape != (K, 1) or self.c.shape != (1, K):
            raise InputError(
                f"target {self.name!r}: A, b, c have shapes {self.A.shape}, {self.b.shape}, {self.c.shape}; "
                "they must be (K, K), (K, 1) and (1, K)",
                name="target",
                value=self.name,
            )
        check_document(self.name, self.assumptions)
        filter_ = sp.sympify(self.filter) if not isinstance(self.filter, str) else None
        if not isinstance(filter_, sp.Expr) or filter_ == 0:
            raise InputError(
                f"target {self.name!r}: filter must be an expression in targets.t, and not 0, but is {self.filter!r}; "
                "give for example exp(-c_star*targets.t)",
                name="filter",
                value=self.filter,
            )
        object.__setattr__(self, "filter", filter_)
        check_symbols("parameters", self.parameters)
        for part in ("filter", "A", "b", "c"):
            known = {*self.parameters, t} if part == "filter" else set(self.parameters)
            for symbol in sorted(getattr(self, part).free_symbols - known, key=str):
                raise InputError(
                    f"target {self.name!r}: {part} contains {symbol.name}, {_remedy(symbol, part)}",
                    name=part,
                    value=symbol,
                )

        if self.A.trace().is_nonnegative:
            raise InputError(
                f"target {self.name!r}: A is not stable, since its eigenvalues add up to {self.A.trace()}; give a "
                "filter that decays",
                name="A",
                value=self.A,
            )
        for entry in self.defaults:
            if not (isinstance(entry, tuple) and len(entry) == 2 and entry[0] in self.parameters and _finite(entry[1])):
                raise InputError(
                    f"target {self.name!r}: defaults must be pairs of a parameter and a finite number, but one is "
                    f"{entry!r}; give for example ((phase, 0.0),)",
                    name="defaults",
                    value=entry,
                )

    @property
    def order(self) -> int:
        """K, the number of poles."""
        return int(self.A.rows)

    def numeric(self, **parameters: float) -> tuple[tuple[Vector, ...], Vector, Vector]:
        """A*, b* and c* as numbers, for given values of the parameters.

        >>> damped_oscillator().numeric(c_star=0.25, omega_star=2)
        (((-0.25, -2.0), (2.0, -0.25)), (1.0, 0.0), (1.0, 0.0))

        Parameters
        ----------
        **parameters : float
            Values by name; those that have a default may be left out.

        Returns
        -------
        A, b, c : nested tuples of float
            Of lengths (K, K), K and K; ``validation.StateSpace(*target.numeric(...))`` is the numeric target.

        Raises
        ------
        InputError
            If a parameter is missing or unknown, is not finite, or lies outside its domain.
        """
        values = {x.name: value for x, value in self.defaults} | parameters
        names = [x.name for x in self.parameters]
        for kind, wrong in (
            ("lacks", [name for name in names if name not in values]),
            ("does not know", [name for name in values if name not in names]),
        ):
            if wrong:
                known = f"its parameters are {', '.join(names)}" if names else "it has no parameters"
                message = f"target {self.name!r} {kind} {', '.join(wrong)}; {known}"
                raise InputError(message, name="parameters", value=tuple(wrong))
        for x in self.parameters:
            if not (math.isfinite(values[x.name]) and DOMAINS[domain(x)](values[x.name])):
                message = f"{x.name} is {values[x.name]!r}, but must be finite and {domain(x).value}"
                raise InputError(message, name=x.name, value=values[x.name])
        # Thirty digits in between, so that each entry is the float nearest to its exact value.
        at = {x: sp.Float(values[x.name], 30) for x in self.parameters}
        A, b, c = (matrix.subs(at).evalf(30).tolist() for matrix in (self.A, self.b.T, self.c))
        rows = tuple(tuple(float(entry) for entry in row) for row in A)
        return rows, tuple(map(float, b[0])), tuple(map(float, c[0]))


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _remedy(symbol: sp.Symbol, part: str) -> str:
    """What is wrong with a symbol that is not known."""
    if symbol.name == t.name and part == "filter":
        return "which is another symbol than the time of targets, since its assumptions differ; use targets.t"
    return "which is not among its parameters; declare it there, with the very same assumptions, or give it a number"


def integrator() -> Target:
    """The leaky integrator f*(t) = exp(-c* t): one real pole at -c*."""
    return Target(
        name="integrator",
        filter=sp.exp(-c_star * t),
        A=sp.ImmutableMatrix([[-c_star]]),
        b=sp.ImmutableMatrix([1]),
        c=sp.ImmutableMatrix([[1]]),
        parameters=(c_star,),
        defaults=(),
        assumptions=("The target filter is `exp(−c* t)` with `c* > 0`.",),
    )


def damped_oscillator() -> Target:
    """The damped oscillator f*(t) = exp(-c* t) cos(ω* t + φ): a conjugate pair of poles at -c* ± iω*.

    With ω* = 0 and φ = 0 it is the integrator, written with one pole more than it needs.
    """
    return Target(
        name="damped_oscillator",
        filter=sp.exp(-c_star * t) * sp.cos(omega_star * t + phase),
        A=sp.ImmutableMatrix([[-c_star, -omega_star], [omega_star, -c_star]]),
        b=sp.ImmutableMatrix([sp.cos(phase), sp.sin(phase)]),
        c=sp.ImmutableMatrix([[1, 0]]),
        parameters=(c_star, omega_star, phase),
        defaults=((phase, 0.0),),
        assumptions=("The target filter is `exp(−c* t) cos(ω* t + φ)` with `c* > 0` and real `ω*`, `φ`.",),
    )


def oscillator_or_integrator() -> Target:
    """The damped oscillator with ω* = 0 and φ = 0, the integrator, unless they are given."""
    return replace(damped_oscillator(), defaults=((omega_star, 0.0), (phase, 0.0)))
