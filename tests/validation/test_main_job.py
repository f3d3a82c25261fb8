"""`python -m validation`: the whole way on small networks, a study that is added to it, its exit code, its refusals."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from matplotlib.figure import Figure

import validation.__main__ as job
from validation._common.errors import ValidationError
from validation.experiments.claim import Claim, Subject
from validation.experiments.experiment import run_experiment
from validation.experiments.tasks import INTEGRATOR
from validation.figures.panels.style import CaptionedFigure
from validation.registry import STUDIES, Illustration, Study
from validation.studies import exactness

SMALL = (Study(Subject.EXACTNESS, exactness.step_size_claims, needs=("real_outlier",)),)


@pytest.fixture
def one_process(monkeypatch):
    """The studies in this process, one after another."""
    monkeypatch.setattr(job, "_processes", lambda: ThreadPoolExecutor(1))


@pytest.fixture
def small(monkeypatch):
    """One short task, one system, small networks."""
    monkeypatch.setattr(job, "SYSTEMS", {"real_outlier": job.SYSTEMS["real_outlier"]})
    monkeypatch.setattr(job, "TASKS", (replace(INTEGRATOR, until=4.0),))
    monkeypatch.setattr(job, "run_experiment", partial(run_experiment, N=4, bulk_N=6, points=21))


def test_the_whole_way(small, tmp_path, capsys):
    folder, record = tmp_path / "report", tmp_path / "table.json"
    assert job.main(["--output", str(folder), "--json", str(record)], SMALL) == 0
    printed = capsys.readouterr()
    assert "exactness: c" in printed.out and "order in the step η" in printed.out and "report.html" in printed.out
    # One system, one experiment, one study, the report.
    assert "0/4" in printed.err and "4/4" in printed.err and "derive real outlier" in printed.err
    table = json.loads(record.read_text(encoding="utf-8"))
    assert set(table) == {"passed", "seconds", "provenance", "rungs", "comparisons"}
    assert table["passed"] is True and all(claim["passed"] for claim in table["rungs"])
    assert json.loads((folder / "results.json").read_text(encoding="utf-8"))["rungs"] == table["rungs"]
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.index("data:image/png;base64,") < page.index("</math>") < page.index("exactness: c")
    assert {path.suffix for path in folder.iterdir()} == {".html", ".json", ".png", ".npz"}


def test_one_failed_claim_fails_the_job(small, one_process, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(exactness, "EXACT", 1e-18)
    assert job.main(["--output", str(tmp_path / "report"), "--quiet"], SMALL) == 1
    printed = capsys.readouterr()
    assert "FAIL" in printed.out and not printed.err
    assert "failed" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")


# What a newcomer writes: claims, a measurement for the figure, the figure; and a line in the registry.


def decay_claims(task, systems):
    """A claim about nothing but the reduced system: at rest where c = c*."""
    rest = systems["real_outlier"].rhs([1.0, 1.0, task.parameters["c_star"]], task.parameters)
    return [Claim(task.name, "at rest", float(abs(rest).max()), expected=0.0, tolerance=1e-12, detail="u = v, gain 1")]


def decay_examples(systems):
    return systems["real_outlier"].state


def decay_figures(names):
    figure = Figure(figsize=(9.0, 3.0))
    figure.subplots().plot(range(len(names)))
    return (CaptionedFigure("decay", f"The state is {', '.join(names)}.", figure),)


ADDED = Study(
    Subject.LAZY, decay_claims, needs=("real_outlier",), figure=Illustration(decay_examples, decay_figures)
)  # fmt: skip


def test_a_study_of_ones_own_is_measured_drawn_and_reported(small, one_process, tmp_path, capsys):
    """Under its subject alone: no experiment, and nothing of the other studies."""
    options = ["--output", str(tmp_path), "--only", "lazy", "--all", "--quiet"]
    assert job.main(options, (*SMALL, ADDED)) == 0
    printed = capsys.readouterr().out
    assert Subject.LAZY.value in printed and Subject.EXACTNESS.value not in printed and "1 of 1 passed" in printed
    assert {path.name for path in tmp_path.iterdir()} == {"report.html", "results.json", "decay.png"}
    assert "The state is a, b, c." in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_figures_that_take_long_are_drawn_on_demand_alone(small, one_process, tmp_path):
    assert job.main(["--output", str(tmp_path), "--only", "lazy", "--quiet"], (ADDED,)) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"report.html", "results.json"}


def test_an_interruption_stops_the_processes(small, tmp_path, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(job, "derive", interrupted)
    with pytest.raises(KeyboardInterrupt):
        job.main(["--output", str(tmp_path), "--quiet"], (Study(Subject.EXACTNESS, exactness.time_step_claims),))
    assert not job.active_children()


def test_a_study_its_figure_and_its_test_share_one_name():
    tests = Path(__file__).parent / "studies"
    for study in STUDIES:
        name = study.claims.__module__.rpartition(".")[2]
        assert study.claims.__module__ == f"validation.studies.{name}"
        assert (tests / f"test_{name}.py").exists()
        if study.figure is not None:
            assert study.figure.measure.__module__ == f"validation.studies.{name}"
            assert study.figure.draw.__module__ == f"validation.figures.{name}"


def test_an_output_that_cannot_be_written_is_refused_before_any_work(tmp_path):
    taken = tmp_path / "file"
    taken.write_text("", encoding="utf-8")
    with pytest.raises(ValidationError, match=r"--output is .*file"):
        job.main(["--output", str(taken / "below")])


def test_options_that_cannot_be_used_are_refused_before_any_work(tmp_path):
    with pytest.raises(ValidationError, match=r"'lasy' .* exactness, analysis, learning-time, birth, staircase"):
        job.main(["--output", str(tmp_path), "--only", "lasy"])
    with pytest.raises(ValidationError, match=r"--json: cannot write .*nowhere"):
        job.main(["--output", str(tmp_path), "--json", str(tmp_path / "nowhere" / "table.json")])
