"""Fixed points of a reduced flow: their rates and stability, and the largest stable step of gradient descent there.

>>> from reduced_odes import conjugate_pair
>>> from reduced_odes.analysis.fixed_points import fixed_point
>>> at = fixed_point(conjugate_pair, {"p": 0.7, "q": 2, "r": 0.7, "alpha": 1}, {"c_star": 0.3, "omega_star": 2})
>>> at.stability, at.rates, at.largest_step, at.certificate.radius

Any `ReducedSystem` will do, whether generated or not. A flow conserves quantities, and its fixed points are sought on a
leaf, on which these have given values. The saddles that a trajectory passes are in `slow_stretches`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reduced_odes._common import checks
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError, NoFixedPointError, UnknownNameError
from reduced_odes.analysis.newton import ROUNDING, Certificate, Leaf, certify, newton, rank, stays_at_rest
from reduced_odes.integration.trajectory import Trajectory
from reduced_odes.systems.system import Parameters, ReducedSystem, checked_system

__all__ = [
    "Certificate",
    "FixedPoint",
    "FixedPointType",
    "fixed_point",
    "resting_point",
    "saddle_at_zero",
    "steps_for",
    "time_after",
]

_ZERO = 1e-7
"""Rates below this part of the fastest one are taken for zero, unless the flow's own units tell them from it."""
_RESOLVED = 1e-11
"""Rates below this part of the fastest one are lost in its rounding."""
_EQUAL = 1e-6
"""Rates that differ by less than this part of themselves are one rate."""
_INDEPENDENT = 1e-10
"""Singular values of the gradients of what is conserved that count as zero, relative to one."""


class FixedPointType(StrEnum):
    """What the linearised flow does on the leaf of a fixed point; zero rates along a family are left aside."""

    STABLE_NODE = "stable node"
    STABLE_FOCUS = "stable focus"
    SADDLE = "saddle"
    UNSTABLE_NODE = "unstable node"
    UNSTABLE_FOCUS = "unstable focus"
    DEGENERATE = "degenerate"

    @property
    def meaning(self) -> str:
        """What it says, in one sentence."""
        return _MEANING[self]


_MEANING = {
    FixedPointType.STABLE_NODE: "Every nearby state is drawn to it, without turning.",
    FixedPointType.STABLE_FOCUS: "Every nearby state is drawn to it and turns around it.",
    FixedPointType.SADDLE: "Nearby states are first drawn to it, then thrown out at the escape rate.",
    FixedPointType.UNSTABLE_NODE: "Every nearby state is thrown out.",
    FixedPointType.UNSTABLE_FOCUS: "Every nearby state is thrown out, turning.",
    FixedPointType.DEGENERATE: "The linearised flow does not decide what nearby states do.",
}


@dataclass(frozen=True, eq=False)
class FixedPoint:
    """A state at which a flow rests, with the flow linearised there.

    The n rates (eigenvalues of ∂F/∂θ) are told apart: `conserved` are zero because the leaf moves along with the
    conserved quantities, `neutral` are zero on the leaf itself, and the others are in `rates`.

    Attributes
    ----------
    system, parameters
        Name of the system, and all its parameters.
    state, observables, invariants
        Values at the fixed point, by name.
    rates
        Nonzero eigenvalues of the linearised flow on the leaf, the fastest decay first, per unit of learning time.
        They are real for a gradient flow.
    directions, functionals
        Right and left eigenvectors of `rates`, one in a row, shape (number of rates, n). Right ones have the length
        one, left ones the product one with their right one: functional · (θ − state) is the part along a direction.
    conserved
        Zero rates across leaves: as many as there are independent conserved quantities (weights that are not
        trained among them).
    neutral
        Zero rates within the leaf.
    continues
        Whether fixed points continue along all neutral directions. If there are neutral directions along which they
        do not, the linearised flow says nothing about these.
    stability
    certificate
    distance
        Euclidean distance from the guess.
    """

    system: str
    parameters: Mapping[str, float]
    state: Mapping[str, float]
    observables: Mapping[str, float]
    invariants: Mapping[str, float]
    rates: NDArray[np.complex128]
    directions: NDArray[np.complex128]
    functionals: NDArray[np.complex128]
    conserved: int
    neutral: int
    continues: bool
    stability: FixedPointType
    certificate: Certificate
    distance: float

    def __post_init__(self) -> None:
        for name in ("parameters", "state", "observables", "invariants"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __repr__(self) -> str:
        where = ", ".join(f"{name}={value:.6g}" for name, value in self.state.items())
        return f"FixedPoint({self.system!r}, {self.stability.value}, {where})"

    @property
    def escape_rate(self) -> float:
        """Rate at which the distance of nearby states grows: the largest positive real part; 0 if there is none."""
        return float(max(self.rates.real, default=0.0)) if np.any(self.rates.real > 0) else 0.0

    @property
    def fastest(self) -> float:
        """Largest decay rate, > 0; NaN if nothing decays."""
        decaying = -self.rates.real[self.rates.real < 0]
        return float(decaying.max()) if decaying.size else math.nan

    @property
    def slowest(self) -> float:
        """Smallest decay rate, > 0: the end of learning is exp(−slowest · s); NaN if nothing decays."""
        decaying = -self.rates.real[self.rates.real < 0]
        return float(decaying.min()) if decaying.size else math.nan

    @property
    def stiffness(self) -> float:
        """Fastest decay rate over slowest one; NaN if nothing decays."""
        return self.fastest / self.slowest

    @property
    def largest_step(self) -> float:
        """2/λ_max: gradient descent with a larger step is thrown off in the direction of the fastest decay.

        Generally the smallest 2 |Re λ|/|λ|² of the decaying rates λ; infinite if nothing decays. Directions of the
        full network that leave the manifold of the system are not in it.
        """
        decaying = self.rates[self.rates.real < 0]
        return float(np.min(-2 * decaying.real / np.abs(decaying) ** 2, initial=np.inf))

    @property
    def escape_direction(self) -> Mapping[str, float]:
        """The direction of the escape rate, of length one, by state variable; empty if nothing grows.

        Where several directions grow at that rate, one of them.
        """
        return dict(zip(self.state, self.directions[-1].real.tolist(), strict=True)) if self.escape_rate else {}

    def growing_part(self, states: ArrayLike) -> FloatArray:
        """How far states, shape (n,) or (n, T), are from here in the directions that grow at the escape rate.

        The length of what the linearised flow multiplies by exp(escape_rate · s); NaN if nothing grows.
        """
        away = np.asarray(states, dtype=float)
        place = np.array(list(self.state.values())).reshape(-1, *(1,) * (away.ndim - 1))
        if not self.escape_rate:
            return np.full(away.shape[1:], np.nan)
        fast = self.rates.real > (1 - _EQUAL) * self.escape_rate
        parts = np.tensordot(self.functionals[fast], away - place, 1)
        return np.asarray(np.linalg.norm(np.tensordot(self.directions[fast].T, parts, 1), axis=0), dtype=float)

    def as_record(self) -> dict[str, Any]:
        """Numbers, texts, lists and dicts, ready for JSON; what is not finite is None."""
        certificate = self.certificate
        return {
            "system": self.system,
            "parameters": dict(self.parameters),
            "state": dict(self.state),
            "observables": {name: _finite(value) for name, value in self.observables.items()},
            "invariants": dict(self.invariants),
            "stability": self.stability.value,
            "rates": self.rates.real.tolist(),
            "frequencies": self.rates.imag.tolist(),
            "conserved": self.conserved,
            "neutral": self.neutral,
            "continues": self.continues,
            "escape_rate": self.escape_rate,
            "escape_direction": dict(self.escape_direction),
            "stiffness": _finite(self.stiffness),
            "largest_step": _finite(self.largest_step),
            "certificate": {
                "residual": certificate.residual,
                "newton_step": certificate.newton_step,
                "smallest_singular_value": _finite(certificate.smallest_singular_value),
                "kantorovich": _finite(certificate.kantorovich),
                "radius": _finite(certificate.radius),
            },
            "distance": self.distance,
        }


def fixed_point(
    system: ReducedSystem,
    guess: Mapping[str, float],
    parameters: Parameters,
    *,
    invariants: Mapping[str, float] | None = None,
) -> FixedPoint:
    """The fixed point to which Newton's method leads from a guess.

    Parameters
    ----------
    system
    guess
        State variables by name; one that is not given takes its value at W = 0, u = v = 0.
    parameters
        By name (defaults filled in), or all of them in order.
    invariants
        Values of conserved quantities by name, where they are not to be those of the guess. A trajectory that
        starts from small weights passes saddles at which they all vanish.

    Returns
    -------
    FixedPoint
        Not necessarily the nearest one, see `distance`, and not necessarily a stable one.

    Raises
    ------
    UnknownNameError, InputError
        An argument that cannot be used; the guess is no stable network.
    NoFixedPointError
        Newton's method does not settle, or runs to the edge of stability, or away to infinity; or the rates at the
        fixed point lie too far apart to be told from zero.
    """
    constants = checked_system(system).parameter_values(parameters)
    start = np.array(system.state_values(guess))
    return near(system, constants, start, _chosen(system, constants, start, invariants))


def resting_point(system: ReducedSystem, trajectory: Trajectory) -> FixedPoint:
    """The fixed point to which the end of a trajectory leads, on the trajectory's own leaf.

    Raises
    ------
    InputError
        The trajectory belongs to another system, or has no times.
    NoFixedPointError
        As for `fixed_point`; take a longer trajectory.
    """
    states = states_of(system, trajectory)
    if not states.shape[1]:
        raise InputError("trajectory has no times to start from: none of the requested ones was reached")
    constants = system.parameter_values(trajectory.parameters)
    start = np.array(system.state_values(trajectory.initial))
    return near(system, constants, states[:, -1], _chosen(system, constants, start, None))


def saddle_at_zero(system: ReducedSystem, parameters: Parameters) -> FixedPoint:
    """The zero network, W = 0 and u = v = 0, near which learning from small weights starts.

    Its escape rate says how fast small initial weights grow.
    """
    constants = checked_system(system).parameter_values(parameters)
    origin = np.array(system.origin)
    return at(Leaf.through(system, constants, origin), origin, 0.0)


def steps_for(time: float, step: float) -> float:
    """Gradient-descent steps of size `step` in a learning time: s = step × steps."""
    return checks.in_domain("time", checks.finite_number("time", time), checks.Domain.NONNEGATIVE) / _step(step)


def time_after(steps: float, step: float) -> float:
    """Learning time after a number of gradient-descent steps of size `step`."""
    return checks.in_domain("steps", checks.finite_number("steps", steps), checks.Domain.NONNEGATIVE) * _step(step)


def states_of(system: ReducedSystem, trajectory: Trajectory) -> FloatArray:
    """The states of a trajectory of this very system, shape (n, T)."""
    checks.instance("trajectory", trajectory, Trajectory, "what `integrate` returns")
    if trajectory.hash != checked_system(system).hash:
        raise InputError(
            f"trajectory is one of {trajectory.system} ({trajectory.hash}), but system is {system.name} "
            f"({system.hash}); give the system that was integrated"
        )
    return np.array([trajectory[name] for name in system.state])


def near(system: ReducedSystem, constants: tuple[float, ...], start: FloatArray, leaf: Leaf) -> FixedPoint:
    """The fixed point of a leaf to which Newton's method leads from a state."""
    if not leaf.admits(start):
        where = ", ".join(f"{name} = {x:g}" for name, x in zip(system.state, start, strict=True))
        raise InputError(f"guess is no stable network: {where}; give one whose loss is finite")
    found = newton(leaf, start)
    state = dict(zip(system.state, found.tolist(), strict=True))
    checks.gram_matrix(state, system.gram, system.name)
    return at(leaf, found, float(np.linalg.norm(found - start)))


def at(leaf: Leaf, state: FloatArray, distance: float) -> FixedPoint:
    """The flow linearised at a fixed point that has been found."""
    system, constants = leaf.system, leaf.parameters
    jacobian = system.jacobian(state, constants)
    across, along = _split(leaf.constraints(state))
    # Tangent vectors of the leaf are mapped to tangent vectors, as what is conserved has no rate of change.
    values, vectors = np.linalg.eig(along.T @ jacobian @ along)
    moving = _moving(leaf, state, jacobian, np.abs(values))
    neutral = _null_space(along @ vectors[:, ~moving])
    continues = stays_at_rest(leaf, state, neutral, int(moving.sum()))
    rates, directions, functionals = _modes(jacobian, values[moving], along @ vectors[:, moving])
    return FixedPoint(
        system=system.name,
        parameters=dict(zip(system.parameters, constants, strict=True)),
        state=dict(zip(system.state, state.tolist(), strict=True)),
        observables={name: float(x) for name, x in system.observe(state, constants).items()},
        invariants={name: float(x) for name, x in system.conserve(state, constants).items()},
        rates=rates,
        directions=directions,
        functionals=functionals,
        conserved=across.shape[1],
        neutral=neutral.shape[1],
        continues=continues,
        stability=_stability(rates, continues),
        certificate=certify(leaf, state, neutral.shape[1]),
        distance=distance,
    )


def _moving(leaf: Leaf, state: FloatArray, jacobian: FloatArray, sizes: FloatArray) -> NDArray[np.bool_]:
    """Which of the rates on the leaf, of these absolute values, are not zero.

    Where rates of very different size occur, equations in units of their own tell how many there are.
    """
    fastest = max(sizes, default=0.0)
    moving = sizes > max(_ZERO * fastest, ROUNDING)
    seen = int(np.sum(np.linalg.svd(jacobian, compute_uv=False) > max(_ZERO * fastest, ROUNDING)))
    count = min(rank(leaf, state), sizes.size)
    if count <= max(int(moving.sum()), seen):
        return moving
    slowest = float(np.sort(sizes)[-count])
    if slowest < _RESOLVED * fastest:
        where = ", ".join(f"{name} = {x:g}" for name, x in zip(leaf.system.state, state, strict=True))
        raise NoFixedPointError(
            f"the rates of {leaf.system.name} at {where} lie too far apart: the fastest is {fastest:.2g}, and beside "
            f"it rates below {_RESOLVED * fastest:.2g} cannot be told from zero; give a guess whose read-in and "
            "read-out are of similar size"
        )
    return sizes >= slowest


def _stability(rates: NDArray[np.complex128], continues: bool) -> FixedPointType:
    turning = bool(np.any(np.abs(rates.imag) > _ZERO * np.abs(rates)))
    growing, decaying = bool(np.any(rates.real > 0)), bool(np.any(rates.real < 0))
    undecided = not continues or bool(np.any(np.abs(rates.real) <= _ZERO * np.abs(rates)))
    match growing, decaying:
        case True, True:
            return FixedPointType.SADDLE
        case True, False if not undecided:
            return FixedPointType.UNSTABLE_FOCUS if turning else FixedPointType.UNSTABLE_NODE
        case False, True if not undecided:
            return FixedPointType.STABLE_FOCUS if turning else FixedPointType.STABLE_NODE
    return FixedPointType.DEGENERATE


def _modes(
    jacobian: FloatArray, rates: NDArray[np.complex128], vectors: NDArray[np.complex128]
) -> tuple[NDArray[np.complex128], NDArray[np.complex128], NDArray[np.complex128]]:
    """Rates in order, their eigenvectors, and the dual ones, that see no other mode and nothing of the kernel."""
    order, n = np.lexsort((rates.imag, rates.real)), jacobian.shape[0]
    directions = vectors[:, order] / np.linalg.norm(vectors[:, order], axis=0)
    kernel = np.linalg.svd(jacobian)[2][order.size :].T
    functionals = np.linalg.pinv(np.hstack([directions, kernel]))[: order.size]
    return rates[order].astype(complex), directions.T.astype(complex), functionals.astype(complex).reshape(-1, n)


def _chosen(
    system: ReducedSystem, constants: tuple[float, ...], start: FloatArray, invariants: Mapping[str, float] | None
) -> Leaf:
    """The leaf of a state, or the one where some conserved quantities have other values."""
    leaf = Leaf.through(system, constants, start)
    values = dict(zip(system.invariants, leaf.values.tolist(), strict=True))
    for name, value in (invariants or {}).items():
        if name not in values:
            raise UnknownNameError.among("conserved quantity", name, system.invariants, owner=system.name)
        values[name] = checks.finite_number(f"invariant {name}", value)
    return replace(leaf, values=np.array(list(values.values()), dtype=float))


def _split(constraints: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Orthonormal bases, as columns, of what leads across leaves and of the leaf's own tangents."""
    _, singular, right = np.linalg.svd(constraints, full_matrices=True)
    rank = int(np.sum(singular > _INDEPENDENT * max(1.0, singular.max(initial=0.0))))
    return right[:rank].T, right[rank:].T


def _null_space(vectors: NDArray[np.complex128]) -> FloatArray:
    """An orthonormal real basis, as columns, of the span of vectors that belong to the rate zero."""
    both = np.hstack([vectors.real, vectors.imag])
    left, singular, _ = np.linalg.svd(both, full_matrices=False)
    return np.asarray(left[:, : vectors.shape[1]] if singular.size else both, dtype=float)


def _step(step: float) -> float:
    return checks.in_domain("step", checks.finite_number("step", step), checks.Domain.POSITIVE)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
