"""Where a full network stands on an invariant manifold: its few coordinates, and what lies outside.

Each manifold is a linear space of weights with an orthogonal frame, written out here from its definition
alone. `read` projects a network onto it, `embed` is the inverse, and `residual` is what the projection
leaves behind. Names and signs are those of the reduced systems:

    aligned      W = (1 − c) n nᵀ,  u = a n,  v = b n
    reflection   W = p e₁e₁ᵀ − q e₁e₂ᵀ + q e₂e₁ᵀ + r e₂e₂ᵀ,  u = α e₁ + β e₂,  v = α e₁ − β e₂
    general      W = Σ w_ij e_i e_jᵀ,  u = Σ u_i e_i,  v = Σ v_i e_i
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from validation._common.checks import FloatArray, number, real_array, unknown
from validation._common.errors import ValidationError
from validation.network.weights import Weights, require_weights

# How far from parallel, orthonormal or equally long a user's vectors may be, relative.
_TOLERANCE = 1e-9


class Coordinates(Protocol):
    """An invariant manifold in a network of N neurons."""

    names: ClassVar[tuple[str, ...]]

    def read(self, weights: Weights) -> dict[str, float]:
        """Coordinates of the nearest point of the manifold."""

    def embed(self, state: Mapping[str, float]) -> Weights:
        """The full network at given coordinates."""


def residual(coordinates: Coordinates, weights: Weights) -> float:
    """Norm of what lies off the manifold, relative to the norm of the weights."""
    require_weights(weights)
    return (weights - coordinates.embed(coordinates.read(weights))).norm() / weights.norm()


@dataclass(frozen=True)
class ManifoldObserver:
    """What `descend` and `gradient_flow` record of a manifold: its coordinates, and `off_manifold`."""

    coordinates: Coordinates

    def __call__(self, weights: Weights) -> dict[str, float]:
        state = self.coordinates.read(weights)
        return state | {"off_manifold": residual(self.coordinates, weights)}


@dataclass(frozen=True, eq=False)
class Aligned:
    """u ∥ v ∥ n and W = (1 − c) n nᵀ.

    Parameters
    ----------
    n : array-like of shape (N,)
        Unit vector.
    """

    n: FloatArray

    names: ClassVar[tuple[str, ...]] = ("a", "b", "c")

    def __post_init__(self) -> None:
        n = real_array("n", self.n, 1)
        _require_orthonormal(n=n)
        object.__setattr__(self, "n", n)

    @classmethod
    def of(cls, weights: Weights) -> Aligned:
        """The manifold through an initial network, n along u.

        Raises
        ------
        ValidationError
            If u and v are not parallel.
        """
        lengths = float(np.linalg.norm(weights.u)), float(np.linalg.norm(weights.v))
        n = weights.u / lengths[0] if lengths[0] > 0 else weights.v / max(lengths[1], np.finfo(float).tiny)
        across = weights.v - (weights.v @ n) * n
        if np.linalg.norm(across) > _TOLERANCE * lengths[1]:
            raise ValidationError(
                "u and v are not parallel (v has a part of relative size "
                f"{np.linalg.norm(across) / lengths[1]:.3g} across u); use General or Reflection coordinates."
            )
        return cls(n)

    def read(self, weights: Weights) -> dict[str, float]:
        """a = n·u, b = n·v, c = 1 − n·Wn."""
        n = _fitting(self.n, weights)
        return {"a": float(n @ weights.u), "b": float(n @ weights.v), "c": 1.0 - float(n @ weights.W @ n)}

    def embed(self, state: Mapping[str, float]) -> Weights:
        """The full network at a, b, c."""
        x = _state(self.names, state)
        return Weights((1.0 - x["c"]) * np.outer(self.n, self.n), x["a"] * self.n, x["b"] * self.n)


@dataclass(frozen=True, eq=False)
class Reflection:
    """Networks that the transposition (W, u, v) → (Wᵀ, v, u) turns into their mirror image e₂ → −e₂.

    Parameters
    ----------
    e1, e2 : array-likes of shape (N,)
        Orthonormal, along u₀ + v₀ and u₀ − v₀.
    """

    e1: FloatArray
    e2: FloatArray

    names: ClassVar[tuple[str, ...]] = ("p", "q", "r", "alpha", "beta")

    def __post_init__(self) -> None:
        _set_frame(self, self.e1, self.e2)

    @classmethod
    def of(cls, weights: Weights) -> Reflection:
        """The manifold through an initial network with |u| = |v|.

        Raises
        ------
        ValidationError
            If |u| and |v| differ or vanish, or N is 1.
        """
        u, v = weights.u, weights.v
        lengths = float(np.linalg.norm(u)), float(np.linalg.norm(v))
        if abs(lengths[0] - lengths[1]) > _TOLERANCE * max(lengths) or max(lengths) == 0:
            raise ValidationError(
                f"|u| = {lengths[0]:.6g} and |v| = {lengths[1]:.6g}, but reflection coordinates need equal, "
                "nonzero norms; scale them or use General coordinates."
            )
        return cls(*_frame(u + v, u - v, lengths[0]))

    def read(self, weights: Weights) -> dict[str, float]:
        """Coordinates of the nearest point of the manifold."""
        e1, e2, W = _fitting(self.e1, weights), self.e2, weights.W
        return {
            "p": float(e1 @ W @ e1),
            "q": float(e2 @ W @ e1 - e1 @ W @ e2) / 2,
            "r": float(e2 @ W @ e2),
            "alpha": float(e1 @ (weights.u + weights.v)) / 2,
            "beta": float(e2 @ (weights.u - weights.v)) / 2,
        }

    def embed(self, state: Mapping[str, float]) -> Weights:
        """The full network at p, q, r, alpha, beta."""
        x = _state(self.names, state)
        E = np.stack([self.e1, self.e2], axis=1)
        inner = np.array([[x["p"], -x["q"]], [x["q"], x["r"]]])
        return Weights(E @ inner @ E.T, E @ np.array([x["alpha"], x["beta"]]), E @ np.array([x["alpha"], -x["beta"]]))


@dataclass(frozen=True, eq=False)
class General:
    """W, u and v within the span of two vectors: every network that starts from W = 0.

    Parameters
    ----------
    e1, e2 : array-likes of shape (N,)
        An orthonormal frame of the span of u₀ and v₀, any one.
    """

    e1: FloatArray
    e2: FloatArray

    names: ClassVar[tuple[str, ...]] = ("w11", "w12", "w21", "w22", "u1", "u2", "v1", "v2")

    def __post_init__(self) -> None:
        _set_frame(self, self.e1, self.e2)

    @classmethod
    def of(cls, weights: Weights) -> General:
        """The manifold through an initial network, e₁ along u₀ and e₂ along the rest of v₀."""
        u, v = weights.u, weights.v
        along = u / max(float(np.linalg.norm(u)), np.finfo(float).tiny)
        return cls(*_frame(u, v - (along @ v) * along, float(np.linalg.norm(np.concatenate([u, v])))))

    def read(self, weights: Weights) -> dict[str, float]:
        """Coordinates of the nearest point of the manifold."""
        _fitting(self.e1, weights)
        E = np.stack([self.e1, self.e2], axis=1)
        values = np.concatenate([(E.T @ weights.W @ E).ravel(), E.T @ weights.u, E.T @ weights.v])
        return dict(zip(self.names, map(float, values), strict=True))

    def embed(self, state: Mapping[str, float]) -> Weights:
        """The full network at w11 … v2."""
        x = _state(self.names, state)
        E = np.stack([self.e1, self.e2], axis=1)
        inner = np.array([[x["w11"], x["w12"]], [x["w21"], x["w22"]]])
        return Weights(E @ inner @ E.T, E @ np.array([x["u1"], x["u2"]]), E @ np.array([x["v1"], x["v2"]]))


def _frame(first: FloatArray, second: FloatArray, scale: float) -> tuple[FloatArray, FloatArray]:
    """Unit vectors along two orthogonal ones; where one vanishes, some vector orthogonal to the other."""
    if first.size < 2:
        raise ValidationError("N is 1, but a two-dimensional manifold needs N >= 2; use Aligned coordinates.")
    long = [float(np.linalg.norm(x)) > _TOLERANCE * scale for x in (first, second)]
    if not any(long):
        raise ValidationError("u and v both vanish, so they span no manifold; start with nonzero u and v.")
    if not long[0]:
        e2, e1 = _frame(second, first, scale)
        return e1, e2
    e1 = first / np.linalg.norm(first)
    across = second if long[1] else np.eye(first.size)[int(np.argmin(np.abs(e1)))]
    for _ in range(2):  # the second pass removes what rounding left
        across = across - (across @ e1) * e1
    return e1, across / np.linalg.norm(across)


def _set_frame(owner: Reflection | General, e1: FloatArray, e2: FloatArray) -> None:
    first, second = real_array("e1", e1, 1), real_array("e2", e2, 1)
    if first.shape != second.shape:
        raise ValidationError(
            f"e1 has {first.size} entries, but e2 has {second.size}; pass two vectors of equal length."
        )
    _require_orthonormal(e1=first, e2=second)
    object.__setattr__(owner, "e1", first)
    object.__setattr__(owner, "e2", second)


def _require_orthonormal(**vectors: FloatArray) -> None:
    for name, vector in vectors.items():
        if abs(float(vector @ vector) - 1.0) > _TOLERANCE:
            raise ValidationError(
                f"{name} has norm {np.linalg.norm(vector):.6g}, but must be a unit vector; normalise it."
            )
    names, values = list(vectors), list(vectors.values())
    if len(values) == 2 and abs(float(values[0] @ values[1])) > _TOLERANCE:
        raise ValidationError(
            f"{names[0]}·{names[1]} is {values[0] @ values[1]:.3g}, but they must be orthogonal; orthogonalise them."
        )


def _fitting(vector: FloatArray, weights: Weights) -> FloatArray:
    if vector.size != weights.N:
        raise ValidationError(
            f"weights have N = {weights.N}, but the coordinates belong to N = {vector.size}; use those of this network."
        )
    return vector


def _state(names: tuple[str, ...], state: Mapping[str, float]) -> dict[str, float]:
    for name in state:
        if name not in names:
            raise unknown("state variable", name, names)
    for name in names:
        if name not in state:
            raise ValidationError(f"state lacks {name!r}; give all of {', '.join(names)}.")
    return {name: number(name, state[name]) for name in names}
