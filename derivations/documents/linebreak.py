"""Where a long formula is broken: before the signs of sums, the outer ones first; before a long denominator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from derivations.documents.layout import Fence, Layout, Operator, Product, Quotient, Run, Sum

Measure = Callable[[Layout], float]


@dataclass(frozen=True)
class _Piece:
    """What is not broken, how deep in parentheses it stands, and whether a line may start with it."""

    layout: Layout
    depth: int
    starts: bool = False


def lines(layout: Layout, limit: float, measure: Measure) -> tuple[Layout, ...]:
    """The formula in lines no wider than `limit` as far as its sums allow; unchanged if it fits on one."""
    if measure(layout) <= limit:
        return (layout,)
    pieces = list(_pieces(layout, 0, limit, measure))
    broken, start = [], 0
    while start < len(pieces):
        end = _end_of_line(pieces, start, limit, measure)
        broken.append(Run(tuple(piece.layout for piece in pieces[start:end])))
        start = end
    return tuple(broken)


def _end_of_line(pieces: list[_Piece], start: int, limit: float, measure: Measure) -> int:
    # Of the places that still fit, the last of the shallowest: breaks between outer terms are the easiest to read.
    used, best = 0.0, None
    for k in range(start, len(pieces)):
        if k > start and pieces[k].starts:
            if used <= limit and (best is None or pieces[k].depth <= pieces[best].depth):
                best = k
            elif used > limit:
                return best if best is not None else k
        used += measure(pieces[k].layout)
    return len(pieces) if used <= limit or best is None else best


def _pieces(layout: Layout, depth: int, limit: float, measure: Measure) -> Iterator[_Piece]:
    """The layout cut at the signs of its sums, where it is too wide; a sum that is come to is always cut."""
    if measure(layout) <= limit and not isinstance(layout, Sum):
        yield _Piece(layout, depth)
        return
    match layout:
        case Sum(terms):
            for k, (negative, term) in enumerate(terms):
                if k > 0 or negative:
                    yield _Piece(Operator("−" if negative else "+"), depth, starts=k > 0)
                yield from _pieces(term, depth + 1, limit, measure)
        case Fence(content):
            yield _Piece(Operator("("), depth)
            yield from _pieces(content, depth + 1, limit, measure)
            yield _Piece(Operator(")"), depth)
        case Product(factors):
            before: Layout | None = None
            for factor in factors:
                first, *others = _pieces(factor, depth, limit, measure)
                # A line may start with a factor only between two parentheses, where no sign is missed.
                starts = isinstance(before, Fence) and isinstance(factor, Fence)
                yield from (replace(first, starts=starts), *others)
                before = factor
        case Quotient(numerator, denominator):
            yield from _pieces(Fence(numerator) if isinstance(numerator, Sum) else numerator, depth, limit, measure)
            # A fraction that is broken becomes one with a slash, and its numerator and denominator get parentheses.
            yield _Piece(Operator("/"), depth, starts=measure(denominator) > limit / 4)
            fenced = Fence(denominator) if isinstance(denominator, Sum | Product) else denominator
            yield from _pieces(fenced, depth, limit, measure)
        case _:
            yield _Piece(layout, depth)
