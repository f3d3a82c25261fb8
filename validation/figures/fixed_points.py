"""The figure of stability: rates of what has been learnt, the largest step, and how saddles are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reduced_odes import conjugate_pair, integrate, real_outlier
from reduced_odes.analysis.fixed_points import fixed_point
from validation._common.checks import FloatArray
from validation.experiments.experiment import RTOL
from validation.experiments.tasks import INTEGRATOR, OSCILLATOR
from validation.figures.panels.style import Plate
from validation.network.coordinates import Aligned, Reflection
from validation.network.targets import damped_oscillator, integrator
from validation.studies.fixed_points import LEFT, QUICK, N, Place, escape, learnt, passage, saddle, steps_beside

_BLUE, _ORANGE, _GREY = "#2171b5", "#c8703a", "#6b6b6b"
_SHADES = ("#08306b", "#3f7fbf", "#c8703a")
_DASHED = (0.0, (5.0, 2.5))
_SEEN = (0.03, 0.1, 0.3)
"""c* of the full networks."""
_PARTS = (0.9, 0.98, 1.02, 1.1)
_SIZES = (1e-1, 1e-2, 1e-3)


def analysis_plates(points: int = 41) -> Sequence[Plate]:
    """Rates over c*, descent beside the largest step, escape from saddles, and plateaus on the way.

    Parameters
    ----------
    points : int
        Targets along each curve of rates.
    """
    figure = Figure(figsize=(11.6, 9.0), layout="constrained")
    (rates, steps), (escapes, plateau) = figure.subplots(2, 2)
    _draw_rates(rates, np.geomspace(0.01, 1.0, points))
    _draw_steps(steps)
    _draw_escapes(escapes)
    _draw_plateaus(plateau)
    for axes in (rates, steps, escapes, plateau):
        axes.grid(color="#e4e4e4", linewidth=0.6)
    figure.suptitle(f"lines: reduced ODEs; dashes: laws; points: full networks, N = {N}", fontsize=10)
    caption = (
        "Fixed points of the reduced ODEs in full networks. Top left: rates at which a learnt target is approached, "
        "and the eigenvalues of the Hessian of all weights that are not zero; as c* → 0 the fastest is 1/(4 c*³) for "
        "an integrator and, twice, 1/(16 c*³) for an oscillator that a balanced pair has learnt (W normal), the slow "
        "ones 1/(2 c*), and 1/(4 c*) and (1/4 + 1/(16 ω*²))/c*. Top right: gradient descent close to the learnt "
        "integrator, with steps beside the largest one. Bottom left: networks at their saddle with all weights "
        "perturbed; dashes have the slope of the escape rate. Bottom right: from small |u| = |v| = κ on the way to an "
        f"oscillation; dashes are predicted from the slowest point, marked, and the escape rate; dotted: {LEFT:g}. "
        "The smaller κ, the closer the saddle is passed, and the longer it takes to leave."
    )
    return (Plate("stability", caption, figure),)


def _draw_rates(axes: Axes, decays: FloatArray) -> None:
    """Rates at the learnt fixed points, the asymptotic laws, and curvatures of full networks."""
    kinds = (
        (_integrator, _BLUE, "integrator", 1 / 4, (1 / 2,)),
        (_oscillator, _ORANGE, "oscillator, ω* = 1", 1 / 16, (1 / 4, 5 / 16)),
    )
    for place, colour, name, fast, slow in kinds:
        rates = np.array([-place(c).point.rates.real for c in decays])
        axes.loglog(decays, rates, color=colour, linewidth=1.6)
        axes.plot([], [], color=colour, label=name)
        for law in (fast / decays**3, *(each / decays for each in slow)):
            axes.loglog(decays, law, color=_GREY, linestyle=_DASHED, linewidth=1.0, zorder=1)
        for c in _SEEN:
            seen = place(c).curvatures()[-rates.shape[1] :]
            axes.loglog(np.full(seen.size, c), seen, "o", color=colour, markersize=5, markerfacecolor="white", zorder=3)
    axes.set_xlabel("target's decay rate c*")
    axes.set_ylabel("rate of decay (1 / learning time)")
    axes.set_title("a learnt target: fast rates ∝ c*⁻³, slow ones ∝ c*⁻¹", fontsize=10)
    axes.legend(frameon=False, fontsize=9)


def _integrator(c: float) -> Place:
    n = np.full(N, 1 / np.sqrt(N))
    point = fixed_point(real_outlier, {"a": 1.0, "b": 1.0, "c": c}, {"c_star": c})
    return Place(point, integrator(c), Aligned(n))


def _oscillator(c: float) -> Place:
    guess = {"p": 1 - c, "q": 1.0, "r": 1 - c, "alpha": 1.0}
    point = fixed_point(conjugate_pair, guess, {"c_star": c, "omega_star": 1.0})
    return Place(point, damped_oscillator(c, 1.0), Reflection(*np.eye(N)[:2]))


def _draw_steps(axes: Axes) -> None:
    """Descent beside the largest step."""
    place, count = learnt(INTEGRATOR, real_outlier), 30
    k = np.arange(count + 1)
    for part, shade in zip(_PARTS, ("#08306b", _BLUE, _ORANGE, "#7f2704"), strict=True):
        seen = steps_beside(place, part, steps=count, size=3e-10)
        axes.semilogy(k, (2 * part - 1) ** k, color=shade, linewidth=1.4)
        axes.semilogy(k[::2], seen.amplitudes[::2], "o", color=shade, markersize=4, markerfacecolor="white")
        axes.plot([], [], "-o", color=shade, markersize=4, markerfacecolor="white", label=f"{part:g} · 2/λ_max")
    axes.set_xlabel("steps of gradient descent")
    axes.set_ylabel("distance from the minimum / the first one")
    axes.set_title(f"integrator, c* = 0.2: 2/λ_max = {place.point.largest_step:.4f}", fontsize=10)
    axes.legend(title="step η", frameon=False, fontsize=9)


def _draw_escapes(axes: Axes) -> None:
    """Networks that leave a saddle, over learning time in units of the escape rate."""
    tasks = ((INTEGRATOR, real_outlier, _BLUE, "silence"), (OSCILLATOR, conjugate_pair, _ORANGE, "best real outlier"))
    for task, system, colour, name in tasks:
        place = saddle(task, system)
        seen, rate = escape(place, folds=12.0), place.point.escape_rate
        folds = rate * seen.times
        axes.semilogy(
            folds[::4], seen.distances[::4], "o", color=colour, markersize=4.5, markerfacecolor="white",
            label=f"{task.name}: {name}, rate {rate:.3g}",
        )  # fmt: skip
        middle = folds.size * 2 // 3
        line = seen.distances[middle] * np.exp(folds - folds[middle])
        axes.semilogy(folds, line, color=colour, linestyle=_DASHED, linewidth=1.2)
    axes.set_ylim(2e-9, None)
    axes.set_xlabel("learning time × escape rate")
    axes.set_ylabel("distance of all weights from the saddle")
    axes.set_title("leaving a saddle after a random kick of size 10⁻⁷", fontsize=10)
    axes.legend(frameon=False, fontsize=9, loc="upper left")


def _draw_plateaus(axes: Axes) -> None:
    """Passages of one saddle, from several initial sizes."""
    task = replace(OSCILLATOR, target=QUICK, parameters={"c_star": 0.1, "omega_star": 1.0})
    for size, shade in zip(_SIZES, _SHADES, strict=True):
        until = 45.0 + 45.0 * np.log10(1e-1 / size)
        way = passage(task, conjugate_pair, size=size, until=float(until), points=401)
        stop = way.plateau
        if stop.saddle is None:
            continue
        path = integrate(
            conjugate_pair, {name: float(way.run[name][0]) for name in conjugate_pair.state}, task.parameters,
            way.times, rtol=RTOL, atol=1e-20,
        )  # fmt: skip
        theory = stop.saddle.growing_part(np.array([path[name] for name in conjugate_pair.state]))
        axes.semilogy(way.times, theory, color=shade, linewidth=1.4, label=f"κ = {size:g}")
        axes.semilogy(
            way.times[::12], way.parts[::12], "o", color=shade, markersize=4.5, markerfacecolor="white", zorder=3
        )
        s = np.linspace(stop.time, stop.leaves(1.0), 2)
        axes.semilogy(
            s, stop.part * np.exp(stop.escape_rate * (s - stop.time)), color=_GREY, linestyle=_DASHED, zorder=4
        )
        axes.semilogy([stop.time], [stop.part], "s", color=shade, markersize=7, zorder=4)
    axes.axhline(LEFT, color="black", linewidth=0.8, linestyle=":")
    axes.set_xlabel("learning time s")
    axes.set_ylabel("distance from the saddle, part that grows")
    axes.set_title("past the best real outlier, to c* = 0.1, ω* = 1", fontsize=10)
    axes.legend(frameon=False, fontsize=9, loc="lower right")
