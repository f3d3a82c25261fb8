"""The figure of how long learning takes: the time hardly depends on c*, the number of steps grows as c*⁻³."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reduced_odes import conjugate_pair, real_outlier
from reduced_odes.learning_laws import integrator_law, real_saddles, silent_rate
from reduced_odes.learning_time import FRACTION, aligned, learning_time, learning_times, reflected
from validation.checks import FloatArray
from validation.figure_style import Plate
from validation.learning_time_study import N, aligned_network, descended, network_time, reflected_network
from validation.targets import damped_oscillator, integrator

_SHADES = ("#08306b", "#3f7fbf", "#c8703a")
_SUPERSCRIPT = {1e-2: "⁻²", 1e-4: "⁻⁴", 1e-8: "⁻⁸"}
_DASHED = (0.0, (5.0, 2.5))
_GAINS = (1e-2, 1e-4, 1e-8)
"""A₀ of the integrators."""
_SEEN = (0.3, 0.1, 0.05)
"""c* of the full networks that learn to integrate."""
_DECAY = 0.1
"""c* of the oscillators of one size after another."""


def learning_time_plates(points: int = 9) -> Sequence[Plate]:
    """Time and number of steps for integrators and oscillators, with the laws and full networks.

    Parameters
    ----------
    points : int
        Targets along each curve.
    """
    figure = Figure(figsize=(11.6, 9.0), layout="constrained")
    (times, steps), (starts, frequencies) = figure.subplots(2, 2)
    _draw_integrators(times, steps, np.geomspace(0.01, 0.5, points))
    _draw_starts(starts, np.geomspace(1e-5, 0.3, points))
    _draw_frequencies(frequencies, np.geomspace(0.3, 5.0, points))
    figure.suptitle(
        "lines: reduced ODE; dashes: asymptotic laws; full networks: circles gradient flow, squares gradient descent",
        fontsize=10,
    )
    for axes in (times, steps, starts, frequencies):
        axes.grid(color="#e4e4e4", linewidth=0.6)
    law = integrator_law()
    caption = (
        f"How long it takes until the loss is below {FRACTION:g} of that of the silent network. Lines: the reduced "
        "ODE; dashes: the asymptotic laws; circles: gradient flow, squares: gradient descent of full networks from "
        f"W(0) = 0, N = {N}. An integrator's learning time tends to ½ ln(1/A₀) − {-law.offset:.3f} as c* → 0. The "
        f"number of steps, of half the largest size 2/λ_max on the way, grows as {law.curvature:.3f} c*⁻³ times that. "
        "An oscillator is learnt after a wait at the best real outlier, the longer the smaller the weights and the "
        "faster the oscillation; the law gives the slope, and is drawn through the smallest start. Bumps mark starts "
        "and targets close to which the pair changes its sense of rotation: there the wait is infinite."
    )
    return (Plate("learning-time", caption, figure),)


def _draw_integrators(times: Axes, steps: Axes, decays: FloatArray) -> None:
    """Learning time and number of steps over c*."""
    law = integrator_law()
    for gain, shade in zip(_GAINS, _SHADES, strict=True):
        size = float(np.sqrt(gain))
        found = learning_times(real_outlier, aligned, [{"c_star": c} for c in decays.tolist()], [size], rtol=1e-6)
        label = f"A₀ = 10{_SUPERSCRIPT[gain]}"
        times.semilogx(decays, found.times[:, 0], color=shade, label=label)
        times.semilogx(
            decays, [law.time(c, gain) for c in decays.tolist()], color=shade, linestyle=_DASHED, linewidth=1
        )
        steps.loglog(decays, found.steps[:, 0], color=shade, label=label)
        steps.loglog(decays, [law.steps(c, gain) for c in decays.tolist()], color=shade, linestyle=_DASHED, linewidth=1)
        for c in _SEEN:
            theory = learning_time(real_outlier, aligned(size), {"c_star": c})
            seen = network_time(aligned_network(size), integrator(c), theory.time)
            times.semilogx(c, seen, "o", color=shade, markerfacecolor="white", zorder=3)
    start = float(np.sqrt(_GAINS[0]))
    for c in _SEEN:
        run = descended(c, learning_time(real_outlier, aligned(start), {"c_star": c}), start)
        steps.loglog(c, run.steps, "s", color=_SHADES[0], markerfacecolor="white", zorder=3)
    times.set_ylim(0.0)
    times.set_ylabel("learning time s")
    steps.set_ylabel("steps of gradient descent")
    times.set_title("integrator: time", fontsize=10)
    steps.set_title("integrator: steps of half the largest size", fontsize=10)
    for axes in (times, steps):
        axes.set_xlabel("target's decay rate c* (1 / time constant)")
        _legend(axes)


def _draw_starts(axes: Axes, sizes: FloatArray) -> None:
    """Learning time of oscillators over the initial size, with the slope of the law."""
    for omega, shade in zip((0.5, 1.0, 2.0), _SHADES, strict=True):
        target = {"c_star": _DECAY, "omega_star": omega}
        found = learning_times(conjugate_pair, reflected, [target], sizes, rtol=1e-6).times[0]
        axes.semilogx(sizes, found, color=shade, label=f"ω* = {omega:g}")
        # α₀ = β₀ = κ/√2: ln(1/α₀)/F + ln(1/(α₀β₀))/μ
        (saddle,) = real_saddles(_DECAY, omega)
        slope = 1 / silent_rate(_DECAY, omega) + 2 / saddle.escape
        axes.semilogx(sizes, found[0] - slope * np.log(sizes / sizes[0]), color=shade, linestyle=_DASHED, linewidth=1)
        for size in (1e-2, 1e-1):
            theory = learning_time(conjugate_pair, reflected(size), target).time
            seen = network_time(reflected_network(size), damped_oscillator(_DECAY, omega), theory)
            axes.semilogx(size, seen, "o", color=shade, markerfacecolor="white", zorder=3)
    axes.set_ylim(0.0)
    axes.set_xlabel("initial size κ = |u| = |v|, u ⊥ v")
    axes.set_ylabel("learning time s")
    axes.set_title(f"damped oscillator, c* = {_DECAY:g}: time over initial size", fontsize=10)
    _legend(axes)


def _draw_frequencies(axes: Axes, omegas: FloatArray, size: float = 0.1) -> None:
    """Learning time of oscillators over ω*, for several c*."""
    for decay, shade in zip((0.3, 0.1, 0.03), _SHADES, strict=True):
        targets = [{"c_star": decay, "omega_star": omega} for omega in omegas.tolist()]
        found = learning_times(conjugate_pair, reflected, targets, [size], rtol=1e-6).times[:, 0]
        axes.loglog(omegas, found, color=shade, label=f"c* = {decay:g}")
        for omega in (0.5, 2.0) if decay >= 0.1 else ():
            theory = learning_time(conjugate_pair, reflected(size), {"c_star": decay, "omega_star": omega}).time
            seen = network_time(reflected_network(size), damped_oscillator(decay, omega), theory)
            axes.loglog(omega, seen, "o", color=shade, markerfacecolor="white", zorder=3)
    axes.set_xticks([0.3, 0.5, 1.0, 2.0, 5.0], ["0.3", "0.5", "1", "2", "5"])
    axes.xaxis.minorticks_off()
    axes.set_xlabel("target's frequency ω* (radians / time constant)")
    axes.set_ylabel("learning time s")
    axes.set_title(f"damped oscillator, κ = {size:g}: time over frequency", fontsize=10)
    _legend(axes)


def _legend(axes: Axes) -> None:
    axes.legend(frameon=False, fontsize=9)
