"""Large networks: descent with thin factors, sparse bulks, outliers without eigendecomposition; against dense."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array, random_array
from scipy.sparse.linalg import LinearOperator

from reduced_odes.linear.arnoldi import KrylovSpace
from validation import (
    Engine,
    LowRank,
    LowRankUpdate,
    Rates,
    StateSpace,
    StepTooLarge,
    UnstableNetwork,
    ValidationError,
    Weights,
    damped_oscillator,
    descend,
    disc_radius,
    evaluate_by,
    integrator,
    largest_curvature,
    loss_and_gradient,
    random_weights,
    visible_network,
)
from validation.gradient import curvature as curvature_module
from validation.gradient import exact as gradient_module
from validation.gradient import sources as gradient_sources_module
from validation.gradient.engines import krylov as krylov_gradient_module
from validation.gradient.engines.ritz_spectrum import found_eigenvalues, rayleigh_quotients
from validation.gradient.sources import factored


def sparse_bulk(N: int, connections: int, sigma: float, seed: int) -> csr_array:
    """A random graph with so many connections a neuron on average, of radius about σ."""
    rng = np.random.default_rng(seed)
    bulk = random_array((N, N), density=connections / N, rng=rng, data_sampler=rng.standard_normal, format="csr")
    return bulk * (sigma / np.sqrt(connections))


def as_operator(matrix: np.ndarray) -> LinearOperator:
    return LinearOperator(matrix.shape, matvec=matrix.dot, rmatvec=matrix.T.dot, dtype=np.float64)


@pytest.mark.parametrize(
    ("target", "kappa", "step", "rates"),
    [(integrator(0.3), 0.2, 0.05, Rates()), (damped_oscillator(0.4, 1.5, 0.3), 0.7, 0.2, Rates(1.5, 0.0, 0.5))],
    ids=["integrator", "oscillator, read-in at rest"],
)
def test_descent_by_krylov_spaces_is_descent(target: StateSpace, kappa: float, step: float, rates: Rates) -> None:
    start = random_weights(64, 0.4, kappa, seed=1)
    arguments = {"step": step, "steps": 150, "rates": rates, "record_every": 10, "sigma": 0.4}
    dense = descend(start, target, engine=Engine.DENSE, **arguments)
    thin = descend(start, target, engine=Engine.KRYLOV, **arguments)
    assert isinstance(thin.final.recurrent, LowRankUpdate) and np.shares_memory(thin.final.recurrent.bulk, start.W)
    moved = np.linalg.norm(dense.final.W - start.W)
    assert moved > 0.3  # it has learnt
    assert np.linalg.norm(thin.final.W - dense.final.W) < 1e-9 * moved
    np.testing.assert_allclose(thin.final.u, dense.final.u, atol=1e-9)
    np.testing.assert_allclose(thin.final.v, dense.final.v, atol=1e-9)
    np.testing.assert_allclose(thin["loss"], dense["loss"], rtol=1e-9)
    np.testing.assert_allclose(thin["gain"], dense["gain"], rtol=1e-8)
    # NaN where an outlier is inside the disc, in both alike
    np.testing.assert_allclose(thin.outliers.eigenvalues, dense.outliers.eigenvalues, atol=1e-8)
    assert np.isnan(dense.outliers.eigenvalues[0]).all() and not np.isnan(dense.outliers.eigenvalues[-1]).any()
    assert thin.spectra.shape[1] < 60


def test_a_looser_accuracy_is_as_loose_as_that() -> None:
    start, target = random_weights(90, 0.5, 0.2, seed=1), integrator(0.3)
    arguments = {"step": 0.05, "steps": 80, "record_every": 80, "engine": Engine.KRYLOV}
    fine, coarse = (descend(start, target, accuracy=accuracy, **arguments) for accuracy in (1e-12, 1e-6))
    error = np.linalg.norm(fine.final.W - coarse.final.W) / np.linalg.norm(fine.final.W - start.W)
    assert 1e-12 < error < 1e-5
    assert coarse.final.recurrent.rank < fine.final.recurrent.rank


def test_without_a_bulk_the_number_of_neurons_does_not_matter() -> None:
    """From W(0) = 0 only |u|, |v| and vᵀu count: 300 neurons learn as 2 do."""
    target, angle = damped_oscillator(0.3, 1.0), 1.1
    small = Weights(np.zeros((2, 2)), [0.5, 0.0], [0.5 * np.cos(angle), 0.5 * np.sin(angle)])
    frame = np.linalg.qr(np.random.default_rng(0).standard_normal((300, 2)))[0]
    large = Weights(np.zeros((300, 300)), frame @ small.u, frame @ small.v)
    runs = [descend(weights, target, step=0.1, steps=100, record_every=10) for weights in (small, large)]
    np.testing.assert_allclose(runs[1]["loss"], runs[0]["loss"], rtol=1e-9)
    np.testing.assert_allclose(runs[1].final.W, frame @ runs[0].final.W @ frame.T, atol=1e-9)


def test_sparse_matrices_operators_and_arrays_are_one_bulk() -> None:
    target, bulk = integrator(0.3), sparse_bulk(80, 10, 0.5, seed=3)
    raw = random_weights(80, 0.0, 0.2, seed=3)
    runs = [
        descend(Weights(W, raw.u, raw.u), target, step=0.1, steps=30, record_every=10, engine=engine, sigma=0.5)
        for W, engine in (
            (bulk.toarray(), Engine.DENSE),
            (bulk, Engine.KRYLOV),
            (bulk.tocoo(), Engine.KRYLOV),
            (as_operator(bulk.toarray()), Engine.KRYLOV),
        )
    ]
    for run in runs[1:]:
        np.testing.assert_allclose(run["loss"], runs[0]["loss"], rtol=1e-10)
        np.testing.assert_allclose(run.final.W, runs[0].final.W, atol=1e-10)
    assert runs[0]["loss"][-1] < 0.2 * runs[0]["loss"][0]


@pytest.mark.parametrize("kind", ["sparse", "operator", "low rank"])
def test_gradients_of_weights_known_by_their_action(kind: str) -> None:
    target, bulk = damped_oscillator(0.4, 1.0), sparse_bulk(120, 10, 0.6, seed=4)
    raw = random_weights(120, 0.0, 0.7, seed=4)
    thin = LowRank(0.1 * np.outer(raw.u, [1.0, 0.5]), np.stack([raw.v, raw.u], axis=1))
    W = {"sparse": bulk, "operator": as_operator(bulk.toarray()), "low rank": thin}[kind]
    weights = Weights(W, raw.u, raw.v)
    loss, gradient = loss_and_gradient(weights, target)
    exact_loss, exact = loss_and_gradient(Weights(np.asarray(weights.W), raw.u, raw.v), target, engine=Engine.DENSE)
    assert loss == pytest.approx(exact_loss, rel=1e-12)
    assert (gradient - exact).norm() < 1e-10 * exact.norm()


def test_a_hundred_thousand_neurons_give_a_gradient() -> None:
    """The spaces stay small, as does everything else: the dense matrix would take 80 GB, and is refused."""
    N, target = 100_000, integrator(0.5)
    raw = np.random.default_rng(5).standard_normal(N) / np.sqrt(N)
    weights = Weights(sparse_bulk(N, 10, 0.3, seed=5), raw, raw)
    found = evaluate_by(Engine.AUTO, weights, target, accuracy=1e-6)
    assert found.engine is Engine.KRYLOV and found.reached and max(found.dimensions) < 30
    h = 1e-4
    direction = Weights(LowRank(raw[:, None], raw[:, None]), raw, raw)
    ahead, behind = (evaluate_by(Engine.AUTO, weights + t * direction, target).loss for t in (h, -h))
    assert found.gradient.inner(direction) == pytest.approx((ahead - behind) / (2 * h), rel=1e-5)
    with pytest.raises(ValidationError, match="100000 neurons, too many"):
        np.asarray(weights.W)


def test_an_accuracy_that_is_not_reached_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain of neurons, which no small space holds, too long for the dense engine."""
    N = 140
    monkeypatch.setattr(gradient_module, "LARGEST_SCHUR", 139)
    weights = Weights(np.diag(np.full(N - 1, 0.95), -1), np.eye(N)[0], np.eye(N)[-1] + np.eye(N)[1])
    with pytest.warns(RuntimeWarning, match=r"less accurate than accuracy = 1e-10 asks for: .* 70 and 70 dimensions"):
        loss_and_gradient(weights, integrator(0.3))
    arguments = {"step": 0.01, "steps": 2, "engine": Engine.KRYLOV}
    with pytest.warns(RuntimeWarning, match="3 of 3 gradients are less accurate than accuracy = 1e-10"):
        descend(weights, integrator(0.3), **arguments)


def test_checked_gradients_teach_those_that_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Estimates made a million times too small: every second gradient sees it, and the others remember."""
    honest = krylov_gradient_module._shares
    monkeypatch.setattr(krylov_gradient_module, "_shares", lambda *sides: 1e-6 * honest(*sides))
    monkeypatch.setattr(gradient_sources_module, "CHECK_EVERY", 2)
    weights, target = factored(random_weights(300, 0.8, 0.5, seed=2)), integrator(0.1)
    exact = loss_and_gradient(Weights(weights.W, weights.u, weights.v), target, engine=Engine.DENSE)[1]
    source = gradient_sources_module.KrylovGradients(target, 1e-6, 1.0, np.inf)
    errors = [(source.gradient(weights)[1] - exact).norm() / exact.norm() for _ in range(4)]
    assert errors[0] > 1e-6 and max(errors[1:]) < 1e-6 and source.caution > 100


@settings(max_examples=30)
@given(st.integers(20, 120), st.floats(0.0, 0.9), st.integers(1, 3), st.floats(0.3, 2.0), st.integers(0, 10**6))
def test_outliers_without_eigendecomposition(N: int, sigma: float, rank: int, size: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    raw = random_weights(N, sigma, 1.0, rng)
    left, right = (rng.standard_normal((N, rank)) + np.outer(x, rng.uniform(0, 10, rank)) for x in (raw.u, raw.v))
    W = raw.W + size / N * left @ right.T
    u, v = raw.u + left.sum(axis=1) / N, raw.v + right.sum(axis=1) / N
    exact, radius = np.linalg.eigvals(W), disc_radius(sigma, N)
    spaces = KrylovSpace(W.dot, u), KrylovSpace(W.T.dot, v)
    for m in (8, 20):
        for space in spaces:
            space.grow(m)
        values, errors = rayleigh_quotients(*spaces)
        true = np.abs(values[:, None] - exact[None, :]).min(axis=1)
        good = errors < 1e-3
        assert np.all(true[good] <= errors[good])
    found = found_eigenvalues(*spaces, radius)
    for value in found:
        assert np.abs(exact - value).min() < 1e-7
    # No more of them outside the disc than there are; on its very edge rounding decides.
    for edge in (max(radius, 0.01) * 1.001, max(radius, 0.01) * 1.5):
        assert np.sum(np.abs(found) > edge) == np.sum(np.abs(exact) > edge)


def test_values_outside_the_disc_that_are_no_eigenvalues_are_not_pursued() -> None:
    """A small space of a matrix that is not normal shows some; one beside the disc's edge is found all the same."""
    N, sigma = 600, 0.5
    raw, radius = random_weights(N, sigma, 1.0, seed=0), disc_radius(sigma, N)
    for size, largest in ((0.0, 80), (1.2, 250)):
        W = raw.W + size * sigma * np.outer(raw.u, raw.u)
        exact, spaces = np.linalg.eigvals(W), (KrylovSpace(W.dot, raw.u), KrylovSpace(W.T.dot, raw.u))
        for space in spaces:
            space.grow(30)
        values, errors = rayleigh_quotients(*spaces)
        assert np.any((np.abs(values) > radius) & (errors > 100))
        found = found_eigenvalues(*spaces, radius)
        assert np.sum(np.abs(found) > radius) == np.sum(np.abs(exact) > radius) == (size > 0)
        assert max(space.dimension for space in spaces) <= largest


def test_the_visible_network_has_the_loss_the_gradient_and_the_curvature(monkeypatch: pytest.MonkeyPatch) -> None:
    target = damped_oscillator(0.5, 1.0)
    run = descend(random_weights(60, 0.2, 0.7, seed=2), target, step=0.05, steps=100, record_every=100)
    weights = run.final
    small = visible_network(weights, target, accuracy=1e-10)
    assert small.N < 45
    loss, gradient = loss_and_gradient(weights, target, engine=Engine.DENSE)
    small_loss, small_gradient = loss_and_gradient(small, target)
    assert small_loss == pytest.approx(loss, rel=1e-9)
    assert small_gradient.norm() == pytest.approx(gradient.norm(), rel=1e-8)
    np.testing.assert_allclose(
        np.linalg.svd(small_gradient.W)[1][:5], np.linalg.svd(gradient.W)[1][:5], rtol=1e-7, atol=1e-12
    )
    exact = largest_curvature(weights, target)
    monkeypatch.setattr(curvature_module, "LARGE", 50)
    assert largest_curvature(weights, target) == pytest.approx(exact, rel=1e-4)


def test_too_large_a_step_is_reported_with_its_bound() -> None:
    start = random_weights(300, 0.3, 0.5, seed=0)
    with pytest.raises(StepTooLarge, match=r"2/λ_max of the Hessian is [\d.]+ at"):
        descend(start, integrator(0.3), step=2.0, steps=100)


@pytest.mark.parametrize(
    ("W", "says"),
    [
        (csr_array((3, 2)), r"W must be square, but has shape \(3, 2\)"),
        (csr_array(np.eye(2) * 1j), "W must be real, but has dtype complex128"),
        (csr_array([[np.nan, 1.0], [0.0, 1.0]]), "W has an entry that is not finite"),
        (LinearOperator((2, 2), matvec=lambda x: x, dtype=np.float64), "without an adjoint; define its rmatvec"),
    ],
)
def test_bulks_that_are_refused(W: object, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Weights(W, [1.0, 0.0], [1.0, 0.0])


def test_descents_that_are_refused(tmp_path) -> None:
    start, target = random_weights(40, 0.3, 0.5, seed=0), integrator(0.3)
    arguments = {"step": 0.1, "steps": 3, "engine": Engine.KRYLOV}
    with pytest.raises(ValidationError, match="writes none; pass checkpoint=None"):
        descend(start, target, checkpoint=tmp_path / "run.npz", **arguments)
    with pytest.raises(ValidationError, match="accuracy must be positive"):
        descend(start, target, accuracy=-1.0, **arguments)
    with pytest.raises(UnstableNetwork):
        descend(Weights(1.2 * np.eye(40), start.u, start.v), target, **arguments)


def test_updates_of_a_bulk_are_the_matrices_that_they_stand_for() -> None:
    rng = np.random.default_rng(6)
    bulk, x = sparse_bulk(9, 3, 0.5, seed=6), rng.standard_normal(9)
    thin = LowRank(rng.standard_normal((9, 2)), rng.standard_normal((9, 2)))
    W = LowRankUpdate.of(bulk) + thin + 0.5 * thin - 2.0 * thin
    dense, low = bulk.toarray() - 0.5 * np.asarray(thin), np.asarray(thin)
    assert W.rank == 6 and W.gathered().rank == 6 and len(W.gathered().parts) == 2 and W.compressed(1e-12).rank == 2
    for same in (W, W.gathered(), W.compressed(1e-12)):
        np.testing.assert_allclose(np.asarray(same), dense, atol=1e-13)
        np.testing.assert_allclose(same.dot(x), dense @ x, atol=1e-13)
        np.testing.assert_allclose(same.adjoint_dot(x), dense.T @ x, atol=1e-13)
    np.testing.assert_allclose(np.asarray(3.0 * W), 3 * dense, atol=1e-13)
    np.testing.assert_allclose(np.asarray(thin - W), low - dense, atol=1e-13)
    np.testing.assert_allclose(np.asarray(np.eye(9) - W), np.eye(9) - dense, atol=1e-13)
    np.testing.assert_allclose(np.asarray(W + W), 2 * dense, atol=1e-13)
    assert isinstance(W - LowRankUpdate.of(bulk), LowRank)
    np.testing.assert_allclose(np.asarray(W - LowRankUpdate.of(bulk)), -0.5 * low, atol=1e-13)
    weights, other = Weights(W, x, x), Weights(thin, x, x)
    assert weights.inner(other) == pytest.approx(np.sum(dense * low) + 2 * x @ x, rel=1e-12)
    np.testing.assert_allclose((other - weights).W, low - dense, atol=1e-13)
    with pytest.raises(ValueError, match="must build a new array"):
        np.array(W, copy=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert weights.norm() == pytest.approx(np.sqrt(np.sum(dense**2) + 2 * x @ x), rel=1e-12)
