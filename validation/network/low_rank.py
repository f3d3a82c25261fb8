"""Matrices of low rank kept as the product of two thin ones: the gradient by W, and what learning adds to W."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, overload

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg.blas import dgemm

from validation._common.checks import FloatArray, nonnegative, real_array
from validation._common.errors import ValidationError


class Acting(Protocol):
    """A matrix known by its action."""

    def dot(self, x: FloatArray, /) -> FloatArray:
        """The matrix times a vector."""


@dataclass(frozen=True, eq=False)
class LowRank:
    """The N × N matrix L Rᵀ of rank at most r, known by its factors.

    `np.asarray` gives the dense matrix. Sums and multiples of low-rank matrices stay factored, the sum with a dense
    matrix is dense.

    Parameters
    ----------
    left, right : array-likes of shape (N, r)
        L and R. The arrays are copied and read-only.

    Raises
    ------
    ValidationError
        If the shapes do not fit together or an entry is not a finite real number.
    """

    left: FloatArray
    right: FloatArray

    # NumPy arrays and scalars defer to the operators below.
    __array_ufunc__ = None

    def __post_init__(self) -> None:
        for name in ("left", "right"):
            object.__setattr__(self, name, _factor(name, getattr(self, name)))
        if self.left.shape != self.right.shape:
            raise ValidationError(
                f"right has shape {self.right.shape}, but left has shape {self.left.shape}; pass factors of one shape."
            )

    @property
    def shape(self) -> tuple[int, int]:
        """(N, N)."""
        return (self.left.shape[0], self.left.shape[0])

    @property
    def rank(self) -> int:
        """Number of columns of the factors, an upper bound of the rank."""
        return int(self.left.shape[1])

    @property
    def T(self) -> LowRank:
        """The transpose R Lᵀ."""
        return LowRank(self.right, self.left)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> FloatArray:
        if copy is False:
            raise ValueError("a matrix of low rank is not stored densely, so that np.asarray must build a new array")
        dense: FloatArray = np.asarray(self.left @ self.right.T, dtype=dtype)
        return dense

    def __matmul__(self, x: FloatArray) -> FloatArray:
        product: FloatArray = self.left @ (self.right.T @ x)
        return product

    def dot(self, x: FloatArray) -> FloatArray:
        """L Rᵀ x."""
        return self @ x

    def adjoint_dot(self, x: FloatArray) -> FloatArray:
        """R Lᵀ x."""
        product: FloatArray = self.right @ (self.left.T @ x)
        return product

    @overload
    def __add__(self, other: LowRank) -> LowRank: ...
    @overload
    def __add__(self, other: FloatArray) -> FloatArray: ...
    def __add__(self, other: LowRank | FloatArray) -> LowRank | FloatArray:
        if isinstance(other, LowRank):
            return LowRank(np.hstack([self.left, other.left]), np.hstack([self.right, other.right]))
        return self.added_to(other) if isinstance(other, np.ndarray) else NotImplemented

    __radd__ = __add__

    @overload
    def __sub__(self, other: LowRank) -> LowRank: ...
    @overload
    def __sub__(self, other: FloatArray) -> FloatArray: ...
    def __sub__(self, other: LowRank | FloatArray) -> LowRank | FloatArray:
        return self + (-other) if isinstance(other, (LowRank, np.ndarray)) else NotImplemented

    def __rsub__(self, other: FloatArray) -> FloatArray:
        return self.added_to(other, -1.0)

    def __mul__(self, factor: float) -> LowRank:
        return LowRank(float(factor) * self.left, self.right)

    __rmul__ = __mul__

    def __neg__(self) -> LowRank:
        return self * -1.0

    def added_to(self, matrix: FloatArray, factor: float = 1.0) -> FloatArray:
        """matrix + factor · L Rᵀ as a new array."""
        total = np.array(matrix, dtype=np.float64, order="C")
        self.add_in_place(total, factor)
        return total

    def add_in_place(self, matrix: FloatArray, factor: float = 1.0) -> None:
        """Add factor · L Rᵀ to a C-contiguous matrix where it stands, by one BLAS product of rank r."""
        if matrix.shape != self.shape or not matrix.flags.c_contiguous or not matrix.flags.writeable:
            raise ValidationError(
                f"matrix must be a writable C-contiguous array of shape {self.shape}, but has shape {matrix.shape}; "
                "pass np.array(matrix)."
            )
        if self.rank:
            # To BLAS, which stores columns, it is the transpose.
            dgemm(factor, self.right, self.left, beta=1.0, c=matrix.T, trans_b=True, overwrite_c=True)

    def inner(self, other: LowRank | FloatArray | Acting) -> float:
        """Euclidean inner product over all entries."""
        if isinstance(other, LowRank):
            return float(np.sum((self.left.T @ other.left) * (self.right.T @ other.right)))
        return float(sum(left @ other.dot(right) for left, right in zip(self.left.T, self.right.T, strict=True)))

    def norm(self) -> float:
        """Euclidean norm over all entries."""
        return math.sqrt(max(self.inner(self), 0.0))

    def compressed(self, tolerance: float = 0.0) -> LowRank:
        """The matrix of least rank within a Euclidean distance, its factors orthogonal and of equal size.

        Parameters
        ----------
        tolerance : float
            Largest allowed Euclidean distance, ≥ 0.
        """
        Q, R = np.linalg.qr(self.left)
        Z, S = np.linalg.qr(self.right)
        left, sizes, right = np.linalg.svd(R @ S.T)
        cut = np.sqrt(np.cumsum(sizes[::-1] ** 2))[::-1] > nonnegative("tolerance", tolerance)
        kept = int(np.count_nonzero(cut))
        root = np.sqrt(sizes[:kept])
        return LowRank(Q @ (left[:, :kept] * root), Z @ (right[:kept].T * root))


def merged(parts: Sequence[LowRank], N: int) -> LowRank:
    """The sum of some low-rank N × N matrices as one product; 0 has no columns."""
    if len(parts) == 1:
        return parts[0]
    none = np.zeros((N, 0))
    return LowRank(
        np.hstack([none, *(part.left for part in parts)]), np.hstack([none, *(part.right for part in parts)])
    )


def _factor(name: str, value: ArrayLike) -> FloatArray:
    """A checked thin matrix; no columns are allowed, no rows are not."""
    array = np.asarray(value)
    if array.ndim == 2 and array.shape[0] > 0 and array.shape[1] == 0:
        return np.zeros(array.shape)
    return real_array(name, value, 2)
