"""The figure of how long learning takes: the time hardly depends on c*, the number of steps grows as c*⁻³."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reduced_odes import conjugate_pair, real_outlier
from reduced_odes.learning_time.laws import integrator_law, real_saddles, silent_rate
from reduced_odes.learning_time.times import aligned, learning_time, learning_times, reflected
from validation._common.checks import FloatArray
from validation.figures.panels.style import Plate
from validation.network.targets import damped_oscillator, integrator
from validation.studies.learning_time import FRACTION, N, aligned_network, descended, network_time, reflected_network

_SHADES = ("#08306b", "#3f7fbf", "#c8703a")
_FREQUENCIES = (0.5, 1.0, 2.0)
"""Their ω*."""
_DECAYS = (0.3, 0.1, 0.03)
"""c* of the oscillators of one frequency after another."""
_SIZE = 0.1
"""Their κ."""
_SUPERSCRIPT = {1e-2: "⁻²", 1e-4: "⁻⁴", 1e-8: "⁻⁸"}
_DASHED = (0.0, (5.0, 2.5))
_GAINS = (1e-2, 1e-4, 1e-8)
"""A₀ of the integrators."""
_SEEN = (0.3, 0.1, 0.05)
"""c* of the full networks that learn to integrate."""
_SEEN_FREQUENCIES = (0.5, 2.0)
"""ω* of those that learn to ring, over the frequency."""
_DECAY = 0.1
"""c* of the oscillators of one size after another."""


def learning_time_plates(points: int = 9, *, networks: bool = True) -> Sequence[Plate]:
    """Time and number of steps for integrators and oscillators, with the laws and full networks.

    Parameters
    ----------
    points : int
        Targets along each curve.
    networks : bool
        Whether to train full networks too, which takes half of the time.
    """
    figure = Figure(figsize=(11.6, 9.0), layout="constrained")
    (times, steps), (starts, frequencies) = figure.subplots(2, 2)
    _draw_integrators(times, steps, np.union1d(np.geomspace(0.01, 0.5, points), _SEEN))
    _draw_starts(starts, np.geomspace(1e-5, 0.3, points))
    _draw_frequencies(frequencies, np.union1d(np.geomspace(0.3, 5.0, points), _SEEN_FREQUENCIES))
    if networks:
        _add_integrators(times, steps)
        _add_oscillators(starts, frequencies)
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
        found = learning_times(
            real_outlier, aligned, [{"c_star": c} for c in decays.tolist()], [size], rtol=1e-4, learnt=FRACTION
        )
        label = f"A₀ = 10{_SUPERSCRIPT[gain]}"
        times.semilogx(decays, found.times[:, 0], color=shade, label=label)
        times.semilogx(
            decays, [law.time(c, gain) for c in decays.tolist()], color=shade, linestyle=_DASHED, linewidth=1
        )
        steps.loglog(decays, found.steps[:, 0], color=shade, label=label)
        steps.loglog(decays, [law.steps(c, gain) for c in decays.tolist()], color=shade, linestyle=_DASHED, linewidth=1)
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
    for omega, shade in zip(_FREQUENCIES, _SHADES, strict=True):
        target = {"c_star": _DECAY, "omega_star": omega}
        found = learning_times(conjugate_pair, reflected, [target], sizes, rtol=1e-4, learnt=FRACTION).times[0]
        axes.semilogx(sizes, found, color=shade, label=f"ω* = {omega:g}")
        # α₀ = β₀ = κ/√2: ln(1/α₀)/F + ln(1/(α₀β₀))/μ
        (saddle,) = real_saddles(_DECAY, omega)
        slope = 1 / silent_rate(_DECAY, omega) + 2 / saddle.escape
        axes.semilogx(sizes, found[0] - slope * np.log(sizes / sizes[0]), color=shade, linestyle=_DASHED, linewidth=1)
    axes.set_ylim(0.0)
    axes.set_xlabel("initial size κ = |u| = |v|, u ⊥ v")
    axes.set_ylabel("learning time s")
    axes.set_title(f"damped oscillator, c* = {_DECAY:g}: time over initial size", fontsize=10)
    _legend(axes)


def _draw_frequencies(axes: Axes, omegas: FloatArray) -> None:
    """Learning time of oscillators over ω*, for several c*."""
    for decay, shade in zip(_DECAYS, _SHADES, strict=True):
        targets = [{"c_star": decay, "omega_star": omega} for omega in omegas.tolist()]
        found = learning_times(conjugate_pair, reflected, targets, [_SIZE], rtol=1e-4, learnt=FRACTION).times[:, 0]
        axes.loglog(omegas, found, color=shade, label=f"c* = {decay:g}")
    axes.set_xticks([0.3, 0.5, 1.0, 2.0, 5.0], ["0.3", "0.5", "1", "2", "5"])
    axes.xaxis.minorticks_off()
    axes.set_xlabel("target's frequency ω* (radians / time constant)")
    axes.set_ylabel("learning time s")
    axes.set_title(f"damped oscillator, κ = {_SIZE:g}: time over frequency", fontsize=10)
    _legend(axes)


def _add_integrators(times: Axes, steps: Axes) -> None:
    """Full networks that learn to integrate, by gradient flow and, from the largest size, by gradient descent."""
    for gain, shade in zip(_GAINS, _SHADES, strict=True):
        size = float(np.sqrt(gain))
        for c in _SEEN:
            theory = learning_time(real_outlier, aligned(size), {"c_star": c}, learnt=FRACTION)
            _point(times, c, network_time(aligned_network(size), integrator(c), theory.time), "o", shade)
            if gain == _GAINS[0]:
                _point(steps, c, descended(c, theory, size).steps, "s", shade)


def _add_oscillators(starts: Axes, frequencies: Axes) -> None:
    """Full networks that learn to ring, by gradient flow."""
    for omega, shade in zip(_FREQUENCIES, _SHADES, strict=True):
        for size in (1e-2, 1e-1):
            _point(starts, size, _oscillator_time(_DECAY, omega, size), "o", shade)
    for decay, shade in zip(_DECAYS[:2], _SHADES, strict=False):
        for omega in _SEEN_FREQUENCIES:
            _point(frequencies, omega, _oscillator_time(decay, omega, _SIZE), "o", shade)


def _oscillator_time(c_star: float, omega: float, size: float) -> float:
    theory = learning_time(
        conjugate_pair, reflected(size), {"c_star": c_star, "omega_star": omega}, learnt=FRACTION
    ).time
    return network_time(reflected_network(size), damped_oscillator(c_star, omega), theory)


def _point(axes: Axes, x: float, y: float, marker: str, shade: str) -> None:
    axes.plot(x, y, marker, color=shade, markerfacecolor="white", zorder=3)


def _legend(axes: Axes) -> None:
    axes.legend(frameon=False, fontsize=9)
