"""Documents as plain text: one line for an equation where it fits, Unicode for what has a sign of its own."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from derivations.documents.blocks import Block, Display, Heading, Inline, Items, Legend, Paragraph
from derivations.documents.inline_math import plain
from derivations.documents.layout import (
    HALF,
    TRANSPOSED,
    Big,
    Call,
    Exponential,
    Fence,
    Layout,
    Name,
    Number,
    Operator,
    Power,
    Product,
    Quotient,
    Rate,
    Relation,
    Root,
    Run,
    Sum,
    Table,
)  # fmt: skip
from derivations.documents.linebreak import lines
from derivations.documents.names import STAR

WIDTH = 100
_INDENT = 4
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("0123456789Wuvnk−", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵂᵘᵛⁿᵏ⁻")
_ACCENTS = {"": "", "dot": "\u0307", "hat": "\u0302"}


def formula(layout: Layout) -> str:
    """A formula on one line."""
    match layout:
        case Name():
            return _name(layout)
        case Number(digits):
            return digits
        case Operator(sign):
            return sign
        case Rate(sign, of, by):
            return f"{sign}{formula(of)}/{sign}{formula(by)}"
        case Power(base, exponent):
            return _power(base, exponent)
        case Root(content):
            return f"√{_closed(content)}"
        case Exponential(exponent):
            return f"exp({formula(exponent)})"
        case Call(function, arguments, bare):
            name = formula(function)
            return f"{name} {formula(arguments[0])}" if bare else f"{name}({', '.join(map(formula, arguments))})"
        case Fence(content):
            return f"({formula(content)})"
        case Product(factors):
            return " ".join(formula(factor) for factor in factors)
        case Quotient(numerator, denominator):
            if layout == HALF:
                return "½"
            above = f"({formula(numerator)})" if isinstance(numerator, Sum | Quotient) else formula(numerator)
            return f"{above}/{_closed(denominator)}"
        case Sum(terms):
            signed = "".join((" − " if negative else " + ") + formula(term) for negative, term in terms)
            return f"−{signed[3:]}" if terms[0][0] else signed[3:]
        case Big(sign, lower, upper, content, variable):
            ending = f" d{formula(variable)}" if variable else ""
            return f"{sign}{_limit('_', lower)}{_limit('^', upper)} {formula(content)}{ending}"
        case Table(rows):
            entries = "; ".join(", ".join(map(formula, row)) for row in rows)
            return f"({entries})" if len(rows) == 1 else f"[{entries}]"
        case Relation(left, sign, right):
            return f"{formula(left)} {sign} {formula(right)}"
        case Run(parts):
            return _run(parts)


def _limit(mark: str, layout: Layout) -> str:
    inside = formula(layout).replace(" ", "")
    return f"{mark}{inside}" if len(inside) == 1 else f"{mark}{{{inside}}}"


def _name(name: Name) -> str:
    base = name.base[0] + _ACCENTS[name.accent] + name.base[1:]
    base = f"|{base}|" if name.bars else base
    star, index = "*" if name.sub.startswith(STAR) else "", name.sub.removeprefix(STAR)
    written = f"_{{{index}}}" if "+" in index else f"_{index}" if index else ""
    sub = index.translate(_SUBSCRIPTS) if index.isdigit() else written
    return base + star + name.sup.translate(_SUPERSCRIPTS) + sub


def _power(base: Layout, exponent: Layout) -> str:
    if exponent == TRANSPOSED:
        return f"{formula(base)}ᵀ"
    plain = formula(exponent)
    raised = plain.translate(_SUPERSCRIPTS) if set(plain) <= set("0123456789nk−") else f"^{_closed(exponent)}"
    if isinstance(base, Call) and isinstance(base.function, Name):
        return f"{formula(base.function)}{raised}{formula(base)[len(formula(base.function)) :]}"
    return f"{formula(base)}{raised}"


def _closed(layout: Layout) -> str:
    """In parentheses unless it is one thing."""
    plain = isinstance(layout, Name | Number | Power | Fence | Call | Exponential)
    return formula(layout) if plain else f"({formula(layout)})"


def _run(parts: Sequence[Layout]) -> str:
    """Parts of a formula, with spaces around its binary signs and between factors."""
    text, after_sign = "", True
    for part in parts:
        sign = part.sign if isinstance(part, Operator) else ""
        if sign in ("/", ")"):
            text += sign
        elif sign in ("+", "−"):
            text += f"{sign} " if not text else f" {sign} " if not after_sign else sign
        else:
            text += formula(part) if after_sign or not text else f" {formula(part)}"
        after_sign = sign in ("+", "−", "(", "/")
    return text


def equation(relation: Relation, left_width: int = 0) -> str:
    """An equation over as many lines as it needs."""
    head = f"{formula(relation.left):>{left_width}} {relation.sign} "
    right = relation.right
    if isinstance(right, Table) and len(right.rows) > 1:
        if all(len(row) == 1 for row in right.rows):
            return f"{head}({', '.join(formula(row[0]) for row in right.rows)})ᵀ"
        body = _grid(right)
    else:
        limit = WIDTH - _INDENT - len(head) - 2
        first, *rest = (formula(line) for line in lines(right, limit, lambda part: len(formula(part)) + 1))
        body = [first, *(f"  {line}" for line in rest)]
    return head + f"\n{' ' * len(head)}".join(body)


def _grid(table: Table) -> list[str]:
    cells = [[formula(entry) for entry in row] for row in table.rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["[ " + "  ".join(f"{cell:>{size}}" for cell, size in zip(row, widths, strict=True)) + " ]" for row in cells]


def display(equations: Iterable[Relation]) -> str:
    """Equations below one another, aligned at their signs if what stands left of these is short."""
    equations = tuple(equations)
    lefts = [len(formula(e.left)) for e in equations]
    align = max((size for size in lefts if size <= 14), default=0)
    return "\n".join(equation(e, left_width=align) for e in equations)


def inline(parts: Inline) -> str:
    """Sentences with the formulas in them, in which no line is to be broken."""
    return "".join(_glued(part) if isinstance(part, str) else formula(part).replace(" ", _GLUE) for part in parts)


_GLUE = "\u00a0"


def _glued(sentence: str) -> str:
    """The sentence without the marks of its formulas, which are kept on one line."""
    return re.sub(r"`([^`]*)`", lambda marked: marked[1].replace(" ", _GLUE), sentence)


def _block(block: Block) -> str:
    match block:
        case Heading(title, 1):
            return f"{plain(title)}\n{'=' * len(plain(title))}"
        case Heading(title):
            return f"{plain(title)}\n{'-' * len(plain(title))}"
        case Paragraph(parts, is_check):
            return textwrap.fill(("Check. " if is_check else "") + inline(parts), WIDTH, break_on_hyphens=False)
        case Items(items):
            return "\n".join(
                textwrap.fill(inline(item), WIDTH, initial_indent="- ", subsequent_indent="  ") for item in items
            )
        case Legend(entries):
            return "\n".join(_legend_entry(inline(names), meaning) for names, meaning in entries)
        case Display(equations):
            return textwrap.indent(display(equations), " " * _INDENT)


def _legend_entry(names: str, meaning: str) -> str:
    column = 12
    gap = "\n" + " " * column if len(names) + 4 > column else " " * (column - 2 - len(names))
    names = textwrap.fill(names, WIDTH, initial_indent="  ", subsequent_indent="  ")
    return f"{names}{gap}" + textwrap.fill(inline((meaning,)), WIDTH - column).replace("\n", "\n" + " " * column)


def document(blocks: Iterable[Block]) -> str:
    """A document as text."""
    return "\n\n".join(_block(block) for block in blocks).replace(_GLUE, " ") + "\n"
