"""The page of the report: one self-contained HTML document, from what was run, what it says, and what it looks like."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from validation.experiments.claim import Claim, Subject, by_subject
from validation.experiments.experiment import Experiment
from validation.figures.panels.style import Picture
from validation.report.table import expected, verdict

_TITLE = "How gradient descent teaches a linear network to remember: theory against the full network"

_SECTIONS = {
    "pictures": "What it looks like",
    "compared": "What is compared",
    "derived": "What is derived: assumptions and equations",
    "measured": "What was measured: the claims",
    "provenance": "Provenance and files",
}
_NOTHING_SHARED = (
    "<p>The full network's loss and gradient are computed exactly, from its own N-dimensional Lyapunov and Sylvester "
    "equations. Network and reduced equations share nothing but the definition of the task and the initial weights; "
    "nothing in the reduced equations is fitted.</p>"
)
_LINKS = [f'<a href="#{name}">{title}</a>' for name, title in _SECTIONS.items()]
_COLUMNS = ("task", "claim", "measured", "expected", "verdict", "how")


@dataclass(frozen=True)
class DataFile:
    """A saved trajectory or run: its name, and what it holds."""

    name: str
    content: str


def page(
    *,
    derivations: Mapping[str, str],
    experiments: Sequence[Experiment],
    claims: Sequence[Claim],
    pictures: Sequence[Picture],
    provenance: Mapping[str, str],
    data: Sequence[DataFile],
) -> str:
    """The whole document: verdict, leading pictures, derivations, claims by subject (folded, failures open), files.

    Parameters
    ----------
    derivations : mapping of str to str
        HTML of the derived equations and their assumptions, by the name of the system.
    experiments, claims, pictures
        What was run, what it says, and what it looks like.
    provenance : mapping of str to str
    data : sequence of DataFile
        What lies beside the page.
    """
    leading = [picture for picture in pictures if picture.leading]
    numbers = {picture: k for k, picture in enumerate(_ordered(pictures), 1)}
    parts = (
        f"<h1>{_TITLE}</h1>",
        _summary(claims),
        f"<p>{' · '.join(_LINKS)}</p>",
        _heading("pictures"),
        *(_figure(numbers[picture], picture) for picture in leading),
        _heading("compared"),
        _NOTHING_SHARED,
        *_protocol(experiments),
        _heading("derived"),
        "<p>Unfold a system for its assumptions, its equations, and how each step was proved.</p>",
        *(_derivation(name, fragment) for name, fragment in derivations.items()),
        _heading("measured"),
        "<p>Unfold a subject for its claims and its other figures. The claims from W(0) = 0 keep the sources of error "
        "apart: leaving the manifold, the ODE solver, the finite learning step, the finite time step, the random bulk, "
        "the sampled noise.</p>",
        *_subjects(claims, numbers),
        _heading("provenance"),
        _provenance(provenance),
        _files(data),
    )
    style = files("validation.report").joinpath("style.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>Theory against the full network</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _ordered(pictures: Sequence[Picture]) -> list[Picture]:
    """As they stand on the page: the leading ones, then the others by subject."""
    others = [picture for subject in Subject for picture in pictures if picture.subject is subject]
    return [*(x for x in pictures if x.leading), *(x for x in others if not x.leading)]


def _heading(name: str) -> str:
    return f'<h2 id="{name}">{_SECTIONS[name]}</h2>'


def _summary(claims: Sequence[Claim]) -> str:
    failed = [claim for claim in claims if not claim.passed]
    if not failed:
        return f'<p class="verdict">All {len(claims)} claims hold within their tolerances.</p>'
    names = "; ".join(f"{claim.task}, {claim.name}" for claim in failed)
    return f'<p class="verdict failed">{len(failed)} of {len(claims)} claims FAILED: {escape(names)}.</p>'


def _derivation(name: str, fragment: str) -> str:
    """A derivation, folded: several pages each would stand before what was measured."""
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


def _subjects(claims: Sequence[Claim], numbers: Mapping[Picture, int]) -> Iterator[str]:
    """A folded table of claims for each subject, with the figures that do not lead; open where a claim failed."""
    groups = by_subject(claims)
    for subject in Subject:
        group = groups.get(subject, [])
        shown = [
            _figure(k, picture) for picture, k in numbers.items() if picture.subject is subject and not picture.leading
        ]
        if group or shown:
            failed = sum(not claim.passed for claim in group)
            counted = f"{len(group)} claims" + (f", {failed} FAILED" if failed else ", all hold")
            yield (
                f'<details class="subject"{" open" if failed else ""}><summary>{escape(subject.value)} '
                f"<small>({counted})</small></summary>\n{_table(group)}\n" + "\n".join(shown) + "\n</details>"
            )


def _table(claims: Iterable[Claim]) -> str:
    """Failures first."""
    head = "".join(f"<th>{name}</th>" for name in _COLUMNS)
    rows = "".join(map(_row, sorted(claims, key=lambda claim: claim.passed)))
    return f'<table class="claims"><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>'


def _row(claim: Claim) -> str:
    cells = (
        f"<td>{escape(claim.task)}</td><td>{escape(claim.name)}</td>",
        f'<td class="number">{_signed(f"{claim.measured:.3g}")}</td>',
        f'<td class="number">{_signed(expected(claim))}</td>',
        f"<td>{verdict(claim)}</td><td>{_signed(escape(claim.detail))}</td>",
    )
    return f'<tr class="{"passed" if claim.passed else "failed"}">{"".join(cells)}</tr>\n'


def _figure(number: int, picture: Picture) -> str:
    data = base64.b64encode(picture.png).decode("ascii")
    caption = escape(picture.caption).replace(" · 10", "&nbsp;·&nbsp;10")  # no line breaks within a number
    return (
        f'<figure><img alt="{escape(picture.name)}" src="data:image/png;base64,{data}">'
        f"<figcaption><b>Figure {number}.</b> {caption}</figcaption></figure>"
    )


def _provenance(known: Mapping[str, str]) -> str:
    rows = "".join(f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>\n" for name, value in known.items())
    return f'<table class="claims"><tbody>\n{rows}</tbody></table>'


def _files(data: Sequence[DataFile]) -> str:
    rows = "".join(f"<li><code>{escape(file.name)}</code>: {escape(file.content)}</li>\n" for file in data)
    return (
        "<p>Beside this page: every figure as a picture, and</p>\n<ul>\n"
        f"<li><code>results.json</code>: the claims with the points of fits, and the comparisons</li>\n{rows}</ul>"
    )


def _signed(text: str) -> str:
    """Text whose numbers have a minus sign instead of a hyphen, at which a browser would break the line."""
    return re.sub(r"(?<!\w)-(?=\d)|(?<=\de)-(?=\d)", "−", text)


def _symbol(name: str) -> str:
    return {"c_star": "c*", "omega_star": "ω*", "phase": "φ"}.get(name, name)
