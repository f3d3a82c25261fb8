"""`derive` against closed forms worked out by hand, and against quadrature."""

import numpy as np
import pytest
import sympy as sp
from scipy.linalg import expm

from derivations import targets
from derivations.algebra.exact import vanishing
from derivations.algebra.symbols import c_star, coordinates, rate
from derivations.steps import frame as steps
from reduced_odes import load

a, b, c, p, q, r, alpha, beta = coordinates("a b c p q r alpha beta")
eta_W, eta_u, eta_v, eta_io = (rate(name) for name in ("W", "u", "v", "io"))
TITLES = ("Model", "Loss", "Full gradient", "Embedding", "Closure", "Metric", "Reduced ODE", "Invariants", "Spectrum")


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


@pytest.mark.parametrize("name", ["real_outlier", "conjugate_pair", "rank_two"])
def test_the_flow_is_steepest_descent_of_the_quadrature_of_the_loss(name, request, emitted):
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
    system = load(emitted(name))
    velocity = system.rhs(state, {x.name: value for x, value in values.items()})
    metric = np.array(steps.pulled_back_metric(manifold).subs(at), dtype=float)
    np.testing.assert_allclose(metric @ velocity, -np.array(slopes), rtol=1e-9, atol=1e-11)
    observed = system.observe(state, {x.name: value for x, value in values.items()})
    assert float(observed["loss"]) == pytest.approx(dt @ error**2 / 2, rel=1e-10)


def test_nine_steps_each_with_a_proof(conjugate_pair):
    assert tuple(step.title for step in conjugate_pair.steps) == TITLES
    assert [step.number for step in conjugate_pair.steps] == list(range(1, 10))
    for step in conjugate_pair.steps:
        assert step.check.proofs and all(count > 0 for _, count in step.check.proofs)
