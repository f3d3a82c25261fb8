"""Means of words in a random matrix at N → ∞, by contracting its letters in pairs.

The entries of W are independent N(0, σ²/N).  Averaging a product of normalised traces tr X/N of words in W and Wᵀ
contracts one letter with each other letter in turn (integration by parts): W_ij with W_kl gives σ²/N δ_ik δ_jl.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy as sp

from derivations.random_matrices.symbols import k, kappa, sigma
from derivations.steps.notation import equation
from derivations.steps.step import Check, ProofMethod, Step, require

WICK_ORDER = 4
"""Words of up to this many letters W and as many Wᵀ are counted pairing by pairing."""
LETTERS = ("W", "Wᵀ")

mean = kappa**2 * sigma ** (2 * k)
"""The limit of the mean of uᵀ(Wᵀ)ᵏWᵏu."""


def wide() -> Step:
    """Step 3: at N → ∞ only the word that folds onto itself survives."""
    counted = _count_contractions() + _count_pairings()
    solved = require((mean.xreplace({k: sp.Integer(0)}) == kappa**2, sp.hypersimp(mean, k) == sigma**2), "wide network")
    return Step(
        3,
        "Wide network",
        (
            "Let the entries of `W` be independent and normal with the variance `σ²/N`, and `u`, `v` of norm `κ` in "
            "independent random directions: the mean of `uᵀXu` is `(κ²/N) tr X`. The mean of a product of such traces "
            "of words in `W` and `Wᵀ` is a sum over the partners of any one letter; a pair contributes `σ²/N`, and "
            "identifies its two row indices and its two column indices. If the partner is of the other kind and in "
            "the same trace, this trace splits into two and no power of `N` is lost. If it is of the same kind, `1/N` "
            "is left, and if it is in another trace, `1/N²`. Each pair takes two letters away; so, by induction on "
            "their number, all means have limits, and only splittings count. In the mean `m_jk` of `uᵀ(Wᵀ)ᵏWʲu` the "
            "first `Wᵀ` splits off a power of `W`, which has no partner left unless it is empty: going from `j`, `k` "
            "to `j + 1`, `k + 1` multiplies the mean by `σ²`, and without a letter of the other kind the mean is "
            "zero. The same holds for `v` with `Wᵀ` in place of `W`; and the mean of `vᵀWʲu` is zero, so that `f` "
            "starts at 0. Deviations from the mean are of order `N^(−1/2)`, which is not proved here.",
        ),
        (equation(sp.Symbol("m_jk"), mean * sp.Symbol("delta_jk")),),
        Check(
            "Every kind of pair has this power of `N`; and the formula has the first value and the ratio that the "
            "text states. The induction is argued there in words. Apart from it, all pairings of all words with up to "
            f"{WICK_ORDER} letters of each kind were counted: the mean is a polynomial in `1/N`, and this is its "
            "constant term.",
            ((ProofMethod.COUNTING, counted), (ProofMethod.FIELD, solved)),
        ),
    )  # fmt: skip


def contraction(first: str, second: str, *, one_trace: bool) -> int:
    """The power of N that a pair of letters brings, for stretches P and Q of the word between them of any length.

    Parameters
    ----------
    first, second : str
        Of `LETTERS`.
    one_trace : bool
        Whether tr(first P second Q) is contracted, or tr(first P) tr(second Q).
    """
    # P and Q reach from one index to another: the letters stand between 0 and 1, and between 2 and 3.
    stretches = [(1, 2), (3, 0)] if one_trace else [(1, 0), (3, 2)]
    rows_and_columns = [(0, 1) if first == "W" else (1, 0), (2, 3) if second == "W" else (3, 2)]
    links = list(zip(*rows_and_columns, strict=True))
    after = components(set(range(4)), [*links, *stretches])
    before = 1 if one_trace else 2
    return after - before - 1


def _count_contractions() -> int:
    flags, labels = [], []
    for first in LETTERS:
        for second in LETTERS:
            flags.append(contraction(first, second, one_trace=True) == (-1 if first == second else 0))
            flags.append(contraction(first, second, one_trace=False) == -2)
            labels += [f"{first} with {second} in one trace", f"{first} with {second} in two traces"]
    return require(flags, "wide network", labels)


def _count_pairings() -> int:
    flags, labels = [], []
    for a in range(WICK_ORDER + 1):
        for b in range(a, WICK_ORDER + 1):
            flags.append(limit_of(moment(b, a)) == (1 if a == b else 0))
            labels.append(f"u(Wᵀ)^{b} W^{a} u")
    return require(flags, "wide network", labels)


def moment(b: int, a: int) -> dict[int, int]:
    """The mean of uᵀ(Wᵀ)ᵇ Wᵃ u in units of κ² σ^{a+b}, exactly: {power of N: number of Wick pairings}.

    Wᵃu is Σ W[i_a, i_{a−1}] … W[i_1, i_0] u[i_0]; the row on the left has the indices j_0 … j_b, and i_a = j_b.  A
    pair of letters identifies both row indices and both column indices and brings 1/N; the random direction of u
    identifies i_0 with j_0 and brings 1/N; each index that is then free brings N.
    """
    if (a + b) % 2:
        return {}
    right = [(m + 1, m) for m in range(a)]  # (row, column)
    left = [(a if m + 1 == b else a + 2 + m, a + 1 + m) for m in range(b)]
    start = a + 1 if b else a
    letters = right + left
    counts: dict[int, int] = {}
    for pairing in pairings(range(len(letters))):
        links = [(0, start)]
        for first, second in pairing:
            links += list(zip(letters[first], letters[second], strict=True))
        power = components({i for letter in letters for i in letter} | {0}, links) - len(pairing) - 1
        counts[power] = counts.get(power, 0) + 1
    return counts


def limit_of(counts: dict[int, int]) -> int | None:
    """Its limit as N → ∞ in the same units; None if it diverges."""
    return None if any(power > 0 for power in counts) else counts.get(0, 0)


def pairings(letters: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    """All ways to group the letters in pairs."""
    if not letters:
        yield []
        return
    first, rest = letters[0], list(letters[1:])
    for m, partner in enumerate(rest):
        for others in pairings(rest[:m] + rest[m + 1 :]):
            yield [(first, partner), *others]


def components(vertices: set[int], links: Sequence[tuple[int, int]]) -> int:
    """How many indices are free, if each link identifies two of them."""
    root = {vertex: vertex for vertex in vertices}

    def find(vertex: int) -> int:
        while root[vertex] != vertex:
            vertex = root[vertex]
        return vertex

    for first, second in links:
        root[find(first)] = find(second)
    return sum(find(vertex) == vertex for vertex in vertices)
