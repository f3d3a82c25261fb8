"""Learning in a space of words as a figure. Matplotlib is imported only when something is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes._common.figures import blank

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Drawable(Protocol):
    """What is drawn of a curve."""

    @property
    def times(self) -> FloatArray: ...
    @property
    def loss(self) -> FloatArray: ...
    @property
    def c(self) -> FloatArray: ...
    @property
    def omega(self) -> FloatArray: ...
    @property
    def share(self) -> FloatArray: ...
    @property
    def events(self) -> Mapping[str, tuple[float, ...]]: ...


def draw(
    curve: Drawable, title: str, error: FloatArray | None = None, in_doubt: NDArray[np.bool_] | None = None
) -> Figure:
    """Loss, with an error bar if there is one, and the slowest outlier with the share that outliers carry."""
    if curve.times.size < 2:
        raise InputError("times has fewer than two entries, too few for a figure; give more")
    figure = blank(6.4, 6.4)
    top, bottom = figure.subplots(2, 1, sharex=True)
    s, loss = curve.times, np.maximum(curve.loss, 1e-16)
    if error is not None:
        bar = np.nan_to_num(error)
        top.fill_between(s, np.maximum(loss - bar, 1e-16), loss + bar, color="#a9cbe8", label="error bar", linewidth=0)
    top.semilogy(s, loss, color="#000000", linewidth=1.6, label="loss")
    top.set_ylim(bottom=0.2 * loss.min())  # decades that a loss has, not those of an error bar that reaches 0
    top.set_ylabel("loss")
    bottom.plot(s, curve.c, color="#08306b", linewidth=1.6, label="c of the slowest outlier 1 − c ± iω")
    if np.nanmax(curve.omega, initial=0.0) > 0:
        bottom.plot(s, curve.omega, color="#c8703a", linewidth=1.6, linestyle="--", label="ω")
    bottom.plot(s, curve.share, color="#6b6b6b", linewidth=1.2, linestyle=":", label="share of the response")
    if in_doubt is not None and np.any(in_doubt):
        bottom.fill_between(
            s, 0, 1, where=in_doubt, transform=bottom.get_xaxis_transform(), color="#eeeeee", linewidth=0,
            label="outliers in doubt",
        )  # fmt: skip
    bottom.set_ylabel("1 / time constant; share")
    bottom.set_xlabel("learning time s")
    for panel in (top, bottom):
        _mark(panel, curve.events["outlier_born"], "outlier leaves the bulk")
        panel.grid(color="#dddddd", linewidth=0.6)
        panel.legend(edgecolor="none", framealpha=1.0, fontsize=9)
    top.set_title(title, fontsize=10)
    return figure


def _mark(panel: Axes, times: tuple[float, ...], label: str) -> None:
    for k, s in enumerate(times):
        panel.axvline(s, color="#6b6b6b", linewidth=0.8, linestyle=(0, (5, 2)), label=label if k == 0 else None)
