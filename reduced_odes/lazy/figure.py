"""A lazy learning curve as a figure. Needs Matplotlib, which the rest of the lazy regime does not."""

from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from reduced_odes._common.errors import InputError
from reduced_odes._common.figures import write_figure
from reduced_odes.lazy.curve import LazyCurve


def plot(curve: LazyCurve) -> Figure:
    """Loss against learning time, both logarithmic, with the late power law as a slope.

    Raises
    ------
    InputError
        The curve has fewer than two times after 0.
    """
    later = curve.times > 0
    if np.count_nonzero(later) < 2:
        raise InputError("times has fewer than two entries above 0, too few for a logarithmic axis; give more")
    s, loss = curve.times[later], curve.loss[later]
    figure = Figure(figsize=(6.4, 4.4), layout="constrained")
    panel = figure.subplots()
    panel.loglog(s, loss, color="#000000", linewidth=1.6, label="loss")
    gamma = curve.decay_exponent
    if math.isfinite(gamma) and gamma > 0 and s[-1] > 10:
        late = s >= s[-1] ** 0.5
        guide = loss[-1] * (s[late] / s[-1]) ** -gamma
        panel.loglog(s[late], 1.6 * guide, color="#b3541e", linestyle=(0, (5, 2)), label=f"slope −γ = {-gamma:.3g}")
    panel.set_xlabel("learning time s")
    panel.set_ylabel("loss")
    panel.grid(color="#dddddd", linewidth=0.6)
    panel.legend(frameon=False)
    blocks = ", ".join(block.value for block in curve.rates)
    verdict = "learnable" if curve.learnable else "not learnable"
    panel.set_title(f"lazy: σ = {curve.sigma:g}, κ = {curve.kappa:g}, trained: {blocks}; {verdict}", fontsize=10)
    return figure


def save_plot(curve: LazyCurve, path: str | os.PathLike[str]) -> Path:
    """Draw `curve` into the file `path`, of a kind told by its ending (png, pdf, svg, …).

    Raises
    ------
    InputError
        Matplotlib does not write files with this ending.
    OutputError
        The file cannot be written.
    """
    return write_figure(plot(curve), path)
