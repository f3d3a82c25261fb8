"""The space of words: the directions in which a network of any size learns.

The columns of the gradient ∂L/∂W lie in the Krylov space of Wᵀ and v, its rows in that of W and u. From W(0) = W₀
learning therefore stays in the span of all words in W₀ and W₀ᵀ applied to u₀ and v₀. Words of up to d letters span at
most 2(2^{d+1} − 1) dimensions. They are made layer by layer: the words of d + 1 letters are W₀ and W₀ᵀ applied to those
of d.

Let the columns of B be an orthonormal basis of this span. Restricted to it, a network of any N becomes W(0) = BᵀW₀B,
u = Bᵀu₀, v = Bᵀv₀. The restriction leaves out the paths that leave the span and return to it. These have at least
2(d + 1) letters, so that for a bulk of radius σ the error of the loss is ∝ σ^{2(d+1)}.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from reduced_odes._common import checks
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError, UnstableNetworkError
from reduced_odes.linear.network import Network
from reduced_odes.linear.stability import Stability, stability_of

DEFAULT_TOLERANCE = 1e-10
"""A direction is left out if no word has a longer component along it, where |u| = |v| = 1."""
_OVERSHOOT = 1.7
"""Distance by which the eigenvalues of a random matrix exceed the ellipse, in units of σ/√N."""


@dataclass(frozen=True)
class Bulk:
    """The spectrum of a large random W₀ fills an ellipse with the half axes σ(1 + τ), σ(1 − τ) (τ = 0: a disc).

    Attributes
    ----------
    sigma : float
        Radius: the entries have the variance σ²/N.
    tau : float
        ⟨W_ij W_ji⟩ / ⟨W_ij²⟩, from −1 (antisymmetric) to 1 (symmetric).
    margin : float
        Relative distance by which the bulk of a finite network exceeds this radius: 1.7/√N covers 99 of 100 random
        matrices (measured, τ = 0, N from 8 to 512). It is 0 at infinite width.
    """

    sigma: float
    tau: float = 0.0
    margin: float = 0.0

    @property
    def radius(self) -> float:
        """The radius that |ζ| of an outlier exceeds."""
        return self.sigma * (1.0 + self.margin)

    def contains(self, z: complex) -> bool:
        """Whether z lies in the bulk, its edge included."""
        return self.distance(z) <= 0

    def distance(self, z: complex) -> float:
        """Distance of z from the bulk: |ζ| less the radius, for the greater ζ of z = ζ + σ²τ/ζ; ≤ 0 inside."""
        root = np.sqrt(complex(z) ** 2 - 4 * self.sigma**2 * self.tau)
        return float(0.5 * max(abs(z + root), abs(z - root)) - self.radius)


@dataclass(frozen=True, eq=False)
class WordSpace:
    """A network restricted to the words of up to `depth` letters.

    Attributes
    ----------
    W : ndarray or sparse array of shape (D, D)
        The initial recurrent weights in the basis, BᵀW₀B.
    u, v : ndarrays of shape (D,)
        Initial read-in and read-out.
    sizes : tuple of int
        sizes[k] is the dimension of the words of up to k letters; these are the first columns of the basis.
    bulk : Bulk
        The bulk from which outliers are separated.
    basis : ndarray of shape (N, D) or None
        B; None if the basis is one of abstract vectors, at infinite width.
    endless : bool
        Whether the words continue in the same way beyond the last layer, as they do at infinite width.
    complete : bool
        Whether the space is invariant under W₀ and W₀ᵀ, to the tolerance, so that the restriction is exact.
    stability : Stability
        What is known of the whole network, not of its restriction: STABLE, or UNCHECKED where eigenvalues of W₀ do not
        converge or rounding decides. A space of a network known to be unstable is not made.
    network : Network or None
        The whole network that this is a restriction of; None at infinite width.
    """

    W: Any
    u: FloatArray
    v: FloatArray
    sizes: tuple[int, ...]
    bulk: Bulk
    basis: FloatArray | None = None
    endless: bool = False
    complete: bool = False
    stability: Stability = Stability.UNCHECKED
    network: Network | None = None

    @property
    def depth(self) -> int:
        """Number of letters d of the longest words."""
        return len(self.sizes) - 1

    @property
    def dimension(self) -> int:
        """D."""
        return self.sizes[-1]

    @property
    def last_layer(self) -> FloatArray:
        """1 at basis vectors of exactly d letters if words continue beyond them, and 0 elsewhere; shape (D,)."""
        if not self.endless:
            return np.zeros(self.dimension)
        first = self.sizes[-2] if self.depth else 0
        return np.where(np.arange(self.dimension) >= first, 1.0, 0.0)

    def at(self, depth: int) -> WordSpace:
        """The words of up to `depth` letters among these.

        Raises
        ------
        InputError
            `depth` is negative, or greater than that of this space.
        """
        if isinstance(depth, bool) or not isinstance(depth, int | np.integer) or not 0 <= depth <= self.depth:
            raise InputError(
                f"depth must be an integer from 0 to {self.depth}, but is {depth!r}; reduce the network to a greater "
                "depth for more",
                name="depth",
                value=depth,
            )
        d = int(depth)
        n = self.sizes[d]
        return replace(
            self,
            W=self.W[:n, :n],
            u=self.u[:n],
            v=self.v[:n],
            sizes=self.sizes[: d + 1],
            basis=None if self.basis is None else self.basis[:, :n],
            complete=self.complete and n == self.dimension,
        )


def word_space(
    W: Any,
    u: ArrayLike,
    v: ArrayLike,
    depth: int,
    *,
    bulk: Bulk | None = None,
    tolerance: float = DEFAULT_TOLERANCE,
    memory: float | None = None,
) -> WordSpace:
    """Restrict a network to the words of up to `depth` letters.

    Parameters
    ----------
    W : (N, N) ndarray, SciPy sparse array or LinearOperator
        Initial recurrent weights; W and Wᵀ are applied to 2D vectors for the words, and to some 25 more, at the edge of
        stability to several thousand, to find whether the network is stable (`network_stability`).
    u, v : array-likes of shape (N,)
        Initial read-in and read-out, not zero.
    depth : int
        d ≥ 0. All lower depths are contained, see `WordSpace.at`.
    bulk : Bulk, optional
        Separates outliers from the bulk. By default it is estimated from ‖W‖² and tr W² if the entries of W are known,
        and from the words if not.
    tolerance : float
        Directions along which no word has a longer component than this are left out. Words are made from |u| = |v| = 1;
        one of k letters has a length of about σ^k.
    memory : float, optional
        How many bytes may be used; by default half of what the machine has.

    Raises
    ------
    InputError
        An argument cannot be used, or the depth needs too much memory.
    UnstableNetworkError
        An eigenvalue of W − I lies outside the open left half plane, whether or not words of these lengths show it.
        Where that cannot be found out, `WordSpace.stability` is UNCHECKED.

    Notes
    -----
    The basis is made layer by layer, each orthogonalised twice against all before and cut by its singular values.
    """
    d = depth_number(depth)
    cut = checks.finite_number("tolerance", tolerance)
    if not 0 < cut < 1:
        raise InputError(
            f"tolerance must lie between 0 and 1, but is {cut:g}; the default is {DEFAULT_TOLERANCE:g}",
            name="tolerance",
            value=tolerance,
        )
    network = Network.of(W, u, v)
    refuse_memory(d, lambda k: _bytes(network.size, k), memory)
    stability = stability_of(network)
    if stability is Stability.UNSTABLE:
        raise UnstableNetworkError(
            "initial network is unstable: an eigenvalue of W − I is outside the open left half plane, whether or not u "
            "and v excite it; give smaller recurrent weights"
        )
    start = np.stack([network.u / np.linalg.norm(network.u), network.v / np.linalg.norm(network.v)], axis=1)
    layers: list[FloatArray] = []
    images: list[FloatArray] = []
    words, complete = start, False
    for k in range(d + 1):
        fresh, lengths = _new_directions(layers, words, cut)
        complete = not lengths.size
        if complete:
            break
        layers.append(fresh)
        images.append(network.forward(fresh))
        words = images[-1] * lengths
        if k < d or not _new_directions(layers, words, cut)[1].size:  # the last layer may be all that there is
            words = np.hstack([words, network.backward(fresh) * lengths])
            complete = k == d and not _new_directions(layers, words, cut)[1].size
    basis, image = np.hstack(layers), np.hstack(images)
    sizes = np.cumsum([layer.shape[1] for layer in layers]).tolist()
    sizes += [sizes[-1]] * (d + 1 - len(sizes))
    return WordSpace(
        W=basis.T @ image,
        u=basis.T @ network.u,
        v=basis.T @ network.v,
        sizes=tuple(sizes),
        bulk=_estimated_bulk(network, basis, image) if bulk is None else bulk,
        basis=basis,
        complete=complete,
        stability=stability,
        network=network,
    )


def refuse_memory(depth: int, needed: Callable[[int], float], allowed: float | None) -> None:
    """Refuse a depth whose arrays would not fit.

    Parameters
    ----------
    depth : int
    needed : callable
        Bytes that a depth needs, not falling with it.
    allowed : float or None
        Bytes; half of the machine's memory if None.

    Raises
    ------
    InputError
        The message says what it needs, what may be used, and the greatest depth that fits.
    """
    limit = 0.5 * _physical_memory() if allowed is None else checks.finite_number("memory", allowed)
    if needed(depth) <= limit:
        return
    low, high = -1, depth  # low fits, high does not
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if needed(middle) <= limit else (low, middle)
    remedy = "" if low < 0 else f"take depth {low}, which is the greatest that fits, or "
    raise InputError(
        f"depth {depth} needs {needed(depth) / 1e9:.3g} GB, but {limit / 1e9:.3g} GB may be used; {remedy}allow more "
        "memory",
        name="memory",
        value=limit,
    )


def doublings(depth: int) -> float:
    """2^{depth + 1}; infinite where that is beyond all floating-point numbers."""
    return math.ldexp(1.0, depth + 1) if depth < 1000 else math.inf


def _estimated_bulk(network: Network, basis: FloatArray, image: FloatArray) -> Bulk:
    """Radius and symmetry: from all entries, or from ‖W b‖² and bᵀW²b of the basis vectors b."""
    if network.entries_known:
        total, mirrored = _squares(network.W, network.transposed)
        count = network.size
    else:
        total, mirrored = float(np.sum(image**2)), float(np.sum(network.backward(basis) * image))
        count = basis.shape[1]
    if not total > 0:
        return Bulk(0.0)
    margin = _OVERSHOOT / math.sqrt(network.size)
    return Bulk(math.sqrt(total / count), max(-1.0, min(1.0, mirrored / total)), margin)


def _squares(W: Any, transposed: Any) -> tuple[float, float]:
    """Σ W_ij² and Σ W_ij W_ji; of an array without a copy of it."""
    if isinstance(W, np.ndarray):
        return float(np.vdot(W, W)), float(np.einsum("ij,ji->", W, W))
    return float((W * W).sum()), float((W * transposed).sum())


def _new_directions(layers: list[FloatArray], words: FloatArray, cut: float) -> tuple[FloatArray, FloatArray]:
    """An orthonormal basis of what `words` add to `layers`, and the largest component of words along each vector."""
    for _ in range(2):
        for layer in layers:
            words = words - layer @ (layer.T @ words)
    frame, triangle = np.linalg.qr(words)
    turn, lengths, _ = np.linalg.svd(triangle)
    kept = lengths > cut
    fresh = frame @ turn[:, : lengths.size][:, kept]
    for layer in layers:  # short words have lost digits
        fresh = fresh - layer @ (layer.T @ fresh)
    return np.linalg.qr(fresh)[0] if fresh.shape[1] else fresh, lengths[kept]


def depth_number(depth: int) -> int:
    """A checked depth."""
    if isinstance(depth, bool) or not isinstance(depth, int | np.integer) or depth < 0:
        raise InputError(f"depth must be an integer of 0 or more, but is {depth!r}", name="depth", value=depth)
    return int(depth)


def _bytes(N: int, depth: int) -> float:
    """For the basis, its image and two arrays of words, each N × D at most, and for the restricted matrix."""
    D = float(min(N, 2.0 * (doublings(depth) - 1.0)))
    return 8.0 * (4.0 * N * D + D**2)


def _physical_memory() -> float:
    """Bytes of memory that the machine has."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE")) * float(os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):  # this operating system does not say
        return 8e9
