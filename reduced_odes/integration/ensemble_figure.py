"""Many solutions as one figure. Matplotlib is imported only when something is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes._common.figures import blank
from reduced_odes.initial_value.events import Event

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LABEL = "learning time until the target is learnt"


class Drawable(Protocol):
    """What is drawn of an ensemble."""

    @property
    def system(self) -> str: ...
    @property
    def parameters(self) -> Mapping[str, FloatArray]: ...
    @property
    def initial(self) -> Mapping[str, FloatArray]: ...
    @property
    def times(self) -> FloatArray: ...
    @property
    def series(self) -> Mapping[str, FloatArray]: ...
    @property
    def shape(self) -> tuple[int, ...]: ...
    def first(self, event: str) -> FloatArray: ...


def draw_series(ensemble: Drawable) -> Figure:
    """Median of the loss over learning time, and the bands that hold half and nine tenths of the solutions."""
    if ensemble.times.ndim > 1:
        raise InputError("times differ between the solutions, which then share no axis; draw them one by one")
    figure = blank(7.2, 4.4)
    panel = figure.subplots()
    losses = ensemble.series["loss"].reshape(-1, ensemble.times.size)
    levels = np.nanpercentile(losses, [5, 25, 50, 75, 95], axis=0)
    floor = 2e-15 * np.nanmax(losses)  # below, a loss is rounding
    levels = np.maximum(levels, floor)
    panel.fill_between(ensemble.times, levels[0], levels[4], color="#cfdcea", label="nine tenths", linewidth=0)
    panel.fill_between(
        ensemble.times, levels[1], levels[3], color="#8fb0d2", label="half of the solutions", linewidth=0
    )
    panel.semilogy(ensemble.times, levels[2], color="#000000", label="median")
    panel.set(xlabel="learning time s", ylabel="loss", title=f"{ensemble.system}: {len(losses)} solutions")
    panel.grid(color="#dddddd", linewidth=0.6)
    panel.legend(frameon=False)
    return figure


def draw_times(ensemble: Drawable) -> Figure:
    """When the target was learnt, over what varies along the one or two axes of the grid; gaps where it was not."""
    axes = [k for k, length in enumerate(ensemble.shape) if length > 1]
    if not 1 <= len(axes) <= 2:
        raise InputError(
            f"the grid has the shape {ensemble.shape}; let one or two of its axes be longer than 1 for a figure, or "
            "ask for series=True"
        )
    learnt = ensemble.first(Event.LEARNT).reshape([ensemble.shape[k] for k in axes])
    names, values = zip(*(_varying(ensemble, k) for k in axes), strict=True)
    figure = blank(6.4, 4.4)
    panel = figure.subplots()
    panel.set_title(ensemble.system)
    panel.set_xlabel(names[-1])
    if len(axes) == 1:
        panel.plot(values[0], learnt, "o-", color="#08306b", markersize=4)
        panel.set_ylabel(_LABEL)
        panel.grid(color="#dddddd", linewidth=0.6)
        return figure
    panel.set_facecolor("#bdbdbd")
    drawn = panel.pcolormesh(values[1], values[0], np.ma.masked_invalid(learnt), cmap="viridis_r", shading="nearest")
    panel.set_ylabel(names[0])
    figure.colorbar(drawn, ax=panel, label=f"{_LABEL}\n(grey: not learnt)")
    return figure


def _varying(ensemble: Drawable, axis: int) -> tuple[str, FloatArray]:
    """The first parameter, or else initial state variable, that changes along an axis and no other; else its index."""
    for prefix, group in (("", ensemble.parameters), ("initial ", ensemble.initial)):
        for name, values in group.items():
            along = np.moveaxis(values, axis, 0).reshape(ensemble.shape[axis], -1)
            if np.all(along == along[:, :1]) and np.ptp(along[:, 0]) > 0:
                return prefix + name, along[:, 0]
    return f"index of axis {axis}", np.arange(ensemble.shape[axis], dtype=float)
