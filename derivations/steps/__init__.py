"""The numbered steps of a derivation: each finds something, proves it, and says how it was proved.

In: a target and a manifold.  Out: `Step` by `Step`, a `ReducedFlow`: the velocity of the coordinates, observables,
conserved quantities and stability conditions.  A step whose check fails raises `ProofError`; a gradient that leaves
the manifold raises `ClosureError`.
"""

from derivations.errors import ClosureError, ProofError
from derivations.steps.gramians import NetworkGramians
from derivations.steps.reduction import ReducedFlow
from derivations.steps.step import Check, ProofMethod, Step, require

__all__ = ["Check", "ClosureError", "NetworkGramians", "ProofError", "ProofMethod", "ReducedFlow", "Step", "require"]
