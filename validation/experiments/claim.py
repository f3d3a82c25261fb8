"""A claim about theory and network: what was measured, what is expected, and how far off it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from validation._common.checks import FloatArray


class Subject(Enum):
    """What a claim or a figure is about; the value is its title. Tables and reports keep this order."""

    EXACTNESS = "From W(0) = 0: the reduced ODE, and every source of error alone"
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
class Claim:
    """One measured claim.

    Attributes
    ----------
    task : str
    name : str
        What is measured.
    measured, expected, tolerance : float
        The claim holds if |measured − expected| ≤ tolerance; `expected` is 0 for errors.
    detail : str
        Sizes, seeds and how it was measured.
    x, y : ndarrays or None
        The points of a power law whose slope was fitted, for the figure.
    x_name : str
    subject : Subject
        Under which it is reported; the registry sets that of the study.
    """

    task: str
    name: str
    measured: float
    expected: float = field(kw_only=True)
    tolerance: float = field(kw_only=True)
    detail: str = field(kw_only=True)
    x: FloatArray | None = field(default=None, kw_only=True)
    y: FloatArray | None = field(default=None, kw_only=True)
    x_name: str = field(default="", kw_only=True)
    subject: Subject = field(default=Subject.EXACTNESS, kw_only=True)

    @property
    def passed(self) -> bool:
        """Whether the claim holds (a NaN does not)."""
        return bool(abs(self.measured - self.expected) <= self.tolerance)

    def as_record(self) -> dict[str, object]:
        """Plain numbers and words, ready for JSON."""
        return {
            "subject": self.subject.key,
            "task": self.task,
            "claim": self.name,
            "measured": self.measured if np.isfinite(self.measured) else None,
            "expected": self.expected,
            "tolerance": self.tolerance,
            "passed": self.passed,
            "detail": self.detail,
            "points": None if self.x is None or self.y is None else [self.x.tolist(), self.y.tolist()],
        }


def by_subject(claims: Sequence[Claim]) -> dict[Subject, list[Claim]]:
    """Claims by what they are about, in the order of the subjects; subjects without a claim are left out."""
    groups = {subject: [claim for claim in claims if claim.subject is subject] for subject in Subject}
    return {subject: group for subject, group in groups.items() if group}
