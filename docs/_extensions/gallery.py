"""The gallery: each example is run as its reader would run it, in a process of its own, two at a time.

A page shows the docstring, the figures, what was printed, and the script. An example that fails stops the build. It is
not run again while neither its script nor the packages change. `-D gallery_run=0` runs none, and shows what is there.
"""

from __future__ import annotations

import ast
import hashlib
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generated_pages import write
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.display import status_iterator

AT_ONCE = 2
FIRST = ("model", "outliers", "birth_of_the_pair", "pole_staircase", "rich_and_lazy")
ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
HEAD = """\
Gallery
=======

Each figure is drawn by a script in ``examples/``, run while this page was built, in its quick form where it has one. A
script writes into the current folder and leaves files alone that are there; with ``--output FOLDER`` it writes over
them; ``--help`` says more.

.. toctree::
   :hidden:

"""


@dataclass(frozen=True)
class Example:
    """A script and what it has made."""

    script: Path
    folder: Path

    @property
    def name(self) -> str:
        """The script's name, which is that of its page."""
        return self.script.stem

    @property
    def docstring(self) -> str:
        """Its docstring: a title, and what is shown."""
        return ast.get_docstring(ast.parse(self.script.read_text(encoding="utf-8"))) or self.name

    @property
    def figures(self) -> list[Path]:
        """The files that it has written."""
        return sorted(self.folder.glob("*.png"))

    @property
    def printed(self) -> str:
        """What it has printed."""
        return (self.folder / "printed.txt").read_text(encoding="utf-8")


@cache
def packages() -> bytes:
    """A fingerprint of the sources of the three packages, and of what examples share."""
    found = hashlib.sha256()
    for folder in ("derivations", "reduced_odes", "validation", "examples/_output.py"):
        path = ROOT / folder
        for source in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            found.update(source.read_bytes())
    return found.digest()


def run(example: Example) -> Example:
    """Run an example, unless it was run as it is.

    Raises
    ------
    ExtensionError
        It ends with an error, or writes no figure.
    """
    source = example.script.read_bytes()
    stamp, shown = example.folder / "stamp.txt", hashlib.sha256(packages() + source).hexdigest()
    if stamp.exists() and stamp.read_text() == shown:
        return example
    shutil.rmtree(example.folder, ignore_errors=True)
    quick = ["--quick"] if b"quick=" in source else []
    command = [sys.executable, str(example.script), "--output", str(example.folder), *quick]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode or not example.figures:
        raise ExtensionError(f"{example.script.name} ends with {done.returncode}:\n{done.stderr[-2000:]}")
    (example.folder / "printed.txt").write_text(done.stdout, encoding="utf-8")
    stamp.write_text(shown)
    return example


def page(example: Example) -> str:
    """The page of an example."""
    text = f"{example.docstring}\n\n"
    for figure in example.figures:
        text += f".. image:: {example.name}/{figure.name}\n   :alt: {figure.stem.replace('_', ' ')}\n\n"
    if example.printed.strip():
        lines = "\n".join(f"   {line}" for line in example.printed.strip("\n").splitlines())
        text += f".. rubric:: What it prints\n\n.. code-block:: none\n\n{lines}\n\n"
    first = len(ast.get_docstring(ast.parse(example.script.read_text(encoding="utf-8")), clean=False).splitlines()) + 2
    return text + (
        f".. rubric:: The script\n\n.. literalinclude:: ../../../examples/{example.script.name}\n"
        f"   :language: python\n   :lines: {first}-\n"
    )


def index(examples: list[Example]) -> str:
    """The page with all thumbnails."""
    text = HEAD + "".join(f"   {example.name}\n" for example in examples) + "\n.. container:: gallery\n\n"
    for example in examples:
        title = example.docstring.splitlines()[0]
        text += (
            f"   .. container:: card\n\n      .. image:: {example.name}/{example.figures[0].name}\n"
            f"         :alt: {title}\n         :target: {example.name}.html\n\n"
            f"      :doc:`{title} <{example.name}>`\n\n"
        )
    return text


def generate(app: Sphinx) -> None:
    """Run all examples, and write their pages."""
    folder = Path(app.srcdir) / "_generated" / "gallery"
    scripts = {path.stem: path for path in EXAMPLES.glob("[a-z]*.py")}
    order = [*FIRST, *sorted(scripts.keys() - set(FIRST))]
    examples = [Example(scripts[name], folder / name) for name in order]
    if app.config.gallery_run:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            done = pool.map(run, examples)
            list(status_iterator(done, "running examples... ", length=len(examples), stringify_func=lambda e: e.name))
    shown = [example for example in examples if example.figures]
    for example in shown:
        write(folder / f"{example.name}.rst", page(example))
    write(folder / "index.rst", index(shown))


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("gallery_run", True, "html", bool)
    app.connect("builder-inited", generate, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
