"""Learning at infinite width as a figure. Needs Matplotlib, which the rest does not."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reduced_odes._common.errors import InputError
from reduced_odes._common.figures import write_figure
from reduced_odes.hierarchy.large_n import InfiniteWidth


def plot(run: InfiniteWidth) -> Figure:
    """Loss with its error bar, and the slowest outlier with the share of the response that outliers carry.

    Raises
    ------
    InputError
        There are fewer than two times.
    """
    curve = run.curve
    if curve.times.size < 2:
        raise InputError("times has fewer than two entries, too few for a figure; give more")
    figure = Figure(figsize=(6.4, 6.4), layout="constrained")
    top, bottom = figure.subplots(2, 1, sharex=True)
    s, loss = curve.times, np.maximum(curve.loss, 1e-16)
    bar = np.nan_to_num(run.error["loss"])
    top.fill_between(s, np.maximum(loss - bar, 1e-16), loss + bar, color="#a9cbe8", label="error bar", linewidth=0)
    top.semilogy(s, loss, color="#000000", linewidth=1.6, label="loss")
    top.set_ylabel("loss")
    bottom.plot(s, curve.c, color="#08306b", linewidth=1.6, label="c of the slowest outlier 1 − c ± iω")
    if np.nanmax(curve.omega, initial=0.0) > 0:
        bottom.plot(s, curve.omega, color="#c8703a", linewidth=1.6, linestyle="--", label="ω")
    bottom.plot(s, curve.share, color="#6b6b6b", linewidth=1.2, linestyle=":", label="share of the response")
    if np.any(run.in_doubt):
        bottom.fill_between(
            s, 0, 1, where=run.in_doubt, transform=bottom.get_xaxis_transform(), color="#eeeeee", linewidth=0,
            label="outliers in doubt",
        )  # fmt: skip
    bottom.set_ylabel("1 / time constant; share")
    bottom.set_xlabel("learning time s")
    for panel in (top, bottom):
        _mark(panel, curve.events["outlier_born"], "outlier leaves the bulk")
        panel.grid(color="#dddddd", linewidth=0.6)
        panel.legend(edgecolor="none", framealpha=1.0, fontsize=9)
    values = run.parameters
    top.set_title(
        f"infinite width: σ = {values['sigma']:g}, τ = {values['tau']:g}, κ = {values['kappa_u']:g}, "
        f"{values['kappa_v']:g}, overlap {values['overlap']:g}, depth {curve.depth}",
        fontsize=10,
    )
    return figure


def save_plot(run: InfiniteWidth, path: str | os.PathLike[str]) -> Path:
    """Draw `run` into the file `path`, of a kind told by its ending (png, pdf, svg, …).

    Raises
    ------
    InputError
        Matplotlib does not write files with this ending.
    OutputError
        The file cannot be written.
    """
    return write_figure(plot(run), path)


def _mark(panel: Axes, times: tuple[float, ...], label: str) -> None:
    for k, s in enumerate(times):
        panel.axvline(s, color="#6b6b6b", linewidth=0.8, linestyle=(0, (5, 2)), label=label if k == 0 else None)
