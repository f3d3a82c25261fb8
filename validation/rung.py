"""A rung of the ladder: one claim about theory and network, with what was measured and what was to be met."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from validation.checks import FloatArray


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

    @property
    def passed(self) -> bool:
        """Whether the claim holds (a NaN does not)."""
        return bool(abs(self.measured - self.expected) <= self.tolerance)

    def as_record(self) -> dict[str, object]:
        """Plain numbers and words, ready for JSON."""
        return {
            "task": self.task,
            "claim": self.claim,
            "measured": self.measured if np.isfinite(self.measured) else None,
            "expected": self.expected,
            "tolerance": self.tolerance,
            "passed": self.passed,
            "detail": self.detail,
            "points": None if self.x is None or self.y is None else [self.x.tolist(), self.y.tolist()],
        }
