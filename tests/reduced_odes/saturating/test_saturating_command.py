"""`python -m reduced_odes saturating`."""

import json

import numpy as np
import pytest

from reduced_odes import load_trajectory
from reduced_odes.__main__ import main
from reduced_odes.saturating import TANH, learn

LINE = "saturating --set c_star=0.3 gain=0.4 --initial a=0.2 b=0.25 --until 2 --points 5"
CALL = LINE.split()


def test_one_json_object(capsys):
    assert main([*CALL, "--json", "-"]) == 0
    record = json.loads(capsys.readouterr().out)
    expected = learn({"a": 0.2, "b": 0.25}, {"c_star": 0.3, "gain": 0.4}, np.linspace(0, 2, 5))
    assert record["system"] == "saturating" and record["outcome"] == "unfinished" and len(record["times"]) == 5
    assert record["parameters"] == {"c_star": 0.3, "gain": 0.4, "eta_W": 1.0, "eta_u": 1.0, "eta_v": 1.0}
    assert list(record["state"]) == ["a", "b", "w"] and record["initial"] == {"a": 0.2, "b": 0.25, "w": 0.0}
    assert list(record["observables"]) == ["loss", "c", "loss_error", "floor"]
    for name in ("a", "b", "w"):
        assert record["state"][name] == expected[name].tolist()
    for name in ("loss", "c", "floor"):
        assert record["observables"][name] == expected[name].tolist()


def test_summary_figure_and_files(tmp_path, capsys):
    figure, archive = tmp_path / "saturating.png", tmp_path / "saturating.npz"
    assert main([*CALL, "--phi", "tanh", "--plot", str(figure), "--save", str(archive)]) == 0
    out = capsys.readouterr().out
    assert "saturating_tanh" in out and "floor" in out and out.count("wrote") == 2
    assert figure.read_bytes().startswith(b"\x89PNG")
    expected = learn({"a": 0.2, "b": 0.25}, {"c_star": 0.3, "gain": 0.4}, np.linspace(0, 2, 5), phi=TANH)
    assert load_trajectory(archive)["floor"] == pytest.approx(expected["floor"])


@pytest.mark.parametrize(
    "line, name",
    [
        ("--set c_star=0.3 --until 3", "gain"),
        ("--set c_star=0.3 gain=0 --until 3", "gain"),
        ("--set c_star=0.3 gain=40 --initial a=0.2 b=0.2 w=9 --until 3", "gain"),
        ("--set c_star=0.3 gain=1 --phi relu --until 3", "relu"),
        ("--set c_star=0.3 gain=1 --initial a=1 c=1 --until 3", "'c'"),
        ("--set c_star=0.3 gain=1 --initial a=0.2 b=0.2 --until 3 --method CVODE", "CVODE"),
        ("--set c_star=0.3 gain=1 --initial a=0.2 b=0.2 --until 3 --method Euler", "Euler"),
        ("--set c_star=0.3 gain=1 --phi cubic --initial a=1 b=1 w=-1 --until 3", "unstable"),
        ("--set c_star=0.3 gain=1 --initial a=0.2 b=0.2", "--until"),
        ("--bogus", "--bogus"),
    ],
)
def test_bad_input_is_one_sentence(line, name, capsys):
    assert main(["saturating", *line.split()]) == 2
    caught = capsys.readouterr()
    assert caught.out == "" and caught.err.startswith("error: ") and name in caught.err and caught.err.count("\n") == 1
