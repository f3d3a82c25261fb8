"""`python -m reduced_odes any_target`: the same numbers as from Python, and every refusal in one line."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reduced_odes import InputError, integrate, load_trajectory, rank_two
from reduced_odes.__main__ import main
from reduced_odes.cli.commands.any_target import complex_number
from reduced_odes.systems.any_target import TargetFilter, outlier_system

PAIR = ["--poles=-0.3+2j,-0.3-2j", "--residues=0.5,0.5"]
START = ["--initial", "u1=0.4", "v1=0.1", "v2=0.3"]
CALL = ["any_target", "--rank", "2", *PAIR, *START, "--until", "80", "--points", "9", "--json", "-"]

BRIEF = [*CALL[:-5], "4", "--points", "3", "--json", "-"]


def printed(arguments, capsys):
    assert main(arguments) == 0
    caught = capsys.readouterr()
    assert caught.err == ""
    return json.loads(caught.out)


def test_json_is_one_object_with_the_numbers_of_rank_two(capsys):
    record = printed(CALL, capsys)
    assert {"system", "parameters", "initial", "times", "state", "observables", "outcome"} <= set(record)
    assert record["system"] == "any_target" and record["outcome"] == "learnt"
    expected = integrate(
        rank_two, {"u1": 0.4, "v1": 0.1, "v2": 0.3}, {"c_star": 0.3, "omega_star": 2.0}, np.linspace(0, 80, 9)
    )
    for name in rank_two.state:
        np.testing.assert_allclose(record["state"][name], expected[name], rtol=1e-7, atol=1e-9)
    for name in rank_two.observables:
        np.testing.assert_allclose(record["observables"][name], expected[name], rtol=1e-7, atol=1e-9)
    assert record["events"]["pair_born"] == pytest.approx(expected.events["pair_born"], rel=1e-6)


def test_poles_in_any_order_and_spelling(capsys):
    expected = printed(BRIEF, capsys)["observables"]["loss"]
    for poles, residues in (
        ("-.3-2i,-3e-1+2i", "5e-1,0.5"),
        (" −0.3+2.0j , −0.3−2.0j ", "+0.5, 0.5+0j"),
    ):
        other = ["any_target", "--rank", "2", f"--poles={poles}", f"--residues={residues}", *BRIEF[5:]]
        np.testing.assert_allclose(printed(other, capsys)["observables"]["loss"], expected, rtol=1e-9, atol=1e-12)


def test_a_target_by_its_matrices(capsys):
    arguments = ["any_target", "--rank=2", "--A=-0.3,-2;2,-0.3", "--b=1,0", "--c=1,0", *BRIEF[5:]]
    expected = printed(BRIEF, capsys)["observables"]["loss"]
    np.testing.assert_allclose(printed(arguments, capsys)["observables"]["loss"], expected, rtol=1e-9, atol=1e-12)


def test_third_order_rates_and_files(tmp_path, capsys):
    names = {kind: str(tmp_path / f"out.{kind}") for kind in ("npz", "json")}
    arguments = [
        "any_target", "--rank", "3", "--poles=-0.4+1.7j,-0.4-1.7j,-0.15", "--residues=0.5,0.5,1", "--set", "eta_W=0.5",
        "--initial", "u1=0.4", "v1=0.2", "w13=0.1", "w32=0.1", "--times", "0", "5", "20",
        "--save", names["npz"], "--json", names["json"],
    ]  # fmt: skip
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "outcome: unfinished" in out and out.count("wrote") == 2
    target = TargetFilter.from_poles([-0.4 + 1.7j, -0.4 - 1.7j, -0.15], [0.5, 0.5, 1.0])
    initial = {"u1": 0.4, "v1": 0.2, "w13": 0.1, "w32": 0.1}
    expected = integrate(outlier_system(target, 3), initial, {"eta_W": 0.5}, [0, 5, 20])
    np.testing.assert_allclose(load_trajectory(names["npz"])["loss"], expected["loss"], rtol=1e-12)
    with open(names["json"]) as file:
        record = json.load(file)
    assert record["observables"]["decay_1"] == pytest.approx(expected["decay_1"].tolist())
    assert record["parameters"]["A_star_33"] == -0.15 and record["parameters"]["eta_W"] == 0.5


def test_help_names_what_it_needs(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["any_target", "--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    assert all(word in text for word in ("--poles", "--residues", "--rank", "--A", "semicolons", "--json"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--rank 2 --poles=-0.3+2j --residues=0.5", "-0.3+2j is there without -0.3-2j"),
        ("--rank 2 --poles=0.3,-1 --residues=1,1", "pole 0.3 is not in the open left half plane"),
        ("--rank 2 --poles=2j,-2j --residues=1,1", "not in the open left half plane"),
        ("--rank 2 --poles=-1,-2 --residues=1", "have 2 and 1 entries"),
        ("--rank 2 --poles=-1,-1 --residues=1,1", "pole -1 is given twice"),
        ("--rank 2 --poles=-1,-2 --residues=1j,1", "give a real one"),
        ("--rank 2 --poles=-1+j,-1-j --residues=1j,1j", "give conjugate residues"),
        ("--rank 2 --poles=-1,-2 --residues=0,0", "residues are all 0"),
        ("--rank 2 --poles=-1,,-2 --residues=1,1,1", "--poles: '' is not a number"),
        ("--rank 2 --poles=__import__('os').getcwd() --residues=1", "is not a number"),
        ("--rank 2 --poles=-2**3 --residues=1", "is not a number"),
        ("--rank 2 --poles=nan --residues=1", "--poles: 'nan' is not a number"),
        ("--rank 2 --poles=-1e999 --residues=1", "finite numbers"),
        ("--rank 2 --poles=-1 --residues=one", "--residues: 'one' is not a number"),
        ("--rank 2 --poles -0.3+2j,-0.3-2j --residues=0.5,0.5", "write --poles=…"),
        ("--rank 2 --poles=-1", "give both --poles and --residues"),
        ("--rank 2 --A=-1 --b=1", "all of --A, --b and --c"),
        ("--rank 2", "which target?"),
        ("--rank 2 --poles=-1 --residues=1 --A=-1", "which target?"),
        ("--rank 2 --A=-1,0;1 --b=1,1 --c=1,1", "rows of different lengths"),
        ("--rank 2 --A=-1,0;1,-1 --b=1 --c=1,1", "have the shapes"),
        ("--rank 2 --A=1 --b=1 --c=1", "never decays"),
        ("--rank 2 --A=-1j --b=1 --c=1", "--A must be real"),
        ("--poles=-1 --residues=1", "how many outliers?"),
        ("--rank two --poles=-1 --residues=1", "--rank must be a whole number, but is 'two'"),
        ("--rank 1.5 --poles=-1 --residues=1", "--rank must be a whole number"),
        ("--rank 0 --poles=-1 --residues=1", "rank must be an integer greater than 0"),
        ("--rank=-1 --poles=-1 --residues=1", "rank must be an integer greater than 0"),
        ("--rank 3 --poles=-1,-2 --residues=1,1", "rank must be at most 2, but is 3"),
        ("--rank 10 --poles=-1,-2 --residues=1,1", "rank must be at most 2, but is 10"),
        ("--rank 2 --poles=-1 --residues=1 --set c_star=1", "unknown parameter of any_target: 'c_star'"),
        ("--rank 2 --poles=-1 --residues=1 --initial u3=1", "unknown state variable of any_target: 'u3'"),
        ("--rank 2 --poles=-1 --residues=1 --set eta_W=-1", "eta_W must be 0 or greater"),
        ("--rank 2 --poles=-1 --residues=1 --json nowhere/at/all.json", "cannot write"),
        ("--rank 2 --poles=-1 --residues=1 --bogus", "unrecognized arguments: --bogus"),
        ("--rank 2 --poles=-1 --residues=1 --plot -", "--plot needs the name of a file"),
    ],
)
def test_bad_input(line, message, capsys):
    assert main(["any_target", *line.split(), "--initial", "u1=0.1", "v1=0.1", "--until", "1"]) == 2
    caught = capsys.readouterr()
    assert caught.out == "" and caught.err.startswith("error: ") and message in caught.err
    assert caught.err.count("\n") == 1


def test_a_start_at_rest_or_without_end_is_refused(capsys):
    for rest, message in ((["--until", "3"], "nothing will ever be learnt"), (["--initial", "u1=1"], "how long?")):
        assert main(["any_target", "--rank", "2", *PAIR, *rest]) == 2
        assert message in capsys.readouterr().err


numbers = st.floats(allow_nan=False, allow_infinity=False)


@given(numbers, numbers)
def test_every_number_that_python_writes_is_read(real, imaginary):
    assert complex_number("x", repr(real)) == real
    assert complex_number("x", f"{imaginary!r}j") == complex(0, imaginary)
    assert complex_number("x", f"{real!r}{imaginary:+}j") == complex(real, imaginary)


@given(st.text("0123456789.+-eEij()_ nainfx*/,", max_size=10))
def test_what_is_read_is_read_as_python_reads_it(text):
    """Whatever the parser accepts, Python's own reader of complex numbers takes for the same number."""
    try:
        number = complex_number("x", text)
    except InputError:
        return
    assert number == complex(text.strip().replace("i", "j"))
