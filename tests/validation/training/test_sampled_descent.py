"""Training on mini-batches: the recorded run, its resumption, and what it says when it cannot go on."""

from __future__ import annotations

import numpy as np
import pytest

from validation._common.errors import (
    CheckpointMismatch,
    SaddlePoint,
    StepTooLarge,
    UnstableNetwork,
    ValidationError,
)
from validation.gradient.exact import target_power
from validation.network.targets import damped_oscillator, integrator
from validation.network.weights import Rates, Weights, random_weights
from validation.training.descent import descend
from validation.training.euler import euler_loss_and_gradient
from validation.training.runs import load_run
from validation.training.sampled import sampled_loss_and_gradient, white_noise
from validation.training.sampled_descent import train_sampled

START = random_weights(4, sigma=0.3, kappa=0.8, seed=1)
TARGET = integrator(0.5)
TRAINING = {"step": 0.2, "steps": 12, "dt": 0.1, "window": 8.0, "batch": 16, "seed": 5}


def test_training_is_descent_on_the_noise_of_each_step():
    run = train_sampled(START, TARGET, **TRAINING, rates=Rates(W=2.0, u=0.0, v=0.5))
    weights = START
    for k in range(12):
        noise = white_noise(80, 16, 0.1, seed=5, index=k)
        loss, gradient = sampled_loss_and_gradient(weights, TARGET, noise, 0.1)
        assert run["sampled_loss"][k] == pytest.approx(loss, rel=1e-12)
        assert run["loss"][k] == pytest.approx(euler_loss_and_gradient(weights, TARGET, 0.1)[0], rel=1e-10)
        assert run["gain"][k] == pytest.approx(weights.u @ weights.v, rel=1e-12)
        weights = Weights(weights.W - 0.4 * gradient.W, weights.u, weights.v - 0.1 * gradient.v)
    np.testing.assert_allclose(run.final.vector(), weights.vector(), rtol=1e-12)
    np.testing.assert_allclose(run.times, 0.2 * np.arange(13))
    assert run.step == 0.2


def test_noise_fades_as_the_target_is_learnt_and_the_poles_are_those_of_the_euler_network():
    """The target can be realised exactly, so that each mini-batch's own error, and its noise, go to zero."""
    target, start = damped_oscillator(0.5, 2.0), random_weights(6, kappa=0.8, seed=2)
    learning = {"step": 0.2, "steps": 800, "record_every": 50}
    run = train_sampled(start, target, **learning, dt=0.1, window=12.0, batch=32, seed=0)
    assert run["loss"][-1] < 1e-10 * target_power(target)
    assert run["sampled_loss"][-1] < 1e-9 * target_power(target)
    pole = (np.exp(target.poles()[0] * 0.1) - 1) / 0.1  # 1 + λ dt = e^{λ* dt}
    assert run["c"][-1] == pytest.approx(-pole.real, rel=1e-4)
    assert run["omega_squared"][-1] == pytest.approx(pole.imag**2, rel=1e-4)


def test_records_and_snapshots_are_those_asked_for():
    run = train_sampled(
        START,
        TARGET,
        **TRAINING,
        record_every=5,
        snapshot_times=[1.0],
        observe=lambda w: {"trace": float(np.trace(w.W))},
    )
    np.testing.assert_allclose(run.times, [0.0, 1.0, 2.0, 2.4])
    np.testing.assert_allclose(run.snapshot_times, [0.0, 1.0, 2.4])
    np.testing.assert_array_equal(run["trace"][[0, 1, 3]], [np.trace(w.W) for w in run.snapshots])
    np.testing.assert_allclose(run.spectra.sum(axis=1).real, run["trace"], atol=1e-12)


def test_a_run_is_reproducible_and_another_seed_gives_another(tmp_path):
    first, again = (train_sampled(START, TARGET, **TRAINING) for _ in range(2))
    other = train_sampled(START, TARGET, **(TRAINING | {"seed": 6}))
    np.testing.assert_array_equal(first.final.vector(), again.final.vector())
    assert (first.final - other.final).norm() > 1e-3
    loaded = load_run(first.save(tmp_path / "run.npz"))
    np.testing.assert_array_equal(loaded["sampled_loss"], first["sampled_loss"])


@pytest.mark.parametrize("at", [0, 1, 7, 12])
def test_an_interrupted_run_resumes_as_if_it_had_never_stopped(tmp_path, at):
    calls = []

    def interrupt(weights):
        calls.append(weights)
        if len(calls) == at + 1:
            raise KeyboardInterrupt
        return {"norm": weights.norm()}

    whole = train_sampled(START, TARGET, **TRAINING, observe=lambda w: {"norm": w.norm()})
    file = tmp_path / "checkpoint.npz"
    with pytest.raises(KeyboardInterrupt):
        train_sampled(START, TARGET, **TRAINING, observe=interrupt, checkpoint=file)
    resumed_calls = []

    def observe(weights):
        resumed_calls.append(weights)
        return {"norm": weights.norm()}

    resumed = train_sampled(START, TARGET, **TRAINING, observe=observe, checkpoint=file)
    assert len(resumed_calls) == 13 - at  # nothing before the interruption was done again
    np.testing.assert_array_equal(resumed.final.vector(), whole.final.vector())
    np.testing.assert_array_equal(resumed.times, whole.times)
    np.testing.assert_array_equal(resumed.snapshot_times, whole.snapshot_times)
    np.testing.assert_array_equal(resumed.spectra, whole.spectra)
    for name in whole.quantities:
        np.testing.assert_array_equal(resumed[name], whole[name])


def test_a_finished_checkpoint_gives_the_finished_run(tmp_path):
    file = tmp_path / "checkpoint.npz"
    first, again = (train_sampled(START, TARGET, **TRAINING, checkpoint=file) for _ in range(2))
    np.testing.assert_array_equal(again.times, first.times)
    np.testing.assert_array_equal(again.snapshot_times, first.snapshot_times)
    np.testing.assert_array_equal(again["sampled_loss"], first["sampled_loss"])


def test_a_checkpoint_of_another_kind_of_training_is_refused(tmp_path):
    """Either way: exact descent does not go on from mini-batches, nor mini-batches from exact descent."""
    shared = {"step": TRAINING["step"], "steps": TRAINING["steps"]}
    descend(START, TARGET, **shared, checkpoint=tmp_path / "exact.npz")
    with pytest.raises(CheckpointMismatch) as caught:
        train_sampled(START, TARGET, **TRAINING, checkpoint=tmp_path / "exact.npz")
    assert "batch" in caught.value.settings
    train_sampled(START, TARGET, **TRAINING, checkpoint=tmp_path / "sampled.npz")
    with pytest.raises(CheckpointMismatch) as caught:
        descend(START, TARGET, **shared, checkpoint=tmp_path / "sampled.npz")
    assert "batch" in caught.value.settings


@pytest.mark.parametrize("name, value", [("seed", 6), ("batch", 8), ("dt", 0.05), ("window", 9.0), ("step", 0.1)])
def test_a_checkpoint_of_other_arguments_is_refused(tmp_path, name, value):
    file = tmp_path / "checkpoint.npz"
    train_sampled(START, TARGET, **TRAINING, checkpoint=file)
    with pytest.raises(CheckpointMismatch) as caught:
        train_sampled(START, TARGET, **(TRAINING | {name: value}), checkpoint=file)
    assert name in caught.value.settings


def test_divergence_names_the_step_and_the_time():
    training = TRAINING | {"step": 40.0, "steps": 50, "batch": 2}
    with pytest.raises(StepTooLarge, match=r"step = 40 is too large: .* at learning time s = .* choose"):
        train_sampled(START, TARGET, **training)


def test_a_network_that_is_unstable_for_a_while_may_go_on():
    """The window is finite, so training itself may pass where the population loss is infinite."""
    start, only_W = Weights([[0.97]], [1.0], [0.9]), Rates(W=1.0, u=0.0, v=0.0)
    learning = {"step": 0.001, "steps": 6, "rates": only_W}
    run = train_sampled(start, integrator(0.05), **learning, dt=0.5, window=60.0, batch=1, seed=0)
    assert np.isfinite(run["sampled_loss"]).all()
    unstable = run.spectra.real.max(axis=1) >= 1
    assert unstable.any()
    assert not unstable[-1]
    np.testing.assert_array_equal(np.isinf(run["loss"]), unstable)


def test_a_saddle_and_an_unstable_start_are_refused():
    with pytest.raises(SaddlePoint, match="nothing will ever be learnt"):
        train_sampled(Weights.zero_recurrent(np.zeros(3), np.zeros(3)), TARGET, **TRAINING)
    with pytest.raises(UnstableNetwork, match="W makes an unstable network"):
        train_sampled(Weights(1.5 * np.eye(2), np.ones(2), np.ones(2)), TARGET, **TRAINING)
    with pytest.raises(UnstableNetwork, match=r"dt = 2\.5 is too large"):
        train_sampled(START, TARGET, **(TRAINING | {"dt": 2.5, "window": 50.0}))


@pytest.mark.parametrize(
    "changed, complaint",
    [
        ({"step": 0}, "step must be positive"),
        ({"steps": 1.5}, "steps must be a whole number"),
        ({"dt": np.nan}, "dt must be finite"),
        ({"window": 1.0}, "window = 1 leaves out"),
        ({"batch": 0}, "batch must be a whole number"),
        ({"seed": -3}, "seed must be a whole number >= 0"),
        ({"record_every": 0}, "record_every must be a whole number"),
        ({"snapshot_times": [99.0]}, "snapshot_times must lie between 0 and 2.4"),
        ({"observe": lambda w: {"sampled_loss": 0.0}}, "a name that this run has already"),
        ({"observe": lambda w: 3.0}, "must return a mapping"),
        ({"checkpoint": "/nowhere/at/all.npz"}, "checkpoint: cannot write"),
    ],
)
def test_bad_arguments_are_named(changed, complaint):
    with pytest.raises(ValidationError, match=complaint):
        train_sampled(START, TARGET, **(TRAINING | changed))


def test_nothing_is_printed_without_a_progress_bar(capfd):
    train_sampled(START, TARGET, **TRAINING)
    assert capfd.readouterr() == ("", "")
