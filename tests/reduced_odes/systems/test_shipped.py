"""The shipped systems: against equations that share nothing with them, against each other, against known limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.linalg import solve_continuous_lyapunov, solve_sylvester
from scipy.optimize import brentq
from written_systems import REAL_OUTLIER

from reduced_odes import (
    Method,
    Outcome,
    ReducedSystem,
    SaddleError,
    Trajectory,
    UnstableNetworkError,
    conjugate_pair,
    integrate,
    load,
    rank_two,
    real_outlier,
    shipped,
    shipped_system,
)

Array = np.ndarray
KAPPA = 0.4 / math.sqrt(2)
PAIR = {"c_star": 0.3, "omega_star": 2.0}


def gradient(W: Array, u: Array, v: Array, c: float, omega: float, phase: float) -> tuple[float, list[Array]]:
    """Loss and gradient from the four matrix equations, solved numerically for the target e^{-ct} cos(ωt + φ)."""
    M = W - np.eye(len(W))
    A = np.array([[-c, omega], [-omega, -c]])
    b, row = np.array([math.cos(phase), -math.sin(phase)]), np.array([1.0, 0.0])
    P = solve_continuous_lyapunov(M, -np.outer(u, u))
    Q = solve_continuous_lyapunov(M.T, -np.outer(v, v))
    X = solve_sylvester(M, A.T, -np.outer(u, b))
    Y = solve_sylvester(M.T, A, -np.outer(v, row))
    power = row @ solve_continuous_lyapunov(A, -np.outer(b, b)) @ row
    loss = v @ P @ v / 2 - v @ X @ row + power / 2
    return float(loss), [Q @ P - Y @ X.T, Q @ u - Y @ b, P @ v - X @ row]


def weights_of_rank_two(state: Array) -> tuple[Array, Array, Array]:
    return state[:4].reshape(2, 2), state[4:6], state[6:8]


def as_rank_two(trajectory: Trajectory) -> dict[str, Array]:
    """A pair, or a real outlier, as the rank-two network that it is."""
    if trajectory.system == "conjugate_pair":
        p, q, r, alpha, beta = trajectory.states.values()
        values = [p, -q, q, r, alpha, beta, alpha, -beta]
    else:
        a, b, c = trajectory.states.values()
        values = [1 - c, 0 * a, 0 * a, 0 * a, a, 0 * a, b, 0 * a]
    return dict(zip(rank_two.state, values, strict=True))


def start_of(values: dict[str, Array]) -> dict[str, float]:
    return {name: float(x[0]) for name, x in values.items()}


def test_rank_two_is_the_gradient_of_the_matrix_equations() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        state = 0.5 * rng.standard_normal(8)
        if np.any(rank_two.stability(state, PAIR) <= 0):
            continue
        c, omega, phase, eta_W, eta_u, eta_v = rng.uniform(0.2, 2, 6)
        parameters = (c, omega, phase, eta_W, eta_u, eta_v)
        loss, (gW, gu, gv) = gradient(*weights_of_rank_two(state), c, omega, phase)
        expected = np.concatenate([-eta_W * gW.ravel(), -eta_u * gu, -eta_v * gv])
        np.testing.assert_allclose(rank_two.rhs(state, parameters), expected, rtol=1e-9, atol=1e-11)
        observed = rank_two.observe(state, parameters)
        assert observed["loss"] == pytest.approx(loss, abs=1e-12)
        silent, _ = gradient(np.zeros((2, 2)), np.zeros(2), np.zeros(2), c, omega, phase)
        assert rank_two.target_power(parameters) == pytest.approx(silent, rel=1e-12)
        W, u, v = weights_of_rank_two(state)
        eigenvalues = np.linalg.eigvals(W - np.eye(2))
        assert observed["gain"] == pytest.approx(v @ u)
        assert observed["c"] == pytest.approx(-eigenvalues.mean().real)
        assert observed["omega_squared"] == pytest.approx(-(((eigenvalues[0] - eigenvalues[1]) / 2) ** 2).real)


def test_stability_is_the_sign_of_the_eigenvalues() -> None:
    rng = np.random.default_rng(4)
    seen = set()
    for _ in range(200):
        state = 1.2 * rng.standard_normal(8)
        W, _, _ = weights_of_rank_two(state)
        stable = bool(np.all(np.linalg.eigvals(W - np.eye(2)).real < 0))
        assert bool(np.all(rank_two.stability(state, PAIR) > 0)) == stable
        seen.add(stable)
    assert seen == {True, False}


def test_real_outlier_is_the_flow_written_by_hand() -> None:
    by_hand = load(REAL_OUTLIER)
    states = np.random.default_rng(5).uniform(0.2, 2, (3, 50))
    parameters = (0.3, 1.1, 0.7, 0.4)
    np.testing.assert_allclose(real_outlier.rhs(states, parameters), by_hand.rhs(states, parameters), rtol=1e-11)
    np.testing.assert_allclose(
        real_outlier.jacobian(states, parameters), by_hand.jacobian(states, parameters), rtol=1e-10, atol=1e-13
    )


# --- embeddings


def test_the_pair_is_a_rank_two_network() -> None:
    times = np.linspace(0, 120, 61)
    parameters = {**PAIR, "phase": 0.4, "eta_W": 0.8}
    pair = integrate(conjugate_pair, {"alpha": 0.2, "beta": 0.15}, {**parameters, "eta_io": 1.3}, times)
    expected = as_rank_two(pair)
    general = integrate(rank_two, start_of(expected), {**parameters, "eta_u": 1.3, "eta_v": 1.3}, times)
    for name, values in expected.items():
        np.testing.assert_allclose(general[name], values, rtol=1e-6, atol=1e-7)
    for name in ("loss", "gain", "c", "omega_squared"):
        np.testing.assert_allclose(general[name], pair[name], rtol=1e-6, atol=1e-7)
    assert general.events["pair_born"] == pytest.approx(pair.events["pair_born"], rel=1e-7)
    assert len(pair.events["pair_born"]) == 1


def test_the_real_outlier_is_a_rank_two_network_at_zero_frequency() -> None:
    times = np.linspace(0, 15, 31)
    rates = {"eta_W": 0.9, "eta_u": 1.4, "eta_v": 0.6}
    outlier = integrate(real_outlier, {"a": 0.1, "b": 0.2}, {"c_star": 0.2, **rates}, times)
    expected = as_rank_two(outlier)
    general = integrate(rank_two, start_of(expected), {"c_star": 0.2, "omega_star": 0.0, **rates}, times)
    for name, values in expected.items():
        np.testing.assert_allclose(general[name], values, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(general["loss"], outlier["loss"], rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(general["gain"], outlier["gain"], rtol=1e-6)
    assert general.events["learnt"] == pytest.approx(outlier.events["learnt"], rel=1e-7)
    assert general.events["pair_born"] == ()


def test_the_pair_with_parallel_vectors_is_the_real_outlier() -> None:
    times = np.linspace(0, 15, 31)
    outlier = integrate(real_outlier, {"a": 0.1, "b": 0.1}, {"c_star": 0.2}, times)
    pair = integrate(conjugate_pair, {"alpha": 0.1}, {"c_star": 0.2, "omega_star": 0.0}, times)
    np.testing.assert_allclose(pair["p"], 1 - outlier["c"], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(pair["alpha"], outlier["a"], rtol=1e-6)
    np.testing.assert_allclose(pair["gain"], outlier["gain"], rtol=1e-6)
    np.testing.assert_allclose(pair["loss"], outlier["loss"], rtol=1e-6, atol=1e-12)
    for never in ("q", "r", "beta"):
        assert np.all(pair[never] == 0)


def test_parallel_vectors_never_oscillate() -> None:
    """They end at the best real outlier; before some ten of its slowest time constants (62) they still move."""
    found = integrate(conjugate_pair, {"alpha": 0.3}, PAIR, np.linspace(0, 5000, 101))
    assert np.all(found["omega_squared"] <= 0)
    assert found.events["pair_born"] == ()
    assert found.outcome is Outcome.STALLED
    assert found["loss"][-1] > 0.1
    rest = [found[name][-1] for name in conjugate_pair.state]
    slowest = -np.linalg.eigvals(conjugate_pair.jacobian(rest, PAIR)[np.ix_([0, 3], [0, 3])]).real.max()
    early = integrate(conjugate_pair, {"alpha": 0.3}, PAIR, [3 / slowest, 6 / slowest])
    assert early.outcome is Outcome.UNFINISHED
    left = np.abs(early["p"] - rest[0])
    assert left[1] / left[0] == pytest.approx(math.exp(-3), rel=0.1)


# --- what learning must do


@st.composite
def starts(draw: st.DrawFn) -> tuple[ReducedSystem, dict[str, float], dict[str, float]]:
    names = [name for name in shipped() if not shipped_system(name).gram]
    system = shipped_system(draw(st.sampled_from(names)))
    weight = st.floats(0.05, 0.8) | st.floats(-0.8, -0.05)
    initial = {name: draw(weight) for name in system.state if name[0] in "abuv"}
    parameters = {name: draw(st.floats(0.3, 1.5)) for name in system.parameters}
    return system, initial, parameters


@settings(deadline=None, max_examples=25)
@given(starts())
def test_conserved_quantities_and_falling_loss(
    start: tuple[ReducedSystem, dict[str, float], dict[str, float]],
) -> None:
    found = integrate(*start, np.linspace(0, 30, 61))
    assert found.times.size == 61
    for values in found.invariants.values():
        assert np.abs(values - values[0]).max() < 1e-6
    assert np.diff(found["loss"]).max() < 1e-9
    assert found["loss"].min() > -1e-12


@settings(deadline=None, max_examples=10)
@given(starts(), st.floats(-3, 3))
def test_rank_two_does_not_depend_on_the_basis(
    start: tuple[ReducedSystem, dict[str, float], dict[str, float]], angle: float
) -> None:
    _, initial, _ = start
    numbers = np.resize(np.array(list(initial.values())), 4)
    u, v = numbers[:2], numbers[2:]
    R = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    times = np.linspace(0, 8, 9)
    plain = integrate(rank_two, dict(zip(("u1", "u2", "v1", "v2"), (*u, *v), strict=True)), PAIR, times)
    turned = integrate(rank_two, dict(zip(("u1", "u2", "v1", "v2"), (*(R @ u), *(R @ v)), strict=True)), PAIR, times)
    for name in ("loss", "gain", "c", "omega_squared"):
        np.testing.assert_allclose(turned[name], plain[name], rtol=1e-6, atol=1e-7)


def test_transposition_exchanges_read_in_and_read_out() -> None:
    times = np.linspace(0, 60, 31)
    initial = {"w12": 0.2, "u1": 0.3, "u2": -0.1, "v1": 0.1, "v2": 0.4}
    mirrored = {"w21": 0.2, "v1": 0.3, "v2": -0.1, "u1": 0.1, "u2": 0.4}
    rates = {"eta_u": 0.5, "eta_v": 1.5}
    one = integrate(rank_two, initial, {**PAIR, **rates}, times)
    other = integrate(rank_two, mirrored, {**PAIR, "eta_u": 1.5, "eta_v": 0.5}, times)
    for name, partner in {"w11": "w11", "w12": "w21", "w21": "w12", "u1": "v1", "v2": "u2"}.items():
        np.testing.assert_allclose(one[name], other[partner], rtol=1e-6, atol=1e-7)


def test_time_runs_faster_with_the_rates() -> None:
    slow = integrate(conjugate_pair, {"alpha": 0.3, "beta": 0.2}, PAIR, [10.0, 40.0])
    rates = {"eta_W": 4.0, "eta_io": 4.0}
    fast = integrate(conjugate_pair, {"alpha": 0.3, "beta": 0.2}, {**PAIR, **rates}, [2.5, 10.0])
    for name in conjugate_pair.state:
        np.testing.assert_allclose(fast[name], slow[name], rtol=1e-7)


# --- fixed points, and how they are approached


@pytest.mark.parametrize("c_star", [0.05, 0.3, 1.5])
def test_the_integrator_is_a_stable_node(c_star: float) -> None:
    """In (gain, c): determinant 1/8c⁴, trace −1/c − 1/4c³; across, u ∥ v only scale against each other."""
    J = real_outlier.jacobian([1.0, 1.0, c_star], {"c_star": c_star})
    assert np.abs(real_outlier.rhs([1.0, 1.0, c_star], {"c_star": c_star})).max() < 1e-12 / c_star**2
    eigenvalues = np.sort(np.linalg.eigvals(J).real)
    assert eigenvalues[2] == pytest.approx(0, abs=1e-9 / c_star**3)
    assert eigenvalues[0] * eigenvalues[1] == pytest.approx(1 / (8 * c_star**4), rel=1e-9)
    assert eigenvalues[0] + eigenvalues[1] == pytest.approx(-1 / c_star - 1 / (4 * c_star**3), rel=1e-9)


def test_learning_time_grows_with_the_logarithm_of_the_initial_gain() -> None:
    """(1 + c*)/2 · ln(1/A₀) + O(1): the O(1) is gone in a difference."""
    for c_star in (0.02, 0.1, 0.3):
        times = [
            integrate(real_outlier, {"a": a, "b": a}, {"c_star": c_star}, [60.0]).events["learnt"][0]
            for a in (1e-3, 1e-6)
        ]
        assert times[1] - times[0] == pytest.approx((1 + c_star) / 2 * math.log(1e6), rel=1e-4)


def test_a_learnt_pair_is_the_target() -> None:
    phase = 0.5
    found = integrate(conjugate_pair, {"alpha": 0.4, "beta": 0.3}, {**PAIR, "phase": phase}, [400.0])
    assert found.outcome is Outcome.LEARNT
    assert found["c"][-1] == pytest.approx(0.3, rel=1e-6)
    assert found["omega_squared"][-1] == pytest.approx(4.0, rel=1e-6)
    assert found["gain"][-1] == pytest.approx(math.cos(phase), rel=1e-6)  # f(0) = vᵀu
    assert abs(found["loss"][-1]) < 1e-12


# --- the damped oscillator from orthogonal vectors


@pytest.fixture(scope="module")
def example() -> Trajectory:
    return integrate(conjugate_pair, {"alpha": KAPPA, "beta": KAPPA}, PAIR, np.linspace(0, 100, 401))


def test_c_rises_first_and_then_the_pair_learns(example: Trajectory) -> None:
    assert example["c"][0] == 1.0
    assert 1.2 < example["c"].max() < 1.3
    assert len(example.events["pair_born"]) == 1
    assert 10 < example.events["pair_born"][0] < 20
    assert example.events["pair_lost"] == ()
    assert example.outcome is Outcome.LEARNT
    assert abs(example["loss"][-1]) < 1e-14
    before = example.times < example.events["pair_born"][0]
    assert np.all(example["omega_squared"][before] <= 1e-12)
    assert np.all(example["omega_squared"][~before] > 0)


def test_birth_and_learning_time_against_the_matrix_equations(example: Trajectory) -> None:
    """The same network as a flow of Lyapunov and Sylvester solutions, by another solver, its events by bisection."""

    def flow(_: float, state: Array) -> Array:
        _, parts = gradient(*weights_of_rank_two(state), 0.3, 2.0, 0.0)
        return -np.concatenate([part.ravel() for part in parts])

    def omega_squared(state: Array) -> float:
        W, _, _ = weights_of_rank_two(state)
        difference = np.subtract(*np.linalg.eigvals(W))
        return float(-((difference / 2) ** 2).real)

    start = np.array([0, 0, 0, 0, KAPPA, KAPPA, KAPPA, -KAPPA])
    dense = solve_ivp(flow, (0, 80), start, method="DOP853", rtol=1e-9, atol=1e-12, dense_output=True).sol
    born = brentq(lambda s: omega_squared(dense(s)), 10, 30)
    assert example.events["pair_born"][0] == pytest.approx(born, rel=1e-7)
    silent = conjugate_pair.target_power(PAIR)
    learnt = brentq(lambda s: gradient(*weights_of_rank_two(dense(s)), 0.3, 2.0, 0.0)[0] - 1e-6 * silent, 60, 80)
    assert example.events["learnt"][0] == pytest.approx(learnt, rel=1e-7)


@pytest.mark.parametrize("method", [Method.RADAU, Method.DOP853])
def test_the_methods_agree_on_states_and_events(example: Trajectory, method: Method) -> None:
    other = integrate(conjugate_pair, example.initial, example.parameters, example.times, method=method)
    for name in conjugate_pair.state:
        error = np.abs(other[name] - example[name]) / (1e-12 + 1e-8 * np.abs(example[name]))
        assert error.max() < 5
    for name, times in example.events.items():
        assert other.events[name] == pytest.approx(times, rel=1e-8)


# --- starts that do not learn


@pytest.mark.parametrize("name", shipped())
def test_silent_networks_are_saddles(name: str) -> None:
    system = shipped_system(name)
    parameters = {key: value for key, value in PAIR.items() if key in shipped_system(name).parameters}
    with pytest.raises(SaddleError, match="nothing will ever be learnt"):
        integrate(system, {}, parameters, [1.0])


def test_unstable_starts() -> None:
    with pytest.raises(UnstableNetworkError, match=r"p = 1\.5"):
        integrate(conjugate_pair, {"p": 1.5, "alpha": 0.1}, PAIR, [1.0])
    with pytest.raises(UnstableNetworkError, match=r"w11 = 0\.9"):
        integrate(rank_two, {"w11": 0.9, "w22": 1.2, "w12": 3, "w21": -3, "u1": 0.1}, PAIR, [1.0])
