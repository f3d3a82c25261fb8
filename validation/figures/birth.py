"""Figures of the birth of the pair: its path in the complex plane, when it happens, and when it does not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from reduced_odes.learning_time.pair_birth import BirthMap, BirthOutcome
from validation._common.checks import FloatArray
from validation.figures.panels.spectrum import theory_outliers
from validation.figures.panels.style import (
    DARK,
    GRID,
    LAW,
    LEARNING_TIME,
    LIGHT,
    LINES,
    MARKERS,
    SHADES,
    CaptionedFigure,
)
from validation.studies.birth import SEPARATRIX, BirthDelay, BirthExamples, BirthPath
from validation.studies.learning_time import N

_HATCHES = {BirthOutcome.NOT_BORN: "////", BirthOutcome.UNFINISHED: "....", BirthOutcome.STALLED: "xxxx"}


def birth_figures(examples: BirthExamples) -> Sequence[CaptionedFigure]:
    """Paths, delays, map."""
    return (_paths(examples), _delays(examples), _maps(examples.map))


def _paths(examples: BirthExamples) -> CaptionedFigure:
    """Eigenvalues of W − I in the complex plane, and what happens over learning time, from several initial sizes."""
    c_star, omega_star = examples.target
    figure = Figure(figsize=(12.0, 6.6), layout="constrained")
    grid = figure.add_gridspec(3, 2, width_ratios=(1.0, 1.15))
    plane = figure.add_subplot(grid[:, 0])
    decay, frequency, loss = (figure.add_subplot(grid[k, 1]) for k in range(3))
    for path, shade, line, marker in zip(examples.paths, SHADES, LINES, MARKERS, strict=False):
        _draw_path(plane, (decay, frequency, loss), path, shade, line)
        _draw_network(plane, (decay, frequency, loss), path, shade, marker)
    plane.plot([-c_star] * 2, [omega_star, -omega_star], "*", color="black", markersize=14, zorder=5, label="target")
    plane.axvline(0.0, color="black", linewidth=0.8, linestyle=":")
    plane.set_aspect("equal", adjustable="datalim")
    plane.set_xlabel("Re λ (1 / time constant)")
    plane.set_ylabel("Im λ (1 / time constant)")
    plane.set_title("eigenvalues λ of W − I; diamonds: the pair is born", fontsize=10)
    plane.legend(frameon=False, fontsize=9, loc="upper left")
    decay.set_ylabel("mean decay c")
    decay.set_title("triangles: c is largest; ticks: plateau from the birth to half of its loss", fontsize=10)
    frequency.set_ylabel("frequency ω")
    loss.set_ylabel("loss / first loss")
    loss.set_yscale("log")
    loss.set_ylim(3e-4, 1.5)
    loss.set_xlabel(LEARNING_TIME)
    figure.suptitle(
        f"damped oscillator, c* = {c_star:g}, ω* = {omega_star:g}; lines: reduced ODE, open symbols: full networks, "
        f"N = {N}",
        fontsize=11,
    )
    return CaptionedFigure("birth-paths", _PATHS, figure)


_PATHS = (
    "Two real outliers leave −1 in opposite directions or together, collide, leave the real axis, and travel to the "
    "target's poles. The smaller the initial weights, the longer only one of them has moved: it is then the best "
    "that a single real outlier can do for the oscillation. The mean decay rate c rises before it falls to c*. The "
    "plateau of the loss after the birth hardly depends on the start; what comes before it gets longer as ln(1/κ)."
)


def _draw_path(
    plane: Axes, panels: Sequence[Axes], found: BirthPath, shade: str, line: str | tuple[float, tuple[float, ...]]
) -> None:
    """The reduced ODE, with its events."""
    path, birth = found.theory, found.birth
    for k, eigenvalues in enumerate(theory_outliers(path)):
        label = f"κ = {found.size:g}" if k == 0 else None
        plane.plot(eigenvalues.real - 1, eigenvalues.imag, color=shade, linestyle=line, label=label)
    at = float(np.interp(birth.born, path.times, path["c"]))
    plane.plot(-at, 0.0, "D", color=shade, markersize=6, zorder=4)
    decay, frequency, loss = panels
    omega = np.sqrt(np.maximum(path["omega_squared"], 0.0))
    for axes, values in ((decay, path["c"]), (frequency, omega), (loss, path["loss"] / path["loss"][0])):
        axes.plot(path.times, values, color=shade, linestyle=line)
    decay.plot(birth.rise, birth.height, "^", color=shade, markersize=7)
    frequency.plot(birth.born, 0.0, "D", color=shade, markersize=6, clip_on=False, zorder=4)
    level = birth.loss_at_birth / path["loss"][0]
    loss.plot([birth.born, birth.half], [level, level / 2], "|", color=shade, markersize=12, markeredgewidth=2)


def _draw_network(plane: Axes, panels: Sequence[Axes], found: BirthPath, shade: str, marker: str) -> None:
    """A full network's eigenvalues and loss."""
    run = found.run
    eigenvalues = run.outliers.eigenvalues.ravel() - 1
    omega = np.sqrt(np.maximum(run["omega_squared"], 0.0))
    points = (
        (plane, eigenvalues.real, eigenvalues.imag),
        *(
            (axes, run.times, values)
            for axes, values in zip(panels, (run["c"], omega, run["loss"] / run["loss"][0]), strict=True)
        ),
    )
    for axes, x, y in points:
        axes.plot(x, y, marker, color=shade, markerfacecolor="white", markersize=4, zorder=3)


def _delays(examples: BirthExamples) -> CaptionedFigure:
    """What delays a birth: small weights, and the surface on which there is none; the laws of both, and networks."""
    figure = Figure(figsize=(11.6, 4.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    (c_star, size), critical = SEPARATRIX, examples.critical
    for (omega, delay), shade, line, marker in zip(examples.by_size.items(), SHADES, LINES, MARKERS, strict=False):
        _draw_delay(left, delay, shade, line, marker, f"c* = {examples.target[0]:g}, ω* = {omega:g}")
    left.set_xlabel("initial size κ = |u| = |v|, u ⊥ v")
    left.set_title("small weights", fontsize=10)
    for (sign, delay), shade, line, marker in zip(
        examples.by_closeness.items(), (DARK, LIGHT), LINES, MARKERS, strict=False
    ):
        side, sense = ("above", "+ω*") if sign > 0 else ("below", "−ω*")
        _draw_delay(right, delay, shade, line, marker, f"ω* {side} {critical:.4f}: ends at q = {sense}")
    right.set_xlabel(f"distance of ω* from {critical:.5f}")
    right.set_title(f"close to the targets without a birth, c* = {c_star:g}, κ = {size:g}", fontsize=10)
    for axes in (left, right):
        axes.set_ylim(0.0)
        axes.set_ylabel("learning time s of the birth")
        axes.grid(color=GRID, linewidth=0.6)
        axes.legend(frameon=False, fontsize=9)
    figure.suptitle(f"lines: reduced ODE; dots: slope of the law; open symbols: full networks, N = {N}", fontsize=10)
    return CaptionedFigure(
        "birth-delays",
        "The pair is born late if the initial weights are small, by 1/F*(1) + 2/μ for each factor e, and if the "
        f"target or the start is close to a surface on which no pair is born: for c* = {c_star:g} and κ = {size:g} it "
        f"lies at ω* = {critical:.5f}. On the two sides of it the state of the network comes to turn in opposite "
        "senses; the delay is 1/μ for each factor e of the distance.",
        figure,
    )


def _draw_delay(
    axes: Axes, delay: BirthDelay, shade: str, line: str | tuple[float, tuple[float, ...]], marker: str, label: str
) -> None:
    axes.semilogx(delay.x, delay.theory, color=shade, linestyle=line, label=label)
    axes.semilogx(delay.x, delay.law, color=shade, **LAW)
    for k, born in delay.networks.items():
        axes.semilogx(delay.x[k], born, marker, color=shade, markerfacecolor="white", zorder=3)


def _maps(found: BirthMap) -> CaptionedFigure:
    """Time of birth and length of the plateau over (c*, ω*), for several initial sizes."""
    count, x, y = found.sizes.size, _edges(found.c_stars), _edges(found.omega_stars)
    figure = Figure(figsize=(3.7 * count + 1.2, 7.4), layout="constrained")
    panels = figure.subplots(2, count, sharex=True, sharey=True, squeeze=False)
    norm = LogNorm(1.0, found.until)
    rows = ((found.born, "time s of the birth"), (found.plateau, "length of the plateau, in s"))
    for row, (values, label) in zip(panels, rows, strict=True):
        for k, axes in enumerate(row):
            image = axes.pcolormesh(x, y, values[:, :, k].T, norm=norm, cmap="viridis_r")
            _mark_failures(axes, found, k)
            axes.set_xscale("log")
            axes.set_yscale("log")
        row[0].set_ylabel("target's frequency ω*")
        figure.colorbar(image, ax=list(row), label=label)
    for axes, size in zip(panels[0], found.sizes, strict=True):
        axes.set_title(f"κ = {size:g}", fontsize=10)
    for axes in panels[1]:
        axes.set_xlabel("target's decay rate c*")
    shares = {outcome: found.share(outcome) for outcome in BirthOutcome}
    parts = "; ".join(
        f"{100 * share:.0f} % {outcome.value.replace('_', ' ')}" for outcome, share in shares.items() if share
    )
    figure.suptitle(
        f"reduced ODE of the pair, u ⊥ v, until s = {found.until:g}: {parts}\n"
        "slashes: outliers real at the end; dots: born, but loss not below 1 %; white: loss not halved by then; red: "
        "the sense of rotation changes",
        fontsize=10,
    )
    return CaptionedFigure("birth-map", _map_caption(found, parts), figure)


def _mark_failures(axes: Axes, found: BirthMap, k: int) -> None:
    """Hatch the cells without a birth, or without learning; draw where the sense of rotation changes."""
    x, y = _edges(found.c_stars), _edges(found.omega_stars)
    for outcome, hatch in _HATCHES.items():
        for i, j in np.argwhere(found.outcomes[:, :, k] == outcome.value):
            corner, width, height = (x[i], y[j]), x[i + 1] - x[i], y[j + 1] - y[j]
            axes.add_patch(
                Rectangle(corner, width, height, fill=False, hatch=hatch, edgecolor="#8a8a8a", linewidth=0.0)
            )
    turning = np.where(np.isnan(found.born[:, :, k]), np.nan, np.sign(found.rotation[:, :, k]))
    axes.contour(found.c_stars, found.omega_stars, turning.T, levels=[0.0], colors="#d62728", linewidths=1.6)


def _edges(centres: FloatArray) -> FloatArray:
    """The borders between cells of a logarithmic axis, and the two outer ones."""
    middle = np.sqrt(centres[1:] * centres[:-1])
    return np.concatenate([[centres[0] ** 2 / middle[0]], middle, [centres[-1] ** 2 / middle[-1]]])


def _map_caption(found: BirthMap, parts: str) -> str:
    real = found.outcomes == BirthOutcome.NOT_BORN.value
    learnt = 100 * float(np.mean(~np.isnan(found.learnt[real]))) if real.any() else 0.0
    bad = [x.value for x in (BirthOutcome.UNSTABLE, BirthOutcome.STALLED, BirthOutcome.SOLVER_FAILED) if found.share(x)]
    return (
        "When the pair is born, and how long the loss stays above half of what it was then, by the reduced ODE up to "
        f"s = {found.until:g}: {parts}; {' and '.join(bad) or 'none'} unstable, at rest above the threshold or failed. "
        f"Slowly oscillating targets leave the outliers real: {learnt:.0f} % of these have learnt all the same, to 1 "
        "% of the first loss. Where the target decays and oscillates fast, learning is slow. Where the time of the "
        "birth jumps (at large weights), an early pair is lost again on one side and the one that stays comes later. "
        "Across the red lines, which are as coarse as the grid, the network's state turns in the other sense; on "
        "them no pair is born, and close to them it is late."
    )
