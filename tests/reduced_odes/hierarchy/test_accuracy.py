"""The solver's accuracy on either side of where it changes from RK45 to DOP853, between its steps as well."""

import numpy as np
import pytest

from reduced_odes.hierarchy.depth import TargetFilter, learn, word_space
from validation import random_weights

TIMES = np.linspace(0.0, 3.0, 31)  # more of them than the solver takes steps
TARGET = TargetFilter.integrator(0.4)
NETWORK = random_weights(40, 0.3, 0.6, 1)
SPACE = word_space(NETWORK.W, NETWORK.u, NETWORK.v, 2)


@pytest.fixture(scope="module")
def exact():
    return learn(SPACE, TARGET, TIMES, rtol=1e-10)


@pytest.mark.parametrize("rtol", [1e-3, 1e-5, 5.1e-8, 4.9e-8, 1e-9])
def test_error_is_of_the_order_of_the_tolerance(exact, rtol):
    curve = learn(SPACE, TARGET, TIMES, rtol=rtol)
    assert np.abs(curve.loss - exact.loss).max() < 20 * rtol * curve.target_power
    both = ~np.isnan(exact.c) & ~np.isnan(curve.c)
    assert both.sum() >= (~np.isnan(exact.c)).sum() - 1
    assert np.abs(curve.c - exact.c)[both].max() < 40 * rtol
    assert curve.outlier_born == pytest.approx(exact.outlier_born, abs=20 * rtol)


def test_few_digits_cost_few_gradients(exact):
    coarse, fine = (learn(SPACE, TARGET, TIMES, rtol=rtol) for rtol in (1e-6, 1e-8))
    assert coarse.evaluations < 0.9 * fine.evaluations
