"""Where the weights live while they learn.

In: nothing but the choice of a set of networks.  Out: a `Manifold` (an embedding θ ↦ (W, u, v) in an orthonormal
frame), `Factorised` weights (the overlaps of their vectors), or a `WeakBulk`, each with the learning rates of its
blocks.  `derivations.derive` proves that gradient flow stays on it.
"""

from derivations.manifolds.frames import Manifold, aligned, general, reflection
from derivations.manifolds.rates import RateSymbols
from derivations.manifolds.vectors import Factorised, WeakBulk, factorised, weak_bulk

__all__ = [
    "Factorised",
    "Manifold",
    "RateSymbols",
    "WeakBulk",
    "aligned",
    "factorised",
    "general",
    "reflection",
    "weak_bulk",
]
