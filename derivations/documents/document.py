"""`Document`: what everything that writes itself has in common. What is said stands in `blocks`."""

from __future__ import annotations

from abc import ABC, abstractmethod

from derivations.documents import html, latex, text
from derivations.documents.blocks import Block, Heading


class Document(ABC):
    """Something that knows what its document says, and can write it as text, LaTeX and HTML."""

    @abstractmethod
    def blocks(self) -> tuple[Block, ...]:
        """What the document says, before any language: headings, sentences, equations."""

    @property
    def title(self) -> str:
        """The document's title, which is its first heading."""
        return next(block.title for block in self.blocks() if isinstance(block, Heading))

    def latex(self) -> str:
        """The document in LaTeX, complete, for pdfLaTeX."""
        return latex.document(self.blocks())

    def html(self) -> str:
        """An HTML fragment with the equations in MathML: one element, nothing to load, no scripts."""
        return html.fragment(self.blocks())

    def page(self) -> str:
        """The whole HTML page."""
        return html.page(self.title, self.html())

    def _repr_html_(self) -> str:
        return self.html()

    def __str__(self) -> str:
        return text.document(self.blocks())
