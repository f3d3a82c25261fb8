"""Figure of networks trained by their factors: theory as lines, networks as points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from validation.figures.panels.style import DARK, GRID, INK, LEARNING_TIME, LIGHT, MIDDLE, CaptionedFigure
from validation.studies.factorised import INTEGRATING, NEURONS, RINGING, Descent, FactorisedExamples, Relearning

_COLOURS = (DARK, LIGHT, "#5a3d7a", "#4d9221", "#8c510a", "#6b6b6b")
_LINES = ("-", "--", "-.")
_MARKERS = ("o", "s", "^", "D", "v", "P")
_NAMES = {
    INTEGRATING.system: f"rank one, c* = 0.2; η = {INTEGRATING.step:g}",
    RINGING.system: f"rank two, c* = 0.3, ω* = 2; η = {RINGING.step:g}",
}


def factorised_figures(examples: FactorisedExamples) -> Sequence[CaptionedFigure]:
    """Loss of both tasks, overlaps while the integrator is learnt, and what invisible overlaps remember."""
    figure = Figure(figsize=(12.4, 8.6), layout="constrained")
    (learning, overlaps), (start, again) = figure.subplots(2, 2)
    for descent, colour, line, marker in zip(examples.descents.values(), (DARK, LIGHT), _LINES, _MARKERS, strict=False):
        _draw_loss(learning, descent, colour, line, marker)
    _draw_overlaps(overlaps, examples.descents[INTEGRATING.system])
    learning.set_title(
        f"gradient descent of networks, N = {NEURONS} (points), and the reduced ODE (lines)", fontsize=10
    )
    learning.set_ylabel("loss")
    learning.legend(frameon=False, fontsize=9)
    _draw_memory(start, again, examples.relearnt)
    for axes in (learning, overlaps, again):
        axes.set_xlabel(LEARNING_TIME)
        axes.grid(color=GRID, linewidth=0.6)
    return (CaptionedFigure("factorised", _CAPTION, figure),)


_CAPTION = (
    "Networks whose recurrent weights are trained by their factors, W = m nᵀ (or a sum of two). Top left: the loss of "
    "networks trained by gradient descent, and of the reduced ODE of their overlaps. Top right: the overlaps on the "
    "way; the filter depends on the visible ones alone. Bottom: three networks that have learnt the same filter from "
    "vectors of different length have different invisible overlaps, and relearn another target at different speeds."
)


def _draw_loss(axes: Axes, descent: Descent, colour: str, line: str, marker: str) -> None:
    theory, run = descent.theory, descent.run
    name = _NAMES[descent.task.system]
    axes.semilogy(theory.times, np.maximum(theory["loss"], 1e-16), line, color=colour, linewidth=1.4, label=name)
    axes.semilogy(
        run.times, np.maximum(run["loss"], 1e-16), marker, color=colour, markersize=4, markerfacecolor="white"
    )
    axes.set_ylim(1e-12, 3.0)


def _draw_overlaps(axes: Axes, descent: Descent) -> None:
    theory, run = descent.theory, descent.run
    names = list(theory.states)
    visible = names[: (descent.task.rank + 1) ** 2]
    for group, line in ((visible, "-"), (names[len(visible) :], "--")):
        for k, name in enumerate(group):
            shade, marker = _COLOURS[k % len(_COLOURS)], _MARKERS[k % len(_MARKERS)]
            axes.plot(theory.times, theory[name], linestyle=line, color=shade, linewidth=1.4)
            axes.plot(run.times, run[name], marker, color=shade, markersize=3.5, markerfacecolor="white")
            axes.plot(
                [], [], marker, linestyle=line, color=shade, markersize=3.5, markerfacecolor="white",
                label=_product(name),
            )  # fmt: skip
    axes.set_xlim(0.0, 6.0)
    axes.set_title("rank one: visible overlaps (solid) and invisible ones (dashed)", fontsize=10)
    axes.legend(frameon=False, fontsize=9, ncols=1, loc="upper left", bbox_to_anchor=(1.0, 1.0))


def _draw_memory(start: Axes, again: Axes, relearnt: Sequence[Relearning]) -> None:
    names = ["v_m", "n_u", "u_m", "v_n", "u_u", "m_m", "n_n", "v_v"]
    place = np.arange(len(names))
    shades = (DARK, LIGHT, MIDDLE)
    for k, (study, colour, line, marker) in enumerate(zip(relearnt, shades, _LINES, _MARKERS, strict=False)):
        label = f"from vectors of length {study.size:g}"
        final = [study.first[name][-1] for name in names]
        start.bar(place + 0.27 * (k - 1), final, 0.25, color=colour, edgecolor=INK, linewidth=0.5, label=label)
        theory, run = study.theory_second, study.second
        again.semilogy(theory.times, theory["loss"] / theory["loss"][0], line, color=colour, linewidth=1.4, label=label)
        again.semilogy(
            run.times[::4], (run["loss"] / run["loss"][0])[::4], marker, color=colour, markersize=4,
            markerfacecolor="white",
        )  # fmt: skip
    start.set_xticks(place, [_product(name) for name in names])
    start.set_title("three networks that have learnt the same filter, c* = 0.2: their overlaps", fontsize=10)
    start.axvline(1.5, color="#8a8a8a", linewidth=1.0, linestyle=":")
    start.set_ylim(top=1.35 * max(float(study.first["v_v"][-1]) for study in relearnt))
    for x, text in ((0.5, "visible"), (2.2, "invisible")):
        start.text(x, 0.70, text, ha="center", fontsize=9, transform=start.get_xaxis_transform())
    start.legend(frameon=False, fontsize=9, loc="upper left")
    again.set_title("the same three relearn c* = 0.5: points, networks; lines, theory", fontsize=10)
    again.set_ylabel("loss / loss when relearning starts")
    again.set_ylim(1e-6, 1.5)
    again.legend(frameon=False, fontsize=9)


def _product(name: str) -> str:
    """vᵀm for v_m."""
    first, _, second = name.partition("_")
    return f"{first}ᵀ{second}"
