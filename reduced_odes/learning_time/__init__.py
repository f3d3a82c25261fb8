"""How long learning takes from small weights, and when a conjugate pair is born.

In: a reduced system, its start and its target.  Out: the learning time and the steps that gradient descent needs
(`learning_time`), laws for small c* (`integrator_law`), and the times of what happens to a pair (`birth`).
"""

from reduced_odes.learning_time.laws import IntegratorLaw, integrator_law
from reduced_odes.learning_time.pair_birth import Birth, BirthMap, birth, birth_map
from reduced_odes.learning_time.times import (
    LearningTime,
    LearningTimes,
    aligned,
    learning_time,
    learning_times,
    reflected,
)

__all__ = [
    "Birth",
    "BirthMap",
    "IntegratorLaw",
    "LearningTime",
    "LearningTimes",
    "aligned",
    "birth",
    "birth_map",
    "integrator_law",
    "learning_time",
    "learning_times",
    "reflected",
]
