"""The theory that fits a network, as a figure, with the loss that the others predict. Needs Matplotlib."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from reduced_odes._common.errors import InputError
from reduced_odes._common.figures import write_figure
from reduced_odes.own_network.theories import MatchingTheory

_SMALLEST = 1e-9
"""The axis of losses ends here, in units of the target's power."""


def plot(found: MatchingTheory) -> Figure:
    """The loss by all theories that apply, with the error of the chosen one, and the slowest outlier.

    Raises
    ------
    InputError
        There are fewer than two times.
    """
    if found.times.size < 2:
        raise InputError("times has fewer than two entries, too few for a figure; give more")
    figure = Figure(figsize=(6.8, 6.4), layout="constrained")
    top, bottom = figure.subplots(2, 1, sharex=True)
    s, power = found.times, found.curve.target_power
    floor = _SMALLEST * power
    loss, error = np.maximum(found.loss, floor), found.error * power
    top.fill_between(s, np.maximum(loss - error, floor), loss + error, color="#cfe2f3", linewidth=0, label="its error")
    others = [each for each in found.candidates if each.curve is not None and each is not found.chosen]
    styles = [(0, (1, 1.5)), (0, (5, 2)), (0, (5, 2, 1, 2)), (0, (8, 3)), (0, (3, 3)), (0, (1, 4)), (0, (2, 2))]
    for k, each in enumerate(others):
        assert each.curve is not None  # as chosen above
        shade = str(0.25 + 0.4 * k / max(1, len(others) - 1))
        label = f"{each.title}: errs by {each.error:.2g}"
        predicted = np.maximum(each.curve.loss, floor)
        top.semilogy(each.curve.times, predicted, color=shade, linestyle=styles[k % len(styles)], label=label)
    top.semilogy(s, loss, color="#08306b", linewidth=2.0, label=f"{found.chosen.title}: errs by {found.error:.2g}")
    top.set_ylabel("loss")
    bottom.plot(s, found.c, color="#08306b", linewidth=1.6, label="c of the slowest outlier 1 − c ± iω")
    if np.nanmax(found.omega, initial=0.0) > 0:
        bottom.plot(s, found.omega, color="#c8703a", linewidth=1.6, linestyle="--", label="ω")
    if np.all(np.isnan(found.c)):
        bottom.text(0.5, 0.5, "no outlier outside of the bulk", ha="center", transform=bottom.transAxes)
    bottom.set_ylabel("1 / time constant")
    bottom.set_xlabel("learning time s")
    for panel in (top, bottom):
        panel.grid(color="#dddddd", linewidth=0.6)
        panel.legend(edgecolor="none", framealpha=1.0, fontsize=8)
    verdict = "within" if found.within else "NOT within"
    top.set_title(
        f"N = {found.size}: {found.chosen.title}, {verdict} {found.accuracy:g} of the target's power", fontsize=10
    )
    return figure


def save_plot(found: MatchingTheory, path: str | os.PathLike[str]) -> Path:
    """Draw `found` into the file `path`, whose ending says of what kind it is (png, pdf, svg, …).

    Raises
    ------
    InputError
        Matplotlib does not write files with this ending, or there is nothing to draw.
    OutputError
        The file cannot be written.
    """
    return write_figure(plot(found), path)
