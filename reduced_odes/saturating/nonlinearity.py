"""Nonlinearities φ_g(z) = φ(g z)/g of a neuron: odd functions, given with their derivative and their integral.

A gain g stretches one function φ. In units in which the noise is 1 and the activity is x = z/a, the nonlinearity is
again of this family: φ_γ(x) = φ(γ x)/γ with γ = g a. Its potential is

    ∫₀ˣ φ_γ = x² P(y),    y = γ x,    P(y) = (1/y²) ∫₀ʸ φ,

so that one function of one variable, with two derivatives by ln y, says all that the rest needs to know of φ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import erf

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError, UnknownNameError

Function = Callable[[FloatArray], FloatArray]

_SAMPLES = np.geomspace(1e-3, 8.0, 40)
"""Arguments at which a function that comes from outside is checked."""
_ROUNDING = 1e-12
_SAME = 1e-2
"""How well the integral of the given derivative must reproduce φ: a wrong factor is refused, a kink is not."""
_FAR = 1e6
"""Distance, in units of noise, at which it is decided whether the activity is driven back."""


@dataclass(frozen=True)
class Nonlinearity:
    """An odd function φ with its derivative.

    Attributes
    ----------
    name
        What it is called on the command line and in titles.
    phi, derivative
        φ and φ′, from an array to an array of the same shape.
    integral
        ∫₀ʸ φ, if it is known in closed form; otherwise it is found by quadrature, which takes longer.

    Raises
    ------
    InputError
        The function is not odd or not finite at arguments up to 8, or `derivative` or `integral` is not its own.
    """

    name: str
    phi: Function
    derivative: Function
    integral: Function | None = None

    def __post_init__(self) -> None:
        for what in ("phi", "derivative"):
            if not callable(getattr(self, what)):
                raise InputError(f"{what} of the nonlinearity {self.name!r} must be a function of an array")
        y = _SAMPLES
        try:
            above, below = np.asarray(self.phi(y), dtype=float), np.asarray(self.phi(-y), dtype=float)
            slope = np.asarray(self.derivative(y), dtype=float)
        except (TypeError, ValueError) as error:
            raise InputError(
                f"nonlinearity {self.name!r} cannot be applied to an array: {error}; write it with NumPy's functions"
            ) from None
        if above.shape != y.shape or below.shape != y.shape or slope.shape != y.shape:
            raise InputError(f"nonlinearity {self.name!r} must return an array of the shape of its argument")
        if not (np.all(np.isfinite(above)) and np.all(np.isfinite(slope))):
            raise InputError(f"nonlinearity {self.name!r} or its derivative is not finite between 0 and {y[-1]:g}")
        odd = np.abs(above + below) <= _ROUNDING * (1 + np.abs(above))
        if not np.all(odd):
            at = y[np.argmin(odd)]
            raise InputError(
                f"nonlinearity {self.name!r} must be odd, but φ({at:.3g}) + φ({-at:.3g}) is not 0; "
                "subtract its even part, (φ(h) + φ(−h))/2"
            )
        self._check("derivative", above, y * _average(self.derivative, y))
        if self.integral is not None:
            self._check("integral", np.asarray(self.integral(y), dtype=float), y * _average(self.phi, y))

    def _check(self, what: str, one: FloatArray, other: FloatArray) -> None:
        if not np.allclose(one, other, rtol=_SAME, atol=_SAME * float(np.abs(other).max())):
            raise InputError(f"{what} of the nonlinearity {self.name!r} does not belong to its φ; check its factors")

    def potential(self, y: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """P(y), y P′ = φ/y − 2P and (y d/dy)² P = φ′ − 3 φ/y + 4P, each of the shape of y ≥ 0."""
        positive = np.where(y > 0, y, 1.0)
        slope = np.asarray(self.derivative(y), dtype=float)
        # At y = 0 the function is linear, φ = φ′(0) y, and P no longer depends on y.
        chord = np.where(y > 0, np.asarray(self.phi(positive), dtype=float) / positive, slope)
        if self.integral is None:
            mean = _average(self.phi, positive) / positive
        else:
            mean = np.asarray(self.integral(positive), dtype=float) / positive**2
        P = np.where(y > 0, mean, slope / 2)
        return P, chord - 2 * P, slope - 3 * chord + 4 * P

    def restoring(self, w: FloatArray, gamma: FloatArray) -> FloatArray:
        """Force per activity −F(x)/x = 1 − w φ(γx)/(γx), far from rest: the activity stays finite if it is above 0.

        A saturating function gives 1 whatever w; the identity gives 1 − w; a cubic with a negative coefficient gives
        less than 0 for w < 0.
        """
        y = np.abs(gamma) * _FAR
        positive = np.where(y > 0, y, 1.0)
        with np.errstate(all="ignore"):
            chord = np.where(y > 0, self.phi(positive) / positive, self.derivative(y))
            return np.where(w == 0, 1.0, 1.0 - w * chord)


def _average(function: Function, y: FloatArray) -> FloatArray:
    """∫₀¹ f(t y) dt by Gauss–Legendre quadrature on intervals that halve towards 0, where f varies most for large y."""
    ends = np.concatenate([[0.0], 0.5 ** np.arange(8, -1, -1)])
    nodes, weights = np.polynomial.legendre.leggauss(20)
    half, middle = np.diff(ends) / 2, (ends[1:] + ends[:-1]) / 2
    t = (middle[:, None] + half[:, None] * nodes).ravel()
    return np.asarray(function(y[..., None] * t), dtype=float) @ (half[:, None] * weights).ravel()


_CUBIC = -np.pi / 12
"""Third-order coefficient of the error function below, which the cubic shares."""


# Named functions, since those can be pickled: trajectories of one system may be computed by many processes.
def _erf(y: FloatArray) -> FloatArray:
    return np.asarray(erf(np.sqrt(np.pi) / 2 * y))


def _erf_derivative(y: FloatArray) -> FloatArray:
    return np.asarray(np.exp(-np.pi / 4 * y**2))


def _erf_integral(y: FloatArray) -> FloatArray:
    s = np.sqrt(np.pi) / 2 * y
    return np.asarray(2 / np.sqrt(np.pi) * (s * erf(s) + np.expm1(-(s**2)) / np.sqrt(np.pi)))


def _tanh(y: FloatArray) -> FloatArray:
    return np.asarray(np.tanh(y))


def _tanh_derivative(y: FloatArray) -> FloatArray:
    return np.asarray(1 - np.tanh(y) ** 2)


def _log_cosh(y: FloatArray) -> FloatArray:
    size = np.abs(y)
    # Near 0 the first form keeps its relative accuracy, far out the second does not lose 1 − tanh².
    near = -0.5 * np.log1p(-(np.tanh(np.minimum(size, 1.0)) ** 2))
    return np.asarray(np.where(size < 1.0, near, size + np.log1p(np.exp(-2 * size)) - np.log(2.0)))


def _cubic(y: FloatArray) -> FloatArray:
    return np.asarray(y + _CUBIC * y**3)


def _cubic_derivative(y: FloatArray) -> FloatArray:
    return np.asarray(1 + 3 * _CUBIC * y**2)


def _cubic_integral(y: FloatArray) -> FloatArray:
    return np.asarray(y**2 / 2 + _CUBIC * y**4 / 4)


ERF = Nonlinearity("erf", _erf, _erf_derivative, _erf_integral)
"""erf(√π y/2): slope 1 at 0, between −1 and 1."""
TANH = Nonlinearity("tanh", _tanh, _tanh_derivative, _log_cosh)
"""tanh(y): slope 1 at 0, between −1 and 1."""
CUBIC = Nonlinearity("cubic", _cubic, _cubic_derivative, _cubic_integral)
"""y − π y³/12, the first two terms of the error function; the activity stays finite only if w ≥ 0."""

KNOWN = {known.name: known for known in (ERF, TANH, CUBIC)}


def named(name: str) -> Nonlinearity:
    """The nonlinearity of this name: erf, tanh or cubic.

    Raises
    ------
    UnknownNameError
        There is none.
    """
    if name not in KNOWN:
        raise UnknownNameError.among("nonlinearity", name, KNOWN)
    return KNOWN[name]
