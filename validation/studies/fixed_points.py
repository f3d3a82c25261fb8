"""Fixed points of the reduced systems in full networks: rates, escape from saddles, plateaus, the largest step.

A fixed point of a reduced system is a network of N neurons at which the gradient of all its weights vanishes. Its rates
are to be eigenvalues of that network's Hessian, with the manifold's tangents as eigenvectors; a saddle's escape rate is
what any small perturbation of all weights grows at; and gradient descent is to settle just below the largest step and
not just above.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.integrate import DOP853

from reduced_odes import ReducedSystem, integrate
from reduced_odes.analysis.fixed_points import FixedPoint, fixed_point, resting_point, saddle_at_zero
from reduced_odes.analysis.slow_stretches import SlowStretch, plateaus, slowest_plateau
from validation._common.checks import FloatArray
from validation._common.errors import ValidationError
from validation.experiments.claim import Claim
from validation.experiments.crossings import crossing
from validation.experiments.experiment import ATOL, RTOL
from validation.experiments.power_laws import straight_line
from validation.experiments.tasks import INTEGRATOR, OSCILLATOR, Task
from validation.gradient.curvature import hessian
from validation.gradient.exact import loss_and_gradient
from validation.network.coordinates import Aligned, Coordinates, ManifoldObserver, Reflection
from validation.network.targets import StateSpace, damped_oscillator, integrator
from validation.network.weights import Weights
from validation.training.descent import descend
from validation.training.flow import gradient_flow
from validation.training.runs import DescentRun

N = 6
"""Number of neurons. From W(0) = 0 a fixed point uses one or two of them; the others stay without weights."""
ASIDE = 0.05
"""Relative distance below, and above, the largest step at which gradient descent is followed."""
_REST = 4000.0
"""Learning time at which the flow of a real outlier is at rest at its saddle."""


@dataclass(frozen=True, eq=False)
class Place:
    """A fixed point of a reduced system, as a full network.

    Attributes
    ----------
    point : FixedPoint
    target : StateSpace
    coordinates : Coordinates
        Of the manifold in the full network.
    """

    point: FixedPoint
    target: StateSpace
    coordinates: Coordinates

    @cached_property
    def weights(self) -> Weights:
        """The network."""
        return self.coordinates.embed(self.point.state)

    @cached_property
    def hessian(self) -> FloatArray:
        """Of the loss by all weights, from differences of the exact gradient."""
        return hessian(self.weights, self.target)

    @property
    def slope(self) -> float:
        """Norm of the gradient by all weights."""
        return loss_and_gradient(self.weights, self.target)[1].norm()

    def direction(self, k: int) -> Weights:
        """The direction of rate k in the full network."""
        point = self.point
        moved = dict(zip(point.state, np.array(list(point.state.values())) + point.directions[k].real, strict=True))
        return self.coordinates.embed(moved) - self.weights

    def deviation(self) -> float:
        """Largest |H d + λ d|/(|λ| |d|) over the rates λ and their directions d: 0 if they are the network's own."""
        found = []
        for k, rate in enumerate(self.point.rates.real):
            d = self.direction(k).vector()
            found.append(float(np.linalg.norm(self.hessian @ d + rate * d) / (abs(rate) * np.linalg.norm(d))))
        return max(found)

    def curvatures(self) -> FloatArray:
        """Eigenvalues of the Hessian, ascending."""
        return np.asarray(np.linalg.eigvalsh(self.hessian), dtype=np.float64)


def learnt(task: Task, system: ReducedSystem, N: int = N) -> Place:
    """Where the task's network has learnt its target."""
    network = task.network(N)
    coordinates = task.coordinates(network)
    path = integrate(
        system, coordinates.read(network), task.parameters, [0.0, 2 * task.until], rtol=RTOL, atol=ATOL
    )  # fmt: skip
    return Place(resting_point(system, path), task.target, coordinates)


def saddle(task: Task, system: ReducedSystem, N: int = N) -> Place:
    """The saddle before: the zero network for the integrator, for the oscillator the best that u ∥ v can do."""
    coordinates = task.coordinates(task.network(N))
    if task.parallel:
        return Place(saddle_at_zero(system, task.parameters), task.target, coordinates)
    path = integrate(system, {"alpha": task.kappa}, task.parameters, [0.0, _REST], rtol=RTOL, atol=ATOL)
    return Place(resting_point(system, path), task.target, coordinates)


@dataclass(frozen=True, eq=False)
class Escape:
    """A network that leaves a saddle, from a small perturbation of all its weights.

    Attributes
    ----------
    times : ndarray of shape (T,)
    distances : ndarray of shape (T,)
        |(W, u, v) − saddle|.
    rate : float
        Slope of ln distance where it has grown tenfold to a thousandfold.
    """

    times: FloatArray
    distances: FloatArray
    rate: float


def escape(place: Place, *, size: float = 1e-7, folds: float = 11.0, seed: int = 0) -> Escape:
    """Perturb all weights of a network at a saddle, and let it learn.

    Parameters
    ----------
    place : Place
    size : float
        Norm of the perturbation.
    folds : float
        How many e-folds to wait.
    seed : int
        Of its direction, the same in all N² + 2N weights.

    Raises
    ------
    ValidationError
        If the place is no saddle, or the distance does not grow a thousandfold.
    """
    if not place.point.escape_rate:
        raise ValidationError(f"place is a {place.point.stability.value}, which nothing leaves; give a saddle.")
    kick = np.random.default_rng(seed).standard_normal(place.weights.vector().size)
    start = place.weights + Weights.from_vector(size * kick / np.linalg.norm(kick))
    times = np.linspace(0.0, folds / place.point.escape_rate, 121)
    here = place.weights

    def away(weights: Weights) -> dict[str, float]:
        return {"distance": (weights - here).norm()}

    run = gradient_flow(start, place.target, times, observe=away, rtol=1e-9, atol=1e-14, method=DOP853)
    grown = run["distance"] / run["distance"][0]
    seen = (grown > 10.0) & (grown < 1000.0)
    if seen.sum() < 3:
        raise ValidationError(
            f"folds is {folds:g}, too few to see the distance grow from tenfold to a thousandfold; wait for more."
        )
    slope = straight_line(run.times[seen], np.log(run["distance"][seen])).slope
    return Escape(run.times, run["distance"], slope)


@dataclass(frozen=True, eq=False)
class Steps:
    """Gradient descent of a network close to a minimum, with a step beside the largest one.

    Attributes
    ----------
    part : float
        The step, in units of 2/λ_max of the reduced system.
    amplitudes : ndarray of shape (number of steps + 1,)
        Distance from the minimum in the steepest direction, in units of the first.
    factor : float
        By how much a step multiplies it, on average.
    """

    part: float
    amplitudes: FloatArray
    factor: float

    @property
    def bound(self) -> float:
        """The step at which the factor would be one, in units of 2/λ_max: a step of size η multiplies by 1 − ηλ."""
        return 2 * self.part / (1 + self.factor)


def steps_beside(place: Place, part: float, *, steps: int = 40, size: float = 1e-9) -> Steps:
    """Descend from a small distance in the steepest direction, by steps of `part` of the largest one."""
    steepest = place.direction(0)
    unit = steepest * (1.0 / steepest.norm())

    def amplitude(weights: Weights) -> dict[str, float]:
        return {"amplitude": (weights - place.weights).inner(unit)}

    run = descend(
        place.weights + size * unit, place.target, step=part * place.point.largest_step, steps=steps, observe=amplitude
    )
    distances = np.abs(run["amplitude"]) / abs(run["amplitude"][0])
    return Steps(part, distances, float(distances[-1] ** (1 / steps)))


@dataclass(frozen=True, eq=False)
class Passage:
    """A network that passes a saddle on its way, from small weights.

    Attributes
    ----------
    size : float
        |u| = |v| at the start.
    plateau : SlowStretch
        Of the reduced system's trajectory.
    times, parts : ndarrays of shape (T,)
        Of the network: its distance from the saddle in the direction that grows.
    run : DescentRun
    """

    size: float
    plateau: SlowStretch
    times: FloatArray
    parts: FloatArray
    run: DescentRun

    def left(self, size: float) -> float:
        """Learning time at which the network's part reaches `size` after the plateau; NaN if it does not."""
        later = self.times > self.plateau.time
        return crossing(self.times[later], self.parts[later], size, rising=True, logarithmic=True)


def passage(task: Task, system: ReducedSystem, *, size: float, until: float, points: int = 801) -> Passage:
    """Follow a network from |u| = |v| = `size` past the slowest saddle on its way."""
    small = replace(task, kappa=size)
    network = small.network(N)
    coordinates = small.coordinates(network)
    times = np.linspace(0.0, until, points)
    path = integrate(system, coordinates.read(network), task.parameters, times, rtol=RTOL, atol=1e-20)
    stop = plateaus(system, path)[0] if task.parallel else slowest_plateau(system, path)
    if stop.saddle is None:
        raise ValidationError(f"size is {size:g}, from which the path passes no saddle closely; start smaller.")
    run = gradient_flow(
        network, task.target, times, observe=ManifoldObserver(coordinates), rtol=1e-9, atol=1e-14, method=DOP853
    )
    states = np.array([run[name] for name in system.state])
    return Passage(size, stop, run.times, stop.saddle.growing_part(states), run)


QUICK = damped_oscillator(0.1, 1.0)
"""An oscillation on the way to which a plateau comes close to its saddle."""
# There all that decays does so faster than the second outlier grows, or nearly so. For c* = 0.3, ω* = 2 the first
# outlier itself settles seven times more slowly, and networks have left before.
_QUICK_TASK = replace(OSCILLATOR, target=QUICK, parameters={"c_star": 0.1, "omega_star": 1.0})
LEFT = 0.05
"""A saddle counts as left when the part that grows is this large."""


def passing(task: Task, system: ReducedSystem) -> Passage:
    """The passage that a claim measures: of the zero network, or of the best real outlier on the way to `QUICK`."""
    if task.parallel:
        return passage(task, system, size=1e-4, until=16.0)
    return passage(_QUICK_TASK, system, size=2e-3, until=120.0)


@dataclass(frozen=True, eq=False)
class FixedPointExamples:
    """What the figure shows.

    Attributes
    ----------
    decays : ndarray of shape (D,)
        The targets' c*.
    rates : mapping of str to ndarray of shape (D, n)
        Rates at the learnt fixed point, by name of the reduced system.
    curvatures : mapping of str to mapping of float to ndarray of shape (n,)
        The largest eigenvalues of the Hessian of full networks, by system and c*.
    learnt : Place
        The learnt integrator.
    steps : tuple of Steps
        Descent beside the largest step.
    escapes : mapping of str to tuple of Place and Escape
        By name of the task.
    passages : tuple of tuple of Passage and ndarray
        From several sizes, each with the part that grows along the reduced system's path, at the same times.
    """

    decays: FloatArray
    rates: Mapping[str, FloatArray]
    curvatures: Mapping[str, Mapping[float, FloatArray]]
    learnt: Place
    steps: tuple[Steps, ...]
    escapes: Mapping[str, tuple[Place, Escape]]
    passages: tuple[tuple[Passage, FloatArray], ...]


def fixed_points_examples(
    systems: Mapping[str, ReducedSystem],
    *,
    points: int = 41,
    seen: Sequence[float] = (0.03, 0.1, 0.3),
    sizes: Sequence[float] = (1e-1, 1e-2, 1e-3),
) -> FixedPointExamples:
    """Rates over c*, descent beside the largest step, escape from saddles, and plateaus on the way.

    Parameters
    ----------
    systems : mapping of str to ReducedSystem
        With `real_outlier` and `conjugate_pair`.
    points : int
        Targets along each curve of rates.
    seen : sequence of float
        The c* of full networks whose Hessian is taken.
    sizes : sequence of float
        |u| = |v| at the start of the passages.
    """
    outlier, pair = systems["real_outlier"], systems["conjugate_pair"]
    decays, places = np.geomspace(0.01, 1.0, points), {outlier.name: _integrator, pair.name: _oscillator}
    rates = {x.name: np.array([-places[x.name](x, c).point.rates.real for c in decays]) for x in (outlier, pair)}
    curvatures = {
        x.name: {c: places[x.name](x, c).curvatures()[-rates[x.name].shape[1] :] for c in seen} for x in (outlier, pair)
    }
    rest = learnt(INTEGRATOR, outlier)
    saddles = {task.name: saddle(task, system) for task, system in ((INTEGRATOR, outlier), (OSCILLATOR, pair))}
    return FixedPointExamples(
        decays,
        rates,
        curvatures,
        rest,
        tuple(steps_beside(rest, part, steps=30, size=3e-10) for part in (0.9, 0.98, 1.02, 1.1)),
        {name: (place, escape(place, folds=12.0)) for name, place in saddles.items()},
        tuple(_followed(pair, size) for size in sizes),
    )


def _integrator(system: ReducedSystem, c: float) -> Place:
    n = np.full(N, 1 / np.sqrt(N))
    point = fixed_point(system, {"a": 1.0, "b": 1.0, "c": c}, {"c_star": c})
    return Place(point, integrator(c), Aligned(n))


def _oscillator(system: ReducedSystem, c: float) -> Place:
    guess = {"p": 1 - c, "q": 1.0, "r": 1 - c, "alpha": 1.0}
    point = fixed_point(system, guess, {"c_star": c, "omega_star": 1.0})
    return Place(point, damped_oscillator(c, 1.0), Reflection(*np.eye(N)[:2]))


def _followed(system: ReducedSystem, size: float) -> tuple[Passage, FloatArray]:
    """A passage on the way to `QUICK`, and what the reduced system predicts of it."""
    until = 45.0 + 45.0 * float(np.log10(1e-1 / size))
    way = passage(_QUICK_TASK, system, size=size, until=until, points=401)
    initial = {name: float(way.run[name][0]) for name in system.state}
    path = integrate(system, initial, _QUICK_TASK.parameters, way.times, rtol=RTOL, atol=1e-20)
    if way.plateau.saddle is None:
        raise ValidationError(f"size is {size:g}, from which the path passes no saddle closely; start smaller.")
    return way, way.plateau.saddle.growing_part(np.array([path[name] for name in system.state]))


def fixed_points_claims(task: Task, systems: Mapping[str, ReducedSystem]) -> list[Claim]:
    """Fixed points, escape rates and largest steps of one task."""
    system = systems[task.system]
    rest, stop = learnt(task, system), saddle(task, system)
    return [*_rates(task, rest, stop), *_steps(task, rest), *_escapes(task, stop), _passage(task, system)]


def _rates(task: Task, rest: Place, stop: Place) -> list[Claim]:
    """Rates of the reduced system against the Hessian of all weights."""
    count = rest.point.rates.size
    curvatures = rest.curvatures()
    others = float(np.abs(curvatures[:-count]).max() / curvatures[-1])
    names = {rest: "learnt", stop: "saddle"}
    claims = [
        Claim(
            task.name,
            f"rates, {name}: worst direction",
            place.deviation(),
            expected=0.0,
            tolerance=1e-7,
            detail=(
                f"|H d + λ d|/|λ d| for the {place.point.rates.size} rates and directions of the reduced system at "
                f"its {place.point.stability.value} (|gradient| = {place.slope:.0e}), H the Hessian of all "
                f"weights, N = {N}, by differences of the exact gradient"
            ),
        )
        for place, name in names.items()
    ]
    claims.append(
        Claim(
            task.name,
            "rates, learnt: curvature off the manifold",
            others,
            expected=0.0,
            tolerance=1e-7,
            detail=f"largest of the other {curvatures.size - count} eigenvalues of the Hessian, relative to λ_max: the "
            "manifold has all directions in which the loss is curved",
        )
    )
    return claims


def _steps(task: Task, rest: Place) -> list[Claim]:
    sides = {"below": 1 - ASIDE, "above": 1 + ASIDE}
    found = {name: steps_beside(rest, part) for name, part in sides.items()}
    return [
        Claim(
            task.name,
            f"largest step, from {name}",
            each.bound,
            expected=1.0,
            tolerance=1e-4,
            detail=f"descent of a network, N = {N}, with {each.part:g} of the reduced system's 2/λ_max = "
            f"{rest.point.largest_step:.4g}: each step multiplies the distance by {each.factor:.4f}; the step at "
            "which it would be 1, in units of 2/λ_max",
        )
        for name, each in found.items()
    ]


def _escapes(task: Task, stop: Place) -> list[Claim]:
    rate = stop.point.escape_rate
    return [
        Claim(
            task.name,
            "escape rate of the saddle",
            escape(stop).rate / rate,
            expected=1.0,
            tolerance=1e-3,
            detail=(
                f"gradient flow of a network, N = {N}, from a saddle with all weights perturbed by 1e-7: growth of "
                f"the distance from 1e-6 to 1e-4, in units of the reduced system's rate {rate:.5g}"
            ),
        ),
        Claim(
            task.name,
            "escape rate: steepest direction of all weights",
            -float(stop.curvatures()[0]) / rate,
            expected=1.0,
            tolerance=1e-6,
            detail=(f"minus the lowest eigenvalue of the Hessian at the saddle, N = {N}, in the same units"),
        ),
    ]


def _passage(task: Task, system: ReducedSystem) -> Claim:
    way = passing(task, system)
    begin, predicted = way.plateau.time, way.plateau.leaves(LEFT)
    what = "the zero network" if task.parallel else "the best real outlier on the way to c* = 0.1, ω* = 1"
    return Claim(
        task.name,
        "plateau: time until it is left",
        (way.left(LEFT) - begin) / (predicted - begin),
        expected=1.0,
        tolerance=0.01,
        detail=(
            f"gradient flow of a network, N = {N}, |u| = |v| = {way.size:g}, past {what}: time from s = "
            f"{begin:.4g}, where the reduced system is slowest, until the part that grows reaches {LEFT:g}; "
            f"over {predicted - begin:.4g}, predicted from its state there and the escape rate"
        ),
    )
