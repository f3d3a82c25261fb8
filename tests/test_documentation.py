"""The documentation keeps its word: code on its pages runs, its commands exist, its notebooks execute."""

import re
import shlex
import sys
from importlib import import_module
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import nbformat
import pytest
from nbclient import NotebookClient

import derivations
from derivations.__main__ import main as derivations_command
from reduced_odes.__main__ import main as reduced_odes_command

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *(DOCS / "subjects").glob("*.md")])
COMMANDS = {"derivations": derivations_command, "reduced_odes": reduced_odes_command}


def blocks(kind, page):
    return re.findall(rf"^```{kind}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def cells(page):
    return blocks(r"\{code-cell\} python", page)


@pytest.mark.parametrize("page", [page for page in PAGES if cells(page)], ids=lambda page: page.stem)
def test_the_code_of_a_page_runs_in_order(page, monkeypatch, tmp_path, proved_once):
    monkeypatch.chdir(tmp_path)
    matplotlib.use("Agg")
    names = {"__name__": "__main__"}
    try:
        for cell in cells(page):
            exec(compile(cell, page.name, "exec"), names)
    finally:
        plt.close("all")


def commands():
    """The commands of all pages, each once; the analysis has tests of its own."""
    found = {}
    for page in PAGES:
        for block in blocks("sh", page):
            found |= dict.fromkeys(line for line in block.splitlines() if line.startswith("python -m "))
    return [line for line in found if "--analysis" not in line and " validation " not in line]


@pytest.mark.parametrize("line", commands())
def test_every_command_runs_as_written(line, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    package, *words = shlex.split(line)[2:]
    if "--help" in words:
        with pytest.raises(SystemExit) as left:
            COMMANDS[package](words)
        assert left.value.code == 0
    else:
        assert COMMANDS[package](words) == 0, capsys.readouterr().err


@pytest.mark.parametrize("name", ["integrator", "oscillator"])
def test_notebooks_execute(name, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(DOCS.parent))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    notebook = nbformat.read(DOCS / "notebooks" / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs for cell in code), "outputs are made when the documentation is built, and not kept"
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output.get("data", {}) for cell in code for output in cell.outputs]
    assert any("image/png" in data for data in shown)
    assert any("learnt" in output.get("text", "") for cell in code for output in cell.outputs)


def test_every_system_has_a_page_with_its_derivation():
    listed = (DOCS / "derivations.md").read_text(encoding="utf-8")
    assert not [name for name in derivations.SYSTEMS if f"_generated/derivations/{name}\n" not in listed]


class TestFormulas:
    """The translation of LaTeX for the pages, where its library is installed (extra docs)."""

    @pytest.fixture(autouse=True)
    def extension(self, monkeypatch):
        pytest.importorskip("latex2mathml", reason="needs the extra docs")
        pytest.importorskip("sphinx", reason="needs the extra docs")
        monkeypatch.syspath_prepend(str(DOCS / "_extensions"))
        self.math = import_module("script_free_math")
        yield
        sys.modules.pop("script_free_math")

    def test_parentheses_of_matrices_are_drawn(self):
        formula = self.math.mathml(r"\begin{pmatrix} p & -q \\ q & r \end{pmatrix}", display=True)
        assert "(" not in formula and "border" in formula and formula.count("<mtd") == 4

    def test_aligned_lines_meet_at_their_signs(self):
        formula = self.math.mathml(r"\displaystyle \begin{aligned} a &= b \\ c &= -d \end{aligned}", display=True)
        assert formula.count("text-align: right") == formula.count("text-align: left") == 2
        assert '<mo form="prefix">−</mo>' in formula

    @pytest.mark.parametrize("latex", [r"\nosuchcommand x", r"a & b"])
    def test_what_has_no_translation_is_refused(self, latex):
        with pytest.raises(self.math.UnreadableFormulaError):
            self.math.mathml(latex, display=False)
