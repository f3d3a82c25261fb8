"""The full network: exact loss and gradient, gradient flow and descent, and the comparison with a theory."""

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
from validation.flow import flow_rate, gradient_flow
from validation.gradient import loss_and_gradient, modal_gradient, target_power
from validation.outliers import OutlierPath, disc_radius, track_outliers
from validation.runs import DescentRun, load_run
from validation.targets import StateSpace, damped_oscillator, integrator
from validation.weights import Rates, Weights, balance, impulse_response, random_weights

__all__ = [
    "Agreement",
    "Aligned",
    "CheckpointMismatch",
    "Comparison",
    "DamagedFile",
    "DescentRun",
    "General",
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
    "compare",
    "convergence_order",
    "damped_oscillator",
    "descend",
    "disc_radius",
    "flow_rate",
    "gradient_flow",
    "impulse_response",
    "integrator",
    "largest_curvature",
    "largest_stable_step",
    "load_run",
    "loss_and_gradient",
    "modal_gradient",
    "random_weights",
    "residual",
    "target_power",
    "track_outliers",
]
