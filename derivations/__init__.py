"""From a task to a proven low-dimensional learning theory: derive, prove, write down, generate code (SymPy).

>>> from derivations import derive, manifolds, targets
>>> print(derive(targets.integrator(), manifolds.aligned()).ode.invariants["balance"])
a**2*eta_v - b**2*eta_u
"""

from . import manifolds, targets
from .derivation import Derivation, derive
from .emit import emit_module
from .emit_c import emit_c
from .lazy import LazyDerivation, derive_lazy
from .reduced import ReducedODE
from .step import Check, ClosureError, Method, ProofError, Step
from .systems import SYSTEMS, System

__all__ = [
    "SYSTEMS",
    "Check",
    "ClosureError",
    "Derivation",
    "LazyDerivation",
    "Method",
    "ProofError",
    "ReducedODE",
    "Step",
    "System",
    "derive",
    "derive_lazy",
    "emit_c",
    "emit_module",
    "manifolds",
    "targets",
]
