"""Finite width: networks about infinite width, their deviations as powers of N, and what a delay takes away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from validation.experiments.power_laws import Estimate, PowerLaw
from validation.experiments.statistics import root_mean_square
from validation.figures.panels.style import GRID, LEARNING_TIME, LIGHT, MIDDLE, SHADES, CaptionedFigure
from validation.studies.finite_width import QUANTITIES, FiniteWidthStudy, OwnError, laws, shift_laws, shifts

_COLOURS = dict(zip(QUANTITIES, SHADES, strict=True))
_MARKERS = dict(zip(QUANTITIES, ("o", "s", "^"), strict=True))
_NAMES = dict(zip(QUANTITIES, ("loss / ½∫f*²", "c", "learning time"), strict=True))
_NARROW, _WIDE = LIGHT, MIDDLE
_KNOWN = 0.4
"""Standard error below which the law of an exponent is drawn."""
_DRAWN = 8
"""Number of networks drawn of each width."""


def finite_width_figures(study: FiniteWidthStudy) -> Sequence[CaptionedFigure]:
    """Learning curves above, laws in N below."""
    figure = Figure(figsize=(15.0, 9.6), layout="constrained")
    (loss, c, shifted), (spreads, means, errors) = figure.subplots(2, 3)
    _draw_curves(study, loss, c, shifted)
    _draw_spreads(study, spreads)
    _draw_means(study, means)
    _draw_shifts(study, errors)
    for axes in figure.axes:
        axes.grid(color=GRID, linewidth=0.6)
        axes.legend(frameon=False, fontsize=9)
    ticks = [d.N for d in study.of_reductions]
    for axes in (spreads, means, errors):
        axes.set_xlabel("neurons N")
        axes.set_xticks(ticks, [f"{N:,}" for N in ticks])
        axes.minorticks_off()
        axes.legend(frameon=False, fontsize=9, loc="upper center", bbox_to_anchor=(0.5, -0.13))
    experiment = study.experiment
    caption = (
        f"Networks of finite width about infinite width, σ = {experiment.sigma:g}, κ = {experiment.kappa:g}. Above: "
        "loss and outlier of networks, and the loss once each network is shifted by its own delay. Below: spread, "
        "deviation of the mean and relative error over N, with fitted powers and their intervals of 95 %; and far "
        "below the spread the error of each network's own reduction to short words."
    )
    return (CaptionedFigure("finite-width", caption, figure),)


def _draw_curves(study: FiniteWidthStudy, loss: Axes, c: Axes, shifted: Axes) -> None:
    """Networks of two widths as thin lines, infinite width as a thick dashed one."""
    experiment, theory = study.experiment, study.theory
    several = [e for e in study.networks if len(e.seeds) >= 3]
    for networks, colour in ((several[0], _NARROW), (several[-1], _WIDE)):
        some = networks.some(_DRAWN)
        label = f"networks, N = {some.N}, {len(some.seeds)} seeds"
        delays = shifts(experiment, some.curves, theory)[0].delays
        s = some.curves.times
        for axes, times, curves in (
            (loss, np.tile(s, (delays.size, 1)), some.curves.loss),
            (c, np.tile(s, (delays.size, 1)), some.curves.c),
            (shifted, s - delays[:, None], some.curves.loss),
        ):
            axes.plot(times[0], curves[0], color=colour, linewidth=1.0, label=label)
            axes.plot(times[1:].T, curves[1:].T, color=colour, linewidth=1.0)
    for axes, values in ((loss, theory.loss), (c, theory.c), (shifted, theory.loss)):
        axes.plot(theory.times, values, color="black", linewidth=2.2, linestyle=(0, (4, 2)), label="infinite width")
        axes.set_xlim(0.0, experiment.times[-1])
        axes.set_xlabel(LEARNING_TIME)
    c.set_xlim(0.7, experiment.times[-1])
    for axes in (loss, shifted):
        axes.set_yscale("log")
        axes.set_ylim(5e-5, 1.6)
        axes.set_ylabel("loss / ½∫f*² dt")
    c.set_ylabel("c of the outlier 1 − c")
    target = f"c* = {float(-study.experiment.target.A[0, 0]):g}, σ = {experiment.sigma:g}, κ = {experiment.kappa:g}"
    loss.set_title(f"learning an integrator, {target}", fontsize=10)
    c.set_title("the outlier, from where it leaves the bulk", fontsize=10)
    shifted.set_title("each network shifted by its own delay", fontsize=10)
    shifted.set_xlabel("learning time less the delay")


def _draw_spreads(study: FiniteWidthStudy, axes: Axes) -> None:
    """Standard deviations, and far below them the errors of each network's own reduction."""
    fits = laws(study.of_reductions, "spread")
    for name in QUANTITIES:
        _draw_law(
            axes,
            [d.N for d in study.of_reductions],
            [d.spread[name] for d in study.of_reductions],
            fits[name],
            name,
            f"spread of {_NAMES[name]}: {_slope(fits[name])}",
        )
        widths, values = [d.N for d in study.of_networks], [d.spread[name].value for d in study.of_networks]
        axes.plot(widths, values, _MARKERS[name], color=_COLOURS[name], markersize=4, linestyle="none")
        _draw_own(axes, study.own, name, "x", f"own reduction's error, {study.experiment.depth} letters")
        _draw_own(axes, study.deeper, name, "+", f"own reduction's error, {study.experiment.depth + 1} letters")
    axes.set_title("spread (small: all weights), and far below: errors of reductions", fontsize=10)
    axes.set_ylabel("standard deviation; r.m.s. error")


def _draw_own(axes: Axes, errors: Sequence[OwnError], name: str, marker: str, label: str) -> None:
    axes.loglog(
        [e.N for e in errors],
        [e.of[name].value for e in errors],
        marker,
        color=_COLOURS[name],
        markersize=7,
        label=label if name == QUANTITIES[-1] else None,
    )


def _draw_means(study: FiniteWidthStudy, axes: Axes) -> None:
    """Deviations of means times N, so that 1/N is level and either sign is seen; side by side at each N."""
    fits = laws(study.of_reductions, "mean")
    N = np.array([d.N for d in study.of_reductions], dtype=float)
    axes.axhline(0.0, color="black", linewidth=0.8)
    for name, aside in zip(QUANTITIES, (0.93, 1.0, 1.07), strict=True):
        found, law = [d.mean[name] for d in study.of_reductions], fits[name]
        known = law.error < _KNOWN
        axes.errorbar(
            aside * N, N * [e.value for e in found], N * [e.error for e in found], color=_COLOURS[name],
            marker=_MARKERS[name], markerfacecolor="white", markersize=6, linestyle="none", linewidth=1.0,
            label=f"{_NAMES[name]}: {_slope(law) if known else 'too few networks for a slope'}",
        )  # fmt: skip
        if known:
            axes.plot(N, N * law.at(N), "--", color=_COLOURS[name], linewidth=1.1)
    axes.set_xscale("log")
    axes.set_title("deviation of the mean from infinite width (reductions)", fontsize=10)
    axes.set_ylabel("N × deviation of the mean, with standard error")


def _draw_shifts(study: FiniteWidthStudy, axes: Axes) -> None:
    """Relative errors before and after the shift."""
    fits = shift_laws(study.of_reductions)
    widths = [d.N for d in study.of_reductions]
    for name, shift in (("loss", "loss_shift"), ("c", "c_shift")):
        for when in ("before", "after"):
            estimates = [root_mean_square(getattr(getattr(d, shift), when)) for d in study.of_reductions]
            law = fits[f"{name}, {when}"]
            label = f"{name}, {when} the shift: {_slope(law)}"
            _draw_law(axes, widths, estimates, law, name, label, filled=when == "before")
    axes.set_title("relative error before and after the shift of the loss", fontsize=10)
    axes.set_ylabel("r.m.s. deviation / r.m.s. of infinite width")


def _draw_law(
    axes: Axes,
    widths: Sequence[int],
    estimates: Sequence[Estimate],
    law: PowerLaw,
    name: str,
    label: str,
    filled: bool = False,
) -> None:
    N = np.array(widths, dtype=float)
    values, errors = np.array([e.value for e in estimates]), np.array([e.error for e in estimates])
    axes.errorbar(
        N, values, errors, color=_COLOURS[name], marker=_MARKERS[name], linestyle="none",
        markerfacecolor=_COLOURS[name] if filled else "white", markersize=6, linewidth=1.0, label=label, zorder=2.0,
    )  # fmt: skip
    axes.loglog(N, law.at(N), "-" if filled else "--", color=_COLOURS[name], linewidth=1.1, zorder=1.5)


def _slope(law: PowerLaw) -> str:
    low, high = law.interval
    return f"$N^{{{law.exponent:.2f}}}$ ({low:.2f} to {high:.2f})".replace(" -", " −").replace("(-", "(−")
