"""The theory that fits a network, as a figure, with the loss that the others predict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes._common.figures import blank
from reduced_odes.own_network.candidates import Candidate

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SMALLEST = 1e-9
"""The axis of losses ends here, in units of the target's power."""


def draw(
    chosen: Candidate, candidates: Sequence[Candidate], series: Mapping[str, FloatArray], accuracy: float, size: int
) -> Figure:
    """The loss by all theories that apply, with the error of the chosen one, and the slowest outlier.

    Raises
    ------
    InputError
        There are fewer than two times.
    """
    times, curve = series["times"], chosen.curve
    assert curve is not None  # what does not apply is never chosen
    if times.size < 2:
        raise InputError("times has fewer than two entries, too few for a figure; give more")
    figure = blank(6.8, 6.4)
    top, bottom = figure.subplots(2, 1, sharex=True)
    s, power = times, curve.target_power
    floor = _SMALLEST * power
    loss, error = np.maximum(series["loss"], floor), chosen.error * power
    top.fill_between(s, np.maximum(loss - error, floor), loss + error, color="#cfe2f3", linewidth=0, label="its error")
    others = [each for each in candidates if each.curve is not None and each is not chosen]
    styles = [(0, (1, 1.5)), (0, (5, 2)), (0, (5, 2, 1, 2)), (0, (8, 3)), (0, (3, 3)), (0, (1, 4)), (0, (2, 2))]
    for k, each in enumerate(others):
        assert each.curve is not None  # as chosen above
        shade = str(0.25 + 0.4 * k / max(1, len(others) - 1))
        label = f"{each.title}: errs by {each.error:.2g}"
        predicted = np.maximum(each.curve.loss, floor)
        top.semilogy(each.curve.times, predicted, color=shade, linestyle=styles[k % len(styles)], label=label)
    top.semilogy(s, loss, color="#08306b", linewidth=2.0, label=f"{chosen.title}: errs by {chosen.error:.2g}")
    top.set_ylabel("loss")
    bottom.plot(s, series["c"], color="#08306b", linewidth=1.6, label="c of the slowest outlier 1 − c ± iω")
    if np.nanmax(series["omega"], initial=0.0) > 0:
        bottom.plot(s, series["omega"], color="#c8703a", linewidth=1.6, linestyle="--", label="ω")
    if np.all(np.isnan(series["c"])):
        bottom.text(0.5, 0.5, "no outlier outside of the bulk", ha="center", transform=bottom.transAxes)
    bottom.set_ylabel("1 / time constant")
    bottom.set_xlabel("learning time s")
    for panel in (top, bottom):
        panel.grid(color="#dddddd", linewidth=0.6)
        panel.legend(edgecolor="none", framealpha=1.0, fontsize=8)
    verdict = "within" if chosen.error <= accuracy else "NOT within"
    top.set_title(f"N = {size}: {chosen.title}, {verdict} {accuracy:g} of the target's power", fontsize=10)
    return figure
