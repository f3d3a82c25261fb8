"""The systems that have a name of their own: which target on which manifold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from derivations import manifolds, targets
from derivations.algebra.identifiers import identifier


@dataclass(frozen=True)
class System:
    """A named pair of target and manifold, given by the functions that make them."""

    target: Callable[[], targets.Target]
    manifold: Callable[[], manifolds.Manifold | manifolds.Factorised | manifolds.WeakBulk]


SYSTEMS: Mapping[str, System] = MappingProxyType(
    {
        "real_outlier": System(targets.integrator, manifolds.aligned),
        "conjugate_pair": System(targets.damped_oscillator, manifolds.reflection),
        "rank_two": System(targets.damped_oscillator, manifolds.general),
        "real_outlier_bulk": System(targets.integrator, manifolds.weak_bulk),
        "overlaps_rank_one": System(targets.oscillator_or_integrator, partial(manifolds.factorised, 1)),
        "overlaps_rank_two": System(targets.oscillator_or_integrator, partial(manifolds.factorised, 2)),
    }
)


def system_name(target: str, manifold: str) -> str:
    """The name of the system made of a target and a manifold, given by their names.

    If there is none, ``<target>_<manifold>``, spelt as an identifier.
    """
    for name, system in SYSTEMS.items():
        if (system.target().name, system.manifold().name) == (target, manifold):
            return name
    return identifier(f"{target}_{manifold}")
