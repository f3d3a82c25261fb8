"""Stability of a given network: unstable ones are refused, and what rounding could turn around is called unchecked."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.linalg import aslinearoperator

from reduced_odes import UnstableNetworkError
from reduced_odes.hierarchy.depth import TargetFilter, choose_depth, learn, word_space
from reduced_odes.hierarchy.fock import fock_space
from reduced_odes.linear.network import Network
from reduced_odes.linear.stability import Stability, stability_of

TARGET = TargetFilter.integrator(0.3)
KINDS = {"dense": np.asarray, "sparse": sparse.csr_array, "operator": aslinearoperator}


def answer(W, kind="dense"):
    N = W.shape[0]
    return stability_of(Network.of(KINDS[kind](W), np.ones(N), np.ones(N)))


def path(N, forward, backward):
    """Nearest neighbours: the eigenvalues are 2 √(forward · backward) cos(πk/(N + 1))."""
    return np.diag(np.full(N - 1, forward), -1) + np.diag(np.full(N - 1, backward), 1)


def rotated(W, seed):
    Q = np.linalg.qr(np.random.default_rng(seed).standard_normal(W.shape))[0]
    return Q @ W @ Q.T


@pytest.mark.parametrize("kind", KINDS)
def test_an_unstable_network_is_refused_although_short_words_do_not_show_it(kind):
    W, (u, v) = path(40, 0.6, 0.6), 0.4 * np.eye(40)[[0, -1]]
    for depth in (0, 2, 3):
        with pytest.raises(UnstableNetworkError):
            word_space(KINDS[kind](W), u, v, depth)
    stable = word_space(KINDS[kind](0.8 * W), u, v, 3)
    assert stable.stability is stable.at(1).stability is Stability.STABLE
    assert learn(stable, TARGET, [0.0, 1.0]).stability is Stability.STABLE
    assert choose_depth(stable, TARGET, [0.0, 1.0], 0.5).stability is Stability.STABLE


@settings(max_examples=100, deadline=None)
@given(
    st.integers(2, 60), st.floats(0.01, 3.0), st.floats(0.5, 1.5), st.sampled_from(sorted(KINDS)),
    st.integers(0, 10**6), st.booleans(),
)  # fmt: skip
def test_no_answer_is_false(N, ratio, largest, kind, seed, turned):
    """Chains from symmetric to far from normal, whose largest eigenvalue is known; nearly unstable ones among them."""
    link = largest / (2 * np.cos(np.pi / (N + 1)))
    W = path(N, link * ratio, link / ratio)
    found = answer(rotated(W, seed) if turned else W, kind)
    assert found in (Stability.UNCHECKED, Stability.STABLE if largest < 1.0 else Stability.UNSTABLE)
    strength = max(ratio, 1 / ratio) ** N
    if strength < 1e6 and abs(largest - 1.0) > 1e-6:
        assert found is not Stability.UNCHECKED


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 60), st.floats(0.1, 1e3), st.integers(0, 10**6), st.sampled_from(["dense", "sparse"]))
def test_feed_forward_networks_are_stable_whatever_their_gain(N, gain, seed, kind):
    rng = np.random.default_rng(seed)
    order = rng.permutation(N)
    W = (gain * np.tril(rng.standard_normal((N, N)), -1))[np.ix_(order, order)]
    assert answer(W, kind) is Stability.STABLE
    W[0, 0] = 1.0
    assert answer(W, kind) is Stability.UNSTABLE


@pytest.mark.parametrize("kind", ["dense", "operator"])
@pytest.mark.parametrize("N, gain", [(30, 3.0), (20, 10.0), (300, 2.0)])
def test_rounding_is_not_taken_for_an_instability(kind, N, gain):
    """Nilpotent, but in a rotated basis: eigenvalues computed in double precision lie far beyond 1."""
    W = rotated(np.diag(np.full(N - 1, gain), -1), N)
    assert np.linalg.eigvals(W).real.max() > 0.8
    assert answer(W, kind) is Stability.UNCHECKED
    space = word_space(KINDS[kind](W), np.ones(N), np.ones(N), 1)
    assert space.stability is Stability.UNCHECKED


@pytest.mark.parametrize("kind", KINDS)
def test_large_networks(kind):
    """Beyond 400 neurons: by the numerical range, by ARPACK, or not at all."""
    rng = np.random.default_rng(3)
    G = rng.standard_normal((500, 500)) / np.sqrt(500)
    assert answer(0.4 * G, kind) is Stability.STABLE
    assert answer(0.85 * G, kind) is Stability.STABLE
    assert np.linalg.eigvals(1.2 * G).real.max() > 1.1
    assert answer(1.2 * G, kind) is Stability.UNSTABLE
    assert answer(path(500, 0.6, 0.6), kind) is Stability.UNSTABLE
    assert answer(path(500, 0.4, 0.4), kind) is Stability.STABLE
    assert answer(rotated(path(500, 2.0, 0.0), 1), kind) is Stability.UNCHECKED


def test_a_mode_that_u_and_v_do_not_excite_counts():
    W = np.diag([0.0, 0.0, 1.5])
    with pytest.raises(UnstableNetworkError):
        word_space(W, [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], 1)


def test_a_stable_network_whose_restriction_is_not_is_told_from_an_unstable_one():
    W = np.array([[0.5, 10.0, 0.0], [0.0, 0.5, 0.1], [0.0, 0.0, 0.2]])
    space = word_space(W, [1.0, 1.0, 0.0], [1.0, 1.0, 0.0], 3)
    assert space.stability is Stability.STABLE
    with pytest.raises(UnstableNetworkError, match="restricted to words of up to 0 letters"):
        learn(space, TARGET, [0.0, 0.1], depth=0)
    whole = learn(space, TARGET, [0.0, 0.001])
    assert whole.dimension == 3 and np.isfinite(whole.loss).all()
    assert choose_depth(space, TARGET, [0.0, 1e-3], 1e-3).dimension == 3
    with pytest.raises(UnstableNetworkError):
        choose_depth(space.at(0), TARGET, [0.0, 1e-3], 1e-3)


def test_infinite_width_is_stable():
    assert fock_space(2, sigma=0.9).stability is Stability.STABLE
