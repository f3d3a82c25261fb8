"""Krylov spaces: the few directions of a large network that its read-in, or its read-out, excites.

K_m(W, u) = span{u, Wu, …, W^{m−1}u}, the same for W and for M = W − I. Arnoldi's process (Quart. Appl. Math. 9, 17,
1951) gives an orthonormal basis V and the small matrix H = VᵀWV with

    W V = V H + h r eᵀ,    e the last unit vector, r the next basis vector.

A second orthogonalisation follows wherever the first has cancelled digits: twice is enough (Daniel, Gragg, Kaufman and
Stewart, Math. Comp. 30, 772, 1976).
"""

from __future__ import annotations

import math

import numpy as np

from validation._common.checks import ROUNDING, ComplexArray, FloatArray
from validation.network.low_rank_update import Action
from validation.network.schur import unstable

CANCELLED = 0.7071
"""An orthogonalisation that leaves less than this part of a vector's length is done a second time."""
CLOSED = 32 * ROUNDING
"""What is left of a vector, relative to |H|, when the space holds its own image."""


class KrylovSpace:
    """A Krylov space that grows on demand.

    Parameters
    ----------
    action : callable
        x ↦ W x.
    start : ndarray of shape (N,)
        The first vector. Zero spans nothing: then the space is that of another vector, with `length` 0.

    Attributes
    ----------
    length : float
        |start|; in the basis, start is (length, 0, 0, …).
    dimension : int
        m.
    closed : bool
        Whether the space holds its own image up to rounding: it grows no further.
    rest : float
        Length of what a closed space leaves out of its image, which is rounding; 0 while it grows.
    """

    def __init__(self, action: Action, start: FloatArray) -> None:
        self._action = action
        self.length = float(np.linalg.norm(start))
        self.dimension, self.closed, self._scale = 0, False, 0.0
        self.rest = 0.0
        first = start / self.length if self.length > 0 else np.full(start.size, start.size**-0.5)
        self._basis = np.empty((16, start.size))
        self._basis[0] = first
        self._coefficients = np.zeros((16, 16))

    @property
    def basis(self) -> FloatArray:
        """Orthonormal basis, one vector a row, shape (m, N)."""
        return self._basis[: self.dimension]

    @property
    def next_vector(self) -> FloatArray:
        """The unit vector r that comes next, shape (N,); zero if the space is closed."""
        following = self._basis[self.dimension] if not self.closed else np.zeros(self._basis.shape[1])
        return following

    @property
    def H(self) -> FloatArray:
        """W in the basis, upper Hessenberg, shape (m, m)."""
        m = self.dimension
        return self._coefficients[:m, :m]

    @property
    def h(self) -> float:
        """Length of what the image of the last basis vector adds to the space."""
        m = self.dimension
        return 0.0 if self.closed else float(self._coefficients[m, m - 1])

    def grow(self, dimension: int) -> None:
        """Make the space at least this large, if it does not close before."""
        self._make_room(dimension)
        while self.dimension < dimension and not self.closed:
            self._step()

    def _make_room(self, dimension: int) -> None:
        have = self._basis.shape[0]
        if dimension < have:
            return
        size = max(dimension + 1, min(2 * have, self._basis.shape[1] + 1))
        basis, coefficients = np.empty((size, self._basis.shape[1])), np.zeros((size, size))
        basis[:have], coefficients[:have, :have] = self._basis, self._coefficients
        self._basis, self._coefficients = basis, coefficients

    def _step(self) -> None:
        m = self.dimension
        image = self._action(self._basis[m])
        known = self._basis[: m + 1]
        before = math.sqrt(image.dot(image))
        self._scale = max(self._scale, before)
        for _ in range(2):
            part = known.dot(image)
            image = image - part.dot(known)
            self._coefficients[: m + 1, m] += part
            left = math.sqrt(image.dot(image))
            if left > CANCELLED * before:
                break
            before = left
        self.dimension = m + 1
        # In all N dimensions whatever is left is rounding.
        if left <= CLOSED * self._scale or self.dimension == image.size:
            self.closed = True
            self.rest = left if self.dimension < image.size else 0.0
            return
        self._coefficients[m + 1, m] = left
        self._basis[m + 1] = image / left


CERTAIN = 1e-10
"""An eigenvalue on a space counts as one of W if a change of W of this size makes it so,"""
DOUBT = 10.0
"""... and as unstable if it is, so many times, further to the right than that change and rounding may have moved it."""


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
    stability. To first order it is by its size times the eigenvalue's condition number; a Jordan block of m dimensions
    has moved its eigenvalues m times further. Those are not certain.

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
