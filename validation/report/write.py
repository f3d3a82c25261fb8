"""The report of the main job: a folder with a self-contained page, figures and data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypedDict

from reduced_odes import OutputError, save_trajectory
from validation._common.errors import ValidationError
from validation._common.files import write_whole
from validation.experiments.claim import Claim
from validation.experiments.experiment import Experiment
from validation.figures.panels.style import Picture
from validation.report.page import DataFile, page


class Results(TypedDict):
    """The outcome in plain numbers and words, ready for JSON; `rungs` are the claims, under the key that files have."""

    passed: bool
    seconds: float
    provenance: dict[str, str]
    rungs: list[dict[str, object]]
    comparisons: dict[str, dict[str, object]]


def results(
    experiments: Sequence[Experiment], claims: Sequence[Claim], provenance: Mapping[str, str], seconds: float
) -> Results:
    """Everything measured, with where it comes from.

    Parameters
    ----------
    experiments, claims
        What was run, and what it says.
    provenance : mapping of str to str
        Versions and content hashes by name.
    seconds : float
        Time taken.
    """
    return {
        "passed": all(claim.passed for claim in claims),
        "seconds": seconds,
        "provenance": dict(provenance),
        "rungs": [claim.as_record() for claim in claims],
        "comparisons": {experiment.task.name: experiment.exactness.as_record() for experiment in experiments},
    }


def write_json(path: Path, record: Mapping[str, object] | Results, argument: str = "path") -> Path:
    """Write a record whole or not at all.

    Raises
    ------
    ValidationError
        If the file cannot be written; the sentence names it by `argument`.
    """
    return _write(path, json.dumps(record, indent=1, ensure_ascii=False).encode("utf-8"), argument)


def write_report(
    folder: Path,
    *,
    derivations: Mapping[str, str],
    experiments: Sequence[Experiment],
    claims: Sequence[Claim],
    pictures: Sequence[Picture],
    record: Results,
) -> Path:
    """Write report.html, results.json, the figures (.png), and the trajectories and runs (.npz) into `folder`.

    Parameters
    ----------
    folder : Path
        Exists and can be written to. Files of these names are replaced, each in one stroke; report.html is the last.
    derivations : mapping of str to str
        HTML of the derived equations and their assumptions, by the name of the system.
    experiments, claims, pictures
        What was run, what it says, and what it looks like.
    record : Results
        As `results` makes it.

    Returns
    -------
    Path
        Of report.html, which needs no other file.

    Raises
    ------
    ValidationError
        If a file cannot be written.
    """
    write_json(folder / "results.json", record, "folder")
    for picture in pictures:
        _write(folder / f"{picture.name}.png", picture.png, "folder")
    text = page(
        derivations=derivations,
        experiments=experiments,
        claims=claims,
        pictures=pictures,
        provenance={**record["provenance"], "run time": f"{record['seconds']:.0f} s"},
        data=[file for experiment in experiments for file in _write_data(folder, experiment)],
    )
    return _write(folder / "report.html", text.encode("utf-8"), "folder")


def _write_data(folder: Path, experiment: Experiment) -> list[DataFile]:
    name = experiment.task.name.replace(" ", "-")
    files = []
    for kind, trajectory in (("theory", experiment.theory), ("bulk-theory", experiment.bulk_theory)):
        files.append(DataFile(f"{name}-{kind}.npz", "reduced ODE (reduced_odes.load_trajectory)"))
        try:
            save_trajectory(trajectory, folder / files[-1].name)
        except OutputError as error:
            raise ValidationError(f"folder: {error}") from error
    for kind, run in (("flow", experiment.flow), ("descent", experiment.bulk)):
        bulk = f", bulk σ = {run.sigma:g}" if run.sigma else ""
        content = f"full network, N = {run.initial.N}{bulk}, initial weights included (validation.load_run)"
        files.append(DataFile(f"{name}-{kind}.npz", content))
        run.save(folder / files[-1].name)
    return files


def _write(path: Path, content: bytes, argument: str) -> Path:
    return write_whole(path, lambda stream: stream.write(content), argument)
