"""Pages made from the packages themselves while the documentation is built: derivations, reference, glossary.

They are written to docs/_generated, before Sphinx looks for its sources.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from inspect import cleandoc
from io import StringIO
from pathlib import Path
from types import ModuleType

from plain_docstrings import escaped
from sphinx.application import Sphinx

import derivations
import reduced_odes
import validation
from derivations.__main__ import main as derivations_command
from derivations.documents.glossary import GLOSSARY
from reduced_odes.explorer import write_explorer

ANALYSED = ("real_outlier", "conjugate_pair")
CLOSED_FORMS = ("lazy_integrator", "lazy_oscillator", "learning_time", "infinite_width")
PACKAGES = (derivations, reduced_odes, validation)
HEADING = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.DOTALL)
UNDERLINES = "=-~"


def generate(app: Sphinx) -> None:
    """Write all of them."""
    folder = Path(app.srcdir) / "_generated"
    for name in derivations.SYSTEMS:
        write(folder / "derivations" / f"{name}.rst", derivation_page(name))
    for name in ANALYSED:
        write(folder / "derivations" / f"{name}_rest.rst", derivation_page(name, "--analysis"))
    for name in CLOSED_FORMS:
        write(folder / "derivations" / f"{name}.rst", derivation_page(name))
    seen: dict[int, str] = {}
    for package in PACKAGES:
        write(folder / "reference" / f"{package.__name__}.rst", reference_page(package, seen))
    write(folder / "parts" / "glossary.txt", glossary())
    for name in ("ARCHITECTURE.md", "CONTRIBUTING.md"):
        write(folder / "parts" / name.replace(".md", ".txt"), of_repository(name))
    explorer = folder / "extra" / "explorer_alone.html"
    explorer.parent.mkdir(parents=True, exist_ok=True)
    write_explorer(explorer)


def write(path: Path, text: str) -> None:
    """Write a page; one that has not changed keeps its time, and Sphinx does not read it again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def derivation_page(name: str, *options: str) -> str:
    """What the command writes as HTML, cut at its headings, so that they are those of the page."""
    words = [name, *options, "--format", "html"]
    page = StringIO()
    with redirect_stdout(page):
        code = derivations_command(words)
    if code != 0:
        raise RuntimeError(f"python -m derivations {' '.join(words)} ended with {code}")
    article = re.search(r"<article[^>]*>(.*)</article>", page.getvalue(), re.DOTALL)
    if article is None:
        raise RuntimeError(f"python -m derivations {' '.join(words)} wrote no article")
    command = f"python -m derivations {' '.join([name, *options])}"
    note = (
        f".. rst-class:: command\n\nThis page is the output of ``{command}``; with ``--format latex`` the command "
        "writes the same for a paper.\n"
    )
    return "".join(_sections(article[1], note))


def _sections(article: str, note: str) -> Iterator[str]:
    *_, first = HEADING.split(article, maxsplit=1)[:1]
    if first.strip():
        raise RuntimeError("a derivation begins with its title")
    parts = HEADING.split(article)[1:]
    for level, title, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        text = re.sub(r"<[^>]+>", "", title).strip()
        yield f"{text}\n{UNDERLINES[int(level) - 1] * (len(text) + 4)}\n\n"
        if level == "1":
            yield note + "\n"
        if body.strip():
            yield f'.. raw:: html\n\n    <div class="derivation">{body.strip()}</div>\n\n'


def reference_page(package: ModuleType, seen: dict[int, str]) -> str:
    """The public names of a package and of its folders; each has a page of its own where it is `seen` first."""
    title = f"The package ``{package.__name__}``"
    return f"{title}\n{'=' * len(title)}\n\n" + "\n".join(_tables(package, seen))


def _tables(package: ModuleType, seen: dict[int, str]) -> Iterator[str]:
    for module in (package, *_folders(package)):
        public = {name: getattr(module, name) for name in getattr(module, "__all__", ())}
        public = {name: value for name, value in public.items() if not isinstance(value, ModuleType)}
        new = [name for name, value in public.items() if id(value) not in seen]
        known = [seen[id(public[name])] for name in public if name not in new]
        if not public:
            continue
        seen |= {id(public[name]): f"{module.__name__}.{name}" for name in new}
        shown = f"``from {module.__name__} import …``"
        yield f"{shown}\n{'-' * len(shown)}\n\n{_summary(module)}\n\n.. currentmodule:: {module.__name__}\n"
        if new:
            yield ".. autosummary::\n   :toctree: api\n   :nosignatures:\n"
            yield "".join(f"   {name}\n" for name in new)
        if known:
            yield f"Known from elsewhere: {', '.join(f':py:obj:`~{name}`' for name in known)}.\n"


def _folders(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if found.ispkg and not found.name.rpartition(".")[2].startswith("_"):
            module = importlib.import_module(found.name)
            yield module
            yield from _folders(module)


def _summary(module: ModuleType) -> str:
    """The prose at the top of a package's docstring, before any example."""
    text = cleandoc(module.__doc__ or "")
    prose = re.split(r"\n\s*(?:>>>|\S*\.html#)", text)[0].strip().removesuffix(":")
    return "\n".join(escaped(line) for line in prose.splitlines())


def glossary() -> str:
    """The words of the derivations' glossary, for Sphinx's own."""
    entries = "".join(f"   {word}\n      {_escaped(meaning)}\n\n" for word, meaning in sorted(GLOSSARY.items()))
    return f".. glossary::\n\n{entries}"


def _escaped(sentence: str) -> str:
    return re.sub(r"([*_|`])", r"\\\1", sentence)


def of_repository(name: str) -> str:
    """A document at the top of the repository, or nothing; links to files, which are no pages, become their names."""
    path = Path(__file__).parents[2] / name
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return re.sub(r"\[([^\]]+)\]\((?!https?:|#)[^)]+\)", r"\1", text)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("builder-inited", generate, priority=100)  # before autosummary
    return {"parallel_read_safe": True, "parallel_write_safe": True}
