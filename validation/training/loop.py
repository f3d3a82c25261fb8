"""The one loop of every training in steps: updates, records, snapshots, checkpoints, and noticing that it diverges.

    (W, u, v) ← (W, u, v) − η (η_W g_W, η_u g_u, η_v g_v),    learning time s = η k after k steps

Where the gradient g comes from, and what counts as divergence, is the rule's business: see
`validation.training.descent` for the exact loss and `validation.training.sampled_descent` for mini-batches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike
from tqdm import tqdm

from validation._common.checks import ROUNDING, count, positive
from validation._common.errors import StepTooLarge, ValidationError
from validation._common.files import locked
from validation._common.threads import threads_for
from validation.gradient.exact import Evaluation
from validation.network.weights import Weights
from validation.training.checkpoints import Progress, Saver, load_progress
from validation.training.recording import Log, Training
from validation.training.runs import DescentRun, Observer


@dataclass(frozen=True, eq=False)
class Slope:
    """What a training sees at some weights.

    Attributes
    ----------
    loss : float
    gradient : Weights
    evaluate : callable
        What is recorded here; called only where it is.
    observe : callable or None
        What is recorded besides.
    """

    loss: float
    gradient: Weights
    evaluate: Callable[[], Evaluation]
    observe: Observer | None


class Rule(Protocol):
    """A learning rule: where the gradients of a training come from, how a step is made, and when it has gone wrong.

    How to write one is said in CONTRIBUTING.md; `validation.training.descent.ExactLoss` is one to derive from.
    """

    def slope(self, weights: Weights, k: int) -> Slope:
        """Loss and gradient after k steps; a `ValidationError` where there are none."""

    def move(self, weights: Weights, direction: Weights) -> Weights:
        """The weights of the next step; weights − direction is gradient descent."""

    def rises(self, before: Slope, after: Slope, first: float) -> bool:
        """Whether a step has raised the loss; a `ValidationError` if by far too much. `first` was the first loss."""

    def too_large(self, k: int, best: Progress) -> StepTooLarge:
        """The error of a training that diverged in step k; `best` had the lowest loss."""


@dataclass(frozen=True, eq=False)
class Schedule:
    """A training in steps.

    Attributes
    ----------
    training : Training
    step : float
        η, in units of learning time.
    steps : int
        Number of steps.
    kept : frozenset of int
        Numbers of the steps after which the weights are kept.

    Raises
    ------
    ValidationError
        If `step` or `steps` cannot be used, or a snapshot is wanted after the end.
    """

    training: Training
    step: float
    steps: int
    kept: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "step", positive("step", self.step))
        object.__setattr__(self, "steps", count("steps", self.steps))
        end = self.step * self.steps * (1 + ROUNDING)
        wanted = {round(s / self.step) for s in self.training.recording.snapshots(end)}
        object.__setattr__(self, "kept", frozenset({0, self.steps} | wanted))

    def start(self) -> Progress:
        """Before the first step."""
        return Progress(0, self.training.weights, 0, Log())

    def due(self, k: int) -> bool:
        """Whether the weights after k steps are recorded."""
        return k % self.training.recording.every == 0 or k == self.steps

    def arguments(self) -> dict[str, ArrayLike]:
        """What identifies the training, by the names of `descend`'s arguments."""
        training, recording = self.training, self.training.recording
        target, rates = training.target, training.rates
        return {
            "weights": training.weights.vector(),
            "target": np.concatenate([target.A.ravel(), target.b, target.c]),
            "step": self.step,
            "steps": self.steps,
            "rates": [rates.W, rates.u, rates.v],
            "record_every": recording.every,
            "sigma": recording.sigma,
            "outlier_count": training.outlier_count,
            "snapshot_times": sorted(self.kept),
            "observe": recording.observe is not None,
        }


def train(
    schedule: Schedule,
    rule: Rule,
    *,
    checkpoint: str | Path | None = None,
    progress: bool = False,
    arguments: Mapping[str, ArrayLike] | None = None,
) -> tuple[DescentRun, Progress]:
    """Carry a training from its start, or its checkpoint, to its end.

    Parameters
    ----------
    schedule : Schedule
    rule : Rule
    checkpoint : path or None
        File from which to resume, if it exists, and to write to while training and however it ends.
    progress : bool
        Show a progress bar.
    arguments : mapping, optional
        What identifies the training besides the schedule: a checkpoint of other values is refused by these names.

    Returns
    -------
    run : DescentRun
    end : Progress
        Where the training stands after its last step.

    Raises
    ------
    FileInUse
        Another training is writing to the checkpoint.
    """
    with threads_for(schedule.training.weights.N):
        return _train(schedule, rule, checkpoint, progress, arguments)


def _train(
    schedule: Schedule,
    rule: Rule,
    checkpoint: str | Path | None,
    progress: bool,
    arguments: Mapping[str, ArrayLike] | None,
) -> tuple[DescentRun, Progress]:
    if checkpoint is None:
        return _carry(schedule, rule, schedule.start(), None, progress)
    with locked("checkpoint", checkpoint) as file:
        saver = Saver(file, {**schedule.arguments(), **(arguments or {})})
        begun = load_progress(saver.file, saver.arguments) if saver.file.exists() else schedule.start()
        return _carry(schedule, rule, begun, saver, progress)


def _carry(
    schedule: Schedule, rule: Rule, begun: Progress, saver: Saver | None, show: bool
) -> tuple[DescentRun, Progress]:
    """To the end, leaving a checkpoint however it comes."""
    log, progress = begun.log, begun
    log.drop_from(schedule.step * begun.k)  # this state is recorded once more, identically
    try:
        with tqdm(total=schedule.steps, initial=begun.k, disable=not show, unit="step") as bar:
            for progress, slope in _states(schedule, rule, begun):
                s = schedule.step * progress.k
                if progress.k in schedule.kept:
                    log.keep(s, progress.weights)
                if schedule.due(progress.k):
                    evaluation = slope.evaluate()
                    log.record(s, progress.weights, evaluation, slope.observe)
                    bar.set_postfix(loss=f"{evaluation.loss:.3g}", refresh=False)
                    if saver is not None:
                        saver.offer(progress)
                bar.update(progress.k - bar.n)
    finally:
        if saver is not None:
            saver.save(progress)
    return log.run(schedule.training, schedule.step), progress


def _states(schedule: Schedule, rule: Rule, progress: Progress) -> Iterator[tuple[Progress, Slope]]:
    """The training from here to its end, state by state."""
    slope = rule.slope(progress.weights, progress.k)
    best, lowest = progress, slope.loss
    while True:
        yield progress, slope
        if progress.k == schedule.steps:
            return
        try:
            progress, slope = _advance(schedule, rule, progress, slope)
        except ValidationError as error:
            raise rule.too_large(progress.k + 1, best) from error
        if slope.loss < lowest:
            best, lowest = progress, slope.loss


def _advance(schedule: Schedule, rule: Rule, progress: Progress, slope: Slope) -> tuple[Progress, Slope]:
    """One step. Raises a `ValidationError` of some kind if it leaves what can be evaluated."""
    k = progress.k + 1
    with np.errstate(all="ignore"):  # an overflow is noticed by the new Weights
        weights = rule.move(progress.weights, schedule.step * (schedule.training.rates * slope.gradient))
        reached = rule.slope(weights, k)
    advanced = replace(progress, k=k, weights=weights)
    if rule.rises(slope, reached, progress.log.rows[0]["loss"]):
        advanced = replace(advanced, rises=progress.rises + 1, last_rise=k)
    return advanced, reached
