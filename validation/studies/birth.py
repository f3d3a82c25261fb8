"""The birth of the pair in full networks: when their eigenvalues leave the real axis, against the reduced ODE.

A network knows nothing of a birth: the times are read off its recorded eigenvalues, where ω² of the two outliers
crosses 0. The rate at which a birth is delayed, by small weights or by starting close to the surface on which no pair
is born, is compared with the rate at which the reduced ODE leaves its saddle.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from scipy.integrate import DOP853, LSODA

from reduced_odes import ReducedSystem, Trajectory, integrate
from reduced_odes.learning_time.laws import growth_rate, real_saddles
from reduced_odes.learning_time.pair_birth import Birth, BirthMap, birth, birth_map
from reduced_odes.learning_time.times import reflected
from validation._common.checks import FloatArray
from validation._common.errors import ValidationError
from validation.experiments.claim import Claim
from validation.experiments.crossings import crossing
from validation.experiments.tasks import Task
from validation.network.targets import StateSpace, damped_oscillator
from validation.studies.learning_time import N, reflected_network
from validation.training.flow import gradient_flow
from validation.training.runs import DescentRun

SEPARATRIX = (0.3, 0.1)
"""c* and κ of the start for which some frequency has no birth."""
SEPARATRIX_BRACKET = (0.94, 0.96)
"""Frequencies below and above that one."""
_LAST = 400.0
"""Learning time by which everything studied here has happened."""


def birth_time(run: DescentRun) -> float:
    """Learning time at which the outliers' ω² crosses 0 upwards for the last time, between the records of a run.

    Raises
    ------
    ValidationError
        If it does not.
    """
    born = crossing(run.times, run["omega_squared"], 0.0, rising=True, last=True, smooth=True)
    if math.isnan(born):
        raise ValidationError("no pair is born, or none that stays, within the run; record other times.")
    return born


def network_birth(target: StateSpace, size: float, expected: float, overlap: float = 0.0) -> float:
    """Time of the birth in a network's gradient flow, recorded most densely around the expected one."""
    return birth_time(born_run(target, size, expected, overlap))


def born_run(target: StateSpace, size: float, expected: float, overlap: float = 0.0) -> DescentRun:
    """The gradient flow through an expected birth."""
    times = np.union1d(np.linspace(0.0, 0.9, 10), np.linspace(0.9, 1.1, 61)) * expected
    # Most of it are plateaus, where a method of many steps takes the fewest gradients.
    return gradient_flow(
        reflected_network(size, overlap), target, times, rtol=1e-11, atol=1e-14 * min(1.0, size), method=LSODA
    )


def highest_decay(run: DescentRun) -> float:
    """The largest mean decay rate c of the outliers within a run, on a parabola through the largest record."""
    values = run["c"]
    k = min(max(int(values.argmax()), 1), values.size - 2)
    a, b, c = np.polyfit(run.times[k - 1 : k + 2] - run.times[k], values[k - 1 : k + 2], 2)
    return float(c - b**2 / (4 * a))


def separatrix(
    system: ReducedSystem, c_star: float, size: float, bracket: tuple[float, float], *, halvings: int
) -> float:
    """ω* for which no pair is born from |u| = |v| = `size`, u ⊥ v: where the sense of rotation changes.

    Parameters
    ----------
    system : ReducedSystem
        The conjugate pair.
    c_star, size : float
    bracket : tuple of two floats
        Frequencies that end in opposite senses of rotation.
    halvings : int
        How often the bracket is halved.

    Raises
    ------
    ValidationError
        If both ends of the bracket turn the same way.
    """
    low, high = bracket
    sense = _sense(system, c_star, size, low)
    if _sense(system, c_star, size, high) == sense:
        raise ValidationError(f"ω* = {low:g} and {high:g} end in the same sense of rotation; choose another bracket.")
    for _ in range(halvings):
        middle = (low + high) / 2
        low, high = (middle, high) if _sense(system, c_star, size, middle) == sense else (low, middle)
    return (low + high) / 2


def _sense(system: ReducedSystem, c_star: float, size: float, omega: float) -> float:
    target = {"c_star": c_star, "omega_star": omega}
    return math.copysign(1.0, integrate(system, reflected(size), target, [0.0, _LAST])["q"][-1])


def _birth(system: ReducedSystem, c_star: float, omega: float, size: float, overlap: float = 0.0) -> Birth:
    target = {"c_star": c_star, "omega_star": omega}
    return birth(system, reflected(size, overlap), target, until=_LAST, learnt=1e-2)


@dataclass(frozen=True, eq=False)
class BirthPath:
    """One start of the damped oscillator: the reduced ODE's birth and path, and a full network at fewer times."""

    size: float
    birth: Birth
    theory: Trajectory
    run: DescentRun


@dataclass(frozen=True, eq=False)
class BirthDelay:
    """Time of the birth along one curve of starts or targets.

    Attributes
    ----------
    x : ndarray of shape (n,)
        Initial sizes κ, or distances of ω* from the surface without a birth.
    theory, law : ndarrays of shape (n,)
        By the reduced ODE; and with the slope of the law, through the first.
    networks : mapping of int to float
        Full networks, by index in `x`.
    """

    x: FloatArray
    theory: FloatArray
    law: FloatArray
    networks: Mapping[int, float]


@dataclass(frozen=True, eq=False)
class BirthExamples:
    """What the figures show.

    Attributes
    ----------
    target : tuple of two floats
        c* and ω* of the paths.
    paths : tuple of BirthPath
    by_size : mapping of float to BirthDelay
        By ω*, at c* of the paths.
    critical : float
        ω* for which no pair is born from `SEPARATRIX`.
    by_closeness : mapping of int to BirthDelay
        Below (−1) and above (+1) the critical ω*.
    map : BirthMap
        Over c*, ω* and κ.
    """

    target: tuple[float, float]
    paths: tuple[BirthPath, ...]
    by_size: Mapping[float, BirthDelay]
    critical: float
    by_closeness: Mapping[int, BirthDelay]
    map: BirthMap


@dataclass(frozen=True)
class BirthSizes:
    """How much is computed for the figures.

    Attributes
    ----------
    starts : tuple of float
        Sizes of the paths.
    points : int
        Starts, and targets, along each curve of delays.
    halvings : int
        How finely the surface without a birth is located.
    networks : bool
        Whether full networks are trained for the delays; this needs the default `points`.
    cells : tuple of two ints
        Values of c* and of ω* of the map.
    map_sizes : tuple of float
    until : float
        Learning time at which the map gives up.
    """

    starts: tuple[float, ...] = (0.4, 0.1, 0.01)
    points: int = 11
    halvings: int = 20
    networks: bool = True
    cells: tuple[int, int] = (12, 14)
    map_sizes: tuple[float, ...] = (0.3, 0.03, 0.003)
    until: float = 1e3


def birth_examples(
    systems: Mapping[str, ReducedSystem], sizes: BirthSizes | None = None, executor: Executor | None = None
) -> BirthExamples:
    """Paths, delays and a map of births.

    Parameters
    ----------
    systems : mapping of str to ReducedSystem
        With `conjugate_pair`.
    sizes : BirthSizes, optional
    executor : Executor, optional
        Where the map is computed; in this process by default.
    """
    much, pair, target = sizes or BirthSizes(), systems["conjugate_pair"], (0.3, 2.0)
    decays, omegas = np.geomspace(0.03, 2.0, much.cells[0]), np.geomspace(0.1, 5.0, much.cells[1])
    critical = separatrix(pair, *SEPARATRIX, SEPARATRIX_BRACKET, halvings=much.halvings)
    return BirthExamples(
        target,
        tuple(_path(pair, target, size) for size in much.starts),
        {omega: _by_size(target[0], omega, much) for omega in (0.6, 2.0, 3.0)},
        critical,
        {sign: _by_closeness(critical, sign, much) for sign in (-1, 1)},
        birth_map(decays, omegas, much.map_sizes, until=much.until, learnt=1e-2, executor=executor),
    )


def _path(system: ReducedSystem, target: tuple[float, float], size: float) -> BirthPath:
    parameters = dict(zip(("c_star", "omega_star"), target, strict=True))
    found = birth(system, reflected(size), parameters, learnt=1e-2)
    times = np.union1d(np.linspace(0.0, 1.15 * found.learnt, 600), found.born + np.geomspace(1e-4, 1.0, 60))
    path = integrate(system, reflected(size), parameters, times, learnt=1e-2)
    seen = np.linspace(0.0, 1.15 * found.learnt, 25)
    return BirthPath(size, found, path, gradient_flow(reflected_network(size), damped_oscillator(*target), seen))


def _by_size(c_star: float, omega: float, much: BirthSizes) -> BirthDelay:
    sizes = np.geomspace(1e-10, 0.5, much.points)
    found = birth_map([c_star], [omega], sizes, until=2e3).born[0, 0]
    (saddle,) = real_saddles(c_star, omega)
    slope = 1 / growth_rate(c_star, omega) + 2 / saddle.escape
    target = damped_oscillator(c_star, omega)
    networks = {
        k: network_birth(target, float(sizes[k]), float(found[k])) for k in ((6, 8, 9) if much.networks else ())
    }
    return BirthDelay(sizes, found, found[0] - slope * np.log(sizes / sizes[0]), networks)


def _by_closeness(critical: float, sign: int, much: BirthSizes) -> BirthDelay:
    c_star, size = SEPARATRIX
    distances = np.geomspace(1e-6, 0.3, much.points)
    omegas = critical + sign * distances
    found = birth_map([c_star], omegas, [size], rtol=1e-8).born[0, :, 0]
    (saddle,) = real_saddles(c_star, critical)
    networks = {
        k: network_birth(damped_oscillator(c_star, float(omegas[k])), size, float(found[k]))
        for k in ((1, 4, 7) if much.networks else ())
    }
    return BirthDelay(distances, found, found[0] - np.log(distances / distances[0]) / saddle.escape, networks)


def birth_claims(task: Task, systems: Mapping[str, ReducedSystem]) -> list[Claim]:
    """The birth of the pair; there is none for a task with one real pole."""
    if task.parallel:
        return []
    pair = systems["conjugate_pair"]
    return [*_births(task, pair), _delay_by_size(task, pair), _delay_by_closeness(task, pair)]


def _births(task: Task, system: ReducedSystem) -> list[Claim]:
    """When the pair is born, and how far c rises, from several starts."""
    c_star, omega = task.parameters["c_star"], task.parameters["omega_star"]
    starts = ((task.kappa, 0.0), (task.kappa, 0.6), (0.1, 0.0))
    times, heights = [], []
    for size, overlap in starts:
        theory = _birth(system, c_star, omega, size, overlap)
        times.append(network_birth(task.target, size, theory.born, overlap) / theory.born - 1)
        through = theory.rise * np.linspace(0.0, 1.1, 45)
        run = gradient_flow(reflected_network(size, overlap), task.target, through, method=DOP853)
        heights.append(highest_decay(run) / theory.height - 1)
    described = ", ".join(f"({size:g}, {overlap:g})" for size, overlap in starts)
    return [
        Claim(
            task.name,
            "birth of the pair",
            max(map(abs, times)),
            expected=0.0,
            tolerance=1e-6,
            detail=(
                f"largest relative deviation of the time at which the outliers' eigenvalues of networks, N = {N}, "
                f"leave the real axis, from the reduced ODE's event; starts (κ, cosine of u and v): {described}"
            ),
        ),
        Claim(
            task.name,
            "rise of c before the target",
            max(map(abs, heights)),
            expected=0.0,
            tolerance=1e-4,
            detail=(
                "largest relative deviation of the largest mean decay rate of the outliers, same starts, records "
                "1/40 of the time of the rise apart"
            ),
        ),
    ]


def _delay_by_size(task: Task, system: ReducedSystem) -> Claim:
    """Time of the birth over ln(1/κ), at small κ."""
    c_star, omega = task.parameters["c_star"], task.parameters["omega_star"]
    sizes = (1e-3, 1e-5)
    births = [network_birth(task.target, size, _birth(system, c_star, omega, size).born) for size in sizes]
    (saddle,) = real_saddles(c_star, omega)
    law = 1 / growth_rate(c_star, omega) + 2 / saddle.escape
    return Claim(
        task.name,
        "birth: delay by small weights",
        (births[1] - births[0]) / math.log(sizes[0] / sizes[1]) / law,
        expected=1.0,
        tolerance=0.02,
        detail=(
            f"slope of the time of birth in ln(1/κ) between κ = {sizes[0]:g} and {sizes[1]:g}, networks, N "
            f"= {N}, over 1/F*(1) + 2/μ, which it tends to as κ → 0; the rest is due to the slow approach "
            "to the saddle"
        ),
    )


def _delay_by_closeness(task: Task, system: ReducedSystem) -> Claim:
    """Time of the birth over ln(1/distance) from the surface on which no pair is born."""
    c_star, size = SEPARATRIX
    critical = separatrix(system, c_star, size, SEPARATRIX_BRACKET, halvings=19)
    (saddle,) = real_saddles(c_star, critical)
    distances = (1e-3, 1e-5)
    births, senses = [], []
    for omega in (critical - distances[0], critical + distances[0], critical + distances[1]):
        run = born_run(damped_oscillator(c_star, omega), size, _birth(system, c_star, omega, size).born)
        births.append(birth_time(run))
        senses.append(_turning(run))
    slope = (births[2] - births[1]) / math.log(distances[0] / distances[1]) * saddle.escape
    return Claim(
        task.name,
        "birth: delay close to the separatrix",
        slope if senses[0] * senses[1] < 0 else math.nan,
        expected=1.0,
        tolerance=0.01,
        detail=(
            f"slope of the time of birth in ln(1/|ω* − {critical:.5f}|), in units of 1/μ, networks, N = "
            f"{N}, κ = {size:g}, c* = {c_star:g}, from {distances[0]:g} to {distances[1]:g} above; below "
            "and above, W − Wᵀ ends with opposite signs"
        ),
    )


def _turning(run: DescentRun) -> float:
    """v₀ᵀ(W − Wᵀ)u₀ at the end: positive or negative as the network's state turns."""
    W, start = run.final.W, run.initial
    turn: FloatArray = W - W.T
    return float(start.v @ turn @ start.u)
