"""What the tests share: each system is derived once, when asked for; hypothesis gives the same examples each time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import settings

from derivations import SYSTEMS, Derivation, derive, emit_module

settings.register_profile("reproducible", deadline=None, derandomize=True)
settings.load_profile("reproducible")


@cache
def _derived(name: str) -> Derivation:
    return derive(SYSTEMS[name].target(), SYSTEMS[name].manifold())


@cache
def _emitted(name: str) -> str:
    return emit_module(_derived(name).ode)


@pytest.fixture(scope="session")
def derived() -> Callable[[str], Derivation]:
    """The derivation of a system, by name."""
    return _derived


@pytest.fixture(scope="session")
def emitted() -> Callable[[str], str]:
    """The source of a system, by name."""
    return _emitted


@pytest.fixture(scope="session")
def real_outlier() -> Derivation:
    return _derived("real_outlier")


@pytest.fixture(scope="session")
def conjugate_pair() -> Derivation:
    return _derived("conjugate_pair")


@pytest.fixture(scope="session")
def rank_two() -> Derivation:
    return _derived("rank_two")


@pytest.fixture(scope="session")
def real_outlier_bulk() -> Derivation:
    return _derived("real_outlier_bulk")


@pytest.fixture(scope="session")
def overlaps_rank_one() -> Derivation:
    return _derived("overlaps_rank_one")


@pytest.fixture(scope="session")
def overlaps_rank_two() -> Derivation:
    return _derived("overlaps_rank_two")
