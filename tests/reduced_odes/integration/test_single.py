"""Integration of hand-written systems: triples (system, initial state, known solution), events, outcomes.

Errors are measured in units of the requested tolerance.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from written_systems import (
    DECAY,
    REAL_OUTLIER,
    Triple,
    decay,
    frozen_recurrence,
    hand_written,
    read_in_only,
    rotation,
    stiff,
    two_observables,
)

from reduced_odes import (
    InputError,
    Method,
    Outcome,
    SaddleError,
    UnknownNameError,
    UnstableNetworkError,
    conjugate_pair,
    integrate,
    load,
)
from reduced_odes.initial_value.events import turning_point, turns, zero
from reduced_odes.initial_value.rest import settled
from reduced_odes.learning_time.times import reflected

Array = np.ndarray


TRIPLES = [decay, read_in_only, frozen_recurrence, rotation, stiff]
# Of SciPy; the compiled one has tests of its own.
METHODS = [method for method in Method if method is not Method.CVODE]
# An explicit method would need 500,000 steps for the stiff one.
SOLVED = [(t, m) for t in TRIPLES for m in METHODS if not (t is stiff and m is Method.DOP853)]


@pytest.mark.parametrize("rtol", [1e-4, 1e-10])
@pytest.mark.parametrize(("triple", "method"), SOLVED)
def test_known_solutions_to_the_requested_tolerance(triple: Callable[[], Triple], rtol: float, method: Method) -> None:
    system, initial, parameters, until, solution = triple()
    times = np.linspace(0, until, 37)
    trajectory = integrate(system, initial, parameters, times, rtol=rtol, method=method)
    np.testing.assert_array_equal(trajectory.times, times)
    for name, exact in zip(system.state, solution(times), strict=True):
        error = np.abs(trajectory[name] - exact) / (1e-12 + rtol * np.abs(exact))
        assert error.max() < 3, name


def test_against_taylor_series_in_18_digits() -> None:
    t = mpmath.mpf("0.1")

    def rates(_: object, y: list[mpmath.mpf]) -> list[mpmath.mpf]:
        a, b, c = y
        g = a * b / (2 * c) - 1 / (c + t)
        return [-b * g, -a * g, a * b * (a * b / (4 * c**2) - 1 / (c + t) ** 2)]

    with mpmath.workdps(18):
        exact = mpmath.odefun(rates, 0, [mpmath.mpf("0.3"), mpmath.mpf("0.2"), mpmath.mpf(1)])(1.8)
    for method in METHODS:
        found = integrate(load(REAL_OUTLIER), {"a": 0.3, "b": 0.2}, {"c_star": 0.1}, [1.8], method=method)
        for name, value in zip("abc", exact, strict=True):
            assert abs(found[name][0] - float(value)) < 3e-8 * abs(float(value))


def test_tighter_tolerances_give_smaller_errors() -> None:
    system, initial, parameters, until, solution = frozen_recurrence()
    times = np.linspace(0, until, 37)
    errors = [
        np.abs(integrate(system, initial, parameters, times, rtol=rtol)["a"] - solution(times)[0]).max()
        for rtol in (1e-4, 1e-6, 1e-8, 1e-10)
    ]
    assert all(later < earlier / 10 for earlier, later in itertools.pairwise(errors))


def test_small_initial_weights_are_followed_to_relative_accuracy() -> None:
    """From a = 1e-9, an absolute tolerance of 1e-6 must not decide when the growth ends."""
    a, t = 1e-9, 0.3
    full = 2 / (1 + t)
    times = np.linspace(0, 40, 41)
    exact = np.sqrt(full / (1 + (full / a**2 - 1) * np.exp(-2 * times / (1 + t))))
    found = integrate(load(REAL_OUTLIER), {"a": a, "b": a}, {"c_star": t, "eta_W": 0}, times, atol=1e-6)
    np.testing.assert_allclose(found["a"], exact, rtol=5e-8)


# --- times


def test_the_first_time_may_be_later_than_the_start() -> None:
    late = integrate(load(DECAY), {"y": 1.0}, {}, [3.0, 4.0])
    assert late["y"] == pytest.approx([math.exp(-3), math.exp(-4)], rel=1e-8)
    assert dict(late.initial) == {"y": 1.0}


def test_the_start_alone_is_a_trajectory() -> None:
    alone = integrate(load(DECAY), {"y": 2.0}, {}, [0.0])
    assert alone["y"].tolist() == [2.0]
    assert alone["loss"].tolist() == [4.0]
    assert alone.outcome is Outcome.UNFINISHED


@pytest.mark.parametrize(
    ("times", "says"),
    [
        ([], "non-empty"),
        ([[0.0, 1.0]], "shape (1, 2)"),
        ([0.0, 2.0, 1.0], "2 is followed by 1"),
        ([0.0, 1.0, 1.0], "1 is followed by 1"),
        ([-1.0, 0.0], "begin at -1"),
        ([0.0, float("nan")], "times[1] is not"),
        ([0.0, float("inf")], "times[1] is not"),
        (["now"], "sequence of real numbers"),
        ([0.0, 1.0j], "sequence of real numbers"),
        (None, "times"),
    ],
)
def test_bad_times(times: object, says: str) -> None:
    with pytest.raises(InputError) as caught:
        integrate(load(DECAY), {"y": 1.0}, {}, times)  # type: ignore[arg-type]
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_name_of_a_system_is_no_system() -> None:
    with pytest.raises(InputError, match=r"but is 'real_outlier'; give for example reduced_odes\.real_outlier$"):
        integrate("real_outlier", {"y": 1.0}, {}, [1.0])  # type: ignore[arg-type]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(0, 10), min_size=2, max_size=6))
def test_times_are_taken_if_and_only_if_they_increase(times: list[float]) -> None:
    increasing = all(a < b for a, b in itertools.pairwise(times))
    if increasing:
        assert integrate(load(DECAY), {"y": 1.0}, {}, times).times.tolist() == times
    else:
        with pytest.raises(InputError, match="increase strictly"):
            integrate(load(DECAY), {"y": 1.0}, {}, times)


# --- other arguments


@pytest.mark.parametrize(
    ("keywords", "says"),
    [
        ({"initial": {"z": 1.0}}, "unknown state variable of decay: 'z'"),
        ({"initial": {"y": float("nan")}}, "initial y must be finite"),
        ({"initial": {"y": "1"}}, "initial y must be a number"),
        ({"initial": [1.0]}, "initial must be a mapping"),
        ({"rtol": 0.0}, "rtol must lie between"),
        ({"rtol": 1e-15}, "rtol must lie between"),
        ({"rtol": "small"}, "rtol must be a number"),
        ({"atol": 0.0}, "atol must be greater than 0"),
        ({"learnt": 0.0}, "learnt must lie between"),
        ({"learnt": 1.0}, "learnt must lie between"),
        ({"max_evaluations": 0}, "max_evaluations must be an integer greater than 0"),
        ({"method": "Radaw"}, "unknown method: 'Radaw'; did you mean 'Radau'?"),
        ({"method": "BDF"}, "unknown method: 'BDF'"),
    ],
)
def test_bad_arguments(keywords: dict[str, object], says: str) -> None:
    arguments = {"initial": {"y": 1.0}, "parameters": {}, "times": [0.0, 1.0], **keywords}
    with pytest.raises(InputError) as caught:
        integrate(load(DECAY), **arguments)  # type: ignore[arg-type]
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_method_may_be_named() -> None:
    assert integrate(load(DECAY), {"y": 1.0}, {}, [1.0], method="Radau").solver.method == "Radau"  # type: ignore[arg-type]


def test_unstable_initial_network() -> None:
    for c in (0.0, -0.1):
        with pytest.raises(UnstableNetworkError, match=f"unstable at a = 1, b = 1, c = {c:g}:.*smaller recurrent"):
            integrate(load(REAL_OUTLIER), {"a": 1.0, "b": 1.0, "c": c}, {"c_star": 0.1}, [1.0])


def test_a_saddle_is_refused_with_the_way_out() -> None:
    with pytest.raises(SaddleError, match=r"nothing will ever be learnt from a = 0.*other values than 0 to"):
        integrate(load(REAL_OUTLIER), {}, {"c_star": 0.1}, [1.0])
    with pytest.raises(SaddleError, match="raise eta_W or eta_u or eta_v above 0"):
        integrate(load(REAL_OUTLIER), {"a": 1, "b": 1}, {"c_star": 0.1, "eta_W": 0, "eta_u": 0, "eta_v": 0}, [1.0])


def test_zero_gain_alone_is_no_saddle() -> None:
    learning = integrate(load(REAL_OUTLIER), {"b": 0.1}, {"c_star": 0.5}, [0.0, 60.0])
    assert learning.outcome is Outcome.LEARNT


def test_rest_at_the_target_is_no_saddle() -> None:
    done = integrate(load(REAL_OUTLIER), {"a": 1, "b": 1, "c": 0.25}, {"c_star": 0.25}, [0.0, 5.0])
    assert done.outcome is Outcome.LEARNT
    assert done.events["learnt"] == (0.0,)
    assert done["c"].tolist() == [0.25, 0.25]


def test_extreme_values_are_refused() -> None:
    with pytest.raises(InputError, match="no finite loss and rates of change"):
        integrate(load(REAL_OUTLIER), {"a": 1e200, "b": 1e200}, {"c_star": 0.1}, [1.0])


# --- events


def test_learnt_is_the_time_at_which_the_loss_crosses() -> None:
    """y² = learnt at s = ln(y(0)²/learnt)/2k."""
    for learnt in (1e-2, 1e-6, 1e-10):
        found = integrate(load(DECAY), {"y": 3.0}, {"k": 0.5}, [40.0], learnt=learnt)
        assert found.events["learnt"] == pytest.approx((math.log(9 / learnt),), rel=1e-8)
        assert found.outcome is Outcome.LEARNT
    assert integrate(load(DECAY), {"y": 3.0}, {"k": 0.5}, [9.0], learnt=1e-6).events["learnt"] == ()


@pytest.mark.parametrize("method", METHODS)
def test_an_unstable_network_ends_the_trajectory(method: Method) -> None:
    """A stability margin m(s) = 1 − s²/2 reaches 0 at √2."""
    system = hand_written("-t, 1.0", "(0, -1), (0, 0)", state="m t", loss=two_observables(), stability="m, m + 5")
    found = integrate(system, {"m": 1.0}, {}, np.linspace(0, 4, 17), method=method)
    assert found.outcome is Outcome.UNSTABLE
    assert not found.outcome.complete
    assert found.events["unstable"] == pytest.approx((math.sqrt(2),), rel=1e-8)
    np.testing.assert_array_equal(found.times, [0, 0.25, 0.5, 0.75, 1.0, 1.25])
    assert np.all(found["m"] > 0)


def rotating(angle: float) -> dict[str, tuple[float, ...]]:
    """Events of ω²(s) = sin(3s + angle) over one turn and a little more."""
    system = hand_written("-3*y, 3*x", "(0, -3), (3, 0)", state="x y", loss=two_observables("y"))
    # Rounding apart, sin π = 0.
    x, y = round(math.cos(angle), 15), round(math.sin(angle), 15)
    return dict(integrate(system, {"x": x, "y": y}, {}, [2.2]).events)


def test_a_pair_is_born_and_lost_where_omega_squared_crosses_zero() -> None:
    events = rotating(-1.0)
    assert events["pair_born"] == pytest.approx((1 / 3,), rel=1e-8)
    assert events["pair_lost"] == pytest.approx(((math.pi + 1) / 3,), rel=1e-8)
    events = rotating(1.0)
    assert events["pair_lost"] == pytest.approx(((math.pi - 1) / 3,), rel=1e-8)
    assert events["pair_born"] == pytest.approx(((2 * math.pi - 1) / 3,), rel=1e-8)


def test_a_pair_that_rises_from_exactly_zero_is_born_at_once() -> None:
    events = rotating(0.0)
    assert events["pair_born"] == pytest.approx((0.0, 2 * math.pi / 3), abs=1e-8)
    assert events["pair_lost"] == pytest.approx((math.pi / 3,), rel=1e-8)


def test_two_real_eigenvalues_that_leave_exactly_zero_are_no_lost_pair() -> None:
    events = rotating(math.pi)
    assert events["pair_born"] == pytest.approx((math.pi / 3,), rel=1e-8)
    assert events["pair_lost"] == pytest.approx((2 * math.pi / 3,), rel=1e-8)


def test_a_system_without_the_observable_has_no_pair_events() -> None:
    events = integrate(load(DECAY), {"y": 1.0}, {}, [1.0]).events
    assert dict(events) == {"learnt": (), "unstable": ()}


@settings(deadline=None, max_examples=25)
@given(st.floats(0.05, 3.0), st.floats(1e-4, 0.5), st.sampled_from(METHODS))
def test_a_pair_that_lives_within_one_step_is_seen(middle: float, half: float, method: Method) -> None:
    """ω² = half² − (s − middle)² is above 0 for a time much shorter than the steps of a solver without a task."""
    bump = two_observables(f"{half!r}**2 - (t - {middle!r})**2")
    system = hand_written("1.0", "(0.0,)", state="t", loss=bump)
    events = integrate(system, {}, {}, [0.0, 10.0], method=method).events
    assume(abs(middle - half) > 1e-6)
    if middle > half:
        assert events["pair_born"] == pytest.approx((middle - half,), abs=1e-7)
    else:
        assert events["pair_born"] == ()
    assert events["pair_lost"] == pytest.approx((middle + half,), abs=1e-7)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 5), st.sampled_from([-1.0, 1.0]), st.floats(1e-3, 1e3), st.sampled_from(METHODS))
def test_the_sign_of_a_start_on_the_surface_is_that_of_what_follows(
    power: int, way: float, size: float, method: Method
) -> None:
    """ω² = ± size · sᵏ: however flat, it rises from the start, or there is no pair."""
    system = hand_written("1.0", "(0.0,)", state="t", loss=two_observables(f"{way * size!r}*t**{power}"))
    events = integrate(system, {}, {}, [0.0, 3.0], method=method).events
    assert events["pair_born"] == ((0.0,) if way > 0 else ())
    assert events["pair_lost"] == ()


@settings(deadline=None, max_examples=5)
@given(st.floats(0.3, 3.0), st.floats(0.1, 1.5), st.floats(0.1, 1.2), st.floats(-0.9, 0.9), st.floats(-1.5, 1.5))
def test_events_are_the_same_by_every_method(
    omega: float, c_star: float, size: float, overlap: float, phase: float
) -> None:
    """From W(0) = 0, which is on the surface ω² = 0 of every pair."""
    start = reflected(size, overlap)
    target = {"c_star": c_star, "omega_star": omega, "phase": phase}
    found = [integrate(conjugate_pair, start, target, [0.0, 20.0], method=method).events for method in METHODS]
    for other in found[1:]:
        for name, at in found[0].items():
            assert other[name] == pytest.approx(at, rel=1e-5, abs=1e-7), name


@pytest.mark.parametrize("method", METHODS)
def test_a_short_pair_at_small_weights_is_seen_by_every_method(method: Method) -> None:
    target = {"c_star": 1.5, "omega_star": 10.0, "phase": math.pi / 2}
    events = integrate(conjugate_pair, {"alpha": 0.28, "beta": 0.28}, target, [0.0, 50.0], method=method).events
    assert events["pair_born"] == pytest.approx((0.84101461,), rel=1e-7)
    assert events["pair_lost"] == pytest.approx((1.27269664,), rel=1e-7)


@settings(deadline=None, max_examples=200)
@given(st.floats(0.01, 10), st.floats(-3, 3), st.floats(-2, 2), st.floats(0.01, 10))
def test_a_parabola_is_said_to_turn_if_and_only_if_it_has_two_zeros_within(
    step: float, middle: float, least: float, bend: float
) -> None:
    def value(s: float) -> float:
        return least + bend * (s - middle) ** 2

    def slope(s: float) -> float:
        return 2 * bend * (s - middle)

    assume(min(abs(value(0)), abs(value(step)), abs(least), abs(middle), abs(middle - step)) > 1e-6)
    inside = least < 0 and 0 < middle < step and value(0) > 0 and value(step) > 0
    asked = turns(step, value(0), value(step), slope(0), slope(step))
    assert asked or not inside
    if inside:
        where, depth = turning_point(0.0, step, 1.0, value)
        assert where == pytest.approx(middle, abs=1e-5)
        assert depth == pytest.approx(least, abs=1e-9)
        first = zero(0.0, where, value(0), depth, value)
        assert first == pytest.approx(middle - math.sqrt(-least / bend), abs=1e-9)
    # Tangents of what bends one way only lie beneath it.
    if asked:
        assert 0 < middle < step


# --- outcomes


def test_every_outcome_says_what_happened_and_what_to_do() -> None:
    assert len({outcome.meaning for outcome in Outcome}) == len(Outcome)
    assert all(outcome.meaning.endswith(".") and outcome.advice.endswith(".") for outcome in Outcome)


def test_unfinished_while_the_loss_is_still_falling() -> None:
    assert integrate(load(DECAY), {"y": 1.0}, {}, [1.0]).outcome is Outcome.UNFINISHED
    plateau = integrate(load(REAL_OUTLIER), {"a": 1e-5, "b": 1e-5}, {"c_star": 0.1}, [0.0, 1.0])
    assert plateau.outcome is Outcome.UNFINISHED


@pytest.mark.parametrize("method", [Method.LSODA, Method.RADAU])
def test_stalled_at_the_best_that_the_recurrent_weights_can_do(method: Method) -> None:
    """Only W trained, gain A < 4: the flow comes to rest at c = c* √A/(2 − √A), above the threshold."""
    gain, t = 0.49, 0.3
    found = integrate(
        load(REAL_OUTLIER), {"a": gain, "b": 1.0}, {"c_star": t, "eta_u": 0, "eta_v": 0}, [0, 400.0], method=method
    )
    assert found.outcome is Outcome.STALLED
    assert found["c"][-1] == pytest.approx(t * math.sqrt(gain) / (2 - math.sqrt(gain)), rel=1e-8)


def test_stalled_at_the_saddle_that_negative_gain_runs_into() -> None:
    """From a = −b the gain grows towards 0: u and v vanish, and nothing is learnt."""
    found = integrate(load(REAL_OUTLIER), {"a": 0.1, "b": -0.1}, {"c_star": 0.3}, [0.0, 40.0])
    assert found.outcome is Outcome.STALLED
    assert abs(found["gain"][-1]) < 1e-15


@pytest.mark.parametrize("method", [Method.LSODA, Method.RADAU])
def test_what_has_been_learnt_is_held(method: Method) -> None:
    """A stiff pair: once learnt, all that is left to follow is the rounding of the rates."""
    start, target = {"alpha": 0.01, "beta": 0.008}, {"c_star": 0.005, "omega_star": 0.3}
    found = integrate(conjugate_pair, start, target, np.linspace(0, 5000, 11), method=method, max_evaluations=30_000)
    assert found.outcome is Outcome.LEARNT
    assert found.times.size == 11
    assert found["c"][1:] == pytest.approx([0.005] * 10, rel=1e-7)
    assert found["omega_squared"][1:] == pytest.approx([0.09] * 10, rel=1e-7)


def test_a_variable_that_vanishes_is_not_chased_for_ever() -> None:
    """β starts at 1e-8 and comes back to 0, where the rounding of its rate is far above the accuracy asked for."""
    start, target = {"alpha": 1e-8, "beta": 1e-8}, {"c_star": 0.3, "omega_star": 2.0}
    found = integrate(conjugate_pair, start, target, [0.0, 600.0, 1e5], atol=1e-26, max_evaluations=20_000)
    assert found.outcome is Outcome.LEARNT and found.times.size == 3
    assert found["c"][1:] == pytest.approx([0.3, 0.3], rel=1e-8)


@pytest.mark.parametrize("until", [1e6, 1e100])
@pytest.mark.parametrize("method", METHODS)
def test_times_of_any_size(until: float, method: Method) -> None:
    found = integrate(
        load(REAL_OUTLIER), {"a": 0.1, "b": 0.1}, {"c_star": 0.1}, [0.0, until], method=method, max_evaluations=20_000
    )
    assert found.outcome is Outcome.LEARNT
    assert found["c"][-1] == pytest.approx(0.1, rel=1e-8)
    assert found.solver.evaluations < 20_000


def test_a_flow_that_never_rests_is_not_held() -> None:
    """A rotation whose steps are too short to be seen, beside a variable that rests."""
    system = hand_written("-3*y, 3*x, -z", "(0, -3, 0), (3, 0, 0), (0, 0, -1)", state="x y z", loss=two_observables())
    found = integrate(system, {"x": 1.0, "z": 1.0}, {}, [0.0, 50.0], rtol=1e-4, atol=1e-2)
    assert found["x"][-1] == pytest.approx(math.cos(150), abs=0.03)


@settings(deadline=None, max_examples=40)
@given(st.floats(-9, -1), st.floats(-6, 6), st.floats(-14, 1))
def test_only_attracting_points_of_rest_are_settled(decay: float, growth: float, distance: float) -> None:
    """x' = −10^decay x, y' = growth · y: settled at y = 0 exactly, or where y decays; and x is near enough to 0."""
    rate, away = 10.0**decay, 10.0**distance
    system = hand_written(
        f"-{rate!r}*x, {growth!r}*y", f"(-{rate!r}, 0), (0, {growth!r})", state="x y", loss=two_observables()
    )
    near = away <= 1e-6
    assert settled(system, [away, 0.0], (), [1e-6, 1e-6]) == near
    assume(abs(growth) > 1e-3 and abs(growth) < 1e9 * rate)
    assert settled(system, [away, 1e-9], (), [1e-6, 1e-6]) == (near and growth < 0)


@pytest.mark.parametrize("method", METHODS)
def test_a_solution_that_blows_up_is_told(method: Method) -> None:
    """y' = y² from 1 is 1/(1 − s): nothing exists beyond s = 1."""
    system = hand_written("y**2", "(2*y,)", state="y", loss=two_observables())
    found = integrate(system, {"y": 1.0}, {}, [0.0, 0.5, 0.9, 1.5], method=method, max_evaluations=20_000)
    assert found.outcome is Outcome.SOLVER_FAILED
    assert found.times.tolist()[:2] == [0.0, 0.5]
    assert found.times[-1] < 1
    assert found["y"] == pytest.approx(1 / (1 - found.times), rel=1e-6)
    assert found.solver.message
    assert not found.outcome.complete


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("wall", ["1/(x - x)", "(1e308 - x) * 1e308 - (1e308 - x) * 1e308"])
def test_rates_that_cease_to_exist_are_told(wall: str, method: Method) -> None:
    """Beyond x = 1 the rates are singular, or NaN, which LSODA by itself would take for a result."""
    system = hand_written(f"1.0 if x < 1 else {wall}", "(0.0,)", state="x", loss=two_observables())
    found = integrate(system, {}, {}, [0.0, 0.5, 2.0], method=method)
    assert found.outcome is Outcome.SOLVER_FAILED
    assert found.times.tolist()[0] == 0.0
    assert 2.0 not in found.times
    assert np.all(np.isfinite(found["x"]))
    assert "close to s = " in found.solver.message


def test_a_singular_jacobian_is_told() -> None:
    system = hand_written("-1e3*x", "(-1e3 if x == 0 else -1e3/(x - x),)", state="x", loss=two_observables())
    found = integrate(system, {"x": 1.0}, {}, [0.0, 1.0], method=Method.RADAU)
    assert found.outcome is Outcome.SOLVER_FAILED
    assert "Jacobian is singular" in found.solver.message


def test_an_endless_integration_is_given_up() -> None:
    system, initial, parameters, _, _ = stiff()
    found = integrate(system, initial, parameters, [0.0, 5.0], method=Method.DOP853, max_evaluations=2000)
    assert found.outcome is Outcome.SOLVER_FAILED
    assert "gave up after 2000 evaluations" in found.solver.message
    assert found.times.tolist() == [0.0]
    assert found.solver.evaluations == 2001


def test_the_inputs_are_left_alone() -> None:
    initial, parameters, times = {"y": 1.0}, {"k": 2.0}, np.array([0.0, 1.0])
    found = integrate(load(DECAY), initial, parameters, times)
    times[0] = 0.5
    parameters["k"] = 3.0
    initial["y"] = 4.0
    assert found.times.tolist() == [0.0, 1.0]
    assert dict(found.parameters) == {"k": 2.0}
    assert dict(found.initial) == {"y": 1.0}
    with pytest.raises(UnknownNameError):
        found["k"]
