"""Figures of the two experiments: loss, outliers, spectrum, impulse responses, phase portrait; and of power laws."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from validation._common.checks import FloatArray
from validation.experiments.claim import Claim, Subject, by_subject
from validation.experiments.crossings import crossing
from validation.experiments.experiment import Experiment
from validation.figures.panels.portrait import portrait
from validation.figures.panels.power_laws import power_laws
from validation.figures.panels.spectrum import spectrum
from validation.figures.panels.style import (
    DESCENT,
    FLOW,
    LEARNING_TIME,
    TARGET,
    THEORY,
    THEORY_LABEL,
    CaptionedFigure,
    LineStyle,
    legend_below,
    legend_beside,
    panel,
    power_of_ten,
    run_label,
)
from validation.network.weights import impulse_response
from validation.training.runs import DescentRun

_LEADING = ("outliers", "spectrum")
"""Kinds of figures that a report begins with."""
LOSS_FLOOR = 1e-14
"""The loss is a difference of numbers of order one: below this part of the first one, a figure would show rounding."""


def experiment_figures(experiment: Experiment) -> tuple[CaptionedFigure, ...]:
    """Five figures; they are known to nobody else, without pyplot's global state."""
    drawings = {"loss": loss, "outliers": outliers, "spectrum": spectrum, "responses": responses, "portrait": portrait}
    figures = []
    for kind, draw in drawings.items():
        figure, caption = draw(experiment)
        name = f"{experiment.task.name.replace(' ', '-')}-{kind}"
        figures.append(CaptionedFigure(name, caption, figure, leading=kind in _LEADING))
    return tuple(figures)


def power_law_figures(claims: Sequence[Claim]) -> tuple[CaptionedFigure, ...]:
    """The power laws of each subject that has any."""
    figures = []
    for subject, group in by_subject([claim for claim in claims if claim.x is not None]).items():
        figure, caption = power_laws(group)
        leading = subject is Subject.EXACTNESS
        figures.append(CaptionedFigure(f"{subject.key}-power-laws", caption, figure, subject, leading))
    return tuple(figures)


def loss(experiment: Experiment) -> tuple[Figure, str]:
    """Loss of the networks and of the theory over learning time; figure and caption."""
    figure, axes = panel()
    axes.set_yscale("log")
    _draw_over_time(axes, experiment, "loss", resolved_loss)
    axes.set_xlabel(LEARNING_TIME)
    axes.set_ylabel("loss L = ½ ∫ (f − f*)² dt")
    axes.set_title(f"{experiment.task.name}: loss")
    legend_beside(axes)
    theory, bulk, deviation = experiment.theory, experiment.bulk, experiment.exactness.agreements["loss"]
    halves = [half_time(record.times, record["loss"]) for record in (theory, bulk)]
    return figure, (
        f"Loss of the full networks and of the reduced ODE. From W(0) = 0, N = {experiment.flow.initial.N}, they "
        f"differ by at most {power_of_ten(deviation.relative)} of the largest loss. The second "
        "network starts from a random bulk, which the reduced ODE leaves out, and learns in finite steps: it reaches "
        f"half its first loss at s = {halves[1]:.3g} instead of {halves[0]:.3g}. The claims say how such "
        f"differences fall with σ, N and η. Losses are drawn down to {power_of_ten(LOSS_FLOOR)} of the first one; "
        "below, they are rounding."
    )


def outliers(experiment: Experiment) -> tuple[Figure, str]:
    """Decay rate c, and frequency ω of a pair, over learning time; figure and caption."""
    oscillates = "omega_squared" in experiment.theory
    figure = Figure(figsize=(8.2, 6.4 if oscillates else 4.0), layout="constrained")
    panels = figure.subplots(1 + oscillates, 1, sharex=True, squeeze=False)[:, 0]
    draw_decay(panels[0], experiment)
    if oscillates:
        draw_frequency(panels[1], experiment)
    for axes in panels:
        legend_beside(axes)
    panels[-1].set_xlabel(LEARNING_TIME)
    eigenvalues = "outlier eigenvalues −c ± iω" if oscillates else "outlier eigenvalue −c"
    panels[0].set_title(f"{experiment.task.name}: {eigenvalues} of W − I")
    return figure, _outliers_caption(experiment)


def _outliers_caption(experiment: Experiment) -> str:
    bulk, deviation = experiment.bulk, experiment.exactness.agreements["c"]
    caption = (
        "Outliers of the full networks, found among the eigenvalues of W, and of the reduced ODE. From W(0) = 0 the "
        f"largest deviation in c is {power_of_ten(deviation.relative)} of the largest c. "
    )
    if "omega_squared" in experiment.theory:
        births = ", ".join(f"{s:.4g}" for s in experiment.theory.events.get("pair_born", ()))
        born = f"at s = {births}" if births else "never"
        caption += f"c is the mean of the two; ω is 0 while both are real. The reduced ODE has the pair born {born}. "
    seen = bulk.times[~np.isnan(bulk["c"])]
    emerging = f"from s = {seen[0]:.3g} on" if seen.size else "never"
    return caption + (
        f"The network with a bulk (N = {bulk.initial.N}, σ = {bulk.sigma:g}) has outliers {emerging}: before, none "
        "stands clear of the bulk. It runs ahead of the reduced ODE, or behind, by the bulk's doing and by its "
        "finite step; the claims below measure both."
    )


def draw_decay(axes: Axes, experiment: Experiment) -> None:
    """Decay rate c(s) of the outliers of both networks, theory over it; the target's c* dotted."""
    _draw_over_time(axes, experiment, "c")
    _draw_target(axes, "c*", -float(experiment.flow.target.poles().real.max()))
    axes.set_ylabel("decay rate c\n(1 / time constant)")


def draw_frequency(axes: Axes, experiment: Experiment) -> None:
    """Frequency ω(s) of the outliers, 0 while they are real, theory over it; the target's ω* dotted."""
    _draw_over_time(axes, experiment, "omega_squared", frequency)
    _draw_target(axes, "ω*", float(experiment.flow.target.poles().imag.max()))
    axes.set_ylabel("frequency ω\n(radians / time constant)")


def responses(experiment: Experiment) -> tuple[Figure, str]:
    """Impulse responses before, during and after learning, beside the target's; figure and caption."""
    run, bulk, theory = experiment.flow, experiment.bulk, experiment.theory
    coordinates = experiment.task.coordinates(run.initial)
    slowest = -1.0 / float(run.target.poles().real.max())
    t = np.linspace(0.0, 4.0 * slowest, 401)
    figure = Figure(figsize=(10.4, 3.9), layout="constrained")
    panels = figure.subplots(1, run.snapshot_times.size, sharey=True, squeeze=False)[0]
    for k, (axes, s) in enumerate(zip(panels, run.snapshot_times, strict=True)):
        at = int(np.argmin(np.abs(theory.times - s)))
        predicted = coordinates.embed({name: float(theory[name][at]) for name in theory.states})
        axes.plot(t, impulse_response(run.snapshots[k], t), label=run_label(run), **FLOW)
        axes.plot(t, impulse_response(bulk.snapshots[k], t), label=run_label(bulk), **DESCENT)
        axes.plot(t, impulse_response(predicted, t), label=THEORY_LABEL, **THEORY)
        axes.plot(
            t, run.target.filter(t), "o", markevery=10, color="black", markerfacecolor="white", markersize=3.0,
            markeredgewidth=0.7, zorder=4, label="target f*",
        )  # fmt: skip
        axes.set_title(f"s = {s:g}")
        axes.set_xlabel("time t (time constants)")
    panels[0].set_ylabel("impulse response f(t)")
    figure.suptitle(f"{experiment.task.name}: impulse response before, during and after learning")
    legend_below(figure, panels[0])
    moments = ", ".join(f"{s:g}" for s in run.snapshot_times)
    return figure, (
        f"What the output keeps of an impulse at t = 0, at learning times s = {moments}: both full networks, the "
        f"network that the {len(theory.states)} variables of the reduced ODE stand for, and the target."
    )


def frequency(omega_squared: FloatArray) -> FloatArray:
    """ω = √(ω²) of a conjugate pair, 0 of two real outliers, NaN where there is no pair."""
    return np.asarray(np.sqrt(np.maximum(omega_squared, 0.0)), dtype=np.float64)


def resolved_loss(values: FloatArray) -> FloatArray:
    """The loss up to the first record at which rounding takes over, NaN from there."""
    return np.where(np.logical_and.accumulate(values > LOSS_FLOOR * values[0]), values, np.nan)


def half_time(times: FloatArray, values: FloatArray) -> float:
    """First learning time at which a loss is below half its first value, linear between records; NaN if it never is."""
    return crossing(times, values, values[0] / 2)


def _draw_over_time(
    axes: Axes, experiment: Experiment, name: str, shown: Callable[[FloatArray], FloatArray] = np.asarray
) -> None:
    """A quantity of both networks over learning time, theory over it."""
    runs: tuple[tuple[DescentRun, LineStyle], ...] = ((experiment.flow, FLOW), (experiment.bulk, DESCENT))
    for run, style in runs:
        axes.plot(run.times, shown(run[name]), label=run_label(run), **style)
    axes.plot(experiment.theory.times, shown(experiment.theory[name]), label=THEORY_LABEL, **THEORY)
    axes.set_xlim(0.0, experiment.theory.times[-1])


def _draw_target(axes: Axes, name: str, value: float) -> None:
    axes.axhline(value, label=f"target, {name} = {value:g}", **TARGET)
