"""The gradient of few neurons by doubling: that it is the full network's, and where it leaves all to the Schur form."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reduced_odes.linear import doubling
from reduced_odes.linear.doubling import best_shift, doubled_gradient
from reduced_odes.linear.krylov import dense_gradient
from validation import Weights, damped_oscillator, integrator, random_weights
from validation.gradient.exact import evaluate, target_power

TARGETS = {"integrator": integrator(0.3), "slow": integrator(0.01), "oscillator": damped_oscillator(0.3, 3.0, 0.4)}


def network_of(N, sigma, seed):
    network = random_weights(N, sigma, 0.7, seed)
    return Weights(network.W + 0.2 * np.outer(network.v, network.u), network.u, network.v)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.floats(0, 0.9), st.integers(0, 10**6), st.sampled_from(sorted(TARGETS)))
def test_gradient_by_doubling_is_the_full_one(N, sigma, seed, name):
    network, target = network_of(N, sigma, seed), TARGETS[name]
    if not np.all(network.poles().real < -0.05):
        return
    found = doubled_gradient(network.W, network.u, network.v, target, best_shift(target))
    exact = evaluate(network, target)
    for mine, theirs in (
        (found.middle, exact.gradient.W),
        (found.u, exact.gradient.u),
        (found.v, exact.gradient.v),
        (found.misfit + target_power(target), exact.loss),
    ):
        assert np.abs(mine - theirs).max() <= 1e-11 * (1 + exact.gradient.norm())
    assert np.array_equal(found.left, np.eye(N)) and np.array_equal(found.right, np.eye(N))


@pytest.mark.parametrize("shift", [0.1, 1.0, 10.0])
def test_any_shift_serves(shift, monkeypatch):
    network, target = network_of(14, 0.4, 3), TARGETS["oscillator"]
    exact = dense_gradient(network.W, network.u, network.v, target)
    monkeypatch.setattr(doubling, "dense_gradient", None)  # it is not by this that it agrees
    found = doubled_gradient(network.W, network.u, network.v, target, shift)
    assert found.middle == pytest.approx(exact.left.T @ exact.middle @ exact.right, abs=1e-12)
    assert found.power == pytest.approx(exact.power, rel=1e-12)


def test_the_best_shift_needs_the_fewest_doublings():
    for target in TARGETS.values():
        rates = np.append(-np.linalg.eigvals(target.A), 1.0)
        best, others = best_shift(target), np.geomspace(0.05, 20, 30)
        largest = [np.abs((a - rates) / (a + rates)).max() for a in (best, *others)]
        assert largest[0] <= min(largest[1:]) + 0.02


def test_slow_modes_and_unstable_networks_are_left_to_the_schur_form():
    network, target = network_of(12, 0.3, 1), TARGETS["integrator"]
    slow = network.W + (1 - 1e-7 - np.linalg.eigvals(network.W).real.max()) * np.eye(12)
    for W in (slow, 0.9 * slow):
        found = doubled_gradient(W, network.u, network.v, target, 1.0)
        exact = dense_gradient(W, network.u, network.v, target)
        assert found.stable and exact.stable
        assert found.power == pytest.approx(exact.power, rel=1e-6)
    unstable = network.W + 3 * np.eye(12)
    assert not doubled_gradient(unstable, network.u, network.v, target, 1.0).stable
    assert not doubled_gradient(np.full((12, 12), np.nan), network.u, network.v, target, 1.0).stable
    alone = 2 * np.eye(12)  # α − A is singular
    assert not doubled_gradient(alone, network.u, network.v, target, 1.0).stable
