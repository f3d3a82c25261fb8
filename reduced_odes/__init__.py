"""Reduced learning dynamics of linear recurrent networks, as numbers.

>>> import numpy as np
>>> from reduced_odes import integrate, real_outlier
>>> t = integrate(real_outlier, {"a": 0.1, "b": 0.1}, {"c_star": 0.1}, np.linspace(0, 40, 81))
>>> t.outcome, t["c"], t["loss"]

The folders, from the ground up; each says in its `__init__` what goes in and what comes out:

`systems`        equations as a `ReducedSystem`: emitted, shipped, or for any target
`integration`    their solutions: `integrate`, `integrate_many`
`analysis`       fixed points of a flow, saddles on the way
`learning_time`  how long learning takes, in time and in steps
`lazy`           wide networks whose weights hardly move
`hierarchy`      networks with a random bulk of any strength: `infinite_width`, `choose_depth`
`rich_lazy`      between the two: outlier or bulk?
`staircase`      targets of several poles, learnt one after the other
`linear`         targets, Gramians and exact gradients, on which these stand
`cli`            `python -m reduced_odes`
`explorer`       a page on which the systems are solved in a browser

The shipped systems `real_outlier`, `conjugate_pair`, `rank_two`, `real_outlier_bulk`, `overlaps_rank_one` and
`overlaps_rank_two`, and what needs SciPy, are loaded when they are first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from reduced_odes._common.errors import (
    ArchiveError,
    EngineError,
    FileInUseError,
    InputError,
    LostWorkError,
    MissingPackageError,
    ModuleFormatError,
    NoFixedPointError,
    NoNetworkError,
    OutputError,
    SaddleError,
    SettingsError,
    TrajectoryFileError,
    UnknownNameError,
    UnstableNetworkError,
)
from reduced_odes._common.figures import plot, save_plot
from reduced_odes._common.outcome import Outcome
from reduced_odes._common.rates import Rates
from reduced_odes.initial_value import Event, Method
from reduced_odes.integration import (
    Ensemble,
    SolverRecord,
    Trajectory,
    integrate,
    integrate_many,
    load_trajectory,
    save_trajectory,
)
from reduced_odes.systems import Formulas, ReducedSystem, load, overlaps, shipped, shipped_system

if TYPE_CHECKING:
    from reduced_odes.linear import TargetFilter
    from reduced_odes.systems.any_target import outlier_system, target_of

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
    "MissingPackageError",
    "ModuleFormatError",
    "NoFixedPointError",
    "NoNetworkError",
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
    "plot",
    "rank_two",
    "real_outlier",
    "real_outlier_bulk",
    "save_plot",
    "save_trajectory",
    "shipped",
    "shipped_system",
    "target_of",
]

# Where __getattr__ finds what needs SciPy, whose import would take longer than all of the rest.
_NEEDS_SCIPY = {
    "TargetFilter": "reduced_odes.linear",
    "outlier_system": "reduced_odes.systems.any_target",
    "target_of": "reduced_odes.systems.any_target",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name in _NEEDS_SCIPY:
            return getattr(import_module(_NEEDS_SCIPY[name]), name)
        if name in shipped():
            return shipped_system(name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; shipped systems: {', '.join(shipped())}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *_NEEDS_SCIPY, *shipped()})
