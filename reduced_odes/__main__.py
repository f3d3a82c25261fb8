"""Command line: integrate a reduced system, and show, draw or save what comes out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from reduced_odes._common.errors import InputError
from reduced_odes.cli import options as command_line
from reduced_odes.cli import solution as solution_cli
from reduced_odes.cli.summary import describe
from reduced_odes.systems.loading import shipped, shipped_system

_EXAMPLES = """\
examples:
  python -m reduced_odes
      lists the systems with their variables and parameters
  python -m reduced_odes real_outlier --set c_star=0.1 --initial a=0.1 b=0.1 --until 10
      learns an integrator and says how that went
  python -m reduced_odes conjugate_pair --set c_star=0.3 omega_star=2 --initial alpha=0.28 beta=0.28 \\
      --until 100 --plot pair.png
      learns a damped oscillator and draws it
  python -m reduced_odes any_target --rank 2 --poles=-0.3+2j,-0.3-2j --residues=0.5,0.5 \\
      --initial u1=0.4 v2=0.4 --until 100
      a target given by its poles, of any order; see any_target --help
  python -m reduced_odes analyse conjugate_pair --set c_star=0.3 omega_star=2 --initial alpha=0.28 beta=0.28 \\
      --until 100
      the saddles on the way, and where it comes to rest; see analyse --help
  python -m reduced_odes infinite_width --set c_star=0.3 sigma=0.4 kappa=0.5 --until 4
      an infinitely wide network with a random bulk of any strength, see infinite_width --help
  python -m reduced_odes rich_lazy --set c_star=0.3 --grid sigma=0.1:0.9:9 kappa=0.1:3:9 --plot map.png
      what remembers, an outlier or the bulk, how long that takes, how far from lazy it is, see rich_lazy --help
  python -m reduced_odes explorer --output explorer.html
      a page that solves the systems in a browser while a slider moves
  python -m reduced_odes own_network weights.npz --set c_star=0.3 --until 10 --accuracy 0.01
      the theory that fits a saved network W, u, v, and why, see own_network --help
  python -m reduced_odes lazy --help
      the lazy regime of wide networks, with options of its own

exit code: 0 when the last requested time was reached (learnt or not), 1 when the network became unstable or
the solver failed before (what came before is shown and saved all the same), 2 when the input is wrong."""

_COMMANDS = ("any_target", "analyse", "explorer", "infinite_width", "lazy", "own_network", "rich_lazy")
"""Commands with options of their own, each a module of `reduced_odes.cli` that is imported when it is called."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if words and words[0] in _COMMANDS:
        return command_line.guarded(lambda: _command(words[0])(words[1:]))
    return command_line.exit_code(_run, _parser(), words)


def _command(name: str) -> Callable[[Sequence[str]], int]:
    command: Callable[[Sequence[str]], int] = import_module(f"reduced_odes.cli.{name}").main
    return command


def _run(options: argparse.Namespace) -> int:
    if options.system is None:
        if vars(options) != vars(_parser().parse_args([])):
            raise InputError(f"which system? name one of {', '.join(shipped())} before its options")
        print("\n\n".join(describe(shipped_system(name)) for name in shipped()))
        print("\nParameters in parentheses are defaults. Name a system to integrate it; see --help.")
        return 0
    command_line.check_outputs(options)
    return solution_cli.solve_and_report(command_line.system(options.system), options)


def _parser() -> argparse.ArgumentParser:
    parser = command_line.Parser(
        prog="python -m reduced_odes",
        description="Integrate the reduced learning dynamics of a linear recurrent network.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "system",
        nargs="?",
        metavar="SYSTEM",
        help=f"{', '.join(shipped())}, or the file of an emitted module (ends in .py, and is executed); "
        "without it, the systems are listed",
    )
    solution_cli.add_options(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
