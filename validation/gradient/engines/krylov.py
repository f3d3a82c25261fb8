"""Loss and gradient of a large network on the Krylov spaces of its read-in and read-out, to a requested accuracy.

With the projected Gramians P ≈ V S Vᵀ, X ≈ V T of K(W, u) and Q ≈ U S′ Uᵀ, Y ≈ U T′ of K(Wᵀ, v) the gradient

    ∂L/∂W = Q P − Y Xᵀ ≈ U (S′ UᵀV S − T′ Tᵀ) Vᵀ

has low rank. The spaces grow until the estimated errors are below what was asked for. The loss is corrected to first
order by the residuals, weighted with the Gramians of the other side: what is left of its error is a product of errors.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from reduced_odes.linear.arnoldi import Action, KrylovSpace
from validation._common.checks import ROUNDING, FloatArray
from validation._common.threads import one_thread, threads_for
from validation.gradient.engines.errors import allowed_errors
from validation.gradient.engines.projection import Projection, TargetSide, project, target_sides
from validation.gradient.engines.stability import refuse_unstable
from validation.network.low_rank import LowRank
from validation.network.targets import StateSpace
from validation.network.weights import Weights

FIRST = (16, 16)
"""Dimensions at which convergence is checked for the first time."""
ROUNDING_ERRORS = 32 * ROUNDING
"""Rounding of a gradient for a network with (|W|₂ + 1)|G|₂ = ½, relative to the sizes of what makes each term."""
SAFETY = 2.0
"""Factor on estimated errors. Without it, 1 of 7,000 random networks, many of them nearly unstable, exceeded them, by
15 %."""
LOOSEST = 1e-6
"""Spaces grow at least until this accuracy: estimates can be trusted once the slow modes have been met, as they have
here."""
PARALLEL = 1000
"""From this many neurons on, the two spaces grow in two threads."""
SLOWEST = 0.05
"""Rate per dimension at which the error is expected to fall at least."""
FURTHEST = 1.25
"""A space is made larger by at most this part of itself at once."""
CONFIRM = 1.25
"""Factor by which spaces that seem large enough are enlarged, to see whether the gradient changes by no more than it
should."""
TRUNCATION = 0.1
"""Part of the estimated error that dropping singular values of the gradient may add."""


@dataclass(frozen=True, eq=False)
class ProjectedGradient:
    """Loss and gradient by projection, and how good they are.

    Attributes
    ----------
    loss : float
    gradient : Weights
        Its `recurrent` is `LowRank`.
    inputs, outputs : Projection
        The Gramians on the spaces of (W, u) and of (Wᵀ, v).
    errors : ndarray of shape (3,)
        Estimated Euclidean errors of ∂L/∂W, ∂L/∂u, ∂L/∂v, rounding included.
    reached : bool
        Whether each of them is as small as requested, see `errors.allowed_errors`.
    converged : bool
        Whether larger spaces would make them no smaller: where it is not reached nevertheless, rounding is in the way,
        which grows like the inverse distance from instability.
    enough : tuple of two ints
        Dimensions that would have been enough, by the rate of convergence.
    caution : float
        By what estimates were too small, as far as the gradient has changed from one check to the next; at least 1.
    """

    loss: float
    gradient: Weights
    inputs: Projection
    outputs: Projection
    errors: FloatArray
    reached: bool
    converged: bool
    enough: tuple[int, int]
    caution: float

    @property
    def dimensions(self) -> tuple[int, int]:
        """Of the Krylov spaces of (W, u) and of (Wᵀ, v)."""
        return self.inputs.dimension, self.outputs.dimension


def krylov_gradient(
    action: Action,
    adjoint: Action,
    u: FloatArray,
    v: FloatArray,
    target: StateSpace,
    *,
    accuracy: float,
    limit: int,
    first: tuple[int, int] = FIRST,
    confirm: bool = True,
    caution: float = 1.0,
    bound: float | None = None,
) -> ProjectedGradient | None:
    """Loss and gradient of the network W, u, v known by x ↦ Wx and x ↦ Wᵀx.

    Parameters
    ----------
    action, adjoint : callables
        x ↦ W x and x ↦ Wᵀ x.
    u, v : ndarrays of shape (N,)
    target : StateSpace
    accuracy : float
        Requested error of each block of the gradient, relative to its Euclidean norm; see
        `errors.allowed_errors` for blocks that are small differences of larger terms.
    limit : int
        Largest dimension of a space.
    first : tuple of two ints
        Dimensions at which to check convergence first.
    confirm : bool
        Check at least twice: what the gradient changes by shows whether the estimates before were large enough.
    caution : float
        By what estimates were too small in networks alike.
    bound : float, optional
        Upper bound of |∫ e^{Mᵀt} e^{Mt} dt|₂, see `numerical_range`: it makes bounds of the estimates.

    Returns
    -------
    ProjectedGradient or None
        None if a space of the largest dimension makes the network unstable without an eigenvalue that is certain.

    Raises
    ------
    UnstableNetwork
        If an eigenvalue of W − I is certainly not in the open left half plane.
    """
    spaces = KrylovSpace(action, u), KrylovSpace(adjoint, v)
    sides, lengths = target_sides(target), _Lengths.of(u, v, target)
    pace = _Pace(first, limit, confirm)
    inputs: Projection | None = None
    outputs: Projection | None = None
    before: _Assessment | None = None
    while True:
        _grow(spaces, pace.wanted)
        with threads_for(max(space.dimension for space in spaces)):
            inputs = _projected(inputs, spaces[0], sides[0], bound)
            outputs = _projected(outputs, spaces[1], sides[1], bound)
        if inputs is None or outputs is None:  # a space that is too small may be unstable where the network is not
            if pace.enlarge_unstable(spaces, [side is not None for side in (inputs, outputs)]):
                continue
            return None
        now = _Assessment.at(inputs, outputs, target, lengths, accuracy)
        if before is not None:
            caution = max(caution, now.missed_by(before))
        before = now
        excess = now.excess(caution)
        if pace.go_on(spaces, excess, now.excess_without_spaces):
            continue
        blocks, errors = now.blocks, caution * now.shares.sum(axis=0) + now.rounding
        return ProjectedGradient(
            loss=blocks.loss,
            gradient=_assemble(blocks, spaces, min(errors[0], accuracy * blocks.sizes[0])),
            inputs=inputs,
            outputs=outputs,
            errors=errors,
            reached=bool(np.all(errors <= allowed_errors(accuracy, blocks.sizes, blocks.terms))),
            converged=bool(np.all(excess <= 1.0)),
            enough=_enough(spaces, excess, now.excess_without_spaces),
            caution=caution,
        )


def _projected(
    before: Projection | None, space: KrylovSpace, target: TargetSide, bound: float | None
) -> Projection | None:
    """The projection of a space, anew only if it has grown."""
    return before if before is not None and before.dimension == space.dimension else project(space, target, bound)


@dataclass(frozen=True, eq=False)
class _Assessment:
    """What the projections on two spaces show: the gradient, and how far it may be off.

    Attributes
    ----------
    blocks : _Blocks
    shares : ndarray of shape (2, 3)
        Estimate of what each space, of the read-in and of the read-out, leaves out of each block.
    scales : ndarray of shape (3,)
        Products of the sizes of what makes each block: rounding is relative to them, and without any space that much
        would be left out.
    rounding : ndarray of shape (3,)
        Estimated rounding of each block: larger spaces make it no smaller.
    allowed : ndarray of shape (3,)
        What may be left out: the requested accuracy, or rounding where that is more.
    """

    blocks: _Blocks
    shares: FloatArray
    scales: FloatArray
    rounding: FloatArray
    allowed: FloatArray

    @classmethod
    def at(
        cls, inputs: Projection, outputs: Projection, target: StateSpace, lengths: _Lengths, accuracy: float
    ) -> _Assessment:
        blocks, scales = _combine(inputs, outputs, target), _scales(inputs, outputs, lengths)
        rounding = ROUNDING_ERRORS * (inputs.conditioning + outputs.conditioning) * scales
        allowed = np.maximum(min(accuracy, LOOSEST) * blocks.sizes, rounding)
        return cls(blocks, _shares(inputs, outputs, lengths), scales, rounding, allowed)

    def excess(self, caution: float) -> FloatArray:
        """By what factor each space leaves out more than its half of what is allowed, shape (2,)."""
        worst: FloatArray = 2.0 * _ratios(caution * self.shares, self.allowed).max(axis=1)
        return worst

    @property
    def excess_without_spaces(self) -> float:
        """What the excess would be without any space, from which errors fall as spaces grow."""
        return 2.0 * float(_ratios(self.scales, self.allowed).max())

    def missed_by(self, before: _Assessment) -> float:
        """By what factor the gradient has changed more since the last check than was estimated there; at least 1.

        It does where spaces have not met what is slowest: then the present estimates may be too small as well.
        """
        estimates = before.shares.sum(axis=0) + before.rounding
        return float(_ratios(self.blocks.changes(before.blocks), estimates).max(initial=1.0))


def _ratios(values: FloatArray, units: FloatArray) -> FloatArray:
    """values / units; 0 where a unit is 0, which is where there is nothing to be found."""
    ratios: FloatArray = np.divide(values, units, out=np.zeros_like(values), where=units > 0)
    return ratios


def _enough(spaces: tuple[KrylovSpace, KrylovSpace], excess: FloatArray, whole: float) -> tuple[int, int]:
    """Dimensions at which the errors were just allowed, if they fell geometrically."""
    found = []
    for space, over in zip(spaces, excess, strict=True):
        m, spare = space.dimension, 0
        if 0 < over < 1 < whole:
            spare = math.floor(m * math.log(1 / over) / math.log(whole / over))
        found.append(max(m - spare, 1))
    return found[0], found[1]


def _grow(spaces: tuple[KrylovSpace, KrylovSpace], wanted: list[int]) -> None:
    """Both at once where that is worth a thread: products with W leave the interpreter free."""
    if spaces[0].next_vector.size < PARALLEL:
        for space, m in zip(spaces, wanted, strict=True):
            space.grow(m)
        return
    with one_thread(), ThreadPoolExecutor(1) as other:  # two threads here, and none more in each product
        growing = other.submit(spaces[1].grow, wanted[1])
        spaces[0].grow(wanted[0])
        growing.result()


class _Pace:
    """How large the two spaces are made next."""

    def __init__(self, first: tuple[int, int], limit: int, confirm: bool) -> None:
        self.limit, self._confirm = limit, confirm
        self.wanted = [min(m, limit) for m in first]
        self._before: list[tuple[int, float]] = [(0, 0.0), (0, 0.0)]

    def enlarge_unstable(self, spaces: tuple[KrylovSpace, KrylovSpace], known: list[bool]) -> bool:
        """Enlarge the spaces whose projected network is unstable; False if one of them cannot grow."""
        for k, space in enumerate(spaces):
            if known[k]:
                continue
            refuse_unstable(space)
            if space.closed or space.dimension >= self.limit:
                return False
            self.wanted[k] = min(self.limit, math.ceil(1.5 * space.dimension))
        return True

    def go_on(self, spaces: tuple[KrylovSpace, KrylovSpace], excess: FloatArray, whole: float) -> bool:
        """Enlarge the spaces whose errors are more than allowed; False if all is done that can be."""
        stuck = [space.closed or space.dimension >= self.limit for space in spaces]
        if self._confirm and all(excess <= 1.0) and not all(stuck):
            self._confirm = False
            self.wanted = [min(self.limit, math.ceil(CONFIRM * space.dimension)) for space in spaces]
            return True
        self._confirm = False
        if all(excess <= 1.0) or any(end and over > 1.0 for end, over in zip(stuck, excess, strict=True)):
            return False
        for k, space in enumerate(spaces):
            if excess[k] > 1.0:
                self.wanted[k] = min(self.limit, space.dimension + self._further(k, space.dimension, excess[k], whole))
        return True

    def _further(self, k: int, m: int, excess: float, whole: float) -> int:
        """How many more dimensions, if the error goes on to fall as it did."""
        (earlier, more), self._before[k] = self._before[k], (m, excess)
        rate = math.log(max(more if earlier else whole, excess) / excess) / (m - earlier) if m > earlier else 0.0
        return min(max(1, math.ceil(math.log(excess) / max(rate, SLOWEST))), math.ceil(FURTHEST * m))


@dataclass(frozen=True, eq=False)
class _Blocks:
    """The gradient in the bases U, V of the two spaces (rows): ∂L/∂W = Uᵀ C V, ∂L/∂u = Uᵀ g, ∂L/∂v = Vᵀ k.

    `terms` are the sizes of the two terms whose difference each block is, summed, shape (3,).
    """

    C: FloatArray
    g: FloatArray
    k: FloatArray
    loss: float
    terms: FloatArray

    @property
    def sizes(self) -> FloatArray:
        return np.array([np.linalg.norm(self.C), np.linalg.norm(self.g), np.linalg.norm(self.k)])

    def changes(self, before: _Blocks) -> FloatArray:
        """Euclidean distances from the blocks on smaller spaces: bases only grow."""
        C, g, k = self.C.copy(), self.g.copy(), self.k.copy()
        C[: before.g.size, : before.k.size] -= before.C
        g[: before.g.size] -= before.g
        k[: before.k.size] -= before.k
        return np.array([np.linalg.norm(C), np.linalg.norm(g), np.linalg.norm(k)])


def _combine(inputs: Projection, outputs: Projection, target: StateSpace) -> _Blocks:
    V, U = inputs.space.basis, outputs.space.basis
    UV = U @ V.T
    u, v = UV[:, 0] * inputs.space.length, UV[0] * outputs.space.length  # Uᵀu and Vᵀv
    P, X, Q, Y = inputs.square, inputs.cross, outputs.square, outputs.cross
    Pv, Xc = P @ v, X @ target.c
    # ½ tr(Q R_P) − tr(Yᵀ R_X) with the residuals R of the equations of P and X
    ahead = inputs.space.h * (U @ inputs.space.next_vector)
    correction = float(ahead @ (Q @ (UV @ P[-1]) - Y @ X[-1]))
    loss = 0.5 * float(v @ Pv) - float(v @ Xc) + target.power + correction
    pairs = (Q @ UV @ P, Y @ X.T), (Q @ u, Y @ target.b), (Pv, Xc)
    C, g, k = (first - second for first, second in pairs)
    terms = np.array([np.linalg.norm(first) + np.linalg.norm(second) for first, second in pairs])
    return _Blocks(C, g, k, max(loss, 0.0), terms)


@dataclass(frozen=True)
class _Lengths:
    """Euclidean norms of the vectors of the network and of the target."""

    u: float
    v: float
    b: float
    c: float

    @classmethod
    def of(cls, u: FloatArray, v: FloatArray, target: StateSpace) -> _Lengths:
        return cls(*(float(np.linalg.norm(x)) for x in (u, v, target.b, target.c)))


def _shares(inputs: Projection, outputs: Projection, of: _Lengths) -> FloatArray:
    """What each side contributes to the error of each block, shape (2, 3)."""
    scale = SAFETY * math.sqrt(max(inputs.slowness, outputs.slowness))
    P, X = scale * inputs.square_residual, scale * inputs.cross_residual
    Q, Y = scale * outputs.square_residual, scale * outputs.cross_residual
    return np.array(
        [
            [(outputs.square_size + Q) * P + (outputs.cross_size + Y) * X, 0.0, P * of.v + X * of.c],
            [(inputs.square_size + P) * Q + (inputs.cross_size + X) * Y, Q * of.u + Y * of.b, 0.0],
        ]
    )


def _scales(inputs: Projection, outputs: Projection, of: _Lengths) -> FloatArray:
    """Products of the sizes of what makes each block, to which rounding is relative, shape (3,)."""
    P, X, Q, Y = inputs.square_size, inputs.cross_size, outputs.square_size, outputs.cross_size
    return np.array([Q * P + Y * X, Q * of.u + Y * of.b, P * of.v + X * of.c])


def _assemble(blocks: _Blocks, spaces: tuple[KrylovSpace, KrylovSpace], error: float) -> Weights:
    """The gradient, its singular values down to what is negligible beside the error, or the one asked for."""
    V, U = spaces[0].basis, spaces[1].basis
    left, sizes, right = np.linalg.svd(blocks.C, full_matrices=False)
    tails = np.sqrt(np.cumsum(sizes[::-1] ** 2))[::-1]
    kept = int(np.count_nonzero(tails > TRUNCATION * error))
    root = np.sqrt(sizes[:kept])
    by_W = LowRank(U.T @ (left[:, :kept] * root), V.T @ (right[:kept].T * root))
    return Weights(by_W, U.T @ blocks.g, V.T @ blocks.k)
