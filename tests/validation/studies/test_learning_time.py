"""Learning times and steps: the reduced ODEs, their asymptotic laws, and full networks, against each other."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import brentq

from reduced_odes import InputError, Outcome, SaddleError, conjugate_pair, integrate, rank_two, real_outlier
from reduced_odes.learning_time.laws import growth_rate, initial_gain, integrator_law, real_saddles
from reduced_odes.learning_time.times import aligned, curvature, learning_time, learning_times, reflected
from validation import ValidationError, Weights, damped_oscillator, gradient_flow, integrator
from validation.experiments.tasks import INTEGRATOR, OSCILLATOR
from validation.figures.learning_time import learning_time_figures
from validation.gradient.curvature import largest_curvature
from validation.studies.learning_time import (
    aligned_network,
    descended,
    learning_time_claims,
    learning_time_examples,
    network_time,
    reflected_network,
    time_to,
)

SYSTEMS = {"real_outlier": real_outlier, "conjugate_pair": conjugate_pair}


def test_the_loss_at_the_learning_time_is_the_fraction():
    target = {"c_star": 0.3, "omega_star": 1.4, "phase": 0.3}
    for fraction in (0.3, 0.01, 1e-6):
        found = learning_time(conjugate_pair, reflected(0.2, 0.1), target, learnt=fraction)
        path = integrate(conjugate_pair, reflected(0.2, 0.1), target, [found.time])
        assert found.outcome is Outcome.LEARNT and found.learnt == fraction
        assert path["loss"][0] == pytest.approx(fraction * conjugate_pair.target_power(target), rel=1e-6)


def test_growth_from_the_zero_network_by_its_own_flow():
    """On dc/dA the time is a quadrature over the gain: no integration in time, no events."""
    c_star, gain = 0.1, 1e-6
    path = integrate(real_outlier, aligned(math.sqrt(gain)), {"c_star": c_star}, np.linspace(0.0, 7.0, 2001))
    decay_at = {float(A): float(c) for A, c in zip(path["gain"], path["c"], strict=True)}
    gains = np.array(list(decay_at))
    decay = np.array(list(decay_at.values()))
    rising = gains < 0.5
    rate = 2 * gains * (1 / (decay + c_star) - gains / (2 * decay))
    time = np.trapezoid(1 / rate[rising] * gains[rising], np.log(gains[rising]))
    last = path.times[np.flatnonzero(rising)[-1]]
    assert time == pytest.approx(last, abs=1e-5)


@pytest.mark.parametrize("c_star", [0.05, 0.2])
def test_learning_time_has_the_slope_of_the_law(c_star):
    """T(A₀) − (1 + c*)/2 ln(1/A₀) tends to a constant, with an error that falls as A₀ ln(1/A₀)."""
    gains = np.array([1e-3, 1e-5, 1e-7, 1e-9])
    found = learning_times(real_outlier, aligned, [{"c_star": c_star}], np.sqrt(gains)).times[0]
    rest = found - (1 + c_star) / 2 * np.log(1 / gains)
    errors = np.abs(rest[:3] - rest[3])
    assert errors[0] < 20 * gains[0] * math.log(1 / gains[0])
    # One hundredth of A₀ leaves about one hundredth of the error; rounding and solver below 1e-8.
    assert 0.3 < errors[0] / errors[1] / 100 < 3 and errors[2] < 1e-5


def test_learning_time_tends_to_the_closed_form():
    """The law's error is linear in c*, for equal and for different learning rates, u and v of different length."""
    for rates, start in (({}, (1e-5, 1e-5)), ({"eta_W": 0.5, "eta_u": 2.0, "eta_v": 0.7}, (2e-5, 0.3e-5))):
        law = integrator_law(**rates)
        gain = initial_gain(*start, **{name: rates.get(name, 1.0) for name in ("eta_u", "eta_v")})
        decays = np.array([0.02, 0.01])
        initial = dict(zip("ab", start, strict=True))
        found = np.array(
            [learning_time(real_outlier, initial, {"c_star": c, **rates}, rtol=1e-6).time for c in decays.tolist()]
        )
        errors = found - np.array([law.time(c, gain) for c in decays.tolist()])
        assert errors[0] / errors[1] == pytest.approx(2.0, abs=0.15)
        assert abs(2 * errors[1] - errors[0]) < 0.01


def test_constants_of_the_integrator_by_an_independent_route():
    """A_c by root finding, K as the time along the limiting orbit from a gain so small that the rest is negligible."""
    law = integrator_law()
    omega = brentq(lambda x: x * math.exp(x) - 1, 0.1, 1.0, xtol=1e-15)  # the omega constant
    assert law.gain == pytest.approx(2 * (1 - omega), abs=1e-12)

    def speed(x):  # ds/d(ln A) along c² = 1 + ln(1 − A/2) − A/2
        A = math.exp(x)
        return math.sqrt(max(0.0, 1 + math.log1p(-A / 2) - A / 2)) / (2 - A)

    start = -40.0
    time = quad(speed, start, math.log(law.gain), epsabs=1e-12, limit=500)[0]
    assert law.offset == pytest.approx(time + start / 2, abs=1e-8)
    assert law.curvature == pytest.approx(0.25 * math.sqrt(law.gain) * (2 - math.sqrt(law.gain)) ** 4, rel=1e-14)


@pytest.mark.parametrize(("eta_W", "where"), [(0.4, "minimum"), (1.0, "arrival"), (40.0, "steepest")])
def test_curvature_on_the_way_tends_to_the_law(eta_W, where):
    """All three cases: largest at the minimum, where c arrives at c*, and at A = 4/25."""
    law = integrator_law(eta_W=eta_W)
    assert {"minimum": law.gain > 1, "arrival": 0.16 < law.gain < 1, "steepest": law.gain < 0.16}[where]
    scaled = [
        learning_time(real_outlier, aligned(1e-2), {"c_star": c, "eta_W": eta_W}, rtol=1e-6).curvature * c**3
        for c in (0.02, 0.01)
    ]
    assert scaled[1] == pytest.approx(law.curvature, rel=0.02)
    assert abs(2 * scaled[1] - scaled[0] - law.curvature) < 0.002 * law.curvature


def test_steps_are_time_times_curvature_and_converge_to_the_minus_third_power():
    decays = [{"c_star": c} for c in (0.02, 0.01, 0.005, 0.0025)]
    found = learning_times(real_outlier, aligned, decays, [1e-2], learnt=0.01, rtol=1e-6)
    np.testing.assert_array_equal(found.steps, found.times * found.curvatures)
    local = np.diff(np.log(found.steps[:, 0])) / np.log(0.5)
    # The exponent approaches −3 linearly in c*: halving c* halves what is missing, the better the smaller c*.
    first, second = (local[:-1] + 3) / (local[1:] + 3)
    assert abs(second - 2) < 0.15 and abs(second - 2) < 0.7 * abs(first - 2)


@settings(max_examples=15)
@given(c_star=st.floats(0.02, 2.0), eta_W=st.floats(0.1, 5.0), eta_u=st.floats(0.2, 3.0), a=st.floats(0.5, 2.0))
def test_curvature_at_the_minimum_in_closed_form(c_star, eta_W, eta_u, a):
    """Every minimum ab = 1, c = c*: λ_max = η_W/(8c*³) [1 + 2εc*² + √(1 + 4ε²c*⁴)], ε = (η_u b² + η_v a²)/η_W."""
    parameters = {"c_star": c_star, "eta_W": eta_W, "eta_u": eta_u}
    x = (eta_u / a**2 + a**2) / eta_W * c_star**2
    expected = eta_W / (8 * c_star**3) * (1 + 2 * x + math.sqrt(1 + 4 * x**2))
    found = curvature(real_outlier, np.array([[a], [1 / a], [c_star]]), parameters)
    assert found[0] == pytest.approx(expected, rel=1e-8)


@settings(max_examples=15)
@given(
    c_star=st.floats(0.1, 1.0), omega=st.floats(0.2, 3.0), phase=st.floats(-1.5, 1.5),
    p=st.floats(-2.0, 0.6), q=st.floats(-1.5, 1.5), r=st.floats(-2.0, 0.6), beta=st.floats(-1.0, 1.0),
)  # fmt: skip
def test_curvature_of_the_pair_is_at_most_that_of_the_full_network(c_star, omega, phase, p, q, r, beta):
    """The manifold's Hessian is a restriction of the network's: never larger, at any point of it."""
    target = {"c_star": c_star, "omega_star": omega, "phase": phase}
    own = curvature(conjugate_pair, np.array([[p], [q], [r], [0.7], [beta]]), target)[0]
    W, u = np.zeros((4, 4)), np.array([0.7, beta, 0.0, 0.0])
    W[:2, :2] = [[p, -q], [q, r]]
    full = largest_curvature(Weights(W, u, u * [1, -1, 1, 1]), damped_oscillator(c_star, omega, phase))
    assert own <= full * (1 + 1e-3) + 1e-6


@settings(max_examples=25)
@given(c_star=st.floats(0.05, 2.0), omega=st.floats(0.2, 4.0), phase=st.floats(-3.1, 3.1), eta=st.floats(0.3, 3.0))
def test_real_saddles_are_at_rest_and_left_at_their_rate(c_star, omega, phase, eta):
    """The Jacobian of the shipped system at the saddle: at rest, and μ among its eigenvalues; μ > 0 always."""
    target = {"c_star": c_star, "omega_star": omega, "phase": phase, "eta_io": eta, "eta_W": 0.8}
    for saddle in real_saddles(c_star, omega, phase, eta_io=eta, eta_W=0.8):
        if not (1e-3 < abs(saddle.gain) < 1e3 and 1e-2 < saddle.c < 50 and abs(saddle.c - 1) > 1e-2):
            continue
        root = math.sqrt(abs(saddle.gain))
        # A negative gain lives on e₂, where u and v are opposite.
        state = [1 - saddle.c, 0, 0, root, 0] if saddle.gain > 0 else [0, 0, 1 - saddle.c, 0, root]
        scale = np.abs(conjugate_pair.jacobian(state, target)).max() * max(1.0, root, saddle.c)
        assert np.abs(conjugate_pair.rhs(state, target)).max() < 1e-8 * scale
        rates = np.linalg.eigvals(conjugate_pair.jacobian(state, target))
        assert saddle.escape > 0
        assert np.abs(rates - saddle.escape).min() < 1e-7 * scale


def test_silent_rate_of_any_learning_rates_is_that_of_the_general_system():
    target = {"c_star": 0.4, "omega_star": 1.3, "phase": 0.9, "eta_u": 2.0, "eta_v": 0.3, "eta_W": 0.7}
    rates = np.linalg.eigvals(rank_two.jacobian(np.zeros(8), target)).real
    expected = growth_rate(0.4, 1.3, 0.9, eta_u=2.0, eta_v=0.3)
    np.testing.assert_allclose(np.sort(rates), np.sort([expected] * 2 + [-expected] * 2 + [0.0] * 4), atol=1e-12)


def test_starts():
    assert aligned(0.2) == {"a": 0.2, "b": 0.2}
    assert initial_gain(0.2, 0.2) == pytest.approx(0.04) and initial_gain(0.1, -0.1) == 0
    for overlap in (-1.0, -0.3, 0.0, 1.0):
        start = reflected(0.3, overlap)
        assert start["alpha"] ** 2 + start["beta"] ** 2 == pytest.approx(0.09)
        assert start["alpha"] ** 2 - start["beta"] ** 2 == pytest.approx(0.09 * overlap)
        network = reflected_network(0.3, overlap)
        assert np.linalg.norm(network.u) == pytest.approx(0.3) and network.u @ network.v == pytest.approx(
            0.09 * overlap
        )


def test_what_is_not_learnt_has_no_time():
    early = learning_time(real_outlier, aligned(1e-3), {"c_star": 0.1}, until=2.0)
    assert early.outcome is Outcome.UNFINISHED and math.isnan(early.time) and math.isnan(early.steps)
    # u ∥ v can make no oscillation: the flow stalls at the best real outlier.
    stuck = learning_time(conjugate_pair, {"alpha": 0.5}, {"c_star": 0.5, "omega_star": 1.0})
    assert stuck.outcome is Outcome.STALLED and math.isnan(stuck.largest_step)
    already = learning_time(real_outlier, {"a": 1.0, "b": 1.0, "c": 0.1}, {"c_star": 0.1})
    assert already.time == 0 and already.steps == 0 and already.curvature > 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: aligned(0.0), "size must be greater than 0, but is 0"),
        (lambda: aligned(math.nan), "size must be finite"),
        (lambda: reflected(0.1, 1.5), "overlap must lie between -1 and 1"),
        (lambda: learning_time(real_outlier, {"a": 0.1}, {}), "c_star of real_outlier has no default"),
        (lambda: learning_time(real_outlier, {"x": 0.1}, {"c_star": 0.1}), "unknown state variable"),
        (lambda: learning_time(real_outlier, {"a": 0.1}, {"c_star": 0.1}, learnt=2.0), "learnt must lie between"),
        (lambda: learning_time(real_outlier, {"a": 0.1}, {"c_star": 0.1}, until=-1), "until must be greater than 0"),
        (lambda: curvature(real_outlier, [1.0, 1.0, 0.1], {"c_star": 0.1}), r"states must have the shape \(3, T\)"),
        (lambda: growth_rate(-0.1), "c_star must be greater than 0"),
        (lambda: growth_rate(0.1, eta_u=0.0), "eta_u must be greater than 0"),
        (lambda: integrator_law(eta_W=0.0), "eta_W must be greater than 0"),
        (lambda: integrator_law().time(0.1, 0.0), "gain must be greater than 0"),
        (lambda: initial_gain(0.1, math.inf), "b must be finite"),
        (lambda: real_saddles(0.1, 0.0), "omega_star must not be 0"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_nothing_is_learnt_from_silence():
    with pytest.raises(SaddleError, match="nothing will ever be learnt"):
        learning_time(real_outlier, {}, {"c_star": 0.1})


def test_network_times_between_records_converge():
    """The spline through records finds the crossing that dense records enclose."""
    start, target = aligned_network(0.3), integrator(0.5)
    fine = gradient_flow(start, target, np.linspace(0.0, 6.0, 3001), rtol=1e-11)
    found = network_time(start, target, 3.0, fraction=0.05)
    k = int(np.flatnonzero(fine["loss"] < 0.05 / 2)[0])  # ½∫f*² dt = 1/(4c*) = ½
    assert fine.times[k - 1] <= found <= fine.times[k]
    with pytest.raises(ValidationError, match="does not cross"):
        time_to(gradient_flow(start, target, [0.0, 0.1, 0.2]))


def test_steps_of_descent_approach_the_prediction_with_the_step():
    """Descent by steps a fourth as large: the relative deviation of steps × step falls as the step does."""
    theory = learning_time(real_outlier, aligned(0.2), {"c_star": 0.3}, learnt=0.01)
    full = descended(0.3, theory, 0.2)
    small = descended(0.3, type(theory)(theory.time, 4 * theory.curvature, theory.learnt, theory.outcome), 0.2)
    coarse, fine = (abs(run.steps / run.expected - 1) for run in (full, small))
    assert 3.0 < coarse / fine < 5.5


def test_claims_hold_and_can_fail():
    claims = [claim for task in (INTEGRATOR, OSCILLATOR) for claim in learning_time_claims(task, SYSTEMS)]
    assert len(claims) == 9 and all(claim.passed for claim in claims), [
        claim.name for claim in claims if not claim.passed
    ]
    assert all(len(claim.detail) > 40 for claim in claims)


def test_figure_is_drawn():
    (shown,) = learning_time_figures(learning_time_examples(SYSTEMS, points=2, networks=False))
    assert shown.name == "learning-time" and len(shown.figure.axes) == 4 and "0.169" in shown.caption
    assert all(axes.get_xlabel() and axes.get_ylabel() for axes in shown.figure.axes)
