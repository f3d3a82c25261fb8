"""Targets of several poles are learnt one pole after another, with a plateau before each of them.

In: a target and small initial weights.  Out: the plateaus (`staircase`), and when a weak bulk lets a network leave them
(`timetable`).
"""

from reduced_odes.staircase.plateaus import Plateau, staircase
from reduced_odes.staircase.times import Timetable, timetable

__all__ = [
    "Plateau",
    "Timetable",
    "staircase",
    "timetable",
]
