"""The stiff solver against solvers that know the Jacobian, and stiff gradient flows against the reduced ODE."""

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from reduced_odes import integrate, real_outlier
from validation import (
    Engine,
    LowRankRadau,
    UnstableNetwork,
    Weights,
    damped_oscillator,
    gradient_flow,
    integrator,
    random_weights,
)
from validation.training.low_rank_radau import EMBEDDED, GAMMA, INTERPOLATION, A, C, LowRankJacobian


def van_der_pol(t: float, y: np.ndarray) -> np.ndarray:
    return np.array([y[1], 1000 * (1 - y[0] ** 2) * y[1] - y[0]])


def stiff_and_slow(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A symmetric matrix with two fast rates and a cluster of slow ones of both signs; an initial vector."""
    rng = np.random.default_rng(seed)
    basis = np.linalg.qr(rng.standard_normal((n, n)))[0]
    rates = np.concatenate([[-3e4, -50.0], rng.uniform(-0.7, 0.7, n - 2)])
    return basis @ np.diag(rates) @ basis.T, rng.standard_normal(n)


def test_the_method_is_radau_iia() -> None:
    """Quadrature of order 5, stage order 3, stiffly accurate; its real eigenvalue; its error estimate of order 3."""
    np.testing.assert_allclose([A[2] @ C ** (q - 1) for q in range(1, 6)], [1 / q for q in range(1, 6)], atol=1e-15)
    for q in (1, 2, 3):
        np.testing.assert_allclose(A @ C ** (q - 1), C**q / q, atol=1e-15)
    eigenvalues = np.linalg.eigvals(A)
    assert eigenvalues[np.abs(eigenvalues.imag) < 1e-12].real == pytest.approx([GAMMA], rel=1e-12)
    np.testing.assert_allclose(INTERPOLATION.T @ (C[None, :] ** np.arange(1, 4)[:, None]), np.eye(3), atol=1e-13)
    # For y = x^q the increments are c^q, and the estimate must vanish for q = 1, 2, 3 up to its own scale.
    for q in (2, 3):
        assert EMBEDDED @ C**q == pytest.approx(0.0, abs=1e-13)
    assert float(EMBEDDED @ C) == pytest.approx(-1.0, rel=1e-13)  # cancels the slope at the start


@pytest.mark.parametrize("n", [5, 30])
def test_errors_follow_the_tolerance_where_rates_differ_by_a_hundred_thousand(n: int) -> None:
    J, start = stiff_and_slow(n, seed=n)
    exact, errors, steps = expm(3.0 * J) @ start, [], []
    for rtol in (1e-4, 1e-6, 1e-8):
        run = solve_ivp(lambda t, y: J @ y, (0, 3), start, method=LowRankRadau, rtol=rtol, atol=rtol)
        assert run.success
        errors.append(np.abs(run.y[:, -1] - exact).max())
        steps.append(run.t.size)
    for rtol, error in zip((1e-4, 1e-6, 1e-8), errors, strict=True):
        assert error < 20 * rtol * np.abs(exact).max()
    assert errors[2] < 1e-2 * errors[0]
    assert steps[2] < 400  # an explicit method needs 3e4 · 3 / 3.3 for stability alone


def test_a_nonlinear_stiff_problem_as_scipy_solves_it() -> None:
    reference = solve_ivp(van_der_pol, (0, 300), [2.0, 0.0], method="Radau", rtol=1e-12, atol=1e-14)
    run = solve_ivp(van_der_pol, (0, 300), [2.0, 0.0], method=LowRankRadau, rtol=1e-8, atol=1e-10, dense_output=True)
    np.testing.assert_allclose(run.y[:, -1], reference.y[:, -1], atol=1e-8)
    middle = solve_ivp(van_der_pol, (0, 123.4), [2.0, 0.0], method="Radau", rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(run.sol(123.4), middle.y[:, -1], atol=1e-6)
    np.testing.assert_allclose(run.sol([0.0, 300.0]), np.stack([[2.0, 0.0], run.y[:, -1]], axis=1), atol=1e-12)


def test_the_jacobian_is_found_where_it_is_fast() -> None:
    J, y = stiff_and_slow(60, seed=4)
    found = LowRankJacobian.at(lambda t, x: J @ x, 0.0, y, J @ y, step=1e-2)
    np.testing.assert_allclose(found.V @ found.V.T, np.eye(len(found.V)), atol=1e-10)
    assert len(found.V) < 12
    missing = np.linalg.norm(J - found.V.T @ found.H @ found.V, 2)
    assert missing < 2.0  # of 30,000
    step, right = 0.3, np.random.default_rng(0).standard_normal((3, 60))
    approximate = found.V.T @ found.H @ found.V
    exact = np.linalg.solve(np.eye(180) - step * np.kron(A, approximate), right.ravel()).reshape(3, 60)
    np.testing.assert_allclose(found.stages(step)(right), exact, atol=1e-8)
    single = np.linalg.solve(np.eye(60) - step * approximate, right[0])
    np.testing.assert_allclose(found.solve(step, right[0]), single, atol=1e-8)


def test_a_stiff_gradient_flow_follows_the_reduced_ode() -> None:
    """λ_max reaches 1/(4c*³) = 31,000 at c* = 0.02: explicit steps would have to be a hundred thousand."""
    c_star, n, times = 0.02, random_weights(12, 0.0, 0.1, seed=0).u, np.linspace(0, 8, 17)
    run = gradient_flow(
        Weights.zero_recurrent(n, n), integrator(c_star), times, method=LowRankRadau, rtol=1e-7, atol=1e-10
    )
    theory = integrate(real_outlier, {"a": 0.1, "b": 0.1}, {"c_star": c_star}, times, rtol=1e-11, atol=1e-14)
    np.testing.assert_allclose(run["loss"], theory["loss"], atol=1e-6)
    np.testing.assert_allclose(run["c"], theory["c"], atol=1e-6)
    assert run["c"][-1] == pytest.approx(c_star, rel=1e-2)


def test_flows_by_krylov_spaces_are_those_of_the_dense_engine() -> None:
    start, target, times = random_weights(40, 0.4, 0.6, seed=2), damped_oscillator(0.5, 1.0), [0.0, 2.0]
    dense = gradient_flow(start, target, times, rtol=1e-8, atol=1e-10, sigma=0.4, engine=Engine.DENSE)
    for method, tolerance in ((None, 1e-9), (LowRankRadau, 1e-6)):
        chosen = {} if method is None else {"method": method}
        run = gradient_flow(start, target, times, rtol=1e-8, atol=1e-10, sigma=0.4, engine=Engine.KRYLOV, **chosen)
        np.testing.assert_allclose(run.final.W, dense.final.W, atol=tolerance)
        np.testing.assert_allclose(run["loss"], dense["loss"], atol=tolerance)
        np.testing.assert_allclose(run.outliers.eigenvalues, dense.outliers.eigenvalues, atol=10 * tolerance)


def test_a_right_hand_side_that_ends_is_reported() -> None:
    def until_one(t: float, y: np.ndarray) -> np.ndarray:
        return np.full(2, math.nan) if y[0] > 1 else np.array([1.0, -1e4 * y[1]])

    run = solve_ivp(until_one, (0, 2), [0.0, 1.0], method=LowRankRadau, rtol=1e-6, atol=1e-9)
    assert not run.success and run.t[-1] == pytest.approx(1.0, abs=1e-3)


def test_an_unstable_start_is_refused() -> None:
    with pytest.raises(UnstableNetwork):
        gradient_flow(Weights(1.1 * np.eye(3), np.ones(3), np.ones(3)), integrator(0.3), [1.0], method=LowRankRadau)
