"""A trajectory solved part after part, and looked at between its times.

The flow does not know what time it is, so that a part can begin where the one before ended, and any piece can be
solved again, more finely. Each part is followed to the accuracy that its own start asks for: once the weights are of
order one, a start of 1e-8 need not keep a solver at work on rounding.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import SaddleError
from reduced_odes._common.outcome import Outcome
from reduced_odes.initial_value.problem import Method
from reduced_odes.integration.single import integrate
from reduced_odes.integration.trajectory import Trajectory
from reduced_odes.systems.system import Parameters, ReducedSystem, checked_system

_FINE = 65
"""Times looked at between two to place a maximum, or a fall of the loss."""
_ATOL, _SMALLEST_ATOL = 1e-12, 1e-25
"""Absolute tolerance at weights of order one, and the smallest that is asked for."""
_ROUNDING = 1e-12
"""Below this part of ½∫f*² dt a loss is too close to its rounding to be told apart from it."""


def parts(
    system: ReducedSystem,
    initial: Mapping[str, float],
    parameters: Parameters,
    ends: Iterable[float],
    points: int,
    *,
    learnt: float,
    rtol: float,
    method: Method = Method.LSODA,
) -> Iterator[tuple[float, Trajectory]]:
    """Solve from s = 0 to the first of `ends`, from there to the second, and so on.

    Yields
    ------
    begin : float
        Learning time at which a part begins.
    part : Trajectory
        At `points` evenly spaced times, counted from `begin`. The last one is incomplete if the network became unstable
        or the solver failed. There is no further one from a state that is exactly at rest.

    Raises
    ------
    InputError
        As `integrate`, for the initial state.
    """
    begin, state = 0.0, initial
    for end in ends:
        times = np.linspace(0.0, end - begin, points)
        try:
            part = integrate(
                system, state, parameters, times, learnt=learnt, rtol=rtol, atol=_atol(system, state), method=method
            )
        except SaddleError:
            if begin == 0:
                raise
            return
        yield begin, part
        if not part.outcome.complete:
            return
        begin, state = end, at_index(part.states, -1)


def _atol(system: ReducedSystem, state: Mapping[str, float]) -> float:
    """Absolute tolerance of variables that start at 0: driven by products of two others, they begin as their square."""
    distance = np.array(checked_system(system).state_values(state)) - system.origin
    return float(max(_ATOL * min(1.0, np.abs(distance).max()) ** 2, _SMALLEST_ATOL))


def at_index(states: Mapping[str, FloatArray], k: int) -> dict[str, float]:
    """The state at the k-th time."""
    return {name: float(values[k]) for name, values in states.items()}


@dataclass(frozen=True, eq=False)
class Course:
    """Parts of a trajectory, joined.

    Attributes
    ----------
    system : ReducedSystem
    parameters : mapping of str to float
    times : ndarray of shape (T,)
    states, observables : mappings of str to ndarray of shape (T,)
    events : mapping of str to tuple of float
        As of a `Trajectory`.
    outcome : Outcome
        How the last part ended.
    rtol : float
    method : Method
    """

    system: ReducedSystem
    parameters: Mapping[str, float]
    times: FloatArray
    states: Mapping[str, FloatArray]
    observables: Mapping[str, FloatArray]
    events: Mapping[str, tuple[float, ...]]
    outcome: Outcome
    rtol: float
    method: Method

    def __getitem__(self, name: str) -> FloatArray:
        return self.states[name] if name in self.states else self.observables[name]

    def at(self, s: float, name: str) -> float:
        """A series at any time."""
        k = max(int(np.searchsorted(self.times, s, side="right")) - 1, 0)
        offset = s - float(self.times[k])
        return float(self[name][k] if offset == 0 else self._again(k, np.array([offset]))[name][-1])

    def largest(self, name: str) -> tuple[float, float]:
        """When a series is largest, and how large."""
        values = self[name]
        k = int(values.argmax())
        if k in (0, values.size - 1):
            return float(self.times[k]), float(values[k])
        offsets = np.linspace(0.0, self.times[k + 1] - self.times[k - 1], _FINE)
        fine = self._again(k - 1, offsets)[name]
        m = min(max(int(fine.argmax()), 1), fine.size - 2)
        # The parabola through three equidistant points.
        before, here, after = (float(x) for x in fine[m - 1 : m + 2])
        bend = before - 2 * here + after
        shift = 0.0 if bend == 0 else min(max((before - after) / (2 * bend), -1.0), 1.0)
        return float(self.times[k - 1] + offsets[m] + shift * offsets[1]), here - (before - after) * shift / 4

    def falls_below(self, level: float, after: float) -> float:
        """The first time after a given one at which the loss, which never rises, is below a level; NaN if unknown."""
        if level <= _ROUNDING * self.system.target_power(self.parameters):
            return math.nan
        below = np.flatnonzero((self.times > after) & (self["loss"] < level))
        if not below.size:
            return math.nan
        k = int(below[0])
        offsets = np.linspace(0.0, self.times[k] - self.times[k - 1], _FINE)
        fine = self._again(k - 1, offsets)["loss"]
        return float(self.times[k - 1] + np.interp(-level, -fine, offsets))

    def _again(self, k: int, offsets: FloatArray) -> Trajectory:
        return integrate(
            self.system, at_index(self.states, k), self.parameters, offsets, rtol=self.rtol, method=self.method
        )


def follow(
    system: ReducedSystem,
    initial: Mapping[str, float],
    parameters: Parameters,
    ends: Iterable[float],
    points: int,
    *,
    learnt: float,
    rtol: float,
    method: Method = Method.LSODA,
) -> Course:
    """The parts that end at `ends`, joined, until the loss is lost in its rounding and nothing more can be seen."""
    solved: list[tuple[float, Trajectory]] = []
    for begin, part in parts(system, initial, parameters, ends, points, learnt=learnt, rtol=rtol, method=method):
        solved.append((begin, part))
        if part.times.size and part["loss"][-1] < _ROUNDING * system.target_power(part.parameters):
            break
    last = solved[-1][1]

    def joined(pick: str) -> dict[str, FloatArray]:
        # The first time of a part is the last one of the part before.
        series = [getattr(part, pick) for _, part in solved]
        return {
            name: np.concatenate([each[name][1 if k else 0 :] for k, each in enumerate(series)]) for name in series[0]
        }

    return Course(
        system=system,
        parameters=last.parameters,
        times=np.concatenate([begin + part.times[1 if k else 0 :] for k, (begin, part) in enumerate(solved)]),
        states=joined("states"),
        observables=joined("observables"),
        events={name: tuple(begin + s for begin, part in solved for s in part.events[name]) for name in last.events},
        outcome=last.outcome,
        rtol=rtol,
        method=method,
    )
