"""Command line: print a derivation, or the code generated from it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

from derivations import targets
from derivations.analysis.document import analyse
from derivations.codegen.c import emit_c
from derivations.codegen.javascript import emit_javascript
from derivations.codegen.python import emit_module
from derivations.derivation import derive
from derivations.documents.document import Document
from derivations.errors import InputError
from derivations.lazy.derivation import derive_lazy
from derivations.learning_time.derivation import derive_learning_time
from derivations.manifolds.frames import Manifold
from derivations.random_matrices.infinite_width import derive_infinite_width
from derivations.reduced import ReducedODE
from derivations.systems import SYSTEMS

_EXAMPLES = """\
examples:
  python -m derivations real_outlier
      the derivation in nine proven steps, to read in a terminal
  python -m derivations conjugate_pair --format html --output pair.html
      the same of the conjugate pair, as a page with MathML
  python -m derivations real_outlier --analysis
      which weights can learn, where learning comes to rest and how fast, for every subset of them
  python -m derivations lazy_integrator
      the lazy regime: a wide network with a random bulk whose weights hardly move
  python -m derivations learning_time
      how long learning takes from small weights, and in how many steps
  python -m derivations infinite_width
      a random bulk of any strength at infinite width: free moments, resolvent, outliers
  python -m derivations all --format python --output reduced_odes/generated
  python -m derivations all --format javascript --output reduced_odes/generated
      rewrite the generated modules that are shipped"""

CLOSED_FORMS: Mapping[str, Callable[[], Document]] = MappingProxyType(
    {
        "lazy_integrator": lambda: derive_lazy(targets.integrator()),
        "lazy_oscillator": lambda: derive_lazy(targets.damped_oscillator()),
        "learning_time": derive_learning_time,
        "infinite_width": derive_infinite_width,
    }
)
"""Derivations of formulas rather than of an ODE, so that no code is generated from them."""


class Format(Enum):
    """What can be written of a derivation: the name on the command line, and the ending of files."""

    TEXT = ("text", ".txt")
    LATEX = ("latex", ".tex")
    HTML = ("html", ".html")
    PYTHON = ("python", ".py")
    C = ("c", ".c")
    JAVASCRIPT = ("javascript", ".js")


WRITERS: Mapping[Format, Callable[[Document], str]] = MappingProxyType(
    {Format.TEXT: str, Format.LATEX: Document.latex, Format.HTML: Document.page}
)
"""Formats to read: they write any document."""

EMITTERS: Mapping[Format, Callable[[ReducedODE], str]] = MappingProxyType(
    {Format.PYTHON: emit_module, Format.C: emit_c, Format.JAVASCRIPT: emit_javascript}
)
"""Formats to run: they write a reduced ODE."""


class _ArgumentParser(argparse.ArgumentParser):
    """A parser whose errors look like all the others."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}; see --help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        try:
            return _run(arguments)
        finally:  # also of what argparse printed before it exits; what cannot be written is noticed here, not later
            sys.stdout.flush()
    except InputError as error:
        return _ended(f"error: {error}", 2)
    except KeyboardInterrupt:
        return _ended("error: interrupted", 130)
    except UnicodeEncodeError as error:
        return _ended(
            f"error: the standard output's encoding, {error.encoding}, has no {error.object[error.start]!a}; "
            "set PYTHONIOENCODING=utf-8, or use --output",
            1,
        )
    except OSError as error:
        if error.filename is not None:  # of a file, and not of the standard output
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the rest is not written at exit either
        if isinstance(error, BrokenPipeError):  # the reader has seen enough
            return 0
        return _ended(f"error: cannot write to the standard output: {error.strerror or error}", 1)


def _ended(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def _run(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    chosen = next(form for form in Format if form.value[0] == options.format)
    names = tuple(SYSTEMS) if options.system == "all" else (_known(options.system),)
    if options.analysis and options.system == "all":
        raise InputError("--analysis is for one system; choose real_outlier, conjugate_pair or rank_two")
    folder = options.output if options.system == "all" else None
    if folder is not None and not folder.is_dir():
        raise InputError(f"--output {folder} is not a folder; with 'all', name an existing one")
    files = [folder / f"{name}{chosen.value[1]}" if folder else options.output for name in names]
    for path in files:
        _check_writable(path)
    for name, path in zip(names, files, strict=True):
        _write(_text(name, chosen, options.analysis), path)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _ArgumentParser(
        prog="python -m derivations",
        description="Derive the learning dynamics of a linear recurrent network, prove every step, and write it down.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "system", metavar="SYSTEM", help=f"{', '.join((*SYSTEMS, *CLOSED_FORMS))}, or all (those with an ODE)"
    )
    parser.add_argument(
        "--format",
        choices=[form.value[0] for form in Format],
        default=Format.TEXT.value[0],
        help="derivation as text, LaTeX document or HTML page; generated code as Python module, C99 or "
        "JavaScript module (default: text)",
    )
    parser.add_argument(
        "--analysis", action="store_true", help="what is conserved, which weights can learn, where learning rests"
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="write to FILE (with 'all': a folder) instead of the terminal"
    )
    return parser


def _known(name: str) -> str:
    known = (*SYSTEMS, *CLOSED_FORMS)
    if name not in known:
        near = get_close_matches(name, [*known, "all"], 1, 0.4)
        hint = f"did you mean {near[0]!r}?" if near else f"choose {', '.join(known)} or all"
        raise InputError(f"there is no system {name!r}; {hint}")
    return name


def _text(name: str, form: Format, analysis: bool) -> str:
    if form not in EMITTERS:
        return WRITERS[form](_document(name, analysis))
    if analysis or name in CLOSED_FORMS:
        wanted = "--analysis" if analysis else f"{name}, which has closed forms only"
        raise InputError(f"--format {form.value[0]} is not for {wanted}; choose text, latex or html")
    return EMITTERS[form](derive(SYSTEMS[name].target(), SYSTEMS[name].manifold()).ode)


def _document(name: str, analysis: bool) -> Document:
    """The derivation, or the analysis, with this name."""
    if name in CLOSED_FORMS:
        if analysis:
            raise InputError(f"--analysis is for reduced ODEs, and {name} is none; choose real_outlier")
        return CLOSED_FORMS[name]()
    target, manifold = SYSTEMS[name].target(), SYSTEMS[name].manifold()
    if not analysis:
        return derive(target, manifold)
    if not isinstance(manifold, Manifold):
        raise InputError(
            "--analysis is for weights in a frame, not for overlaps; choose real_outlier, conjugate_pair or "
            "rank_two, or analyse overlaps numerically: python -m reduced_odes analyse"
        )
    try:
        return analyse(target, manifold)
    except InputError as error:
        raise InputError(f"--analysis: {error}") from error


def _check_writable(path: Path | None) -> None:
    """Refuse, before anything is derived, a file that could not be written afterwards."""
    if path is None:
        return
    try:
        if path.is_dir():
            raise IsADirectoryError(0, "it is a folder")
        existed = path.exists()
        path.open("a").close()
        if not existed:
            path.unlink()
    except OSError as error:
        raise _cannot_write(path, error) from error


def _write(text: str, path: Path | None) -> None:
    text = text.rstrip("\n") + "\n"
    if path is None:
        print(text, end="", flush=True)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return InputError(f"cannot write {str(path)!r}: {reason}; name a file in an existing, writable folder")


if __name__ == "__main__":
    sys.exit(main())
