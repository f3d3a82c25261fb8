"""The full network: exact loss and gradient, gradient flow and descent, and the comparison with a theory."""

from validation.bulk_study import BulkStudy, bulk_study
from validation.comparison import Agreement, Comparison, Order, compare, convergence_order
from validation.coordinates import Aligned, General, ManifoldObserver, Reflection, residual
from validation.curvature import largest_curvature, largest_stable_step
from validation.descent import descend
from validation.errors import (
    CheckpointMismatch,
    DamagedFile,
    SaddlePoint,
    StepTooLarge,
    UnknownQuantity,
    UnstableNetwork,
    ValidationError,
)
from validation.euler import euler_loss_and_gradient, largest_time_step
from validation.euler_studies import sampled_noise_study, time_step_study
from validation.flow import flow_rate, gradient_flow
from validation.gradient import Engine, Evaluation, evaluate_by, loss_and_gradient
from validation.lowrank import LowRank
from validation.modal_gradient import modal_gradient
from validation.outliers import OutlierPath, disc_radius, track_outliers
from validation.runs import DescentRun, load_run
from validation.sampled import sampled_loss_and_gradient, white_noise
from validation.sampled_training import train_sampled
from validation.stiff import LowRankRadau
from validation.targets import StateSpace, damped_oscillator, integrator, target_power
from validation.updates import LowRankUpdate
from validation.visible import visible_network
from validation.weights import Rates, Weights, balance, impulse_response, random_weights

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
