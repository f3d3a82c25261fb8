"""Learning rates of the three blocks of weights."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True)
class RateSymbols:
    """The learning rates of the recurrent weights, the read-in and the read-out (symbols; equal ones are shared)."""

    W: sp.Symbol
    u: sp.Symbol
    v: sp.Symbol

    @property
    def symbols(self) -> tuple[sp.Symbol, ...]:
        """The distinct rates, in the order W, u, v."""
        return tuple(dict.fromkeys((self.W, self.u, self.v)))
