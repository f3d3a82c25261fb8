"""The one loop of every training in steps: updates, records, snapshots, checkpoints, and noticing that it diverges.

    (W, u, v) ← (W, u, v) − η (η_W g_W, η_u g_u, η_v g_v),    learning time s = η k after k steps

Where the gradient g comes from, and what counts as divergence, is the rule's business: see
`validation.training.descent` for the exact loss and `validation.training.sampled_descent` for mini-batches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike
from tqdm import tqdm

from validation._common.checks import ROUNDING, count, positive, within
from validation._common.errors import StepTooLarge, ValidationError
from validation._common.files import locked
from validation._common.threads import threads_for
from validation.gradient.exact import Evaluation
from validation.network.weights import Weights
from validation.training.checkpoints import Progress, Saver, load_progress
from validation.training.recording import Log, Setting
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
    """Where the gradients of a training come from, and when it has gone wrong."""

    def slope(self, weights: Weights, k: int) -> Slope:
        """Loss and gradient after k steps; a `ValidationError` where there are none."""

    def move(self, weights: Weights, direction: Weights) -> Weights:
        """The weights of the next step, weights − direction."""

    def rises(self, before: Slope, after: Slope, first: float) -> bool:
        """Whether a step has raised the loss; a `ValidationError` if by far too much. `first` was the first loss."""

    def too_large(self, k: int, calmest: Progress) -> StepTooLarge:
        """The error of a training that diverged in step k; `calmest` had the lowest loss."""


@dataclass(frozen=True, eq=False)
class Plan:
    """A training that has been asked for: every argument, checked."""

    weights: Weights
    setting: Setting
    step: float
    steps: int
    record_every: int
    kept: frozenset[int]

    @classmethod
    def checked(
        cls,
        weights: Weights,
        setting: Setting,
        *,
        step: float,
        steps: int,
        record_every: int,
        snapshot_times: Sequence[float],
    ) -> Plan:
        """Check the arguments of the same names of `descend`."""
        eta, last = positive("step", step), count("steps", steps)
        end = eta * last * (1 + ROUNDING)
        if not isinstance(snapshot_times, Iterable):
            raise ValidationError(
                f"snapshot_times is {snapshot_times!r}; pass a sequence of learning times, [] for none.",
                name="snapshot_times",
                value=snapshot_times,
            )
        kept = {0, last} | {round(within("snapshot_times", s, 0.0, end) / eta) for s in snapshot_times}
        return cls(weights, setting, eta, last, count("record_every", record_every), frozenset(kept))

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


def train(
    plan: Plan,
    rule: Rule,
    *,
    checkpoint: str | Path | None,
    progress: bool,
    arguments: Mapping[str, ArrayLike] | None = None,
) -> tuple[DescentRun, Progress]:
    """Carry a training from its start, or its checkpoint, to its end.

    Parameters
    ----------
    plan : Plan
    rule : Rule
    checkpoint : path or None
        File from which to resume, if it exists, and to write to while training and however it ends.
    progress : bool
        Show a progress bar.
    arguments : mapping, optional
        What identifies the training besides the plan.

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
    with threads_for(plan.weights.N):
        return _train(plan, rule, checkpoint, progress, arguments)


def _train(
    plan: Plan, rule: Rule, checkpoint: str | Path | None, progress: bool, arguments: Mapping[str, ArrayLike] | None
) -> tuple[DescentRun, Progress]:
    if checkpoint is None:
        return _carry(plan, rule, plan.start(), None, progress)
    with locked("checkpoint", checkpoint) as file:
        saver = Saver(file, {**plan.arguments(), **(arguments or {})})
        begun = load_progress(saver.file, saver.arguments) if saver.file.exists() else plan.start()
        return _carry(plan, rule, begun, saver, progress)


def _carry(plan: Plan, rule: Rule, begun: Progress, saver: Saver | None, show: bool) -> tuple[DescentRun, Progress]:
    """To the end, leaving a checkpoint however it comes."""
    log, progress = begun.log, begun
    log.drop_from(plan.step * begun.k)  # this state is recorded once more, identically
    try:
        with tqdm(total=plan.steps, initial=begun.k, disable=not show, unit="step") as bar:
            for progress, slope in _states(plan, rule, begun):
                s = plan.step * progress.k
                if progress.k in plan.kept:
                    log.keep(s, progress.weights)
                if plan.due(progress.k):
                    evaluation = slope.evaluate()
                    log.record(s, progress.weights, evaluation, slope.observe)
                    bar.set_postfix(loss=f"{evaluation.loss:.3g}", refresh=False)
                    if saver is not None:
                        saver.offer(progress)
                bar.update(progress.k - bar.n)
    finally:
        if saver is not None:
            saver.save(progress)
    return log.run(plan.setting, plan.step), progress


def _states(plan: Plan, rule: Rule, progress: Progress) -> Iterator[tuple[Progress, Slope]]:
    """The training from here to its end, state by state."""
    slope = rule.slope(progress.weights, progress.k)
    calmest, lowest = progress, slope.loss
    while True:
        yield progress, slope
        if progress.k == plan.steps:
            return
        try:
            progress, slope = _advance(plan, rule, progress, slope)
        except ValidationError as error:
            raise rule.too_large(progress.k + 1, calmest) from error
        if slope.loss < lowest:
            calmest, lowest = progress, slope.loss


def _advance(plan: Plan, rule: Rule, progress: Progress, slope: Slope) -> tuple[Progress, Slope]:
    """One step. Raises a `ValidationError` of some kind if it leaves what can be evaluated."""
    k = progress.k + 1
    with np.errstate(all="ignore"):  # an overflow is noticed by the new Weights
        weights = rule.move(progress.weights, plan.step * (plan.setting.rates * slope.gradient))
        reached = rule.slope(weights, k)
    advanced = replace(progress, k=k, weights=weights)
    if rule.rises(slope, reached, progress.log.rows[0]["loss"]):
        advanced = replace(advanced, rises=progress.rises + 1, last_rise=k)
    return advanced, reached
