"""Weights trained by their factors: the reduced ODE of overlaps against networks, and what invisible overlaps remember.

The networks are those of Ger and Barak (arXiv:2605.04115): N = 500, independent vectors of norm about √N, W = m nᵀ/N,
read-out vᵀh/N, a loss without the factor ½; targets c* = 0.2 (rank one) and c* = 0.3, ω* = 2 (rank two).  Vectors
divided by √N bring them to the conventions used here, and a learning rate η' in theirs is a rate 2η'/N here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from reduced_odes import ReducedSystem, Trajectory, integrate, overlaps
from validation._common.checks import FloatArray
from validation.experiments.claim import Claim
from validation.experiments.crossings import crossing
from validation.experiments.power_laws import convergence_order
from validation.experiments.tasks import Task
from validation.network.targets import StateSpace, damped_oscillator, integrator
from validation.training.factorised import FactorRun, Factors, factor_descent, factor_flow

NEURONS = 500
"""Number of neurons of the networks."""
EXACT = 1e-7
"""Agreement asked of gradient flow and the reduced ODE."""


@dataclass(frozen=True, eq=False)
class FactorisedTask:
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


INTEGRATING = FactorisedTask(
    "overlaps_rank_one", 1, integrator(0.2), {"c_star": 0.2}, integrator(0.5), {"c_star": 0.5},
    until=25.0, learning=25.0, relearning=4.0, step=0.02,
)  # fmt: skip
RINGING = FactorisedTask(
    "overlaps_rank_two", 2, damped_oscillator(0.3, 2.0), {"c_star": 0.3, "omega_star": 2.0},
    damped_oscillator(0.5, 1.5), {"c_star": 0.5, "omega_star": 1.5},
    until=50.0, learning=100.0, relearning=12.0, step=0.08,
)  # fmt: skip


def factorised_task(task: Task) -> FactorisedTask:
    """The one whose target has the order of a task's."""
    return INTEGRATING if task.target.order == 1 else RINGING


def overlaps_of(factors: Factors) -> dict[str, float]:
    """All inner products of the vectors of a network, by the names of the reduced systems."""
    return overlaps(factors.u, factors.m, factors.n, factors.v)


def predict(system: ReducedSystem, factors: Factors, task: FactorisedTask, times: FloatArray) -> Trajectory:
    """The reduced ODE from a network's overlaps."""
    return integrate(system, overlaps_of(factors), task.parameters, times, rtol=1e-10, atol=1e-13)


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


def relearning(task: FactorisedTask, system: ReducedSystem, size: float, N: int = NEURONS, seed: int = 0) -> Relearning:
    """Learn, then relearn, from vectors of a given size: the filter is the same when relearning starts."""
    flow = partial(factor_flow, observe=overlaps_of, rtol=1e-7, atol=1e-11)  # times are compared to six digits
    s, again = np.linspace(0.0, task.learning, 41), np.linspace(0.0, task.relearning, 81)
    start = Factors.random(N, task.rank, size, seed)
    first = flow(start, task.target, s)
    theory = predict(system, start, task, s)
    halfway = {name: float(theory[name][-1]) for name in system.state}
    return Relearning(
        size,
        first,
        flow(first.final, task.relearnt, again),
        theory,
        integrate(system, halfway, task.relearnt_parameters, again, rtol=1e-10, atol=1e-13),
    )


@dataclass(frozen=True, eq=False)
class Descent:
    """Gradient descent of a network trained by its factors, and the reduced ODE on a finer grid of times."""

    task: FactorisedTask
    run: FactorRun
    theory: Trajectory


@dataclass(frozen=True, eq=False)
class FactorisedExamples:
    """What the figure shows.

    Attributes
    ----------
    descents : mapping of str to Descent
        By name of the reduced system.
    relearnt : tuple of Relearning
        From vectors of three sizes, at rank one.
    """

    descents: Mapping[str, Descent]
    relearnt: tuple[Relearning, ...]


def factorised_examples(systems: Mapping[str, ReducedSystem], seed: int = 0) -> FactorisedExamples:
    """Networks that learn either target by gradient descent, and three that relearn.

    Parameters
    ----------
    systems : mapping of str to ReducedSystem
        With `overlaps_rank_one` and `overlaps_rank_two`.
    seed : int
        Of the networks' initial vectors.
    """
    descents = {task.system: _descent(task, systems[task.system], seed) for task in (INTEGRATING, RINGING)}
    rank_one = systems[INTEGRATING.system]
    relearnt = tuple(relearning(INTEGRATING, rank_one, size, N=200, seed=seed) for size in (0.3, 1.0, 2.0))
    return FactorisedExamples(descents, relearnt)


def _descent(task: FactorisedTask, system: ReducedSystem, seed: int) -> Descent:
    steps = round(task.until / task.step)
    start = Factors.random(NEURONS, task.rank, seed=seed)
    every = max(1, steps // 40)
    run = factor_descent(start, task.target, step=task.step, steps=steps, every=every, observe=overlaps_of)
    times = np.union1d(np.linspace(0.0, task.until, 401), np.geomspace(1e-2, task.until, 300))
    return Descent(task, run, predict(system, start, task, times))


def factorised_claims(task: Task, systems: Mapping[str, ReducedSystem]) -> list[Claim]:
    """Overlaps, order in the learning step, conserved numbers and memory of networks trained by their factors."""
    own = factorised_task(task)
    system = systems[own.system]
    start = Factors.random(NEURONS, own.rank, seed=0)
    s = np.linspace(0.0, own.until, 61)
    flow = factor_flow(start, own.target, s, observe=overlaps_of)
    deviations = _deviations(predict(system, start, own, s), flow)
    worst = max(deviations, key=lambda name: deviations[name])
    conserved = system.conserve(np.array([flow[name] for name in system.state]), own.parameters)
    drift = max(float(np.abs(values - values[0]).max()) for values in conserved.values())
    network = f"network of N = {NEURONS}, W of rank {own.rank} trained by its factors"
    return [
        Claim(
            task.name,
            "factorised: overlaps",
            deviations[worst],
            expected=0.0,
            tolerance=EXACT,
            detail=(
                f"largest deviation of any of the {len(system.state)} overlaps and the loss, gradient flow of a "
                f"{network} against the reduced ODE, up to s = {own.until:g}; here of {worst}"
            ),
        ),
        Claim(
            task.name,
            "factorised: invariants",
            drift,
            expected=0.0,
            tolerance=EXACT,
            detail=f"largest drift of the {len(conserved)} conserved numbers in the gradient flow of a {network}",
        ),
        _order_claim(task.name, own, system, start),
        *(_memory_claim(task.name, relearning(own, system, size, N=min(NEURONS, 100))) for size in (0.8, 1.5)),
    ]


def _order_claim(name: str, task: FactorisedTask, system: ReducedSystem, start: Factors) -> Claim:
    until, errors = 100 * task.step, []
    steps = task.step / np.array([1.0, 2.0, 4.0])
    for step in steps:
        count = round(until / step)
        run = factor_descent(start, task.target, step=step, steps=count, every=count // 20, observe=overlaps_of)
        theory = predict(system, start, task, run.times)
        errors.append(max(_deviations(theory, run).values()))
    fit = convergence_order(steps, np.array(errors))
    return Claim(
        name,
        "factorised: order in η",
        fit.slope,
        expected=1.0,
        tolerance=0.1,
        detail=(
            f"largest deviation of any overlap or the loss, gradient descent of N = {NEURONS} against the "
            f"reduced ODE up to s = {until:g}; standard error of the slope {fit.standard_error:.3f}"
        ),
        x=steps,
        y=np.array(errors),
        x_name="step size η",
    )


def _memory_claim(name: str, study: Relearning, part: float = 1e-2) -> Claim:
    network, theory = study.times_to(part)
    return Claim(
        name,
        f"factorised: relearning, size {study.size:g}",
        network / theory,
        expected=1.0,
        tolerance=1e-6,
        detail=(
            f"time to relearn another target to {part:g} of the loss, network over theory ({theory:.3f}), "
            f"from vectors of length {study.size:g}: equal filters, unequal invisible overlaps"
        ),
    )


def _deviations(theory: Trajectory, run: FactorRun) -> dict[str, float]:
    return {name: float(np.abs(theory[name] - values).max()) for name, values in run.records.items()}


def _time_to(record: FactorRun | Trajectory, part: float) -> float:
    """By interpolation of the logarithm of the loss; NaN if it does not fall so far."""
    return crossing(record.times, record["loss"], part * float(record["loss"][0]), logarithmic=True)
