"""Training on sampled white noise: the experiment, without any average taken for it.

A mini-batch of B noise sequences of n steps drives the Euler network from rest,

    h_{k+1} = B h_k + u x_k dt,   B = I + dt(W − I),   x_k ~ N(0, 1/dt),

and the loss is the batch's mean of ½e², where e = vᵀh_n − dt Σ_k f*(k dt) x_{n−1−k} is the error at the
final time. Its gradient is found by back-propagation through time, written out by hand. Since the network
is linear, the adjoint of a sample is the same for all of them up to its error, e · p_k with p_{k−1} = Bᵀp_k
and p_n = v: one vector is carried back, and the samples enter through the mean of e h_k. For the sampled
loss this is exact.

The expectation over noise is the population loss of `validation.training.euler` cut off after n steps, so that
the window n·dt must be long against the slowest decay of the network and of the target.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from reduced_odes.linear.responses import exponential
from validation._common.checks import FloatArray, count, positive, real_array
from validation._common.errors import UnstableNetwork, ValidationError
from validation.network.targets import StateSpace
from validation.network.weights import Weights


def white_noise(steps: int, batch: int, dt: float, seed: int, index: int = 0) -> FloatArray:
    """Draw mini-batch number `index` of a run: independent N(0, 1/dt), shape (steps, batch).

    Every mini-batch has a generator of its own, made from (seed, index) alone: a resumed run draws what
    the uninterrupted one would have drawn.
    """
    steps, batch = count("steps", steps), count("batch", batch)
    seed, index = count("seed", seed, least=0), count("index", index, least=0)
    entropy = np.random.SeedSequence(seed, spawn_key=(index,))
    deviation = 1.0 / math.sqrt(positive("dt", dt))
    return deviation * np.random.default_rng(entropy).standard_normal((steps, batch))


def impulse_noise(steps: int, dt: float) -> FloatArray:
    """A deterministic mini-batch with exactly the second moments of white noise, shape (steps, steps).

    Sample s is one impulse at step s, and the batch's mean of x_j x_k is δ_jk/dt. Since the sampled loss is
    quadratic in the noise, it becomes its own expectation: Σ over the impulse response, without sampling.
    """
    steps, dt = count("steps", steps), positive("dt", dt)
    return math.sqrt(steps / dt) * np.eye(steps)


def sampled_loss_and_gradient(
    weights: Weights, target: StateSpace, noise: ArrayLike, dt: float
) -> tuple[float, Weights]:
    """Mean final-time error of a mini-batch and its gradient, by back-propagation through time.

    Parameters
    ----------
    weights : Weights
        Any N; over a finite window it need not be stable.
    target : StateSpace
        Gives the output that the same noise makes through the samples f*(k dt).
    noise : array-like of shape (steps, batch)
        One sequence per column, of variance 1/dt: `white_noise`.
    dt : float
        Time step in units of the neuron's time constant.

    Returns
    -------
    loss : float
        Mean over the batch of ½(vᵀh_n − y*_n)².
    gradient : Weights
        Its exact derivatives by W, u and v. Memory: steps × N × batch floats.

    Raises
    ------
    ValidationError
        If `noise` is not a finite matrix or dt is not positive.
    UnstableNetwork
        If the state overflows within the window.
    """
    x, dt = real_array("noise", noise, ndim=2), positive("dt", dt)
    samples = target.filter(dt * np.arange(x.shape[0]))
    return back_propagate(weights, samples, x, dt)


def back_propagate(weights: Weights, filter_samples: FloatArray, noise: FloatArray, dt: float) -> tuple[float, Weights]:
    """`sampled_loss_and_gradient` with the target already sampled, f*(k dt) for k = 0 … steps − 1."""
    steps, batch = noise.shape
    N, W, u, v = weights.N, weights.W, weights.u, weights.v
    propagator = (1.0 - dt) * np.eye(N) + dt * W
    drive = np.column_stack([propagator, dt * u])  # h_{k+1} = drive (h_k, x_k)

    with np.errstate(over="ignore", invalid="ignore"):
        inputs = np.empty((steps, N + 1, batch))  # (h_k, x_k) for every k: back-propagation needs them all
        inputs[0, :N] = 0.0
        inputs[:, N] = noise
        for k in range(steps - 1):
            np.matmul(drive, inputs[k], out=inputs[k + 1, :N])
        final = drive @ inputs[-1]
        errors = v @ final - dt * (filter_samples[::-1] @ noise)
        loss = 0.5 * float(errors @ errors) / batch

        error_weighted = inputs @ (errors / batch)  # mean of e (h_k, x_k), shape (steps, N + 1)
        adjoints = np.empty((steps, N))  # p_{k+1}, the derivative of vᵀh_n by h_{k+1}
        adjoint = v
        for k in reversed(range(steps)):
            adjoints[k] = adjoint
            adjoint = propagator.T @ adjoint
        by_drive = dt * adjoints.T @ error_weighted
        by_v = final @ (errors / batch)
    if not (math.isfinite(loss) and np.isfinite(by_drive).all() and np.isfinite(by_v).all()):
        raise UnstableNetwork(
            f"W makes a network whose state overflows within {steps} steps of dt = {dt:g}; "
            "choose a smaller learning step or dt, or W with every eigenvalue's real part below 1."
        )
    return loss, Weights(by_drive[:, :N], by_drive[:, N], by_v)


def window_steps(window: float, target: StateSpace, dt: float) -> int:
    """Number of Euler steps in a training window, or why the window will not do.

    Raises
    ------
    ValidationError
        If the window is shorter than one dt, or leaves out more than 1 % of the target's power: what is
        learnt on it would not be the target.
    """
    window, dt = positive("window", window), positive("dt", dt)
    steps = round(window / dt)
    if steps < 1:
        raise ValidationError(f"window = {window:g} is shorter than dt = {dt:g}; choose a longer window.")
    left = StateSpace(target.A, exponential(target.A * window) @ target.b, target.c)  # the filter from there on
    lost, power = left.power, target.power
    if lost > 0.01 * power:
        decay = float(np.min(-target.poles().real))
        raise ValidationError(
            f"window = {window:g} leaves out {100 * lost / power:.3g} % of the target's power; "
            f"choose a longer one, such as {5 / decay:.3g}."
        )
    return steps
