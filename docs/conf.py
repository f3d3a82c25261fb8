"""How the documentation is built: `python -m sphinx -W -b html docs docs/_build/html`, without any network."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version as installed_version
from pathlib import Path

# Small matrices are slower with more threads; set before NumPy is loaded, here and for the examples of the gallery.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE / "_extensions")]
# Notebooks run in processes of their own, and shall see the same packages.
os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE.parent), *filter(None, [os.environ.get("PYTHONPATH")])])

project = "learning-to-remember"
copyright = "the authors of learning-to-remember"
version = release = installed_version("learning-to-remember")

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "plain_docstrings",
    "numpydoc",
    "myst_nb",
    "gallery",
    "generated_pages",
    "script_free_math",
]
exclude_patterns = ["_build", "_extensions", "_templates", "_generated/parts", "_generated/gallery/*/*"]
nitpicky = False

# Formulas as MathML: see _extensions/script_free_math.py.
html_math_renderer = "script_free"
myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 3
myst_dmath_double_inline = True

# Pages with code run while they are built; a cell that raises stops the build.
nb_execution_mode = "force"
nb_execution_timeout = 120
nb_execution_raise_on_error = True
nb_merge_streams = True
nb_ipywidgets_js: dict[str, dict[str, str]] = {}

# Named, for they are generated after Sphinx has looked for its sources.
autosummary_generate = [f"_generated/reference/{name}.rst" for name in ("derivations", "reduced_odes", "validation")]
autodoc_typehints = "none"
autodoc_default_options = {"members": True, "undoc-members": False, "show-inheritance": False}
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

html_theme = "pydata_sphinx_theme"
html_title = "learning to remember"
templates_path = ["_templates"]
html_static_path = ["_static"]
(HERE / "_generated" / "extra").mkdir(parents=True, exist_ok=True)  # Sphinx asks for it before it is filled
html_extra_path = ["_generated/extra"]
html_css_files = ["style.css"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navigation_with_keys": False,
    "show_toc_level": 2,
    "header_links_before_dropdown": 7,
    "navbar_persistent": ["search-button"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "pygments_light_style": "friendly",
    "show_prev_next": True,
}
html_sidebars = {"index": [], "tutorial": [], "which_theory": [], "glossary": [], "benchmarks": [], "sources": []}
