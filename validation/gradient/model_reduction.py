"""The best that a few poles can do: H2-optimal reduction of a target, found without any network.

A filter of order r that is nearest to the target in L = ½ ∫ (f − f*)² dt is sought over its poles alone: for given
poles the output vector enters linearly, and the best one is a projection,

    min over c of L  =  ½ ∫ f*² dt − ½ hᵀ P⁻¹ h,    A P + P Aᵀ + b bᵀ = 0,    A X + X A*ᵀ + b b*ᵀ = 0,    h = X c*ᵀ

(Golub and Pereyra, SIAM J. Numer. Anal. 10, 413, 1973). The denominator is a product of factors z + eˣ and z² + eˣ z
+ eʸ, which are all the stable ones. A minimum interpolates the target's transfer function, and its derivative, at the
mirror images of its own poles (Meier and Luenberger, IEEE Trans. Autom. Control 12, 585, 1967); how well it does is
its certificate. (The iterative rational Krylov algorithm does not get there: its fixed points may repel, and the best
two poles of the third-order target of `staircase_study` do.)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.linalg import solve_continuous_lyapunov
from scipy.optimize import minimize

from reduced_odes._common.errors import InputError
from validation._common.checks import FloatArray, count
from validation._common.errors import ValidationError
from validation.gradient.exact import loss_and_gradient
from validation.gradient.modal import modal_gradient
from validation.network.targets import StateSpace
from validation.network.weights import Weights

_STEP = 1e-30
_STATIONARY = 1e-7
_SAME_LOSS = 1e-6
_RANGE = 8.0
"""Starts and results whose ln |coefficient| leaves this range have run to 0 or infinity: they are no filters."""


@dataclass(frozen=True, eq=False)
class ReducedTarget:
    """A filter of low order that is a local minimum of the loss.

    Attributes
    ----------
    filter : StateSpace
    loss : float
        ½ ∫ (f − f*)² dt.
    residual : float
        Largest violation of the conditions of interpolation, |G − G*| and |G′ − G*′| at the mirrored poles.
    """

    filter: StateSpace
    loss: float
    residual: float


@lru_cache(maxsize=64)
def reductions(target: StateSpace, order: int, *, starts: int = 12, seed: int = 0) -> tuple[ReducedTarget, ...]:
    """Local minima of the loss over all filters of an order, the best first, as found from random starts.

    Those of one target are searched for only once.

    Parameters
    ----------
    target : StateSpace
    order : int
        From 1 to below the target's.
    starts : int
        Random sets of poles to start from, of the size of the target's.
    seed : int

    Raises
    ------
    ValidationError
        If the order is not below the target's, or no start leads to a minimum.
    """
    r = count("order", order)
    if r >= target.order:
        raise ValidationError(f"order is {r}, but the target has order {target.order}; choose a lower one.")
    rng = np.random.default_rng(seed)
    sizes = np.log(np.abs(target.poles()))
    found: list[ReducedTarget] = []
    for _ in range(count("starts", starts)):
        reduced = _descend(target, _random_start(rng, r, float(sizes.min()) - 0.7, float(sizes.max()) + 0.7))
        if reduced is not None and all(abs(reduced.loss / other.loss - 1) > _SAME_LOSS for other in found):
            found.append(reduced)
    if not found:
        raise ValidationError(f"order is {r}, but none of {starts} starts leads to a minimum; pass more starts.")
    return tuple(sorted(found, key=lambda reduced: reduced.loss))


def best_reduction(target: StateSpace, order: int, *, starts: int = 12, seed: int = 0) -> ReducedTarget:
    """The best filter of an order that several starts find; see `reductions`."""
    return reductions(target, order, starts=starts, seed=seed)[0]


def _random_start(rng: np.random.Generator, order: int, low: float, high: float) -> FloatArray:
    """Logarithms of coefficients: x, y of each factor z² + eˣ z + eʸ, then x of z + eˣ if the order is odd."""
    sizes, damping = rng.uniform(low, high, order // 2), rng.uniform(-1.0, 1.5, order // 2)
    pairs = np.stack([sizes + damping, 2.0 * sizes], axis=1).ravel()
    return np.concatenate([pairs, rng.uniform(low, high, order % 2)])


def _descend(target: StateSpace, start: FloatArray) -> ReducedTarget | None:
    """The minimum below a start, or None if the way leads to coefficients of 0 or infinity."""
    power = target.power

    def relative(x: FloatArray) -> tuple[float, FloatArray]:
        """Loss in units of the target's power, and its slope: the imaginary part along an imaginary step."""
        values = [_projected(step, target)[0] for step in x + 1j * _STEP * np.eye(x.size)]
        return 1.0 - float(values[0].real) / power, -np.array([value.imag for value in values]) / (_STEP * power)

    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        try:
            found = minimize(relative, start, jac=True, method="BFGS", options={"gtol": 1e-13})
            if not np.all(np.abs(found.x) < _RANGE):
                return None
            _, A, b, c = _projected(found.x, target)
            reduced = _assess(target, StateSpace(A.real, b.real, c.real))
        except (np.linalg.LinAlgError, InputError):
            return None
    return reduced if reduced.residual < _STATIONARY else None


def _projected(x: Any, target: StateSpace) -> tuple[Any, Any, Any, Any]:
    """½ hᵀ P⁻¹ h for given coefficients, and the filter A, b, c of least loss; analytic in complex x too."""
    denominator = np.ones(1)
    for k in range(x.size // 2):
        denominator = np.convolve(denominator, np.array([1.0, np.exp(x[2 * k]), np.exp(x[2 * k + 1])]))
    if x.size % 2:
        denominator = np.convolve(denominator, np.array([1.0, np.exp(x[-1])]))
    A = np.diag(np.ones(x.size - 1), 1).astype(denominator.dtype)
    A[-1] = -denominator[:0:-1]
    b = np.eye(x.size)[-1]
    P, X = _sylvester(A, A, np.outer(b, b)), _sylvester(A, target.A, np.outer(b, target.b))
    h = X @ target.c
    c = np.linalg.solve(P, h)
    return 0.5 * (h @ c), A, b, c


def _sylvester(A: Any, B: Any, C: Any) -> Any:
    """S with A S + S Bᵀ + C = 0 by Kronecker products: transposes nowhere become adjoints."""
    operator = np.kron(A, np.eye(B.shape[0])) + np.kron(np.eye(A.shape[0]), B)
    return np.linalg.solve(operator, -C.ravel()).reshape(C.shape)


def _assess(target: StateSpace, reduced: StateSpace) -> ReducedTarget:
    """Loss and certificate, in well-scaled coordinates: those of orthonormal responses of the states."""
    root = np.linalg.cholesky(solve_continuous_lyapunov(reduced.A, -np.outer(reduced.b, reduced.b)))
    inverse = np.linalg.inv(root)
    scaled = StateSpace(inverse @ reduced.A @ root, inverse @ reduced.b, reduced.c @ root)
    network = Weights(np.eye(scaled.order) + scaled.A, scaled.b, scaled.c)
    modal = modal_gradient(network, target)
    residual = max(np.abs(modal.by_residue).max(), np.abs(modal.by_pole / modal.residues).max())
    return ReducedTarget(scaled, loss_and_gradient(network, target)[0], float(residual))
