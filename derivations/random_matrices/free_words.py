"""Moments of words in W and Wᵀ: over all pairings, over those that do not cross, and on the full Fock space.

Three independent routes to one number, as polynomials in σ and τ; `infinite_width` proves them equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import TypeAlias

import sympy as sp
from sympy.polys.matrices import DomainMatrix
from sympy.polys.rings import PolyElement, ring

from derivations.random_matrices import wick
from derivations.random_matrices.symbols import sigma

Word: TypeAlias = str
"""Letters w for W and t for Wᵀ, the last one applied first."""

tau = sp.Symbol("tau", real=True)
"""⟨W_ij W_ji⟩/⟨W_ij²⟩ of the bulk, from −1 (antisymmetric) over 0 (independent) to 1 (symmetric)."""
RING, SIGMA, TAU, ROOT = ring([sigma, tau, sp.Symbol("root")], sp.QQ)
"""Polynomials in σ, τ and √(1 − τ²), the square of which is replaced."""


def words(length: int) -> Iterator[Word]:
    """All words of so many letters."""
    return ("".join(letters) for letters in product("wt", repeat=length))


def averaged(word: Word) -> dict[int, PolyElement]:
    """The mean of uᵀwu in units of κ², exactly: {power of N: polynomial in σ and τ}.

    The letter at place k stands between the indices k and k + 1. A pair of letters identifies their row indices and
    their column indices, or with the weight τ the row index of each with the column index of the other.
    """
    n = len(word)
    if n % 2:
        return {}
    ends = [(m, m + 1) if letter == "w" else (m + 1, m) for m, letter in enumerate(word)]
    found: dict[int, PolyElement] = {}
    for pairing in wick.pairings(range(n)):
        for crossed in product((False, True), repeat=len(pairing)):
            links = [(0, n)]
            for (first, second), swapped in zip(pairing, crossed, strict=True):
                other = ends[second][::-1] if swapped else ends[second]
                links += list(zip(ends[first], other, strict=True))
            power = wick.components(set(range(n + 1)), links) - len(pairing) - 1
            found[power] = found.get(power, RING.zero) + SIGMA**n * TAU ** sum(crossed)
    return {power: total for power, total in found.items() if total}


@cache
def moment(word: Word) -> PolyElement:
    """The sum over the pairings of a word that do not cross, by the partner of its first letter."""
    if not word:
        return RING.one
    return sum(
        (
            covariance(word[0], word[m]) * moment(word[1:m]) * moment(word[m + 1 :])
            for m in range(1, len(word), 2)
        ),
        RING.zero,
    )  # fmt: skip


def covariance(first: str, second: str) -> PolyElement:
    """⟨first second⟩: σ² for different letters, σ²τ for equal ones."""
    return SIGMA**2 * (TAU if first == second else RING.one)


def folded(n: int) -> PolyElement:
    """The moment of (Wᵀ)ⁿWⁿ: Σ_j over the pairs that go across the fold, with ballot numbers for the rest."""
    total = RING.zero
    for inner in range(n // 2 + 1):
        across = n - 2 * inner
        ways = sp.binomial(n, inner) * sp.Rational(across + 1, n - inner + 1)
        total += ways**2 * (SIGMA**2 * TAU) ** (2 * inner) * SIGMA ** (2 * across)
    return total


State: TypeAlias = dict[str, PolyElement]
"""A vector of the Fock space: words in the letters 1 and 2, with coefficients."""


def applied(letter: str, state: State) -> State:
    """x = σ(ℓ₁ + τℓ₁* + √(1 − τ²)ℓ₂*) for w, and its adjoint for t."""
    create = {"w": {"1": RING.one}, "t": {"1": TAU, "2": ROOT}}[letter]
    destroy = {"w": {"1": TAU, "2": ROOT}, "t": {"1": RING.one}}[letter]
    found: State = {}
    for word, a in state.items():
        for front, weight in create.items():
            found[front + word] = found.get(front + word, RING.zero) + SIGMA * weight * a
        if word[:1] in destroy:
            found[word[1:]] = found.get(word[1:], RING.zero) + SIGMA * destroy[word[0]] * a
    return {word: kept for word, a in found.items() if (kept := reduced(a))}


@cache
def on_vacuum(word: Word) -> State:
    """A word in x and x* applied to the vacuum."""
    return applied(word[0], on_vacuum(word[1:])) if word else {"": RING.one}


def expectation(word: Word) -> PolyElement:
    """⟨Ω, wΩ⟩, half of the word taken to the left."""
    # Half of the letters on each side: the vectors of the Fock space stay half as long, and so exponentially fewer.
    half = len(word) // 2
    left, right = on_vacuum(transposed(word[:half])), on_vacuum(word[half:])
    return reduced(sum((a * right[letters] for letters, a in left.items() if letters in right), RING.zero))


def transposed(word: Word) -> Word:
    return word[::-1].translate(str.maketrans("wt", "tw"))


def reduced(a: PolyElement) -> PolyElement:
    """With √(1 − τ²) in the power 0 or 1 only."""
    found = RING.zero
    for (s, t, r), coefficient in a.iterterms():
        found += coefficient * SIGMA**s * TAU**t * (1 - TAU**2) ** (r // 2) * ROOT ** (r % 2)
    return found


def determinant(rows: list[list[PolyElement]]) -> PolyElement:
    """Of a matrix of such polynomials, without fractions."""
    return DomainMatrix(rows, (len(rows), len(rows)), RING.to_domain()).det()
