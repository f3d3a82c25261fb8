"""Networks with a random bulk, followed in the space of the words of W(0) and its transpose.

In: a network W, u, v of any size (`word_space`), or σ, τ, κ and an overlap at infinite width (`fock_space`), and a
target.  Out: loss, gain and outliers over learning time (`learn`), to a wanted accuracy (`choose_depth`), and at
infinite width with an error bar (`infinite_width`).  The words of up to d letters leave out a part of the loss
∝ σ^{2(d + 1)}.

>>> from reduced_odes.hierarchy import TargetFilter, infinite_width
>>> run = infinite_width(TargetFilter.integrator(0.3), sigma=0.4, kappa=0.5, times=[0, 1, 2, 3, 4])
>>> run["loss"], run.error["loss"], run["c"]
"""

from reduced_odes.hierarchy.depth import SAFETY, choose_depth, deviations, missed_descent
from reduced_odes.hierarchy.fock import fock_space
from reduced_odes.hierarchy.large_n import InfiniteWidth, infinite_width
from reduced_odes.hierarchy.learning import OBSERVABLES, WordCurve, learn, learning_rates
from reduced_odes.hierarchy.low_rank_flow import LearningRates
from reduced_odes.hierarchy.outliers import Outlier
from reduced_odes.hierarchy.space import Bulk, WordSpace, word_space
from reduced_odes.hierarchy.system import hierarchy_system
from reduced_odes.linear.target_filter import TargetFilter

__all__ = [
    "OBSERVABLES",
    "SAFETY",
    "Bulk",
    "InfiniteWidth",
    "LearningRates",
    "Outlier",
    "TargetFilter",
    "WordCurve",
    "WordSpace",
    "choose_depth",
    "deviations",
    "fock_space",
    "hierarchy_system",
    "infinite_width",
    "learn",
    "learning_rates",
    "missed_descent",
    "word_space",
]
