"""Reduced learning dynamics of linear recurrent networks, as numbers.

>>> import numpy as np
>>> from reduced_odes import integrate, real_outlier
>>> t = integrate(real_outlier, {"a": 0.1, "b": 0.1}, {"c_star": 0.1}, np.linspace(0, 40, 81))
>>> t.outcome, t["c"], t["loss"]

The shipped systems `real_outlier`, `conjugate_pair`, `rank_two`, `real_outlier_bulk`, `overlaps_rank_one` and
`overlaps_rank_two` are loaded when they are first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reduced_odes._common.errors import (
    ArchiveError,
    EngineError,
    FileInUseError,
    InputError,
    LostWorkError,
    ModuleFormatError,
    NoFixedPointError,
    OutputError,
    SaddleError,
    SettingsError,
    TrajectoryFileError,
    UnknownNameError,
    UnstableNetworkError,
)
from reduced_odes._common.outcome import Outcome
from reduced_odes._common.rates import Rates
from reduced_odes.initial_value.events import Event
from reduced_odes.initial_value.problem import Method
from reduced_odes.integration.many import Ensemble, integrate_many
from reduced_odes.integration.single import integrate
from reduced_odes.integration.storage import load_trajectory, save_trajectory
from reduced_odes.integration.trajectory import SolverRecord, Trajectory
from reduced_odes.linear.overlaps import overlaps
from reduced_odes.linear.target_filter import TargetFilter
from reduced_odes.systems.any_target import outlier_system, target_of
from reduced_odes.systems.loading import load, shipped, shipped_system
from reduced_odes.systems.system import Formulas, ReducedSystem

# Found by __getattr__ in reduced_odes/generated/.
real_outlier: ReducedSystem
conjugate_pair: ReducedSystem
rank_two: ReducedSystem
real_outlier_bulk: ReducedSystem
overlaps_rank_one: ReducedSystem
overlaps_rank_two: ReducedSystem

__all__ = [
    "ArchiveError",
    "EngineError",
    "Ensemble",
    "Event",
    "FileInUseError",
    "Formulas",
    "InputError",
    "LostWorkError",
    "Method",
    "ModuleFormatError",
    "NoFixedPointError",
    "Outcome",
    "OutputError",
    "Rates",
    "ReducedSystem",
    "SaddleError",
    "SettingsError",
    "SolverRecord",
    "TargetFilter",
    "Trajectory",
    "TrajectoryFileError",
    "UnknownNameError",
    "UnstableNetworkError",
    "conjugate_pair",
    "integrate",
    "integrate_many",
    "load",
    "load_trajectory",
    "outlier_system",
    "overlaps",
    "overlaps_rank_one",
    "overlaps_rank_two",
    "rank_two",
    "real_outlier",
    "real_outlier_bulk",
    "save_trajectory",
    "shipped",
    "shipped_system",
    "target_of",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> ReducedSystem:
        if name in shipped():
            return shipped_system(name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; shipped systems: {', '.join(shipped())}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *shipped()})
