"""Docstrings are written to be read as they stand: |u|, f* and W_ij are mathematics in them, and no markup.

What reStructuredText would take for markup is escaped; code between double backquotes, examples and indented blocks are
left alone. Of an enum the members are listed; of a value, what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from textwrap import shorten

from sphinx.application import Sphinx

from reduced_odes import ReducedSystem

_CODE = re.compile(r"(``.+?``|`[^`]+`|:\w+:`[^`]+`)")


def escaped(line: str) -> str:
    """A line of prose in which stars, bars and underscores at the end of a word are characters."""
    pieces = _CODE.split(line)
    for k in range(0, len(pieces), 2):
        pieces[k] = re.sub(r"([*|]|_\b(?=\W|$))", r"\\\1", pieces[k])
    for k in range(1, len(pieces), 2):
        if pieces[k].startswith("`"):
            ends = (
                "\\ " if pieces[k + 1][:1].isalnum() else ""
            )  # markup ends where a letter follows only if it is marked
            pieces[k] = f"``{pieces[k].strip('`')}``{ends}"
    return "".join(pieces)


def escape_prose(lines: list[str]) -> list[str]:
    """All lines of a docstring, without those of examples and of blocks that are shown as they are."""
    found: list[str] = []
    block: int | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if block is not None and line.strip() and indent <= block:
            block = None
        shown = block is not None or line.lstrip().startswith((">>>", "..."))
        found.append(line if shown else escaped(line))
        if block is None and line.rstrip().endswith("::"):
            block = indent
    return found


def of_data(value: object) -> list[str]:
    """What a public name stands for that is a value: its class's docstring says nothing about it."""
    if isinstance(value, ReducedSystem):
        lists = {"State": value.state, "Parameters": value.parameters, "Observables": value.observables}
        rows = [line for title, names in lists.items() for line in (f"{title}: {_listed(names)}.", "")]
        return [
            f"The shipped system ``{value.name}``.",
            "",
            *rows,
            *(f"- {escaped(each)}" for each in value.assumptions),
        ]
    if isinstance(value, Mapping):
        return [f"By name: {_listed(value)}."]
    shown = shorten(str(value), 160, placeholder=" …")
    return [f"A value of the type ``{type(value).__name__}``.", "", f"``{shown}``"]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"``{name}``" for name in names)


def process(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Called by autodoc for each docstring, before numpydoc."""
    lines[:] = of_data(obj) if what == "data" else escape_prose(lines)
    if isinstance(obj, type) and issubclass(obj, Enum):
        lines += ["", f"Members: {_listed(member.name for member in obj)}."]


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("autodoc-process-docstring", process, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
