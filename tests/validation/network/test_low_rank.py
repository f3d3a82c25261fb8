"""Low-rank matrices against the dense ones that they stand for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from validation import LowRank, Rates, ValidationError, Weights

SMALL = settings(max_examples=25)
sizes = st.tuples(st.integers(1, 9), st.integers(0, 4), st.integers(0, 10**6))


def thin(N: int, r: int, seed: int) -> LowRank:
    rng = np.random.default_rng(seed)
    return LowRank(rng.standard_normal((N, r)), rng.standard_normal((N, r)))


@SMALL
@given(sizes, st.integers(0, 3), st.floats(-2, 2))
def test_the_linear_space_of_dense_matrices(size: tuple[int, int, int], other_rank: int, factor: float) -> None:
    N, r, seed = size
    A, B, D = thin(N, r, seed), thin(N, other_rank, seed + 1), np.random.default_rng(seed + 2).standard_normal((N, N))
    a, b = np.asarray(A), np.asarray(B)
    for thinned, dense in ((A + B, a + b), (A - B, a - b), (factor * A, factor * a), (-A, -a), (A.T, a.T)):
        assert isinstance(thinned, LowRank)
        np.testing.assert_allclose(np.asarray(thinned), dense, atol=1e-14)
    for total, dense in ((A + D, a + D), (D + A, D + a), (A - D, a - D), (D - A, D - a)):
        assert isinstance(total, np.ndarray)
        np.testing.assert_allclose(total, dense, atol=1e-14)
    np.testing.assert_allclose(A @ D, a @ D, atol=1e-13)
    assert A.inner(B) == pytest.approx(np.sum(a * b), abs=1e-12)
    assert A.inner(D) == pytest.approx(np.sum(a * D), abs=1e-12)
    assert A.norm() == pytest.approx(np.linalg.norm(a), abs=1e-12)


@SMALL
@given(sizes, st.floats(-2, 2))
def test_added_where_the_matrix_stands(size: tuple[int, int, int], factor: float) -> None:
    N, r, seed = size
    A, D = thin(N, r, seed), np.random.default_rng(seed + 2).standard_normal((N, N))
    expected, storage = D + factor * np.asarray(A), D
    A.add_in_place(D, factor)
    assert D is storage
    np.testing.assert_allclose(D, expected, atol=1e-14)


def test_a_matrix_that_cannot_be_written_to_where_it_stands_is_refused() -> None:
    A, frozen = thin(3, 1, 0), np.zeros((3, 3))
    frozen.setflags(write=False)
    for matrix in (np.zeros((2, 2)), np.zeros((3, 3), order="F"), frozen):
        with pytest.raises(ValidationError, match=r"writable C-contiguous array of shape \(3, 3\)"):
            A.add_in_place(matrix)
    with pytest.raises(ValueError, match="must build a new array"):
        np.array(A, copy=False)


@SMALL
@given(sizes, st.floats(0, 3))
def test_compression_is_the_best_of_its_rank(size: tuple[int, int, int], tolerance: float) -> None:
    """By Eckart and Young: the distance is the tail of the singular values."""
    N, r, seed = size
    A = thin(N, r, seed) + thin(N, r, seed)  # rank r at most, in 2r columns
    small = A.compressed(tolerance)
    distance = np.linalg.norm(np.asarray(A) - np.asarray(small))
    singular = np.linalg.svd(np.asarray(A), compute_uv=False)
    assert distance <= tolerance + 1e-13 * (1 + A.norm())
    assert distance == pytest.approx(np.linalg.norm(singular[small.rank :]), abs=1e-12 * (1 + A.norm()))
    if small.rank:
        assert np.linalg.norm(singular[small.rank - 1 :]) > tolerance * (1 - 1e-12)  # one less would be too far


@pytest.mark.parametrize(
    ("left", "right", "says"),
    [
        (np.ones((3, 2)), np.ones((3, 1)), r"right has shape \(3, 1\), but left has shape \(3, 2\)"),
        (np.ones(3), np.ones(3), "left must be a matrix"),
        ([[1.0], [np.inf]], np.ones((2, 1)), r"left\[1, 0\] is inf"),
        (np.zeros((0, 1)), np.zeros((0, 1)), "left is empty"),
    ],
)
def test_factors_that_are_refused(left: np.ndarray, right: np.ndarray, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        LowRank(left, right)


def test_weights_keep_low_rank_and_show_a_dense_matrix() -> None:
    rng = np.random.default_rng(1)
    direction = Weights(thin(5, 2, 3), rng.standard_normal(5), rng.standard_normal(5))
    dense = Weights(np.asarray(direction.recurrent), direction.u, direction.v)
    network = Weights(rng.standard_normal((5, 5)), rng.standard_normal(5), rng.standard_normal(5))
    assert isinstance(direction.recurrent, LowRank) and isinstance((direction - 2.0 * direction).recurrent, LowRank)
    assert isinstance(direction.W, np.ndarray) and not direction.W.flags.writeable
    for one, other in (
        (network - 0.1 * direction, network - 0.1 * dense),
        (direction + network, dense + network),
        (Rates(2.0, 0.5, 0.0) * direction, Rates(2.0, 0.5, 0.0) * dense),
    ):
        np.testing.assert_allclose(one.vector(), other.vector(), atol=1e-14)
    assert network.inner(direction) == pytest.approx(network.inner(dense), rel=1e-13)
    assert direction.inner(network) == pytest.approx(network.inner(dense), rel=1e-13)
    assert direction.norm() == pytest.approx(dense.norm(), rel=1e-13)
    with pytest.raises(ValidationError, match="u has shape"):
        Weights(thin(5, 2, 3), np.ones(4), np.ones(5))
