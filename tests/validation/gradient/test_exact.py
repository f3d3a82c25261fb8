"""The exact loss and gradient against routes that share nothing with them but the definition."""

import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
from autograd import value_and_grad
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.linalg import block_diag, expm, solve_continuous_lyapunov, solve_sylvester

from validation import (
    StateSpace,
    UnstableNetwork,
    ValidationError,
    Weights,
    damped_oscillator,
    descend,
    gradient_flow,
    integrator,
    loss_and_gradient,
    modal_gradient,
    random_weights,
    target_power,
)

THIRD_ORDER = StateSpace([[-0.4, -1.7, 0.0], [1.7, -0.4, 0.0], [0.0, 0.5, -0.25]], [1.0, 0.5, 0.8], [0.7, -1.0, 0.9])
TARGETS = {
    "integrator": integrator(0.3),
    "oscillator": damped_oscillator(0.3, 2.0, 0.7),
    "third order": THIRD_ORDER,
}
SMALL = settings(max_examples=30, deadline=None)


@st.composite
def networks(draw: st.DrawFn) -> Weights:
    """Stable networks of 1 to 6 neurons, up to strongly non-normal ones."""
    N, seed = draw(st.integers(1, 6)), draw(st.integers(0, 10**6))
    raw = random_weights(N, draw(st.floats(0.0, 1.5)), draw(st.floats(0.1, 2.0)), seed)
    excess = max(raw.spectrum()[0].real - draw(st.floats(0.3, 0.9)), 0.0)
    return Weights(raw.W - excess * np.eye(N), raw.u, raw.v)


@st.composite
def targets(draw: st.DrawFn) -> StateSpace:
    if draw(st.booleans()):
        return integrator(draw(st.floats(0.1, 2.0)))
    return damped_oscillator(draw(st.floats(0.1, 2.0)), draw(st.floats(0.0, 3.0)), draw(st.floats(-3.0, 3.0)))


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
@pytest.mark.parametrize("N", [1, 2, 7, 40])
def test_against_scipy_gramians(N: int, target: StateSpace) -> None:
    weights = random_weights(N, 0.6, 0.9, seed=N)
    M, u, v, A, b, c = weights.W - np.eye(N), weights.u, weights.v, target.A, target.b, target.c
    P, Q = solve_continuous_lyapunov(M, -np.outer(u, u)), solve_continuous_lyapunov(M.T, -np.outer(v, v))
    X, Y = solve_sylvester(M, A.T, -np.outer(u, b)), solve_sylvester(M.T, A, -np.outer(v, c))
    loss, gradient = loss_and_gradient(weights, target)
    power = c @ solve_continuous_lyapunov(A, -np.outer(b, b)) @ c / 2
    assert loss == pytest.approx(v @ P @ v / 2 - v @ X @ c + power, rel=1e-12)
    np.testing.assert_allclose(gradient.W, Q @ P - Y @ X.T, atol=1e-12)
    np.testing.assert_allclose(gradient.u, Q @ u - Y @ b, atol=1e-12)
    np.testing.assert_allclose(gradient.v, P @ v - X @ c, atol=1e-12)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_loss_against_quadrature(target: StateSpace) -> None:
    weights = random_weights(5, 0.7, 1.1, seed=2)

    def integrand(t: float) -> float:
        f = weights.v @ expm((weights.W - np.eye(5)) * t) @ weights.u
        return 0.5 * float(f - target.c @ expm(target.A * t) @ target.b) ** 2

    expected = sum(quad(integrand, a, a + 15, epsabs=1e-13, epsrel=1e-12, limit=200)[0] for a in range(0, 90, 15))
    assert loss_and_gradient(weights, target)[0] == pytest.approx(expected, rel=1e-9)


def test_closed_form_of_one_neuron() -> None:
    # f = ab e^{−ct}: L = (ab)²/(4c) − ab/(c + c*) + 1/(4c*), differentiated by hand
    a, b, c, c_star = 0.7, -1.3, 0.6, 0.2
    loss, gradient = loss_and_gradient(Weights([[1 - c]], [a], [b]), integrator(c_star))
    assert loss == pytest.approx((a * b) ** 2 / (4 * c) - a * b / (c + c_star) + 1 / (4 * c_star), rel=1e-14)
    by_gain = a * b / (2 * c) - 1 / (c + c_star)
    assert gradient.u[0] == pytest.approx(b * by_gain, rel=1e-14)
    assert gradient.v[0] == pytest.approx(a * by_gain, rel=1e-14)
    by_c = -((a * b) ** 2) / (4 * c**2) + a * b / (c + c_star) ** 2
    assert gradient.W[0, 0] == pytest.approx(-by_c, rel=1e-14)


@SMALL
@given(networks(), targets(), st.integers(0, 10**6))
def test_gradient_against_finite_differences(weights: Weights, target: StateSpace, seed: int) -> None:
    direction = random_weights(weights.N, 1.0, 1.0, seed)
    h = 1e-4
    ahead = [loss_and_gradient(weights + k * h * direction, target)[0] for k in (-2, -1, 1, 2)]
    slope = (ahead[0] - 8 * ahead[1] + 8 * ahead[2] - ahead[3]) / (12 * h)  # error h⁴
    gradient = loss_and_gradient(weights, target)[1]
    assert gradient.inner(direction) == pytest.approx(slope, abs=1e-7 * (1 + gradient.norm() + ahead[0]))


@SMALL
@given(networks(), targets())
def test_transposition_symmetry(weights: Weights, target: StateSpace) -> None:
    loss, gradient = loss_and_gradient(weights, target)
    mirrored_loss, mirrored = loss_and_gradient(Weights(weights.W.T, weights.v, weights.u), target)
    size = 1e-11 * (1 + gradient.norm())
    assert mirrored_loss == pytest.approx(loss, rel=1e-11, abs=1e-12)
    np.testing.assert_allclose(mirrored.W, gradient.W.T, atol=size)
    np.testing.assert_allclose(mirrored.u, gradient.v, atol=size)
    np.testing.assert_allclose(mirrored.v, gradient.u, atol=size)


@SMALL
@given(networks(), targets(), st.integers(0, 10**6))
def test_invariance_under_orthogonal_change_of_basis(weights: Weights, target: StateSpace, seed: int) -> None:
    B = np.linalg.qr(np.random.default_rng(seed).standard_normal((weights.N, weights.N)))[0]
    loss, gradient = loss_and_gradient(weights, target)
    turned_loss, turned = loss_and_gradient(Weights(B @ weights.W @ B.T, B @ weights.u, B @ weights.v), target)
    size = 1e-11 * (1 + gradient.norm())
    assert turned_loss == pytest.approx(loss, rel=1e-11, abs=1e-12)
    np.testing.assert_allclose(turned.W, B @ gradient.W @ B.T, atol=size)
    np.testing.assert_allclose(turned.u, B @ gradient.u, atol=size)
    np.testing.assert_allclose(turned.v, B @ gradient.v, atol=size)


@pytest.mark.parametrize("slowest", [0.5, 0.999])
def test_against_fifty_digits(slowest: float) -> None:
    """The four equations as Kronecker systems in mpmath; with a pole at −0.001 they are ill-conditioned."""
    raw = random_weights(3, 0.8, 1.0, seed=6)
    weights = Weights(raw.W + (slowest - raw.spectrum()[0].real) * np.eye(3), raw.u, raw.v)
    target = TARGETS["oscillator"]
    with mpmath.workdps(50):
        exact_loss, exact = _fifty_digits(weights, target)
    loss, gradient = loss_and_gradient(weights, target)
    assert loss == pytest.approx(exact_loss, rel=1e-12)
    np.testing.assert_allclose(gradient.vector(), exact, atol=1e-11 * np.abs(exact).max())


def _fifty_digits(weights: Weights, target: StateSpace) -> tuple[float, np.ndarray]:
    W, A = mpmath.matrix(weights.W.tolist()), mpmath.matrix(target.A.tolist())
    u, v, b, c = (mpmath.matrix(x.tolist()) for x in (weights.u, weights.v, target.b, target.c))
    M = W - mpmath.eye(3)

    def solve(L: mpmath.matrix, R: mpmath.matrix, C: mpmath.matrix) -> mpmath.matrix:
        """L S + S R + C = 0, entry by entry."""
        n, k = L.rows, R.rows
        system, right = mpmath.zeros(n * k, n * k), mpmath.zeros(n * k, 1)
        for i in range(n):
            for j in range(k):
                right[i * k + j] = -C[i, j]
                for m in range(n):
                    system[i * k + j, m * k + j] += L[i, m]
                for m in range(k):
                    system[i * k + j, i * k + m] += R[m, j]
        flat = mpmath.lu_solve(system, right)
        return mpmath.matrix(n, k) + mpmath.matrix([[flat[i * k + j] for j in range(k)] for i in range(n)])

    P, Q = solve(M, M.T, u * u.T), solve(M.T, M, v * v.T)
    X, Y = solve(M, A.T, u * b.T), solve(M.T, A, v * c.T)
    power = (c.T * solve(A, A.T, b * b.T) * c)[0] / 2
    loss = (v.T * P * v)[0] / 2 - (v.T * X * c)[0] + power
    parts = (Q * P - Y * X.T, Q * u - Y * b, P * v - X * c)
    return float(loss), np.array([float(x) for part in parts for x in part])


def _autograd_loss_by_kronecker(W, u, v, target):
    """L = ½ c P cᵀ of the error system, its Lyapunov equation written as a linear system."""
    N, K = len(u), target.order
    top = anp.concatenate([W - anp.eye(N), anp.zeros((N, K))], axis=1)
    bottom = anp.concatenate([anp.zeros((K, N)), target.A], axis=1)
    M = anp.concatenate([top, bottom], axis=0)
    b, c = anp.concatenate([u, target.b]), anp.concatenate([v, -target.c])
    identity = anp.eye(N + K)
    P = anp.linalg.solve(anp.kron(M, identity) + anp.kron(identity, M), -anp.kron(b, b))
    return 0.5 * anp.dot(anp.kron(c, c), P)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_against_autograd_through_a_kronecker_system(target: StateSpace) -> None:
    weights = random_weights(4, 0.7, 1.2, seed=11)
    value, (W, u, v) = value_and_grad(lambda parts: _autograd_loss_by_kronecker(*parts, target))(
        (weights.W, weights.u, weights.v)
    )
    loss, gradient = loss_and_gradient(weights, target)
    assert loss == pytest.approx(float(value), rel=1e-11)
    np.testing.assert_allclose(gradient.W, W, atol=1e-11)
    np.testing.assert_allclose(gradient.u, u, atol=1e-11)
    np.testing.assert_allclose(gradient.v, v, atol=1e-11)


def test_against_autograd_through_the_euler_network() -> None:
    """Back-propagation through time, extrapolated to dt → 0."""
    weights, target = random_weights(3, 0.5, 1.0, seed=3), damped_oscillator(0.6, 1.5, 0.4)
    duration, spacings = 24.0, (0.08, 0.04, 0.02)

    def euler_loss(parts, dt):
        W, u, v = parts
        step = anp.eye(3) + dt * (W - anp.eye(3))
        h, total = u, 0.0
        for value in target.filter(dt * np.arange(round(duration / dt))):
            total = total + (anp.dot(v, h) - value) ** 2
            h = anp.dot(step, h)
        return 0.5 * dt * total

    levels = []
    for dt in spacings:
        value, parts = value_and_grad(euler_loss)((weights.W, weights.u, weights.v), dt)
        levels.append(np.concatenate([[value], *(np.ravel(part) for part in parts)]))
    exact_loss, gradient = loss_and_gradient(weights, target)
    exact = np.concatenate([[exact_loss], gradient.vector()])
    errors = [np.abs(level - exact).max() for level in levels]
    assert errors[0] / errors[1] == pytest.approx(2, rel=0.1)  # first order in dt, from both sides of 2
    assert errors[1] / errors[2] == pytest.approx(2, rel=0.05)
    first = [2 * levels[1] - levels[0], 2 * levels[2] - levels[1]]
    extrapolated = (4 * first[1] - first[0]) / 3
    np.testing.assert_allclose(extrapolated, exact, atol=1e-4 * np.abs(exact).max())


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_modal_gradient_by_the_chain_rule(target: StateSpace) -> None:
    """δL = Re Σ (∂L/∂λᵢ δλᵢ + ∂L/∂rᵢ δrᵢ), with the changes of poles and residues measured."""
    weights, direction = random_weights(5, 0.7, 1.0, seed=8), random_weights(5, 1.0, 1.0, seed=9)
    h = 1e-6
    here = modal_gradient(weights, target)
    changes = []
    for name in ("poles", "residues"):
        ends = []
        for sign in (1, -1):
            moved = modal_gradient(weights + sign * h * direction, target)
            order = [int(np.argmin(np.abs(moved.poles - pole))) for pole in here.poles]
            ends.append(getattr(moved, name)[order])
        changes.append((ends[0] - ends[1]) / (2 * h))
    slope = np.sum(here.by_pole * changes[0] + here.by_residue * changes[1])
    assert abs(slope.imag) < 1e-6
    assert loss_and_gradient(weights, target)[1].inner(direction) == pytest.approx(slope.real, rel=1e-6)


def test_a_learnt_network_interpolates_the_target_at_mirrored_poles() -> None:
    """Two neurons can't realise three poles: what they reach is stationary without being the target."""
    start = random_weights(2, 0.1, 0.7, seed=1)
    run = gradient_flow(start, THIRD_ORDER, [100.0], atol=1e-14)
    begun, ended = modal_gradient(start, THIRD_ORDER), modal_gradient(run.final, THIRD_ORDER)
    assert run["loss"][-1] > 1e-2
    assert max(np.abs(begun.by_residue).max(), np.abs(begun.by_pole).max()) > 0.1
    np.testing.assert_allclose(ended.by_residue, 0, atol=1e-7)  # G(−λ) = G*(−λ)
    np.testing.assert_allclose(ended.by_pole, 0, atol=1e-7)  # G′(−λ) = G*′(−λ)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_the_target_itself_has_no_loss_and_no_gradient(target: StateSpace) -> None:
    K, N = target.order, 6
    W = block_diag(target.A + np.eye(K), np.zeros((N - K, N - K)))
    pad = np.zeros(N - K)
    solution = Weights(W, np.concatenate([target.b, pad]), np.concatenate([target.c, pad]))
    loss, gradient = loss_and_gradient(solution, target)
    assert 0 <= loss < 1e-14 * target_power(target)
    assert gradient.norm() < 1e-13


def test_a_silent_network_has_the_power_of_the_target() -> None:
    silent = Weights(np.zeros((3, 3)), np.zeros(3), np.ones(3))
    assert loss_and_gradient(silent, integrator(0.2))[0] == pytest.approx(1 / 0.8, rel=1e-15)


@pytest.mark.parametrize(
    ("W", "says"),
    [
        ([[1.2, 0.0], [0.0, 0.0]], r"eigenvalue 0\.2,"),
        ([[1.1, -2.0], [2.0, 1.1]], r"eigenvalue 0\.1 ± 2i,"),
        ([[1.0, 0.0], [0.0, 0.0]], r"eigenvalue 0,"),
        ([[1.0 - 1e-17, 0.0], [0.0, 0.0]], "eigenvalue 0,"),
    ],
)
def test_an_unstable_network_is_refused(W: list[list[float]], says: str) -> None:
    with pytest.raises(UnstableNetwork, match=says):
        loss_and_gradient(Weights(W, [1, 1], [1, 1]), integrator(0.2))


def test_what_is_no_network_or_no_target_is_refused() -> None:
    weights = random_weights(3, 0.1, 1.0, seed=0)
    for call, name, value in (
        (lambda x: loss_and_gradient(weights, x), "target", 0.3),
        (lambda x: descend(weights, x, step=0.1, steps=1), "target", "integrator"),
        (lambda x: loss_and_gradient(x, integrator(0.3)), "weights", weights.W),
    ):
        with pytest.raises(ValidationError) as caught:
            call(value)
        assert caught.value.name == name and caught.value.value is value
