"""CVODE on a compiled system, for one problem and for a chunk of many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reduced_odes._common.checks import FloatArray
from reduced_odes.initial_value import rest
from reduced_odes.initial_value.events import OMEGA_SQUARED, Event
from reduced_odes.initial_value.problem import Problem, Solution
from reduced_odes.integration.cvode.compile import compiled
from reduced_odes.systems.system import ReducedSystem

if TYPE_CHECKING:
    from reduced_odes.integration.cvode.driver import Course

_EVENTS = 8
"""Births, and deaths, of a pair for which there is room at first."""

_REASONS = {
    -1000: "gave up after {budget} evaluations",
    -2: "more accuracy was asked for than rounding allows",
    -3: "the error of a step stayed too large, however short the step",
    -4: "the implicit equations of a step stayed unsolved, however short the step",
    -9: "the rates of change are not finite",
    -10: "the rates of change are not finite",
}


@dataclass(frozen=True, eq=False)
class Problems:
    """m problems of one system, checked: none starts unstable, at rest, or where the rates are not finite.

    Attributes
    ----------
    starts, constants : ndarrays of shape (m, n), (m, k)
    thresholds : ndarray of shape (m,)
        Losses below which the target counts as learnt.
    scales : ndarray of shape (m, n)
        Absolute tolerances that the solver is asked for.
    rtol : float
        Relative tolerance that the solver is asked for.
    margin : float
        These tolerances as a part of the allowed errors.
    """

    system: ReducedSystem
    starts: FloatArray
    constants: FloatArray
    thresholds: FloatArray
    scales: FloatArray
    rtol: float
    margin: float
    max_evaluations: int

    def errors(self, point: int, state: FloatArray) -> FloatArray:
        """Errors that a solution may have at a state."""
        return np.asarray((self.rtol * np.abs(state) + self.scales[point]) / self.margin, dtype=float)


@dataclass(frozen=True, eq=False)
class Solutions:
    """What became of m problems.

    Attributes
    ----------
    recorded : ndarray of int of shape (m,)
        How many of the requested times were reached.
    states, observables : ndarrays of shape (m, R, n), (m, R, o)
        At all requested times, or at the last one that was reached only (R = 1).
    events : dict of ndarrays of shape (m, K)
        Times by name, NaN after the last.
    failed, unstable : ndarrays of bool of shape (m,)
    messages : list of str
    evaluations, jacobians : ndarrays of int of shape (m,)
    """

    recorded: NDArray[np.int64]
    states: FloatArray
    observables: FloatArray
    events: dict[str, FloatArray]
    failed: NDArray[np.bool_]
    messages: list[str]
    evaluations: NDArray[np.int64]
    jacobians: NDArray[np.int64]


def solve(problem: Problem, times: FloatArray) -> Solution:
    """Solve one problem from s = 0 to the last of `times`, or as far as it goes; as `solver.solve`."""
    one = Problems(
        problem.system,
        np.array([problem.start]),
        np.array([problem.constants]).reshape(1, -1),
        np.array([problem.threshold]),
        problem.inner_atol[None, :],
        problem.inner_rtol,
        problem.method.margin,
        problem.max_evaluations,
    )
    found = solve_all(one, times[None, :], every_time=True)
    count = int(found.recorded[0])
    return Solution(
        times=times[:count],
        states=found.states[0, :count].T.copy(),
        events={name: tuple(row[0][np.isfinite(row[0])].tolist()) for name, row in found.events.items()},
        failed=bool(found.failed[0]),
        message=found.messages[0],
        evaluations=int(found.evaluations[0]),
        jacobians=int(found.jacobians[0]),
    )


def solve_all(problems: Problems, times: FloatArray, *, every_time: bool) -> Solutions:
    """Solve all problems, each to the last of its `times` (m, T) or as far as it goes."""
    code = compiled(problems.system)
    from reduced_odes.integration.cvode import driver  # after `compiled`, which says what is missing

    system, m = problems.system, len(problems.starts)
    n, o = len(system.state), len(system.observables)
    has_pair = OMEGA_SQUARED in system.observables
    begins = np.ascontiguousarray(problems.starts)
    arrays = (
        np.ascontiguousarray(problems.scales),
        np.column_stack([problems.constants, problems.thresholds]),
        np.ascontiguousarray(times),
    )
    records = times.shape[1] if every_time else 1
    room = _EVENTS
    while True:
        course = driver.blank(m, records, n, o, room)
        which, states, held = np.arange(m), begins, np.zeros(m, dtype=bool)
        while which.size:
            driver.solve_points(
                code.rhs,
                code.jacobian,
                code.observe,
                code.watch,
                has_pair,
                which,
                states,
                *arrays,
                problems.rtol,
                problems.margin,
                problems.max_evaluations,
                driver.workspace(n, len(system.parameters), o),
                course,
            )
            status = course.notes["status"]
            asked = [k for k in which.tolist() if status[k] not in (0, driver.UNSTABLE)]
            for k in asked:
                held[k] = _settled(problems, k, course.ends[k], large=course.notes["status"][k] != driver.QUIET)
                if held[k]:
                    _hold(problems, course, k, times[k])
            again = [k for k in asked if not held[k] and status[k] in (driver.QUIET, driver.STILL)]
            which = np.array(again, dtype=np.int64)
            for name, reason in (("patience", driver.QUIET), ("long", driver.STILL)):
                course.notes[name][which[status[which] == reason]] *= 2
            states = course.ends.copy()
        most = int(max(course.notes["births"].max(), course.notes["deaths"].max()))
        if most <= room:
            return _solutions(problems, course, held)
        room = most


def _settled(problems: Problems, point: int, state: FloatArray, *, large: bool) -> bool:
    """Whether a flow rests, to within a part of its errors, or to within the error of the largest variable."""
    errors = problems.errors(point, state)
    tolerance = np.full_like(errors, errors.max()) if large else rest.NEAR * errors
    return rest.settled(problems.system, state.tolist(), problems.constants[point].tolist(), tolerance.tolist())


def _hold(problems: Problems, course: Course, point: int, times: FloatArray) -> None:
    """The flow rests: the last state is that of all later times."""
    state, first = course.ends[point], int(course.notes["recorded"][point])
    observed = problems.system.formulas.observables(state.tolist(), problems.constants[point].tolist())
    course.states[point, min(first, course.states.shape[1] - 1) :] = state
    course.observables[point, min(first, course.states.shape[1] - 1) :] = observed
    course.notes["recorded"][point] = times.size
    course.notes["status"][point] = 0


def _solutions(problems: Problems, course: Course, held: NDArray[np.bool_]) -> Solutions:
    events = {
        Event.LEARNT.value: course.notes["learnt"][:, None],
        Event.UNSTABLE.value: course.notes["unstable"][:, None],
    }
    if OMEGA_SQUARED in problems.system.observables:
        events |= {Event.PAIR_BORN.value: course.born, Event.PAIR_LOST.value: course.lost}
    return Solutions(
        recorded=course.notes["recorded"],
        states=course.states,
        observables=course.observables,
        events=events,
        failed=course.notes["status"] < 0,
        messages=[
            f"The flow is at rest from s = {last:.6g} on."
            if rests
            else _message(int(status), float(last), problems.max_evaluations)
            for status, last, rests in zip(course.notes["status"], course.notes["last"], held, strict=True)
        ],
        evaluations=course.notes["evaluations"],
        jacobians=course.notes["jacobians"],
    )


def _message(status: int, last: float, budget: int) -> str:
    if status == 0:
        return "The solver reached the last time."
    if status > 0:
        return "The network became unstable."
    reason = _REASONS.get(status, f"CVODE returned {status}")
    return f"{reason.format(budget=budget)}, close to s = {last:.6g}"
