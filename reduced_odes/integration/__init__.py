"""Solutions of reduced systems: one at a time, or a grid of them.

In: a `ReducedSystem`, an initial state, parameters and learning times.  Out: a `Trajectory` (`integrate`), or an
`Ensemble` of what became of every point of a grid (`integrate_many`).  SciPy's solvers drive the interpreted equations;
for many solutions `cvode` compiles them.  Either way the checks, the events and the outcome are those of
`initial_value`.

>>> from reduced_odes import real_outlier
>>> from reduced_odes.integration import integrate
>>> trajectory = integrate(real_outlier, {"a": 0.1, "b": 0.1}, {"c_star": 0.1}, [0, 20, 40])
>>> trajectory.outcome, trajectory["c"]
"""

from reduced_odes.integration.ensemble import Ensemble
from reduced_odes.integration.many import integrate_many, method_for
from reduced_odes.integration.single import integrate
from reduced_odes.integration.trajectory import SolverRecord, Trajectory, load_trajectory, save_trajectory

__all__ = [
    "Ensemble",
    "SolverRecord",
    "Trajectory",
    "integrate",
    "integrate_many",
    "load_trajectory",
    "method_for",
    "save_trajectory",
]
