"""The lazy regime, theory against networks: wide networks self-average, and large κ makes any training lazy.

Three comparisons keep the sources of error apart:

    read-out alone     exact for every network; theory is the limit N → ∞                      deviation ∝ N^{−1/2}
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
from reduced_odes.lazy.curve import Block, LazyCurve, decay_exponent, lazy_curve
from validation._common.checks import FloatArray
from validation._common.errors import ValidationError
from validation.experiments.claim import Claim
from validation.experiments.power_laws import Order, convergence_order
from validation.experiments.tasks import Task
from validation.gradient.exact import target_power
from validation.network.targets import StateSpace, damped_oscillator, integrator
from validation.network.weights import Weights, random_weights
from validation.training.flow import gradient_flow
from validation.training.linearised import mirrored, readout_curve, tangent_curve

ALL = frozenset(Block)
WIDTHS = (100, 200, 400, 800)
KAPPAS = (8.0, 16.0, 32.0)


@dataclass(frozen=True, eq=False)
class LazyWidthStudy:
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
) -> LazyWidthStudy:
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
) -> LazyWidthStudy:
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
) -> LazyWidthStudy:
    measured = np.array([[losses(N, seed) for seed in range(seeds)] for N in widths])
    return LazyWidthStudy(np.array(widths, dtype=float), times, theory, measured, target_power(target))


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


@dataclass(frozen=True, eq=False)
class IntegratorCurve:
    """An integrator learnt by the read-out: theory, and one network at fewer times (losses in units of ½∫f*² dt)."""

    c_star: float
    theory: LazyCurve
    times: FloatArray
    network: FloatArray


@dataclass(frozen=True, eq=False)
class LearntNetwork:
    """A network at the first recorded time at which its loss is below a fraction of the zero network's.

    Attributes
    ----------
    kappa : float
    start, end : Weights
    time, fraction : float
        Learning time, and loss in units of ½∫f*² dt.
    """

    kappa: float
    start: Weights
    end: Weights
    time: float
    fraction: float

    @property
    def change(self) -> float:
        """|ΔW| in Frobenius norm."""
        return float(np.linalg.norm(self.end.W - self.start.W))


@dataclass(frozen=True, eq=False)
class LazyExamples:
    """What the figures show.

    Attributes
    ----------
    sigma : float
        Radius of the bulk of all curves; κ is 1.
    N : int
        Of the network whose read-out is trained.
    integrators : tuple of IntegratorCurve
        On both sides of the threshold |1 − c*| = σ.
    trained : mapping of str to LazyCurve
        Theory, by the blocks of weights that are trained.
    sigmas, decays : ndarrays of shape (n,)
    exponents : ndarray of shape (n, n)
        γ of the late loss over decays and sigmas.
    target : StateSpace
        Learnt by the rich and by the lazy network.
    spectrum_sigma : float
        Radius of their bulk.
    rich, lazy : LearntNetwork
    """

    sigma: float
    N: int
    integrators: tuple[IntegratorCurve, ...]
    trained: Mapping[str, LazyCurve]
    sigmas: FloatArray
    decays: FloatArray
    exponents: FloatArray
    target: StateSpace
    spectrum_sigma: float
    rich: LearntNetwork
    lazy: LearntNetwork


def lazy_examples(
    systems: Mapping[str, ReducedSystem] | None = None, *, N: int = 1600, points: int = 80, half: int = 32
) -> LazyExamples:
    """Curves on both sides of the threshold, exponents, and a rich and a lazy network (`systems` are not needed).

    Parameters
    ----------
    N : int
        Neurons of the network whose read-out is trained.
    points : int
        Values of σ and of c* in the map of exponents.
    half : int
        Neurons of each of the two mirrored copies that make up the rich, and the lazy, network.
    """
    sigma, target, s = 0.6, damped_oscillator(0.3, 0.8), np.geomspace(1e-1, 1e5, 241)
    network, seen = random_weights(N, sigma, 1.0, 0), np.geomspace(1e-1, 1e3, 13)
    sigmas, decays = np.linspace(0.02, 0.98, points), np.linspace(0.01, 2.2, points)
    # Rich learning takes s of the order of ten; lazy learning by the recurrent weights has the rate κ⁴.
    spans = {0.3: np.linspace(0.0, 20.0, 81), 10.0: np.concatenate([[0.0], np.geomspace(1e-1, 600.0, 60) / 10.0**4])}
    rich, lazy = (
        learn(target, mirrored(random_weights(half, 0.5, kappa, 4)), times, 0.1) for kappa, times in spans.items()
    )
    return LazyExamples(
        sigma,
        N,
        tuple(_integrator_curve(1.0 - part * sigma, network, sigma, s, seen) for part in (1.6, 1.25, 1.0, 5 / 6, 0.5)),
        {
            ", ".join(blocks): lazy_curve(integrator(0.5), sigma=sigma, kappa=1.0, times=s, trained=blocks)
            for blocks in (("v",), ("u", "v"), ("W",), ("W", "u", "v"))
        },
        sigmas,
        decays,
        np.array([[decay_exponent(integrator(c), r) for r in sigmas] for c in decays]),
        target,
        0.5,
        rich,
        lazy,
    )


def _integrator_curve(
    c_star: float, network: Weights, sigma: float, times: FloatArray, seen: FloatArray
) -> IntegratorCurve:
    curve = lazy_curve(integrator(c_star), sigma=sigma, kappa=1.0, times=times)
    return IntegratorCurve(c_star, curve, seen, readout_curve(network, integrator(c_star), seen) / curve.target_power)


def learn(target: StateSpace, start: Weights, times: FloatArray, fraction: float) -> LearntNetwork:
    """Train all weights by gradient flow until the loss is below a fraction of ½∫f*² dt.

    Raises
    ------
    ValidationError
        If it is not by the last of the times.
    """
    run = gradient_flow(start, target, times, rtol=1e-5, atol=1e-8, snapshot_times=tuple(times))
    losses = run["loss"] / target_power(target)
    below = losses <= fraction
    if not below.any():
        raise ValidationError(
            f"times end at {times[-1]:g} with a loss of {losses[-1]:.2g} times the first one; give times that reach "
            "further."
        )
    at = int(np.argmax(below))
    end = run.snapshots[list(run.snapshot_times).index(run.times[at])]
    kappa = float(np.linalg.norm(start.u))
    return LearntNetwork(kappa, start, end, float(run.times[at]), float(losses[at]))


def lazy_claims(
    task: Task, systems: Mapping[str, ReducedSystem], *, sigma: float = 0.6, seeds: int = 96, tangent_seeds: int = 48
) -> list[Claim]:
    """The lazy regime's claims for one task (`systems` are not needed)."""
    readout = readout_study(task.target, sigma=sigma, seeds=seeds)
    tangent = tangent_study(task.target, sigma=sigma, seeds=tangent_seeds)
    scale = scale_study(task.target, sigma=sigma)
    widest = int(readout.widths[-1])
    return [
        Claim(
            task.name,
            "lazy, read-out alone: exponent of N",
            readout.order.slope,
            expected=-0.5,
            tolerance=0.1,
            detail=(
                f"exact read-out training, σ = {sigma:g}, κ = 1, {seeds} networks of each width, against the curve "
                f"of N → ∞; standard error {readout.order.standard_error:.3f}"
            ),
            x=readout.widths,
            y=readout.deviations,
            x_name="neurons N",
        ),
        Claim(
            task.name,
            "lazy, read-out alone: mean loss",
            readout.mean_deviation,
            expected=0.0,
            tolerance=0.01,
            detail=(
                f"largest deviation of the mean over {seeds} networks, N = {widest}, from N → ∞, in units of ½∫f*² dt"
            ),
        ),
        Claim(
            task.name,
            "lazy, all weights: exponent of N",
            tangent.order.slope,
            expected=-0.5,
            tolerance=0.15,
            detail=f"networks linearised in all weights, {tangent_seeds} of each width, f = 0 at first, κ = 2, against "
            f"the curve of N → ∞; standard error {tangent.order.standard_error:.3f}",
            x=tangent.widths,
            y=tangent.deviations,
            x_name="neurons N",
        ),
        Claim(
            task.name,
            "lazy, all weights: exponent of κ",
            scale.order.slope,
            expected=-4.0,
            tolerance=0.2,
            detail=(
                "gradient flow of all weights of a mirrored network of 48 neurons against its linearisation; "
                f"standard error {scale.order.standard_error:.3f}"
            ),
            x=scale.kappas,
            y=scale.deviations,
            x_name="κ = |u| = |v|",
        ),
    ]


_TIMES: FloatArray = np.geomspace(0.1, 100.0, 13)
