"""Command line: the one parser of `python -m reduced_odes`, and the list of its commands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from reduced_odes.cli.commands import (
    analyse,
    any_target,
    describe,
    explorer,
    infinite_width,
    integrate,
    lazy,
    own_network,
    portrait,
    rich_lazy,
    saturating,
)
from reduced_odes.cli.shared.guard import guarded
from reduced_odes.cli.shared.options import Parser, check_outputs, deliver

COMMANDS = (
    integrate,
    any_target,
    analyse,
    portrait,
    infinite_width,
    rich_lazy,
    lazy,
    own_network,
    saturating,
    explorer,
    describe,
)
"""Modules, each with a function `add(subparsers)` that declares a command and its options, and names what runs it.

Only declarations run at the start: what a command computes with is imported when it runs."""

_EXAMPLES = """\
Without a command, `integrate` is meant; without anything, `describe`. Each command has a --help of its own.

examples:
  python -m reduced_odes real_outlier --set c_star=0.1 --initial a=0.1 b=0.1 --until 10
      learns an integrator and says how that went
  python -m reduced_odes conjugate_pair --set c_star=0.3 omega_star=2 --initial alpha=0.28 beta=0.28 \\
      --until 100 --plot pair.png
      learns a damped oscillator and draws it
  python -m reduced_odes analyse conjugate_pair --set c_star=0.3 omega_star=2 --initial alpha=0.28 beta=0.28 \\
      --until 100
      the saddles on the way, and where it comes to rest
  python -m reduced_odes infinite_width --set c_star=0.3 sigma=0.4 kappa=0.5 --until 4
      an infinitely wide network with a random bulk of any strength
  python -m reduced_odes saturating --set c_star=0.3 gain=0.4 --initial a=0.2 b=0.25 --until 80
      an outlier of saturating neurons, exactly at any strength
  python -m reduced_odes explorer --output explorer.html
      a page that solves the systems in a browser while a slider moves
  python -m reduced_odes own_network weights.npz --set c_star=0.3 --until 10 --accuracy 0.01
      the theory that fits a saved network W, u, v to a wanted accuracy, and why

exit code: 0 when the last requested time was reached (learnt or not), 1 when the network became unstable or
the solver failed before (what came before is shown and saved all the same), 2 when the input is wrong."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    return guarded(lambda: _run(list(sys.argv[1:] if arguments is None else arguments)))


def _run(words: list[str]) -> int:
    top, commands = parser()
    if not words:
        words = ["describe"]
    elif words[0] not in commands and words[0] not in ("-h", "--help"):
        words = ["integrate", *words]
    options = top.parse_args(words)
    check_outputs(options)
    return deliver(options.run(options), options)


def parser() -> tuple[Parser, tuple[str, ...]]:
    """The parser, and the names of its commands."""
    top = Parser(
        prog="python -m reduced_odes",
        description="The reduced learning dynamics of a linear recurrent network, and what is known of wide ones.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    subparsers = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(subparsers)
    return top, tuple(subparsers.choices)
