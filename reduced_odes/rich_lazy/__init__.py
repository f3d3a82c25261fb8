"""Between rich and lazy: whether an infinitely wide network remembers by an outlier or by its bulk.

In: a target, the radius σ of the bulk and the initial size κ; for a map, arrays of them. Out: the network when its
loss has fallen to given levels, and how far its loss was from the lazy theory's (`rich_lazy`), or these over a grid
with error bars (`rich_lazy_map`), which an archive keeps point by point.

>>> from reduced_odes.rich_lazy import TargetFilter, rich_lazy
>>> found = rich_lazy(TargetFilter.integrator(0.3), sigma=0.4, kappa=2.0)
>>> [(m.level, m.time, m.c, m.explained, m.distance) for m in found.milestones]
"""

from reduced_odes.linear.target_filter import TargetFilter
from reduced_odes.rich_lazy.figure import BULK, INK, TITLES, draw_row, scales
from reduced_odes.rich_lazy.grid import RichLazyMap, rich_lazy_map
from reduced_odes.rich_lazy.path import LEVELS, Milestone, RichLazy, rich_lazy

__all__ = [
    "BULK",
    "INK",
    "LEVELS",
    "TITLES",
    "Milestone",
    "RichLazy",
    "RichLazyMap",
    "TargetFilter",
    "draw_row",
    "rich_lazy",
    "rich_lazy_map",
    "scales",
]
