"""The depth of words: chosen for an accuracy, judged by the full network's training, and by its loss at s = 0."""

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.linalg import aslinearoperator

from reduced_odes import InputError, UnstableNetworkError
from reduced_odes.hierarchy.depth import Bulk, TargetFilter, choose_depth, deviations, learn, missed_descent, word_space
from reduced_odes.hierarchy.full_start import full_start
from reduced_odes.hierarchy.low_rank_flow import LearningRates
from reduced_odes.linear.network import Network
from validation import Weights, integrator, random_weights
from validation.gradient.exact import evaluate, target_power
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
    """Of the loss in units of the target's power, and of c where an outlier is clear of the finite network's bulk."""
    decay = run.outliers.decay
    clear = 1.0 - decay > (1.0 + 2.0 / np.sqrt(run.final.N)) * run.sigma
    return np.abs(curve.loss - run["loss"]).max() / curve.target_power, np.abs(curve.c - decay)[clear].max()


@pytest.fixture(scope="module")
def judged():
    drawn = random_weights(60, 0.3, 0.5, 4)
    return word_space(drawn.W, drawn.u, drawn.v, 4), trained(drawn.W, drawn.u, drawn.v, 0.3)


@pytest.fixture(scope="module")
def chosen(judged):
    """Each choice is made once."""

    @cache
    def choose(accuracy, outlier=np.inf):
        return choose_depth(judged[0], TARGET, TIMES, accuracy, outlier=outlier, rtol=1e-6)

    return choose


@pytest.mark.parametrize("accuracy, outlier", [(0.3, 0.03), (0.01, np.inf), (0.01, 0.01), (1e-3, 5e-3)])
def test_the_depth_that_is_chosen_is_as_accurate_as_asked_for(judged, chosen, accuracy, outlier):
    space, run = judged
    curve = chosen(accuracy, outlier)
    loss, c = errors(curve, run)
    assert loss <= accuracy and c <= outlier
    assert list(curve.times) == list(TIMES)
    if curve.depth:  # not deeper by more than a depth than it must be
        lower = learn(space, TARGET, TIMES, depth=max(curve.depth - 2, 0), rtol=1e-6)
        loss, c = errors(lower, run)
        assert loss > 0.1 * accuracy or c > 0.1 * outlier


def test_the_depth_of_a_sparse_network_known_by_its_action_only():
    W, u, v = sparse_weights(60, 6, 0.3, 0.5, 2)
    curve = choose_depth(word_space(aslinearoperator(W), u, v, 3), TARGET, TIMES, 0.01, outlier=0.06, rtol=1e-6)
    loss, c = errors(curve, trained(W.toarray(), u, v, 0.3))
    assert loss <= 0.01 and c <= 0.06


def test_all_words_of_a_small_network_are_enough_for_any_accuracy():
    drawn = random_weights(10, 0.3, 0.4, 2)
    assert choose_depth(word_space(drawn.W, drawn.u, drawn.v, 4), TARGET, TIMES, 1e-9).dimension == 10


def test_the_outlier_asks_for_more_than_the_loss(chosen):
    assert chosen(0.3, 1e-2).depth > chosen(0.3).depth


def test_one_time_alone_does_not_hide_where_two_depths_cross(judged, chosen):
    """What is asked for is the accuracy of all of learning, not of the one time, when nothing is left to learn."""
    space, run = judged
    curve = choose_depth(space, TARGET, TIMES[-1:], 0.01, rtol=1e-6)
    assert curve.depth == chosen(0.01).depth
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
    with pytest.raises(InputError) as refused:
        choose_depth(space.at(2), TARGET, TIMES, 1e-9, outlier=0.1, rtol=1e-6)
    assert (refused.value.name, refused.value.value) == ("accuracy", 1e-9)
    for name in ("accuracy", "outlier"):
        with pytest.raises(InputError) as refused:
            choose_depth(space, TARGET, TIMES, **{"accuracy": 0.1, name: 0.0})
        assert refused.value.name == name
    with pytest.raises(InputError):  # nothing to compare with
        choose_depth(space.at(0), TARGET, TIMES, 0.1)


# ------------------------------------------------------------------------------------ the whole network at s = 0

C = 0.3
SLOW, POWER = TargetFilter.integrator(C), 1 / (4 * C)
AT_ONCE = [0.0, 1e-15]
KINDS = {"dense": np.asarray, "sparse": sparse.csr_array, "operator": aslinearoperator}


def chain_loss(links, size):
    """From u along a chain to v: f = a tⁿ e^{−t}/n! with n links of the product a, against e^{−ct}."""
    n, a = len(links), size * math.prod(links)
    return 0.5 * a**2 * math.comb(2 * n, n) / 2 ** (2 * n + 1) - a / (1 + C) ** (n + 1) + POWER


def chain(links, seed=None):
    n = len(links) + 1
    W, (u, v) = np.diag(np.asarray(links, dtype=float), -1), np.eye(n)[[0, -1]]
    if seed is None:
        return W, u, v
    Q = np.linalg.qr(np.random.default_rng(seed).standard_normal((n, n)))[0]
    return Q @ W @ Q.T, Q @ u, Q @ v


def test_a_chain_that_is_longer_than_two_depths_is_not_overlooked():
    links = [0.03, *[10.0] * 5, 0.03]
    exact = chain_loss(links, 1.0)
    assert exact > 10 * POWER
    space = word_space(*chain(links), 4)
    curve = choose_depth(space, SLOW, AT_ONCE, 1e-3)
    assert curve.loss[0] == pytest.approx(exact, rel=1e-9)
    assert curve.start_error < 1e-9
    with pytest.raises(InputError, match="whose loss errs by some"):
        choose_depth(space.at(2), SLOW, AT_ONCE, 1e-3)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.floats(-1.0, 1.0), min_size=2, max_size=24),
    st.floats(-3, 0), st.floats(-3, 0), st.integers(0, 10**6), st.booleans(), st.sampled_from(sorted(KINDS)),
)  # fmt: skip
def test_the_loss_at_the_start_is_as_accurate_as_asked_or_said_to_be_unchecked(middle, first, last, seed, turned, kind):
    links = [10.0**x for x in (first, *middle, last)]
    W, u, v = chain(links, seed if turned else None)
    exact, accuracy = chain_loss(links, 1.0), 1e-2
    try:
        curve = choose_depth(word_space(KINDS[kind](W), u, v, 5), SLOW, AT_ONCE, accuracy)
    except InputError:  # too few words, or restrictions that are unstable
        return
    assert abs(curve.loss[0] - exact) <= accuracy * POWER or np.isnan(curve.start_error)
    if exact < 1e4 and not turned:  # nothing is in doubt
        assert curve.start_error <= accuracy


def test_the_gradient_counts_where_the_loss_shows_nothing():
    """Beyond a weak link a chain amplifies, to no end: f = 0, but the first link to v will teach the network fast."""
    n = 9
    W, (u, v) = np.diag([0.03, 4.0, 4.0, 4.0, 4.0, 4.0, 4.0, 0.0], -1), np.eye(n)[[0, -1]]
    space, times = word_space(W, u, v, 7), np.array([0.0, 2e-4, 1e-3])
    run = gradient_flow(Weights(W, u, v), integrator(C), times, rtol=1e-8, accuracy=1e-4)
    assert run["loss"][-1] < 0.9 * run["loss"][0]
    curve = choose_depth(space, SLOW, times, 0.01, rtol=1e-6)
    assert np.abs(curve.loss - run["loss"]).max() <= 0.01 * curve.target_power
    assert curve.depth > 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("strength", [0.2, 0.8])
def test_large_networks_at_the_start(kind, strength):
    """Beyond 100 neurons, with a numerical range below 1 and above."""
    network = random_weights(150, strength, 0.7, 3)
    found = full_start(Network.of(KINDS[kind](network.W), network.u, network.v), SLOW)
    exact = evaluate(network, integrator(C))
    (answer,) = found.answers
    assert found.doubt < 1e-8
    assert answer.misfit + target_power(integrator(C)) == pytest.approx(exact.loss, abs=1e-9)
    assert answer.left.T @ answer.middle @ answer.right == pytest.approx(exact.gradient.W, abs=1e-8)
    assert answer.u == pytest.approx(exact.gradient.u, abs=1e-8)


def test_a_remote_part_of_a_large_network_is_seen():
    """150 neurons, 300 links: u and v are joined by a chain that begins and ends too weakly for residuals to show."""
    rng = np.random.default_rng(1)
    W = 0.1 * rng.standard_normal((150, 150)) / np.sqrt(150)
    links = [1e-6, *[0.9] * 20, *[5.0] * 9, 1e-6]
    W[: len(links) + 1] = W[:, : len(links) + 1] = 0.0
    W[np.arange(1, len(links) + 1), np.arange(len(links))] = links
    u, v = np.eye(150)[0], 5.0 * np.eye(150)[len(links)]
    u[-1], v[-1] = 1e-3, 1e-3
    found = full_start(Network.of(W, u, v), SLOW)
    exact = evaluate(Weights(W, u, v), integrator(C))
    error = abs(found.answers[0].misfit + POWER - exact.loss)
    assert error <= found.doubt + 1e-9


def test_words_that_the_tolerance_cuts_off_are_missed_loudly():
    W, u, v = chain([0.03, 10.0, 10.0, 10.0, 10.0, 0.03])
    space = word_space(W, u, v, 4, tolerance=0.1)
    assert space.complete and space.dimension == 2
    with pytest.raises(InputError, match="smaller tolerance"):
        choose_depth(space, SLOW, AT_ONCE, 1e-3)


def test_rounding_leaves_the_start_unchecked():
    W, u, v = chain([3.0] * 29, seed=1)
    space = word_space(W, 1e-6 * u, 1e-6 * v, 0)
    full = full_start(space.network, SLOW)
    assert full is None or full.doubt + np.ptp([answer.misfit for answer in full.answers]) > 1e-6
    network = random_weights(20, 0.3, 0.5, 1)
    unstable = Network.of(network.W + 5 * np.eye(20), network.u, network.v)
    assert full_start(unstable, SLOW) is None


def test_rates_that_are_zero_do_not_count():
    """With nothing but v trained, the gradient of W may be as wrong as it likes."""
    W, u, v = chain([0.03, *[4.0] * 6, 0.0])
    space = word_space(W, u, v, 7)
    only_v = choose_depth(space, SLOW, [0.0, 1e-3], 0.01, rates=LearningRates(0.0, 0.0, 1.0), rtol=1e-6)
    with pytest.raises((InputError, UnstableNetworkError)):
        choose_depth(space.at(2), SLOW, [0.0, 1e-3], 1e-12, rtol=1e-6)
    assert only_v.start_error <= 0.01
