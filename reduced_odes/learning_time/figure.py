"""Learning times, and times of birth, as figures. Matplotlib is imported only when something is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes._common.figures import blank

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STYLES = (("#000000", "-"), ("#1f5fa8", "--"), ("#b3541e", ":"), ("#2e7d4f", "-."), ("#7a3d8f", (0, (6, 2, 1, 2))))


class Drawable(Protocol):
    """What is drawn of learning times."""

    @property
    def parameters(self) -> tuple[Mapping[str, float], ...]: ...
    @property
    def sizes(self) -> FloatArray: ...
    @property
    def times(self) -> FloatArray: ...
    @property
    def steps(self) -> FloatArray: ...


def draw(found: Drawable) -> Figure:
    """Learning time on the left, steps of gradient descent on the right, axes logarithmic."""
    first = found.parameters[0]
    varying = [name for name in first if len({values.get(name) for values in found.parameters}) > 1]
    if varying:
        label, across = varying[0], np.array([values[varying[0]] for values in found.parameters])
        lines = [(f"κ = {size:g}", k) for k, size in enumerate(found.sizes)]
        series = [(found.times.T[k], found.steps.T[k], name) for name, k in lines]
    elif found.sizes.size > 1:
        label, across = "initial size κ", found.sizes
        series = [(found.times[0], found.steps[0], ", ".join(f"{name} = {x:g}" for name, x in first.items()))]
    else:
        raise InputError("there is one target and one size, too few for a figure; give more parameters or sizes")
    figure = blank(8.6, 3.8)
    panels = figure.subplots(1, 2)
    for k, (times, steps, name) in enumerate(series):
        colour, line = _STYLES[k % len(_STYLES)]
        for panel, values in zip(panels, (times, steps), strict=True):
            panel.plot(across, values, color=colour, linestyle=line, marker="o", markersize=3, label=name)
    for panel, title in zip(panels, ("learning time s", "steps of gradient descent"), strict=True):
        panel.set(xscale="log", yscale="log", xlabel=label, ylabel=title)
        panel.grid(color="#dddddd", linewidth=0.6)
    panels[0].legend(frameon=False, fontsize=9)
    return figure


def draw_births(axes: Sequence[tuple[str, FloatArray]], born: FloatArray) -> Figure:
    """Time of birth over the two axes of a map that are longer than one; grey where no pair is born."""
    longer = [k for k, length in enumerate(born.shape) if length > 1]
    if len(longer) != 2:
        raise InputError(f"the map has the shape {born.shape}; let two of its axes be longer than 1 for a figure")
    down, across = longer
    figure = blank(6.4, 4.4)
    panel = figure.subplots()
    panel.set_facecolor("#bdbdbd")
    times = np.ma.masked_invalid(born.reshape(born.shape[down], born.shape[across]))
    drawn = panel.pcolormesh(axes[across][1], axes[down][1], times, cmap="viridis_r", shading="nearest")
    panel.set(xlabel=axes[across][0], ylabel=axes[down][0])
    figure.colorbar(drawn, ax=panel, label="learning time at which the pair is born\n(grey: none)")
    return figure
