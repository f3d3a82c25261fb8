"""What the tests share: each system is derived once, and hypothesis gives the same examples every time."""

import pytest
from hypothesis import settings

from derivations import manifolds, targets
from derivations.derivation import Derivation, derive

settings.register_profile("reproducible", deadline=None, derandomize=True)
settings.load_profile("reproducible")


@pytest.fixture(scope="session")
def real_outlier() -> Derivation:
    return derive(targets.integrator(), manifolds.aligned())


@pytest.fixture(scope="session")
def conjugate_pair() -> Derivation:
    return derive(targets.damped_oscillator(), manifolds.reflection())


@pytest.fixture(scope="session")
def rank_two() -> Derivation:
    return derive(targets.damped_oscillator(), manifolds.general())


@pytest.fixture(scope="session")
def real_outlier_bulk() -> Derivation:
    return derive(targets.integrator(), manifolds.weak_bulk())


@pytest.fixture(scope="session")
def overlaps_rank_one() -> Derivation:
    return derive(targets.oscillator_or_integrator(), manifolds.factorised(1))


@pytest.fixture(scope="session")
def overlaps_rank_two() -> Derivation:
    return derive(targets.oscillator_or_integrator(), manifolds.factorised(2))
