"""The birth of the pair in full networks: when their eigenvalues leave the real axis, against the reduced ODE.

A network knows nothing of a birth: the times are read off its recorded eigenvalues, where ω² of the two outliers
crosses 0. The rate at which a birth is delayed, by small weights or by starting close to the surface on which no pair
is born, is compared with the rate at which the reduced ODE leaves its saddle.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from scipy.integrate import DOP853, LSODA

from reduced_odes import ReducedSystem, integrate
from reduced_odes._common.crossings import sampled_crossings
from reduced_odes.learning_time.laws import real_saddles, silent_rate
from reduced_odes.learning_time.pair_birth import Birth, birth
from reduced_odes.learning_time.times import reflected
from validation._common.checks import FloatArray
from validation._common.errors import ValidationError
from validation.experiments.claim import Rung
from validation.experiments.tasks import Task
from validation.network.targets import StateSpace, damped_oscillator
from validation.studies.learning_time import N, reflected_network
from validation.training.flow import gradient_flow
from validation.training.runs import DescentRun

SEPARATRIX = (0.3, 0.1)
"""c* and κ at which the frequency is sought that no pair is born for."""
SEPARATRIX_BRACKET = (0.94, 0.96)
"""Frequencies on both sides of it."""
_LAST = 400.0
"""Learning time by which everything studied here has happened."""


def birth_time(run: DescentRun) -> float:
    """Learning time at which the outliers' ω² crosses 0 upwards for the last time, between the records of a run.

    Raises
    ------
    ValidationError
        If it does not.
    """
    omega_squared = run["omega_squared"]
    rises = sampled_crossings(run.times, omega_squared, rising=True, neighbours=6)
    if not rises.size or omega_squared[-1] <= 0:
        raise ValidationError("no pair is born, or none that stays, within the run; record other times.")
    return float(rises[-1])


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


def birth_rungs(task: Task, systems: Mapping[str, ReducedSystem]) -> list[Rung]:
    """The birth of the pair, as rungs of the ladder; there is none for a task with one real pole."""
    if task.parallel:
        return []
    pair = systems["conjugate_pair"]
    return [*_births(task, pair), _delay_by_size(task, pair), _delay_by_closeness(task, pair)]


def _births(task: Task, system: ReducedSystem) -> list[Rung]:
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
        Rung(
            task.name, "birth of the pair", max(map(abs, times)), 0.0, 1e-6,
            f"largest relative deviation of the time at which the outliers' eigenvalues of networks, N = {N}, leave "
            f"the real axis, from the reduced ODE's event; starts (κ, cosine of u and v): {described}",
        ),
        Rung(
            task.name, "rise of c before the target", max(map(abs, heights)), 0.0, 1e-4,
            "largest relative deviation of the largest mean decay rate of the outliers, same starts, records 1/40 of "
            "the time of the rise apart",
        ),
    ]  # fmt: skip


def _delay_by_size(task: Task, system: ReducedSystem) -> Rung:
    """Time of the birth over ln(1/κ), at small κ."""
    c_star, omega = task.parameters["c_star"], task.parameters["omega_star"]
    sizes = (1e-3, 1e-5)
    births = [network_birth(task.target, size, _birth(system, c_star, omega, size).born) for size in sizes]
    (saddle,) = real_saddles(c_star, omega)
    law = 1 / silent_rate(c_star, omega) + 2 / saddle.escape
    return Rung(
        task.name, "birth: delay by small weights", (births[1] - births[0]) / math.log(sizes[0] / sizes[1]) / law, 1.0,
        0.02,
        f"slope of the time of birth in ln(1/κ) between κ = {sizes[0]:g} and {sizes[1]:g}, networks, N = {N}, over "
        "1/F*(1) + 2/μ, which it tends to as κ → 0; the rest is due to the slow approach to the saddle",
    )  # fmt: skip


def _delay_by_closeness(task: Task, system: ReducedSystem) -> Rung:
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
    return Rung(
        task.name, "birth: delay close to the separatrix", slope if senses[0] * senses[1] < 0 else math.nan, 1.0, 0.01,
        f"slope of the time of birth in ln(1/|ω* − {critical:.5f}|), in units of 1/μ, networks, N = {N}, κ = "
        f"{size:g}, c* = {c_star:g}, from {distances[0]:g} to {distances[1]:g} above; below and above, W − Wᵀ ends "
        "with opposite signs",
    )  # fmt: skip


def _turning(run: DescentRun) -> float:
    """v₀ᵀ(W − Wᵀ)u₀ at the end: positive or negative as the network's state turns."""
    W, start = run.final.W, run.initial
    turn: FloatArray = W - W.T
    return float(start.v @ turn @ start.u)
