"""The loss of one network beside the lazy one, as a figure. Matplotlib is imported only when something is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.figures import blank

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Drawable(Protocol):
    """What is drawn of a network between rich and lazy."""

    @property
    def times(self) -> FloatArray: ...
    @property
    def loss(self) -> FloatArray: ...
    @property
    def lazy(self) -> FloatArray: ...
    @property
    def born(self) -> float: ...
    @property
    def lost(self) -> float: ...


def draw(found: Drawable, reached: Iterable[tuple[float, float]]) -> Figure:
    """Loss and lazy loss over learning time; dots where the loss has fallen to a level, lines where outliers come."""
    figure = blank(6.4, 4.4)
    panel = figure.subplots()
    panel.semilogy(found.times, found.loss, color="#000000", label="loss")
    panel.semilogy(found.times, np.maximum(found.lazy, 1e-16), color="#b3541e", linestyle="--", label="lazy theory")
    for time, level in reached:
        panel.plot(time, level, "o", color="#000000", markerfacecolor="#ffffff")
    for s, label, style in (
        (found.born, "first outlier leaves the bulk", ":"),
        (found.lost, "last one goes back", "-."),
    ):
        if np.isfinite(s):
            panel.axvline(s, color="#6b6b6b", linestyle=style, linewidth=1.0, label=label)
    panel.set(xlabel="learning time s", ylabel="loss / target's power")
    panel.grid(color="#dddddd", linewidth=0.6)
    panel.legend(frameon=False)
    return figure
