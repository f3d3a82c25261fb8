"""A rung of the ladder: one claim about theory and network, with what was measured and what was to be met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from validation._common.checks import FloatArray


class Subject(Enum):
    """What a rung or a figure is about; the value is its title. Tables and reports keep this order."""

    SPINE = "From W(0) = 0: the reduced ODE, and every source of error alone"
    ANALYSIS = "Fixed points and their stability"
    LEARNING_TIME = "How long learning takes"
    BIRTH = "The birth of the pair"
    STAIRCASE = "Targets of any order: one pole after another"
    FACTORISED = "Weights trained by their factors"
    WEAK_BULK = "A random bulk: the reduced ODE corrected to second order, and words of a bulk of any strength"
    LAZY = "Lazy learning: large initial weights"
    FINITE_WIDTH = "Finite width: how networks deviate from N → ∞"

    @property
    def key(self) -> str:
        """Its name on the command line."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, eq=False)
class Rung:
    """One measured claim.

    Attributes
    ----------
    task : str
    claim : str
        What is measured.
    measured, expected, tolerance : float
        The claim holds if |measured − expected| ≤ tolerance; `expected` is 0 for errors.
    detail : str
        Sizes, seeds and how it was measured.
    x, y : ndarrays or None
        The points of a power law whose slope was fitted, for the figure.
    x_name : str
    subject : Subject
        Under which it is reported; the study that measures it is entered under the same.
    """

    task: str
    claim: str
    measured: float
    expected: float
    tolerance: float
    detail: str
    x: FloatArray | None = None
    y: FloatArray | None = None
    x_name: str = ""
    subject: Subject = Subject.SPINE

    @property
    def passed(self) -> bool:
        """Whether the claim holds (a NaN does not)."""
        return bool(abs(self.measured - self.expected) <= self.tolerance)

    def as_record(self) -> dict[str, object]:
        """Plain numbers and words, ready for JSON."""
        return {
            "subject": self.subject.key,
            "task": self.task,
            "claim": self.claim,
            "measured": self.measured if np.isfinite(self.measured) else None,
            "expected": self.expected,
            "tolerance": self.tolerance,
            "passed": self.passed,
            "detail": self.detail,
            "points": None if self.x is None or self.y is None else [self.x.tolist(), self.y.tolist()],
        }


def by_subject(rungs: Sequence[Rung]) -> dict[Subject, list[Rung]]:
    """Rungs by what they are about, in the order of the subjects; none of those that nothing is said about."""
    groups = {subject: [rung for rung in rungs if rung.subject is subject] for subject in Subject}
    return {subject: group for subject, group in groups.items() if group}
