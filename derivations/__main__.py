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
from typing import NoReturn, TypeAlias

from derivations import targets
from derivations.analysis.document import of_analysis
from derivations.codegen.c import emit_c
from derivations.codegen.javascript import emit_javascript
from derivations.codegen.python import emit_module
from derivations.derivation import Derivation, derive
from derivations.documents import html as web
from derivations.documents import latex as tex
from derivations.documents import text as plain
from derivations.lazy.derivation import LazyDerivation, derive_lazy
from derivations.learning_time.derivation import TITLE, LearningTimeDerivation, derive_learning_time
from derivations.manifolds.frames import Manifold
from derivations.random_matrices.infinite_width import TITLE as BULK_TITLE
from derivations.random_matrices.infinite_width import InfiniteWidthDerivation, derive_infinite_width
from derivations.systems import SYSTEMS, System

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

ClosedForm: TypeAlias = LazyDerivation | LearningTimeDerivation | InfiniteWidthDerivation
"""A derivation of formulas rather than of an ODE, so that no code is generated from it."""

CLOSED_FORMS: Mapping[str, tuple[str, Callable[[], ClosedForm]]] = MappingProxyType(
    {
        "lazy_integrator": ("Lazy learning: integrator", lambda: derive_lazy(targets.integrator())),
        "lazy_oscillator": ("Lazy learning: damped oscillator", lambda: derive_lazy(targets.damped_oscillator())),
        "learning_time": (TITLE, derive_learning_time),
        "infinite_width": (BULK_TITLE, derive_infinite_width),
    }
)
"""Their titles, and what makes them."""


class Format(Enum):
    """What can be written of a derivation: the name on the command line, and how files are called."""

    TEXT = ("text", ".txt")
    LATEX = ("latex", ".tex")
    HTML = ("html", ".html")
    PYTHON = ("python", ".py")
    C = ("c", ".c")
    JAVASCRIPT = ("javascript", ".js")

    def write(self, derivation: Derivation) -> str:
        """The derivation in this format."""
        match self:
            case Format.TEXT:
                return str(derivation)
            case Format.LATEX:
                return derivation.latex()
            case Format.HTML:
                return derivation.page()
            case Format.PYTHON:
                return emit_module(derivation.ode)
            case Format.C:
                return emit_c(derivation.ode)
            case Format.JAVASCRIPT:
                return emit_javascript(derivation.ode)

    def write_analysis(self, system: System) -> str:
        """The fixed points of a system in this format, if it is one for reading."""
        if self in _CODE:
            raise InputError(f"--format {self.value[0]} is for systems; choose text, latex or html with --analysis")
        manifold = system.manifold()
        if not isinstance(manifold, Manifold):
            raise InputError(
                "--analysis is for weights in a frame, not for overlaps; choose real_outlier, conjugate_pair or "
                "rank_two, or analyse overlaps numerically: python -m reduced_odes analyse"
            )
        try:
            blocks = of_analysis(system.target(), manifold)
        except ValueError as error:
            raise InputError(f"--analysis: {error}") from error
        match self:
            case Format.TEXT:
                return plain.document(blocks)
            case Format.LATEX:
                return tex.document(blocks)
            case _:
                return web.page("Where learning comes to rest", web.fragment(blocks))

    def write_closed_form(self, title: str, make: Callable[[], ClosedForm]) -> str:
        """A derivation of formulas in this format, if it is one for reading."""
        match self:
            case Format.TEXT:
                return str(make())
            case Format.LATEX:
                return make().latex()
            case Format.HTML:
                return make().page()
            case Format.PYTHON | Format.C | Format.JAVASCRIPT:
                raise InputError(
                    f"--format {self.value[0]} is for reduced ODEs, but '{title}' has closed forms only; "
                    "choose text, latex or html"
                )


_CODE = (Format.PYTHON, Format.C, Format.JAVASCRIPT)


class InputError(ValueError):
    """The command line asks for something that does not exist or cannot be done."""


class _ArgumentParser(argparse.ArgumentParser):
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
            text = _text(name, chosen, options.analysis)
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
    if analysis and name in SYSTEMS:
        return form.write_analysis(SYSTEMS[name])
    if analysis:
        raise InputError(f"--analysis is for reduced ODEs, and {name} is none; choose real_outlier")
    if name in CLOSED_FORMS:
        return form.write_closed_form(*CLOSED_FORMS[name])
    return form.write(derive(SYSTEMS[name].target(), SYSTEMS[name].manifold()))


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
