"""The largest step at a learnt pair in any gauge: the derived law against Hessians of full networks, and flows."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from derivations.algebra.exact import lowest_terms
from derivations.algebra.straight_line import Definitions
from derivations.algebra.symbols import c_star, omega_star, rate
from derivations.analysis import pair as analysis_pair
from derivations.analysis.pair import fastest, fastest_in_any_gauge, gauge
from derivations.errors import ProofError
from reduced_odes import conjugate_pair, integrate
from reduced_odes.analysis.fixed_points import fixed_point, resting_point
from validation import Rates, Weights, damped_oscillator
from validation.gradient.curvature import hessian

pytestmark = pytest.mark.usefixtures("proved_once")
g = sp.Symbol("g", positive=True)


def law(ratio, c, eta_W=1.0):
    """The two fast rates, and 2/λ_max."""
    at = {g: ratio, c_star: c, rate("W"): eta_W}
    rates, step = fastest(g)
    return [float(x.subs(at)) for x in rates], float(step.subs(at))


def ratio_of(W):
    """|K|²/(2 det K) of a 2 × 2 matrix."""
    K = W - np.trace(W) / 2 * np.eye(2)
    return np.sum(K**2) / (2 * np.linalg.det(K))


@settings(max_examples=25, deadline=None)
@given(
    omega=st.floats(0.5, 3.0),
    phase=st.floats(-3.0, 3.0),
    stretch=st.floats(-1.0, 1.0),
    balance=st.floats(-0.7, 0.7),
    seed=st.integers(0, 1000),
    eta=st.floats(0.3, 2.0),
)
def test_curvature_of_full_networks_in_any_gauge(omega, phase, stretch, balance, seed, eta):
    """Any basis of the plane, any scale of u and v, a plane at random among five neurons, rates of their own."""
    c, rng = 2e-3, np.random.default_rng(seed)
    target = damped_oscillator(c, omega, phase)
    turns = [np.linalg.qr(rng.standard_normal((2, 2)))[0] for _ in range(2)]
    T = np.exp(balance) * turns[0] @ np.diag(np.exp([stretch, -stretch])) @ turns[1]
    plane = np.linalg.qr(rng.standard_normal((5, 2)))[0]
    W = np.eye(2) + T @ target.A @ np.linalg.inv(T)
    weights = Weights(plane @ W @ plane.T, plane @ T @ target.b, plane @ np.linalg.solve(T.T, target.c))
    found = np.linalg.eigvalsh(hessian(weights, target, Rates(eta, 0.7, 1.3)))
    rates, step = law(ratio_of(W), c, eta)
    assert -found[-1] == pytest.approx(rates[0], rel=0.01)
    assert -found[-2] == pytest.approx(rates[1], rel=0.01)
    assert found[-3] < 0.05 * found[-2] and 2 / found[-1] == pytest.approx(step, rel=0.01)


@pytest.fixture(scope="module")
def pairs(derived):
    return gauge(derived("conjugate_pair").ode)


def state_at(pairs, k, **numbers):
    """The learnt state by name."""
    (symbol,) = {x for value in pairs.state.values() for x in value.free_symbols if x.name == "k"}
    at = {c_star: numbers["c_star"], omega_star: numbers["omega_star"], symbol: k}
    return {x.name: float(value.subs(at)) for x, value in pairs.state.items()}


def conserved_at(pairs, k, omega=1.0, eta_W=1.0, eta_io=1.0):
    ((_, value),) = pairs.conserved.items()
    (symbol,) = {x for x in value.free_symbols if x.name == "k"}
    return float(value.subs({omega_star: omega, rate("W"): eta_W, rate("io"): eta_io, symbol: k}))


@pytest.mark.parametrize(("k", "order"), [(0.0, 2), (0.4, 1), (-1.0, 1)])
def test_the_error_of_the_law_falls_with_the_target(k, order, pairs):
    """As c*, and for balanced pairs as c*²."""
    errors = []
    for c in (0.05, 0.025, 0.0125):
        target = {"c_star": c, "omega_star": 1.2}
        found = fixed_point(conjugate_pair, state_at(pairs, k, **target), target)
        errors.append(abs(found.largest_step / law(np.cosh(2 * k), c)[1] - 1))
    assert errors[0] < 0.1
    assert np.log2(np.array(errors[:-1]) / errors[1:]) == pytest.approx(order, abs=0.15)


@settings(max_examples=15)
@given(
    k=st.floats(-1.5, 1.5), c=st.floats(0.01, 0.5), omega=st.floats(0.3, 3.0), eta_W=st.floats(0.2, 3.0),
    eta_io=st.floats(0.2, 3.0),
)  # fmt: skip
def test_the_family_is_at_rest_in_the_generated_system(pairs, k, c, omega, eta_W, eta_io):
    parameters = {"c_star": c, "omega_star": omega, "eta_W": eta_W, "eta_io": eta_io}
    named = state_at(pairs, k, c_star=c, omega_star=omega)
    assert list(named) == list(conjugate_pair.state)
    state = np.array(list(named.values()))
    scale = np.abs(conjugate_pair.jacobian(state, parameters)).max()
    np.testing.assert_allclose(conjugate_pair.rhs(state, parameters), 0, atol=1e-12 * scale)
    kept = float(conjugate_pair.conserve(state, parameters)["balance_12"])
    assert kept == pytest.approx(conserved_at(pairs, k, omega, eta_W, eta_io), rel=1e-9, abs=1e-12)
    p, q, r = state[:3]
    assert ratio_of(np.array([[p, -q], [q, r]])) == pytest.approx(np.cosh(2 * k), rel=1e-9)


@pytest.mark.parametrize(
    "start",
    [
        {"alpha": 0.01, "beta": 0.01},
        {"alpha": 0.8, "beta": 0.8},
        {"alpha": 1.0, "beta": -1.0},
        {"p": 0.5, "q": 1.5, "alpha": 0.5, "beta": 0.1},
    ],
)
def test_what_is_conserved_decides_where_flows_end_and_the_largest_step(start, pairs):
    """From the start alone: its conserved quantity gives k, and k the network that is learnt and the step there."""
    target = {"c_star": 0.05, "omega_star": 1.0}
    path = integrate(conjugate_pair, start, target, [0, 400])
    assert path.outcome.value == "learnt"
    found = resting_point(conjugate_pair, path)
    kept, signs = float(path.invariants["balance_12"][0]), np.sign([found.state["alpha"], found.state["q"]])
    k = signs[1] * brentq(lambda x: conserved_at(pairs, x) - signs[1] * kept, -4, 4)
    wanted = state_at(pairs, abs(k), **target)
    for name in conjugate_pair.state:
        if name not in "pr":
            assert abs(found.state[name]) == pytest.approx(wanted[name], rel=1e-6)
    assert abs(found.state["p"] - found.state["r"]) == pytest.approx(abs(wanted["p"] - wanted["r"]), abs=1e-6)
    step = law(np.cosh(2 * k), 0.05)[1]
    assert abs(found.largest_step / step - 1) < 2 * 0.05
    assert (found.largest_step > 0.98 * 32 * 0.05**3) == (abs(kept) < 1e-3)


# Proofs


def test_the_law_is_proved_and_a_wrong_one_is_not(derived, pairs, monkeypatch):
    assert pairs.identities == 12 and fastest_in_any_gauge() == 7
    (first, second), step = fastest(g)
    wrong = (first.subs(g, g / 2), second)
    monkeypatch.setattr(analysis_pair, "fastest", lambda ratio: (tuple(x.subs(g, ratio) for x in wrong), step))
    with pytest.raises(ProofError) as refused:
        gauge(derived("conjugate_pair").ode)
    assert refused.value.step == "fastest rates of learnt pairs"


def test_lowest_terms():
    x, y, a, b = sp.symbols("x y a b")
    definitions = Definitions(((a, (x**2 - y**2) / (x - y)), (b, 1 / a - 1 / (x + y))))
    found = lowest_terms([a, b, (x**2 - 1) / (x - 1) ** 2, 1 / (1 + 1 / x)], definitions, (x, y))
    assert found[0] == x + y and found[1] == 0
    assert sp.fraction(found[2]) == (x + 1, x - 1) and sp.fraction(found[3]) == (x, x + 1)
    with pytest.raises(ZeroDivisionError):
        lowest_terms([1 / b], definitions, (x, y))
    with pytest.raises(TypeError):
        lowest_terms([sp.sqrt(x)], Definitions(), (x,))
