"""Figure of one outlier and a weak bulk: networks as points, equations without and with correction as lines."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reduced_odes import ReducedSystem, integrate
from validation._common.checks import FloatArray
from validation.experiments.tasks import INTEGRATOR
from validation.network.weights import Weights, random_weights
from validation.studies.weak_bulk import bulk_errors, fock_network, weak_bulk_coordinates
from validation.training.flow import gradient_flow

_COLOURS = ("#2171b5", "#c8703a")


def weak_bulk(systems: Mapping[str, ReducedSystem], N: int = 100, kappa: float = 0.4, seed: int = 1) -> Figure:
    """Learning with a bulk, and how the error of the equations grows with its radius.

    Parameters
    ----------
    systems : mapping of str to ReducedSystem
        With `real_outlier` and `real_outlier_bulk`.
    N, kappa, seed : int, float, int
        Size, |u| = |v|, and seed of the networks on the left.
    """
    figure = Figure(figsize=(11.6, 4.8), layout="constrained")
    learning, errors = figure.subplots(1, 2)
    network = random_weights(N, 1.0, kappa, seed)
    s = np.linspace(0.0, 6.0, 121)
    for sigma, colour in zip((0.1, 0.3), _COLOURS, strict=True):
        _draw_learning(learning, systems, Weights(sigma * network.W, network.u, network.u), s, sigma, colour)
    learning.set_xlabel("learning time s (step size × steps)")
    learning.set_ylabel("loss")
    learning.set_ylim(1e-4, 3.0)
    learning.set_title(f"one network with a bulk, N = {N}, c* = 0.2 (points)", fontsize=10)
    learning.legend(frameon=False, fontsize=9, loc="upper right")
    sigmas = np.geomspace(0.01, 0.2, 8)
    plain, corrected = bulk_errors(fock_network(1.0, 0.0, kappa, 3), INTEGRATOR, systems, sigmas)
    for values, colour, order, name in (
        (plain, _COLOURS[0], 2, "without correction"),
        (corrected, _COLOURS[1], 4, "corrected to second order"),
    ):
        errors.loglog(sigmas, values, "o", color=colour, markerfacecolor="white", label=name)
        errors.loglog(
            sigmas, values[0] * (sigmas / sigmas[0]) ** order, color=colour, linewidth=1.2,
            linestyle="--", label=f"slope {order}",
        )  # fmt: skip
    errors.set_xlabel("bulk radius σ")
    errors.set_ylabel("largest error of the loss, s ≤ 6")
    errors.set_title("infinite width (words of length up to 3)", fontsize=10)
    errors.legend(frameon=False, fontsize=9)
    for axes in (learning, errors):
        axes.grid(color="#e4e4e4", linewidth=0.6)
    return figure


def _draw_learning(
    axes: Axes, systems: Mapping[str, ReducedSystem], weights: Weights, s: FloatArray, sigma: float, colour: str
) -> None:
    run = gradient_flow(weights, INTEGRATOR.target, s[::5], sigma=sigma, rtol=1e-7, atol=1e-9)
    axes.semilogy(run.times, run["loss"], "o", color=colour, markersize=4, markerfacecolor="white")
    initial = weak_bulk_coordinates(weights)
    for name, state, style, label in (
        ("real_outlier", {"a": initial["a"], "b": initial["b"]}, ":", "without correction"),
        ("real_outlier_bulk", initial, "-", "corrected"),
    ):
        theory = integrate(systems[name], state, INTEGRATOR.parameters, s)
        axes.semilogy(theory.times, theory["loss"], style, color=colour, linewidth=1.4, label=f"σ = {sigma:g}, {label}")
