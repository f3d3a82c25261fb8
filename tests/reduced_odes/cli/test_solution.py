"""`python -m reduced_odes`: what it prints, draws and saves, and how it refuses."""

import json
import shlex
import subprocess
import sys

import numpy as np
import pytest

from reduced_odes import Outcome, TrajectoryFileError, conjugate_pair, integrate, load_trajectory, shipped_system
from reduced_odes.__main__ import main
from reduced_odes._common.errors import MissingArchiveError

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
        ([*INTEGRATOR, "--save", "nowhere/at/all.npz"], "nowhere"),
        ([*INTEGRATOR, "--json", "."], "it is a folder"),
        ([*INTEGRATOR, "--plot", "learnt.docx"], "end its name in one of"),
        ([*INTEGRATOR, "--save", "-"], "--save needs the name of a file, but was given '-'"),
        ([*INTEGRATOR, "--json", ""], "--json needs the name of a file, but was given ''"),
        ([*INTEGRATOR, "--points", "1"], "--points must lie between 2 and 1000000, but is 1"),
        ([*INTEGRATOR, "--points", "1000000000000"], "but is 1000000000000"),
        ([*INTEGRATOR, "--points", "1.5"], "invalid int value: '1.5'"),
        ([*INTEGRATOR, "--until", "nan"], "--until must be finite"),
        ([*INTEGRATOR, "--times", "1"], "--times goes without --until"),
        ([*INTEGRATOR[:-2], "--times", "3", "1"], "3 is followed by 1; sort them"),
        ([*INTEGRATOR[:-2], "--times", "2", "2"], "2 is followed by 2"),
        ([*INTEGRATOR[:-2], "--times", "-1", "2"], "times must not be negative, but begin at -1"),
        ([*INTEGRATOR[:-2], "--times", "nan"], "times must be finite"),
        (INTEGRATOR[:-2], "how long? give --until S"),
        ([*INTEGRATOR, "--set", "c_star=0.2"], "--set gives c_star twice"),
        ([*INTEGRATOR, "--set", "=3"], "--set takes NAME=VALUE, but was given '=3'"),
        ([*INTEGRATOR, "--set", "eta_W="], "'' is not a number"),
        ([*INTEGRATOR, "--set", "eta_W=1=2"], "'1=2' is not a number"),
        ([*INTEGRATOR, "--set", "eta_W=-1"], "eta_W must be 0 or greater, but is -1"),
        ([*INTEGRATOR, "--set", "eta_W=inf"], "eta_W must be finite, but is inf"),
        ([*INTEGRATOR, "--set", "eta_W=0", "eta_u=0", "eta_v=0"], "raise eta_W or eta_u or eta_v above 0"),
        ([*INTEGRATOR, "--set"], "argument --set: expected at least one argument"),
        ([*INTEGRATOR, "--method", "lsoda"], "did you mean 'LSODA'"),
        ([*INTEGRATOR, "--rtol", "0"], "rtol must lie between"),
        ([*INTEGRATOR, "--bogus"], "unrecognized arguments: --bogus"),
        (["real_outlier", "--set", "c_star=1", "--initial", "a=1", "b=1", "c=0", "--until", "1"], "unstable at"),
        (["conjugate_pair", "--set", "c_star=1", "--initial", "alpha=1", "--until", "1"], "omega_star of"),
        (["--until", "1"], "which system? name one of"),
        (["missing.py", "--until", "1"], "cannot read the module 'missing.py'"),
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


@pytest.mark.parametrize("words", [[], [*INTEGRATOR, "--points", "20001", "--json", "-"]])
@pytest.mark.parametrize("sink, code", [("> /dev/full", 1), ("| head -c 9", 0)])
def test_a_reader_that_leaves_and_a_full_disk(words, sink, code):
    command = f"set -o pipefail; {shlex.join([sys.executable, '-m', 'reduced_odes', *words])} "
    done = subprocess.run(["bash", "-c", command + sink], capture_output=True, text=True)
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr
    assert done.returncode == code and done.stderr.count("\n") == code


@pytest.mark.parametrize(
    "words",
    [
        INTEGRATOR,
        ["lazy", "--set", "c_star=0.5", "sigma=0.6", "--times", "0", "1"],
        ["infinite_width", "--set", "c_star=0.5", "sigma=0.6", "--until", "1"],
        ["any_target", "--rank", "2", "--poles=-0.3", "--residues=1", "--initial", "u1=0.1", "v1=0.1", "--until", "1"],
        ["rich_lazy", "--set", "c_star=0.4", "--grid", "sigma=0.1:0.3:3", "kappa=1:3:3"],
        ["analyse", "real_outlier", "--set", "c_star=0.1"],
    ],
    ids=lambda words: words[0],
)
def test_what_cannot_be_written_is_refused_before_anything_is_computed(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (
        "integration.integrate",
        "lazy.lazy_curve",
        "hierarchy.infinite_width",
        "rich_lazy.rich_lazy_map",
        "analysis.saddle_at_zero",
    ):
        monkeypatch.delattr(f"reduced_odes.{name}")
    for option in ("--plot", "--json", "--save", "--csv", "--archive"):
        for path in ("nowhere/at/all.png", "."):
            assert main([*words, option, path]) == 2
            printed = capsys.readouterr().err
            assert printed.count("\n") == 1 and (option in printed or "--help" in printed or path in printed)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["truncated", "other bytes", "empty", "another archive", "missing"])
def test_a_damaged_file_is_told_from_a_saved_one(damage, tmp_path):
    file = tmp_path / "learnt.npz"
    if damage == "another archive":
        np.savez(file, about=np.array("{}"), times=np.arange(3.0))
    elif damage != "missing":
        assert main([*INTEGRATOR, "--save", str(file)]) == 0
        whole = file.read_bytes()
        half = whole[: len(whole) // 2]
        file.write_bytes({"truncated": half, "other bytes": b"not an archive", "empty": b""}[damage])
    with pytest.raises(TrajectoryFileError) as caught:
        load_trajectory(file)
    assert caught.value.value == str(file) and "\n" not in str(caught.value)
    assert isinstance(caught.value.__cause__, MissingArchiveError) == (damage == "missing")


def test_a_run_that_stops_early_is_shown_and_not_a_success(tmp_path, capsys):
    """An emitted module of one's own, with a flow that breaks off: exit code 1, what came before is printed."""
    source = shipped_system("real_outlier").source
    head, body = source.split("def rhs(", 1)
    signature, rest = body.split("\n", 1)
    file = tmp_path / "broken.py"
    stop = "    if state[0] > 0.5:\n        1 / 0\n"
    file.write_text(f"{head}def rhs({signature}\n{stop}{rest}", encoding="utf-8")
    assert main([str(file), *INTEGRATOR[1:], "--json", "-"]) == 1
    printed = capsys.readouterr()
    record = json.loads(printed.out)
    assert record["outcome"] == "solver_failed" and 0 < len(record["times"]) < 201
    assert max(record["state"]["a"]) <= 0.5 + 1e-6
    assert printed.err.startswith(Outcome.SOLVER_FAILED.meaning)


def test_a_module_that_is_not_one(tmp_path, capsys):
    file = tmp_path / "other.py"
    for text, says in (("x = 1\n", "does not define FORMAT"), ("def f(:\n", "source is not Python")):
        file.write_text(text, encoding="utf-8")
        assert main([str(file), "--until", "1"]) == 2
        printed = capsys.readouterr()
        assert printed.out == "" and printed.err.startswith("error: ") and says in printed.err


def test_refusals_of_the_program_have_no_traceback():
    words = ["nobody", "--until", "1"]
    done = subprocess.run([sys.executable, "-m", "reduced_odes", *words], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("error: ") and done.stderr.count("\n") == 1
