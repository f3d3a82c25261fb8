"""Whether a given network is stable: whether every eigenvalue λ of W has Re λ < 1.

Three routes, the cheap ones first, each used where the one before decides nothing:

1. the numerical range. Re λ never exceeds the largest eigenvalue of (W + Wᵀ)/2. If that is below 1 the network is
   stable and rounding is no concern; if W is symmetric, one above 1 is an eigenvalue of W. Beyond 400 neurons it is
   estimated by the largest Ritz value of a Krylov space with a random start. That is too small by more than the part
   ε = (ln(1.648 √N · 10⁹)/(2k − 1))² of the spectrum's width, after k steps, once in 10⁹ starts (Kuczyński and
   Woźniakowski, SIAM J. Matrix Anal. Appl. 13, 1094, 1992);
2. where entries are known, the strongly connected components of the network, whose spectra together are that of W. A
   feed-forward chain falls apart into single neurons, and is decided without rounding;
3. eigenvalues of what is left: all of them up to 400 neurons, those of largest real part beyond (ARPACK's implicitly
   restarted Arnoldi method). In matrices far from normal, rounding moves eigenvalues far. One beyond 1 is believed if
   its condition says that rounding cannot bring it back; one below if it stays there in W with a perturbation of the
   size of rounding, and moves by less than a tenth of its distance from 1.
"""

from __future__ import annotations

import math
from enum import Enum
from typing import Any

import numpy as np
from scipy import linalg, sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import ArpackError, LinearOperator, eigs

from reduced_odes._common.checks import FloatArray
from reduced_odes.linear.arnoldi import Action, KrylovSpace
from reduced_odes.linear.network import Network
from reduced_odes.linear.schur import ComplexArray

_DENSE = 400
"""Up to this size eigenvalues are those of the whole matrix; it takes 0.1 s."""
_STEPS = (25, 50, 100)
"""Dimensions of the Krylov space of (W + Wᵀ)/2."""
_MISSED = 1e-9
"""How often the bound on the numerical range may fail."""
_WANTED, _ARNOLDI, _RESTARTS = 4, 60, 30
"""Eigenvalues of largest real part, dimensions of ARPACK's Krylov space, and how often it begins anew."""
_CONVERGED = 1e-9
ROUNDING = 10.0 * np.finfo(float).eps
"""Size of the perturbation, relative to ‖W‖."""
_CLEAR = 10.0


class Stability(Enum):
    """What is known of the stability of a network."""

    STABLE = "stable"
    UNSTABLE = "unstable"
    UNCHECKED = "unchecked"


def stability_of(network: Network) -> Stability:
    """Decide whether every eigenvalue of W − I lies in the open left half plane.

    Parameters
    ----------
    network : Network
        u and v are of no account: an unstable mode that they neither excite nor see counts as well.

    Returns
    -------
    Stability
        UNCHECKED where eigenvalues do not converge, or where rounding could turn the answer around.
    """
    W, size = network.W, network.size
    if not network.entries_known and size <= _DENSE:
        W = network.forward(np.eye(size))
    least, most = largest_of_range(network)
    if most < 1.0:
        return Stability.STABLE
    if _is_symmetric(network) and least > 1.0:
        return Stability.UNSTABLE
    blocks = _components(W) if network.entries_known or size <= _DENSE else [W]
    found = {_of_eigenvalues(block) for block in blocks}
    return next((worst for worst in (Stability.UNSTABLE, Stability.UNCHECKED) if worst in found), Stability.STABLE)


def largest_of_range(network: Network) -> tuple[float, float]:
    """Two bounds of the largest xᵀWx over unit vectors x."""
    size = network.size

    def symmetric(x: FloatArray) -> FloatArray:
        return 0.5 * (network.forward(x) + network.backward(x))

    if size <= _DENSE:
        values = np.linalg.eigvalsh(symmetric(np.eye(size)))
        rounding = ROUNDING * float(np.abs(values).max())
        return float(values[-1]) - rounding, float(values[-1]) + rounding
    start = np.random.default_rng(0).standard_normal(size)
    space, least, most = KrylovSpace(symmetric, start), -math.inf, math.inf
    for k in _STEPS:
        space.grow(k)
        values = np.linalg.eigvalsh(space.H)
        width, least = float(values[-1] - values[0]), float(values[-1])
        epsilon = (math.log(1.648 * math.sqrt(size) / _MISSED) / (2 * k - 1)) ** 2
        if space.closed:  # a random start has a part in every eigenvector
            epsilon = ROUNDING
        if 2.0 * epsilon < 1.0:  # both ends of the spectrum are missed by ε of its width at most
            most = least + epsilon / (1.0 - 2.0 * epsilon) * width
        if most < 1.0 or least >= 1.0 or space.closed:
            break
    return least - ROUNDING * abs(least), most


def _is_symmetric(network: Network) -> bool:
    """Whether W and Wᵀ do the same to a random vector, but for rounding: xᵀWx is then largest at an eigenvector."""
    x = np.random.default_rng(2).standard_normal(network.size)
    forward = network.forward(x)
    return bool(np.linalg.norm(forward - network.backward(x)) <= ROUNDING * np.linalg.norm(forward))


def _components(W: Any) -> list[Any]:
    """The diagonal blocks of the strongly connected components."""
    count, label = connected_components(sparse.csr_array(W), directed=True, connection="strong")
    members = np.split(np.argsort(label, kind="stable"), np.cumsum(np.bincount(label, minlength=count))[:-1])
    return [W[np.ix_(one, one)] if isinstance(W, np.ndarray) else W[one][:, one] for one in members]


def _of_eigenvalues(W: Any) -> Stability:
    """The answer of the eigenvalue of largest real part, if it is beyond doubt."""
    N = W.shape[0]
    if N == 1:  # a single neuron: nothing is rounded
        return Stability.STABLE if float((W @ np.ones(1))[0]) < 1.0 else Stability.UNSTABLE
    rng = np.random.default_rng(1)
    probe = rng.standard_normal(N)
    entries = float(np.linalg.norm(W @ probe)) / N  # their root mean square, more or less
    largest = _abscissa(W)
    if largest is None:
        return Stability.UNCHECKED
    if largest >= 1.0:  # a perturbation of the size of rounding must not be able to bring it back
        doubt = ROUNDING * entries * N * _condition(W)
        return Stability.UNSTABLE if largest - 1.0 > _CLEAR * doubt else Stability.UNCHECKED
    moved = _abscissa(W, ROUNDING * entries * rng.choice((-1.0, 1.0), N), rng.choice((-1.0, 1.0), N))
    if moved is None or 1.0 - largest <= _CLEAR * abs(largest - moved):
        return Stability.UNCHECKED
    return Stability.STABLE


def _abscissa(W: Any, left: FloatArray | None = None, right: FloatArray | None = None) -> float | None:
    """Largest real part of an eigenvalue of W + left rightᵀ; None if it does not converge."""
    if W.shape[0] <= _DENSE:
        whole = np.asarray(W @ np.eye(W.shape[0]))
        if left is not None and right is not None:
            whole = whole + np.outer(left, right)
        return float(np.linalg.eigvals(whole).real.max())

    def action(x: FloatArray) -> FloatArray:
        found: FloatArray = W @ x
        return found if left is None or right is None else found + left * float(right @ x)

    found = _rightmost(action, W.shape[0])
    return None if found is None else float(found[0].real)


def _condition(W: Any) -> float:
    """Condition |x||y|/|yᵀx| of the eigenvalue of largest real part, x and y its right and left eigenvectors."""
    if W.shape[0] <= _DENSE:
        values, left, right = linalg.eig(np.asarray(W @ np.eye(W.shape[0])), left=True, right=True)
        k = int(np.argmax(values.real))
        overlap = abs(np.vdot(left[:, k], right[:, k]))
    else:
        here, there = _rightmost(lambda x: W @ x, W.shape[0]), _rightmost(lambda x: W.T @ x, W.shape[0])
        if here is None or there is None:
            return math.inf
        overlap = abs(there[1] @ here[1])
    return math.inf if overlap == 0.0 else 1.0 / float(overlap)


def _rightmost(action: Action, size: int) -> tuple[complex, ComplexArray] | None:
    """The eigenvalue of largest real part, above the real axis if it is one of a pair, and its eigenvector."""
    operator: Any = LinearOperator((size, size), matvec=lambda x: action(np.ravel(x)), dtype=np.float64)
    start = np.random.default_rng(0).standard_normal(size)
    try:
        values, vectors = eigs(
            operator, k=_WANTED, which="LR", ncv=_ARNOLDI, maxiter=_RESTARTS, tol=_CONVERGED, v0=start
        )
    except ArpackError:  # of which ArpackNoConvergence is one
        return None
    k = max(range(values.size), key=lambda i: (values[i].real, values[i].imag))
    return complex(values[k]), vectors[:, k]
