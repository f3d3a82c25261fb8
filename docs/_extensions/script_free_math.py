r"""Formulas as MathML, which browsers set themselves: no script, nothing to load.

LaTeX is translated by `latex2mathml`. Parentheses of matrices are drawn as borders, as those of the derivations are:
the parentheses of a font stretch only where a font for mathematics is installed. Lines below one another stand
between ``\begin{aligned}`` and ``\end{aligned}``.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from xml.etree import ElementTree

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.writers.html5 import HTML5Translator

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
PARENTHESES = (
    "border: solid currentColor; border-width: 0 0.07em; border-radius: 0.7em / 50%; "
    "padding: 0.15em 0.35em; margin: 0 0.15em"
)


class UnreadableFormulaError(SphinxError):
    """A formula uses a command that is not known."""

    category = "Formula"


def mathml(latex: str, *, display: bool) -> str:
    """The MathML element of a formula.

    Raises
    ------
    UnreadableFormulaError
        A command has no translation.
    """
    source = latex.strip().removeprefix(r"\displaystyle").strip()
    aligned = re.fullmatch(r"\\begin\{(aligned|align\*?)\}(.*)\\end\{\1\}", source, re.DOTALL)
    if aligned:
        source = r"\begin{matrix}" + aligned[2].strip() + r"\end{matrix}"
    try:
        root = ElementTree.fromstring(convert(source, display="block" if display else "inline"))
    except ElementTree.ParseError as error:
        raise UnreadableFormulaError(f"{latex!r} has no MathML") from error
    left = [element.text for element in root.iter() if (element.text or "").startswith("\\") and element.text != "\\"]
    if left:
        raise UnreadableFormulaError(f"{left[0]} has no MathML; it stands in {latex!r}")
    _draw_parentheses(root)
    _space_operators(root)
    if aligned:
        for table in root.iter(f"{NAMESPACE}mtable"):
            table.set("displaystyle", "true")
            for row in table:
                for k, cell in enumerate(row):
                    side = "left" if k % 2 else "right"
                    cell.set("style", f"text-align: {side}; text-align: -webkit-{side}; padding: 0.3em 0.15em")
            break
    ElementTree.register_namespace("", NAMESPACE[1:-1])
    return ElementTree.tostring(root, encoding="unicode")


def _draw_parentheses(parent: ElementTree.Element) -> None:
    """Replace ( table ) by a table with round borders."""
    children = list(parent)
    for before, table, after in zip(children, children[1:], children[2:], strict=False):
        if table.tag == f"{NAMESPACE}mtable" and (before.text, after.text) == ("(", ")"):
            table.set("style", PARENTHESES)
            parent.remove(before)
            parent.remove(after)
    for child in parent:
        _draw_parentheses(child)


def _space_operators(parent: ElementTree.Element) -> None:
    """State what browsers would otherwise guess: which sign is a sign of what follows, and which stand close."""
    before: ElementTree.Element | None = None
    in_a_row = parent.tag in {f"{NAMESPACE}{name}" for name in ("math", "mrow", "mstyle", "mtd")}
    for child, after in zip_longest(list(parent), list(parent)[1:]):
        if child.text in ("±", "×"):
            child.tag = f"{NAMESPACE}mo"
        elif in_a_row and _is_function(child) and after is not None and after.text != "(":
            space = ElementTree.Element(f"{NAMESPACE}mspace", width="0.17em")
            parent.insert(list(parent).index(child) + 1, space)
        if child.tag == f"{NAMESPACE}mo":
            opens = before is None or (before.tag == f"{NAMESPACE}mo" and before.text not in (")", "]", "|", "!"))
            if child.text == "∞":
                child.tag = f"{NAMESPACE}mi"
            elif child.text in ("|", "/", "⋆", "⊤"):
                child.attrib.update(lspace="0", rspace="0", stretchy="false")
            elif child.text in ("+", "−", "±"):
                child.set("form", "prefix" if opens else "infix")
        _space_operators(child)
        before = child


def _is_function(element: ElementTree.Element) -> bool:
    return element.tag == f"{NAMESPACE}mi" and len(element.text or "") > 1


def _inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(mathml(node.astext(), display=False))
    raise nodes.SkipNode


def _block(translator: HTML5Translator, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="formula">{mathml(node.astext(), display=True)}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_html_math_renderer("script_free", inline_renderers=(_inline, None), block_renderers=(_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
