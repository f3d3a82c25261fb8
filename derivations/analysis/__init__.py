"""Where learning comes to rest: fixed points, their rates, and which trained weights can reach which target.

In: a target and a manifold.  Out: fixed points with the flow linearised there (`SymbolicFixedPoint`), subsets of trained
weights with the reason why each can or cannot learn (`subsets`), and all of it as the blocks of a document
(`of_analysis`).
"""

from derivations.analysis.document import of_analysis
from derivations.analysis.fixed_points import SymbolicFixedPoint, Kind, largest_step
from derivations.analysis.trained_subsets import outlier_subsets, subsets

__all__ = ["SymbolicFixedPoint", "Kind", "largest_step", "of_analysis", "outlier_subsets", "subsets"]
