"""Figures of the lazy regime: learning curves on both sides of the threshold, a map of exponents, spectra."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from reduced_odes.lazy.curve import LazyCurve, TargetFilter, decay_exponent, lazy_curve
from validation._common.checks import FloatArray
from validation._common.errors import ValidationError
from validation.figures.panels.style import Plate, legend_below
from validation.gradient.exact import target_power
from validation.network.targets import StateSpace, damped_oscillator, integrator
from validation.network.weights import Weights, random_weights
from validation.training.flow import gradient_flow
from validation.training.linearised import mirrored, readout_curve

_SHADES = ("#08306b", "#2171b5", "#6b6b6b", "#c8703a", "#7f2704")
_BLOCKS = {"v": ("v",), "u, v": ("u", "v"), "W": ("W",), "W, u, v": ("W", "u", "v")}
_DASHES = {"v": "-", "u, v": (0.0, (6.0, 2.0)), "W": (0.0, (1.0, 1.5)), "W, u, v": (0.0, (6.0, 2.0, 1.0, 2.0))}


def lazy_plates() -> tuple[Plate, ...]:
    """The regime in three figures, with captions; sizes such that all take a few seconds."""
    return (
        Plate(
            "lazy-curves",
            "Loss of wide networks whose weights hardly move: integrators on both sides of the threshold |1 − c*| = "
            "σ. Theory is the limit N → ∞; one network of N = 1600, its read-out trained exactly, is shown as points. "
            "Dashes: the late law s^(−γ).",
            curves(),
        ),
        Plate(
            "lazy-map",
            "The exponent γ in closed form. Between the dashed lines a finite change of the weights learns the target "
            "(N → ∞), outside of them none does; on them γ = 1.",
            exponent_map(80),
        ),
        Plate(
            "lazy-spectra",
            "The same initial spectrum and nearly the same final loss, reached in two ways. From small |u| = |v| two "
            "outliers move towards the poles of the target; from large ones no eigenvalue moves visibly.",
            spectra(damped_oscillator(0.3, 0.8)),
        ),
    )


def curves(sigma: float = 0.6, N: int = 1600, until: float = 1e5, seed: int = 0) -> Figure:
    """Learning curves of integrators inside and outside the bulk's disc, with the power laws of their ends.

    Left: the read-out alone, theory as lines, one network of N neurons as points. Right: which weights are trained.

    Parameters
    ----------
    sigma : float
        Radius of the bulk; κ is 1.
    N : int
    until : float
        Last learning time.
    seed : int
    """
    figure = Figure(figsize=(12.0, 5.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    s = np.geomspace(1e-1, until, 241)
    network, seen = random_weights(N, sigma, 1.0, seed), np.geomspace(1e-1, 1e3, 13)
    for part, shade in zip((1.6, 1.25, 1.0, 5 / 6, 0.5), _SHADES, strict=True):
        decay = 1.0 - part * sigma
        curve = lazy_curve(TargetFilter.integrator(decay), sigma=sigma, kappa=1.0, times=s)
        power = curve.target_power
        side = "= σ" if part == 1.0 else ("< σ" if part < 1.0 else "> σ")
        label = f"c* = {decay:.3g}, |1 − c*| {side}: γ = {curve.decay_exponent:.2f}"
        left.loglog(s, curve.loss / power, color=shade, linewidth=1.8, label=label)
        left.loglog(
            seen, readout_curve(network, integrator(decay), seen) / power, "o", color=shade, markersize=4,
            markerfacecolor="white",
        )  # fmt: skip
        _draw_slope(left, curve, power, shade)
    left.set_title(f"read-out trained, σ = {sigma:g}; points: one network, N = {N}; dashes: s^(−γ)", fontsize=10)
    for name, blocks in _BLOCKS.items():
        curve = lazy_curve(TargetFilter.integrator(0.5), sigma=sigma, kappa=1.0, times=s, trained=blocks)
        end = "1/ln s" if curve.decay_exponent == 0 else f"γ = {curve.decay_exponent:.2f}"
        right.loglog(
            s, curve.loss / curve.target_power, color="black", linestyle=_DASHES[name], label=f"{name} trained: {end}"
        )
    right.set_title("c* = 0.5, κ = 1: which weights are trained (theory)", fontsize=10)
    for axes in (left, right):
        axes.set_ylim(1e-8, 2.0)
        axes.set_xlabel("learning time s")
        axes.grid(color="#e4e4e4", linewidth=0.6)
        axes.legend(loc="lower left", frameon=False, fontsize=8.5)
    left.set_ylabel("loss / loss of the silent network")
    return figure


def exponent_map(points: int = 140) -> Figure:
    """The exponent γ of the late loss over bulk radius σ and target decay c*, with the threshold |1 − c*| = σ."""
    figure = Figure(figsize=(7.4, 5.2), layout="constrained")
    axes = figure.subplots()
    sigma, decay = np.linspace(0.02, 0.98, points), np.linspace(0.01, 2.2, points)
    gamma = np.array([[decay_exponent(TargetFilter.integrator(c), r) for r in sigma] for c in decay])
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
    return figure


@dataclass(frozen=True, eq=False)
class Learnt:
    """A network at the first recorded time at which its loss is below a fraction of the silent network's.

    Attributes
    ----------
    kappa : float
    start, end : Weights
    time, fraction : float
        Learning time, and loss in units of ½∫f*² dt.
    """

    kappa: float
    start: Weights
    end: Weights
    time: float
    fraction: float

    @property
    def change(self) -> float:
        """|ΔW| in Frobenius norm."""
        return float(np.linalg.norm(self.end.W - self.start.W))


def learn(target: StateSpace, start: Weights, times: FloatArray, fraction: float) -> Learnt:
    """Train all weights by gradient flow until the loss is below a fraction of ½∫f*² dt.

    Raises
    ------
    ValidationError
        If it is not by the last of the times.
    """
    run = gradient_flow(start, target, times, rtol=1e-5, atol=1e-8, snapshot_times=tuple(times))
    losses = run["loss"] / target_power(target)
    below = losses <= fraction
    if not below.any():
        raise ValidationError(
            f"times end at {times[-1]:g} with a loss of {losses[-1]:.2g} times the first one; give times that reach "
            "further."
        )
    at = int(np.argmax(below))
    end = run.snapshots[list(run.snapshot_times).index(run.times[at])]
    kappa = float(np.linalg.norm(start.u))
    return Learnt(kappa, start, end, float(run.times[at]), float(losses[at]))


def spectra(
    target: StateSpace,
    *,
    sigma: float = 0.5,
    half: int = 32,
    small: float = 0.3,
    large: float = 10.0,
    fraction: float = 0.1,
    seed: int = 4,
) -> Figure:
    """Eigenvalues of W before and after learning: rich at small |u| = |v|, lazy at large, same W(0), same final loss.

    Parameters
    ----------
    target : StateSpace
    sigma : float
        Radius of the bulk.
    half : int
        Neurons of each of the two mirrored copies.
    small, large : float
        The two values of κ.
    fraction : float
        Where training ends, in units of ½∫f*² dt.
    seed : int
    """
    figure = Figure(figsize=(11.0, 5.6), layout="constrained")
    panels = figure.subplots(1, 2, sharex=True, sharey=True)
    # Rich learning takes s of the order of ten; lazy learning by the recurrent weights has the rate κ⁴.
    spans = (np.linspace(0.0, 20.0, 81), np.concatenate([[0.0], np.geomspace(1e-1, 600.0, 60) / large**4]))
    for axes, kappa, times, name in zip(panels, (small, large), spans, ("rich", "lazy"), strict=True):
        start = mirrored(random_weights(half, sigma, kappa, seed))
        _draw_spectra(axes, learn(target, start, times, fraction), target, sigma, name)
    panels[0].set_ylabel("Im λ(W)")
    legend_below(figure, panels[0], 4)
    return figure


def _draw_spectra(axes: Axes, learnt: Learnt, target: StateSpace, sigma: float, name: str) -> None:
    axes.add_patch(Circle((0.0, 0.0), sigma, facecolor="#eef3f8", edgecolor="#8aa4bf", linewidth=0.8, zorder=0))
    before, after = learnt.start.spectrum(), learnt.end.spectrum()
    poles = 1.0 + target.poles()
    axes.plot(before.real, before.imag, "o", color="#8aa4bf", markersize=5.5, markerfacecolor="none", label="W before")
    axes.plot(after.real, after.imag, ".", color="black", markersize=4, label="W after")
    axes.plot(poles.real, poles.imag, "*", color="#c8703a", markersize=13, zorder=3, label="target, 1 + λ*")
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
