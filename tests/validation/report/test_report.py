"""The report: well-formed, self-contained, nothing left out, and a failure cannot be overlooked."""

import base64
import json
import os
import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import reduced_odes
from reduced_odes import load_trajectory
from validation._common.errors import ValidationError
from validation.experiments.claim import Claim, Subject
from validation.experiments.experiment import Experiment, run_experiment
from validation.experiments.tasks import INTEGRATOR
from validation.figures.exactness import loss, outliers
from validation.figures.panels.style import CaptionedFigure
from validation.report.page import _signed
from validation.report.table import table
from validation.report.write import results, write_json, write_report
from validation.studies.exactness import exactness_claims
from validation.training.runs import load_run

FRAGMENT = "<article><h1>Derived</h1><p><math><mi>c</mi><mo>&lt;</mo><mn>1</mn></math></p></article>"
DERIVATIONS = {"real_outlier": FRAGMENT, "rank_two": FRAGMENT.replace("Derived", "Folded")}
VOID = {"meta", "img", "br", "hr", "link", "input"}


class Page(HTMLParser):
    """Checks that tags close in order, and gathers what they say and load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def experiment() -> Experiment:
    return run_experiment(INTEGRATOR, reduced_odes.real_outlier, N=3, bulk_N=5, sigma=0.1, points=21)


@pytest.fixture(scope="module")
def claims(experiment: Experiment) -> list[Claim]:
    x = np.array([0.1, 0.2, 0.4])
    return [
        *exactness_claims(experiment),
        Claim(
            "integrator",
            "order in <η> & co",
            1.02,
            expected=1.0,
            tolerance=0.1,
            detail=("a < b"),
            x=x,
            y=2 * x,
            x_name="η",
        ),
    ]


FAILING = Claim("damped oscillator", "bulk: exponent of N", -0.2, expected=-0.5, tolerance=0.1, detail="N = 8, 16, 32")
UNKNOWN = Claim(
    "damped oscillator", "never measured", float("nan"), expected=0.0, tolerance=1e-6, detail=(""), subject=Subject.LAZY
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, experiment: Experiment, claims: list[Claim]) -> Path:
    """One report, to be read."""
    return write(tmp_path_factory.mktemp("report"), experiment, claims)


def write(folder: Path, experiment: Experiment, claims: list[Claim]) -> Path:
    drawn = {"integrator-outliers": outliers(experiment), "integrator-loss": loss(experiment)}
    pictures = [
        CaptionedFigure(name, caption, figure, leading=name.endswith("outliers")).rendered()
        for name, (figure, caption) in drawn.items()
    ]
    return write_report(
        folder,
        derivations=DERIVATIONS,
        experiments=[experiment],
        claims=claims,
        pictures=pictures,
        record=results([experiment], claims, {"Python": "3.x", "content hash": "<0123>"}, 12.3),
    )


def test_page_is_well_formed_and_loads_nothing(written: Path):
    text = written.read_text(encoding="utf-8")
    page = Page(text)
    assert not {"script", "link", "iframe", "object"} & {tag for tag, _ in page.tags}
    assert not re.search(r"https?://|@import|url\(", text)
    for tag, attributes in page.tags:
        for name in ("src", "href"):
            target = attributes.get(name)
            assert target is None or target.startswith(("data:image/png;base64,", "#")), (tag, target)
    inside = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    links = {str(link["href"]).removeprefix("#") for link in page.all("a")}
    assert links == inside and len(links) == 5


def test_page_holds_the_very_pictures_that_stand_beside_it(written: Path):
    images = Page(written.read_text(encoding="utf-8")).all("img")
    assert {image["alt"] for image in images} == {"integrator-loss", "integrator-outliers"}
    for image in images:
        png = base64.b64decode(str(image["src"]).removeprefix("data:image/png;base64,"), validate=True)
        assert png.startswith(b"\x89PNG\r\n")
        assert png == (written.parent / f"{image['alt']}.png").read_bytes()


def test_page_goes_from_the_verdict_by_leading_pictures_and_derivations_to_claims(written: Path):
    text = written.read_text(encoding="utf-8")
    order = ['class="verdict"', 'alt="integrator-outliers"', "c* = 0.2", FRAGMENT, 'class="claims"',
             'alt="integrator-loss"', "&lt;0123&gt;"]  # fmt: skip
    places = [text.index(piece) for piece in order]
    assert places == sorted(places)
    assert re.findall(r"<figcaption><b>Figure (\d+)\.</b>", text) == ["1", "2"]


def test_derivations_and_subjects_are_folded(written: Path):
    folded = Page(written.read_text(encoding="utf-8")).all("details")
    assert [entry["class"] for entry in folded] == ["system", "system", "subject"]
    assert not any("open" in entry for entry in folded)


def test_numbers_do_not_break_at_a_minus():
    """A hyphen between words stays one."""
    assert _signed("(−0.5, -0.5) at 9e-15, read-out, mean-2") == "(−0.5, −0.5) at 9e−15, read-out, mean-2"


def test_page_says_what_was_run(written: Path, experiment: Experiment, claims: list[Claim]):
    words = " ".join("".join(Page(written.read_text(encoding="utf-8")).words).split())
    task, bulk = experiment.task, experiment.bulk
    for fact in (
        f"c* = {task.parameters['c_star']:g}",
        f"|u| = |v| = {task.kappa:g}",
        "N = 3 neurons",
        f"N = {bulk.initial.N} neurons with step η = {bulk.step:g}",
        f"σ = {bulk.sigma:g}",
        "order in <η> & co",
        "a < b",
        f"All {len(claims)} claims hold within their tolerances.",
    ):
        assert fact in words


def test_failed_claims_cannot_be_overlooked(tmp_path: Path, experiment: Experiment, claims: list[Claim]):
    report = write(tmp_path, experiment, [*claims, FAILING, UNKNOWN])
    page = Page(report.read_text(encoding="utf-8"))
    # Failures first, below each subject; those subjects are unfolded, the others are not.
    verdicts = [row["class"] for row in page.all("tr") if "class" in row]
    assert verdicts == ["failed", *["passed"] * len(claims), "failed"]
    assert ["open" in entry for entry in page.all("details")] == [False, False, True, True]
    words = "".join(page.words)
    assert f"2 of {len(claims) + 2} claims FAILED" in words
    assert f"{FAILING.task}, {FAILING.name}" in words
    assert words.count("passed") == len(claims)
    assert json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["passed"] is False


def test_results_round_trip(written: Path, experiment: Experiment, claims: list[Claim]):
    found = json.loads((written.parent / "results.json").read_text(encoding="utf-8"))
    expected = results([experiment], claims, {"Python": "3.x", "content hash": "<0123>"}, 12.3)
    assert found == json.loads(json.dumps(expected))
    assert found["passed"] is True and found["seconds"] == 12.3
    for claim, record in zip(claims, found["rungs"], strict=True):
        assert record["measured"] == claim.measured
        assert record["points"] == (None if claim.x is None else [list(claim.x), list(claim.y)])
    worst = found["comparisons"]["integrator"]["quantities"]["c"]["relative"]
    assert worst == experiment.exactness.agreements["c"].relative


def test_not_a_number_is_null_in_json(tmp_path: Path, experiment: Experiment):
    path = write_json(tmp_path / "r.json", results([experiment], [UNKNOWN], {}, 0.0))
    text = path.read_text(encoding="utf-8")
    assert "NaN" not in text
    assert json.loads(text)["rungs"][0]["measured"] is None


def test_saved_data_are_those_of_the_experiment(written: Path, experiment: Experiment):
    folder = written.parent
    for kind, trajectory in (("theory", experiment.theory), ("bulk-theory", experiment.bulk_theory)):
        loaded = load_trajectory(folder / f"integrator-{kind}.npz")
        assert loaded.hash == trajectory.hash
        np.testing.assert_array_equal(loaded["c"], trajectory["c"])
    for kind, run in (("flow", experiment.flow), ("descent", experiment.bulk)):
        again = load_run(folder / f"integrator-{kind}.npz")
        np.testing.assert_array_equal(again.initial.W, run.initial.W)
        np.testing.assert_array_equal(again["loss"], run["loss"])
    words = "".join(Page(written.read_text(encoding="utf-8")).words)
    for file in folder.iterdir():
        assert file.name in words or file.suffix in (".png", ".html")


def test_nothing_half_written_is_left(written: Path, experiment: Experiment, claims: list[Claim]):
    before = sorted(file.name for file in written.parent.iterdir())
    assert not [name for name in before if name.startswith(".")]
    assert write(written.parent, experiment, claims) == written  # a second report replaces the first
    assert sorted(file.name for file in written.parent.iterdir()) == before


def test_folder_that_does_not_exist(tmp_path: Path, experiment: Experiment, claims: list[Claim]):
    with pytest.raises(ValidationError) as caught:
        write(tmp_path / "nowhere", experiment, claims)
    assert caught.value.name == "folder" and str(tmp_path / "nowhere") in caught.value.value


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_folder_that_is_read_only(tmp_path: Path, experiment: Experiment, claims: list[Claim]):
    tmp_path.chmod(0o500)
    with pytest.raises(ValidationError, match="Permission denied"):
        write(tmp_path, experiment, claims)


def test_disk_that_is_full(tmp_path: Path):
    old = tmp_path / "r.json"
    old.write_text("{}", encoding="utf-8")
    with no_room(20), pytest.raises(ValidationError, match=r"--json: .*r.json.*File too large"):
        write_json(old, {"passed": "True" * 9}, "--json")
    assert old.read_text(encoding="utf-8") == "{}"
    assert list(tmp_path.iterdir()) == [old]


@contextmanager
def no_room(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes: the system refuses the write, as on a full disk."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


def test_run_on_a_full_disk(tmp_path: Path, experiment: Experiment):
    with no_room(1000), pytest.raises(ValidationError, match=r"path: .*run.npz.*File too large"):
        experiment.flow.save(tmp_path / "run.npz")
    assert list(tmp_path.iterdir()) == []


def test_name_that_is_a_folder(tmp_path: Path, experiment: Experiment, claims: list[Claim]):
    (tmp_path / "integrator-theory.npz").mkdir()
    with pytest.raises(ValidationError, match=r"folder: .*integrator-theory.npz"):
        write(tmp_path, experiment, claims)
    assert not (tmp_path / "report.html").exists()


def test_table_is_aligned_and_shows_what_failed(claims: list[Claim]):
    lines = table([*claims, FAILING, UNKNOWN]).splitlines()
    assert lines[0].split() == ["task", "claim", "measured", "expected"]
    assert set(lines[1]) == {"─"} and len(lines[1]) == max(map(len, lines[2:]))
    assert lines[2:4] == ["", Subject.EXACTNESS.value] and lines[-3:-1] == ["", Subject.LAZY.value]
    rows = [line for line in lines[4:] if line.endswith(("passed", "FAIL"))]
    assert len(rows) == len(claims) + 2
    start = lines[0].index("measured")
    assert all(row[start - 2 : start] == "  " and row[start] != " " for row in rows)
    assert [row.split()[-1] for row in rows] == ["passed"] * len(claims) + ["FAIL"] * 2
    assert re.search(r"exponent of N +-0\.2 +-0\.5 ± 0\.1 +FAIL$", rows[-2])
    assert "nan" in rows[-1]


def test_a_page_without_experiments_is_whole(tmp_path: Path):
    report = write_report(
        tmp_path,
        derivations=DERIVATIONS,
        experiments=[],
        claims=[UNKNOWN],
        pictures=[],
        record=results([], [UNKNOWN], {}, 0.0),
    )
    assert Page(report.read_text(encoding="utf-8")).all("tr")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["report.html", "results.json"]


def test_pictures_are_large_enough_to_read(written: Path):
    for file in written.parent.glob("*.png"):
        assert int.from_bytes(file.read_bytes()[16:20], "big") >= 900  # pixels across
