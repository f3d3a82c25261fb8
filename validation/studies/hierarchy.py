"""A bulk of any strength: a network's learning against its own restriction to words of up to d letters.

What a restriction misses are paths of 2(d + 1) letters that leave the words and come back, so that loss and outlier
err by a part ∝ σ^{2(d+1)}. The next order is larger by σ² at infinite width; chance overlaps of a fixed realisation,
of the order N^(−1/2), bring odd powers with small coefficients. The fit is therefore ln(error) = a + p ln σ + b σ².
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.integrate import DOP853

from reduced_odes import ReducedSystem
from reduced_odes.hierarchy.depth import SAFETY, WordCurve, learn, missed_descent, word_space
from reduced_odes.hierarchy.fock import fock_space
from reduced_odes.hierarchy.large_n import infinite_width
from reduced_odes.linear.arnoldi import KrylovSpace
from validation._common.checks import FloatArray
from validation.experiments.claim import Claim
from validation.experiments.crossings import crossing
from validation.experiments.power_laws import leading_order
from validation.experiments.tasks import INTEGRATOR, Task
from validation.gradient.exact import Engine
from validation.network.outliers import disc_radius
from validation.network.targets import StateSpace, integrator
from validation.network.weights import Weights, random_weights
from validation.training.flow import gradient_flow
from validation.training.runs import DescentRun

FIXED = replace(
    INTEGRATOR, target=integrator(0.4), parameters={"c_star": 0.4}, kappa=0.6, parallel=False, until=2.5, step=0.05
)
"""An integrator that a network with a bulk learns within a short time."""
C_STAR = 0.3
"""Decay rate of the integrator that the large network learns."""
FINER = 4
"""Number of learning times of the restrictions' curves for each of the large network's."""
DEPTHS = (0, 1, 2, 3)
SIGMAS = (0.13, 0.16, 0.2, 0.26)
_POINTS = 9
_CLEAR = 0.8
"""From this part of the time on the outlier is at twice the bulk's radius at least. Nearer, it mixes with the bulk."""
_SLOPE = 0.05
"""Relative tolerance of the exponents: the fit leaves out odd powers of σ, which chance overlaps bring."""


@dataclass(frozen=True, eq=False)
class DepthErrors:
    """Errors of a network's restrictions; shapes (S, D) for S radii σ and D depths.

    Attributes
    ----------
    sigmas : ndarray of shape (S,)
    loss : ndarray
        Root mean square deviation of the loss over all times, in which no kinks arise where it changes its sign.
    largest : ndarray
        Largest deviation of the loss.
    outlier : ndarray
        Root mean square deviation of c over the last fifth of the time, where the outlier is far from the bulk.
    estimated : ndarray
        Estimate of `largest`, made without the network's training; NaN at the greatest depth.
    """

    sigmas: FloatArray
    loss: FloatArray
    largest: FloatArray
    outlier: FloatArray
    estimated: FloatArray


def depth_errors(network: Weights, task: Task, sigmas: FloatArray) -> DepthErrors:
    """Train a network with its W scaled by each σ, and follow its restrictions of each depth."""
    rows = [_of_one(Weights(sigma * network.W, network.u, network.v), task, float(sigma)) for sigma in sigmas]
    return DepthErrors(np.asarray(sigmas, dtype=float), *np.swapaxes(np.array(rows), 0, 1))


def _of_one(weights: Weights, task: Task, sigma: float) -> FloatArray:
    """The errors of each depth, in columns."""
    times, target = np.linspace(0.0, task.until, _POINTS), task.target
    run = gradient_flow(
        weights, task.target, times, sigma=sigma, rtol=1e-10, atol=1e-13, method=DOP853, engine=Engine.KRYLOV,
        accuracy=1e-10, outlier_count=1,
    )  # fmt: skip
    space = word_space(weights.W, weights.u, weights.v, DEPTHS[-1], tolerance=1e-13)
    # The solver's own error is to be well below what the depth misses.
    curves = [learn(space, target, times, depth=d, rtol=10.0 ** -(7 + d)) for d in DEPTHS]
    loss = np.array([curve.loss - run["loss"] for curve in curves])
    late = times >= _CLEAR * task.until
    outlier = np.array([(curve.c - run.outliers.decay)[late] for curve in curves])  # NaN if one of them has none
    missed = [missed_descent(space, target, curve).max() for curve in curves[:-1]]
    return np.array([_rms(loss), np.abs(loss).max(axis=1), _rms(outlier), [*missed, np.nan]])


def _rms(rows: FloatArray) -> FloatArray:
    return np.asarray(np.sqrt(np.mean(rows**2, axis=1)), dtype=np.float64)


def wide_errors(task: Task, sigmas: FloatArray) -> FloatArray:
    """Errors of the loss at s = 1 of infinite width at depths 0 to 2, against depth 4; shape (S, 3)."""
    target = task.target
    rows = []
    for sigma in sigmas:
        space = fock_space(4, sigma=float(sigma), kappa_u=task.kappa, kappa_v=task.kappa)
        losses = [learn(space, target, [1.0], depth=d, rtol=1e-9).loss[0] for d in (*DEPTHS[:3], 4)]
        rows.append(np.abs(np.array(losses[:-1]) - losses[-1]))
    return np.array(rows)


@dataclass(frozen=True, eq=False)
class Realisation:
    """One network's training, and its restrictions of depths 0 to 3.

    Attributes
    ----------
    run : DescentRun
    share : ndarray of shape (S,)
        Part of the impulse response that the outlier carries, at the run's snapshots; 0 while there is none.
    curves : tuple of WordCurve
        On a finer grid of learning times, see `FINER`.
    """

    run: DescentRun
    share: FloatArray
    curves: tuple[WordCurve, ...]


@dataclass(frozen=True, eq=False)
class Births:
    """When the first outlier leaves the bulk, over the bulk's radius σ.

    Attributes
    ----------
    sigmas, times, errors : ndarrays of shape (S,)
        At infinite width, with the deviation of the depth below; NaN where none does.
    at : ndarray of shape (R,)
        Radii of the networks.
    measured : ndarray of shape (R, K)
        Of K networks each, by all their eigenvalues.
    N : int
    """

    sigmas: FloatArray
    times: FloatArray
    errors: FloatArray
    at: FloatArray
    measured: FloatArray
    N: int


@dataclass(frozen=True, eq=False)
class HierarchyExamples:
    """What the figure shows: one large network, the errors of restrictions over σ, and births over σ."""

    realisation: Realisation
    errors: DepthErrors
    births: Births


def hierarchy_examples(
    systems: Mapping[str, ReducedSystem] | None = None, *, N: int = 1000, sigma: float = 0.5, until: float = 4.0
) -> HierarchyExamples:
    """Train, restrict and compare (`systems` are not needed).

    Parameters
    ----------
    N, sigma, until : int, float, float
        Size and bulk of the large network, and how long it learns.
    """
    network = random_weights(200, 1.0, FIXED.kappa, 1)
    return HierarchyExamples(
        fixed_realisation(N, sigma, until), depth_errors(network, FIXED, np.array(SIGMAS)), births(100)
    )


def fixed_realisation(N: int, sigma: float, until: float) -> Realisation:
    """Train one network in full, and follow its restrictions."""
    weights, target = random_weights(N, sigma, 0.5, 1), integrator(C_STAR)
    times = np.linspace(0.0, until, 17)
    run = gradient_flow(
        weights, target, times, sigma=sigma, rtol=1e-5, atol=1e-8, accuracy=1e-6, outlier_count=1,
        snapshot_times=[float(s) for s in times[::2]],
    )  # fmt: skip
    radius = disc_radius(sigma, N)
    share = np.array([outlier_share(kept, radius) for kept in run.snapshots])
    space = word_space(weights.W, weights.u, weights.v, DEPTHS[-1])
    fine = np.linspace(0.0, until, FINER * (times.size - 1) + 1)
    return Realisation(run, share, tuple(learn(space, target, fine, depth=d, rtol=1e-6) for d in DEPTHS))


def outlier_share(weights: Weights, radius: float, dimension: int = 80) -> float:
    """Part of ∫ f² dt that modes outside the disc carry, ∫ f_out f dt / ∫ f² dt, by the modes on a Krylov space."""
    space = KrylovSpace(lambda x: weights.W @ x, weights.u)
    space.grow(min(dimension, weights.N))
    z, right = np.linalg.eig(space.H)
    start = np.linalg.solve(right, np.eye(z.size)[0] * space.length)
    residues = (weights.v @ space.basis.T @ right) * start
    overlaps = np.outer(residues, residues) / (2.0 - z[:, None] - z[None, :])
    return float((overlaps[np.abs(z) > radius].sum() / overlaps.sum()).real)


def births(N: int) -> Births:
    """Birth of the outlier at infinite width, and in networks by the modulus of their largest eigenvalue."""
    target, times = integrator(C_STAR), np.linspace(0.0, 2.0, 3)
    sigmas, found = np.linspace(0.1, 0.65, 12), []
    for sigma in sigmas:
        run = infinite_width(target, sigma=float(sigma), kappa=0.5, times=times, depth=3, rtol=1e-5)
        found.append((run.curve.outlier_born, run.born_error))
    radii = (0.15, 0.3, 0.45, 0.6)
    measured = [[_born(random_weights(N, sigma, 0.5, seed), target, sigma) for seed in (1, 2)] for sigma in radii]
    theory = np.array(found, dtype=float)
    return Births(sigmas, theory[:, 0], theory[:, 1], np.array(radii), np.array(measured), N)


def _born(weights: Weights, target: StateSpace, sigma: float) -> float:
    """When the largest |z| of all eigenvalues leaves the disc for good; NaN if it does not.

    The disc is that of N → ∞, or the network's own bulk where that reaches farther at the start.
    """
    run = gradient_flow(weights, target, np.linspace(0.0, 2.0, 31), sigma=sigma, rtol=1e-5, atol=1e-8)
    farthest = np.abs(run.spectra).max(axis=1)
    return crossing(run.times, farthest, max(sigma, float(farthest[0])), rising=True, last=True)


def hierarchy_claims(task: Task, systems: Mapping[str, ReducedSystem], *, N: int = 200, seed: int = 1) -> list[Claim]:
    """Orders in σ of what each depth misses, and the estimate of it; for the integrator."""
    if task.target.order != 1:
        return []
    network = random_weights(N, 1.0, task.kappa, seed)
    found = depth_errors(network, task, np.array(SIGMAS))
    wide = wide_errors(task, found.sigmas)
    where = f"a network of N = {N} against its own restriction, σ = {SIGMAS[0]:g} to {SIGMAS[-1]:g}"
    claims = []
    for d in DEPTHS:
        whole, late = f"of the loss up to s = {task.until:g}", f"of c, s ≥ {_CLEAR * task.until:g}"
        claims.append(_order(task, f"loss, depth {d}", d, found.sigmas, found.loss[:, d], f"{whole}, {where}"))
        claims.append(_order(task, f"outlier, depth {d}", d, found.sigmas, found.outlier[:, d], f"{late}, {where}"))
    for d in DEPTHS[:3]:
        detail = "of the loss at s = 1, N → ∞, against depth 4"
        claims.append(_order(task, f"infinite width, depth {d}", d, found.sigmas, wide[:, d], detail))
    return [*claims, _estimate(task, found, where)]


def _estimate(task: Task, found: DepthErrors, where: str) -> Claim:
    ratios = (found.largest / found.estimated)[:, :-1]
    return Claim(
        task.name,
        "any bulk: error of the loss in units of its estimate",
        float(ratios.max()) / SAFETY,
        expected=0.0,
        tolerance=1.0,
        detail=(
            f"largest of {ratios.size} (depths 0 to {DEPTHS[-2]}), {where}; the estimate is {SAFETY:g} "
            f"times the missed descent; error over missed descent {ratios.min():.2g} to {ratios.max():.2g}"
        ),
    )


def _order(task: Task, name: str, depth: int, sigmas: FloatArray, errors: FloatArray, detail: str) -> Claim:
    fit, expected = leading_order(sigmas, errors), 2.0 * (depth + 1)
    return Claim(
        task.name,
        f"any bulk: order in σ, {name}",
        fit.slope,
        expected=expected,
        tolerance=_SLOPE * expected,
        detail=f"error {detail}; standard error of the slope {fit.standard_error:.3f}; errors {errors[0]:.1e} to "
        f"{errors[-1]:.1e}",
        x=sigmas,
        y=errors,
        x_name=f"bulk radius σ ({name.partition(',')[0]})",
    )
