"""Where a reduced flow comes to rest, and what it passes on the way.

In: a `ReducedSystem` with parameters, and a guess or a `Trajectory`. Out: a `FixedPoint` with its rates, its
stability, the largest stable step and a certificate (`fixed_point`, `resting_point`, `saddle_at_zero`), and the
`SlowStretch`es of a trajectory with the saddles that explain them (`plateaus`); when a network would leave a
trajectory by rounding (`departure`).

>>> from reduced_odes import conjugate_pair
>>> from reduced_odes.analysis import fixed_point
>>> at = fixed_point(conjugate_pair, {"p": 0.7, "q": 2, "r": 0.7, "alpha": 1}, {"c_star": 0.3, "omega_star": 2})
>>> at.stability, at.largest_step
"""

from reduced_odes.analysis.fixed_points import (
    Certificate,
    FixedPoint,
    FixedPointType,
    fixed_point,
    resting_point,
    saddle_at_zero,
    steps_for,
    time_after,
)
from reduced_odes.analysis.immovable import Immovable
from reduced_odes.analysis.phase_plane import PhasePortrait, phase_portrait
from reduced_odes.analysis.rounding import Departure, departure
from reduced_odes.analysis.slow_stretches import SlowStretch, plateaus, slowest_plateau

__all__ = [
    "Certificate",
    "Departure",
    "FixedPoint",
    "FixedPointType",
    "Immovable",
    "PhasePortrait",
    "SlowStretch",
    "departure",
    "fixed_point",
    "phase_portrait",
    "plateaus",
    "resting_point",
    "saddle_at_zero",
    "slowest_plateau",
    "steps_for",
    "time_after",
]
