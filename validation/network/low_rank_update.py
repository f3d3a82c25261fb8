"""W = W₀ + Σ L Rᵀ: a bulk known only by its action, and the low-rank matrices that learning has added to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array, issparse
from scipy.sparse.linalg import LinearOperator

from reduced_odes.linear.arnoldi import Action
from validation._common.checks import FloatArray
from validation._common.errors import ValidationError
from validation.network.low_rank import LowRank, merged

LARGEST_DENSE = 30_000
"""Neurons beyond which a bulk known by its action is not written out: W would take more than 7 GB."""


@dataclass(frozen=True, eq=False)
class LowRankUpdate:
    """The N × N matrix W₀ + Σ L Rᵀ.

    Adding low-rank matrices keeps it factored. `np.asarray` gives the dense matrix, up to 30,000 neurons.

    Attributes
    ----------
    bulk : object
        W₀ as it was given: ndarray, sparse matrix or LinearOperator; two updates of one object know it as the same.
    action, adjoint : callables
        x ↦ W₀ x and x ↦ W₀ᵀ x for vectors of shape (N,).
    N : int
    parts : tuple of LowRank
        What is added, in the order in which it was.
    """

    bulk: Any
    action: Action
    adjoint: Action
    N: int
    parts: tuple[LowRank, ...] = ()

    # NumPy arrays and scalars defer to the operators below.
    __array_ufunc__ = None

    @classmethod
    def of(cls, matrix: Any) -> LowRankUpdate:
        """An ndarray, a sparse matrix or a LinearOperator, nothing added.

        Raises
        ------
        ValidationError
            If it is not square and real, a sparse matrix has an entry that is not finite, or an operator has no
            adjoint.
        """
        shape, kind = matrix.shape, getattr(matrix.dtype, "kind", "?")
        if len(shape) != 2 or shape[0] != shape[1] or shape[0] == 0:
            raise ValidationError(f"W must be square, but has shape {shape}; pass an N × N matrix.")
        if kind not in "biuf":
            raise ValidationError(f"W must be real, but has dtype {matrix.dtype}; pass real numbers.")
        if isinstance(matrix, np.ndarray):
            return cls(matrix, matrix.dot, matrix.T.dot, shape[0])
        if isinstance(matrix, LinearOperator):
            _refuse_without_adjoint(matrix)
            return cls(matrix, matrix.matvec, matrix.rmatvec, shape[0])
        rows, columns = csr_array(matrix, dtype=np.float64), csr_array(matrix.T, dtype=np.float64)
        if not np.all(np.isfinite(rows.data)):
            raise ValidationError("W has an entry that is not finite; every entry of W must be finite.")
        return cls(matrix, rows.dot, columns.dot, shape[0])

    @property
    def shape(self) -> tuple[int, int]:
        """(N, N)."""
        return (self.N, self.N)

    @property
    def rank(self) -> int:
        """Number of columns of all factors."""
        return sum(part.rank for part in self.parts)

    @property
    def learnt(self) -> LowRank:
        """What is added to the bulk, as one product."""
        return merged(self.parts, self.N)

    def dot(self, x: FloatArray) -> FloatArray:
        """W x for a vector."""
        y = self.action(x)
        for part in self.parts:
            y = y + part.dot(x)
        return y

    def adjoint_dot(self, x: FloatArray) -> FloatArray:
        """Wᵀ x for a vector."""
        y = self.adjoint(x)
        for part in self.parts:
            y = y + part.adjoint_dot(x)
        return y

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> FloatArray:
        if copy is False:
            raise ValueError("an updated bulk is not stored densely, so that np.asarray must build a new array")
        if isinstance(self.bulk, np.ndarray):
            dense = np.array(self.bulk, dtype=np.float64, order="C")
        elif self.N > LARGEST_DENSE:
            raise ValidationError(
                f"W has {self.N} neurons, too many to write it out as a dense matrix; use weights.recurrent."
            )
        else:
            dense = np.array([self.adjoint(row) for row in np.eye(self.N)])
        for part in self.parts:
            part.add_in_place(dense)
        return np.asarray(dense, dtype=dtype)

    def __add__(self, other: LowRank | LowRankUpdate | FloatArray) -> LowRankUpdate | FloatArray:
        if isinstance(other, LowRank):
            return LowRankUpdate(self.bulk, self.action, self.adjoint, self.N, (*self.parts, other))
        total: FloatArray = np.asarray(self) + np.asarray(other)
        return total

    __radd__ = __add__

    def __sub__(self, other: LowRank | LowRankUpdate | FloatArray) -> LowRank | LowRankUpdate | FloatArray:
        if isinstance(other, LowRankUpdate) and other.bulk is self.bulk:
            return self.learnt - other.learnt
        return self + (-1.0 * other)

    def __rsub__(self, other: LowRank | FloatArray) -> LowRankUpdate | FloatArray:
        return -1.0 * self + other

    def __mul__(self, factor: float) -> LowRankUpdate:
        c = float(factor)
        parts = tuple(c * part for part in self.parts)
        scaled = LowRankUpdate.of(c * self.bulk)
        return LowRankUpdate(scaled.bulk, scaled.action, scaled.adjoint, self.N, parts)

    __rmul__ = __mul__

    def gathered(self) -> LowRankUpdate:
        """All parts but the first as one product: fewer and larger products with vectors."""
        if len(self.parts) < 3:
            return self
        parts = (self.parts[0], merged(self.parts[1:], self.N))
        return LowRankUpdate(self.bulk, self.action, self.adjoint, self.N, parts)

    def compressed(self, tolerance: float) -> LowRankUpdate:
        """What is added as one product of least rank, within a Euclidean distance."""
        return LowRankUpdate(self.bulk, self.action, self.adjoint, self.N, (self.learnt.compressed(tolerance),))


def _refuse_without_adjoint(operator: LinearOperator) -> None:
    """Raise a `ValidationError` unless the operator knows x ↦ W₀ᵀ x."""
    try:
        operator.rmatvec(np.zeros(operator.shape[0]))
    except (NotImplementedError, TypeError, AttributeError) as error:
        raise ValidationError(
            "W is a LinearOperator without an adjoint; define its rmatvec, x ↦ Wᵀ x, which the read-out needs."
        ) from error


def is_operator(matrix: object) -> bool:
    """Whether a matrix is known by its action: sparse, or a LinearOperator."""
    return issparse(matrix) or isinstance(matrix, LinearOperator)


def actions(recurrent: FloatArray | LowRank | LowRankUpdate) -> tuple[Action, Action]:
    """x ↦ W x and x ↦ Wᵀ x for vectors."""
    if isinstance(recurrent, np.ndarray):
        return recurrent.dot, recurrent.T.dot
    return recurrent.dot, recurrent.adjoint_dot
