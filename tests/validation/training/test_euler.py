"""The Euler network's exact loss and gradient against routes that share nothing with the Cayley transform."""

from __future__ import annotations

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.linalg import expm, solve_discrete_lyapunov

from validation._common.errors import UnstableNetwork, ValidationError
from validation.gradient.exact import loss_and_gradient
from validation.network.targets import StateSpace, damped_oscillator, integrator
from validation.network.weights import Weights, random_weights
from validation.training.euler import (
    euler_loss_and_gradient,
    largest_time_step,
    transformed_loss_and_gradient,
    transformed_target,
)

THIRD_ORDER = StateSpace(
    np.array([[-0.4, 1.7, 0.2], [-1.7, -0.4, 0.0], [0.0, 0.3, -0.5]]), np.array([1.0, 0.2, -0.4]), np.ones(3)
)
TARGETS = [integrator(0.3), damped_oscillator(0.3, 2.0, phase=0.7), THIRD_ORDER]
targets = pytest.mark.parametrize("target", TARGETS, ids=["integrator", "oscillator", "third_order"])


def stein_route(weights: Weights, target: StateSpace, dt: float) -> tuple[float, Weights]:
    """Loss and gradient from SciPy's direct solution of the joint system's Stein equations.

    For B_e = diag(B, E), E = e^{A* dt}, the gradient of (dt/2) Σ (c B_eᵏ b)² by B_e is dt Q B_e P.
    """
    N = weights.N
    B = np.block(
        [
            [(1 - dt) * np.eye(N) + dt * weights.W, np.zeros((N, target.order))],
            [np.zeros((target.order, N)), expm(target.A * dt)],
        ]
    )
    b, c = np.concatenate([weights.u, target.b]), np.concatenate([weights.v, -target.c])
    P = solve_discrete_lyapunov(B, np.outer(b, b), method="direct")
    Q = solve_discrete_lyapunov(B.T, np.outer(c, c), method="direct")
    gradient = Weights(dt * dt * (Q @ B @ P)[:N, :N], dt * (Q @ b)[:N], dt * (P @ c)[:N])
    return 0.5 * dt * float(c @ P @ c), gradient


def unrolled_loss(vector, N, samples, dt):
    """(dt/2) Σ_k (vᵀBᵏu − f*_k)² summed term by term; autograd differentiates it."""
    W, u, v = vector[: N * N].reshape(N, N), vector[N * N : N * N + N], vector[N * N + N :]
    state, total = u, 0.0
    for sample in samples:
        total = total + 0.5 * dt * (anp.dot(v, state) - sample) ** 2
        state = state + dt * (anp.dot(W, state) - state)
    return total


@targets
@pytest.mark.parametrize("dt", [0.4, 0.05])
def test_agrees_with_stein_equations_of_the_joint_system(target, dt):
    weights = random_weights(5, sigma=0.4, kappa=0.8, seed=1)
    loss, gradient = euler_loss_and_gradient(weights, target, dt)
    expected_loss, expected = stein_route(weights, target, dt)
    assert loss == pytest.approx(expected_loss, rel=1e-11)
    assert (gradient - expected).norm() < 1e-11 * expected.norm()


@targets
def test_agrees_with_direct_sum_and_autograd_through_the_recursion(target):
    dt, weights = 0.2, random_weights(4, sigma=0.4, kappa=0.8, seed=2)
    samples = np.array([target.c @ expm(target.A * dt * k) @ target.b for k in range(600)])
    loss, gradient = euler_loss_and_gradient(weights, target, dt)
    expected, slope = autograd.value_and_grad(unrolled_loss)(weights.vector(), 4, samples, dt)
    assert loss == pytest.approx(float(expected), rel=1e-10)
    np.testing.assert_allclose(gradient.vector(), slope, atol=1e-11)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    sigma=st.floats(0, 0.6),
    dt=st.floats(0.01, 0.5),
    c_star=st.floats(0.1, 2),
    omega_star=st.floats(-3, 3),
)
def test_gradient_is_the_slope_of_the_loss_in_every_direction(seed, sigma, dt, c_star, omega_star):
    weights = random_weights(4, sigma, kappa=0.9, seed=seed)
    target = damped_oscillator(c_star, omega_star)
    assume(dt < 0.5 * largest_time_step(weights) and weights.poles().real.max() < -0.05)
    direction = Weights.from_vector(np.random.default_rng(seed).standard_normal(24) / 5)
    h = 1e-4

    def loss(s: float) -> float:
        return euler_loss_and_gradient(weights + s * direction, target, dt)[0]

    slope = (8 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12 * h)
    base, gradient = euler_loss_and_gradient(weights, target, dt)
    assert gradient.inner(direction) == pytest.approx(slope, rel=1e-6, abs=1e-7 * (1 + base))


@pytest.mark.parametrize("target", TARGETS[:2], ids=["integrator", "oscillator"])
def test_order_in_dt_is_one_for_loss_and_gradient(target):
    weights = random_weights(8, sigma=0.3, kappa=0.7, seed=3)
    loss, gradient = loss_and_gradient(weights, target)
    steps = 0.08 / 2.0 ** np.arange(4)
    values = [euler_loss_and_gradient(weights, target, dt) for dt in steps]
    losses = np.log2([abs(value - loss) for value, _ in values])
    gradients = np.log2([(value - gradient).norm() for _, value in values])
    assert -np.diff(losses) == pytest.approx(np.ones(3), abs=0.1)
    assert -np.diff(gradients) == pytest.approx(np.ones(3), abs=0.1)
    # The left-endpoint sum alone already adds (dt/4)(f(0) − f*(0))²: the order is not two by accident.
    assert 2.0 ** losses[-1] > 1e-4


def test_euler_poles_that_match_the_samples_have_no_loss():
    """With 1 − c dt = e^{−c* dt} and unit gain the Euler network *is* the sampled integrator."""
    dt, c_star = 0.1, 0.4
    c = (1 - np.exp(-c_star * dt)) / dt
    n = np.array([0.6, 0.0, 0.8])
    weights = Weights((1 - c) * np.outer(n, n), n, n)
    loss, gradient = euler_loss_and_gradient(weights, integrator(c_star), dt)
    assert loss < 1e-14
    assert gradient.norm() < 1e-13


def test_transposition_and_change_of_basis_are_symmetries():
    weights, target, dt = random_weights(6, 0.4, 0.8, seed=4), damped_oscillator(0.4, 1.5), 0.1
    loss, gradient = euler_loss_and_gradient(weights, target, dt)
    swapped_loss, swapped = euler_loss_and_gradient(Weights(weights.W.T, weights.v, weights.u), target, dt)
    assert swapped_loss == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(swapped.W, gradient.W.T, atol=1e-13)
    np.testing.assert_allclose(swapped.u, gradient.v, atol=1e-13)

    O = np.linalg.qr(np.random.default_rng(4).standard_normal((6, 6)))[0]  # noqa: E741
    turned = Weights(O @ weights.W @ O.T, O @ weights.u, O @ weights.v)
    turned_loss, turned_gradient = euler_loss_and_gradient(turned, target, dt)
    assert turned_loss == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(turned_gradient.W, O @ gradient.W @ O.T, atol=1e-13)
    np.testing.assert_allclose(turned_gradient.v, O @ gradient.v, atol=1e-13)


def test_prepared_target_gives_the_same_numbers():
    weights, target = random_weights(5, 0.2, seed=5), damped_oscillator(0.3, 2.0)
    prepared = transformed_loss_and_gradient(weights, transformed_target(target, 0.1), 0.1)
    direct = euler_loss_and_gradient(weights, target, 0.1)
    assert prepared[0] == direct[0]
    np.testing.assert_array_equal(prepared[1].vector(), direct[1].vector())


def test_transformed_target_tends_to_the_target():
    target = damped_oscillator(0.3, 2.0, phase=0.4)
    near = transformed_target(target, 1e-3)
    np.testing.assert_allclose(near.A, target.A, atol=1e-5)  # G* = A* + O(dt²)
    np.testing.assert_allclose(near.b, target.b, atol=2e-3)  # R b* = b* + O(dt)


@pytest.mark.parametrize("W", [np.zeros((2, 2)), np.array([[0.2, 3.0], [-3.0, 0.2]]), np.diag([0.3, -6.0])])
def test_largest_time_step_is_the_edge_of_stability(W):
    weights = Weights(W, np.ones(2), np.ones(2))
    edge = largest_time_step(weights)
    assert np.abs(np.linalg.eigvals(np.eye(2) + edge * (W - np.eye(2)))).max() == pytest.approx(1.0)
    assert np.isfinite(euler_loss_and_gradient(weights, integrator(0.3), 0.999 * edge)[0])
    for dt in (1.001 * edge, 3 * edge):
        with pytest.raises(UnstableNetwork, match=r"dt = .* is too large.*spectral radius.*choose dt < "):
            euler_loss_and_gradient(weights, integrator(0.3), dt)


def test_edge_of_stability_is_refused_where_the_transform_is_singular():
    silent = Weights.zero_recurrent(np.ones(2), np.ones(2))  # B = −I at dt = 2
    with pytest.raises(UnstableNetwork, match=r"dt = 2 is too large.*choose dt < 2\."):
        euler_loss_and_gradient(silent, integrator(0.3), 2.0)


def test_unstable_network_is_not_blamed_on_dt():
    for W in (1.2 * np.eye(2), np.eye(2), np.array([[1.0, 2.0], [-2.0, 1.0]])):
        weights = Weights(W, np.ones(2), np.ones(2))
        assert largest_time_step(weights) <= 0
        with pytest.raises(UnstableNetwork, match=r"W makes an unstable network.*real part below 1"):
            euler_loss_and_gradient(weights, integrator(0.3), 0.01)


@pytest.mark.parametrize("dt", [0.0, -0.1, np.nan, np.inf, "fast"])
def test_bad_dt_is_named(dt):
    with pytest.raises(ValidationError, match=r"^dt must be"):
        euler_loss_and_gradient(random_weights(3, seed=0), integrator(0.3), dt)
