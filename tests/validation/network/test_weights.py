"""Weights, targets and their impulse responses."""

import math

import numpy as np
import pytest

from validation import (
    Rates,
    ValidationError,
    Weights,
    balance,
    impulse_response,
    random_weights,
)


def test_weights_are_copied_and_cannot_be_written_to() -> None:
    W = np.zeros((2, 2))
    weights = Weights(W, [1, 0], [0, 1])
    W[0, 0] = 7.0
    assert weights.W[0, 0] == 0.0
    with pytest.raises(ValueError):
        weights.u[0] = 2.0


def test_weights_form_a_linear_space_and_a_vector() -> None:
    x, y = random_weights(4, 0.5, 1.0, seed=1), random_weights(4, 0.5, 1.0, seed=2)
    for z in (2.0 * x - y, np.float64(2.0) * x + (-y)):
        np.testing.assert_allclose(z.W, 2 * x.W - y.W)
        np.testing.assert_allclose(z.vector(), 2 * x.vector() - y.vector())
    assert x.inner(y) == pytest.approx(x.vector() @ y.vector(), rel=1e-14)
    assert x.norm() == pytest.approx(np.linalg.norm(x.vector()), rel=1e-14)
    back = Weights.from_vector(x.vector())
    assert np.array_equal(back.W, x.W) and np.array_equal(back.u, x.u) and np.array_equal(back.v, x.v)
    with pytest.raises(ValidationError, match="7 entries"):
        Weights.from_vector(np.zeros(7))


@pytest.mark.parametrize(
    ("W", "u", "v", "says"),
    [
        (np.zeros((2, 3)), [1, 0], [1, 0], r"W must be square, but has shape \(2, 3\)"),
        (np.zeros(4), [1, 0], [1, 0], r"W must be a matrix"),
        (np.zeros((2, 2)), [1, 0, 0], [1, 0], r"u has shape \(3,\), but W has shape \(2, 2\)"),
        (np.zeros((2, 2)), [1, 0], [[1, 0]], "v must be a vector"),
        (np.zeros((2, 2)), [1, 0], [1, np.nan], r"v\[1\] is nan"),
        ([[0, np.inf], [0, 0]], [1, 0], [1, 0], r"W\[0, 1\] is inf"),
        (np.zeros((2, 2)), [1, 1j], [1, 0], "u must be real"),
        (np.zeros((2, 2)), ["a", "b"], [1, 0], "u must be an array of numbers"),
        ([[1, 2], [3]], [1, 0], [1, 0], "W must be an array of numbers"),
        (np.zeros((0, 0)), [], [], "W is empty"),
    ],
)
def test_weights_refuse_what_does_not_fit(W: object, u: object, v: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Weights(W, u, v)


def test_spectrum_is_sorted_and_poles_are_shifted_by_one() -> None:
    weights = Weights([[0.2, -3, 0], [3, 0.2, 0], [0, 0, 0.5]], [1, 0, 0], [1, 0, 0])
    np.testing.assert_allclose(weights.spectrum(), [0.5, 0.2 + 3j, 0.2 - 3j], atol=1e-14)
    np.testing.assert_allclose(weights.poles(), [-0.5, -0.8 + 3j, -0.8 - 3j], atol=1e-14)


def test_random_weights() -> None:
    weights = random_weights(300, 0.6, 0.4, seed=3, orthogonal=True)
    assert np.linalg.norm(weights.u) == pytest.approx(0.4, rel=1e-14)
    assert np.linalg.norm(weights.v) == pytest.approx(0.4, rel=1e-14)
    assert abs(weights.gain) < 1e-16
    # 90,000 entries of standard deviation 0.6/√300: their sample deviation is within 1 % (4 standard errors)
    assert weights.W.std() * math.sqrt(300) == pytest.approx(0.6, rel=0.01)
    same, other = (
        random_weights(300, 0.3, 0.4, seed=3, orthogonal=True),
        random_weights(300, 0.6, 0.4, seed=4),
    )
    np.testing.assert_allclose(2 * same.W, weights.W)
    assert np.array_equal(same.u, weights.u)
    assert not np.allclose(other.u, weights.u)
    assert random_weights(5, 0.5, 1.0, seed=0).gain != 0.0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"N": 0}, "N must be a whole number >= 1"),
        ({"N": 2.5}, "N must be a whole number"),
        ({"N": 3, "sigma": -1}, "sigma must not be negative, but is -1"),
        ({"N": 3, "kappa": 0}, "kappa must be positive, but is 0"),
        ({"N": 1, "orthogonal": True}, "N is 1"),
    ],
)
def test_random_weights_refuse(arguments: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        random_weights(**arguments)


def test_impulse_response_of_a_defective_network() -> None:
    # A Jordan block: e^{Mt} = e^{−ct} [[1, t], [0, 1]]; an eigendecomposition would lose half the digits.
    weights = Weights([[0.7, 1.0], [0.0, 0.7]], [0.5, 2.0], [3.0, -1.0])
    t = np.array([4.0, 0.0, 0.1, 25.0, 4.0])
    expected = np.exp(-0.3 * t) * (3 * (0.5 + 2 * t) - 2)
    np.testing.assert_allclose(impulse_response(weights, t), expected, rtol=1e-12)


def test_uniform_and_scattered_times_agree() -> None:
    weights = random_weights(12, 0.7, 1.0, seed=5)
    uniform = np.linspace(0.5, 20.0, 118)
    scattered = np.append(uniform, 20.01)
    direct = impulse_response(weights, scattered)
    np.testing.assert_allclose(impulse_response(weights, uniform), direct[:-1], atol=1e-13)
    eigenvalues, V = np.linalg.eig(weights.W)
    residues = (weights.v @ V) * np.linalg.solve(V, weights.u)
    modal = (np.exp(np.outer(scattered, eigenvalues - 1)) @ residues).real
    np.testing.assert_allclose(direct, modal, atol=1e-12)


def test_rates() -> None:
    x = random_weights(3, 1.0, 1.0, seed=1)
    scaled = Rates(2.0, 0.0, 0.5) * x
    np.testing.assert_array_equal(scaled.W, 2 * x.W)
    np.testing.assert_array_equal(scaled.u, 0 * x.u)
    np.testing.assert_array_equal(scaled.v, 0.5 * x.v)
    with pytest.raises(ValidationError, match=r"rates\.v is 0"):
        balance(x, Rates(v=0.0))
