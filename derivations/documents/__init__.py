"""Derivations as something to read: plain text, LaTeX, and HTML with MathML.

In: what a document says, as `blocks` (headings, sentences, equations).  Out: the same in three languages.  A SymPy
expression is laid out once (`typeset`, by the names in `names`), and each language writes that layout; whatever is a
`Document` needs to say its blocks and nothing else.
"""

from derivations.documents.document import Document

__all__ = ["Document"]
