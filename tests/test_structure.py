"""Three rooms, one direction: who may import whom."""

import ast
from pathlib import Path

import pytest
from interpreter import modules_after

ROOT = Path(__file__).parents[1]
ROOMS = ("derivations", "reduced_odes", "validation")
FORBIDDEN = {
    "derivations": {"reduced_odes", "validation"},
    "reduced_odes": {"sympy", "derivations", "validation"},
    "validation": {"sympy", "derivations"},
}
NOWHERE = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "torch", "jax", "tensorflow"}
DRIVER = Path("validation/__main__.py")

MODULES = sorted(path.relative_to(ROOT) for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def imported(source: str) -> set[str]:
    """The top-level packages that a module imports, wherever in it the import stands."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add((node.module or "").partition(".")[0])
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            names |= {a.value.partition(".")[0] for a in node.args if isinstance(a, ast.Constant) and a.value}
    return names


def test_the_reader_of_imports_finds_every_kind():
    source = """
import numpy.linalg as la
from sympy.polys import rings
from . import near
from .near import thing
def late():
    if True:
        import torch
    return importlib.import_module("pickle"), __import__("dill")
"""
    assert imported(source) == {"numpy", "sympy", "torch", "pickle", "dill"}


def test_there_is_something_to_check():
    assert {path.parts[0] for path in MODULES} == set(ROOMS)
    assert len(MODULES) > 20


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_rooms_are_apart(path: Path):
    found = imported((ROOT / path).read_text(encoding="utf-8"))
    forbidden = FORBIDDEN[path.parts[0]] - ({"derivations"} if path == DRIVER else set())
    assert not found & forbidden
    assert not found & NOWHERE


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_relative_imports_stay_in_their_room(path: Path):
    depth = len(path.parts) - 1
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        assert not isinstance(node, ast.ImportFrom) or node.level <= depth


def test_importing_the_numbers_stays_light():
    loaded = modules_after("import reduced_odes")
    assert "reduced_odes" in loaded
    assert not loaded & {"sympy", "matplotlib", "tqdm", "derivations", "validation"}


def test_importing_the_symbols_leaves_the_other_rooms_alone():
    loaded = modules_after("import derivations.derivation")
    assert "sympy" in loaded
    assert not loaded & {"reduced_odes", "validation", "scipy", "matplotlib"}


def test_importing_the_network_leaves_the_symbols_alone():
    loaded = modules_after("import validation")
    assert "validation" in loaded
    assert not loaded & {"sympy", "derivations"}


def test_the_full_network_knows_nothing_of_the_theory():
    """What a study compares with a theory must not come from it: network, gradient and training import none of it."""
    for path in MODULES:
        if path.parts[:2] in (("validation", name) for name in ("network", "gradient", "training")):
            found = imported((ROOT / path).read_text(encoding="utf-8"))
            assert not found & {"reduced_odes", "derivations", "sympy"}, path
