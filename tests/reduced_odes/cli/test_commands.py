"""The one parser: its commands, what they share, and how a new one is added."""

import argparse
import csv
import io
import json
import sys

import numpy as np
import pytest
from interpreter import modules_after

import reduced_odes
from reduced_odes.__main__ import main
from reduced_odes.cli import main as cli
from reduced_odes.cli.shared import options as shared

INTEGRATOR = ["real_outlier", "--set", "c_star=0.3", "--initial", "a=0.1", "b=0.1", "--until", "3", "--points", "4"]
PORTRAIT = ["portrait", "real_outlier", "--set", "c_star=0.3", "--axes", "a=0:1.3", "c=0.1:1.2", "--at", "b=a"]
LAZY = ["lazy", "--set", "c_star=0.5", "sigma=0.6", "--times", "0", "1", "10"]


def printed(arguments, capsys):
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_the_word_integrate_may_be_left_out(capsys):
    assert printed(INTEGRATOR, capsys) == printed(["integrate", *INTEGRATOR], capsys)
    options_first = ["--until", "3", "--points", "4", *INTEGRATOR[:-4]]
    assert printed(["integrate", INTEGRATOR[0], *options_first[:4], *INTEGRATOR[1:-4]], capsys)


def test_nothing_at_all_means_describe(capsys):
    every = printed([], capsys)
    assert every == printed(["describe"], capsys) and all(name in every for name in reduced_odes.shipped())
    record = json.loads(printed(["describe", "real_outlier", "--json", "-"], capsys))
    (system,) = record["systems"]
    assert system["state"] == {"a": 0.0, "b": 0.0, "c": 1.0} and system["parameters"]["c_star"] == "positive"
    assert system["hash"] == reduced_odes.real_outlier.hash


@pytest.mark.parametrize("name", cli.parser()[1])
def test_every_command_has_help_and_a_line_in_the_list(name, capsys):
    with pytest.raises(SystemExit) as caught:
        main([name, "--help"])
    assert caught.value.code == 0 and f"python -m reduced_odes {name}" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["--help"])
    assert f"  {name}" in capsys.readouterr().out


def test_declaring_all_commands_imports_no_heavy_package():
    loaded = modules_after("from reduced_odes.cli.main import parser; parser()")
    assert "reduced_odes" in loaded and not loaded & {"scipy", "matplotlib", "sympy", "tqdm", "numba", "pandas"}


@pytest.mark.parametrize("words", [INTEGRATOR, PORTRAIT, LAZY], ids=lambda words: words[0])
def test_outputs_mean_the_same_everywhere(words, capsys, tmp_path):
    names = {kind: str(tmp_path / f"out.{kind}") for kind in ("json", "csv", "npz", "png")}
    files = ["--json", names["json"], "--csv", names["csv"], "--save", names["npz"], "--plot", names["png"]]
    out = printed([*words, *files], capsys)
    assert out.count("wrote") == 4 and all(name in out for name in names.values())
    assert printed([*words, "--json", "-"], capsys) == (tmp_path / "out.json").read_text()
    assert printed([*words, "--csv", "-"], capsys) == (tmp_path / "out.csv").read_text()
    assert (tmp_path / "out.png").read_bytes().startswith(b"\x89PNG")
    assert main([*words, "--csv", "-", "--json", "-"]) == 2
    assert "both" in capsys.readouterr().err


def test_csv_holds_the_numbers_of_json(capsys):
    record = json.loads(printed([*INTEGRATOR, "--json", "-"], capsys))
    rows = list(csv.DictReader(io.StringIO(printed([*INTEGRATOR, "--csv", "-"], capsys))))
    assert [float(row["times"]) for row in rows] == record["times"]
    assert [float(row["loss"]) for row in rows] == record["observables"]["loss"]


@pytest.mark.parametrize("words", [INTEGRATOR, [*LAZY[:-4], *INTEGRATOR[-4:]]], ids=lambda words: words[0])
def test_spacing_is_one_option(words, capsys):
    found = {}
    for spacing in ("linear", "logarithmic"):
        found[spacing] = json.loads(printed([*words, "--spacing", spacing, "--json", "-"], capsys))["times"]
    assert found["linear"] == [0.0, 1.0, 2.0, 3.0]
    assert found["logarithmic"][0] == 0 and np.ptp(np.diff(np.log(found["logarithmic"][1:]))) < 1e-12
    default = json.loads(printed([*words, "--json", "-"], capsys))["times"]
    assert default == found["logarithmic" if words[0] == "lazy" else "linear"]


def test_what_stalls_says_why(capsys):
    words = ["any_target", "--rank", "2", "--poles=-1,-2", "--residues=1,-1", "--initial", "u1=0.4", "v1=0.4"]
    out = printed([*words, "--until", "400"], capsys)
    assert "outcome: stalled" in out and "w12, w21, w22, u2, v2 can never move" in out


def test_a_table_ends_with_the_last_time(capsys):
    line = "infinite_width --set c_star=0.4 sigma=0.3 omega_star=0.5 --depth 1 --until 2 --points 30"
    table = [row.split() for row in printed(line.split(), capsys).splitlines() if row.startswith("    ")]
    assert float(table[1][0]) == 0 and float(table[-1][0]) == 2 and len(table) == 13
    assert "omega_star = 0.5" in printed(line.split(), capsys)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["portrait", "real_outlier", "--set", "c_star=0.3"], "which plane?"),
        ([*PORTRAIT[:4], "--axes", "a=0", "c=0:1"], "write NAME=FIRST:LAST"),
        ([*PORTRAIT[:4], "--axes", "a=0:1", "a=0:2"], "one variable twice"),
        ([*PORTRAIT[:-1], "b"], "--at takes NAME=VALUE"),
        ([*PORTRAIT[:-1], "b=d"], "unknown axis"),
        (["analyse", "real_outlier", "--set", "c_star=0.3", "--plot", "x.png"], "nothing for --plot"),
        (["lazy", "--set", "c_star=0.5", "sigma=0.6", "--times", "1", "--spacing", "linear"], "--times goes without"),
    ],
)
def test_bad_input(words, says, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    caught = capsys.readouterr()
    assert caught.out == "" and caught.err.startswith("error: ") and says in caught.err
    assert caught.err.count("\n") == 1 and list(tmp_path.iterdir()) == []


# A command of one's own, as CONTRIBUTING.md says


class gain:  # noqa: N801 - stands for a module reduced_odes/cli/gain.py
    """The command `gain`: what a network amplifies at the end of learning."""

    @staticmethod
    def add(subparsers: shared.Subparsers) -> None:
        parser = shared.add_command(
            subparsers, "gain", gain.run, summary="the gain at the end of learning", description="The gain."
        )
        shared.add_system(parser)
        shared.add_values(parser, "--set", "parameters")
        shared.add_values(parser, "--initial", "state at s = 0")
        shared.add_times(parser)
        shared.add_outputs(parser)

    @staticmethod
    def run(options: argparse.Namespace) -> shared.Answer:
        from reduced_odes.integration import integrate

        initial, given = (shared.assignments(f"--{name}", getattr(options, name)) for name in ("initial", "set"))
        found = integrate(shared.system(options.system), initial, given, shared.times(options))
        last = float(found["gain"][-1])
        return shared.Answer(f"gain {last:.6g}", {"gain": last}, found)


def test_adding_a_command(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "COMMANDS", (*cli.COMMANDS, gain))
    out = printed(["gain", *INTEGRATOR], capsys)
    assert out.startswith("gain 0.") and float(out.split()[1]) > 0.01
    file = tmp_path / "gain.csv"
    assert json.loads(printed(["gain", *INTEGRATOR, "--csv", str(file), "--json", "-"], capsys))["gain"] > 0.01
    assert file.exists()
    assert main(["gain", "real_outlier", "--until", "3"]) == 2 and "c_star" in capsys.readouterr().err
    assert main(["gain", *INTEGRATOR, "--plot", "nowhere/x.png"]) == 2
    assert not {"gain"} & set(sys.modules)
