"""Target filters of any order for the lazy regime: f*(t) = c e^{At} b."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import checks
from .checks import Domain, FloatArray
from .errors import InputError

ComplexArray = NDArray[np.complex128]

VISIBLE = 1e-10
"""A pole is part of the filter if its residue is at least this part of the largest."""


@dataclass(frozen=True, eq=False)
class TargetFilter:
    """A stable filter f*(t) = c e^{At} b of order K; time in units of the neuron's time constant.

    Parameters
    ----------
    A : array-like of shape (K, K)
        Every eigenvalue must have a negative real part.
    b, c : array-likes of shape (K,)

    Raises
    ------
    InputError
        The shapes do not fit together, an entry is not a finite real number, or A is not stable.
    """

    A: FloatArray
    b: FloatArray
    c: FloatArray

    def __post_init__(self) -> None:
        for name, dimensions in (("A", 2), ("b", 1), ("c", 1)):
            object.__setattr__(self, name, _array(name, getattr(self, name), dimensions))
        K = self.A.shape[0]
        if self.A.shape != (K, K) or self.b.shape != (K,) or self.c.shape != (K,):
            raise InputError(
                f"A, b, c have the shapes {self.A.shape}, {self.b.shape}, {self.c.shape}; give (K, K), (K,) and (K,)"
            )
        slowest = max(np.linalg.eigvals(self.A), key=lambda x: x.real)
        if not slowest.real < 0:
            raise InputError(
                f"A has the eigenvalue {slowest:.6g}, so the target never decays; every real part must be negative"
            )

    @classmethod
    def integrator(cls, c_star: float) -> TargetFilter:
        """The leaky integrator f*(t) = e^{−c* t}, c* > 0."""
        decay = _parameter("c_star", c_star, Domain.POSITIVE)
        return cls(np.array([[-decay]]), np.ones(1), np.ones(1))

    @classmethod
    def damped_oscillator(cls, c_star: float, omega_star: float, phase: float = 0.0) -> TargetFilter:
        """The damped oscillator f*(t) = e^{−c* t} cos(ω* t + φ), c* > 0."""
        decay = _parameter("c_star", c_star, Domain.POSITIVE)
        omega, phi = _parameter("omega_star", omega_star), _parameter("phase", phase)
        A = np.array([[-decay, -omega], [omega, -decay]])
        return cls(A, np.array([math.cos(phi), math.sin(phi)]), np.array([1.0, 0.0]))

    @classmethod
    def from_poles(cls, poles: Sequence[complex], residues: Sequence[complex]) -> TargetFilter:
        """f*(t) = Re Σ r_i e^{λ_i t}.

        Parameters
        ----------
        poles : sequence of complex
            λ_i, with negative real parts; of a conjugate pair give one.
        residues : sequence of complex
            r_i, of a real pole the real amplitude.
        """
        if len(poles) != len(residues) or not len(poles):
            raise InputError(f"poles and residues have {len(poles)} and {len(residues)} entries; give as many of each")
        blocks, inputs, outputs = [], [], []
        for pole, residue in zip(np.asarray(poles, complex), np.asarray(residues, complex), strict=True):
            if pole.imag == 0:
                blocks.append(np.array([[pole.real]]))
                inputs.append(np.array([residue.real]))
                outputs.append(np.ones(1))
            else:
                blocks.append(np.array([[pole.real, -pole.imag], [pole.imag, pole.real]]))
                inputs.append(np.array([residue.real, residue.imag]))
                outputs.append(np.array([1.0, 0.0]))
        K = sum(block.shape[0] for block in blocks)
        A, at = np.zeros((K, K)), 0
        for block in blocks:
            size = block.shape[0]
            A[at : at + size, at : at + size] = block
            at += size
        return cls(A, np.concatenate(inputs), np.concatenate(outputs))

    @property
    def order(self) -> int:
        """K, the dimension of the state."""
        return int(self.b.size)

    @property
    def start(self) -> float:
        """f*(0)."""
        return float(self.c @ self.b)

    def poles(self) -> ComplexArray:
        """The poles that f* really has: eigenvalues of A with a residue."""
        values, right = np.linalg.eig(self.A.astype(np.complex128))
        residues = np.abs((self.c @ right) * np.linalg.lstsq(right, self.b.astype(np.complex128), rcond=None)[0])
        if not residues.max() > 0:
            raise InputError("the target is zero at all times; give b and c that let a pole be seen")
        seen: ComplexArray = values[residues >= VISIBLE * residues.max()]
        return seen


def _array(name: str, value: ArrayLike, dimensions: int) -> FloatArray:
    try:
        array = np.array(value, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be an array of real numbers, but is {value!r}") from None
    if array.ndim != dimensions or array.size == 0 or not np.all(np.isfinite(array)):
        raise InputError(
            f"{name} must be a non-empty array of {dimensions} dimensions with finite entries, but has the shape "
            f"{array.shape}" + ("" if np.all(np.isfinite(array)) else " and an entry that is not finite")
        )
    array.flags.writeable = False
    return array


def _parameter(name: str, value: Any, domain: Domain = Domain.REAL) -> float:
    return checks.in_domain(name, checks.finite_number(name, value), domain)
