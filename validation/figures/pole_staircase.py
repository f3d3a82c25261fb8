"""Figure of targets of three and four poles: plateaus, what is learnt on them, and how long networks wait there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from validation.figures.panels.style import DARK, LEARNING_TIME, LIGHT, MARKERS, TARGET, CaptionedFigure
from validation.studies.pole_staircase import PoleExample, left_behind

_PALE = "#f6d9bb"
_OUTSIDE = 0.02
"""Eigenvalues of W beyond this modulus are shown."""


def pole_staircase_figures(examples: tuple[PoleExample, PoleExample]) -> Sequence[CaptionedFigure]:
    """Losses, poles and waits."""
    three, four = examples
    figure = Figure(figsize=(12.0, 8.4), layout="constrained")
    (top_left, top_right), (left, right) = figure.subplots(2, 2)
    _draw_losses(top_left, three, "three poles")
    _draw_losses(top_right, four, "four poles")
    _draw_poles(left, four)
    _draw_waits(right, three, four)
    worst = max(float(np.abs(example.escapes.deviations).max()) for example in examples)
    caption = (
        f"Targets of three and four poles, learnt from |u| = |v| = {three.case.kappa:g}, u = v, and a bulk of radius "
        f"σ = {three.sigma:g}. Lines: infinite width (words of one letter less than poles) and gradient flow of one "
        f"network of N = {four.run.initial.N}; dotted: losses of the plateaus, and times at which they are left, from "
        "the target, σ and the network's W(0) alone. Over all σ measured and predicted times differ by at most "
        f"{worst:.1e}/γ."
    )
    return (CaptionedFigure("pole-staircase", caption, figure),)


def _draw_losses(axes: Axes, example: PoleExample, name: str) -> None:
    """Infinite width and one network; plateaus and escapes predicted."""
    run, table = example.run, example.escapes.table
    power = table.plateaus[0].loss
    network = f"one network, N = {run.initial.N}"
    axes.semilogy(run.times, run["loss"] / power, color=_PALE, linewidth=5.0, label=network)
    axes.semilogy(run.times, example.wide / power, color=DARK, linewidth=1.4, label="infinite width")
    for k, plateau in enumerate(left_behind(table)):
        axes.axhline(plateau.loss / power, **TARGET, label="plateaus, predicted" if k == 0 else None)
    predicted = (
        (example.expected_of_wide, DARK, ":", "infinite width"),
        (example.expected_of_run, LIGHT, "--", "the network"),
    )
    for escapes, colour, line, which in predicted:
        for k, s in enumerate(escapes):
            label = f"escapes of {which}, predicted" if k == 0 else None
            axes.axvline(s, color=colour, linewidth=1.2, linestyle=line, label=label)
    axes.set_ylim(3e-6, 1.5)
    axes.set_xlim(0, run.times[-1])
    axes.set_title(f"{name}: the loss waits on plateaus")
    axes.set_xlabel(LEARNING_TIME)
    axes.set_ylabel("loss / ½∫f*² dt")
    axes.legend(fontsize=8, loc="lower left", framealpha=1.0, edgecolor="none")


def _draw_poles(axes: Axes, example: PoleExample) -> None:
    """Outliers of the network over learning time, beside the poles of the plateaus and of the target."""
    run, table = example.run, example.escapes.table
    bounds = [0.0, *example.expected_of_run.tolist(), float(run.times[-1])]
    eigenvalues = [(s, z) for s, row in zip(run.times, run.spectra, strict=True) for z in row if abs(z) > _OUTSIDE]
    s, z = np.array([x[0] for x in eigenvalues]), np.array([x[1] for x in eigenvalues])
    axes.plot(s, 1.0 - z.real, ".", color=DARK, markersize=4, label="decay rates 1 − Re z")
    turning = z.imag > 1e-6
    axes.plot(s[turning], z.imag[turning], "x", color=LIGHT, markersize=4, label="frequency Im z")
    levels = (*left_behind(table), table.plateaus[-1])
    for plateau, begin, end in zip(levels, bounds[:-1], bounds[1:], strict=True):
        poles = plateau.poles
        values = [*(-poles.real).tolist(), *poles.imag[poles.imag > 1e-6].tolist()]
        axes.hlines(values, begin, end, color="black", linewidth=1.0, linestyle=":", zorder=3)
    axes.plot([], [], color="black", linewidth=1.0, linestyle=":", label="plateaus and target, predicted")
    axes.set_xlim(0, float(run.times[-1]))
    axes.set_ylim(0, 2.6)
    axes.set_title(f"four poles: outliers z of W, one network, N = {run.initial.N}")
    axes.set_xlabel(LEARNING_TIME)
    axes.set_ylabel("1 / neuron time constant")
    axes.legend(fontsize=8, framealpha=1.0, edgecolor="none", loc="upper left")


def _draw_waits(axes: Axes, three: PoleExample, four: PoleExample) -> None:
    """Waits over σ: lines predicted, points measured."""
    kinds = ((three.escapes, DARK, "-", "3 poles, infinite width"), (four.escapes, LIGHT, "--", "4 poles, network"))
    for found, colour, line, name in kinds:
        slopes, errors = found.slopes()
        for k, mark in zip(range(slopes.size), MARKERS, strict=False):
            axes.semilogx(found.sigmas, found.predicted[:, k], color=colour, linewidth=1.2, linestyle=line)
            axes.semilogx(
                found.sigmas, found.measured[:, k], mark, color=colour, markerfacecolor="white",
                label=f"{name}, plateau {k + 1}: slope of the wait × γ = {slopes[k]:.5f} ± {errors[k]:.0e}",
            )  # fmt: skip
    axes.invert_xaxis()
    axes.set_ylim(0, 1.5 * float(four.escapes.measured.max()))
    axes.set_xlabel("bulk radius σ")
    axes.set_ylabel("time of escape, s")
    axes.set_title("times of escape: predicted (lines) and measured")
    axes.legend(fontsize=8, framealpha=1.0, edgecolor="none", loc="upper left")
