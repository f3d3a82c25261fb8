"""The examples' command lines: each explains itself, and none writes over a figure unasked."""

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
SCRIPTS = sorted(path for path in EXAMPLES.glob("*.py") if not path.stem.startswith("_"))


def command_line():
    """The module that the examples share; it stands beside them, and in no package."""
    spec = spec_from_file_location("_output", EXAMPLES / "_output.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def parsed(monkeypatch, *words, **known):
    monkeypatch.setattr(sys, "argv", ["example.py", *words])
    return command_line().arguments("Title\n=====\n\nWhat it shows.\n", ["a.png", "b.png"], **known)


def test_figures_go_to_the_current_folder_unless_one_is_there(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert parsed(monkeypatch).output == Path()
    (tmp_path / "b.png").touch()
    with pytest.raises(SystemExit):
        parsed(monkeypatch)
    assert "b.png" in capsys.readouterr().err
    assert parsed(monkeypatch, "--output", ".").output == Path()


def test_a_folder_is_made_and_a_file_is_refused(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "new" / "figures"
    assert parsed(monkeypatch, "--output", str(folder)).output == folder and folder.is_dir()
    with pytest.raises(SystemExit):
        parsed(monkeypatch, "--output", "figure.png")
    assert "figure.png" in capsys.readouterr().err


def test_quick_is_there_where_it_means_something(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert parsed(monkeypatch, "--quick", quick="Less.").quick
    assert not parsed(monkeypatch).quick
    with pytest.raises(SystemExit):
        parsed(monkeypatch, "--quick")


def test_every_example_has_a_title_for_the_gallery_and_takes_the_shared_command_line():
    assert len(SCRIPTS) > 10
    for script in SCRIPTS:
        source = script.read_text(encoding="utf-8")
        title, underline = source.removeprefix('"""').splitlines()[:2]
        assert underline == "=" * len(title), script.name
        assert "arguments(" in source and "Path(__file__)" not in source, script.name


def test_help_is_given_before_anything_is_computed(tmp_path):
    done = subprocess.run(
        [sys.executable, EXAMPLES / "weak_bulk.py", "--help"],
        cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120,
        env={"PYTHONPATH": str(EXAMPLES.parent)},
    )  # fmt: skip
    assert "--output" in done.stdout and not list(tmp_path.iterdir())
