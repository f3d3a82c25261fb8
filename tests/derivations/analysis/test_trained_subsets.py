"""Only some of the weights trained: closed forms, full networks, and which subsets can learn which target."""

import numpy as np
import pytest
import sympy as sp

from derivations import derive, emit_module, manifolds, targets
from derivations.algebra.exact import vanishing
from derivations.algebra.symbols import c_star, coordinates
from derivations.derivation import BLOCKS
from reduced_odes import integrate, load
from validation import General, ManifoldObserver, Rates, Weights, compare, gradient_flow, integrator

a, b, c = coordinates("a b c")
pytestmark = pytest.mark.usefixtures("proved_once")


@pytest.fixture(scope="module")
def only_W(proved_once):
    return derive(targets.integrator(), manifolds.aligned(), trained="W")


def test_training_W_alone_is_a_flow_of_one_number(only_W):
    ode = only_W.ode
    assert ode.name == "real_outlier_W" and [x.name for x in ode.parameters] == ["c_star", "eta_W"]
    assert (ode.rhs[0], ode.rhs[1]) == (0, 0)
    assert "Only W is trained." in str(only_W)


def test_its_fixed_point_runs_to_infinity_as_the_gain_tends_to_four(only_W):
    """c = c* √A/(2 − √A), A = ab: exactly a zero of the flow; attracting; none for A ≥ 4."""
    root = sp.Symbol("root", positive=True)  # √A
    speed = only_W.ode.rhs[2].subs({a: root**2 / b})
    slope = only_W.ode.jacobian[2, 2].subs({a: root**2 / b})
    resting = c_star * root / (2 - root)
    assert sp.cancel(speed.subs(c, resting)) == 0
    for gain in (sp.Rational(1, 4), sp.Integer(1), sp.Rational(361, 100)):
        assert float(slope.subs(c, resting).subs({root: sp.sqrt(gain), c_star: 0.3, only_W.ode.parameters[1]: 1})) < 0
    for gain in (4, 5):  # the decay rate grows for ever
        at = {root: sp.sqrt(gain), c_star: 0.3, only_W.ode.parameters[1]: 1}
        assert all(float(speed.subs(at).subs(c, decay)) > 0 for decay in (0.1, 1.0, 10.0, 1000.0))


def test_generated_code_reaches_it(only_W):
    system = load(emit_module(only_W.ode))
    for gain in (0.49, 1.0, 2.25):
        found = integrate(system, {"a": np.sqrt(gain), "b": np.sqrt(gain)}, {"c_star": 0.3}, np.linspace(0, 2000, 11))
        assert found["c"][-1] == pytest.approx(0.3 * np.sqrt(gain) / (2 - np.sqrt(gain)), rel=1e-5)
        assert np.all(found["gain"] == found["gain"][0])


@pytest.mark.parametrize("trained", ["W", "u", "v", "Wu", "Wv", "uv"])
def test_every_subset_is_exact_for_the_full_network(trained):
    """The general system with some blocks at rest, against the gradient flow of N = 6 neurons at rates 0 and 1."""
    rng = np.random.default_rng(4)
    u = 0.5 * rng.normal(size=6)
    network = Weights(np.zeros((6, 6)), u, 0.6 * u + 0.3 * rng.normal(size=6))
    coordinates_ = General.of(network)
    times = np.linspace(0, 6, 13)
    rates = Rates(**{block: float(block in trained) for block in BLOCKS})
    flow = gradient_flow(
        network, integrator(0.4), times, rates=rates, observe=ManifoldObserver(coordinates_), outlier_count=2
    )
    ode = derive(targets.damped_oscillator(), manifolds.general(), trained=trained).ode
    start, parameters = coordinates_.read(network), {"c_star": 0.4, "omega_star": 0.0}
    theory = integrate(load(emit_module(ode)), start, parameters, times, rtol=1e-10, atol=1e-13)
    assert compare(theory, flow).worst.relative < 1e-6


def test_orthogonal_vectors_cannot_learn_from_W_alone():
    """f(0) = vᵀu never moves, so that f = f* with f*(0) = 1 is out of reach: the loss stays above zero."""
    ode = derive(targets.damped_oscillator(), manifolds.general(), trained="W").ode
    system = load(emit_module(ode))
    start = {"u1": 0.8, "v2": 0.8}
    found = integrate(system, start, {"c_star": 0.4, "omega_star": 1.0}, np.linspace(0, 300, 31))
    assert np.all(found["gain"] == 0.0)
    assert found["loss"][-1] > 0.05 * found["loss"][0]


def test_invariants_of_what_moves_remain():
    ode = derive(targets.integrator(), manifolds.aligned(), trained=("u", "v")).ode
    (balance,) = ode.invariants.values()
    velocity = ode.rhs
    drift = sum(sp.diff(balance, x) * speed for x, speed in zip(ode.state, velocity, strict=True))
    assert velocity[2] == 0 and vanishing([drift]) == (True,)


@pytest.mark.parametrize(
    ("manifold", "trained", "says"),
    [
        (manifolds.aligned, "", "at least one of the blocks W, u and v"),
        (manifolds.aligned, ("W", "x"), "at least one of the blocks W, u and v"),
        (manifolds.reflection, "Wu", "u and v share one rate"),
        (manifolds.reflection, "v", "use the general manifold"),
    ],
)
def test_what_cannot_be_trained_is_refused(manifold, trained, says):
    with pytest.raises(ValueError, match=says):
        derive(targets.damped_oscillator(), manifold(), trained=trained)
