"""Impulse responses c e^{At} b of any linear system, without diagonalising it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import expm
from scipy.sparse.linalg import expm_multiply

from reduced_odes._common.checks import FloatArray, real_array
from reduced_odes._common.errors import InputError

_UNIFORM = 1e-12
"""A grid counts as uniform when its spacings agree to this relative accuracy."""


def linear_response(A: FloatArray, b: FloatArray, c: FloatArray, times: ArrayLike) -> FloatArray:
    """Evaluate c e^{At} b at `times`.

    The state is carried from each time to the next by the matrix exponential (scaling and squaring on a
    uniform grid, `scipy.sparse.linalg.expm_multiply` otherwise), so that nothing is lost where A is
    defective or far from normal, as it is where a pair of eigenvalues is born.

    Parameters
    ----------
    A, b, c : arrays of shape (n, n), (n,), (n,)
    times : array-like of shape (T,)
        Non-negative, in units of the neuron's time constant; any order.

    Returns
    -------
    ndarray of shape (T,)

    Raises
    ------
    InputError
        If a time is negative or not finite.
    """
    t = real_array("times", times)
    if t.ndim != 1 or not np.all(np.isfinite(t)) or np.any(t < 0):
        raise InputError(
            "times must be a sequence of finite numbers that are not negative, since an impulse response begins at "
            "t = 0; give for example [0, 0.5, 1]",
            name="times",
            value=times,
        )
    order = np.argsort(t, kind="stable")
    increments = np.diff(t[order], prepend=0.0)
    values = np.empty(t.size)
    values[order] = [float(c @ state) for state in _states(A, b, increments)]
    return values


def exponential(A: FloatArray) -> FloatArray:
    """e^A.

    For triangular matrices `scipy.linalg.expm` divides differences of e^{a_ii} by those of a_ii, which costs half of
    the digits where two of them nearly agree, as for a chain of nearly equal poles; the Taylor series does not.
    """
    triangular = not np.any(np.triu(A, 1)) or not np.any(np.tril(A, -1))
    return np.asarray(expm_multiply(A, np.eye(A.shape[0])) if triangular else expm(A), dtype=np.float64)


def _states(A: FloatArray, b: FloatArray, increments: FloatArray) -> list[FloatArray]:
    """States e^{At} b after each of the successive `increments` of time."""
    state: FloatArray = np.asarray(b, dtype=np.float64)
    states: list[FloatArray] = []
    spacings = increments[1:]
    spacing = float(spacings.mean()) if spacings.size else 0.0
    uniform = spacing > 0 and bool(np.all(np.abs(spacings - spacing) <= _UNIFORM * increments.sum()))
    propagator = exponential(A * spacing) if uniform else None
    for k, increment in enumerate(increments):
        if k > 0 and propagator is not None:
            state = propagator @ state
        elif increment > 0:
            state = expm_multiply(A * increment, state)
        states.append(state)
    return states
