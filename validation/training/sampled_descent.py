"""Training a full network on mini-batches of sampled white noise, by back-propagation through time.

    (W, u, v) ← (W, u, v) − η (η_W ∂L̂/∂W, η_u ∂L̂/∂u, η_v ∂L̂/∂v),    learning time s = η k after k steps

with L̂ the final-time error of a fresh mini-batch at every step, see `validation.training.sampled`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from validation._common.checks import FloatArray, count
from validation._common.errors import StepTooLarge, UnstableNetwork, ValidationError
from validation.gradient.exact import Evaluation
from validation.network.targets import StateSpace
from validation.network.weights import UNIT_RATES, Rates, Weights
from validation.training.checkpoints import Progress
from validation.training.euler import transformed_loss_and_gradient, transformed_target
from validation.training.loop import Schedule, Slope, train
from validation.training.recording import Recording, Training, refuse_saddle
from validation.training.runs import DescentRun, Observer
from validation.training.sampled import back_propagate, white_noise, window_steps

SAMPLED_LOSS = "sampled_loss"


def train_sampled(
    weights: Weights,
    target: StateSpace,
    *,
    step: float,
    steps: int,
    dt: float,
    window: float,
    batch: int,
    seed: int = 0,
    rates: Rates = UNIT_RATES,
    record_every: int = 1,
    observe: Observer | None = None,
    sigma: float = 0.0,
    outlier_count: int | None = None,
    snapshot_times: Sequence[float] = (),
    checkpoint: str | Path | None = None,
    progress: bool = False,
) -> DescentRun:
    """Train a full network on sampled noise.

    Parameters
    ----------
    weights : Weights
        Where training starts; stable at this dt.
    target : StateSpace
    step : float
        η, in units of learning time.
    steps : int
        Number of learning steps; learning time runs from 0 to η · steps.
    dt : float
        Time step of the Euler network, in units of the neuron's time constant.
    window : float
        Length of a noise sequence, rounded to a multiple of dt. It should be long against the slowest decay
        of the target and of the network.
    batch : int
        Noise sequences per learning step.
    seed : int
        Learning step k draws from a generator made of (seed, k), see `white_noise`.
    rates : Rates
        Learning rates of the blocks, 0 = not trained.
    record_every, observe, sigma, outlier_count, snapshot_times
        What is recorded, see `Recording`.
    checkpoint, progress
        As for `descend`.

    Returns
    -------
    DescentRun
        `run["loss"]` is the exact population loss of the Euler network at the recorded weights (infinite
        while they are unstable), `run["sampled_loss"]` that of the mini-batch drawn there.

    Raises
    ------
    ValidationError
        If an argument cannot be used.
    UnstableNetwork
        If the initial network is unstable, or dt too large for it.
    SaddlePoint
        If nothing trained has a gradient while the loss is not zero.
    StepTooLarge
        If training diverges.
    CheckpointMismatch, DamagedFile
        If the checkpoint belongs to other arguments, or is not whole.
    """
    recording = Recording(record_every, observe, sigma, outlier_count, snapshot_times)
    schedule = Schedule(Training(weights, target, rates, recording), step, steps)
    source = MiniBatches.prepare(target, dt, window, batch, seed)
    refuse_saddle(source.population(weights), target, rates)
    rule = SampledLoss(schedule, source)
    return train(schedule, rule, checkpoint=checkpoint, progress=progress, arguments=source.arguments())[0]


@dataclass(frozen=True, eq=False)
class MiniBatches:
    """Where the gradients come from: fresh noise at every learning step.

    Attributes
    ----------
    dt : float
    length : int
        Steps of dt in a sequence.
    batch, seed : int
    samples : ndarray of shape (length,)
        f*(k dt).
    transformed : StateSpace
        The target, prepared for the population loss at this dt.
    """

    dt: float
    length: int
    batch: int
    seed: int
    samples: FloatArray
    transformed: StateSpace

    @classmethod
    def prepare(cls, target: StateSpace, dt: float, window: float, batch: int, seed: int) -> MiniBatches:
        """Check the arguments and sample the target."""
        length = window_steps(window, target, dt)
        batch, seed = count("batch", batch), count("seed", seed, least=0)
        samples = target.filter(dt * np.arange(length))
        return cls(float(dt), length, batch, seed, samples, transformed_target(target, dt))

    def arguments(self) -> dict[str, float]:
        """What identifies the noise, by the names of `train_sampled`'s arguments."""
        return {"dt": self.dt, "window": self.length, "batch": self.batch, "seed": self.seed}

    def loss_and_gradient(self, weights: Weights, k: int) -> tuple[float, Weights]:
        """Those of the mini-batch of learning step k."""
        noise = white_noise(self.length, self.batch, self.dt, self.seed, k)
        return back_propagate(weights, self.samples, noise, self.dt)

    def population(self, weights: Weights) -> Evaluation:
        """The exact expectation at these weights, the window taken as infinite."""
        loss, gradient = transformed_loss_and_gradient(weights, self.transformed, self.dt)
        return Evaluation(loss, gradient, weights.poles)


@dataclass(frozen=True, eq=False)
class SampledLoss:
    """Steps down the gradient of each step's mini-batch, whose loss says little about how training goes."""

    schedule: Schedule
    source: MiniBatches

    def slope(self, weights: Weights, k: int) -> Slope:
        """Loss and gradient of mini-batch k; recorded is the population's loss."""
        loss, gradient = self.source.loss_and_gradient(weights, k)
        return Slope(
            loss,
            gradient,
            lambda: _population(self.source, weights, gradient),
            _observer(self.schedule.training.recording.observe, loss),
        )

    def move(self, weights: Weights, direction: Weights) -> Weights:
        """A plain step."""
        return weights - direction

    def rises(self, before: Slope, after: Slope, first: float) -> bool:
        """Nothing is said of mini-batches that happen to be worse than the one before."""
        return False

    def too_large(self, k: int, best: Progress) -> StepTooLarge:
        """The state of some sequence, or a weight, has overflowed."""
        return StepTooLarge(
            f"step = {self.schedule.step:g} is too large: training on sampled noise diverged at learning time "
            f"s = {self.schedule.step * k:.4g}; choose step <= {self.schedule.step / 4:.2g}, or a larger batch."
        )


def _population(source: MiniBatches, weights: Weights, gradient: Weights) -> Evaluation:
    """What is recorded: training may pass through unstable networks, whose population loss is infinite."""
    try:
        return source.population(weights)
    except UnstableNetwork:
        return Evaluation(math.inf, gradient, weights.poles)


def _observer(observe: Observer | None, loss: float) -> Observer:
    """What the user wants recorded, and the mini-batch's loss."""

    def both(weights: Weights) -> Mapping[str, float]:
        result: Mapping[str, float] = {} if observe is None else observe(weights)
        if not isinstance(result, Mapping):
            return result  # the log says what is wrong with it
        if SAMPLED_LOSS in result:
            raise ValidationError(
                f"observe returned {SAMPLED_LOSS!r}, a name that this run has already; choose another name."
            )
        return {SAMPLED_LOSS: loss, **result}

    return both
