"""Learning times: the same threshold as everywhere, and what the module says of how they depend on c*."""

import pytest

from reduced_odes import integrate, real_outlier
from reduced_odes._common.checks import LEARNT
from reduced_odes.learning_time.times import aligned, learning_time, learning_times


def test_a_target_is_learnt_when_integrate_says_so():
    found = learning_time(real_outlier, aligned(0.1), {"c_star": 0.2})
    path = integrate(real_outlier, aligned(0.1), {"c_star": 0.2}, [2 * found.time])
    assert found.learnt == path.solver.learnt == LEARNT
    assert found.time == pytest.approx(path.events["learnt"][0], rel=1e-6)


@pytest.mark.parametrize(
    "learnt, expected",
    [(0.01, [4.50, 4.56, 4.75, 5.08, 5.80, 7.90, 12.07]), (LEARNT, [4.59, 4.73, 5.15, 5.71, 7.08, 13.31, 51.29])],
)
def test_times_to_learn_to_integrate_depend_on_the_target(learnt, expected):
    decays = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0]
    found = learning_times(real_outlier, aligned, [{"c_star": c} for c in decays], [0.01], learnt=learnt, rtol=1e-6)
    assert found.times[:, 0].tolist() == pytest.approx(expected, abs=0.006)
