"""The full network: exact loss and gradient, gradient flow and descent, and the comparison with a theory."""

from validation.errors import (
    CheckpointMismatch,
    DamagedFile,
    SaddlePoint,
    StepTooLarge,
    UnknownQuantity,
    UnstableNetwork,
    ValidationError,
)
from validation.targets import StateSpace, damped_oscillator, integrator
from validation.weights import Rates, Weights, balance, impulse_response, random_weights

__all__ = [
    "CheckpointMismatch",
    "DamagedFile",
    "Rates",
    "SaddlePoint",
    "StateSpace",
    "StepTooLarge",
    "UnknownQuantity",
    "UnstableNetwork",
    "ValidationError",
    "Weights",
    "balance",
    "damped_oscillator",
    "impulse_response",
    "integrator",
    "random_weights",
]
