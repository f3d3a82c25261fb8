"""Numerical fixed points: against closed forms, finite differences, flows; plateaus against the trajectories."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reduced_odes import (
    InputError,
    UnknownNameError,
    conjugate_pair,
    integrate,
    overlaps,
    overlaps_rank_one,
    rank_two,
    real_outlier,
)
from reduced_odes._common.errors import NoFixedPointError
from reduced_odes.analysis.fixed_points import (
    FixedPointType,
    fixed_point,
    resting_point,
    saddle_at_zero,
    steps_for,
    time_after,
)
from reduced_odes.analysis.newton import Leaf, certify, newton
from reduced_odes.analysis.slow_stretches import plateaus, slowest_plateau
from reduced_odes.learning_time.laws import growth_rate, real_saddles
from reduced_odes.learning_time.times import curvature
from reduced_odes.systems.any_target import TargetFilter, outlier_system
from reduced_odes.systems.system import Formulas, ReducedSystem

PAIR = {"c_star": 0.3, "omega_star": 2.0}


def oscillating(rhs, jacobian, state, invariants=lambda x, p: (), names=()):
    """A system made by hand: not every flow that is analysed is a gradient flow."""
    return ReducedSystem(
        name="by_hand", state=state, origin=(0.0,) * len(state), parameters=(), defaults={}, domains={},
        observables=("loss",), invariants=names, assumptions=(), hash="", source="",
        formulas=Formulas(
            rhs=rhs, jacobian=jacobian, observables=lambda x, p: (x[0] ** 2,), invariants=invariants,
            stability=lambda x, p: (1.0 + 0 * x[0],), target_power=lambda p: 1.0,
        ),
    )  # fmt: skip


# Fixed points


@settings(max_examples=30)
@given(c=st.floats(0.02, 1.0), a=st.floats(0.3, 3.0))
def test_the_learnt_outlier_as_worked_out_by_hand(c, a):
    """From a displaced guess, back to a member of the family: ab = 1, c = c*; rates with the sum and product found."""
    found = fixed_point(real_outlier, {"a": 1.05 * a, "b": 1 / a, "c": 1.1 * c}, {"c_star": c})
    x = found.state
    assert x["a"] * x["b"] == pytest.approx(1, abs=1e-9) and x["c"] == pytest.approx(c, rel=1e-9)
    kept = (1.05 * a) ** 2 - a**-2
    assert x["a"] ** 2 - x["b"] ** 2 == pytest.approx(kept, abs=1e-9 * (1 + abs(kept)))
    assert found.stability is FixedPointType.STABLE_NODE and (found.conserved, found.neutral) == (1, 0)
    lengths = x["a"] ** 2 + x["b"] ** 2
    assert found.rates.real.sum() == pytest.approx(-lengths / (2 * c) - 1 / (4 * c**3), rel=1e-7)
    assert found.rates.real.prod() == pytest.approx(lengths / (16 * c**4), rel=1e-7)
    assert found.largest_step == pytest.approx(2 / curvature(real_outlier, [[x[k]] for k in "abc"], {"c_star": c})[0])
    assert found.stiffness == pytest.approx(found.fastest / found.slowest) and found.escape_rate == 0


@pytest.mark.parametrize("gain", [0.25, 1.0, 2.25, 3.61])
def test_W_alone_settles_where_the_closed_form_says(gain):
    """The coordinates that are not trained count as conserved; none of this is in the system's own invariants."""
    root = np.sqrt(gain)
    wanted = 0.4 * root / (2 - root)
    found = fixed_point(
        real_outlier, {"a": 2 * root, "b": root / 2, "c": 1.2 * wanted}, {"c_star": 0.4, "eta_u": 0, "eta_v": 0}
    )
    assert found.state["c"] == pytest.approx(wanted, rel=1e-10) and found.state["a"] == 2 * root
    assert (found.conserved, found.neutral, found.rates.size) == (2, 0, 1)
    assert found.rates[0] == pytest.approx(-root * (2 - root) ** 4 / (4 * 0.4**3), rel=1e-9)


def test_W_alone_with_a_large_gain_has_none():
    with pytest.raises(NoFixedPointError, match="does not settle"):
        fixed_point(real_outlier, {"a": 2.1, "b": 2.0, "c": 1.0}, {"c_star": 0.4, "eta_u": 0, "eta_v": 0})


@settings(max_examples=20)
@given(c=st.floats(0.05, 1.0), omega=st.floats(0.5, 3.0), phase=st.floats(-1.0, 1.0), seed=st.integers(0, 1000))
def test_a_pair_near_what_it_has_learnt_finds_it(c, omega, phase, seed):
    """A state that realises the target exactly, displaced: the loss vanishes, and what is conserved is the guess's."""
    learnt = np.array([1 - c, omega, 1 - c, np.cos(phase / 2), np.sin(phase / 2)])
    guess = learnt + 0.02 * c * np.random.default_rng(seed).uniform(-1, 1, 5)
    parameters = {"c_star": c, "omega_star": omega, "phase": phase}
    found = fixed_point(conjugate_pair, dict(zip(conjugate_pair.state, guess, strict=True)), parameters)
    assert abs(found.observables["loss"]) < 1e-13 / c
    assert found.observables["c"] == pytest.approx(c, rel=1e-7)
    assert found.invariants["balance_12"] == pytest.approx(
        float(conjugate_pair.conserve(guess, parameters)["balance_12"]), abs=1e-11
    )
    assert found.stability is FixedPointType.STABLE_NODE and (found.conserved, found.neutral) == (1, 0)
    assert found.certificate.kantorovich < 0.01 and found.certificate.radius < 1e-9


def test_of_slow_targets_the_fast_rates_are_those_derived():
    """1/(16c*³) twice, 1/(4c*), (1/4 + 1/(16ω²))/c*, with errors that fall as c*² at least."""
    errors = []
    for c in (0.02, 0.01):
        guess = {"p": 1 - c, "q": 1.5, "r": 1 - c, "alpha": 1.0}
        rates = -fixed_point(conjugate_pair, guess, {"c_star": c, "omega_star": 1.5}).rates.real
        law = np.array([1 / (16 * c**3)] * 2 + [(1 / 4 + 1 / (16 * 1.5**2)) / c, 1 / (4 * c)])
        errors.append(np.abs(rates / law - 1).max())
    assert errors[0] < 0.05 and errors[1] < 0.6 * errors[0]


@pytest.mark.parametrize("phase", [0.0, 0.4])
@pytest.mark.parametrize("rates", [{}, {"eta_W": 0.5, "eta_io": 1.3}])
def test_the_best_real_outlier_is_the_saddle_of_the_closed_form(phase, rates):
    (wanted, *_) = real_saddles(0.3, 2.0, phase, **rates)
    guess = {"p": 1 - 1.01 * wanted.c, "alpha": 1.01 * np.sqrt(wanted.gain)}
    found = fixed_point(conjugate_pair, guess, {**PAIR, "phase": phase, **rates})
    assert found.stability is FixedPointType.SADDLE
    assert 1 - found.state["p"] == pytest.approx(wanted.c, rel=1e-10)
    assert found.observables["gain"] == pytest.approx(wanted.gain, rel=1e-10)
    assert found.escape_rate == pytest.approx(wanted.escape, rel=1e-9)
    # r, the decay of a silent second outlier, is free; one direction is across the conserved quantity.
    assert (found.conserved, found.neutral, found.continues) == (1, 1, True)
    grows = found.escape_direction
    assert max(abs(grows["p"]), abs(grows["alpha"])) < 1e-12 and abs(grows["q"]) + abs(grows["beta"]) > 1


@pytest.mark.parametrize("phase", [0.0, 2.0])
def test_silence_is_left_at_the_rate_of_the_closed_form(phase):
    """Where F*(1) is negative the difference of u and v grows."""
    parameters = {**PAIR, "phase": phase}
    found = saddle_at_zero(conjugate_pair, parameters)
    wanted = growth_rate(0.3, 2.0, phase)
    assert found.stability is FixedPointType.SADDLE and found.escape_rate == pytest.approx(abs(wanted))
    assert abs(found.escape_direction["alpha" if wanted > 0 else "beta"]) == pytest.approx(1)
    wide = saddle_at_zero(rank_two, {**parameters, "eta_u": 0.5})
    assert wide.rates.real == pytest.approx(np.sqrt(0.5) * abs(wanted) * np.array([-1, -1, 1, 1]))
    assert saddle_at_zero(real_outlier, {"c_star": 0.25}).escape_rate == pytest.approx(1 / 1.25)


def test_silence_that_the_target_does_not_end_is_degenerate():
    """tan φ = (1 + c*)/ω*: F*(1) = 0."""
    found = saddle_at_zero(conjugate_pair, {**PAIR, "phase": float(np.arctan(1.3 / 2))})
    assert found.stability is FixedPointType.DEGENERATE and not found.continues
    assert found.rates.size == 0 and found.neutral == 5 and found.largest_step == np.inf


def test_rank_two_rests_along_rotations_of_its_frame():
    """Turning the frame changes nothing: a neutral direction on the leaf. The other rates are those of the pair."""
    turn = np.array([[np.cos(0.3), -np.sin(0.3)], [np.sin(0.3), np.cos(0.3)]])
    W = turn @ np.array([[0.7, -2.0], [2.0, 0.7]]) @ turn.T
    guess = dict(zip(rank_two.state, [*W.ravel(), *turn @ [1, 0], *turn @ [1, 0]], strict=True))
    found = fixed_point(rank_two, guess, PAIR)
    pair = fixed_point(conjugate_pair, {"p": 0.7, "q": 2, "r": 0.7, "alpha": 1}, PAIR)
    assert (found.conserved, found.neutral, found.continues) == (3, 1, True)
    assert found.rates.real == pytest.approx(pair.rates.real, rel=1e-9)


def test_overlaps_come_to_rest():
    rng = np.random.default_rng(0)
    path = integrate(overlaps_rank_one, overlaps(*0.2 * rng.standard_normal((4, 8))), {"c_star": 0.2}, [0, 200])
    found = resting_point(overlaps_rank_one, path)
    # A filter of two numbers; one more rate, as overlaps that no filter sees drive the flow back.
    assert found.stability is FixedPointType.STABLE_NODE and found.rates.size == 3 and found.continues
    assert found.state["v_u"] == pytest.approx(1) and found.state["n_m"] == pytest.approx(0.8)
    assert found.conserved + found.neutral + found.rates.size == 10
    assert found.invariants == pytest.approx({k: float(v[0]) for k, v in path.invariants.items()}, abs=1e-9)


def test_a_target_of_order_three_keeps_two_outliers_at_a_saddle():
    target = TargetFilter.from_poles([-0.4 + 1.7j, -0.4 - 1.7j, -0.15], [0.5, 0.5, 0.5])
    system = outlier_system(target, 3)
    found = resting_point(system, integrate(system, {"u1": 0.4, "v2": 0.4}, {}, [0, 400]))
    assert found.stability is FixedPointType.SADDLE and found.continues
    inner = np.array([[found.state[f"w{i}{j}"] for j in "12"] for i in "12"])
    u, v = (np.array([found.state[f"{x}{i}"] for i in "12"]) for x in "uv")
    # Closed form of the escape rate: a silent neuron sees what is missing of the target at z = 1.
    missing = v @ np.linalg.solve(2 * np.eye(2) - inner, u)
    missing -= target.c @ np.linalg.solve(np.eye(3) - target.A, target.b)
    sides = [1 + np.sum(np.linalg.solve(*pair) ** 2) for pair in ((inner, u), (inner.T, v))]
    assert found.escape_rate == pytest.approx(abs(missing) * np.sqrt(np.prod(sides)), rel=1e-7)


# What the linearised flow says


def test_directions_and_functionals_are_eigenvectors_and_dual():
    found = fixed_point(conjugate_pair, {"p": -2.4, "alpha": 1.2}, PAIR)
    J = conjugate_pair.jacobian(list(found.state.values()), PAIR)
    for rate, right, left in zip(found.rates, found.directions, found.functionals, strict=True):
        np.testing.assert_allclose(J @ right, rate * right, atol=1e-12)
        np.testing.assert_allclose(left @ J, rate * left, atol=1e-12)
    np.testing.assert_allclose(found.functionals @ found.directions.T, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(found.directions, axis=1), 1)


def test_a_flow_from_beside_a_saddle_grows_at_its_escape_rate():
    found = fixed_point(conjugate_pair, {"p": -2.4, "alpha": 1.2}, PAIR)
    start = {k: found.state[k] + 1e-8 * found.escape_direction[k] for k in found.state}
    path = integrate(conjugate_pair, start, PAIR, np.linspace(0, 60, 7), rtol=1e-11)
    parts = found.growing_part([path[name] for name in conjugate_pair.state])
    np.testing.assert_allclose(parts, 1e-8 * np.exp(found.escape_rate * path.times), rtol=1e-5)
    assert found.growing_part(list(start.values())) == pytest.approx(1e-8, rel=1e-6)


@pytest.mark.parametrize(
    "matrix, stability",
    [
        ([[-1, 0], [0, -3]], FixedPointType.STABLE_NODE),
        ([[-1, 2], [-2, -1]], FixedPointType.STABLE_FOCUS),
        ([[-1, 0], [0, 0.5]], FixedPointType.SADDLE),
        ([[1, 0], [0, 2]], FixedPointType.UNSTABLE_NODE),
        ([[1, 2], [-2, 1]], FixedPointType.UNSTABLE_FOCUS),
        ([[0, 2], [-2, 0]], FixedPointType.DEGENERATE),
    ],
)
def test_every_kind_of_fixed_point(matrix, stability):
    M = np.array(matrix, dtype=float)
    system = oscillating(lambda x, p: [r[0] * x[0] + r[1] * x[1] for r in M], lambda x, p: M.tolist(), ("x", "y"))
    found = fixed_point(system, {"x": 0.1, "y": 0.2}, {})
    assert found.stability is stability and found.stability.meaning.endswith(".")
    assert found.escape_rate == max(0.0, np.linalg.eigvals(M).real.max())
    if stability is FixedPointType.STABLE_FOCUS:  # |1 − η(1 ± 2i)| = 1 at η = 2/5
        assert found.largest_step == pytest.approx(0.4)


def test_zero_rates_by_accident_and_along_a_family_are_told_apart():
    def cubic(power):
        return oscillating(
            lambda x, p: [-x[0], -(x[1] ** power)],
            lambda x, p: [[-1.0, 0.0], [0.0, -power * x[1] ** (power - 1)]],
            ("x", "y"),
        )

    line = oscillating(lambda x, p: [-x[0], 0 * x[0]], lambda x, p: [[-1.0, 0.0], [0.0, 0.0]], ("x", "y"))
    circle = oscillating(
        lambda x, p: [x[0] * (1 - x[0] ** 2 - x[1] ** 2), x[1] * (1 - x[0] ** 2 - x[1] ** 2)],
        lambda x, p: [
            [1 - 3 * x[0] ** 2 - x[1] ** 2, -2 * x[0] * x[1]],
            [-2 * x[0] * x[1], 1 - x[0] ** 2 - 3 * x[1] ** 2],
        ],
        ("x", "y"),
    )
    for power in (2, 3):
        system = cubic(power)
        leaf = Leaf.through(system, (), np.zeros(2))
        found = fixed_point(system, {}, {})
        assert not leaf.frozen and found.neutral == 1
        assert not found.continues and found.stability is FixedPointType.DEGENERATE
    found = fixed_point(line, {"x": 0.3, "y": 0.7}, {})
    assert found.state["y"] == 0.7 and found.conserved == 1 and found.stability is FixedPointType.STABLE_NODE
    found = fixed_point(circle, {"x": 0.8, "y": 0.5}, {})
    assert (found.neutral, found.continues, found.stability) == (1, True, FixedPointType.STABLE_NODE)
    assert found.rates.real == pytest.approx([-2])
    assert np.hypot(found.state["x"], found.state["y"]) == pytest.approx(1)


def test_gradients_of_conserved_quantities_are_exact():
    """Against the commutator's derivative, and ∇I·F = 0."""
    x = np.random.default_rng(3).standard_normal(8) * 0.4
    leaf = Leaf.through(rank_two, rank_two.parameter_values(PAIR), x)
    slopes = leaf.constraints(x)
    assert slopes.shape == (3, 8)
    np.testing.assert_allclose(slopes @ rank_two.rhs(x, PAIR), 0, atol=1e-13)
    W, u = x[:4].reshape(2, 2), x[4:6]
    for k, unit in enumerate(np.eye(4)):
        D = unit.reshape(2, 2)
        change = D @ W.T + W @ D.T - D.T @ W - W.T @ D
        np.testing.assert_allclose(slopes[:, k], [change[0, 0], change[0, 1], change[1, 1]], atol=1e-13)
    np.testing.assert_allclose(slopes[:, 4], [2 * u[0], u[1], 0], atol=1e-13)


# Certificate


@pytest.mark.parametrize("away", [1e-5, 1e-7])
def test_the_certificate_bounds_the_distance(away):
    """At a state that is off by a known distance the radius is not below it, and not far above."""
    found = fixed_point(real_outlier, {"a": 1, "b": 1, "c": 0.3}, {"c_star": 0.3})
    x = np.array(list(found.state.values()))
    leaf = Leaf.through(real_outlier, real_outlier.parameter_values({"c_star": 0.3}), x)
    certificate = certify(leaf, x + away * np.array([0.6, 0.0, 0.8]), 0)
    assert certificate.kantorovich < 0.5 and certificate.residual > 0
    assert away * 0.99 < certificate.radius < 1.1 * away


def test_newton_converges_quadratically():
    """Distance after one step from two distances, one ten times the other."""
    leaf = Leaf.through(conjugate_pair, conjugate_pair.parameter_values(PAIR), np.array([0.7, 2, 0.7, 1, 0]))
    rest = newton(leaf, np.array([0.7, 2, 0.7, 1, 0]))
    way = np.array([0.3, -0.5, 0.4, 0.6, 0.2])
    steps = []
    for size in (1e-2, 1e-3):
        guess = rest + size * way
        once = guess + _one_step(leaf, guess)
        steps.append(np.linalg.norm(once - rest))
    assert steps[0] < 1e-2 and 50 < steps[0] / steps[1] < 200


def _one_step(leaf, guess):
    try:
        moved = newton(leaf, guess, 1)
    except NoFixedPointError:  # one step does not settle; do it by hand
        moved = guess + np.linalg.lstsq(leaf.derivative(guess), -leaf.equations(guess), rcond=None)[0]
    return moved - guess


# Plateaus


@pytest.mark.parametrize(
    "system, start, target, size",
    [
        (real_outlier, {"a": 1e-4, "b": 1e-4}, {"c_star": 0.1}, 0.02),
        (conjugate_pair, {"alpha": 1e-3, "beta": 1e-3}, {"c_star": 0.1, "omega_star": 1.0}, 0.02),
        (rank_two, {"u1": 1e-3, "v1": 5e-4, "v2": 1e-3}, {"c_star": 0.1, "omega_star": 1.0}, 0.02),
    ],
)
def test_a_plateau_is_left_when_predicted(system, start, target, size):
    path = integrate(system, start, target, np.linspace(0, 160, 3201))
    stops = [stop for stop in plateaus(system, path) if stop.saddle is not None and stop.distance < 0.01]
    assert len(stops) == (1 if system is real_outlier else 2) and all(stop.explained for stop in stops)
    for stop in stops:
        assert stop.saddle.stability is FixedPointType.SADDLE
        assert stop.growth == pytest.approx(stop.escape_rate, rel=1e-2)
        parts = stop.saddle.growing_part([path[name] for name in system.state])
        after = path.times[(path.times > stop.time) & (parts > size)][0]
        assert stop.leaves(size) - stop.time == pytest.approx(after - stop.time, rel=1e-2)
    if system is conjugate_pair:
        slowest = slowest_plateau(system, path)
        assert slowest.time == stops[1].time
        assert slowest.saddle.observables["gain"] == pytest.approx(real_saddles(0.1, 1.0)[0].gain, rel=1e-6)


def test_a_slow_stretch_without_a_saddle_nearby_says_so():
    """c* = 0.3, ω* = 2, weights of order one: the long plateau at a loss of 0.19 is no saddle's."""
    path = integrate(conjugate_pair, {"alpha": 0.28, "beta": 0.28}, PAIR, np.linspace(0, 100, 1001))
    stops = plateaus(conjugate_pair, path)
    slowest = min(stops, key=lambda stop: stop.speed)
    assert 25 < slowest.time < 35 and 0.18 < slowest.loss < 0.2
    assert not any(stop.explained for stop in stops)
    assert slowest.growth < 0.04
    assert all(0 < stop.time < path.events["learnt"][0] for stop in stops)


@pytest.mark.parametrize("start", [{"a": 1.0, "b": 1.0, "c": 0.11}, {"a": 1.0, "b": 1.0, "c": 0.1}])
def test_a_start_close_to_the_target_or_on_it_has_no_plateau(start):
    path = integrate(real_outlier, start, {"c_star": 0.1}, np.linspace(0, 10, 41))
    assert plateaus(real_outlier, path) == ()
    with pytest.raises(InputError, match="has no plateau"):
        slowest_plateau(real_outlier, path)


def test_small_weights_delay_the_escape_by_logarithms():
    """What grows at the real outlier is α₀β₀ (K + K' ln(1/α₀)), as q = −k α₀β₀ s all through silence: affine."""
    target = {"c_star": 0.1, "omega_star": 1.0}
    silence, escape = growth_rate(0.1, 1.0), real_saddles(0.1, 1.0)[0].escape
    sizes, amplitudes = np.array([1e-4, 1e-5, 1e-6]), []
    for size in sizes:
        until = 32 * np.log10(1 / size) - 20  # on the plateau
        start = {"alpha": size, "beta": size}
        path = integrate(conjugate_pair, start, target, np.linspace(0, until, 1001), rtol=1e-10, atol=1e-18)
        stop = slowest_plateau(conjugate_pair, path)
        assert stop.distance < 1e-3
        amplitudes.append(np.exp(-escape * (stop.leaves(1.0) - np.log(1 / size) / silence)) / size**2)
    first, second = np.diff(amplitudes)
    assert first == pytest.approx(second, rel=0.02) and abs(first) > 0.3 * amplitudes[0]


# Steps and times, records, bad input


def test_steps_and_times_convert():
    assert steps_for(10.0, 0.02) == pytest.approx(500) and time_after(500, 0.02) == pytest.approx(10.0)
    for call in (lambda: steps_for(1, 0), lambda: time_after(1, -1), lambda: steps_for(1, float("nan"))):
        with pytest.raises(InputError, match="step must be"):
            call()
    with pytest.raises(InputError, match="time must be 0 or greater"):
        steps_for(-1, 0.1)
    with pytest.raises(InputError, match="steps must be 0 or greater"):
        time_after(-1, 0.1)


def test_records_are_plain_and_finite():
    degenerate = saddle_at_zero(conjugate_pair, {**PAIR, "phase": float(np.arctan(1.3 / 2))})
    record = json.loads(json.dumps(degenerate.as_record(), allow_nan=False))
    assert record["largest_step"] is None and record["stiffness"] is None and record["rates"] == []
    path = integrate(real_outlier, {"a": 1e-3, "b": 1e-3}, {"c_star": 0.2}, np.linspace(0, 30, 301))
    (stop, *_) = plateaus(real_outlier, path)
    record = json.loads(json.dumps(stop.as_record(), allow_nan=False))
    assert record["saddle"]["stability"] == "saddle" and record["time"] == 0
    assert repr(stop.saddle).startswith("FixedPoint('real_outlier', saddle, a=")


@pytest.mark.parametrize(
    "guess, parameters, invariants, error, message",
    [
        ({"p": 0.7}, {"c_star": 0.3}, None, InputError, "omega_star of conjugate_pair has no default"),
        ({"w": 0.7}, PAIR, None, UnknownNameError, "unknown state variable"),
        ({"p": float("inf")}, PAIR, None, InputError, "must be finite"),
        ({"p": 1.5}, PAIR, None, InputError, "guess is no stable network: p = 1.5"),
        ({"p": 0.1}, PAIR, {"balance": 0.0}, UnknownNameError, "did you mean 'balance_12'"),
        ({"p": 0.1}, PAIR, {"balance_12": float("nan")}, InputError, "invariant balance_12 must be finite"),
    ],
)
def test_bad_guesses(guess, parameters, invariants, error, message):
    with pytest.raises(error, match=message):
        fixed_point(conjugate_pair, guess, parameters, invariants=invariants)


def test_trajectories_of_another_system_or_without_times_are_refused():
    path = integrate(real_outlier, {"a": 0.1, "b": 0.1}, {"c_star": 0.2}, np.linspace(0, 20, 201))
    for analyse in (resting_point, plateaus, slowest_plateau):
        with pytest.raises(InputError, match="trajectory is one of real_outlier"):
            analyse(conjugate_pair, path)
    with pytest.raises(InputError, match="has no plateau"):
        slowest_plateau(real_outlier, path)
    empty = replace(
        path, times=np.empty(0), states={x: np.empty(0) for x in path.states}, observables={}, invariants={}
    )
    with pytest.raises(InputError, match="has no times"):
        resting_point(real_outlier, empty)
    (stop, *_) = plateaus(real_outlier, path)
    with pytest.raises(InputError, match="size must be greater than 0"):
        stop.leaves(0)


def test_a_trajectory_that_ends_on_the_way_leads_nowhere_wrong():
    """Too early an end: either an honest error, or the distance says how far the fixed point is."""
    path = integrate(conjugate_pair, {"alpha": 0.28, "beta": 0.28}, PAIR, np.linspace(0, 30, 31))
    try:
        found = resting_point(conjugate_pair, path)
    except NoFixedPointError as error:
        assert "longer trajectory" in str(error)
    else:
        assert found.distance > 0.1
