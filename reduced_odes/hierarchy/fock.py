"""A random bulk at infinite width: an operator on the full Fock space of two letters.

Asymptotically, N → ∞, words in W₀ = σ G/√N and W₀ᵀ applied to u₀ have the overlaps that words in

    x = σ(ℓ₁ + τ ℓ₁* + √(1 − τ²) ℓ₂*)

and x* have on the vacuum (Voiculescu, Invent. Math. 104, 201, 1991; derived by `python -m derivations infinite_width`,
steps 1 to 3). ℓ_i puts the letter i in front of a word, ℓ_i* takes it away, or gives 0 where another letter stands in
front; τ = ⟨W_ij W_ji⟩ / ⟨W_ij²⟩ goes from antisymmetric, −1, over independent entries, 0, to symmetric, 1. u₀ and v₀
live on two vacua: words on one and on the other do not overlap but through u₀ᵀv₀ itself. The words of up to d letters
are those of the network (step 4).
"""

from __future__ import annotations

import math

import numpy as np
from scipy import sparse

from reduced_odes._common import checks
from reduced_odes._common.checks import Domain
from reduced_odes._common.errors import InputError
from reduced_odes.hierarchy.space import Bulk, WordSpace, depth_number, doublings, refuse_memory
from reduced_odes.linear.stability import Stability

_BYTES = 4096.0
"""For each dimension: the operator, two Krylov spaces, the frame and copies of it."""


def fock_space(
    depth: int,
    *,
    sigma: float,
    tau: float = 0.0,
    overlap: float = 0.0,
    kappa_u: float = 1.0,
    kappa_v: float = 1.0,
    memory: float | None = None,
) -> WordSpace:
    """An infinitely wide network restricted to words of up to `depth` letters.

    Parameters
    ----------
    depth : int
        d ≥ 0: 2(2^{d+1} − 1) dimensions, half of them if |overlap| = 1; d + 1 for each vacuum if |tau| = 1.
    sigma : float
        Radius of the bulk, from 0 to below 1: the entries of W₀ have the variance σ²/N.
    tau : float
        From −1 to 1; the bulk fills an ellipse of the half axes σ(1 + τ), σ(1 − τ), and σ(1 + τ) must be below 1.
    overlap : float
        ϱ = u₀ᵀv₀/(|u₀||v₀|), from −1 to 1.
    kappa_u, kappa_v : float
        |u₀|, |v₀|, positive.
    memory : float, optional
        How many bytes may be used; by default half of what the machine has.

    Returns
    -------
    WordSpace
        With a sparse W, and no basis.

    Raises
    ------
    InputError
        A number is out of its range, or the depth needs too much memory.
    """
    d = depth_number(depth)
    radius, symmetry = _bulk(sigma, tau)
    rho = checks.cosine("overlap", overlap)
    sizes_of_start = [
        checks.in_domain(name, checks.finite_number(name, value), Domain.POSITIVE)
        for name, value in (("kappa_u", kappa_u), ("kappa_v", kappa_v))
    ]
    vacua = 1 if abs(rho) == 1.0 else 2
    letters = 1 if abs(symmetry) == 1.0 else 2
    refuse_memory(d, lambda k: _BYTES * vacua * (doublings(k) if letters == 2 else k + 1.0), memory)
    counts = [vacua * letters**k for k in range(d + 1)]
    D = sum(counts)
    u, v = np.zeros(D), np.zeros(D)
    u[0], v[0] = 1.0, rho
    if vacua == 2:
        v[1] = math.sqrt(1.0 - rho**2)
    return WordSpace(
        W=_operator(counts, letters, radius, symmetry),
        u=sizes_of_start[0] * u,
        v=sizes_of_start[1] * v,
        sizes=tuple(np.cumsum(counts).tolist()),
        bulk=Bulk(radius, symmetry),
        endless=radius > 0,
        complete=radius == 0,
        stability=Stability.STABLE,  # σ(1 + τ) < 1
    )


def _operator(counts: list[int], letters: int, sigma: float, tau: float) -> sparse.csr_array:
    """x on words ordered by length; of k letters, the word w with the letter i in front is number i·counts[k] + w."""
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    rows, columns, entries = [], [], []
    for k, count in enumerate(counts[:-1]):
        word = np.arange(starts[k], starts[k + 1])
        first = starts[k + 1] + np.arange(count)
        # Put letter 1 in front; take it away; take letter 2 away.
        moves = [(first, word, 1.0), (word, first, tau)]
        if letters == 2:
            moves.append((word, first + count, math.sqrt(1.0 - tau**2)))
        for to, where, weight in moves:
            rows.append(to)
            columns.append(where)
            entries.append(np.full(count, sigma * weight))
    shape = (int(starts[-1]), int(starts[-1]))
    if not rows:
        return sparse.csr_array(shape)
    indices = (np.concatenate(rows), np.concatenate(columns))
    found = sparse.csr_array((np.concatenate(entries), indices), shape=shape)
    found.eliminate_zeros()
    return found


def _bulk(sigma: float, tau: float) -> tuple[float, float]:
    radius = checks.in_domain("sigma", checks.finite_number("sigma", sigma), Domain.NONNEGATIVE)
    symmetry = checks.cosine("tau", tau)
    if radius >= 1.0:
        raise InputError(
            f"sigma must be below 1, but is {radius:g}: words of d letters have the length σ^d, and the hierarchy does "
            "not converge"
        )
    if radius * (1.0 + symmetry) >= 1.0:
        raise InputError(
            f"sigma (1 + tau) must be below 1, but is {radius * (1.0 + symmetry):g}: the bulk's ellipse reaches the "
            "edge of stability; lower sigma or tau"
        )
    return radius, symmetry
