"""Outliers of W, separated from the bulk by the resolvent, and the part of the impulse response that each one carries.

Let W be W₀ plus a matrix of low rank. Outside of the bulk's spectrum its resolvent has poles only, and these are the
outliers. The bulk fills an ellipse; in the coordinate ζ of z = ζ + σ²τ/ζ its outside is |ζ| > σ.

At infinite width the words go on beyond the last layer that is kept. All further layers are alike, so that together
they add the self-energy σ²τ/ζ to each word of the last layer. With the projector Π on that layer, the transfer function
of the infinite network is therefore

    v̂ᵀ(ζ + σ²τ/ζ (1 − Π) − W)⁻¹û.

This is the transfer function of a linear system of twice the size, with the matrix C = [[W, −σ²τ(1 − Π)], [1, 0]], and
the eigenvalues of C with |ζ| > σ are the outliers. If the bulk is a disc, τ = 0, then C reduces to W, since no path
that leaves the space returns to it by W alone. A finite network has Π = 0, and its outliers are eigenvalues of W
itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

from reduced_odes._common.checks import FloatArray
from reduced_odes.hierarchy.space import Bulk
from reduced_odes.linear.arnoldi import Action, KrylovSpace

ComplexArray = NDArray[np.complex128]

_DENSE = 260
"""Up to this size all eigenvalues are computed; beyond it, converged Ritz values of a Krylov space take their place."""
_KRYLOV = 90
"""Dimension of that Krylov space."""
_CONVERGED = 1e-7
"""A Ritz value has converged if its residual is below this part of its modulus."""
_EDGE = 1e-9
"""An eigenvalue counts as one on the edge of the bulk if its relative distance from it is smaller than this."""
_BESIDE = 1e-10
"""Distance from an eigenvalue at which inverse iteration takes place, relative to 1 + |ζ|."""


@dataclass(frozen=True)
class Outlier:
    """An eigenvalue of W outside of the bulk.

    Attributes
    ----------
    eigenvalue : complex
        z; the impulse response has the part r e^{(z−1)t}.
    residue : complex
        r.
    share : float
        ∫ r e^{(z−1)t} f dt / ∫ f² dt, or its real part for a complex outlier. The shares of all parts of f sum to 1; a
        part that others cancel has a share above 1.
    """

    eigenvalue: complex
    residue: complex
    share: float


def outliers(
    forward: Action, u: FloatArray, v: FloatArray, bulk: Bulk, last_layer: FloatArray, power: float
) -> tuple[Outlier, ...]:
    """All outliers that appear in f, the slowest first; of a conjugate pair, the one above the real axis comes first.

    Parameters
    ----------
    forward : callable
        x ↦ Wx of the restricted network, of a vector or of columns.
    u, v : ndarrays of shape (D,)
    bulk : Bulk
    last_layer : ndarray of shape (D,)
        The diagonal of Π; 0 for the eigenvalues of W as it is.
    power : float
        ∫ f² dt.
    """
    inner = _inner(bulk, last_layer)
    system = _restricted(_companion(forward, inner), _twice(u, inner), _twice(v, inner))
    plain = system if not np.any(inner) else _restricted(forward, u, v)
    found = []
    for zeta in system.beyond(bulk.radius * (1.0 + _EDGE)):
        bend = bulk.sigma**2 * bulk.tau / zeta
        # dz/dζ turns the residue in ζ into that in z.
        z, r = complex(zeta + bend), complex(system.residue(zeta) * (1.0 - bend / zeta))
        share = (r * plain.transfer(2.0 - z)).real / power if power > 0 else 0.0
        found.append(Outlier(z, r, float(share)))
    return tuple(sorted(found, key=lambda o: (-o.eigenvalue.real, -o.eigenvalue.imag)))


def farthest(forward: Action, u: FloatArray, v: FloatArray, bulk: Bulk, last_layer: FloatArray) -> float:
    """max |ζ| less the bulk's radius: positive if there is an outlier, and continuous where their number jumps."""
    inner = _inner(bulk, last_layer)
    system = _restricted(_companion(forward, inner), _twice(u, inner), _twice(v, inner))
    return float(np.max(np.abs(system.beyond(0.0, bulk.radius)), initial=0.0)) - bulk.radius


def dominant(found: Sequence[Outlier]) -> tuple[float, float]:
    """c = 1 − Re z and ω = |Im z| of the slowest outlier; NaN if there is none."""
    if not found:
        return math.nan, math.nan
    return 1.0 - found[0].eigenvalue.real, abs(found[0].eigenvalue.imag)


@dataclass(frozen=True, eq=False)
class _Small:
    """A small linear system A, b, c; of Krylov spaces with the length of what leaves the last dimension."""

    A: FloatArray
    b: FloatArray
    c: FloatArray
    leaving: float = 0.0

    def transfer(self, x: complex) -> complex:
        """cᵀ(x − A)⁻¹b."""
        return complex(self.c @ np.linalg.solve(x * np.eye(self.b.size) - self.A, self.b.astype(np.complex128)))

    def beyond(self, radius: float, trusted: float = 0.0) -> ComplexArray:
        """Eigenvalues of modulus above `radius`; Ritz values of modulus above `trusted` only if they have converged."""
        values = _eigenvalues(self.A)
        values = values[np.abs(values) > radius]
        if not self.leaving:
            return values
        return np.array([z for z in values if abs(z) <= trusted or self._converged(z)], dtype=np.complex128)

    def residue(self, zeta: complex) -> complex:
        """Of cᵀ(x − A)⁻¹b at the eigenvalue x = ζ, a simple one."""
        y, x = self._null_vectors(zeta)
        return complex((self.c @ x) * (y @ self.b) / (y @ x))

    def _converged(self, zeta: complex) -> bool:
        _, x = self._null_vectors(zeta)
        return bool(self.leaving * abs(x[-1]) <= _CONVERGED * abs(zeta))

    def _null_vectors(self, zeta: complex) -> tuple[ComplexArray, ComplexArray]:
        """Left and right eigenvector, by two steps of inverse iteration from anything."""
        start = np.cos(np.arange(self.b.size))
        beside = zeta + _BESIDE * (1.0 + abs(zeta))
        try:
            inverse = np.linalg.inv(self.A - beside * np.eye(self.b.size))
        except np.linalg.LinAlgError:  # nearly a Jordan chain, all around which the matrix is singular to rounding
            left, _, right = np.linalg.svd(self.A - zeta * np.eye(self.b.size))
            return left[:, -1].conj(), right[-1].conj()
        y, x = (start @ inverse) @ inverse, inverse @ (inverse @ start)
        return y / np.linalg.norm(y), x / np.linalg.norm(x)


def _eigenvalues(A: FloatArray) -> ComplexArray:
    """Of a real matrix; by LAPACK itself, which takes half as long."""
    found: Any = lapack.dgeev(A, compute_vl=0, compute_vr=0)
    real, imaginary, failed = found[0], found[1], found[4]
    if failed:
        return np.linalg.eigvals(A).astype(np.complex128)
    return np.asarray(real + 1j * imaginary, dtype=np.complex128)


def _restricted(action: Action, start: FloatArray, seen: FloatArray) -> _Small:
    """The system written out, or restricted to a Krylov space if it is large."""
    if start.size <= _DENSE:
        return _Small(np.asarray(action(np.eye(start.size)), dtype=np.float64), start, seen)
    space = KrylovSpace(action, start)
    space.grow(_KRYLOV)
    return _Small(space.H, space.length * np.eye(space.dimension)[0], space.basis @ seen, space.h)


def _inner(bulk: Bulk, last_layer: FloatArray) -> FloatArray:
    """σ²τ(1 − Π), as its diagonal."""
    return bulk.sigma**2 * bulk.tau * (1.0 - last_layer)


def _companion(forward: Action, inner: FloatArray) -> Action:
    if not np.any(inner):
        return forward
    D = inner.size
    return lambda x: np.concatenate([forward(x[:D]) - (inner * x[D:].T).T, x[:D]])


def _twice(x: FloatArray, inner: FloatArray) -> FloatArray:
    return np.concatenate([x, np.zeros(x.size)]) if np.any(inner) else x
