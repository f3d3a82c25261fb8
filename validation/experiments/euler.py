"""What a finite time step, and what finite mini-batches, change in training.

In both, the runs that are compared take the same learning steps from the same weights, so that the learning step's own
error cancels.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from validation._common.checks import FloatArray, count, positive
from validation._common.errors import ValidationError
from validation.experiments.power_laws import straight_line
from validation.gradient.exact import evaluate, loss_and_gradient
from validation.network.targets import StateSpace
from validation.network.weights import UNIT_RATES, Rates, Weights
from validation.training.euler import transformed_loss_and_gradient, transformed_target
from validation.training.recording import refuse_saddle
from validation.training.sampled import back_propagate, impulse_noise, window_steps
from validation.training.sampled_descent import train_sampled

Gradient = Callable[[Weights, int], tuple[float, Weights]]
"""Loss and gradient at some weights, for learning step number k."""


@dataclass(frozen=True, eq=False)
class TimeStepStudy:
    """Descent of the Euler network's population loss against descent in continuous time.

    Attributes
    ----------
    dt : ndarray of shape (n,)
        Time steps, decreasing.
    weights : ndarray of shape (n,)
        Largest distance between the two runs' weights at the same learning step, relative to the distance
        that continuous-time training has moved them.
    loss : ndarray of shape (n,)
        Largest difference of the two losses, each run's own, relative to the first.
    """

    dt: FloatArray
    weights: FloatArray
    loss: FloatArray

    @property
    def order(self) -> float:
        """Fitted order in dt of the weights' deviation; 1 for the Euler step."""
        return _slope(self.dt, self.weights)

    @property
    def loss_order(self) -> float:
        """Fitted order in dt of the loss's deviation; 1 for the Euler step."""
        return _slope(self.dt, self.loss)


def time_step_study(
    weights: Weights,
    target: StateSpace,
    *,
    step: float,
    steps: int,
    dt: float,
    halvings: int = 3,
    rates: Rates = UNIT_RATES,
) -> TimeStepStudy:
    """Measure how training on the Euler network tends to training in continuous time.

    Parameters
    ----------
    weights : Weights
        Where every run starts.
    target : StateSpace
    step, steps : float, int
        Learning step η and number of steps, the same in every run.
    dt : float
        Largest time step; the study also takes dt/2, dt/4, …
    halvings : int
        How often dt is halved, ≥ 1.
    rates : Rates
        Learning rates of the blocks.

    Raises
    ------
    UnstableNetwork
        If a run meets an unstable network, or dt is too large for one.
    SaddlePoint
        If nothing trained has a gradient at the start.
    """
    refuse_saddle(evaluate(weights, target), target, rates)
    time_steps = np.array([positive("dt", dt) / 2.0**i for i in range(count("halvings", halvings) + 1)])
    reference = _descend(weights, lambda w, k: loss_and_gradient(w, target), step, steps, rates)
    moved = _distance(reference.weights[-1], reference.weights[0])
    by_weights, by_loss = [], []
    for size in time_steps:
        run = _descend(weights, _euler_gradient(target, float(size)), step, steps, rates)
        by_weights.append(float(np.max(_distance(run.weights, reference.weights))) / moved)
        by_loss.append(float(np.max(np.abs(run.losses - reference.losses))) / reference.losses[0])
    return TimeStepStudy(time_steps, np.array(by_weights), np.array(by_loss))


@dataclass(frozen=True, eq=False)
class SampledNoiseStudy:
    """Training on mini-batches of sampled noise against descent of the Euler network's population loss.

    Attributes
    ----------
    batches : ndarray of shape (n,)
        Mini-batch sizes B.
    deviations : ndarray of shape (n, seeds)
        Distance of the final weights of each sampled run from the population run's, relative to the
        distance that the latter has moved them.
    window_bias : float
        The same for training on the exact expectation over the noise of the finite window: all that would
        be left at B = ∞. The law of B is honest only where this is far below every deviation.
    """

    batches: FloatArray
    deviations: FloatArray
    window_bias: float

    @property
    def rms(self) -> FloatArray:
        """Root mean square of the deviations over the seeds, shape (n,)."""
        return _rms(self.deviations)

    @property
    def slope(self) -> float:
        """Fitted exponent of B; −1/2 where the weights respond linearly to the noise."""
        return _slope(self.batches, self.rms)

    @property
    def slope_error(self) -> float:
        """Standard error of the slope from the seeds (jackknife)."""
        seeds = self.deviations.shape[1]
        left_out = [_slope(self.batches, _rms(np.delete(self.deviations, i, axis=1))) for i in range(seeds)]
        return math.sqrt((seeds - 1) * float(np.var(left_out)))


def sampled_noise_study(
    weights: Weights,
    target: StateSpace,
    *,
    step: float,
    steps: int,
    dt: float,
    window: float,
    batches: Sequence[int] = (32, 128, 512),
    seeds: int = 128,
    first_seed: int = 0,
    rates: Rates = UNIT_RATES,
) -> SampledNoiseStudy:
    """Measure how the scatter of sampled training falls with the size of its mini-batches.

    Parameters
    ----------
    weights : Weights
        Where every run starts.
    target : StateSpace
    step, steps : float, int
        Learning step η and number of steps, the same in every run.
    dt, window : float
        Time step and length of a sequence, in units of the neuron's time constant.
    batches : sequence of int
        Mini-batch sizes, at least two.
    seeds : int
        Runs for each size, ≥ 2. No two runs of the study share their noise.
    first_seed : int
        Seeds are counted from here.
    rates : Rates
        Learning rates of the blocks.

    Raises
    ------
    ValidationError
        If an argument cannot be used.
    UnstableNetwork
        If a run meets an unstable network, or dt is too large for one.
    SaddlePoint
        If nothing trained has a gradient at the start.
    """
    sizes = [count("batches", batch) for batch in batches]
    if len(set(sizes)) < 2:
        raise ValidationError(f"batches are {sizes}, but a slope needs two different sizes; add another.")
    runs = count("seeds", seeds, least=2)
    refuse_saddle(evaluate(weights, target), target, rates)
    population = _descend(weights, _euler_gradient(target, dt), step, steps, rates).weights
    moved = _distance(population[-1], population[0])

    def deviation(final: FloatArray) -> float:
        return float(_distance(final, population[-1]) / moved)

    def sampled(batch: int, seed: int) -> FloatArray:
        return train_sampled(
            weights,
            target,
            step=step,
            steps=steps,
            dt=dt,
            window=window,
            batch=batch,
            seed=seed,
            rates=rates,
            record_every=steps,
        ).final.vector()

    length = window_steps(window, target, dt)
    samples, impulses = target.filter(dt * np.arange(length)), impulse_noise(length, dt)
    expected = _descend(weights, lambda w, k: back_propagate(w, samples, impulses, dt), step, steps, rates)
    bias = deviation(expected.weights[-1])
    deviations = [
        [deviation(sampled(batch, first_seed + i * runs + j)) for j in range(runs)] for i, batch in enumerate(sizes)
    ]
    return SampledNoiseStudy(np.array(sizes, dtype=np.float64), np.array(deviations), bias)


@dataclass(frozen=True, eq=False)
class _DescentPath:
    """Weights (steps + 1, N² + 2N) and losses (steps) along a descent."""

    weights: FloatArray
    losses: FloatArray


def _descend(weights: Weights, gradient: Gradient, step: float, steps: int, rates: Rates) -> _DescentPath:
    eta = positive("step", step)
    path, losses = [weights.vector()], []
    for k in range(count("steps", steps)):
        loss, slope = gradient(weights, k)
        weights = weights - eta * (rates * slope)
        path.append(weights.vector())
        losses.append(loss)
    return _DescentPath(np.array(path), np.array(losses))


def _euler_gradient(target: StateSpace, dt: float) -> Gradient:
    transformed = transformed_target(target, dt)
    return lambda weights, k: transformed_loss_and_gradient(weights, transformed, dt)


def _distance(a: FloatArray, b: FloatArray) -> FloatArray:
    distance: FloatArray = np.sqrt(np.sum((a - b) ** 2, axis=-1))
    return distance


def _rms(deviations: FloatArray) -> FloatArray:
    rms: FloatArray = np.sqrt(np.mean(deviations**2, axis=1))
    return rms


def _slope(x: FloatArray, y: FloatArray) -> float:
    """Exponent p of y ∝ xᵖ by least squares."""
    return straight_line(np.log(x), np.log(y)).slope
