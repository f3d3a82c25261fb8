"""`derive` against closed forms worked out by hand, against quadrature, and against manifolds that are wrong."""

from dataclasses import replace

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from derivations import ClosureError, ProofError, derive, manifolds, targets
from derivations.algebra.exact import vanishing
from derivations.algebra.symbols import c_star, coordinates, omega_star, phase, rate
from derivations.manifolds.frames import Manifold, RateSymbols
from derivations.steps import frame as steps
from derivations.steps import network as network_steps
from derivations.targets import Target
from reduced_odes import conjugate_pair, rank_two
from reduced_odes import real_outlier as shipped_outlier

a, b, c, p, q, r, alpha, beta = coordinates("a b c p q r alpha beta")
eta_W, eta_u, eta_v, eta_io = (rate(name) for name in ("W", "u", "v", "io"))
TITLES = ("Model", "Loss", "Full gradient", "Embedding", "Closure", "Metric", "Reduced ODE", "Invariants", "Spectrum")


# ------------------------------------------------------------------------------------------------- against closed forms
def test_real_outlier_is_the_system_found_by_hand(real_outlier):
    loss = (a * b) ** 2 / (4 * c) - a * b / (c + c_star) + 1 / (4 * c_star)
    slope = a * b / (2 * c) - 1 / (c + c_star)
    by_hand = (
        -eta_u * b * slope,
        -eta_v * a * slope,
        eta_W * a * b * (a * b / (4 * c**2) - 1 / (c + c_star) ** 2),
    )
    ode = real_outlier.ode
    assert all(vanishing([found - known for found, known in zip(ode.rhs, by_hand, strict=True)]))
    assert vanishing([ode.loss - loss]) == (True,)
    assert ode.observables["gain"] == a * b
    assert sp.expand(ode.invariants["balance"] - (eta_v * a**2 - eta_u * b**2)) == 0


def test_the_learnt_outlier_is_a_stable_node(real_outlier):
    """Balanced and at unit rates, in gain A = ab and c: eigenvalues of [[−1/c, 1/2c²], [1/4c², −1/4c³]]."""
    ode = real_outlier.ode
    learnt = {a: 1, b: 1, c: c_star, eta_W: 1, eta_u: 1, eta_v: 1}
    assert all(sp.cancel(speed.subs(learnt)) == 0 for speed in ode.rhs)
    J = ode.jacobian.subs(learnt).applyfunc(sp.cancel)
    # Along the balanced direction a = b, a moves by half the relative change of the gain.
    reduced = sp.Matrix([[J[0, 0] + J[0, 1], 2 * J[0, 2]], [J[2, 0], J[2, 2]]])
    by_hand = sp.Matrix([[-1 / c_star, 1 / (2 * c_star**2)], [1 / (4 * c_star**2), -1 / (4 * c_star**3)]])
    assert sp.cancel(reduced.det() - by_hand.det()) == 0 and sp.cancel(reduced.trace() - by_hand.trace()) == 0
    assert sp.cancel(by_hand.det() - 1 / (8 * c_star**4)) == 0


def test_the_pair_has_the_metric_outliers_and_invariants_found_by_hand(conjugate_pair):
    ode = conjugate_pair.ode
    manifold = conjugate_pair.manifold
    metric = sp.diag(1 / eta_W, 2 / eta_W, 1 / eta_W, 2 / eta_io, 2 / eta_io)
    assert steps.pulled_back_metric(manifold) == sp.ImmutableMatrix(metric)
    assert sp.expand(ode.observables["c"] - (1 - (p + r) / 2)) == 0
    assert sp.expand(ode.observables["omega_squared"] - (q**2 - ((p - r) / 2) ** 2)) == 0
    assert sp.expand(ode.observables["gain"] - (alpha**2 - beta**2)) == 0
    # C = (W Wᵀ − Wᵀ W)/η_W + (u uᵀ − v vᵀ)/η_io has 2q(p − r)/η_W + 2αβ/η_io off its diagonal, and nothing on it.
    known = eta_io * q * (p - r) + eta_W * alpha * beta
    assert [sp.expand(value / known).cancel().is_Rational for value in ode.invariants.values()] == [True]


def test_the_target_power_is_the_integral_of_the_squared_filter(conjugate_pair):
    at = {c_star: sp.Rational(3, 10), omega_star: 2, phase: sp.Rational(1, 3)}
    t = sp.Symbol("t", positive=True)
    f = sp.exp(-t * at[c_star]) * sp.cos(at[omega_star] * t + at[phase])
    with mpmath.workdps(30):
        quadrature = mpmath.quad(sp.lambdify(t, f**2 / 2, "mpmath"), mpmath.linspace(0, 120, 121))
        assert abs(sp.N(conjugate_pair.ode.target_power.subs(at), 30) - quadrature) < 1e-25


@pytest.mark.parametrize("name", ["real_outlier", "conjugate_pair", "rank_two"])
def test_the_flow_is_steepest_descent_of_the_quadrature_of_the_loss(name, request):
    """G θ̇ = −∇L with ∂L/∂θ = ∫ (f − f*) ∂f/∂θ dt: quadrature over t, f differentiated by a complex step."""
    derivation = request.getfixturevalue(name)
    manifold, ode = derivation.manifold, derivation.ode
    rng = np.random.default_rng(11)
    values = {x: float(rng.uniform(0.3, 1.4)) for x in ode.parameters}
    state = rng.uniform(-0.5, 0.5, len(ode.state)) + (np.array(ode.origin) > 0)
    nodes, weights = np.polynomial.legendre.leggauss(12)
    inside = (nodes + 1) / 2
    t = (np.arange(80)[:, None] + inside).ravel()
    dt = np.tile(weights / 2, 80)
    blocks = sp.lambdify(ode.state, [list(block) for block in (manifold.M, manifold.u, manifold.v)], "numpy")

    def response(theta):
        M, u, v = (np.array(block, dtype=complex) for block in blocks(*theta))
        M = M.reshape(u.size, u.size)
        step, after, f = expm(M), expm(inside[:, None, None] * M) @ u, []
        for _ in range(80):  # exp(M (k + x)) = exp(M)ᵏ exp(M x)
            f.append(after @ v)
            after = after @ step.T
        return np.concatenate(f)

    target = sp.lambdify(targets.t, derivation.target.filter.subs(values), "numpy")(t)
    error = response(state).real - target
    slopes = [dt @ (error * response(state + 1e-30j * direction).imag) / 1e-30 for direction in np.eye(len(ode.state))]
    at = values | dict(zip(ode.state, map(float, state), strict=True))
    velocity = np.array(ode.rhs.subs(at), dtype=float).ravel()
    metric = np.array(steps.pulled_back_metric(manifold).subs(at), dtype=float)
    np.testing.assert_allclose(metric @ velocity, -np.array(slopes), rtol=1e-9, atol=1e-11)
    assert float(ode.loss.subs(at)) == pytest.approx(dt @ error**2 / 2, rel=1e-10)


def test_nine_steps_each_with_a_proof(conjugate_pair):
    assert tuple(step.title for step in conjugate_pair.steps) == TITLES
    assert [step.number for step in conjugate_pair.steps] == list(range(1, 10))
    for step in conjugate_pair.steps:
        assert step.check.proofs and all(count > 0 for _, count in step.check.proofs)


# --------------------------------------------------------------------------------------------------------- properties
numbers = st.floats(-0.7, 0.7)


@settings(max_examples=60)
@given(st.lists(numbers, min_size=8, max_size=8), st.floats(0.1, 2), st.floats(-3, 3), st.floats(-3, 3))
def test_transposition_and_rotation_are_symmetries(theta, decay, frequency, angle):
    """(W, u, v) → (Wᵀ, v, u) and (R W Rᵀ, R u, R v) leave loss, gain, c and ω² as they are."""
    W, u, v = np.reshape(theta[:4], (2, 2)), np.array(theta[4:6]), np.array(theta[6:])
    parameters = {"c_star": decay, "omega_star": frequency, "phase": 0.4}
    R = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def observed(*blocks):
        values = rank_two.observe(np.concatenate([np.ravel(block) for block in blocks]), parameters)
        return [float(values[name]) for name in ("loss", "gain", "c", "omega_squared")]

    if min(rank_two.stability(np.array(theta), parameters)) < 1e-2:
        return
    reference = observed(W, u, v)
    np.testing.assert_allclose(observed(W.T, v, u), reference, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(observed(R @ W @ R.T, R @ u, R @ v), reference, rtol=1e-8, atol=1e-10)


@settings(max_examples=60)
@given(st.lists(numbers, min_size=5, max_size=5), st.floats(0.1, 2), st.floats(0, 3), st.floats(0, 2), st.floats(0, 2))
def test_the_loss_never_rises_and_the_balance_stays(theta, decay, frequency, rate_W, rate_io):
    parameters = {"c_star": decay, "omega_star": frequency, "eta_W": rate_W, "eta_io": rate_io}
    state = np.array(theta)
    if min(conjugate_pair.stability(state, parameters)) < 1e-1:
        return
    velocity = conjugate_pair.rhs(state, parameters)
    size = float(np.abs(velocity).max())
    h = 1e-6 / (1 + size)
    ahead, behind = state + h * velocity, state - h * velocity
    losses, balances = ([measure(x, parameters) for x in (ahead, behind)] for measure in
                        (conjugate_pair.observe, conjugate_pair.conserve))  # fmt: skip
    assert float(losses[0]["loss"] - losses[1]["loss"]) / (2 * h) <= 1e-7 * (1 + size**2)
    for name in conjugate_pair.invariants:
        assert abs(float(balances[0][name] - balances[1][name])) / (2 * h) <= 1e-7 * (1 + size)


@settings(max_examples=40)
@given(st.floats(0.05, 1.2), st.floats(0.05, 1.2), st.floats(0.1, 2), st.floats(0.1, 2))
def test_a_pair_at_zero_frequency_learns_the_integrator(first, second, decay, pole):
    """rank_two on the aligned set at ω* = φ = 0 moves as real_outlier does."""
    outlier = shipped_outlier.rhs(np.array([first, second, pole]), {"c_star": decay})
    embedded = np.array([1 - pole, 0, 0, 0, first, 0, second, 0])
    general = rank_two.rhs(embedded, {"c_star": decay, "omega_star": 0.0})
    expected = np.array([-outlier[2], 0, 0, 0, outlier[0], 0, outlier[1], 0])
    np.testing.assert_allclose(general, expected, rtol=1e-9, atol=1e-11)


# ------------------------------------------------------------------------------------------------ what must be refused
def wrong(**changes: object) -> Manifold:
    return replace(manifolds.reflection(), name="wrong", **changes)


@pytest.mark.parametrize(
    ("manifold", "component"),
    [
        (wrong(W=sp.ImmutableMatrix([[p, q], [q, r]])), "dW[1,2]/ds"),
        (wrong(v=sp.ImmutableMatrix([alpha, beta])), "dW[1,2]/ds"),
        (wrong(u=sp.ImmutableMatrix([alpha, 2 * beta])), "dv[2]/ds"),
        (wrong(rates=RateSymbols(rate("W"), rate("u"), rate("v"))), "du[1]/ds"),
    ],
    ids=["symmetric W", "equal u and v", "stretched u", "unequal rates"],
)
def test_a_wrong_embedding_is_refused_with_the_component_that_leaves(manifold, component):
    with pytest.raises(ClosureError, match="not invariant") as refused:
        derive(targets.damped_oscillator(), manifold)
    assert component in refused.value.components and component in str(refused.value)
    assert "change its embedding" in str(refused.value)


def test_a_symmetric_network_of_equal_vectors_is_another_invariant_manifold():
    """W = Wᵀ and u = v is kept by the transposition symmetry, without being one of the three manifolds at hand."""
    symmetric = wrong(
        W=sp.ImmutableMatrix([[p, q], [q, r]]), u=sp.ImmutableMatrix([alpha, beta]), v=sp.ImmutableMatrix([alpha, beta])
    )
    derivation = derive(targets.integrator(), symmetric, name="symmetric")
    assert derivation.ode.name == "symmetric" and len(derivation.steps) == 9


def test_a_filter_that_its_state_space_does_not_realise_is_refused():
    target = targets.damped_oscillator()
    with pytest.raises(ProofError, match="model"):
        network_steps.model(replace(target, filter=target.filter.subs(omega_star, 2 * omega_star)))
    with pytest.raises(ProofError, match="model"):
        network_steps.model(replace(target, c=2 * target.c))


def test_wrong_gramians_are_refused(monkeypatch):
    right = steps.gramians

    def doubled(*arguments):
        g = right(*arguments)
        return replace(g, X=2 * g.X)

    monkeypatch.setattr(steps, "gramians", doubled)
    with pytest.raises(ProofError, match="embedding"):
        derive(targets.integrator(), manifolds.aligned())


@pytest.mark.parametrize("identity", ["duality", "gradient", "restriction", "balance"])
def test_a_matrix_identity_that_fails_is_refused(identity, monkeypatch):
    monkeypatch.setattr(steps.identities, identity, lambda: (True, False))
    with pytest.raises(ProofError, match="identity 2 not identically zero"):
        derive(targets.integrator(), manifolds.aligned())


def test_a_flow_with_a_wrong_factor_is_refused(real_outlier):
    manifold, target = real_outlier.manifold, real_outlier.target
    _, restricted = steps.embedding(target, manifold)
    _, flow = steps.closure(manifold, restricted)
    bent = replace(flow, slopes=(2 * flow.slopes[0], *flow.slopes[1:]))
    with pytest.raises(ProofError, match="∂L/∂a"):
        steps.reduced_ode(manifold, restricted, bent)
    with pytest.raises(ProofError, match="invariants"):
        steps.invariants(manifold, replace(flow, velocity=(2 * flow.velocity[0], *flow.velocity[1:])))
    with pytest.raises(ProofError, match="metric"):
        steps.metric(manifold, replace(flow, metric=-flow.metric))


def test_a_target_of_order_three_on_the_aligned_manifold():
    """Poles −c*, −2c*, −3c* with residues 1, 1/2, −1/4: one outlier sees only what the modal loss sees."""
    t = targets.t
    poles, residues = (c_star, 2 * c_star, 3 * c_star), (sp.Integer(1), sp.Rational(1, 2), -sp.Rational(1, 4))
    target = Target(
        name="three_poles",
        filter=sum(w * sp.exp(-k * t) for k, w in zip(poles, residues, strict=True)),
        A=-sp.ImmutableMatrix(sp.diag(*poles)),
        b=sp.ImmutableMatrix([1, 1, 1]),
        c=sp.ImmutableMatrix([residues]),
        parameters=(c_star,),
        defaults=(),
        assumptions=(),
    )
    ode = derive(target, manifolds.aligned()).ode
    terms = list(zip(poles, residues, strict=True))
    power = sum(w * x / (2 * (k + m)) for k, w in terms for m, x in terms)
    by_hand = (a * b) ** 2 / (4 * c) - a * b * sum(w / (c + k) for k, w in terms) + power
    assert vanishing([ode.loss - by_hand]) == (True,)
    assert ode.name == "three_poles_aligned"
