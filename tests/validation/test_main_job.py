"""`python -m validation`: the whole way on small networks, its exit code, and how it refuses."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest

import validation.__main__ as job
from validation import registry as studies
from validation._common.errors import ValidationError
from validation.experiments.claim import Subject
from validation.experiments.experiment import run_experiment
from validation.experiments.tasks import INTEGRATOR
from validation.registry import Study
from validation.studies import exactness as ladder


@pytest.fixture
def one_process(monkeypatch):
    """The studies in this process, one after another."""
    monkeypatch.setattr(job, "ProcessPoolExecutor", lambda *_: ThreadPoolExecutor(1))


@pytest.fixture
def small(monkeypatch):
    """One short task, one system, small networks, one study."""
    monkeypatch.setattr(job, "SYSTEMS", {"real_outlier": job.SYSTEMS["real_outlier"]})
    task = replace(INTEGRATOR, until=4.0)
    monkeypatch.setattr(job, "TASKS", (task,))
    monkeypatch.setattr(job, "run_experiment", partial(run_experiment, N=4, bulk_N=6, points=21))
    monkeypatch.setattr(studies, "STUDIES", (Study(Subject.SPINE, ladder.step_size, needs=("real_outlier",)),))
    monkeypatch.setattr(studies, "DRAWINGS", ())


def test_the_whole_way(small, tmp_path, capsys):
    folder, record = tmp_path / "report", tmp_path / "table.json"
    assert job.main(["--output", str(folder), "--json", str(record), "--quiet"]) == 0
    printed = capsys.readouterr().out
    assert "exactness: c" in printed and "order in the step η" in printed and "report.html" in printed
    table = json.loads(record.read_text(encoding="utf-8"))
    assert table["passed"] is True and all(rung["passed"] for rung in table["rungs"])
    assert json.loads((folder / "results.json").read_text(encoding="utf-8"))["rungs"] == table["rungs"]
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.index("</math>") < page.index("exactness: c") < page.index("data:image/png;base64,")
    assert {path.suffix for path in folder.iterdir()} == {".html", ".json", ".png", ".npz"}


def test_one_fallen_rung_fails_the_job(small, one_process, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(ladder, "EXACT", 1e-18)
    assert job.main(["--output", str(tmp_path / "report"), "--quiet"]) == 1
    assert "FAIL" in capsys.readouterr().out.upper()
    assert "failed" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")


def test_an_output_that_cannot_be_written_is_refused_before_any_work(tmp_path):
    taken = tmp_path / "file"
    taken.write_text("", encoding="utf-8")
    with pytest.raises(ValidationError, match=r"--output is .*file.*choose another"):
        job.main(["--output", str(taken / "below")])


def test_one_subject_alone(small, one_process, tmp_path, monkeypatch, capsys):
    """Only its rungs and figures, and no experiment."""
    lazy = Study(Subject.LAZY, ladder.step_size, needs=("real_outlier",))
    monkeypatch.setattr(studies, "STUDIES", (*studies.STUDIES, lazy))
    assert job.main(["--output", str(tmp_path), "--only", "lazy", "--quiet"]) == 0
    printed = capsys.readouterr().out
    assert Subject.LAZY.value in printed and Subject.SPINE.value not in printed and "1 of 1 passed" in printed
    assert {path.name for path in tmp_path.iterdir()} == {"report.html", "results.json", "lazy-ladder.png"}


def test_options_that_cannot_be_used_are_refused_before_any_work(tmp_path):
    with pytest.raises(ValidationError, match=r"'lasy' is no subject; choose from spine.*; see --help\.$"):
        job.main(["--output", str(tmp_path), "--only", "lasy"])
    with pytest.raises(ValidationError, match=r"--json: cannot write .*nowhere"):
        job.main(["--output", str(tmp_path), "--json", str(tmp_path / "nowhere" / "table.json")])
