"""Fractions for hypothesis to choose from, listed: `st.fractions` draws the same ones ten times as slowly."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from hypothesis import strategies as st


def fractions_between(low: int | str, high: int | str, denominator: int) -> st.SearchStrategy[Fraction]:
    """One of all fractions from `low` to `high` with denominators up to `denominator`, the simplest first."""
    least, most = Fraction(low), Fraction(high)
    found = {Fraction(k, d) for d in range(1, denominator + 1) for k in range(ceil(least * d), floor(most * d) + 1)}
    return st.sampled_from(sorted(found, key=lambda f: (f.denominator, abs(f), f)))
