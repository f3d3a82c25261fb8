"""Variables that never move, and phase portraits: against the flow itself."""

import numpy as np
import pytest

from reduced_odes import (
    InputError,
    Outcome,
    TargetFilter,
    UnknownNameError,
    conjugate_pair,
    integrate,
    outlier_system,
    real_outlier,
)
from reduced_odes.analysis import phase_portrait
from reduced_odes.analysis.immovable import immovable

DIFFERENCE = outlier_system(TargetFilter.from_poles([-1.0, -2.0], [1.0, -1.0]), 2)


def test_a_network_that_stalls_knows_what_holds_it():
    """From u ∥ v a difference of exponentials is learnt by one pole; moved, the rest grows as predicted."""
    path = integrate(DIFFERENCE, {"u1": 0.4, "v1": 0.4}, {}, [0, 100, 400])
    held = immovable(DIFFERENCE, path)
    assert path.outcome is Outcome.STALLED
    assert held.bound == ("w12", "w21", "w22", "u2", "v2") and held.frozen == () and held.growth > 0
    assert all(name in held.meaning for name in held.bound)
    end = {name: float(values[-1]) for name, values in path.states.items()}
    grown = integrate(DIFFERENCE, end | {"u2": 1e-8, "v2": -1e-8}, {}, [0, 400, 500])
    assert np.log(grown["v2"][2] / grown["v2"][1]) / 100 == pytest.approx(held.growth, rel=1e-3)


def test_a_rate_of_zero_is_named():
    path = integrate(real_outlier, {"a": 0.4, "b": 0.4}, {"c_star": 0.3, "eta_W": 0.0}, [0, 400])
    held = immovable(real_outlier, path)
    assert held.frozen == (("c", "eta_W"),) and held.bound == () and "eta_W" in held.meaning


@pytest.mark.parametrize("start", [{"alpha": 0.3, "beta": 0.3}, {"alpha": 0.3, "beta": 1e-12}])
def test_nothing_is_said_of_what_moves(start):
    path = integrate(conjugate_pair, start, {"c_star": 0.3, "omega_star": 2.0}, [0, 50])
    assert immovable(conjugate_pair, path).meaning == ""


PLANE = {"a": (0.0, 1.3), "c": (0.1, 1.2)}


def test_velocities_and_fixed_points_of_a_portrait():
    path = integrate(real_outlier, {"a": 0.1, "b": 0.1}, {"c_star": 0.3}, np.linspace(0, 30, 31))
    found = phase_portrait(real_outlier, {"c_star": 0.3}, PLANE, {"b": "a"}, path, points=7)
    a, c = found.across[4], found.upwards[2]
    assert found.velocities[:, 2, 4] == pytest.approx(real_outlier.rhs([a, a, c], {"c_star": 0.3})[[0, 2]])
    assert found.fixed_points["stable node"] == pytest.approx((1.0, 0.3)) and found.fixed_points["saddle"] == (0.0, 1.0)
    np.testing.assert_array_equal(found.path, [path["a"], path["c"]])
    held = phase_portrait(real_outlier, {"c_star": 0.3}, PLANE, {"b": 0.5}, points=7)
    assert held.velocities[:, 2, 4] == pytest.approx(real_outlier.rhs([a, 0.5, c], {"c_star": 0.3})[[0, 2]])


def test_where_the_network_is_unstable_there_is_no_flow():
    found = phase_portrait(real_outlier, {"c_star": 0.3}, {"a": (0, 1), "c": (-1, 1)}, points=5)
    assert np.array_equal(np.isnan(found.velocities[0]).all(axis=1), found.upwards <= 0)
    assert found.plot().get_axes()


@pytest.mark.parametrize(
    ("axes", "others", "error", "name"),
    [
        ({"a": (0, 1)}, {}, InputError, "axes"),
        ({"a": (0, 1), "c": (1, 1)}, {}, InputError, "axes"),
        ({"a": (0, 1), "d": (0, 1)}, {}, UnknownNameError, "state variable"),
        (PLANE, {"a": 1.0}, UnknownNameError, "variable off the axes"),
        (PLANE, {"b": "d"}, UnknownNameError, "axis"),
        (PLANE, {"b": np.nan}, InputError, "b"),
        ("ac", {}, InputError, "axes"),
    ],
)
def test_bad_input(axes, others, error, name):
    with pytest.raises(error) as caught:
        phase_portrait(real_outlier, {"c_star": 0.3}, axes, others)
    assert caught.value.name == name
