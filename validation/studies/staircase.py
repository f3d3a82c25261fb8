"""Targets of order three and more: one pole after another, and how long a network waits for the next.

From W(0) = 0 the weights act in the span of u and v, two dimensions that gradient flow never leaves. In exact
arithmetic a target of order K ≥ 3 is therefore learnt no better than by two poles: the flow ends at a filter of order
two that is a minimum of the loss among such filters, but a saddle among all. A bulk, however weak, even the rounding
of the sixteenth digit, grows there as e^{γs}, and the network leaves after a time ∝ ln(1/σ); `saddles` derives γ.

Of the bulk only one direction n of the complement matters: with it the span has three dimensions, and the reduced
system of three outliers, started from the network's weights in these three dimensions, predicts the time of escape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.integrate import LSODA, solve_ivp
from scipy.interpolate import CubicSpline

from reduced_odes import ReducedSystem, Trajectory, integrate
from validation._common.checks import ROUNDING, FloatArray, count
from validation._common.errors import ValidationError
from validation.experiments.claim import Claim
from validation.experiments.crossings import crossing
from validation.experiments.power_laws import straight_line
from validation.experiments.saddles import Saddle, end_of, reduced_system
from validation.experiments.tasks import Task
from validation.gradient.exact import target_power
from validation.gradient.model_reduction import best_reduction
from validation.network.coordinates import General
from validation.network.targets import StateSpace
from validation.network.weights import Weights
from validation.training.flow import gradient_flow
from validation.training.runs import DescentRun


def _task(name: str, target: StateSpace, until: float) -> Task:
    return Task(name, "any_target", target, {}, General.of, kappa=0.4, parallel=False, until=until, step=0.02)


THIRD_ORDER = _task(
    "third order", StateSpace.from_poles([-0.4 + 1.7j, -0.4 - 1.7j, -0.15], [0.5, 0.5, 1.0]), until=600.0
)
"""f*(t) = e^{−0.15 t} + e^{−0.4 t} cos 1.7 t."""

FOURTH_ORDER = _task(
    "fourth order",
    StateSpace.from_poles([-0.4 + 1.7j, -0.4 - 1.7j, -0.2 + 0.6j, -0.2 - 0.6j], [0.5, 0.5, 0.8, 0.8]),
    until=600.0,
)
"""f*(t) = e^{−0.4 t} cos 1.7 t + 1.6 e^{−0.2 t} cos 0.6 t."""

SIGMAS = (1e-3, 1e-6, 1e-9, 1e-12)
LEFT = 0.9
"""A saddle counts as left when the loss is below this part of its own."""
ON_THE_PLATEAU = 250.0
"""Learning time at which a network of `THIRD_ORDER` without a bulk is at its saddle to ten digits, and still there."""
_AT_REST = 2000.0
"""Learning time at which the flow of a few outliers has come to rest."""
_ARRIVED = 150.0
"""Learning time at which the growing mode is that of the saddle, to the accuracy that a direction needs."""


def unequal_network(task: Task, N: int, sigma: float = 0.0, seed: int = 0) -> Weights:
    """An initial network with |u| ≠ |v| and u·v ≠ 0, of the task's size κ.

    With |u| = |v| and W(0) = 0 transposition is a symmetry of the whole path, which then holds only filters with a
    complex pair, or with two residues of opposite sign. The best two poles of `THIRD_ORDER` are not among them: such
    networks stop at one pole.
    """
    drawn = task.network(N, sigma, seed)
    return Weights(drawn.W, drawn.u, 0.6 * drawn.v + 0.3 * drawn.u)


def two_outliers(task: Task, network: Weights, times: FloatArray) -> Trajectory:
    """The flow from the network's weights in the span of u and v: exact for W(0) = 0."""
    initial = General.of(network).read(network)
    return integrate(reduced_system(task.target, 2), initial, {}, times, rtol=1e-6, atol=1e-14)


def three_outliers(task: Task, network: Weights, n: FloatArray, times: FloatArray) -> Trajectory:
    """The flow from the network's weights in the span of u, v and n."""
    coordinates, system = General.of(network), reduced_system(task.target, 3)
    F = np.stack([coordinates.e1, coordinates.e2, n], axis=1)
    inner = Weights(F.T @ network.W @ F, F.T @ network.u, F.T @ network.v)
    initial = dict(zip(system.state, inner.vector().tolist(), strict=True))
    return integrate(system, initial, {}, times, rtol=1e-5, atol=1e-18)


def saddle(task: Task, network: Weights) -> Saddle:
    """Where the network would end in exact arithmetic with W(0) = 0."""
    without = Weights.zero_recurrent(network.u, network.v)
    return end_of(two_outliers(task, without, np.array([_AT_REST])), task.target)


def escape_direction(task: Task, network: Weights) -> FloatArray:
    """The unit vector n, orthogonal to u and v, along which the network leaves its saddle; shape (N,).

    To first order in the bulk, (p, q, μ, ν) of every direction orthogonal to u and v follow the same linear equation
    along the path of the two outliers. Its adjoint, followed back from the growing mode at the saddle, is the
    functional that gives how much of this mode a bulk excites: n is the direction in which it excites most.

    Raises
    ------
    ValidationError
        If W vanishes between the span of u and v and its complement: nothing is excited.
    """
    coordinates, system = General.of(network), reduced_system(task.target, 3)
    times = np.concatenate([[0.0], np.geomspace(1e-2, _ARRIVED, 500)])
    path, states = two_outliers(task, network, times), np.zeros((len(system.state), times.size))
    for name, values in path.states.items():
        states[system.state.index(name)] = values
    out = [system.state.index(name) for name in ("w13", "w23", "w31", "w32", "u3", "v3")]
    linear = CubicSpline(times, np.moveaxis(system.jacobian(states, {})[np.ix_(out, out)], -1, 0))
    rates, modes = np.linalg.eig(linear(_ARRIVED).T)
    growing = modes[:, np.argmax(rates.real)].real
    back = solve_ivp(lambda r, g: linear(_ARRIVED - r).T @ g, (0.0, _ARRIVED), growing, method="LSODA", rtol=1e-6)
    functional = back.y[:, -1]
    E = np.stack([coordinates.e1, coordinates.e2], axis=1)
    excited = network.W.T @ (E @ functional[:2]) + network.W @ (E @ functional[2:4])
    excited -= E @ (E.T @ excited)
    size = float(np.linalg.norm(excited))
    if size == 0:
        raise ValidationError("network has no bulk (W = 0 outside of the span of u and v); give it sigma > 0.")
    return np.asarray(excited / size, dtype=np.float64)


def train(task: Task, network: Weights, times: FloatArray) -> DescentRun:
    """Gradient flow of the full network.

    LSODA differences the Jacobian to eight digits, and what it leaves of its corrector's equation, at most `rtol`, gets
    out of the span of u and v with them: without a bulk these 10⁻⁸ `rtol` must be less than rounding.
    """
    rtol = 1e-7 if np.any(network.W) else 1e-9
    return gradient_flow(network, task.target, times, method=LSODA, rtol=rtol, atol=1e-12)


@dataclass(frozen=True, eq=False)
class StaircaseStudy:
    """Escapes of one network from its saddle, for several sizes of the bulk.

    Attributes
    ----------
    task : Task
    N : int
    saddle : Saddle
    direction : ndarray of shape (N,)
        The escape direction n.
    sigmas : ndarray of shape (S,)
        Radii of the bulk; the bulks differ by this factor only.
    theory : tuple of S Trajectory
        The reduced system of three outliers.
    runs : tuple of S DescentRun
        The network.
    rounded : DescentRun
        The network with W(0) = 0: nothing but rounding drives it from the saddle.
    """

    task: Task
    N: int
    saddle: Saddle
    direction: FloatArray
    sigmas: FloatArray
    theory: tuple[Trajectory, ...]
    runs: tuple[DescentRun, ...]
    rounded: DescentRun

    @property
    def predicted(self) -> FloatArray:
        """Times of escape of the three outliers, shape (S,)."""
        return np.array([escape_time(theory.times, theory["loss"], self.saddle.loss) for theory in self.theory])

    @property
    def measured(self) -> FloatArray:
        """Times of escape of the networks, shape (S,)."""
        return np.array([escape_time(run.times, run["loss"], self.saddle.loss) for run in self.runs])

    @property
    def slope(self) -> float:
        """Increase of the measured time with ln(1/σ), by least squares."""
        return straight_line(-np.log(self.sigmas), self.measured).slope

    @property
    def rounding_time(self) -> float:
        """Time at which rounding alone has driven the network from the saddle."""
        return escape_time(self.rounded.times, self.rounded["loss"], self.saddle.loss)

    @property
    def rounding(self) -> float:
        """The σ of a bulk that would take as long: the last predicted time, continued with the slope 1/γ."""
        weakest = int(np.argmin(self.sigmas))
        lag = (self.rounding_time - self.predicted[weakest]) * self.saddle.escape_rate()
        return float(self.sigmas[weakest] * np.exp(-lag))


def staircase_study(
    task: Task = THIRD_ORDER, *, N: int = 8, sigmas: Sequence[float] = SIGMAS, seed: int = 0, points: int = 1201
) -> StaircaseStudy:
    """Let one network, with bulks of several sizes and without one, wait at its saddle.

    Parameters
    ----------
    task : Task
        With a target of order three.
    N : int
        At least 3.
    sigmas : sequence of float
        Radii of the bulk.
    seed : int
        Of the network.
    points : int
        Learning times recorded, evenly spaced up to `task.until`; and some more at the beginning.
    """
    N = count("N", N, 3)
    # Evenly spaced, but for the beginning, where the first two poles are learnt.
    later = np.linspace(0.0, task.until, points)[1:]
    times = np.unique(np.concatenate([[0.0], np.geomspace(later[0] / 5.0, 30.0 * later[0], 60), later]))
    networks = [unequal_network(task, N, sigma, seed) for sigma in sigmas]
    n = escape_direction(task, unequal_network(task, N, min(sigmas), seed))
    without = unequal_network(task, N, 0.0, seed)
    return StaircaseStudy(
        task,
        N,
        saddle(task, without),
        n,
        np.array(sigmas),
        tuple(three_outliers(task, network, n, times) for network in networks),
        tuple(train(task, network, times) for network in networks),
        train(task, without, times),
    )


def escape_time(times: FloatArray, losses: FloatArray, plateau: float) -> float:
    """Time at which a loss falls below `LEFT` of the plateau's, linear between records; NaN if it does not."""
    return crossing(times, losses, LEFT * plateau)


@dataclass(frozen=True, eq=False)
class PoleByPole:
    """A network that learns a target pole by pole.

    Attributes
    ----------
    task : Task
    sigma : float
        Radius of its bulk.
    run : DescentRun
    """

    task: Task
    sigma: float
    run: DescentRun


def pole_by_pole(
    task: Task = FOURTH_ORDER, *, N: int = 8, sigma: float = 1e-4, kappa: float = 0.1, seed: int = 1
) -> PoleByPole:
    """Train a network from small weights, so that every plateau is seen."""
    drawn = unequal_network(task, N, sigma, seed)
    start = Weights(drawn.W, drawn.u * (kappa / task.kappa), drawn.v * (kappa / task.kappa))
    times = np.concatenate([[0.0], np.geomspace(0.5, task.until, 500)])
    return PoleByPole(task, sigma, train(task, start, times))


@dataclass(frozen=True, eq=False)
class StaircaseExamples:
    """What the figures show.

    Attributes
    ----------
    study : StaircaseStudy
    two : Trajectory
        The reduced system of two outliers from W(0) = 0, at the times of the study.
    learning : PoleByPole
    best : mapping of str to tuple of float
        The least losses of filters of order 1, 2, … below the target's, by name of the task.
    """

    study: StaircaseStudy
    two: Trajectory
    learning: PoleByPole
    best: Mapping[str, tuple[float, ...]]


def staircase_examples(systems: Mapping[str, ReducedSystem] | None = None) -> StaircaseExamples:
    """Waits of one network at its saddle, and another one that learns pole by pole (`systems` are not needed)."""
    study, learning = staircase_study(sigmas=(1e-1, 1e-3, 1e-6, 1e-9, 1e-12)), pole_by_pole()
    return illustrated(study, learning)


def illustrated(study: StaircaseStudy, learning: PoleByPole) -> StaircaseExamples:
    """A study and a network that learns pole by pole, with what they are compared with."""
    return StaircaseExamples(
        study,
        two_outliers(study.task, study.rounded.initial, study.rounded.times),
        learning,
        {
            task.name: tuple(best_reduction(task.target, order).loss for order in range(1, task.target.order))
            for task in (study.task, learning.task)
        },
    )


def third_saddle(task: Task = FOURTH_ORDER, *, start: float = 0.01) -> Saddle:
    """Where three outliers end, from a third direction that is small at first."""
    system = reduced_system(task.target, 3)
    initial = {"u1": task.kappa, "v1": 0.3 * task.kappa, "v2": 0.6 * task.kappa, "w13": start, "w32": start}
    return end_of(integrate(system, initial, {}, [_AT_REST], rtol=1e-6), task.target)


def staircase_claims(
    task: Task = THIRD_ORDER, systems: Mapping[str, ReducedSystem] | None = None, *, N: int = 4
) -> list[Claim]:
    """The claims about targets of order three and four (`systems` are not needed)."""
    study = staircase_study(task, N=N, sigmas=(1e-6, 1e-10), points=401)
    return [*study_claims(study), symmetric_claim(task, N), *saddle_claims(FOURTH_ORDER.name, third_saddle())]


def study_claims(study: StaircaseStudy) -> list[Claim]:
    """The claims about one network."""
    return [*_plateau_claims(study), *_escape_claims(study), *saddle_claims(study.task.name, study.saddle)]


def symmetric_claim(task: Task, N: int, at: float = 40.0) -> Claim:
    """A network with |u| = |v|, which symmetry keeps at one pole though it has two outliers."""
    loss = float(train(task, task.network(N), np.array([at]))["loss"][-1])
    return Claim(
        task.name,
        "|u| = |v|: loss of the best pole",
        loss / best_reduction(task.target, 1).loss - 1.0,
        expected=0.0,
        tolerance=1e-6,
        detail=(
            f"full flow from W(0) = 0 and |u| = |v|, N = {N}, at s = {at:g}: relative deviation from the "
            "minimum over all filters of order one"
        ),
    )


def _plateau_claims(study: StaircaseStudy) -> list[Claim]:
    """What the network without a bulk does: two poles at first, all of them in the end."""
    run, name = study.rounded, study.task.name
    at = int(np.argmin(np.abs(run.times - ON_THE_PLATEAU)))
    best, third = best_reduction(study.task.target, 2).loss, float(np.sort(np.abs(run.spectra[at]))[-3])
    where = f"full flow from W(0) = 0, N = {study.N}, at s = {run.times[at]:g}"
    learnt = float(run["loss"][-1]) / target_power(study.task.target)
    return [
        Claim(
            name,
            "plateau: loss of the best two poles",
            float(run["loss"][at]) / best - 1.0,
            expected=0.0,
            tolerance=1e-6,
            detail=(
                f"{where}: relative deviation from the minimum over all filters of order two, found without a network"
            ),
        ),
        Claim(
            name,
            "plateau: the third eigenvalue",
            third,
            expected=0.0,
            tolerance=1e-6,
            detail=(f"{where}: third largest |eigenvalue| of W"),
        ),
        Claim(
            name,
            "rounding as a bulk: log₁₀ σ",
            float(np.log10(study.rounding)),
            expected=float(np.log10(ROUNDING)),
            tolerance=1.0,
            detail=(
                f"full flow from W(0) = 0, N = {study.N}: it leaves the plateau at s = {study.rounding_time:.0f}, "
                f"as from a bulk of σ = {study.rounding:.1e}; expected is the machine's ε"
            ),
        ),
        Claim(
            name,
            "learnt after all",
            learnt,
            expected=0.0,
            tolerance=1e-8,
            detail=(f"same, loss at s = {run.times[-1]:g} in units of ½∫f*² dt"),
        ),
    ]


def _escape_claims(study: StaircaseStudy) -> list[Claim]:
    """When the networks with a bulk leave."""
    name, bulks = study.task.name, ", ".join(f"{sigma:g}" for sigma in study.sigmas)
    times = ", ".join(f"{s:.1f}" for s in study.measured)
    worst = float(np.abs(study.measured / study.predicted - 1.0).max())
    return [
        Claim(
            name,
            "escape: time over ln(1/σ), times γ",
            study.slope * study.saddle.escape_rate(),
            expected=1.0,
            tolerance=0.01,
            detail=(
                f"full flows, N = {study.N}, with bulks of σ = {bulks}, left the plateau at s = {times}; γ = "
                f"{study.saddle.escape_rate():.6f}"
            ),
        ),
        Claim(
            name,
            "escape: predicted times",
            worst,
            expected=0.0,
            tolerance=1e-3,
            detail=(
                "same times against the reduced system of three outliers, started from the network's weights in "
                "three dimensions: worst relative deviation"
            ),
        ),
    ]


def saddle_claims(name: str, place: Saddle) -> list[Claim]:
    """A saddle of the reduced system: its loss, and its escape rate found in three ways."""
    d, N, rate = place.weights.N, place.weights.N + 3, place.escape_rate()
    best = best_reduction(place.target, d).loss
    found = {"Hessian": place.hessian_rate(N), "reduced system": place.reduced_rate()}
    worst = max(found, key=lambda way: abs(found[way] / rate - 1.0))
    return [
        Claim(
            name,
            f"{d} outliers at rest: loss of the best {d} poles",
            place.loss / best - 1.0,
            expected=0.0,
            tolerance=1e-9,
            detail=(
                f"reduced system of {d} outliers at s = {_AT_REST:g}, |gradient| = {place.slope:.0e}: relative "
                "deviation"
            ),
        ),
        Claim(
            name,
            f"{d} outliers at rest: escape rate",
            abs(found[worst] / rate - 1.0),
            expected=0.0,
            tolerance=1e-6,
            detail=f"closed form γ = {rate:.6f} against the Hessian of the full network, N = {N}, and the Jacobian of "
            f"{d + 1} outliers: worst relative deviation, of the {worst}",
        ),
    ]
