"""What a random bulk W(0) = σ G/√N does to learning that the theory predicts for W(0) = 0.

The same network is trained from W(0) = +σ G/√N, from −σ G/√N and from 0, by the same steps, so that what differs is the
bulk alone.  With D± the deviations of the loss from the one without a bulk, at each learning time,

    odd part  (D₊ − D₋)/2 ∝ σ N^{−1/2}     chance overlaps such as vᵀW(0)u: they average out in a wide network
    even part (D₊ + D₋)/2 ∝ σ²             what is left at N → ∞: the bulk's own memory

Both exponents follow from expanding the Gramian equations in σ; they are measured here, not assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from validation._common.checks import FloatArray
from validation.experiments.power_laws import Order, convergence_order
from validation.gradient.exact import target_power
from validation.network.targets import StateSpace
from validation.network.weights import Weights, random_weights
from validation.training.descent import descend


@dataclass(frozen=True, eq=False)
class BulkStudy:
    """Deviations caused by the bulk: root mean square over learning time and seeds, in units of ½∫f*² dt.

    Attributes
    ----------
    sigmas, widths : ndarrays of shape (S,), (W,)
        Bulk radii at the largest width, widths at the smallest radius.
    odd_in_sigma, even_in_sigma : ndarrays of shape (S,)
    odd_in_width : ndarray of shape (W,)
    """

    sigmas: FloatArray
    widths: FloatArray
    odd_in_sigma: FloatArray
    even_in_sigma: FloatArray
    odd_in_width: FloatArray

    @property
    def odd_order(self) -> Order:
        """Slope of the odd part in σ; 1 is expected."""
        return convergence_order(self.sigmas, self.odd_in_sigma)

    @property
    def even_order(self) -> Order:
        """Slope of the even part in σ; 2 is expected."""
        return convergence_order(self.sigmas, self.even_in_sigma)

    @property
    def width_order(self) -> Order:
        """Slope of the odd part in N; −1/2 is expected."""
        return convergence_order(self.widths, self.odd_in_width)


def bulk_study(
    target: StateSpace,
    *,
    kappa: float,
    step: float,
    steps: int,
    sigmas: Sequence[float] = (0.025, 0.05, 0.1),
    widths: Sequence[int] = (8, 16, 32),
    seeds: int = 8,
    width_seeds: int = 48,
) -> BulkStudy:
    """Measure how the loss deviates with the radius σ of the bulk and with the width N.

    Parameters
    ----------
    target : StateSpace
    kappa : float
        |u| = |v| = κ, in random directions.
    step, steps : float, int
        η and number of steps of gradient descent.
    sigmas, widths : sequences of float, int
        At least three of each.
    seeds, width_seeds : int
        Networks at each σ, the same ones scaled; and at each width, where they differ and their scatter sets the error
        of the slope.
    """
    widest, weakest = max(widths), min(sigmas)
    learn = partial(_loss, target, kappa=kappa, step=step, steps=steps)
    without = [learn(widest, 0.0, seed) for seed in range(seeds)]
    scaled = [[_parts(learn, widest, sigma, seed) for seed in range(seeds)] for sigma in sigmas]
    wide = [[_parts(learn, N, weakest, seed) for seed in range(width_seeds)] for N in widths]
    scale = target_power(target)
    return BulkStudy(
        np.array(sigmas),
        np.array(widths, dtype=float),
        np.array([_rms([odd for odd, _ in parts]) for parts in scaled]) / scale,
        np.array([_rms([mean - none for (_, mean), none in zip(parts, without, strict=True)]) for parts in scaled])
        / scale,
        np.array([_rms([odd for odd, _ in parts]) for parts in wide]) / scale,
    )


Learn = Callable[[int, float, int], FloatArray]
"""Loss at every learning step, given N, σ with its sign, and the seed."""


def _loss(target: StateSpace, N: int, sigma: float, seed: int, *, kappa: float, step: float, steps: int) -> FloatArray:
    drawn = random_weights(N, abs(sigma), kappa, seed)
    network = Weights(float(np.sign(sigma)) * drawn.W, drawn.u, drawn.v)
    return descend(network, target, step=step, steps=steps)["loss"]


def _parts(learn: Learn, N: int, sigma: float, seed: int) -> tuple[FloatArray, FloatArray]:
    """Half the difference, and the mean, of the losses for ±W(0)."""
    plus, minus = learn(N, sigma, seed), learn(N, -sigma, seed)
    return (plus - minus) / 2, (plus + minus) / 2


def _rms(deviations: Sequence[FloatArray]) -> float:
    """Over learning time and seeds."""
    return float(np.sqrt(np.mean(np.square(deviations))))
