"""From the state of a reduced system to the network that it stands for: W, u and v in an orthonormal frame."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import NoNetworkError

ComplexArray = NDArray[np.complex128]
States = Mapping[str, FloatArray]


@dataclass(frozen=True, eq=False)
class Networks:
    """Networks along a solution, in the d dimensions in which their weights act.

    Attributes
    ----------
    W : ndarray of shape (T, d, d)
    u, v : ndarrays of shape (T, d)
    """

    W: FloatArray
    u: FloatArray
    v: FloatArray

    def poles(self) -> ComplexArray:
        """Eigenvalues of W − I, shape (T, d): the slowest first, of a pair the one above the real axis first."""
        found = np.linalg.eigvals(self.W - np.eye(self.W.shape[-1])).astype(complex)
        order = np.lexsort((-found.imag, -found.real), axis=-1)
        return np.take_along_axis(found, order, axis=-1)

    def impulse_response(self, k: int, times: FloatArray) -> FloatArray:
        """f(t) = vᵀ exp((W − I)t) u of the k-th network, of the shape of `times`, in neuron time constants."""
        from scipy.linalg import expm  # takes longer to import than all of this package

        M = self.W[k] - np.eye(self.W.shape[-1])
        response: FloatArray = expm(times[..., None, None] * M) @ self.u[k] @ self.v[k]
        return response


def networks_of(system: str, states: States) -> Networks:
    """The networks of a system's states, series of shape (T,) by name.

    Raises
    ------
    NoNetworkError
        The states of this system, overlaps of vectors for example, do not determine W, u and v.
    """
    if system == "real_outlier":
        return _stacked([[1.0 - states["c"]]], [states["a"]], [states["b"]])
    if system == "conjugate_pair":
        p, q, r, alpha, beta = (states[name] for name in ("p", "q", "r", "alpha", "beta"))
        return _stacked([[p, -q], [q, r]], [alpha, beta], [alpha, -beta])
    rank = sum(re.fullmatch(r"u[0-9]", name) is not None for name in states)
    if system in ("rank_two", "any_target") and rank:
        each = range(1, rank + 1)
        W = [[states[f"w{i}{j}"] for j in each] for i in each]
        return _stacked(W, [states[f"u{i}"] for i in each], [states[f"v{i}"] for i in each])
    raise NoNetworkError(
        f"the state of {system} does not determine W, u and v, and thus no impulse response; it does for "
        "real_outlier, conjugate_pair, rank_two and any_target",
        name="system",
        value=system,
    )


def _stacked(W: list[list[FloatArray]], u: list[FloatArray], v: list[FloatArray]) -> Networks:
    rows = np.moveaxis(np.array(W), -1, 0)
    return Networks(rows, np.array(u).T, np.array(v).T)
