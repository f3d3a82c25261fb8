"""A learning rule and a gradient engine as a newcomer writes them, following CONTRIBUTING.md to the letter."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from validation import (
    CheckpointMismatch,
    DescentRun,
    Engine,
    Evaluation,
    StateSpace,
    StepTooLarge,
    Weights,
    damped_oscillator,
    descend,
    evaluate_by,
    loss_and_gradient,
    random_weights,
)
from validation.gradient import gradient_source
from validation.training import ExactLoss, Recording, Schedule, Training, train

START, TARGET = random_weights(4, 0.3, 0.6, seed=1), damped_oscillator(0.4, 1.0, 0.3)


# --- A learning rule: gradient descent whose steps have a greatest length


@dataclass(frozen=True, eq=False)
class ClippedDescent(ExactLoss):
    """Gradient descent on the exact loss, with steps of at most the Euclidean length `longest`."""

    longest: float

    def move(self, weights: Weights, direction: Weights) -> Weights:
        length = direction.norm()
        return super().move(weights, direction if length <= self.longest else (self.longest / length) * direction)


def clipped_descent(
    weights: Weights,
    target: StateSpace,
    *,
    step: float,
    steps: int,
    longest: float,
    recording: Recording | None = None,
    checkpoint: Path | None = None,
) -> DescentRun:
    schedule = Schedule(Training(weights, target, recording=recording or Recording()), step, steps)
    rule = ClippedDescent(schedule, gradient_source(Engine.AUTO, weights, target), longest)
    return train(schedule, rule, checkpoint=checkpoint, arguments={"longest": longest})[0]


def test_without_a_limit_it_is_gradient_descent() -> None:
    clipped = clipped_descent(START, TARGET, step=0.2, steps=30, longest=np.inf)
    plain = descend(START, TARGET, step=0.2, steps=30)
    np.testing.assert_array_equal(clipped["loss"], plain["loss"])
    np.testing.assert_array_equal(clipped.final.vector(), plain.final.vector())


def test_steps_are_no_longer_than_asked_and_the_target_is_learnt() -> None:
    every = Recording(snapshot_times=0.2 * np.arange(401))
    run = clipped_descent(START, TARGET, step=0.2, steps=400, longest=0.02, recording=every)
    lengths = [(after - before).norm() for before, after in zip(run.snapshots, run.snapshots[1:], strict=False)]
    assert max(lengths) == pytest.approx(0.02, rel=1e-12) and lengths[-1] < 0.01
    _, gradient = loss_and_gradient(START, TARGET)
    np.testing.assert_allclose((START - run.snapshots[1]).vector(), 0.02 / gradient.norm() * gradient.vector())
    assert run["loss"][-1] < 1e-3 * run["loss"][0]


def test_it_is_interrupted_resumed_and_refused_like_every_training(tmp_path: Path) -> None:
    left = [7]

    def interrupting(weights: Weights) -> dict[str, float]:
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return {"trace": float(np.trace(weights.W))}

    arguments = {"step": 0.2, "steps": 20, "longest": 0.02, "recording": Recording(observe=interrupting)}
    file = tmp_path / "run.npz"
    with pytest.raises(KeyboardInterrupt):
        clipped_descent(START, TARGET, checkpoint=file, **arguments)
    resumed, whole = (clipped_descent(START, TARGET, checkpoint=path, **arguments) for path in (file, None))
    np.testing.assert_array_equal(resumed["loss"], whole["loss"])
    np.testing.assert_array_equal(resumed["trace"], whole["trace"])
    with pytest.raises(CheckpointMismatch) as caught:
        clipped_descent(START, TARGET, checkpoint=file, **(arguments | {"longest": 0.03}))
    assert caught.value.settings == ("longest",)
    with pytest.raises(StepTooLarge):
        clipped_descent(START, TARGET, step=1e3, steps=20, longest=1e3)


# --- A gradient engine: differences of the loss


@dataclass
class Differences:
    """Gradients by central differences of the loss, for networks of a few neurons; errors of about 1e-9."""

    target: StateSpace

    def first(self, weights: Weights) -> Evaluation:
        return evaluate_by(Engine.DENSE, weights, self.target)

    def gradient(self, weights: Weights) -> tuple[float, Weights, Callable[[], Evaluation]]:
        x, h = weights.vector(), 1e-5
        slopes = [(self._loss(x + h * e) - self._loss(x - h * e)) / (2 * h) for e in np.eye(x.size)]
        return self._loss(x), Weights.from_vector(np.array(slopes)), lambda: self.first(weights)

    def _loss(self, vector: np.ndarray) -> float:
        return loss_and_gradient(Weights.from_vector(vector), self.target)[0]

    def move(self, weights: Weights, direction: Weights) -> Weights:
        return weights - direction

    def warn_if_missed(self) -> None:
        """Its errors are not measured."""


def test_its_gradient_is_that_of_the_dense_engine() -> None:
    for seed in range(3):
        weights = random_weights(2, 0.5, 0.8, seed)
        exact = evaluate_by(Engine.DENSE, weights, TARGET)
        loss, gradient, recorded = Differences(TARGET).gradient(weights)
        assert exact.certain and loss == exact.loss and recorded().loss == exact.loss
        np.testing.assert_allclose(gradient.vector(), exact.gradient.vector(), atol=1e-8)


def test_trainings_take_it() -> None:
    start = random_weights(2, 0.3, 0.6, seed=1)
    schedule = Schedule(Training(start, TARGET), step=0.2, steps=10)
    run, _ = train(schedule, ExactLoss(schedule, Differences(TARGET)))
    np.testing.assert_allclose(run["loss"], descend(start, TARGET, step=0.2, steps=10)["loss"], atol=1e-8)
