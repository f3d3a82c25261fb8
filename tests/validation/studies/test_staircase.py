"""One pole after another: best reductions, saddles and their escape rates, and the times that networks wait."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import simpson
from scipy.linalg import expm
from scipy.optimize import minimize_scalar

from reduced_odes import integrate
from validation import (
    Rates,
    StateSpace,
    ValidationError,
    Weights,
    impulse_response,
    integrator,
    largest_curvature,
    loss_and_gradient,
    random_weights,
    target_power,
)
from validation.experiments.saddles import Saddle, end_of, reduced_system
from validation.figures.staircase import staircase_figures
from validation.gradient.curvature import hessian
from validation.gradient.model_reduction import best_reduction, reductions
from validation.network.coordinates import General
from validation.studies.staircase import (
    FOURTH_ORDER,
    LEFT,
    THIRD_ORDER,
    escape_direction,
    escape_time,
    illustrated,
    pole_by_pole,
    saddle,
    saddle_claims,
    staircase_study,
    study_claims,
    symmetric_claim,
    third_saddle,
    three_outliers,
    two_outliers,
    unequal_network,
)

UNEQUAL = Rates(W=0.6, u=1.4, v=0.9)


@pytest.fixture(scope="module")
def study():
    return staircase_study(N=4, sigmas=(1e-5, 1e-8), points=201)


@pytest.fixture(scope="module")
def ascent():
    """Small weights and a weak bulk, so that every plateau is long."""
    return pole_by_pole(N=4, sigma=1e-6, kappa=0.01)


# --- the best that a few poles can do


@pytest.mark.parametrize("target", [THIRD_ORDER.target, FOURTH_ORDER.target], ids=["third", "fourth"])
def test_the_best_pole_is_found_by_looking_at_all(target):
    """With one pole at −c the best residue is 2c G*(c), and the loss ½∫f*² − c G*(c)²."""

    def loss(log_decay):
        c = np.exp(log_decay)
        seen = target.c @ np.linalg.solve(c * np.eye(target.order) - target.A, target.b)
        return target_power(target) - c * seen**2

    grid = np.linspace(-4, 3, 71)
    lowest = grid[np.argmin([loss(x) for x in grid])]
    found = minimize_scalar(loss, bracket=(lowest - 0.1, lowest, lowest + 0.1), options={"xtol": 1e-10})
    best = best_reduction(target, 1)
    assert best.loss == pytest.approx(found.fun, rel=1e-12)
    assert -best.filter.poles()[0].real == pytest.approx(np.exp(found.x), rel=1e-5)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_reductions_interpolate_at_their_mirrored_poles(order):
    found = reductions(FOURTH_ORDER.target, order)
    losses = [reduced.loss for reduced in found]
    assert losses == sorted(losses) and losses[0] > 0
    for reduced in found:
        assert reduced.residual < 1e-7 and reduced.filter.order == order
        t = np.linspace(0, 120, 40001)
        difference = reduced.filter.filter(t) - FOURTH_ORDER.target.filter(t)
        assert reduced.loss == pytest.approx(0.5 * np.trapezoid(difference**2, t), rel=1e-4)


def test_more_poles_do_better():
    losses = [target_power(FOURTH_ORDER.target), *(best_reduction(FOURTH_ORDER.target, r).loss for r in (1, 2, 3))]
    assert np.all(np.diff(losses) < 0)


@given(st.floats(0.1, 1.0), st.floats(0.2, 2.0), st.floats(0.2, 2.0))
@settings(max_examples=4)
def test_a_faint_pole_is_left_away(decay, omega, size):
    """The loss of leaving a small residue out is of its second order, and so is the best that fewer poles can do."""
    pair, faint = [complex(-decay, omega), complex(-decay, -omega)], 1e-4
    target = StateSpace.from_poles([*pair, -2.5], [size / 2, size / 2, faint])
    best = best_reduction(target, 2, starts=6)
    assert 0 < best.loss < faint**2 / 10 + 1e-15
    upper = best.filter.poles()[np.argmax(best.filter.poles().imag)]
    assert upper == pytest.approx(pair[0], abs=0.05)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: best_reduction(integrator(0.3), 1), "order is 1, but the target has order 1"),
        (lambda: best_reduction(THIRD_ORDER.target, 0), "order must be a whole number >= 1"),
        (lambda: best_reduction(THIRD_ORDER.target, 1, starts=0), "starts must be a whole number >= 1"),
        (lambda: escape_direction(THIRD_ORDER, unequal_network(THIRD_ORDER, 5)), "give it sigma > 0"),
        (lambda: unequal_network(THIRD_ORDER, 1), "choose N >= 2"),
        (lambda: staircase_study(N=2), "N must be a whole number >= 3"),
    ],
)
def test_bad_input_in_one_sentence(call, message):
    with pytest.raises(ValidationError) as caught:
        call()
    assert message in str(caught.value)


# --- the Hessian, saddles and their escape rates


def test_the_hessian_tells_the_change_of_the_gradient():
    weights, direction = random_weights(4, 0.3, 0.5, 1), random_weights(4, 1.0, 1.0, 2)
    target, h = THIRD_ORDER.target, 1e-4
    root = Rates(*(np.sqrt([UNEQUAL.W, UNEQUAL.u, UNEQUAL.v])))
    ahead, behind = (loss_and_gradient(weights + s * (root * direction), target)[1] for s in (h, -h))
    expected = (root * (ahead - behind)).vector() / (2 * h)
    H = hessian(weights, target, UNEQUAL)
    np.testing.assert_allclose(H @ direction.vector(), expected, rtol=1e-5, atol=1e-7 * np.abs(expected).max())
    assert np.linalg.eigvalsh(H)[-1] == pytest.approx(largest_curvature(weights, target, UNEQUAL), rel=1e-4)


@pytest.mark.parametrize(("outliers", "rates"), [(1, UNEQUAL), (2, UNEQUAL), (3, UNEQUAL), (2, Rates())])
def test_three_ways_to_the_escape_rate(outliers, rates):
    target = FOURTH_ORDER.target
    small = 0.1 * np.random.default_rng(outliers).standard_normal(outliers * (outliers + 2))
    system = reduced_system(target, outliers)
    initial = dict(zip(system.state, small, strict=True)) | {"u1": 0.4, "v1": 0.3}
    parameters = {"eta_W": rates.W, "eta_u": rates.u, "eta_v": rates.v}
    place = end_of(integrate(system, initial, parameters, [2000.0], rtol=1e-5), target)
    assert place.slope < 1e-8 and place.escape_rate(rates) > 1e-3
    assert any(place.loss == pytest.approx(other.loss, rel=1e-7) for other in reductions(target, outliers))
    assert place.reduced_rate(rates) == pytest.approx(place.escape_rate(rates), rel=1e-6)
    assert place.hessian_rate(outliers + 2, rates) == pytest.approx(place.escape_rate(rates), rel=1e-6)


def test_all_ways_out_are_one_mode_and_zeros():
    """Out of the span the Hessian has −γ, γ and zeros for each unconnected neuron: B of `saddles` has rank one."""
    place = saddle(THIRD_ORDER, unequal_network(THIRD_ORDER, 4))
    N, d = 5, 2
    W, u, v = (np.zeros((N, N)), np.zeros(N), np.zeros(N))
    W[:d, d:] = W[d:, :d] = u[d:] = v[d:] = 1.0
    out = Weights(W, u, v).vector() > 0
    H = hessian(place.within(N), THIRD_ORDER.target)
    assert np.abs(H[np.ix_(out, ~out)]).max() < 1e-8
    rate, others = place.escape_rate(), N - d
    expected = np.sort([-rate] * others + [rate] * others + [0.0] * (out.sum() - 2 * others))
    np.testing.assert_allclose(np.linalg.eigvalsh(H[np.ix_(out, out)]), expected, atol=1e-8)


def test_at_the_start_the_escape_is_the_first_growth():
    """d = 0: from small u and v and W = 0, u + v grows with the rate G*(1) (unit rates)."""
    target, size = THIRD_ORDER.target, 1e-6
    rate = target.c @ np.linalg.solve(np.eye(3) - target.A, target.b)
    grown = integrate(reduced_system(target, 1), {"u1": size, "v1": size}, {}, [0.0, 2.0, 4.0])
    np.testing.assert_allclose(np.diff(np.log(grown["u1"])) / 2.0, rate, rtol=1e-5)
    # The same formula, taken where W is small but invertible and u, v are nearly 0.
    near = Saddle.at(Weights(1e-3 * np.eye(2), 1e-9 * np.ones(2), 1e-9 * np.ones(2)), target)
    assert near.escape_rate() == pytest.approx(rate, rel=1e-6)
    assert near.missing == pytest.approx(rate, rel=1e-6)


def test_what_is_missing_is_an_integral():
    place = saddle(THIRD_ORDER, unequal_network(THIRD_ORDER, 4))
    t = np.linspace(0, 40, 8001)
    gap = THIRD_ORDER.target.filter(t) - impulse_response(place.weights, t)
    assert place.missing == pytest.approx(simpson(gap * np.exp(-t), x=t), rel=1e-7)


def test_three_outliers_of_a_fourth_order_target_do_the_best_that_three_poles_can():
    place, best = third_saddle(), best_reduction(FOURTH_ORDER.target, 3)
    assert place.loss == pytest.approx(best.loss, rel=1e-9)
    t = np.linspace(0, 20, 21)
    np.testing.assert_allclose(impulse_response(place.weights, t), best.filter.filter(t), atol=1e-6)


# --- waiting


def test_two_outliers_stay_where_two_poles_end():
    """The exact flow of the span: at rest, however long, at the minimum over filters of order two."""
    network = unequal_network(THIRD_ORDER, 6)
    path = two_outliers(THIRD_ORDER, network, np.array([0.0, 300.0, 1e4, 1e6]))
    best = best_reduction(THIRD_ORDER.target, 2).loss
    np.testing.assert_allclose(path["loss"][1:], best, rtol=1e-9)


def test_equal_norms_keep_a_network_at_one_pole():
    """Transposition symmetry: with |u| = |v| the flow rests at the best single pole, in two dimensions as it is."""
    symmetric = THIRD_ORDER.network(6)
    best = [best_reduction(THIRD_ORDER.target, r).loss for r in (1, 2)]
    at = np.array([30.0, 40.0])
    np.testing.assert_allclose(two_outliers(THIRD_ORDER, symmetric, at)["loss"], best[0], rtol=1e-6)
    assert np.all(two_outliers(THIRD_ORDER, unequal_network(THIRD_ORDER, 6), at)["loss"] < 1.05 * best[1])


def test_escapes_are_predicted(study):
    np.testing.assert_allclose(study.measured, study.predicted, rtol=1e-4)
    assert study.slope * study.saddle.escape_rate() == pytest.approx(1.0, abs=0.01)
    assert study.predicted[0] < study.predicted[1] < study.rounding_time


def test_the_late_prediction_is_the_network_from_beginning_to_end(study):
    theory, run = study.theory[0], study.runs[0]
    scale = target_power(THIRD_ORDER.target)
    np.testing.assert_allclose(theory["loss"], run["loss"], rtol=0, atol=1e-4 * scale)


def test_the_escape_direction_is_the_one_that_matters(study):
    """By a direction at an angle to n, less of what leaves is seen: the predicted wait is longer by as much."""
    network = unequal_network(THIRD_ORDER, 4, 1e-5)
    n, E = study.direction, General.of(network)
    assert abs(n @ network.u) < 1e-12 and abs(n @ network.v) < 1e-12 and n @ n == pytest.approx(1.0)
    other = np.linalg.svd(np.stack([E.e1, E.e2, n]))[2][-1]
    times = study.runs[0].times[study.runs[0].times < 250]
    losses = three_outliers(THIRD_ORDER, network, np.sqrt(0.5) * (n + other), times)["loss"]
    longer = escape_time(times, losses, study.saddle.loss) - study.predicted[0]
    # At 45 degrees the amplitude is less by √2.
    assert longer == pytest.approx(np.log(2.0) / (2 * study.saddle.escape_rate()), rel=0.02)


def test_escape_time_by_hand():
    times, losses = np.array([0.0, 1.0, 2.0, 3.0]), np.array([5.0, 1.0, 1.0, 0.0])
    assert escape_time(times, losses, 1.0) == pytest.approx(2.0 + (1.0 - LEFT))
    assert np.isnan(escape_time(times[:3], losses[:3], 1.0))
    assert np.isnan(escape_time(times, 0.1 * losses, 1.0))


def test_a_network_learns_pole_by_pole(ascent):
    """Where the loss of a small network rests, it is that of the best one, two and three poles."""
    run = ascent.run
    s, loss = np.log(run.times[1:]), np.log(run["loss"][1:])
    speed = -np.gradient(loss, s)
    rests = [k for k in range(1, s.size - 1) if speed[k] < 0.02 and speed[k] <= min(speed[k - 1], speed[k + 1])]
    for level in (best_reduction(FOURTH_ORDER.target, r).loss for r in (1, 2, 3)):
        assert min(abs(run["loss"][k + 1] / level - 1) for k in rests) < 0.01


def test_claims_hold(study):
    claims = [
        *study_claims(study), symmetric_claim(THIRD_ORDER, 4), *saddle_claims("fourth order", third_saddle()),
    ]  # fmt: skip
    assert {claim.task for claim in claims} == {"third order", "fourth order"}
    assert len({(claim.task, claim.name) for claim in claims}) == len(claims) == 11
    assert [claim.name for claim in claims if not claim.passed] == []


def test_claims_fail_where_the_theory_is_wrong(study):
    """A saddle of another target, or of one pole fewer, does not pass for this one's."""
    place = study.saddle
    wrong = replace(study, saddle=Saddle.at(place.weights, FOURTH_ORDER.target))
    failed = [claim.name for claim in study_claims(wrong) if not claim.passed]
    assert "2 outliers at rest: loss of the best 2 poles" in failed
    assert "escape: time over ln(1/σ), times γ" in failed


def test_figures_are_drawn(study, ascent):
    waiting, steps = staircase_figures(illustrated(study, ascent))
    for shown in (waiting, steps):
        assert len(shown.rendered(dpi=40).png) > 3000 and shown.caption.endswith(".")


def test_filters_do_not_need_the_network():
    """`best_reduction` returns the filter itself: c e^{At} b by the matrix exponential."""
    best = best_reduction(THIRD_ORDER.target, 2).filter
    assert best.filter([0.7])[0] == pytest.approx(best.c @ expm(0.7 * best.A) @ best.b, rel=1e-12)
