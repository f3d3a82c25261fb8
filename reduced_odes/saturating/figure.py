"""Figures of saturating outliers, drawn from what was computed elsewhere. Needs Matplotlib."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from reduced_odes._common.checks import FloatArray
from reduced_odes.integration.trajectory import Trajectory
from reduced_odes.saturating.minimum import Valley, valley
from reduced_odes.saturating.nonlinearity import ERF, Nonlinearity
from reduced_odes.saturating.stationary import density, end

# Told apart by dashes as well as by shades, so that the figures survive a black-and-white printer.
_STYLES: tuple[dict[str, Any], ...] = (
    {"color": "#000000", "linestyle": "-"},
    {"color": "#1f5fa8", "linestyle": (0, (6, 2))},
    {"color": "#b3541e", "linestyle": (0, (1, 1.5))},
    {"color": "#2e7d4f", "linestyle": (0, (6, 2, 1, 2))},
)
_MARKERS = ("o", "s", "^", "D")
_GUIDE: dict[str, Any] = {"color": "#888888", "linewidth": 0.9}
_LINEAR: dict[str, Any] = {"color": "#888888", "linewidth": 2.2}
_GRID: dict[str, Any] = {"color": "#dddddd", "linewidth": 0.6}


def learning(
    runs: Mapping[float, Sequence[Trajectory]],
    linear: Mapping[float, Trajectory],
    laws: Mapping[tuple[float, float], FloatArray],
) -> Figure:
    """Loss, recurrent weight and read-in against learning time; one column for each c*, one line for each gain.

    `linear` are the trajectories of the system `real_outlier`, `laws` the late losses predicted by the third chaos, by
    (c*, g) and at the times of the run.
    """
    figure = Figure(figsize=(10.0, 8.6), layout="constrained")
    panels = figure.subplots(3, len(runs), sharex=True, sharey="row", squeeze=False)
    for column, (c_star, trajectories) in zip(panels.T, runs.items(), strict=True):
        top, middle, bottom = column
        _against_time(column, linear[c_star], 4 * c_star, 1 - linear[c_star]["c"], label="linear", **_LINEAR)
        for style, run in zip(_STYLES, trajectories, strict=False):
            gain = run.parameters["gain"]
            _against_time(column, run, 4 * c_star, run["w"], label=f"g = {gain:g}", linewidth=1.6, **style)
            late = run.times > 30
            law = laws[c_star, gain]
            top.loglog(
                run.times[late], 4 * c_star * law[late], color=style["color"], linewidth=0.8, linestyle=(0, (1, 3))
            )
        middle.axhline(1.0, **_GUIDE)
        top.set_title(f"c* = {c_star:g}", fontsize=11)
        top.set_ylim(1e-6, 2)
        bottom.set_yscale("log")
        bottom.set_xlabel("learning time s")
    for panel, text in zip(
        panels[:, 0], ("loss / power of the target", "recurrent weight w", "read-in a"), strict=True
    ):
        panel.set_ylabel(text)
    for panel in panels.flat:
        panel.grid(**_GRID)
    panels[1, 0].legend(frameon=False, fontsize=9)
    panels[0, 0].annotate(
        "thin dots: predicted late loss, s$^{-2/3}$",
        (0.97, 0.9),
        xycoords="axes fraction",
        ha="right",
        fontsize=9,
        color="#444444",
    )
    return figure


def _against_time(column: Sequence[Axes], run: Trajectory, per_power: float, w: FloatArray, **line: Any) -> None:
    for panel, values in zip(column, (per_power * run["loss"], w, run["a"]), strict=True):
        # A learnt linear loss is rounding of either sign.
        panel.semilogx(run.times[1:], np.where(values > 0, values, np.nan)[1:], **line)


def valley_map(c_star: FloatArray, gamma: FloatArray, found: Valley) -> Figure:
    """What the best w and b leave, that w, and the decay rate of the activity, over c* (rows) and γ = g a (columns)."""
    figure = Figure(figsize=(12.0, 4.4), layout="constrained")
    panels = figure.subplots(1, 3, sharey=True)
    share_levels = [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3]
    maps = (
        ("share of the power that is left", found.share, share_levels),
        ("best recurrent weight w", found.w, [0.3, 0.5, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0, 3.0, 4.0]),
        ("decay rate of the activity / c*", found.decay_rate / c_star[:, None], [1.01, 1.1, 1.2, 1.5, 2.0, 2.5]),
    )
    for panel, (title, values, levels) in zip(panels, maps, strict=True):
        panel.set_title(title, fontsize=11)
        panel.set_xscale("log")  # before the contours, whose labels take their places from it
        panel.set_yscale("log")
        lines = panel.contour(gamma, c_star, values, levels=levels, colors="#000000", linewidths=1.0)
        panel.clabel(lines, fmt="%g", fontsize=8)
        panel.contourf(gamma, c_star, found.w, levels=[1.0, np.inf], colors=["#e3e3e3"])
        panel.contour(gamma, c_star, found.w, levels=[1.0], colors="#b3541e", linewidths=2.4)
        panel.set_xlabel("effective gain γ = g a")
        panel.xaxis.set_minor_formatter(NullFormatter())
        panel.yaxis.set_minor_formatter(NullFormatter())
        panel.set_yticks([0.03, 0.1, 0.3, 0.9], ["0.03", "0.1", "0.3", "0.9"])
    panels[0].set_ylabel("decay rate of the target c*")
    figure.suptitle("grey, beyond the thick line: w > 1, the activity has two preferred values", fontsize=11)
    return figure


def wells(
    c_stars: Sequence[float],
    gamma: float,
    gains: FloatArray,
    durations: Mapping[float, FloatArray],
    phi: Nonlinearity = ERF,
) -> Figure:
    """Densities of the activity at the bottom of the valley, and the time to learn against the gain, for each c*."""
    figure = Figure(figsize=(10.0, 4.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    for style, marker, c_star in zip(_STYLES, _MARKERS, c_stars, strict=False):
        w = valley(gamma, c_star, phi).w
        where = np.array(gamma)
        p = density(phi, w, where, end(phi, w, where), 400)
        x = np.concatenate([-p.x[:0:-1], p.x])
        # Weights are those of both signs together, and half as large at 0.
        weight = p.weight / (2 * (p.x[1] - p.x[0]))
        weight[0] *= 2
        left.plot(x, np.concatenate([weight[:0:-1], weight]), label=f"c* = {c_star:g}: w = {w:.3f}", **style)
        right.loglog(gains, durations[c_star], marker=marker, label=f"c* = {c_star:g}", **style)
    left.set_xlim(-6, 6)
    left.set_ylim(0, 0.38)
    left.set_xlabel("activity z / a")
    left.set_ylabel("stationary density")
    left.set_title(f"learnt weights at γ = {gamma:g}", fontsize=11)
    right.set_xlabel("gain g")
    right.set_ylabel("learning time to a tenth of the power")
    for panel in (left, right):
        panel.grid(**_GRID)
        panel.legend(frameon=False, fontsize=9)
    return figure
