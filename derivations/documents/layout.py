"""How a formula is laid out, before any language of documents: names with indices, fractions, sums, matrices.

`typeset` makes these values out of SymPy expressions (and `inline_math` out of the formulas in sentences); the three
writers `text`, `latex` and `mathml` read them.  What is a numerator, which factor comes first, where parentheses stand:
all that is decided once, so the three documents show the same formulas.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Name:
    """A symbol: one letter, or an upright word; with indices, an accent (``hat`` or ``dot``), between bars."""

    base: str
    sub: str = ""
    sup: str = ""
    accent: str = ""
    bars: bool = False


@dataclass(frozen=True)
class Number:
    """A number as it is written, without sign."""

    digits: str


@dataclass(frozen=True)
class Operator:
    """A sign between things (+, −, =, /), or one parenthesis, where a line is only a part of a formula."""

    sign: str


@dataclass(frozen=True)
class Rate:
    """A differential quotient, dp/ds or ∂L/∂W."""

    sign: str
    of: Layout
    by: Layout


@dataclass(frozen=True)
class Power:
    """A base with an exponent; the transposed matrix has the exponent `TRANSPOSED`."""

    base: Layout
    exponent: Layout


@dataclass(frozen=True)
class Root:
    """A square root."""

    content: Layout


@dataclass(frozen=True)
class Exponential:
    """e to a power."""

    exponent: Layout


@dataclass(frozen=True)
class Call:
    """A function of arguments; a bare one, cos φ, goes without parentheses."""

    function: Layout
    arguments: tuple[Layout, ...]
    bare: bool = False


@dataclass(frozen=True)
class Fence:
    """Something in parentheses."""

    content: Layout


@dataclass(frozen=True)
class Product:
    """Factors side by side."""

    factors: tuple[Layout, ...]


@dataclass(frozen=True)
class Quotient:
    """A fraction."""

    numerator: Layout
    denominator: Layout


@dataclass(frozen=True)
class Sum:
    """Terms, each with whether it is subtracted; a single subtracted term is a negative."""

    terms: tuple[tuple[bool, Layout], ...]


@dataclass(frozen=True)
class Big:
    """A big operator, ∫ or Σ, with its limits, what it is applied to, and (∫) the variable."""

    sign: str
    lower: Layout
    upper: Layout
    content: Layout
    variable: Layout | None = None


@dataclass(frozen=True)
class Table:
    """A matrix."""

    rows: tuple[tuple[Layout, ...], ...]


@dataclass(frozen=True)
class Relation:
    """An equation or an inequality."""

    left: Layout
    sign: str
    right: Layout


@dataclass(frozen=True)
class Run:
    """Things in a row, among them operators: a part of a formula."""

    parts: tuple[Layout, ...]


Layout: TypeAlias = (
    Name | Number | Operator | Rate | Power | Root | Exponential | Call | Fence | Product | Quotient | Sum | Big | Table
    | Relation | Run
)  # fmt: skip

TRANSPOSED = Name("⊤")
HALF = Quotient(Number("1"), Number("2"))


def width(layout: Layout) -> float:
    """About how many characters wide it is where fractions are stacked."""
    match layout:
        case Name(base, sub, sup):
            return len(base) + 0.7 * max(len(sub), len(sup)) + (0.8 if layout.bars else 0)
        case Number(digits):
            return len(digits)
        case Operator(sign):
            return 0.5 if sign in "()[]|" else 2
        case Rate(_, of, by):
            return 1 + max(width(of), width(by))
        case Power(base, exponent):
            return width(base) + 0.7 * width(exponent)
        case Quotient(numerator, denominator):
            return 0.5 + max(width(numerator), width(denominator))
        case Product(parts) | Run(parts):
            return sum(width(part) + 0.2 for part in parts)
        case Sum(terms):
            return 2 * len(terms) - 2 + sum(width(term) for _, term in terms)
        case Call(function, arguments):
            return width(function) + 1 + sum(width(argument) for argument in arguments)
        case Table(rows):
            return 1 + sum(1 + max(width(entry) for entry in column) for column in zip(*rows, strict=True))
        case Relation(left, _, right):
            return width(left) + 2 + width(right)
        case Big(_, _, _, content, variable):
            return 2 + width(content) + (2 if variable else 0)
        case Root(content) | Fence(content) | Exponential(content):
            return 1 + width(content)


def is_tall(layout: Layout) -> bool:
    """Whether parentheses around it have to be taller than a line of text."""
    match layout:
        case Quotient() | Table() | Big() | Rate():
            return layout != HALF
        case Sum(terms):
            return any(is_tall(term) for _, term in terms)
        case Product(parts) | Call(_, parts) | Run(parts):
            return any(is_tall(part) for part in parts)
        case Power(base, _):
            return is_tall(base)
        case Fence(content):
            return is_tall(content)
        case _:
            return False


def is_composite(layout: Layout) -> bool:
    """Whether it needs parentheses as a factor."""
    return isinstance(layout, Sum | Relation)
