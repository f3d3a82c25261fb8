"""What every derivation that writes itself has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod

from derivations.documents import blocks as contents
from derivations.documents import html, latex, text


class Written(ABC):
    """Something that knows what its document says, in text, LaTeX and HTML."""

    @abstractmethod
    def blocks(self) -> tuple[contents.Block, ...]:
        """What a document says, for the writers of text, LaTeX and HTML."""

    def latex(self) -> str:
        """A complete LaTeX document."""
        return latex.document(self.blocks())

    def html(self) -> str:
        """An HTML fragment with the equations as MathML."""
        return html.fragment(self.blocks())

    def _repr_html_(self) -> str:
        return self.html()

    def __str__(self) -> str:
        return text.document(self.blocks())
