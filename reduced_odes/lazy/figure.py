"""A lazy learning curve as a figure. Matplotlib is imported only when something is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes._common.figures import blank

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Drawable(Protocol):
    """What is drawn of a lazy curve."""

    @property
    def times(self) -> FloatArray: ...
    @property
    def loss(self) -> FloatArray: ...
    @property
    def decay_exponent(self) -> float: ...
    @property
    def learnable(self) -> bool: ...
    @property
    def sigma(self) -> float: ...
    @property
    def kappa(self) -> float: ...
    @property
    def trained(self) -> Sequence[str]: ...


def draw(curve: Drawable) -> Figure:
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
    figure = blank(6.4, 4.4)
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
    blocks = ", ".join(curve.trained)
    verdict = "learnable" if curve.learnable else "not learnable"
    panel.set_title(f"lazy: σ = {curve.sigma:g}, κ = {curve.kappa:g}, trained: {blocks}; {verdict}", fontsize=10)
    return figure
