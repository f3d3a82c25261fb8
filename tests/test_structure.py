"""How the house is built: who may import whom, no circle of imports, and folders that can be taken in at a glance."""

from __future__ import annotations

import ast
import importlib
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest
from interpreter import modules_after

ROOT = Path(__file__).parents[1]
PACKAGES = ("derivations", "reduced_odes", "validation")
FORBIDDEN = {
    "derivations": {"reduced_odes", "validation"},
    "reduced_odes": {"sympy", "derivations", "validation"},
    "validation": {"sympy", "derivations"},
}
NOWHERE = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "torch", "jax", "tensorflow"}
# The exact gradient of the full network knows the task and how to do linear algebra, and nothing of the theory.
EXACT = ("validation._common", "validation.network", "validation.gradient", "validation.training")
WITHOUT_THEORY = {
    "reduced_odes._common",
    *(f"reduced_odes.linear.{name}" for name in ("target_filter", "schur", "arnoldi", "responses", "overlaps")),
}
DRIVER = "validation.__main__"  # stands above the three packages
LARGEST_FOLDER = 12
# Ready-made answers of the generator, one for each system: they import nothing of the project.
GENERATED = ROOT / "reduced_odes" / "generated"


def name_of(path: Path) -> str:
    """The module in a file, as it is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


FILES = {
    name_of(path): path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if path.parent != GENERATED or path.stem == "__init__"
}


def imports(source: str) -> set[str]:
    """The modules, or the names in modules, that a source imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are absolute here"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            found |= {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return found


def project_imports(module: str) -> set[str]:
    """The modules of the project that a module imports itself."""
    found = set()
    for name in imports(FILES[module].read_text(encoding="utf-8")):
        found |= {known for known in (name, name.rpartition(".")[0]) if known in FILES and known != module}
    # `from package.folder import module` needs the module, not what the folder exports besides.
    return {name for name in found if not any(other.startswith(f"{name}.") for other in found)}


def folder_of(module: str) -> str:
    """A folder stands for the files in it; on a package's own floor each file stands for itself."""
    is_init = FILES[module].stem == "__init__"
    folder = module if is_init else module.rpartition(".")[0]
    return module if folder in PACKAGES else folder


def arrows_between_folders() -> dict[str, set[str]]:
    """Which folder imports from which."""
    arrows: dict[str, set[str]] = {}
    for module in FILES:
        for other in project_imports(module):
            if folder_of(other) != folder_of(module):
                arrows.setdefault(folder_of(module), set()).add(folder_of(other))
    return arrows


def test_the_reader_of_imports_finds_every_kind():
    source = """
import numpy.linalg as la
from sympy.polys import rings
def late():
    if True:
        import torch
    return importlib.import_module("pickle"), __import__("dill")
"""
    assert imports(source) == {"numpy.linalg", "sympy.polys.rings", "torch", "pickle", "dill"}


def test_there_is_something_to_check():
    assert {module.partition(".")[0] for module in FILES} == set(PACKAGES)
    assert len(FILES) > 100
    assert len(arrows_between_folders()) > 20


def test_packages_import_in_one_direction():
    wrong = {}
    for module, path in FILES.items():
        package = module.partition(".")[0]
        allowed = {"derivations"} if module == DRIVER else set()
        found = {name.partition(".")[0] for name in imports(path.read_text(encoding="utf-8"))}
        wrong[module] = found & ((FORBIDDEN[package] - allowed) | NOWHERE)
    assert not {module: names for module, names in wrong.items() if names}


def test_the_exact_gradient_imports_nothing_of_the_theory():
    found = set()
    for module in FILES:
        if module.startswith(EXACT):
            of_project = {name for name in project_imports(module) if not name.startswith(EXACT)}
            wrong = {name for name in of_project if not name.startswith(tuple(WITHOUT_THEORY))}
            assert not wrong, f"{module} imports {wrong}"
            found |= of_project
    for module in WITHOUT_THEORY & FILES.keys():  # and these know no more themselves
        assert project_imports(module) <= {m for m in FILES if m.startswith(tuple(WITHOUT_THEORY))}, module
    assert "reduced_odes.linear.target_filter" in found


def test_no_circle_between_files():
    list(TopologicalSorter({module: project_imports(module) for module in FILES}).static_order())  # raises CycleError


def test_no_circle_between_folders():
    list(TopologicalSorter(arrows_between_folders()).static_order())  # raises CycleError


def test_a_circle_would_be_found():
    with pytest.raises(ValueError, match="cycle"):
        list(TopologicalSorter(dict(pairwise(["a", "b", "a"]))).static_order())


def test_folders_can_be_taken_in_at_a_glance():
    folders = {path.parent for path in FILES.values()} - {GENERATED}
    sizes = {folder: [path for path in folder.glob("*.py") if path.stem != "__init__"] for folder in folders}
    assert not {
        str(folder.relative_to(ROOT)): len(files) for folder, files in sizes.items() if len(files) > LARGEST_FOLDER
    }


def test_every_folder_says_what_it_is_and_names_what_it_offers():
    for module, path in FILES.items():
        if path.stem != "__init__" or path.parent == GENERATED:
            continue
        assert len((ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split()) > 10, module
        offered = importlib.import_module(module)
        functions = {name for name in getattr(offered, "__all__", ()) if callable(getattr(offered, name))}
        assert not functions & {other.stem for other in path.parent.glob("*.py")}, (
            f"{module}: function named as a module"
        )


def test_importing_the_numbers_stays_light():
    loaded = modules_after("import reduced_odes")
    assert "reduced_odes" in loaded
    assert not loaded & {"sympy", "matplotlib", "tqdm", "derivations", "validation"}


def test_importing_the_symbols_leaves_the_other_packages_alone():
    loaded = modules_after("import derivations.derivation")
    assert "sympy" in loaded
    assert not loaded & {"reduced_odes", "validation", "scipy", "matplotlib"}


def test_importing_the_network_leaves_the_symbols_alone():
    loaded = modules_after("import validation")
    assert "validation" in loaded
    assert not loaded & {"sympy", "derivations"}


def test_the_full_network_knows_nothing_of_the_theory():
    """What a study compares with a theory must not come from it: they share the definition of the task, and tools."""
    shared = ("reduced_odes._common", "reduced_odes.linear")
    for module in FILES:
        if module.startswith(("validation.network", "validation.gradient", "validation.training")):
            found = {name for name in project_imports(module) if not name.startswith("validation")}
            assert all(name.startswith(shared) for name in found), module
