"""Figure of one outlier and a weak bulk: networks as points, equations without and with correction as lines."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from validation.figures.panels.style import DARK, GRID, LEARNING_TIME, LIGHT, MARKERS, CaptionedFigure
from validation.studies.weak_bulk import WeakBulkExamples

_SYSTEMS = {"real_outlier": (":", "without correction"), "real_outlier_bulk": ("-", "corrected")}
"""Line and name of each reduced system."""


def weak_bulk_figures(examples: WeakBulkExamples) -> Sequence[CaptionedFigure]:
    """Learning with a bulk, and how the error of the equations grows with its radius."""
    figure = Figure(figsize=(11.6, 4.8), layout="constrained")
    learning, errors = figure.subplots(1, 2)
    _draw_learning(learning, examples)
    _draw_errors(errors, examples)
    for axes in (learning, errors):
        axes.grid(color=GRID, linewidth=0.6)
    caption = (
        "Left: one network with a bulk of two radii learns to integrate (points); the equations of the outlier alone, "
        "and corrected to second order in the bulk (lines). The correction fits the weaker bulk; at σ = 0.3 what it "
        "leaves out is seen. Right: largest error of the loss at infinite width over σ, with the expected slopes."
    )
    return (CaptionedFigure("weak-bulk", caption, figure),)


def _draw_learning(axes: Axes, examples: WeakBulkExamples) -> None:
    for (sigma, run), colour, marker in zip(examples.runs.items(), (DARK, LIGHT), MARKERS, strict=False):
        axes.semilogy(
            run.times, run["loss"], marker, color=colour, markersize=4, markerfacecolor="white",
            label=f"σ = {sigma:g}, network",
        )  # fmt: skip
        for system, theory in examples.theories[sigma].items():
            line, name = _SYSTEMS[system]
            label = f"σ = {sigma:g}, {name}"
            axes.semilogy(theory.times, theory["loss"], line, color=colour, linewidth=1.6, label=label)
    N = next(iter(examples.runs.values())).initial.N
    axes.set_xlabel(LEARNING_TIME)
    axes.set_ylabel("loss")
    axes.set_ylim(1e-4, 3.0)
    axes.set_title(f"one network with a bulk, N = {N}, c* = 0.2", fontsize=10)
    axes.legend(frameon=False, fontsize=9, loc="upper right")


def _draw_errors(axes: Axes, examples: WeakBulkExamples) -> None:
    sigmas = examples.sigmas
    for values, colour, marker, order, name in (
        (examples.plain, LIGHT, "s", 2, "without correction"),
        (examples.corrected, DARK, "o", 4, "corrected to second order"),
    ):
        axes.loglog(sigmas, values, marker, color=colour, markerfacecolor="white", label=name)
        law = values[0] * (sigmas / sigmas[0]) ** order
        axes.loglog(sigmas, law, color=colour, linewidth=1.2, linestyle="--", label=f"slope {order}")
    axes.set_xlabel("bulk radius σ")
    axes.set_ylabel(f"largest error of the loss, s ≤ {examples.until:g}")
    axes.set_title("infinite width (words of length up to 3)", fontsize=10)
    axes.legend(frameon=False, fontsize=9)
