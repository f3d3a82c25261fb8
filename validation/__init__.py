"""The full network: exact loss and gradient, gradient flow and descent, and the comparison with a theory.

In go weights and a target; out come runs, `DescentRun`, which `compare` holds against the trajectory of a reduced
system. `python -m validation` measures all that is claimed, see `validation.registry`.
"""

from validation._common.errors import (
    CheckpointMismatch,
    DamagedFile,
    FileInUse,
    SaddlePoint,
    StepTooLarge,
    UndecidedStability,
    UnknownQuantity,
    UnstableNetwork,
    ValidationError,
)
from validation.experiments.bulk import BulkStudy, bulk_study
from validation.experiments.comparison import Agreement, Comparison, compare
from validation.experiments.euler import sampled_noise_study, time_step_study
from validation.experiments.power_laws import Order, convergence_order
from validation.gradient.curvature import largest_curvature, largest_stable_step
from validation.gradient.exact import Engine, Evaluation, evaluate_by, loss_and_gradient
from validation.gradient.modal import modal_gradient
from validation.gradient.visible import visible_network
from validation.network.coordinates import Aligned, General, ManifoldObserver, Reflection, residual
from validation.network.low_rank import LowRank
from validation.network.low_rank_update import LowRankUpdate
from validation.network.outliers import OutlierPath, disc_radius, track_outliers
from validation.network.targets import StateSpace, damped_oscillator, integrator, target_power
from validation.network.weights import Rates, Weights, balance, impulse_response, random_weights
from validation.training.descent import descend
from validation.training.euler import euler_loss_and_gradient, largest_time_step
from validation.training.flow import flow_rate, gradient_flow
from validation.training.low_rank_radau import LowRankRadau
from validation.training.runs import DescentRun, load_run
from validation.training.sampled import sampled_loss_and_gradient, white_noise
from validation.training.sampled_descent import train_sampled

__all__ = [
    "Agreement",
    "Aligned",
    "BulkStudy",
    "CheckpointMismatch",
    "Comparison",
    "DamagedFile",
    "DescentRun",
    "Engine",
    "Evaluation",
    "FileInUse",
    "General",
    "LowRank",
    "LowRankRadau",
    "LowRankUpdate",
    "ManifoldObserver",
    "Order",
    "OutlierPath",
    "Rates",
    "Reflection",
    "SaddlePoint",
    "StateSpace",
    "StepTooLarge",
    "UndecidedStability",
    "UnknownQuantity",
    "UnstableNetwork",
    "ValidationError",
    "Weights",
    "balance",
    "bulk_study",
    "compare",
    "convergence_order",
    "damped_oscillator",
    "descend",
    "disc_radius",
    "euler_loss_and_gradient",
    "evaluate_by",
    "flow_rate",
    "gradient_flow",
    "impulse_response",
    "integrator",
    "largest_curvature",
    "largest_stable_step",
    "largest_time_step",
    "load_run",
    "loss_and_gradient",
    "modal_gradient",
    "random_weights",
    "residual",
    "sampled_loss_and_gradient",
    "sampled_noise_study",
    "target_power",
    "time_step_study",
    "track_outliers",
    "train_sampled",
    "visible_network",
    "white_noise",
]
