"""Manifolds: where the weights live while they learn, as embeddings θ ↦ (W, u, v).

An embedding is written in an orthonormal frame B (N x d) of the subspace that the weights occupy,

    W = B ω(θ) Bᵀ,    u = B μ(θ),    v = B ν(θ),

so that only the small matrices ω (d x d), μ (d x 1), ν (d x 1) need symbols; that the network of N neurons does
nothing more is step 4 of a derivation.  A manifold also says at which rates its three blocks are trained.  It does
*not* say that gradient flow stays on it: that is proved (step 5), and a wrong embedding makes `derive` raise.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from .symbols import coordinate, coordinates, rate


@dataclass(frozen=True)
class Rates:
    """The learning rates of the recurrent weights, the read-in and the read-out (symbols; equal ones are shared)."""

    W: sp.Symbol
    u: sp.Symbol
    v: sp.Symbol

    @property
    def symbols(self) -> tuple[sp.Symbol, ...]:
        """The distinct rates, in the order W, u, v."""
        return tuple(dict.fromkeys((self.W, self.u, self.v)))


@dataclass(frozen=True)
class Manifold:
    """An embedding of a few coordinates θ into the weights (W, u, v), in an orthonormal frame of dimension d.

    Attributes
    ----------
    name : str
        How the manifold is called in documents.
    coordinates : tuple of sympy.Symbol
        θ, the order parameters.
    W, u, v : sympy.ImmutableMatrix
        ω(θ) (d, d), μ(θ) (d, 1) and ν(θ) (d, 1).
    rates : Rates
        Learning rates of the three blocks.
    origin : tuple of float
        The coordinates of the silent network W = 0, u = v = 0.
    assumptions : tuple of str
        Sentences, stated at the top of every document.
    """

    name: str
    coordinates: tuple[sp.Symbol, ...]
    W: sp.ImmutableMatrix
    u: sp.ImmutableMatrix
    v: sp.ImmutableMatrix
    rates: Rates
    origin: tuple[float, ...]
    assumptions: tuple[str, ...]

    def __post_init__(self) -> None:
        d = self.W.rows
        if self.W.shape != (d, d) or self.u.shape != (d, 1) or self.v.shape != (d, 1):
            raise ValueError(
                f"manifold {self.name!r}: W, u, v have shapes {self.W.shape}, {self.u.shape}, {self.v.shape}; "
                "they must be (d, d), (d, 1) and (d, 1)"
            )
        if len(self.origin) != len(self.coordinates):
            raise ValueError(
                f"manifold {self.name!r}: {len(self.coordinates)} coordinates but {len(self.origin)} values in origin"
            )

    @property
    def dimension(self) -> int:
        """d, the dimension of the subspace that the weights occupy."""
        return int(self.W.rows)

    @property
    def M(self) -> sp.ImmutableMatrix:
        """W − I restricted to the subspace: the matrix whose eigenvalues decide what is remembered."""
        return self.W - sp.eye(self.dimension)


_ANY_N = "The network has N neurons, N arbitrary; everything is written in an orthonormal frame of the subspace."


def aligned() -> Manifold:
    """One real outlier: u = a n, v = b n and W = (1 − c) n nᵀ along one unit vector n, so f(t) = ab exp(−ct)."""
    a, b, c = coordinates("a b c")
    return Manifold(
        name="aligned",
        coordinates=(a, b, c),
        W=sp.ImmutableMatrix([[1 - c]]),
        u=sp.ImmutableMatrix([a]),
        v=sp.ImmutableMatrix([b]),
        rates=Rates(rate("W"), rate("u"), rate("v")),
        origin=(0.0, 0.0, 1.0),
        assumptions=(
            _ANY_N,
            "Initially u and v are parallel to one unit vector n, and W = (1 − c) n nᵀ (c = 1: no recurrent weights).",
        ),
    )


def reflection() -> Manifold:
    """A conjugate pair: reflection-symmetric weights in the frame (u + v, u − v), five numbers.

    The reflection diag(1, −1) exchanges the network with its transpose (W, u, v) → (Wᵀ, v, u), which has the same
    impulse response; it is respected if |u| = |v| initially and if u and v are trained at the same rate.
    """
    p, q, r, alpha, beta = coordinates("p q r alpha beta")
    io = rate("io")
    return Manifold(
        name="reflection",
        coordinates=(p, q, r, alpha, beta),
        W=sp.ImmutableMatrix([[p, -q], [q, r]]),
        u=sp.ImmutableMatrix([alpha, beta]),
        v=sp.ImmutableMatrix([alpha, -beta]),
        rates=Rates(rate("W"), io, io),
        origin=(0.0, 0.0, 0.0, 0.0, 0.0),
        assumptions=(
            _ANY_N,
            "Initially |u| = |v|, and W is invariant under the reflection that exchanges u and v combined with "
            "transposition (W = 0 is); the frame is e₁ ∥ u + v, e₂ ∥ u − v.",
            "u and v are trained at one common rate η_io.",
        ),
    )


def general() -> Manifold:
    """Everything that W(0) = 0 can reach: W, u, v in the span of u(0) and v(0), eight numbers."""
    w11, w12, w21, w22, u1, u2, v1, v2 = theta = coordinates("w11 w12 w21 w22 u1 u2 v1 v2")
    return Manifold(
        name="general",
        coordinates=theta,
        W=sp.ImmutableMatrix([[w11, w12], [w21, w22]]),
        u=sp.ImmutableMatrix([u1, u2]),
        v=sp.ImmutableMatrix([v1, v2]),
        rates=Rates(rate("W"), rate("u"), rate("v")),
        origin=(0.0,) * 8,
        assumptions=(
            _ANY_N,
            "Initially W maps the span of u and v into itself and vanishes on its complement, as does Wᵀ (W = 0 does).",
        ),
    )


@dataclass(frozen=True)
class Factorised:
    """Recurrent weights of rank R that are trained through their factors, W = Σ_k m_k n_kᵀ, with free u and v.

    No frame is needed: everything that learning sees are the inner products, the *overlaps*, of the 2R + 2 vectors.
    Those that the impulse response depends on are visible (v·u, v·m_k, n_k·u, n_k·m_l), the others invisible.

    Attributes
    ----------
    name : str
        How the parametrisation is called in documents.
    rank : int
        R.
    rates : Rates
        Learning rates; that of the block W is the rate of the factors.
    assumptions : tuple of str
        Sentences, stated at the top of every document.
    """

    name: str
    rank: int
    rates: Rates
    assumptions: tuple[str, ...]

    @property
    def read_in_side(self) -> tuple[str, ...]:
        """The vectors u, m_k, that the input and the recurrent weights write."""
        return ("u", *self._numbered("m"))

    @property
    def read_out_side(self) -> tuple[str, ...]:
        """The vectors v, n_k, that the output and the recurrent weights read."""
        return ("v", *self._numbered("n"))

    @property
    def vectors(self) -> tuple[str, ...]:
        """All of them, in the order u, m, n, v."""
        return (*self.read_in_side, *self.read_out_side[1:], "v")

    @property
    def gram(self) -> tuple[tuple[sp.Symbol, ...], ...]:
        """The rows of the Gram matrix of `vectors`: it is symmetric and has no negative eigenvalue."""
        return tuple(tuple(overlap(x, y) for y in self.vectors) for x in self.vectors)

    @property
    def visible(self) -> tuple[sp.Symbol, ...]:
        """The overlaps of a vector that reads with one that writes."""
        return tuple(overlap(x, y) for x in self.read_out_side for y in self.read_in_side)

    @property
    def invisible(self) -> tuple[sp.Symbol, ...]:
        """All other overlaps: across without entering f (u·m, v·n) and squared lengths."""
        inputs, outputs = self.read_in_side, self.read_out_side
        m, n = inputs[1:], outputs[1:]
        pairs = [("u", x) for x in m] + [("v", x) for x in n] + [("u", "u")]
        pairs += [(x, y) for vectors in (m, n) for k, x in enumerate(vectors) for y in vectors[k:]]
        return tuple(overlap(x, y) for x, y in (*pairs, ("v", "v")))

    @property
    def coordinates(self) -> tuple[sp.Symbol, ...]:
        """All overlaps, the visible ones first."""
        return (*self.visible, *self.invisible)

    @property
    def origin(self) -> tuple[float, ...]:
        """The overlaps of vectors that are all zero."""
        return (0.0,) * len(self.coordinates)

    def _numbered(self, letter: str) -> tuple[str, ...]:
        return (letter,) if self.rank == 1 else tuple(f"{letter}{k + 1}" for k in range(self.rank))


def overlap(x: str, y: str) -> sp.Symbol:
    """The symbol of xᵀy: what reads comes before what is read, and u and v before the factors."""
    return coordinate("_".join(sorted((x, y), key=lambda vector: ("vnum".index(vector[0]), vector))))


_RANKS = {1: "one", 2: "two"}
"""Ranks for which the Gramians are given in closed form."""


def factorised(rank: int) -> Factorised:
    """Recurrent weights W = Σ_k m_k n_kᵀ trained through their factors: the flow closes on the vectors' overlaps.

    Raises
    ------
    ValueError
        If `rank` is neither 1 nor 2.
    """
    if rank not in _RANKS:
        raise ValueError(f"rank is {rank!r}; the overlaps' equations are derived in closed form for rank 1 and 2")
    return Factorised(
        name=f"factorised_rank_{_RANKS[rank]}",
        rank=rank,
        rates=Rates(rate("factors"), rate("u"), rate("v")),
        assumptions=(
            "The network has N neurons, N arbitrary; the vectors u, m, n, v are arbitrary initially.",
            f"The recurrent weights are {'m nᵀ' if rank == 1 else 'm₁ n₁ᵀ + m₂ n₂ᵀ'}, and what is trained are the "
            "vectors m and n, all at one rate η_factors.",
        ),
    )
