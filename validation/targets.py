"""Target filters of any order as stable state spaces, f*(t) = c e^{At} b."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from validation.checks import ComplexArray, FloatArray, number, positive, real_array
from validation.errors import ValidationError
from validation.responses import linear_response


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
