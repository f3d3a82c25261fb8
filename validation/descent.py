"""Gradient descent of the full network on its exact loss: the training that the theory speaks about.

(W, u, v) ← (W, u, v) − η (η_W ∂L/∂W, η_u ∂L/∂u, η_v ∂L/∂v),    learning time s = η k after k steps
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
from tqdm import tqdm

from validation.checkpoints import Progress, Saver, load_progress
from validation.checks import ROUNDING, count, nonnegative, positive, within, writable_folder
from validation.curvature import largest_stable_step
from validation.errors import StepTooLarge, ValidationError
from validation.gradient import Evaluation, evaluate, target_power
from validation.recording import LEARNT, Log, Setting, refuse_saddle
from validation.recording import outlier_count as checked_count
from validation.runs import DescentRun, Observer
from validation.targets import StateSpace
from validation.weights import UNIT_RATES, Rates, Weights

# Below 2/λ_max no step raises the loss. What counts as divergence:
RISE = 2.0
"""one step that raises the loss by more than this factor"""
RISE_FLOOR = 1e-9
"""(and by more than this part of ½∫f*² dt),"""
GROWTH = 10.0
"""or a loss this many times the first one."""

LATE = 0.1
"""A loss that still rises in this last part of the steps is worth a warning."""


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
    record_every : int
        Record every so many steps, and the last one.
    observe : callable, optional
        Weights to a mapping of names to floats, recorded with the rest.
    sigma : float
        Radius of the bulk as N → ∞, for telling outliers apart; 0 if W(0) = 0.
    outlier_count : int, optional
        How many outliers of W to follow; as many as the target has poles by default.
    snapshot_times : sequence of float
        Learning times at whose nearest step to keep the weights; the first and the last are kept anyway.
    checkpoint : path, optional
        File from which to resume, if it exists, and to which to write while training and when
        interrupted. The same call continues bit for bit as if it had never stopped.
    progress : bool
        Show a progress bar.

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
    CheckpointMismatch, DamagedFile
        If the checkpoint belongs to other arguments, or is not whole.

    Warns
    -----
    RuntimeWarning
        If the loss still rises towards the end: the step bounces around the minimum.
    """
    eta, last = positive("step", step), count("steps", steps)
    setting = Setting(
        target=target,
        rates=rates,
        sigma=nonnegative("sigma", sigma),
        observe=observe,
        outlier_count=checked_count(outlier_count, target, weights.N),
    )
    end = eta * last * (1 + ROUNDING)
    kept = {0, last} | {round(within("snapshot_times", t, 0.0, end) / eta) for t in snapshot_times}
    plan = Plan(weights, setting, eta, last, count("record_every", record_every), frozenset(kept))
    if checkpoint is None:
        return _train(plan, plan.start(), None, progress)
    saver = Saver(writable_folder("checkpoint", checkpoint), plan.arguments())
    begun = load_progress(saver.file, saver.arguments) if saver.file.exists() else plan.start()
    return _train(plan, begun, saver, progress)


@dataclass(frozen=True, eq=False)
class Plan:
    """A training that has been asked for: every argument, checked."""

    weights: Weights
    setting: Setting
    step: float
    steps: int
    record_every: int
    kept: frozenset[int]

    def start(self) -> Progress:
        """Before the first step."""
        return Progress(0, self.weights, 0, Log())

    def due(self, k: int) -> bool:
        """Whether the weights after k steps are recorded."""
        return k % self.record_every == 0 or k == self.steps

    def arguments(self) -> dict[str, ArrayLike]:
        """What identifies the training, by the names of `descend`'s arguments."""
        target, rates = self.setting.target, self.setting.rates
        return {
            "weights": self.weights.vector(),
            "target": np.concatenate([target.A.ravel(), target.b, target.c]),
            "step": self.step,
            "steps": self.steps,
            "rates": [rates.W, rates.u, rates.v],
            "record_every": self.record_every,
            "sigma": self.setting.sigma,
            "outlier_count": self.setting.outlier_count,
            "snapshot_times": sorted(self.kept),
            "observe": self.setting.observe is not None,
        }


def _train(plan: Plan, begun: Progress, saver: Saver | None, show: bool) -> DescentRun:
    """Carry the training to its end, leaving a checkpoint however it ends."""
    log, setting, progress = begun.log, plan.setting, begun
    log.drop_from(plan.step * begun.k)  # this state is recorded once more, identically
    try:
        with tqdm(total=plan.steps, initial=progress.k, disable=not show, unit="step") as bar:
            for progress, evaluation in _states(plan, begun):
                s = plan.step * progress.k
                if progress.k in plan.kept:
                    log.keep(s, progress.weights)
                if plan.due(progress.k):
                    log.record(s, progress.weights, evaluation, setting.observe)
                    bar.set_postfix(loss=f"{evaluation.loss:.3g}", refresh=False)
                    if saver is not None:
                        saver.offer(progress)
                bar.update(progress.k - bar.n)
    finally:
        if saver is not None:
            saver.save(progress)
    _warn_if_unsettled(plan, progress)
    return log.run(setting, plan.step)


def _states(plan: Plan, progress: Progress) -> Iterator[tuple[Progress, Evaluation]]:
    """The training from here to its end, state by state."""
    target = plan.setting.target
    evaluation = evaluate(progress.weights, target)
    if progress.k == 0:
        refuse_saddle(evaluation, target, plan.setting.rates)
    calmest, lowest = progress, evaluation.loss
    while True:
        yield progress, evaluation
        if progress.k == plan.steps:
            return
        try:
            progress, evaluation = _advance(plan, progress, evaluation)
        except ValidationError as error:
            raise _too_large(plan, progress.k + 1, calmest) from error
        if evaluation.loss < lowest:
            calmest, lowest = progress, evaluation.loss


def _advance(plan: Plan, progress: Progress, evaluation: Evaluation) -> tuple[Progress, Evaluation]:
    """One step. Raises a `ValidationError` of some kind if it leaves what can be evaluated."""
    scale = target_power(plan.setting.target)
    with np.errstate(all="ignore"):  # an overflow is noticed by the new Weights
        weights = progress.weights - plan.step * (plan.setting.rates * evaluation.gradient)
        reached = evaluate(weights, plan.setting.target)
    if reached.loss > RISE * evaluation.loss + RISE_FLOOR * scale:
        raise ValidationError(
            f"one step has raised the loss from {evaluation.loss:g} to {reached.loss:g}; take smaller steps."
        )
    if reached.loss > GROWTH * max(progress.log.rows[0]["loss"], scale):
        raise ValidationError(f"the loss has grown to {reached.loss:g}; take smaller steps.")
    k, rises, last_rise = progress.k + 1, progress.rises, progress.last_rise
    if reached.loss > evaluation.loss + LEARNT * scale:
        rises, last_rise = rises + 1, k
    return Progress(k, weights, rises, progress.log, last_rise), reached


def _too_large(plan: Plan, k: int, calmest: Progress) -> StepTooLarge:
    """The error of a training that diverged, with the bound measured where it still went well."""
    bounds = [(bound, 0) for bound in _bound(plan, plan.weights)]
    if calmest.k > 0:
        bounds += [(bound, calmest.k) for bound in _bound(plan, calmest.weights)]
    seen = f"step = {plan.step:g} is too large: training diverged at learning time s = {plan.step * k:.4g}"
    if not bounds:
        return StepTooLarge(f"{seen}; choose step <= {plan.step / 4:.2g}.")
    bound, where = min(bounds)
    measured = f"2/λ_max of the Hessian is {bound:.3g} at s = {plan.step * where:.4g}"
    if bound <= plan.step:
        return StepTooLarge(f"{seen}, as {measured}; choose step < {bound:.2g}, better {bound / 2:.2g}.")
    return StepTooLarge(
        f"{seen}, although {measured}, for the curvature grows on the way (an integrator's 2/λ_max ends at "
        f"about 8 c*³); choose step <= {plan.step / 4:.2g}."
    )


def _bound(plan: Plan, weights: Weights) -> list[float]:
    """2/λ_max at some weights, if it can be measured there."""
    try:
        return [largest_stable_step(weights, plan.setting.target, plan.setting.rates)]
    except (ValidationError, np.linalg.LinAlgError):
        return []


def _warn_if_unsettled(plan: Plan, progress: Progress) -> None:
    """Say so if the loss still rose towards the end."""
    if progress.last_rise < (1 - LATE) * plan.steps or progress.rises == 0:
        return
    bounds = _bound(plan, progress.weights)
    measured = f" (2/λ_max = {bounds[0]:.3g} there)" if bounds else ""
    warnings.warn(
        f"the loss rose in {progress.rises} of {plan.steps} steps, up to the end: step = {plan.step:g} "
        f"bounces around the minimum{measured} instead of settling; choose a smaller step.",
        RuntimeWarning,
        stacklevel=4,
    )
