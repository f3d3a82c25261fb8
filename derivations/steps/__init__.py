"""The numbered steps of a derivation: each finds something, proves it, and says how it was proved.

In: a target and a manifold.  Out: `Step` by `Step`, a `Reduction`: the velocity of the coordinates, observables,
conserved quantities and stability conditions.  A step whose check fails raises `ProofError`; a gradient that leaves
the manifold raises `ClosureError`.
"""

from derivations.steps.gramians import Gramians
from derivations.steps.reduction import Reduction
from derivations.steps.step import Check, ClosureError, Method, ProofError, Step, require

__all__ = ["Check", "ClosureError", "Gramians", "Method", "ProofError", "Reduction", "Step", "require"]
