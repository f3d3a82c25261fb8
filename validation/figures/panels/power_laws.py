"""The figure of measured power laws."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from validation._common.checks import FloatArray
from validation.experiments.claim import Claim

_MARKERS = "osD^v<>P"
_COLUMNS = 2
_LABEL_WIDTH = 38


def power_laws(claims: Sequence[Claim]) -> tuple[Figure, str]:
    """Measured deviations over what they depend on, with fitted and expected slopes; figure and caption.

    Parameters
    ----------
    claims : sequence of Claim
        Those with points are drawn, one panel for each `x_name`.
    """
    laws = [claim for claim in claims if claim.x is not None and claim.y is not None]
    quantities = list(dict.fromkeys(claim.x_name for claim in laws))
    columns = min(_COLUMNS, len(quantities))
    rows = -(-len(quantities) // _COLUMNS)
    figure = Figure(figsize=(7.8 if columns == 1 else 11.6, 3.3 * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, quantity in zip(panels, quantities, strict=False):
        _draw_panel(axes, quantity, [law for law in laws if law.x_name == quantity])
    for axes in panels[len(quantities) :]:
        axes.set_visible(False)
    figure.suptitle("power laws: measured points, fitted slopes (dashed), expected slopes (broad, grey)")
    failed = sum(not law.passed for law in laws)
    return figure, (
        f"Measured are {len(laws)} power laws, {failed or 'none'} of them failed. Every fit is a straight line of the "
        "logarithms by least squares; the expected slope is drawn through the same centre. The table of "
        "claims says what deviates from what, and relative to what."
    )


def line_of_slope(x: FloatArray, y: FloatArray, slope: float) -> FloatArray:
    """The power law of a given slope through the points' mean in logarithms; of the fitted slope, the fitted line."""
    return np.asarray(np.exp(np.mean(np.log(y)) + slope * (np.log(x) - np.mean(np.log(x)))), dtype=np.float64)


def _draw_panel(axes: Axes, quantity: str, laws: Sequence[Claim]) -> None:
    ticks: set[float] = set()
    for law, marker in zip(laws, cycle(_MARKERS), strict=False):
        if law.x is None or law.y is None:
            continue
        axes.loglog(law.x, law.y, marker, color="black", markerfacecolor="white", label=_label(law), zorder=3)
        axes.loglog(law.x, line_of_slope(law.x, law.y, law.expected), color="#bbbbbb", linewidth=4.0, zorder=1)
        fitted = line_of_slope(law.x, law.y, law.measured)
        axes.loglog(law.x, fitted, color="black", linewidth=0.9, linestyle="--", zorder=2)
        ticks |= set(law.x.tolist())
    axes.set_xticks(sorted(ticks), [f"{x:g}" for x in sorted(ticks)], rotation=90, fontsize=8)
    axes.xaxis.minorticks_off()
    axes.set_xlabel(quantity)
    axes.set_ylabel("relative deviation")
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), frameon=False, fontsize=8)


def _label(law: Claim) -> str:
    verdict = "" if law.passed else ", FAIL"
    numbers = f"{law.measured:.3f}, expected {law.expected:g} ± {law.tolerance:g}{verdict}".replace("-", "−")
    return fill(f"{law.task}, {law.name}:", _LABEL_WIDTH) + f"\n{numbers}"
