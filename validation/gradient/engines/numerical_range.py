"""How slow a network can be at most: a bound by its numerical range, which holds for modes that nothing excites.

With the largest eigenvalue λ₁ of S = (W + Wᵀ)/2,

    |e^{Mt}|₂ ≤ e^{(λ₁ − 1)t}        and so        |∫ e^{Mᵀt} e^{Mt} dt|₂ ≤ 1/(2(1 − λ₁))    if λ₁ < 1

(the logarithmic norm; Dahlquist, 1958). A random bulk of radius σ has λ₁ → √2 σ: the bound exists up to σ = 0.7.

λ₁ is bounded by Lanczos' process from a random vector. After k steps its largest value θ₁ falls short of λ₁ by no more
than ε(λ₁ − λ_N), except with a probability of 1.648 √N e^{−√ε (2k − 1)} (Kuczyński and Woźniakowski, SIAM J. Matrix
Anal. Appl. 13, 1094, 1992); the same holds at the other end of the spectrum, so that λ₁ − λ_N ≤ (θ₁ − θ_N)/(1 − 2ε).
"""

from __future__ import annotations

import math

import numpy as np

from reduced_odes.linear.arnoldi import Action, KrylovSpace
from validation._common.checks import ROUNDING

FAILURE = 1e-10
"""Probability, over the random start, that the bound does not hold."""
FEWEST, MOST = 32, 256
"""Steps of Lanczos' process."""
TIGHT = 0.5
"""Part of 1 − θ₁ that the uncertainty of λ₁ may take before more steps are made."""


def largest_slowness(action: Action, adjoint: Action, N: int) -> float:
    """Upper bound of |∫ e^{Mᵀt} e^{Mt} dt|₂ for the network W known by x ↦ Wx and x ↦ Wᵀx.

    It costs 32 to 256 products of each with a vector, and fails with a probability of 1e-10.

    Returns
    -------
    float
        In neuron time constants; infinite if the numerical range of W reaches the edge of stability, or comes too
        near it to be distinguished.
    """
    space = KrylovSpace(lambda x: 0.5 * (action(x) + adjoint(x)), np.random.default_rng(0).standard_normal(N))
    k = min(FEWEST, N)
    while True:
        space.grow(k)
        distance = 1.0 - _largest_eigenvalue(space, N)
        nearest = 1.0 - float(np.linalg.eigvalsh(space.H)[-1])
        if nearest <= 0 or distance >= (1 - TIGHT) * nearest or space.closed or k >= MOST:
            return 1.0 / (2.0 * distance) if distance > 0 else math.inf
        k = min(2 * k, MOST, N)


def _largest_eigenvalue(space: KrylovSpace, N: int) -> float:
    """Upper bound of λ₁ after k steps."""
    values = np.linalg.eigvalsh(space.H)
    spread = float(values[-1] - values[0])
    rounding = ROUNDING * N * float(np.abs(values).max())
    if space.closed:  # on all that the random vector excites, which is everything
        return float(values[-1]) + rounding
    short = (math.log(2 * 1.648 * math.sqrt(N) / FAILURE) / (2 * space.dimension - 1)) ** 2  # ε
    return float(values[-1]) + rounding + short * spread / (1 - 2 * short) if short < 0.5 else math.inf
