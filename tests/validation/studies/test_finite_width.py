"""Finite width: estimators against what they must find, and a small ensemble against infinite width."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from validation._common.errors import CheckpointMismatch, DamagedFile, ValidationError
from validation.experiments import width_ensembles as finite
from validation.experiments.statistics import best_shift, mean_deviation, root_mean_square, spread
from validation.experiments.width_ensembles import (
    Route,
    WidthExperiment,
    chance_overlaps,
    ensemble,
    infinite,
    learning_time,
)
from validation.figures.finite_width import finite_width_figures
from validation.network.targets import integrator
from validation.network.weights import random_weights
from validation.studies.finite_width import QUANTITIES, NetworkCounts, deviations, own_error, summary, width_study

SMALL = WidthExperiment(
    integrator(0.4), sigma=0.3, kappa=0.6, times=np.linspace(0.0, 2.0, 17), outlier_from=1.6, rtol=1e-5
)


def curve(s: np.ndarray) -> np.ndarray:
    """Something like a loss."""
    return 1.0 / (1.0 + np.exp(4.0 * (s - 1.5)))


def test_a_known_delay_is_found_and_taken_away() -> None:
    s, known = np.linspace(0.5, 3.0, 41), np.linspace(0.0, 3.5, 141)
    delays = np.array([-0.31, 0.0, 0.07, 0.4])
    found = best_shift(s, np.array([curve(s - delay) for delay in delays]), known, curve(known))
    np.testing.assert_allclose(found.delays, delays, atol=1e-4)
    assert found.after.max() < 1e-4 < found.before[[0, 2, 3]].min() and found.share > 1 - 1e-6
    given_back = best_shift(s, np.array([curve(s)]), known, curve(known), delays=np.array([0.1]))
    assert given_back.before[0] < 1e-5 < 0.05 < given_back.after[0]


def test_what_is_no_delay_stays_after_the_shift() -> None:
    s, known = np.linspace(0.5, 3.0, 41), np.linspace(0.0, 3.5, 141)
    found = best_shift(s, np.array([curve(s) + 0.05]), known, curve(known))
    assert 0.5 * found.before[0] < found.after[0] <= found.before[0]
    with pytest.raises(ValidationError, match="let it reach farther on both sides"):
        best_shift(s, np.array([curve(s)]), s, curve(s))


def test_spread_is_the_standard_deviation_and_its_error_the_jackknife() -> None:
    x = np.random.default_rng(0).standard_normal((9, 5)) * np.arange(1, 6)
    found = spread(x)
    assert found.value == pytest.approx(np.sqrt(np.mean(np.var(x, axis=0, ddof=1))))
    left_out = [np.sqrt(np.mean(np.var(np.delete(x, i, axis=0), axis=0, ddof=1))) for i in range(9)]
    assert found.error == pytest.approx(np.sqrt(8.0 * np.var(left_out)))
    with pytest.raises(ValidationError, match="at least three"):
        spread(x[:2])


def test_errors_are_those_of_repeated_experiments() -> None:
    x = np.random.default_rng(1).standard_normal((400, 60))
    for measure in (spread, root_mean_square):
        found = [measure(row) for row in x]
        scatter = np.std([each.value for each in found])
        assert np.mean([each.error for each in found]) == pytest.approx(scatter, rel=0.15)


def test_controls_remove_scatter_but_leave_the_mean() -> None:
    rng = np.random.default_rng(2)
    plain, controlled = [], []
    for _ in range(200):
        z = rng.standard_normal((40, 4))
        y = 3.2 + z @ [1.0, -2.0, 0.5, 0.0] + 0.1 * rng.standard_normal(40)
        plain.append(mean_deviation(y, 3.0))
        controlled.append(mean_deviation(y, 3.0, z))
    for found, factor in ((plain, 1.0), (controlled, 0.1)):
        values, errors = np.array([e.value for e in found]), np.array([e.error for e in found])
        assert np.mean(((values - 0.2) / errors) ** 2) == pytest.approx(1.0, abs=0.35)
        assert errors.mean() < 0.4 * factor
    # What is not linear is largest where the fit follows it best.
    plain = []
    for _ in range(300):
        z = rng.standard_normal((40, 10))
        plain.append(mean_deviation(np.sum(z[:, :4] ** 2 - 1.0, axis=1), 0.0, z))
    scatter = np.std([each.value for each in plain])
    assert np.sqrt(np.mean([each.error**2 for each in plain])) == pytest.approx(scatter, rel=0.2)
    with pytest.raises(ValidationError, match="controls need at least 7"):
        mean_deviation(np.zeros(5), 0.0, np.ones((5, 4)))


def test_chance_overlaps_have_mean_zero_and_the_order_of_their_letters() -> None:
    N, sigma, kappa, count = 12, 0.5, 0.7, 3000
    drawn = np.array([chance_overlaps(random_weights(N, sigma, kappa, seed), sigma, kappa) for seed in range(count)])
    assert drawn.shape == (count, 46)
    standardised = drawn.mean(axis=0) / (drawn.std(axis=0) / np.sqrt(count))
    assert np.abs(standardised).max() < 4.0
    typical = np.sqrt(np.mean(drawn**2, axis=0)) * np.sqrt(N) / kappa**2
    assert typical[0] == pytest.approx(1.0, abs=0.05)
    assert np.all((0.5 * sigma < typical[1:5]) & (typical[1:5] < 2 * sigma))
    assert np.all(typical[15:31] < 4 * sigma**3)


def test_products_of_overlaps_take_the_scatter_of_second_order_away() -> None:
    """In the span of u and v they are all that there is: a course is linear in the controls up to N^{−3/2}."""
    experiment = replace(SMALL, depth=0, outlier_from=2.0)
    networks, theory = ensemble(experiment, 300, range(62), Route.REDUCTION), infinite(experiment)
    assert networks.controls.shape == (62, 20) and networks.some(60).controls.shape == (60, 5)
    expected = theory.loss[np.searchsorted(theory.times, experiment.times)].mean()
    linear, all_of_them = (
        mean_deviation(networks.curves.loss.mean(axis=1), float(expected), controls)
        for controls in (networks.controls[:, :5], networks.controls)
    )
    assert all_of_them.error < 0.3 * linear.error
    assert abs(all_of_them.value - linear.value) < 3 * linear.error


def test_learning_time_is_where_the_loss_crosses_the_level() -> None:
    s = np.linspace(0.0, 3.0, 31)
    assert learning_time(s, np.exp(-2.0 * s)) == pytest.approx(np.log(100.0) / 2.0, rel=1e-6)
    assert learning_time(s, np.exp(-s * s)) == pytest.approx(np.sqrt(np.log(100.0)), rel=1e-6)
    assert np.isnan(learning_time(s, np.exp(-s)))


def test_networks_scatter_about_infinite_width_and_their_reductions_follow_them() -> None:
    theory = infinite(SMALL)
    networks = ensemble(SMALL, 60, range(3))
    reductions = ensemble(SMALL, 60, range(6), Route.REDUCTION)
    found = deviations(SMALL, reductions, theory)
    less = replace(SMALL, depth=2)
    own, shallower = (
        own_error(SMALL, networks, reductions),
        own_error(less, networks, ensemble(less, 60, range(3), Route.REDUCTION)),
    )
    assert own.count == 3 and found.count == 6
    for name in QUANTITIES:
        # A letter more makes the error smaller by some σ² = 0.09.
        assert own.of[name].value < 0.3 * shallower.of[name].value
        assert own.of[name].value < 0.1 * found.spread[name].value
    there = np.searchsorted(theory.times, SMALL.times)
    distance = np.sqrt(np.mean((networks.curves.loss - theory.loss[there]) ** 2))
    assert 0.3 < distance / found.spread["loss"].value < 3.0
    assert found.loss_shift.share > 0.5


def test_ensembles_are_the_same_on_an_executor_and_say_what_is_missing() -> None:
    with ThreadPoolExecutor(2) as executor:
        there = ensemble(SMALL, 30, (3, 5), Route.REDUCTION, executor)
    here = ensemble(SMALL, 30, (3, 5), Route.REDUCTION)
    np.testing.assert_array_equal(there.curves.loss, here.curves.loss)
    assert not np.allclose(here.curves.loss[0], here.curves.loss[1], atol=1e-4)
    with pytest.raises(ValidationError, match="outlier_from = 0 is too early: the network of N = 30, seed = 3"):
        ensemble(replace(SMALL, outlier_from=0.0), 30, (3,), Route.REDUCTION)
    with pytest.raises(ValidationError, match="seeds is empty"):
        ensemble(SMALL, 30, ())


def test_an_interrupted_ensemble_continues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    follow = finite._follow

    def interrupted(experiment: WidthExperiment, N: int, seed: int, *, route: Route) -> finite.Row:
        seen.append(seed)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return follow(experiment, N, seed, route=route)

    monkeypatch.setattr(finite, "_follow", interrupted)
    quick = replace(SMALL, depth=0, sigma=0.1, outlier_from=2.0)
    with pytest.raises(KeyboardInterrupt):
        ensemble(quick, 20, range(4), Route.REDUCTION, folder=tmp_path)
    continued = ensemble(quick, 20, range(4), Route.REDUCTION, folder=tmp_path)
    assert seen == [0, 1, 2, 2, 3]
    looked_up = ensemble(quick, 20, (3, 1), Route.REDUCTION, folder=tmp_path)
    assert len(seen) == 5
    fresh = ensemble(quick, 20, range(4), Route.REDUCTION)
    for found, rows in ((continued, slice(None)), (looked_up, [3, 1])):
        np.testing.assert_array_equal(found.curves.loss, fresh.curves.loss[rows])
        np.testing.assert_array_equal(found.curves.c, fresh.curves.c[rows])
        np.testing.assert_array_equal(found.overlaps, fresh.overlaps[rows])
    with pytest.raises(CheckpointMismatch) as caught:
        ensemble(replace(quick, sigma=0.2), 20, (0,), Route.REDUCTION, folder=tmp_path)
    assert caught.value.settings == ("sigma",)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:300])
    with pytest.raises(DamagedFile):
        ensemble(quick, 20, (0,), Route.REDUCTION, folder=tmp_path)


def test_a_whole_study_is_summarised_and_drawn() -> None:
    widths = (40, 80, 160)
    plan = NetworkCounts({40: 3, 80: 3}, dict.fromkeys(widths, 3), 2)
    study = width_study(plan, replace(SMALL, depth=1, rtol=1e-4, outlier_from=2.2, times=np.linspace(0.0, 2.6, 21)))
    assert [d.N for d in study.of_reductions] == list(widths) and not study.of_networks
    assert [e.count for e in study.own] == [2, 2]
    text = summary(study)
    assert "reductions: 3 of N = 40, 3 of N = 80, 3 of N = 160" in text and "words of up to 2 letters" in text
    assert "networks, all weights" not in text
    (shown,) = finite_width_figures(study)
    panels = shown.figure.axes
    assert len(panels) == 6 and all(axes.get_xlabel() and axes.get_title() for axes in panels)
    drawn = next(line for line in panels[0].get_lines() if line.get_label() == "infinite width")
    np.testing.assert_array_equal(drawn.get_ydata(), study.theory.loss)
