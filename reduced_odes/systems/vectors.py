"""From vectors to overlaps: the state of a network whose recurrent weights are trained by their factors."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from reduced_odes._common import checks
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError


def overlaps(u: ArrayLike, m: ArrayLike, n: ArrayLike, v: ArrayLike) -> dict[str, float]:
    """Inner products of the read-in, the factors of W = m nᵀ and the read-out, by their names.

    Parameters
    ----------
    u, v
        Shape (N,).
    m, n
        Shape (N,), or (N, R) for rank R.

    Returns
    -------
    dict
        ``v_u`` is vᵀu, and so on; at rank R > 1 the factors are numbered, ``n1_m2`` is n₁ᵀm₂. An initial state of
        `overlaps_rank_one` or `overlaps_rank_two`.

    Raises
    ------
    InputError
        The shapes do not fit, or a number is not finite.
    """
    u, m, n, v = (checks.real_array(name, vector) for name, vector in zip("umnv", (u, m, n, v), strict=True))
    vectors_fit = u.ndim == 1 and u.size > 0 and v.shape == u.shape
    if not vectors_fit or m.shape != n.shape or m.ndim not in (1, 2) or m.shape[0] != u.size:
        raise InputError(
            f"u, m, n, v have the shapes {u.shape}, {m.shape}, {n.shape}, {v.shape}; u and v must be (N,), "
            "m and n (N,) or (N, R)"
        )
    reading = {"v": v, **_columns("n", n)}
    written = {"u": u, **_columns("m", m)}
    # In the order in which names are formed: what reads before what is read, and u and v before the factors.
    vectors = {**reading, **written}
    if not all(np.isfinite(vector).all() for vector in vectors.values()):
        raise InputError("u, m, n and v must be finite, but one of them holds an infinity or a NaN")
    names = list(vectors)
    return {f"{x}_{y}": float(vectors[x] @ vectors[y]) for k, x in enumerate(names) for y in names[k:]}


def _columns(letter: str, factors: FloatArray) -> dict[str, FloatArray]:
    if factors.ndim == 1 or factors.shape[1] == 1:
        return {letter: factors.reshape(-1)}
    return {f"{letter}{k + 1}": factors[:, k] for k in range(factors.shape[1])}
