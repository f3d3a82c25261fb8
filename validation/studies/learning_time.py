"""How long full networks take to learn, and in how many steps: against the reduced ODE, and its asymptotic laws.

Kept apart: the gradient flow's learning time, which is to agree with the reduced ODE to the solvers' accuracy; the
largest step, 2/λ_max of the network's own Hessian; the number of steps of actual gradient descent at half that, which
differs from the flow's by a part of the order of one step's relative size; and the laws, which hold as the initial
weights, or c*, tend to 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.integrate import DOP853

from reduced_odes import ReducedSystem
from reduced_odes.learning_time.laws import growth_rate, integrator_law, real_saddles
from reduced_odes.learning_time.times import LearningTime, aligned, learning_time, learning_times, reflected
from validation._common.checks import FloatArray
from validation._common.errors import ValidationError
from validation.experiments.claim import Claim
from validation.experiments.crossings import crossing
from validation.experiments.power_laws import convergence_order
from validation.experiments.tasks import Task
from validation.gradient.curvature import largest_curvature
from validation.gradient.exact import target_power
from validation.network.targets import StateSpace, damped_oscillator, integrator
from validation.network.weights import Weights, random_weights
from validation.training.descent import descend
from validation.training.flow import gradient_flow
from validation.training.runs import DescentRun

FRACTION = 0.01
"""Networks count as having learnt here when the loss is below this fraction of the target's power: late learning takes
many steps and says little about what sets the learning time."""
N = 6
"""Neurons: from W(0) = 0 learning is the same for every N."""
FRACTION = 0.01
"""The learning times that are compared here end when the loss is below this fraction of the target's power."""


def aligned_network(size: float, seed: int = 0) -> Weights:
    """u = v, |u| = `size`, in a random direction; W = 0."""
    drawn = random_weights(N, 0.0, size, seed)
    return Weights(drawn.W, drawn.u, drawn.u)


def reflected_network(size: float, overlap: float = 0.0, seed: int = 0) -> Weights:
    """|u| = |v| = `size` in random directions, the cosine of the angle between them `overlap`; W = 0."""
    drawn = random_weights(N, 0.0, 1.0, seed, orthogonal=True)
    alpha, beta = (size * math.sqrt((1 + sign * overlap) / 2) for sign in (1, -1))
    return Weights(drawn.W, alpha * drawn.u + beta * drawn.v, alpha * drawn.u - beta * drawn.v)


def time_to(run: DescentRun, fraction: float = FRACTION) -> float:
    """Learning time at which a run's loss falls below a fraction of ½∫f*² dt, between its records.

    Raises
    ------
    ValidationError
        If it never does, or does so before the first record.
    """
    level = fraction * target_power(run.target)
    found = crossing(run.times, run["loss"], level, logarithmic=True, smooth=True)
    if math.isnan(found):
        raise ValidationError(f"the loss does not cross {fraction:g} of ½∫f*² dt within the run; record other times.")
    return found


def network_time(start: Weights, target: StateSpace, expected: float, fraction: float = FRACTION) -> float:
    """Learning time of a network's gradient flow, recorded most densely around the expected one."""
    times = np.union1d(np.linspace(0.0, 0.9, 10), np.linspace(0.9, 1.1, 81)) * expected
    return time_to(gradient_flow(start, target, times, rtol=1e-10, atol=1e-14, method=DOP853), fraction)


@dataclass(frozen=True)
class Descended:
    """Gradient descent of a network until it has learnt.

    Attributes
    ----------
    c_star : float
    step : float
        Half the largest step of the reduced ODE's path.
    steps : float
        Steps until the loss was below the fraction, between whole ones.
    expected : float
        The same by the reduced ODE: learning time over step.
    """

    c_star: float
    step: float
    steps: float
    expected: float


def descended(c_star: float, theory: LearningTime, size: float) -> Descended:
    """Train a network to integrate, by steps of half the largest size, until it has learnt."""
    step, expected = theory.largest_step / 2, theory.steps
    run = descend(
        aligned_network(size),
        integrator(c_star),
        step=step,
        steps=math.ceil(1.1 * expected) + 10,
        record_every=max(1, round(expected / 500)),
    )
    return Descended(c_star, step, time_to(run, theory.learnt) / step, expected)


@dataclass(frozen=True, eq=False)
class IntegratorTimes:
    """Integrators of one initial gain A₀, over c*.

    Attributes
    ----------
    gain : float
    times, steps : ndarrays of shape (n,)
        By the reduced ODE: learning time, and number of steps of half the largest size.
    law_times, law_steps : ndarrays of shape (n,)
        By the asymptotic law.
    flows, descents : mappings of float to float
        Full networks, by c*: learning time of gradient flow, number of steps of gradient descent.
    """

    gain: float
    times: FloatArray
    steps: FloatArray
    law_times: FloatArray
    law_steps: FloatArray
    flows: Mapping[float, float]
    descents: Mapping[float, float]


@dataclass(frozen=True, eq=False)
class OscillatorTimes:
    """Learning times of damped oscillators along one curve.

    Attributes
    ----------
    times : ndarray of shape (n,)
        By the reduced ODE.
    law : ndarray of shape (n,) or None
        With the slope of the law, through the first.
    networks : mapping of float to float
        Full networks, by the abscissa.
    """

    times: FloatArray
    law: FloatArray | None
    networks: Mapping[float, float]


@dataclass(frozen=True, eq=False)
class LearningTimeExamples:
    """What the figure shows.

    Attributes
    ----------
    decays : ndarray of shape (n,)
        c* of the integrators.
    integrators : tuple of IntegratorTimes
    sizes : ndarray of shape (m,)
        Initial sizes of oscillators with `decay`.
    decay : float
    by_size : mapping of float to OscillatorTimes
        By ω*.
    omegas : ndarray of shape (k,)
        Frequencies of oscillators from `size`.
    size : float
    by_frequency : mapping of float to OscillatorTimes
        By c*.
    """

    decays: FloatArray
    integrators: tuple[IntegratorTimes, ...]
    sizes: FloatArray
    decay: float
    by_size: Mapping[float, OscillatorTimes]
    omegas: FloatArray
    size: float
    by_frequency: Mapping[float, OscillatorTimes]


_SEEN = (0.3, 0.1, 0.05)
"""c* of the full networks that learn to integrate."""
_SEEN_FREQUENCIES = (0.5, 2.0)
"""ω* of the full networks that learn to oscillate."""


def learning_time_examples(
    systems: Mapping[str, ReducedSystem], *, points: int = 9, networks: bool = True
) -> LearningTimeExamples:
    """Time and number of steps for integrators and oscillators, with the laws and full networks.

    Parameters
    ----------
    systems : mapping of str to ReducedSystem
        With `real_outlier` and `conjugate_pair`.
    points : int
        Targets along each curve.
    networks : bool
        Whether to train full networks too, which takes half of the time.
    """
    outlier, pair = systems["real_outlier"], systems["conjugate_pair"]
    decays = np.union1d(np.geomspace(0.01, 0.5, points), _SEEN)
    sizes, omegas = np.geomspace(1e-5, 0.3, points), np.union1d(np.geomspace(0.3, 5.0, points), _SEEN_FREQUENCIES)
    decay, size = 0.1, 0.1
    return LearningTimeExamples(
        decays,
        tuple(_integrators(outlier, gain, decays, networks) for gain in (1e-2, 1e-4, 1e-8)),
        sizes,
        decay,
        {omega: _by_size(pair, decay, omega, sizes, networks) for omega in (0.5, 1.0, 2.0)},
        omegas,
        size,
        # The slowest target would take most of the time: no networks there.
        {c: _by_frequency(pair, c, omegas, size, networks and c >= 0.1) for c in (0.3, 0.1, 0.03)},
    )


def _integrators(system: ReducedSystem, gain: float, decays: FloatArray, networks: bool) -> IntegratorTimes:
    size, law = float(np.sqrt(gain)), integrator_law()
    found = learning_times(
        system, aligned, [{"c_star": c} for c in decays.tolist()], [size], learnt=FRACTION, rtol=1e-4
    )
    theories = {
        c: learning_time(system, aligned(size), {"c_star": c}, learnt=FRACTION) for c in (_SEEN if networks else ())
    }
    return IntegratorTimes(
        gain,
        found.times[:, 0],
        found.steps[:, 0],
        np.array([law.time(c, gain) for c in decays.tolist()]),
        np.array([law.steps(c, gain) for c in decays.tolist()]),
        {c: network_time(aligned_network(size), integrator(c), theory.time) for c, theory in theories.items()},
        {c: descended(c, theory, size).steps for c, theory in theories.items() if gain == 1e-2},
    )


def _by_size(system: ReducedSystem, c_star: float, omega: float, sizes: FloatArray, networks: bool) -> OscillatorTimes:
    found = learning_times(
        system, reflected, [{"c_star": c_star, "omega_star": omega}], sizes, learnt=FRACTION, rtol=1e-4
    ).times[0]
    # From α₀ = β₀ = κ/√2 the law is ln(1/α₀)/F + ln(1/(α₀β₀))/μ.
    (saddle,) = real_saddles(c_star, omega)
    slope = 1 / growth_rate(c_star, omega) + 2 / saddle.escape
    seen = {size: _oscillator_time(system, c_star, omega, size) for size in ((1e-2, 1e-1) if networks else ())}
    return OscillatorTimes(found, found[0] - slope * np.log(sizes / sizes[0]), seen)


def _by_frequency(
    system: ReducedSystem, c_star: float, omegas: FloatArray, size: float, networks: bool
) -> OscillatorTimes:
    targets = [{"c_star": c_star, "omega_star": omega} for omega in omegas.tolist()]
    found = learning_times(system, reflected, targets, [size], learnt=FRACTION, rtol=1e-4).times[:, 0]
    seen = {omega: _oscillator_time(system, c_star, omega, size) for omega in (_SEEN_FREQUENCIES if networks else ())}
    return OscillatorTimes(found, None, seen)


def _oscillator_time(system: ReducedSystem, c_star: float, omega: float, size: float) -> float:
    theory = learning_time(system, reflected(size), {"c_star": c_star, "omega_star": omega}, learnt=FRACTION).time
    return network_time(reflected_network(size), damped_oscillator(c_star, omega), theory)


def learning_time_claims(task: Task, systems: Mapping[str, ReducedSystem]) -> list[Claim]:
    """How long learning takes, and in how many steps."""
    if task.parallel:
        outlier = systems["real_outlier"]
        return [
            *_outlier_times(task, outlier),
            *_outlier_steps(task, outlier),
            _exponent_of_slow_targets(task, outlier),
        ]
    return [*_pair_rates(task), *_pair_times(task, systems["conjugate_pair"])]


def _outlier_times(task: Task, system: ReducedSystem) -> list[Claim]:
    """Gradient flow of networks from several sizes: the time itself, and its slope in ln(1/A₀)."""
    c_star = task.parameters["c_star"]
    sizes = np.array([1e-1, 1e-3, 1e-4])
    theory = np.array([learning_time(system, aligned(size), task.parameters, learnt=FRACTION).time for size in sizes])
    network = np.array(
        [network_time(aligned_network(size), task.target, s) for size, s in zip(sizes, theory, strict=True)]
    )
    deviation = float(np.abs(network / theory - 1).max())
    slope = float((network[2] - network[1]) / (2 * np.log(sizes[1] / sizes[2])))
    law = integrator_law()
    return [
        Claim(
            task.name,
            "learning time of gradient flow",
            deviation,
            expected=0.0,
            tolerance=1e-6,
            detail=f"largest relative deviation of networks, N = {N}, from the reduced ODE; loss below {FRACTION:g} of "
            f"½∫f*² dt, κ from {sizes[0]:g} to {sizes[-1]:g}",
        ),
        Claim(
            task.name,
            "learning time: slope in ln(1/A₀)",
            slope,
            expected=law.time(c_star, 1 / math.e) - law.time(c_star, 1.0),
            tolerance=1e-5,
            detail=(f"networks between A₀ = {sizes[1] ** 2:g} and {sizes[2] ** 2:g}; the law's slope is (1 + c*)/2"),
        ),
    ]


def _outlier_steps(task: Task, system: ReducedSystem, size: float = 0.1) -> list[Claim]:
    """Actual gradient descent for several c*, and the largest step by the network's own Hessian."""
    decays = (0.3, 0.2, 0.14, 0.1)
    theories = [learning_time(system, aligned(size), {"c_star": c}, learnt=FRACTION) for c in decays]
    runs = [descended(c, theory, size) for c, theory in zip(decays, theories, strict=True)]
    fitted = convergence_order(decays, [run.steps for run in runs]).slope
    predicted = convergence_order(decays, [run.expected for run in runs]).slope
    deviation = max(abs(run.steps / run.expected - 1) for run in runs)
    slow = 0.05
    own = learning_time(system, aligned(size), {"c_star": slow}, learnt=FRACTION)
    steepest = _steepest_network(slow, size, own.time)
    return [
        Claim(
            task.name,
            "number of steps of descent",
            deviation,
            expected=0.0,
            tolerance=0.06,
            detail=(
                f"largest relative deviation of gradient descent, N = {N}, κ = {size:g}, at half the largest step, "
                f"from the reduced ODE's learning time over step; c* from {decays[0]:g} to {decays[-1]:g}"
            ),
        ),
        Claim(
            task.name,
            "number of steps: exponent of c*",
            fitted,
            expected=predicted,
            tolerance=0.05,
            detail=(
                "fitted to the same four runs; predicted from learning time × λ_max of the reduced ODE, at the "
                "same c*. It tends to −3 as c* → 0"
            ),
        ),
        Claim(
            task.name,
            "λ_max on the way",
            steepest * own.largest_step / 2,
            expected=1.0,
            tolerance=1e-3,
            detail=(
                f"largest eigenvalue of the network's Hessian, N = {N}, anywhere on its flow for c* = {slow:g}, "
                f"over that of the reduced ODE; it is {own.curvature * slow**3 * 4:.3f} times 1/(4c*³), the "
                "minimum's"
            ),
        ),
    ]


def _steepest_network(c_star: float, size: float, expected: float) -> float:
    """The largest curvature that a network meets on its flow, the Hessian taken in all its weights."""
    times = expected * np.linspace(0.99, 1.02, 121)
    run = gradient_flow(
        aligned_network(size), integrator(c_star), times, rtol=1e-9, atol=1e-12, snapshot_times=tuple(times)
    )
    # λ_max is the curvature in the direction of c: Lanczos only where c, 1 − the outlier of W, is smallest.
    decay = np.array([1 - float(np.linalg.eigvalsh(weights.W)[-1]) for weights in run.snapshots])
    lowest = int(decay.argmin())
    return max(largest_curvature(weights, run.target) for weights in run.snapshots[max(lowest - 2, 0) : lowest + 3])


def _exponent_of_slow_targets(task: Task, system: ReducedSystem, size: float = 1e-2) -> Claim:
    """Local exponents of the number of steps, extrapolated to c* = 0."""
    decays = np.array([0.02, 0.01, 0.005])
    steps = np.array(
        [learning_time(system, aligned(size), {"c_star": c}, learnt=FRACTION).steps for c in decays.tolist()]
    )
    local = np.diff(np.log(steps)) / np.diff(np.log(decays))
    return Claim(
        task.name,
        "number of steps: exponent as c* → 0",
        float(2 * local[1] - local[0]),
        expected=-3.0,
        tolerance=0.01,
        detail=(
            f"learning time × λ_max of the reduced ODE, κ = {size:g}: the local exponents {local[0]:.3f} "
            f"between c* = 0.02 and 0.01 and {local[1]:.3f} between 0.01 and 0.005 are extrapolated "
            "linearly in c*"
        ),
    )


def _pair_rates(task: Task) -> list[Claim]:
    """Rates at which networks leave the zero network, and the real outlier that they learn first."""
    c_star, omega = task.parameters["c_star"], task.parameters["omega_star"]
    from_zero = []
    for phase in (0.0, 0.6, 1.2, 2.5):
        rate = growth_rate(c_star, omega, phase)
        for overlap in (-0.6, 0.3):
            measured = _growth_from_zero(damped_oscillator(c_star, omega, phase), overlap, 1 if rate > 0 else -1)
            from_zero.append(measured / abs(rate) - 1)
    left = []
    for other in (omega, 0.8):
        (saddle,) = real_saddles(c_star, other)
        left.append(_escape_rate(damped_oscillator(c_star, other), saddle.c, saddle.gain) / saddle.escape - 1)
    return [
        Claim(
            task.name,
            "rate of leaving the zero network",
            max(map(abs, from_zero)),
            expected=0.0,
            tolerance=1e-6,
            detail=(
                f"largest relative deviation of the growth of |u ± v| in networks, N = {N}, κ = 1e-5, from "
                "|F*(1)|; four phases φ, u·v = −0.6 κ² and 0.3 κ²"
            ),
        ),
        Claim(
            task.name,
            "rate of leaving one real outlier",
            max(map(abs, left)),
            expected=0.0,
            tolerance=1e-5,
            detail=(
                f"largest relative deviation of the growth of |u − v| in networks, N = {N}, that start from the "
                f"best real outlier with |u − v| = 2e-7, from μ; ω* = {omega:g} and 0.8"
            ),
        ),
    ]


def _growth_from_zero(target: StateSpace, overlap: float, sign: int, until: float = 10.0) -> float:
    """Growth rate of |u + sign v| of a network with tiny u and v."""
    run = gradient_flow(
        reflected_network(1e-5, overlap), target, [0.0, until], rtol=1e-11, atol=1e-18, method=DOP853,
        observe=lambda weights: {"size": float(np.linalg.norm(weights.u + sign * weights.v))},
    )  # fmt: skip
    return float(np.log(run["size"][1] / run["size"][0]) / until)


def _escape_rate(target: StateSpace, c: float, gain: float, until: float = 30.0) -> float:
    """Growth rate of |u − v| of a network that has one real outlier −c, f = gain e^{−ct}, but for a small part."""
    drawn = random_weights(N, 0.0, 1.0, 0, orthogonal=True)
    n, second = drawn.u, 1e-7 * drawn.v
    start = Weights((1 - c) * np.outer(n, n), math.sqrt(gain) * n + second, math.sqrt(gain) * n - second)
    run = gradient_flow(
        start, target, [0.0, until / 3, 2 * until / 3, until], rtol=1e-11, atol=1e-15,
        observe=lambda weights: {"size": float(np.linalg.norm(weights.u - weights.v))},
    )  # fmt: skip
    # A part that is conserved stays beside the one that grows: differences are free of it.
    grown = np.diff(run["size"])
    return float(np.log(grown[2] / grown[1]) / (until / 3))


def _pair_times(task: Task, system: ReducedSystem) -> list[Claim]:
    """Learning times of networks from several angles between u and v."""
    overlaps = (-0.5, 0.5)
    found = []
    for overlap in overlaps:
        theory = learning_time(system, reflected(task.kappa, overlap), task.parameters, learnt=FRACTION).time
        found.append(network_time(reflected_network(task.kappa, overlap), task.target, theory) / theory - 1)
    return [
        Claim(
            task.name,
            "learning time of gradient flow",
            max(map(abs, found)),
            expected=0.0,
            tolerance=1e-6,
            detail=f"largest relative deviation of networks, N = {N}, from the reduced ODE; loss below {FRACTION:g} of "
            f"½∫f*² dt, |u| = |v| = {task.kappa:g}, u·v = {', '.join(f'{x:g}' for x in overlaps)} times κ²",
        )
    ]
