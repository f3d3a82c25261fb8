"""The exact loss of a full network and its derivatives.

In go `Weights` and a target (`validation.network`); out come the loss ½ ∫ (f − f*)² dt and its gradient, to a
requested accuracy, by the engine that suits the size (`exact`, `engines`). Besides: the curvature and the largest
stable step (`curvature`), derivatives by poles and residues (`modal`), the small network that stands for a large one
(`visible`), the best that a few poles can do (`model_reduction`), and gradients for trainings, which go on from step
to step (`sources`). Nothing here knows a formula of the theory.
"""

from validation.gradient.curvature import hessian, largest_curvature, largest_stable_step
from validation.gradient.exact import Engine, Evaluation, evaluate, evaluate_by, loss_and_gradient
from validation.gradient.modal import ModalGradient, modal_gradient
from validation.gradient.model_reduction import ReducedTarget, best_reduction, reductions
from validation.gradient.sources import Gradients, gradient_source
from validation.gradient.visible import visible_network

__all__ = [
    "Engine",
    "Evaluation",
    "Gradients",
    "ModalGradient",
    "ReducedTarget",
    "best_reduction",
    "evaluate",
    "evaluate_by",
    "gradient_source",
    "hessian",
    "largest_curvature",
    "largest_stable_step",
    "loss_and_gradient",
    "modal_gradient",
    "reductions",
    "visible_network",
]
