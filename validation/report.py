"""The report of the main job: a table for the terminal, and a folder with a self-contained page, figures and data."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from reduced_odes import save_trajectory
from validation.checks import writable_folder
from validation.experiments import Experiment
from validation.figures import Plate
from validation.ladder import Rung

_DPI = 110

_STYLE = """
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 Georgia, serif; color: #111; }
h1, h2, h3 { line-height: 1.2; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #999; }
table.ladder { border-collapse: collapse; font-size: 14px; } table.ladder td, table.ladder th
{ padding: .25rem .6rem; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.failed { background: #f6d5d5; font-weight: bold; }
figure { margin: 2rem 0; } figure img { max-width: 100%; } figcaption { font-size: 14px; color: #333; }
.verdict { padding: .6rem 1rem; border-left: 6px solid #2e7d4f; background: #eef6f0; }
.verdict.failed { border-color: #b3261e; background: #f9e4e2; }
details.derivation { border: 1px solid #ccc; padding: 0 1rem; margin: 1rem 0; }
summary { cursor: pointer; padding: .6rem 0; }
"""


def table(rungs: Sequence[Rung]) -> str:
    """The ladder as aligned text, one line a rung."""
    head = ("task", "claim", "measured", "expected", "")
    rows = [(rung.task, rung.claim, f"{rung.measured:.3g}", _expected(rung), _verdict(rung)) for rung in rungs]
    widths = [max(len(row[k]) for row in (head, *rows)) for k in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)
    ]
    return "\n".join((lines[0], "─" * len(lines[0]), *lines[1:]))


def results(
    experiments: Sequence[Experiment], rungs: Sequence[Rung], provenance: Mapping[str, str], seconds: float
) -> dict[str, object]:
    """The outcome in plain numbers and words, ready for JSON."""
    return {
        "passed": all(rung.passed for rung in rungs),
        "seconds": seconds,
        "provenance": dict(provenance),
        "rungs": [rung.as_record() for rung in rungs],
        "comparisons": {experiment.task.name: experiment.exactness.as_record() for experiment in experiments},
    }


def write_json(path: Path, record: Mapping[str, object], argument: str = "path") -> Path:
    """Write a record, refusing a folder that cannot be written to in one sentence that names `argument`."""
    writable_folder(argument, path).write_text(json.dumps(record, indent=1, ensure_ascii=False), encoding="utf-8")
    return path


def write_report(
    folder: Path,
    *,
    derivations: Mapping[str, str],
    experiments: Sequence[Experiment],
    rungs: Sequence[Rung],
    plates: Sequence[Plate],
    record: Mapping[str, object],
) -> Path:
    """Write report.html, results.json, figures and trajectories into `folder`.

    Parameters
    ----------
    folder : Path
        Exists and can be written to.
    derivations : mapping of str to str
        HTML of the derived equations and their assumptions, by the name of the system.
    experiments, rungs, plates
        What was run, what it says, and how it looks.
    record : mapping
        As `results` makes it.

    Returns
    -------
    Path
        Of report.html, which needs no other file.
    """
    write_json(folder / "results.json", record, "folder")
    pictures = []
    for plate in plates:
        buffer = io.BytesIO()
        plate.figure.savefig(buffer, format="png", dpi=_DPI)
        (folder / f"{plate.name}.png").write_bytes(buffer.getvalue())
        pictures.append(buffer.getvalue())
    for experiment in experiments:
        name = experiment.task.name.replace(" ", "-")
        save_trajectory(experiment.theory, folder / f"{name}-theory.npz")
        save_trajectory(experiment.bulk_theory, folder / f"{name}-bulk-theory.npz")
        experiment.flow.save(folder / f"{name}-flow.npz")
        experiment.bulk.save(folder / f"{name}-descent.npz")
    page = folder / "report.html"
    page.write_text(_page(derivations, experiments, rungs, plates, pictures, record), encoding="utf-8")
    return page


def _page(
    derivations: Mapping[str, str],
    experiments: Sequence[Experiment],
    rungs: Sequence[Rung],
    plates: Sequence[Plate],
    pictures: Sequence[bytes],
    record: Mapping[str, object],
) -> str:
    parts = (
        "<h1>How gradient descent teaches a linear network to remember: theory against the full network</h1>",
        _summary(rungs),
        "<h2>What is claimed: equations and assumptions</h2>",
        *(
            f'<details class="derivation"{" open" if k == 0 else ""}><summary>{escape(name.replace("_", " "))}: '
            f"derivation in nine steps</summary>{fragment}</details>"
            for k, (name, fragment) in enumerate(derivations.items())
        ),
        "<h2>What was measured</h2>",
        _protocol(experiments),
        _ladder(rungs),
        "<h2>What it looks like</h2>",
        *(_picture(plate, png) for plate, png in zip(plates, pictures, strict=True)),
        "<h2>Provenance</h2>",
        _provenance(record),
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Theory against the full network</title>'
        f"<style>{_STYLE}</style></head><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _summary(rungs: Sequence[Rung]) -> str:
    failed = [rung for rung in rungs if not rung.passed]
    if not failed:
        return f'<p class="verdict">All {len(rungs)} agreements are within their tolerances.</p>'
    names = "; ".join(f"{rung.task}, {rung.claim}" for rung in failed)
    return f'<p class="verdict failed">{len(failed)} of {len(rungs)} agreements failed: {escape(names)}.</p>'


def _protocol(experiments: Sequence[Experiment]) -> str:
    items = []
    for experiment in experiments:
        task, flow, bulk = experiment.task, experiment.flow, experiment.bulk
        parameters = ", ".join(f"{name} = {value:g}" for name, value in task.parameters.items())
        start = "u = v" if task.parallel else "v ⟂ u"
        items.append(
            f"<li><b>{escape(task.name)}</b> ({escape(parameters)}), from |u| = |v| = {task.kappa:g}, {start}: gradient "
            f"flow of N = {flow.initial.N} neurons from W(0) = 0 up to s = {task.until:g}, and gradient descent of "
            f"N = {bulk.initial.N} neurons with step η = {task.step:g} from a bulk W(0) = σ G/√N, σ = {bulk.sigma:g}. "
            f"Outcome of the reduced ODE: {escape(str(experiment.theory.outcome.value))}.</li>"
        )
    return (
        "<p>The full network's loss and gradient are computed exactly, from its own Lyapunov and Sylvester equations; "
        "they share nothing with the reduced equations but the definition of the task.</p><ul>" + "".join(items) + "</ul>"
    )


def _ladder(rungs: Sequence[Rung]) -> str:
    rows = "".join(
        f'<tr class="{"passed" if rung.passed else "failed"}"><td>{escape(rung.task)}</td><td>{escape(rung.claim)}</td>'
        f'<td class="number">{rung.measured:.3g}</td><td class="number">{escape(_expected(rung))}</td>'
        f"<td>{_verdict(rung)}</td><td>{escape(rung.detail)}</td></tr>\n"
        for rung in rungs
    )
    head = "".join(f"<th>{name}</th>" for name in ("task", "claim", "measured", "expected", "", "how"))
    return f'<table class="ladder"><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>'


def _picture(plate: Plate, png: bytes) -> str:
    data = base64.b64encode(png).decode("ascii")
    return (
        f'<figure><img alt="{escape(plate.name)}" src="data:image/png;base64,{data}">'
        f"<figcaption>{escape(plate.caption)}</figcaption></figure>"
    )


def _provenance(record: Mapping[str, object]) -> str:
    known = record["provenance"]
    assert isinstance(known, Mapping)
    rows = "".join(f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>" for name, value in known.items())
    return f'<table class="ladder">{rows}</table><p>Run time {record["seconds"]:.0f} s.</p>'


def _expected(rung: Rung) -> str:
    return f"≤ {rung.tolerance:.0e}" if rung.expected == 0 else f"{rung.expected:g} ± {rung.tolerance:g}"


def _verdict(rung: Rung) -> str:
    return "passed" if rung.passed else "FAILED"
