"""The page of the report: one self-contained HTML document, from what was run, what it says, and how it looks."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count

from validation.experiments.claim import Rung, Subject, by_subject
from validation.experiments.experiment import Experiment
from validation.figures.panels.style import Plate
from validation.report.style import STYLE
from validation.report.table import expected, verdict

_TITLE = "How gradient descent teaches a linear network to remember: theory against the full network"

_SECTIONS = {
    "derived": "What is derived: assumptions and equations",
    "compared": "What is compared",
    "measured": "What was measured: the ladder",
    "figures": "What it looks like",
    "provenance": "Provenance and files",
}
_NOTHING_SHARED = (
    "<p>The full network's loss and gradient are computed exactly, from its own N-dimensional Lyapunov and Sylvester "
    "equations. Network and reduced equations share nothing but the definition of the task and the initial weights; "
    "nothing in the reduced equations is fitted.</p>"
)
_LINKS = [f'<a href="#{name}">{title}</a>' for name, title in _SECTIONS.items()]


@dataclass(frozen=True)
class DataFile:
    """A saved trajectory or run: its name, and what it holds."""

    name: str
    content: str


def page(
    *,
    derivations: Mapping[str, str],
    experiments: Sequence[Experiment],
    rungs: Sequence[Rung],
    pictures: Sequence[tuple[Plate, bytes]],
    provenance: Mapping[str, str],
    data: Sequence[DataFile],
) -> str:
    """The whole document.

    Parameters
    ----------
    derivations : mapping of str to str
        HTML of the derived equations and their assumptions, by the name of the system.
    experiments, rungs
        What was run, and what it says.
    pictures : sequence of (Plate, bytes)
        Figures, each with its PNG.
    provenance : mapping of str to str
    data : sequence of DataFile
        What lies beside the page.
    """
    parts = (
        f"<h1>{_TITLE}</h1>",
        _summary(rungs),
        f"<p>{' · '.join(_LINKS)}</p>",
        _heading("derived"),
        "<p>Unfold a system for its assumptions, its equations, and how each step was proved.</p>",
        *(_derivation(name, fragment) for name, fragment in derivations.items()),
        _heading("compared"),
        _NOTHING_SHARED,
        *_protocol(experiments),
        _heading("measured"),
        _ladder(rungs),
        _heading("figures"),
        *_figures(pictures),
        _heading("provenance"),
        _provenance(provenance),
        _files(data),
    )
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


def _derivation(name: str, fragment: str) -> str:
    """A derivation, folded away: several pages each would stand before what was measured."""
    title = escape(name.replace("_", " "))
    return f'<details class="system"><summary>{title}</summary>\n{fragment}\n</details>'


def _protocol(experiments: Sequence[Experiment]) -> Iterator[str]:
    if not experiments:
        return
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
    yield f"<ul>\n{''.join(items)}\n</ul>"


def _ladder(rungs: Sequence[Rung]) -> str:
    names = ("task", "claim", "measured", "expected", "verdict", "how")
    head = "".join(f"<th>{name}</th>" for name in names)
    groups = "".join(
        f'<tbody>\n<tr><th class="subject" colspan="{len(names)}" scope="rowgroup">{escape(subject.value)}</th></tr>\n'
        f"{''.join(map(_row, group))}</tbody>"
        for subject, group in by_subject(rungs).items()
    )
    return (
        "<p>Each rung measures one claim. Those from W(0) = 0 keep the sources of error apart: leaving the manifold, "
        "the ODE solver, the finite learning step, the finite time step, the random bulk, the sampled noise.</p>\n"
        f'<table class="ladder"><thead><tr>{head}</tr></thead>{groups}</table>'
    )


def _row(rung: Rung) -> str:
    return (
        f'<tr class="{"passed" if rung.passed else "failed"}"><td>{escape(rung.task)}</td><td>{escape(rung.claim)}</td>'
        f'<td class="number">{_signed(f"{rung.measured:.3g}")}</td><td class="number">{_signed(expected(rung))}</td>'
        f"<td>{verdict(rung)}</td><td>{_signed(escape(rung.detail))}</td></tr>\n"
    )


def _figures(pictures: Sequence[tuple[Plate, bytes]]) -> Iterator[str]:
    """Figures under the titles of their subjects, numbered."""
    number = count(1)
    for subject in Subject:
        shown = [_picture(next(number), plate, png) for plate, png in pictures if plate.subject is subject]
        if shown:
            yield f"<h3>{escape(subject.value)}</h3>"
            yield from shown


def _picture(number: int, plate: Plate, png: bytes) -> str:
    data = base64.b64encode(png).decode("ascii")
    caption = escape(plate.caption).replace(" · 10", "&nbsp;·&nbsp;10")  # no line breaks within a number
    return (
        f'<figure><img alt="{escape(plate.name)}" src="data:image/png;base64,{data}">'
        f"<figcaption><b>Figure {number}.</b> {caption}</figcaption></figure>"
    )


def _provenance(known: Mapping[str, str]) -> str:
    rows = "".join(f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>\n" for name, value in known.items())
    return f'<table class="ladder"><tbody>\n{rows}</tbody></table>'


def _files(data: Sequence[DataFile]) -> str:
    rows = "".join(f"<li><code>{escape(file.name)}</code>: {escape(file.content)}</li>\n" for file in data)
    return (
        "<p>Beside this page: every figure as a picture, and</p>\n<ul>\n"
        f"<li><code>results.json</code>: the ladder with the points of its fits, and the comparisons</li>\n{rows}</ul>"
    )


def _signed(text: str) -> str:
    """Text whose numbers have a minus sign instead of a hyphen, at which a browser would break the line."""
    return re.sub(r"(?<!\w)-(?=\d)|(?<=\de)-(?=\d)", "−", text)


def _symbol(name: str) -> str:
    return {"c_star": "c*", "omega_star": "ω*", "phase": "φ"}.get(name, name)
