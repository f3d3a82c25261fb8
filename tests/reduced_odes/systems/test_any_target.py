"""Outliers of any number, targets of any order: against the generated system, other equations, their own laws."""

import copy
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.linalg import block_diag, expm, solve_continuous_lyapunov

from reduced_odes import (
    InputError,
    Outcome,
    SaddleError,
    UnknownNameError,
    UnstableNetworkError,
    integrate,
    load_trajectory,
    plot,
    rank_two,
    real_outlier,
)
from reduced_odes.systems.any_target import HIGHEST_RANK, TargetFilter, outlier_system, target_of

THIRD = TargetFilter.from_poles([-0.4 + 1.7j, -0.4 - 1.7j, -0.15], [0.5, 0.5, 1.0])
FOURTH = TargetFilter.from_poles(
    [-0.4 + 1.7j, -0.2 - 0.6j, -0.4 - 1.7j, -0.2 + 0.6j], [0.5 + 0.1j, 0.8j, 0.5 - 0.1j, -0.8j]
)
ALPHA = TargetFilter([[-1.0, 1.0], [0.0, -1.0]], [0.0, 1.0], [1.0, 0.0])
"""t e^{−t}: no diagonal form."""
RATES = {"eta_W": 0.7, "eta_u": 1.3, "eta_v": 0.4}
CASES = [(TargetFilter.integrator(0.3), 1), (ALPHA, 2), (THIRD, 1), (THIRD, 2), (THIRD, 3), (FOURTH, 4)]
IDS = [f"order {target.order}, rank {rank}" for target, rank in CASES]


def some_state(rank, seed=0, size=0.3):
    return size * np.random.default_rng(seed).standard_normal(rank * (rank + 2))


def parts(state, rank):
    return state[: rank * rank].reshape(rank, rank), state[rank * rank : -rank], state[-rank:]


def error_system(state, rank, target):
    """Network and target side by side, output f − f*: one Lyapunov equation of d + K dimensions instead of four."""
    W, u, v = parts(state, rank)
    return block_diag(W - np.eye(rank), target.A), np.append(u, target.b), np.append(v, -target.c)


@given(
    st.integers(0, 10**6), st.floats(0.05, 3.0), st.floats(0.0, 4.0), st.floats(-3.0, 3.0), st.floats(0.0, 2.0)
)  # fmt: skip
def test_at_rank_two_it_is_the_generated_system(seed, c_star, omega_star, phase, eta_W):
    system = outlier_system(TargetFilter.damped_oscillator(c_star, omega_star, phase), 2)
    state = some_state(2, seed)
    rates = {**RATES, "eta_W": eta_W}
    parameters = {"c_star": c_star, "omega_star": omega_star, "phase": phase, **rates}
    if np.any(rank_two.stability(state, parameters) <= 0.02):
        return
    scale = 1.0 + np.abs(rank_two.jacobian(state, parameters)).max()
    np.testing.assert_allclose(system.rhs(state, rates), rank_two.rhs(state, parameters), rtol=0, atol=1e-12 * scale)
    np.testing.assert_allclose(
        system.jacobian(state, rates), rank_two.jacobian(state, parameters), rtol=0, atol=1e-12 * scale
    )
    for mine, other in ((system.observe, rank_two.observe), (system.conserve, rank_two.conserve)):
        found, expected = mine(state, rates), other(state, parameters)
        assert found.keys() == expected.keys()
        for name in expected:
            assert found[name] == pytest.approx(expected[name], rel=1e-12, abs=1e-12 * scale), name
    assert system.target_power(rates) == pytest.approx(rank_two.target_power(parameters), rel=1e-12)


def test_its_names_are_those_of_rank_two():
    system = outlier_system(TargetFilter.damped_oscillator(0.3, 2.0), 2)
    for attribute in ("state", "origin", "observables", "invariants"):
        assert getattr(system, attribute) == getattr(rank_two, attribute)
    assert system.parameters[-3:] == rank_two.parameters[-3:]


def test_one_outlier_is_the_real_outlier():
    system, c_star = outlier_system(TargetFilter.integrator(0.3), 1), 0.3
    a, b, c = 0.4, 0.7, 0.6
    found = system.rhs([1 - c, a, b], RATES)
    da, db, dc = real_outlier.rhs([a, b, c], {"c_star": c_star, **RATES})
    np.testing.assert_allclose(found, [-dc, da, db], rtol=1e-13)
    assert system.observe([1 - c, a, b], RATES)["c"] == pytest.approx(c)


@pytest.mark.parametrize(("target", "rank"), CASES, ids=IDS)
def test_loss_is_the_integral(target, rank):
    system, state = outlier_system(target, rank), some_state(rank, 1)
    A, b, c = error_system(state, rank, target)
    half, _ = quad(lambda t: 0.5 * (c @ expm(A * t) @ b) ** 2, 0.0, 150.0, limit=400, epsabs=1e-11)
    assert system.observe(state, {})["loss"] == pytest.approx(half, abs=1e-9)
    power, _ = quad(lambda t: 0.5 * (target.c @ expm(target.A * t) @ target.b) ** 2, 0.0, 150.0, limit=400)
    assert system.target_power({}) == pytest.approx(power, rel=1e-8)


@pytest.mark.parametrize(("target", "rank"), CASES, ids=IDS)
def test_flow_is_the_gradient_of_the_error_system(target, rank):
    """∂L/∂M = Q P of the error system, in the block of the network."""
    state = some_state(rank, 2)
    A, b, c = error_system(state, rank, target)
    P = solve_continuous_lyapunov(A, -np.outer(b, b))
    Q = solve_continuous_lyapunov(A.T, -np.outer(c, c))
    own = slice(rank)
    gradient = [(Q @ P)[own, own].ravel(), (Q @ b)[own], (P @ c)[own]]
    expected = np.concatenate([-rate * g for rate, g in zip(RATES.values(), gradient, strict=True)])
    found = outlier_system(target, rank).rhs(state, RATES)
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(("target", "rank"), CASES, ids=IDS)
def test_jacobian_is_the_limit_of_differences(target, rank):
    """Central differences approach it with the second order of their step."""
    system, state = outlier_system(target, rank), some_state(rank, 3)
    exact = system.jacobian(state, RATES)
    errors = []
    for h in (4e-3, 2e-3, 1e-3):
        shifts = h * np.eye(state.size)
        ahead, behind = (system.rhs(state[:, None] + side * shifts, RATES) for side in (1.0, -1.0))
        errors.append(np.abs((ahead - behind) / (2 * h) - exact).max())
    assert errors[-1] < 1e-4 * np.abs(exact).max()
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    np.testing.assert_allclose(orders, 2.0, atol=0.05)


@given(st.integers(0, 10**6), st.sampled_from([1, 2, 3, 4]))
def test_jacobian_of_a_gradient_flow_is_symmetric(seed, rank):
    jacobian = outlier_system(FOURTH, rank).jacobian(some_state(rank, seed, 0.2), {})
    np.testing.assert_allclose(jacobian, jacobian.T, rtol=0, atol=1e-12 * np.abs(jacobian).max())


@given(st.integers(0, 10**6), st.sampled_from([2, 3, 4]))
def test_the_frame_does_not_matter(seed, rank):
    """Turning the frame turns the rates of change; loss, gain and eigenvalues stay."""
    system, state = outlier_system(FOURTH, rank), some_state(rank, seed, 0.2)
    turn = np.linalg.qr(np.random.default_rng(seed + 1).standard_normal((rank, rank)))[0]

    def turned(x):
        W, u, v = parts(x, rank)
        return np.concatenate([(turn @ W @ turn.T).ravel(), turn @ u, turn @ v])

    np.testing.assert_allclose(
        system.rhs(turned(state), RATES), turned(system.rhs(state, RATES)), rtol=1e-9, atol=1e-12
    )
    before, after = system.observe(state, {}), system.observe(turned(state), {})
    for name in system.observables:
        assert after[name] == pytest.approx(before[name], rel=1e-6, abs=1e-7), name


@given(st.integers(0, 10**6), st.sampled_from([1, 2, 3, 4]))
def test_the_flow_conserves_its_invariants(seed, rank):
    """They are quadratic, so that a central difference along the flow has no error but rounding."""
    system, state = outlier_system(FOURTH, rank), some_state(rank, seed, 0.2)
    flow = system.rhs(state, RATES)
    h = 0.1 / max(1.0, float(np.abs(flow).max()))
    ahead, behind = system.conserve(state + h * flow, RATES), system.conserve(state - h * flow, RATES)
    assert len(ahead) == rank * (rank + 1) // 2
    for name in ahead:
        assert (ahead[name] - behind[name]) / (2 * h) == pytest.approx(0.0, abs=1e-12 * (1 + np.abs(flow).max()))


def test_stability_is_the_sign_of_the_eigenvalues():
    seen = set()
    for seed in range(100):
        state = some_state(3, seed, 0.6)
        W, _, _ = parts(state, 3)
        stable = bool(np.all(np.linalg.eigvals(W - np.eye(3)).real < 0))
        assert bool(np.all(outlier_system(THIRD, 3).stability(state, {}) > 0)) == stable
        seen.add(stable)
    assert seen == {True, False}


def test_observables_of_three_outliers_are_the_eigenvalues():
    state = np.concatenate([[0.4, -1.2, 0.0, 1.2, 0.4, 0.0, 0.0, 0.0, 0.7], np.ones(6)])
    observed = outlier_system(THIRD, 3).observe(state, {})
    found = [(observed[f"decay_{k}"], observed[f"omega_{k}"]) for k in (1, 2, 3)]
    np.testing.assert_allclose(found, [(0.3, 0.0), (0.6, 1.2), (0.6, -1.2)], atol=1e-14)
    assert observed["gain"] == pytest.approx(3.0)


@pytest.mark.parametrize(("target", "rank"), CASES, ids=IDS)
def test_many_states_at_once_are_one_after_another(target, rank):
    system = outlier_system(target, rank)
    states = np.stack([some_state(rank, seed, 0.2) for seed in range(6)], axis=1).reshape(-1, 2, 3)
    together = system.rhs(states, RATES), system.jacobian(states, RATES), system.stability(states, RATES)
    observed, conserved = system.observe(states, RATES), system.conserve(states, RATES)
    for i, j in np.ndindex(2, 3):
        one = states[:, i, j]
        np.testing.assert_allclose(together[0][:, i, j], system.rhs(one, RATES), rtol=1e-13, atol=1e-15)
        np.testing.assert_allclose(together[1][:, :, i, j], system.jacobian(one, RATES), rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(together[2][:, i, j], system.stability(one, RATES), rtol=1e-13)
        for many, single in ((observed, system.observe(one, RATES)), (conserved, system.conserve(one, RATES))):
            for name, value in single.items():
                assert many[name][i, j] == pytest.approx(value, rel=1e-12, abs=1e-14)


def test_singular_equations_give_nan_and_leave_the_others_alone():
    system = outlier_system(THIRD, 2)
    good, singular = some_state(2), np.array([1.0, 0, 0, 0, 0.1, 0.1, 0.1, 0.1])
    rates = system.rhs(np.stack([good, singular], axis=1), {})
    assert np.all(np.isnan(rates[:, 1]))
    np.testing.assert_allclose(rates[:, 0], system.rhs(good, {}), rtol=1e-13)
    assert np.all(np.isnan(system.stability(np.full(8, np.nan), {})))


# --- learning


def test_a_damped_oscillator_is_learnt_as_by_rank_two():
    times, initial = np.linspace(0, 100, 21), {"u1": 0.4, "v1": 0.1, "v2": 0.3}
    mine = integrate(outlier_system(TargetFilter.damped_oscillator(0.3, 2.0, 0.4), 2), initial, {}, times)
    generated = integrate(rank_two, initial, {"c_star": 0.3, "omega_star": 2.0, "phase": 0.4}, times)
    for name in rank_two.state + rank_two.observables:
        np.testing.assert_allclose(mine[name], generated[name], rtol=1e-7, atol=1e-9)
    assert mine.outcome is generated.outcome is Outcome.LEARNT
    assert mine.events.keys() == generated.events.keys()
    for event, at in generated.events.items():
        assert mine.events[event] == pytest.approx(at, rel=1e-6)


def test_two_outliers_learn_a_filter_without_diagonal_form():
    learnt = integrate(outlier_system(ALPHA, 2), {"u1": 0.4, "v2": 0.4}, {}, [0, 500, 1000], learnt=1e-5)
    assert learnt.outcome is Outcome.LEARNT
    assert learnt["loss"][0] == pytest.approx(1 / 8, rel=1e-12)
    # The pair closes in on the double pole: ω² → 0 and c → 1.
    assert 0 < learnt["omega_squared"][2] < learnt["omega_squared"][1] / 4
    assert 0 < 1 - learnt["c"][2] < (1 - learnt["c"][1]) / 4


def test_too_few_outliers_stall():
    ended = integrate(outlier_system(THIRD, 1), {"u1": 0.4, "v1": 0.4}, {}, [0, 400])
    assert ended.outcome is Outcome.STALLED and ended["loss"][-1] > 0.1
    assert ended.events == {"learnt": (), "unstable": ()}


def test_a_trajectory_brings_its_target_along(tmp_path):
    system = outlier_system(THIRD, 2)
    trajectory = integrate(system, {"u1": 0.4, "v2": 0.3}, {"eta_W": 0.5}, [0, 1, 5])
    read = load_trajectory(trajectory.save(tmp_path / "any.npz"))
    target = target_of(read.parameters)
    for name in ("A", "b", "c"):
        np.testing.assert_array_equal(getattr(target, name), getattr(THIRD, name))
    again = outlier_system(target, 2)
    assert read.system == again.name == "any_target" and read.hash == again.hash != outlier_system(THIRD, 3).hash
    repeated = integrate(again, read.initial, read.parameters, read.times)
    np.testing.assert_array_equal(repeated["loss"], trajectory["loss"])
    record = trajectory.as_record()
    assert record["parameters"]["A_star_33"] == -0.15 and record["parameters"]["eta_W"] == 0.5


def test_the_target_is_a_parameter_like_any_other():
    """Another decay rate, given as a parameter, is another target."""
    slow = outlier_system(TargetFilter.integrator(0.2), 1).rhs([0.1, 0.3, 0.4], {})
    changed = outlier_system(TargetFilter.integrator(0.9), 1).rhs([0.1, 0.3, 0.4], {"A_star_11": -0.2})
    np.testing.assert_array_equal(changed, slow)
    with pytest.raises(InputError, match="no finite loss"):
        integrate(outlier_system(THIRD, 1), {"u1": 0.1, "v1": 0.1}, {"A_star_33": 0.1}, [0, 1])


def test_a_system_travels_between_processes():
    system = outlier_system(THIRD, 3)
    for other in (pickle.loads(pickle.dumps(system.formulas)), copy.deepcopy(system.formulas)):
        values = system.parameter_values({})
        assert other.rhs(list(some_state(3)), values) == system.formulas.rhs(list(some_state(3)), values)


@pytest.mark.parametrize(("target", "rank", "labels"), [(THIRD, 1, {"c"}), (THIRD, 3, {"c₁", "c₂", "c₃"})])
def test_a_figure_shows_every_outlier_and_the_target(target, rank, labels):
    figure = plot(integrate(outlier_system(target, rank), {"u1": 0.4, "v1": 0.2}, {}, np.linspace(0, 30, 31)))
    bottom = figure.axes[2]
    assert labels | {"target"} <= set(bottom.get_legend_handles_labels()[1])
    marks = [line.get_ydata()[0] for line in bottom.lines if line.get_marker() == "o"]
    for decay in (0.4, 0.15):
        assert any(mark == pytest.approx(decay) for mark in marks)
    assert "poles −0.4 ± 1.7i, −0.15" in figure.get_suptitle() and "A_star" not in figure.get_suptitle()


def test_names_stay_different_at_every_order_and_rank():
    target = TargetFilter(-np.diag(np.arange(1.0, 13.0)), np.ones(12), np.ones(12))
    for rank in (1, 2, HIGHEST_RANK):
        system = outlier_system(target, rank)
        names = (*system.parameters, *system.state, *system.observables, *system.invariants)
        assert len(set(names)) == len(names)
        assert len(system.state) == rank * (rank + 2) and len(system.parameters) == 12 * 14 + 3
    assert np.isfinite(system.rhs(some_state(HIGHEST_RANK, 0, 0.05), {})).all()


# --- targets by their poles


@st.composite
def modal_filters(draw):
    """Distinct stable poles with residues, closed under conjugation, in any order."""
    decays = draw(st.lists(st.integers(1, 40), min_size=1, max_size=3, unique=True))
    poles, residues = [], []
    for k, tenths in enumerate(decays):
        omega = draw(st.sampled_from([0.0, 0.3, 2.5])) if k < 2 else 0.0
        size = complex(draw(st.floats(0.1, 2.0)), draw(st.floats(-2.0, 2.0)) if omega else 0.0)
        pole = complex(-tenths / 10, omega)
        poles += [pole, pole.conjugate()] if omega else [pole]
        residues += [size, size.conjugate()] if omega else [size]
    order = draw(st.permutations(range(len(poles))))
    return [poles[i] for i in order], [residues[i] for i in order]


@given(modal_filters())
def test_poles_and_residues_make_the_filter(modal):
    poles, residues = (np.array(x) for x in modal)
    target = TargetFilter.from_poles(*modal)
    assert target.order == poles.size and target.A.dtype == float
    for t in (0.0, 0.3, 2.0):
        expected = np.sum(residues * np.exp(poles * t))
        assert abs(expected.imag) < 1e-12
        assert target.c @ expm(target.A * t) @ target.b == pytest.approx(expected.real, abs=1e-12)
    distances = np.abs(target.poles()[:, None] - poles)
    assert max(distances.min(axis=0).max(), distances.min(axis=1).max()) < 1e-12


def test_an_oscillator_by_its_poles():
    by_poles = TargetFilter.from_poles([-0.3 + 2j, -0.3 - 2j], [0.5, 0.5])
    found = outlier_system(by_poles, 2).rhs(some_state(2), {})
    np.testing.assert_allclose(found, rank_two.rhs(some_state(2), {"c_star": 0.3, "omega_star": 2.0}), rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: TargetFilter.from_poles([-1 + 1j], [1]), "-1+1j is there without -1-1j"),
        (lambda: TargetFilter.from_poles([-1 + 1j, -1 - 1.1j], [1, 1]), "not closed under conjugation"),
        (lambda: TargetFilter.from_poles([-1 + 1j, -1 - 1j], [1j, 1j]), "give conjugate residues"),
        (lambda: TargetFilter.from_poles([-1, -2], [1j, 1]), "residue 0+1j of the real pole -1"),
        (lambda: TargetFilter.from_poles([-1, 0.5], [1, 1]), "pole 0.5 is not in the open left half plane"),
        (lambda: TargetFilter.from_poles([0], [1]), "pole 0 is not in the open left half plane"),
        (lambda: TargetFilter.from_poles([2j, -2j], [1, 1]), "0+2j is not in the open left half plane"),
        (lambda: TargetFilter.from_poles([-1, -1], [1, 1]), "pole -1 is given twice"),
        (lambda: TargetFilter.from_poles([-1 + 1j, -1 - 1j] * 2, [1, 1, 1, 1]), "is given twice"),
        (lambda: TargetFilter.from_poles([-1, -2], [1]), "have 2 and 1 entries; give as many of each"),
        (lambda: TargetFilter.from_poles([], []), "have 0 and 0 entries"),
        (lambda: TargetFilter.from_poles([-1, -2], [0, 0]), "residues are all 0"),
        (lambda: TargetFilter.from_poles([complex("nan")], [1]), "poles must be a sequence of finite numbers"),
        (lambda: TargetFilter.from_poles([-1], [math.inf]), "residues must be a sequence of finite numbers"),
        (lambda: TargetFilter.from_poles(["x"], [1]), "poles must be a sequence of finite numbers"),
        (lambda: TargetFilter.from_poles([[-1]], [[1]]), "poles must be a sequence of finite numbers"),
        (lambda: outlier_system(THIRD, 0), "rank must be an integer greater than 0, but is 0"),
        (lambda: outlier_system(THIRD, True), "rank must be an integer"),
        (lambda: outlier_system(THIRD, 2.0), "rank must be an integer"),
        (lambda: outlier_system(THIRD, 4), "rank must be at most 3, but is 4; a target of order 3 has no use"),
        (lambda: outlier_system(TargetFilter.integrator(1.0), 3), "rank must be at most 2"),
        (lambda: outlier_system("integrator", 1), "target must be a TargetFilter, but is 'integrator'"),
        (lambda: target_of({"eta_W": 1.0}), "b_star_1 is missing"),
        (lambda: target_of({"b_star_1": 1.0}), "A_star_11, c_star_1 is missing"),
        (lambda: target_of({"A_star_11": 1.0, "b_star_1": 1.0, "c_star_1": 1.0}), "never decays"),
        (lambda: outlier_system(THIRD, 2).rhs(np.zeros(7), {}), "must have the length 8"),
    ],
)
def test_bad_input_in_one_sentence(call, message):
    with pytest.raises(InputError) as caught:
        call()
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_a_high_rank_is_refused_whatever_the_order():
    target = TargetFilter(-np.diag(np.arange(1.0, 13.0)), np.ones(12), np.ones(12))
    with pytest.raises(InputError, match=f"rank must be at most {HIGHEST_RANK}, but is 10"):
        outlier_system(target, 10)


def test_bad_starts_are_refused_as_for_any_system():
    system = outlier_system(THIRD, 2)
    with pytest.raises(SaddleError, match="nothing will ever be learnt"):
        integrate(system, {}, {}, [0, 1])
    with pytest.raises(UnstableNetworkError, match=r"w11 = 1\.5"):
        integrate(system, {"w11": 1.5, "u1": 0.1, "v1": 0.1}, {}, [0, 1])
    with pytest.raises(UnstableNetworkError):
        integrate(system, {"w11": 1.0, "u1": 0.1, "v1": 0.1}, {}, [0, 1])
    with pytest.raises(UnknownNameError, match="did you mean 'w11'"):
        integrate(system, {"w111": 1.5}, {}, [0, 1])
    with pytest.raises(UnknownNameError, match="A_star_11"):
        integrate(system, {"u1": 0.1}, {"A_star_1": 1.0}, [0, 1])
    with pytest.raises(InputError, match="eta_W must be 0 or greater"):
        integrate(system, {"u1": 0.1}, {"eta_W": -1.0}, [0, 1])
