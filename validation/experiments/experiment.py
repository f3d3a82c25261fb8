"""One task, theory against network: everything that the figures and claims about it are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reduced_odes import ReducedSystem, Trajectory, integrate
from validation.experiments.comparison import Comparison, compare
from validation.experiments.tasks import Task
from validation.network.coordinates import ManifoldObserver
from validation.network.weights import Weights
from validation.training.descent import descend
from validation.training.flow import gradient_flow
from validation.training.runs import DescentRun

RTOL, ATOL = 1e-10, 1e-13
"""Tolerances of the reduced system's integration, far below those asked of the agreement."""


@dataclass(frozen=True, eq=False)
class Experiment:
    """A task learnt by the reduced system, by the gradient flow and by gradient descent of full networks.

    Attributes
    ----------
    task : Task
    system : ReducedSystem
        Generated from the derivation.
    theory : Trajectory
        At the learning times of `flow`.
    flow : DescentRun
        Gradient flow of the full network from W(0) = 0.
    exactness : Comparison
        theory against flow.
    bulk : DescentRun
        Gradient descent from W(0) = σ G/√N.
    bulk_theory : Trajectory
        The reduced system from the same u and v and W(0) = 0, at the learning times of `bulk`.
    seed : int
        Of the initial weights of both networks.
    """

    task: Task
    system: ReducedSystem
    theory: Trajectory
    flow: DescentRun
    exactness: Comparison
    bulk: DescentRun
    bulk_theory: Trajectory
    seed: int


def run_experiment(
    task: Task,
    system: ReducedSystem,
    *,
    N: int = 16,
    bulk_N: int = 64,
    sigma: float = 0.25,
    seed: int = 0,
    points: int = 201,
) -> Experiment:
    """Let theory and full networks learn a task.

    Parameters
    ----------
    task : Task
    system : ReducedSystem
        The reduced system that claims to describe it.
    N : int
        Neurons of the network whose gradient flow is followed exactly.
    bulk_N, sigma : int, float
        Neurons, and radius of the bulk, of the network that is trained by gradient descent.
    seed : int
        Of the initial weights of both networks.
    points : int
        Learning times recorded.

    The weights are kept at s = 0, at the end, and where the theory's loss is nearest to half of its first value.
    """
    network = task.network(N, seed=seed)
    coordinates = task.coordinates(network)
    times = np.linspace(0.0, task.until, points)
    theory = predict(task, system, network, times)
    middle = float(times[np.abs(theory["loss"] - theory["loss"][0] / 2).argmin()])
    flow = gradient_flow(network, task.target, times, observe=ManifoldObserver(coordinates), snapshot_times=(middle,))
    bulk_network = task.network(bulk_N, sigma, seed)
    steps = round(task.until / task.step)
    bulk = descend(
        bulk_network,
        task.target,
        step=task.step,
        steps=steps,
        record_every=max(1, steps // points),
        sigma=sigma,
        snapshot_times=(middle,),
    )
    without_bulk = Weights(0.0 * bulk_network.W, bulk_network.u, bulk_network.v)
    return Experiment(
        task, system, theory, flow, compare(theory, flow), bulk, predict(task, system, without_bulk, bulk.times), seed
    )


def predict(task: Task, system: ReducedSystem, network: Weights, times: np.ndarray) -> Trajectory:
    """What the reduced system says of a network on its manifold, at given learning times."""
    initial = task.coordinates(network).read(network)
    return integrate(system, initial, task.parameters, times, rtol=RTOL, atol=ATOL)
