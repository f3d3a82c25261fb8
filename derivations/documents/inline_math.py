"""Mathematics within sentences: ``W = BωBᵀ`` in Unicode, found and laid out for the documents that set formulas.

The sentences of a derivation are written to be read as they are, in a terminal.  Here they are told apart, word by
word: a word is mathematics if it has a sign that English has not, or is a single letter other than the article.
"""

from __future__ import annotations

import re
import unicodedata

from derivations.documents.layout import HALF, TRANSPOSED, Layout, Name, Number, Operator, Power, Root, Run

_ENGLISH = set("–—’‘“”…")
_SHORT_WORDS = {"is", "as", "at", "by", "of", "in", "to", "or", "if", "on", "no", "so", "do", "go", "we", "it", "be"}
_FUNCTIONS = "exp|tr|cos|sin|det|adj|diag|log|ln"
_BINARY = ("=", "<", ">", "+", "−", "·", "×", "±", "≤", "≥", "→", "≈")
_SUPERSCRIPTS, _SUBSCRIPTS = (
    "".join(c for c in map(chr, (*range(0xA0, 0x2100), 0x2C7C)) if unicodedata.decomposition(c).startswith(kind))
    for kind in ("<super>", "<sub>")
)
_OBVIOUS = re.compile(
    rf"[(\[|]*(?:[A-Za-z]|{_FUNCTIONS})'?[(\[].*"  # f(t)
    r"|\(?d\w+(?:\(\w\))?/d\w+\)?"  # dh/dt
    r"|[(\[]*[A-Za-z]_\w+[)\]]*"  # K_W
    r"|\d+/(?:[A-Za-z]|\(\d+)"  # 1/N, 1/(1
    rf"|[(\[]*(?:[b-zB-HJ-Z]'?|{_FUNCTIONS})[)\]]*"  # W
)
_ATOM = re.compile(
    rf"(?P<function>{_FUNCTIONS})(?![a-z])"
    r"|(?P<word>[a-z]{4,})"
    r"|(?P<number>\d+(?:\.\d+)?|[½∞])"
    r"|(?P<letter>[^\W\d_])(?P<dot>\u0307?)(?P<star>\*?)(?P<prime>'?)"
    rf"(?P<index>[{_SUBSCRIPTS}]+|_\{{[^}}]*\}}|_[A-Za-z0-9]+)?(?P<adjoint>\*?)"
    r"|(?P<sign>\S)"
)
_ROOT = re.compile(r"√\(([^()]*)\)")
_RAISED = re.compile(rf"[{_SUPERSCRIPTS}]+|\^\([^()]*\)")


def inline(sentence: str) -> tuple[str | Run, ...]:
    """The sentence cut into text and mathematics."""
    parts: list[str | Run] = []
    text, pending = "", ""
    words = sentence.split(" ")
    for k, word in enumerate(words):
        core = word.rstrip(".,;:")
        ending = word[len(core) :] + (" " if k < len(words) - 1 else "")
        following = words[k + 1] if k + 1 < len(words) else ""
        if pending and word.startswith("(") and not _ends_in_sign(pending):  # a remark, or the argument of a function
            parts.append(_run(pending))
            text, pending = " ", ""
        if _is_mathematics(core, pending, following) or (core == "a" and ending == ", "):  # an article has no comma
            if not pending:
                parts.append(text)
                text = ""
            pending = f"{pending} {core}" if pending else core
            if ending != " ":
                parts.append(_run(pending))
                text, pending = ending, ""
        else:
            if pending:
                parts.append(_run(pending))
                text, pending = " ", ""
            text += core + ending
    parts.append(_run(pending) if pending else text)
    return tuple(part for part in parts if part != "")


def _is_mathematics(word: str, before: str, following: str) -> bool:
    """Whether a word is mathematics; one that may be either goes by its neighbours."""
    if any(character in "=<>+*|^" or _is_symbol(character) for character in word) or _OBVIOUS.fullmatch(word):
        return True
    if before and re.fullmatch(r"d[a-z]'?", word):  # the end of an integral
        return True
    if re.fullmatch(r"\d+(\.\d+)?|[aAI]|[A-Za-z]{2}", word.strip("()[]")):
        return _ends_in_sign(before) or (following in _BINARY and word not in _SHORT_WORDS)
    return False


def _ends_in_sign(text: str) -> bool:
    return bool(text) and text[-1] in _BINARY


def _is_symbol(character: str) -> bool:
    if character.isascii() or character in _ENGLISH:
        return False
    return character in _SUBSCRIPTS or not unicodedata.name(character, "").startswith("LATIN")


def _run(text: str) -> Run:
    """Mathematics in Unicode, laid out."""
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
    if atom["function"] or atom["word"]:
        return Name(atom["function"] or atom["word"])
    if atom["letter"]:
        index = unicodedata.normalize("NFKC", (atom["index"] or "").removeprefix("_").strip("{}"))
        sup = atom["star"] + ("′" if atom["prime"] else "") + atom["adjoint"]
        return Name(atom["letter"], index, sup, "dot" if atom["dot"] else "")
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
