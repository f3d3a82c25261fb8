"""The lazy regime: theory against networks."""

import numpy as np
import pytest

from validation import (
    ValidationError,
    convergence_order,
    gradient_flow,
    integrator,
    random_weights,
)
from validation.experiments.tasks import INTEGRATOR
from validation.figures.lazy import lazy_figures
from validation.studies.lazy import lazy_claims, lazy_examples, learn, readout_study, scale_study, tangent_study
from validation.training.linearised import mirrored


def test_wide_networks_learn_like_the_theory():
    study = readout_study(integrator(0.5), sigma=0.6, widths=(50, 200, 800), seeds=40)
    assert abs(study.order.slope + 0.5) < 3 * study.order.standard_error < 0.2
    # The mean over the networks is nearer to the theory than one network, and not biased.
    errors = study.losses[-1].std(axis=0) / np.sqrt(40)
    assert np.all(np.abs(study.losses[-1].mean(axis=0) - study.theory) < 4 * errors)
    assert study.mean_deviation < study.deviations[-1]


def test_all_weights_linearised_approach_the_theory():
    study = tangent_study(integrator(0.5), sigma=0.6, widths=(32, 64, 128), seeds=48)
    assert abs(study.order.slope + 0.5) < 3 * study.order.standard_error < 0.3


def test_training_becomes_lazy_as_kappa_to_the_minus_four():
    study = scale_study(integrator(0.5), sigma=0.6, half=10, until=2.0)
    assert study.order.slope == pytest.approx(-4.0, abs=0.1)
    assert np.all(study.deviations < 1e-3)


def test_claims_hold():
    claims = lazy_claims(INTEGRATOR, {}, seeds=3, tangent_seeds=3)
    assert len({claim.name for claim in claims}) == 4
    assert claims[-1].passed
    assert all(np.isfinite(claim.measured) and claim.as_record()["task"] == "integrator" for claim in claims)


def test_lazy_weights_hardly_move_where_rich_ones_do():
    """|ΔW| at the same κ⁴ s falls as κ^{−2} where learning is lazy; where it is rich it does not depend on κ."""
    target, kappas = integrator(0.5), np.array([8.0, 16.0, 32.0])
    moved = []
    for kappa in kappas:
        start = mirrored(random_weights(8, 0.5, kappa, 4))
        end = gradient_flow(start, target, [10.0 / kappa**4], rtol=1e-8).snapshots[-1]
        moved.append(np.linalg.norm(end.W - start.W))
    assert convergence_order(kappas, moved).slope == pytest.approx(-2.0, abs=0.05)
    rich = [
        learn(target, mirrored(random_weights(8, 0.5, kappa, 4)), np.linspace(0.0, 40.0, 401), 0.2)
        for kappa in (0.1, 0.2)
    ]
    assert rich[0].change / rich[1].change == pytest.approx(1.0, abs=0.05)
    assert rich[0].change > 10 * moved[0] > 0


def test_learning_that_does_not_get_there_says_so():
    with pytest.raises(ValidationError, match=r"times end at 0\.1 with a loss of"):
        learn(integrator(0.5), mirrored(random_weights(4, 0.5, 0.3, 4)), np.array([0.0, 0.1]), 0.2)


def test_figures_are_drawn():
    for shown in lazy_figures(lazy_examples(N=60, points=12, half=4)):
        assert len(shown.rendered(dpi=40).png) > 3000
