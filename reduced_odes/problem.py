"""An initial value problem, how it is to be solved, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .checks import FloatArray
from .errors import UnknownNameError
from .system import ReducedSystem


class Method(StrEnum):
    """Solvers of SciPy; each is asked for more accuracy than the user wants, so that the user gets it.

    LSODA
        Multistep, switches between Adams and BDF formulas; the default.
    RADAU
        Implicit Runge-Kutta of order 5: an independent check.
    DOP853
        Explicit Runge-Kutta of order 8: an independent check where the flow is not stiff.
    """

    LSODA = "LSODA"
    RADAU = "Radau"
    DOP853 = "DOP853"

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


# A relative tolerance below this makes a solver chase the rounding of the right-hand side.
_TIGHTEST_RTOL = 1e-13
_SMALLEST_ATOL = 1e-30


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
        return max(self.rtol * self.method.margin, _TIGHTEST_RTOL)

    @property
    def inner_atol(self) -> FloatArray:
        """Absolute tolerance that the solver is asked for, shape (n,).

        Small initial weights grow e-fold by e-fold, and so would an error that is small only against one: a
        variable that starts small is followed to the relative tolerance from the beginning.
        """
        absolute = self.atol * self.method.margin
        start = np.abs(self.start)
        faithful = np.maximum(self.inner_rtol * start, _SMALLEST_ATOL)
        return np.where(start > 0, np.minimum(absolute, faithful), absolute)


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
