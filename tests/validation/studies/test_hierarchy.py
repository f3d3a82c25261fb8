"""Networks with a bulk against their own restrictions: the claims, and that a wrong theory fails."""

from dataclasses import replace

import numpy as np
import pytest

from validation import random_weights
from validation.experiments.power_laws import leading_order
from validation.experiments.tasks import OSCILLATOR
from validation.studies import hierarchy as study
from validation.studies.hierarchy import FIXED, depth_errors, hierarchy_claims


def test_errors_of_networks_fall_as_sigma_to_the_2d_and_2(monkeypatch):
    monkeypatch.setattr(study, "DEPTHS", (0, 1))
    claims = hierarchy_claims(FIXED, {}, N=40, seed=1)
    orders = [claim for claim in claims if "order in σ" in claim.name]
    assert [claim.expected for claim in orders] == [2.0, 2.0, 4.0, 4.0, 2.0, 4.0]
    for claim in orders:
        assert claim.measured == pytest.approx(claim.expected, rel=0.12)  # N = 40: chance overlaps of 16 %
        assert claim.x.size == claim.y.size == 4
    (estimate,) = [claim for claim in claims if claim not in orders]
    assert estimate.passed and estimate.measured > 0.05


def test_a_restriction_that_forgets_the_bulk_fails(monkeypatch):
    """Were the reduction to depth 1 really one to depth 0, its measured order would be 2."""
    monkeypatch.setattr(study, "DEPTHS", (0, 1))
    learn = study.learn
    monkeypatch.setattr(study, "learn", lambda *args, depth, **options: learn(*args, depth=0, **options))
    found = depth_errors(random_weights(30, 1.0, 0.6, 1), replace(FIXED, until=1.5), np.array(study.SIGMAS))
    assert leading_order(found.sigmas, found.loss[:, 1]).slope == pytest.approx(2.0, abs=0.3)


def test_only_the_integrator_is_studied():
    assert hierarchy_claims(OSCILLATOR, {}) == []
