"""SciPy's solvers driven on a reduced system: tolerances that are delivered, and failures with their reasons."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
from scipy.integrate import DOP853, LSODA, OdeSolver, Radau, solve_ivp

from reduced_odes._common.checks import FloatArray
from reduced_odes.initial_value.events import Watch, crossings, event_times
from reduced_odes.initial_value.problem import Method, Problem, Solution


class _FlowError(Exception):
    """The equations cannot be evaluated, or have been evaluated too often."""


class _Flow:
    """Right-hand side and Jacobian as the solver calls them: floats inside, counted and checked.

    Floats, because they are several times faster than NumPy numbers in expressions of scalars. Checked,
    because a solver may take NaN for a result (LSODA ends "successfully" with it).
    """

    def __init__(self, problem: Problem) -> None:
        self._formulas = problem.system.formulas
        self._constants = problem.constants
        self._budget = problem.max_evaluations
        self.evaluations = 0
        self.jacobians = 0

    def rhs(self, s: float, state: FloatArray) -> Sequence[float]:
        self.evaluations += 1
        if self.evaluations > self._budget:
            raise _FlowError(f"gave up after {self._budget} evaluations, close to s = {s:.6g}")
        try:
            rates: Sequence[float] = self._formulas.rhs(state.tolist(), self._constants)
        except ArithmeticError:
            raise _FlowError(f"the rates of change are singular close to s = {s:.6g}") from None
        if not math.isfinite(sum(rates)):
            raise _FlowError(f"the rates of change are not finite close to s = {s:.6g}")
        return rates

    def jacobian(self, s: float, state: FloatArray) -> Any:
        self.jacobians += 1
        try:
            rows = self._formulas.jacobian(state.tolist(), self._constants)
        except ArithmeticError:
            raise _FlowError(f"the Jacobian is singular close to s = {s:.6g}") from None
        if not math.isfinite(sum(map(sum, rows))):
            raise _FlowError(f"the Jacobian is not finite close to s = {s:.6g}")
        return rows


class _Stoppable(OdeSolver):
    """A solver of which a step fails, and says why, where the equations stop it; what came before remains."""

    def _step_impl(self) -> tuple[bool, str | None]:
        try:
            return super()._step_impl()  # type: ignore[misc, no-any-return]
        except _FlowError as stop:
            return False, str(stop)


class _StoppableLSODA(_Stoppable, LSODA):
    pass


class _StoppableRadau(_Stoppable, Radau):
    pass


class _StoppableDOP853(_Stoppable, DOP853):
    pass


def _solver(method: Method) -> type[OdeSolver]:
    match method:
        case Method.LSODA:
            return _StoppableLSODA
        case Method.RADAU:
            return _StoppableRadau
        case Method.DOP853:
            return _StoppableDOP853
        case Method.CVODE:
            raise AssertionError("compiled_solver drives CVODE")


def solve(problem: Problem, times: FloatArray) -> Solution:
    """Solve from s = 0 to the last of `times`, or as far as it goes."""
    flow = _Flow(problem)
    watch = Watch(problem.system, problem.constants, problem.threshold)
    watch(0.0, np.array(problem.start))
    implicit: dict[str, Any] = {} if problem.method is Method.DOP853 else {"jac": flow.jacobian}
    found: Any
    nothing = {"t_events": [np.empty(0)] * 3}
    if times[-1] == 0:
        found = SimpleNamespace(t=times, y=problem.start, status=0, message="nothing to solve", **nothing)
        return _solution(problem, watch, flow, found)
    try:
        with warnings.catch_warnings():
            # LSODA warns of what its status says as well.
            warnings.filterwarnings("ignore", message="lsoda", category=UserWarning)
            found = solve_ivp(
                flow.rhs,
                (0.0, float(times[-1])),
                np.array(problem.start),
                method=_solver(problem.method),
                t_eval=times,
                events=crossings(watch),
                rtol=problem.inner_rtol,
                atol=problem.inner_atol,
                **implicit,
            )
    except _FlowError as stop:  # before the first step
        found = SimpleNamespace(t=[], y=[], status=-1, message=str(stop), **nothing)
    return _solution(problem, watch, flow, found)


def _solution(problem: Problem, watch: Watch, flow: _Flow, found: Any) -> Solution:
    return Solution(
        times=np.array(found.t, dtype=float),
        states=np.reshape(found.y, (len(problem.start), len(found.t))),
        events=event_times(problem.system, watch, found.t_events, problem.inner_rtol),
        failed=found.status < 0,
        message=found.message,
        evaluations=flow.evaluations,
        jacobians=flow.jacobians,
    )
