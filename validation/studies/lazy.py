"""The lazy regime, theory against networks: wide networks self-average, and large κ makes any training lazy.

Three comparisons keep the sources of error apart:

    read-out alone     exact for a given network; theory is its N → ∞ limit                    deviation ∝ N^{−1/2}
    all weights        the network linearised in its weights against theory                    deviation ∝ N^{−1/2}
    large κ            gradient flow of the full network against that linearisation            deviation ∝ κ^{−4}

The last network is mirrored, so that f = 0 at the start for every N. Then exchanging its two halves turns f into −f:
learning f* and learning −f* are the same, the loss is even in the size of the target, which the weights see as
κ^{−2}, and the first correction to the linearised curve is of order κ^{−4}.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reduced_odes import ReducedSystem
from reduced_odes.lazy.curve import Block, lazy_curve
from validation._common.checks import FloatArray
from validation.experiments.claim import Rung
from validation.experiments.comparison import Order, convergence_order
from validation.experiments.tasks import Task
from validation.gradient.exact import target_power
from validation.network.targets import StateSpace
from validation.network.weights import random_weights
from validation.training.flow import gradient_flow
from validation.training.linearised import mirrored, readout_curve, tangent_curve

ALL = frozenset(Block)
WIDTHS = (100, 200, 400, 800, 1600)
KAPPAS = (8.0, 16.0, 32.0)


@dataclass(frozen=True, eq=False)
class WidthStudy:
    """Deviations of networks of several widths from the theory of N → ∞, in units of ½∫f*² dt.

    Attributes
    ----------
    widths : ndarray of shape (W,)
    times : ndarray of shape (T,)
        Learning times.
    theory : ndarray of shape (T,)
        Loss at N → ∞.
    losses : ndarray of shape (W, seeds, T)
        Losses of the networks.
    power : float
        ½∫f*² dt.
    """

    widths: FloatArray
    times: FloatArray
    theory: FloatArray
    losses: FloatArray
    power: float

    @property
    def deviations(self) -> FloatArray:
        """Root mean square over seeds and times, shape (W,)."""
        rms: FloatArray = np.sqrt(np.mean((self.losses - self.theory) ** 2, axis=(1, 2))) / self.power
        return rms

    @property
    def order(self) -> Order:
        """Slope in N; −1/2 is expected. Its error is the larger of the line's and that of the seeds' scatter."""
        fit = convergence_order(self.widths, self.deviations)
        return Order(fit.slope, max(fit.standard_error, self._scatter()))

    @property
    def mean_deviation(self) -> float:
        """Largest deviation, at any time, of the mean over the seeds of the widest networks."""
        mean = self.losses[-1].mean(axis=0) - self.theory
        return float(np.abs(mean).max()) / self.power

    def _scatter(self) -> float:
        """Error of the slope that the scatter of the seeds makes: of ln RMS² it is that of the mean square."""
        squares = np.mean((self.losses - self.theory) ** 2, axis=2)
        relative = squares.std(axis=1, ddof=1) / np.sqrt(squares.shape[1]) / squares.mean(axis=1)
        x = np.log(self.widths) - np.log(self.widths).mean()
        return float(np.sqrt(np.sum((x * relative / 2) ** 2)) / np.sum(x**2))


def readout_study(
    target: StateSpace,
    *,
    sigma: float,
    kappa: float = 1.0,
    widths: Sequence[int] = WIDTHS,
    seeds: int = 48,
    times: FloatArray | None = None,
) -> WidthStudy:
    """Networks of which the read-out alone is trained, from random u, v and W(0) = σ G/√N.

    Parameters
    ----------
    target : StateSpace
    sigma, kappa : float
        Radius of the bulk, |u| = |v|.
    widths : sequence of int
        At least three numbers of neurons.
    seeds : int
        Networks of each width.
    times : ndarray, optional
        Learning times; by default those between 0.1/κ² and 100/κ².
    """
    s = _TIMES / kappa**2 if times is None else times
    theory = lazy_curve(target, sigma=sigma, kappa=kappa, times=s).loss

    def losses(N: int, seed: int) -> FloatArray:
        return readout_curve(random_weights(N, sigma, kappa, seed), target, s)

    return _width_study(losses, target, theory, s, widths, seeds)


def tangent_study(
    target: StateSpace,
    *,
    sigma: float,
    kappa: float = 2.0,
    widths: Sequence[int] = (50, 100, 200, 400),
    seeds: int = 64,
) -> WidthStudy:
    """Networks linearised in all their weights, starting from f = 0 as two mirrored copies do.

    Parameters as for `readout_study`; the learning times lie between 0.1/κ⁴ and 100/κ⁴.
    """
    s = _TIMES / kappa**4
    theory = lazy_curve(target, sigma=sigma, kappa=kappa, times=s, trained=ALL).loss

    def losses(N: int, seed: int) -> FloatArray:
        return tangent_curve(random_weights(N, sigma, kappa, seed), target, s, silent=True)

    return _width_study(losses, target, theory, s, widths, seeds)


def _width_study(
    losses: Callable[[int, int], FloatArray],
    target: StateSpace,
    theory: FloatArray,
    times: FloatArray,
    widths: Sequence[int],
    seeds: int,
) -> WidthStudy:
    measured = np.array([[losses(N, seed) for seed in range(seeds)] for N in widths])
    return WidthStudy(np.array(widths, dtype=float), times, theory, measured, target_power(target))


@dataclass(frozen=True, eq=False)
class ScaleStudy:
    """Gradient flow of all weights at several κ, against the network linearised in its weights.

    Attributes
    ----------
    kappas : ndarray of shape (S,)
    scaled_times : ndarray of shape (T,)
        κ⁴ s.
    flow, tangent, theory : ndarrays of shape (S, T)
        Losses of the full flow, of its linearisation at s = 0, and at N → ∞.
    power : float
        ½∫f*² dt.
    """

    kappas: FloatArray
    scaled_times: FloatArray
    flow: FloatArray
    tangent: FloatArray
    theory: FloatArray
    power: float

    @property
    def deviations(self) -> FloatArray:
        """Root mean square over times of the flow's deviation from its linearisation, shape (S,)."""
        rms: FloatArray = np.sqrt(np.mean((self.flow - self.tangent) ** 2, axis=1)) / self.power
        return rms

    @property
    def order(self) -> Order:
        """Slope in κ; −4 is expected of mirrored networks."""
        return convergence_order(self.kappas, self.deviations)


def scale_study(
    target: StateSpace,
    *,
    sigma: float,
    half: int = 24,
    kappas: Sequence[float] = KAPPAS,
    until: float = 4.0,
    seed: int = 1,
) -> ScaleStudy:
    """Train all weights of one mirrored network of 2 × `half` neurons, scaled to several κ.

    Parameters
    ----------
    target : StateSpace
    sigma : float
        Radius of the bulk.
    half : int
        Neurons of each copy.
    kappas : sequence of float
        At least three.
    until : float
        κ⁴ s at the end.
    seed : int
    """
    tau = np.geomspace(until / 40.0, until, 9)
    flow, tangent, theory = [], [], []
    for kappa in kappas:
        network, s = mirrored(random_weights(half, sigma, kappa, seed)), tau / kappa**4
        # The weights change by parts of κ^{−3} and less, and their change is to be right to many digits.
        flow.append(gradient_flow(network, target, s, rtol=1e-12, atol=1e-15)["loss"])
        tangent.append(tangent_curve(network, target, s))
        theory.append(lazy_curve(target, sigma=sigma, kappa=kappa, times=s, trained=ALL).loss)
    return ScaleStudy(
        np.array(kappas, dtype=float), tau, np.array(flow), np.array(tangent), np.array(theory), target_power(target)
    )


def lazy_rungs(task: Task, systems: Mapping[str, ReducedSystem], *, sigma: float = 0.6, seeds: int = 64) -> list[Rung]:
    """The lazy regime's claims for one task, as rungs of the ladder (`systems` are not needed)."""
    readout = readout_study(task.target, sigma=sigma, seeds=seeds)
    tangent = tangent_study(task.target, sigma=sigma, seeds=seeds)
    scale = scale_study(task.target, sigma=sigma)
    widest = int(readout.widths[-1])
    return [
        Rung(
            task.name, "lazy, read-out alone: exponent of N", readout.order.slope, -0.5, 0.1,
            f"exact read-out training, σ = {sigma:g}, κ = 1, {seeds} networks of each width, against the curve of N "
            f"→ ∞; standard error {readout.order.standard_error:.3f}",
            readout.widths, readout.deviations, "neurons N",
        ),
        Rung(
            task.name, "lazy, read-out alone: mean loss", readout.mean_deviation, 0.0, 0.01,
            f"largest deviation of the mean over {seeds} networks, N = {widest}, from N → ∞, in units of ½∫f*² dt",
        ),
        Rung(
            task.name, "lazy, all weights: exponent of N", tangent.order.slope, -0.5, 0.15,
            f"networks linearised in all weights, {seeds} of each width, f = 0 at the start, κ = 2, against the "
            f"curve of N → ∞; standard error {tangent.order.standard_error:.3f}",
            tangent.widths, tangent.deviations, "neurons N",
        ),
        Rung(
            task.name, "lazy, all weights: exponent of κ", scale.order.slope, -4.0, 0.2,
            "gradient flow of all weights of a mirrored network of 48 neurons against its linearisation; standard "
            f"error {scale.order.standard_error:.3f}",
            scale.kappas, scale.deviations, "κ = |u| = |v|",
        ),
    ]  # fmt: skip


_TIMES: FloatArray = np.geomspace(0.1, 100.0, 13)
