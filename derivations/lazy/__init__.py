"""The lazy regime of a wide network: weights hardly move, and the random bulk is all the memory there is.

In: a target.  Out: a `LazyDerivation`: tangent kernels, their eigenfunctions, the learning curve, the condition under
which a target can be learnt, and the late power law.
"""

from derivations.lazy.derivation import LazyDerivation, derive_lazy

__all__ = ["LazyDerivation", "derive_lazy"]
