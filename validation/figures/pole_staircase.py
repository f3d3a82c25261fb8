"""Figure of targets of three and four poles: plateaus, what is learnt on them, and how long networks wait there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.integrate import LSODA

from validation.experiments.claim import Subject
from validation.figures.panels.style import LEARNING_TIME, TARGET, Plate
from validation.studies.pole_staircase import (
    FOUR,
    THREE,
    Escapes,
    PoleTarget,
    left_behind,
    of_infinite_width,
    of_network,
    start,
    wide_losses,
)
from validation.training.flow import gradient_flow
from validation.training.runs import DescentRun

_BLUE, _ORANGE, _PALE = "#2f6fa8", "#b3541e", "#e8c4a8"
_SIGMA = 1e-4
"""Radius of the bulk in the panels over learning time."""
_N = 6
_MARKS = ("o", "s", "D")
_OUTSIDE = 0.02
"""Eigenvalues of W beyond this modulus are shown."""


def pole_staircase_plates() -> list[Plate]:
    """Losses, poles and waits."""
    wide, given = of_infinite_width(THREE, (1e-3, 1e-5, 1e-7)), of_network(FOUR, (1e-4, 1e-5, 1e-6, 1e-7), N=_N)
    figure = Figure(figsize=(12.0, 8.4), layout="constrained")
    (top_left, top_right), (left, right) = figure.subplots(2, 2)
    _draw_losses(top_left, THREE, wide, "three poles")
    run = _draw_losses(top_right, FOUR, given, "four poles")
    _draw_poles(left, run, FOUR, given)
    _draw_waits(right, wide, given)
    worst = max(float(np.abs(found.deviations).max()) for found in (wide, given))
    caption = (
        f"Targets of three and four poles, learnt from |u| = |v| = {THREE.kappa:g}, u = v, and a bulk of radius "
        f"σ = {_SIGMA:g}. Lines: infinite width (words of one letter less than poles) and gradient flow of one network "
        f"of N = {_N}; dotted: losses of the plateaus, and times at which they are left, from the target, σ and the "
        f"network's W(0) alone. Over all σ measured and predicted times differ by at most {worst:.1e}/γ."
    )
    return [replace(Plate("pole-staircase", caption, figure), subject=Subject.STAIRCASE)]


def _draw_losses(axes: Axes, case: PoleTarget, found: Escapes, name: str) -> DescentRun:
    """Infinite width where the table is of it (u₀ = v₀ of any σ), and one network; plateaus and escapes predicted."""
    network = start(case, _SIGMA, _N, 3)
    own, wide = found.table.escapes_of(network.W, network.u, network.v), found.table.escapes(_SIGMA)
    power = found.table.plateaus[0].loss
    until = 1.35 * max(own[-1], wide[-1])
    times = np.linspace(0.0, until, 241)
    run = gradient_flow(network, case.target, times, method=LSODA, rtol=1e-7, atol=1e-12, outlier_count=4)
    axes.semilogy(run.times, run["loss"] / power, color=_PALE, linewidth=5.0, label=f"one network, N = {_N}")
    axes.semilogy(times, wide_losses(case, _SIGMA, times) / power, color=_BLUE, linewidth=1.4, label="infinite width")
    for k, plateau in enumerate(left_behind(found.table)):
        axes.axhline(plateau.loss / power, **TARGET, label="plateaus, predicted" if k == 0 else None)
    for escapes, colour, which in ((wide, _BLUE, "infinite width"), (own, _ORANGE, "the network")):
        for k, s in enumerate(escapes):
            label = f"escapes of {which}, predicted" if k == 0 else None
            axes.axvline(s, color=colour, linewidth=1.0, linestyle=":", label=label)
    axes.set_ylim(3e-6, 1.5)
    axes.set_xlim(0, until)
    axes.set_title(f"{name}: the loss waits on plateaus")
    axes.set_xlabel(LEARNING_TIME)
    axes.set_ylabel("loss / ½∫f*² dt")
    axes.legend(fontsize=8, loc="lower left", framealpha=1.0, edgecolor="none")
    return run


def _draw_poles(axes: Axes, run: DescentRun, case: PoleTarget, found: Escapes) -> None:
    """Outliers of the network over learning time, beside the poles of the plateaus and of the target."""
    network = start(case, _SIGMA, _N, 3)
    bounds = [0.0, *found.table.escapes_of(network.W, network.u, network.v).tolist(), float(run.times[-1])]
    eigenvalues = [(s, z) for s, row in zip(run.times, run.spectra, strict=True) for z in row if abs(z) > _OUTSIDE]
    s, z = np.array([x[0] for x in eigenvalues]), np.array([x[1] for x in eigenvalues])
    axes.plot(s, 1.0 - z.real, ".", color=_BLUE, markersize=4, label="decay rates 1 − Re z")
    turning = z.imag > 1e-6
    axes.plot(s[turning], z.imag[turning], ".", color=_ORANGE, markersize=4, label="frequency Im z")
    levels = (*left_behind(found.table), found.table.plateaus[-1])
    for plateau, begin, end in zip(levels, bounds[:-1], bounds[1:], strict=True):
        poles = plateau.poles
        values = [*(-poles.real).tolist(), *poles.imag[poles.imag > 1e-6].tolist()]
        axes.hlines(values, begin, end, color="black", linewidth=1.0, linestyle=":", zorder=3)
    axes.plot([], [], color="black", linewidth=1.0, linestyle=":", label="plateaus and target, predicted")
    axes.set_xlim(0, float(run.times[-1]))
    axes.set_ylim(0, 2.6)
    axes.set_title(f"four poles: outliers z of W, one network, N = {_N}")
    axes.set_xlabel(LEARNING_TIME)
    axes.set_ylabel("1 / neuron time constant")
    axes.legend(fontsize=8, framealpha=1.0, edgecolor="none", loc="upper left")


def _draw_waits(axes: Axes, wide: Escapes, given: Escapes) -> None:
    """Waits over σ: lines predicted, points measured."""
    for found, colour, name in ((wide, _BLUE, "3 poles, infinite width"), (given, _ORANGE, "4 poles, network")):
        slopes, errors = found.slopes()
        for k, mark in zip(range(slopes.size), _MARKS, strict=False):
            axes.semilogx(found.sigmas, found.predicted[:, k], color=colour, linewidth=1.2)
            axes.semilogx(
                found.sigmas, found.measured[:, k], mark, color=colour, markerfacecolor="white",
                label=f"{name}, plateau {k + 1}: slope of the wait × γ = {slopes[k]:.5f} ± {errors[k]:.0e}",
            )  # fmt: skip
    axes.invert_xaxis()
    axes.set_ylim(0, 1.5 * float(given.measured.max()))
    axes.set_xlabel("bulk radius σ")
    axes.set_ylabel("time of escape, s")
    axes.set_title("times of escape: predicted (lines) and measured")
    axes.legend(fontsize=8, framealpha=1.0, edgecolor="none", loc="upper left")
