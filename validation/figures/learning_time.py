"""Figure of how long learning takes: the time hardly depends on c*, the number of steps grows as c*⁻³."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reduced_odes.learning_time.laws import integrator_law
from validation.figures.panels.style import GRID, LAW, LINES, MARKERS, SHADES, CaptionedFigure
from validation.studies.learning_time import FRACTION, LearningTimeExamples, N

_SUPERSCRIPT = {1e-2: "⁻²", 1e-4: "⁻⁴", 1e-8: "⁻⁸"}


def learning_time_figures(examples: LearningTimeExamples) -> Sequence[CaptionedFigure]:
    """Time and number of steps for integrators and oscillators, with the laws and full networks."""
    figure = Figure(figsize=(11.6, 9.0), layout="constrained")
    (times, steps), (starts, frequencies) = figure.subplots(2, 2)
    _draw_integrators(times, steps, examples)
    _draw_starts(starts, examples)
    _draw_frequencies(frequencies, examples)
    figure.suptitle(
        "lines: reduced ODE; dots: asymptotic laws; open symbols: full networks, by gradient flow or (steps) descent",
        fontsize=10,
    )
    for axes in (times, steps, starts, frequencies):
        axes.grid(color=GRID, linewidth=0.6)
        axes.legend(frameon=False, fontsize=9)
    law = integrator_law()
    caption = (
        f"How long it takes until the loss is below {FRACTION:g} of that of the zero network. Lines: the reduced "
        "ODE; dotted: the asymptotic laws; open symbols: gradient flow, and for the steps gradient descent, of full "
        f"networks from W(0) = 0, N = {N}. An integrator's learning time tends to ½ ln(1/A₀) − {-law.offset:.3f} as "
        "c* → 0. The "
        f"number of steps, of half the largest size 2/λ_max on the way, grows as {law.curvature:.3f} c*⁻³ times that. "
        "An oscillator is learnt after a wait at the best real outlier, the longer the smaller the weights and the "
        "faster the oscillation; the law gives the slope, and is drawn through the smallest start. Bumps mark starts "
        "and targets close to which the pair changes its sense of rotation: there the wait is infinite."
    )
    return (CaptionedFigure("learning-time", caption, figure),)


def _draw_integrators(times: Axes, steps: Axes, examples: LearningTimeExamples) -> None:
    """Learning time and number of steps over c*."""
    decays = examples.decays
    for found, shade, line, marker in zip(examples.integrators, SHADES, LINES, MARKERS, strict=False):
        label = f"A₀ = 10{_SUPERSCRIPT[found.gain]}"
        for axes, theory, law, networks in (
            (times, found.times, found.law_times, found.flows),
            (steps, found.steps, found.law_steps, found.descents),
        ):
            axes.plot(decays, theory, color=shade, linestyle=line, label=label)
            axes.plot(decays, law, color=shade, **LAW)
            axes.plot(list(networks), list(networks.values()), marker, color=shade, markerfacecolor="white", zorder=3)
    times.set_ylim(0.0)
    times.set_ylabel("learning time s")
    steps.set_yscale("log")
    steps.set_ylabel("steps of gradient descent")
    times.set_title("integrator: time", fontsize=10)
    steps.set_title("integrator: steps of half the largest size", fontsize=10)
    for axes in (times, steps):
        axes.set_xscale("log")
        axes.set_xlabel("target's decay rate c* (1 / time constant)")


def _draw_starts(axes: Axes, examples: LearningTimeExamples) -> None:
    """Learning time of oscillators over the initial size, with the slope of the law."""
    for (omega, found), shade, line, marker in zip(examples.by_size.items(), SHADES, LINES, MARKERS, strict=False):
        axes.semilogx(examples.sizes, found.times, color=shade, linestyle=line, label=f"ω* = {omega:g}")
        if found.law is not None:
            axes.semilogx(examples.sizes, found.law, color=shade, **LAW)
        axes.plot(list(found.networks), list(found.networks.values()), marker, color=shade, markerfacecolor="white")
    axes.set_ylim(0.0)
    axes.set_xlabel("initial size κ = |u| = |v|, u ⊥ v")
    axes.set_ylabel("learning time s")
    axes.set_title(f"damped oscillator, c* = {examples.decay:g}: time over initial size", fontsize=10)


def _draw_frequencies(axes: Axes, examples: LearningTimeExamples) -> None:
    """Learning time of oscillators over ω*, for several c*."""
    for (c, found), shade, line, marker in zip(examples.by_frequency.items(), SHADES, LINES, MARKERS, strict=False):
        axes.loglog(examples.omegas, found.times, color=shade, linestyle=line, label=f"c* = {c:g}")
        axes.plot(list(found.networks), list(found.networks.values()), marker, color=shade, markerfacecolor="white")
    axes.set_xticks([0.3, 0.5, 1.0, 2.0, 5.0], ["0.3", "0.5", "1", "2", "5"])
    axes.xaxis.minorticks_off()
    axes.set_xlabel("target's frequency ω* (radians / time constant)")
    axes.set_ylabel("learning time s")
    axes.set_title(f"damped oscillator, κ = {examples.size:g}: time over frequency", fontsize=10)
