"""The README keeps its word: its example runs as it stands, its commands exist, its figure and links are there."""

import re
import subprocess
import sys
from pathlib import Path

from derivations import __main__ as derivations_command
from derivations.analysis import Analysis
from derivations.documents.blocks import Heading
from reduced_odes import __main__ as reduced_odes_command

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_example_runs_as_written(tmp_path):
    (example,) = blocks("python")
    assert len(example.strip().splitlines()) <= 10
    done = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=True, cwd=tmp_path)
    outcome, c, loss = done.stdout.splitlines()[-1].split()
    assert outcome.endswith(("learnt", "LEARNT")) and abs(float(c) - 0.1) < 1e-6 and float(loss) < 1e-9


def test_every_command_line_of_the_packages_is_one_that_exists(capsys, monkeypatch, tmp_path, proved_once):
    """Each is run, here and in an empty folder; but the analysis, which has tests of its own, is left empty."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(derivations_command, "analyse", lambda target, manifold: Analysis((Heading("", 1),)))
    commands = re.findall(r"python -m (derivations|reduced_odes)(.*)", "\n".join(blocks("sh")))
    assert commands
    for package, words in commands:
        arguments = words.split("#")[0].split()
        command = {"derivations": derivations_command, "reduced_odes": reduced_odes_command}[package]
        assert command.main(arguments) == 0, (package, words, capsys.readouterr().err)


def test_two_commands_install_and_run_all():
    commands = [line for block in blocks("sh") for line in block.splitlines() if "-m venv" in line]
    assert len(commands) == 2
    assert commands[0].endswith("-m validation") and "-m pytest" in commands[1]


def test_figures_and_links_are_there():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert any(link.endswith(".png") for link in links)
    for link in links:
        assert (ROOT / link).exists(), link
