"""Factorised weights: the flow of overlaps against networks, differences, 50 digits, and its own conserved numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import reduced_odes
from derivations import Derivation, ProofError, derive, manifolds, targets
from derivations.algebra import overlap_identities
from derivations.steps import overlaps as overlap_steps
from reduced_odes import InputError, ReducedSystem, integrate, overlaps
from validation import (
    StateSpace,
    Weights,
    damped_oscillator,
    impulse_response,
    integrator,
    loss_and_gradient,
)
from validation._common.errors import UnstableNetwork, ValidationError
from validation.experiments.tasks import INTEGRATOR, OSCILLATOR
from validation.network.weights import Rates
from validation.studies import (
    factorised as factorised_study,
)
from validation.studies.factorised import INTEGRATING, RINGING, factorised_claims, overlaps_of, relearning
from validation.training.factorised import FactorRun, Factors, factor_descent, factor_flow, factor_gradient

SYSTEMS = {1: reduced_odes.overlaps_rank_one, 2: reduced_odes.overlaps_rank_two}
BY_NAME = {system.name: system for system in SYSTEMS.values()}
PAIR = {"c_star": 0.4, "omega_star": 1.3, "phase": 0.6}


@pytest.fixture
def trained_once(monkeypatch) -> None:
    """The same network is trained once, whatever it is compared with."""
    for name in ("factor_flow", "factor_descent"):
        monkeypatch.setattr(factorised_study, name, remembered(getattr(factorised_study, name)))


_RUNS: dict[tuple[object, ...], FactorRun] = {}


def remembered(train: Callable[..., FactorRun]) -> Callable[..., FactorRun]:
    def trained(start: Factors, target: StateSpace, times: np.ndarray | None = None, **options) -> FactorRun:
        numbers = (start.vector(), target.A, target.b, target.c, np.asarray(times, dtype=float))
        key = (train, start.rank, *(x.tobytes() for x in numbers), *sorted(options.items()))
        if key not in _RUNS:
            _RUNS[key] = train(start, target, **options) if times is None else train(start, target, times, **options)
        return _RUNS[key]

    return trained


def state(system: ReducedSystem, factors: Factors) -> np.ndarray:
    found = overlaps_of(factors)
    return np.array([found[name] for name in system.state])


@st.composite
def networks(draw: st.DrawFn) -> Factors:
    """Stable networks of rank one and two with 2 to 7 neurons."""
    rank, N, seed = draw(st.sampled_from([1, 2])), draw(st.integers(2, 7)), draw(st.integers(0, 10**6))
    return Factors.random(N, rank, draw(st.floats(0.2, 0.7)), seed)


@settings(max_examples=25)
@given(networks())
def test_rhs_is_the_flow_of_the_full_network(factors: Factors) -> None:
    """do/ds for each overlap by the product rule, with the gradient of the N x N network (dense Lyapunov equations)."""
    system, rates = SYSTEMS[factors.rank], {"eta_factors": 0.7, "eta_u": 1.3, "eta_v": 0.4}
    loss, G = loss_and_gradient(factors.weights, damped_oscillator(0.4, 1.3, 0.6))
    velocity = {
        "u": -1.3 * G.u[:, None], "m": -0.7 * G.W @ factors.n, "n": -0.7 * G.W.T @ factors.m, "v": -0.4 * G.v[:, None],
    }  # fmt: skip
    vectors = {"u": factors.u[:, None], "m": factors.m, "n": factors.n, "v": factors.v[:, None]}

    def column(blocks: dict[str, np.ndarray], name: str) -> np.ndarray:
        return blocks[name[0]][:, int(name[1:] or 1) - 1]

    expected = []
    for name in system.state:
        x, y = name.split("_")
        expected.append(column(velocity, x) @ column(vectors, y) + column(vectors, x) @ column(velocity, y))
    np.testing.assert_allclose(system.rhs(state(system, factors), PAIR | rates), expected, rtol=1e-8, atol=1e-11)
    observed = system.observe(state(system, factors), PAIR)
    assert float(observed["loss"]) == pytest.approx(loss, rel=1e-9, abs=1e-12)
    assert float(observed["gain"]) == pytest.approx(impulse_response(factors.weights, [0.0])[0], rel=1e-12, abs=1e-15)


@settings(max_examples=25)
@given(networks())
def test_outliers_are_those_of_the_full_network(factors: Factors) -> None:
    system = SYSTEMS[factors.rank]
    observed = system.observe(state(system, factors), PAIR)
    poles = np.linalg.eigvals(factors.n.T @ factors.m) - 1
    assert -poles.real.mean() == pytest.approx(float(observed["c"]), rel=1e-12)
    if factors.rank == 2:
        product = float(observed["c"]) ** 2 + float(observed["omega_squared"])
        assert np.prod(poles).real == pytest.approx(product, rel=1e-9, abs=1e-12)
    full = np.linalg.eigvals(factors.weights.W) - 1
    for pole in poles:
        assert np.abs(full - pole).min() < 1e-6


def test_the_gradient_in_the_span_is_that_of_the_full_network() -> None:
    factors, target = Factors.random(9, 2, 0.6, 4), damped_oscillator(0.4, 1.3)
    loss, gradient = factor_gradient(factors, target)
    dense_loss, G = loss_and_gradient(factors.weights, target)
    assert loss == pytest.approx(dense_loss, rel=1e-12)
    expected = Factors(G.u, G.W @ factors.n, G.W.T @ factors.m, G.v)
    np.testing.assert_allclose(gradient.vector(), expected.vector(), rtol=1e-10, atol=1e-13)


def test_published_conventions_are_a_change_of_variables() -> None:
    """Vectors times √N, W = m nᵀ/N, read-out vᵀh/N, loss without ½: gradients by differences give the rate 2η'/N."""
    factors, target, N = Factors.random(4, 1, 0.6, 1), integrator(0.4), 4

    def published(vector: np.ndarray) -> float:
        theirs = Factors.from_vector(vector, 1)
        W, u, v = theirs.m @ theirs.n.T / N, theirs.u, theirs.v / N
        return 2 * loss_and_gradient(Weights(W, u, v), target)[0]

    start, h = np.sqrt(N) * factors.vector(), 1e-5
    slopes = np.array([(published(start + h * e) - published(start - h * e)) / (2 * h) for e in np.eye(start.size)])
    moved = (start - 0.01 * slopes) / np.sqrt(N)
    expected = factors.vector() - 2 * 0.01 / N * factor_gradient(factors, target)[1].vector()
    np.testing.assert_allclose(moved, expected, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("rank", SYSTEMS)
def test_the_loss_is_the_integral_at_50_digits(rank: int, overlaps_rank_one, overlaps_rank_two) -> None:
    """½ ∫ (f − f*)² from the small network's modes, in mpmath, against the closed form of the derivation."""
    derivation = {1: overlaps_rank_one, 2: overlaps_rank_two}[rank]
    ode, rng = derivation.ode, np.random.default_rng(5)
    vectors = 0.5 * rng.integers(-9, 10, size=(2 * rank + 2, 6)) / 9
    found = overlaps(vectors[0], vectors[1 : rank + 1].T, vectors[rank + 1 : -1].T, vectors[-1])
    with mpmath.workdps(50):
        exact = {name: mpmath.mpf(value) for name, value in found.items()}
        numbered = [""] if rank == 1 else ["1", "2"]
        M = mpmath.matrix(rank + 1, rank + 1)
        for i in range(rank + 1):
            M[i, i] = -1
        for i, a in enumerate(numbered):
            M[i + 1, 0] = exact[f"n{a}_u"]
            for j, b in enumerate(numbered):
                M[i + 1, j + 1] += exact[f"n{a}_m{b}"]
        v = mpmath.matrix([[exact["v_u"], *(exact[f"v_m{b}"] for b in numbered)]])
        poles, right = mpmath.eig(M)
        residues = [(v * right[:, k])[0] * mpmath.inverse(right)[k, 0] for k in range(rank + 1)]
        c, w, phi = mpmath.mpf("0.4"), mpmath.mpf("1.3"), mpmath.mpf("0.6")
        poles += [-c + 1j * w, -c - 1j * w]
        residues += [-mpmath.expj(phi) / 2, -mpmath.expj(-phi) / 2]
        loss = -sum(a * b / (p + q) for a, p in zip(residues, poles) for b, q in zip(residues, poles)) / 2  # noqa: B905
        values = {x: sp.Float(str(exact[x.name]), 50) for x in ode.state}
        values |= {x: sp.Float(text, 50) for x, text in zip(ode.parameters, ("0.4", "1.3", "0.6"), strict=False)}
        assert abs(mpmath.mpf(str(ode.loss.xreplace(values).evalf(45))) - loss.real) < mpmath.mpf(10) ** -40


@pytest.mark.parametrize("rank", SYSTEMS)
def test_invariants_are_independent_and_conserved(rank: int) -> None:
    """5 of 10 and 9 of 21, for unequal rates; their gradients, by differences, are orthogonal to the flow."""
    system = SYSTEMS[rank]
    parameters = PAIR | {"eta_factors": 0.7, "eta_u": 1.3, "eta_v": 0.4}
    x, h = state(system, Factors.random(9, rank, 0.6, 3)), 1e-6

    def conserved(y: np.ndarray) -> np.ndarray:
        return np.array(list(system.conserve(y, parameters).values()))

    slopes = np.array([(conserved(x + h * e) - conserved(x - h * e)) / (2 * h) for e in np.eye(x.size)])
    assert slopes.shape == {1: (10, 5), 2: (21, 9)}[rank]
    assert np.linalg.matrix_rank(slopes, 1e-5) == slopes.shape[1]
    drift = system.rhs(x, parameters) @ slopes
    assert np.abs(drift).max() < 1e-9 * np.abs(slopes).max()


@pytest.mark.parametrize(("task", "seed"), [(INTEGRATING, 1), (RINGING, 2)])
def test_trajectories_are_those_of_networks(task, seed) -> None:
    system = BY_NAME[task.system]
    start, s = Factors.random(12, task.rank, 0.8, seed), np.linspace(0, 6, 13)
    rates = Rates(0.6, 1.2, 0.9)
    run = factor_flow(start, task.target, s, rates=rates, observe=overlaps_of)
    parameters = {**task.parameters, "eta_factors": 0.6, "eta_u": 1.2, "eta_v": 0.9}
    theory = integrate(system, overlaps_of(start), parameters, s, rtol=1e-10, atol=1e-13)
    for name in (*system.state, "loss"):
        np.testing.assert_allclose(theory[name], run[name], atol=2e-8)
    assert np.diff(theory["loss"]).max() < 0


def test_equal_filters_with_unequal_pasts_relearn_at_unequal_speeds(trained_once) -> None:
    fast, slow = (relearning(INTEGRATING, BY_NAME[INTEGRATING.system], size, N=8) for size in (2.0, 0.8))
    for study in (fast, slow):
        network, theory = study.times_to(1e-2)
        assert network == pytest.approx(theory, rel=1e-6)
        assert study.second["loss"][0] == pytest.approx(0.5 * (1 / 0.4 + 1 / 1.0 - 2 / 0.7), rel=1e-4)
    assert fast.times_to(1e-2)[0] < 0.5 * slow.times_to(1e-2)[0]


def test_claims_hold_and_a_wrong_theory_fails(monkeypatch, trained_once) -> None:
    monkeypatch.setattr("validation.studies.factorised.NEURONS", 8)
    monkeypatch.setattr("validation.studies.factorised.INTEGRATING", replace(INTEGRATING, until=12.0, step=0.01))
    assert all(claim.passed for claim in factorised_claims(INTEGRATOR, BY_NAME))
    right = BY_NAME["overlaps_rank_one"]

    def bent(x, p):
        first, *others = right.formulas.rhs(x, p)
        return (1.001 * first, *others)

    wrong = {right.name: replace(right, formulas=replace(right.formulas, rhs=bent))}
    failed = {claim.name for claim in factorised_claims(INTEGRATOR, wrong) if not claim.passed}
    assert "factorised: overlaps" in failed
    assert OSCILLATOR.target.order == RINGING.rank


def test_identities_are_not_empty_words() -> None:
    """With one sign changed each fails: what the proofs say depends on what is proved."""
    assert all(overlap_identities.small_network() + overlap_identities.gramians() + overlap_identities.gradients())
    assert all(overlap_identities.flow() + overlap_identities.conservation(6))
    o = overlap_identities
    assert not all(o._zero(o.W @ o.Z - o.Z @ o.small_M))
    assert not all(o._zero(o.Z @ o.E - o.u))


def test_a_wrong_gramian_is_refused(monkeypatch) -> None:
    solved = overlap_steps.cascade

    def bent(*arguments):
        found = solved(*arguments)
        return replace(found, P=found.P + sp.eye(found.P.rows) / 10**6)

    monkeypatch.setattr(overlap_steps, "cascade", bent)
    with pytest.raises(ProofError, match=r"^step 'small network' fails"):
        derive(targets.integrator(), manifolds.factorised(1))


def test_trained_subsets_rest(overlaps_rank_one: Derivation) -> None:
    ode = derive(targets.oscillator_or_integrator(), manifolds.factorised(1), trained="W").ode
    assert ode.name == "overlaps_rank_one_W" and ode.rhs[ode.state.index(sp.Symbol("u_u", real=True))] == 0
    assert "eta_u" not in {x.name for x in ode.parameters}
    assert "balance_io" in overlaps_rank_one.ode.invariants and "balance_io" not in ode.invariants


def test_bad_input_is_refused() -> None:
    with pytest.raises(ValueError, match="rank is 3"):
        manifolds.factorised(3)
    with pytest.raises(InputError, match="those of no vectors"):
        integrate(SYSTEMS[1], {"v_u": 0.1}, {"c_star": 0.2}, [0, 1])
    with pytest.raises(InputError, match="have the shapes"):
        overlaps([1, 2], [1, 2, 3], [1, 2, 3], [1, 2])
    with pytest.raises(InputError, match="finite"):
        overlaps([1, np.nan], [1, 2], [1, 2], [1, 2])
    with pytest.raises(ValidationError, match="pass \\(N,\\)"):
        Factors([1, 2], [[1, 2]], [[1, 2]], [1, 2])
    with pytest.raises(UnstableNetwork):
        factor_gradient(Factors([1, 0], [[2], [0]], [[2], [0]], [0, 1]), integrator(0.2))
    with pytest.raises(UnstableNetwork):
        factor_descent(Factors.random(5, 1, 1.0, 0), integrator(0.05), step=5.0, steps=50)


def test_overlaps_that_vectors_have_are_accepted() -> None:
    """Also degenerate ones: u, v and the factors parallel, where the Gram matrix has rank one."""
    n = np.array([3.0, 4.0]) / 5
    start = overlaps(0.3 * n, 0.2 * n, 0.2 * n, 0.3 * n)
    found = integrate(SYSTEMS[1], start, {"c_star": 0.5}, np.linspace(0, 60, 31))
    assert found["loss"][-1] < 1e-8 and found["c"][-1] == pytest.approx(0.5, abs=1e-3)


def test_the_pair_too_has_learnt_before_it_relearns() -> None:
    """From small vectors the first learning waits on a plateau; unlearnt, the filters would not be equal."""
    study = relearning(RINGING, BY_NAME[RINGING.system], 0.8, N=8)
    assert study.first["loss"][-1] < 1e-6 * study.first["loss"][0]
    assert all(np.isfinite(time) for time in study.times_to(1e-2))
