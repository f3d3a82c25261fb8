"""What a derivation is made of: numbered steps, each with the check that it passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

import sympy as sp

from derivations.errors import ProofError


class ProofMethod(Enum):
    """How an identity was proved."""

    FIELD = "exactly, in the field of rational functions"
    MATRICES = "as an identity of matrices, for every `N` and `K`"
    COUNTING = "by counting free indices"
    SIGNS = "by the signs of the leading principal minors"


@dataclass(frozen=True)
class Check:
    """What a step asserts, and how that was proved.

    Attributes
    ----------
    claim : str
        The asserted identity: a sentence with formulas between backticks.
    proofs : tuple of (ProofMethod, int)
        The methods used, each with the number of scalar or matrix identities that it proved.
    """

    claim: str
    proofs: tuple[tuple[ProofMethod, int], ...]

    def __str__(self) -> str:
        how = "; ".join(f"{count} {'identity' if count == 1 else 'identities'} {m.value}" for m, count in self.proofs)
        return f"{self.claim} Proved: {how}."


Prose: TypeAlias = tuple[str | sp.Basic, ...]
"""Sentences, in which formulas stand between backticks, and SymPy parts; each document sets both in its own way."""


@dataclass(frozen=True)
class Step:
    """One numbered step of a derivation: prose, displayed equations, and the check that it passed."""

    number: int
    title: str
    prose: Prose
    equations: tuple[sp.Basic, ...]
    check: Check


def require(flags: Sequence[bool], step: str, labels: Sequence[str] | None = None) -> int:
    """The number of identities, all of which must hold; otherwise a `ProofError` that names those that fail."""
    failed = [labels[k] if labels else f"identity {k + 1}" for k, holds in enumerate(flags) if not holds]
    if failed:
        raise ProofError(step, failed)
    return len(flags)
