"""Lazy networks: exact curves against gradient flow, and theory against networks."""

import numpy as np
import pytest

from reduced_odes.lazy.curve import lazy_curve
from validation import (
    Rates,
    StateSpace,
    ValidationError,
    Weights,
    damped_oscillator,
    gradient_flow,
    impulse_response,
    integrator,
    loss_and_gradient,
    random_weights,
    target_power,
)
from validation.training.linearised import krylov_network, mirrored, readout_curve, tangent_curve

ONE = Weights(np.eye(5), np.zeros(5), np.zeros(5))
TARGETS = {
    "integrator": integrator(0.5),
    "oscillator": damped_oscillator(0.4, 1.5, 0.3),
    "third order": StateSpace(
        [[-0.5, 1.0, 0.0], [-1.0, -0.5, 0.2], [0.0, 0.0, -0.3]], [0.0, 1.0, 1.0], [1.0, 0.5, -0.4]
    ),
}


@pytest.mark.parametrize("name", TARGETS)
def test_read_out_training_is_that_of_the_gradient_flow(name):
    network, times = random_weights(30, 0.7, 1.1, 3), np.array([0.0, 0.2, 1.0, 5.0, 20.0])
    flow = gradient_flow(network, TARGETS[name], times, rates=Rates(0.0, 0.0, 0.6))["loss"]
    np.testing.assert_allclose(readout_curve(network, TARGETS[name], times, rate=0.6), flow, atol=1e-9)


@pytest.mark.parametrize("name", TARGETS)
def test_linear_training_is_its_own_tangent(name):
    """The read-out alone enters linearly: Krylov space and Laguerre functions of time give one curve."""
    network, times = random_weights(80, 0.8, 1.2, 5), np.geomspace(0.1, 1e3, 9)
    exact = readout_curve(network, TARGETS[name], times, rate=0.7)
    tangent = tangent_curve(network, TARGETS[name], times, rates=Rates(0.0, 0.0, 0.7))
    np.testing.assert_allclose(tangent, exact, atol=1e-12)
    # The read-in of the transposed network is its read-out.
    turned = Weights(network.W.T, network.v, network.u)
    of_turned = tangent_curve(turned, TARGETS[name], times, rates=Rates(0.0, 0.7, 0.0))
    np.testing.assert_allclose(of_turned, exact, atol=1e-12)


@pytest.mark.parametrize("name", TARGETS)
def test_tangent_starts_with_the_full_gradient(name):
    """dL/ds at s = 0 is −Σ η |∂L/∂θ|² of the full network, for three different rates."""
    network, rates = random_weights(20, 0.6, 1.0, 7), Rates(1.3, 0.4, 0.8)
    loss, gradient = loss_and_gradient(network, TARGETS[name])
    slope = -sum(rate * np.sum(g**2) for rate, g in ((1.3, gradient.W), (0.4, gradient.u), (0.8, gradient.v)))
    h = 1e-4
    s = tangent_curve(network, TARGETS[name], [0.0, h, 2 * h], rates=rates)
    assert s[0] == pytest.approx(loss, rel=1e-12)
    assert (-3 * s[0] + 4 * s[1] - s[2]) / (2 * h) == pytest.approx(slope, rel=1e-5)


def test_tangent_is_the_limit_of_small_targets():
    """From f = 0 a target ε f* is learnt with weights that move by ε: flow and tangent differ by ε² of the loss."""
    network, target, times = mirrored(random_weights(5, 0.6, 1.0, 2)), TARGETS["oscillator"], np.array([1.0, 2.0])
    tangent = tangent_curve(network, target, times)
    sizes, deviations = np.array([0.2, 0.1, 0.05]), []
    for size in sizes:
        small = StateSpace(target.A, size * target.b, target.c)
        flow = gradient_flow(network, small, times, rtol=1e-12, atol=1e-15)["loss"]
        deviations.append(np.abs(flow / size**2 - tangent).max())
    orders = np.log(np.array(deviations[:-1]) / deviations[1:]) / np.log(2)
    assert orders == pytest.approx([2.0, 2.0], abs=0.1)


def test_mirrored_network_is_silent_with_the_kernels_of_one_copy():
    network, times = random_weights(40, 0.7, 1.5, 1), np.array([0.0, 0.3, 2.0, 9.0])
    double = mirrored(network)
    assert np.abs(impulse_response(double, times)).max() < 1e-15
    assert double.N == 80
    assert [np.linalg.norm(double.u), np.linalg.norm(double.v)] == pytest.approx([1.5, 1.5])
    rates = Rates(0.9, 1.1, 0.3)
    np.testing.assert_allclose(
        tangent_curve(double, TARGETS["oscillator"], times, rates=rates),
        tangent_curve(network, TARGETS["oscillator"], times, rates=rates, silent=True),
        atol=1e-13,
    )


@pytest.mark.parametrize("sigma", [0.0, 0.5, 0.95])
def test_krylov_network_is_small_and_the_same(sigma):
    network, target = random_weights(150, sigma, 1.3, 6), TARGETS["integrator"]
    small = krylov_network(network, target)
    assert small.N == 1 if sigma == 0 else small.N < 130
    times = np.array([0.0, 0.5, 2.0, 10.0])
    np.testing.assert_allclose(impulse_response(small, times), impulse_response(network, times), atol=1e-8)
    assert loss_and_gradient(small, target)[0] == pytest.approx(loss_and_gradient(network, target)[0], rel=1e-9)


def test_moments_of_one_large_network():
    """uᵀ(Wᵀ)ᵏWʲu of one network of 1500 neurons is δ_jk σ^{2k} up to a few N^{−1/2}."""
    N, sigma = 1500, 0.8
    network = random_weights(N, sigma, 1.0, 11)
    states = [network.u]
    for _ in range(4):
        states.append(network.W @ states[-1])
    overlaps = np.array([[a @ b for a in states] for b in states])
    expected = np.diag(sigma ** (2.0 * np.arange(5)))
    assert 1e-3 < np.abs(overlaps - expected).max() < 5 / np.sqrt(N)


def test_oscillator_beyond_the_disc_is_learnt_as_slowly_as_claimed():
    """Far outside |λ| < σ networks of 1000 neurons crawl as the theory does."""
    target, times = damped_oscillator(0.3, 2.0), np.array([10.0, 1e3])
    theory = lazy_curve(target, sigma=0.6, kappa=1.0, times=times)
    losses = np.array([readout_curve(random_weights(1000, 0.6, 1.0, seed), target, times) for seed in range(6)])
    assert not theory.learnable and theory.loss[-1] > 0.2 * target_power(target)
    np.testing.assert_allclose(losses.mean(axis=0), theory.loss, rtol=0.05)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: readout_curve(random_weights(5, 0.5), integrator(1.0), [2.0, 1.0]), "times must increase"),
        (lambda: readout_curve(random_weights(5, 0.5), integrator(1.0), [1.0], rate=0.0), "rate must be positive"),
        (lambda: tangent_curve(random_weights(5, 0.5), integrator(1e-3), [1.0]), "choose poles nearer to −1"),
        (lambda: readout_curve(random_weights(5, 0.0) + 3 * ONE, integrator(1.0), [1.0]), "unstable"),
        (lambda: tangent_curve(random_weights(5, 0.0) + 3 * ONE, integrator(1.0), [1.0]), "hardly decays"),
        (lambda: krylov_network(Weights(np.eye(2), [0.0, 0.0], [1.0, 0.0]), integrator(1.0)), "|u| must be positive"),
    ],
)
def test_bad_input_in_one_sentence(call, message):
    with pytest.raises(ValidationError) as caught:
        call()
    assert message in str(caught.value)
