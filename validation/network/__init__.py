"""The full linear recurrent network of N neurons, and what it is to learn.

In go W (an array, a sparse matrix, or its action alone), u and v; out comes `Weights`, one immutable value that holds
networks, gradients and directions alike, with their sums, norms and spectra (`weights`; `low_rank` and
`low_rank_update` hold what learning adds to a large bulk). `targets` makes the filters that are to be learnt,
`outliers` follows eigenvalues that leave the bulk, `coordinates` reads the reduced variables off a network, and
`schur` solves the Gramian equations.
"""

from validation.network.coordinates import Aligned, General, ManifoldObserver, Reflection, residual
from validation.network.low_rank import LowRank
from validation.network.low_rank_update import LowRankUpdate
from validation.network.outliers import OutlierPath, disc_radius, track_outliers
from validation.network.targets import StateSpace, damped_oscillator, integrator, target_power
from validation.network.weights import Rates, Weights, balance, impulse_response, random_weights

__all__ = [
    "Aligned",
    "General",
    "LowRank",
    "LowRankUpdate",
    "ManifoldObserver",
    "OutlierPath",
    "Rates",
    "Reflection",
    "StateSpace",
    "Weights",
    "balance",
    "damped_oscillator",
    "disc_radius",
    "impulse_response",
    "integrator",
    "random_weights",
    "residual",
    "target_power",
    "track_outliers",
]
