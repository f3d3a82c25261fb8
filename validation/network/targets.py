"""Target filters of any order as stable state spaces, f*(t) = c e^{At} b."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import block_diag

from validation._common.checks import ComplexArray, FloatArray, instance, number, positive, real_array
from validation._common.errors import ValidationError
from validation.network.responses import linear_response
from validation.network.schur import output_power, schur_form

TARGETS = "integrator(c_star), damped_oscillator(c_star, omega_star) or StateSpace(A, b, c)"
"""What to pass as a target, for messages."""


@dataclass(frozen=True, eq=False)
class StateSpace:
    """A stable filter of order K with one input and one output.

    Parameters
    ----------
    A : array-like of shape (K, K)
        Generator; every eigenvalue must have a negative real part.
    b : array-like of shape (K,)
        Input vector.
    c : array-like of shape (K,)
        Output vector.

    Raises
    ------
    ValidationError
        If the shapes do not fit together, an entry is not a finite real number, or A is not stable.
    """

    A: FloatArray
    b: FloatArray
    c: FloatArray

    def __post_init__(self) -> None:
        A, b, c = real_array("A", self.A, 2), real_array("b", self.b, 1), real_array("c", self.c, 1)
        if A.shape[0] != A.shape[1]:
            raise ValidationError(f"A must be square, but has shape {A.shape}; pass a K × K matrix.")
        for name, vector in (("b", b), ("c", c)):
            if vector.shape != (A.shape[0],):
                raise ValidationError(
                    f"{name} has shape {vector.shape}, but A has shape {A.shape}; "
                    f"pass {name} with {A.shape[0]} entries."
                )
        worst = max(np.linalg.eigvals(A), key=lambda z: z.real)
        if worst.real >= 0:
            raise ValidationError(
                f"A has the eigenvalue {worst:.6g}, so the target never decays; "
                "every eigenvalue of A must have a negative real part."
            )
        for name, array in (("A", A), ("b", b), ("c", c)):
            object.__setattr__(self, name, array)

    @classmethod
    def from_poles(cls, poles: Sequence[complex], residues: Sequence[complex]) -> StateSpace:
        """The filter f*(t) = Σ r_k e^{λ_k t}.

        Parameters
        ----------
        poles, residues : sequences of K complex numbers
            Distinct λ_k with negative real parts, and r_k; with each complex pole comes its conjugate, and with its
            residue the conjugate residue.

        Raises
        ------
        ValidationError
            If the numbers differ, a pole is not stable or repeated, or f* would not be real.
        """
        values, amplitudes = np.array(poles, dtype=np.complex128), np.array(residues, dtype=np.complex128)
        if values.shape != amplitudes.shape or values.ndim != 1:
            raise ValidationError(
                f"poles and residues have shapes {values.shape} and {amplitudes.shape}; pass as many of each."
            )
        if not (np.isfinite(values).all() and np.isfinite(amplitudes).all()):
            raise ValidationError("poles and residues must all be finite; pass finite numbers.")
        blocks = [_modal_block(values, amplitudes, k) for k in range(values.size) if values[k].imag >= 0]
        if sum(b.size for _, b, _ in blocks) != values.size:
            raise ValidationError(
                f"poles {np.array2string(values, precision=6)} are not closed under conjugation; pass the conjugate "
                "of every complex pole."
            )
        return cls(
            block_diag(*(A for A, _, _ in blocks)),
            np.concatenate([b for _, b, _ in blocks]),
            np.concatenate([c for _, _, c in blocks]),
        )

    @property
    def order(self) -> int:
        """K, the dimension of the state."""
        return int(self.b.size)

    def poles(self) -> ComplexArray:
        """Eigenvalues of A, shape (K,)."""
        return np.linalg.eigvals(self.A).astype(np.complex128)

    def filter(self, times: ArrayLike) -> FloatArray:
        """f*(t) = c e^{At} b at the given times (any order, ≥ 0), shape (T,)."""
        return linear_response(self.A, self.b, self.c, times)


def _modal_block(poles: ComplexArray, residues: ComplexArray, k: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """A, b, c of a real pole, or of a conjugate pair of which pole k is the upper one."""
    pole, residue = poles[k], residues[k]
    same, partners = np.flatnonzero(poles == pole), np.flatnonzero(poles == pole.conjugate())
    if same.size > 1:
        raise ValidationError(f"poles contain {pole:.6g} twice; pass a Jordan block as A instead.")
    if partners.size != 1:
        raise ValidationError(
            f"poles are not closed under conjugation: {pole:.6g} comes without {pole.conjugate():.6g}; pass both."
        )
    if abs(residues[partners[0]] - residue.conjugate()) > _SAME_RESIDUE * abs(residue):
        raise ValidationError(
            f"residue {residue:.6g} of {pole:.6g} is not the conjugate of that of {pole.conjugate():.6g}, so the "
            "target is not real; pass conjugate residues (real ones of real poles)."
        )
    if pole.imag == 0:
        return np.array([[pole.real]]), np.array([residue.real]), np.ones(1)
    # Of z' = λz, z(0) = 1 the state is (Re z, −Im z); the output is 2 Re(r z).
    turn = np.array([[pole.real, pole.imag], [-pole.imag, pole.real]])
    return turn, np.array([1.0, 0.0]), 2.0 * np.array([residue.real, residue.imag])


_SAME_RESIDUE = 1e-12


def integrator(c_star: float) -> StateSpace:
    """The leaky integrator f*(t) = e^{−c* t}; c* > 0 in units of the neuron's inverse time constant."""
    decay = positive("c_star", c_star)
    return StateSpace(np.array([[-decay]]), np.ones(1), np.ones(1))


def damped_oscillator(c_star: float, omega_star: float, phase: float = 0.0) -> StateSpace:
    """The damped oscillator f*(t) = e^{−c* t} cos(ω* t + φ).

    Parameters
    ----------
    c_star : float
        Decay rate, > 0.
    omega_star : float
        Angular frequency, any sign; 0 with phase 0 is the integrator (not minimal, which is harmless).
    phase : float
        φ in radians.
    """
    decay, omega, phi = positive("c_star", c_star), number("omega_star", omega_star), number("phase", phase)
    # e^{At}(1, 0) = e^{−c* t}(cos ω* t, sin ω* t); the output vector turns it by φ.
    A = np.array([[-decay, -omega], [omega, -decay]])
    return StateSpace(A, np.array([1.0, 0.0]), np.array([math.cos(phi), -math.sin(phi)]))


def target_power(target: StateSpace) -> float:
    """½ ∫ f*(t)² dt, the loss of a silent network."""
    instance("target", target, StateSpace, TARGETS)
    A = schur_form(target.A)
    return output_power(A, A.Z.T @ target.b, A.Z.T @ target.c)
