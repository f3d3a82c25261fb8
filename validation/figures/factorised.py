"""Figures of networks trained by their factors: theory as lines, networks as points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reduced_odes import ReducedSystem
from validation.studies.factorised import INTEGRATING, NEURONS, RINGING, Relearning, Setting, predict, relearning
from validation.training.factorised import FactorRun, Factors, factor_descent

_COLOURS = ("#2171b5", "#c8703a", "#5a3d7a", "#4d9221", "#8c510a", "#6b6b6b")
_SIZES = (0.3, 1.0, 2.0)


def factorised(systems: Mapping[str, ReducedSystem], seed: int = 0) -> Figure:
    """Loss of both tasks, overlaps while the integrator is learnt, and what invisible overlaps remember.

    Parameters
    ----------
    systems : mapping of str to ReducedSystem
        With `overlaps_rank_one` and `overlaps_rank_two`.
    seed : int
        Of the networks' initial vectors.
    """
    figure = Figure(figsize=(12.4, 8.6), layout="constrained")
    (learning, overlaps), (start, again) = figure.subplots(2, 2)
    for setting, colour, name in (
        (INTEGRATING, _COLOURS[0], f"rank one, c* = 0.2; η = {INTEGRATING.step:g}"),
        (RINGING, _COLOURS[1], f"rank two, c* = 0.3, ω* = 2; η = {RINGING.step:g}"),
    ):
        run = _descent(setting, seed)
        _draw_loss(learning, systems[setting.system], setting, run, colour, name)
        if setting is INTEGRATING:
            _draw_overlaps(overlaps, systems[setting.system], setting, run)
    learning.set_title(
        f"gradient descent of networks, N = {NEURONS} (points), and the reduced ODE (lines)", fontsize=10
    )
    learning.set_ylabel("loss")
    learning.legend(frameon=False, fontsize=9)
    studies = [relearning(INTEGRATING, systems[INTEGRATING.system], size, N=200, seed=seed) for size in _SIZES]
    _draw_memory(start, again, studies)
    for axes in (learning, overlaps, again):
        axes.set_xlabel("learning time s (step size × steps)")
        axes.grid(color="#e4e4e4", linewidth=0.6)
    return figure


def _descent(setting: Setting, seed: int) -> FactorRun:
    steps = round(setting.until / setting.step)
    start = Factors.random(NEURONS, setting.rank, seed=seed)
    return factor_descent(start, setting.target, step=setting.step, steps=steps, every=max(1, steps // 40))


def _draw_loss(axes: Axes, system: ReducedSystem, setting: Setting, run: FactorRun, colour: str, name: str) -> None:
    s = np.linspace(0.0, setting.until, 401)
    theory = predict(system, run.initial, setting, s)
    axes.semilogy(s, np.maximum(theory["loss"], 1e-16), color=colour, linewidth=1.4, label=name)
    axes.semilogy(run.times, np.maximum(run["loss"], 1e-16), "o", color=colour, markersize=4, markerfacecolor="white")
    axes.set_ylim(1e-12, 3.0)


def _draw_overlaps(axes: Axes, system: ReducedSystem, setting: Setting, run: FactorRun) -> None:
    s = np.concatenate([[0.0], np.geomspace(1e-2, setting.until, 300)])
    theory = predict(system, run.initial, setting, s)
    visible = system.state[: (setting.rank + 1) ** 2]
    shades = {name: _COLOURS[k % len(_COLOURS)] for names in (visible, system.state[len(visible) :])
              for k, name in enumerate(names)}  # fmt: skip
    for name in system.state:
        style = "-" if name in visible else "--"
        label = f"{name[0]}ᵀ{name[-1]}"
        axes.plot(s, theory[name], linestyle=style, color=shades[name], linewidth=1.4, label=label)
        axes.plot(run.times, run[name], "o", color=shades[name], markersize=3.5, markerfacecolor="white")
    axes.set_xlim(0.0, 6.0)
    axes.set_title("rank one: visible overlaps (solid) and invisible ones (dashed)", fontsize=10)
    axes.legend(frameon=False, fontsize=9, ncols=1, loc="upper left", bbox_to_anchor=(1.0, 1.0))


def _draw_memory(start: Axes, again: Axes, studies: Sequence[Relearning]) -> None:
    names = ["v_m", "n_u", "u_m", "v_n", "u_u", "m_m", "n_n", "v_v"]
    place = np.arange(len(names))
    for k, study in enumerate(studies):
        colour, label = _COLOURS[k], f"from vectors of length {study.size:g}"
        start.bar(place + 0.27 * (k - 1), [study.first[name][-1] for name in names], 0.25, color=colour, label=label)
        again.semilogy(
            study.theory_second.times, study.theory_second["loss"] / study.theory_second["loss"][0],
            color=colour, linewidth=1.4, label=label,
        )  # fmt: skip
        again.semilogy(
            study.second.times[::4], (study.second["loss"] / study.second["loss"][0])[::4], "o",
            color=colour, markersize=4, markerfacecolor="white",
        )  # fmt: skip
    start.set_xticks(place, [f"{name[0]}ᵀ{name[-1]}" for name in names])
    start.set_title("three networks that have learnt the same filter, c* = 0.2: their overlaps", fontsize=10)
    start.axvline(1.5, color="#8a8a8a", linewidth=1.0, linestyle=":")
    start.set_ylim(top=1.35 * max(float(study.first["v_v"][-1]) for study in studies))
    for x, text in ((0.5, "visible"), (2.2, "invisible")):
        start.text(x, 0.70, text, ha="center", fontsize=9, transform=start.get_xaxis_transform())
    start.legend(frameon=False, fontsize=9, loc="upper left")
    again.set_title("the same three relearn c* = 0.5: points, networks; lines, theory", fontsize=10)
    again.set_ylabel("loss / loss when relearning starts")
    again.set_ylim(1e-6, 1.5)
    again.legend(frameon=False, fontsize=9)
