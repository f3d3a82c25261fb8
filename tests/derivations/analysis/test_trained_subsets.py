"""Only some of the weights trained: closed forms, full networks, and which subsets can learn which target."""

import numpy as np
import pytest
import sympy as sp

from derivations import derive, manifolds, targets
from derivations.algebra.exact import vanishing
from derivations.algebra.symbols import coordinates
from derivations.derivation import BLOCKS
from derivations.errors import InputError
from reduced_odes import integrate, rank_two
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
    parameters = {"c_star": 0.4, "omega_star": 0.0} | {f"eta_{block}": float(block in trained) for block in BLOCKS}
    theory = integrate(rank_two, coordinates_.read(network), parameters, times, rtol=1e-10, atol=1e-13)
    assert compare(theory, flow).worst.relative < 1e-6


def test_invariants_of_what_moves_remain():
    ode = derive(targets.integrator(), manifolds.aligned(), trained=("u", "v")).ode
    (balance,) = ode.invariants.values()
    velocity = ode.rhs
    drift = sum(sp.diff(balance, x) * speed for x, speed in zip(ode.state, velocity, strict=True))
    assert velocity[2] == 0 and vanishing([drift]) == (True,)


@pytest.mark.parametrize(
    ("manifold", "trained"),
    [
        (manifolds.aligned, ""),
        (manifolds.aligned, ("W", "x")),
        (manifolds.reflection, "Wu"),
        (manifolds.reflection, "v"),
    ],
)
def test_what_cannot_be_trained_is_refused(manifold, trained):
    """No block, an unknown one, and one of two that share a rate."""
    with pytest.raises(InputError) as refused:
        derive(targets.damped_oscillator(), manifold(), trained=trained)
    assert (refused.value.name, refused.value.value) == ("trained", trained)
