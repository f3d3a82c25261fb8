"""When a quantity crosses a level: against times known in closed form."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reduced_odes._common.crossings import crossing, sampled_crossings

levels = st.floats(-0.9, 0.9)


@given(level=levels, falling=st.booleans())
def test_a_quantity_known_at_any_time(level, falling):
    """sin on its way up or down, on the side where it arrives, each time evaluated once."""
    seen = []

    def sine(s):
        seen.append(s)
        return math.sin(s)

    begin, end = (math.pi / 2, 1.5 * math.pi) if falling else (-math.pi / 2, math.pi / 2)
    found = crossing(sine, begin, end, level, tolerance=1e-10, known={begin: math.sin(begin)})
    exact = math.pi - math.asin(level) if falling else math.asin(level)
    assert abs(found - exact) < 3e-10 and (math.sin(found) == level or (math.sin(found) > level) != falling)
    assert len(seen) == len(set(seen)) and begin not in seen


@given(level=levels, phase=st.floats(0, 2 * math.pi), rising=st.booleans())
def test_samples(level, phase, rising):
    """Straight lines err by ≤ h²/8 over the slope, splines through six neighbours by far less; none is missed."""
    s = np.linspace(0.0, 20.0, 401)
    first = math.asin(level) - phase if rising else math.pi - math.asin(level) - phase
    exact = np.array([t for t in first + 2 * math.pi * np.arange(-2, 6) if 0.5 < t < 19.5])
    slope = math.sqrt(1 - level**2)
    for neighbours, tolerance in ((0, 0.05**2 / 8 / slope), (6, 1e-6)):
        found = sampled_crossings(s, np.sin(s + phase), level, rising=rising, neighbours=neighbours)
        inner = found[(found > 0.5) & (found < 19.5)]
        near = [np.abs(found - t).min() for t in exact]
        assert abs(len(inner) - len(exact)) <= 1 and max(near, default=0.0) < 1.5 * tolerance


def test_what_is_missing_crosses_nothing():
    assert sampled_crossings(np.arange(4.0), np.array([-1.0, np.nan, 1.0, -1.0]), rising=True).size == 0
    assert sampled_crossings(np.arange(3.0), np.array([0.0, 1.0, 2.0]), rising=True).tolist() == [0.0]
