"""What a document says, in order, before any language: headings, sentences, equations, a table of symbols."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import sympy as sp

from derivations.documents import names
from derivations.documents.glossary import meanings
from derivations.documents.layout import Layout, Relation, width
from derivations.documents.typeset import typeset
from derivations.steps.step import Prose, Step

Inline: TypeAlias = tuple[str | Layout, ...]
"""Sentences, in which formulas stand between backticks (`inline_math`), and formulas that are laid out already."""


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


def of_proof(
    title: str,
    introduction: str,
    assumptions: Iterable[str],
    steps: Iterable[Step],
    legend: Sequence[tuple[Inline, str]] = (),
    words: Sequence[str] = (),
) -> tuple[Block, ...]:
    """The blocks of a derivation: title, introduction, assumptions, what words and symbols mean, the numbered steps."""
    return (
        Heading(title, 1),
        Paragraph((introduction,)),
        Heading("Assumptions"),
        Items(tuple((sentence,) for sentence in assumptions)),
        *((Heading("Words"), Legend(tuple(((word,), meaning) for word, meaning in meanings(words)))) if words else ()),
        *((Heading("Symbols"), Legend(tuple(legend))) if legend else ()),
        *(block for step in steps for block in of_step(step)),
    )


def of_step(step: Step) -> tuple[Block, ...]:
    """The blocks of one numbered step."""
    return (
        Heading(f"Step {step.number}. {step.title}"),
        Paragraph(_prose(step.prose)),
        Display(tuple(relation for equation in step.equations for relation in displayed(equation))),
        Paragraph((str(step.check),), is_check=True),
    )


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


def listed(symbols: Iterable[sp.Symbol]) -> Inline:
    """Several symbols, with commas between them."""
    parts: list[str | Layout] = []
    for symbol in symbols:
        parts += [", ", typeset(symbol)] if parts else [typeset(symbol)]
    return tuple(parts)
