"""Means of words in a random matrix as its size goes to infinity, and what they do to a wide network.

In: the covariance of the entries of W(0).  Out: Wick's pairings (`wick`), words on the full Fock space, and an
`InfiniteWidthDerivation`: moments, resolvent and outliers of a network of infinite width.
"""

from derivations.random_matrices.infinite_width import InfiniteWidthDerivation, derive_infinite_width

__all__ = ["InfiniteWidthDerivation", "derive_infinite_width"]
