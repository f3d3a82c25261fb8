"""The whole network's loss and gradient at s = 0 as the judge of a depth that two neighbouring depths agree on."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.linalg import aslinearoperator

from reduced_odes import InputError, UnstableNetworkError
from reduced_odes.hierarchy.depth import TargetFilter, choose_depth, word_space
from reduced_odes.hierarchy.full_start import full_start
from reduced_odes.hierarchy.low_rank_flow import LearningRates
from reduced_odes.linear.network import Network
from validation import Weights, integrator, random_weights
from validation.gradient.exact import evaluate, target_power
from validation.training.flow import gradient_flow

C = 0.3
TARGET, POWER = TargetFilter.integrator(C), 1 / (4 * C)
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
    curve = choose_depth(space, TARGET, AT_ONCE, 1e-3)
    assert curve.loss[0] == pytest.approx(exact, rel=1e-9)
    assert curve.start_error < 1e-9
    with pytest.raises(InputError, match="whose loss errs by some"):
        choose_depth(space.at(2), TARGET, AT_ONCE, 1e-3)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(-1.0, 1.0), min_size=2, max_size=24),
    st.floats(-3, 0), st.floats(-3, 0), st.integers(0, 10**6), st.booleans(), st.sampled_from(sorted(KINDS)),
)  # fmt: skip
def test_the_loss_at_the_start_is_as_accurate_as_asked_or_said_to_be_unchecked(middle, first, last, seed, turned, kind):
    links = [10.0**x for x in (first, *middle, last)]
    W, u, v = chain(links, seed if turned else None)
    exact, accuracy = chain_loss(links, 1.0), 1e-2
    try:
        curve = choose_depth(word_space(KINDS[kind](W), u, v, 5), TARGET, AT_ONCE, accuracy)
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
    curve = choose_depth(space, TARGET, times, 0.01, rtol=1e-6)
    assert np.abs(curve.loss - run["loss"]).max() <= 0.01 * curve.target_power
    assert curve.depth > 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("strength", [0.2, 0.8])
def test_large_networks_at_the_start(kind, strength):
    """Beyond 100 neurons, with a numerical range below 1 and above."""
    network = random_weights(150, strength, 0.7, 3)
    found = full_start(Network.of(KINDS[kind](network.W), network.u, network.v), TARGET)
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
    found = full_start(Network.of(W, u, v), TARGET)
    exact = evaluate(Weights(W, u, v), integrator(C))
    error = abs(found.answers[0].misfit + POWER - exact.loss)
    assert error <= found.doubt + 1e-9


def test_words_that_the_tolerance_cuts_off_are_missed_loudly():
    W, u, v = chain([0.03, 10.0, 10.0, 10.0, 10.0, 0.03])
    space = word_space(W, u, v, 4, tolerance=0.1)
    assert space.complete and space.dimension == 2
    with pytest.raises(InputError, match="smaller tolerance"):
        choose_depth(space, TARGET, AT_ONCE, 1e-3)


def test_rounding_leaves_the_start_unchecked():
    W, u, v = chain([3.0] * 29, seed=1)
    space = word_space(W, 1e-6 * u, 1e-6 * v, 0)
    full = full_start(space.network, TARGET)
    assert full is None or full.doubt + np.ptp([answer.misfit for answer in full.answers]) > 1e-6
    network = random_weights(20, 0.3, 0.5, 1)
    unstable = Network.of(network.W + 5 * np.eye(20), network.u, network.v)
    assert full_start(unstable, TARGET) is None


def test_rates_that_are_zero_do_not_count():
    """With nothing but v trained, the gradient of W may be as wrong as it likes."""
    W, u, v = chain([0.03, *[4.0] * 6, 0.0])
    space = word_space(W, u, v, 7)
    only_v = choose_depth(space, TARGET, [0.0, 1e-3], 0.01, rates=LearningRates(0.0, 0.0, 1.0), rtol=1e-6)
    with pytest.raises((InputError, UnstableNetworkError)):
        choose_depth(space.at(2), TARGET, [0.0, 1e-3], 1e-12, rtol=1e-6)
    assert only_v.start_error <= 0.01
