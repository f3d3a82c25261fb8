"""The figures of the main job: what a physicist would look at first.

Theory is always a dark dashed line over the network's lighter, broader one, so that agreement shows in greyscale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from reduced_odes import Trajectory
from validation.checks import ComplexArray, FloatArray
from validation.experiments import Experiment
from validation.ladder import Rung
from validation.portrait import portrait
from validation.weights import impulse_response

FLOW: dict[str, Any] = {"color": "#9ec5e8", "linewidth": 5.0, "solid_capstyle": "round"}
DESCENT: dict[str, Any] = {"color": "#d98c5f", "linewidth": 2.2, "solid_capstyle": "round"}
THEORY: dict[str, Any] = {"color": "black", "linewidth": 1.3, "linestyle": (0, (5, 2))}
FAINT: dict[str, Any] = {"color": "#888888", "linewidth": 0.8, "linestyle": ":"}

LOSS_FLOOR = 1e-15
"""The loss is a difference of numbers of order one: below this a figure would show their rounding."""


@dataclass(frozen=True, eq=False)
class Plate:
    """A figure with the name of its file and what is to be seen in it."""

    name: str
    caption: str
    figure: Figure


def figures(experiments: Sequence[Experiment], rungs: Sequence[Rung]) -> tuple[Plate, ...]:
    """All figures: five of each experiment, and the power laws of the ladder."""
    drawings = (loss, outliers, spectrum, responses, portrait_of)
    plates = [draw(experiment) for experiment in experiments for draw in drawings]
    return (*plates, power_laws(rungs))


def loss(experiment: Experiment) -> Plate:
    """The loss over learning time."""
    figure, axes = _figure()
    flow, bulk = experiment.flow, experiment.bulk
    axes.semilogy(flow.times, _floored(flow["loss"]), label=_flow_label(experiment), **FLOW)
    axes.semilogy(bulk.times, _floored(bulk["loss"]), label=_descent_label(experiment), **DESCENT)
    axes.semilogy(experiment.theory.times, _floored(experiment.theory["loss"]), label="reduced ODE", **THEORY)
    axes.set_xlabel("learning time s")
    axes.set_ylabel("loss L = ½∫(f − f*)² dt")
    axes.legend(frameon=False)
    axes.set_title(f"{experiment.task.name}: loss")
    return Plate(
        f"{_slug(experiment)}-loss",
        "Loss of the full network and of the reduced ODE. From W(0) = 0 they are the same line; the random bulk of the "
        "second network makes it differ, by an amount that the ladder measures. "
        f"Values below {LOSS_FLOOR:g}, the rounding of a difference of numbers of order one, are drawn there.",
        figure,
    )


def outliers(experiment: Experiment) -> Plate:
    """Decay rate and frequency of the outliers over learning time."""
    oscillates = "omega_squared" in experiment.theory
    figure = Figure(figsize=(7.0, 6.0 if oscillates else 3.8), layout="constrained")
    panels = np.atleast_1d(figure.subplots(2 if oscillates else 1, 1, sharex=True))
    draw_decay(panels[0], experiment)
    panels[0].legend(frameon=False)
    if oscillates:
        draw_frequency(panels[1], experiment)
        panels[1].legend(frameon=False)
    panels[-1].set_xlabel("learning time s")
    panels[0].set_title(f"{experiment.task.name}: the outlier eigenvalues −c ± iω of W − I")
    meet = "c is the mean of the pair, real or conjugate; ω leaves 0 where two real outliers meet. "
    seen = meet if oscillates else ""
    return Plate(
        f"{_slug(experiment)}-outliers",
        f"Outliers of the full network, found in the eigenvalues of W, and of the reduced ODE. {seen}The network with a "
        "bulk has no outlier, and no line, until one leaves the bulk's disc.",
        figure,
    )


def draw_decay(axes: Axes, experiment: Experiment) -> None:
    """c(s): network's outlier and theory."""
    _pair_of_runs(axes, experiment, "c")
    axes.plot(experiment.theory.times, experiment.theory["c"], label="reduced ODE", **THEORY)
    axes.axhline(experiment.task.parameters["c_star"], **FAINT)
    axes.annotate("c*", (0.0, experiment.task.parameters["c_star"]), xytext=(2, 3), textcoords="offset points")
    axes.set_ylabel("decay rate c\n(1 / time constant)")


def draw_frequency(axes: Axes, experiment: Experiment) -> None:
    """ω(s) = √max(ω², 0): network's outliers and theory."""
    for run, style, label in (
        (experiment.flow, FLOW, _flow_label(experiment)),
        (experiment.bulk, DESCENT, _descent_label(experiment)),
    ):
        axes.plot(run.times, _frequency(run["omega_squared"]), label=label, **style)
    axes.plot(experiment.theory.times, _frequency(experiment.theory["omega_squared"]), label="reduced ODE", **THEORY)
    axes.axhline(experiment.task.parameters["omega_star"], **FAINT)
    axes.annotate("ω*", (0.0, experiment.task.parameters["omega_star"]), xytext=(2, 3), textcoords="offset points")
    axes.set_ylabel("frequency ω\n(radians / time constant)")


def spectrum(experiment: Experiment) -> Plate:
    """Eigenvalues of W in the complex plane: bulk, its disc, and the outliers' path."""
    run = experiment.bulk
    figure, axes = _figure((6.4, 5.6))
    axes.add_patch(Circle((0, 0), run.sigma, facecolor="#ececec", edgecolor="#777777", linewidth=1.0, zorder=0))
    first, last = run.spectra[0], run.spectra[-1]
    axes.plot(first.real, first.imag, ".", color="#aaaaaa", markersize=4, label="eigenvalues at s = 0")
    axes.plot(
        last.real, last.imag, "o", markerfacecolor="none", markeredgecolor="#b3541e", markersize=6,
        label=f"eigenvalues at s = {run.times[-1]:g}",
    )  # fmt: skip
    for k, path in enumerate(run.outliers.eigenvalues.T):
        axes.plot(path.real, path.imag, label="outlier's path" if k == 0 else None, **DESCENT)
    for k, path in enumerate(theory_outliers(experiment.bulk_theory)):
        axes.plot(path.real, path.imag, label="reduced ODE" if k == 0 else None, **THEORY)
    poles = 1 + run.target.poles()
    axes.plot(poles.real, poles.imag, "k*", markersize=12, label="target's poles + 1")
    axes.axvline(1.0, color="black", linewidth=0.8)
    axes.annotate(
        "unstable", (1.0, 0.98), xycoords=("data", "axes fraction"), xytext=(4, 0), textcoords="offset points",
        rotation=90, va="top",
    )  # fmt: skip
    name = f"disc of the bulk, σ = {run.sigma:g}"
    axes.annotate(name, (0, run.sigma), xytext=(0, 6), textcoords="offset points", ha="center")
    axes.set_aspect("equal", adjustable="datalim")
    axes.set_xlabel("Re λ")
    axes.set_ylabel("Im λ")
    axes.legend(loc="upper left", bbox_to_anchor=(0.0, -0.14), ncols=2, frameon=False, fontsize=9)
    axes.set_title(f"{experiment.task.name}: eigenvalues λ of W, N = {run.initial.N}")
    return Plate(
        f"{_slug(experiment)}-spectrum",
        f"Eigenvalues of W under gradient descent from a random bulk of radius σ = {run.sigma:g}, N = {run.initial.N}. "
        "The outliers leave the disc for the target's poles (shifted by 1, as M = W − I); the rest of the bulk hardly moves. "
        "The theory starts inside the disc, where no network's outlier can be seen.",
        figure,
    )


def responses(experiment: Experiment) -> Plate:
    """Impulse responses before, during and after learning."""
    run, theory = experiment.flow, experiment.theory
    coordinates = experiment.task.coordinates(run.initial)
    t = np.linspace(0.0, 4.0 / experiment.task.parameters["c_star"], 401)
    figure = Figure(figsize=(9.6, 3.4), layout="constrained")
    panels = figure.subplots(1, run.snapshot_times.size, sharey=True)
    for axes, s, weights in zip(panels, run.snapshot_times, run.snapshots, strict=True):
        k = int(np.argmin(np.abs(theory.times - s)))
        predicted = coordinates.embed({name: float(theory[name][k]) for name in theory.states})
        axes.plot(t, impulse_response(weights, t), label=_flow_label(experiment), **FLOW)
        axes.plot(t, run.target.filter(t), color="#b3541e", linewidth=1.4, label="target f*")
        axes.plot(t, impulse_response(predicted, t), label="reduced ODE", **THEORY)
        axes.set_title(f"s = {s:g}")
        axes.set_xlabel("time t (time constants)")
    panels[0].set_ylabel("impulse response f(t)")
    panels[-1].legend(frameon=False, fontsize=9)
    figure.suptitle(f"{experiment.task.name}: impulse response before, during and after learning")
    return Plate(
        f"{_slug(experiment)}-responses",
        "What the network remembers of an input at t = 0: before, during and after learning, from W(0) = 0.",
        figure,
    )


def portrait_of(experiment: Experiment) -> Plate:
    """Phase portrait of gain and decay rate."""
    figure, axes = _figure((6.8, 5.4))
    fixed = portrait(axes, experiment)
    return Plate(
        f"{_slug(experiment)}-portrait",
        "Phase portrait of gain f(0) = vᵀu and decay rate c. Arrows and nullclines (d gain/ds = 0, dc/ds = 0) hold on the "
        "plane through the learnt state in which only gain and c differ from it"
        + ("; on it lies the whole path, since u and v start equal. " if experiment.task.parallel else
           "; the path comes to this plane only at its end and is projected before, so that it may cross the arrows. ")
        + f"The fixed point solves the reduced ODE to {fixed.residual:.0e}.",
        figure,
    )  # fmt: skip


def power_laws(rungs: Sequence[Rung]) -> Plate:
    """Every fitted power law of the ladder."""
    laws = [rung for rung in rungs if rung.x is not None]
    quantities = list(dict.fromkeys(rung.x_name for rung in laws))
    rows = max(1, (len(quantities) + 2) // 3)
    figure = Figure(figsize=(9.6, 3.3 * rows), layout="constrained")
    panels = figure.subplots(rows, 3, squeeze=False).ravel()
    for axes, quantity in zip(panels, quantities, strict=False):
        for rung, marker in zip((law for law in laws if law.x_name == quantity), "osD^v<>P", strict=False):
            _power_law(axes, rung, marker)
        axes.set_xlabel(quantity)
        axes.set_ylabel("relative deviation")
        axes.legend(frameon=False, fontsize=7)
    for axes in panels[len(quantities) :]:
        axes.set_visible(False)
    return Plate(
        "ladder",
        "The ladder's power laws: measured deviations and the lines fitted to them, with the slopes measured (expected).",
        figure,
    )


def _power_law(axes: Axes, rung: Rung, marker: str) -> None:
    assert rung.x is not None and rung.y is not None
    middle = np.exp(np.mean(np.log(rung.y)) - rung.measured * np.mean(np.log(rung.x)))
    claim = rung.claim.split(": ")[-1].removeprefix("exponent of ").removeprefix("order in ")
    axes.loglog(rung.x, rung.y, marker, color="black", markerfacecolor="none", label=(
        f"{rung.task}, {claim}: {rung.measured:.2f} ({rung.expected:g})"))  # fmt: skip
    axes.loglog(rung.x, middle * rung.x**rung.measured, color="#888888", linewidth=1.0, zorder=0)


def theory_outliers(theory: Trajectory) -> tuple[ComplexArray, ...]:
    """The eigenvalues of W that a reduced trajectory stands for: 1 − c, or the two 1 − c ± iω."""
    if "omega_squared" not in theory:
        return ((1 - theory["c"]).astype(np.complex128),)
    root = np.sqrt((-theory["omega_squared"]).astype(np.complex128))
    return (1 - theory["c"] + root, 1 - theory["c"] - root)


def _pair_of_runs(axes: Axes, experiment: Experiment, name: str) -> None:
    axes.plot(experiment.flow.times, experiment.flow[name], label=_flow_label(experiment), **FLOW)
    axes.plot(experiment.bulk.times, experiment.bulk[name], label=_descent_label(experiment), **DESCENT)


def _frequency(omega_squared: FloatArray) -> FloatArray:
    return np.asarray(np.sqrt(np.maximum(omega_squared, 0.0)), dtype=np.float64)


def _floored(loss: FloatArray) -> FloatArray:
    return np.maximum(loss, LOSS_FLOOR)


def _figure(size: tuple[float, float] = (7.0, 4.2)) -> tuple[Figure, Axes]:
    figure = Figure(figsize=size, layout="constrained")
    return figure, figure.subplots()


def _flow_label(experiment: Experiment) -> str:
    return f"network, N = {experiment.flow.initial.N}, W(0) = 0"


def _descent_label(experiment: Experiment) -> str:
    return f"network, N = {experiment.bulk.initial.N}, bulk σ = {experiment.bulk.sigma:g}"


def _slug(experiment: Experiment) -> str:
    return experiment.task.name.replace(" ", "-")
