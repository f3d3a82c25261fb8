"""Between rich and lazy
=====================

A map: what remembers, an outlier or the bulk, how long that takes, and how far from lazy learning it is.

Usage::

    python examples/rich_and_lazy.py [--output FOLDER] [--quick]

Infinitely wide networks learn to integrate, from a random bulk of radius σ and vectors u, v of length κ. Two maps, over
(σ, κ) at c* = 0.3 and over (σ, c*) at κ = 1, each point by the hierarchy at depth 3; below, three networks on the way.
It prints how far depth 2 is from depth 3.
"""

import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from _output import arguments
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reduced_odes.hierarchy import infinite_width
from reduced_odes.lazy import Block, lazy_curve
from reduced_odes.rich_lazy import (
    BULK,
    INK,
    TITLES,
    RichLazyMap,
    TargetFilter,
    draw_row,
    rich_lazy,
    rich_lazy_map,
    scales,
)

C_STAR = 0.3
LEVELS = (0.1, 0.03, 0.01)
LEVEL = 0.01
"""At which the maps are drawn, in units of the target's power; of the others the edge is shown."""
PLACES = {"A  rich": (0.3, 0.15), "B  between": (0.3, 2.0), "C  lazy": (0.8, 2.8)}
"""σ and κ of the three networks."""
WORDS = (
    (("an outlier", 0.3, 0.4, "white"), ("the bulk", 0.81, 1.5, INK), ("both,\ncancelling", 0.19, 3.1, INK)),
    (("an outlier", 0.35, 0.2, "white"), ("the bulk", 0.65, 0.65, INK)),
)
BLUE, ORANGE = "#08519c", "#d95f02"


def main(file: Path, points: int) -> None:
    """Compute both maps, of `points` values of σ, on all cores, and draw."""
    count = points - 3
    begin = time.perf_counter()
    with ProcessPoolExecutor() as executor:
        maps = [
            rich_lazy_map(c_star, kappa, np.linspace(0.05, 0.9, points), levels=LEVELS, executor=executor)
            for kappa, c_star in (
                (np.geomspace(0.1, 4.0, count)[:, None], C_STAR),
                (1.0, np.linspace(0.1, 0.9, count)[:, None]),
            )
        ]
    for found, name in zip(maps, ("(σ, κ)", "(σ, c*)"), strict=True):
        print(f"map over {name}, {found.sigma.size} points: {_told(found)}")
    figure = Figure(figsize=(13.2, 13.0), layout="constrained")
    whole = figure.subfigures(2, 1, height_ratios=(2.15, 1.0))
    of_time, of_distance = scales(maps, LEVEL)
    rows = whole[0].subplots(2, 3)
    for panels, found in zip(rows, maps, strict=True):
        draw_row(whole[0], panels.tolist(), found, LEVEL, of_time, of_distance)
    for panel in rows[0]:
        for label, (sigma, kappa) in PLACES.items():
            _mark(panel, label[0], sigma, kappa)
    for panel, places in zip(rows[:, 0], WORDS, strict=True):
        for word, x, y, color in places:
            panel.text(x, y, word, ha="center", va="center", fontsize=9.5, style="italic", color=color)
    for panel, title in zip(rows[0], TITLES, strict=True):
        panel.set_title(f"{title}\n(c* = {C_STAR:g})", fontsize=12)
    for panel in rows[1]:
        panel.set_title("(κ = 1)", fontsize=11)
    handles, labels = rows[0][0].get_legend_handles_labels()
    whole[0].legend(handles, labels, loc="outside lower left", ncols=5, frameon=False, fontsize=9)
    columns = whole[1].subplots(2, 3, sharex="col", height_ratios=(1.0, 1.0))
    for k, (label, (sigma, kappa)) in enumerate(PLACES.items()):
        _draw_course(columns[:, k], label, sigma, kappa)
    figure.savefig(file, dpi=100)
    print(f"wrote {file.name} in {time.perf_counter() - begin:.0f} s")


def _told(found: RichLazyMap) -> str:
    """How many have an outlier at the level, how many had one, and the error bars."""
    k = LEVELS.index(LEVEL)
    time, margin = found.time[..., k], found.margin[..., k]
    outlier, earlier = margin > 0, found.born < time
    bars = {name: values[..., k] for name, values in found.error.items() if values.ndim == 3}
    relative = bars["time"] / time
    worst = np.unravel_index(np.argmax(relative), relative.shape)
    place = f"σ = {found.sigma[worst]:.2g}, κ = {found.kappa[worst]:.2g}, c* = {found.c_star[worst]:.2g}"
    return (
        f"{outlier.sum()} with an outlier at loss {LEVEL:g}, {(earlier & ~outlier).sum()} had one before, "
        f"{(np.abs(margin) < bars['margin']).sum()} within their error bar of the edge\n    depth 2 from depth 3: time "
        f"{np.median(relative):.1%} (median), {relative.max():.1%} (largest, at {place}), distance to lazy "
        f"{bars['distance'].max():.1g}"
    )


def _mark(panel: Axes, letter: str, sigma: float, kappa: float) -> None:
    box = {"boxstyle": "circle,pad=0.18", "facecolor": "white", "edgecolor": INK, "linewidth": 1.0}
    panel.text(sigma, kappa, letter, ha="center", va="center", fontsize=9, fontweight="bold", bbox=box, zorder=5)


def _draw_course(panels: list[Axes], label: str, sigma: float, kappa: float) -> None:
    """Loss beside its lazy prediction, and the outlier beside the bulk."""
    target = TargetFilter.integrator(C_STAR)
    found = rich_lazy(target, sigma=sigma, kappa=kappa, depth=4, levels=LEVELS[: LEVELS.index(LEVEL) + 1])
    end = 1.25 * found.milestones[-1].time
    times = np.linspace(0.0, end, 81)
    run = infinite_width(target, sigma=sigma, kappa=kappa, times=times, depth=4, rtol=1e-5)
    top, bottom = panels
    power = run.curve.target_power
    lazy = lazy_curve(target, sigma=sigma, kappa=kappa, times=times, trained=list(Block)).loss
    top.semilogy(times, run["loss"] / power, color=BLUE, linewidth=2.2, label="network, N → ∞")
    top.semilogy(times, lazy / power, color=ORANGE, linewidth=1.8, linestyle=(0, (4, 2)), label="lazy")
    top.set_ylim(3e-3, 1.6)
    top.set_title(f"{label}: σ = {sigma:g}, κ = {kappa:g}", fontsize=11)
    bottom.axhspan(0, sigma, color=BULK, label="bulk, |z| ≤ σ")
    bottom.plot(times, 1 - run["c"], color=BLUE, linewidth=2.2, label="outlier of W")
    bottom.axhline(1 - C_STAR, color=INK, linewidth=1.0, linestyle=":", label="pole of the target, 1 − c*")
    bottom.set_ylim(0, 1)
    bottom.set_xlabel("learning time s")
    bottom.set_xlim(0, end)
    if label.startswith("A"):
        top.set_ylabel("loss\n(parts of the power)")
        bottom.set_ylabel("eigenvalues z of W")
    if label.startswith("C"):
        top.legend(frameon=False, fontsize=9)
        bottom.legend(framealpha=1.0, edgecolor="none", fontsize=9, loc="lower right")


if __name__ == "__main__":
    options = arguments(__doc__, ["rich_and_lazy.png"], quick="a coarse map, of 6 x 3 points instead of 11 x 8")
    main(options.output / "rich_and_lazy.png", 6 if options.quick else 11)
