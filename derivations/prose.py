"""Mathematics within sentences: ``W = BωBᵀ`` in Unicode, found and laid out for the documents that set formulas.

The sentences of a derivation are written to be read as they are, in a terminal.  Here they are told apart, word by
word: a word is mathematics if it has a sign that English has not, or is a single letter other than the article.
"""

from __future__ import annotations

import re
import unicodedata

from .layout import HALF, TRANSPOSED, Layout, Name, Number, Operator, Power, Run, Sum

_ENGLISH = set("–—’‘“”…")
_FUNCTIONS = "exp|tr|cos|sin|det|adj|diag|log|ln"
_OPENING = re.compile(rf"^[(\[|]*([A-Za-z]|{_FUNCTIONS})'?[(\[]")
_DIFFERENTIAL = re.compile(r"^\(?d\w+(\(\w\))?/d\w+\)?$")
_ATOM = re.compile(
    rf"(?P<function>{_FUNCTIONS})(?![a-z])"
    r"|(?P<number>\d+(?:\.\d+)?|[½∞])"
    r"|(?P<letter>[^\W\d_])(?P<dot>\u0307?)(?P<star>\*?)(?P<prime>'?)(?P<index>[₀-₉]+|_[A-Za-z]+)?"
    r"|(?P<sign>\S)"
)
_RAISED = re.compile(r"[⁻⁰¹²³⁴⁵⁶⁷⁸⁹ᵀ]+")
_BINARY = ("=", "<", ">", "+", "−", "·", "×", "±", "≤", "≥")
_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹", "01234567890123456789")


def inline(sentence: str) -> tuple[str | Run, ...]:
    """The sentence cut into text and mathematics."""
    parts: list[str | Run] = []
    text, pending = "", ""
    words = sentence.split(" ")
    for k, word in enumerate(words):
        core = word.rstrip(".,;:")
        ending = word[len(core) :] + (" " if k < len(words) - 1 else "")
        following = words[k + 1] if k + 1 < len(words) else ""
        if _is_mathematics(core, pending, following):
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
    inner = word.strip("()[]'")
    if any(character in "=<>+*|^" or _is_symbol(character) for character in word):
        return True
    if _OPENING.match(word) or _DIFFERENTIAL.match(word):
        return True
    if re.fullmatch(r"[b-zB-HJ-Z]'?", inner):
        return True
    if re.fullmatch(r"\d+(\.\d+)?|[aAI]", inner):
        return _ends_in_sign(before) or following in _BINARY
    return bool(before) and re.fullmatch(r"d[a-z]", word) is not None  # the end of an integral


def _ends_in_sign(text: str) -> bool:
    return bool(text) and text[-1] in _BINARY


def _is_symbol(character: str) -> bool:
    if character.isascii() or character in _ENGLISH:
        return False
    return not unicodedata.name(character, "").startswith("LATIN")


def _run(text: str) -> Run:
    """Mathematics in Unicode, laid out."""
    parts: list[Layout] = []
    position = 0
    while position < len(text):
        if text[position] == " ":
            position += 1
            continue
        if raised := _RAISED.match(text, position):
            base = parts.pop() if parts else Name("")
            parts.append(Power(base, _exponent(raised[0])))
            position = raised.end()
            continue
        atom = _ATOM.match(text, position)
        if atom is None:  # a combining mark that stands alone
            position += 1
            continue
        parts.append(_atom(atom))
        position = atom.end()
    return Run(tuple(parts))


def _atom(atom: re.Match[str]) -> Layout:
    if atom["function"]:
        return Name(atom["function"])
    if atom["letter"]:
        index = (atom["index"] or "").removeprefix("_").translate(_DIGITS)
        sup = atom["star"] + ("′" if atom["prime"] else "")
        return Name(atom["letter"], index, sup, "dot" if atom["dot"] else "")
    if atom["number"]:
        return HALF if atom["number"] == "½" else Number(atom["number"])
    return Name(atom["sign"]) if atom["sign"] in "∂∇" else Operator(atom["sign"])


def _exponent(raised: str) -> Layout:
    """The exponent of ², ⁻¹, ᵀ or ⁻ᵀ."""
    content = TRANSPOSED if raised.endswith("ᵀ") else Number(raised.lstrip("⁻").translate(_DIGITS))
    return Sum(((True, content),)) if raised.startswith("⁻") else content
