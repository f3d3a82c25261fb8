"""The page as one text: HTML with its styles, the emitted systems, and the page's own modules, inlined."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from importlib import resources

from reduced_odes import generated
from reduced_odes._common.errors import ModuleFormatError
from reduced_odes._common.outcome import Outcome
from reduced_odes.systems.loading import shipped

_FIRST = ("real_outlier", "conjugate_pair")
"""Systems that are offered before all others."""
_MODULES = (
    "solver.js", "networks.js", "learning.js", "address.js", "controls.js", "figures.js", "drawing.js", "page.js",
)  # fmt: skip
"""In an order in which each imports only what comes before it."""
_LICENCES = ("uPlot.LICENSE",)


def systems() -> tuple[str, ...]:
    """Names of the systems on the page: all that are shipped, one real outlier and the pair first."""
    names = shipped()
    first = tuple(name for name in _FIRST if name in names)
    return (*first, *(name for name in names if name not in first))


def page() -> str:
    """The whole page, which refers to nothing outside of it."""
    parts = {
        "styles": _text("vendor", "uPlot.min.css") + _text("page.css"),
        "licences": "\n".join(f"    <pre>{html.escape(_text('vendor', name))}</pre>" for name in _LICENCES),
        "library": _text("vendor", "uPlot.iife.min.js"),
        "modules": script(),
    }
    # In one pass, so that nothing is put into what has been put in.
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], _text("page.html"))


def script(modules: Iterable[str] = _MODULES) -> str:
    """Emitted systems and modules of the page as one module: their imports of one another are no longer needed."""
    meanings = {outcome.value: outcome.meaning for outcome in Outcome}
    texts = [
        *(_emitted(name) for name in systems()),
        f"const SYSTEMS = {{ {', '.join(systems())} }};",
        f"const MEANINGS = {json.dumps(meanings, ensure_ascii=False)};",
        *map(_text, modules),
    ]
    return "\n".join(_IMPORT.sub("", _EXPORT.sub("", text)) for text in texts)


_IMPORT = re.compile(r'^import \{[^}]*\} from "\./\w+\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const |function |class )", re.MULTILINE)


def _text(*path: str) -> str:
    return resources.files(__package__).joinpath(*path).read_text(encoding="utf-8")


def _emitted(name: str) -> str:
    file = resources.files(generated) / f"{name}.js"
    if not file.is_file():
        raise ModuleFormatError(
            f"system {name} is shipped without its JavaScript; write it with python -m derivations {name} "
            f"--format javascript --output reduced_odes/generated/{name}.js"
        )
    return file.read_text(encoding="utf-8")
