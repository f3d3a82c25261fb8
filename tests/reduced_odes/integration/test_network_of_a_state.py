"""From a state to its network: poles and impulse response, against the target, the observables and other systems."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from reduced_odes import (
    InputError,
    NoNetworkError,
    TargetFilter,
    conjugate_pair,
    integrate,
    outlier_system,
    overlaps_rank_one,
    rank_two,
    real_outlier,
)

T = np.linspace(0.0, 6.0, 13)
PAIR = {"c_star": 0.3, "omega_star": 2.0}


@pytest.mark.parametrize(
    ("system", "start", "parameters", "until"),
    [
        (real_outlier, {"a": 0.2, "b": 0.3}, {"c_star": 0.3}, 40),
        (conjugate_pair, {"alpha": 0.3, "beta": 0.3}, PAIR, 120),
        (rank_two, {"u1": 0.4, "v1": 0.1, "v2": 0.3}, PAIR, 120),
        (outlier_system(TargetFilter.damped_oscillator(0.3, 2.0), 2), {"u1": 0.4, "v1": 0.1, "v2": 0.3}, {}, 120),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_what_is_learnt_is_the_target(system, start, parameters, until):
    learnt = integrate(system, start, parameters, [0, 5, until])
    omega = parameters.get("omega_star", 0.0 if system is real_outlier else 2.0)
    np.testing.assert_allclose(learnt.impulse_response(T), np.exp(-0.3 * T) * np.cos(omega * T), atol=1e-4)
    assert learnt.impulse_response(0.0, s=5) == pytest.approx(learnt["gain"][1], rel=1e-12)
    np.testing.assert_allclose(learnt.poles.mean(axis=1), -learnt["c"], atol=1e-12)
    assert learnt.poles[-1][0] == pytest.approx(-0.3 + 1j * omega, abs=1e-3)
    if "omega_squared" in learnt:
        np.testing.assert_allclose(
            np.prod(learnt.poles, axis=1).real, learnt["c"] ** 2 + learnt["omega_squared"], rtol=1e-9
        )


@settings(max_examples=25)
@given(st.lists(st.floats(-0.4, 0.4), min_size=8, max_size=8))
def test_the_response_is_the_network_s_own(values):
    """Against the differential equation dh/dt = (W − I)h, h(0) = u, solved numerically."""
    state = dict(zip(rank_two.state, values, strict=True))
    state["u1"] += 1.0
    f = integrate(rank_two, state, PAIR, [0.0]).impulse_response(T)
    W = np.array(values[:4]).reshape(2, 2)
    u, v = np.array([state["u1"], state["u2"]]), np.array([state["v1"], state["v2"]])
    h = solve_ivp(lambda _, h: W @ h - h, (0, 6), u, t_eval=T, rtol=1e-10, atol=1e-12).y
    np.testing.assert_allclose(f, v @ h, atol=1e-8)


def test_refusals():
    start = {"u_u": 0.1, "v_v": 0.1, "m_m": 0.1, "n_n": 0.1, "v_u": 0.05, "n_m": 0.01}
    path = integrate(overlaps_rank_one, start, {"c_star": 0.3}, [0, 1])
    for ask in (lambda: path.poles, lambda: path.impulse_response(T)):
        with pytest.raises(NoNetworkError) as caught:
            ask()
        assert caught.value.value == "overlaps_rank_one"
    path = integrate(real_outlier, {"a": 0.1, "b": 0.1}, {"c_star": 0.3}, [0, 1, 2])
    for arguments, name in (((T, 1.5), "s"), ((-1.0,), "t"), (([np.nan],), "t")):
        with pytest.raises(InputError) as caught:
            path.impulse_response(*arguments)
        assert caught.value.name == name
