"""From a task to a proven low-dimensional learning theory: derive, prove, write down, generate code (SymPy).

>>> from derivations import derive, manifolds, targets
>>> print(derive(targets.integrator(), manifolds.aligned()).ode.invariants["balance"])
a**2*eta_v - b**2*eta_u
"""

from derivations import manifolds, targets
from derivations.codegen.c import emit_c
from derivations.codegen.javascript import emit_javascript
from derivations.codegen.python import emit_module
from derivations.derivation import Derivation, derive
from derivations.errors import ClosureError, DerivationError, InputError, ProofError
from derivations.lazy.derivation import LazyDerivation, derive_lazy
from derivations.reduced import ReducedODE
from derivations.steps.step import Check, ProofMethod, Step
from derivations.systems import SYSTEMS, System

__all__ = [
    "SYSTEMS",
    "Check",
    "ClosureError",
    "Derivation",
    "DerivationError",
    "InputError",
    "LazyDerivation",
    "ProofError",
    "ProofMethod",
    "ReducedODE",
    "Step",
    "System",
    "derive",
    "derive_lazy",
    "emit_c",
    "emit_javascript",
    "emit_module",
    "manifolds",
    "targets",
]
