"""Docstrings are written to be read as they stand: |u|, f* and W_ij are mathematics in them, and no markup.

What reStructuredText would take for markup is escaped; code between double backquotes, examples and indented blocks are
left alone. Of an enum the members are listed.
"""

from __future__ import annotations

import re
from enum import Enum

from sphinx.application import Sphinx

_CODE = re.compile(r"(``.+?``|`[^`]+`|:\w+:`[^`]+`)")


def escaped(line: str) -> str:
    """A line of prose in which stars, bars and underscores at the end of a word are characters."""
    pieces = _CODE.split(line)
    return "".join(piece if k % 2 else re.sub(r"([*|]|_\b(?=\W|$))", r"\\\1", piece) for k, piece in enumerate(pieces))


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


def process(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Called by autodoc for each docstring, before numpydoc."""
    lines[:] = escape_prose(lines)
    if isinstance(obj, type) and issubclass(obj, Enum):
        lines += ["", "Members: " + ", ".join(f"``{member.name}``" for member in obj) + "."]


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("autodoc-process-docstring", process, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
