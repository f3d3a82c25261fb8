"""Between rich and lazy: whether an outlier or the bulk remembers, and how far a network is from lazy learning.

In: a target, σ and κ.  Out: one infinitely wide network at its milestones (`rich_lazy`), or a map (`rich_lazy_map`).
"""

from reduced_odes.rich_lazy.grid import RichLazyMap, rich_lazy_map
from reduced_odes.rich_lazy.path import Milestone, RichLazy, rich_lazy

__all__ = [
    "Milestone",
    "RichLazy",
    "RichLazyMap",
    "rich_lazy",
    "rich_lazy_map",
]
