"""How long learning takes: measured on solutions, by asymptotic laws, and for a pair of outliers event by event.

In: a `ReducedSystem`, a start from small weights, and the target's parameters.  Out: the learning time, the largest
curvature on the way and thus the number of gradient steps (`learning_time`, `learning_times`); the laws of both for
small c* and small weights (`integrator_law`, `growth_rate`, `real_saddles`); when a conjugate pair of outliers is born
and when it has learnt (`birth`, `birth_map`).

>>> from reduced_odes import real_outlier
>>> from reduced_odes.learning_time import aligned, learning_time
>>> found = learning_time(real_outlier, aligned(0.01), {"c_star": 0.1})
>>> found.time, found.steps
"""

from reduced_odes.learning_time.laws import (
    IntegratorLaw,
    RealSaddle,
    growth_rate,
    initial_gain,
    integrator_law,
    real_saddles,
)
from reduced_odes.learning_time.pair_birth import Birth, BirthMap, BirthOutcome, birth, birth_map
from reduced_odes.learning_time.times import (
    LearningTime,
    LearningTimes,
    aligned,
    curvature,
    learning_time,
    learning_times,
    reflected,
)

__all__ = [
    "Birth",
    "BirthMap",
    "BirthOutcome",
    "IntegratorLaw",
    "LearningTime",
    "LearningTimes",
    "RealSaddle",
    "aligned",
    "birth",
    "birth_map",
    "curvature",
    "growth_rate",
    "initial_gain",
    "integrator_law",
    "learning_time",
    "learning_times",
    "real_saddles",
    "reflected",
]
