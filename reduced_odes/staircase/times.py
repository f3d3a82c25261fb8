"""When a network with a weak bulk leaves each of its plateaus: absolute times, from target, σ, u₀ and v₀ alone.

>>> from reduced_odes.staircase import TargetFilter, timetable
>>> times = timetable(TargetFilter.from_poles([-0.1, -0.6, -4.0], [0.5, 1.0, 2.0]), kappa=0.3)
>>> times.escapes(sigma=1e-4).times             # infinite width
>>> times.escapes_of(W, u, v).times             # one given network
>>> times.escapes(sigma=0.1).apply              # whether each plateau is reached before it is left

To first order in the bulk the weights (p, q, μ, ν) between a direction k outside and the d dimensions that are learnt
so far obey one linear equation along the path, the same for every k. Of p = (W_jk), q = (W_kj), j ≤ d, at the start it
makes at the next saddle the amplitude a_k = ψ·(p, q) e^{γs} of the way out, and the network leaves along n ∝ a: all
of the excitation is in one direction, n becomes one of the learnt dimensions, and to the remaining ones, in which
ψ·(p, q) = 0, the same applies again with the fresh entries W_nk and W_kn. As N → ∞ the entries outside are independent,
so that |a| = σ √(ψᵀ C ψ) with their covariance C, from which what is known to vanish has been taken out. The time
at the d-th saddle is ln(1/|a|)/γ, and the slope of every escape over ln(1/σ) is Σ 1/γ over the saddles left behind.
Exact as σ → 0: what has not yet decayed when a network leaves is of the order σ^{λ/γ}, λ being the slowest rate of its
approach, and this, or σ itself, is the error of γ times the time. Where a network would leave before it has arrived,
the law says nothing, and nothing about what comes later: each result says for which plateaus it holds. Derived here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reduced_odes._common import checks
from reduced_odes._common.checks import Domain, FloatArray
from reduced_odes._common.crossings import crossing
from reduced_odes._common.errors import InputError
from reduced_odes.hierarchy.depth import LearningRates, learning_rates
from reduced_odes.linear import gramians
from reduced_odes.linear.gramians import SmallWeights
from reduced_odes.staircase.plateaus import Path, Plateau, TargetFilter, first_weights, paths, zero_network

__all__ = ["Escapes", "Stage", "TargetFilter", "Timetable", "timetable"]

LEFT = 0.9
"""A plateau counts as left when the loss is below this part of its own."""
_RTOL = 1e-9
_GROWTH = 4.0
"""Logarithm of the growth after which rounding is taken out of what does not grow."""
_SAME = 1e-6
"""Relative accuracy to which a network has to have the lengths and the overlap of a timetable."""


@dataclass(frozen=True, eq=False)
class Stage:
    """The way to one plateau, and what the bulk does meanwhile.

    Attributes
    ----------
    plateau : Plateau
        Where it ends; of d dimensions.
    clock : float
        Time at which this way has left the plateau before, on its own clock: amplitude of the way out e^{γs} there, or
        learning time on the first way, which begins at the network's start; NaN on the first way.
    reached : float
        Time on its own clock at which this plateau is reached: above it is no more of the loss than 1 − `left` of its
        own, or of the step down to it where that is less; NaN at the last step.
    functional : ndarray of shape (2d,), or None
        ψ: from the bulk's p_1 … p_d, q_1 … q_d in a direction outside to the amplitude that it excites, extrapolated to
        s = 0 of this way's clock; None at the last step.
    """

    plateau: Plateau
    clock: float
    reached: float
    functional: FloatArray | None


@dataclass(frozen=True, eq=False)
class Escapes:
    """When a network leaves its plateaus but the zero network and the last, n of them, and whether the law holds.

    Attributes
    ----------
    times : ndarray of shape (n,)
        Learning times at which it leaves.
    arrivals : ndarray of shape (n,)
        Learning times at which it reaches these plateaus.
    remainders : ndarray of shape (n,)
        What is left of the slowest deviation from each plateau when it is left, as a part of what there was on
        arrival, e^{−λ (time − arrival)}: the order of the error of γ times the time, besides σ.
    apply : ndarray of bool of shape (n,)
        Whether the law holds: this plateau and all before are reached before they are left. Where it is false, the
        time is what the law would give, and no prediction.
    """

    times: FloatArray
    arrivals: FloatArray
    remainders: FloatArray
    apply: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Timetable:
    """All of it.

    Attributes
    ----------
    start : SmallWeights
        u₀ and v₀ in as many dimensions as they span, and W = 0.
    left : float
        A plateau counts as left when the loss is below this part of its own.
    plateaus : tuple of Plateau
        The zero network first, then those of as many dimensions as the start, of one more, ….
    stages : tuple of Stage
        One for each plateau but the zero network.
    """

    start: SmallWeights
    left: float
    plateaus: tuple[Plateau, ...]
    stages: tuple[Stage, ...]

    @property
    def slopes(self) -> FloatArray:
        """Increase of the times of escape with ln(1/σ): Σ 1/γ over the plateaus but the zero network and the last."""
        return np.cumsum([1.0 / plateau.escape_rate for plateau in self.plateaus[1:-1]])

    def excitations(self, tau: float = 0.0) -> FloatArray:
        """|a|/σ on these plateaus, at infinite width."""
        C, found = np.zeros((0, 0)), list[float]()
        for stage in self.stages[:-1]:
            psi = _functional(stage)
            while C.shape[0] < psi.size:
                C = _with_fresh(C, tau)
            seen = C @ psi
            found.append(float(np.sqrt(psi @ seen)))
            C = C - np.outer(seen, seen) / (psi @ seen)
        return np.array(found)

    def escapes(self, sigma: float, tau: float = 0.0) -> Escapes:
        """When an infinitely wide network leaves these plateaus.

        Parameters
        ----------
        sigma : float
            Radius of the bulk, above 0.
        tau : float
            ⟨W_ij W_ji⟩/⟨W_ij²⟩ of the bulk, from −1 to 1.
        """
        size = checks.in_domain("sigma", checks.finite_number("sigma", sigma), Domain.POSITIVE)
        symmetry = checks.finite_number("tau", tau)
        if not -1.0 <= symmetry <= 1.0:
            raise InputError(f"tau must lie between -1 and 1, but is {symmetry:g}")
        return self._times(size * self.excitations(symmetry))

    def escapes_of(self, W: ArrayLike, u: ArrayLike, v: ArrayLike) -> Escapes:
        """The same of a given network: what its bulk excites is looked up in its W.

        Parameters
        ----------
        W : array-like of shape (N, N)
            A weak bulk.
        u, v : array-likes of shape (N,)
            Of the lengths and the overlap of the timetable.
        """
        bulk, frame = np.asarray(W, dtype=float), self._frame(np.asarray(u, dtype=float), np.asarray(v, dtype=float))
        found = []
        for stage in self.stages[:-1]:
            psi, d = _functional(stage), frame.shape[1]
            excited = (bulk.T @ frame) @ psi[:d] + (bulk @ frame) @ psi[d:]
            for _ in range(2):
                excited = excited - frame @ (frame.T @ excited)
            size = float(np.linalg.norm(excited))
            if not size > 0:
                raise InputError("W excites no way out of a plateau; give it a bulk, in more dimensions than poles")
            found.append(size)
            frame = np.column_stack([frame, excited / size])
        return self._times(np.array(found))

    def _frame(self, u: FloatArray, v: FloatArray) -> FloatArray:
        """Orthonormal columns of N numbers that turn the start into u and v."""
        length = float(np.linalg.norm(u))
        if abs(length / self.start.u[0] - 1.0) > _SAME:
            raise InputError(f"|u| is {length:g}, but kappa {self.start.u[0]:g}; make a timetable of its")
        along = u / length
        across = v - self.start.v[0] * along
        if self.start.v.size == 1:
            if np.linalg.norm(across) > _SAME * np.linalg.norm(v):
                ratio = self.start.v[0] / self.start.u[0]
                raise InputError(f"v must be {ratio:+g} times u for this timetable; start from such a network")
            return along[:, None]
        across /= self.start.v[1]
        if abs(np.linalg.norm(across) - 1.0) + abs(across @ along) > _SAME:
            raise InputError("v has not the length and the overlap with u of this timetable; make one of its")
        return np.column_stack([along, across])

    def _times(self, excited: FloatArray) -> Escapes:
        """From the amplitudes |a| on each plateau to the times at which it is left."""
        passed = [stage.plateau for stage in self.stages[:-1]]
        waits = [-np.log(a) / plateau.escape_rate for a, plateau in zip(excited, passed, strict=True)]
        clocks = np.array([stage.clock for stage in self.stages])
        times = np.cumsum(waits) + clocks[1:]
        # On the first way its own clock shows the learning time; later ones are set by when they leave.
        set_by = np.concatenate([[0.0], times - clocks[1:]])[: len(passed)]
        arrivals = set_by + np.array([stage.reached for stage in self.stages[:-1]])
        remainders = np.exp(-np.array([plateau.approach for plateau in passed]) * np.maximum(times - arrivals, 0.0))
        return Escapes(times, arrivals, remainders, np.logical_and.accumulate(times > arrivals))


def timetable(
    target: TargetFilter,
    *,
    kappa: float,
    kappa_v: float | None = None,
    overlap: float | None = None,
    rates: LearningRates | Mapping[str, float] | None = None,
    left: float = LEFT,
) -> Timetable:
    """Find the staircase of a target, and how a bulk drives a network down.

    Parameters
    ----------
    target : TargetFilter
        Of any order.
    kappa : float
        |u₀|.
    kappa_v : float, optional
        |v₀|; `kappa` by default.
    overlap : float, optional
        Cosine of the angle between u₀ and v₀, from −1 to 1; by default 1, or −1 where G*(1) < 0.
    rates : LearningRates, or mapping from "W", "u", "v" to numbers > 0, optional
        1 by default.
    left : float
        A plateau counts as left when the loss is below this part of its own.

    Raises
    ------
    InputError
        An argument cannot be used, or the staircase breaks off.
    """
    part = checks.finite_number("left", left)
    if not 0 < part < 1:
        raise InputError(f"left must lie between 0 and 1, but is {part:g}; the default is {LEFT}")
    silent = zero_network(target, learning_rates(rates))
    start = first_weights(silent, kappa, kappa_v, overlap)
    plateaus, stages = [silent], []
    known = np.zeros((2, 0))
    for path in paths(target, silent, start):
        above = plateaus[-1].loss
        clock = float("nan") if len(plateaus) == 1 else _falls(target, path, part * above)
        functional, reached = None, float("nan")
        if path.plateau.escape_rate > 0:
            functional, known = _outside(target, path, known)
            loss = path.plateau.loss
            reached = _falls(target, path, loss + (1.0 - part) * min(loss, above - loss))
        plateaus.append(path.plateau)
        stages.append(Stage(path.plateau, clock, reached, functional))
    return Timetable(start, part, tuple(plateaus), tuple(stages))


def _outside(target: TargetFilter, path: Path, known: FloatArray) -> tuple[FloatArray, FloatArray]:
    """ψ at the end of a way, and what the bulk has made of a silent neuron's weights when growth is left aside.

    `known` has the rows p_1 …, q_1 …, μ, ν at the beginning of the way, without its newest dimensions, in which the
    bulk is still as it was; its columns are the bulk's entries p_1 …, q_1 … up to there.
    """
    d, rate = path.plateau.weights.u.size, path.plateau.escape_rate
    of_p, of_nu, of_q, of_mu = path.plateau.excitation()
    start = _with_newest(known, d)
    # Followed back, the functional of the growing mode is the one that wins, and everything else dies out.
    covectors = [np.concatenate([of_p, of_q, [of_mu, of_nu]])]
    pieces = list(_transitions(target, path))
    for length, transition in reversed(pieces):
        covectors.append(covectors[-1] @ transition * np.exp(-rate * length))
    covectors.reverse()
    functional = covectors[0] @ start
    # What excites nothing, followed onwards: the growth of its rounding is taken out on the way.
    unit = functional / np.linalg.norm(functional)
    remaining = start - np.outer(start @ unit, unit)
    for (_, transition), covector in zip(pieces, covectors[1:], strict=True):
        remaining = transition @ remaining
        remaining = remaining - np.outer(covector, covector @ remaining) / (covector @ covector)
    return functional * np.exp(-rate * path.begin), remaining


def _transitions(target: TargetFilter, path: Path) -> Iterator[tuple[float, FloatArray]]:
    """Lengths of short parts of a way, and the matrices by which (p, q, μ, ν) change in each."""
    from scipy.integrate import solve_ivp

    rates, n = path.plateau.rates, 2 * path.plateau.weights.u.size + 2

    def velocity(s: float, flat: FloatArray) -> FloatArray:
        return (_linear(target, path.at(s), rates) @ flat.reshape(n, n)).ravel()

    fastest = max(float(np.abs(_linear(target, path.at(s), rates)).max()) for s in (path.begin, path.end))
    grid = np.linspace(path.begin, path.end, 2 + int((path.end - path.begin) * fastest / _GROWTH))
    for begin, end in pairwise(grid):
        run = solve_ivp(velocity, (begin, end), np.eye(n).ravel(), method="DOP853", rtol=_RTOL, atol=_RTOL)
        yield float(end - begin), run.y[:, -1].reshape(n, n)


def _with_newest(known: FloatArray, d: int) -> FloatArray:
    """Rows and columns for the bulk's entries of the newest dimensions, as a rule one, put where they belong."""
    whole = np.zeros((2 * d + 2, 2 * d))
    old = known.shape[1] // 2
    rows = np.concatenate([np.arange(old), d + np.arange(old), [2 * d, 2 * d + 1]])
    columns = np.concatenate([np.arange(old), d + np.arange(old)])
    whole[np.ix_(rows, columns)] = known
    for new in range(old, d):
        whole[new, new] = whole[d + new, d + new] = 1.0
    return whole


def _with_fresh(C: FloatArray, tau: float) -> FloatArray:
    """Covariance of p_1 …, q_1 … with those of one more dimension."""
    d = C.shape[0] // 2 + 1
    whole = np.zeros((2 * d, 2 * d))
    old = np.concatenate([np.arange(d - 1), d + np.arange(d - 1)])
    whole[np.ix_(old, old)] = C
    new = [d - 1, 2 * d - 1]
    whole[np.ix_(new, new)] = [[1.0, tau], [tau, 1.0]]
    return whole


def _linear(target: TargetFilter, weights: SmallWeights, rates: LearningRates) -> FloatArray:
    """The matrix by which (p, q, μ, ν) of a silent neuron change, of 2d + 2 rows."""
    d = weights.u.size
    whole = SmallWeights(np.pad(weights.W, (0, 1)), np.pad(weights.u, (0, 1)), np.pad(weights.v, (0, 1)))
    n = 2 * d + 2
    W, u, v = np.zeros((n, d + 1, d + 1)), np.zeros((n, d + 1)), np.zeros((n, d + 1))
    j = np.arange(d)
    W[j, j, d] = W[d + j, d, j] = u[2 * d, d] = v[2 * d + 1, d] = 1.0
    solved = gramians.solve(whole, target.A, target.b, target.c)
    changes = gramians.gradient_changes(solved, SmallWeights(W, u, v))
    rows = np.concatenate(
        [
            rates.W * changes.W[:, :d, d],
            rates.W * changes.W[:, d, :d],
            rates.u * changes.u[:, d:],
            rates.v * changes.v[:, d:],
        ],
        axis=1,
    )
    return -rows.T


def _falls(target: TargetFilter, path: Path, level: float) -> float:
    """Time on the way at which the loss falls below a level; its beginning, if it is below there."""
    power = target.power

    def loss(s: float) -> float:
        return float(gramians.loss(gramians.solve(path.at(s), target.A, target.b, target.c), power))

    if loss(path.begin) <= level:
        return path.begin
    return crossing(loss, path.begin, path.end, level, tolerance=1e-9 * (path.end - path.begin))


def _functional(stage: Stage) -> FloatArray:
    if stage.functional is None:
        raise InputError("the last step has no way out")
    return stage.functional
