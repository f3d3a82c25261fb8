"""The command `explorer`: a page on which the shipped systems are solved in the browser."""

from __future__ import annotations

import argparse

from reduced_odes.cli.shared import options as shared

_EXAMPLES = """\
examples:
  python -m reduced_odes explorer --output explorer.html
      one file; open it in a browser
  explorer.html#system=real_outlier&c_star=0.1&a=0.1&b=0.1&until=40
      a link to it carries the values, with the names of the command line

exit code: 0, or 2 when the input is wrong."""


def add(subparsers: shared.Subparsers) -> None:
    """Declare the command."""
    parser = shared.add_command(
        subparsers,
        "explorer",
        run,
        summary="write a page that solves the systems in a browser while a slider moves",
        description="Write a page on which the shipped systems are solved in the browser while a slider moves.",
        examples=_EXAMPLES,
    )
    parser.add_argument("--output", default="explorer.html", metavar="FILE", help="the page (explorer.html)")


def run(options: argparse.Namespace) -> shared.Answer:
    """Write the page."""
    from reduced_odes.explorer import write_explorer

    return shared.Answer(f"wrote {write_explorer(options.output)}; open it in a browser")
