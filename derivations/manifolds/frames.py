"""Manifolds: where the weights live while they learn, as embeddings θ ↦ (W, u, v).

An embedding is written in an orthonormal frame B (N x d) of the subspace that the weights occupy,

    W = B ω(θ) Bᵀ,    u = B μ(θ),    v = B ν(θ),

so that only the small matrices ω (d x d), μ (d x 1), ν (d x 1) need symbols; that the network of N neurons does
nothing more is step 4 of a derivation.  A manifold also says at which rates its three blocks are trained.  It does
*not* say that gradient flow stays on it: that is proved (step 5), and a wrong embedding makes `derive` raise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import sympy as sp

from derivations.algebra.identifiers import check_document, check_symbols, freeze
from derivations.algebra.symbols import coordinates, rate
from derivations.errors import InputError
from derivations.manifolds.rates import RateSymbols


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
    rates : RateSymbols
        Learning rates of the three blocks.
    origin : tuple of float
        The coordinates of the zero network, W = 0 and u = v = 0.
    assumptions : tuple of str
        Sentences, stated at the top of every document; formulas in them stand between backticks.

    Raises
    ------
    InputError
        If the shapes of W, u and v do not fit together, or `origin` has not one value for each coordinate.
    """

    name: str
    coordinates: tuple[sp.Symbol, ...]
    W: sp.ImmutableMatrix
    u: sp.ImmutableMatrix
    v: sp.ImmutableMatrix
    rates: RateSymbols
    origin: tuple[float, ...]
    assumptions: tuple[str, ...]

    def __post_init__(self) -> None:
        freeze(self, matrices="Wuv", tuples=("coordinates", "origin", "assumptions"))
        if not isinstance(self.rates, RateSymbols):
            raise InputError(
                f"manifold {self.name!r}: rates must be RateSymbols, but is {self.rates!r}; give for example "
                "RateSymbols(rate('W'), rate('u'), rate('v'))",
                name="rates",
                value=self.rates,
            )
        check_document(self.name, self.assumptions)
        check_symbols("coordinates", self.coordinates)
        d = self.W.rows
        if self.W.shape != (d, d) or self.u.shape != (d, 1) or self.v.shape != (d, 1):
            raise InputError(
                f"manifold {self.name!r}: W, u, v have shapes {self.W.shape}, {self.u.shape}, {self.v.shape}; "
                "they must be (d, d), (d, 1) and (d, 1)",
                name="manifold",
                value=self.name,
            )
        if len(self.origin) != len(self.coordinates):
            raise InputError(
                f"manifold {self.name!r}: {len(self.coordinates)} coordinates but {len(self.origin)} values in origin; "
                "give as many",
                name="origin",
                value=self.origin,
            )
        for value in self.origin:
            if not (isinstance(value, int | float) and math.isfinite(value)):
                raise InputError(
                    f"manifold {self.name!r}: origin must be finite numbers, but one is {value!r}; give the "
                    "coordinates of W = 0, u = v = 0",
                    name="origin",
                    value=value,
                )
        self._check_coordinates()

    def _check_coordinates(self) -> None:
        """Every coordinate occurs in the embedding, and nothing else does."""
        used = {block: getattr(self, block).free_symbols for block in "Wuv"}
        for block, symbols in used.items():
            for symbol in sorted(symbols - set(self.coordinates), key=str):
                raise InputError(
                    f"manifold {self.name!r}: {block} contains {symbol.name}, which is not among its coordinates "
                    f"{', '.join(x.name for x in self.coordinates)}; declare it there, as the very same symbol (made "
                    "by manifolds.coordinates), or give it a number",
                    name=block,
                    value=symbol,
                )
            for entry in getattr(self, block):
                if not entry.is_rational_function(*self.coordinates) or entry.has(sp.I):
                    raise InputError(
                        f"manifold {self.name!r}: {block} contains {entry}, which is no real rational function of the "
                        "coordinates; choose others, in which it is",
                        name=block,
                        value=entry,
                    )
        for symbol in self.coordinates:
            if not any(symbol in symbols for symbols in used.values()):
                raise InputError(
                    f"manifold {self.name!r}: the coordinate {symbol.name} occurs in none of W, u and v; leave it out",
                    name="coordinates",
                    value=symbol,
                )

    @property
    def dimension(self) -> int:
        """d, the dimension of the subspace that the weights occupy."""
        return int(self.W.rows)

    @property
    def M(self) -> sp.ImmutableMatrix:
        """W − I restricted to the subspace: the matrix whose eigenvalues decide what is remembered."""
        return self.W - sp.eye(self.dimension)


_ANY_N = (
    "The number `N` of neurons is arbitrary; everything is written in an orthonormal frame of the weights' subspace."
)


def aligned() -> Manifold:
    """One real outlier: u = a n, v = b n and W = (1 − c) n nᵀ along one unit vector n, so f(t) = ab exp(−ct)."""
    a, b, c = coordinates("a b c")
    return Manifold(
        name="aligned",
        coordinates=(a, b, c),
        W=sp.ImmutableMatrix([[1 - c]]),
        u=sp.ImmutableMatrix([a]),
        v=sp.ImmutableMatrix([b]),
        rates=RateSymbols(rate("W"), rate("u"), rate("v")),
        origin=(0.0, 0.0, 1.0),
        assumptions=(
            _ANY_N,
            "Initially `u` and `v` are parallel to one unit vector `n`, and `W = (1 − c) n nᵀ` (without recurrent "
            "weights `c = 1`).",
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
        rates=RateSymbols(rate("W"), io, io),
        origin=(0.0, 0.0, 0.0, 0.0, 0.0),
        assumptions=(
            _ANY_N,
            "Initially `|u| = |v|`, and `W` is invariant under the reflection that exchanges `u` and `v`, combined "
            "with transposition (as `W = 0` is); the frame is `e₁ ∥ u + v`, `e₂ ∥ u − v`.",
            "`u` and `v` are trained at one common rate `η_io`.",
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
        rates=RateSymbols(rate("W"), rate("u"), rate("v")),
        origin=(0.0,) * 8,
        assumptions=(
            _ANY_N,
            "Initially `W` maps the span of `u` and `v` into itself and vanishes on its complement, and so does `Wᵀ` "
            "(both hold for `W = 0`).",
        ),
    )
