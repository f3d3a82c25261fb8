"""Matrix identities that hold for every N and K: words in letters that do not commute.

A matrix expression is a sum of words, products of letters; a letter knows its transpose.  Two expressions are equal as
matrices for all sizes if their sums of words are equal; two *traces* are equal if the words agree up to cyclic
permutation and transposition, tr(AB) = tr(BA), tr(A) = tr(Aᵀ).  That is all that the adjoint method, the conservation
law and the restriction to a subspace need.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

Word: TypeAlias = tuple[str, ...]

_MARK = "ᵀ"


@dataclass(frozen=True)
class Words:
    """A sum of words with rational coefficients: a matrix expression of unspecified size.

    Letters are strings; ``"Mᵀ"`` is the transpose of ``"M"``, and letters named in `symmetric` are their own transpose.
    """

    terms: tuple[tuple[Word, Fraction], ...]
    symmetric: frozenset[str] = frozenset()

    @staticmethod
    def letter(name: str, *, symmetric: bool = False) -> Words:
        """A single matrix (or column, or row) as an expression."""
        return Words((((name,), Fraction(1)),), frozenset({name}) if symmetric else frozenset())

    @staticmethod
    def identity() -> Words:
        """The unit matrix: the empty word."""
        return Words((((), Fraction(1)),))

    def __add__(self, other: Words) -> Words:
        return _collect([*self.terms, *other.terms], self.symmetric | other.symmetric)

    def __neg__(self) -> Words:
        return self * Fraction(-1)

    def __sub__(self, other: Words) -> Words:
        return self + (-other)

    def __mul__(self, scale: Fraction | int) -> Words:
        return _collect([(word, coefficient * scale) for word, coefficient in self.terms], self.symmetric)

    __rmul__ = __mul__

    def __truediv__(self, scale: int) -> Words:
        return self * Fraction(1, scale)

    def __matmul__(self, other: Words) -> Words:
        products = [(w + x, a * b) for w, a in self.terms for x, b in other.terms]
        return _collect(products, self.symmetric | other.symmetric)

    @property
    def T(self) -> Words:
        """The transpose."""
        return _collect([(_transpose(w, self.symmetric), a) for w, a in self.terms], self.symmetric)

    def where(self, pair: tuple[str, str], product: Words) -> Words:
        """Replace each occurrence of two adjacent letters by an expression, e.g. ("Bᵀ", "B") by the identity."""
        done, todo = Words((), self.symmetric), list(self.terms)
        while todo:
            word, coefficient = todo.pop()
            at = next((k for k in range(len(word) - 1) if word[k : k + 2] == pair), None)
            if at is None:
                done = done + Words(((word, coefficient),), self.symmetric)
            else:
                todo += [(word[:at] + w + word[at + 2 :], coefficient * a) for w, a in product.terms]
        return done

    @property
    def is_zero(self) -> bool:
        """Whether the expression is the zero matrix, whatever the letters stand for."""
        return not self.terms

    @property
    def trace_is_zero(self) -> bool:
        """Whether the trace of the expression is zero, whatever the letters stand for."""
        return not _collect([(_cyclic(w, self.symmetric), a) for w, a in self.terms], self.symmetric).terms

    def __str__(self) -> str:
        return " + ".join(f"{a} {' '.join(w) or 'I'}" for w, a in self.terms) or "0"


def _collect(terms: list[tuple[Word, Fraction]], symmetric: frozenset[str]) -> Words:
    total: dict[Word, Fraction] = {}
    for word, coefficient in terms:
        total[word] = total.get(word, Fraction(0)) + coefficient
    return Words(tuple(sorted((w, a) for w, a in total.items() if a)), symmetric)


def _transpose(word: Word, symmetric: frozenset[str]) -> Word:
    def flip(letter: str) -> str:
        if letter in symmetric:
            return letter
        return letter.removesuffix(_MARK) if letter.endswith(_MARK) else letter + _MARK

    return tuple(flip(letter) for letter in reversed(word))


def _cyclic(word: Word, symmetric: frozenset[str]) -> Word:
    """The first, in alphabetical order, of the words that have the same trace."""
    # tr is unchanged by turning the word round and by transposing it: one representative stands for all of these.
    return min(
        variant[k:] + variant[:k] for variant in (word, _transpose(word, symmetric)) for k in range(max(len(word), 1))
    )
