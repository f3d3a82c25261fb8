"""Command line: print a derivation, or the code generated from it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import NoReturn

from . import document
from .derivation import Derivation, derive
from .emit import emit_module
from .emit_c import emit_c
from .systems import SYSTEMS

_EXAMPLES = """\
examples:
  python -m derivations real_outlier
      the derivation in nine proven steps, to read in a terminal
  python -m derivations conjugate_pair --format html --output pair.html
      the same of the conjugate pair, as a page with MathML
  python -m derivations all --format python --output reduced_odes/generated
      rewrites the generated modules that are shipped"""


class Format(Enum):
    """What can be written of a derivation: the name on the command line, and how files are called."""

    TEXT = ("text", ".txt")
    LATEX = ("latex", ".tex")
    HTML = ("html", ".html")
    PYTHON = ("python", ".py")
    C = ("c", ".c")

    @property
    def writer(self) -> Callable[[Derivation], str]:
        """The function from a derivation to text in this format."""
        match self:
            case Format.TEXT:
                return document.text
            case Format.LATEX:
                return document.latex
            case Format.HTML:
                return document.page
            case Format.PYTHON:
                return lambda derivation: emit_module(derivation.ode)
            case Format.C:
                return lambda derivation: emit_c(derivation.ode)


class InputError(ValueError):
    """The command line asks for something that does not exist or cannot be done."""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors look like all the others."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}; see --help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        options = _parser().parse_args(arguments)
        chosen = next(form for form in Format if form.value[0] == options.format)
        names = tuple(SYSTEMS) if options.system == "all" else (_known(options.system),)
        folder = options.output if options.system == "all" else None
        if folder is not None and not folder.is_dir():
            raise InputError(f"--output {folder} is not a folder; with 'all', name an existing one")
        for name in names:
            system = SYSTEMS[name]
            text = chosen.writer(derive(system.target(), system.manifold()))
            _write(text, folder / f"{name}{chosen.value[1]}" if folder else options.output)
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m derivations",
        description="Derive the learning dynamics of a linear recurrent network, prove every step, and write it down.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("system", metavar="SYSTEM", help=f"{', '.join(SYSTEMS)}, or all")
    parser.add_argument(
        "--format",
        choices=[form.value[0] for form in Format],
        default=Format.TEXT.value[0],
        help="derivation as text, LaTeX document or HTML page; generated code as Python module or C99 (default: text)",
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="write to FILE (with 'all': a folder) instead of the terminal"
    )
    return parser


def _known(name: str) -> str:
    if name not in SYSTEMS:
        near = get_close_matches(name, [*SYSTEMS, "all"], 1, 0.4)
        hint = f"did you mean {near[0]!r}?" if near else f"choose {', '.join(SYSTEMS)} or all"
        raise InputError(f"there is no system {name!r}; {hint}")
    return name


def _write(text: str, path: Path | None) -> None:
    text = text.rstrip("\n") + "\n"
    if path is None:
        print(text, end="", flush=True)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"cannot write {str(path)!r}: {reason}; name a file in an existing, writable folder"
        raise InputError(message) from error


if __name__ == "__main__":
    sys.exit(main())
