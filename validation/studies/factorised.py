"""The reduced ODE of overlaps against networks trained by their factors, and what invisible overlaps remember.

The networks are those of Ger and Barak (arXiv:2605.04115): N = 500, independent vectors of norm about √N, W = m nᵀ/N,
read-out vᵀh/N, a loss without the factor ½; targets c* = 0.2 (rank one) and c* = 0.3, ω* = 2 (rank two).  Vectors
divided by √N bring them to the conventions used here, and a learning rate η' in theirs is a rate 2η'/N here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reduced_odes import ReducedSystem, Trajectory, integrate
from reduced_odes._common.crossings import sampled_crossings
from validation._common.checks import FloatArray
from validation.experiments.claim import Rung
from validation.experiments.comparison import convergence_order
from validation.experiments.tasks import Task
from validation.network.targets import StateSpace, damped_oscillator, integrator
from validation.training.factorised import FactorRun, Factors, factor_descent, factor_flow

NEURONS = 500
"""Number of neurons of the networks."""
EXACT = 1e-7
"""Agreement asked of gradient flow and the reduced ODE."""


@dataclass(frozen=True, eq=False)
class Setting:
    """A target for networks trained by their factors, and another one that they relearn afterwards.

    Attributes
    ----------
    system : str
        Name of the reduced system.
    rank : int
    target, relearnt : StateSpace
    parameters, relearnt_parameters : mappings of str to float
        The same in the parameters of the reduced system.
    until : float
        Learning time at which vectors of length one have learnt the target.
    learning, relearning : float
        Learning times of both targets in turn, from vectors of any length: small ones wait on a plateau.
    step : float
        The largest η of gradient descent.
    """

    system: str
    rank: int
    target: StateSpace
    parameters: Mapping[str, float]
    relearnt: StateSpace
    relearnt_parameters: Mapping[str, float]
    until: float
    learning: float
    relearning: float
    step: float


INTEGRATING = Setting(
    "overlaps_rank_one", 1, integrator(0.2), {"c_star": 0.2}, integrator(0.5), {"c_star": 0.5},
    until=25.0, learning=25.0, relearning=4.0, step=0.02,
)  # fmt: skip
RINGING = Setting(
    "overlaps_rank_two", 2, damped_oscillator(0.3, 2.0), {"c_star": 0.3, "omega_star": 2.0},
    damped_oscillator(0.5, 1.5), {"c_star": 0.5, "omega_star": 1.5},
    until=50.0, learning=100.0, relearning=12.0, step=0.08,
)  # fmt: skip


def setting_of(task: Task) -> Setting:
    """The setting whose target has the order of the task's."""
    return INTEGRATING if task.target.order == 1 else RINGING


def predict(system: ReducedSystem, factors: Factors, setting: Setting, times: FloatArray) -> Trajectory:
    """The reduced ODE from a network's overlaps."""
    return integrate(system, factors.overlaps(), setting.parameters, times, rtol=1e-10, atol=1e-13)


@dataclass(frozen=True, eq=False)
class Relearning:
    """Two trainings in a row: a network, and the reduced ODE, learn a target and then another one.

    Attributes
    ----------
    size : float
        Length of the initial vectors.
    first, second : FactorRun
    theory, theory_second : Trajectory
    """

    size: float
    first: FactorRun
    second: FactorRun
    theory: Trajectory
    theory_second: Trajectory

    def times_to(self, part: float) -> tuple[float, float]:
        """When the second loss has fallen to a part of its start: network and theory."""
        return _time_to(self.second, part), _time_to(self.theory_second, part)


def relearning(setting: Setting, system: ReducedSystem, size: float, N: int = NEURONS, seed: int = 0) -> Relearning:
    """Learn, then relearn, from vectors of a given size: the filter is the same when relearning starts."""
    s, again = np.linspace(0.0, setting.learning, 41), np.linspace(0.0, setting.relearning, 81)
    start = Factors.random(N, setting.rank, size, seed)
    first = factor_flow(start, setting.target, s)
    theory = predict(system, start, setting, s)
    halfway = {name: float(theory[name][-1]) for name in system.state}
    return Relearning(
        size,
        first,
        factor_flow(first.final, setting.relearnt, again),
        theory,
        integrate(system, halfway, setting.relearnt_parameters, again, rtol=1e-10, atol=1e-13),
    )


def factorised_rungs(task: Task, systems: Mapping[str, ReducedSystem]) -> list[Rung]:
    """Overlaps, order in the learning step, conserved numbers and memory of networks trained by their factors."""
    setting = setting_of(task)
    system = systems[setting.system]
    start = Factors.random(NEURONS, setting.rank, seed=0)
    s = np.linspace(0.0, setting.until, 61)
    flow = factor_flow(start, setting.target, s)
    deviations = _deviations(predict(system, start, setting, s), flow)
    worst = max(deviations, key=lambda name: deviations[name])
    conserved = system.conserve(np.array([flow[name] for name in system.state]), setting.parameters)
    drift = max(float(np.abs(values - values[0]).max()) for values in conserved.values())
    network = f"network of N = {NEURONS}, W of rank {setting.rank} trained by its factors"
    return [
        Rung(
            task.name, "factorised: overlaps", deviations[worst], 0.0, EXACT,
            f"largest deviation of any of the {len(system.state)} overlaps and the loss, gradient flow of a {network} "
            f"against the reduced ODE, up to s = {setting.until:g}; here of {worst}",
        ),
        Rung(
            task.name, "factorised: invariants", drift, 0.0, EXACT,
            f"largest drift of the {len(conserved)} conserved numbers in the gradient flow of a {network}",
        ),
        _order_rung(task, setting, system, start),
        *(_memory_rung(task, relearning(setting, system, size, NEURONS)) for size in (0.8, 1.5)),
    ]  # fmt: skip


def _order_rung(task: Task, setting: Setting, system: ReducedSystem, start: Factors) -> Rung:
    until, errors = 100 * setting.step, []
    steps = setting.step / np.array([1.0, 2.0, 4.0])
    for step in steps:
        count = round(until / step)
        run = factor_descent(start, setting.target, step=step, steps=count, every=count // 20)
        theory = predict(system, start, setting, run.times)
        errors.append(max(_deviations(theory, run).values()))
    fit = convergence_order(steps, np.array(errors))
    return Rung(
        task.name, "factorised: order in η", fit.slope, 1.0, 0.1,
        f"largest deviation of any overlap or the loss, gradient descent of N = {NEURONS} against the reduced ODE "
        f"up to s = {until:g}; standard error of the slope {fit.standard_error:.3f}",
        x=steps, y=np.array(errors), x_name="step size η",
    )  # fmt: skip


def _memory_rung(task: Task, study: Relearning, part: float = 1e-2) -> Rung:
    network, theory = study.times_to(part)
    return Rung(
        task.name, f"factorised: relearning, size {study.size:g}", network / theory, 1.0, 1e-6,
        f"time to relearn another target to {part:g} of the loss, network over theory ({theory:.3f}), from vectors of "
        f"length {study.size:g}: equal filters, unequal invisible overlaps",
    )  # fmt: skip


def _deviations(theory: Trajectory, run: FactorRun) -> dict[str, float]:
    return {name: float(np.abs(theory[name] - values).max()) for name, values in run.records.items()}


def _time_to(record: FactorRun | Trajectory, part: float) -> float:
    """By interpolation of the logarithm of the loss; NaN if it does not fall so far."""
    fall = np.log(np.maximum(record["loss"], 1e-300) / (part * record["loss"][0]))
    found = sampled_crossings(record.times, fall, rising=False)
    return float(found[0]) if found.size else float("nan")
