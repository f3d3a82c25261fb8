"""Gradient flow of the full network against solvable cases, conservation laws and its manifolds."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import DOP853, LSODA, solve_ivp
from scipy.linalg import expm, solve_continuous_lyapunov, solve_sylvester

from validation import (
    Aligned,
    General,
    ManifoldObserver,
    Rates,
    Reflection,
    SaddlePoint,
    UnstableNetwork,
    ValidationError,
    Weights,
    balance,
    damped_oscillator,
    flow_rate,
    gradient_flow,
    integrator,
    loss_and_gradient,
    random_weights,
)

SOME_RATES = Rates(0.7, 1.3, 0.4)


def test_reading_out_only_is_solved_exactly() -> None:
    """With W and u fixed the flow is linear: v̇ = −η_v (Pv − Xc), so v(s) = v∞ + e^{−η_v P s}(v₀ − v∞)."""
    start, target = random_weights(6, 0.5, 1.0, seed=1), damped_oscillator(0.3, 1.0, 0.2)
    M = start.W - np.eye(6)
    P = solve_continuous_lyapunov(M, -np.outer(start.u, start.u))
    X = solve_sylvester(M, target.A.T, -np.outer(start.u, target.b))
    run = gradient_flow(start, target, [0.0, 0.5, 2.0], rates=Rates(0, 0, 1.7), snapshot_times=[0.5])
    limit = np.linalg.solve(P, X @ target.c)
    assert list(run.snapshot_times) == [0.0, 0.5, 2.0]
    for s, weights in zip(run.snapshot_times, run.snapshots, strict=True):
        exact = limit + expm(-1.7 * s * P) @ (start.v - limit)
        # P has eigenvalues down to 1e-12: v∞ is large, and the difference above keeps 6 digits of it
        np.testing.assert_allclose(weights.v, exact, atol=1e-15 * np.abs(limit).max() + 1e-8)
        assert np.array_equal(weights.W, start.W) and np.array_equal(weights.u, start.u)


def one_neuron(s: float, x: np.ndarray, c_star: float, rates: Rates) -> list[float]:
    """The flow of f = ab e^{−ct}, differentiated by hand from L = (ab)²/(4c) − ab/(c + c*) + 1/(4c*)."""
    a, b, c = x
    by_gain = a * b / (2 * c) - 1 / (c + c_star)
    by_c = -((a * b) ** 2) / (4 * c**2) + a * b / (c + c_star) ** 2
    return [-rates.u * b * by_gain, -rates.v * a * by_gain, -rates.W * by_c]


@pytest.mark.parametrize("rates", [Rates(), SOME_RATES, Rates(1.0, 0.0, 0.0)])
def test_real_outlier_of_any_size_follows_three_numbers(rates: Rates) -> None:
    """u ∥ v in N = 9: the network is one outlier, and its flow that of one neuron."""
    n = random_weights(9, 0.0, 1.0, seed=4).u
    start = Weights.zero_recurrent(0.5 * n, 0.2 * n)
    times = np.linspace(0, 12, 25)
    observer = ManifoldObserver(Aligned.of(start))
    run = gradient_flow(start, integrator(0.3), times, rates=rates, observe=observer)
    exact = solve_ivp(
        one_neuron, (0, 12), [0.5, 0.2, 1.0], "DOP853", times, args=(0.3, rates), rtol=1e-12, atol=1e-14
    ).y
    for name, values in zip("abc", exact, strict=True):
        np.testing.assert_allclose(run[name], values, atol=2e-8)
    a, b, c = exact
    loss = (a * b) ** 2 / (4 * c) - a * b / (c + 0.3) + 1 / 1.2
    np.testing.assert_allclose(run["loss"], loss, atol=2e-8)
    np.testing.assert_allclose(run["gain"], a * b, atol=2e-8)
    np.testing.assert_allclose(run.outliers.decay, c, atol=2e-8)
    assert run["off_manifold"].max() < 1e-9


def test_error_follows_the_tolerance_and_the_solver_may_be_chosen() -> None:
    start, target = random_weights(4, 0.0, 0.4, seed=2, orthogonal=True), damped_oscillator(0.3, 2.0)
    times = np.linspace(0, 25, 6)
    best = gradient_flow(start, target, times, rtol=1e-12, atol=1e-14, method=DOP853).final.vector()
    errors = []
    for rtol in (1e-5, 1e-7, 1e-9):
        run = gradient_flow(start, target, times, rtol=rtol, atol=rtol / 100)
        errors.append(np.abs(run.final.vector() - best).max())
    assert errors[0] > 10 * errors[1] > 100 * errors[2]
    assert errors[2] < 1e-8
    stiff = gradient_flow(start, target, times, method=LSODA).final.vector()
    np.testing.assert_allclose(stiff, best, atol=1e-7)


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 6),
    st.integers(0, 10**6),
    st.floats(0.1, 0.6),
    st.tuples(*[st.floats(0.1, 3.0)] * 3),
    st.booleans(),
)
def test_the_flow_leaves_the_balance_unchanged(
    N: int, seed: int, sigma: float, rates: tuple[float, float, float], oscillates: bool
) -> None:
    weights, eta = random_weights(N, sigma, 0.8, seed), Rates(*rates)
    target = damped_oscillator(0.3, 2.0, 0.5) if oscillates else integrator(0.4)
    if weights.spectrum()[0].real > 0.9:
        return
    velocity = flow_rate(weights, target, eta)
    h = 1e-3
    # The balance is quadratic, so that a central difference is exact.
    drift = (balance(weights + h * velocity, eta) - balance(weights - h * velocity, eta)) / (2 * h)
    assert np.abs(drift).max() < 1e-11 * (1 + velocity.norm()) * (1 + weights.norm()) / h / min(rates)
    if N > 1:
        wrong = Rates(2 * eta.W, eta.u, eta.v)
        spoilt = (balance(weights + h * velocity, wrong) - balance(weights - h * velocity, wrong)) / (2 * h)
        assert np.abs(spoilt).max() > 1e3 * np.abs(drift).max()


def test_the_balance_does_not_drift_and_the_loss_falls() -> None:
    start, target = random_weights(8, 0.3, 0.5, seed=7), damped_oscillator(0.3, 2.0, 0.3)
    times = np.linspace(0, 60, 31)
    run = gradient_flow(start, target, times, rates=SOME_RATES, rtol=1e-10, snapshot_times=[10.0, 30.0])
    before = balance(start, SOME_RATES)
    for weights in run.snapshots:
        assert np.abs(balance(weights, SOME_RATES) - before).max() < 1e-8
    assert np.abs(balance(run.final) - balance(start)).max() > 1e-2  # other rates: another law
    assert np.all(np.diff(run["loss"]) < 1e-13)
    assert run["loss"][-1] < 0.2 * run["loss"][0]


def test_the_loss_falls_at_the_rate_of_the_squared_gradient() -> None:
    start, target = random_weights(5, 0.4, 0.7, seed=3), integrator(0.4)
    gradient = loss_and_gradient(start, target)[1]
    power = gradient.inner(SOME_RATES * gradient)
    h = 1e-4
    loss = gradient_flow(start, target, [0.0, h, 2 * h], rates=SOME_RATES, rtol=1e-12)["loss"]
    assert (-1.5 * loss[0] + 2 * loss[1] - 0.5 * loss[2]) / h == pytest.approx(-power, rel=1e-5)


def test_zero_recurrent_weights_stay_in_the_span() -> None:
    u, v = random_weights(10, 0.0, 1.0, seed=5).u, random_weights(10, 0.0, 1.0, seed=6).v
    start, target = Weights.zero_recurrent(0.5 * u, 0.3 * v), damped_oscillator(0.3, 2.0, 0.2)
    run = gradient_flow(start, target, [0.0, 10.0, 40.0], rates=SOME_RATES, observe=ManifoldObserver(General.of(start)))
    assert run["off_manifold"].max() < 1e-12
    assert run["loss"][-1] < 0.9 * run["loss"][0]


def test_equal_norms_and_rates_keep_the_reflection_symmetry_and_unequal_ones_do_not() -> None:
    u, v = random_weights(10, 0.0, 1.0, seed=5).u, random_weights(10, 0.0, 1.0, seed=6).v
    target = damped_oscillator(0.3, 2.0, 0.2)
    even = Weights.zero_recurrent(0.4 * u, 0.4 * v)
    observer = ManifoldObserver(Reflection.of(even))
    times = [0.0, 10.0, 20.0]
    assert gradient_flow(even, target, times, observe=observer)["off_manifold"].max() < 1e-10
    odd = Weights.zero_recurrent(0.4 * u, 0.3 * v)
    assert gradient_flow(odd, target, times, observe=observer)["off_manifold"].max() > 1e-2
    uneven = gradient_flow(even, target, times, rates=Rates(1, 1, 0.5), observe=observer)
    assert uneven["off_manifold"].max() > 1e-2


def test_the_birth_of_a_conjugate_pair() -> None:
    """c first rises, two real outliers meet between s = 10 and 20, and the target's pair is learnt."""
    start = random_weights(8, 0.0, 0.4, seed=1, orthogonal=True)
    run = gradient_flow(start, damped_oscillator(0.3, 2.0), np.linspace(0, 100, 101))
    (birth,) = run.outliers.births
    assert 10 < birth < 20
    at_birth = np.interp(birth, run.times, run["c"])
    assert at_birth == pytest.approx(1.22, abs=0.01)
    assert run["c"][0] == 1.0 and run["omega_squared"][0] == 0.0
    assert run["omega_squared"].min() < -0.02
    assert run["loss"][-1] < 1e-14
    assert run["c"][-1] == pytest.approx(0.3, abs=1e-6)
    assert run["omega_squared"][-1] == pytest.approx(4.0, abs=1e-5)


def test_a_trial_step_into_instability_is_taken_back() -> None:
    """With no tolerance at all the solver tries steps far beyond stability; the flow must not end there."""
    n = np.array([1.0, 0.0])
    start = Weights([[0.97, 0], [0, 0]], n, n)
    run = gradient_flow(start, integrator(0.02), [0.0, 0.5], rtol=0.9, atol=0.9)
    assert run.final.spectrum()[0].real < 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("times", [0.0, 2.0, 1.0]),
        ("times", [0.0, 1.0, 1.0]),
        ("times", [-1.0, 1.0]),
        ("times", [0.0, math.nan]),
        ("times", []),
        ("snapshot_times", [3.0]),
        ("rtol", 0.0),
        ("atol", -1.0),
    ],
)
def test_bad_arguments(name: str, value: object) -> None:
    start = random_weights(3, 0.0, 0.5, seed=1)
    with pytest.raises(ValidationError) as caught:
        gradient_flow(start, integrator(0.3), **({"times": [0.0, 1.0]} | {name: value}))
    assert caught.value.name == name


def test_saddles_and_unstable_starts_are_refused() -> None:
    silent = Weights(np.zeros((2, 2)), [0, 0], [0, 0])
    with pytest.raises(SaddlePoint, match=r"trained \(W, u, v\) is exactly 0 while the loss is 0\.8333"):
        gradient_flow(silent, integrator(0.3), [1.0])
    deaf = Weights(np.zeros((2, 2)), [0, 0], [1, 0])
    with pytest.raises(SaddlePoint, match=r"trained \(W\)"):
        gradient_flow(deaf, integrator(0.3), [1.0], rates=Rates(1, 0, 0))
    assert gradient_flow(deaf, integrator(0.3), [1.0])["loss"][0] < 0.8
    with pytest.raises(UnstableNetwork):
        gradient_flow(Weights(2 * np.eye(2), [1, 0], [1, 0]), integrator(0.3), [1.0])
