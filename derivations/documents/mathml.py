"""Formulas in presentation MathML, the part of it that browsers set themselves (MathML Core).

LaTeX converted by a library (latex2mathml 3.81) was tried in place of this.  It aligns equations by an attribute that
MathML Core ignores, so that browsers centre them; it sets cos φ without a space and −c ± iω without spaces
beside the sign; and the parentheses of matrices would have to be replaced afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from derivations.documents.layout import (
    HALF,
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
    is_tall,
    width,
)  # fmt: skip
from derivations.documents.linebreak import lines
from derivations.documents.names import WORDS

_LIMIT = 78
"""Width of a displayed line, in characters as `layout.width` counts them."""
_MATRIX = (
    "border: solid currentColor; border-width: 0 0.07em; border-radius: 0.7em / 50%; "
    "padding: 0.15em 0.35em; margin: 0 0.15em"
)
"""The parentheses of a matrix are drawn, for those of a font stretch only where a mathematical font is installed."""
_ACCENTS = {"dot": "˙", "hat": "^"}


def inline(layout: Layout) -> Element:
    """A formula within a sentence."""
    return _element("math", [formula(layout)])


def display(equations: Iterable[Relation]) -> Element:
    """Displayed equations below one another, aligned at their signs, the long ones over several lines."""
    rows = []
    for equation in equations:
        first, *rest = lines(equation.right, _LIMIT - width(equation.left), width)
        opening = _row([_sign(equation.sign), formula(first)])
        rows.append(_aligned([formula(equation.left)], [opening]))
        rows += [_aligned([], [_element("mspace", width="3em"), _continued(line)]) for line in rest]
    return _element("math", [_element("mtable", rows, displaystyle="true", columnalign="right left")], display="block")


def _continued(line: Layout) -> Element:
    """A line that starts with a binary sign."""
    row = formula(line)
    if isinstance(line, Run) and isinstance(line.parts[0], Operator):
        row[0].set("form", "infix")
    return row


def _aligned(left: Sequence[Element], right: Sequence[Element]) -> Element:
    return _element(
        "mtr",
        [
            _element("mtd", left, style="text-align: right; text-align: -webkit-right; padding: 0.35em 0"),
            _element("mtd", right, style="text-align: left; padding: 0.35em 0.3em"),
        ],
    )


def formula(layout: Layout) -> Element:
    """A formula as one element."""
    match layout:
        case Name():
            return _name(layout)
        case Number(digits):
            return _token("mn", digits)
        case Operator(sign):
            return _sign(sign)
        case Rate(sign, of, by):
            above, below = (_row([_token("mi", sign), formula(part)]) for part in (of, by))
            return _element("mfrac", [above, below])
        case Power(base, exponent):
            return _power(base, exponent)
        case Root(content):
            return _element("msqrt", [formula(content)])
        case Exponential(exponent):
            return _element("msup", [_token("mi", "e"), formula(exponent)])
        case Call():
            return _call(layout, formula(layout.function))
        case Fence(content):
            return _parentheses([formula(content)], stretchy=is_tall(content))
        case Product(factors):
            return _row(_factors(factors))
        case Quotient(numerator, denominator):
            fraction = _element("mfrac", [formula(numerator), formula(denominator)])
            return _element("mstyle", [fraction], displaystyle="false") if layout == HALF else fraction
        case Sum(terms):
            return _row(_terms(terms))
        case Big(sign, lower, upper, content, variable):
            limits = "msubsup" if variable else "munderover"
            ending = [_space(), _token("mi", "d"), formula(variable)] if variable else []
            operator = _element(limits, [_sign("∑" if sign == "Σ" else sign), formula(lower), formula(upper)])
            return _row([operator, formula(content), *ending])
        case Table(rows):
            body = [_element("mtr", [_element("mtd", [formula(entry)]) for entry in row]) for row in rows]
            return _element("mtable", body, style=_MATRIX)
        case Relation(left, sign, right):
            return _row([formula(left), _sign(sign), formula(right)])
        case Run(parts):
            return _row(_run(parts))


def _name(name: Name, exponent: Layout | None = None) -> Element:
    element = _token("mi", name.base)
    if name.accent:
        mark = _token("mo", _ACCENTS[name.accent], stretchy="false")
        element = _element("mover", [element, mark], accent="true")
    if name.bars:
        element = _row([_sign("|"), element, _sign("|")])
    raised = [_token("mo" if name.sup in ("*", "′") else "mi", name.sup)] if name.sup else []
    raised += [formula(exponent)] if exponent is not None else []
    index, following, one = name.sub.partition("+")
    # An identifier of several letters is set upright, as a word; indices side by side are not one word.
    letters = [index] if index.isdigit() or index in WORDS else list(index)
    below = [_row([_token("mn" if letter.isdigit() else "mi", letter) for letter in letters])] if index else []
    if following:
        below = [_row([*below, _token("mo", following), _token("mn", one)])]
    if raised and below:
        return _element("msubsup", [element, below[0], _row(raised)])
    if raised:
        return _element("msup", [element, _row(raised)])
    return _element("msub", [element, below[0]]) if below else element


def _power(base: Layout, exponent: Layout) -> Element:
    match base:
        case Name():
            return _name(base, exponent)
        case Call(Name() as function):
            return _call(base, _name(function, exponent))
        case _:
            return _element("msup", [formula(base), formula(exponent)])


def _call(call: Call, function: Element) -> Element:
    arguments: list[Element] = []
    for argument in call.arguments:
        arguments += [_sign(","), formula(argument)] if arguments else [formula(argument)]
    name = [function] if call.function != Run(()) else []
    if call.bare:
        return _row([*name, _space(), *arguments])
    return _row([*name, _parentheses(arguments, stretchy=is_tall(call))])


def _factors(factors: Sequence[Layout]) -> list[Element]:
    elements: list[Element] = []
    for factor in factors:
        apart = elements and isinstance(factor, Call | Number | Name | Power | Rate)
        elements += [_space(), formula(factor)] if apart else [formula(factor)]
    return elements


def _run(parts: Sequence[Layout]) -> list[Element]:
    """Parts of a formula: a sign after a sign belongs to what follows it, and the word for a function stands apart."""
    elements: list[Element] = []
    before: Layout = Operator("(")
    for part in parts:
        opens = isinstance(before, Operator) and before.sign not in (")", "]", "|")
        if (_is_word(part) and not opens) or (_is_word(before) and not isinstance(part, Operator)):
            elements.append(_space())
        element = formula(part)
        if isinstance(part, Operator) and part.sign in ("+", "−") and opens:
            element.set("form", "prefix")
        elements.append(element)
        before = part
    return elements


def _is_word(part: Layout) -> bool:
    """A name of several letters, also with an exponent: ln, cos²."""
    return (isinstance(part, Name) and len(part.base) > 1) or (isinstance(part, Power) and _is_word(part.base))


def _terms(terms: Sequence[tuple[bool, Layout]]) -> list[Element]:
    elements: list[Element] = []
    for negative, term in terms:
        if negative or elements:
            elements.append(_sign("−" if negative else "+"))
        elements.append(formula(term))
    return elements


def _parentheses(content: Sequence[Element], *, stretchy: bool) -> Element:
    return _row([_sign("(", stretchy=stretchy), *content, _sign(")", stretchy=stretchy)])


def _sign(sign: str, *, stretchy: bool = False) -> Element:
    """An operator, with its spaces stated where browsers take it for something else within a part of a formula."""
    if sign in "([⟨":
        return _token("mo", sign, form="prefix", stretchy=str(stretchy).lower(), lspace="0", rspace="0")
    if sign in ")]⟩":
        return _token("mo", sign, form="postfix", stretchy=str(stretchy).lower(), lspace="0", rspace="0")
    if sign in "|/":
        return _token("mo", sign, stretchy="false", lspace="0", rspace="0")
    return _token("mo", sign)


def _space() -> Element:
    return _element("mspace", width="0.17em")


def _row(children: Sequence[Element]) -> Element:
    return children[0] if len(children) == 1 else _element("mrow", children)


def _token(tag: str, text: str, **attributes: str) -> Element:
    element = Element(tag, attributes)
    element.text = text
    return element


def _element(tag: str, children: Sequence[Element] = (), **attributes: str) -> Element:
    element = Element(tag, attributes)
    element.extend(children)
    return element
