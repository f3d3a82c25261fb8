"""Examples in docstrings: those of a folder run as they stand, and what the others import is there."""

import doctest
import importlib
import pkgutil

import pytest

import reduced_odes

MODULES = [
    module
    for each in pkgutil.walk_packages(reduced_odes.__path__, "reduced_odes.")
    if ".generated." not in each.name and "cvode.driver" not in each.name and "cvode.library" not in each.name
    and not each.name.endswith("__main__")
    for module in [importlib.import_module(each.name)]
    if ">>> " in (module.__doc__ or "")
]  # fmt: skip


@pytest.mark.parametrize("module", [reduced_odes, *MODULES], ids=lambda module: module.__name__)
def test_an_example(module, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for example in doctest.DocTestParser().get_examples(module.__doc__):
        if hasattr(module, "__path__") or example.source.startswith(("from ", "import ")):
            exec(example.source, names)
    assert names
