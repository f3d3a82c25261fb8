"""What became of many solutions of one system: what `integrate_many` returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError, UnknownNameError
from reduced_odes._common.outcome import Outcome
from reduced_odes._common.results import Result
from reduced_odes.integration.ensemble_figure import draw_series, draw_times

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False, repr=False)
class Ensemble(Result):
    """What became of many solutions. Their grid has the shape (...) to which all arguments broadcast; all arrays
    are read-only.

    Attributes
    ----------
    system, hash : str
        Name and content hash of the system.
    parameters, initial : mappings of ndarrays of shape (...)
        All parameters, and the whole state at s = 0, by name.
    times : ndarray of shape (..., T) or (T,)
        Requested learning times, as they were given.
    reached : ndarray of shape (...)
        The last of them that was reached; NaN if none was.
    final, observables : mappings of ndarrays of shape (...)
        State variables and observables at `reached`, by name.
    outcomes : ndarray of str of shape (...)
        Values of `Outcome`. A start that `integrate` refuses is an outcome here: `unstable` if its network is,
        `stalled` on a saddle, `solver_failed` if its rates are not finite. One whose process died is `lost`.
    events : mapping of ndarrays of shape (..., K)
        Times of the events by name, ascending, NaN after the last; K is the largest number met, at least 1.
    series : mapping of ndarrays of shape (..., T)
        States and observables at `times` by name, NaN from where a solution ended; empty unless asked for.
    evaluations : ndarray of int of shape (...)
        Evaluations of F that each solution took.
    """

    system: str
    hash: str
    parameters: Mapping[str, FloatArray]
    initial: Mapping[str, FloatArray]
    times: FloatArray
    reached: FloatArray
    final: Mapping[str, FloatArray]
    observables: Mapping[str, FloatArray]
    outcomes: NDArray[np.str_]
    events: Mapping[str, FloatArray]
    series: Mapping[str, FloatArray]
    evaluations: NDArray[np.int64]

    kind: ClassVar[str] = "saved ensemble"

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the grid."""
        return self.outcomes.shape

    @property
    def size(self) -> int:
        """Number of solutions."""
        return self.outcomes.size

    def __getitem__(self, name: str) -> FloatArray:
        """A series at `times`, shape (..., T), if series were asked for."""
        if name not in self.series:
            if not self.series:
                raise InputError(f"no series of {name!r} are kept; give integrate_many(..., series=True)")
            raise UnknownNameError.among("series", name, self.series, owner=f"these {self.system} solutions")
        return self.series[name]

    def first(self, event: str) -> FloatArray:
        """Time of the first event of this name, shape (...); NaN where there was none."""
        return self._event(event)[..., 0]

    def last(self, event: str) -> FloatArray:
        """Time of the last event of this name, shape (...); NaN where there was none."""
        times = self._event(event)
        count = np.count_nonzero(np.isfinite(times), axis=-1, keepdims=True)
        return np.take_along_axis(times, np.maximum(count - 1, 0), axis=-1)[..., 0]

    def share(self, outcome: Outcome) -> float:
        """The part of the solutions that ended so."""
        return float(np.mean(self.outcomes == Outcome.of(outcome).value))

    def _event(self, name: str) -> FloatArray:
        if name not in self.events:
            raise UnknownNameError.among("event", name, self.events, owner=self.system)
        return self.events[name]

    @property
    def headline(self) -> str:
        """System, shape of the grid, and how many solutions ended how."""
        values, counts = np.unique(self.outcomes, return_counts=True)
        ended = ", ".join(f"{count} {value}" for value, count in zip(values, counts, strict=True))
        return f"{self.system!r}, shape={self.shape}: {ended}"

    def columns(self) -> Mapping[str, NDArray[Any]]:
        """One row for each solution: parameters, first and last state, observables, outcome and first events."""
        return {
            **{name: values.ravel() for name, values in self.parameters.items()},
            **{f"initial_{name}": values.ravel() for name, values in self.initial.items()},
            "reached": self.reached.ravel(),
            **{name: values.ravel() for name, values in self.final.items()},
            **{name: values.ravel() for name, values in self.observables.items()},
            "outcome": self.outcomes.ravel(),
            **{f"time_{name}": self.first(name).ravel() for name in self.events},
        }

    def plot(self) -> Figure:
        """Losses over learning time, if series were kept; else when the target was learnt, over a grid of 1 or 2 axes.

        Raises
        ------
        InputError
            There are no series, and the grid has no axis, or more than two.
        """
        return draw_series(self) if self.series else draw_times(self)
