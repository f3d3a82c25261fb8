"""Figures of the staircase: the waits of a network at its saddles, and what it learns at every step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from validation._common.checks import FloatArray
from validation.figures.panels.style import (
    GRID,
    TARGET,
    THEORY,
    CaptionedFigure,
    LineStyle,
    legend_below,
    power_of_ten,
)
from validation.gradient.exact import target_power
from validation.network.targets import StateSpace
from validation.studies.staircase import StaircaseExamples, StaircaseStudy
from validation.training.runs import DescentRun

_SHADES = ("#f6d9bb", "#f2a65a", "#c8703a", "#3a9188", "#2f5f93", "#1b3f73")
"""From light to dark as the bulk gets weaker."""
_DARK = "#b3541e"
_TWO: LineStyle = {"color": "black", "linewidth": 1.6, "linestyle": "-", "zorder": 2.5}
_OUTSIDE = 0.01
"""Eigenvalues of W beyond this modulus are shown as outliers."""
_FIRST, _LOWEST = 0.5, 1e-4
"""First learning time after 0, and smallest loss in units of ½∫f*² dt, that the figures show."""


def staircase_figures(examples: StaircaseExamples) -> Sequence[CaptionedFigure]:
    """The waits of a network at its saddle, and what another one learns at every step."""
    return (_waiting(examples), _steps(examples))


def _waiting(examples: StaircaseExamples) -> CaptionedFigure:
    """Losses of a network with bulks of several sizes, and its times of escape."""
    study = examples.study
    figure = Figure(figsize=(12.0, 4.9), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.35, 1.0))
    _draw_losses(left, examples)
    _draw_escapes(right, study)
    legend_below(figure, left, 3)
    weak = study.sigmas <= 1e-3
    rate, worst = study.saddle.escape_rate(), float(np.abs(study.measured / study.predicted - 1.0)[weak].max())
    caption = (
        f"A network of N = {study.N} neurons learns a target of order {study.task.target.order}. The best that one and "
        "two poles can do are minima over all filters of order one and two, found without any network. From W(0) = 0 "
        "two outliers are all there can be in exact arithmetic (solid); a bulk σ G/√N grows at the saddle with the "
        f"rate γ = {rate:.4f} and brings the third. Broad: gradient flow of the network; dashed: the reduced system of "
        f"three outliers. For σ ≤ 10⁻³ their times of escape differ by at most {power_of_ten(worst)} of themselves. "
        f"Rounding alone takes until s = {study.rounding_time:.0f}, as would a bulk of "
        f"σ = {power_of_ten(study.rounding)}."
    )
    return CaptionedFigure("staircase-waiting", caption, figure)


def _draw_losses(axes: Axes, examples: StaircaseExamples) -> None:
    study, exact = examples.study, examples.two
    power, last = target_power(study.task.target), study.rounded.times[-1]
    for k, (sigma, run) in enumerate(zip(study.sigmas, study.runs, strict=True)):
        _draw_network(axes, run, power, _SHADES[k % len(_SHADES)], f"network, σ = {_power(sigma)}")
    _draw_network(axes, study.rounded, power, "#d9d9d9", "network, W(0) = 0: rounding alone")
    for k, theory in enumerate(study.theory):
        label = "reduced ODE, three outliers" if k == 0 else None
        axes.loglog(theory.times, _shown(theory["loss"] / power), label=label, **THEORY)
    axes.loglog(exact.times, exact["loss"] / power, label="reduced ODE, two outliers, W(0) = 0", **_TWO)
    _draw_levels(axes, np.array(examples.best[study.task.name]) / power, _FIRST)
    axes.set_xlim(_FIRST, last)
    axes.set_ylim(_LOWEST, 2.0)
    axes.set_xlabel("learning time s")
    axes.set_ylabel("loss / loss of the zero network")
    axes.set_title(f"{study.task.name}: one pole a plateau, N = {study.N}", fontsize=10)


def _draw_network(axes: Axes, run: DescentRun, power: float, shade: str, label: str) -> None:
    axes.loglog(run.times, _shown(run["loss"] / power), color=shade, linewidth=5.0, zorder=2.0, label=label)


def _draw_levels(axes: Axes, levels: FloatArray, at: float) -> None:
    """The best that one, two, … poles can do."""
    for level, poles in zip(levels, ("one pole", "two poles", "three poles"), strict=False):
        axes.axhline(level, **TARGET)
        axes.annotate(f"best {poles}", (at, level), xytext=(4, -3), textcoords="offset points", va="top", fontsize=8.5)


def _draw_escapes(axes: Axes, study: StaircaseStudy) -> None:
    rate, weakest = study.saddle.escape_rate(), int(np.argmin(study.sigmas))
    line = np.array([study.sigmas.max(), study.rounding / 10.0])
    times = study.predicted[weakest] + np.log(study.sigmas[weakest] / line) / rate
    axes.semilogx(line, times, color="black", linewidth=1.0, linestyle="--", label=f"slope 1/γ, γ = {rate:.4f}")
    axes.semilogx(study.sigmas, study.predicted, "+", color="black", markersize=13, label="reduced ODE, three outliers")
    axes.semilogx(
        study.sigmas, study.measured, "o", color=_DARK, markerfacecolor="white", markersize=6, label="network"
    )
    axes.axhline(study.rounding_time, color="#6b6b6b", linewidth=1.0, linestyle="-.")
    axes.annotate(
        f"rounding alone: s = {study.rounding_time:.0f}", (study.sigmas.max(), study.rounding_time), va="bottom",
        fontsize=9,
    )  # fmt: skip
    axes.invert_xaxis()
    axes.set_ylim(0.0, 1.12 * study.rounding_time)
    axes.set_xlabel("radius σ of the bulk")
    axes.set_ylabel("learning time s of escape")
    axes.set_title("waiting for the third pole", fontsize=10)
    axes.legend(loc="lower right", frameon=False, fontsize=9)
    axes.grid(color=GRID, linewidth=0.6)


def _steps(examples: StaircaseExamples) -> CaptionedFigure:
    """Loss, and eigenvalues of W − I, of a network that learns pole by pole."""
    figure = Figure(figsize=(12.0, 4.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    run, task = examples.learning.run, examples.learning.task
    power = target_power(task.target)
    left.loglog(run.times, _shown(run["loss"] / power), color=_DARK, linewidth=2.0)
    _draw_levels(left, np.array(examples.best[task.name]) / power, _FIRST)
    left.set_xlim(_FIRST, run.times[-1])
    left.set_ylim(_LOWEST, 2.0)
    left.set_ylabel("loss / loss of the zero network")
    _draw_outliers(right, run, task.target)
    for axes in (left, right):
        axes.set_xlabel("learning time s")
    sizes = f"N = {run.initial.N}, σ = {_power(examples.learning.sigma)}, |u| = {np.linalg.norm(run.initial.u):.2g}"
    figure.suptitle(f"{task.name}: a network learns pole by pole ({sizes})", fontsize=11)
    caption = (
        f"Gradient flow of a network of N = {run.initial.N} neurons that learns a target of order {task.target.order} "
        "from small weights. Left: its loss rests at the best that one, two and three poles can do. Right: the "
        "eigenvalues −c ± iω of W − I that have left −1; circles at the right edge are the target's."
    )
    return CaptionedFigure("staircase", caption, figure)


def _draw_outliers(axes: Axes, run: DescentRun, target: StateSpace) -> None:
    seen = np.where(np.abs(run.spectra) > _OUTSIDE, run.spectra - 1.0, np.nan)
    rising = np.where(seen.imag > 0.0, seen.imag, np.nan)
    axes.semilogx(run.times, -seen.real, ".", color="black", markersize=3)
    axes.semilogx(run.times, rising, "x", color=_DARK, markersize=3)
    axes.plot([], [], ".", color="black", label="decay rates c")
    axes.plot([], [], "x", color=_DARK, label="frequencies ω of pairs")
    poles, end = target.poles(), run.times[-1]
    goals = np.concatenate([-poles.real, poles.imag[poles.imag > 0]])
    axes.plot(
        np.full(goals.size, end), goals, "o", color="black", markerfacecolor="white", markersize=7, clip_on=False,
        zorder=5, label="target",
    )  # fmt: skip
    axes.set_xlim(_FIRST, end)
    axes.set_ylim(0.0, None)
    axes.set_ylabel("c, ω of the outliers (1 / time constant)")
    axes.legend(loc="upper left", frameon=False, fontsize=9)


def _shown(losses: FloatArray) -> FloatArray:
    """Losses down to below the figure's edge, NaN beyond: there is rounding."""
    return np.where(losses > _LOWEST / 10.0, losses, np.nan)


def _power(value: float) -> str:
    """10⁻³ for 0.001."""
    return power_of_ten(value).removeprefix("1.0 · ")
