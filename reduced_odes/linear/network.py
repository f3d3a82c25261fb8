"""A network of any size, known by the action of W and Wᵀ on columns, whatever kind of object W is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError


@dataclass(frozen=True, eq=False)
class Network:
    """W known by its action on columns, in the same way whatever it is.

    Attributes
    ----------
    W, transposed : ndarray, SciPy sparse array or LinearOperator of shape (N, N)
        W and Wᵀ; the network refers to them and copies neither.
    u, v : ndarrays of shape (N,)
        Read-in and read-out.
    entries_known : bool
        Whether W is an array, dense or sparse.
    """

    W: Any
    transposed: Any
    u: FloatArray
    v: FloatArray
    entries_known: bool

    @classmethod
    def of(cls, W: Any, u: ArrayLike, v: ArrayLike) -> Network:
        """Checked arguments.

        Raises
        ------
        InputError
            One of them cannot be used, or the shapes do not fit.
        """
        read_in, read_out = _vector("u", u), _vector("v", v)
        operator, transposed, known = _action(W)
        shape = tuple(operator.shape)
        if shape != (read_in.size, read_out.size) or shape[0] != shape[1]:
            raise InputError(
                f"W, u, v have the shapes {shape}, {read_in.shape}, {read_out.shape}; give (N, N), (N,) and (N,)",
                name="W",
                value=shape,
            )
        return cls(operator, transposed, read_in, read_out, known)

    @property
    def size(self) -> int:
        """N."""
        return self.u.size

    def forward(self, columns: FloatArray) -> FloatArray:
        """W x of a vector, or of columns."""
        return np.asarray(self.W @ columns, dtype=np.float64)

    def backward(self, columns: FloatArray) -> FloatArray:
        """Wᵀ x of a vector, or of columns."""
        return np.asarray(self.transposed @ columns, dtype=np.float64)


def _action(W: Any) -> tuple[Any, Any, bool]:
    """W and Wᵀ as something that can be applied to columns, and whether their entries are known."""
    from scipy import sparse
    from scipy.sparse.linalg import LinearOperator

    if isinstance(W, LinearOperator):
        return W, W.T, False
    if sparse.issparse(W):
        entries: Any = W
        rows: Any = sparse.csr_array(entries.astype(np.float64))
        if not np.all(np.isfinite(rows.data)):
            raise InputError("W has an entry that is not finite; give finite numbers", name="W", value=W)
        return rows, sparse.csr_array(rows.T), True
    try:
        array = np.asarray(W, dtype=float)
    except (TypeError, ValueError):
        raise InputError(
            f"W must be an array, a sparse array or a LinearOperator, but is a {type(W).__name__}", name="W", value=W
        ) from None
    if array.ndim != 2 or not np.all(np.isfinite(array)):
        raise InputError(
            f"W must be a matrix of finite numbers, but has the shape {array.shape}"
            + ("" if np.all(np.isfinite(array)) else " and an entry that is not finite"),
            name="W",
            value=W,
        )
    return array, array.T, True


def _vector(name: str, value: ArrayLike) -> FloatArray:
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be a sequence of numbers, but is {value!r}", name=name, value=value) from None
    if array.ndim != 1 or not np.all(np.isfinite(array)):
        raise InputError(
            f"{name} must be a sequence of finite numbers, but has the shape {array.shape}", name=name, value=value
        )
    if not np.any(array):
        raise InputError(f"{name} is 0, from where nothing is ever learnt; give another value", name=name, value=value)
    return array
