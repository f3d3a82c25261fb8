"""The reduced system of a network whose weights live in an invariant space of few dimensions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes.hierarchy.low_rank_flow import LearningRates
from reduced_odes.hierarchy.space import WordSpace
from reduced_odes.hierarchy.system import LARGEST, hierarchy_system
from reduced_odes.linear.target_filter import TargetFilter
from reduced_odes.systems.any_target import HIGHEST_RANK, outlier_system
from reduced_odes.systems.loading import shipped_system
from reduced_odes.systems.system import ReducedSystem

MOST_DIMENSIONS = LARGEST
"""A space of more dimensions is no small system: its network is followed in its words."""
_ROUNDING = 1e-10
"""Relative to the network's weights: what differs by less is equal."""


@dataclass(frozen=True, eq=False)
class ExactManifold:
    """A reduced system with the initial state and the parameters that describe a network."""

    system: ReducedSystem
    initial: Mapping[str, float]
    parameters: Mapping[str, float]


def exact_manifold(space: WordSpace, target: TargetFilter, rates: LearningRates) -> ExactManifold:
    """The smallest reduced system that is exact for a network, all of whose words are in `space`.

    One dimension and a target e^{−c* t} are the real outlier. Two dimensions and a target e^{−c* t} cos(ω* t + φ) are
    the conjugate pair if transposition is a symmetry of the network, as it is from W(0) = 0, |u| = |v|; otherwise they
    are of rank two. Everything else is a number of outliers with any target.

    Parameters
    ----------
    space : WordSpace
        Complete, of at most `MOST_DIMENSIONS` dimensions.
    target : TargetFilter
    rates : LearningRates
    """
    W = np.asarray(space.W.toarray() if hasattr(space.W, "toarray") else space.W, dtype=np.float64)
    named = _oscillation(target)
    eta = {"eta_W": rates.W, "eta_u": rates.u, "eta_v": rates.v}
    if space.dimension == 1 and named is not None and named["omega_star"] == 0.0:
        state = {"a": float(space.u[0]), "b": float(space.v[0]), "c": 1.0 - float(W[0, 0])}
        return ExactManifold(shipped_system("real_outlier"), state, {"c_star": named["c_star"], **eta})
    if space.dimension == 2 and named is not None:
        mirrored = _mirrored(W, space.u, space.v) if rates.u == rates.v else None
        if mirrored is not None:
            return ExactManifold(
                shipped_system("conjugate_pair"), mirrored, {**named, "eta_W": rates.W, "eta_io": rates.u}
            )
        return ExactManifold(shipped_system("rank_two"), _entries(W, space.u, space.v), {**named, **eta})
    if space.dimension <= min(max(2, target.order), HIGHEST_RANK):
        return ExactManifold(outlier_system(target, space.dimension), _entries(W, space.u, space.v), eta)
    return ExactManifold(hierarchy_system(space, target), {}, eta)


def _entries(W: FloatArray, u: FloatArray, v: FloatArray) -> dict[str, float]:
    """w11, w12, …, u1, …, v1, … of a network of at most nine dimensions."""
    each = range(u.size)
    return {
        **{f"w{i + 1}{j + 1}": float(W[i, j]) for i in each for j in each},
        **{f"u{i + 1}": float(u[i]) for i in each},
        **{f"v{i + 1}": float(v[i]) for i in each},
    }


def _mirrored(W: FloatArray, u: FloatArray, v: FloatArray) -> dict[str, float] | None:
    """State of the conjugate pair, in the basis of u + v and u − v; None if reflection is no symmetry."""
    plus, minus = u + v, u - v
    lengths = float(np.linalg.norm(plus)), float(np.linalg.norm(minus))
    if min(lengths) <= _ROUNDING * max(lengths):
        return None
    basis = np.stack([plus / lengths[0], minus / lengths[1]], axis=1)
    if abs(basis[:, 0] @ basis[:, 1]) > _ROUNDING:  # |u| ≠ |v|
        return None
    (p, minus_q), (q, r) = (basis.T @ W @ basis).tolist()
    if abs(q + minus_q) > _ROUNDING * max(1.0, float(np.abs(W).max())):
        return None
    return {"p": p, "q": 0.5 * (q - minus_q), "r": r, "alpha": 0.5 * lengths[0], "beta": 0.5 * lengths[1]}


def _oscillation(target: TargetFilter) -> dict[str, float] | None:
    """c*, ω*, φ of a target e^{−c* t} cos(ω* t + φ); None if it is none."""
    seen = target.minimal()
    if seen.order > 2:
        return None
    poles = np.linalg.eigvals(seen.A)
    decay, omega = float(-poles[0].real), float(abs(poles[0].imag))
    if seen.order == 2 and omega == 0.0:  # two real poles
        return None
    start, slope = float(seen.c @ seen.b), float(seen.c @ seen.A @ seen.b)
    if seen.order == 1:
        return {"c_star": decay, "omega_star": 0.0, "phase": 0.0} if abs(start - 1.0) <= _ROUNDING else None
    sine = -(slope + decay * start) / omega
    if abs(math.hypot(start, sine) - 1.0) > _ROUNDING:
        return None
    return {"c_star": decay, "omega_star": omega, "phase": math.atan2(sine, start)}
