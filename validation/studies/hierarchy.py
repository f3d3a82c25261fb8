"""Any given bulk: a network's learning against its own restriction to words of up to d letters, and infinite width.

What a restriction misses are paths of 2(d + 1) letters that leave the words and come back, so that loss and outlier
err by a part ∝ σ^{2(d+1)}. The next order is larger by σ² at infinite width; chance overlaps of a given network, of
the order N^(−1/2), bring odd powers with small coefficients. Fitted is therefore ln(error) = a + p ln σ + b σ².
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.integrate import DOP853

from reduced_odes import ReducedSystem
from reduced_odes.hierarchy.depth import SAFETY, learn, missed_descent, word_space
from reduced_odes.hierarchy.fock import fock_space
from validation._common.checks import FloatArray
from validation.experiments.claim import Rung
from validation.experiments.comparison import Order
from validation.experiments.tasks import INTEGRATOR, Task
from validation.gradient.exact import Engine
from validation.network.targets import integrator
from validation.network.weights import Weights, random_weights
from validation.training.flow import gradient_flow

GIVEN = replace(
    INTEGRATOR, target=integrator(0.4), parameters={"c_star": 0.4}, kappa=0.6, parallel=False, until=2.5, step=0.05
)
"""An integrator that a network with a bulk learns within a short time."""
DEPTHS = (0, 1, 2, 3)
SIGMAS = (0.13, 0.16, 0.2, 0.26)
_POINTS = 9
_CLEAR = 0.8
"""In this last part of the time the outlier is at twice the bulk's radius at least; nearer, it mixes with the bulk."""
_SLOPE = 0.05
"""Part of the exponent by which the fit may miss it: odd powers of σ, from chance overlaps, are not fitted."""


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


def leading_order(sigmas: FloatArray, errors: FloatArray) -> Order:
    """The exponent p of errors ∝ σ^p (1 + O(σ²)), and its standard error, by least squares of the logarithms."""
    X = np.stack([np.ones(sigmas.size), np.log(sigmas), sigmas**2], axis=1)
    y = np.log(errors)
    found = np.linalg.lstsq(X, y, rcond=None)[0]
    variance = float(np.sum((y - X @ found) ** 2)) / (sigmas.size - X.shape[1])
    return Order(float(found[1]), float(np.sqrt(variance * np.linalg.inv(X.T @ X)[1, 1])))


def wide_errors(task: Task, sigmas: FloatArray) -> FloatArray:
    """Errors of the loss at s = 1 of infinite width at depths 0 to 2, against depth 4; shape (S, 3)."""
    target = task.target
    rows = []
    for sigma in sigmas:
        space = fock_space(4, sigma=float(sigma), kappa_u=task.kappa, kappa_v=task.kappa)
        losses = [learn(space, target, [1.0], depth=d, rtol=1e-9).loss[0] for d in (*DEPTHS[:3], 4)]
        rows.append(np.abs(np.array(losses[:-1]) - losses[-1]))
    return np.array(rows)


def hierarchy_rungs(task: Task, systems: Mapping[str, ReducedSystem], *, N: int = 200, seed: int = 1) -> list[Rung]:
    """Orders in σ of what each depth misses, and the estimate of it; for the integrator."""
    if task.target.order != 1:
        return []
    network = random_weights(N, 1.0, task.kappa, seed)
    found = depth_errors(network, task, np.array(SIGMAS))
    wide = wide_errors(task, found.sigmas)
    where = f"a network of N = {N} against its own restriction, σ = {SIGMAS[0]:g} to {SIGMAS[-1]:g}"
    rungs = []
    for d in DEPTHS:
        whole, late = f"of the loss up to s = {task.until:g}", f"of c, s ≥ {_CLEAR * task.until:g}"
        rungs.append(_order(task, f"loss, depth {d}", d, found.sigmas, found.loss[:, d], f"{whole}, {where}"))
        rungs.append(_order(task, f"outlier, depth {d}", d, found.sigmas, found.outlier[:, d], f"{late}, {where}"))
    for d in DEPTHS[:3]:
        detail = "of the loss at s = 1, N → ∞, against depth 4"
        rungs.append(_order(task, f"infinite width, depth {d}", d, found.sigmas, wide[:, d], detail))
    return [*rungs, _estimate(task, found, where)]


def _estimate(task: Task, found: DepthErrors, where: str) -> Rung:
    ratios = (found.largest / found.estimated)[:, :-1]
    return Rung(
        task.name,
        "any bulk: error of the loss in units of its estimate",
        float(ratios.max()) / SAFETY,
        0.0,
        1.0,
        f"largest of {ratios.size} (depths 0 to {DEPTHS[-2]}), {where}; the estimate is {SAFETY:g} times the missed "
        f"descent; error over missed descent {ratios.min():.2g} to {ratios.max():.2g}",
    )


def _order(task: Task, claim: str, depth: int, sigmas: FloatArray, errors: FloatArray, detail: str) -> Rung:
    fit, expected = leading_order(sigmas, errors), 2.0 * (depth + 1)
    return Rung(
        task.name,
        f"any bulk: order in σ, {claim}",
        fit.slope,
        expected,
        _SLOPE * expected,
        f"error {detail}; standard error of the slope {fit.standard_error:.3f}; errors {errors[0]:.1e} to "
        f"{errors[-1]:.1e}",
        x=sigmas,
        y=errors,
        x_name=f"bulk radius σ ({claim.partition(',')[0]})",
    )
