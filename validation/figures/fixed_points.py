"""Figure of stability: rates of what has been learnt, the largest step, and how saddles are left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from validation.figures.panels.style import (
    DARK,
    GREY,
    GRID,
    INK,
    LAW,
    LIGHT,
    LINES,
    MARKERS,
    MIDDLE,
    SHADES,
    CaptionedFigure,
)
from validation.studies.fixed_points import LEFT, FixedPointExamples, N

_KINDS = {
    "real_outlier": ("integrator", DARK, 1 / 4, (1 / 2,)),
    "conjugate_pair": ("oscillator, ω* = 1", LIGHT, 1 / 16, (1 / 4, 5 / 16)),
}
"""Name, colour, and the coefficients of the fast and the slow laws, by reduced system."""


def fixed_points_figures(examples: FixedPointExamples) -> Sequence[CaptionedFigure]:
    """Rates over c*, descent beside the largest step, escape from saddles, and plateaus on the way."""
    figure = Figure(figsize=(11.6, 9.0), layout="constrained")
    (rates, steps), (escapes, plateau) = figure.subplots(2, 2)
    _draw_rates(rates, examples)
    _draw_steps(steps, examples)
    _draw_escapes(escapes, examples)
    _draw_plateaus(plateau, examples)
    for axes in (rates, steps, escapes, plateau):
        axes.grid(color=GRID, linewidth=0.6)
    figure.suptitle(f"lines: reduced ODEs; dots: laws; points: full networks, N = {N}", fontsize=10)
    caption = (
        "Fixed points of the reduced ODEs in full networks. Top left: rates at which a learnt target is approached, "
        "and the eigenvalues of the Hessian of all weights that are not zero; as c* → 0 the fastest is 1/(4 c*³) for "
        "an integrator and, twice, 1/(16 c*³) for an oscillator that a balanced pair has learnt (W normal), the slow "
        "ones 1/(2 c*), and 1/(4 c*) and (1/4 + 1/(16 ω*²))/c*. Top right: gradient descent close to the learnt "
        "integrator, with steps beside the largest one. Bottom left: networks at their saddle with all weights "
        "perturbed; dotted lines have the slope of the escape rate. Bottom right: from small |u| = |v| = κ on the way "
        "to an oscillation; dotted lines are predicted from the slowest point, marked, and the escape rate; level: "
        f"{LEFT:g}. The smaller κ, the closer the saddle is passed, and the longer it takes to leave."
    )
    return (CaptionedFigure("stability", caption, figure),)


def _draw_rates(axes: Axes, examples: FixedPointExamples) -> None:
    """Rates at the learnt fixed points, the asymptotic laws, and curvatures of full networks."""
    decays = examples.decays
    for (system, rates), line, marker in zip(examples.rates.items(), LINES, MARKERS, strict=False):
        name, colour, fast, slow = _KINDS[system]
        axes.loglog(decays, rates, color=colour, linewidth=1.6, linestyle=line)
        axes.plot([], [], color=colour, linestyle=line, marker=marker, markerfacecolor="white", label=name)
        for law in (fast / decays**3, *(each / decays for each in slow)):
            axes.loglog(decays, law, color=GREY, **LAW)
        for c, seen in examples.curvatures[system].items():
            axes.loglog(
                np.full(seen.size, c), seen, marker, color=colour, markersize=5, markerfacecolor="white", zorder=3
            )
    axes.set_xlabel("target's decay rate c*")
    axes.set_ylabel("rate of decay (1 / learning time)")
    axes.set_title("a learnt target: fast rates ∝ c*⁻³, slow ones ∝ c*⁻¹", fontsize=10)
    axes.legend(frameon=False, fontsize=9)


def _draw_steps(axes: Axes, examples: FixedPointExamples) -> None:
    """Descent beside the largest step."""
    for seen, shade, marker in zip(examples.steps, (INK, DARK, MIDDLE, LIGHT), MARKERS, strict=True):
        k = np.arange(seen.amplitudes.size)
        axes.semilogy(k, (2 * seen.part - 1) ** k, color=shade, linewidth=1.4)
        axes.semilogy(
            k[::2], seen.amplitudes[::2], marker, color=shade, markersize=4, markerfacecolor="white",
        )  # fmt: skip
        axes.plot(
            [], [], marker=marker, color=shade, markersize=4, markerfacecolor="white",
            label=f"{seen.part:g} · 2/λ_max",
        )  # fmt: skip
    axes.set_xlabel("steps of gradient descent")
    axes.set_ylabel("distance from the minimum / the first one")
    axes.set_title(f"integrator, c* = 0.2: 2/λ_max = {examples.learnt.point.largest_step:.4f}", fontsize=10)
    axes.legend(title="step η", frameon=False, fontsize=9)


def _draw_escapes(axes: Axes, examples: FixedPointExamples) -> None:
    """Networks that leave a saddle, over learning time in units of the escape rate."""
    saddles = zip(examples.escapes.items(), (DARK, LIGHT), MARKERS, ("zero network", "best real outlier"), strict=False)
    for (task, (place, seen)), colour, marker, name in saddles:
        rate = place.point.escape_rate
        folds = rate * seen.times
        axes.semilogy(
            folds[::4], seen.distances[::4], marker, color=colour, markersize=4.5, markerfacecolor="white",
            label=f"{task}: {name}, rate {rate:.3g}",
        )  # fmt: skip
        middle = folds.size * 2 // 3
        axes.semilogy(folds, seen.distances[middle] * np.exp(folds - folds[middle]), color=colour, **LAW)
    axes.set_ylim(2e-9, None)
    axes.set_xlabel("learning time × escape rate")
    axes.set_ylabel("distance of all weights from the saddle")
    axes.set_title("leaving a saddle after a random kick of size 10⁻⁷", fontsize=10)
    axes.legend(frameon=False, fontsize=9, loc="upper left")


def _draw_plateaus(axes: Axes, examples: FixedPointExamples) -> None:
    """Passages of one saddle, from several initial sizes."""
    for (way, theory), shade, line, marker in zip(examples.passages, SHADES, LINES, MARKERS, strict=False):
        stop = way.plateau
        axes.semilogy(way.times, theory, color=shade, linestyle=line, linewidth=1.4)
        axes.semilogy(
            way.times[::12], way.parts[::12], marker, color=shade, markersize=4.5, markerfacecolor="white", zorder=3
        )
        axes.plot(
            [], [], color=shade, linestyle=line, marker=marker, markerfacecolor="white", label=f"κ = {way.size:g}"
        )
        s = np.linspace(stop.time, stop.leaves(1.0), 2)
        axes.semilogy(s, stop.part * np.exp(stop.escape_rate * (s - stop.time)), color=GREY, **{**LAW, "zorder": 4})
        axes.semilogy([stop.time], [stop.part], "*", color=INK, markersize=9, zorder=5)
    axes.axhline(LEFT, color="black", linewidth=0.8)
    axes.set_xlabel("learning time s")
    axes.set_ylabel("distance from the saddle, part that grows")
    axes.set_title("past the best real outlier, to c* = 0.1, ω* = 1", fontsize=10)
    axes.legend(frameon=False, fontsize=9, loc="lower right")
