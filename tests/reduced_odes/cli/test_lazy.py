"""`python -m reduced_odes lazy`."""

import json

import pytest

from reduced_odes.__main__ import main
from reduced_odes.lazy.curve import TargetFilter, lazy_curve


def words(line: str) -> list[str]:
    return line.split()


CALL = words("lazy --set c_star=0.5 sigma=0.6 kappa=1 --trained v --times 0 1 10 100 --json -")


def test_one_json_object(capsys):
    assert main(CALL) == 0
    record = json.loads(capsys.readouterr().out)
    expected = lazy_curve(TargetFilter.integrator(0.5), sigma=0.6, kappa=1.0, times=[0, 1, 10, 100])
    assert record["system"] == "lazy" and record["times"] == [0, 1, 10, 100] and record["trained"] == ["v"]
    assert record["observables"]["loss"] == pytest.approx(expected.loss.tolist(), rel=1e-12)
    assert record["parameters"]["c_star"] == 0.5 and record["parameters"]["eta_v"] == 1.0
    assert record["learnable"] is True and record["outcome"] == "unfinished"
    assert record["decay_exponent"] == pytest.approx(1.3347, abs=1e-4)


def test_rates_oscillator_and_all_blocks(capsys):
    line = "lazy --set c_star=0.8 omega_star=1.3 phase=0.4 sigma=0.6 eta_W=0.5 --trained W u v --times 0 2 --json -"
    assert main(words(line)) == 0
    record = json.loads(capsys.readouterr().out)
    curve = lazy_curve(
        TargetFilter.damped_oscillator(0.8, 1.3, 0.4), sigma=0.6, kappa=1.0, times=[0, 2], trained=["W", "u", "v"],
        rates={"W": 0.5},
    )  # fmt: skip
    assert record["observables"]["loss"] == pytest.approx(curve.loss.tolist(), rel=1e-12)
    assert record["norm_squared"] is None and record["parameters"]["eta_W"] == 0.5


def test_infinities_become_null(capsys):
    assert main(words("lazy --set c_star=0.1 sigma=0.6 --times 0 1 --json -")) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["norm_squared"] is None and record["learnable"] is False
    assert main(words("lazy --set c_star=0.8 sigma=0.6 --times 0 100 --json -")) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["decay_exponent"] is None and record["outcome"] == "learnt"


def test_summary_figure_and_file(tmp_path, capsys):
    figure, file = tmp_path / "lazy.png", tmp_path / "lazy.json"
    line = f"lazy --set c_star=0.5 sigma=0.6 --until 1e3 --points 30 --plot {figure} --json {file}"
    assert main(words(line)) == 0
    out = capsys.readouterr().out
    assert "gamma = 1.33472" in out and "realised by a finite change" in out and out.count("wrote") == 2
    assert figure.read_bytes().startswith(b"\x89PNG")
    times = json.loads(file.read_text())["times"]
    assert len(times) == 30 and times[0] == 0 and times[-1] == pytest.approx(1e3)


@pytest.mark.parametrize(
    "line, message",
    [
        ("--set c_star=0.5 sigma=1.2 --until 3", "sigma must be below 1"),
        ("--set c_star=-0.5 sigma=0.6 --until 3", "c_star must be greater than 0"),
        ("--set sigma=0.6 --until 3", "parameter c_star of lazy has no default"),
        ("--set c_star=1 sigma=0.6 omega=2 --until 3", "did you mean 'omega_star'"),
        ("--set c_star=1 sigma=0.6 --times 1 0", "times must increase strictly"),
        ("--set c_star=1 sigma=0.6 --times 1 --until 3", "--times goes without --until"),
        ("--set c_star=1 sigma=0.6", "how long?"),
        ("--set c_star=1 sigma=0.6 --until 0", "--until must be greater than 0"),
        ("--set c_star=1 sigma=0.6 --until 1 --points 2", "--points must lie between 3 and"),
        ("--set c_star=1 sigma=0.6 --times 1 --trained w", "did you mean 'W'"),
        ("--set c_star=1 sigma=0.6 eta_W=1 --times 1", "add W to --trained"),
        ("--set c_star=1 sigma=0.6 --times 1 --plot x.png", "fewer than two entries above 0"),
        ("--set c_star=1 sigma=0.6 --times 1 2 --plot x.xyz", "cannot draw into"),
        ("--bogus", "unrecognized arguments: --bogus"),
    ],
)
def test_bad_input(line, message, capsys):
    assert main(["lazy", *words(line)]) == 2
    caught = capsys.readouterr()
    assert caught.out == "" and caught.err.startswith("error: ") and message in caught.err
    assert caught.err.count("\n") == 1
