"""Trainings of a full network: from initial weights to a `DescentRun`.

In go `Weights`, a target, and how to learn; out comes a `DescentRun` with losses, spectra, outliers and kept weights
over learning time, which saves and loads itself (`runs`). `descent` follows the exact gradient in steps, `flow`
integrates the limit of small steps, `sampled_descent` learns from mini-batches of noise (`sampled`) as an experiment
does, `euler` knows the exact loss of a network in discrete time, `factorised` trains W = m nᵀ by its factors, and
`linearised` stays in the tangent space. All trainings in steps share one `loop`, with its `checkpoints` and its
`recording`; a new learning rule is one class, a `Rule` of that loop.
"""

from validation.training.checkpoints import Progress
from validation.training.descent import ExactLoss, descend
from validation.training.euler import euler_loss_and_gradient, largest_time_step
from validation.training.factorised import FactorRun, Factors, factor_descent, factor_flow, factor_gradient
from validation.training.flow import flow_rate, gradient_flow
from validation.training.linearised import mirrored, readout_curve, tangent_curve
from validation.training.loop import Rule, Schedule, Slope, train
from validation.training.low_rank_radau import LowRankRadau
from validation.training.recording import Recording, Training
from validation.training.runs import DescentRun, load_run
from validation.training.sampled import sampled_loss_and_gradient, white_noise
from validation.training.sampled_descent import train_sampled

__all__ = [
    "DescentRun",
    "ExactLoss",
    "FactorRun",
    "Factors",
    "LowRankRadau",
    "Progress",
    "Recording",
    "Rule",
    "Schedule",
    "Slope",
    "Training",
    "descend",
    "euler_loss_and_gradient",
    "factor_descent",
    "factor_flow",
    "factor_gradient",
    "flow_rate",
    "gradient_flow",
    "largest_time_step",
    "load_run",
    "mirrored",
    "readout_curve",
    "sampled_loss_and_gradient",
    "tangent_curve",
    "train",
    "train_sampled",
    "white_noise",
]
