"""Reduced systems as numbers: dθ/ds = F(θ), made from emitted text, from the shipped modules, or from any target.

In: the text of a module that `derivations` emitted (`load`), or the name of a shipped one (`shipped_system`). Out: a
`ReducedSystem`, which knows its names and evaluates its formulas, and nothing else. `any_target` makes one for a
target of any order; its functions are in `reduced_odes` itself, since they need SciPy, which takes long to import.

>>> from reduced_odes.systems import shipped, shipped_system
>>> system = shipped_system("real_outlier")
>>> system.state, system.rhs([0.1, 0.1, 1.0], {"c_star": 0.3})
"""

from reduced_odes.systems.loading import load, shipped, shipped_system
from reduced_odes.systems.system import Formulas, Parameters, ReducedSystem
from reduced_odes.systems.vectors import overlaps

__all__ = ["Formulas", "Parameters", "ReducedSystem", "load", "overlaps", "shipped", "shipped_system"]
