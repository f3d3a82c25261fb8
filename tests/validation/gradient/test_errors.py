"""What engines say of their errors, against many digits: far from normal, nearly unstable, defective, badly scaled."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from validation import (
    Engine,
    Evaluation,
    StateSpace,
    UndecidedStability,
    UnstableNetwork,
    ValidationError,
    Weights,
    damped_oscillator,
    descend,
    evaluate_by,
    gradient_flow,
    integrator,
    loss_and_gradient,
    random_weights,
)
from validation.gradient import exact as gradient_module
from validation.gradient.engines.gramian_errors import Frame, _split, _sum, network_frame
from validation.network.schur import schur_form

TARGETS = st.sampled_from([integrator(0.3), integrator(0.02), damped_oscillator(0.3, 2.0, 0.7)])
ENGINES = st.sampled_from([Engine.DENSE, Engine.KRYLOV])
KINDS = ("random", "nearly unstable", "hidden", "learnt", "rotation", "chain", "Jordan", "badly scaled")


def turned(W: np.ndarray, u: np.ndarray, v: np.ndarray, rng: np.random.Generator) -> Weights:
    """The network in a random orthogonal basis."""
    Z = np.linalg.qr(rng.standard_normal(W.shape))[0]
    return Weights(Z @ W @ Z.T, Z @ u, Z @ v)


def chain(n: int, gain: float, seed: int = 0) -> Weights:
    """A signal grows by a factor from neuron to neuron, in a random orthogonal basis."""
    W, ends = np.diag(np.full(n - 1, gain), -1), np.eye(n)[[0, -1]]
    return turned(W, *ends, np.random.default_rng(seed))


@st.composite
def difficult(draw: st.DrawFn) -> Weights:
    """Networks of which rounding takes digits; most of them are stable as they are stored."""
    kind, rng = draw(st.sampled_from(KINDS)), np.random.default_rng(draw(st.integers(0, 10**6)))
    n = draw(st.integers(2, 6))
    W, (u, v) = 0.5 * rng.standard_normal((n, n)) / np.sqrt(n), rng.standard_normal((2, n))
    distance = 10.0 ** draw(st.floats(-12.0, -0.3))
    if kind == "nearly unstable":
        W += (1 - distance - np.linalg.eigvals(W).real.max()) * np.eye(n)
    elif kind == "hidden":
        W[0], W[:, 0] = 0.0, 0.0
        W[0, 0] = 1 - distance
        u[0], v[0] = 10.0 ** rng.uniform(-10, 0, 2)
    elif kind == "learnt":  # all that is excited is one mode, so that Krylov spaces close at once
        u /= np.linalg.norm(u)
        away = np.eye(n) - np.outer(u, u)
        W, v = away @ W @ away + (1 - distance) * np.outer(u, u), u * (1 + 10.0 ** rng.uniform(-12, -1))
    elif kind == "rotation":
        W = 10.0 ** draw(st.floats(0.0, 5.0)) * (W - W.T) + (1 - distance) * np.eye(n)
    elif kind == "chain":
        W = np.diag(np.full(n - 1, 10.0 ** draw(st.floats(-0.5, 1.0))), -1)
    elif kind == "Jordan":
        W = np.diag(np.full(n - 1, draw(st.floats(0.1, 2.0))), 1) + (1 - distance**0.3) * np.eye(n)
    elif kind == "badly scaled":
        scale = 10.0 ** rng.uniform(-4, 4, n)
        W, u, v = np.tril(W) * scale[:, None] / scale, u * scale, v / scale
        return Weights(W, u, v)
    return turned(W, u, v, rng) if draw(st.booleans()) else Weights(W, u, v)


def many_digits(weights: Weights, target: StateSpace) -> tuple[list[np.ndarray], np.ndarray] | None:
    """The gradient, and the sizes of the terms whose difference each block is, in 100 digits.

    By the squared Smith iteration on Cayley transforms (SIAM J. Appl. Math. 16, 198, 1968). None if the network,
    exactly as it is stored, is unstable.
    """
    with mpmath.workdps(100):
        one = mpmath.eye(weights.N)
        M, A = mpmath.matrix(weights.W.tolist()) - one, mpmath.matrix(target.A.tolist())
        u, v, b, c = (mpmath.matrix(x.tolist()) for x in (weights.u, weights.v, target.b, target.c))
        S, R = (one - M) ** -1, (mpmath.eye(target.order) - A) ** -1
        F, E = (one + M) * S, (mpmath.eye(target.order) + A) * R
        x, y, g, h = S * u, S.T * v, R * b, R.T * c
        P, Q, X, Y = 2 * x * x.T, 2 * y * y.T, 2 * x * g.T, 2 * y * h.T
        while max(mpmath.mnorm(F, 1), mpmath.mnorm(E, 1)) > mpmath.mpf(10) ** -60:
            if mpmath.mnorm(F, 1) > mpmath.mpf(10) ** 90:
                return None
            P, Q = P + F * P * F.T, Q + F.T * Q * F
            X, Y = X + F * X * E.T, Y + F.T * Y * E
            F, E = F * F, E * E
        pairs = (Q * P, Y * X.T), (Q * u, Y * b), (P * v, X * c)
        terms = [float(mpmath.mnorm(first, "f") + mpmath.mnorm(second, "f")) for first, second in pairs]
        return [np.array((first - second).tolist(), dtype=np.float64) for first, second in pairs], np.array(terms)


def errors_and_sizes(found: Evaluation, exact: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    G = found.gradient
    errors = [np.linalg.norm(part - e) for part, e in zip((G.W, G.u[:, None], G.v[:, None]), exact, strict=True)]
    return np.array(errors), np.array([np.linalg.norm(part) for part in exact])


@settings(max_examples=80)
@given(difficult(), TARGETS, ENGINES, st.floats(-13.0, -4.0), st.booleans())
def test_no_engine_claims_more_than_it_has(
    weights: Weights, target: StateSpace, engine: Engine, digits: float, certain: bool
) -> None:
    exact = many_digits(weights, target)
    try:
        found = evaluate_by(engine, weights, target, accuracy=10.0**digits, certain=certain)
    except UndecidedStability:
        return  # nothing is claimed
    except UnstableNetwork:
        assert exact is None
        return
    if exact is None:
        assert not found.reached and not found.certain
        return
    gradient, terms = exact
    errors, sizes = errors_and_sizes(found, gradient)
    assert np.all(errors <= found.errors + 1e-16 * sizes)  # what the reference loses when it is rounded
    assert found.certain or not (certain and found.reached)
    if found.reached:
        assert np.all(errors <= 1.001 * np.maximum(10.0**digits * sizes, min(10.0**digits, 1e-11) * terms))


@pytest.mark.parametrize(("n", "gain"), [(10, 3.0), (20, 2.0), (24, 4.0)])
def test_a_chain_in_which_signals_grow_is_not_trusted(n: int, gain: float) -> None:
    """At 24 neurons and a gain of 4 the gradient has no correct digit."""
    weights = chain(n, gain)
    gradient, _ = many_digits(weights, integrator(0.3))
    for engine in (Engine.DENSE, Engine.KRYLOV):
        found = evaluate_by(engine, weights, integrator(0.3))
        errors, sizes = errors_and_sizes(found, gradient)
        assert not found.reached and np.all(errors <= found.errors)
        assert n < 24 or errors[0] > 0.1 * sizes[0]
        with pytest.warns(RuntimeWarning, match="less accurate than accuracy = 1e-10"):
            loss_and_gradient(weights, integrator(0.3), engine=engine)


def test_bounds_are_near_the_errors_of_networks_that_are_no_trouble() -> None:
    """Bounds that are never exceeded are worth something if they are not far too large: 1e-12 where 1e-14 is true."""
    for N in (5, 20, 60):
        found = evaluate_by(Engine.DENSE, random_weights(N, 0.7, 0.5, seed=N), integrator(0.05), accuracy=1e-12)
        assert found.certain and found.reached


@pytest.mark.parametrize("d", [1e-5, 1e-6, 1e-8])
def test_a_slow_mode_that_is_hardly_excited_is_not_down_to_rounding(d: float) -> None:
    """Estimates grow like 1/d, and what counts as reached does not; AUTO takes the engine that does better."""
    raw, rng = random_weights(130, 0.5, 0.5, seed=1), np.random.default_rng(1)
    x = rng.standard_normal(130)
    x /= np.linalg.norm(x)
    away = np.eye(130) - np.outer(x, x)
    W = away @ raw.W @ away + (1 - d) * np.outer(x, x)
    weights = Weights(W, away @ raw.u + 1e-3 * x, away @ raw.v + 1e-3 * x)
    krylov, auto = (evaluate_by(engine, weights, integrator(0.3)) for engine in (Engine.KRYLOV, Engine.AUTO))
    relative = krylov.errors / [
        np.linalg.norm(part) for part in (krylov.gradient.W, krylov.gradient.u, krylov.gradient.v)
    ]
    assert not krylov.reached and relative.max() > 1e-10
    assert auto.engine is Engine.DENSE and auto.certain and np.all(auto.errors < krylov.errors)


@settings(max_examples=100)
@given(st.integers(1, 8), st.floats(-9.0, 0.0), st.integers(0, 10**6))
def test_unstable_networks_are_separated_from_those_that_rounding_hides(n: int, size: float, seed: int) -> None:
    """A matrix of moderate condition that is unstable by much more than rounding certainly is."""
    rng = np.random.default_rng(seed)
    W = rng.standard_normal((n, n)) / np.sqrt(n)
    W = (W + W.T) / 2 if seed % 2 else W
    W += (1 + 10.0**size - np.linalg.eigvals(W).real.max()) * np.eye(n)
    conditions = np.linalg.cond(np.linalg.eig(W)[1])
    with pytest.raises(UnstableNetwork) as caught:
        evaluate_by(Engine.DENSE, Weights(W, np.ones(n), np.ones(n)), integrator(0.3))
    if conditions < 1e2:
        assert not isinstance(caught.value, UndecidedStability)


@pytest.mark.parametrize("weights", [chain(20, 10.0), chain(40, 5.0), Weights(np.eye(2), [1, 1], [1, 1])])
def test_what_rounding_hides_is_undecided(weights: Weights) -> None:
    """The chains have no eigenvalue but 0; stored in a turned basis, they have others, right of 1."""
    for engine in (Engine.DENSE, Engine.AUTO):
        with pytest.raises(UndecidedStability):
            evaluate_by(engine, weights, integrator(0.3))


def test_a_mirrored_pair_does_not_hide_an_unstable_eigenvalue() -> None:
    """Where two eigenvalues of M sum to 0, its Lyapunov equation has no solution."""
    W = turned(np.diag([1.2, 0.8, 0.9, -1.0]), np.ones(4), np.ones(4), np.random.default_rng(0))
    with pytest.raises(UnstableNetwork) as caught:
        evaluate_by(Engine.DENSE, W, integrator(0.3))
    assert type(caught.value) is UnstableNetwork


@settings(max_examples=60)
@given(st.integers(1, 16), st.integers(1, 16), st.integers(0, 10**6))
def test_sums_of_products_are_known_beyond_rounding(n: int, m: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    A, B = (rng.standard_normal(shape) * 10.0 ** rng.uniform(-6, 6, shape) for shape in ((m, n), (n, m)))
    high, low = _split(A, axis=1)
    assert np.array_equal(high + low, A) and np.abs(low).max() <= 1e-5 * np.abs(A).max()
    C = -A @ B
    found, error = _sum(C, (A, B))
    with mpmath.workdps(60):
        exact = mpmath.matrix(C.tolist()) + mpmath.matrix(A.tolist()) * mpmath.matrix(B.tolist())
        missed = float(mpmath.mnorm(exact - mpmath.matrix(found.tolist()), "f"))
    assert missed <= error <= 1e-18 * n * np.linalg.norm(A) * np.linalg.norm(B)


@settings(max_examples=20)
@given(st.integers(1, 8), st.integers(0, 10**6))
def test_a_frame_holds_the_matrix_in_an_orthogonal_basis(n: int, seed: int) -> None:
    """Against the same basis in 60 digits, U = Z (ZᵀZ)^−½ by Newton's iteration."""
    weights = random_weights(n, 1.0, 1.0, seed)
    form = schur_form(weights.W - np.eye(n))
    frame = network_frame(weights.W, form)
    with mpmath.workdps(60):
        M, U = mpmath.matrix(weights.W.tolist()) - mpmath.eye(n), mpmath.matrix(form.Z.tolist())
        for _ in range(4):
            U = U * (3 * mpmath.eye(n) - U.T * U) / 2
        exact = U.T * M * U - mpmath.matrix(frame.matrix.value.tolist()) - mpmath.matrix(frame.matrix.change.tolist())
        vector = U.T * mpmath.matrix(weights.u.tolist())
        read_in = frame.turned(weights.u)
        off = vector - mpmath.matrix(read_in.value.tolist()) - mpmath.matrix(read_in.change.tolist())
        assert float(mpmath.mnorm(exact, "f")) <= frame.matrix.distance < 1e-20
        assert float(mpmath.norm(off)) <= read_in.distance < 1e-20


def test_the_norm_of_the_inverse_is_a_bound() -> None:
    """Against the least singular value of the Lyapunov operator as a matrix."""
    for seed in range(8):
        W = random_weights(6, 0.4 + 0.2 * seed, 1.0, seed).W
        M = W - max(np.linalg.eigvals(W).real.max() + 0.1 ** (1 + seed % 4), 0.0) * np.eye(6)
        operator = np.kron(M, np.eye(6)) + np.kron(np.eye(6), M)
        exact = 1 / np.linalg.svd(operator)[1][-1]
        assert exact <= Frame.of(M, schur_form(M)).inverse_norm() < 20 * exact


def test_trainings_say_if_gradients_were_not_accurate() -> None:
    weights = chain(20, 2.5)
    with pytest.warns(RuntimeWarning, match="of 1 gradients that were checked, of 3, are less accurate"):
        descend(weights, integrator(0.3), step=1e-60, steps=2)
    with pytest.warns(RuntimeWarning, match="less accurate than accuracy = 1e-10"):
        gradient_flow(weights, integrator(0.3), [0.0])


def test_there_is_one_threshold_for_one_gradient_and_for_trainings() -> None:
    for N in (gradient_module.LARGE - 1, gradient_module.LARGE):
        weights = random_weights(N, 0.3, 0.5, seed=0)
        krylov = evaluate_by(Engine.AUTO, weights, integrator(0.3)).engine is Engine.KRYLOV
        run = descend(weights, integrator(0.3), step=0.05, steps=1, sigma=0.3)
        flow = gradient_flow(weights, integrator(0.3), [0.0], sigma=0.3)
        assert krylov == (gradient_module.LARGE == N)
        # The dense engine has all eigenvalues, Krylov spaces those that they have found.
        assert krylov == (run.spectra.shape[1] < N) == (flow.spectra.shape[1] < N)


@pytest.mark.parametrize("engine", ["dense", None, 1, Engine])
def test_what_is_no_engine_is_refused(engine: object) -> None:
    weights = random_weights(5, 0.3, 0.5, seed=0)
    for call in (
        lambda: evaluate_by(engine, weights, integrator(0.3)),
        lambda: loss_and_gradient(weights, integrator(0.3), engine=engine),
        lambda: descend(weights, integrator(0.3), step=0.1, steps=1, engine=engine),
        lambda: gradient_flow(weights, integrator(0.3), [0.0], engine=engine),
    ):
        with pytest.raises(ValidationError) as caught:
            call()
        assert caught.value.name == "engine" and caught.value.value is engine
