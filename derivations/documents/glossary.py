"""The words that this project uses in a particular sense: one sentence each, for documents and documentation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

GLOSSARY: Mapping[str, str] = MappingProxyType(
    {
        "outlier": "An eigenvalue of `W` outside the disc (for a correlated matrix: the ellipse) that the eigenvalues "
        "of the random bulk fill; learning creates outliers, and they are what the network remembers with.",
        "bulk": "The random part `W(0)` of the recurrent weights, whose entries have the variance `σ²/N`, and the "
        "eigenvalues that it contributes.",
        "plateau": "A stretch of learning time on which the loss hardly falls, because the weights pass close to a "
        "saddle of the loss.",
        "escape rate": "The largest positive eigenvalue of the flow linearised at a saddle: a small deviation from the "
        "saddle grows by the factor `e` in the learning time 1/(escape rate).",
        "zero network": "The network with `W = 0`, `u = 0` and `v = 0`, a saddle of the loss; learning from small "
        "weights starts in its neighbourhood.",
        "word": "A product of the matrices `W(0)` and `W(0)ᵀ` in any order, the term of free probability.",
        "word length": "The number of factors of a word; the hierarchy of reductions keeps all words up to a length "
        "`d`, its depth.",
        "visible overlap": "An inner product of the vectors `u`, `m_k`, `n_k`, `v` of a factorised network that enters "
        "its impulse response.",
        "invisible overlap": "An inner product of these vectors that does not enter the impulse response, but does "
        "change how fast the visible overlaps move.",
    }
)
"""Each special word with one sentence that says what it means here."""


def meanings(words: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The sentences of some words, in the order in which they are asked for.

    Raises
    ------
    KeyError
        If a word has no entry.
    """
    return tuple((word, GLOSSARY[word]) for word in words)
