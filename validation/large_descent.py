"""Gradient descent of large networks: each step's gradient from Krylov spaces, what is learnt kept as thin factors.

W = W₀ + L Rᵀ: the bulk W₀ is never changed, nor copied, and may be known by its action alone. Each step adds a gradient
of low rank to the factors; now and then they are compressed, by less than the gradients' own errors have added.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

from validation.gradient import LARGEST_SPACE, Engine, Evaluation, evaluate_by, evaluation_of
from validation.krylov_gradient import FIRST, krylov_gradient
from validation.targets import StateSpace
from validation.updates import LowRankUpdate, actions
from validation.weights import Weights

RECENT = 32
"""Rank that gradients add before the factors are compressed."""
SHARE = 0.1
"""What compression may add to the errors of the gradients since the last, as a part of them."""
FINEST = 1e-3
"""No singular value of what is learnt is kept below this part of the requested accuracy, relative to all of it."""


def factored(weights: Weights) -> Weights:
    """The same weights, W as a bulk to which nothing is added yet."""
    if isinstance(weights.recurrent, LowRankUpdate):
        return weights
    return Weights(LowRankUpdate.of(weights.W), weights.u, weights.v)


@dataclass
class KrylovGradients:
    """Exact gradients of a large network, and steps that keep it factored.

    Attributes
    ----------
    target : StateSpace
    accuracy : float
        Requested relative error of each block of each gradient.
    scale : float
        By what a gradient by W is multiplied in a step, η η_W.
    radius : float
        Outside this disc all eigenvalues of W are recorded; infinite to record those that are found anyway.
    first : tuple of two ints
        Dimensions of the Krylov spaces that were enough for the step before.
    error : float
        What the errors of the gradients may have moved W by since the factors were compressed.
    missed : int
        How many gradients are less accurate than requested.
    """

    target: StateSpace
    accuracy: float
    scale: float
    radius: float
    first: tuple[int, int] = FIRST
    error: float = 0.0
    missed: int = 0

    def gradient(self, weights: Weights) -> tuple[float, Weights, Callable[[], Evaluation]]:
        """Loss, gradient, and what is recorded."""
        action, adjoint = actions(weights.recurrent)
        found = krylov_gradient(
            action,
            adjoint,
            weights.u,
            weights.v,
            self.target,
            accuracy=self.accuracy,
            limit=min(weights.N // 2, LARGEST_SPACE),
            first=self.first,
        )
        if found is None or not found.reached:
            evaluation = evaluate_by(Engine.AUTO, weights, self.target, accuracy=self.accuracy)
            self.missed += not evaluation.reached
            return evaluation.loss, evaluation.gradient, lambda: evaluation
        self.first = found.enough
        self.error += self.scale * float(found.errors[0])
        return found.loss, found.gradient, lambda: evaluation_of(found, self.radius)

    def move(self, weights: Weights, direction: Weights) -> Weights:
        """The weights of the next step."""
        moved = weights - direction
        W = moved.recurrent
        if not isinstance(W, LowRankUpdate) or not W.parts:
            return moved
        if W.rank <= RECENT + W.parts[0].rank:
            return Weights(W.gathered(), moved.u, moved.v)
        tolerance = max(SHARE * self.error, FINEST * self.accuracy * W.learnt.norm())
        self.error = 0.0
        return Weights(W.compressed(tolerance), moved.u, moved.v)

    def warn_if_missed(self, steps: int) -> None:
        """Say so if gradients were less accurate than requested."""
        if self.missed:
            warnings.warn(
                f"{self.missed} gradients in {steps} steps are less accurate than accuracy = {self.accuracy:g} asks "
                "for; pass engine=Engine.DENSE, or a larger accuracy.",
                RuntimeWarning,
                stacklevel=3,
            )
