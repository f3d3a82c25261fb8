"""Crossings between records, against curves whose crossings are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.experiments.crossings import crossing

TIMES = np.linspace(0.0, 4.0, 17)


@given(st.floats(0.05, 3.9))
def test_lines_are_exact_for_lines_and_for_exponentials(at: float) -> None:
    assert crossing(TIMES, at - TIMES, 0.0) == pytest.approx(at, rel=1e-12)
    assert crossing(TIMES, TIMES - at, 0.0, rising=True) == pytest.approx(at, rel=1e-12)
    assert crossing(TIMES, np.exp(-3.0 * TIMES), np.exp(-3.0 * at), logarithmic=True) == pytest.approx(at, rel=1e-12)


@given(st.floats(0.3, 3.7))
def test_a_smooth_curve_is_of_fourth_order(at: float) -> None:
    """sin is met to (h⁴/4!) or so: the interval h = 1/4 halved leaves a sixteenth, or rounding."""
    errors = []
    for count in (17, 33):
        s = np.linspace(0.0, 4.0, count)
        errors.append(abs(crossing(s, np.sin(0.35 * (at - s)), 0.0, smooth=True) - at))
    assert errors[0] < 1e-5 and errors[1] < 1e-6


def test_the_first_and_the_last_of_several() -> None:
    waves = np.cos(np.pi * TIMES)
    assert crossing(TIMES, waves, 0.0) == pytest.approx(0.5, abs=0.02)
    assert crossing(TIMES, waves, 0.0, rising=True, last=True) == pytest.approx(3.5, abs=0.02)


def test_what_the_records_do_not_show_is_not_a_number() -> None:
    falling = 3.0 - TIMES
    assert np.isnan(crossing(TIMES, falling, -5.0))  # not reached
    assert np.isnan(crossing(TIMES, falling, 9.0))  # below from the beginning
    assert np.isnan(crossing(TIMES, np.cos(np.pi * TIMES), 0.0, last=True))  # does not stay below
    assert np.isnan(crossing(TIMES, np.zeros(17), 1.0, rising=True, last=True))
