"""One outlier and a weak bulk: the equations corrected to second order, against full networks with that bulk.

The equations miss terms of third order in the bulk's radius σ for a fixed realisation, and of fourth order at infinite
width, where odd moments vanish.  Both are measured, beside what the equations without correction miss: σ and σ².
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.integrate import DOP853

from reduced_odes import ReducedSystem, Trajectory, integrate
from validation._common.checks import FloatArray
from validation._common.errors import ValidationError
from validation.experiments.claim import Claim
from validation.experiments.power_laws import convergence_order
from validation.experiments.tasks import INTEGRATOR, Task
from validation.network.weights import Weights, random_weights
from validation.training.flow import gradient_flow
from validation.training.runs import DescentRun

_WIDE = np.array([0.02, 0.03, 0.045])
_FIXED = np.array([0.005, 0.01, 0.02])
_SEEDS = 4
_UNTIL = 6.0
"""Learning time up to which errors are taken."""


def weak_bulk_coordinates(weights: Weights) -> dict[str, float]:
    """The initial state of `real_outlier_bulk` for a network, with n along its read-in.

    With n = u/|u|: a = n·u, b = n·v, c = 1 − n·Wn, and the overlaps of r = Wn, l = Wᵀn, p = u, q = v, each without its
    part along n.

    Raises
    ------
    ValidationError
        If u is zero.
    """
    length = float(np.linalg.norm(weights.u))
    if length == 0:
        raise ValidationError("u is zero, so that it has no direction; start from a network that is driven.")
    n = weights.u / length
    images = {"r": weights.W @ n, "l": weights.W.T @ n, "p": weights.u, "q": weights.v}
    beside = {name: vector - n * (n @ vector) for name, vector in images.items()}
    core = {"a": n @ weights.u, "b": n @ weights.v, "c": 1.0 - n @ weights.W @ n}
    pairs = ("l_r", "l_p", "q_r", "q_p", "r_p", "l_q", "r_r", "l_l", "p_p", "q_q")
    overlaps = {pair: beside[pair[0]] @ beside[pair[2]] for pair in pairs}
    return {name: float(value) for name, value in {**core, **overlaps}.items()}


def fock_network(sigma: float, tau: float, kappa: float, depth: int) -> Weights:
    """A network whose moments are those of an infinitely wide random one, for all words of length up to 2 × depth.

    W = σ (ℓ₁ + τ ℓ₁ᵀ + √(1 − τ²) ℓ₂ᵀ), with ℓ_k the operator that puts the letter k before a word, on words of two
    letters up to the length `depth`; u = v = κ times the empty word.  The moments nᵀ(words in W and Wᵀ)n of random
    matrices with independent entries of variance σ²/N, but correlation τ of opposite ones, tend to these.
    """
    words = [word for length in range(depth + 1) for word in np.ndindex(*(2,) * length)]
    index = {word: k for k, word in enumerate(words)}
    create = np.zeros((2, len(words), len(words)))
    for word, k in index.items():
        for letter in (0, 1):
            if (letter, *word) in index:
                create[letter, index[(letter, *word)], k] = 1.0
    W = sigma * (create[0] + tau * create[0].T + np.sqrt(1.0 - tau**2) * create[1].T)
    u = np.zeros(len(words))
    u[0] = kappa
    return Weights(W, u, u)


def bulk_errors(
    network: Weights, task: Task, systems: Mapping[str, ReducedSystem], sigmas: FloatArray, until: float = _UNTIL
) -> tuple[FloatArray, FloatArray]:
    """Largest deviation of the loss, without and with correction, for a network whose W is scaled by each σ."""
    s = np.linspace(0.0, until, 25)
    plain: list[float] = []
    corrected: list[float] = []
    for sigma in sigmas:
        weights = Weights(sigma * network.W, network.u, network.v)
        loss = gradient_flow(weights, task.target, s, sigma=float(sigma), method=DOP853)["loss"]
        for (name, state), errors in zip(_starts(weights).items(), (plain, corrected), strict=True):
            theory = integrate(systems[name], state, task.parameters, s, rtol=1e-10, atol=1e-13)
            errors.append(float(np.abs(theory["loss"] - loss).max()) if theory.times.size == s.size else np.nan)
    return np.array(plain), np.array(corrected)


@dataclass(frozen=True, eq=False)
class WeakBulkExamples:
    """What the figure shows.

    Attributes
    ----------
    runs : mapping of float to DescentRun
        One network, its bulk scaled to several radii σ.
    theories : mapping of float to mapping of str to Trajectory
        The equations without and with correction, by σ and name of the reduced system.
    sigmas : ndarray of shape (S,)
    plain, corrected : ndarrays of shape (S,)
        Largest error of the loss at infinite width.
    until : float
        Learning time up to which errors are taken.
    """

    runs: Mapping[float, DescentRun]
    theories: Mapping[float, Mapping[str, Trajectory]]
    sigmas: FloatArray
    plain: FloatArray
    corrected: FloatArray
    until: float


def weak_bulk_examples(
    systems: Mapping[str, ReducedSystem], *, N: int = 100, kappa: float = 0.4, seed: int = 1
) -> WeakBulkExamples:
    """Learning with a bulk, and how the error of the equations grows with its radius.

    Parameters
    ----------
    systems : mapping of str to ReducedSystem
        With `real_outlier` and `real_outlier_bulk`.
    N, kappa, seed : int, float, int
        Size, |u| = |v|, and seed of the network.
    """
    network, s, task = random_weights(N, 1.0, kappa, seed), np.linspace(0.0, _UNTIL, 121), INTEGRATOR
    runs, theories = {}, {}
    for sigma in (0.1, 0.3):
        weights = Weights(sigma * network.W, network.u, network.u)
        runs[sigma] = gradient_flow(weights, task.target, s[::5], sigma=sigma, rtol=1e-7, atol=1e-9)
        theories[sigma] = {
            name: integrate(systems[name], initial, task.parameters, s) for name, initial in _starts(weights).items()
        }
    sigmas = np.geomspace(0.01, 0.2, 8)
    plain, corrected = bulk_errors(fock_network(1.0, 0.0, kappa, 3), task, systems, sigmas)
    return WeakBulkExamples(runs, theories, sigmas, plain, corrected, _UNTIL)


def _starts(weights: Weights) -> dict[str, dict[str, float]]:
    """The initial states of both reduced systems."""
    initial = weak_bulk_coordinates(weights)
    return {"real_outlier": {"a": initial["a"], "b": initial["b"]}, "real_outlier_bulk": initial}


def weak_bulk_claims(task: Task, systems: Mapping[str, ReducedSystem]) -> list[Claim]:
    """Orders in σ of what the equations without and with correction miss; for the integrator."""
    if task.target.order != 1:
        return []
    wide = bulk_errors(fock_network(1.0, 0.0, 0.4, 3), task, systems, _WIDE)
    networks = (random_weights(20, 1.0, 0.4, seed) for seed in range(_SEEDS))
    fixed = [bulk_errors(Weights(w.W, w.u, w.u), task, systems, _FIXED) for w in networks]
    typical = [np.sqrt(np.mean([errors[k] ** 2 for errors in fixed], axis=0)) for k in (0, 1)]
    words, seeds = "infinite width (words of length up to 3)", f"fixed realisations (N = 20, {_SEEDS} seeds, r.m.s.)"
    return [
        _order(task, f"uncorrected, {words}", _WIDE, wide[0], 2.0),
        _order(task, f"corrected, {words}", _WIDE, wide[1], 4.0),
        _order(task, f"uncorrected, {seeds}", _FIXED, typical[0], 1.0),
        _order(task, f"corrected, {seeds}", _FIXED, typical[1], 3.0),
    ]


def _order(task: Task, name: str, sigmas: FloatArray, errors: FloatArray, expected: float) -> Claim:
    fit = convergence_order(sigmas, errors)
    return Claim(
        task.name,
        f"weak bulk: order in σ, {name.partition(' (')[0]}",
        fit.slope,
        expected=expected,
        tolerance=0.2,
        detail=f"of the largest error of the loss up to s = 6, {name}; standard error of the slope "
        f"{fit.standard_error:.3f}; errors {errors[0]:.1e} to {errors[-1]:.1e}",
        x=sigmas,
        y=errors,
        x_name="bulk radius σ",
    )
