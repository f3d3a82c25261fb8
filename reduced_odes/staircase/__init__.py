"""Targets of several poles, learnt one after the other: the plateaus, and when each of them is left.

In: a target of any order, the lengths of the first u and v, and a weak random bulk.  Out: the plateaus with their
losses, poles and escape rates (`staircase`), and the learning times at which a network leaves them (`timetable`), at
infinite width or for one given network.

>>> from reduced_odes.staircase import TargetFilter, staircase
>>> steps = staircase(TargetFilter.from_poles([-0.1, -0.6, -4.0], [0.5, 1.0, 2.0]), kappa=0.3)
>>> [(step.loss, step.escape_rate) for step in steps]
"""

from reduced_odes.linear.target_filter import TargetFilter
from reduced_odes.staircase.plateaus import Path, Plateau, passage, staircase
from reduced_odes.staircase.times import Stage, Timetable, timetable

__all__ = ["Path", "Plateau", "Stage", "TargetFilter", "Timetable", "passage", "staircase", "timetable"]
