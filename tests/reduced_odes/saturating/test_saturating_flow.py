"""Loss, gradient and learning of a saturating outlier: the linear limit, the scale identity, the third chaos."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reduced_odes import (
    InputError,
    Outcome,
    SaddleError,
    UnknownNameError,
    UnstableNetworkError,
    integrate,
    real_outlier,
)
from reduced_odes.saturating import CUBIC, ERF, TANH, Nonlinearity, evaluate, learn, saturating_system, valley

START = {"a": 0.2, "b": 0.25}
TASK = {"c_star": 0.3, "gain": 0.4}
THIRD_ORDER = {"erf": -np.pi / 12, "tanh": -1 / 3, "cubic": -np.pi / 12}

signed = st.floats(0.05, 1.5) | st.floats(-1.5, -0.05)
phis = st.sampled_from([ERF, TANH, CUBIC])


def difference(function, at, step=2e-3):
    """Fourth-order central difference."""
    return (function(at - 2 * step) - 8 * function(at - step) + 8 * function(at + step) - function(at + 2 * step)) / (
        12 * step
    )


@settings(max_examples=20)
@given(phi=phis, a=signed, b=signed, w=st.floats(0.02, 1.3), c_star=st.floats(0.05, 1.0), gain=st.floats(0.5, 1.5))
def test_gradient_hessian_and_gain_by_finite_differences(phi, a, b, w, c_star, gain):
    def at(a=a, b=b, w=w, gain=gain):
        return evaluate(a, b, w, c_star=c_star, gain=gain, phi=phi)

    found = at()
    scale = 1 + np.abs(found.hessian).max()
    state = {"a": a, "b": b, "w": w}
    moved = [difference(lambda x, name=name: at(**{name: x}).loss, value) for name, value in state.items()]
    assert found.gradient == pytest.approx(np.array(moved), abs=1e-7 * scale)
    rows = [difference(lambda x, name=name: at(**{name: x}).gradient, value) for name, value in state.items()]
    assert found.hessian == pytest.approx(np.array(rows), abs=3e-7 * scale)
    # The scale identity: the loss does not change when a, 1/b and 1/g grow together.
    by_gain = gain * difference(lambda x: at(gain=x).loss, gain)
    assert found.by_gain == pytest.approx(by_gain, abs=1e-7 * scale)
    assert a * found.gradient[0] - b * found.gradient[1] == pytest.approx(by_gain, abs=1e-7 * scale)
    assert found.loss_error < 1e-8 * scale and found.gradient_error.max() < 1e-8 * scale


@settings(max_examples=20)
@given(phi=phis, a=signed, b=signed, w=st.floats(0.0, 1.2))
def test_signs(phi, a, b, w):
    """Neuron and read-out may both be turned over."""
    one, other = (evaluate(sign * a, sign * b, w, **TASK, phi=phi) for sign in (1, -1))
    assert one.loss == pytest.approx(other.loss, rel=1e-12)
    assert one.gradient[:2] == pytest.approx(-other.gradient[:2], rel=1e-12)
    assert one.gradient[2] == pytest.approx(other.gradient[2], rel=1e-12)


def test_without_read_in_the_neuron_is_linear():
    a, b, w, c_star = 0.0, 0.7, 0.4, 0.3
    found = evaluate(a, b, w, c_star=c_star, gain=2.0)
    state, parameters = {"a": a, "b": b, "c": 1 - w}, {"c_star": c_star}
    slope = real_outlier.rhs([state[x] for x in real_outlier.state], parameters)
    assert found.loss == pytest.approx(1 / (4 * c_star))
    assert -found.gradient[:2] == pytest.approx(slope[:2], abs=1e-14) and found.gradient[2] == 0
    small = evaluate(1e-9, b, w, c_star=c_star, gain=2.0)
    assert small.gradient == pytest.approx(found.gradient, abs=1e-8)
    assert np.all(np.isfinite(found.hessian))


@pytest.mark.parametrize("phi", [ERF, TANH, CUBIC], ids=lambda phi: phi.name)
def test_small_gains_are_the_linear_network_and_a_correction_of_second_order(phi):
    times = [0.0, 1.0, 3.0]
    linear = integrate(real_outlier, {**START, "c": 1.0}, {"c_star": 0.3}, times)
    deviation = []
    for gain in (0.02, 0.01):
        found = learn(START, {"c_star": 0.3, "gain": gain}, times, phi=phi, rtol=1e-7)
        deviation.append(np.stack([found["a"] - linear["a"], found["b"] - linear["b"], 1 - found["w"] - linear["c"]]))
    assert np.log2(np.abs(deviation[0]).max() / np.abs(deviation[1]).max()) == pytest.approx(2.0, abs=0.02)


@settings(max_examples=15)
@given(phi=phis, a=st.floats(0.3, 1.2), b=st.floats(0.3, 1.5), w=st.floats(0.2, 0.8), c_star=st.floats(0.1, 1.0))
def test_to_first_order_the_decay_rate_is_shifted(phi, a, b, w, c_star):
    """1 − c becomes (1 − c)(1 + 3 ε a²/2c) in the linear loss; what is missed is of second order in ε."""
    c = 1 - w
    missed = []
    for gain in (0.08 * c / a, 0.04 * c / a):
        epsilon = THIRD_ORDER[phi.name] * gain**2
        shifted = 1 - w * (1 + 3 * epsilon * a**2 / (2 * c))
        state = {"a": a, "b": b, "c": shifted}
        linear = real_outlier.observe([state[x] for x in real_outlier.state], {"c_star": c_star})["loss"]
        missed.append(evaluate(a, b, w, c_star=c_star, gain=gain, phi=phi).loss - linear)
    scale = a**2 * b**2 / c
    assert abs(missed[1]) < 1e-4 * scale
    # Twice the gain is four times ε; where the second order nearly vanishes there is no order to be seen.
    if abs(missed[1]) > 1e-6 * scale:
        assert np.log2(missed[0] / missed[1]) == pytest.approx(4.0, abs=0.25)


def test_rates_of_learning():
    rates = {"eta_W": 0.5, "eta_u": 2.0, "eta_v": 0.0}
    system, state = saturating_system(), [0.5, 0.6, 0.7]
    gradient = evaluate(*state, **TASK).gradient
    assert system.rhs(state, {**TASK, **rates}) == pytest.approx(-gradient * [2.0, 0.0, 0.5])
    many = np.array([state, [0.4, 0.5, 1.1]]).T
    assert system.rhs(many, {**TASK, **rates})[:, 0] == pytest.approx(system.rhs(state, {**TASK, **rates}), rel=1e-10)
    assert system.jacobian(many, TASK)[..., 0] == pytest.approx(system.jacobian(state, TASK), rel=1e-9)


@pytest.fixture(scope="module")
def learnt():
    return learn(START, TASK, np.linspace(0.0, 20.0, 101), rtol=1e-7)


def test_learning(learnt):
    assert learnt.system == "saturating" and learnt.outcome is Outcome.UNFINISHED
    assert np.all(np.diff(learnt["loss"]) < 0) and learnt["loss_error"].max() < 1e-9
    # No weights do better at the present read-in; soon after the start the loss is close to that.
    share = learnt["loss"] * 4 * TASK["c_star"]
    assert np.all(share >= learnt["floor"] - 1e-12)
    assert share[-1] == pytest.approx(learnt["floor"][-1], rel=0.02)


def test_scale_identity_along_learning(learnt):
    """d(a² − b²)/ds = −2 g ∂L/∂g: the activity shrinks."""
    balance = learnt["a"] ** 2 - learnt["b"] ** 2
    by_gain = evaluate(learnt["a"], learnt["b"], learnt["w"], **TASK).by_gain
    step = learnt.times[1]
    simpson = step / 3 * (by_gain[0] + by_gain[-1] + 4 * by_gain[1:-1:2].sum() + 2 * by_gain[2:-1:2].sum())
    assert balance[-1] - balance[0] == pytest.approx(-2 * simpson, abs=1e-5)
    assert balance[-1] < balance[0] - 0.5


def test_the_linear_network_conserves_what_the_saturating_one_does_not(learnt):
    linear = integrate(real_outlier, {**START, "c": 1.0}, {"c_star": 0.3}, [0.0, 20.0])
    assert np.ptp(linear["a"] ** 2 - linear["b"] ** 2) < 1e-7


def third_chaos(phi, gamma, c_star):
    """¾ b² (1 − c)² ε² (a²/2c)³/c² at a = 1/b, c = c*, with φ_g(z) = z + ε z³, as a share of 1/(4c*)."""
    epsilon = THIRD_ORDER[phi.name] * gamma**2
    return 3 / 4 * (1 - c_star) ** 2 * epsilon**2 / (2 * c_star) ** 3 / c_star**2 * 4 * c_star


@pytest.mark.parametrize("phi", [ERF, TANH, CUBIC], ids=lambda phi: phi.name)
@pytest.mark.parametrize("c_star", [0.2, 0.5])
def test_third_chaos_is_the_limit_of_the_valley(phi, c_star):
    gamma = np.array([0.04, 0.02, 0.01]) * c_star / 0.3
    ratio = valley(gamma, c_star, phi).share / third_chaos(phi, gamma, c_star)
    # The ratio misses 1 by an amount ∝ γ², apart from one ∝ γ⁴.
    assert np.log2((1 - ratio[:-1]) / (1 - ratio[1:])) == pytest.approx([2.0, 2.0], abs=0.06)
    assert (4 * ratio[2] - ratio[1]) / 3 == pytest.approx(1.0, abs=1e-4)


def test_the_valley_is_a_minimum():
    gamma, c_star = np.meshgrid(np.geomspace(0.05, 2.0, 12), np.geomspace(0.04, 0.8, 12))
    best = valley(gamma, c_star)
    found = evaluate(1.0, best.gain, best.w, c_star=c_star, gain=gamma)
    curvature = np.moveaxis(found.hessian[1:, 1:], (0, 1), (2, 3))
    assert found.gradient[1:] == pytest.approx(0.0, abs=1e-9 * curvature.max())
    assert np.linalg.eigvalsh(curvature).min() > 0
    assert 4 * c_star * found.loss == pytest.approx(best.share, abs=1e-12)
    # Everything rises with the gain: what is left, the weight, and how fast the activity forgets.
    for values in (best.share, best.w, best.decay_rate, best.gain):
        assert np.diff(values, axis=1).min() > 0


def test_the_linear_valley():
    best = valley(0.0, [0.1, 0.3, 1.2])
    assert best.w == pytest.approx(np.array([0.9, 0.7, -0.2])) and best.gain == pytest.approx(1.0)
    assert best.share == pytest.approx(0.0, abs=1e-14) and best.decay_rate == pytest.approx(np.array([0.1, 0.3, 1.2]))


def test_the_activity_shrinks_as_fast_as_the_third_chaos_says():
    """−2 g ∂L/∂g = −8 L at the bottom of the valley, up to a part ∝ γ²."""
    gamma, c_star = np.array([0.04, 0.02]), 0.3
    best = valley(gamma, c_star)
    found = evaluate(1.0, best.gain, best.w, c_star=c_star, gain=gamma)
    missed = 1 - found.by_gain / (4 * found.loss)
    assert np.log2(missed[0] / missed[1]) == pytest.approx(2.0, abs=0.05) and abs(missed[1]) < 0.01


def test_the_valley_beyond_the_quadrature_is_not_made_up():
    assert np.isnan(valley([0.5, 400.0], 0.3).share).tolist() == [False, True]


def test_a_function_of_ones_own():
    mine = Nonlinearity("arctan", np.arctan, lambda y: 1 / (1 + y**2))
    found = learn(START, TASK, [0.0, 3.0], phi=mine, rtol=1e-5)
    assert found.system == "saturating_arctan" and found["loss"][-1] < 0.1 * found["loss"][0]
    same = Nonlinearity("erf", ERF.phi, ERF.derivative)
    one, other = (evaluate(1.0, 1.0, 0.7, **TASK, phi=phi).loss for phi in (same, ERF))
    assert one == pytest.approx(other, abs=1e-13)


def test_systems_can_be_sent_to_other_processes():
    system = saturating_system(TANH)
    again = pickle.loads(pickle.dumps(system))
    assert again.hash == system.hash != saturating_system().hash
    assert again.rhs([0.2, 0.2, 0.2], TASK) == pytest.approx(system.rhs([0.2, 0.2, 0.2], TASK))


@pytest.mark.parametrize(
    "initial, parameters, phi, error",
    [
        (START, {"c_star": 0.3, "gain": 0.0}, ERF, InputError),
        (START, {"c_star": 0.3, "gain": -1.0}, ERF, InputError),
        (START, {"c_star": 0.0, "gain": 1.0}, ERF, InputError),
        (START, {"c_star": 0.3}, ERF, InputError),
        (START, {"c_star": 0.3, "g": 1.0}, ERF, UnknownNameError),
        ({**START, "c": 1.0}, TASK, ERF, UnknownNameError),
        ({**START, "w": 9.0}, {"c_star": 0.3, "gain": 40.0}, ERF, InputError),
        ({**START, "w": 7.0}, {"c_star": 0.3, "gain": 0.1}, ERF, InputError),
        ({**START, "w": -0.5}, TASK, CUBIC, UnstableNetworkError),
        ({"b": 1.0, "w": 1.0}, TASK, ERF, UnstableNetworkError),
        ({}, TASK, ERF, SaddleError),
        (START, TASK, "erf", InputError),
    ],
)
def test_refused(initial, parameters, phi, error):
    with pytest.raises(error) as caught:
        learn(initial, parameters, [0.0, 1.0], phi=phi)
    assert type(caught.value) is error
