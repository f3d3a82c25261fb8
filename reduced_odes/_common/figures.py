"""A figure into a file. Needs Matplotlib, as whoever drew the figure does."""

from __future__ import annotations

import os
from pathlib import Path

from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.figure import Figure

from reduced_odes._common.errors import InputError
from reduced_odes._common.files import file_path, write_whole


def write_figure(figure: Figure, path: str | os.PathLike[str]) -> Path:
    """Write `figure` whole or not at all into the file `path`, of a kind told by its ending (png, pdf, svg, …).

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
    kind, known = file_path(path).suffix.removeprefix(".").lower(), FigureCanvasBase.filetypes
    if kind not in known:
        raise InputError(
            f"cannot draw into {os.fspath(path)!r}: end its name in one of .{', .'.join(sorted(known))}",
            name="path",
            value=path,
        )
    return kind
