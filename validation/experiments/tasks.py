"""The two tasks of the main job: what is to be learnt, and from which initial networks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from validation.network.coordinates import Aligned, Coordinates, Reflection
from validation.network.targets import StateSpace, damped_oscillator, integrator
from validation.network.weights import Weights, random_weights


@dataclass(frozen=True, eq=False)
class Task:
    """A target, the family of initial networks, and how long learning is watched.

    Attributes
    ----------
    name : str
        The task, as reports call it.
    system : str
        Name of the reduced system that claims to describe it.
    target : StateSpace
        The task itself: all that theory and network have in common.
    parameters : mapping of str to float
        The same target in the parameters of the reduced system.
    coordinates : callable
        From an initial network to the coordinates of the manifold through it.
    kappa : float
        |u| = |v| = κ at the start.
    parallel : bool
        Whether v starts along u (else across it).
    until : float
        Learning time at which the task is learnt.
    step : float
        η of gradient descent, below 2/λ_max all the way.
    """

    name: str
    system: str
    target: StateSpace
    parameters: Mapping[str, float]
    coordinates: Callable[[Weights], Coordinates]
    kappa: float
    parallel: bool
    until: float
    step: float

    def network(self, N: int, sigma: float = 0.0, seed: int = 0) -> Weights:
        """An initial network of N neurons with a random bulk of radius σ."""
        weights = random_weights(N, sigma, self.kappa, seed, orthogonal=not self.parallel)
        return Weights(weights.W, weights.u, weights.u) if self.parallel else weights


INTEGRATOR = Task(
    name="integrator",
    system="real_outlier",
    target=integrator(0.2),
    parameters={"c_star": 0.2},
    coordinates=Aligned.of,
    kappa=0.1,
    parallel=True,
    until=16.0,
    step=0.02,
)

OSCILLATOR = Task(
    name="damped oscillator",
    system="conjugate_pair",
    target=damped_oscillator(0.3, 2.0),
    parameters={"c_star": 0.3, "omega_star": 2.0},
    coordinates=Reflection.of,
    kappa=0.4,
    parallel=False,
    until=100.0,
    step=0.1,
)

TASKS = (INTEGRATOR, OSCILLATOR)
