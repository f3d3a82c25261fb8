"""Learning rates of the three blocks of weights."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from derivations.algebra.identifiers import is_identifier
from derivations.errors import InputError


@dataclass(frozen=True)
class RateSymbols:
    """The learning rates of the recurrent weights, the read-in and the read-out (symbols; equal ones are shared)."""

    W: sp.Symbol
    u: sp.Symbol
    v: sp.Symbol

    def __post_init__(self) -> None:
        for block in ("W", "u", "v"):
            symbol = getattr(self, block)
            if not isinstance(symbol, sp.Symbol) or not is_identifier(symbol.name):
                raise InputError(
                    f"the rate of {block} must be a symbol, but is {symbol!r}; give for example rate({block!r}), and "
                    "leave blocks at rest with derive(..., trained=...)",
                    name=block,
                    value=symbol,
                )

    @property
    def symbols(self) -> tuple[sp.Symbol, ...]:
        """The distinct rates, in the order W, u, v."""
        return tuple(dict.fromkeys((self.W, self.u, self.v)))
