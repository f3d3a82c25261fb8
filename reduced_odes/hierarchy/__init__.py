"""A random bulk of any strength: words in W(0) and its transpose, for one network or at infinite width.

In: the weights of a network (`word_space`), or the numbers that describe a random one (`infinite_width`), and a target.
Out: its gradient flow, restricted to the words of up to d letters; `choose_depth` finds the d for a wanted accuracy.
"""

from reduced_odes.hierarchy.depth import choose_depth
from reduced_odes.hierarchy.large_n import InfiniteWidth, infinite_width
from reduced_odes.hierarchy.learning import WordCurve, learn
from reduced_odes.hierarchy.low_rank_flow import LearningRates
from reduced_odes.hierarchy.space import Bulk, WordSpace, word_space
from reduced_odes.linear.target_filter import TargetFilter

__all__ = [
    "Bulk",
    "InfiniteWidth",
    "LearningRates",
    "TargetFilter",
    "WordCurve",
    "WordSpace",
    "choose_depth",
    "infinite_width",
    "learn",
    "word_space",
]
