"""An initial value problem, how it is to be solved, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import UnknownNameError
from reduced_odes.systems.system import ReducedSystem


class Method(StrEnum):
    """Solvers; each is asked for more accuracy than the user wants, so that the user gets it. All but one are SciPy's.

    LSODA
        Multistep, switches between Adams and BDF formulas; the default.
    RADAU
        Implicit Runge-Kutta of order 5: an independent check.
    DOP853
        Explicit Runge-Kutta of order 8: an independent check where the flow is not stiff.
    CVODE
        SUNDIALS' multistep formulas, Adams and once the flow is stiff BDF, on compiled equations: for many solutions,
        since compiling takes seconds the first time on a machine. Needs the extra `[fast]`.
    """

    LSODA = "LSODA"
    RADAU = "Radau"
    DOP853 = "DOP853"
    CVODE = "CVODE"

    @classmethod
    def of(cls, value: object) -> Method:
        """The method of this name.

        Raises
        ------
        UnknownNameError
            There is none.
        """
        try:
            return cls(value)  # type: ignore[arg-type]
        except ValueError:
            raise UnknownNameError.among("method", value, [known.value for known in cls]) from None

    @property
    def margin(self) -> float:
        """Tolerance that the solver is asked for, as a fraction of the one that the user wants; measured."""
        return 1e-1 if self is Method.RADAU else 1e-3

    @property
    def tightest(self) -> float:
        """A relative tolerance below this makes the solver chase the rounding of the right-hand side."""
        return 1e-14 if self is Method.CVODE else 1e-13


_SMALLEST_ATOL = 1e-30

PATIENCE = 10
"""Steps in turn without any motion, after which it is asked whether the flow rests."""
LONG = 1000
"""Steps in turn in which nothing moves but variables that vanish: a solver that takes so many chases their rounding."""


@dataclass(frozen=True)
class Problem:
    """An initial value problem with checked values; it is learnt when the loss is below `threshold`."""

    system: ReducedSystem
    start: tuple[float, ...]
    constants: tuple[float, ...]
    threshold: float
    rtol: float
    atol: float
    method: Method
    max_evaluations: int

    @property
    def inner_rtol(self) -> float:
        """Relative tolerance that the solver is asked for."""
        return inner_rtol(self.rtol, self.method)

    @property
    def inner_atol(self) -> FloatArray:
        """Absolute tolerance that the solver is asked for, shape (n,).

        Small initial weights grow e-fold by e-fold, and so would an error that is small only against one: a
        variable that starts small is followed to the relative tolerance from the beginning.
        """
        return inner_atol(np.array(self.start), self.atol * self.method.margin, self.inner_rtol)

    def errors(self, state: Sequence[float]) -> list[float]:
        """Errors of the state variables that a solution may have at this state."""
        relative, margin = self.inner_rtol, self.method.margin
        return [(relative * abs(x) + absolute) / margin for x, absolute in zip(state, self._scales, strict=True)]

    @cached_property
    def _scales(self) -> list[float]:
        scales: list[float] = self.inner_atol.tolist()
        return scales


def inner_rtol(rtol: float, method: Method) -> float:
    """Relative tolerance that a method is asked for, so that it delivers `rtol`."""
    return max(rtol * method.margin, method.tightest)


def inner_atol(start: FloatArray, absolute: float, relative: float) -> FloatArray:
    """Absolute tolerances of the shape of `start`: `absolute`, or less where a variable starts small but not at 0."""
    size = np.abs(start)
    faithful = np.maximum(relative * size, _SMALLEST_ATOL)
    return np.where(size > 0, np.minimum(absolute, faithful), absolute)


@dataclass(frozen=True, eq=False)
class Solution:
    """How far a solver came: times (T,), states (n, T), events, and the work that it took."""

    times: FloatArray
    states: FloatArray
    events: dict[str, tuple[float, ...]]
    failed: bool
    message: str
    evaluations: int
    jacobians: int
