"""The map between rich and lazy as a figure. Matplotlib is imported only when something is drawn.

Between the computed points, which are marked, all panels interpolate linearly, in ln κ, and the logarithms of time and
distance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes._common.figures import blank

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Colormap, LogNorm
    from matplotlib.figure import Figure

TITLES = ("What remembers?", "How long does it take?", "How far from lazy?")
BULK = "#e9dcc3"
INK = "#1b1b1b"
_OUTLIER = ("#f7fbff", "#9ecae1", "#3182bd", "#08306b")
_APART = ("#fff8f0", "#fdbe85", "#e6550d", "#7f2704")
_FINE = 241
_DIGITS, _MORE_DIGITS, _FEWEST_TICKS = (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 8), 3
_DASHES = ((0, (1, 1.4)), (0, (5, 2)), (0, (5, 2, 1, 2)))
"""Of the edges at other levels, from the highest."""


class Drawable(Protocol):
    """What is drawn of a map."""

    @property
    def sigma(self) -> FloatArray: ...
    @property
    def kappa(self) -> FloatArray: ...
    @property
    def c_star(self) -> FloatArray: ...
    @property
    def levels(self) -> FloatArray: ...
    @property
    def margin(self) -> FloatArray: ...
    @property
    def born(self) -> FloatArray: ...
    @property
    def shape(self) -> tuple[int, ...]: ...
    def at(self, level: float) -> Mapping[str, FloatArray]: ...


@cache
def _colours(*shades: str) -> Colormap:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("from light to dark", shades)


@dataclass(frozen=True, eq=False)
class _Plane:
    """A map over σ and one more variable, y, on a finer grid."""

    found: Drawable
    x: FloatArray
    y: FloatArray
    name: str
    fine_x: FloatArray
    fine_y: FloatArray

    @property
    def logarithmic(self) -> bool:
        return self.name == "kappa"

    def fine(self, values: FloatArray) -> FloatArray:
        """Values (y, x) on the finer grid."""
        from scipy.interpolate import RegularGridInterpolator

        scale = np.log if self.logarithmic else np.asarray
        points = np.meshgrid(scale(self.fine_y), self.fine_x, indexing="ij")
        surface = RegularGridInterpolator((scale(self.y), self.x), values)
        return np.asarray(surface(np.stack(points, axis=-1)), dtype=np.float64)


def draw_outliers(axes: Axes, found: Drawable, level: float) -> ScalarMappable:
    """How much of the response outliers explain when the loss is at `level`, and where there is one at all levels.

    Returns what a colour bar needs.
    """
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    plane = _plane(found)
    at = found.at(level)
    explained = np.where(at["margin"] > 0, at["explained"], np.nan)
    colours = np.clip(plane.fine(_carried_on(explained)), 0.0, 1.0)
    outside = plane.fine(at["margin"]) > 0
    axes.set_facecolor(BULK)
    norm = Normalize(0.0, 1.0)
    axes.pcolormesh(
        plane.fine_x,
        plane.fine_y,
        np.ma.masked_where(~outside, colours),
        cmap=_colours(*_OUTLIER),
        norm=norm,
        shading="nearest",
        rasterized=True,
    )
    others = [each for each in found.levels if each != level]
    for k, each in enumerate(found.levels):
        dashes = "solid" if each == level else _DASHES[others.index(each) % len(_DASHES)]
        margin = plane.fine(found.margin[..., k])
        axes.contour(plane.fine_x, plane.fine_y, margin, [0.0], colors=[INK], linewidths=1.5, linestyles=[dashes])
        axes.plot([], [], color=INK, linewidth=1.5, linestyle=dashes, label=f"edge at loss {each:.3g}")
    left = (found.born < at["time"]) & ~(at["margin"] > 0)
    axes.plot(
        *_points(plane, left), "o", markersize=3.6, markerfacecolor="none", markeredgecolor="#7a5c1e", linestyle="none",
        label="an outlier came and went",
    )  # fmt: skip
    _threshold(axes, plane)
    _frame(axes, plane)
    return ScalarMappable(norm, _colours(*_OUTLIER))


def draw_time(axes: Axes, found: Drawable, level: float, norm: LogNorm) -> ScalarMappable:
    """Learning time at which the loss falls to `level`."""
    plane = _plane(found)
    return _surface(axes, plane, found.at(level)["time"], norm, "viridis_r", (0.2, 0.5, 1.0, 2.0, 3.0))


def draw_distance(axes: Axes, found: Drawable, level: float, norm: LogNorm) -> ScalarMappable:
    """Largest distance from the lazy loss until the loss falls to `level`."""
    plane = _plane(found)
    return _surface(axes, plane, found.at(level)["distance"], norm, _colours(*_APART), (0.02, 0.05, 0.1, 0.2, 0.5, 0.8))


def draw(found: Drawable, level: float | None = None) -> Figure:
    """A map over σ and κ, or σ and c*, in three panels; see `RichLazyMap.plot`."""
    from matplotlib.patches import Patch

    wanted = float(found.levels[-1]) if level is None else level
    figure = blank(13.0, 4.6)
    panels = figure.subplots(1, 3)
    draw_row(figure, panels.tolist(), found, wanted, *scales([found], wanted))
    for panel, title in zip(panels, TITLES, strict=True):
        panel.set_title(title)
    handles = [*panels[0].get_legend_handles_labels()[0], Patch(color=BULK, label="no outlier: the bulk alone")]
    figure.legend(handles=handles, loc="outside lower left", ncols=6, frameon=False, fontsize=9)
    return figure


def draw_row(
    figure: Figure, panels: list[Axes], found: Drawable, level: float, of_time: LogNorm, of_distance: LogNorm
) -> None:
    """The three panels of a map with their colour bars."""
    from matplotlib.colors import LogNorm

    drawn = (
        draw_outliers(panels[0], found, level),
        draw_time(panels[1], found, level, of_time),
        draw_distance(panels[2], found, level, of_distance),
    )
    labels = (
        f"response explained by outliers\n(R², at loss {level:g})",
        f"learning time s to loss {level:g}",
        "distance to lazy, max |L − L$_{lazy}$|\n(1: the target's power)",
    )
    for panel, mappable, label in zip(panels, drawn, labels, strict=True):
        bar = figure.colorbar(mappable, ax=panel, pad=0.02, aspect=28)
        bar.set_label(label, fontsize=9)
        if isinstance(mappable.norm, LogNorm):
            _plain_ticks(bar.ax, float(mappable.norm.vmin or 0.0), float(mappable.norm.vmax or 1.0))


def scales(maps: list[Drawable], level: float) -> tuple[LogNorm, LogNorm]:
    """Common scales of time and distance; distances below 0.01 are drawn as 0.01."""
    from matplotlib.colors import LogNorm

    times = np.concatenate([found.at(level)["time"].ravel() for found in maps])
    if not np.any(np.isfinite(times)):
        raise InputError(f"no point of the map reaches the level {level:g}, so there is no time to draw; raise until")
    return LogNorm(float(np.nanmin(times)), float(np.nanmax(times))), LogNorm(0.01, 1.0)


def _surface(
    axes: Axes,
    plane: _Plane,
    values: FloatArray,
    norm: LogNorm,
    colours: str | Colormap,
    lines: tuple[float, ...],
) -> ScalarMappable:
    from matplotlib.cm import ScalarMappable

    low, high = float(norm.vmin or 0.0), float(norm.vmax or 1.0)
    fine = np.exp(plane.fine(np.log(np.maximum(values, 1e-12))))
    axes.set_facecolor("#bdbdbd")
    axes.pcolormesh(
        plane.fine_x,
        plane.fine_y,
        np.clip(fine, low, high),
        cmap=colours,
        norm=norm,
        shading="nearest",
        rasterized=True,
    )
    kept = [line for line in lines if np.nanmin(fine) < line < np.nanmax(fine)]
    if kept:
        drawn = axes.contour(plane.fine_x, plane.fine_y, fine, kept, colors=[INK], linewidths=0.8)
        texts = axes.clabel(drawn, fmt=lambda value: f"{value:g}", fontsize=8)
        for text in texts:
            text.set_bbox({"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 0.8})
    _threshold(axes, plane)
    _frame(axes, plane)
    return ScalarMappable(norm, colours)


def _plane(found: Drawable) -> _Plane:
    if len(found.shape) != 2 or min(found.shape) < 3:
        raise InputError(
            f"the map has the shape {found.shape}; for a figure let sigma vary along the last axis and kappa or c_star "
            "along the first, with at least three values of each"
        )
    x = found.sigma[0]
    name = "kappa" if np.ptp(found.kappa[:, 0]) > 0 else "c_star"
    y = getattr(found, name)[:, 0]
    if not (np.all(np.diff(x) > 0) and np.all(np.diff(y) > 0)):
        raise InputError("sigma, and kappa or c_star, must increase along the axes of the map; sort them")
    between = np.geomspace if name == "kappa" else np.linspace
    fine_y = np.clip(between(y[0], y[-1], _FINE), y[0], y[-1])
    return _Plane(found, x, y, name, np.clip(np.linspace(x[0], x[-1], _FINE), x[0], x[-1]), fine_y)


def _carried_on(values: FloatArray) -> FloatArray:
    """Beyond the last number of a row that number, so that the last one with an outlier colours up to the edge."""
    filled = values.copy()
    for row in filled:
        known = np.flatnonzero(np.isfinite(row))
        if known.size:
            row[:] = row[known[np.argmin(np.abs(np.arange(row.size)[:, None] - known), axis=1)]]
    return np.nan_to_num(filled)


def _points(
    plane: _Plane, which: FloatArray | np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
) -> tuple[FloatArray, FloatArray]:
    rows, columns = np.nonzero(which)
    return plane.x[columns], plane.y[rows]


def _threshold(axes: Axes, plane: _Plane) -> None:
    """|1 − c*| = σ: a target beyond cannot be learnt without an outlier."""
    style = {"color": "#c51b7d", "linewidth": 1.8, "linestyle": (0, (3, 2, 1, 2))}
    label = "σ = |1 − c*|"
    if plane.logarithmic:
        edge = float(abs(1 - plane.found.c_star[0, 0]))
        if plane.x[0] < edge < plane.x[-1]:
            axes.axvline(edge, label=label, **style)  # type: ignore[arg-type]
        return
    axes.plot(np.abs(1 - plane.fine_y), plane.fine_y, label=label, **style)  # type: ignore[arg-type]


def _frame(axes: Axes, plane: _Plane) -> None:
    from matplotlib.ticker import FixedLocator, NullFormatter

    axes.plot(*_points(plane, np.isfinite(plane.found.margin[..., 0])), ".", color=INK, markersize=1.2, alpha=0.55)
    axes.set_xlim(plane.x[0], plane.x[-1])
    axes.set_ylim(plane.y[0], plane.y[-1])
    axes.set_xlabel("strength of the bulk, σ")
    if plane.logarithmic:
        axes.set_yscale("log")
        axes.set_ylabel("initial |u| = |v| = κ")
        ticks = [tick for tick in (0.05, 0.1, 0.2, 0.5, 1, 2, 5) if plane.y[0] <= tick <= plane.y[-1]]
        axes.yaxis.set_major_locator(FixedLocator(ticks))
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    else:
        axes.set_ylabel("decay rate of the target, c*\n(1 / neuron time constant)")


def _plain_ticks(axes: Axes, low: float, high: float) -> None:
    from matplotlib.ticker import FixedLocator, NullFormatter

    ticks: list[float] = []
    for digits in (_DIGITS, _MORE_DIGITS):
        if len(ticks) < _FEWEST_TICKS:
            every = (digit * 10.0**power for power in range(-3, 4) for digit in digits)
            ticks = [tick for tick in every if low <= tick <= high]
    axes.yaxis.set_major_locator(FixedLocator(ticks))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
