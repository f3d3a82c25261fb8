"""Where learning comes to rest: fixed points, their rates, and which trained weights can reach which target.

In: a target and a manifold.  Out: fixed points with the flow linearised there (`SymbolicFixedPoint`), subsets of
trained weights with the reason why each can or cannot learn (`subsets`), and all of it as a document (`analyse`).
"""

from derivations.analysis.document import Analysis, analyse
from derivations.analysis.fixed_points import Kind, SymbolicFixedPoint, largest_step
from derivations.analysis.trained_subsets import outlier_subsets, subsets

__all__ = ["Analysis", "Kind", "SymbolicFixedPoint", "analyse", "largest_step", "outlier_subsets", "subsets"]
