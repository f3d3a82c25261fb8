"""Saddles that a trajectory passes: where it is slow, and how fast it gets away.

>>> from reduced_odes import conjugate_pair, integrate
>>> from reduced_odes.analysis import plateaus
>>> target = {"c_star": 0.1, "omega_star": 1.0}
>>> path = integrate(conjugate_pair, {"alpha": 1e-3, "beta": 1e-3}, target, range(160))
>>> for stop in plateaus(conjugate_pair, path):
...     print(stop.time, stop.escape_rate, stop.leaves(0.1))

A network that starts from small weights is slow near saddles at which every conserved quantity vanishes: first the zero
network, then, for an oscillation, the best real outlier. Not every slow stretch belongs to a saddle, and a trajectory
may pass a saddle at a distance. Distance and loss of the saddle are therefore reported, so that the reader can judge.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np

from reduced_odes._common.checks import Domain, FloatArray, finite_number, in_domain
from reduced_odes._common.errors import InputError, NoFixedPointError
from reduced_odes.analysis.fixed_points import FixedPoint, FixedPointType, at, states_of
from reduced_odes.analysis.newton import Leaf, conserved, newton
from reduced_odes.initial_value.events import Event
from reduced_odes.integration.trajectory import Trajectory
from reduced_odes.systems.system import ReducedSystem

__all__ = ["SlowStretch", "plateaus", "slowest_plateau"]

_ITERATIONS = 40
"""Largest number of Newton steps to a saddle; from nearby it takes some five."""
_EXPLAINED = 0.1
"""Largest difference between the losses of a plateau and of the saddle that explains it, relative to the latter."""
_STARTS = 3
"""Number of states of a slow stretch from which Newton's method starts, if the slowest one leads to no saddle."""


@dataclass(frozen=True, eq=False)
class SlowStretch:
    """A slow stretch of a trajectory: a local minimum of the speed |dθ/ds|.

    Attributes
    ----------
    time, speed
        Learning time and |dθ/ds| of the slowest of the trajectory's states there.
    state
        That state, by name.
    loss
        The loss there.
    growth
        Largest real part of the eigenvalues of ∂F/∂θ there: how fast small differences grow at this moment.
    saddle
        The nearest saddle that Newton's method finds from there; None if it finds none.
    distance
        Euclidean distance of the state from the saddle; infinite if there is none.
    part
        The part of it in the directions that grow at the escape rate; NaN if there is none.
    """

    time: float
    speed: float
    state: Mapping[str, float]
    loss: float
    growth: float
    saddle: FixedPoint | None
    distance: float
    part: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", MappingProxyType(dict(self.state)))

    @property
    def explained(self) -> bool:
        """Whether the saddle explains the plateau: the loss here differs from the saddle's by at most a tenth of it."""
        if self.saddle is None:
            return False
        there = self.saddle.observables["loss"]
        return bool(abs(self.loss - there) <= _EXPLAINED * there)

    @property
    def escape_rate(self) -> float:
        """Of the saddle; NaN if there is none."""
        return math.nan if self.saddle is None else self.saddle.escape_rate

    def leaves(self, size: float) -> float:
        """Learning time at which the part that grows reaches `size`, by the linearised flow.

        Good while the distance from the saddle stays small; NaN if there is no saddle.
        """
        goal = in_domain("size", finite_number("size", size), Domain.POSITIVE)
        return self.time + math.log(goal / self.part) / self.escape_rate if self.part > 0 else math.nan

    def as_record(self) -> dict[str, Any]:
        """Ready for JSON; what is not finite is None."""
        found = self.saddle is not None
        return {
            "time": self.time,
            "speed": self.speed,
            "state": dict(self.state),
            "loss": self.loss,
            "growth": self.growth,
            "saddle": self.saddle.as_record() if self.saddle is not None else None,
            "distance": self.distance if found else None,
            "part": self.part if found else None,
            "explained": self.explained,
        }


def plateaus(system: ReducedSystem, trajectory: Trajectory) -> tuple[SlowStretch, ...]:
    """The slow stretches of a trajectory until the target is learnt, in order of time.

    Parameters
    ----------
    system
        The one that was integrated.
    trajectory
        Its times decide what can be seen: a minimum of the speed between two of them is not.

    Raises
    ------
    InputError
        The trajectory belongs to another system.
    """
    states = states_of(system, trajectory)
    constants = system.parameter_values(trajectory.parameters)
    learnt = trajectory.events.get(Event.LEARNT, ())
    speeds = np.linalg.norm(system.rhs(states, constants), axis=0)
    seen = speeds[trajectory.times < learnt[0]] if learnt else speeds
    start = np.array(system.state_values(trajectory.initial))
    leaves = _leaves(system, constants, start)
    return tuple(
        _plateau(trajectory, leaves, states, float(speeds[k]), k, stretch) for k, stretch in _slow_stretches(seen)
    )


def slowest_plateau(system: ReducedSystem, trajectory: Trajectory) -> SlowStretch:
    """The slowest stretch of a trajectory, the start excepted.

    Raises
    ------
    InputError
        The trajectory belongs to another system, or is nowhere slow on its way.
    """
    found = [each for each in plateaus(system, trajectory) if each.time > trajectory.times[0]]
    if not found:
        raise InputError(
            f"trajectory of {system.name} has no plateau: its speed has no minimum on the way; start from smaller "
            "weights, or ask for more times"
        )
    return min(found, key=lambda each: each.speed)


def _slow_stretches(speeds: FloatArray) -> Iterator[tuple[int, range]]:
    """Local minima of the speed, the first value possibly among them, each with its stretch between maxima."""
    rising = np.diff(speeds) > 0
    low = [k for k in range(speeds.size - 1) if rising[k] and (k == 0 or not rising[k - 1])]
    for k, after in pairwise([*low, speeds.size]):
        before = max((j for j in low if j < k), default=0)
        first = before + int(np.argmax(speeds[before : k + 1]))
        last = k + int(np.argmax(speeds[k:after]))
        yield k, range(first, last + 1)


def _leaves(system: ReducedSystem, constants: tuple[float, ...], start: FloatArray) -> tuple[Leaf, Leaf]:
    """Where saddles are sought: on the leaf of the zero network first, and then on the trajectory's own."""
    own = Leaf.through(system, constants, start)
    return replace(own, values=conserved(system, constants, np.array(system.origin))), own


def _plateau(
    trajectory: Trajectory, leaves: tuple[Leaf, Leaf], states: FloatArray, speed: float, k: int, stretch: range
) -> SlowStretch:
    system, constants, state = leaves[0].system, leaves[0].parameters, states[:, k]
    saddle = _nearest(leaves, state, states[:, [k]])
    if saddle is None:
        tries = np.unique(np.linspace(stretch[0], stretch[-1], _STARTS).round().astype(int))
        saddle = _nearest(leaves, state, states[:, tries])
    return SlowStretch(
        time=float(trajectory.times[k]),
        speed=speed,
        state=dict(zip(system.state, state.tolist(), strict=True)),
        loss=float(trajectory["loss"][k]),
        growth=float(np.linalg.eigvals(system.jacobian(state, constants)).real.max()),
        saddle=saddle,
        distance=math.inf if saddle is None else saddle.distance,
        part=math.nan if saddle is None else float(saddle.growing_part(state)),
    )


def _nearest(leaves: tuple[Leaf, Leaf], state: FloatArray, starts: FloatArray) -> FixedPoint | None:
    """Of the saddles found from some states on either leaf, the one nearest to `state`."""
    found = []
    for start in starts.T:
        for leaf in leaves:
            try:
                there = newton(leaf, start, _ITERATIONS)
            except NoFixedPointError:
                continue
            found.append((float(np.linalg.norm(there - state)), leaf, there))
    for distance, leaf, there in sorted(found, key=lambda each: each[0]):
        point = at(leaf, there, distance)
        if point.stability is FixedPointType.SADDLE:
            return point
    return None
