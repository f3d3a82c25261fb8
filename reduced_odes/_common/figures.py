"""Figures: new ones, of any result, and into a file. Matplotlib is imported only when something is drawn."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from reduced_odes._common import checks
from reduced_odes._common.errors import InputError
from reduced_odes._common.files import file_path, write_whole
from reduced_odes._common.results import Result

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def blank(width: float, height: float) -> Figure:
    """An empty figure of this size in inches."""
    from reduced_odes._common.drawing import Drawing

    return Drawing(figsize=(width, height), layout="constrained")


def plot(result: Result) -> Figure:
    """Any result as a figure; the same as ``result.plot()``. A notebook shows it, `figure.savefig` writes it.

    Raises
    ------
    InputError
        It is no result, or too small to be drawn.
    """
    checks.instance("result", result, Result, "what `integrate`, `lazy_curve`, `infinite_width`, … return")
    return result.plot()


def save_plot(result: Result, path: str | os.PathLike[str]) -> Path:
    """Draw a result into the file `path`, whose ending says of what kind it is (png, pdf, svg, …).

    Raises
    ------
    InputError
        It is no result, it cannot be drawn, or Matplotlib does not write files with this ending.
    OutputError
        The file cannot be written.
    """
    figure_format(path)
    return write_figure(plot(result), path)


def write_figure(figure: Figure, path: str | os.PathLike[str]) -> Path:
    """Write `figure` whole or not at all into the file `path`, whose ending says of what kind it is (png, pdf, svg, …).

    Raises
    ------
    InputError
        Matplotlib does not write files with this ending.
    OutputError
        The file cannot be written.
    """
    kind = figure_format(path)
    return write_whole(path, lambda file: figure.savefig(file, format=kind, dpi=150))


def figure_format(path: str | os.PathLike[str]) -> str:
    """What kind of figure the ending of `path` asks for, "png" for instance.

    Raises
    ------
    InputError
        Matplotlib does not write files with this ending.
    """
    from matplotlib.backend_bases import FigureCanvasBase

    kind, known = file_path(path).suffix.removeprefix(".").lower(), FigureCanvasBase.filetypes
    if kind not in known:
        raise InputError(
            f"cannot draw into {os.fspath(path)!r}: end its name in one of .{', .'.join(sorted(known))}",
            name="path",
            value=path,
        )
    return kind
