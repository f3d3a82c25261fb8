"""Names that generated code can carry, in every language at once."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable

import sympy as sp

from derivations.errors import InputError

# Of C99, beyond those that are also Python's; and what emitted functions call their own arguments and results.
_C = {"auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "for"}
_C |= {"float", "goto", "if", "inline", "int", "long", "main", "register", "restrict", "return", "short", "signed"}
_C |= {"sizeof", "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while"}
_OWN = {"state", "parameters", "out", "cos", "sin", "exp", "math"}


def is_identifier(text: object) -> bool:
    """Whether generated code can use `text` as a name."""
    spelt = isinstance(text, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", text) is not None
    return spelt and not keyword.iskeyword(str(text)) and text not in _C | _OWN


def identifier(text: str) -> str:
    """The identifier nearest to `text`: ``double_exponential`` of "double exponential"."""
    return re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")


def check_name(name: object) -> None:
    """Refuse a name of a system that generated code could not carry."""
    if not is_identifier(name):
        raise InputError(
            f"name of a system must be an identifier (letters, digits, underscores; no keyword of C or Python), but is "
            f"{name!r}; give for example {_suggestion(str(name))!r}",
            name="name",
            value=name,
        )


def freeze(value: object, *, matrices: Iterable[str], tuples: Iterable[str]) -> None:
    """Make a frozen dataclass of what it was given: lists and mutable matrices become tuples and immutable ones."""
    for field in matrices:
        given = getattr(value, field)
        try:
            matrix = sp.ImmutableMatrix(given)
        except (TypeError, ValueError, sp.SympifyError) as error:
            raise InputError(
                f"{field} must be a matrix, but is {given!r}; give a SymPy matrix or rows", name=field, value=given
            ) from error
        inexact = matrix.atoms(sp.Float)
        if inexact:
            number = sorted(inexact, key=str)[0]
            raise InputError(
                f"{field} contains the rounded number {float(number):g}; write it exactly, as the SymPy number "
                f"{sp.nsimplify(number)}, since what is proved is proved exactly",
                name=field,
                value=given,
            )
        object.__setattr__(value, field, matrix)
    for field in tuples:
        given = getattr(value, field)
        if isinstance(given, str) or not isinstance(given, Iterable):
            raise InputError(
                f"{field} must be a tuple, but is {given!r}; give one, () if empty", name=field, value=given
            )
        object.__setattr__(value, field, tuple(given))


def check_document(name: object, assumptions: Iterable[object]) -> None:
    """Refuse what documents could not be written with: `name` is how something is called, `assumptions` sentences."""
    if not isinstance(name, str) or not identifier(name):
        raise InputError(f"name must be a text with a letter in it, but is {name!r}; give one", name="name", value=name)
    for sentence in assumptions:
        if not isinstance(sentence, str):
            raise InputError(
                f"assumptions must be sentences, but one is {sentence!r}; give texts",
                name="assumptions",
                value=sentence,
            )


def check_symbols(what: str, symbols: Iterable[object]) -> None:
    """Refuse symbols whose names generated code could not use, and such as are given twice."""
    seen: set[str] = set()
    for symbol in symbols:
        if not isinstance(symbol, sp.Symbol):
            raise InputError(f"{what} must be SymPy symbols, but {symbol!r} is none", name=what, value=symbol)
        if not is_identifier(symbol.name):
            raise InputError(
                f"{what} must have names that are identifiers of C and Python, but one is called {symbol.name!r}; call "
                f"it for example {_suggestion(symbol.name)!r}",
                name=what,
                value=symbol.name,
            )
        if symbol.name in seen:
            raise InputError(
                f"{what} must have different names, but {symbol.name!r} is given twice", name=what, value=symbol.name
            )
        seen.add(symbol.name)


def _suggestion(text: str) -> str:
    near = identifier(text)
    return next(name for name in (near, f"x_{near}".rstrip("_"), f"{near}_1", "x1") if is_identifier(name))
