"""The theory that was chosen for a network."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import UnknownNameError
from reduced_odes._common.outcome import Outcome
from reduced_odes._common.results import Result
from reduced_odes.hierarchy.learning import WordCurve
from reduced_odes.integration.trajectory import Trajectory
from reduced_odes.lazy.curve import LazyCurve
from reduced_odes.linear.stability import Stability
from reduced_odes.own_network.candidates import Candidate, Theory, finite
from reduced_odes.own_network.figure import draw

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAME = "own_network"
SERIES = ("times", "loss", "c", "omega")


@dataclass(frozen=True, eq=False, repr=False)
class MatchingTheory(Result):
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

    kind: ClassVar[str] = "saved theory of a network"

    @property
    def headline(self) -> str:
        """The theory, its error, and whether that is within what was asked for."""
        verdict = "within" if self.within else "NOT within"
        return f"{self.chosen.title}, error {self.error:.2g}, {verdict} {self.accuracy:g}"

    def columns(self) -> Mapping[str, FloatArray]:
        """Times, loss, c and ω."""
        return {name: self[name] for name in SERIES}

    def plot(self) -> Figure:
        """The loss by all theories that apply, with the error of the chosen one, and the slowest outlier.

        Raises
        ------
        InputError
            There are fewer than two times.
        """
        return draw(self.chosen, self.candidates, self.columns(), self.accuracy, self.size)

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
            "error": finite(self.error),
            "within": self.within,
            "reason": self.reason,
            "stability": self.stability.value,
            "candidates": [candidate.as_record() for candidate in self.candidates],
            "times": self.times.tolist(),
            "state": {},
            "observables": {name: [finite(x) for x in self[name].tolist()] for name in SERIES[1:]},
            "target_power": self.curve.target_power,
            "outcome": self.outcome.value,
        }

    def _of_outlier(self, name: str) -> FloatArray:
        curve = self.curve
        return curve[name] if isinstance(curve, WordCurve) else np.full(curve.times.size, math.nan)
