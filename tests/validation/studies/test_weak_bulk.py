"""One outlier and a weak bulk: the correction to second order, from routes that share nothing with its derivation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp

import reduced_odes
from derivations import Derivation, ProofError, derive, manifolds, targets
from derivations.steps import weak_bulk
from reduced_odes import InputError, integrate
from validation import (
    DescentRun,
    Weights,
    gradient_flow,
    integrator,
    loss_and_gradient,
    random_weights,
)
from validation._common.errors import ValidationError
from validation.experiments.power_laws import convergence_order
from validation.experiments.tasks import INTEGRATOR, OSCILLATOR
from validation.studies import (
    weak_bulk as weak_bulk_study,
)
from validation.studies.weak_bulk import bulk_errors, fock_network, weak_bulk_claims, weak_bulk_coordinates

SYSTEM = reduced_odes.real_outlier_bulk
SYSTEMS = {"real_outlier": reduced_odes.real_outlier, "real_outlier_bulk": SYSTEM}
RATES = {"eta_W": 0.7, "eta_u": 1.3, "eta_v": 0.4}


def bordered(seed: int, size: float, N: int = 6) -> Weights:
    """W = (1 − c) nnᵀ + rnᵀ + nlᵀ exactly, without a bulk across n."""
    rng = np.random.default_rng(seed)
    n = np.eye(N)[0]
    r, l, p, q = size * rng.normal(size=(4, N)) * (1 - n)  # noqa: E741
    return Weights(0.4 * np.outer(n, n) + np.outer(r, n) + np.outer(n, l), 0.6 * n + p, 0.5 * n + q)


def state_of(weights: Weights) -> np.ndarray:
    """Coordinates with n the first unit vector."""
    n = np.eye(weights.N)[0]
    vectors = {"r": weights.W @ n, "l": weights.W.T @ n, "p": weights.u, "q": weights.v}
    beside = {name: x - n * (n @ x) for name, x in vectors.items()}
    core = {"a": n @ weights.u, "b": n @ weights.v, "c": 1 - n @ weights.W @ n}
    return np.array([core[x] if x in core else beside[x[0]] @ beside[x[2]] for x in SYSTEM.state])


@pytest.mark.parametrize("seed", range(4))
def test_loss_and_flow_are_those_of_the_bordered_network(seed: int) -> None:
    """At any size of the border: the gradient of the full network, with its block across n left at rest."""
    weights, target = bordered(seed, 0.25), integrator(0.4)
    loss, G = loss_and_gradient(weights, target)
    state, n = state_of(weights), np.eye(weights.N)[0]
    assert float(SYSTEM.observe(state, {"c_star": 0.4})["loss"]) == pytest.approx(loss, rel=1e-11)
    across = np.eye(weights.N) - np.outer(n, n)
    moving = G.W - across @ G.W @ across
    h = 1e-5

    def moved(step: float) -> np.ndarray:
        return state_of(
            Weights(weights.W - step * 0.7 * moving, weights.u - step * 1.3 * G.u, weights.v - step * 0.4 * G.v)
        )

    expected = (moved(h) - moved(-h)) / (2 * h)
    np.testing.assert_allclose(SYSTEM.rhs(state, {"c_star": 0.4} | RATES), expected, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("tau", [0.0, 0.5, -0.4])
def test_the_correction_is_of_fourth_order_at_infinite_width(tau: float) -> None:
    """Against the flow of a depth-3 network of words; uncorrected the error is of second order."""
    sigmas = np.array([0.02, 0.03, 0.045])
    task = replace(INTEGRATOR, target=integrator(0.3), parameters={"c_star": 0.3})
    plain, corrected = bulk_errors(fock_network(1.0, tau, 0.4, 3), task, SYSTEMS, sigmas)
    assert convergence_order(sigmas, plain).slope == pytest.approx(2.0, abs=0.05)
    assert convergence_order(sigmas, corrected).slope == pytest.approx(4.0, abs=0.15)
    assert (corrected < 0.01 * plain).all()


def test_words_have_the_moments_of_wide_random_matrices() -> None:
    """nᵀ W Wᵀ n = σ², nᵀ W W n = τσ², nᵀ W W Wᵀ Wᵀ n = σ⁴ (1 + ...), by one random matrix of 2000 neurons."""
    N, sigma, tau = 2000, 0.6, 0.5
    rng = np.random.default_rng(0)
    A, B = rng.normal(size=(2, N, N))
    symmetric, odd = (A + A.T) / 2, (B - B.T) / 2
    W = sigma / np.sqrt(N) * (np.sqrt(1 + tau) * symmetric + np.sqrt(1 - tau) * odd)
    words = fock_network(sigma, tau, 1.0, 4)
    n = np.eye(N)[0]
    for word in ("WT", "WW", "WWTT", "WTWT", "WWWW", "WTTW"):
        wide, small = n, words.u
        for letter in word:
            wide = (W if letter == "W" else W.T) @ wide
            small = (words.W if letter == "W" else words.W.T) @ small
        assert n @ wide == pytest.approx(words.u @ small, abs=6 / np.sqrt(N) * sigma ** len(word))


def test_without_a_bulk_it_is_the_real_outlier() -> None:
    start, s = {"a": 0.1, "b": 0.1}, np.linspace(0, 20, 11)
    plain = integrate(reduced_odes.real_outlier, start, {"c_star": 0.2} | RATES, s, rtol=1e-10)
    corrected = integrate(SYSTEM, start, {"c_star": 0.2} | RATES, s, rtol=1e-10)
    for name in ("a", "b", "c", "loss"):
        np.testing.assert_allclose(corrected[name], plain[name], rtol=1e-8, atol=1e-12)


def test_conserved_numbers_are_conserved() -> None:
    start = dict(zip(SYSTEM.state, state_of(bordered(7, 0.1)), strict=True))
    found = integrate(SYSTEM, start, {"c_star": 0.3} | RATES, np.linspace(0, 30, 31), rtol=1e-10, atol=1e-13)
    for name, values in found.invariants.items():
        assert np.abs(values - values[0]).max() < 1e-8, name
    assert np.diff(found["loss"]).max() < 0


def test_claims(monkeypatch) -> None:
    """With two seeds: each network alone has the orders. The networks are the same against the right and the wrong."""
    flows: dict[bytes, DescentRun] = {}

    def remembered(weights: Weights, *arguments, **options) -> DescentRun:
        key = weights.vector().tobytes()
        return flows[key] if key in flows else flows.setdefault(key, gradient_flow(weights, *arguments, **options))

    monkeypatch.setattr(weak_bulk_study, "gradient_flow", remembered)
    monkeypatch.setattr(weak_bulk_study, "_SEEDS", 2)
    assert weak_bulk_claims(OSCILLATOR, SYSTEMS) == []
    assert all(claim.passed for claim in weak_bulk_claims(INTEGRATOR, SYSTEMS))
    wrong = {**SYSTEMS, "real_outlier_bulk": SYSTEM}
    bent = replace(SYSTEM.formulas, rhs=lambda x, p: tuple(1.01 * v for v in SYSTEM.formulas.rhs(x, p)))
    wrong["real_outlier_bulk"] = replace(SYSTEM, formulas=bent)
    assert not all(claim.passed for claim in weak_bulk_claims(INTEGRATOR, wrong))


def test_a_wrong_small_network_is_refused(monkeypatch) -> None:
    """One that counts l·r twice agrees with the full network in no order that matters."""
    right = weak_bulk.cascade

    def bent(feed, J, u, v, target):
        return right(feed, J.applyfunc(lambda x: 2 * x if x == sp.Symbol("l_r", real=True) else x), u, v, target)

    monkeypatch.setattr(weak_bulk, "cascade", bent)
    with pytest.raises(ProofError, match=r"^step 'weak bulk' fails: ε²"):
        derive(targets.integrator(), manifolds.weak_bulk())


def test_the_correction_serves_other_targets(real_outlier_bulk: Derivation) -> None:
    """The derivation asks for no particular target; with ω* = 0 the oscillator's is the integrator's."""
    pair = derive(targets.damped_oscillator(), manifolds.weak_bulk()).ode
    one = real_outlier_bulk.ode
    point = {x: sp.Rational(k + 3, 17) for k, x in enumerate((*one.state, *one.parameters))}
    rest = {x: 0 for x in pair.parameters if x.name in ("omega_star", "phase")}
    for first, second in zip(pair.rhs, one.rhs, strict=True):
        assert first.xreplace(point | rest) == second.xreplace(point)


def test_bad_input_is_refused() -> None:
    with pytest.raises(InputError, match="those of no vectors"):
        integrate(SYSTEM, {"a": 0.1, "b": 0.1, "l_r": 0.2}, {"c_star": 0.2}, [0, 1])
    with pytest.raises(ValidationError, match="u is zero"):
        weak_bulk_coordinates(Weights(np.zeros((2, 2)), [0, 0], [1, 0]))
    weights = random_weights(5, 0.1, 0.3, 0)
    assert set(weak_bulk_coordinates(weights)) == set(SYSTEM.state)
