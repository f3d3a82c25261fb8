"""Modules in the emitted format: what `load` accepts and refuses, and what a system evaluates to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written_systems import DECAY, REAL_OUTLIER

import reduced_odes
from reduced_odes import InputError, ModuleFormatError, ReducedSystem, UnknownNameError, load, shipped


def shipped_systems() -> list[ReducedSystem]:
    return [reduced_odes.shipped_system(name) for name in shipped()]


def some_state(system: ReducedSystem, rng: np.random.Generator) -> np.ndarray:
    """A stable network close to the origin of the weights."""
    return np.array(system.origin) + rng.uniform(-0.3, 0.3, len(system.state))


def some_parameters(system: ReducedSystem, rng: np.random.Generator) -> dict[str, float]:
    return {name: rng.uniform(0.2, 1.5) for name in system.parameters}


def test_load_reads_what_the_module_says() -> None:
    system = load(REAL_OUTLIER)
    assert system.name == "by_hand"
    assert system.state == ("a", "b", "c")
    assert system.origin == (0.0, 0.0, 1.0)
    assert system.parameters == ("c_star", "eta_W", "eta_u", "eta_v")
    assert dict(system.defaults) == {"eta_W": 1.0, "eta_u": 1.0, "eta_v": 1.0}
    assert system.domains["c_star"] == "positive"
    assert system.observables == ("loss", "gain")
    assert system.hash == "fedcba9876543210"
    assert system.source == REAL_OUTLIER


def test_two_loaded_modules_do_not_share_names() -> None:
    first = load(DECAY)
    second = load(DECAY.replace("-parameters[0] * state[0]", "-2 * parameters[0] * state[0]"))
    assert first.rhs([1.0], [1.0]) == -1.0
    assert second.rhs([1.0], [1.0]) == -2.0


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("", "does not define FORMAT"),
        ("FORMAT = 2", "FORMAT 2"),
        (DECAY.replace('NAME = "decay"', ""), "does not define NAME"),
        (DECAY.replace("def rhs", "def other"), "does not define rhs"),
        (DECAY.replace("ORIGIN = (0.0,)", "ORIGIN = (0.0, 1.0)"), "ORIGIN must be a tuple of 1 numbers"),
        (DECAY.replace("ORIGIN = (0.0,)", "ORIGIN = (float('nan'),)"), "ORIGIN must be a tuple of 1 numbers"),
        (DECAY.replace('STATE = ("y",)', 'STATE = ("y y",)'), "STATE must be a tuple of names"),
        (DECAY.replace('{"k": 1.0}', '{"l": 1.0}'), "DEFAULTS"),
        (DECAY.replace('"positive"', '"large"'), "positive, nonnegative"),
        (DECAY.replace('OBSERVABLES = ("loss",)', 'OBSERVABLES = ("y",)'), "'y' twice"),
        (DECAY.replace('OBSERVABLES = ("loss",)', 'OBSERVABLES = ("lost",)'), "no observable 'loss'"),
        (DECAY.replace("return ((-parameters[0],),)", "return ((1, 2),)"), "jacobian does not return 1 entries"),
        (DECAY.replace("return (1.0,)", "return ()"), "cannot be evaluated at its ORIGIN"),
        (DECAY.replace("return 1.0", "return 1 / 0"), "cannot be evaluated at its ORIGIN"),
        ("def rhs(:", "not Python"),
        ("x = 1 / 0", "fails when executed (ZeroDivisionError"),
        ("real_outlier.py", "not a file name"),
    ],
)
def test_load_refuses_other_texts(source: str, says: str) -> None:
    with pytest.raises(ModuleFormatError) as caught:
        load(source)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_load_refuses_what_is_not_text() -> None:
    with pytest.raises(ModuleFormatError, match="text of an emitted module"):
        load(b"FORMAT = 1")  # type: ignore[arg-type]


def test_the_systems_are_shipped_and_lazy() -> None:
    assert shipped() == (
        "conjugate_pair", "overlaps_rank_one", "overlaps_rank_two", "rank_two", "real_outlier", "real_outlier_bulk",
    )  # fmt: skip
    assert reduced_odes.rank_two is reduced_odes.shipped_system("rank_two")
    assert "rank_two" in dir(reduced_odes)
    with pytest.raises(AttributeError, match="shipped systems"):
        _ = reduced_odes.rank_three  # type: ignore[attr-defined]
    with pytest.raises(UnknownNameError, match="did you mean 'rank_two'"):
        reduced_odes.shipped_system("rank_too")


def test_a_shipped_module_loads_from_its_text() -> None:
    for system in shipped_systems():
        again = load(system.source)
        state = np.array(system.origin) + 0.1
        parameters = [0.5] * len(system.parameters)
        assert again.hash == system.hash
        np.testing.assert_array_equal(again.jacobian(state, parameters), system.jacobian(state, parameters))


def test_arrays_are_broadcast_entry_by_entry() -> None:
    rng = np.random.default_rng(1)
    for system in [load(DECAY), load(REAL_OUTLIER), *shipped_systems()]:
        n, parameters = len(system.state), some_parameters(system, rng)
        states = np.stack([some_state(system, rng) for _ in range(6)], axis=1).reshape(n, 2, 3)
        assert system.rhs(states, parameters).shape == (n, 2, 3)
        assert system.jacobian(states, parameters).shape == (n, n, 2, 3)
        assert system.stability(states, parameters).shape[1:] == (2, 3)
        for at in np.ndindex(2, 3):
            one = states[(slice(None), *at)]
            np.testing.assert_allclose(
                system.rhs(states, parameters)[(slice(None), *at)], system.rhs(one, parameters), rtol=1e-14
            )
            np.testing.assert_allclose(
                system.jacobian(states, parameters)[(slice(None), slice(None), *at)],
                system.jacobian(one, parameters),
                rtol=1e-13,
                atol=1e-14,
            )
            for name, values in system.observe(states, parameters).items():
                np.testing.assert_allclose(values[at], system.observe(one, parameters)[name], rtol=1e-14)
            for name, values in system.conserve(states, parameters).items():
                np.testing.assert_allclose(values[at], system.conserve(one, parameters)[name], rtol=1e-14)


def test_jacobian_is_the_derivative_of_the_rates() -> None:
    rng = np.random.default_rng(2)
    for system in [load(DECAY), load(REAL_OUTLIER), *shipped_systems()]:
        state, parameters = some_state(system, rng), some_parameters(system, rng)
        step = 1e-5 * np.eye(len(state))
        ahead, behind = system.rhs(state[:, None] + step, parameters), system.rhs(state[:, None] - step, parameters)
        np.testing.assert_allclose(system.jacobian(state, parameters), (ahead - behind) / 2e-5, rtol=1e-8, atol=1e-8)


def test_singular_states_are_infinite_not_an_error() -> None:
    system = reduced_odes.real_outlier
    assert np.isinf(system.observe([1.0, 1.0, 0.0], {"c_star": 0.1})["loss"])
    assert not np.all(np.isfinite(system.rhs([1.0, 1.0, 0.0], {"c_star": 0.1})))


def test_parameters_by_name_or_in_order() -> None:
    system = reduced_odes.real_outlier
    assert system.parameter_values({"c_star": 0.1}) == (0.1, 1.0, 1.0, 1.0)
    assert system.parameter_values((0.1, 1, 2, 3)) == (0.1, 1.0, 2.0, 3.0)
    assert system.parameter_values(np.array([0.1, 1, 2, 3])) == (0.1, 1.0, 2.0, 3.0)
    assert system.target_power({"c_star": 0.1}) == pytest.approx(2.5)


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({}, "parameter c_star of real_outlier has no default"),
        ({"c_star": 0.0}, "c_star must be greater than 0, but is 0"),
        ({"c_star": -0.1}, "c_star must be greater than 0, but is -0.1"),
        ({"c_star": float("nan")}, "c_star must be finite, but is nan"),
        ({"c_star": float("inf")}, "c_star must be finite, but is inf"),
        ({"c_star": 0.1, "eta_W": -1.0}, "eta_W must be 0 or greater, but is -1"),
        ({"c_star": "0.1"}, "c_star must be a number, but is '0.1'"),
        ({"c_star": True}, "c_star must be a number, but is True"),
        ({"c_star": None}, "c_star must be a number, but is None"),
        ({"cstar": 0.1}, "unknown parameter of real_outlier: 'cstar'; did you mean 'c_star'?"),
        ({"C_STAR": 0.1}, "did you mean 'c_star'?"),
        ((0.1, 1.0), "takes 4 parameters (c_star, eta_W, eta_u, eta_v), but 2 are given"),
        ("c_star", "must be a mapping"),
        (3.0, "must be a mapping"),
    ],
)
def test_bad_parameters(parameters: object, says: str) -> None:
    with pytest.raises(InputError) as caught:
        reduced_odes.real_outlier.parameter_values(parameters)  # type: ignore[arg-type]
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("state", [[1.0, 2.0], 1.0, np.ones((2, 3))])
def test_states_of_another_length(state: object) -> None:
    with pytest.raises(InputError, match=r"must have the length 3 \(a, b, c\)"):
        reduced_odes.real_outlier.rhs(state, {"c_star": 0.1})  # type: ignore[arg-type]


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=1, max_size=12))
def test_any_other_name_is_refused_in_one_sentence(name: str) -> None:
    system = reduced_odes.real_outlier
    if name in system.parameters:
        return
    with pytest.raises(UnknownNameError) as caught:
        system.parameter_values({"c_star": 0.1, name: 1.0})
    assert repr(name) in str(caught.value)
    assert "c_star" in str(caught.value)
    assert isinstance(caught.value, KeyError)
