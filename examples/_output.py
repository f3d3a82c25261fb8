"""The command line that the examples share: a folder for the figures, and a run that is quick enough for a look.

No figure is written over a file that is there, unless its folder is named with --output.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path


def arguments(
    description: str | None, figures: Sequence[str], *, quick: str | None = None, parser: ArgumentParser | None = None
) -> Namespace:
    """Parse the command line of an example.

    Parameters
    ----------
    description : str or None
        The example's docstring, whose first paragraph after the title --help shows.
    figures : sequence of str
        Names of the files that it writes.
    quick : str, optional
        What --quick leaves out; without it there is no such option.
    parser : ArgumentParser, optional
        With options of the example's own.

    Returns
    -------
    Namespace
        With `output`, a folder that exists, and `quick`.
    """
    paragraphs = (description or "").split("\n\n")  # the first is the title
    parser = parser or ArgumentParser()
    parser.description = " ".join(paragraphs[1:2])
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FOLDER",
        help=f"write {', '.join(figures)} there, over what is there (default: the current folder, where files that "
        "exist are left alone)",
    )
    if quick is not None:
        parser.add_argument("--quick", action="store_true", help=quick)
    options = parser.parse_args()
    folder = options.output or Path()
    if folder.suffix:
        parser.error(f"--output {folder} looks like a file; name the folder for {', '.join(figures)}")
    taken = [figure for figure in figures if (folder / figure).exists()]
    if options.output is None and taken:
        parser.error(f"{', '.join(taken)} would be written over; name a folder with --output, or --output . to do so")
    folder.mkdir(parents=True, exist_ok=True)
    options.output = folder
    options.quick = quick is not None and options.quick
    return options
