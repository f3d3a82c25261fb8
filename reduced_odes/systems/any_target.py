"""Outliers of any number learning a target of any order: a `ReducedSystem` whose Gramians are solved numerically.

>>> from reduced_odes import TargetFilter, integrate, outlier_system
>>> target = TargetFilter.from_poles([-0.4 + 1.7j, -0.4 - 1.7j, -0.15], [0.5, 0.5, 0.5])
>>> integrate(outlier_system(target, 2), {"u1": 0.4, "v2": 0.4}, {}, [0, 10, 100])["loss"]

It is the gradient flow of W (d × d), u and v, which a network follows whose weights act in d dimensions only. From
W(0) = 0 these are the span of u and v, so that d = 2 is exact whatever the target, in exact arithmetic: near a saddle
that has a way out of the span, rounding leads a network there (`reduced_odes.analysis.departure`). d = 3 is the least
with which a perturbation from outside of the span can be followed. At d = 2 it agrees with the generated system
`rank_two`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from reduced_odes._common import checks
from reduced_odes._common.checks import Domain, FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes.linear import gramians
from reduced_odes.linear.gramians import SmallWeights
from reduced_odes.linear.target_filter import TargetFilter, checked_target
from reduced_odes.systems.system import Formulas, ReducedSystem

__all__ = ["HIGHEST_RANK", "NAME", "TargetFilter", "outlier_system", "target_of"]

NAME = "any_target"
HIGHEST_RANK = 9
"""Largest d: beyond, w111 could be read in two ways, and a network of few outliers is no small system any more."""
RATES = ("eta_W", "eta_u", "eta_v")
_VERSION = 1


def outlier_system(target: TargetFilter, rank: int) -> ReducedSystem:
    """The learning dynamics of `rank` outliers with a given target.

    Parameters
    ----------
    target
        Any order K. Its numbers are the defaults of the system's parameters A_star_11 …, b_star_1 …, c_star_1 …, so
        that they go wherever a trajectory's parameters go; `target_of` makes a filter of them again.
    rank
        Number of outliers d, from 1 to max(2, K): a target of order K has no use for more, and what starts from W = 0
        has two dimensions whatever the target. At most 9.

    Returns
    -------
    ReducedSystem
        With the state w11, w12, …, u1, …, v1, … (row by row, in an orthonormal frame), the rates eta_W, eta_u, eta_v
        (default 1), and the observables loss, gain, and

        ====  ===========================================================================================
        d     eigenvalues of W − I
        ====  ===========================================================================================
        1     c: the eigenvalue is −c
        2     c, omega_squared: they are −c ± iω, as for the system `rank_two`
        ≥ 3   decay_1, omega_1, decay_2, …: they are −decay_k + i omega_k, the slowest first; of a conjugate
              pair the one above the real axis comes first
        ====  ===========================================================================================

        Conserved are the entries of (W Wᵀ − Wᵀ W)/η_W + u uᵀ/η_u − v vᵀ/η_v, times η_W η_u η_v.

    Raises
    ------
    InputError
        Not a target, or a rank that is too high or no positive integer.
    """
    checked_target(target)
    d = _rank(rank, target.order)
    equations = _Equations(d, target.order)
    values = np.concatenate([target.A.ravel(), target.b, target.c]).tolist()
    parameters = _target_names(target.order)
    source = f"reduced_odes.any_target: {d} outliers, target of order {target.order}, equations {_VERSION}"
    return ReducedSystem(
        name=NAME,
        state=_state_names(d),
        origin=(0.0,) * (d * d + 2 * d),
        parameters=(*parameters, *RATES),
        defaults={**dict(zip(parameters, values, strict=True)), **dict.fromkeys(RATES, 1.0)},
        domains={**dict.fromkeys(parameters, Domain.REAL), **dict.fromkeys(RATES, Domain.NONNEGATIVE)},
        observables=("loss", "gain", *_spectrum_names(d)),
        invariants=tuple(f"balance_{i}{j}" for i in range(1, d + 1) for j in range(i, d + 1)),
        assumptions=_assumptions(d),
        hash=hashlib.sha256(source.encode()).hexdigest()[:16],
        source=source,
        formulas=Formulas(
            rhs=equations.rhs,
            jacobian=equations.jacobian,
            observables=equations.observables,
            invariants=equations.invariants,
            stability=equations.stability,
            target_power=equations.target_power,
        ),
    )


def target_of(parameters: Mapping[str, float]) -> TargetFilter:
    """The target that the parameters of such a system, or of a trajectory of it, describe.

    Raises
    ------
    InputError
        Some of A_star_11 …, b_star_1 …, c_star_1 … are missing, or they describe no stable filter.
    """
    checks.instance("parameters", parameters, Mapping, f"those of a trajectory of {NAME}")
    order = sum(str(name).startswith("b_star_") for name in parameters)
    names = _target_names(order)
    missing = [name for name in names if name not in parameters]
    if missing or not order:
        raise InputError(
            f"parameters describe no target: {', '.join(missing) or 'b_star_1'} is missing; give those of a "
            f"trajectory of {NAME}"
        )
    return TargetFilter(*_target([parameters[name] for name in names], order))


@dataclass(frozen=True)
class _Equations:
    """The formulas of d outliers and a target of order K, as methods: they can be pickled, closures cannot."""

    rank: int
    order: int

    def rhs(self, state: Sequence[Any], parameters: Sequence[Any]) -> Sequence[Any]:
        values = np.asarray(state, dtype=float)
        with np.errstate(all="ignore"):
            slope = gramians.gradient(self._solve(values, parameters)).stacked()
        return _plain(-_over(self._rates(parameters), slope) * slope, values)

    def jacobian(self, state: Sequence[Any], parameters: Sequence[Any]) -> Sequence[Any]:
        values = np.asarray(state, dtype=float)
        along = SmallWeights.of(np.eye(values.shape[0]), self.rank)
        with np.errstate(all="ignore"):
            changes = gramians.gradient_changes(self._solve(values, parameters), along).stacked()
        # (row, ..., direction): the directions are the columns.
        rows = np.moveaxis(changes, -1, 1)
        return _plain(-_over(self._rates(parameters), rows) * rows, values)

    def observables(self, state: Sequence[Any], parameters: Sequence[Any]) -> Sequence[Any]:
        values = np.asarray(state, dtype=float)
        with np.errstate(all="ignore"):
            g = self._solve(values, parameters)
            loss = gramians.loss(g, self.target_power(parameters))
            gain = np.sum(g.weights.u * g.weights.v, axis=-1)
            return _plain(np.stack([loss, gain, *_spectrum(g.weights)]), values)

    def invariants(self, state: Sequence[Any], parameters: Sequence[Any]) -> Sequence[Any]:
        values = np.asarray(state, dtype=float)
        w = SmallWeights.of(values, self.rank)
        eta_W, eta_u, eta_v = parameters[-len(RATES) :]
        transposed = np.swapaxes(w.W, -1, -2)
        commutator = w.W @ transposed - transposed @ w.W
        uu, vv = (x[..., :, None] * x[..., None, :] for x in (w.u, w.v))
        law = eta_u * eta_v * commutator + eta_W * eta_v * uu - eta_W * eta_u * vv
        i, j = np.triu_indices(self.rank)
        return _plain(np.moveaxis(law[..., i, j], -1, 0), values)

    def stability(self, state: Sequence[Any], parameters: Sequence[Any]) -> Sequence[Any]:
        values = np.asarray(state, dtype=float)
        decay_rates = -gramians.eigenvalues(SmallWeights.of(values, self.rank)).real
        return _plain(np.moveaxis(decay_rates, -1, 0), values)

    def target_power(self, parameters: Sequence[Any]) -> Any:
        return _power(tuple(map(float, parameters[: -len(RATES)])), self.order)

    def _solve(self, state: FloatArray, parameters: Sequence[Any]) -> gramians.Gramians:
        return gramians.solve(SmallWeights.of(state, self.rank), *_target(parameters, self.order))

    def _rates(self, parameters: Sequence[Any]) -> FloatArray:
        """The rate of each state variable."""
        d = self.rank
        return np.repeat(np.asarray(parameters[-len(RATES) :], dtype=float), [d * d, d, d])


def _target(parameters: Sequence[Any], order: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """A, b, c from the first K² + 2K parameters."""
    square = order * order
    values = np.asarray(parameters[: square + 2 * order], dtype=float)
    return values[:square].reshape(order, order), values[square : square + order], values[square + order :]


@lru_cache(maxsize=16)
def _power(parameters: tuple[float, ...], order: int) -> float:
    """The target's power; along a solution the target stays the same."""
    return gramians.power(*_target(parameters, order))


def _spectrum(weights: SmallWeights) -> Iterator[FloatArray]:
    """What `_spectrum_names` names."""
    W = weights.W
    d = W.shape[-1]
    if d <= 2:
        yield 1.0 - np.trace(W, axis1=-2, axis2=-1) / d
    if d == 2:
        yield -W[..., 0, 1] * W[..., 1, 0] - ((W[..., 0, 0] - W[..., 1, 1]) / 2) ** 2
    if d > 2:
        found = gramians.slowest_first(gramians.eigenvalues(weights))
        for k in range(d):
            yield -found[..., k].real
            yield found[..., k].imag


def _spectrum_names(rank: int) -> tuple[str, ...]:
    match rank:
        case 1:
            return ("c",)
        case 2:
            return ("c", "omega_squared")
        case _:
            return tuple(f"{part}_{k}" for k in range(1, rank + 1) for part in ("decay", "omega"))


def _state_names(rank: int) -> tuple[str, ...]:
    each = range(1, rank + 1)
    recurrent = (f"w{i}{j}" for i in each for j in each)
    return (*recurrent, *(f"u{i}" for i in each), *(f"v{i}" for i in each))


def _target_names(order: int) -> tuple[str, ...]:
    each = range(1, order + 1)
    between = "_" if order > 9 else ""
    generator = (f"A_star_{i}{between}{j}" for i in each for j in each)
    return (*generator, *(f"b_star_{i}" for i in each), *(f"c_star_{i}" for i in each))


def _rank(rank: int, order: int) -> int:
    d = checks.positive_integer("rank", rank)
    highest = min(max(2, order), HIGHEST_RANK)
    if d > highest:
        because = (
            f"a target of order {order} has no use for more outliers"
            if highest < HIGHEST_RANK
            else "more are no small system any more: train the network itself"
        )
        raise InputError(f"rank must be at most {highest}, but is {d}; {because}")
    return d


def _assumptions(rank: int) -> tuple[str, ...]:
    return (
        "Units are linear: dh/dt = −h + W h + u x(t), y = vᵀh, with time in units of the neuron's time constant.",
        "The input x is white noise of unit power, and the loss is L = ½ E(y − y*)² in the stationary state.",
        "The network is stable: every eigenvalue of M = W − I lies in the open left half plane.",
        "Learning is gradient flow with rates η in the learning time s (gradient descent with step η: s = η × steps).",
        "The target filter is f*(t) = c* exp(A* t) b* with A* stable.",
        f"W maps a space of {rank} dimensions, which holds u and v, into itself and vanishes on its complement, as "
        "does Wᵀ; everything is written in an orthonormal frame of that space.",
    )


def _over(rates: FloatArray, values: FloatArray) -> FloatArray:
    """Rates shaped so that they multiply the first axis of `values`."""
    return rates.reshape(-1, *(1,) * (values.ndim - 1))


def _plain(values: FloatArray, state: FloatArray) -> Sequence[Any]:
    """Floats for a single state, as the solvers want them; rows of arrays for many."""
    return values.tolist() if state.ndim == 1 else list(values)
