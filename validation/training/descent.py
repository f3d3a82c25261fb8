"""Gradient descent of the full network on its exact loss: the training that the theory speaks about.

(W, u, v) ← (W, u, v) − η (η_W ∂L/∂W, η_u ∂L/∂u, η_v ∂L/∂v),    learning time s = η k after k steps
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from validation._common.errors import StepTooLarge, ValidationError
from validation.gradient.curvature import largest_stable_step
from validation.gradient.exact import ACCURACY, Engine, takes_krylov
from validation.gradient.sources import Gradients, factored, gradient_source
from validation.network.targets import StateSpace
from validation.network.weights import UNIT_RATES, Rates, Weights, require_weights
from validation.training.checkpoints import Progress
from validation.training.loop import Schedule, Slope, train
from validation.training.recording import ROUNDING_LOSS, Recording, Training, refuse_saddle
from validation.training.runs import DescentRun, Observer

# A step below 2/λ_max never raises the loss, so that one of these signs is enough to stop a training.
RISE = 2.0
"""A training diverges if one step multiplies the loss by more than this."""
RISE_FLOOR = 1e-9
"""A rise by less than this part of ½∫f*² dt is no divergence: next to the minimum the loss is rounding."""
GROWTH = 10.0
"""A training diverges if the loss exceeds this multiple of the first loss, or of ½∫f*² dt if that is larger."""
LATE = 0.1
"""The last part of the steps: if the loss still rises there, descent bounces around the minimum and says so."""


def descend(
    weights: Weights,
    target: StateSpace,
    *,
    step: float,
    steps: int,
    rates: Rates = UNIT_RATES,
    record_every: int = 1,
    observe: Observer | None = None,
    sigma: float = 0.0,
    outlier_count: int | None = None,
    snapshot_times: Sequence[float] = (),
    checkpoint: str | Path | None = None,
    progress: bool = False,
    engine: Engine = Engine.AUTO,
    accuracy: float = ACCURACY,
) -> DescentRun:
    """Train a full network by gradient descent.

    Parameters
    ----------
    weights : Weights
        Where training starts; stable.
    target : StateSpace
    step : float
        η, in units of learning time. Must stay below 2/λ_max, see `largest_stable_step`.
    steps : int
        Number of steps; learning time runs from 0 to η · steps.
    rates : Rates
        Learning rates of the blocks, 0 = not trained.
    record_every, observe, sigma, outlier_count, snapshot_times
        What is recorded, see `Recording`.
    checkpoint : path, optional
        File from which to resume, if it exists, and to which to write while training and when
        interrupted. The same call continues bit for bit as if it had never stopped.
    progress : bool
        Show a progress bar.
    engine : Engine
        How gradients are found. AUTO takes Krylov spaces from 128 neurons on, unless there is a checkpoint: then what
        is learnt is kept as thin factors beside W(0), which may be a sparse matrix or a LinearOperator, and `spectra`
        hold the eigenvalues that the Krylov spaces have found, the outliers among them.
    accuracy : float
        Requested relative error of each block of each gradient, see `loss_and_gradient`. The dense engine checks it at
        every 64th gradient.

    Returns
    -------
    DescentRun

    Raises
    ------
    ValidationError
        If an argument cannot be used.
    UnstableNetwork
        If the initial network is unstable.
    SaddlePoint
        If nothing trained has a gradient while the loss is not zero.
    StepTooLarge
        If training diverges: an unstable network, a step that more than doubles the loss, or a loss ten
        times the first.
    CheckpointMismatch, DamagedFile, FileInUse
        If the checkpoint belongs to other arguments, is not whole, or another training is writing to it.

    Warns
    -----
    RuntimeWarning
        If the loss still rises towards the end: the step bounces around the minimum. If gradients were less accurate
        than requested.
    """
    require_weights(weights)
    large = takes_krylov(engine, weights.N) and (engine is Engine.KRYLOV or checkpoint is None)
    if large and checkpoint is not None:
        raise ValidationError(
            f"checkpoint is {checkpoint}, but descent by Krylov spaces writes none; pass checkpoint=None or "
            "engine=Engine.DENSE."
        )
    start = factored(weights) if large else weights
    recording = Recording(record_every, observe, sigma, outlier_count, snapshot_times)
    schedule = Schedule(Training(start, target, rates, recording), step, steps)
    used = Engine.KRYLOV if large else Engine.DENSE
    source = gradient_source(
        used, start, target, accuracy=accuracy, scale=schedule.step * rates.W, sigma=recording.sigma
    )
    refuse_saddle(source.first(start), target, rates)
    run, end = train(schedule, ExactLoss(schedule, source), checkpoint=checkpoint, progress=progress)
    _warn_if_unsettled(schedule, end)
    source.warn_if_missed()
    return run


@dataclass(frozen=True, eq=False)
class ExactLoss:
    """Gradient descent on the exact loss, which shows at once when a step makes things worse.

    Attributes
    ----------
    schedule : Schedule
    source : Gradients
        Where gradients come from.
    """

    schedule: Schedule
    source: Gradients

    @property
    def scale(self) -> float:
        """½∫f*² dt, to which losses are compared."""
        return self.schedule.training.target.power

    def slope(self, weights: Weights, k: int) -> Slope:
        """Exact loss and gradient."""
        loss, gradient, recorded = self.source.gradient(weights)
        return Slope(loss, gradient, recorded, self.schedule.training.recording.observe)

    def move(self, weights: Weights, direction: Weights) -> Weights:
        """As the source keeps its weights."""
        return self.source.move(weights, direction)

    def rises(self, before: Slope, after: Slope, first: float) -> bool:
        """Whether the loss has risen by more than rounding."""
        if after.loss > RISE * before.loss + RISE_FLOOR * self.scale:
            raise ValidationError(
                f"one step has raised the loss from {before.loss:g} to {after.loss:g}; take smaller steps."
            )
        if after.loss > GROWTH * max(first, self.scale):
            raise ValidationError(f"the loss has grown to {after.loss:g}; take smaller steps.")
        return after.loss > before.loss + ROUNDING_LOSS * self.scale

    def too_large(self, k: int, best: Progress) -> StepTooLarge:
        """With the bound measured where training still went well."""
        schedule = self.schedule
        bounds = [(bound, 0) for bound in _bound(schedule, schedule.training.weights)]
        if best.k > 0:
            bounds += [(bound, best.k) for bound in _bound(schedule, best.weights)]
        seen = f"step = {schedule.step:g} is too large: training diverged at learning time s = {schedule.step * k:.4g}"
        if not bounds:
            return StepTooLarge(f"{seen}; choose step <= {schedule.step / 4:.2g}.")
        bound, where = min(bounds)
        measured = f"2/λ_max of the Hessian is {bound:.3g} at s = {schedule.step * where:.4g}"
        if bound <= schedule.step:
            return StepTooLarge(f"{seen}, as {measured}; choose step < {bound:.2g}, better {bound / 2:.2g}.")
        return StepTooLarge(
            f"{seen}, although {measured}, for the curvature grows on the way (an integrator's 2/λ_max ends at "
            f"about 8 c*³); choose step <= {schedule.step / 4:.2g}."
        )


def _bound(schedule: Schedule, weights: Weights) -> list[float]:
    """2/λ_max at some weights, if it can be measured there."""
    training = schedule.training
    try:
        return [largest_stable_step(weights, training.target, training.rates)]
    except (ValidationError, np.linalg.LinAlgError):
        return []


def _warn_if_unsettled(schedule: Schedule, progress: Progress) -> None:
    """Say so if the loss still rose towards the end."""
    if progress.last_rise < (1 - LATE) * schedule.steps or progress.rises == 0:
        return
    bounds = _bound(schedule, progress.weights)
    measured = f" (2/λ_max = {bounds[0]:.3g} there)" if bounds else ""
    warnings.warn(
        f"the loss rose in {progress.rises} of {schedule.steps} steps, up to the end: step = {schedule.step:g} "
        f"bounces around the minimum{measured} instead of settling; choose a smaller step.",
        RuntimeWarning,
        stacklevel=3,
    )
