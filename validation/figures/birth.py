"""Figures of the birth of the pair: its path in the complex plane, when it happens, and when it does not."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from reduced_odes import Trajectory, conjugate_pair, integrate
from reduced_odes.learning_time.laws import real_saddles, silent_rate
from reduced_odes.learning_time.pair_birth import BirthMap, BirthOutcome, birth, birth_map
from reduced_odes.learning_time.times import reflected
from validation._common.checks import FloatArray
from validation.figures.panels.spectrum import theory_outliers
from validation.figures.panels.style import LEARNING_TIME, Plate
from validation.network.targets import damped_oscillator
from validation.studies.birth import SEPARATRIX, SEPARATRIX_BRACKET, network_birth, separatrix
from validation.studies.learning_time import N, reflected_network
from validation.training.flow import gradient_flow

_SHADES = ("#08306b", "#3f7fbf", "#c8703a")
_DASHED = (0.0, (5.0, 2.5))
_HATCHES = {BirthOutcome.NOT_BORN: "////", BirthOutcome.UNFINISHED: "....", BirthOutcome.STALLED: "xxxx"}


def birth_plates(executor: Executor | None = None) -> Sequence[Plate]:
    """All three figures: paths, delays, map."""
    return (birth_paths(), birth_delays(), birth_maps(executor=executor))


def birth_paths(c_star: float = 0.3, omega_star: float = 2.0, sizes: Sequence[float] = (0.4, 0.1, 0.01)) -> Plate:
    """Eigenvalues of W − I in the complex plane, and what happens over learning time, from several initial sizes."""
    figure = Figure(figsize=(12.0, 6.6), layout="constrained")
    grid = figure.add_gridspec(3, 2, width_ratios=(1.0, 1.15))
    plane = figure.add_subplot(grid[:, 0])
    decay, frequency, loss = (figure.add_subplot(grid[k, 1]) for k in range(3))
    target = {"c_star": c_star, "omega_star": omega_star}
    for size, shade in zip(sizes, _SHADES, strict=False):
        found = birth(conjugate_pair, reflected(size), target, learnt=1e-2)
        times = np.union1d(np.linspace(0.0, 1.15 * found.learnt, 600), found.born + np.geomspace(1e-4, 1.0, 60))
        path = integrate(conjugate_pair, reflected(size), target, times, learnt=1e-2)
        _draw_path(plane, path, found.born, shade, f"κ = {size:g}")
        omega = np.sqrt(np.maximum(path["omega_squared"], 0.0))
        for axes, values in ((decay, path["c"]), (frequency, omega), (loss, path["loss"] / path["loss"][0])):
            axes.plot(times, values, color=shade)
        decay.plot(found.rise, found.height, "^", color=shade, markersize=7)
        frequency.plot(found.born, 0.0, "D", color=shade, markersize=6, clip_on=False, zorder=4)
        level = found.loss_at_birth / path["loss"][0]
        loss.plot([found.born, found.half], [level, level / 2], "|", color=shade, markersize=12, markeredgewidth=2)
        seen = np.linspace(0.0, 1.15 * found.learnt, 25)
        _draw_network(plane, (decay, frequency, loss), size, seen, (c_star, omega_star), shade)
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
        f"damped oscillator, c* = {c_star:g}, ω* = {omega_star:g}; lines: reduced ODE, circles: full networks, N = {N}",
        fontsize=11,
    )
    return Plate("birth-paths", _PATHS, figure)


_PATHS = (
    "Two real outliers leave −1 in opposite directions or together, collide, leave the real axis, and travel to the "
    "target's poles. The smaller the initial weights, the longer only one of them has moved: it is then the best "
    "that a single real outlier can do for the oscillation. The mean decay rate c rises before it falls to c*. The "
    "plateau of the loss after the birth hardly depends on the start; what comes before it gets longer as ln(1/κ)."
)


def _draw_path(axes: Axes, path: Trajectory, born: float, shade: str, label: str) -> None:
    for k, eigenvalues in enumerate(theory_outliers(path)):
        axes.plot(eigenvalues.real - 1, eigenvalues.imag, color=shade, label=label if k == 0 else None)
    at = float(np.interp(born, path.times, path["c"]))
    axes.plot(-at, 0.0, "D", color=shade, markersize=6, zorder=4)


def _draw_network(
    plane: Axes, panels: Sequence[Axes], size: float, times: FloatArray, poles: tuple[float, float], shade: str
) -> None:
    """A full network's eigenvalues and loss."""
    run = gradient_flow(reflected_network(size), damped_oscillator(*poles), times)
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
        axes.plot(x, y, "o", color=shade, markerfacecolor="white", markersize=4, zorder=3)


def birth_delays(points: int = 11, *, halvings: int = 20, networks: bool = True) -> Plate:
    """What delays a birth: small weights, and the surface on which there is none; the laws of both, and networks.

    Parameters
    ----------
    points : int
        Starts, and targets, along each curve.
    halvings : int
        How finely the surface is located.
    networks : bool
        Whether to train full networks too (asks for the usual `points`).
    """
    figure = Figure(figsize=(11.6, 4.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    _draw_delay_by_size(left, points, networks)
    critical = separatrix(conjugate_pair, *SEPARATRIX, SEPARATRIX_BRACKET, halvings=halvings)
    _draw_delay_by_closeness(right, critical, points, networks)
    for axes in (left, right):
        axes.set_ylabel("learning time s of the birth")
        axes.grid(color="#e4e4e4", linewidth=0.6)
        axes.legend(frameon=False, fontsize=9)
    figure.suptitle(f"lines: reduced ODE; dashes: slope of the law; circles: full networks, N = {N}", fontsize=10)
    c_star, size = SEPARATRIX
    return Plate(
        "birth-delays",
        "The pair is born late if the initial weights are small, by 1/F*(1) + 2/μ for each factor e, and if the "
        f"target or the start is close to a surface on which no pair is born: for c* = {c_star:g} and κ = {size:g} it "
        f"lies at ω* = {critical:.5f}. On the two sides of it the state of the network comes to turn in opposite "
        "senses; the delay is 1/μ for each factor e of the distance.",
        figure,
    )


def _draw_delay_by_size(axes: Axes, points: int, networks: bool) -> None:
    sizes = np.geomspace(1e-10, 0.5, points)
    for omega, shade in zip((0.6, 2.0, 3.0), _SHADES, strict=True):
        found = birth_map([0.3], [omega], sizes, until=2e3).born[0, 0]
        axes.semilogx(sizes, found, color=shade, label=f"c* = 0.3, ω* = {omega:g}")
        (saddle,) = real_saddles(0.3, omega)
        slope = 1 / silent_rate(0.3, omega) + 2 / saddle.escape
        axes.semilogx(sizes, found[0] - slope * np.log(sizes / sizes[0]), color=shade, linestyle=_DASHED, linewidth=1)
        for k in (6, 8, 9) if networks else ():
            seen = network_birth(damped_oscillator(0.3, omega), float(sizes[k]), float(found[k]))
            axes.semilogx(sizes[k], seen, "o", color=shade, markerfacecolor="white", zorder=3)
    axes.set_ylim(0.0)
    axes.set_xlabel("initial size κ = |u| = |v|, u ⊥ v")
    axes.set_title("small weights", fontsize=10)


def _draw_delay_by_closeness(axes: Axes, critical: float, points: int, networks: bool) -> None:
    c_star, size = SEPARATRIX
    (saddle,) = real_saddles(c_star, critical)
    distances = np.geomspace(1e-6, 0.3, points)
    for sign, shade, sense in ((-1, _SHADES[0], "−ω*"), (1, _SHADES[2], "+ω*")):
        omegas = critical + sign * distances
        found = birth_map([c_star], omegas, [size], rtol=1e-8).born[0, :, 0]
        word = "above" if sign > 0 else "below"
        axes.semilogx(distances, found, color=shade, label=f"ω* {word} {critical:.4f}: ends at q = {sense}")
        for k in (1, 4, 7) if networks else ():
            born = network_birth(damped_oscillator(c_star, float(omegas[k])), size, float(found[k]))
            axes.semilogx(distances[k], born, "o", color=shade, markerfacecolor="white", zorder=3)
        law = found[0] - np.log(distances / distances[0]) / saddle.escape
        axes.semilogx(distances, law, color=shade, linestyle=_DASHED, linewidth=1)
    axes.set_ylim(0.0)
    axes.set_xlabel(f"distance of ω* from {critical:.5f}")
    axes.set_title(f"close to the targets without a birth, c* = {c_star:g}, κ = {size:g}", fontsize=10)


def birth_maps(
    points: tuple[int, int] = (12, 14),
    sizes: Sequence[float] = (0.3, 0.03, 0.003),
    *,
    until: float = 1e3,
    executor: Executor | None = None,
) -> Plate:
    """Time of birth and length of the plateau over (c*, ω*), for several initial sizes.

    Parameters
    ----------
    points : tuple of two ints
        Values of c* and of ω*.
    sizes : sequence of float
    until : float
        Learning time at which to give up.
    executor : Executor, optional
        Where to compute.
    """
    decays, omegas = np.geomspace(0.03, 2.0, points[0]), np.geomspace(0.1, 5.0, points[1])
    found = birth_map(decays, omegas, sizes, until=until, learnt=1e-2, executor=executor)
    figure = Figure(figsize=(3.7 * len(sizes) + 1.2, 7.4), layout="constrained")
    panels = figure.subplots(2, len(sizes), sharex=True, sharey=True, squeeze=False)
    norm = LogNorm(1.0, until)
    rows = ((found.born, "time s of the birth"), (found.plateau, "length of the plateau, in s"))
    for row, (values, label) in zip(panels, rows, strict=True):
        for k, axes in enumerate(row):
            image = axes.pcolormesh(_edges(decays), _edges(omegas), values[:, :, k].T, norm=norm, cmap="viridis_r")
            _mark_failures(axes, found, k)
            axes.set_xscale("log")
            axes.set_yscale("log")
        row[0].set_ylabel("target's frequency ω*")
        figure.colorbar(image, ax=list(row), label=label)
    for axes, size in zip(panels[0], sizes, strict=True):
        axes.set_title(f"κ = {size:g}", fontsize=10)
    for axes in panels[1]:
        axes.set_xlabel("target's decay rate c*")
    shares = {outcome: found.share(outcome) for outcome in BirthOutcome}
    told = "; ".join(
        f"{100 * share:.0f} % {outcome.value.replace('_', ' ')}" for outcome, share in shares.items() if share
    )
    figure.suptitle(
        f"reduced ODE of the pair, u ⊥ v, until s = {until:g}: {told}\n"
        "slashes: outliers real at the end; dots: born, but loss not below 1 %; white: loss not halved by then; red: "
        "the sense of rotation changes",
        fontsize=10,
    )
    return Plate("birth-map", _map_caption(found, told), figure)


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


def _map_caption(found: BirthMap, told: str) -> str:
    real = found.outcomes == BirthOutcome.NOT_BORN.value
    learnt = 100 * float(np.mean(~np.isnan(found.learnt[real]))) if real.any() else 0.0
    bad = [x.value for x in (BirthOutcome.UNSTABLE, BirthOutcome.STALLED, BirthOutcome.SOLVER_FAILED) if found.share(x)]
    return (
        "When the pair is born, and how long the loss stays above half of what it was then, by the reduced ODE up to "
        f"s = {found.until:g}: {told}; {' and '.join(bad) or 'none'} unstable, at rest above the threshold or failed. "
        f"Slowly oscillating targets leave the outliers real: {learnt:.0f} % of these have learnt all the same, to 1 "
        "% of the first loss. Where the target decays and oscillates fast, learning is slow. Where the time of the "
        "birth jumps (at large weights), an early pair is lost again on one side and the one that stays comes later. "
        "Across the red lines, which are as coarse as the grid, the network's state turns in the other sense; on "
        "them no pair is born, and close to them it is late."
    )
