"""The full network whose recurrent weights are trained by their factors, W = m nᵀ, with u and v: (2R + 2) N numbers.

    ∂L/∂m = G n,    ∂L/∂n = Gᵀ m,    G = ∂L/∂W,

so that gradient flow moves m by −η_W G n and n by −η_W Gᵀ m: the rate of the block W is that of the factors.  All
vectors stay in the span of u, m, n, v; an orthonormal basis of it carries the exact gradient of a network of any size
at the cost of one of 2R + 2 neurons.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.integrate import solve_ivp

from validation._common.checks import FloatArray, count, learning_times, positive, real_array
from validation._common.errors import UnstableNetwork, ValidationError
from validation._common.threads import one_thread
from validation.gradient.exact import evaluate
from validation.network.targets import StateSpace
from validation.network.weights import UNIT_RATES, Rates, Weights


@dataclass(frozen=True, eq=False)
class Factors:
    """Read-in, factors of the recurrent weights and read-out; also the type of gradients.

    Parameters
    ----------
    u, v : array-likes of shape (N,)
    m, n : array-likes of shape (N, R)
        W = m nᵀ.

    Raises
    ------
    ValidationError
        If the shapes do not fit together or an entry is not a finite real number.
    """

    u: FloatArray
    m: FloatArray
    n: FloatArray
    v: FloatArray

    def __post_init__(self) -> None:
        for name, dimensions in (("u", 1), ("m", 2), ("n", 2), ("v", 1)):
            object.__setattr__(self, name, real_array(name, getattr(self, name), dimensions))
        if self.n.shape != self.m.shape or len(self.m) != self.u.size or self.v.shape != self.u.shape:
            raise ValidationError(
                f"u, m, n, v have shapes {self.u.shape}, {self.m.shape}, {self.n.shape}, {self.v.shape}; "
                "pass (N,), (N, R), (N, R) and (N,)."
            )

    @classmethod
    def random(cls, N: int, rank: int, size: float = 1.0, seed: int = 0) -> Factors:
        """Independent normal vectors of mean squared length size², so that overlaps are of the order size²/√N."""
        rng = np.random.default_rng(seed)
        N, rank = count("N", N), count("rank", rank)
        vectors = positive("size", size) / math.sqrt(N) * rng.normal(size=(2 * rank + 2, N))
        return cls(vectors[0], vectors[1 : rank + 1].T, vectors[rank + 1 : -1].T, vectors[-1])

    @classmethod
    def from_vector(cls, vector: FloatArray, rank: int) -> Factors:
        """Inverse of `vector()`."""
        rows = vector.reshape(2 * rank + 2, -1)
        return cls(rows[0], rows[1 : rank + 1].T, rows[rank + 1 : -1].T, rows[-1])

    def vector(self) -> FloatArray:
        """All (2R + 2) N numbers: u, then the columns of m and of n, then v."""
        return np.concatenate([self.u, self.m.T.ravel(), self.n.T.ravel(), self.v])

    @property
    def rank(self) -> int:
        """R, the number of factors."""
        return int(self.m.shape[1])

    @property
    def weights(self) -> Weights:
        """The network itself, with its N × N recurrent weights."""
        return Weights(self.m @ self.n.T, self.u, self.v)


Observe = Callable[[Factors], Mapping[str, float]]
"""Named quantities of some factors."""


@dataclass(frozen=True, eq=False)
class FactorRun:
    """What was recorded of a training: learning times, the loss and what was observed by name, each of shape (T,)."""

    times: FloatArray
    records: dict[str, FloatArray]
    initial: Factors
    final: Factors

    def __getitem__(self, name: str, /) -> FloatArray:
        return self.records[name]


def factor_gradient(factors: Factors, target: StateSpace) -> tuple[float, Factors]:
    """Exact loss and its gradient by u, m, n, v.

    Raises
    ------
    UnstableNetwork
        If an eigenvalue of W − I is not in the open left half plane.
    """
    basis, _ = np.linalg.qr(np.column_stack([factors.u, factors.m, factors.n, factors.v]))
    u, m, n, v = (basis.T @ block for block in (factors.u, factors.m, factors.n, factors.v))
    found = evaluate(Weights(m @ n.T, u, v), target)
    G = found.gradient
    return found.loss, Factors(basis @ G.u, basis @ (G.W @ n), basis @ (G.W.T @ m), basis @ G.v)


def factor_flow(
    factors: Factors,
    target: StateSpace,
    times: ArrayLike,
    *,
    rates: Rates = UNIT_RATES,
    rtol: float = 1e-9,
    atol: float = 1e-13,
    observe: Observe | None = None,
) -> FactorRun:
    """Integrate the gradient flow of all (2R + 2) N numbers (DOP853).

    Parameters
    ----------
    factors : Factors
        Where learning starts.
    target : StateSpace
    times : array-like of shape (T,)
        Learning times to record, increasing, the first of them 0.
    rates : Rates
        `rates.W` is the rate of m and n.
    rtol, atol : float
        Local tolerances of the solver, as for `gradient_flow`; `atol` is smaller, since overlaps are sums over the N
        entries of vectors, each of the order 1/√N.
    observe : callable, optional
        From factors to quantities by name, recorded at each of the times beside the loss.

    Raises
    ------
    UnstableNetwork
        If the flow reaches an unstable network.
    """
    s = learning_times("times", times, start=0.0)
    speeds = _speeds(factors, rates)

    def velocity(_: float, vector: FloatArray) -> FloatArray:
        try:
            return -speeds * factor_gradient(Factors.from_vector(vector, factors.rank), target)[1].vector()
        except ValidationError:  # a trial step into instability: the solver finds a NaN and shortens it
            return np.full_like(vector, np.nan)

    with np.errstate(invalid="ignore"), one_thread():
        solution = solve_ivp(
            velocity, (0.0, float(s[-1])), factors.vector(), "DOP853", s,
            rtol=positive("rtol", rtol), atol=positive("atol", atol),
        )  # fmt: skip
    if solution.status != 0:
        raise UnstableNetwork(
            f"the flow stops at s = {solution.t[-1]:.6g}, where the network becomes unstable; start from smaller "
            "factors or end the times before."
        )
    return _recorded(s, [Factors.from_vector(vector, factors.rank) for vector in solution.y.T], target, observe)


def factor_descent(
    factors: Factors,
    target: StateSpace,
    *,
    step: float,
    steps: int,
    every: int = 1,
    rates: Rates = UNIT_RATES,
    observe: Observe | None = None,
) -> FactorRun:
    """Gradient descent, x ← x − η ∂L/∂x for x = u, m, n, v, recorded at each `every`-th step.

    `observe` gives what is recorded beside the loss, from factors to quantities by name.

    Raises
    ------
    UnstableNetwork
        If a step makes the network unstable.
    """
    step, steps, every = positive("step", step), count("steps", steps), count("every", every)
    scale = step * _speeds(factors, rates)
    vector, kept, times = factors.vector(), [factors], [0.0]
    with one_thread():
        for done in range(1, steps + 1):
            vector = vector - scale * factor_gradient(Factors.from_vector(vector, factors.rank), target)[1].vector()
            if done % every == 0:
                kept.append(Factors.from_vector(vector, factors.rank))
                times.append(step * done)
    return _recorded(np.array(times), kept, target, observe)


def _speeds(factors: Factors, rates: Rates) -> FloatArray:
    """The learning rate of each of the numbers in `Factors.vector`."""
    blocks = [(rates.u, factors.u.size), (rates.W, 2 * factors.m.size), (rates.v, factors.v.size)]
    return np.concatenate([np.full(size, rate) for rate, size in blocks])


def _recorded(times: FloatArray, path: Sequence[Factors], target: StateSpace, observe: Observe | None) -> FactorRun:
    with one_thread():
        rows = [
            {**(observe(factors) if observe else {}), "loss": factor_gradient(factors, target)[0]} for factors in path
        ]
    return FactorRun(times, {name: np.array([row[name] for row in rows]) for name in rows[0]}, path[0], path[-1])
