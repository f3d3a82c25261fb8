"""Documents in LaTeX: article, amsmath, array and longtable, nothing else; the source is plain ASCII."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from derivations.documents.blocks import Block, Display, Heading, Inline, Items, Legend, Paragraph
from derivations.documents.inline_math import inline as mathematics
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

_LIMIT = 66
"""Width of a displayed line, in characters as `layout.width` counts them."""
_COMMANDS = {
    "φ": r"\varphi", "ϵ": r"\epsilon", "∂": r"\partial", "∇": r"\nabla", "∫": r"\int", "∞": r"\infty", "−": "-",
    "·": r"\cdot", "×": r"\times", "±": r"\pm", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "→": r"\to", "∥": r"\parallel",
    "∈": r"\in", "⟨": r"\langle", "⟩": r"\rangle", "⊤": r"\top", "′": r"\prime", "Σ": r"\sum", "√": r"\surd",
    "↦": r"\mapsto", "≈": r"\approx", "∝": r"\propto", "⊥": r"\perp", "ℓ": r"\ell", "ϱ": r"\varrho", "⋆": r"\star",
}  # fmt: skip
_LEGEND = r"@{}>{\raggedright}p{0.3\textwidth}p{0.65\textwidth}@{}"
"""The columns of the table of symbols; there may be many symbols of one meaning."""
_FUNCTIONS = {"cos", "sin", "tan", "exp", "log", "ln", "det"}
_OPERATORS = {"tr", "adj", "diag"}
_TEXT = {
    "\\": r"\textbackslash{}", "_": r"\_", "&": r"\&", "%": r"\%", "#": r"\#", "$": r"\$", "{": r"\{", "}": r"\}",
    "–": "--", "—": "---", "’": "'", "‘": "`", "“": "``", "”": "''", "…": r"\dots{}",
}  # fmt: skip


def formula(layout: Layout) -> str:
    """A formula in LaTeX's mathematics mode."""
    match layout:
        case Name():
            return _name(layout)
        case Number(digits):
            return r"\infty" if digits == "∞" else digits
        case Operator(sign):
            return _letters(sign)
        case Rate(sign, of, by):
            mark = r"\partial " if sign == "∂" else "d"
            return rf"\frac{{{mark}{formula(of)}}}{{{mark}{formula(by)}}}"
        case Power(base, exponent):
            return _power(base, exponent)
        case Root(content):
            return rf"\sqrt{{{formula(content)}}}"
        case Exponential(exponent):
            return f"e^{{{formula(exponent)}}}"
        case Call(function, arguments, bare):
            inside = ", ".join(map(formula, arguments))
            return f"{formula(function)} {inside}" if bare else f"{formula(function)}{_parentheses(inside, layout)}"
        case Fence(content):
            return _parentheses(formula(content), content)
        case Product(factors):
            return " ".join(map(formula, factors))
        case Quotient(numerator, denominator):
            if layout == HALF:
                return r"\tfrac{1}{2}"
            return rf"\frac{{{formula(numerator)}}}{{{formula(denominator)}}}"
        case Sum(terms):
            signed = "".join((" - " if negative else " + ") + formula(term) for negative, term in terms)
            return f"-{signed[3:]}" if terms[0][0] else signed[3:]
        case Big(sign, lower, upper, content, variable):
            ending = rf" \, d{formula(variable)}" if variable else ""
            return rf"{_letters(sign)}_{{{formula(lower)}}}^{{{formula(upper)}}} {formula(content)}{ending}"
        case Table(rows):
            body = r" \\ ".join(" & ".join(map(formula, row)) for row in rows)
            return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"
        case Relation(left, sign, right):
            return f"{formula(left)} {_letters(sign)} {formula(right)}"
        case Run(parts):
            return " ".join(map(formula, parts))


def _parentheses(inside: str, content: Layout) -> str:
    return rf"\left({inside}\right)" if is_tall(content) else f"({inside})"


def _letters(text: str) -> str:
    return " ".join(map(_letter, text)) if not text.isdigit() else text


def _letter(character: str) -> str:
    if character in _COMMANDS:
        return _COMMANDS[character]
    name = unicodedata.name(character, "")
    if name.startswith("GREEK"):
        command = name.rpartition(" ")[2].lower().replace("lamda", "lambda")
        return "\\" + (command.capitalize() if "CAPITAL" in name else command)
    return character if character.isascii() else rf"\text{{{_escaped(character)}}}"


def _name(name: Name, exponent: str = "") -> str:
    base = name.base
    if base in _FUNCTIONS:
        base = f"\\{base}"
    elif len(base) > 1:
        base = rf"\operatorname{{{base}}}" if base in _OPERATORS else rf"\mathrm{{{_escaped(base)}}}"
    elif base:
        base = _letter(base)
    base = rf"\{name.accent}{{{base}}}" if name.accent else base
    base = rf"\lvert {base} \rvert" if name.bars else base
    sub = rf"_{{\mathrm{{{name.sub}}}}}" if name.sub in WORDS else f"_{{{_letters(name.sub)}}}"
    sup = " ".join(filter(None, (_letters(name.sup) if name.sup else "", exponent)))
    return base + (sub if name.sub else "") + (f"^{{{sup}}}" if sup else "")


def _power(base: Layout, exponent: Layout) -> str:
    raised = formula(exponent)
    match base:
        case Name():
            return _name(base, raised)
        case Call(Name() as function, arguments, bare):
            inside = ", ".join(map(formula, arguments))
            return f"{_name(function, raised)}" + (f" {inside}" if bare else _parentheses(inside, base))
        case _:
            return f"{formula(base)}^{{{raised}}}"


def display(equations: Iterable[Relation]) -> str:
    """The rows of an aligned display."""
    rows = []
    for equation in equations:
        sign = _letters(equation.sign)
        first, *rest = lines(equation.right, _LIMIT - width(equation.left), width)
        rows.append(f"{formula(equation.left)} &{sign} {formula(first)}")
        rows += [rf"&\qquad {{}} {formula(line)}" for line in rest]
    return " \\\\\n".join(rows)


def _inline(parts: Inline) -> str:
    return "".join(_sentence(part) if isinstance(part, str) else f"${formula(part)}$" for part in parts)


def _sentence(sentence: str) -> str:
    parts = (_escaped(part) if isinstance(part, str) else f"${formula(part)}$" for part in mathematics(sentence))
    return "".join(parts)


def _escaped(text: str) -> str:
    return "".join(_TEXT.get(character, character) for character in text)


def _block(block: Block) -> str:
    match block:
        case Heading(title, 1):
            return f"\\title{{{_sentence(title)}}}\n\\author{{}}\n\\date{{}}\n\\maketitle"
        case Heading(title):
            return f"\\section*{{{_sentence(title)}}}"
        case Paragraph(parts, is_check):
            text = _inline(parts)
            return f"\\noindent\\emph{{Check.}} {text}" if is_check else f"\\noindent {text}"
        case Items(items):
            body = "\n".join(f"\\item {_inline(item)}" for item in items)
            return f"\\begin{{itemize}}\n{body}\n\\end{{itemize}}"
        case Legend(entries):
            body = "\n".join(f"{_inline(names)} & {_sentence(meaning)} \\\\" for names, meaning in entries)
            return f"\\begin{{longtable}}{{{_LEGEND}}}\n{body}\n\\end{{longtable}}"
        case Display(equations):
            return f"\\begin{{align*}}\n{display(equations)}\n\\end{{align*}}"


def document(blocks: Iterable[Block]) -> str:
    """A document that compiles with pdfLaTeX."""
    # A display goes with the paragraph that it stands in: no empty line before it.
    body = "".join(("\n" if isinstance(block, Display) else "\n\n") + _block(block) for block in blocks)
    return f"{_PREAMBLE}\n\\begin{{document}}{body}\n\n\\end{{document}}\n"


_PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage[T1]{fontenc}
\usepackage[margin=2.5cm]{geometry}
\usepackage{amsmath}
\usepackage{array,longtable}
\allowdisplaybreaks
\emergencystretch=3em"""
