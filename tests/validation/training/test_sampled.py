"""Sampled training: gradients against autograd and exact expectations, runs that resume as they were."""

from __future__ import annotations

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from validation._common.errors import UnstableNetwork, ValidationError
from validation.network.targets import StateSpace, damped_oscillator, integrator
from validation.network.weights import Weights, random_weights
from validation.training.euler import euler_loss_and_gradient
from validation.training.sampled import (
    impulse_noise,
    sampled_loss_and_gradient,
    white_noise,
    window_steps,
)

TARGETS = [integrator(0.4), damped_oscillator(0.4, 2.0, phase=0.7)]
targets = pytest.mark.parametrize("target", TARGETS, ids=["integrator", "oscillator"])


def simulated_loss(vector, N, samples, noise, dt):
    """The mini-batch's loss as one would first write it; autograd differentiates it sample by sample."""
    W, u, v = vector[: N * N].reshape(N, N), vector[N * N : N * N + N], vector[N * N + N :]
    h = anp.zeros((N, noise.shape[1]))
    for x in noise:
        h = h + dt * (-h + anp.dot(W, h)) + anp.outer(u, x * dt)
    wanted = sum(samples[k] * noise[len(noise) - 1 - k] * dt for k in range(len(noise)))
    return anp.mean(0.5 * (anp.dot(v, h) - wanted) ** 2)


@targets
def test_back_propagation_agrees_with_autograd_through_the_simulation(target):
    dt, weights = 0.2, random_weights(4, sigma=0.5, kappa=0.9, seed=1)
    noise = white_noise(60, 7, dt, seed=3)
    samples = target.filter(dt * np.arange(60))
    expected, slope = autograd.value_and_grad(simulated_loss)(weights.vector(), 4, samples, noise, dt)
    loss, gradient = sampled_loss_and_gradient(weights, target, noise, dt)
    assert loss == pytest.approx(float(expected), rel=1e-12)
    np.testing.assert_allclose(gradient.vector(), slope, rtol=1e-10, atol=1e-12)


@targets
def test_impulses_give_the_truncated_population_loss_and_gradient_exactly(target):
    """One impulse per sample has the second moments of white noise: unbiasedness without sampling."""
    dt, steps, weights = 0.1, 40, random_weights(5, sigma=0.3, kappa=0.8, seed=2)
    f_star = target.filter(dt * np.arange(steps))
    state, total = weights.u, 0.0
    for k in range(steps):
        total += 0.5 * dt * (weights.v @ state - f_star[k]) ** 2
        state = state + dt * (weights.W @ state - state)
    loss, _ = sampled_loss_and_gradient(weights, target, impulse_noise(steps, dt), dt)
    assert loss == pytest.approx(total, rel=1e-12)

    long = impulse_noise(500, dt)  # e^{−2 c* T} = e^{−40}
    loss, gradient = sampled_loss_and_gradient(weights, target, long, dt)
    population, exact = euler_loss_and_gradient(weights, target, dt)
    assert loss == pytest.approx(population, rel=1e-12)
    np.testing.assert_allclose(gradient.vector(), exact.vector(), atol=1e-12)


@targets
def test_the_bias_of_a_window_decays_as_the_network_times_the_target(target):
    dt, weights = np.pi / 30, random_weights(4, sigma=0.0, kappa=0.6, seed=2)
    exact = euler_loss_and_gradient(weights, target, dt)[1]
    short, long = (  # 2 and 4 periods of the oscillator
        (sampled_loss_and_gradient(weights, target, impulse_noise(n, dt), dt)[1] - exact).norm() for n in (60, 120)
    )
    # W = 0: the gradient's tail is e^{−(1 + c*)T}, up to a factor T and the Euler step's own decay rate.
    assert np.log(short / long) / (2 * np.pi) == pytest.approx(1.4, abs=0.2)


def test_sampled_gradient_is_unbiased_and_its_spread_falls_as_the_square_root_of_the_batch():
    dt, target, weights = 0.2, integrator(0.5), random_weights(3, 0.3, 0.8, seed=4)
    exact = euler_loss_and_gradient(weights, target, dt)[1].vector()
    spreads = []
    for batch in (10, 1000):
        draws = np.array(
            [
                sampled_loss_and_gradient(weights, target, white_noise(100, batch, dt, 7, k), dt)[1].vector()
                for k in range(200)
            ]
        )
        error = draws.mean(0) - exact
        standard = draws.std(0, ddof=1) / np.sqrt(200)
        assert np.all(np.abs(error) < 4.5 * standard)
        spreads.append(np.sqrt(np.sum(draws.var(0))))
    assert np.log10(spreads[0] / spreads[1]) == pytest.approx(1.0, abs=0.1)


def test_white_noise_has_the_variance_of_its_time_step_and_its_own_generator_per_mini_batch():
    noise = white_noise(200, 500, 0.04, seed=1, index=3)
    assert noise.shape == (200, 500)
    assert noise.var() == pytest.approx(25.0, rel=0.02)
    np.testing.assert_array_equal(noise, white_noise(200, 500, 0.04, seed=1, index=3))
    assert not np.array_equal(noise, white_noise(200, 500, 0.04, seed=1, index=4))
    assert not np.array_equal(noise, white_noise(200, 500, 0.04, seed=2, index=3))


def test_an_unstable_network_may_be_simulated_until_it_overflows():
    target, dt = integrator(0.5), 0.1
    mild, wild = (Weights(W * np.eye(2), np.ones(2), np.ones(2)) for W in (1.5, 80.0))
    assert np.isfinite(sampled_loss_and_gradient(mild, target, impulse_noise(30, dt), dt)[0])
    with pytest.raises(UnstableNetwork, match=r"state overflows within 400 steps of dt = 0.1; choose"):
        sampled_loss_and_gradient(wild, target, white_noise(400, 2, dt, 0), dt)


def test_a_window_that_hides_the_target_is_refused():
    assert window_steps(10.0, integrator(0.3), 0.1) == 100
    with pytest.raises(ValidationError, match=r"window = 2 leaves out 30\.1 % .* such as 16\.7"):
        window_steps(2.0, integrator(0.3), 0.1)
    with pytest.raises(ValidationError, match=r"window = 0\.01 is shorter than dt = 0.1"):
        window_steps(0.01, integrator(0.3), 0.1)
    silent = StateSpace([[-1.0]], [0.0], [1.0])
    assert window_steps(1.0, silent, 0.1) == 10


@pytest.mark.parametrize(
    "noise, complaint",
    [
        (np.zeros(5), r"noise must be a matrix, but has shape \(5,\)"),
        (np.zeros((0, 3)), "noise is empty"),
        (np.array([[1.0, np.nan]]), r"noise\[0, 1\] is nan"),
    ],
)
def test_bad_noise_is_named(noise, complaint):
    with pytest.raises(ValidationError, match=complaint):
        sampled_loss_and_gradient(random_weights(3, seed=0), integrator(0.3), noise, 0.1)


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        ({"steps": 0}, "steps must be a whole number >= 1"),
        ({"batch": 2.5}, "batch must be a whole number"),
        ({"dt": -1.0}, "dt must be positive"),
        ({"seed": -1}, "seed must be a whole number >= 0"),
        ({"index": -1}, "index must be a whole number >= 0"),
    ],
)
def test_bad_mini_batch_is_named(arguments, complaint):
    good = {"steps": 5, "batch": 2, "dt": 0.1, "seed": 0, "index": 0}
    with pytest.raises(ValidationError, match=complaint):
        white_noise(**(good | arguments))
