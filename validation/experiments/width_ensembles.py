"""Networks of finite width against learning at infinite width: how far a network is from it, and in what way.

Two ensembles of the same random networks, W(0) = σ G/√N and |u| = |v| = κ in random directions:

    network     gradient flow of all N² + 2N weights
    reduction   the same network restricted to the words of up to d letters in W(0), W(0)ᵀ (`reduced_odes.hierarchy`)

The reductions are cheap, so that they can be many; how far each is from its network is measured where both are made.
They are compared with infinite width restricted to words of the same length, so that what is lost with longer words
drops out of the deviations but for a part of the order of its own fluctuation.

A network differs from infinite width since its words have chance overlaps ∝ N^{−1/2}. To first order these move every
observable in a random direction, and leave its mean alone; to second order they move the mean too, by a part ∝ 1/N,
and scatter as much. The overlaps of short words are known at the start, as are their exact means and those of their
products: what is left of an observable once it is regressed on them (control variates) fluctuates far less, and the
deviation of its mean is measured with few networks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass
from enum import Enum
from functools import partial
from itertools import combinations_with_replacement, product
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reduced_odes.hierarchy.depth import learn, word_space
from reduced_odes.hierarchy.large_n import infinite_width
from validation._common.checks import FloatArray
from validation._common.errors import ValidationError
from validation._common.files import locked
from validation.experiments.crossings import crossing
from validation.experiments.width_archives import Row, load_rows, save_rows
from validation.gradient.exact import Engine, target_power
from validation.network.targets import StateSpace
from validation.network.weights import Weights, random_weights
from validation.training.flow import gradient_flow

LEVEL = 0.01
"""Learning time is when the loss first falls below this part of ½∫f*² dt."""
_DENSE = 64
"""Largest number of neurons for which the dense gradient is the faster one."""
_LETTERS = 3
"""Number of letters of the longest words whose overlaps are controls."""
_NETWORKS = 3
"""Number of networks needed for each control."""


class Route(Enum):
    """How a network is followed; the value is what reports call it."""

    NETWORK = "networks, all weights"
    REDUCTION = "their own reductions"


@dataclass(frozen=True, eq=False)
class WidthExperiment:
    """What all networks of a comparison have in common, but their width.

    Attributes
    ----------
    target : StateSpace
    sigma, kappa : float
        Radius of the bulk, below 1; |u| = |v| = κ.
    times : ndarray of shape (T,)
        Learning times, from 0, by which the curves are well resolved.
    outlier_from : float
        Learning time from which on every network has an outlier, and c is compared.
    depth : int
        Letters of the longest words of the reductions.
    reach : float
        Learning time by which curves may be shifted against each other, either way.
    rtol : float
        Relative accuracy of the solvers; that of infinite width is ten times better.
    """

    target: StateSpace
    sigma: float
    kappa: float
    times: FloatArray
    outlier_from: float
    depth: int = 3
    reach: float = 0.4
    rtol: float = 1e-6

    @property
    def power(self) -> float:
        """½∫f*² dt."""
        return target_power(self.target)

    @property
    def with_outlier(self) -> NDArray[np.bool_]:
        """Which of the times are compared by c, shape (T,), of bool."""
        return np.asarray(self.times >= self.outlier_from, dtype=np.bool_)

    @property
    def theory_times(self) -> FloatArray:
        """The times, the middles between them, and as many more as a shift may need."""
        fine = np.union1d(self.times, 0.5 * (self.times[1:] + self.times[:-1]))
        step, last = float(fine[-1] - fine[-2]), float(fine[-1])
        return np.concatenate([fine, last + step * np.arange(1, int(np.ceil(1.1 * self.reach / step)) + 1)])

    def network(self, N: int, seed: int) -> Weights:
        """One of the networks; those of different widths have nothing in common, whatever their seeds."""
        return random_weights(N, self.sigma, self.kappa, np.random.SeedSequence([N, seed]))


@dataclass(frozen=True, eq=False)
class Curves:
    """Learning curves on a common grid of learning times.

    Attributes
    ----------
    times : ndarray of shape (T,)
    loss : ndarray of shape (..., T)
        In units of ½∫f*² dt.
    c : ndarray of shape (..., T)
        The slowest outlier is 1 − c ± iω; NaN while there is none.
    """

    times: FloatArray
    loss: FloatArray
    c: FloatArray

    @property
    def learning_time(self) -> FloatArray:
        """When the loss first falls below 0.01, shape (...,); NaN where it does not."""
        rows = self.loss.reshape(-1, self.times.size)
        found = np.array([learning_time(self.times, row) for row in rows])
        return found.reshape(self.loss.shape[:-1])


@dataclass(frozen=True, eq=False)
class WidthEnsemble:
    """Networks of one width.

    Attributes
    ----------
    N : int
    seeds : tuple of int
    route : Route
    curves : Curves
        One row for each network.
    overlaps : ndarray of shape (M, 46)
        What overlaps of words and their products differ by from their means, see `chance_overlaps`.
    letters : int
        Of the longest words on which the curves depend.
    """

    N: int
    seeds: tuple[int, ...]
    route: Route
    curves: Curves
    overlaps: FloatArray
    letters: int = _LETTERS

    @property
    def controls(self) -> FloatArray:
        """Overlaps of the shortest words, then the products, as many as have more than three networks each, (M, p)."""
        ends = np.cumsum([len(_words(letters)) for letters in range(min(self.letters, _LETTERS) + 1)]).tolist()
        used = [*range(ends[-1]), *range(len(_OVERLAPS), len(_OVERLAPS) + len(_PRODUCTS))]
        enough = [k for k in (0, *ends, len(used)) if _NETWORKS * k < len(self.seeds)]
        return self.overlaps[:, used[: enough[-1]]]

    def some(self, count: int) -> WidthEnsemble:
        """The first networks."""
        curves = Curves(self.curves.times, self.curves.loss[:count], self.curves.c[:count])
        return WidthEnsemble(self.N, self.seeds[:count], self.route, curves, self.overlaps[:count], self.letters)


def ensemble(
    experiment: WidthExperiment,
    N: int,
    seeds: Sequence[int],
    route: Route = Route.NETWORK,
    executor: Executor | None = None,
    folder: Path | None = None,
) -> WidthEnsemble:
    """Follow networks of one width, one for each seed.

    Parameters
    ----------
    experiment : WidthExperiment
    N : int
        Number of neurons.
    seeds : sequence of int
        A network is the same on both routes.
    route : Route
    executor : concurrent.futures.Executor, optional
        Where the networks are followed, each by itself; one after another by default.
    folder : Path, optional
        Where every network is kept as soon as it has been followed, and looked up before it is followed again.

    Raises
    ------
    ValidationError
        There are no seeds, or a network has no outlier from `experiment.outlier_from` on.
    CheckpointMismatch, DamagedFile, FileInUse
        The folder holds networks of this width and another experiment, or a damaged file of them, or one that another
        study is writing to.
    """
    if not seeds:
        raise ValidationError("seeds is empty, so that there are no networks; pass one seed for each.")
    found = _rows(experiment, N, seeds, route, executor, folder)
    rows = [found[seed] for seed in seeds]
    curves = Curves(experiment.times, np.array([row[0] for row in rows]), np.array([row[1] for row in rows]))
    missing = ~np.isfinite(curves.c[:, experiment.with_outlier]).all(axis=1)
    if missing.any():
        raise ValidationError(
            f"outlier_from = {experiment.outlier_from:g} is too early: the network of N = {N}, seed = "
            f"{seeds[int(np.argmax(missing))]} has no outlier yet; compare from a later time on."
        )
    letters = 2 * experiment.depth + 1 if route is Route.REDUCTION else _LETTERS
    return WidthEnsemble(N, tuple(seeds), route, curves, np.array([row[2] for row in rows]), letters)


def _rows(
    experiment: WidthExperiment,
    N: int,
    seeds: Sequence[int],
    route: Route,
    executor: Executor | None,
    folder: Path | None,
) -> dict[int, Row]:
    """The networks by seed, followed or looked up."""
    follow = partial(_follow, experiment, N, route=route)
    letters = f"-{experiment.depth}-letters" if route is Route.REDUCTION else ""
    kept = None if folder is None else folder / f"{route.name.lower()}-{N}{letters}.npz"
    with nullcontext() if kept is None else locked("folder", kept) as file:
        rows = {} if file is None else load_rows(file, _arguments(experiment, route))
        missing = [seed for seed in seeds if seed not in rows]
        found = map(follow, missing) if executor is None else executor.map(follow, missing)
        for seed, row in zip(missing, found, strict=True):
            rows[seed] = row
            if file is not None:
                save_rows(file, _arguments(experiment, route), rows)
    return rows


def _arguments(experiment: WidthExperiment, route: Route) -> dict[str, ArrayLike]:
    """What the curves of a network depend on, but its seed."""
    target, e = experiment.target, experiment
    return {
        "target": np.concatenate([target.A.ravel(), target.b, target.c]),
        "sigma": e.sigma,
        "kappa": e.kappa,
        "times": e.times,
        "rtol": e.rtol,
        "depth": e.depth if route is Route.REDUCTION else 0,
    }


def infinite(experiment: WidthExperiment, depth: int | None = None) -> Curves:
    """The curves at infinite width, at `experiment.theory_times`.

    Parameters
    ----------
    experiment : WidthExperiment
    depth : int, optional
        Letters of the longest words; by default those of the reductions.
    """
    s = experiment.theory_times
    curve = infinite_width(
        experiment.target,
        sigma=experiment.sigma,
        kappa=experiment.kappa,
        times=s,
        depth=experiment.depth if depth is None else depth,
        rtol=0.1 * experiment.rtol,
    ).curve
    return Curves(s, curve.loss / curve.target_power, curve.c)


def learning_time(times: FloatArray, loss: FloatArray, level: float = LEVEL) -> float:
    """When a loss first falls below a level: on a spline through its logarithm; NaN if it does not."""
    return crossing(times, loss, level, logarithmic=True, smooth=True)


def _words(letters: int) -> list[tuple[str, str, str]]:
    """(left, word, right) of all overlaps with so many letters W, T (for Wᵀ) that differ and are not constant."""
    turned = str.maketrans("WT", "TW")
    words = ["".join(word) for word in product("WT", repeat=letters)]
    # xᵀ(word)x is also that of the transposed word.
    own = [word for word in words if word and word <= word[::-1].translate(turned)]
    return [(x, word, x) for x in "uv" for word in own] + [("v", word, "u") for word in words]


_OVERLAPS = [overlap for letters in range(_LETTERS + 1) for overlap in _words(letters)]
_PRODUCTS = list(combinations_with_replacement(range(len(_words(0)) + len(_words(1))), 2))
"""Of overlaps of up to one letter."""


def chance_overlaps(weights: Weights, sigma: float, kappa: float) -> FloatArray:
    """Overlaps xᵀ(word)y of words of up to three letters at the start, less their means, shape (46,), shortest first.

    The last 15 are the products of those of up to one letter, less their means. The means over the random networks are
    exact for Gaussian entries of variance σ²/N: |Wx|² and |Wᵀx|² have σ²κ², xᵀW²x has σ²κ²/N, for x = u and v, and all
    other words 0; of products (u·v)² has κ⁴/N, (xᵀWy)² has σ²κ⁴/N, (uᵀWu)(vᵀWv) and (vᵀWu)(uᵀWv) have σ²κ⁴/N², and all
    others 0 (derived here: Wick's theorem, and odd words change sign with W, those between u and v with v).
    """
    W, ends = weights.W, {"u": weights.u, "v": weights.v}
    images: dict[tuple[str, str], FloatArray] = {(x, ""): vector for x, vector in ends.items()}
    longest = list(images)
    for _ in range(_LETTERS):
        # All words of one letter more, each by the letter that is applied last: two products for all of them.
        stacked = np.stack([images[key] for key in longest], axis=1)
        further = {"W": W @ stacked, "T": W.T @ stacked}
        longer = {(x, letter + word): further[letter][:, k] for letter in "WT" for k, (x, word) in enumerate(longest)}
        images |= longer
        longest = list(longer)
    length = (sigma * kappa) ** 2
    means = {"WT": length, "TW": length, "WW": length / weights.N, "TT": length / weights.N}
    found = np.array(
        [ends[x] @ images[y, word] - (means.get(word, 0.0) if x == y else 0.0) for x, word, y in _OVERLAPS]
    )
    products = [found[i] * found[j] - _mean_of_product(i, j, weights.N, sigma, kappa) for i, j in _PRODUCTS]
    return np.concatenate([found, products])


def _mean_of_product(i: int, j: int, N: int, sigma: float, kappa: float) -> float:
    """Of two overlaps of up to one letter."""
    (x, word, y), (x2, word2, y2) = _OVERLAPS[i], _OVERLAPS[j]
    if len(word) != len(word2) or ((x == y) != (x2 == y2)):
        return 0.0
    return (sigma ** (2 * len(word))) * kappa**4 / (N if i == j else N**2)


def _follow(experiment: WidthExperiment, N: int, seed: int, *, route: Route) -> Row:
    """One network."""
    weights = experiment.network(N, seed)
    run: Callable[[WidthExperiment, Weights], tuple[FloatArray, FloatArray]]
    run = _network if route is Route.NETWORK else _reduction
    loss, c = run(experiment, weights)
    return loss / experiment.power, c, chance_overlaps(weights, experiment.sigma, experiment.kappa)


def _network(experiment: WidthExperiment, weights: Weights) -> tuple[FloatArray, FloatArray]:
    run = gradient_flow(
        weights,
        experiment.target,
        experiment.times,
        sigma=experiment.sigma,
        rtol=experiment.rtol,
        atol=0.01 * experiment.rtol,
        engine=Engine.DENSE if weights.N <= _DENSE else Engine.KRYLOV,
        accuracy=0.1 * experiment.rtol,
    )
    return run["loss"], run.outliers.decay


def _reduction(experiment: WidthExperiment, weights: Weights) -> tuple[FloatArray, FloatArray]:
    space = word_space(weights.W, weights.u, weights.v, experiment.depth)
    curve = learn(space, experiment.target, experiment.times, rtol=experiment.rtol)
    return curve.loss, curve.c
