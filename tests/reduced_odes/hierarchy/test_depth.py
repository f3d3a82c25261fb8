"""A depth chosen for the accuracy of loss and outlier, with the full network's own training as the judge."""

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.linalg import aslinearoperator

from reduced_odes import InputError
from reduced_odes.hierarchy.depth import Bulk, TargetFilter, choose_depth, deviations, learn, missed_descent, word_space
from validation import Weights, integrator, random_weights
from validation.training.flow import gradient_flow

TIMES = np.linspace(0.0, 3.0, 13)
TARGET = TargetFilter.integrator(0.4)


def sparse_weights(N, each, sigma, kappa, seed):
    rng = np.random.default_rng(seed)
    entries = sigma / np.sqrt(each) * rng.standard_normal(N * each)
    where = np.repeat(np.arange(N), each), rng.integers(0, N, N * each)
    u, v = (kappa * x / np.linalg.norm(x) for x in rng.standard_normal((2, N)))
    return sparse.csr_array((entries, where), shape=(N, N)), u, v


def trained(W, u, v, sigma):
    return gradient_flow(Weights(W, u, v), integrator(0.4), TIMES, sigma=sigma, rtol=1e-8, outlier_count=1)


def errors(curve, run):
    """Of the loss in units of the target's power, and of c where both have an outlier that is clear of the bulk."""
    decay = run.outliers.decay
    clear = 1.0 - decay > 1.2 * run.sigma
    return np.abs(curve.loss - run["loss"]).max() / curve.target_power, np.abs(curve.c - decay)[clear].max()


@pytest.fixture(scope="module", params=["dense", "sparse"])
def judged(request):
    if request.param == "dense":
        given = random_weights(60, 0.3, 0.5, 4)
        return word_space(given.W, given.u, given.v, 4), trained(given.W, given.u, given.v, 0.3)
    W, u, v = sparse_weights(80, 6, 0.3, 0.5, 2)
    return word_space(aslinearoperator(W), u, v, 4), trained(W.toarray(), u, v, 0.3)


@pytest.mark.parametrize("accuracy, outlier", [(0.3, 0.03), (0.01, np.inf), (0.01, 0.01), (1e-3, 5e-3)])
def test_the_depth_that_is_chosen_is_as_accurate_as_asked_for(judged, accuracy, outlier):
    space, run = judged
    curve = choose_depth(space, TARGET, TIMES, accuracy, outlier=outlier, rtol=1e-6)
    loss, c = errors(curve, run)
    assert loss <= accuracy and c <= outlier
    assert list(curve.times) == list(TIMES)
    if curve.depth:  # not deeper by more than a depth than it must be
        lower = learn(space, TARGET, TIMES, depth=max(curve.depth - 2, 0), rtol=1e-6)
        loss, c = errors(lower, run)
        assert loss > 0.1 * accuracy or c > 0.1 * outlier


def test_the_outlier_asks_for_more_than_the_loss(judged):
    space, _ = judged
    for_loss = choose_depth(space, TARGET, TIMES, 0.3, rtol=1e-6)
    for_both = choose_depth(space, TARGET, TIMES, 0.3, outlier=1e-2, rtol=1e-6)
    assert for_both.depth > for_loss.depth


def test_one_time_alone_does_not_hide_where_two_depths_cross(judged):
    """What is asked for is the accuracy of all of learning, not of the one time, when nothing is left to learn."""
    space, run = judged
    curve = choose_depth(space, TARGET, TIMES[-1:], 0.01, rtol=1e-6)
    assert curve.depth == choose_depth(space, TARGET, TIMES, 0.01, rtol=1e-6).depth
    assert list(curve.times) == [TIMES[-1]]
    assert curve.loss[0] == pytest.approx(run["loss"][-1], abs=0.01 * curve.target_power)


def test_an_outlier_at_one_depth_only_counts_by_its_distance_from_the_bulk(judged):
    space, _ = judged
    times = np.linspace(0.0, 2.0, 41)
    lower, upper = (learn(space, TARGET, times, depth=d, rtol=1e-6) for d in (0, 2))
    alone = np.isnan(lower.c) != np.isnan(upper.c)
    assert alone.any()
    both = ~np.isnan(lower.c) & ~np.isnan(upper.c)
    early = times < times[both].min() if both.any() else times > -1
    k = np.flatnonzero(early)
    found = deviations(lower.at(k), upper.at(k), Bulk(0.3))[1]
    seen = np.fmax(1 - lower.c, 1 - upper.c)[k]
    assert found == pytest.approx(np.nanmax(seen) - 0.3, abs=1e-12) and found > 0.1
    stopped = lower.at(k[:-1])
    assert deviations(stopped, upper.at(k), Bulk(0.3)) == (np.inf, np.inf)


def test_distance_from_the_bulk_is_that_of_zeta():
    bulk = Bulk(0.4, 0.3)
    for zeta in (0.4 * np.exp(0.7j), 0.6 * np.exp(2j), 1.1):
        z = zeta + bulk.sigma**2 * bulk.tau / zeta
        assert bulk.distance(z) == pytest.approx(abs(zeta) - 0.4, abs=1e-12)
    assert bulk.distance(0.1) == pytest.approx(np.sqrt(0.4**2 * 0.3) - 0.4)  # between the foci
    assert bulk.contains(0.51) and not bulk.contains(0.53)


def test_missed_descent_and_the_next_depth_see_the_same_error(judged):
    """Two estimates that share nothing: one follows the next depth, the other never does."""
    space, run = judged
    for depth in (0, 1):
        here, deeper = (learn(space, TARGET, TIMES, depth=d, rtol=1e-7) for d in (depth, depth + 1))
        error = errors(here, run)[0]
        assert 0.5 < error / deviations(here, deeper, space.bulk)[0] < 2
        assert 0.1 < error / (missed_descent(space, TARGET, here).max() / here.target_power) < 6


def test_refusals(judged):
    space, _ = judged
    with pytest.raises(InputError, match=r"accuracy 1e-09 \(outlier 0\.1\) is not met by depth 1, whose loss errs"):
        choose_depth(space.at(2), TARGET, TIMES, 1e-9, outlier=0.1, rtol=1e-6)
    with pytest.raises(InputError, match="outlier must be greater than 0"):
        choose_depth(space, TARGET, TIMES, 0.1, outlier=0.0)
    with pytest.raises(InputError, match="no other to compare with"):
        choose_depth(space.at(0), TARGET, TIMES, 0.1)
