"""The error bar of infinite width does not vanish where the curves of two depths cross."""

import numpy as np
import pytest

from reduced_odes.hierarchy.depth import TargetFilter, learn
from reduced_odes.hierarchy.large_n import fock_space, infinite_width

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
    assert np.all(np.diff(run.error["loss"]) >= 0)
    assert np.all(run.error["loss"] >= np.abs(apart) - 1e-9)
    assert list(run.curve.times) == list(times) and len(run.curve.states) == len(run.curve.outliers) == times.size
