"""Loss and gradient on Krylov spaces against the dense engine, against many digits, and against their own estimates."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import solve_continuous_lyapunov

from reduced_odes.linear.arnoldi import KrylovSpace
from validation import (
    Engine,
    Evaluation,
    LowRank,
    StateSpace,
    UndecidedStability,
    UnstableNetwork,
    ValidationError,
    Weights,
    damped_oscillator,
    evaluate_by,
    integrator,
    loss_and_gradient,
    random_weights,
    target_power,
)
from validation.gradient.engines import krylov as krylov_gradient_module
from validation.gradient.engines.numerical_range import largest_slowness
from validation.gradient.engines.stability import ritz_values

BLOCKS = ("W", "u", "v")


@st.composite
def networks(draw: st.DrawFn) -> Weights:
    """Of 1 to 60 neurons: random, symmetric, triangular with large transients, chains; up to 1e-5 from instability."""
    N, rng = draw(st.sampled_from([1, 2, 3, 7, 15, 30, 60])), np.random.default_rng(draw(st.integers(0, 10**6)))
    raw = random_weights(N, draw(st.floats(0.0, 1.6)), 10.0 ** draw(st.floats(-2.0, 0.5)), rng)
    kind = draw(st.sampled_from(["random", "symmetric", "triangular", "chain"]))
    W = raw.W
    if kind == "symmetric":
        W = (W + W.T) / 2
    elif kind == "triangular":
        W = 3 * np.triu(W, 1) + np.diag(rng.uniform(-1, 0.8, N))
    elif kind == "chain":
        W = np.diag(np.full(N - 1, rng.uniform(0.3, 1.5)), -1) + 0.01 * W
    excess = np.linalg.eigvals(W).real.max() - (1.0 - 10.0 ** draw(st.floats(-5.0, -0.2)))
    return Weights(W - max(excess, 0.0) * np.eye(N), raw.u, raw.u if draw(st.booleans()) else raw.v)


@st.composite
def targets(draw: st.DrawFn) -> StateSpace:
    c_star = 10.0 ** draw(st.floats(-2.0, 0.3))
    if draw(st.booleans()):
        return integrator(c_star)
    return damped_oscillator(c_star, draw(st.floats(0.0, 3.0)), draw(st.floats(-3.0, 3.0)))


def errors(found: Evaluation, exact: Weights) -> np.ndarray:
    return np.array([np.linalg.norm(getattr(found.gradient, name) - getattr(exact, name)) for name in BLOCKS])


def sizes(gradient: Weights) -> np.ndarray:
    return np.array([np.linalg.norm(getattr(gradient, name)) for name in BLOCKS])


@settings(max_examples=100)
@given(networks(), targets(), st.floats(-12.0, -1.0))
def test_errors_are_below_their_estimates_and_these_below_what_was_asked_for(
    weights: Weights, target: StateSpace, digits: float
) -> None:
    exact = evaluate_by(Engine.DENSE, weights, target)
    found = evaluate_by(Engine.KRYLOV, weights, target, accuracy=10.0**digits)
    assert found.engine is Engine.KRYLOV
    assert np.all(errors(found, exact.gradient) <= found.errors)
    # Rounding is all that may exceed the requested part of a block, and if it does, the accuracy is not reached.
    finest = evaluate_by(Engine.KRYLOV, weights, target, accuracy=1e-14)
    assert found.reached or np.any(finest.errors > 0.4 * 10.0**digits * sizes(exact.gradient))
    assert np.all(found.errors <= 1.01 * 10.0**digits * sizes(found.gradient) + 2 * finest.errors)
    assert found.loss == pytest.approx(exact.loss, abs=np.sqrt(10.0**digits) * max(target_power(target), exact.loss))


@pytest.mark.parametrize("sigma", [0.3, 0.9])
@pytest.mark.parametrize(
    "target", [integrator(0.1), damped_oscillator(0.3, 2.0, 0.7)], ids=["integrator", "oscillator"]
)
def test_large_networks_take_krylov_spaces_and_keep_their_meaning(sigma: float, target: StateSpace) -> None:
    weights = random_weights(256, sigma, 0.5, seed=3)
    loss, gradient = loss_and_gradient(weights, target)
    exact_loss, exact = loss_and_gradient(weights, target, engine=Engine.DENSE)
    assert isinstance(gradient.recurrent, LowRank) and gradient.recurrent.rank < 25
    assert isinstance(gradient.W, np.ndarray) and gradient.W.shape == (256, 256)
    assert loss == pytest.approx(exact_loss, rel=1e-13)
    for name in BLOCKS:
        difference = np.linalg.norm(getattr(gradient, name) - getattr(exact, name))
        assert difference < 1e-10 * np.linalg.norm(getattr(exact, name))
    assert "Krylov spaces of" in str(evaluate_by(Engine.AUTO, weights, target))


def test_small_networks_are_solved_densely() -> None:
    found = evaluate_by(Engine.AUTO, random_weights(16, 0.5, 0.5, seed=0), integrator(0.3))
    assert found.engine is Engine.DENSE and found.dimensions == (16, 16) and ", dense, bound of" in str(found)


def test_the_error_of_the_loss_is_a_product_of_errors() -> None:
    """Both fall geometrically with the dimension, the loss at twice the rate: residuals enter weighted by residuals."""
    weights, target = random_weights(200, 0.8, 0.5, seed=4), integrator(0.2)
    exact = evaluate_by(Engine.DENSE, weights, target)
    dimensions, by_loss, by_gradient = np.arange(8, 25, 4), [], []
    for m in dimensions:
        found = evaluate_by(Engine.KRYLOV, weights, target, accuracy=1e-14, limit=int(m))
        assert not found.reached and found.dimensions == (m, m)
        by_loss.append(abs(found.loss - exact.loss))
        by_gradient.append(errors(found, exact.gradient)[0])
    rates = [np.polyfit(dimensions, np.log(error), 1)[0] for error in (by_loss, by_gradient)]
    assert rates[0] / rates[1] == pytest.approx(2.0, abs=0.25)


@settings(max_examples=60)
@given(networks(), targets(), st.floats(-12.0, -1.0))
def test_bounds_hold_where_there_are_some(weights: Weights, target: StateSpace, digits: float) -> None:
    exact = evaluate_by(Engine.DENSE, weights, target)
    found = evaluate_by(Engine.KRYLOV, weights, target, accuracy=10.0**digits, certain=True)
    assert found.certain or not found.reached
    if found.certain:
        assert np.all(errors(found, exact.gradient) <= found.errors) and "bound" in str(found)
    # In a symmetric matrix the numerical range ends at the largest eigenvalue.
    if np.array_equal(weights.W, weights.W.T) and weights.spectrum()[0].real < 0.9:
        assert found.certain


@settings(max_examples=60)
@given(st.sampled_from([1, 2, 5, 30, 150]), st.floats(0.0, 0.8), st.booleans(), st.integers(0, 10**6))
def test_largest_slowness_bounds_the_integral(N: int, sigma: float, symmetric: bool, seed: int) -> None:
    W = random_weights(N, sigma, 1.0, seed).W
    W = (W + W.T) / 2 if symmetric else W
    bound = largest_slowness(W.dot, W.T.dot, N)
    edge = float(np.linalg.eigvalsh((W + W.T) / 2)[-1])
    assert math.isinf(bound) if edge >= 1 else bound >= 0.5 / (1 - edge) * (1 - 1e-12)
    if edge < 0.98:
        assert bound < 2 / (1 - edge)
    if math.isfinite(bound):
        G = solve_continuous_lyapunov((W - np.eye(N)).T, -np.eye(N))
        assert np.linalg.norm(G, 2) <= bound * (1 + 1e-12)


def test_who_insists_is_not_deceived() -> None:
    """A chain with a weak bulk, 7e-6 from instability: its slow mode has 1e-6 of u, and no space has met it."""
    N, rng = 150, np.random.default_rng(2132)
    raw = random_weights(N, 1.0, 3e-6, rng)
    W = np.diag(np.full(N - 1, 1.2), -1) + 0.01 * raw.W
    W += (1 - 7e-6 - np.linalg.eigvals(W).real.max()) * np.eye(N)
    weights, target = Weights(W, raw.u, raw.v), integrator(1.0)
    exact = evaluate_by(Engine.DENSE, weights, target)
    estimated = evaluate_by(Engine.KRYLOV, weights, target, accuracy=1e-6)
    assert estimated.reached and errors(estimated, exact.gradient)[0] > 10 * estimated.errors[0]
    assert not evaluate_by(Engine.KRYLOV, weights, target, accuracy=1e-6, certain=True).reached
    assert evaluate_by(Engine.AUTO, weights, target, accuracy=1e-6, certain=True).engine is Engine.DENSE


def test_a_gradient_that_overflows_is_told() -> None:
    N = 200
    W = np.diag(np.full(N - 1, 1e3), -1)
    with pytest.raises(ValidationError, match="grow on their way so much that the gradient overflows"):
        loss_and_gradient(Weights(W, np.eye(N)[0], np.ones(N)), integrator(0.3), engine=Engine.DENSE)


def test_too_small_a_limit_is_told() -> None:
    weights, target = random_weights(200, 0.9, 0.5, seed=4), integrator(0.1)
    found = evaluate_by(Engine.KRYLOV, weights, target, limit=30)
    exact = evaluate_by(Engine.DENSE, weights, target)
    assert not found.reached and found.errors is not None
    error = errors(found, exact.gradient)
    assert np.all(error <= found.errors) and error[0] > 1e-10 * sizes(exact.gradient)[0]


def test_auto_falls_back_to_the_dense_engine() -> None:
    """The signal walks down a chain of all neurons, so that no small space holds it."""
    N = 80
    W = np.diag(np.full(N - 1, 0.95), -1)
    weights = Weights(W, np.eye(N)[0], np.eye(N)[-1])
    found = evaluate_by(Engine.AUTO, weights, integrator(0.3))
    assert found.engine is Engine.DENSE
    forced = evaluate_by(Engine.KRYLOV, weights, integrator(0.3))
    assert forced.engine is Engine.KRYLOV and min(forced.dimensions) > N // 2
    assert np.all(errors(forced, found.gradient) <= forced.errors)


@pytest.mark.parametrize("slowest", [0.9, 0.9999, 1 - 1e-7])
@pytest.mark.parametrize("stretch", [0.0, 5.0])
def test_against_fifty_digits(slowest: float, stretch: float) -> None:
    """Modal sums in mpmath, for networks next to instability and with large transients."""
    N, rng = 10, np.random.default_rng(7)
    W = stretch * np.triu(rng.standard_normal((N, N)), 1) / np.sqrt(N) + 0.3 * rng.standard_normal((N, N)) / np.sqrt(N)
    W += (slowest - np.linalg.eigvals(W).real.max()) * np.eye(N)
    weights = Weights(W, rng.standard_normal(N), rng.standard_normal(N))
    target = damped_oscillator(0.3, 1.0, 0.4)
    with mpmath.workdps(50):
        exact = modal_gradient_of_W(weights, target)
    for accuracy in (1e-4, 1e-8, 1e-12):
        found = evaluate_by(Engine.KRYLOV, weights, target, accuracy=accuracy)
        assert np.linalg.norm(found.gradient.W - exact) <= found.errors[0]


def modal_gradient_of_W(weights: Weights, target: StateSpace) -> np.ndarray:
    """Q P − Y Xᵀ from eigenvectors: (R⁻¹P R⁻ᵀ)_ij = −a_i a_j/(λ_i + λ_j) with a = R⁻¹u, and so on."""
    M = mpmath.matrix((weights.W - np.eye(weights.N)).tolist())
    poles, R = mpmath.eig(M)
    right = R**-1
    a, b = right * mpmath.matrix(weights.u.tolist()), R.T * mpmath.matrix(weights.v.tolist())
    modes, S = mpmath.eig(mpmath.matrix(target.A.tolist()))
    g, f = S**-1 * mpmath.matrix(target.b.tolist()), S.T * mpmath.matrix(target.c.tolist())
    N, K = weights.N, target.order
    P = mpmath.matrix([[-a[i] * a[j] / (poles[i] + poles[j]) for j in range(N)] for i in range(N)])
    Q = mpmath.matrix([[-b[i] * b[j] / (poles[i] + poles[j]) for j in range(N)] for i in range(N)])
    X = mpmath.matrix([[-a[i] * g[k] / (poles[i] + modes[k]) for k in range(K)] for i in range(N)])
    Y = mpmath.matrix([[-b[i] * f[k] / (poles[i] + modes[k]) for k in range(K)] for i in range(N)])
    # In these bases P = R P̂ Rᵀ, Q = R⁻ᵀ Q̂ R⁻¹, X = R X̂ Sᵀ, Y = R⁻ᵀ Ŷ S⁻¹: the middle factors of the products cancel.
    result = right.T * (Q * P - Y * X.T) * R.T
    return np.array([[float(mpmath.re(result[i, j])) for j in range(N)] for i in range(N)])


@pytest.mark.parametrize("engine", [Engine.AUTO, Engine.KRYLOV, Engine.DENSE])
def test_unstable_networks_are_refused_by_every_engine(engine: Engine) -> None:
    N, rng = 100, np.random.default_rng(2)
    bulk, u, v = 0.4 * rng.standard_normal((N, N)) / np.sqrt(N), rng.standard_normal(N), rng.standard_normal(N)
    outlier = np.outer(np.eye(N)[0], np.eye(N)[0])
    with pytest.raises(UnstableNetwork, match="unstable network"):
        loss_and_gradient(Weights(bulk + 1.3 * outlier, u, v), integrator(0.3), engine=engine)
    # Neither u nor v excites this one.
    hidden = bulk.copy()
    hidden[0], hidden[:, 0] = 0.0, 0.0
    u[0] = v[0] = 0.0
    with pytest.raises(UnstableNetwork, match=r"eigenvalue 0\.05,"):
        loss_and_gradient(Weights(hidden + 1.05 * outlier, u, v), integrator(0.3), engine=engine)
    turn = np.zeros((N, N))
    turn[:2, :2] = [[1.1, -2.0], [2.0, 1.1]]
    with pytest.raises(UnstableNetwork, match=r"eigenvalue 0\.1 ± 2i,"):
        loss_and_gradient(Weights(turn, np.ones(N), np.ones(N)), integrator(0.3), engine=engine)


def test_a_chain_that_rounding_makes_unstable_is_not_refused() -> None:
    """All its eigenvalues are 0.3, but a change of W by 1e-16 spreads them over a disc of nearly the chain's gain."""
    N = 80
    W = np.diag(np.full(N - 1, 3.0), -1) + 0.3 * np.eye(N)
    weights, target = Weights(W, np.eye(N)[0], np.ones(N)), integrator(0.3)
    found, exact = evaluate_by(Engine.AUTO, weights, target), evaluate_by(Engine.DENSE, weights, target)
    assert found.engine is Engine.DENSE and found.loss == exact.loss
    assert not found.reached and not found.certain
    with pytest.raises(UndecidedStability):
        evaluate_by(Engine.KRYLOV, weights, target)


def test_where_rounding_leaves_no_digits_nothing_is_reached() -> None:
    """AUTO leaves these to Schur, which has no bound either: in this chain signals grow."""
    N = 70
    weights = Weights(np.diag(np.full(N - 1, 0.9), -1) + 0.3 * np.eye(N), np.eye(N)[0], np.eye(N)[-1])
    target = integrator(0.3)
    found = evaluate_by(Engine.KRYLOV, weights, target, accuracy=1e-3)
    exact = evaluate_by(Engine.AUTO, weights, target, accuracy=1e-3)
    assert not found.reached and np.all(errors(found, exact.gradient) <= found.errors)
    assert exact.engine is Engine.DENSE


def test_estimates_learn_from_what_they_have_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Estimates made 10,000 times too small, as by a slow mode not yet met: the change of the gradient shows it."""
    honest = krylov_gradient_module._shares
    monkeypatch.setattr(krylov_gradient_module, "_shares", lambda *sides: 1e-4 * honest(*sides))
    for seed, sigma in enumerate((0.2, 0.5, 0.8, 0.95)):
        weights, target = random_weights(100, sigma, 0.5, seed), integrator(0.1)
        found = evaluate_by(Engine.KRYLOV, weights, target, accuracy=1e-6)
        exact = evaluate_by(Engine.DENSE, weights, target)
        assert np.all(errors(found, exact.gradient) <= found.errors)
        assert found.reached and np.all(found.errors <= 1e-6 * sizes(found.gradient))


@pytest.mark.parametrize("silent", ["u", "v", "both"])
def test_silent_networks(silent: str) -> None:
    raw, target = random_weights(70, 0.6, 1.0, seed=5), integrator(0.2)
    zero = np.zeros(70)
    weights = Weights(raw.W, zero if silent != "v" else raw.u, zero if silent != "u" else raw.v)
    found, exact = (evaluate_by(engine, weights, target) for engine in (Engine.KRYLOV, Engine.DENSE))
    assert found.reached and found.loss == pytest.approx(target_power(target), rel=1e-14)
    np.testing.assert_allclose(found.gradient.vector(), exact.gradient.vector(), atol=1e-10)


def test_an_accuracy_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError, match="accuracy must be positive"):
        loss_and_gradient(random_weights(3, 0.1, 1.0, seed=0), integrator(0.3), accuracy=0.0)


@settings(max_examples=40)
@given(st.integers(1, 40), st.just(0.0) | st.floats(0.01, 2.0), st.integers(0, 10**6))
def test_arnoldi_relation(N: int, sigma: float, seed: int) -> None:
    weights = random_weights(N, sigma, 1.0, seed)
    space = KrylovSpace(weights.W.dot, weights.u)
    for m in (1, 5, 23):
        space.grow(m)
        V = space.basis
        assert space.dimension == V.shape[0] <= min(m, N)
        np.testing.assert_allclose(V @ V.T, np.eye(space.dimension), atol=1e-13)
        image = (V.T @ space.H).T
        image[-1] += space.h * space.next_vector
        np.testing.assert_allclose(V @ weights.W.T, image, atol=1e-13 * (1 + sigma))
        np.testing.assert_allclose(space.length * V[0], weights.u, atol=1e-14)
    assert space.closed == (N <= 23 or sigma == 0)


def test_a_space_closes_on_an_invariant_one() -> None:
    """Three of forty eigenvectors excited: dimension three, and its eigenvalues are those."""
    N, rng = 40, np.random.default_rng(3)
    basis, values = rng.standard_normal((N, N)), np.linspace(-1.0, 0.5, N)
    W = basis @ np.diag(values) @ np.linalg.inv(basis)
    space = KrylovSpace(W.dot, basis[:, [3, 17, 39]] @ np.array([1.0, -2.0, 0.5]))
    space.grow(3)
    assert np.sort(ritz_values(space)[0].real) == pytest.approx(values[[3, 17, 39]], abs=1e-9)
