"""When a network leaves a trajectory by rounding: against full networks, closed forms and symmetries."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reduced_odes import (
    Outcome,
    TargetFilter,
    conjugate_pair,
    integrate,
    outlier_system,
    rank_two,
    real_outlier,
)
from reduced_odes.analysis import departure
from reduced_odes.analysis.rounding import LEFT
from reduced_odes.cli.main import main
from reduced_odes.learning_time.times import reflected
from validation import Rates, Weights, damped_oscillator, gradient_flow

LATE = {"c_star": 0.3, "omega_star": 2.0, "phase": math.pi / 2}
EPS = np.finfo(float).eps / 2


def test_a_network_leaves_when_it_is_said_to():
    """|u| = |v| = 4 at right angles: the pair runs into a saddle from which a neuron without weights would lead out."""
    start = reflected(4.0)
    found = departure(integrate(conjugate_pair, start, LATE | {"eta_W": 100.0}, [0.0, 2.0]))
    assert found is not None
    frame = np.linalg.qr(np.random.default_rng(0).standard_normal((6, 2)))[0]
    network = Weights(np.zeros((6, 6)), 4 * frame[:, 0], 4 * frame[:, 1])
    times = found.time + np.array([-8.0, -4.0, 4.0]) / found.rate
    run = gradient_flow(network, damped_oscillator(**LATE), times, rates=Rates(W=100.0))
    reduced = integrate(conjugate_pair, start, LATE | {"eta_W": 100.0}, times)
    apart = np.abs(run["loss"] / reduced["loss"] - 1)
    assert apart[0] < 1e-5 and apart[2] > 0.05


def test_two_systems_of_the_same_network_have_the_same_departure():
    start = reflected(4.0)
    general = {"u1": start["alpha"], "u2": start["beta"], "v1": start["alpha"], "v2": -start["beta"]}
    system = outlier_system(TargetFilter.damped_oscillator(**LATE), 2)
    found = [
        departure(integrate(conjugate_pair, start, LATE, [0.0, 100.0])),
        departure(integrate(rank_two, general, LATE, [0.0, 30.0, 100.0])),
        departure(integrate(system, general, {}, [0.0, 100.0])),
    ]
    for other in found[1:]:
        assert other.time == pytest.approx(found[0].time, rel=1e-3)
        assert other.rate == pytest.approx(found[0].rate, rel=1e-3)


@settings(max_examples=5, deadline=None)
@given(c_star=st.floats(0.1, 2.0), size=st.floats(0.02, 0.3), eta=st.floats(0.2, 5.0))
def test_the_zero_network_is_left_at_its_rate(c_star, size, eta):
    """From a = −b < 0 the gain dies out as e^{−γs}, and a network's own rounding grows as e^{γs}, γ = η/(1 + c*)."""
    rates = {"eta_W": eta, "eta_u": eta, "eta_v": eta}
    found = integrate(
        real_outlier, {"a": size, "b": -size}, {"c_star": c_star, **rates}, [0.0, 60 * (1 + c_star) / eta]
    )
    assert found.outcome is not Outcome.LEARNT
    rate = eta / (1 + c_star)
    assert departure(found).rate == pytest.approx(rate, rel=1e-3)
    # From the rounding of u and v at the start to a part of what is left of the weights, a trace of W.
    left = math.log(LEFT * abs(1 - found["c"][-1]) / (EPS * math.sqrt(2) * size))
    assert departure(found).time == pytest.approx(left / rate, rel=0.05)


@settings(max_examples=4, deadline=None)
@given(c_star=st.floats(0.1, 0.6), omega=st.floats(1.2, 2.5), size=st.floats(0.1, 0.5), overlap=st.floats(-0.8, 0.8))
def test_what_is_learnt_soon_is_not_left(c_star, omega, size, overlap):
    start, target = reflected(size, overlap), {"c_star": c_star, "omega_star": omega}
    found = integrate(conjugate_pair, start, target, [0.0, 400.0, 1e12])
    if found.events["learnt"] and found.events["learnt"][0] < 200:
        assert departure(found) is None


def test_two_outliers_do_not_stay_at_the_saddle_of_a_third_pole():
    target = TargetFilter.from_poles([-0.4 + 1.7j, -0.4 - 1.7j, -0.15], [0.5] * 3)
    found = integrate(outlier_system(target, 2), {"u1": 0.4, "v2": 0.5}, {}, [0.0, 700.0])
    assert departure(found) is not None and 300 < departure(found).time < 700


def test_the_command_says_it(capsys):
    options = ["real_outlier", "--set", "c_star=0.3", "--initial", "a=0.1", "b=-0.1", "--until", "100"]
    found = departure(integrate(real_outlier, {"a": 0.1, "b": -0.1}, {"c_star": 0.3}, np.linspace(0.0, 100.0, 201)))
    main([*options, "--json", "-"])
    assert json.loads(capsys.readouterr().out)["departure"] == pytest.approx({"time": found.time, "rate": found.rate})
    main(options)
    assert f"near s = {found.time:.3g}" in capsys.readouterr().out


def test_a_learnt_trajectory_is_not_left():
    for times in ([0.0, 100.0], [0.0]):
        assert departure(integrate(real_outlier, {"a": 0.1, "b": 0.1}, {"c_star": 0.3}, times)) is None
