"""What is watched along a trajectory: learnt, unstable, and the birth of the conjugate pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reduced_odes._common.checks import FloatArray
from reduced_odes.systems.system import ReducedSystem

OMEGA_SQUARED = "omega_squared"


class Event(StrEnum):
    """Names of the events."""

    LEARNT = "learnt"
    UNSTABLE = "unstable"
    PAIR_BORN = "pair_born"
    PAIR_LOST = "pair_lost"


@dataclass(frozen=True)
class Watched:
    """The watched quantities at one learning time."""

    excess_loss: float
    margin: float
    omega_squared: float


class Watch:
    """Evaluates what is watched, once per learning time.

    The solver's own search for events compares the signs at accepted states but looks for the zero on the
    interpolant, which differs from them by rounding. Where a quantity starts at exactly zero (ω² at W(0) = 0)
    the two contradict each other and the search breaks down. Therefore the first value at each time, the one
    at the accepted state, holds.
    """

    def __init__(self, system: ReducedSystem, parameters: tuple[float, ...], threshold: float) -> None:
        self._formulas = system.formulas
        self._parameters = parameters
        self._threshold = threshold
        self._loss = system.observables.index("loss")
        self._omega = system.observables.index(OMEGA_SQUARED) if OMEGA_SQUARED in system.observables else None
        self._seen: dict[float, Watched] = {}
        self.accepted: list[tuple[float, Watched]] = []

    @property
    def has_pair(self) -> bool:
        """Whether the system has poles that can become a conjugate pair."""
        return self._omega is not None

    def __call__(self, s: float, state: FloatArray) -> Watched:
        found = self._seen.get(s)
        if found is None:
            found = self._seen[s] = self._evaluate(state.tolist())
            # The search for zeros stays behind the state accepted last: a later time is a new state.
            if not self.accepted or s > self.accepted[-1][0]:
                self.accepted.append((s, found))
        return found

    def _evaluate(self, state: Sequence[float]) -> Watched:
        observables = self._formulas.observables(state, self._parameters)
        return Watched(
            excess_loss=observables[self._loss] - self._threshold,
            margin=min(self._formulas.stability(state, self._parameters)),
            omega_squared=0.0 if self._omega is None else observables[self._omega],
        )


class Crossing:
    """One watched quantity as `scipy.integrate.solve_ivp` wants an event: a function with two attributes."""

    def __init__(self, watch: Watch, quantity: str, *, direction: float, terminal: bool = False) -> None:
        self._watch = watch
        self._quantity = quantity
        self.direction = direction
        self.terminal = terminal

    def __call__(self, s: float, state: FloatArray) -> float:
        return float(getattr(self._watch(s, state), self._quantity))


def crossings(watch: Watch) -> list[Crossing]:
    """The events of `watch` in the order in which `event_times` reads their zeros."""
    # Without a pair ω² is constantly 0, in which the solver would find a zero at every step.
    pair = [Crossing(watch, OMEGA_SQUARED, direction=0)] if watch.has_pair else []
    return [
        Crossing(watch, "excess_loss", direction=-1),
        Crossing(watch, "margin", direction=-1, terminal=True),
        *pair,
    ]


def event_times(
    system: ReducedSystem, watch: Watch, zeros: Sequence[FloatArray], noise: float
) -> dict[str, tuple[float, ...]]:
    """Times of the events by name, from the zeros that the solver found; `noise` is the error of ω²."""
    learnt, unstable, *pair = (tuple(found.tolist()) for found in zeros)
    if watch.accepted[0][1].excess_loss < 0:
        learnt = (watch.accepted[0][0],)
    times: dict[str, tuple[float, ...]] = {Event.LEARNT.value: learnt[:1], Event.UNSTABLE.value: unstable[:1]}
    if OMEGA_SQUARED in system.observables:
        values = [(s, watched.omega_squared) for s, watched in watch.accepted]
        times[Event.PAIR_BORN.value], times[Event.PAIR_LOST.value] = changes_of_sign(values, pair[0], noise)
    return times


def changes_of_sign(
    values: Sequence[tuple[float, float]], zeros: Sequence[float], noise: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Of all `zeros` of a sampled function, those at which its sign changes for good: upwards, downwards.

    A change counts once the function has left the band [-noise, noise] on the other side; its time is that
    of the last zero before. A function that begins within the band has no sign yet: rising, it changes
    upwards at its last zero, if it had one; falling, it changes nothing (W(0) = 0 has no pair to lose).
    """
    up: list[float] = []
    down: list[float] = []
    since, sign = values[0][0], 0
    for s, value in values:
        if abs(value) <= noise:
            continue
        between = [zero for zero in zeros if since <= zero <= s]
        if value > 0 >= sign and between:
            up.append(between[-1])
        elif value < 0 < sign and between:
            down.append(between[-1])
        since, sign = s, 1 if value > 0 else -1
    return tuple(up), tuple(down)
