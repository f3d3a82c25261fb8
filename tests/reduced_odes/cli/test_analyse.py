"""`python -m reduced_odes analyse`."""

import json

import numpy as np
import pytest

from reduced_odes import conjugate_pair, integrate
from reduced_odes.__main__ import main
from reduced_odes.analysis.fixed_points import resting_point, saddle_at_zero
from reduced_odes.learning_time.laws import real_saddles


def words(line: str) -> list[str]:
    return line.split()


QUICK = {"c_star": 0.1, "omega_star": 1.0}
CALL = words("analyse conjugate_pair --set c_star=0.1 omega_star=1 --initial alpha=0.01 beta=0.01 --until 110 --json -")


def test_one_json_object(capsys):
    assert main(CALL) == 0
    record = json.loads(capsys.readouterr().out)
    assert list(record) == ["system", "parameters", "initial", "outcome", "silent", "plateaus", "rest"]
    assert record["outcome"] == "learnt" and record["initial"]["alpha"] == 0.01 and record["parameters"]["eta_W"] == 1
    assert record["silent"]["escape_rate"] == pytest.approx(saddle_at_zero(conjugate_pair, QUICK).escape_rate)
    path = integrate(conjugate_pair, {"alpha": 0.01, "beta": 0.01}, QUICK, np.linspace(0, 110, 2001))
    expected = resting_point(conjugate_pair, path)
    assert record["rest"]["rates"] == pytest.approx(expected.rates.real.tolist(), rel=1e-6)
    assert record["rest"]["stability"] == "stable node" and record["rest"]["certificate"]["radius"] < 1e-9
    slowest = min(record["plateaus"][1:], key=lambda stop: stop["speed"])
    wanted = real_saddles(0.1, 1.0)[0]
    assert slowest["saddle"]["escape_rate"] == pytest.approx(wanted.escape, rel=0.01)
    assert slowest["saddle"]["observables"]["gain"] == pytest.approx(wanted.gain, rel=1e-4)


def test_it_says_the_same_in_words(capsys):
    line = "analyse real_outlier --set c_star=0.1 --initial a=0.01 b=0.01 --until 20 --points 201"
    assert main(words(line)) == 0
    out = capsys.readouterr().out
    for part in ("outcome: learnt", "of zero weights", "escape rate 0.909091", "stable node", "c = 0.1", "2/λ_max"):
        assert part in out
    assert "a = 0.707107, b = 0.707107" in out  # the direction that grows from silence


def test_a_guess(capsys):
    assert main(words("analyse conjugate_pair --set c_star=0.3 omega_star=2 --guess p=-2.4 alpha=1.2 --json -")) == 0
    record = json.loads(capsys.readouterr().out)["fixed_point"]
    assert record["stability"] == "saddle"
    assert record["escape_rate"] == pytest.approx(real_saddles(0.3, 2.0)[0].escape, rel=1e-9)
    assert main(words("analyse real_outlier --set c_star=0.1 --guess a=1 b=1 c=0.1")) == 0
    out = capsys.readouterr().out
    assert "largest stable step 2/λ_max = 0.00784" in out and "1 of conserved quantities" in out


def test_silence_alone_and_a_file(tmp_path, capsys):
    file = tmp_path / "silent.json"
    assert main(words(f"analyse conjugate_pair --set c_star=0.3 omega_star=2 --json {file}")) == 0
    assert capsys.readouterr().out.endswith(f"wrote {file}\n")
    assert json.loads(file.read_text())["silent"]["neutral"] == 3


def test_a_trajectory_that_is_cut_off_says_so_and_exits_with_one(capsys):
    line = "analyse conjugate_pair --set c_star=0.3 omega_star=2 --initial alpha=0.28 beta=0.28 --until 40 --points 101"
    code = main(words(line))
    out = capsys.readouterr().out
    assert "outcome: unfinished" in out
    assert (code, "No fixed point was found" in out) == (1, True)


@pytest.mark.parametrize(
    "line, message",
    [
        ("", "the following arguments are required: SYSTEM"),
        ("pair", "unknown system: 'pair'"),
        ("real_outlier", "parameter c_star of real_outlier has no default"),
        ("real_outlier --set c_star=-1", "c_star must be greater than 0"),
        ("real_outlier --set c_star=1 --initial a=1", "how long?"),
        ("real_outlier --set c_star=1 --initial d=1 --until 3", "unknown state variable"),
        ("real_outlier --set c_star=1 --initial a=1 b=1 --until 0", "--until must be greater than 0"),
        ("real_outlier --set c_star=1 --initial c=-1 --until 1", "initial network is unstable"),
        ("real_outlier --set c_star=1 --initial a=0 --until 1", "the flow is exactly at rest"),
        ("real_outlier --set c_star=1 --guess a=1 --until 1", "--guess goes without"),
        ("real_outlier --set c_star=1 --guess a", "--guess takes NAME=VALUE"),
        ("real_outlier --set c_star=1 --guess c=-1", "guess is no stable network"),
        ("real_outlier --set c_star=1 eta_u=0 eta_v=0 --guess a=2 b=2.1", "does not settle"),
        ("overlaps_rank_one --set c_star=1 --guess v_u=1", "Gram matrix"),
        ("real_outlier --set c_star=1 --json", "expected one argument"),
        ("real_outlier --set c_star=1 --json /nowhere/x.json", "cannot write"),
        ("real_outlier --set c_star=1 --bogus", "unrecognized arguments: --bogus"),
    ],
)
def test_bad_input(line, message, capsys):
    assert main(["analyse", *words(line)]) == 2
    caught = capsys.readouterr()
    assert caught.err.startswith("error: ") and message in caught.err
    assert caught.err.count("\n") == 1
