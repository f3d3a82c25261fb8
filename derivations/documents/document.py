"""A derivation as a document: text, LaTeX, HTML.  What is said is in `contents`, how formulas look in `typeset`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.documents import blocks as contents
from derivations.documents import html as web
from derivations.documents import latex as tex
from derivations.documents import text as plain
from derivations.reduced import ReducedODE

if TYPE_CHECKING:
    from derivations.derivation import Derivation


def text(derivation: Derivation) -> str:
    """The derivation as plain text in Unicode, for a terminal."""
    return plain.document(contents.of_derivation(derivation))


def latex(derivation: Derivation) -> str:
    """The derivation as a complete LaTeX document, for pdfLaTeX."""
    return tex.document(contents.of_derivation(derivation))


def html(derivation: Derivation) -> str:
    """The derivation as an HTML fragment with the equations in MathML: one element, nothing to load, no scripts."""
    return web.fragment(contents.of_derivation(derivation))


def page(derivation: Derivation) -> str:
    """The derivation as a whole HTML page."""
    return web.page(contents.title(derivation.ode), html(derivation))


def ode_text(ode: ReducedODE) -> str:
    """A system's equations, and what they are made of, as plain text."""
    equations, definitions = contents.of_ode(ode)
    shown = plain.display(equations)
    return f"{shown}\nwhere\n{plain.display(definitions)}" if definitions else shown


def ode_latex(ode: ReducedODE) -> str:
    """A system's equations, and what they are made of, for LaTeX's mathematics mode."""
    equations, definitions = contents.of_ode(ode)
    rows = tex.display(equations)
    if definitions:
        rows += f" \\\\\n&\\text{{where}} \\\\\n{tex.display(definitions)}"
    return f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}"
