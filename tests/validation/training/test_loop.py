"""The loop of every training in steps, seen with a rule of known slopes: what it asks, counts, keeps and reports."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from validation._common.errors import StepTooLarge, ValidationError
from validation.gradient.exact import Evaluation
from validation.network.targets import integrator
from validation.network.weights import UNIT_RATES, Rates, Weights
from validation.training.checkpoints import Progress, load_progress
from validation.training.loop import Schedule, Slope, train
from validation.training.recording import Recording, Training

START = Weights([[0.0]], [1.0], [1.0])


@dataclass
class Parabola:
    """Loss ½|weights|²: gradient descent multiplies the weights by 1 − η. Trouble in the step of that number."""

    trouble: int = -1
    asked: list[int] = field(default_factory=list)
    recorded: int = 0
    best: list[Progress] = field(default_factory=list)

    def slope(self, weights: Weights, k: int) -> Slope:
        self.asked.append(k)
        if k == self.trouble:
            raise ValidationError("trouble")
        loss = 0.5 * weights.norm() ** 2
        return Slope(loss, weights, lambda: self._evaluate(loss, weights), None)

    def _evaluate(self, loss: float, weights: Weights) -> Evaluation:
        self.recorded += 1
        return Evaluation(loss, weights, weights.poles)

    def move(self, weights: Weights, direction: Weights) -> Weights:
        return weights - direction

    def rises(self, before: Slope, after: Slope, first: float) -> bool:
        return after.loss > before.loss

    def too_large(self, k: int, best: Progress) -> StepTooLarge:
        self.best.append(best)
        return StepTooLarge(f"diverged in step {k}")


def schedule(step: float, steps: int, rates: Rates = UNIT_RATES, record_every: int = 1, snapshots=()) -> Schedule:
    recording = Recording(every=record_every, snapshot_times=snapshots)
    return Schedule(Training(START, integrator(0.5), rates, recording), step, steps)


def test_weights_follow_the_gradient_with_a_rate_for_each_block():
    run, end = train(schedule(0.5, 6, Rates(W=1.0, u=1.0, v=0.0)), Parabola(), checkpoint=None, progress=False)
    assert run.final.u[0] == 0.5**6 and run.final.v[0] == 1.0
    assert end.k == 6 and end.rises == end.last_rise == 0
    np.testing.assert_array_equal(run.times, 0.5 * np.arange(7))


def test_only_what_is_recorded_is_evaluated():
    rule = Parabola()
    run, _ = train(schedule(0.1, 10, record_every=4, snapshots=(0.5,)), rule, checkpoint=None, progress=False)
    assert rule.asked == list(range(11)) and rule.recorded == 4
    np.testing.assert_allclose(run.times, [0.0, 0.4, 0.8, 1.0])
    np.testing.assert_allclose(run.snapshot_times, [0.0, 0.5, 1.0])
    np.testing.assert_allclose([weights.u[0] for weights in run.snapshots], 0.9 ** np.array([0, 5, 10]))


def test_rises_are_counted_and_the_last_one_is_known():
    _, end = train(schedule(2.5, 4), Parabola(), checkpoint=None, progress=False)  # 1 − η = −1.5
    assert end.rises == end.last_rise == 4


def test_trouble_on_the_way_is_reported_with_the_best_state_and_resumed_before_it(tmp_path):
    file, falling = tmp_path / "checkpoint.npz", Parabola(trouble=3)
    with pytest.raises(StepTooLarge, match="diverged in step 3") as caught:
        train(schedule(0.5, 6), falling, checkpoint=file, progress=False, arguments={"rule": 1})
    assert isinstance(caught.value.__cause__, ValidationError)
    assert [state.k for state in falling.best] == [2]
    assert load_progress(file, {**schedule(0.5, 6).arguments(), "rule": 1}).k == 2
    resumed = Parabola()
    run, _ = train(schedule(0.5, 6), resumed, checkpoint=file, progress=False, arguments={"rule": 1})
    assert resumed.asked == [2, 3, 4, 5, 6]
    whole, _ = train(schedule(0.5, 6), Parabola(), checkpoint=None, progress=False)
    np.testing.assert_array_equal(run["loss"], whole["loss"])


def test_trouble_at_the_start_is_not_blamed_on_the_step():
    with pytest.raises(ValidationError, match="trouble"):
        train(schedule(0.5, 6), Parabola(trouble=0), checkpoint=None, progress=False)
