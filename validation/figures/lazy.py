"""Figures of the lazy regime: learning curves on both sides of the threshold, a map of exponents, spectra."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from reduced_odes.lazy.curve import LazyCurve
from validation.figures.panels.style import DARK, GRID, INK, LIGHT, MIDDLE, CaptionedFigure, legend_below
from validation.network.targets import StateSpace
from validation.studies.lazy import LazyExamples, LearntNetwork

_SHADES = (INK, DARK, MIDDLE, "#c8703a", LIGHT)
_MARKERS = ("o", "s", "^", "D", "v")
_LINES = ("-", (0.0, (6.0, 2.0)), (0.0, (1.0, 1.5)), (0.0, (6.0, 2.0, 1.0, 2.0)))


def lazy_figures(examples: LazyExamples) -> Sequence[CaptionedFigure]:
    """Learning curves, the map of exponents, and spectra before and after rich and lazy learning."""
    return (_curves(examples), _exponent_map(examples), _spectra(examples))


def _curves(examples: LazyExamples) -> CaptionedFigure:
    """Integrators inside and outside the bulk's disc, with the power laws of their ends.

    Left: the read-out alone, theory as lines, one network as points. Right: which weights are trained.
    """
    figure = Figure(figsize=(12.0, 5.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    sigma = examples.sigma
    for found, shade, marker in zip(examples.integrators, _SHADES, _MARKERS, strict=True):
        curve, gap = found.theory, abs(1.0 - found.c_star)
        side = "= σ" if np.isclose(gap, sigma) else ("< σ" if gap < sigma else "> σ")
        left.loglog(curve.times, curve.loss / curve.target_power, color=shade, linewidth=1.8)
        left.loglog(found.times, found.network, marker, color=shade, markersize=4, markerfacecolor="white")
        left.plot(
            [], [], color=shade, linewidth=1.8, marker=marker, markersize=4, markerfacecolor="white",
            label=f"c* = {found.c_star:.3g}, |1 − c*| {side}: γ = {curve.decay_exponent:.2f}",
        )  # fmt: skip
        _draw_slope(left, curve, curve.target_power, shade)
    left.set_title(
        f"read-out trained, σ = {sigma:g}; points: one network, N = {examples.N}; dashes: s^(−γ)", fontsize=10
    )
    for (name, curve), line in zip(examples.trained.items(), _LINES, strict=True):
        end = "1/ln s" if curve.decay_exponent == 0 else f"γ = {curve.decay_exponent:.2f}"
        label = f"{name} trained: {end}"
        right.loglog(curve.times, curve.loss / curve.target_power, color="black", linestyle=line, label=label)
    right.set_title("c* = 0.5, κ = 1: which weights are trained (theory)", fontsize=10)
    for axes in (left, right):
        axes.set_ylim(1e-8, 2.0)
        axes.set_xlabel("learning time s")
        axes.grid(color=GRID, linewidth=0.6)
        axes.legend(loc="lower left", frameon=False, fontsize=8.5)
    left.set_ylabel("loss / loss of the zero network")
    return CaptionedFigure(
        "lazy-curves",
        "Loss of wide networks whose weights hardly move: integrators on both sides of the threshold |1 − c*| = "
        f"σ. Theory is the limit N → ∞; one network of N = {examples.N}, its read-out trained exactly, is shown as "
        "points. Dashes: the late law s^(−γ).",
        figure,
        leading=True,
    )


def _exponent_map(examples: LazyExamples) -> CaptionedFigure:
    """The exponent γ of the late loss over bulk radius σ and target decay c*, with the threshold |1 − c*| = σ."""
    figure = Figure(figsize=(7.4, 5.2), layout="constrained")
    axes = figure.subplots()
    sigma, decay, gamma = examples.sigmas, examples.decays, examples.exponents
    levels = np.array([0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.35, 1.8, 2.5, 4.0, 8.0])
    shown, norm = np.minimum(gamma, levels[-1]), BoundaryNorm(levels, 256)
    filled = axes.contourf(sigma, decay, shown, levels=levels, cmap="RdBu_r", norm=norm)
    axes.contour(sigma, decay, gamma, levels=[1.0], colors="#00a000", linewidths=3.5)
    for sign in (-1.0, 1.0):
        label = "|1 − c*| = σ" if sign < 0 else None
        axes.plot(sigma, 1.0 + sign * sigma, "--", color="black", linewidth=1.3, label=label)
    axes.plot([], [], color="#00a000", linewidth=3.5, label="γ = 1")
    axes.plot(sigma, np.sqrt(1.0 - sigma**2), ":", color="black", label="c* = √(1 − σ²): one mode, exponential")
    axes.annotate("learnt at a finite cost", (0.72, 1.08), ha="center", fontsize=9)
    axes.annotate("not at a finite cost", (0.25, 0.3), ha="center", fontsize=9)
    axes.annotate("not at a finite cost", (0.28, 1.8), ha="center", fontsize=9)
    axes.set_xlim(sigma[0], sigma[-1])
    axes.set_ylim(decay[0], decay[-1])
    axes.set_xlabel("bulk radius σ")
    axes.set_ylabel("target's decay rate c*")
    axes.set_title("exponent γ of the late loss L ~ s^(−γ), read-out or read-in trained", fontsize=10)
    figure.colorbar(filled, ax=axes, label="γ (8: and more)", ticks=levels)
    legend_below(figure, axes)
    return CaptionedFigure(
        "lazy-map",
        "The exponent γ in closed form. Between the dashed lines a finite change of the weights learns the target "
        "(N → ∞), outside of them none does; on them γ = 1.",
        figure,
    )


def _spectra(examples: LazyExamples) -> CaptionedFigure:
    """Eigenvalues of W before and after rich and lazy learning, from the same W(0) to the same loss."""
    figure = Figure(figsize=(11.0, 5.6), layout="constrained")
    panels = figure.subplots(1, 2, sharex=True, sharey=True)
    for axes, learnt, name in zip(panels, (examples.rich, examples.lazy), ("rich", "lazy"), strict=True):
        _draw_spectra(axes, learnt, examples.target, examples.spectrum_sigma, name)
    panels[0].set_ylabel("Im λ(W)")
    legend_below(figure, panels[0], 4)
    return CaptionedFigure(
        "lazy-spectra",
        "The same initial spectrum and nearly the same final loss, reached in two ways. From small |u| = |v| two "
        "outliers move towards the poles of the target; from large ones no eigenvalue moves visibly.",
        figure,
    )


def _draw_spectra(axes: Axes, learnt: LearntNetwork, target: StateSpace, sigma: float, name: str) -> None:
    axes.add_patch(Circle((0.0, 0.0), sigma, facecolor="#eef3f8", edgecolor="#8aa4bf", linewidth=0.8, zorder=0))
    before, after = learnt.start.spectrum(), learnt.end.spectrum()
    poles = 1.0 + target.poles()
    axes.plot(before.real, before.imag, "o", color="#8aa4bf", markersize=5.5, markerfacecolor="none", label="W before")
    axes.plot(after.real, after.imag, ".", color="black", markersize=4, label="W after")
    axes.plot(
        poles.real, poles.imag, "*", color=LIGHT, markersize=13, markeredgecolor=INK, zorder=3, label="target, 1 + λ*"
    )
    axes.axvline(1.0, color="black", linewidth=0.8, linestyle=":", label="edge of stability")
    axes.set_aspect("equal")
    axes.set_xlabel("Re λ(W)")
    axes.set_title(
        f"{name}: κ = {learnt.kappa:g}, |ΔW| = {learnt.change:.2g}, loss {100 * learnt.fraction:.2g} % at s = "
        f"{learnt.time:.3g}",
        fontsize=10,
    )


def _draw_slope(axes: Axes, curve: LazyCurve, power: float, shade: str) -> None:
    late = curve.times >= curve.times[-1] ** 0.7
    s, gamma = curve.times[late], curve.decay_exponent
    # Above the mean, in logarithms, of the curve's modulated end.
    level = 2.0 * np.exp(np.mean(np.log(curve.loss[late] / power) + gamma * np.log(s)))
    axes.loglog(s, level * s**-gamma, color=shade, linewidth=1.1, linestyle=(0.0, (5.0, 3.0)))
