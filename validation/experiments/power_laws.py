"""Powers by which errors fall: fitted to a few measured points, each with its standard error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import curve_fit

from validation._common.checks import FloatArray, real_array
from validation._common.errors import ValidationError

_NORMAL = 1.96
"""Standard errors on either side of 95 of 100 estimates."""
_ENOUGH = 5
"""Number of points from which on their scatter about a power law is known well enough to judge errors by it."""
_EXPONENTS = np.linspace(-4.0, 2.0, 25)
"""Exponents among which a fit begins with the best; it stays between the first and the last."""


@dataclass(frozen=True)
class Order:
    """An observed order: the slope of ln(error) against ln(step).

    Attributes
    ----------
    slope : float
    standard_error : float
        Of the slope, from the scatter about the line.
    """

    slope: float
    standard_error: float


def convergence_order(steps: ArrayLike, errors: ArrayLike) -> Order:
    """Fit error ∝ step^order through at least three points: a straight line through the logarithms.

    Parameters
    ----------
    steps, errors : array-likes of shape (n,)
        Positive; `steps` may be any size that the error depends on (dt, η, N, a batch).

    Raises
    ------
    ValidationError
        If there are fewer than three points, lengths differ, or a number is not positive.
    """
    x, y = _points(steps, errors)
    return straight_line(np.log(x), np.log(y))


def straight_line(x: FloatArray, y: FloatArray) -> Order:
    """Slope of the line through some points, by least squares; its error is NaN where there are two points alone."""
    # scipy.stats.linregress does the same, but importing scipy.stats takes a third of the time of all imports.
    if x.size < 3:
        return Order(float(np.polyfit(x, y, 1)[0]), float("nan"))
    coefficients, covariance = np.polyfit(x, y, 1, cov=True)
    return Order(float(coefficients[0]), float(np.sqrt(covariance[0, 0])))


def leading_order(sizes: ArrayLike, errors: ArrayLike) -> Order:
    """Fit error ∝ size^order · (1 + O(size²)) through at least four points.

    The next order in `sizes` is fitted along, so that it does not bend the exponent: ln(error) = a + p ln(size) + b
    size².

    Parameters
    ----------
    sizes, errors : array-likes of shape (n,)
        Positive.

    Raises
    ------
    ValidationError
        As `convergence_order`.
    """
    x, y = _points(sizes, errors, least=4)

    def logarithm(x: FloatArray, a: float, p: float, b: float) -> FloatArray:
        return np.asarray(a + p * np.log(x) + b * x**2)

    found, covariance = curve_fit(logarithm, x, np.log(y), p0=(0.0, 1.0, 0.0))
    return Order(float(found[1]), float(np.sqrt(covariance[1, 1])))


def _points(steps: ArrayLike, errors: ArrayLike, least: int = 3) -> tuple[FloatArray, FloatArray]:
    x, y = real_array("steps", steps, 1), real_array("errors", errors, 1)
    if x.size != y.size or x.size < least:
        raise ValidationError(
            f"steps and errors have {x.size} and {y.size} entries; pass equally many, at least {_WORDS[least]}."
        )
    for name, values in (("steps", x), ("errors", y)):
        if values.min() <= 0:
            raise ValidationError(f"{name} must be positive for a power law, but contain {values.min():g}; drop it.")
    if np.all(x == x[0]):
        raise ValidationError(f"steps are all {x[0]:g}; pass at least two different ones.")
    return x, y


_WORDS = {3: "three", 4: "four"}


@dataclass(frozen=True)
class Estimate:
    """A measured number and its standard error."""

    value: float
    error: float


@dataclass(frozen=True)
class PowerLaw:
    """x = amplitude × Nᵖ, fitted to estimates.

    Attributes
    ----------
    amplitude : float
    exponent, error : float
        p and its standard error, from those of the estimates; enlarged to the scatter about the line, if that is more
        and there are five points or more.
    misfit : float
        χ² of the fit for each degree of freedom: about 1 if the law is the whole truth.
    """

    amplitude: float
    exponent: float
    error: float
    misfit: float

    @property
    def interval(self) -> tuple[float, float]:
        """Which holds the exponent in 95 of 100 cases."""
        return self.exponent - _NORMAL * self.error, self.exponent + _NORMAL * self.error

    def at(self, N: FloatArray) -> FloatArray:
        """The fitted values."""
        return np.asarray(self.amplitude * N**self.exponent)


def power_law(widths: Sequence[float] | FloatArray, estimates: Sequence[Estimate]) -> PowerLaw:
    """Fit a power of N by least squares, each estimate weighed by its error.

    The estimates themselves are fitted, not their logarithms, so that one of a small mean may be of either sign.

    Raises
    ------
    ValidationError
        There are fewer than three widths, or an estimate without an error.
    """
    N = np.asarray(widths, dtype=float)
    values = np.array([estimate.value for estimate in estimates])
    errors = np.array([estimate.error for estimate in estimates])
    if N.size < 3 or N.size != values.size:
        raise ValidationError(
            f"widths and estimates have {N.size} and {values.size} entries; pass equally many, at least three."
        )
    if not np.all(errors > 0):
        raise ValidationError("estimates hold one without an error; pass some of at least three networks.")
    middle = float(np.exp(np.mean(np.log(N))))
    x = N / middle  # amplitude and exponent hardly depend on each other in the middle

    def law(x: FloatArray, amplitude: float, exponent: float) -> FloatArray:
        return np.asarray(amplitude * x**exponent)

    def chi_squared(found: Sequence[float] | FloatArray) -> float:
        return float(np.sum(((values - law(x, *found)) / errors) ** 2))

    # The best amplitude for each of several exponents is a ratio of sums: the fit begins at the best of these.
    powers = [x**p / errors for p in _EXPONENTS]
    starts = [(float(y @ (values / errors) / (y @ y)), float(p)) for p, y in zip(_EXPONENTS, powers, strict=True)]
    start = min(starts, key=chi_squared)
    found, covariance = curve_fit(
        law, x, values, p0=start, sigma=errors, absolute_sigma=True, x_scale=(abs(start[0]), 1.0),
        bounds=((-np.inf, _EXPONENTS[0]), (np.inf, _EXPONENTS[-1])), ftol=1e-12, xtol=1e-12,
    )  # fmt: skip
    misfit = chi_squared(found) / (N.size - 2)
    error = float(np.sqrt(covariance[1, 1] * (max(1.0, misfit) if N.size >= _ENOUGH else 1.0)))
    exponent = float(found[1])
    return PowerLaw(float(found[0]) * middle**-exponent, exponent, error, misfit)
