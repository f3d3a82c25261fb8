"""What Sphinx-Gallery needs to know of the examples: how they are called, and which figures they have written."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sphinx_gallery.scrapers import figure_rst


def _folder(script: str | Path) -> Path:
    """Where the figures of an example go while the documentation is built."""
    return Path(__file__).parents[1] / "_generated" / "figures" / Path(script).stem


def arguments_of(_: dict[str, Any], script_vars: dict[str, Any]) -> list[str]:
    """The command line of an example: quick where it can be, into an empty folder of its own."""
    script = Path(script_vars["src_file"])
    folder = _folder(script)
    shutil.rmtree(folder, ignore_errors=True)
    quick = ["--quick"] if "quick=" in script.read_text(encoding="utf-8") else []
    return ["--output", str(folder), *quick]


def written_figures(_: object, block_vars: dict[str, Any], gallery_conf: dict[str, Any]) -> str:
    """Copy the figures that an example has written to where its page expects them."""
    paths = []
    for figure in sorted(_folder(block_vars["src_file"]).glob("*.png")):
        path = next(block_vars["image_path_iterator"])
        shutil.copyfile(figure, path)
        paths.append(path)
    return figure_rst(paths, gallery_conf["src_dir"])
