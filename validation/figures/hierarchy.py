"""Figure of networks with a bulk of any strength: their training as points, their restrictions to words as lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from validation._common.checks import FloatArray
from validation.experiments.power_laws import leading_order
from validation.figures.panels.power_laws import line_of_slope
from validation.figures.panels.style import DARK, GRID, INK, LEARNING_TIME, LIGHT, MIDDLE, CaptionedFigure
from validation.studies.hierarchy import C_STAR, DEPTHS, FINER, Births, HierarchyExamples, Realisation

_COLOURS = (LIGHT, MIDDLE, DARK, INK)
_STYLES = (":", "--", "-.", "-")
_MARKERS = ("o", "s", "D", "^")


def hierarchy_figures(examples: HierarchyExamples) -> Sequence[CaptionedFigure]:
    """One network and its restrictions above; below, their errors over σ, and when the outlier leaves the bulk."""
    found, errors, born = examples.realisation, examples.errors, examples.births
    figure = Figure(figsize=(13.2, 7.8), layout="constrained")
    panels = figure.subplots(2, 3)
    _draw_realisation(panels[0], found)
    _draw_errors(panels[1, 0], errors.sigmas, errors.loss, "r.m.s. error of the loss")
    _draw_errors(panels[1, 1], errors.sigmas, errors.outlier, "r.m.s. error of c, once clear of the bulk")
    _draw_births(panels[1, 2], born)
    for axes in panels.ravel():
        axes.grid(color=GRID, linewidth=0.6)
    run = found.run
    missed = np.abs(found.curves[-1].loss[::FINER] - run["loss"]).max()
    dimensions = ", ".join(str(curve.dimension) for curve in found.curves)
    caption = (
        f"Above: one network of N = {run.initial.N} with a bulk of radius σ = {run.sigma:g} (points) and its "
        f"restrictions to words of up to 0, 1, 2 and 3 letters, {dimensions} dimensions (lines); at depth 3 the loss "
        f"errs by {missed:.1e}. Below: how the errors grow with σ, points with lines of the expected slopes, N = 200; "
        f"and when the outlier leaves the bulk, of networks of N = {born.N} their own bulk at the start. These scatter "
        "about N → ∞ by chance overlaps of the order N^(−1/2)."
    )
    return (CaptionedFigure("hierarchy", caption, figure),)


def _draw_realisation(panels: FloatArray, found: Realisation) -> None:
    loss, decay, share = panels
    run = found.run
    for curve, colour, style in zip(found.curves, _COLOURS, _STYLES, strict=True):
        label = f"depth {curve.depth}: {curve.dimension} dimensions"
        loss.semilogy(curve.times, curve.loss, style, color=colour, linewidth=1.6, label=label)
        decay.plot(curve.times, curve.c, style, color=colour, linewidth=1.6)
        share.plot(curve.times, curve.share, style, color=colour, linewidth=1.6)
    points = {"color": "#555555", "markerfacecolor": "white", "markersize": 5.0, "linestyle": "none", "zorder": 4}
    loss.plot(run.times, run["loss"], marker="o", label=f"network, N = {run.initial.N}", **points)
    decay.plot(run.times, run.outliers.decay, marker="o", **points)
    share.plot(run.snapshot_times, found.share, marker="o", **points)
    decay.axhline(1.0 - run.sigma, color="#999999", linewidth=1.0)
    decay.annotate(
        "edge of the bulk, 1 − σ", (0.98, 1.0 - run.sigma), (0, 3), xycoords=("axes fraction", "data"),
        textcoords="offset points", ha="right", fontsize=8, color="#555555",
    )  # fmt: skip
    decay.axhline(C_STAR, color="black", linewidth=1.0, linestyle=":")
    loss.set_ylabel("loss L = ½ ∫ (f − f*)² dt")
    loss.legend(frameon=False, fontsize=8)
    decay.set_ylabel("decay rate c of the outlier (1/τ)")
    share.set_ylabel("share of the impulse response")
    titles = (f"one network, σ = {run.sigma:g}, c* = {C_STAR:g}", "its outlier", "what the outlier carries")
    for axes, title in zip(panels, titles, strict=True):
        axes.set_xlabel(LEARNING_TIME)
        axes.set_title(title, fontsize=10)
        axes.set_xlim(0.0, run.times[-1])


def _draw_errors(axes: Axes, sigmas: FloatArray, errors: FloatArray, name: str) -> None:
    for d, colour, marker in zip(DEPTHS, _COLOURS, _MARKERS, strict=True):
        fit, y = leading_order(sigmas, errors[:, d]), errors[:, d]
        label = f"depth {d}: {fit.slope:.2f} ± {fit.standard_error:.2f}, expected {2 * (d + 1)}"
        axes.loglog(sigmas, y, marker, color=colour, markerfacecolor="white", label=label)
        axes.loglog(sigmas, line_of_slope(sigmas, y, 2.0 * (d + 1)), color=colour, linewidth=1.2)
    axes.set_xticks(sigmas, [f"{x:g}" for x in sigmas])
    axes.xaxis.minorticks_off()
    axes.set_ylim(top=errors.max() * 3e3)
    axes.set_xlabel("bulk radius σ")
    axes.set_ylabel(name)
    axes.legend(frameon=False, fontsize=8, loc="upper left", title="exponent of σ", title_fontsize=8)


def _draw_births(axes: Axes, born: Births) -> None:
    axes.plot(born.sigmas, born.times, "-", color=_COLOURS[3], linewidth=1.6, label="N → ∞, depth 3")
    low, high = born.times - born.errors, born.times + born.errors
    axes.fill_between(born.sigmas, low, high, color="#bbbbbb", linewidth=0, label="± deviation of depth 2")
    for k in range(born.measured.shape[1]):
        label = f"networks, N = {born.N}" if k == 0 else None
        axes.plot(born.at, born.measured[:, k], "o", color=_COLOURS[2], markerfacecolor="white", label=label)
    axes.set_xlabel("bulk radius σ")
    axes.set_ylabel("learning time s")
    axes.set_title("the outlier leaves the bulk", fontsize=10)
    axes.legend(frameon=False, fontsize=8)
