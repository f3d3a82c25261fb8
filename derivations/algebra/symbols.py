"""The one place that creates symbols.

SymPy takes ``Symbol("a")`` and ``Symbol("a", real=True)`` for two different unknowns, so every symbol of a
derivation is made here, once, with the assumptions that its meaning carries.  The assumptions are not decoration:
:func:`domain` reads them off, and the emitted code checks its input against them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from types import MappingProxyType

import sympy as sp

t = sp.Symbol("t", nonnegative=True)
"""Time, in units of the neuron's time constant."""

c_star = sp.Symbol("c_star", positive=True)
"""Decay rate of the target filter."""
omega_star = sp.Symbol("omega_star", real=True)
"""Angular frequency of the target filter."""
phase = sp.Symbol("phase", real=True)
"""Phase of the target filter at t = 0."""


class ParameterDomain(Enum):
    """The values that a parameter may take."""

    POSITIVE = "positive"
    NONNEGATIVE = "nonnegative"
    REAL = "real"


def coordinate(name: str) -> sp.Symbol:
    """A coordinate on a manifold of weights, or a quantity computed from them: a real number."""
    return sp.Symbol(name, real=True)


def coordinates(names: str | Iterable[str]) -> tuple[sp.Symbol, ...]:
    """Several coordinates at once, from a space-separated string or from names."""
    return tuple(coordinate(name) for name in (names.split() if isinstance(names, str) else names))


def rate(name: str) -> sp.Symbol:
    """The learning rate of the block `name` of the weights (``eta_<name>``); zero means: not trained."""
    return sp.Symbol(f"eta_{name}", nonnegative=True)


DOMAINS: Mapping[ParameterDomain, Callable[[float], bool]] = MappingProxyType(
    {
        ParameterDomain.POSITIVE: lambda value: value > 0,
        ParameterDomain.NONNEGATIVE: lambda value: value >= 0,
        ParameterDomain.REAL: lambda value: True,
    }
)
"""Whether a number lies in each of them."""


def domain(symbol: sp.Symbol) -> ParameterDomain:
    """The domain that a symbol's own assumptions declare."""
    if symbol.is_positive:
        return ParameterDomain.POSITIVE
    if symbol.is_nonnegative:
        return ParameterDomain.NONNEGATIVE
    return ParameterDomain.REAL
