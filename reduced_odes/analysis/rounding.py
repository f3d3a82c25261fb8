"""When a network leaves a trajectory of the reduced dynamics by rounding alone.

>>> from reduced_odes import conjugate_pair, integrate
>>> from reduced_odes.analysis import departure
>>> target = {"c_star": 0.3, "omega_star": 2.0, "phase": 1.5708}
>>> found = departure(integrate(conjugate_pair, {"alpha": 2.8284, "beta": 2.8284}, target, [0, 100]))
>>> found.time, found.rate

The reduced dynamics is exact for every N in exact arithmetic: its manifold is invariant, but need not be attracting. A
network on a computer, or with any other imperfection, stands beside it by some 1e-16 of its weights, and near a saddle
this grows at the saddle's escape rate γ until the network leaves, after some ln(1/1e-16)/γ. The reduced trajectory,
which has no such directions or keeps their symmetry exactly, stays.

The weights are followed in one dimension more than they have: a neuron without weights stands for all directions
outside, which are alike. In the variables θ/√η the linearised flow is minus the Hessian, symmetric: the covariance of
perturbations obeys C ↦ E C Eᵀ with E = exp(−Hessian · Δs) along the trajectory, and in no direction is less than the
rounding of the weights. The network has left when the largest standard deviation is a tenth of the weights. Derived
here.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes.integration.single import integrate
from reduced_odes.integration.trajectory import Trajectory
from reduced_odes.linear import gramians
from reduced_odes.linear.gramians import SmallWeights
from reduced_odes.linear.target_filter import TargetFilter
from reduced_odes.systems import any_target
from reduced_odes.systems.loading import shipped_system
from reduced_odes.systems.system import ReducedSystem

LEFT = 0.1
"""A network has left when it is this part of its weights away."""
_ROUNDING = float(np.finfo(float).eps) / 2
_PER_DECADE, _EARLIEST = 40, 1e-2
"""Times looked at: so many in each factor of ten, from this one on, or from a hundredth of the last."""
_EVENLY = 100
"""Times between, evenly."""
_LARGEST = 3
"""Dimensions of the weights up to which they are followed, besides the neuron without weights."""
_OVERFLOW = 300.0
_RTOL = 1e-6
_ZERO = 1e-11
"""A rate is zero below this part of the fastest one."""


@dataclass(frozen=True)
class Departure:
    """The time at which a network leaves a trajectory by rounding.

    Attributes
    ----------
    time : float
        Learning time, to some per cent: it moves by 1/rate if the rounding is e times larger.
    rate : float
        γ, at which perturbations grow there.
    """

    time: float
    rate: float

    def as_record(self) -> dict[str, float]:
        """Ready for JSON."""
        return asdict(self)


def departure(trajectory: Trajectory) -> Departure | None:
    """When a network would leave a trajectory; None if not before its last time.

    Known are real_outlier, conjugate_pair, rank_two, and any_target of up to three outliers, as they are shipped; it is
    None of all other systems, whose weights are no network's or have a bulk.

    Parameters
    ----------
    trajectory
        It is solved again at more times, by LSODA.
    """
    known = _known(trajectory)
    if known is None or not trajectory.times.size or trajectory.times[-1] == 0:
        return None
    system, target = known
    times, states = _again(trajectory, system)
    weights = _weights(trajectory, states)
    rates = _rates(trajectory)
    if weights.u.shape[-1] > _LARGEST:
        return None
    return _first_departure(times, *_linearised(target, weights, rates))


def _known(trajectory: Trajectory) -> tuple[ReducedSystem, TargetFilter] | None:
    """The system of a trajectory and its target, if its weights are those of a network."""
    parameters = trajectory.parameters
    match trajectory.system:
        case "real_outlier":
            target = TargetFilter.integrator(parameters["c_star"])
        case "conjugate_pair" | "rank_two":
            names = ("c_star", "omega_star", "phase")
            target = TargetFilter.damped_oscillator(*(parameters[name] for name in names))
        case any_target.NAME:
            target = any_target.target_of(parameters)
            return any_target.outlier_system(target, math.isqrt(len(trajectory.states) + 1) - 1), target
        case _:
            return None
    system = shipped_system(trajectory.system)
    return (system, target) if system.hash == trajectory.hash else None


def _again(trajectory: Trajectory, system: ReducedSystem) -> tuple[FloatArray, FloatArray]:
    """The trajectory at more times, as far as it came."""
    end = float(trajectory.times[-1])
    first = min(_EARLIEST, end / 100)
    count = 2 + int(_PER_DECADE * math.log10(end / first))
    times = np.unique([0.0, *np.geomspace(first, end, count)[:-1], *np.linspace(0.0, end, _EVENLY)])
    found = integrate(system, trajectory.initial, trajectory.parameters, times, rtol=_RTOL, atol=trajectory.solver.atol)
    return found.times, np.array([found[name] for name in system.state])


def _weights(trajectory: Trajectory, states: FloatArray) -> SmallWeights:
    """W, u and v of the network at each time: one more axis in front."""
    match trajectory.system:
        case "real_outlier":
            a, b, c = states
            stacked = np.array([1.0 - c, a, b])
        case "conjugate_pair":
            p, q, r, alpha, beta = states
            stacked = np.array([p, -q, q, r, alpha, beta, alpha, -beta])
        case _:
            stacked = states
    return SmallWeights.of(stacked, math.isqrt(stacked.shape[0] + 1) - 1)


def _rates(trajectory: Trajectory) -> tuple[float, float, float]:
    p = trajectory.parameters
    if "eta_io" in p:
        return p["eta_W"], p["eta_io"], p["eta_io"]
    return p["eta_W"], p["eta_u"], p["eta_v"]


def _linearised(
    target: TargetFilter, weights: SmallWeights, rates: tuple[float, float, float]
) -> tuple[FloatArray, FloatArray]:
    """Of each time the linearised flow of θ/√η, symmetric, and the size of these variables; with the added neuron."""
    more = [(0, 0), (0, 1)]
    whole = SmallWeights(np.pad(weights.W, [*more, (0, 1)]), np.pad(weights.u, more), np.pad(weights.v, more))
    d = whole.u.shape[-1]
    root = np.sqrt(np.repeat(rates, [d * d, d, d]))
    trained = root > 0
    along = SmallWeights.of(np.eye(d * d + 2 * d), d)
    solved = gramians.solve(whole, target.A, target.b, target.c)
    # (row, time, direction)
    hessian = np.moveaxis(gramians.gradient_changes(solved, along).stacked(), 0, 1)[:, trained][:, :, trained]
    scaled = -root[trained, None] * hessian * root[trained]
    sizes = np.linalg.norm(whole.stacked()[trained] / root[trained, None], axis=0)
    return (scaled + np.swapaxes(scaled, 1, 2)) / 2, sizes


def _first_departure(times: FloatArray, flows: FloatArray, sizes: FloatArray) -> Departure | None:
    """Follow the covariance of perturbations until they are as large as a part of the weights."""
    if not flows.shape[1] or not np.all(np.isfinite(flows)):
        return None
    C = np.zeros_like(flows[0])
    before = -math.inf
    for k in range(times.size - 1):
        C = _at_least(C, (_ROUNDING * sizes[k]) ** 2)
        length = float(times[k + 1] - times[k])
        rates, modes = np.linalg.eigh((flows[k] + flows[k + 1]) / 2)
        rates[np.abs(rates) < _ZERO * np.abs(rates).max()] = 0.0
        E = (modes * np.exp(np.minimum(rates * length, _OVERFLOW))) @ modes.T
        before = _distance(C, sizes[k])
        C = E @ C @ E.T
        after = _distance(C, sizes[k + 1])
        if after >= 0.0:
            part = 0.0 if before >= 0.0 else -before / (after - before)
            return Departure(float(times[k] + part * length), float(rates[-1]))
    return None


def _at_least(C: FloatArray, variance: float) -> FloatArray:
    """The covariance, no variance of which is smaller than this one."""
    values, modes = np.linalg.eigh(C)
    return np.asarray((modes * np.maximum(values, variance)) @ modes.T, dtype=float)


def _distance(C: FloatArray, size: float) -> float:
    """Logarithm of the largest standard deviation, in units of that at which a network has left."""
    return 0.5 * math.log(max(float(np.linalg.eigvalsh(C)[-1]), 1e-300)) - math.log(max(LEFT * size, 1e-300))
