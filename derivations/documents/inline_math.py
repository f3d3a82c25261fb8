"""Formulas within sentences: they stand between backticks, in Unicode, as in "a frame with `BᵀB = I`".

Such a sentence can be read as it is in a terminal and in the source.  Plain text leaves the backticks out; the
documents that set formulas lay out what is between them.
"""

from __future__ import annotations

import re
import unicodedata

from derivations.documents.layout import HALF, TRANSPOSED, Layout, Name, Number, Operator, Power, Root, Run
from derivations.documents.names import OPERATORS, STAR

_FUNCTIONS = "exp|tr|cos|sin|tan|det|adj|diag|log|ln"
_SUPERSCRIPTS, _SUBSCRIPTS = (
    "".join(c for c in map(chr, (*range(0xA0, 0x2100), 0x2C7C)) if unicodedata.decomposition(c).startswith(kind))
    for kind in ("<super>", "<sub>")
)
_ATOM = re.compile(
    rf"(?P<word>(?:{_FUNCTIONS})(?![a-z])|[a-z]{{4,}})"
    r"|(?P<number>\d+(?:\.\d+)?|[½∞])"
    # A letter with dot, star, prime and index. A star behind the index, or of an operator, is that of the adjoint.
    r"|(?P<letter>[^\W\d_])(?P<dot>\u0307?)(?P<star>\*?)(?P<prime>'?)"
    rf"(?P<index>[{_SUBSCRIPTS}]+|_\{{[^}}]*\}}|_[A-Za-z0-9]+)?(?P<adjoint>\*?)"
    r"|(?P<sign>\S)"
)
_ROOT = re.compile(r"√\(([^()]*)\)")
_RAISED = re.compile(rf"[{_SUPERSCRIPTS}]+|\^\([^()]*\)")


def plain(sentence: str) -> str:
    """The sentence without its marks."""
    return sentence.replace("`", "")


def inline(sentence: str) -> tuple[str | Run, ...]:
    """The sentence cut into text and formulas.

    Raises
    ------
    ValueError
        If a formula is opened and not closed.
    """
    pieces = sentence.split("`")
    if len(pieces) % 2 == 0:
        raise ValueError(f"a formula is not closed by a backtick in {sentence!r}")
    parts = (_run(piece) if k % 2 else piece for k, piece in enumerate(pieces))
    return tuple(part for part in parts if part != "")


def _run(text: str) -> Run:
    """A formula in Unicode, laid out atom by atom: what follows an atom, an exponent or a root, changes only that."""
    parts: list[Layout] = []
    position, under_root = 0, False
    while position < len(text):
        if raised := _RAISED.match(text, position):
            parts.append(Power(parts.pop() if parts else Name(""), _exponent(raised[0])))
            position = raised.end()
        elif root := _ROOT.match(text, position):
            parts.append(Root(_run(root[1])))
            position = root.end()
        elif atom := _ATOM.match(text, position):
            layout = _atom(atom)
            root_follows = layout == Operator("√") and text[atom.end() : atom.end() + 1] not in ("", " ")
            if not root_follows:
                parts.append(Root(layout) if under_root else layout)
            position, under_root = atom.end(), root_follows
        else:  # a space
            position += 1
    return Run(tuple(parts))


def _atom(atom: re.Match[str]) -> Layout:
    if atom["word"]:
        return Name(atom["word"])
    if atom["letter"]:
        index = unicodedata.normalize("NFKC", (atom["index"] or "").removeprefix("_").strip("{}"))
        starred = atom["star"] != "" and atom["letter"] not in OPERATORS
        sup = ("" if starred else atom["star"]) + ("′" if atom["prime"] else "") + atom["adjoint"]
        return Name(atom["letter"], STAR * starred + index, sup, "dot" if atom["dot"] else "")
    if atom["number"]:
        return HALF if atom["number"] == "½" else Number(atom["number"])
    return Name(atom["sign"]) if atom["sign"] in "∂∇" else Operator(atom["sign"])


def _exponent(raised: str) -> Layout:
    """The exponent of ², ⁻¹, ᵀ, ᵏ or ^(−1/2)."""
    if raised.startswith("^"):
        return _run(raised[2:-1])
    parts: list[Layout] = []
    for group in re.findall(r"ᵀ|[^ᵀ]+", raised):
        parts += [TRANSPOSED] if group == "ᵀ" else _run(unicodedata.normalize("NFKC", group)).parts
    return parts[0] if len(parts) == 1 else Run(tuple(parts))
