"""Fits of powers: exact laws are found, and errors are those of repeated experiments."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from validation._common.errors import ValidationError
from validation.experiments.power_laws import Estimate, convergence_order, leading_order, power_law, straight_line


@pytest.mark.parametrize("order", [-0.5, 1.0, 2.0])
def test_convergence_order_of_a_power_law(order: float) -> None:
    steps = np.array([0.1, 0.05, 0.02, 0.01])
    exact = convergence_order(steps, 3.0 * steps**order)
    assert exact.slope == pytest.approx(order, abs=1e-12)
    assert exact.standard_error < 1e-10
    rng = np.random.default_rng(0)
    fits = [convergence_order(steps, steps**order * np.exp(0.1 * rng.standard_normal(4))) for _ in range(400)]
    spread = np.std([fit.slope for fit in fits])
    expected = 0.1 / math.sqrt(np.sum((np.log(steps) - np.log(steps).mean()) ** 2))
    assert spread == pytest.approx(expected, rel=0.15)
    assert np.sqrt(np.mean([fit.standard_error**2 for fit in fits])) == pytest.approx(expected, rel=0.15)


@pytest.mark.parametrize(
    ("steps", "errors", "says"),
    [
        ([1, 2], [1, 2], "2 and 2 entries"),
        ([1, 2, 3], [1, 2], "3 and 2 entries"),
        ([1, 2, 3], [1, 0, 2], "errors must be positive"),
        ([1, -2, 3], [1, 1, 2], "steps must be positive"),
        ([2, 2, 2], [1, 1, 2], "steps are all 2"),
    ],
)
def test_convergence_order_refuses(steps: list[float], errors: list[float], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        convergence_order(steps, errors)


def test_leading_order_sees_through_the_next():
    sigmas = np.array([0.13, 0.16, 0.2, 0.26])
    fit = leading_order(sigmas, 3e-4 * sigmas**6 * np.exp(-5 * sigmas**2))
    assert fit.slope == pytest.approx(6.0, abs=1e-9) and fit.standard_error < 1e-9
    off = leading_order(sigmas, 3e-4 * sigmas**6 * np.exp(0.1 * np.array([1, -1, -1, 1])))
    assert off.standard_error > 0.1


@settings(max_examples=30, deadline=None)
@given(st.floats(-2.0, -0.2), st.sampled_from([-3.0, 0.1, 1.0]), st.integers(0, 1000))
def test_a_power_of_the_width_is_found_within_its_interval(p: float, amplitude: float, seed: int) -> None:
    N = np.array([50.0, 100.0, 200.0, 400.0, 800.0])
    exact = amplitude * N**p
    noise = 0.02 * np.abs(exact) * np.random.default_rng(seed).standard_normal(N.size)
    found = power_law(N, [Estimate(x, 0.02 * abs(y)) for x, y in zip(exact + noise, exact, strict=True)])
    assert abs(found.exponent - p) < 4.5 * found.error and 0.008 < found.error < 0.03
    low, high = found.interval
    assert low < found.exponent < high
    np.testing.assert_allclose(found.at(N), exact, rtol=0.2)


def test_a_power_law_needs_widths_and_errors() -> None:
    with pytest.raises(ValidationError, match="at least three"):
        power_law([50, 100], [Estimate(1.0, 0.1)] * 2)
    with pytest.raises(ValidationError, match="without an error"):
        power_law([50, 100, 200], [Estimate(1.0, float("nan"))] * 3)


@given(st.lists(st.floats(-3.0, 3.0), min_size=4, max_size=8), st.floats(-2.0, 2.0))
def test_a_straight_line_is_that_of_the_normal_equations(y: list[float], slope: float) -> None:
    """Slope and its error by sums, and the same of a line that a slope is added to."""
    x, values = np.linspace(0.0, 2.0, len(y)), np.array(y)
    centred = x - x.mean()
    expected = centred @ values / (centred @ centred)
    rest = values - values.mean() - expected * centred
    error = np.sqrt(rest @ rest / (len(y) - 2) / (centred @ centred))
    found = straight_line(x, values + slope * x)
    assert found.slope == pytest.approx(expected + slope, abs=1e-9)
    assert found.standard_error == pytest.approx(error, abs=1e-7)
    assert math.isnan(straight_line(x[:2], values[:2]).standard_error)
