"""SciPy's solvers driven on a reduced system: tolerances that are delivered, and failures with their reasons."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from scipy.integrate import DOP853, LSODA, OdeSolver, Radau

from reduced_odes._common.checks import FloatArray
from reduced_odes.initial_value import rest
from reduced_odes.initial_value.events import Watch
from reduced_odes.initial_value.problem import LONG, PATIENCE, Method, Problem, Solution


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
            done, message = super()._step_impl()  # type: ignore[misc]
        except _FlowError as stop:
            return False, str(stop)
        return done, message if done else f"{message} The solver could go no farther close to s = {self.t:.6g}."


class _StoppableLSODA(_Stoppable, LSODA):
    pass


class _StoppableRadau(_Stoppable, Radau):
    pass


class _StoppableDOP853(_Stoppable, DOP853):
    pass


def _solver(method: Method) -> Callable[..., OdeSolver]:
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
    """Solve from s = 0 to the last of `times`, or as far as it goes; where the flow has come to rest, it stays."""
    run = _Run(problem, times)
    if times[-1] == 0:
        return run.solution(failed=False, message="nothing to solve")
    try:
        with warnings.catch_warnings():
            # LSODA warns of what its status says as well.
            warnings.filterwarnings("ignore", message="lsoda", category=UserWarning)
            return run.to_the_end()
    except _FlowError as stop:  # before the first step
        return run.solution(failed=True, message=str(stop))


class _Run:
    """One solution on its way: what was recorded, what has happened, and for how long nothing has moved."""

    def __init__(self, problem: Problem, times: FloatArray) -> None:
        self._problem, self._times = problem, times
        self._flow = _Flow(problem)
        self._watch = Watch(problem)
        self._now = self._watch.at(0.0, problem.start)
        self._events = self._watch.begin(self._now)
        self._states = [np.array([problem.start])] if times[0] == 0 else []
        self._recorded = len(self._states)
        self._quiet, self._patience = 0, PATIENCE
        self._still, self._long = 0, LONG

    def to_the_end(self) -> Solution:
        """Step by step."""
        problem, end = self._problem, float(self._times[-1])
        implicit: dict[str, Any] = {} if problem.method is Method.DOP853 else {"jac": self._flow.jacobian}
        solver = _solver(problem.method)(
            self._flow.rhs,
            0.0,
            np.array(problem.start),
            end,
            rtol=problem.inner_rtol,
            atol=problem.inner_atol,
            **implicit,
        )
        while self._now.time < end:
            message = solver.step()
            if solver.status == "failed":
                return self._stopped(str(message))
            self._accept(solver)
            if not math.isnan(self._events.unstable):
                return self.solution(failed=False, message="The network became unstable.")
            if self._rests():
                return self._held()
        return self.solution(failed=False, message="The solver reached the last time.")

    def _accept(self, solver: OdeSolver) -> None:
        """Look for events in the last step, and record the requested times in it."""
        between = cache(solver.dense_output)
        before, self._now = self._now, self._watch.at(solver.t, solver.y.tolist())
        self._events = self._watch.follow(self._events, before, self._now, lambda s: between()(s).tolist())
        until = solver.t if math.isnan(self._events.unstable) else self._events.unstable
        count = int(np.searchsorted(self._times, until, side="right"))
        if count > self._recorded:
            wanted = self._times[self._recorded : count]
            self._states.append(between()(wanted).T)
            if wanted[-1] == solver.t:
                self._states[-1][-1] = solver.y
            self._recorded = count
        errors = self._problem.errors(before.state)
        moved = [abs(new - old) for new, old in zip(self._now.state, before.state, strict=True)]
        quiet = all(way <= error for way, error in zip(moved, errors, strict=True))
        self._quiet = self._quiet + 1 if quiet else 0
        self._still = self._still + 1 if max(moved) <= max(errors) else 0

    def _rests(self) -> bool:
        """Whether it is for ever that nothing moves; asked again only after twice as many steps."""
        if self._quiet >= self._patience:
            self._quiet, self._patience = 0, 2 * self._patience
            return self._settled([rest.NEAR * error for error in self._problem.errors(self._now.state)])
        if self._still >= self._long:
            self._still, self._long = 0, 2 * self._long
            return self._settled_at_large()
        return False

    def _stopped(self, message: str) -> Solution:
        """A solver that chases the rounding of a flow at rest has nothing left to do."""
        if self._settled_at_large():
            return self._held()
        return self.solution(failed=True, message=message)

    def _settled_at_large(self) -> bool:
        """Whether the flow rests to within the error of the largest variable.

        A variable that vanishes has a relative accuracy beyond the rounding of its rate, so that a solver may never
        come to an end with it.
        """
        errors = self._problem.errors(self._now.state)
        return self._settled([max(errors)] * len(errors))

    def _settled(self, tolerance: Sequence[float]) -> bool:
        return rest.settled(self._problem.system, self._now.state, self._problem.constants, tolerance)

    def _held(self) -> Solution:
        """The flow rests: the last state is that of all later times."""
        self._states.append(np.tile(self._now.state, (self._times.size - self._recorded, 1)))
        self._recorded = self._times.size
        return self.solution(failed=False, message=f"The flow is at rest from s = {self._now.time:.6g} on.")

    def solution(self, *, failed: bool, message: str) -> Solution:
        """What there is of it."""
        n = len(self._problem.start)
        return Solution(
            times=self._times[: self._recorded],
            states=np.concatenate([np.empty((0, n)), *self._states]).T,
            events=self._events.times(self._watch.has_pair),
            failed=failed,
            message=message,
            evaluations=self._flow.evaluations,
            jacobians=self._flow.jacobians,
        )
