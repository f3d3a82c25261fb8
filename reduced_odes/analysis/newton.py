"""Fixed points of a flow by Newton's method, with the conserved quantities held.

A reduced system conserves some functions I of its state, so that its fixed points come in families, at most one for
every value of I where they are isolated. What is solved is therefore

    F(θ) = 0,    I(θ) = I₀,    θ_k = θ_k(0) for coordinates that never move:

more equations than unknowns, but not independent ones, since ∇I·F = 0. Each step is the shortest least-squares step of
the linearised equations, damped by the squared residual: this converges quadratically to a regular solution, and also
to a family of them within the leaf (filters that several networks share), without a decision about ranks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import NoFixedPointError
from reduced_odes.systems.system import ReducedSystem

_ITERATIONS = 100
_SHORTEST = 2.0**-16
"""Part of a step below which it is not shortened further."""
_FARTHEST = 20.0
"""Distance from the guess, in units of its size, at which the iteration is given up."""
_RESOLUTION = 1e-12
"""Singular values of the equations below this part of the largest one are taken for zero."""
_STENCIL = 2.0**-7
"""Spacing of the differences of conserved quantities, which are exact for polynomials up to degree four."""

AT_REST = 1e-10
"""Largest residual, as a part of the fastest rate times the size of the state, that a fixed point may have."""
SETTLED = 1e-7
"""Largest Newton step, as a part of the size of the state, that a fixed point may leave to do."""
SLIGHT = 1e-12
"""Change of an entry that says nothing however small the entry: divided by the size of the state, so that a small entry
beside a large one (a small read-out times a large read-in) is still known to many digits."""
ROUNDING = 1e-12
"""Rates below this, per unit of learning time, are rounding."""
CLOSEST_TO_EDGE = 1e-7
"""Hurwitz determinants below this are taken for zero: at the edge of stability the loss has no gradient."""


@dataclass(frozen=True, eq=False)
class Leaf:
    """A system with its parameters, and the values at which the flow keeps what it conserves.

    Attributes
    ----------
    system, parameters
        The parameters are checked and in order.
    values
        Of the conserved quantities, shape (m,).
    frozen
        Indices of coordinates that never move (weights that are not trained).
    anchors
        Their values.
    """

    system: ReducedSystem
    parameters: tuple[float, ...]
    values: FloatArray
    frozen: tuple[int, ...]
    anchors: FloatArray

    @classmethod
    def through(cls, system: ReducedSystem, parameters: tuple[float, ...], state: FloatArray) -> Leaf:
        """The leaf on which a state lies."""
        frozen = _frozen(system, parameters, state)
        return cls(system, parameters, conserved(system, parameters, state), frozen, state[list(frozen)])

    def equations(self, state: FloatArray) -> FloatArray:
        """F, I − I₀, and how far frozen coordinates are off; not finite where the network has no loss."""
        return np.concatenate(
            [
                self.system.rhs(state, self.parameters),
                conserved(self.system, self.parameters, state) - self.values,
                state[list(self.frozen)] - self.anchors,
            ]
        )

    def derivative(self, state: FloatArray) -> FloatArray:
        """Derivative of `equations`, row by row."""
        return np.vstack([self.system.jacobian(state, self.parameters), self.constraints(state)])

    def constraints(self, state: FloatArray) -> FloatArray:
        """Gradients of what the leaf holds: of the conserved quantities, and of the frozen coordinates."""
        units = np.eye(state.size)
        shifts = np.hstack([reach * _STENCIL * units for reach in (1, -1, 2, -2)])
        values = conserved(self.system, self.parameters, state[:, None] + shifts)
        ahead, behind, far_ahead, far_behind = np.split(values, 4, axis=1)
        slopes = (8 * (ahead - behind) - (far_ahead - far_behind)) / (12 * _STENCIL)
        return np.vstack([slopes, units[list(self.frozen)]])

    def admits(self, state: FloatArray) -> bool:
        """Whether the network is stable there, and what must vanish is finite."""
        if not np.all(self.system.stability(state, self.parameters) > 0):
            return False
        return bool(np.all(np.isfinite(self.equations(state))))


@dataclass(frozen=True)
class Certificate:
    """How good a numerical fixed point is.

    The equations are F/λ, with λ the largest singular value of ∂F/∂θ, and what is conserved. They are linearised and,
    along a family of fixed points, restricted to what is across it.

    Attributes
    ----------
    residual
        Norm of F, per unit of learning time.
    newton_step
        Length of the Newton step from there: the distance of the fixed point, to first order.
    smallest_singular_value
        Of the linearised equations: the closer to zero, the less well the fixed point is determined. NaN if nothing
        is to be determined.
    kantorovich
        h = L |step| / σ with σ the smallest singular value and L the Lipschitz constant of the derivative, the step
        lengthened by what rounding of the state may hide. If L were bounded, h < ½ would prove a solution of the
        equations within `radius`. L is estimated from the derivative at points around, and the equations are evaluated
        in floating point, so this is evidence rather than proof.
    radius
        2 |step| / (1 + √(1 − 2h)), the distance within which the theorem of Newton and Kantorovich has the fixed
        point; infinite if h > ½.
    """

    residual: float
    newton_step: float
    smallest_singular_value: float
    kantorovich: float
    radius: float


def conserved(system: ReducedSystem, parameters: tuple[float, ...], states: FloatArray) -> FloatArray:
    """Values of what the flow conserves, shape (m, ...) for states of shape (n, ...)."""
    found = list(system.conserve(states, parameters).values())
    return np.array(found, dtype=float).reshape(len(found), *states.shape[1:])


def newton(leaf: Leaf, guess: FloatArray, iterations: int = _ITERATIONS) -> FloatArray:
    """The state at which the flow rests, on a leaf.

    Raises
    ------
    NoFixedPointError
        If the iteration does not settle, or runs to the edge of stability, or away.
    """
    state, reach = guess, _FARTHEST * _size(guess)
    for _ in range(iterations):
        if np.linalg.norm(state - guess) > reach:
            break
        residual, derivative = _scaled(leaf, state)
        size = float(np.linalg.norm(residual))
        nearer = _shortened(leaf, state, _step(derivative, residual, size), size)
        if nearer is None or np.array_equal(nearer, state):
            break
        state = nearer
    _refuse(leaf, guess, state)
    return state


def certify(leaf: Leaf, state: FloatArray, family: int) -> Certificate:
    """Residual, remaining Newton step and Newton–Kantorovich bound at a fixed point.

    Parameters
    ----------
    leaf
    state
        The fixed point.
    family
        Number of directions along which it belongs to a family on its leaf; the equations say nothing about them.
    """
    residual, derivative = _scaled(leaf, state)
    scale = _scale(leaf, state)
    left, singular, right = np.linalg.svd(derivative, full_matrices=False)
    rank = state.size - family
    left, singular, right = left[:, :rank], singular[:rank], right[:rank]
    smallest = float(singular[-1]) if rank else float("nan")
    step = float(np.linalg.norm((left.T @ residual) / singular)) if rank else 0.0
    reach = max(1e-6 * _size(state), 10 * step)
    spread = [
        np.linalg.norm(left.T @ (_scaled(leaf, state + reach * way, scale)[1] - derivative) @ right.T, 2) / reach
        for unit in np.eye(state.size)
        for way in (unit, -unit)
        if leaf.admits(state + reach * unit) and leaf.admits(state - reach * unit)
    ]
    rounding = float(np.finfo(float).eps) * _size(state) / smallest if rank else 0.0
    h = float(max(spread, default=np.inf)) * (step + rounding) / smallest if rank else 0.0
    return Certificate(
        residual=float(np.linalg.norm(leaf.system.rhs(state, leaf.parameters))),
        newton_step=step,
        smallest_singular_value=smallest,
        kantorovich=h,
        radius=2 * (step + rounding) / (1 + float(np.sqrt(1 - 2 * h))) if h <= 0.5 else float("inf"),
    )


def at_rest(leaf: Leaf, state: FloatArray) -> bool:
    """Whether every rate of change is what rounding, or a slight change of the entries of the state, may explain.

    The backward error, equation by equation: |F_i| is compared with Σ_j |∂F_i/∂θ_j| |δθ_j|, where δθ_j is `SETTLED` of
    θ_j, so that neither the units of an equation nor another equation that is much faster decides.
    """
    jacobian, rest = leaf.system.jacobian(state, leaf.parameters), leaf.system.rhs(state, leaf.parameters)
    beside = leaf.system.rhs(_beside(state, 4 * float(np.finfo(float).eps)), leaf.parameters)
    rounding = np.abs(beside - rest[:, None]).max(axis=1)
    slight = SETTLED * np.abs(state) + SLIGHT / _size(state)
    return bool(np.all(np.abs(rest) <= np.abs(jacobian) @ slight + _ROUNDINGS * rounding))


def rank(leaf: Leaf, state: FloatArray) -> int:
    """Number of independent rates of change near a fixed point, whatever the units of equations and variables.

    The rank of ∂F/∂θ after equilibration: rows and columns are scaled until the largest entry of each is one (Ruiz,
    RAL-TR-2001-034). Entries that a slight change of the state alters by as much as they are, are zero.
    """
    jacobian = leaf.system.jacobian(state, leaf.parameters)
    nearby = leaf.system.jacobian(_beside(state, _CONVERGED), leaf.parameters)
    doubtful = np.abs(nearby - jacobian[:, :, None]).max(axis=2)
    scaled = np.where(np.abs(jacobian) > _ROUNDINGS * doubtful, jacobian, 0.0)
    for _ in range(_EQUILIBRATIONS):
        for axis in (0, 1):
            largest = np.abs(scaled).max(axis=axis, keepdims=True)
            scaled = scaled / np.sqrt(np.where(largest > 0, largest, 1.0))
    singular = np.linalg.svd(scaled, compute_uv=False)
    return int(np.sum(singular > _DEPENDENT))


_ROUNDINGS = 30.0
_CONVERGED = 1e-12
"""Part of itself to which an entry of a fixed point is known."""
_EQUILIBRATIONS = 12
_DEPENDENT = 1e-8


def _beside(state: FloatArray, part: float) -> FloatArray:
    """States with entries changed by a part of themselves and by `SLIGHT`, shape (n, 8)."""
    signs = np.random.default_rng(2).choice([-1.0, 1.0], (state.size, 8))
    return state[:, None] + signs * (part * np.abs(state) + SLIGHT / _size(state))[:, None]


def stays_at_rest(leaf: Leaf, state: FloatArray, along: FloatArray, rank: int) -> bool:
    """Whether fixed points continue from `state` along every direction in the span of the columns of `along`.

    Steps a thousandth along each column, and along mixtures of them, and corrects across: if the zero rate of such a
    direction is an accident of the linearisation, a residual of second or third order remains. They may continue to
    other leaves (conserved quantities can have no gradient at a fixed point).

    Parameters
    ----------
    leaf, state
    along
        Directions of the rate zero, shape (n, k).
    rank
        Number of rates that are not zero.
    """
    k = along.shape[1]
    mixtures = np.random.default_rng(0).standard_normal((k, k)) if k > 1 else np.empty((k, 0))
    for way in (along @ np.hstack([np.eye(k), mixtures])).T:
        moved = state + _ASIDE * _size(state) * way / np.linalg.norm(way)
        for _ in range(_CORRECTIONS):
            if not leaf.admits(moved):
                return False
            left, singular, right = np.linalg.svd(leaf.system.jacobian(moved, leaf.parameters))
            rest = leaf.system.rhs(moved, leaf.parameters)
            moved = moved - right[:rank].T @ ((left[:, :rank].T @ rest) / singular[:rank])
        if np.linalg.norm(leaf.system.rhs(moved, leaf.parameters)) > _BESIDE * _size(state) * _scale(leaf, state):
            return False
    return True


_CORRECTIONS = 6
_ASIDE = 1e-3
_BESIDE = 1e-11


def _scaled(leaf: Leaf, state: FloatArray, scale: float | None = None) -> tuple[FloatArray, FloatArray]:
    """The equations and their derivative, those of the flow divided by its fastest rate there."""
    n, rate = state.size, _scale(leaf, state) if scale is None else scale
    residual, derivative = leaf.equations(state), leaf.derivative(state)
    return (
        np.concatenate([residual[:n] / rate, residual[n:]]),
        np.vstack([derivative[:n] / rate, derivative[n:]]),
    )


def _scale(leaf: Leaf, state: FloatArray) -> float:
    """The largest singular value of ∂F/∂θ, or one if it vanishes."""
    largest = float(np.linalg.norm(leaf.system.jacobian(state, leaf.parameters), 2))
    return largest if largest > ROUNDING else 1.0


def _step(derivative: FloatArray, residual: FloatArray, size: float) -> FloatArray:
    """The damped least-squares step; without damping it would be the shortest one that the linear equations allow."""
    left, singular, right = np.linalg.svd(derivative, full_matrices=False)
    kept = singular > _RESOLUTION * singular[0]
    left, singular, right = left[:, kept], singular[kept], right[kept]
    damping = min(size * size, 1.0)
    return np.asarray(-right.T @ (singular / (singular**2 + damping) * (left.T @ residual)), dtype=float)


def _shortened(leaf: Leaf, state: FloatArray, step: FloatArray, size: float) -> FloatArray | None:
    """The state after as much of a step as lowers the residual; None if no part of it does."""
    scale, part = _scale(leaf, state), 1.0
    while part > _SHORTEST:
        nearer = state + part * step
        if np.all(leaf.system.stability(nearer, leaf.parameters) > 0):
            equations = leaf.equations(nearer)
            equations[: state.size] /= scale
            if np.linalg.norm(equations) < size * (1 - 1e-4 * part):  # not so if one of them is NaN
                return nearer
        part /= 2
    return None


def _refuse(leaf: Leaf, guess: FloatArray, state: FloatArray) -> None:
    """Refuse what is no fixed point, or lies at the edge of stability."""
    start = ", ".join(f"{name} = {x:g}" for name, x in zip(leaf.system.state, guess, strict=True))
    margin = float(np.min(leaf.system.stability(state, leaf.parameters), initial=np.inf))
    if margin < CLOSEST_TO_EDGE:
        raise NoFixedPointError(
            f"from {start} Newton's method runs to the edge of stability, where the loss has no gradient; give "
            "a guess nearer to the fixed point"
        )
    residual, derivative = _scaled(leaf, state)
    size = float(np.linalg.norm(residual))
    step = float(np.linalg.norm(_step(derivative, residual, 0.0)))
    settled = size <= AT_REST * _size(state) and step <= SETTLED * _size(state)
    if not settled or not at_rest(leaf, state):
        raise NoFixedPointError(
            f"from {start} Newton's method of {leaf.system.name} does not settle on these values of what is conserved: "
            f"the flow is left with a rate of change of {np.linalg.norm(leaf.system.rhs(state, leaf.parameters)):.2g}; "
            "give a guess nearer to the fixed point, or the end of a longer trajectory"
        )


def _size(state: FloatArray) -> float:
    return 1.0 + float(np.linalg.norm(state))


def _frozen(system: ReducedSystem, parameters: tuple[float, ...], state: FloatArray) -> tuple[int, ...]:
    """Coordinates whose rate of change vanishes with all its derivatives, here and at points around."""
    points = state[:, None] + 0.05 * np.random.default_rng(1).uniform(-1.0, 1.0, (state.size, 3))
    resting = ~np.any(system.rhs(points, parameters), axis=1)
    resting &= ~np.any(system.jacobian(points, parameters), axis=(1, 2))
    return tuple(int(k) for k in np.flatnonzero(resting))
