"""Command line of the explorer page: `python -m reduced_odes explorer`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from reduced_odes.cli import options as command_line
from reduced_odes.explorer import write_explorer

_EXAMPLES = """\
examples:
  python -m reduced_odes explorer --output explorer.html
      one file; open it in a browser
  explorer.html#system=real_outlier&c_star=0.1&a=0.1&b=0.1&until=40
      a link to it carries the values, with the names of the command line

exit code: 0, or 2 when the input is wrong."""


def main(arguments: Sequence[str]) -> int:
    """Run the command line of the explorer page and return its exit code."""
    return command_line.exit_code(_run, _parser(), arguments)


def _run(options: argparse.Namespace) -> int:
    command_line.check_outputs(options)
    print(f"wrote {write_explorer(options.output)}; open it in a browser")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = command_line.Parser(
        prog="python -m reduced_odes explorer",
        description="Write a page on which the shipped systems are solved in the browser while a slider moves.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--output", default="explorer.html", metavar="FILE", help="the page (explorer.html)")
    return parser
