"""The command `any_target`: a target of any order, by its poles or its matrices, learnt by a few outliers."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

import numpy as np

from reduced_odes._common.errors import InputError
from reduced_odes.cli.shared import options as shared
from reduced_odes.cli.shared import solution

if TYPE_CHECKING:
    from reduced_odes.linear import TargetFilter

_EXAMPLES = """\
The target is f*(t) = Σ r e^{λt} over its poles λ and residues r, or f*(t) = c e^{At} b. Numbers are written as 0.5,
-0.3+2j or 2j; write = between an option and what begins with a minus sign.
The state is w11, w12, …, u1, …, v1, … in an orthonormal frame; the rates eta_W, eta_u, eta_v are set with --set.

examples:
  python -m reduced_odes any_target --rank 2 --poles=-0.3+2j,-0.3-2j --residues=0.5,0.5 \\
      --initial u1=0.4 v2=0.4 --until 100 --json -
      the damped oscillator e^(-0.3 t) cos(2 t)
  python -m reduced_odes any_target --rank 3 --poles=-0.4+1.7j,-0.4-1.7j,-0.15 --residues=0.5,0.5,0.5 \\
      --initial u1=0.4 v2=0.4 w33=1e-3 w13=1e-3 --until 200 --plot staircase.png
      third order: two outliers wait on a plateau for the third
  python -m reduced_odes any_target --rank 2 '--A=-1,1;0,-1' --b=0,1 --c=1,0 --initial u1=0.4 v2=0.4 --until 60
      t e^(-t), by its matrices: rows between semicolons

exit code: 0 when the last requested time was reached (learnt or not), 1 when the network became unstable or
the solver failed before, 2 when the input is wrong."""

_UNSIGNED = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
# After a real part the imaginary one needs its sign.
_NUMBER = re.compile(rf"(?P<real>[+-]?{_UNSIGNED})?(?P<imaginary>(?(real)[+-]|[+-]?)(?:{_UNSIGNED})?[ij])?")


def add(subparsers: shared.Subparsers) -> None:
    """Declare the command."""
    parser = shared.add_command(
        subparsers,
        "any_target",
        run,
        summary="a few outliers that learn a target of any order",
        description="Integrate the learning dynamics of a few outliers for a target of any order.",
        examples=_EXAMPLES,
    )
    parser.add_argument("--rank", metavar="D", help="number of outliers, 1 to max(2, order), at most 9")
    add_target_options(parser)
    solution.add_options(parser)


def add_target_options(parser: argparse.ArgumentParser) -> None:
    """The options that `target_from` reads."""
    target = parser.add_argument_group("target")
    target.add_argument("--poles", metavar="λ,λ,…", help="poles, with each complex one its conjugate")
    target.add_argument("--residues", metavar="R,R,…", help="their residues, in the same order")
    target.add_argument("--A", metavar="ROW;ROW;…", help="generator of the target instead, K rows of K numbers")
    target.add_argument("--b", metavar="B,B,…", help="its input vector")
    target.add_argument("--c", metavar="C,C,…", help="its output vector")


def run(options: argparse.Namespace) -> shared.Answer:
    """Solve, and say how it went."""
    from reduced_odes.systems.any_target import outlier_system

    target = target_from(options)
    target.minimal()  # refuses a target that is zero at all times before anything is computed
    return solution.solve(outlier_system(target, _rank(options)), options)


def complex_number(option: str, text: str) -> complex:
    """The number that `text` spells, like -0.3+2j, 0.5 or 2i; nothing else is read, and nothing evaluated."""
    spelt = text.strip().replace("−", "-")
    match = _NUMBER.fullmatch(spelt)
    if not spelt or match is None:
        raise InputError(f"{option}: {text!r} is not a number; write for example -0.3+2j or 0.5")
    return complex(_part(match["real"] or "0"), _part((match["imaginary"] or "0").rstrip("ij")))


def _part(text: str) -> float:
    """A real number, of which +, − and nothing stand for ±1, as in 1-j."""
    return float(f"{text}1" if text in ("", "+", "-") else text)


def target_from(options: argparse.Namespace) -> TargetFilter:
    """The target that --poles and --residues, or --A, --b and --c describe."""
    from reduced_odes.linear import TargetFilter

    by_poles, by_matrices = (options.poles, options.residues), (options.A, options.b, options.c)
    if any(part is not None for part in by_poles) == any(part is not None for part in by_matrices):
        raise InputError("which target? give --poles and --residues, or --A, --b and --c")
    if options.poles is not None and options.residues is not None:
        return TargetFilter.from_poles(_numbers("--poles", options.poles), _numbers("--residues", options.residues))
    if None not in by_matrices:
        rows = [_reals("--A", row) for row in options.A.split(";")]
        if len({len(row) for row in rows}) > 1:
            raise InputError(f"--A is {options.A!r}, with rows of different lengths; write K rows like -1,1;0,-1")
        b, c = _reals("--b", options.b), _reals("--c", options.c)
        return TargetFilter(np.array(rows), np.array(b), np.array(c))
    raise InputError("the target is incomplete: give both --poles and --residues, or all of --A, --b and --c")


def _numbers(option: str, text: str) -> list[complex]:
    return [complex_number(option, part) for part in text.split(",")]


def _reals(option: str, text: str) -> list[float]:
    numbers = _numbers(option, text)
    if any(number.imag for number in numbers):
        raise InputError(f"{option} must be real, but is {text!r}; give real numbers")
    return [number.real for number in numbers]


def _rank(options: argparse.Namespace) -> int:
    if options.rank is None:
        raise InputError("how many outliers? give --rank, 2 for all that W = 0 can reach")
    if re.fullmatch(r"[+-]?[0-9]{1,9}", options.rank) is None:
        raise InputError(f"--rank must be a whole number, but is {options.rank!r}; give 2, for example")
    return int(options.rank)
