"""`python -m reduced_odes rich_lazy`, and the archive by which an interrupted map continues."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from reduced_odes import ArchiveError, FileInUseError, SettingsError
from reduced_odes.__main__ import main
from reduced_odes.rich_lazy import grid as maps
from reduced_odes.rich_lazy.grid import rich_lazy_map

QUICK = {"depth": 1, "levels": (0.3, 0.1)}
SIGMA, KAPPA = np.array([0.3, 0.5, 0.8]), np.array([0.5, 1.0, 2.0])[:, None]


def words(line: str) -> list[str]:
    return line.split()


def same(one, other) -> None:
    for name in ("sigma", "time", "c", "explained", "distance", "born", "lost", "outcomes"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name, bar in one.error.items():
        np.testing.assert_array_equal(bar, other.error[name])


def test_one_network(capsys):
    line = "rich_lazy --set c_star=0.4 sigma=0.5 kappa=1 eta_W=0.5 omega_star=1 --depth 1 --levels 0.3 0.1 --json -"
    assert main(words(line)) == 0
    caught = capsys.readouterr()
    record = json.loads(caught.out)
    expected = rich_lazy_map(0.4, 1.0, 0.5, omega_star=1.0, rates={"W": 0.5}, **QUICK)
    assert record["axes"] == [] and record["sigma"] == 0.5 and record["outcomes"] == "learnt" and caught.err == ""
    assert record["observables"]["time"] == expected.time.tolist()
    assert record["error"]["time"] == expected.error["time"].tolist()
    assert [x is None for x in record["observables"]["c"]] == np.isnan(expected.c).tolist()


def test_a_map_with_figure_and_file(tmp_path, capsys):
    figure, file = tmp_path / "map.png", tmp_path / "map.json"
    line = f"--grid sigma=0.3,0.5,0.8 kappa=0.5:2:3 --depth 1 --levels 0.3 0.1 --plot {figure} --json {file}"
    assert main(["rich_lazy", "--set", "c_star=0.4", *words(line)]) == 0
    caught = capsys.readouterr()
    record = json.loads(file.read_text())
    expected = rich_lazy_map(0.4, KAPPA, SIGMA, **QUICK)
    assert record["axes"] == ["kappa", "sigma"] and record["levels"] == [0.3, 0.1]
    np.testing.assert_allclose(record["kappa"], expected.kappa, rtol=1e-12)
    np.testing.assert_allclose(record["observables"]["distance"], expected.distance, rtol=1e-6)
    assert record["observables"]["born"][0][2] is None or np.isfinite(expected.born[0, 2])
    assert figure.read_bytes().startswith(b"\x89PNG")
    assert "loss 0.1: reached by 9 of 9" in caught.out and caught.out.count("wrote") == 2 and "9/9" in caught.err


def test_an_interrupted_map_continues(tmp_path, monkeypatch):
    """Whatever was finished is neither lost nor computed again, not even by a larger map."""
    file, calls, follow = tmp_path / "map.npz", [], maps.rich_lazy

    def interrupted(target, **options):
        calls.append((options["sigma"], options["kappa"], options["depth"]))
        if len(calls) == 8:  # two for each point
            raise KeyboardInterrupt
        return follow(target, **options)

    monkeypatch.setattr(maps, "rich_lazy", interrupted)
    with pytest.raises(KeyboardInterrupt):
        rich_lazy_map(0.4, KAPPA, SIGMA[:2], archive=file, **QUICK)
    found = rich_lazy_map(0.4, KAPPA, SIGMA, archive=file, **QUICK)
    again = [call for call in calls if calls.count(call) > 1]
    assert set(again) == {calls[6], calls[7]} and len(calls) == 8 + 12
    same(found, rich_lazy_map(0.4, KAPPA, SIGMA, **QUICK))
    del calls[:]
    same(found, rich_lazy_map(0.4, KAPPA, SIGMA, archive=file, **QUICK))
    assert not calls


def test_two_maps_do_not_share_an_archive(tmp_path, monkeypatch):
    """The second, begun while the first computes a point, is refused, and no point of the first is lost."""
    file, follow = tmp_path / "map.npz", maps.rich_lazy

    def second(target, **options):
        with pytest.raises(FileInUseError) as caught:
            rich_lazy_map(0.4, 1.0, 0.5, archive=file, **QUICK)
        assert (caught.value.name, caught.value.value) == ("archive", str(file))
        return follow(target, **options)

    monkeypatch.setattr(maps, "rich_lazy", second)
    found = rich_lazy_map(0.4, 1.0, SIGMA[:2], archive=file, **QUICK)
    monkeypatch.setattr(maps, "rich_lazy", None)
    same(rich_lazy_map(0.4, 1.0, SIGMA[:2], archive=file, **QUICK), found)
    assert os.listdir(tmp_path) == ["map.npz"]


def test_a_killed_map_continues(tmp_path):
    file = tmp_path / "map.npz"
    line = f"rich_lazy --set c_star=0.4 --grid sigma=0.2:0.8:4000 kappa=1,2 --depth 1 --levels 0.3 --archive {file}"
    process = subprocess.Popen(
        [sys.executable, "-m", "reduced_odes", *words(line)],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a background job would inherit deafness
    )
    deadline = time.monotonic() + 60
    while not file.exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 130 and f"the same command continues from {file}" in told
    with np.load(file) as arrays:
        assert 1 <= len(arrays["points"]) < 8000
    assert os.listdir(tmp_path) == ["map.npz"]


def test_an_archive_of_another_map_is_refused(tmp_path):
    file = tmp_path / "map.npz"
    rich_lazy_map(0.4, 1.0, 0.5, archive=file, depth=1, levels=(0.3,))
    with pytest.raises(SettingsError) as caught:
        rich_lazy_map(0.4, 1.0, 0.5, archive=file, depth=2, levels=(0.1,))
    assert caught.value.settings == ("depth", "levels") and caught.value.value == str(file)
    whole = file.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"", b"something else"):
        file.write_bytes(damaged)
        with pytest.raises(ArchiveError):
            rich_lazy_map(0.4, 1.0, 0.5, archive=file, depth=1, levels=(0.3,))


@pytest.mark.parametrize(
    "line, message",
    [
        ("--set c_star=0.3 sigma=0.4", "parameter kappa of rich_lazy has no default"),
        ("--set c_star=0.3 sigma=0.4 kappa=1 tau=0", "unknown parameter of rich_lazy: 'tau'"),
        ("--set c_star=0.3 sigma=1.4 kappa=1", "sigma must be below 1"),
        ("--set c_star=0.3 sigma=0.4 kappa=1 --grid kappa=1,2", "kappa is given by --set and by --grid"),
        ("--set c_star=0.3 --grid sigm=0.1:0.9:3", "did you mean 'sigma'?"),
        ("--set c_star=0.3 --grid sigma=0.1:0.9", "is not FIRST:LAST:COUNT"),
        ("--set c_star=0.3 --grid sigma=0.9:0.1:3", "is not FIRST:LAST:COUNT"),
        ("--set c_star=0.3 --grid sigma=0.1:0.9:1e9", "is not FIRST:LAST:COUNT"),
        ("--set c_star=0.3 --grid sigma=0.1,x", "is not FIRST:LAST:COUNT"),
        ("--set c_star=0.3 --grid sigma=0.1,0.1", "values must increase"),
        ("--set c_star=0.3 --grid sigma=0.1,0.2 sigma=0.3,0.4", "takes each axis once"),
        ("--set c_star=0.3 --grid sigma=0.1:0.9:9999 kappa=1:2:9999", "at most 100000 points"),
        ("--set c_star=0.3 --grid sigma=0.1,0.2 kappa=1,2,3 --plot x.png", "but --grid has 3 of kappa, 2 of sigma"),
        ("--set c_star=0.3 sigma=0.4 kappa=1 --plot x.png", "but --grid has no axis"),
        ("--set c_star=0.3 --grid sigma=0.1:0.3:3 kappa=1:3:3 --plot x", "cannot draw into 'x'"),
        ("--set c_star=0.3 sigma=0.4 kappa=1 --depth 0", "depth must be 1 or more"),
        ("--set c_star=0.3 sigma=0.4 kappa=1 --levels 0.1 0.2", "levels must decrease"),
        ("--set c_star=0.3 sigma=0.4 kappa=1 --processes 0", "--processes must be 1 or more"),
        ("--set c_star=0.3 sigma=0.4 kappa=1 --archive -", "--archive needs the name of a file"),
        ("--set c_star=0.3 sigma=0.4 kappa=1 --depth 1 --levels 0.9 --archive /nowhere/x.npz", "cannot write"),
    ],
)  # fmt: skip
def test_bad_input(line, message, capsys):
    assert main(["rich_lazy", *words(line)]) == 2
    caught = capsys.readouterr()
    assert caught.out == "" and caught.err.startswith("error: ") and message in caught.err
    assert caught.err.count("\n") == 1
