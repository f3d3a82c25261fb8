"""Fixed points of badly scaled states: what is returned is one, in the flow's own units, or the guess is refused."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reduced_odes import InputError, NoFixedPointError, conjugate_pair, rank_two, real_outlier, shipped, shipped_system
from reduced_odes.analysis.fixed_points import FixedPointType, fixed_point
from reduced_odes.analysis.newton import Leaf, at_rest, rank
from reduced_odes.learning_time.laws import real_saddles

TARGETS = {"c_star": 0.3, "omega_star": 2.0}


def powers_of_ten(lowest, highest):
    return st.floats(lowest, highest).map(lambda x: 10.0**x)


def parameters_of(system):
    return {name: value for name, value in TARGETS.items() if name in system.parameters}


def at(system, guess, parameters):
    start = np.array(system.state_values(guess))
    return Leaf.through(system, system.parameter_values(parameters), start), start


@settings(max_examples=25)
@given(
    c_star=st.floats(0.02, 1.0),
    a=powers_of_ten(-8, 14),
    b=powers_of_ten(-8, 14),
    c=powers_of_ten(-2, 12),
    W_alone=st.booleans(),
)
def test_an_outlier_comes_to_rest_where_the_closed_form_says_or_nowhere(c_star, a, b, c, W_alone):
    """These are the zero network and the target; with W alone trained, one that moves to infinity for gain → 4."""
    rates = {"eta_u": 0.0, "eta_v": 0.0} if W_alone else {}
    try:
        found = fixed_point(real_outlier, {"a": a, "b": b, "c": c}, {"c_star": c_star, **rates})
    except (NoFixedPointError, InputError):
        return
    gain, decay = found.state["a"] * found.state["b"], found.state["c"]
    if W_alone and gain > 1e-7:
        assert gain < 4 and decay == pytest.approx(c_star * np.sqrt(gain) / (2 - np.sqrt(gain)), rel=1e-4)
    elif gain > 1e-7:
        assert gain == pytest.approx(1, rel=1e-5) and decay == pytest.approx(c_star, rel=1e-5)
    else:
        assert found.stability is not FixedPointType.STABLE_NODE or W_alone


@settings(max_examples=30)
@given(c=st.floats(0.05, 1.0), a=powers_of_ten(-5, 5))
def test_rates_of_a_learnt_outlier_in_every_gauge(c, a):
    """a → ∞ at ab = 1 is the same filter, and nothing but the flow's units change: sum and product in closed form."""
    found = fixed_point(real_outlier, {"a": a, "b": 1 / a, "c": c}, {"c_star": c})
    lengths = a**2 + a**-2
    assert found.stability is FixedPointType.STABLE_NODE and (found.conserved, found.neutral) == (1, 0)
    assert found.rates.real.sum() == pytest.approx(-lengths / (2 * c) - 1 / (4 * c**3), rel=1e-7)
    assert found.rates.real.prod() == pytest.approx(lengths / (16 * c**4), rel=1e-3)


@pytest.mark.parametrize("a", [1e9, 1e12])
def test_rates_that_rounding_hides_are_refused(a):
    with pytest.raises(NoFixedPointError):
        fixed_point(real_outlier, {"a": a, "b": 1 / a, "c": 0.1}, {"c_star": 0.1})


@settings(max_examples=15)
@given(c=powers_of_ten(-5, -1), omega=st.floats(0.3, 3.0))
def test_a_slow_pair_has_four_rates_however_far_apart(c, omega):
    guess = {"p": 1 - c, "q": omega, "r": 1 - c, "alpha": 1.0}
    found = fixed_point(conjugate_pair, guess, {"c_star": c, "omega_star": omega})
    assert found.stability is FixedPointType.STABLE_NODE and (found.rates.size, found.conserved) == (4, 1)


@settings(max_examples=40)
@given(a=powers_of_ten(-3, 12), off=st.floats(-0.9, 3.0), part=st.floats(0.0, 3.0))
def test_rest_is_judged_equation_by_equation(a, off, part):
    """b and c off by parts of themselves: not at rest, although a is so large that b ever moves much faster than c."""
    leaf, state = at(real_outlier, {"a": a, "b": 1 / a, "c": 0.1}, {"c_star": 0.1})
    assert at_rest(leaf, state) and rank(leaf, state) == 2
    # At the gain 2c/(c + c*) a and b are at rest, but c is not; at c = c* no other gain but 1 is at rest.
    c = 0.1 * (1 + part)
    gain = 2 * c / (c + 0.1) if part > 1e-3 else 1 + (off if abs(off) > 1e-3 else 0.5)
    assert not at_rest(leaf, np.array([a, gain / a, c]))


def test_rank_counts_rates_at_saddles_and_on_families():
    saddle = real_saddles(0.3, 2.0)[0]
    found = fixed_point(conjugate_pair, {"p": 1 - saddle.c, "alpha": np.sqrt(saddle.gain)}, TARGETS)
    leaf, state = at(conjugate_pair, found.state, TARGETS)
    assert rank(leaf, state) == 3
    assert rank(*at(rank_two, {}, TARGETS)) == 4


@pytest.mark.parametrize("name", [name for name in shipped() if not name.startswith("overlaps_rank_two")])
@settings(max_examples=8)
@given(data=st.data())
def test_what_any_shipped_system_returns_is_at_rest_in_forty_digits(name, data):
    """Each rate of change is below 1e-5 of the sum of the products that its linearisation is made of."""
    system, parameters = shipped_system(name), parameters_of(shipped_system(name))
    entries = powers_of_ten(-4, 5).flatmap(lambda x: st.sampled_from([x, -x]))
    moved = data.draw(st.lists(st.sampled_from(system.state), min_size=1, max_size=4, unique=True))
    guess = {x: data.draw(entries) for x in moved}
    try:
        found = fixed_point(system, guess, parameters)
    except (InputError, NoFixedPointError):
        return
    with mpmath.workdps(40):
        state = [mpmath.mpf(x) for x in found.state.values()]
        values = [mpmath.mpf(x) for x in system.parameter_values(parameters)]
        speeds, rows = system.formulas.rhs(state, values), system.formulas.jacobian(state, values)
        slight = [abs(x) + mpmath.mpf(1e-4) / (1 + max(map(abs, state))) for x in state]
        for speed, row in zip(speeds, rows, strict=True):
            size = sum(abs(slope) * x for slope, x in zip(row, slight, strict=True))
            assert abs(speed) <= 1e-5 * size + 1e-13
