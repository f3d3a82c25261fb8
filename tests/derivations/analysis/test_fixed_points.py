"""Fixed points in closed form against theory worked out by hand, numerical flows, curvature of full networks."""

from itertools import combinations

import numpy as np
import pytest
import sympy as sp

from derivations import derive, emit_module, manifolds, targets
from derivations.algebra.symbols import c_star, coordinates
from derivations.analysis import pair as analysis_pair
from derivations.analysis.document import analyse
from derivations.analysis.fixed_points import Kind, _positive, fixed_points, largest_step
from derivations.analysis.origin import F, zero_network
from derivations.analysis.pair import characteristic_polynomial, learnt, realisation, slow_rates, stays_real
from derivations.analysis.trained_subsets import line_into_zero, runaway, subsets
from derivations.derivation import BLOCKS
from derivations.documents.blocks import Heading, Legend
from derivations.documents.inline_math import plain
from derivations.errors import InputError, ProofError
from reduced_odes import integrate, load
from validation import Rates, Weights, integrator, largest_stable_step

a, b, c = coordinates("a b c")
pytestmark = pytest.mark.usefixtures("proved_once")
SUBSETS = ["".join(chosen) for size in (1, 2, 3) for chosen in combinations(BLOCKS, size)]


@pytest.fixture(params=SUBSETS)
def system(request, outliers):
    """Trained weights, flow, and fixed point."""
    subset = outliers[request.param]
    return request.param, subset.ode, subset.point


def test_a_subset_is_the_system_that_is_derived_for_it(outliers):
    ode = derive(targets.integrator(), manifolds.aligned(), trained="Wu").ode
    assert ode == outliers["Wu"].ode and fixed_points(ode) == (outliers["Wu"].point,)


def test_W_alone_rests_below_a_gain_of_four(system):
    trained, _, point = system
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
    _, ode, point = system
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


def test_the_learnt_outlier_of_a_balanced_network_is_a_node_as_found_by_hand(outliers):
    """With a = b = 1 at unit rates: sum −1/c* − 1/(4c*³), product 1/(8c*⁴), and a direction along the family."""
    ode, point = outliers["Wuv"].ode, outliers["Wuv"].point
    assert point.loss == 0 and point.values == {a: 1 / b, c: c_star}
    unit = {b: 1, **dict.fromkeys(ode.parameters[1:], 1)}
    zero, slow, fast = sorted((rate.subs(unit) for rate in point.rates), key=lambda rate: abs(rate.subs(c_star, 0.1)))
    assert zero == 0
    assert sp.simplify(slow + fast + 1 / c_star + 1 / (4 * c_star**3)) == 0
    assert sp.simplify(slow * fast - 1 / (8 * c_star**4)) == 0


@pytest.mark.parametrize("decay", [0.1, 0.5])
def test_the_largest_step_is_that_of_the_full_network(decay, outliers):
    """2/λ_max from the three coordinates, and from the Hessian of all weights of N = 5 neurons."""
    ode, point = outliers["Wuv"].ode, outliers["Wuv"].point
    n = np.full(5, 1 / np.sqrt(5))
    learnt = Weights((1 - decay) * np.outer(n, n), n, n)
    step = largest_step(point, {b: 1, c_star: decay, **dict.fromkeys(ode.parameters[1:], 1)})
    assert step == pytest.approx(largest_stable_step(learnt, integrator(decay), Rates()), rel=1e-6)


def test_a_pair_is_refused(conjugate_pair):
    with pytest.raises(InputError) as refused:
        fixed_points(conjugate_pair.ode)
    assert refused.value.value == "conjugate_pair"


# Proved signs, and the largest step


def test_every_fixed_point_is_proved_to_be_a_stable_node(system):
    trained, _, point = system
    assert point.kind is Kind.STABLE_NODE
    assert point.family == (1 if {"u", "v"} <= set(trained) else 0)


def test_signs_are_proved_or_left_open():
    x, y = sp.Symbol("x", positive=True), sp.Symbol("y", positive=True)
    assert _positive(x * (x - y) ** 2, [y - x]) and _positive(x * (x - y) ** 4, [x - y])
    assert not _positive(x * (x - y) ** 2, []) and not _positive(x * (x - y), [x - y]) and not _positive(-x, [])


def test_the_largest_step_and_its_first_terms(system):
    """The exact step is 2/λ_max; what its first two terms leave out falls at least as c*⁴ relative to the first."""
    trained, ode, point = system
    others = {b: 1.3, c: 0.7, **dict.fromkeys(ode.parameters[1:], 0.6)}
    if "W" in trained and len(trained) == 1:
        others[a] = 0.9
    elif trained in ("v", "Wv"):
        others[a] = others.pop(b)
    errors = []
    for small in (0.1, 0.05, 0.025):
        values = {**others, c_star: small}
        step = float(point.step.subs(values))
        assert step == pytest.approx(largest_step(point, values), rel=1e-12)
        errors.append(abs(float(point.small_target.subs(values)) / step - 1))
    if trained in ("W", "u", "v"):
        assert max(errors) < 1e-12
    else:
        order = np.log2(errors[1] / errors[2])
        assert order > (1.9 if trained == "uv" else 3.9)  # c stays if only u and v move: powers of c* itself


def test_as_c_star_vanishes_the_step_is_eight_times_its_cube(outliers):
    step = outliers["Wuv"].point.small_target
    assert sp.limit(step / c_star**3, c_star, 0) == 8 / outliers["Wuv"].ode.parameters[1]


# The zero network


@pytest.mark.parametrize("name", ["real_outlier", "conjugate_pair", "rank_two"])
def test_the_zero_network_has_the_spectrum_of_the_generated_code(name, derived, emitted):
    derivation, system = derived(name), load(emitted(name))
    ode = derivation.ode
    found = zero_network(derivation.target, derivation.manifold, ode)
    numbers = dict(zip([x.name for x in ode.parameters], (0.3, 1.2, 0.4, 0.7, 0.6, 1.4), strict=False))
    numbers |= {"eta_W": 0.7} if "eta_W" in numbers else {}
    at = {x: numbers[x.name] for x in ode.parameters} | {c: 1}
    rate = float(found.rate.subs(F, found.seen).subs(at))
    J = system.jacobian(system.origin, numbers)
    positive = np.sort(np.linalg.eigvals(J).real)[::-1]
    np.testing.assert_allclose(positive[: found.multiplicity], abs(rate), rtol=1e-9)
    np.testing.assert_allclose(positive[found.multiplicity :][positive[found.multiplicity :] > 1e-9], [])
    for direction in found.growing:
        d = np.array([float(sp.sympify(direction.get(x, 0)).subs(at)) for x in ode.state])
        np.testing.assert_allclose(J @ d, rate * d, atol=1e-12)
    assert float(found.loss.subs(at)) == pytest.approx(system.target_power(numbers))


def test_the_line_into_the_zero_network_is_one(real_outlier, emitted):
    ode = real_outlier.ode
    line = line_into_zero(ode, ode.parameters[2:])
    rates = {"c_star": 0.3, "eta_u": 0.5, "eta_v": 2.0}
    start = {"a": 1.0, "b": -2.0, "c": 0.8}
    assert float(line.subs({a: 1, b: -2, ode.parameters[2]: 0.5, ode.parameters[3]: 2})) == pytest.approx(0)
    path = integrate(load(emitted("real_outlier")), start, rates, np.linspace(0, 20, 5))
    assert path["loss"][-1] == pytest.approx(1 / 1.2) and abs(path["gain"][-1]) < 1e-4
    assert np.abs(np.sqrt(2.0) * path["a"] + np.sqrt(0.5) * path["b"]).max() < 1e-6


# Which weights can learn what


def test_what_each_subset_can_learn_with_one_outlier(outliers):
    found = outliers
    assert list(found) == ["Wuv", "Wu", "Wv", "uv", "W", "u", "v"]
    conditions = {name: [str(x.lhs - x.rhs) for x in subset.learnt_if] for name, subset in found.items()}
    slow = {name: ["c - c_star"] for name in ("uv", "u", "v")}
    assert conditions == {"Wuv": [], "Wu": [], "Wv": [], "W": ["a*b - 1"], **slow}
    assert {name for name, subset in found.items() if subset.keeps_gain} == {"W"}
    assert {name for name, subset in found.items() if subset.keeps_poles} == {"uv", "u", "v"}
    stuck = {name: {x.name for x in subset.stuck_if_zero} for name, subset in found.items()}
    assert stuck["Wuv"] == stuck["uv"] == set() and stuck["Wu"] == stuck["u"] == {"b"} and stuck["W"] == {"a", "b"}


def test_W_alone_runs_away_as_the_gain_grows(outliers):
    """Against flows: the fixed point just below a gain of four, and none at four, where the gain is forgotten."""
    found, generated = runaway(outliers["W"]), load(emit_module(outliers["W"].ode))
    assert found.loss == 1 / (4 * c_star)
    A = sp.Symbol("A", positive=True)
    decay = float(found.decay.subs({A: 3.6, c_star: 0.3}))
    path = integrate(generated, {"a": 2.0, "b": 1.8, "c": 0.4}, {"c_star": 0.3}, [0, 1e6])
    assert path["c"][-1] == pytest.approx(decay, rel=1e-6)
    path = integrate(generated, {"a": 2.0, "b": 2.0, "c": 0.4}, {"c_star": 0.3}, np.geomspace(1, 1e10, 21))
    assert np.all(np.diff(path["c"]) > 0) and path["c"][-1] > 1e2
    assert path["loss"][-1] == pytest.approx(float(found.loss.subs(c_star, 0.3)), rel=0.01)


def test_what_each_subset_keeps_with_two_outliers(rank_two, conjugate_pair):
    found = {"".join(x.trained): (x.keeps_gain, x.keeps_poles) for x in subsets(rank_two.ode, rank_two.manifold)}
    assert found == {
        "Wuv": (False, False), "Wu": (False, False), "Wv": (False, False), "uv": (False, True), "W": (True, False),
        "u": (False, True), "v": (False, True),
    }  # fmt: skip
    pair = [x.trained for x in subsets(conjugate_pair.ode, conjugate_pair.manifold)]
    assert pair == [("W", "u", "v"), ("u", "v"), ("W",)]  # u and v share a rate


def test_W_alone_does_not_learn_to_integrate_across_u_and_v(emitted):
    """u ⊥ v, W(0) = 0: f(0) stays 0 to the last bit, and a tenth of the loss is left after a long time."""
    generated = load(emitted("rank_two"))
    path = integrate(
        generated, {"u1": 0.8, "v2": 0.8}, {"c_star": 0.2, "omega_star": 0, "eta_u": 0, "eta_v": 0}, [0, 10, 1000]
    )
    assert np.all(path["gain"] == 0) and path["loss"][-1] > 0.01 * path["loss"][0]


# The pair


def test_the_learnt_pair_is_at_rest_and_others_are_not(conjugate_pair, derived, emitted):
    for name in ("conjugate_pair", "rank_two"):
        derivation, system = derived(name), load(emitted(name))
        found = learnt(derivation.target, derivation.manifold, derivation.ode)
        numbers = {"c_star": 0.3, "omega_star": 1.4, "phase": 0.5}
        at = {x: numbers[x.name] for x in derivation.target.parameters}
        state = np.array([float(found.state[x].subs(at)) for x in derivation.ode.state])
        np.testing.assert_allclose(system.rhs(state, numbers), 0, atol=1e-14)
        assert abs(float(system.observe(state, numbers)["loss"])) < 1e-14
    target = conjugate_pair.target
    other = targets.Target(**{**target.__dict__, "b": 2 * target.b})
    with pytest.raises(ProofError) as refused:
        learnt(other, conjugate_pair.manifold, conjugate_pair.ode)
    assert refused.value.step == "the learnt network"


def test_rates_of_slow_targets_are_proved(conjugate_pair, monkeypatch):
    """And not whatever they are: with a leading coefficient that is another one the proof fails."""
    polynomial = characteristic_polynomial(conjugate_pair.ode)
    found = slow_rates(polynomial)
    eta_W = conjugate_pair.ode.parameters[3]
    assert found.step == 32 * c_star**3 / eta_W and found.fast == -eta_W / (16 * c_star**3)
    monkeypatch.setattr(analysis_pair, "eta_W", eta_W / 2)
    with pytest.raises(ProofError) as refused:
        slow_rates(polynomial)
    assert refused.value.step == "rates of slow targets"


def test_one_direction_stays_one(conjugate_pair, rank_two):
    assert realisation() == 2 and stays_real(conjugate_pair.ode) == 3 and stays_real(rank_two.ode) == 5


# Documents


def legend(analysis):
    """The table of subsets, by the trained blocks."""
    (table,) = [block for block in analysis.blocks() if isinstance(block, Legend)]
    return {plain("".join(names)): plain(meaning) for names, meaning in table.entries}


def test_the_table_of_subsets_of_the_pair_is_in_the_document(analysed):
    said = legend(analysed("conjugate_pair"))
    assert list(said) == ["W, u, v", "u, v", "W"]
    assert [meaning.partition(" ")[0] for meaning in said.values()] == ["Yes:", "Only", "Only"]
    assert "vᵀu = cos φ" in said["W"] and "poles" in said["u, v"]


def test_the_document_of_one_outlier_has_every_subset_and_its_fixed_point(analysed):
    analysis = analysed("real_outlier")
    headings = [plain(block.title) for block in analysis.blocks() if isinstance(block, Heading)]
    assert [title for title in headings if title.startswith("Trained")] == [
        f"Trained: {name}" for name in legend(analysis)
    ]
    for document in (str(analysis), analysis.latex(), analysis.html()):
        assert not any(raw in document for raw in ("_star", "sqrt(", "**", "`"))


def test_a_target_of_another_order_is_refused():
    with pytest.raises(InputError) as refused:
        analyse(targets.integrator(), manifolds.reflection())
    assert (refused.value.name, refused.value.value) == ("target", "integrator")
