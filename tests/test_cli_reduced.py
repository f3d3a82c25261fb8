"""`python -m reduced_odes`: what it prints, draws and saves, and how it refuses."""

import json
import subprocess
import sys

import numpy as np
import pytest

from reduced_odes import Outcome, conjugate_pair, integrate, load_trajectory
from reduced_odes.__main__ import main

INTEGRATOR = ["real_outlier", "--set", "c_star=0.1", "--initial", "a=0.1", "b=0.1", "c=1", "--until", "40"]
PAIR = [
    "conjugate_pair", "--set", "c_star=0.3", "omega_star=2", "--initial", "alpha=0.28", "beta=0.28", "--until", "100",
]  # fmt: skip


def test_json_is_one_object_with_everything(capsys):
    assert main([*INTEGRATOR, "--points", "81", "--json", "-"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert {
        "system", "parameters", "initial", "times", "state", "observables", "outcome",
    } <= set(printed)  # fmt: skip
    assert printed["system"] == "real_outlier" and printed["outcome"] == Outcome.LEARNT.value
    assert printed["parameters"]["c_star"] == 0.1 and printed["initial"] == {"a": 0.1, "b": 0.1, "c": 1.0}
    np.testing.assert_allclose(printed["times"], np.linspace(0, 40, 81))
    assert set(printed["state"]) == {"a", "b", "c"} and {"loss", "gain"} <= set(printed["observables"])
    assert printed["state"]["c"][-1] == pytest.approx(0.1, rel=1e-6)


def test_the_numbers_are_those_of_the_library(capsys):
    assert main([*PAIR, "--points", "11", "--json", "-"]) == 0
    printed = json.loads(capsys.readouterr().out)
    parameters = {"c_star": 0.3, "omega_star": 2.0}
    found = integrate(conjugate_pair, {"alpha": 0.28, "beta": 0.28}, parameters, np.linspace(0, 100, 11))
    for name in conjugate_pair.state:
        np.testing.assert_allclose(printed["state"][name], found[name], rtol=1e-12)
    assert printed["initial"]["p"] == 0.0


def test_a_figure_and_a_summary(tmp_path, capsys):
    figure = tmp_path / "pair.png"
    assert main([*PAIR, "--plot", str(figure)]) == 0
    assert figure.read_bytes().startswith(b"\x89PNG")
    assert Outcome.LEARNT.meaning in capsys.readouterr().out


def test_without_arguments_it_lists_the_systems(capsys):
    assert main([]) == 0
    printed = capsys.readouterr().out
    for name in ("real_outlier", "conjugate_pair", "rank_two", "omega_star"):
        assert name in printed


def test_states_left_out_are_those_of_the_silent_network(capsys):
    words = ["real_outlier", "--set", "c_star=0.1", "--initial", "a=0.1", "b=0.1", "--until", "1", "--json", "-"]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["initial"]["c"] == 1.0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["real_outler"], "real_outlier"),
        (["real_outlier", "--set", "c_star=-1", "--initial", "a=0.1", "b=0.1", "--until", "1"], "c_star"),
        (["real_outlier", "--set", "c_star=0", "--initial", "a=0.1", "b=0.1", "--until", "1"], "c_star"),
        (["real_outlier", "--set", "c_star=nan", "--initial", "a=0.1", "b=0.1", "--until", "1"], "c_star"),
        (["real_outlier", "--set", "c_sta=1", "--initial", "a=0.1", "b=0.1", "--until", "1"], "c_star"),
        (["real_outlier", "--set", "c_star", "--initial", "a=0.1", "b=0.1", "--until", "1"], "c_star"),
        (["real_outlier", "--set", "c_star=x", "--initial", "a=0.1", "b=0.1", "--until", "1"], "c_star"),
        (["conjugate_pair", "--set", "c_star=1", "omega_star=1", "--initial", "alpa=0.1", "--until", "1"], "alpha"),
        (["real_outlier", "--initial", "a=0.1", "b=0.1", "--until", "1"], "c_star"),
        (["real_outlier", "--set", "c_star=1", "--initial", "a=0", "b=0", "--until", "1"], "nothing will ever"),
        (["real_outlier", "--set", "c_star=1", "--initial", "a=1", "b=1", "c=-0.5", "--until", "1"], "c = -0.5"),
        (["real_outlier", "--set", "c_star=1", "--initial", "a=1", "b=1", "--until", "-3"], "-3"),
        ([*INTEGRATOR, "--json", "nowhere/at/all.json"], "nowhere"),
        ([*INTEGRATOR, "--plot", "nowhere/at/all.png"], "nowhere"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(arguments, says, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("error: ") and says in printed.err and printed.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_as_a_process_without_sympy(tmp_path):
    """The room needs neither SymPy nor, unless it draws, Matplotlib."""
    program = (
        "import sys; from reduced_odes.__main__ import main; "
        f"code = main({[*INTEGRATOR, '--json', str(tmp_path / 'a.json')]!r}); "
        "assert not {'sympy', 'matplotlib'} & set(sys.modules), sys.modules.keys(); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["outcome"] == "learnt"


def test_what_is_saved_can_be_loaded(tmp_path):
    file = tmp_path / "learnt.npz"
    assert main([*INTEGRATOR, "--save", str(file)]) == 0
    assert load_trajectory(file).outcome is Outcome.LEARNT
