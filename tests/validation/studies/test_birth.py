"""The birth of the pair: events, maps, the surface without a birth, and full networks."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reduced_odes import InputError, SaddleError, conjugate_pair, integrate, rank_two, real_outlier
from reduced_odes.learning_time.laws import growth_rate, real_saddles
from reduced_odes.learning_time.pair_birth import BirthOutcome, birth, birth_map
from reduced_odes.learning_time.times import reflected
from validation import ValidationError, damped_oscillator, gradient_flow
from validation.experiments.tasks import INTEGRATOR, OSCILLATOR
from validation.figures.birth import birth_figures
from validation.studies.birth import (
    BirthSizes,
    birth_claims,
    birth_examples,
    birth_time,
    highest_decay,
    network_birth,
    separatrix,
)
from validation.studies.learning_time import reflected_network

RINGING = {"c_star": 0.3, "omega_star": 2.0}


def test_what_is_found_is_on_a_dense_trajectory():
    found = birth(conjugate_pair, reflected(0.4), RINGING, until=120.0)
    s = np.linspace(0.0, 120.0, 24001)
    path = integrate(conjugate_pair, reflected(0.4), RINGING, s)
    assert found.rise == pytest.approx(s[path["c"].argmax()], abs=0.005)
    assert found.height == pytest.approx(path["c"].max(), abs=1e-7)
    born = s[np.flatnonzero(path["omega_squared"] > 1e-9)[0]]
    assert born - 0.005 <= found.born <= born
    assert found.loss_at_birth == pytest.approx(float(np.interp(found.born, s, path["loss"])), rel=1e-6)
    half = s[np.flatnonzero(path["loss"] < found.loss_at_birth / 2)[0]]
    assert half - 0.005 <= found.half <= half
    assert found.plateau == found.half - found.born
    assert found.outcome is BirthOutcome.LEARNT and found.rotation == pytest.approx(2.0, abs=1e-3)


def test_the_order_of_events_at_small_weights():
    """c rises, the pair is born, the plateau ends, the target is learnt."""
    found = birth(conjugate_pair, reflected(0.01), RINGING)
    assert 0 < found.rise < found.born < found.half < found.learnt < found.until
    assert found.height > 1.5 and found.births == (found.born,) and found.deaths == ()


def test_a_pair_may_be_lost_and_born_again():
    found = birth(conjugate_pair, reflected(0.4), {"c_star": 0.1, "omega_star": 1.0})
    assert len(found.births) == 2 and found.births[0] < found.deaths[0] < found.births[1] == found.born


def test_outcomes():
    early = birth(conjugate_pair, reflected(0.4), RINGING, until=50.0)
    assert early.outcome is BirthOutcome.UNFINISHED and math.isnan(early.learnt) and early.born > 0
    unborn = birth(conjugate_pair, reflected(0.4), RINGING, until=10.0)
    assert unborn.outcome is BirthOutcome.NOT_BORN and math.isnan(unborn.plateau) and math.isnan(unborn.half)
    # u ∥ v: one real outlier, at rest at the best that it can do.
    stuck = birth(conjugate_pair, {"alpha": 0.5}, {"c_star": 0.5, "omega_star": 1.0}, until=1e4)
    assert stuck.outcome is BirthOutcome.STALLED and stuck.births == ()
    (saddle,) = real_saddles(0.5, 1.0)
    assert 2 * stuck.height == pytest.approx(1 + saddle.c, rel=1e-6)  # the mean of c and of the silent outlier's 1
    assert all(outcome.meaning.endswith(".") for outcome in BirthOutcome)


def test_reflection_symmetric_weights_in_the_general_system_have_the_same_birth():
    """`conjugate_pair` against `rank_two`: other equations, the same network."""
    size, overlap = 0.35, 0.2
    start = reflected(size, overlap)
    general = {"u1": start["alpha"], "u2": start["beta"], "v1": start["alpha"], "v2": -start["beta"]}
    first = birth(conjugate_pair, start, RINGING, until=90.0)
    second = birth(rank_two, general, RINGING, until=90.0)
    for name in ("rise", "height", "born", "half", "learnt", "rotation"):
        assert getattr(second, name) == pytest.approx(getattr(first, name), rel=1e-5), name


@settings(max_examples=4)
@given(c_star=st.floats(0.1, 0.6), omega=st.floats(1.2, 2.5), size=st.floats(0.1, 0.5), overlap=st.floats(-0.8, 0.8))
def test_symmetries_of_the_birth(c_star, omega, size, overlap):
    """Exchanging u and v (β → −β) turns the other way at the same times; so does learning faster at all rates."""
    target, start = {"c_star": c_star, "omega_star": omega}, reflected(size, overlap)
    found = birth(conjugate_pair, start, target, until=400.0)
    turned = birth(conjugate_pair, start | {"beta": -start["beta"]}, target, until=400.0)
    fast = birth(conjugate_pair, start, target | {"eta_W": 2.0, "eta_io": 2.0}, until=200.0)
    for name in ("born", "half", "learnt"):
        value = getattr(found, name)
        assert getattr(turned, name) == pytest.approx(value, rel=1e-6, nan_ok=True)
        assert 2 * getattr(fast, name) == pytest.approx(value, rel=1e-5, nan_ok=True)
    assert turned.rotation == pytest.approx(-found.rotation, rel=1e-5)


def test_delay_by_small_weights_tends_to_the_law():
    """Slope of the birth in ln(1/κ) against 1/F*(1) + 2/μ: what is missing shrinks with κ."""
    sizes = np.array([1e-2, 1e-4, 1e-6, 1e-8])
    born = birth_map([0.3], [2.0], sizes, rtol=1e-7).born[0, 0]
    slopes = -np.diff(born) / np.diff(np.log(sizes))
    (saddle,) = real_saddles(**RINGING)
    law = 1 / growth_rate(**RINGING) + 2 / saddle.escape
    assert abs(slopes[-1] / law - 1) < 0.02 and abs(slopes[-1] - law) < abs(slopes[0] - law)


def test_tiny_starts_are_followed():
    """q begins at 0 and stays as small as κ²: an absolute tolerance fit for κ ~ 1 would put the birth 70 too late."""
    target, size = {"c_star": 0.3, "omega_star": 0.6}, 1e-10
    direct = integrate(conjugate_pair, reflected(size), target, [0.0, 490.0], rtol=1e-7, atol=1e-26).events["pair_born"]
    for rtol in (1e-4, 1e-8):
        assert birth(conjugate_pair, reflected(size), target, until=600.0, rtol=rtol).births == pytest.approx(
            direct, abs=2e-3
        )


def test_silence_lasts_as_one_over_size_where_the_linear_rate_vanishes():
    """F*(1) = 0 at tan φ = (1 + c*)/ω*: halving κ doubles what the halving before had added."""
    phase = math.atan(1.3 / 2.0)
    assert abs(growth_rate(**RINGING, phase=phase)) < 1e-15
    added = np.diff(
        birth_map([0.3], [2.0], [0.1, 0.05, 0.025, 0.0125], phase=phase, until=1e3, learnt=0.01).learnt[0, 0]
    )
    np.testing.assert_allclose(added[1:] / added[:-1], 2.0, atol=0.005)


def test_the_sense_of_rotation_changes_at_the_separatrix():
    critical = separatrix(conjugate_pair, 0.3, 0.1, (0.94, 0.96), halvings=6)
    found = birth_map([0.3], [critical - 1e-3, critical + 1e-3, critical + 0.05], [0.1])
    assert found.rotation[0, 0, 0] < 0 < found.rotation[0, 1, 0]
    assert found.born[0, 1, 0] > found.born[0, 2, 0] + 20  # a wait at the saddle
    with pytest.raises(ValidationError, match="same sense of rotation"):
        separatrix(conjugate_pair, 0.3, 0.1, (1.5, 2.0), halvings=1)


def test_map_is_made_of_births():
    decays, omegas, sizes = [0.1, 0.8], [0.3, 1.5, 3.0], [0.3]
    found = birth_map(decays, omegas, sizes, until=300.0, learnt=1e-2)
    assert found.born.shape == found.outcomes.shape == (2, 3, 1)
    one = birth(conjugate_pair, reflected(0.3), {"c_star": 0.8, "omega_star": 1.5}, until=300.0, learnt=1e-2, rtol=1e-4)
    assert found.born[1, 1, 0] == one.born and found.outcomes[1, 1, 0] == one.outcome.value
    np.testing.assert_array_equal(found.plateau, found.half - found.born)
    assert sum(found.share(outcome) for outcome in BirthOutcome) == pytest.approx(1.0)
    with ThreadPoolExecutor(2) as executor:
        again = birth_map(decays, omegas, sizes, until=300.0, learnt=1e-2, executor=executor, progress=True)
    np.testing.assert_array_equal(again.born, found.born)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: birth(real_outlier, {"a": 0.1, "b": 0.1}, {"c_star": 0.1}),
            "no pair of outliers; give conjugate_pair",
        ),
        (lambda: birth(conjugate_pair, reflected(0.1), {"c_star": 0.1}), "omega_star of conjugate_pair has no default"),
        (lambda: birth(conjugate_pair, reflected(0.1), RINGING, until=0.0), "until must be greater than 0"),
        (lambda: birth(conjugate_pair, reflected(0.1), RINGING, learnt=0.0), "learnt must lie between"),
        (lambda: birth(conjugate_pair, {"gamma": 1.0}, RINGING), "unknown state variable"),
        (lambda: birth_map([], [1.0], [0.1]), "c_stars must not be empty"),
        (lambda: birth_map([0.1], [math.nan], [0.1]), r"omega_stars\[0\] must be finite"),
        (lambda: birth_map([-0.1], [1.0], [0.1]), "c_star must be greater than 0"),
        (lambda: birth_map([0.1], [1.0], [0.0]), "size must be greater than 0"),
        (lambda: birth_map([0.1], [1.0], [0.1], overlap=2.0), "overlap must lie between"),
        (lambda: birth_map(["slow"], [1.0], [0.1]), r"c_stars\[0\] must be a number"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_nothing_is_born_from_silence():
    with pytest.raises(SaddleError, match="nothing will ever be learnt"):
        birth(conjugate_pair, {}, RINGING)


def test_network_births_and_rises_are_read_off_eigenvalues():
    theory = birth(conjugate_pair, reflected(0.5, 0.3), RINGING, until=60.0)
    target = damped_oscillator(**RINGING)
    assert network_birth(target, 0.5, theory.born, 0.3) == pytest.approx(theory.born, rel=1e-7)
    run = gradient_flow(reflected_network(0.5, 0.3), target, np.linspace(0.0, 1.2 * theory.rise, 40))
    assert highest_decay(run) == pytest.approx(theory.height, rel=1e-4)
    with pytest.raises(ValidationError, match="no pair is born"):
        birth_time(gradient_flow(reflected_network(0.1), target, [0.0, 1.0, 2.0]))


def test_claims_hold_and_there_are_none_for_one_real_pole():
    claims = birth_claims(OSCILLATOR, {"conjugate_pair": conjugate_pair})
    assert len(claims) == 4 and all(claim.passed for claim in claims), [
        claim.name for claim in claims if not claim.passed
    ]
    assert birth_claims(INTEGRATOR, {}) == []


def test_figures_are_drawn():
    sizes = BirthSizes(starts=(0.4,), points=2, halvings=6, networks=False, cells=(3, 3), map_sizes=(0.3,), until=100.0)
    examples = birth_examples({"conjugate_pair": conjugate_pair}, sizes)
    paths, delays, maps = birth_figures(examples)
    assert len(paths.figure.axes) == 4
    assert len(delays.figure.axes) == 2 and "0.950" in delays.caption
    assert len(maps.figure.axes) == 4 and "not born" in maps.caption
    # Every cell without a birth is hatched, in both rows.
    hatched = [patch for axes in maps.figure.axes[:2] for patch in axes.patches if patch.get_hatch()]
    assert len(hatched) == 2 * int(np.sum(examples.map.outcomes != BirthOutcome.LEARNT.value)) > 0
