"""The theories that a network may be described by, each with an estimate of its error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reduced_odes.hierarchy.learning import WordCurve
from reduced_odes.integration.trajectory import Trajectory
from reduced_odes.lazy.curve import LazyCurve


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
            "error": finite(self.error),
            "error_c": finite(self.error_c),
            "why": self.why,
        }


def finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def count(number: int, noun: str) -> str:
    """A number of things, as in 1 letter, 2 letters."""
    return f"{number} {noun}" + ("" if number == 1 else "s")
