"""Where trainings get their exact gradients from: the dense engine, or Krylov spaces beside thin factors.

In a large network W = W₀ + L Rᵀ: the bulk W₀ is never changed, nor copied, and may be known by its action alone. Each
step of descent adds a gradient of low rank to the factors; now and then they are compressed, by less than the errors
of the gradients have added.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from validation._common.checks import positive
from validation.gradient.engines.krylov import FIRST, krylov_gradient
from validation.gradient.exact import (
    ACCURACY,
    LARGEST_SPACE,
    Engine,
    Evaluation,
    evaluate,
    evaluate_by,
    evaluation_of,
    takes_krylov,
)
from validation.network.low_rank_update import LowRankUpdate, actions
from validation.network.outliers import disc_radius
from validation.network.targets import StateSpace
from validation.network.weights import Weights

RECENT = 32
"""Rank that gradients add before the factors are compressed."""
CHECK_EVERY = 64
"""Errors are checked at every gradient whose number is a multiple of this: Krylov spaces are made larger than seems
enough, to see whether errors are well estimated, and errors of the dense engine are bounded."""
SHARE = 0.1
"""What compression may add to the errors of the gradients since the last, as a part of them."""
FINEST = 1e-3
"""No singular value of what is learnt is kept below this part of the requested accuracy, relative to all of it."""


class Gradients(Protocol):
    """A way to the exact gradient, and to weights that suit it: what an engine is to a training.

    How to write one is said in CONTRIBUTING.md; `DenseGradients` is the shortest.
    """

    def first(self, weights: Weights) -> Evaluation:
        """The evaluation with which a training begins."""

    def gradient(self, weights: Weights) -> tuple[float, Weights, Callable[[], Evaluation]]:
        """Loss, gradient, and a function that gives what is recorded, called only where something is."""

    def move(self, weights: Weights, direction: Weights) -> Weights:
        """weights − direction."""

    def warn_if_missed(self) -> None:
        """Say so if gradients were less accurate than requested."""


def gradient_source(
    engine: Engine,
    weights: Weights,
    target: StateSpace,
    *,
    accuracy: float = ACCURACY,
    scale: float = 1.0,
    sigma: float = 0.0,
) -> Gradients:
    """The source of a training's gradients.

    Parameters
    ----------
    engine : Engine
        AUTO decides by the number of neurons.
    weights : Weights
        Where the training starts.
    target : StateSpace
    accuracy : float
        Requested relative error of each block of each gradient.
    scale : float
        By what a gradient by W is multiplied in a step, η η_W.
    sigma : float
        Radius of the bulk as N → ∞: Krylov spaces seek all eigenvalues outside it; 0 for those found anyway.
    """
    wanted = positive("accuracy", accuracy)
    if not takes_krylov(engine, weights.N):
        return DenseGradients(target, wanted)
    radius = disc_radius(sigma, weights.N) if sigma > 0 else math.inf
    return KrylovGradients(target, wanted, scale, radius)


def factored(weights: Weights) -> Weights:
    """The same weights, W as a bulk to which nothing is added yet."""
    if isinstance(weights.recurrent, LowRankUpdate):
        return weights
    return Weights(LowRankUpdate.of(weights.W), weights.u, weights.v)


@dataclass
class DenseGradients:
    """By the dense engine, for networks of up to some hundred neurons.

    Attributes
    ----------
    target : StateSpace
    accuracy : float
        Requested relative error of each block of each gradient.
    evaluated, checked, missed : int
        Number of gradients so far, of those whose errors were bounded, and of those less accurate than requested.
    """

    target: StateSpace
    accuracy: float
    evaluated: int = 0
    checked: int = 0
    missed: int = 0

    def first(self, weights: Weights) -> Evaluation:
        """The evaluation with which a training begins."""
        return evaluate_by(Engine.DENSE, weights, self.target, accuracy=self.accuracy)

    def gradient(self, weights: Weights) -> tuple[float, Weights, Callable[[], Evaluation]]:
        """Loss, gradient, and what is recorded."""
        evaluation = evaluate(weights, self.target, self.accuracy)
        if self.evaluated % CHECK_EVERY == 0:
            self.checked += 1
            self.missed += not evaluation.reached
        self.evaluated += 1
        return evaluation.loss, evaluation.gradient, lambda: evaluation

    def move(self, weights: Weights, direction: Weights) -> Weights:
        """A plain step."""
        return weights - direction

    def warn_if_missed(self) -> None:
        """Say so if gradients were less accurate than requested."""
        if self.missed:
            _warn(f"{self.missed} of {self.checked} gradients that were checked, of {self.evaluated},", self.accuracy)


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
    dimensions : tuple of two ints
        Dimensions of the Krylov spaces that were enough for the step before.
    caution : float
        By what estimated errors were too small at the last such check; at least 1.
    evaluated : int
        Number of gradients so far.
    error : float
        What the errors of the gradients may have moved W by since the factors were compressed.
    missed : int
        How many gradients are less accurate than requested.
    """

    target: StateSpace
    accuracy: float
    scale: float
    radius: float
    dimensions: tuple[int, int] = FIRST
    caution: float = 1.0
    evaluated: int = 0
    error: float = 0.0
    missed: int = 0

    def first(self, weights: Weights) -> Evaluation:
        """The evaluation with which a training begins, with a probe of what u and v do not excite."""
        return evaluate_by(Engine.AUTO, weights, self.target, accuracy=self.accuracy)

    def gradient(self, weights: Weights) -> tuple[float, Weights, Callable[[], Evaluation]]:
        """Loss, gradient, and what is recorded."""
        action, adjoint = actions(weights.recurrent)
        self.evaluated += 1
        checked = self.evaluated % CHECK_EVERY == 0
        found = krylov_gradient(
            action,
            adjoint,
            weights.u,
            weights.v,
            self.target,
            accuracy=self.accuracy,
            limit=min(weights.N // 2, LARGEST_SPACE),
            first=self.dimensions,
            confirm=checked,
            caution=1.0 if checked else self.caution,
        )
        if found is None or not found.converged:
            evaluation = evaluate_by(Engine.AUTO, weights, self.target, accuracy=self.accuracy)
            self.missed += not evaluation.reached
            return evaluation.loss, evaluation.gradient, lambda: evaluation
        self.missed += not found.reached
        self.dimensions = found.enough
        if checked:
            self.caution = found.caution
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

    def warn_if_missed(self) -> None:
        """Say so if gradients were less accurate than requested."""
        if self.missed:
            _warn(f"{self.missed} of {self.evaluated} gradients", self.accuracy)


def _warn(which: str, accuracy: float) -> None:
    warnings.warn(
        f"{which} are less accurate than accuracy = {accuracy:g} asks for: the Krylov spaces were too small, or "
        "rounding leaves fewer digits of a network that is nearly unstable or far from normal; evaluate_by gives the "
        "errors.",
        RuntimeWarning,
        stacklevel=4,
    )
