"""Fixed points in full networks: the claims hold, and would not if the theory were another one."""

from dataclasses import replace

import numpy as np
import pytest

from reduced_odes import conjugate_pair, real_outlier
from validation._common.errors import ValidationError
from validation.experiments.tasks import INTEGRATOR, OSCILLATOR, TASKS
from validation.figures.fixed_points import fixed_points_figures
from validation.studies.fixed_points import (
    ASIDE,
    LEFT,
    Passage,
    escape,
    fixed_points_claims,
    fixed_points_examples,
    learnt,
    passage,
    saddle,
    steps_beside,
)

SYSTEMS = {"real_outlier": real_outlier, "conjugate_pair": conjugate_pair}


@pytest.fixture(scope="module", params=TASKS, ids=lambda task: task.name)
def measured(request):
    task = request.param
    return task, fixed_points_claims(task, SYSTEMS)


def test_every_claim_holds(measured):
    task, claims = measured
    assert [claim for claim in claims if not claim.passed] == []
    assert len({claim.name for claim in claims}) == len(claims) == 8
    assert all(claim.task == task.name and claim.detail for claim in claims)


def test_rates_of_another_target_are_not_the_networks_own():
    place = learnt(INTEGRATOR, real_outlier)
    off = replace(place, point=replace(place.point, rates=1.001 * place.point.rates))
    assert off.deviation() == pytest.approx(1e-3 / 1.001, rel=1e-4)
    turned = replace(place.point, directions=place.point.directions[::-1])
    assert replace(place, point=turned).deviation() > 0.1


def test_the_gradient_vanishes_at_both_places():
    for task, system in ((INTEGRATOR, real_outlier), (OSCILLATOR, conjugate_pair)):
        assert learnt(task, system).slope < 1e-12
        assert saddle(task, system).slope < 1e-14


def test_wider_networks_have_the_same_curvatures():
    """The other neurons have no weights: the nonzero eigenvalues stay, the zeros get more."""
    narrow, wide = (learnt(OSCILLATOR, conjugate_pair, N).curvatures()[-4:] for N in (3, 8))
    np.testing.assert_allclose(narrow, wide, rtol=1e-7)


def test_steps_on_either_side_multiply_by_what_the_linear_theory_says():
    place = learnt(OSCILLATOR, conjugate_pair)
    for part in (1 - ASIDE, 1 + ASIDE, 0.5):
        if part == 0.5:  # 1/λ_max: one step ends the steepest direction
            assert steps_beside(place, part, steps=1).factor < 1e-4
        else:
            assert steps_beside(place, part, steps=12).factor == pytest.approx(2 * part - 1, rel=1e-5)


def test_escape_from_what_is_no_saddle_and_too_short_a_wait_are_refused():
    with pytest.raises(ValidationError, match="which nothing leaves"):
        escape(learnt(INTEGRATOR, real_outlier))
    with pytest.raises(ValidationError, match="folds is 3, too few"):
        escape(saddle(INTEGRATOR, real_outlier), folds=3.0)


def test_every_seed_escapes_at_the_same_rate():
    place = saddle(INTEGRATOR, real_outlier)
    rates = [escape(place, seed=seed).rate for seed in range(3)]
    np.testing.assert_allclose(rates, place.point.escape_rate, rtol=2e-3)


def test_a_passage_that_does_not_end_has_no_time_of_escape():
    way = passage(INTEGRATOR, real_outlier, size=1e-3, until=2.0, points=41)
    assert isinstance(way, Passage) and np.isnan(way.left(LEFT))
    assert way.left(2 * way.parts[0]) == pytest.approx(way.plateau.leaves(2 * way.parts[0]), rel=1e-3)


def test_the_figure_is_drawn_from_what_is_measured():
    examples = fixed_points_examples(SYSTEMS, points=3, seen=(0.1,), sizes=(1e-1,))
    (shown,) = fixed_points_figures(examples)
    rates, steps, escapes, _ = shown.figure.axes
    (points,) = [line.get_ydata() for line in rates.lines if line.get_marker() == "o" and len(line.get_ydata()) == 2]
    np.testing.assert_allclose(points, examples.curvatures["real_outlier"][0.1])
    # The middle one of the three targets has c* = 0.1.
    np.testing.assert_allclose(np.sort(points), np.sort(examples.rates["real_outlier"][1]), rtol=1e-6)
    assert len(steps.get_legend().get_texts()) == 4 and "rate 0.833" in escapes.get_legend().get_texts()[0].get_text()
    assert shown.name == "stability" and "1/(16 c*³)" in shown.caption
