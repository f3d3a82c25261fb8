"""What a document says, in order, before any language: headings, sentences, equations, a table of symbols."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import sympy as sp

from derivations.documents import names
from derivations.documents.layout import Layout, Relation, width
from derivations.documents.typeset import typeset
from derivations.manifolds.frames import Manifold
from derivations.manifolds.vectors import Factorised, WeakBulk
from derivations.reduced import ReducedODE
from derivations.steps.step import Prose, Step

if TYPE_CHECKING:
    from derivations.derivation import Derivation

Inline: TypeAlias = tuple[str | Layout, ...]
"""Sentences (in which mathematics is written in Unicode) and formulas."""


@dataclass(frozen=True)
class Heading:
    """A title; level 1 is the document's."""

    title: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Sentences; the remark at the end of a step, that says how it was proved, is a paragraph of its own kind."""

    parts: Inline
    is_check: bool = False


@dataclass(frozen=True)
class Items:
    """An enumeration."""

    items: tuple[Inline, ...]


@dataclass(frozen=True)
class Legend:
    """A table of symbols with their meaning."""

    entries: tuple[tuple[Inline, str], ...]


@dataclass(frozen=True)
class Display:
    """Displayed equations."""

    equations: tuple[Relation, ...]


Block: TypeAlias = Heading | Paragraph | Items | Legend | Display


def of_derivation(derivation: Derivation) -> tuple[Block, ...]:
    """The blocks of a derivation's document."""
    ode, target, manifold = derivation.ode, derivation.target, derivation.manifold
    return (
        Heading(title(ode), 1),
        Paragraph(
            (
                f"How gradient flow teaches a linear recurrent network the filter of the {spoken(target.name)}, on the "
                f"manifold '{spoken(manifold.name)}' of weights, with "
                f"{len(ode.state)} coordinates. Derived under the assumptions below; every step is proved.",
            )
        ),
        Heading("Assumptions"),
        Items(tuple((sentence,) for sentence in derivation.assumptions)),
        Heading("Symbols"),
        Legend(tuple(_symbols(derivation))),
        *(block for step in derivation.steps for block in of_step(step)),
    )


def title(ode: ReducedODE) -> str:
    """The title of a system's document."""
    return f"Reduced learning dynamics: {spoken(ode.name)}"


def of_step(step: Step) -> tuple[Block, ...]:
    """The blocks of one numbered step."""
    return (
        Heading(f"Step {step.number}. {step.title}"),
        Paragraph(_prose(step.prose)),
        Display(tuple(relation for equation in step.equations for relation in displayed(equation))),
        Paragraph((str(step.check),), is_check=True),
    )


def of_ode(ode: ReducedODE) -> tuple[tuple[Relation, ...], tuple[Relation, ...]]:
    """A system's equations, and the definitions that they use (none where the equations are short written out)."""
    short = all(sp.count_ops(value) < _SHORT for value in ode.rhs)
    values: Sequence[sp.Expr] = tuple(ode.rhs) if short else ode.program_rhs
    rates = [typeset(sp.Symbol(f"dot_{x.name}")) for x in ode.state]
    equations = tuple(Relation(left, "=", typeset(value)) for left, value in zip(rates, values, strict=True))
    used = () if short else ode.definitions.needed_for(values).items
    return equations, tuple(Relation(typeset(x), "=", typeset(value)) for x, value in used)


_SHORT = 60
"""Right-hand sides with fewer operations than this are shown written out."""


def displayed(equation: sp.Basic) -> Iterator[Relation]:
    """A displayed equation; that of a matrix with long entries becomes one for each entry that differs."""
    layout = typeset(equation)
    if not isinstance(layout, Relation):
        raise TypeError(f"only equations are displayed, but {equation} is none")
    matrix = equation.rhs
    if not isinstance(matrix, sp.MatrixBase) or matrix.shape == (1, 1) or width(layout) <= _WIDE:
        yield layout
        return
    entries: dict[sp.Expr, list[Layout]] = {}
    for i in range(matrix.rows):
        for j in range(matrix.cols):
            index = f"{i + 1}{j + 1}" if matrix.cols > 1 else f"{i + 1}"
            entries.setdefault(matrix[i, j], []).append(names.displayed(f"{equation.lhs}_{index}"))
    for value, equal in entries.items():
        left = equal[0]
        for name in equal[1:]:
            left = Relation(left, "=", name)
        yield Relation(left, "=", typeset(value))


_WIDE = 75
"""Matrices wider than this, in characters, are displayed by entries."""


def spoken(name: str) -> str:
    """An identifier as words."""
    return name.replace("_", " ")


def _prose(prose: Prose) -> Inline:
    return tuple(part if isinstance(part, str) else typeset(part) for part in prose)


_GENERAL = (
    "N", "W", "u", "v", "M", "h", "x", "y", "t", "f(t)", "f_star(t)", "K", "A_star", "B_star", "C_star", "L", "s",
    "P", "Q", "X", "Y", "P_star",
)  # fmt: skip
_OF_FRAMES = ("B", "d", "G", "C")
_OF_FACTORS = ("m", "n", "Z", "O", "Gamma", "eta", "C")
_OF_BULK = ("r", "l", "p", "q", "O", "Gamma", "eta", "C")


def _particular(manifold: Manifold | Factorised | WeakBulk) -> tuple[tuple[str, ...], str]:
    """The symbols that belong to a way to write the weights, and what its coordinates are."""
    match manifold:
        case Factorised():
            return _OF_FACTORS, "overlaps"
        case WeakBulk():
            return _OF_BULK, "the outlier's coordinates, and overlaps"
        case Manifold():
            return _OF_FRAMES, "coordinates on the manifold"


def _symbols(derivation: Derivation) -> Iterator[tuple[Inline, str]]:
    """What each symbol means: the general ones, coordinates, parameters, what is defined on the way."""
    ode = derivation.ode
    particular, kind = _particular(derivation.manifold)
    general = (*_GENERAL, *particular)
    for name in general:
        yield (names.displayed(name),), names.MEANINGS[name]
    yield _listed(ode.state), f"{kind}: real"
    defaults = dict(ode.defaults)
    for symbol in ode.parameters:
        default = f"; default {defaults[symbol]:g}" if symbol in defaults else ""
        meaning = names.MEANINGS.get(symbol.name, "parameter")
        yield (typeset(symbol),), f"{meaning}: {names.DOMAINS[ode.domains()[symbol.name]]}{default}"
    families: dict[str, list[sp.Symbol]] = {}
    for symbol, _ in ode.definitions.items:
        families.setdefault(names.family(symbol), []).append(symbol)
    for family, members in families.items():
        if family in general:
            continue
        meaning = names.MEANINGS.get(family, "defined below")
        yield (names.displayed(family),), meaning if len(members) == 1 else f"{meaning}; its entries have indices"
    conserved = [sp.Symbol(name) for name, _ in ode.program_invariants]
    yield _listed(conserved), "conserved by gradient flow"
    yield _listed(sp.symbols(f"H_1:{len(ode.stability) + 1}")), "Hurwitz determinants of M: positive while it is stable"


def _listed(symbols: Iterable[sp.Symbol]) -> Inline:
    parts: list[str | Layout] = []
    for symbol in symbols:
        parts += [", ", typeset(symbol)] if parts else [typeset(symbol)]
    return tuple(parts)
