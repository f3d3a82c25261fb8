"""Fixed points in closed form against theory worked out by hand, numerical flows, curvature of full networks."""

from itertools import combinations

import numpy as np
import pytest
import sympy as sp

from derivations import derive, emit_module, manifolds, targets
from derivations.analysis import fixed_points, largest_step
from derivations.derivation import BLOCKS
from derivations.symbols import c_star, coordinates
from reduced_odes import integrate, load
from validation import Rates, Weights, integrator, largest_stable_step

a, b, c = coordinates("a b c")
SUBSETS = ["".join(chosen) for size in (1, 2, 3) for chosen in combinations(BLOCKS, size)]


@pytest.fixture(scope="module", params=SUBSETS)
def system(request):
    return request.param, derive(targets.integrator(), manifolds.aligned(), trained=request.param).ode


def test_W_alone_rests_below_a_gain_of_four(system):
    trained, ode = system
    (point,) = fixed_points(ode)
    if trained != "W":
        assert point.conditions == ()
        return
    A = sp.Symbol("A", positive=True)
    (condition,) = point.conditions
    by_hand = c_star * sp.sqrt(A) / (2 - sp.sqrt(A))
    assert sp.simplify(point.values[c].subs({a: A, b: 1}) - by_hand) == 0
    assert sp.simplify(condition.subs({a: A, b: 1}) - (2 - sp.sqrt(A))) == 0


def test_the_flow_comes_to_rest_there_at_the_slowest_rate(system):
    """From a state nearby: where the flow ends, and the eigenvalues of the generated Jacobian there."""
    _, ode = system
    (point,) = fixed_points(ode)
    generated = load(emit_module(ode))
    found = integrate(generated, {"a": 0.8, "b": 1.1, "c": 0.6}, {"c_star": 0.4}, np.linspace(0, 400, 3), rtol=1e-10)
    end = {x: float(found[x.name][-1]) for x in ode.state}
    at = {**end, c_star: 0.4, **dict.fromkeys(ode.parameters[1:], 1)}
    for x, value in point.values.items():
        assert end[x] == pytest.approx(float(value.subs(at)), rel=1e-6)
    assert float(found["loss"][-1]) == pytest.approx(float(point.loss.subs(at)), abs=1e-9)
    moving = [k for k, speed in enumerate(ode.rhs) if speed != 0]
    jacobian = generated.jacobian(np.array([end[x] for x in ode.state]), {"c_star": 0.4})[np.ix_(moving, moving)]
    rates = sorted(float(sp.re(sp.N(rate.subs(at)))) for rate in point.rates)
    np.testing.assert_allclose(rates, np.sort(np.linalg.eigvals(jacobian).real), rtol=1e-5, atol=1e-8)


def test_the_learnt_outlier_of_a_balanced_network_is_a_node_as_found_by_hand():
    """With a = b = 1 at unit rates: sum −1/c* − 1/(4c*³), product 1/(8c*⁴), and a direction along the family."""
    ode = derive(targets.integrator(), manifolds.aligned()).ode
    (point,) = fixed_points(ode)
    assert point.loss == 0 and point.values == {a: 1 / b, c: c_star}
    unit = {b: 1, **dict.fromkeys(ode.parameters[1:], 1)}
    zero, slow, fast = sorted((rate.subs(unit) for rate in point.rates), key=lambda rate: abs(rate.subs(c_star, 0.1)))
    assert zero == 0
    assert sp.simplify(slow + fast + 1 / c_star + 1 / (4 * c_star**3)) == 0
    assert sp.simplify(slow * fast - 1 / (8 * c_star**4)) == 0


@pytest.mark.parametrize("decay", [0.1, 0.5])
def test_the_largest_step_is_that_of_the_full_network(decay):
    """2/λ_max from the three coordinates, and from the Hessian of all weights of N = 5 neurons."""
    ode = derive(targets.integrator(), manifolds.aligned()).ode
    (point,) = fixed_points(ode)
    n = np.full(5, 1 / np.sqrt(5))
    learnt = Weights((1 - decay) * np.outer(n, n), n, n)
    step = largest_step(point, {b: 1, c_star: decay, **dict.fromkeys(ode.parameters[1:], 1)})
    assert step == pytest.approx(largest_stable_step(learnt, integrator(decay), Rates()), rel=1e-6)


def test_a_pair_is_refused(conjugate_pair):
    with pytest.raises(ValueError, match=r"has 5 coordinates; .* numerically"):
        fixed_points(conjugate_pair.ode)
