"""Krylov spaces: the few directions of a large network that its read-in, or its read-out, excites.

K_m(W, u) = span{u, Wu, …, W^{m−1}u}, the same for W and for M = W − I. Arnoldi's process (Quart. Appl. Math. 9, 17,
1951) gives an orthonormal basis V and the small matrix H = VᵀWV with

    W V = V H + h r eᵀ,    e the last unit vector, r the next basis vector.

A second orthogonalisation follows wherever the first has cancelled digits: twice is enough (Daniel, Gragg, Kaufman and
Stewart, Math. Comp. 30, 772, 1976).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from reduced_odes._common.checks import FloatArray

Action = Callable[[FloatArray], FloatArray]
"""x ↦ W x of a vector."""

CANCELLED = 0.7071
"""An orthogonalisation that leaves less than this part of a vector's length is done a second time."""
CLOSED = 32 * float(np.finfo(np.float64).eps)
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

    @property
    def subdiagonal(self) -> FloatArray:
        """For each dimension k ≤ m, the `h` of the space of the first k vectors, shape (m,)."""
        return np.append(np.diagonal(self.H, -1), self.h)

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
