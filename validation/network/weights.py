"""The trained numbers of a linear recurrent network: W, u, v.

dh/ds = −h + W h + u x,   y = vᵀh,   so the impulse response is f(t) = vᵀ e^{(W−I)t} u.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import sparray, spmatrix
from scipy.sparse.linalg import LinearOperator

from reduced_odes._common.rates import UNIT_RATES, Rates
from reduced_odes.linear.responses import linear_response
from validation._common.checks import ComplexArray, FloatArray, count, instance, nonnegative, positive, real_array
from validation._common.errors import ValidationError
from validation.network.low_rank import LowRank
from validation.network.low_rank_update import LowRankUpdate, is_operator

__all__ = [
    "UNIT_RATES",
    "Rates",
    "Recurrent",
    "Weights",
    "balance",
    "impulse_response",
    "random_weights",
    "require_rates",
    "require_weights",
]

Recurrent = FloatArray | LowRank | LowRankUpdate
"""A recurrent matrix as it is stored."""


@dataclass(frozen=True, eq=False, init=False)
class Weights:
    """Recurrent matrix, read-in and read-out of a network of N neurons.

    The same type holds gradients and directions: `weights - 0.1 * gradient` is again a `Weights`.
    The arrays are copied and read-only.

    Parameters
    ----------
    W : array-like of shape (N, N), sparse matrix, scipy.sparse.linalg.LinearOperator, LowRank or LowRankUpdate
        Recurrent weights; M = W − I generates the dynamics.
    u : array-like of shape (N,)
        Read-in.
    v : array-like of shape (N,)
        Read-out, y = vᵀh.

    Attributes
    ----------
    recurrent : ndarray of shape (N, N), LowRank or LowRankUpdate
        W as it is stored: the gradient of a large network is the product of two thin matrices, and what it learns is
        kept apart from its bulk. `W` is always the dense matrix, built when first asked for.

    Raises
    ------
    ValidationError
        If the shapes do not fit together or an entry is not a finite real number.
    """

    recurrent: Recurrent
    u: FloatArray
    v: FloatArray

    # NumPy scalars defer to the operators below instead of building object arrays.
    __array_ufunc__ = None

    def __init__(
        self, W: ArrayLike | Recurrent | sparray | spmatrix | LinearOperator, u: ArrayLike, v: ArrayLike
    ) -> None:
        recurrent = _recurrent(W)
        read_in, read_out = real_array("u", u, 1), real_array("v", v, 1)
        if recurrent.shape[0] != recurrent.shape[1]:
            raise ValidationError(f"W must be square, but has shape {recurrent.shape}; pass an N × N matrix.")
        for name, vector in (("u", read_in), ("v", read_out)):
            if vector.shape != (recurrent.shape[0],):
                raise ValidationError(
                    f"{name} has shape {vector.shape}, but W has shape {recurrent.shape}; "
                    f"pass {name} with {recurrent.shape[0]} entries."
                )
        for name, value in (("recurrent", recurrent), ("u", read_in), ("v", read_out)):
            object.__setattr__(self, name, value)

    @cached_property
    def W(self) -> FloatArray:
        """Recurrent weights as a dense matrix, shape (N, N), read-only."""
        if isinstance(self.recurrent, np.ndarray):
            return self.recurrent
        dense = np.asarray(self.recurrent)
        dense.setflags(write=False)
        return dense

    @classmethod
    def zero_recurrent(cls, u: ArrayLike, v: ArrayLike) -> Weights:
        """The network with W = 0 and the given read-in and read-out."""
        read_in = real_array("u", u, 1)
        return cls(np.zeros((read_in.size, read_in.size)), read_in, real_array("v", v, 1))

    @classmethod
    def from_vector(cls, vector: FloatArray) -> Weights:
        """Inverse of `vector()`: N² + 2N numbers, W row by row, then u, then v."""
        N = math.isqrt(vector.size + 1) - 1
        if vector.size != N * (N + 2) or N < 1:
            raise ValidationError(
                f"vector has {vector.size} entries, which is N² + 2N for no N; pass what vector() returned."
            )
        return cls(vector[: N * N].reshape(N, N), vector[N * N : N * N + N], vector[N * N + N :])

    def vector(self) -> FloatArray:
        """All N² + 2N numbers: W row by row, then u, then v."""
        return np.concatenate([self.W.ravel(), self.u, self.v])

    @property
    def N(self) -> int:
        """Number of neurons."""
        return int(self.u.size)

    @property
    def gain(self) -> float:
        """vᵀu, the impulse response at t = 0."""
        return float(self.v @ self.u)

    def spectrum(self) -> ComplexArray:
        """Eigenvalues of W, by decreasing real part (imaginary part as tie-break), shape (N,)."""
        values = np.linalg.eigvals(self.W).astype(np.complex128)
        return values[np.lexsort((-values.imag, -values.real))]

    def poles(self) -> ComplexArray:
        """Eigenvalues of W − I, the poles of the network's transfer function; stable iff Re < 0."""
        return self.spectrum() - 1.0

    def __add__(self, other: Weights) -> Weights:
        return Weights(self.recurrent + other.recurrent, self.u + other.u, self.v + other.v)

    def __sub__(self, other: Weights) -> Weights:
        A, B = self.recurrent, other.recurrent
        # mypy does not try the right operand's method
        difference = -1.0 * B + A if isinstance(A, LowRank) and isinstance(B, LowRankUpdate) else A - B
        return Weights(difference, self.u - other.u, self.v - other.v)

    def __mul__(self, factor: float | Rates) -> Weights:
        """All entries times a number, or each block times its learning rate."""
        of_W, of_u, of_v = (factor.W, factor.u, factor.v) if isinstance(factor, Rates) else (factor, factor, factor)
        return Weights(of_W * self.recurrent, of_u * self.u, of_v * self.v)

    __rmul__ = __mul__

    def __neg__(self) -> Weights:
        return -1.0 * self

    def inner(self, other: Weights) -> float:
        """Euclidean inner product over all entries of W, u and v."""
        A, B = self.recurrent, other.recurrent
        if isinstance(A, LowRank):
            recurrent = A.inner(B)
        else:
            recurrent = B.inner(A) if isinstance(B, LowRank) else float(np.sum(self.W * other.W))
        return float(recurrent + self.u @ other.u + self.v @ other.v)

    def recurrent_norm(self) -> float:
        """Euclidean norm over all entries of W."""
        return self.recurrent.norm() if isinstance(self.recurrent, LowRank) else float(np.linalg.norm(self.W))

    def norm(self) -> float:
        """Euclidean norm over all entries of W, u and v."""
        return math.sqrt(self.inner(self))


def _recurrent(W: object) -> Recurrent:
    """W as it is stored."""
    if isinstance(W, (LowRank, LowRankUpdate)):
        return W
    return LowRankUpdate.of(W) if is_operator(W) else real_array("W", W, 2)  # type: ignore[arg-type]


def require_weights(weights: object) -> None:
    """Raise a `ValidationError` unless `weights` are Weights."""
    instance("weights", weights, Weights, "Weights(W, u, v)")


def require_rates(rates: object) -> None:
    """Raise a `ValidationError` unless `rates` are Rates."""
    instance("rates", rates, Rates, "Rates(W=1.0, u=1.0, v=1.0)")


def impulse_response(weights: Weights, times: ArrayLike) -> FloatArray:
    """f(t) = vᵀ e^{(W−I)t} u at the given times (any order, ≥ 0), shape (T,)."""
    require_weights(weights)
    return linear_response(weights.W - np.eye(weights.N), weights.u, weights.v, times)


def random_weights(
    N: int,
    sigma: float = 0.0,
    kappa: float = 1.0,
    seed: int | np.random.Generator | np.random.SeedSequence | None = None,
    *,
    orthogonal: bool = False,
) -> Weights:
    """A random initial network: W = σ G/√N, u and v of norm κ in random directions.

    Parameters
    ----------
    N : int
        Number of neurons.
    sigma : float
        Radius of the bulk's disc as N → ∞; the entries of W are independent N(0, σ²/N).
    kappa : float
        |u| = |v| = κ.
    seed : int, Generator, SeedSequence or None
        Source of randomness, as for `numpy.random.default_rng`.
    orthogonal : bool
        Make v exactly orthogonal to u (needs N ≥ 2).

    Returns
    -------
    Weights

    Notes
    -----
    The directions are drawn before G, so that networks of one seed and one N differ in σ by scaling only.
    """
    N, sigma, kappa = count("N", N), nonnegative("sigma", sigma), positive("kappa", kappa)
    if orthogonal and N < 2:
        raise ValidationError("N is 1, but orthogonal u and v need two dimensions; choose N >= 2.")
    try:
        rng = np.random.default_rng(seed)
    except (TypeError, ValueError) as error:
        raise ValidationError(
            f"seed is {seed!r} ({error}); pass a whole number >= 0.", name="seed", value=seed
        ) from error
    u, v = rng.standard_normal(N), rng.standard_normal(N)
    u /= np.linalg.norm(u)
    if orthogonal:
        v -= (v @ u) * u
        v -= (v @ u) * u  # a second pass removes what rounding left
    v /= np.linalg.norm(v)
    W = rng.standard_normal((N, N))
    # In place, since a third copy of a large matrix may not fit into memory.
    W *= sigma
    W /= math.sqrt(N)
    return Weights(W, kappa * u, kappa * v)


def balance(weights: Weights, rates: Rates = UNIT_RATES) -> FloatArray:
    """The conserved matrix (W Wᵀ − Wᵀ W)/η_W + u uᵀ/η_u − v vᵀ/η_v of the gradient flow.

    It is constant because f is unchanged by every change of basis (S⁻¹WS, S⁻¹u, Sᵀv): the gradient is
    orthogonal to those directions, for any target.

    Parameters
    ----------
    weights : Weights
    rates : Rates
        Rates of the flow, all positive.

    Returns
    -------
    ndarray of shape (N, N), symmetric

    Raises
    ------
    ValidationError
        If a rate is 0: the law needs W, u and v all trained.
    """
    require_weights(weights)
    require_rates(rates)
    for name in ("W", "u", "v"):
        if getattr(rates, name) == 0:
            raise ValidationError(
                f"rates.{name} is 0, but the balance is conserved only where W, u and v are all trained; "
                f"choose rates.{name} > 0."
            )
    W, u, v = weights.W, weights.u, weights.v
    return (W @ W.T - W.T @ W) / rates.W + np.outer(u, u) / rates.u - np.outer(v, v) / rates.v
