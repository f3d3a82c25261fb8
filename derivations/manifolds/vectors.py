"""Weights known by vectors: parametrisations in which the flow closes on inner products, the overlaps.

No frame is needed.  A vector is written by the input or by recurrent weights, or it is read by them; the impulse
response depends on the overlaps of vectors that read with vectors that are written, the visible ones, and no others.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from derivations.algebra.symbols import coordinate, coordinates, rate
from derivations.errors import InputError
from derivations.manifolds.rates import RateSymbols


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
    rates : RateSymbols
        Learning rates; that of the block W is the rate of the factors.
    assumptions : tuple of str
        Sentences, stated at the top of every document.
    """

    name: str
    rank: int
    rates: RateSymbols
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
    """The symbol of xᵀy: what reads (v, n, l, q) comes before what is read (u, m, r, p)."""
    return coordinate("_".join(sorted((x, y), key=lambda vector: ("vnlqumrp".index(vector[0]), vector))))


_RANKS = {1: "one", 2: "two"}
"""Ranks for which the Gramians are given in closed form."""


def factorised(rank: int) -> Factorised:
    """Recurrent weights W = Σ_k m_k n_kᵀ trained through their factors: the flow closes on the vectors' overlaps.

    Raises
    ------
    InputError
        If `rank` is neither 1 nor 2.
    """
    if not isinstance(rank, int) or isinstance(rank, bool) or rank not in _RANKS:
        raise InputError(
            f"rank is {rank!r}, but the overlaps' equations are derived in closed form for rank 1 and 2; give 1 or 2",
            name="rank",
            value=rank,
        )
    return Factorised(
        name=f"factorised_rank_{_RANKS[rank]}",
        rank=rank,
        rates=RateSymbols(rate("factors"), rate("u"), rate("v")),
        assumptions=(
            "The number `N` of neurons is arbitrary, and so are the initial vectors `u`, `m`, `n`, `v`.",
            f"The recurrent weights are `{'m nᵀ' if rank == 1 else 'm₁ n₁ᵀ + m₂ n₂ᵀ'}`, and what is trained are the "
            "vectors `m` and `n`, all at one rate `η_factors`.",
        ),
    )


@dataclass(frozen=True)
class WeakBulk:
    """One outlier along a unit vector n, and everything else small, of the order of a weak random bulk.

        W = (1 − c) n nᵀ + r nᵀ + n lᵀ + Z,    u = a n + p,    v = b n + q,

    with r, l, p, q and Z orthogonal to n.  To second order the flow closes on a, b, c and the overlaps of the vectors.

    Attributes
    ----------
    name : str
    rates : RateSymbols
    assumptions : tuple of str
        Sentences, stated at the top of every document.
    """

    name: str
    rates: RateSymbols
    assumptions: tuple[str, ...]

    @property
    def vectors(self) -> tuple[str, ...]:
        """Those that write, r and p, before those that read, l and q."""
        return ("r", "p", "l", "q")

    @property
    def signs(self) -> tuple[int, ...]:
        """+1 for vectors that write, −1 for those that read."""
        return (1, 1, -1, -1)

    @property
    def vector_rates(self) -> tuple[sp.Symbol, ...]:
        """Learning rates of the vectors."""
        return (self.rates.W, self.rates.u, self.rates.W, self.rates.v)

    @property
    def gram(self) -> tuple[tuple[sp.Symbol, ...], ...]:
        """The rows of the Gram matrix of `vectors`."""
        return tuple(tuple(overlap(x, y) for y in self.vectors) for x in self.vectors)

    @property
    def visible(self) -> tuple[sp.Symbol, ...]:
        """l·r, l·p, q·r, q·p."""
        return tuple(overlap(x, y) for x in ("l", "q") for y in ("r", "p"))

    @property
    def coordinates(self) -> tuple[sp.Symbol, ...]:
        """a, b, c and all overlaps, the visible ones first."""
        pairs = (("r", "p"), ("l", "q"), ("r", "r"), ("l", "l"), ("p", "p"), ("q", "q"))
        return (*coordinates("a b c"), *self.visible, *(overlap(x, y) for x, y in pairs))

    @property
    def origin(self) -> tuple[float, ...]:
        """The zero network without a bulk."""
        return (0.0, 0.0, 1.0, *(0.0,) * 10)


def weak_bulk() -> WeakBulk:
    """One outlier and a weak bulk: corrections to second order, exact for a given network up to third order."""
    return WeakBulk(
        name="weak_bulk",
        rates=RateSymbols(rate("W"), rate("u"), rate("v")),
        assumptions=(
            "The number `N` of neurons is arbitrary, and initially `u` and `v` are parallel to one unit vector `n`, "
            "or nearly.",
            "All weights except those of the outlier are small, of the order `ε` of the bulk: `W = (1 − c) nnᵀ + rnᵀ "
            "+ nlᵀ + Z`, `u = an + p`, `v = bn + q` with `r`, `l`, `p`, `q`, `Z` orthogonal to `n`; terms of third "
            "order in `ε` are neglected.",
            "For a wide random bulk of radius `σ`, initially `r·r = l·l = σ²` and `l·r = τσ²`, with `τ` the "
            "correlation of `W_ij` and `W_ji`, and `p = q = 0`.",
        ),
    )
