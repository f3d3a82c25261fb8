"""Learning rates of the three blocks of a network's weights, as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reduced_odes._common import checks
from reduced_odes._common.checks import Domain
from reduced_odes._common.errors import InputError, UnknownNameError

BLOCKS = ("W", "u", "v")


@dataclass(frozen=True)
class Rates:
    """Learning rates of W, u and v, relative to the step; 0 means that a block is not trained.

    Gradient flow is Ẇ = −η_W ∂L/∂W, u̇ = −η_u ∂L/∂u, v̇ = −η_v ∂L/∂v.

    Raises
    ------
    InputError
        If a rate is negative or not finite, or if all three are zero.
    """

    W: float = 1.0
    u: float = 1.0
    v: float = 1.0

    def __post_init__(self) -> None:
        for block in BLOCKS:
            name = f"rates.{block}"
            value = checks.in_domain(name, checks.finite_number(name, getattr(self, block)), Domain.NONNEGATIVE)
            object.__setattr__(self, block, value)
        if not self.trained:
            raise InputError(
                "rates are all 0, so nothing learns; give one block a rate greater than 0", name="rates", value=self
            )

    @classmethod
    def of(cls, rates: Rates | Mapping[str, float] | None) -> Rates:
        """Rates as they are accepted everywhere: themselves, a mapping from blocks to numbers, or None for 1, 1, 1.

        Raises
        ------
        InputError
            Neither of these, or a rate that cannot be used.
        UnknownNameError
            A name that is not W, u or v.
        """
        if isinstance(rates, Rates):
            return rates
        given = {} if rates is None else rates
        checks.instance("rates", given, Mapping, "Rates(W=1, u=1, v=1), or for example {'W': 0.5}")
        for block in given:
            if block not in BLOCKS:
                raise UnknownNameError.among("block in rates", block, BLOCKS)
        return cls(**given)

    @property
    def trained(self) -> tuple[str, ...]:
        """The blocks whose rate is not 0, by name."""
        return tuple(block for block in BLOCKS if getattr(self, block) > 0)

    @property
    def parameters(self) -> dict[str, float]:
        """By the names that they have among the parameters of reduced systems, eta_W and so on."""
        return {f"eta_{block}": getattr(self, block) for block in BLOCKS}


UNIT_RATES = Rates()
"""W, u and v all trained, at rate 1."""
