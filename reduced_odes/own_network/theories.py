"""The theories that a network may be described by, and the one that was chosen for it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import UnknownNameError
from reduced_odes._common.outcome import Outcome
from reduced_odes.hierarchy.learning import WordCurve
from reduced_odes.integration.trajectory import Trajectory
from reduced_odes.lazy.curve import LazyCurve
from reduced_odes.linear.stability import Stability

NAME = "own_network"
SERIES = ("times", "loss", "c", "omega")


class Theory(StrEnum):
    """Theories of learning, from the one that needs least to be known of the network; `meaning` says what each is."""

    EXACT_MANIFOLD = "exact_manifold"
    LAZY = "lazy"
    INFINITE_WIDTH = "infinite_width"
    WORDS = "words"

    @property
    def meaning(self) -> str:
        """What the theory is, in one sentence."""
        return _MEANING[self]


_MEANING = {
    Theory.EXACT_MANIFOLD: "A space of few dimensions holds u and v and is invariant under W and its transpose, so "
    "that a reduced system of ordinary differential equations is exact.",
    Theory.LAZY: "W is taken for a random bulk of a wide network whose weights hardly move.",
    Theory.INFINITE_WIDTH: "W is taken for a random bulk of an infinitely wide network.",
    Theory.WORDS: "The network itself is restricted to words of up to d letters in W and its transpose.",
}


@dataclass(frozen=True, eq=False)
class Candidate:
    """One theory, and by how much it errs for a given network.

    Attributes
    ----------
    theory : Theory
    error : float
        Estimate of the largest error of the loss, in units of the target's power; infinite if the theory does not
        apply, or says that the network becomes unstable where it does not.
    error_c : float
        Likewise of c of the slowest outlier, in 1/time constants; NaN for a theory that has no outliers.
    why : str
        In one sentence, how the error was found, or why the theory does not apply.
    curve : WordCurve, LazyCurve or None
        What the theory predicts at the times asked for; None if it does not apply.
    depth : int or None
        Number of letters of the longest words; None for theories without words.
    trajectory : Trajectory or None
        For an exact manifold, the same by a reduced system; its name, start and parameters are in it.
    """

    theory: Theory
    error: float
    error_c: float
    why: str
    curve: WordCurve | LazyCurve | None = None
    depth: int | None = None
    trajectory: Trajectory | None = None

    @property
    def title(self) -> str:
        """The theory in a few words, with the depth if it has one."""
        name = self.theory.value.replace("_", " ")
        if self.trajectory is not None:
            return f"{name} ({self.trajectory.system})"
        return name if self.depth is None else f"{name} of up to {count(self.depth, 'letter')}"

    def as_record(self) -> dict[str, Any]:
        """Ready for JSON; what is not finite is None."""
        return {
            "theory": self.theory.value,
            "depth": self.depth,
            "error": _finite(self.error),
            "error_c": _finite(self.error_c),
            "why": self.why,
        }


@dataclass(frozen=True, eq=False)
class MatchingTheory:
    """The theory that fits a network.

    `found["loss"]` is the series called loss; likewise times, c, omega.

    Attributes
    ----------
    chosen : Candidate
        The first of the candidates that is within the accuracy; if none is, the one with the least error.
    candidates : tuple of Candidate
        All theories that were tried, the simplest first: what the others would have missed.
    reason : str
        Why this theory was chosen, in plain sentences.
    accuracy : float
        What was asked for: error of the loss in units of the target's power.
    size : int
        N.
    stability : Stability
        What is known of the stability of the whole initial network.
    """

    chosen: Candidate
    candidates: tuple[Candidate, ...]
    reason: str
    accuracy: float
    size: int
    stability: Stability

    def __repr__(self) -> str:
        verdict = "within" if self.within else "NOT within"
        return f"MatchingTheory({self.chosen.title}, error {self.error:.2g}, {verdict} {self.accuracy:g})"

    def __getitem__(self, name: str) -> FloatArray:
        if name not in SERIES:
            raise UnknownNameError.among("series", name, SERIES, owner="a matching theory")
        series: FloatArray = getattr(self, name)
        return series

    @property
    def theory(self) -> Theory:
        """Which one was chosen."""
        return self.chosen.theory

    @property
    def error(self) -> float:
        """Estimated error of its loss, in units of the target's power."""
        return self.chosen.error

    @property
    def within(self) -> bool:
        """Whether that is within the accuracy asked for."""
        return self.error <= self.accuracy

    @property
    def curve(self) -> WordCurve | LazyCurve:
        """Everything that the theory predicts."""
        assert self.chosen.curve is not None  # what does not apply is never chosen
        return self.chosen.curve

    @property
    def trajectory(self) -> Trajectory | None:
        """The same by a reduced system, if the theory is an exact manifold."""
        return self.chosen.trajectory

    @property
    def times(self) -> FloatArray:
        """Learning times, shape (T,), as far as the network stays stable."""
        return self.curve.times

    @property
    def loss(self) -> FloatArray:
        """L = ½ ∫ (f − f*)² dt, shape (T,)."""
        return self.curve.loss

    @property
    def c(self) -> FloatArray:
        """Decay rate of the slowest outlier 1 − c ± iω, shape (T,); NaN while there is none, or none in the theory."""
        return self._of_outlier("c")

    @property
    def omega(self) -> FloatArray:
        """Frequency of the slowest outlier, shape (T,); NaN likewise."""
        return self._of_outlier("omega")

    @property
    def outcome(self) -> Outcome:
        """How learning ends, by this theory."""
        return self.curve.outcome

    def as_record(self) -> dict[str, Any]:
        """One object for JSON, with the same keys as a reduced system's trajectory; what is not finite is None."""
        trajectory = self.trajectory
        return {
            "system": NAME,
            "theory": self.theory.value,
            "depth": self.chosen.depth,
            "reduced_system": None if trajectory is None else trajectory.system,
            "parameters": {} if trajectory is None else dict(trajectory.parameters),
            "initial": {} if trajectory is None else dict(trajectory.initial),
            "size": self.size,
            "accuracy": self.accuracy,
            "error": _finite(self.error),
            "within": self.within,
            "reason": self.reason,
            "stability": self.stability.value,
            "candidates": [candidate.as_record() for candidate in self.candidates],
            "times": self.times.tolist(),
            "state": {},
            "observables": {name: [_finite(x) for x in self[name].tolist()] for name in SERIES[1:]},
            "target_power": self.curve.target_power,
            "outcome": self.outcome.value,
        }

    def _of_outlier(self, name: str) -> FloatArray:
        curve = self.curve
        return curve[name] if isinstance(curve, WordCurve) else np.full(curve.times.size, math.nan)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def count(number: int, noun: str) -> str:
    """A number of things, as in 1 letter, 2 letters."""
    return f"{number} {noun}" + ("" if number == 1 else "s")
