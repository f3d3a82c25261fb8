"""Steps along the flow of a network's weights: the solver, what happens between its steps, and where it must stop.

A step is taken again if the frame of the flow has grown; explicit solvers give way to a Rosenbrock method where the
flow is stiff; and interpolants are checked before they are trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.integrate import DOP853, RK45

from reduced_odes._common.checks import FloatArray
from reduced_odes.hierarchy.low_rank_flow import LearntState, LowRankFlow
from reduced_odes.hierarchy.rosenbrock import Rosenbrock, stiff_part
from reduced_odes.linear.krylov import KrylovGradient

_COARSE = 5e-8
"""Above this relative tolerance RK45 takes fewer evaluations than DOP853; at 1e-6 it takes half as many (measured)."""
_LOOK = 15
"""Number of steps after which the fastest rate is estimated again."""
_EXPLICIT = 2.0
"""Evaluations per time 1/λ of both explicit methods at the limit of stability: 12 for 6/λ, and 6 for 3.3/λ."""
_STIFF_COST = 1500.0
"""Evaluations that the Rosenbrock method takes at rtol 1e-6, measured to within a factor of two."""
_DEFECT = 10.0
"""Largest defect of an interpolant, times the step, in units of the tolerances."""
_PARTS = 3
"""Number of shorter steps that replace one whose interpolant is not accurate enough."""


class StoppedError(Exception):
    """The flow reaches an unstable network."""

    def __init__(self, time: float) -> None:
        super().__init__(f"the network becomes unstable at s = {time:.6g}")
        self.time = time


@dataclass(frozen=True, eq=False)
class Advance:
    """One step of the solver; the first has no length and is the start.

    Attributes
    ----------
    begin, end : float
        Learning times.
    at : callable
        The state at any time between.
    slope : KrylovGradient
        Loss and gradient at the end.
    """

    begin: float
    end: float
    at: Callable[[float], LearntState]
    slope: KrylovGradient


def advance(flow: LowRankFlow, u: FloatArray, v: FloatArray, until: float, rtol: float) -> Iterator[Advance]:
    """Follow the flow from W₀, u, v at s = 0, step by step.

    The solver is RK45, or DOP853 for more digits, as long as the flow is not stiff. From time to time the fastest rate
    λ is estimated. An explicit step can be no longer than some 6/λ (DOP853); where such steps would take more
    evaluations to the end than the Rosenbrock method's `_STIFF_COST`, that method takes over.

    Raises
    ------
    StoppedError
        The network becomes unstable before `until`.
    """
    here = flow.start(u, v)
    yield Advance(0.0, 0.0, lambda _: here, flow.gradient_at(here))
    step: float | None = None
    stiff, since = False, 0
    while here.time < until:
        solver = _solver(flow, here, until, rtol, flow.floor(u, v, rtol), step, stiff)
        while solver.status == "running":
            with np.errstate(invalid="ignore", over="ignore"):
                solver.step()
            if solver.status == "failed":
                raise StoppedError(float(solver.t))
            step = float(solver.t - solver.t_old)
            before, after = flow.state(solver.t_old, solver.y_old), flow.state(solver.t, solver.y)
            slope = flow.slope_at(after, solver.y)
            if flow.grow(after, slope):  # take the step again, in the larger frame
                here = before
                break
            here = after
            yield Advance(before.time, after.time, _interpolated(flow, solver), slope)
            since += 1
            if not stiff and since >= _LOOK and here.time < until:
                since = 0
                stiff = _is_stiff(flow, here, until, rtol)
                if stiff:
                    break


def _is_stiff(flow: LowRankFlow, state: LearntState, until: float, rtol: float) -> bool:
    y = flow.variables(state)
    fastest = stiff_part(flow.rhs, state.time, y, flow.rhs(state.time, y), 6).fastest
    return bool(_EXPLICIT * fastest * (until - state.time) > _STIFF_COST * (1e-6 / rtol) ** (1.0 / 3.0))


def _solver(
    flow: LowRankFlow,
    state: LearntState,
    until: float,
    rtol: float,
    floor: FloatArray,
    step: float | None,
    stiff: bool,
) -> Any:
    y = flow.variables(state)
    if stiff:
        return Rosenbrock(flow.rhs, state.time, y, until, rtol=rtol, atol=floor, first_step=step or 1e-3 * until)
    first = None if step is None else min(step, until - state.time)
    return _explicit(rtol)(flow.rhs, state.time, y, until, rtol=rtol, atol=floor, first_step=first)


def _explicit(rtol: float) -> Any:  # the stubs of SciPy do not know all attributes of a solver
    return RK45 if rtol > _COARSE else DOP853


def _interpolated(flow: LowRankFlow, solver: Any) -> Callable[[float], LearntState]:
    """The state between the ends of the last step; the interpolant is made only when it is needed."""
    frame, begin, end, last = flow.frame, float(solver.t_old), float(solver.t), solver.y
    made: list[Callable[[float], FloatArray]] = []

    def at(s: float) -> LearntState:
        if s == end:
            return flow.state(s, last)
        if not made:
            made.append(_checked(flow, solver, begin, end))
        state = flow.state(s, made[0](s))
        return LearntState(s, frame, state.K, state.a, state.b)

    return at


def _checked(flow: LowRankFlow, solver: Any, begin: float, end: float) -> Callable[[float], FloatArray]:
    """The interpolant of a step, or of shorter steps if it does not solve the equation as well as the step does.

    Explicit methods control the error at the end of a step; in the middle of a long one the interpolant may err by far
    more.
    """
    interpolant: Callable[[float], FloatArray] = solver.dense_output()
    if isinstance(solver, Rosenbrock):
        return interpolant
    middle, delta = 0.5 * (begin + end), 1e-4 * (end - begin)
    here = interpolant(middle)
    slope = (interpolant(middle + delta) - interpolant(middle - delta)) / (2 * delta)
    defect = (slope - flow.rhs(middle, here)) * (end - begin)
    if np.sqrt(np.mean((defect / (solver.atol + solver.rtol * np.abs(here))) ** 2)) <= _DEFECT:
        return interpolant
    parts: list[Any] = []
    shorter = _explicit(solver.rtol)(
        flow.rhs, begin, solver.y_old, end, rtol=solver.rtol, atol=solver.atol, max_step=(end - begin) / _PARTS
    )
    while shorter.status == "running":
        shorter.step()
        parts.append(shorter.dense_output())
    ends = np.array([part.t for part in parts])
    return lambda s: np.asarray(parts[min(int(np.searchsorted(ends, s)), len(parts) - 1)](s), dtype=np.float64)
