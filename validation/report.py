"""The report of the main job: a table for the terminal, and a folder with a self-contained page, figures and data."""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TypedDict

from reduced_odes import OutputError, save_trajectory
from validation.checks import writable_folder
from validation.errors import ValidationError
from validation.experiments import Experiment
from validation.figure_style import Plate
from validation.report_style import STYLE
from validation.rung import Rung

_DPI = 120
_TITLE = "How gradient descent teaches a linear network to remember: theory against the full network"

_SECTIONS = {
    "derived": "What is derived: assumptions and equations",
    "compared": "What is compared",
    "measured": "What was measured: the ladder",
    "figures": "What it looks like",
    "provenance": "Provenance and files",
}
_LINKS = [f'<a href="#{name}">{title}</a>' for name, title in _SECTIONS.items()]


class Results(TypedDict):
    """The outcome in plain numbers and words, ready for JSON."""

    passed: bool
    seconds: float
    provenance: dict[str, str]
    rungs: list[dict[str, object]]
    comparisons: dict[str, dict[str, object]]


def table(rungs: Sequence[Rung]) -> str:
    """The ladder as aligned text, one line a rung: task, claim, measured, expected ± tolerance, verdict."""
    head = ("task", "claim", "measured", "expected", "")
    rows = [(rung.task, rung.claim, f"{rung.measured:.3g}", _expected(rung), _verdict(rung)) for rung in rungs]
    widths = [max(len(row[k]) for row in (head, *rows)) for k in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)
    ]
    return "\n".join((lines[0], "─" * max(map(len, lines)), *lines[1:]))


def results(
    experiments: Sequence[Experiment], rungs: Sequence[Rung], provenance: Mapping[str, str], seconds: float
) -> Results:
    """Everything measured, with where it comes from.

    Parameters
    ----------
    experiments, rungs
        What was run, and what it says.
    provenance : mapping of str to str
        Versions and content hashes by name.
    seconds : float
        Time taken.
    """
    return {
        "passed": all(rung.passed for rung in rungs),
        "seconds": seconds,
        "provenance": dict(provenance),
        "rungs": [rung.as_record() for rung in rungs],
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
    rungs: Sequence[Rung],
    plates: Sequence[Plate],
    record: Results,
) -> Path:
    """Write report.html, results.json, the figures (.png), and the trajectories and runs (.npz) into `folder`.

    Parameters
    ----------
    folder : Path
        Exists and can be written to. Files of these names are replaced, each in one stroke; report.html is the last.
    derivations : mapping of str to str
        HTML of the derived equations and their assumptions, by the name of the system.
    experiments, rungs, plates
        What was run, what it says, and how it looks.
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
    pictures = [_picture(plate, _write(folder / f"{plate.name}.png", _png(plate), "folder")) for plate in plates]
    data = [file for experiment in experiments for file in _write_data(folder, experiment)]
    used = {experiment.task.system for experiment in experiments}
    parts = (
        f"<h1>{_TITLE}</h1>",
        _summary(rungs),
        f"<p>{' · '.join(_LINKS)}</p>",
        _heading("derived"),
        *(_derivation(name, fragment, name in used) for name, fragment in derivations.items()),
        _heading("compared"),
        _protocol(experiments),
        _heading("measured"),
        _ladder(rungs),
        _heading("figures"),
        *pictures,
        _heading("provenance"),
        _provenance(record),
        _files(data),
    )
    return _write(folder / "report.html", _page(parts).encode("utf-8"), "folder")


@dataclass(frozen=True)
class DataFile:
    """A saved trajectory or run: its name, and what it holds."""

    name: str
    content: str


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


def _png(plate: Plate) -> bytes:
    buffer = io.BytesIO()
    plate.figure.savefig(buffer, format="png", dpi=_DPI)
    return buffer.getvalue()


def _write(path: Path, content: bytes, argument: str) -> Path:
    """Write a file so that a reader sees the old one or the new one, never half."""
    file = writable_folder(argument, path)
    partial = file.with_name(f".{file.name}.partial")
    try:
        partial.write_bytes(content)
        os.replace(partial, file)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ValidationError(
            f"{argument}: {file} cannot be written ({error.strerror}); choose another place or make room."
        ) from error
    return file


def _page(parts: Sequence[str]) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>Theory against the full network</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _heading(name: str) -> str:
    return f'<h2 id="{name}">{_SECTIONS[name]}</h2>'


def _summary(rungs: Sequence[Rung]) -> str:
    failed = [rung for rung in rungs if not rung.passed]
    if not failed:
        return f'<p class="verdict">All {len(rungs)} agreements are within their tolerances.</p>'
    names = "; ".join(f"{rung.task}, {rung.claim}" for rung in failed)
    return f'<p class="verdict failed">{len(failed)} of {len(rungs)} agreements FAILED: {escape(names)}.</p>'


def _derivation(name: str, fragment: str, opened: bool) -> str:
    """A derivation to be folded away, open where an experiment below uses its equations."""
    state = " open" if opened else ""
    title = escape(name.replace("_", " "))
    return f'<details class="system"{state}><summary>{title}</summary>\n{fragment}\n</details>'


def _protocol(experiments: Sequence[Experiment]) -> str:
    items = []
    for experiment in experiments:
        task, flow, bulk = experiment.task, experiment.flow, experiment.bulk
        parameters = ", ".join(f"{_symbol(name)} = {value:g}" for name, value in task.parameters.items())
        start = "u = v" if task.parallel else "v ⟂ u"
        items.append(
            f"<li><b>{escape(task.name)}</b> ({escape(parameters)}), from |u| = |v| = {task.kappa:g}, {start}, in "
            f"random directions (seed {experiment.seed}). First, gradient flow of N = {flow.initial.N} neurons from "
            f"W(0) = 0 to s = {task.until:g}: here the reduced ODE ({escape(task.system.replace('_', ' '))}) claims to "
            "be exact. "
            f"Second, gradient descent of N = {bulk.initial.N} neurons with step η = {bulk.step:g} from "
            f"W(0) = σ G/√N, σ = {bulk.sigma:g}, G standard normal: here it is the limit σ → 0, η → 0. "
            f"Outcome of the reduced ODE: {escape(experiment.theory.outcome.value)}.</li>"
        )
    return (
        "<p>The full network's loss and gradient are computed exactly, from its own N-dimensional Lyapunov and "
        "Sylvester equations. Network and reduced equations share nothing but the definition of the task and the "
        "initial weights; nothing in the reduced equations is fitted.</p>\n"
        f"<ul>\n{''.join(items)}\n</ul>"
    )


def _ladder(rungs: Sequence[Rung]) -> str:
    rows = "".join(
        f'<tr class="{"passed" if rung.passed else "failed"}"><td>{escape(rung.task)}</td><td>{escape(rung.claim)}</td>'
        f'<td class="number">{_signed(f"{rung.measured:.3g}")}</td><td class="number">{_signed(_expected(rung))}</td>'
        f"<td>{_verdict(rung)}</td><td>{escape(rung.detail)}</td></tr>\n"
        for rung in rungs
    )
    head = "".join(f"<th>{name}</th>" for name in ("task", "claim", "measured", "expected", "verdict", "how"))
    return (
        "<p>Each rung measures one source of error alone: leaving the manifold, the ODE solver, the finite learning "
        "step, the finite time step, the random bulk, the sampled noise.</p>\n"
        f'<table class="ladder"><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>'
    )


def _picture(plate: Plate, file: Path) -> str:
    data = base64.b64encode(file.read_bytes()).decode("ascii")
    return (
        f'<figure><img alt="{escape(plate.name)}" src="data:image/png;base64,{data}">'
        f"<figcaption>{escape(plate.caption)}</figcaption></figure>"
    )


def _provenance(record: Results) -> str:
    known = {**record["provenance"], "run time": f"{record['seconds']:.0f} s"}
    rows = "".join(f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>\n" for name, value in known.items())
    return f'<table class="ladder"><tbody>\n{rows}</tbody></table>'


def _files(data: Sequence[DataFile]) -> str:
    rows = "".join(f"<li><code>{escape(file.name)}</code>: {escape(file.content)}</li>\n" for file in data)
    return (
        "<p>Beside this page: every figure as a picture, and</p>\n<ul>\n"
        f"<li><code>results.json</code>: the ladder with the points of its fits, and the comparisons</li>\n{rows}</ul>"
    )


def _expected(rung: Rung) -> str:
    return f"0 ± {rung.tolerance:.0e}" if rung.expected == 0 else f"{rung.expected:g} ± {rung.tolerance:g}"


def _signed(number: str) -> str:
    """A number with a minus sign instead of a hyphen, at which a browser would break the line."""
    return number.replace("-", "−")


def _verdict(rung: Rung) -> str:
    return "passed" if rung.passed else "FAIL"


def _symbol(name: str) -> str:
    return {"c_star": "c*", "omega_star": "ω*", "phase": "φ"}.get(name, name)
