"""The exact population loss of a linear network and its gradient, for any N and any stable target.

    L(W, u, v) = ½ ∫₀^∞ (f(t) − f*(t))² dt,   f(t) = vᵀ e^{Mt} u,   M = W − I

is half the squared H2 norm of the error system. With the Gramians

    M P + P Mᵀ + u uᵀ  = 0        Mᵀ Q + Q M  + v vᵀ = 0
    M X + X A*ᵀ + u b*ᵀ = 0       Mᵀ Y + Y A* + v c* = 0        (X, Y: N × K)

it is L = ½ vᵀP v − vᵀX c*ᵀ + ½ c*P*c*ᵀ, and ∂L/∂W = QP − YXᵀ, ∂L/∂u = Qu − Yb*, ∂L/∂v = Pv − Xc*ᵀ
(Wilson, Proc. IEE 117, 1161, 1970; Van Dooren, Gallivan and Absil, Appl. Math. Lett. 21, 1267, 2008).

In a large network u excites few directions, and v sees few: there the four equations are projected on two Krylov spaces
(`engines.krylov`), which is as exact and far faster.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

import numpy as np

from validation._common.checks import ComplexArray, FloatArray, count, instance, positive
from validation._common.errors import UndecidedStability
from validation._common.threads import threads_for
from validation.gradient.engines.dense import dense_gradient
from validation.gradient.engines.errors import GradientErrors
from validation.gradient.engines.krylov import ProjectedGradient, krylov_gradient
from validation.gradient.engines.numerical_range import largest_slowness
from validation.gradient.engines.ritz_spectrum import found_eigenvalues
from validation.gradient.engines.stability import probably_stable
from validation.network.low_rank_update import actions
from validation.network.targets import TARGETS, StateSpace
from validation.network.targets import target_power as target_power
from validation.network.weights import Weights

ACCURACY = 1e-10
"""Requested relative error of the gradient, where nothing else is asked for."""
LARGE = 128
"""From this many neurons on, AUTO takes Krylov spaces. Measured on one core, they are faster from 64 neurons on for a
single gradient, and from 128 on for trainings with bulks of σ = 0.3 to 0.9."""
LARGEST_SPACE = 1000
"""Largest dimension of a Krylov space, where no other limit is given."""
LARGEST_SCHUR = 5000
"""Up to this many neurons AUTO falls back to the dense engine; beyond, that would take an hour."""
LARGEST_REPEATED = 1000
"""Up to this many neurons AUTO falls back where larger Krylov spaces would not help: the rounding that keeps them from
the accuracy may keep the dense engine from it as well."""


class Engine(Enum):
    """How the Gramian equations are solved."""

    AUTO = "by size: dense below 128 neurons, else Krylov spaces, and dense where these do not reach the accuracy"
    DENSE = "Schur form of W − I, O(N³)"
    KRYLOV = "projection on Krylov spaces of dimension m, O(m N²)"


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Loss and gradient of a network, and how they were found.

    Attributes
    ----------
    loss : float
    gradient : Weights
    find_poles : callable
        Gives `poles`, when they are first asked for.
    engine : Engine
        What gave the result, DENSE or KRYLOV.
    dimensions : tuple of two ints
        Of the Krylov spaces of (W, u) and (Wᵀ, v); N if dense. After a fall from Krylov to dense, still N.
    find_errors : callable, or None
        Gives `errors`, `reached` and `certain`, when one of them is first asked for; None if nothing is known.
    errors : ndarray of shape (3,), or None
        Euclidean errors of ∂L/∂W, ∂L/∂u and ∂L/∂v, rounding included: bounds if `certain`, else estimates; infinite
        where rounding leaves no digit. None if nothing is known, as of mini-batches.
    reached : bool
        Whether the requested accuracy was reached, as `engines.errors.allowed_errors` counts it.
    certain : bool
        Whether the errors are bounds rather than estimates. The dense engine has bounds, rounding included, unless the
        network is so far from normal, or so near instability, that rounding hides its stability. Krylov spaces have
        bounds of what they leave out on request; their rounding is an estimate, grown by the norm of the inverse.
    """

    loss: float
    gradient: Weights
    find_poles: Callable[[], ComplexArray]
    engine: Engine = Engine.DENSE
    dimensions: tuple[int, int] = (0, 0)
    find_errors: Callable[[], GradientErrors] | None = None

    @cached_property
    def _known(self) -> GradientErrors | None:
        if self.find_errors is None:
            return None
        with threads_for(self.gradient.N):
            return self.find_errors()

    @property
    def errors(self) -> FloatArray | None:
        """Errors of the three blocks, shape (3,), if they are known."""
        return None if self._known is None else self._known.errors

    @property
    def reached(self) -> bool:
        """Whether the errors are below what was asked for."""
        return self._known is not None and self._known.reached

    @property
    def certain(self) -> bool:
        """Whether the errors are bounds."""
        return self._known is not None and self._known.certain

    @cached_property
    def poles(self) -> ComplexArray:
        """Eigenvalues of W − I, all in the open left half plane, shape (n,).

        All N of them if dense; those that the Krylov spaces have found to 1e-8 otherwise, outliers first among them.
        """
        return self.find_poles()

    def __str__(self) -> str:
        spaces = f"Krylov spaces of {self.dimensions[0]} and {self.dimensions[1]} dimensions"
        how = f"loss {self.loss:.6g}, {'dense' if self.engine is Engine.DENSE else spaces}"
        if self.errors is None:
            return how
        sizes = np.array([self.gradient.recurrent_norm(), *map(np.linalg.norm, (self.gradient.u, self.gradient.v))])
        relative = np.divide(self.errors, sizes, out=np.full(3, math.inf), where=sizes > 0)
        worst = float(np.max(np.where(self.errors > 0, relative, 0.0)))
        return f"{how}, {'bound of the' if self.certain else 'estimated'} relative error of the gradient {worst:.1g}"


def evaluate(weights: Weights, target: StateSpace, accuracy: float = ACCURACY) -> Evaluation:
    """Loss, gradient and all poles of a network by the dense engine, with as many threads as there are."""
    found = dense_gradient(weights, target)
    return Evaluation(
        loss=found.loss,
        gradient=found.gradient,
        find_poles=lambda: found.poles,
        dimensions=(weights.N, weights.N),
        find_errors=lambda: found.errors(accuracy),
    )


def evaluate_by(
    engine: Engine,
    weights: Weights,
    target: StateSpace,
    *,
    accuracy: float = ACCURACY,
    limit: int | None = None,
    certain: bool = False,
) -> Evaluation:
    """Loss and gradient by an engine of choice, with what is known of their errors.

    Parameters
    ----------
    engine : Engine
    weights : Weights
    target : StateSpace
    accuracy : float
        Requested error of each block of the gradient, relative to its Euclidean norm; where the block is a small
        difference of larger terms, 1e-11 of these is enough (or the requested part of them, if that is less).
    limit : int, optional
        Largest dimension of a Krylov space; by default N if the engine is KRYLOV, N/2 if it is AUTO, at most 1000.
    certain : bool
        Insist on bounds of the errors. Estimates take it that W has no slower modes than the spaces have met; a bound
        costs 32 to 256 products of W and of Wᵀ more, and exists while the numerical range of W stays left of 1 (a
        random bulk of σ < 0.7). Where it does not, AUTO takes the dense engine; where that has no bound either, nothing
        counts as reached.

    Returns
    -------
    Evaluation

    Raises
    ------
    UnstableNetwork
        As `loss_and_gradient`.

    Notes
    -----
    Estimates of Krylov spaces can fail where a slow mode is hardly excited. Of 2,000 networks of 30 to 150 neurons that
    were made difficult (1e-6 … 0.6 from instability, chains, hidden modes, read-in and read-out down to 1e-7;
    `benchmarks/estimates.py`, seeds 0 to 1299 and 9000 to 9699) 9 had a larger error than estimated, the worst by a
    factor of 5e4, and 3 of them also a larger one than requested. None of the 1,236 bounds was exceeded. Who needs
    certainty asks for it.
    """
    instance("weights", weights, Weights, "Weights(W, u, v)")
    instance("target", target, StateSpace, TARGETS)
    wanted = positive("accuracy", accuracy)
    krylov = takes_krylov(engine, weights.N)
    with threads_for(weights.N):
        if not krylov:
            return _insisting(evaluate(weights, target, wanted), certain)
        return _by_krylov(engine, weights, target, wanted, limit, certain)


def _by_krylov(
    engine: Engine, weights: Weights, target: StateSpace, wanted: float, limit: int | None, certain: bool
) -> Evaluation:
    """Krylov spaces, and the dense engine where they fail and AUTO allows it."""
    largest = weights.N if engine is Engine.KRYLOV else weights.N // 2
    largest = min(largest, LARGEST_SPACE) if limit is None else min(count("limit", limit), weights.N)
    action, adjoint = actions(weights.recurrent)
    bound = largest_slowness(action, adjoint, weights.N) if certain else None
    if bound is not None and not math.isfinite(bound):
        bound = None
    found = None
    if bound is not None or probably_stable(action, weights.N, largest):
        found = krylov_gradient(
            action, adjoint, weights.u, weights.v, target, accuracy=wanted, limit=largest, bound=bound
        )
    if found is not None and certain and bound is None:
        found = replace(found, reached=False)
    if engine is Engine.AUTO and (found is None or not found.reached) and _largest_dense(found) >= weights.N:
        return _insisting(evaluate(weights, target, wanted), certain)
    return evaluation_of(found, certain=bound is not None)


def takes_krylov(engine: Engine, N: int) -> bool:
    """Whether an engine begins with Krylov spaces, for one gradient of N neurons or for a training.

    Raises
    ------
    ValidationError
        If `engine` is no `Engine`.
    """
    instance("engine", engine, Engine, "Engine.AUTO, Engine.DENSE or Engine.KRYLOV")
    return engine is Engine.KRYLOV or (engine is Engine.AUTO and N >= LARGE)


def _largest_dense(found: ProjectedGradient | None) -> int:
    """Neurons up to which AUTO falls back: where only rounding is in the way, the dense engine may fare no better."""
    return LARGEST_REPEATED if found is not None and found.converged else LARGEST_SCHUR


def _insisting(found: Evaluation, certain: bool) -> Evaluation:
    """The same; who insists on bounds has reached nothing without them."""
    if not certain or found.find_errors is None or found.certain:
        return found
    known = found.find_errors()
    return replace(found, find_errors=lambda: replace(known, reached=False))


def evaluation_of(found: ProjectedGradient | None, radius: float = math.inf, *, certain: bool = False) -> Evaluation:
    """What Krylov spaces have found, with all eigenvalues of W outside a disc, if its radius is given.

    Raises
    ------
    UndecidedStability
        If nothing was found: the spaces would have to be larger to tell whether the network is stable.
    """
    if found is None:
        raise UndecidedStability(
            "W makes a network that may be unstable, as far as its Krylov spaces can tell; choose W with every "
            "eigenvalue's real part further below 1, or pass engine=Engine.DENSE."
        )
    return Evaluation(
        loss=found.loss,
        gradient=found.gradient,
        find_poles=lambda: found_eigenvalues(found.inputs.space, found.outputs.space, radius) - 1.0,
        engine=Engine.KRYLOV,
        dimensions=found.dimensions,
        find_errors=lambda: GradientErrors(found.errors, found.reached, certain),
    )


def loss_and_gradient(
    weights: Weights, target: StateSpace, *, engine: Engine = Engine.AUTO, accuracy: float = ACCURACY
) -> tuple[float, Weights]:
    """Exact loss and gradient of a full network.

    Parameters
    ----------
    weights : Weights
        Any N, W − I stable.
    target : StateSpace
        Any order K.
    engine : Engine
        How the Gramian equations are solved. AUTO takes Krylov spaces from 128 neurons on, and falls back to the dense
        engine where these do not reach the accuracy within N/2 dimensions.
    accuracy : float
        Requested error of ∂L/∂W, ∂L/∂u and ∂L/∂v, each relative to its Euclidean norm. Near a minimum, where the
        gradient is a small difference of larger terms, 1e-11 of these is enough.

    Returns
    -------
    loss : float
        L = ½ ∫ (f − f*)² dt, in units of the neuron's time constant. It is a difference of numbers of the
        size of ½∫f*²dt, so that its absolute error is a few 1e-16 of these; what rounding takes below
        zero is returned as 0.
    gradient : Weights
        (∂L/∂W, ∂L/∂u, ∂L/∂v). `gradient.W` is the dense matrix; by Krylov spaces, it is stored as the low-rank
        product `gradient.recurrent`, from which `gradient.W` is built when first asked for.

    Raises
    ------
    UnstableNetwork
        If an eigenvalue of W − I is not in the open left half plane. Krylov spaces notice it in the modes that u, v or
        a random vector excite.
    UndecidedStability
        If W is so far from normal, or so near the edge of stability, that rounding may have moved the eigenvalue there.
        It is an `UnstableNetwork` too.

    Warns
    -----
    RuntimeWarning
        If the accuracy was not reached: where the engine is KRYLOV or N > 5000, as the Krylov spaces are too small; by
        any engine in networks that are nearly unstable or far from normal, where rounding leaves fewer digits. The
        message and `evaluate_by` tell the errors.
    """
    evaluation = evaluate_by(engine, weights, target, accuracy=accuracy)
    if not evaluation.reached:
        warnings.warn(
            f"the gradient is less accurate than accuracy = {accuracy:g} asks for: {evaluation}; "
            f"{_remedy(evaluation)}.",
            RuntimeWarning,
            stacklevel=2,
        )
    return evaluation.loss, evaluation.gradient


def _remedy(evaluation: Evaluation) -> str:
    """What helps where an accuracy was not reached."""
    if evaluation.engine is Engine.DENSE:
        return "rounding leaves no more digits of a network so near instability or so far from normal: ask for less"
    return "pass engine=Engine.DENSE, or a larger limit to evaluate_by"
