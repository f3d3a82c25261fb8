"""Whether a large network is stable, as far as the eigenvalues of W on Krylov spaces can tell."""

from __future__ import annotations

import math

import numpy as np

from reduced_odes.linear.arnoldi import Action, KrylovSpace
from validation._common.checks import ROUNDING, ComplexArray, FloatArray
from validation.network.schur import unstable

CERTAIN = 1e-10
"""An eigenvalue on a Krylov space counts as one of W if a change of W by no more than this makes it one."""
DOUBT = 10.0
"""It counts as unstable only if it lies to the right of the edge by more than this many times what such a change, or
rounding, may have moved it."""
PROBE = (12, 24)
"""Smallest and largest Krylov dimension of the random probe for unstable modes that u and v do not excite."""
OUTWEIGHS = 100.0
"""The probe is so large that a mode of |λ| ≥ 1 in it outweighs the rest this many times."""


def ritz_values(space: KrylovSpace) -> tuple[ComplexArray, FloatArray]:
    """Eigenvalues of H, and how far W must be changed for each of them to be one of W, both of shape (m,).

    The distance is h |eᵀy| for the unit eigenvector y.
    """
    values, vectors = np.linalg.eig(space.H)
    distances: FloatArray = space.h * np.abs(vectors[-1])
    return values.astype(np.complex128), distances


def refuse_unstable(space: KrylovSpace) -> bool:
    """Whether W − I is stable as far as the space can tell.

    In a matrix that is far from normal, such as a long chain, rounding alone moves eigenvalues across the edge of
    stability: to first order by its own size times the eigenvalue's condition number, in a Jordan block of m dimensions
    m times further. An eigenvalue that may have been moved across in this way is no proof.

    Raises
    ------
    UnstableNetwork
        If it certainly is not.
    """
    values, distances = ritz_values(space)
    outside = values.real >= 1.0
    if not outside.any():
        return True
    moved = space.dimension * (distances + ROUNDING * np.linalg.norm(space.H)) * _conditions(space.H)
    certain = values[outside & (distances <= CERTAIN) & (values.real - 1.0 >= DOUBT * moved)]
    if certain.size:
        raise unstable(complex(certain[np.argmax(certain.real)] - 1.0))
    return False


def _conditions(H: FloatArray) -> FloatArray:
    """Condition numbers 1/|yᴴx| of the eigenvalues in the order of `ritz_values`; infinite if H has too few vectors."""
    _, vectors = np.linalg.eig(H)
    try:
        conditions: FloatArray = np.linalg.norm(np.linalg.inv(vectors), axis=1)
    except np.linalg.LinAlgError:
        return np.full(H.shape[0], np.inf)
    return np.where(np.isfinite(conditions), conditions, np.inf)


def probably_stable(action: Action, N: int, limit: int) -> bool:
    """Whether a random vector meets no unstable mode: u and v may not excite it, yet it makes the loss infinite.

    Raises
    ------
    UnstableNetwork
        If it certainly does.
    """
    space = KrylovSpace(action, np.random.default_rng(0).standard_normal(N))
    least, largest = (min(m, limit) for m in PROBE)
    space.grow(least)
    # W^m multiplies a mode of |λ| ≥ 1, of which a random vector has 1/√N, by 1/radius^m more than the rest
    radius = min(float(np.abs(np.linalg.eigvals(space.H)).max()), 1 - ROUNDING)
    dimension = math.ceil(math.log(OUTWEIGHS * math.sqrt(N)) / -math.log(radius)) if radius > 0 else least
    dimension = min(max(dimension, least), largest)
    while True:
        space.grow(dimension)
        if refuse_unstable(space):
            return True
        if space.closed or dimension >= limit:
            return False
        dimension = min(limit, 2 * dimension)
