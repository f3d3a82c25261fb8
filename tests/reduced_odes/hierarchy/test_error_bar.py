"""The error bars of infinite width: where two depths cross, late in learning, and where an outlier is in doubt."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reduced_odes.hierarchy.depth import TargetFilter, learn
from reduced_odes.hierarchy.fock import fock_space
from reduced_odes.hierarchy.large_n import error_bar, infinite_width

TARGET = TargetFilter.integrator(0.3)


def test_the_error_bar_stays_where_two_depths_cross():
    options = {"sigma": 0.5, "kappa": 0.5, "depth": 2, "rtol": 1e-6}
    times = np.linspace(0.0, 4.0, 41)
    space = fock_space(2, sigma=0.5, kappa_u=0.5, kappa_v=0.5)
    upper, lower = (learn(space, TARGET, times, depth=d, rtol=1e-6).loss for d in (2, 1))
    apart = upper - lower
    crossings = np.flatnonzero(np.sign(apart[1:-1]) != np.sign(apart[2:])) + 1
    assert crossings.size  # they do
    k = int(crossings[0])
    crossed = times[k] + (times[k + 1] - times[k]) * apart[k] / (apart[k] - apart[k + 1])
    alone = infinite_width(TARGET, times=[crossed], **options)  # nothing else is asked for
    assert alone.error["loss"][0] >= 0.9 * np.abs(apart[: k + 1]).max()
    run = infinite_width(TARGET, times=times, **options)
    assert run["loss"] == pytest.approx(upper, abs=1e-9)
    assert np.all(run.error["loss"] >= np.abs(apart) - 1e-9)
    assert list(run.curve.times) == list(times) and len(run.curve.states) == len(run.curve.outliers) == times.size


def test_the_error_bar_is_the_largest_recent_deviation():
    """By a loop over times, instead of arrays; with a plateau and a loss that rises again."""
    times = np.arange(6.0)
    run = infinite_width(TARGET, sigma=0.5, kappa=0.5, times=times, depth=2, rtol=1e-4).curve
    loss, other = np.array([1.0, 1.0, 0.5, 0.01, 0.3, 0.02]), np.array([1.2, 1.0, 0.4, 0.02, 0.3, 0.02])
    for depth, factor in ((1, 4.0), (2, 2.0)):
        curve, lower = replace(run, loss=loss, depth=depth), replace(run, loss=other, times=times[:5])
        expected = []
        for k in range(5):
            recent = [i for i in range(k + 1) if loss[i] <= 10 * loss[k]]
            expected.append(factor * max(abs(loss[i] - other[i]) for i in recent))
        found = error_bar(curve, lower, "loss")
        assert found[:5] == pytest.approx(expected) and np.isnan(found[5])
    assert np.isnan(error_bar(run, None, "loss")).all()


@settings(max_examples=6, deadline=None)
@given(st.floats(0.2, 0.5), st.floats(-0.6, 0.6), st.floats(0.3, 0.7), st.floats(-0.5, 0.5), st.floats(0.2, 0.5))
def test_the_error_bar_covers_the_error_of_a_shallow_depth(sigma, tau, kappa, overlap, c_star):
    """A single point may be missed, measured one of a hundred; a fifth of a curve may not."""
    times = np.linspace(0.0, 5.0, 11)
    target = TargetFilter.integrator(c_star)
    space = fock_space(4, sigma=sigma, tau=tau, overlap=overlap, kappa_u=kappa, kappa_v=kappa)
    exact = learn(space, target, times, rtol=1e-5)
    run = infinite_width(target, sigma=sigma, tau=tau, overlap=overlap, kappa=kappa, times=times, depth=2, rtol=1e-5)
    missed = np.abs(run["loss"] - exact.loss) > run.error["loss"] + 1e-5 * exact.target_power
    assert missed.mean() <= 0.2
    clear = ~run.in_doubt
    assert np.array_equal(np.isnan(run["c"])[clear], np.isnan(exact.c)[clear])


def test_an_outlier_that_is_lost_at_this_depth_only_is_in_doubt():
    """A bulk that nearly reaches the target: depth 4 loses at s = 1.5 the pair that depth 5 still has at s = 3."""
    options = {"sigma": 0.6, "tau": 0.5, "kappa": 0.5, "rtol": 1e-4}
    times = [2.0, 2.5, 3.0]
    run = infinite_width(TARGET, times=times, depth=4, **options)
    space = fock_space(5, sigma=0.6, tau=0.5, kappa_u=0.5, kappa_v=0.5)
    deep = learn(space, TARGET, times, rtol=1e-4)
    assert np.isnan(run["c"]).all() and not np.isnan(deep.c).any()
    assert run.in_doubt.all()
    assert run.events_in_doubt["outlier_lost"][-1]
    assert len(run.events_in_doubt["outlier_lost"]) == len(run.curve.events["outlier_lost"])


def test_what_two_depths_agree_on_is_beyond_doubt():
    run = infinite_width(TARGET, sigma=0.4, kappa=0.5, times=[0.1, 3.0, 4.0], depth=4, rtol=1e-5)
    assert run.in_doubt.tolist() == [False, False, False]
    assert np.isnan(run["c"]).tolist() == [True, False, False]
    assert run.events_in_doubt == {"outlier_born": (False,), "outlier_lost": ()}
    alone = infinite_width(TARGET, sigma=0.4, kappa=0.5, times=[0.1, 4.0], depth=0, rtol=1e-5)
    assert alone.in_doubt.all() and not alone.informative("loss").any()


def test_late_bars_are_smaller_than_the_loss_or_said_to_be_uninformative():
    """The largest deviation of all of learning would be no error bar of a loss that has fallen far below it."""
    options = {"sigma": 0.4, "tau": 0.2, "kappa": 0.5, "rtol": 1e-5, "times": np.linspace(0.0, 8.0, 9)}
    run = infinite_width(TARGET, depth=4, **options)
    assert run["loss"][-1] < 1e-3 * run.curve.target_power
    assert run.error["loss"][-1] < 0.1 * run.error["loss"].max()
    assert run.informative("loss")[1:].all()
    shallow = infinite_width(TARGET, depth=1, **options)
    assert np.array_equal(shallow.informative("loss"), shallow.error["loss"] < shallow["loss"])
    assert not shallow.informative("loss").all()


def test_a_real_outlier_of_both_depths_has_no_error_bar_of_its_frequency():
    run = infinite_width(TARGET, sigma=0.4, kappa=0.5, times=[3.0, 4.0], depth=3, rtol=1e-5)
    assert run["omega"].tolist() == [0.0, 0.0]
    assert np.isnan(run.error["omega"]).all() and not np.isnan(run.error["c"]).any()
