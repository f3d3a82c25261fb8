"""Colours, lines and legends of all figures, which must be readable in greyscale.

Theory is a thin dark dashed line over the network's broad light one.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TypedDict

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from validation.experiments.claim import Subject
from validation.training.runs import DescentRun


@dataclass(frozen=True, eq=False)
class CaptionedFigure:
    """A figure with its caption.

    Attributes
    ----------
    name : str
        Of the file that it is written to.
    caption : str
    figure : Figure
    subject : Subject
        Under which it is shown; the registry sets that of the study.
    leading : bool
        Whether a report begins with it.
    """

    name: str
    caption: str
    figure: Figure
    subject: Subject = Subject.EXACTNESS
    leading: bool = False

    def rendered(self, dpi: int = 120) -> Picture:
        """The figure as it is written to a file."""
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="png", dpi=dpi)
        return Picture(self.name, self.caption, buffer.getvalue(), self.subject, self.leading)


@dataclass(frozen=True, eq=False)
class Picture:
    """A rendered figure: bytes of a PNG file, with the attributes of `CaptionedFigure`."""

    name: str
    caption: str
    png: bytes
    subject: Subject
    leading: bool


INK, DARK, MIDDLE, LIGHT, GREY, GRID = "#1a1a1a", "#1b3f73", "#3a9188", "#f2a65a", "#6b6b6b", "#e4e4e4"
"""Colours that are told apart in greyscale too: INK, DARK, MIDDLE and LIGHT have ever larger luminance."""
SHADES = (DARK, MIDDLE, LIGHT)
MARKERS = ("o", "s", "^", "D")
LINES: tuple[str | tuple[float, tuple[float, ...]], ...] = ("-", (0.0, (6.0, 2.0)), (0.0, (6.0, 2.0, 1.0, 2.0)), ":")
"""Markers and lines that go with the colours, in the same order."""


class LineStyle(TypedDict, total=False):
    """Keyword arguments of `Axes.plot` that say how a line looks."""

    color: str
    linewidth: float
    linestyle: str | tuple[float, tuple[float, ...]]
    zorder: float


FLOW: LineStyle = {"color": "#a9cbe8", "linewidth": 5.0, "zorder": 2.0}
DESCENT: LineStyle = {"color": "#c8703a", "linewidth": 2.0, "zorder": 2.1}
THEORY: LineStyle = {"color": "black", "linewidth": 1.2, "linestyle": (0.0, (5.0, 2.5)), "zorder": 3.0}
LAW: LineStyle = {"linewidth": 1.0, "linestyle": (0.0, (1.5, 1.5)), "zorder": 1.5}
TARGET: LineStyle = {"color": "black", "linewidth": 1.0, "linestyle": ":", "zorder": 1.5}

THEORY_LABEL = "reduced ODE"
LEARNING_TIME = "learning time s (step size × steps)"


def panel(width: float = 8.2, height: float = 4.2) -> tuple[Figure, Axes]:
    """A figure of one panel, known to nobody else: no global state of pyplot. Sizes in inches."""
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots()


def legend_beside(axes: Axes) -> None:
    """A legend to the right of the panel, where there are no data."""
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=9)


def legend_below(figure: Figure, axes: Axes, columns: int | None = None) -> None:
    """A legend below all panels, of what the given one shows; in one row by default."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=columns or len(labels), frameon=False, fontsize=9)


def run_label(run: DescentRun) -> str:
    """Which network a line belongs to."""
    kind = "gradient flow" if run.step is None else f"descent, η = {run.step:g}"
    start = "W(0) = 0" if run.sigma == 0 else f"bulk σ = {run.sigma:g}"
    return f"network, N = {run.initial.N}, {start}\n({kind})"


def power_of_ten(value: float) -> str:
    """A small number for prose: 1.6 · 10⁻⁹."""
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.1e}".split("e")
    raised = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    return f"{mantissa} · 10{str(int(exponent)).translate(raised)}"
