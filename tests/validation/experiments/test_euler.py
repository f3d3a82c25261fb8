"""The laws of the time step and of the mini-batch, as they are measured."""

from __future__ import annotations

import numpy as np
import pytest

from validation._common.errors import SaddlePoint, UnstableNetwork, ValidationError
from validation.experiments.euler import SampledNoiseStudy, sampled_noise_study, time_step_study
from validation.network.targets import damped_oscillator, integrator
from validation.network.weights import Rates, Weights, random_weights

START = random_weights(8, sigma=0.0, kappa=0.8, seed=1)
TARGETS = {"integrator": integrator(0.5), "oscillator": damped_oscillator(0.5, 2.0)}


@pytest.mark.parametrize("task, steps", [("integrator", 100), ("oscillator", 600)])
def test_descent_on_the_euler_network_tends_to_continuous_time_at_first_order(task, steps):
    study = time_step_study(START, TARGETS[task], step=0.1, steps=steps, dt=0.04)
    np.testing.assert_allclose(study.dt, [0.04, 0.02, 0.01, 0.005])
    assert study.order == pytest.approx(1.0, abs=0.1)
    assert study.loss_order == pytest.approx(1.0, abs=0.1)
    assert np.all((study.weights > 1e-4) & (study.weights < 0.2))


@pytest.mark.parametrize("target", [integrator(0.5), damped_oscillator(0.5, 1.0)], ids=TARGETS)
def test_scatter_of_sampled_training_falls_as_the_square_root_of_the_batch(target):
    study = sampled_noise_study(START, target, step=0.3, steps=10, dt=0.2, window=10.0, seeds=64)
    assert study.slope == pytest.approx(-0.5, abs=0.1)
    assert study.slope_error < 0.05
    assert study.window_bias < 0.05 * study.rms.min()
    assert study.rms.max() < 0.15  # linear response


def test_a_window_that_is_too_short_shows_as_bias():
    learning = {"step": 0.3, "steps": 10, "dt": 0.1, "batches": [4, 8], "seeds": 2}
    short, long = (
        sampled_noise_study(START, integrator(0.5), window=window, **learning).window_bias for window in (5.0, 10.0)
    )
    assert short > 50 * long


def test_slope_and_its_error_are_those_of_a_power_law():
    batches = np.array([10.0, 100.0, 1000.0])
    scatter = np.array([[1.0, 1.2, 0.8, 1.1]])
    study = SampledNoiseStudy(batches, batches[:, None] ** -0.7 * scatter, 0.0)
    assert study.slope == pytest.approx(-0.7)
    assert study.slope_error == pytest.approx(0.0, abs=1e-12)


def test_a_study_takes_rates():
    rates = Rates(W=4.0, v=0.0)
    study = time_step_study(START, integrator(0.5), step=0.1, steps=5, dt=0.04, halvings=1, rates=rates)
    everything = time_step_study(START, integrator(0.5), step=0.1, steps=5, dt=0.04, halvings=1)
    assert study.order == pytest.approx(1.0, abs=0.1)
    assert not np.allclose(study.weights, everything.weights, rtol=0.01)


def test_bad_arguments_of_a_study_are_named():
    target = integrator(0.5)
    with pytest.raises(ValidationError, match=r"batches are \[8, 8\], but a slope needs two"):
        sampled_noise_study(START, target, step=0.1, steps=2, dt=0.1, window=10.0, batches=[8, 8])
    with pytest.raises(ValidationError, match="seeds must be a whole number >= 2"):
        sampled_noise_study(START, target, step=0.1, steps=2, dt=0.1, window=10.0, seeds=1)
    with pytest.raises(ValidationError, match="halvings must be a whole number >= 1"):
        time_step_study(START, target, step=0.1, steps=2, dt=0.1, halvings=0)
    silent = Weights.zero_recurrent(np.zeros(2), np.zeros(2))
    with pytest.raises(SaddlePoint, match="nothing will ever be learnt"):
        time_step_study(silent, target, step=0.1, steps=2, dt=0.1)
    with pytest.raises(SaddlePoint, match="nothing will ever be learnt"):
        sampled_noise_study(silent, target, step=0.1, steps=2, dt=0.1, window=10.0)
    with pytest.raises(UnstableNetwork, match="dt = 3 is too large"):
        time_step_study(START, target, step=0.1, steps=2, dt=3.0)
