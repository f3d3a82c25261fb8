"""What the tests share: each system is derived once, when asked for; hypothesis gives the same examples each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from unittest.mock import patch

import pytest
from hypothesis import settings
from threadpoolctl import threadpool_limits

from derivations import SYSTEMS, Derivation, derivation, derive, emit_module
from derivations.__main__ import CLOSED_FORMS
from derivations.analysis import Analysis, analyse, outlier_subsets
from derivations.analysis import document as analysis_document
from derivations.analysis.trained_subsets import OutlierSubset
from derivations.documents import Document
from derivations.learning_time import derivation as learning_time_derivation
from derivations.manifolds.frames import Manifold
from derivations.manifolds.vectors import Factorised
from derivations.steps.reduction import ReducedFlow
from derivations.steps.weak_bulk import WeakBulk
from derivations.systems import system_name
from derivations.targets import Target

_reduced_anew = derivation._reduced


@cache
def _reduced(target: Target, manifold: Manifold | Factorised | WeakBulk) -> ReducedFlow:
    return _reduced_anew(target, manifold)


settings.register_profile("reproducible", deadline=None, derandomize=True)
settings.load_profile("reproducible")


@cache
def _derived(name: str) -> Derivation:
    with patch.object(derivation, "_reduced", _reduced):
        return derive(SYSTEMS[name].target(), SYSTEMS[name].manifold())


@cache
def _outliers() -> dict[str, OutlierSubset]:
    whole = _derived("real_outlier")
    return {"".join(subset.trained): subset for subset in outlier_subsets(whole.ode, whole.manifold)}


def _derived_before(target: Target, manifold: Manifold) -> Derivation:
    return _derived(system_name(target.name, manifold.name))


@cache
def _analysed(name: str) -> Analysis:
    with (
        patch.object(analysis_document, "derive", _derived_before),
        patch.object(analysis_document, "outlier_subsets", lambda ode, manifold: _outliers().values()),
    ):
        return analyse(SYSTEMS[name].target(), SYSTEMS[name].manifold())


@cache
def _closed_form(name: str) -> Document:
    with patch.object(learning_time_derivation, "derive", _derived_before):
        return CLOSED_FORMS[name]()


@cache
def _emitted(name: str) -> str:
    return emit_module(_derived(name).ode)


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Matrices are small, and with -n 2 the cores are taken. By now NumPy and SciPy have loaded their libraries."""
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="module")
def proved_once() -> Iterator[None]:
    """What `derive` proves of a target on a manifold, whichever weights are trained, it proves once in a session."""
    with patch.object(derivation, "_reduced", _reduced):
        yield


@pytest.fixture(scope="session")
def derived() -> Callable[[str], Derivation]:
    """The derivation of a system, by name."""
    return _derived


@pytest.fixture(scope="session")
def emitted() -> Callable[[str], str]:
    """The source of a system, by name."""
    return _emitted


@pytest.fixture(scope="session")
def outliers() -> dict[str, OutlierSubset]:
    """All subsets of one outlier, by the names of their blocks, each with its fixed point."""
    return _outliers()


@pytest.fixture(scope="session")
def analysed() -> Callable[[str], Analysis]:
    """The analysis of a system, by name."""
    return _analysed


@pytest.fixture(scope="session")
def closed_form() -> Callable[[str], Document]:
    """A derivation of formulas, by the name that it has on the command line."""
    return _closed_form


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
