"""What an ensemble of networks tells about its width: spread, deviation of the mean, delay, and their powers of N.

Every number comes with its standard error, and exponents with intervals made from these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.optimize import minimize_scalar

from validation._common.checks import FloatArray
from validation._common.errors import ValidationError

_NORMAL = 1.96
"""Standard errors on either side of 95 of 100 estimates."""
_ENOUGH = 5
"""Widths whose scatter about a power law is known well enough to judge errors by it."""
_EXPONENTS = (-4.0, 2.0)
"""Between which powers of N are looked for."""
_STARTS = 41
"""Delays from which the best one is looked for."""


@dataclass(frozen=True)
class Estimate:
    """A measured number and its standard error."""

    value: float
    error: float


def spread(values: FloatArray) -> Estimate:
    """Standard deviation of networks, its square averaged over times.

    Parameters
    ----------
    values : ndarray of shape (M,) or (M, T)
        One row for each network, at least three.

    Returns
    -------
    Estimate
        √⟨(x − ⟨x⟩)² M/(M − 1)⟩; the error by the jackknife.
    """
    x = values.reshape(values.shape[0], -1)
    M = x.shape[0]
    if M < 3:
        raise ValidationError(f"values are of {M} networks, but a spread with an error needs at least three.")
    squares = np.sum((x - x.mean(axis=0)) ** 2, axis=1)
    whole = float(squares.sum())
    # Without network i, the sum of squares about the mean of the rest is smaller by M/(M − 1) of its own.
    left_out = np.sqrt((whole - squares * M / (M - 1)) / (x.shape[1] * (M - 2)))
    error = np.sqrt((M - 1) / M * np.sum((left_out - left_out.mean()) ** 2))
    return Estimate(float(np.sqrt(whole / (x.shape[1] * (M - 1)))), float(error))


def root_mean_square(values: FloatArray) -> Estimate:
    """√⟨x²⟩ over networks and times, shape (M,) or (M, T); the error from the networks' ⟨x²⟩, NaN for one alone."""
    squares = np.mean(values.reshape(values.shape[0], -1) ** 2, axis=1)
    value = float(np.sqrt(squares.mean()))
    if squares.size < 2 or value == 0:
        return Estimate(value, float("nan"))
    return Estimate(value, float(squares.std(ddof=1)) / np.sqrt(squares.size) / (2 * value))


def mean_deviation(values: FloatArray, theory: float, controls: FloatArray | None = None) -> Estimate:
    """By how much the mean of networks differs from theory.

    Parameters
    ----------
    values : ndarray of shape (M,)
    theory : float
    controls : ndarray of shape (M, p), optional
        Quantities whose means are 0 exactly. The part of the values that is linear in them, fitted by least squares,
        is taken away: it does not change the mean, but most of the scatter (control variates).

    Returns
    -------
    Estimate
        The error by the jackknife, in closed form: what is not linear in the controls is largest where the fit follows
        it best, so that the residuals' own size would be too small.

    Raises
    ------
    ValidationError
        There are too few networks for so many controls.
    """
    M = values.shape[0]
    known = np.zeros((M, 0)) if controls is None else controls / np.sqrt(np.mean(controls**2, axis=0))
    columns = np.hstack([np.ones((M, 1)), known])
    if M - columns.shape[1] < 2:
        raise ValidationError(
            f"values are of {M} networks, but {known.shape[1]} controls need at least {known.shape[1] + 3}."
        )
    frame, triangle = np.linalg.qr(columns)
    inside = frame.T @ (values - theory)
    left = values - theory - frame @ inside
    weights = frame @ np.linalg.inv(triangle)[0]  # of each network in the mean
    # Without a network the mean changes by its weight times its residual over 1 − leverage.
    changes = weights * left / (1.0 - np.sum(frame**2, axis=1))
    return Estimate(float(weights @ (values - theory)), float(np.sqrt(np.sum(changes**2) * (M - 1) / M)))


@dataclass(frozen=True)
class PowerLaw:
    """x = amplitude × Nᵖ, fitted to estimates.

    Attributes
    ----------
    amplitude : float
    exponent, error : float
        p and its standard error, from those of the estimates; enlarged to the scatter about the line, if that is more
        and five widths or more tell it.
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
    x = np.log(N) - float(np.mean(np.log(N)))

    def fitted(p: float) -> tuple[float, float]:
        """The best amplitude in the middle for an exponent, and its χ²."""
        power = np.exp(p * x) / errors
        amplitude = float(power @ (values / errors) / (power @ power))
        return amplitude, float(np.sum((values / errors - amplitude * power) ** 2))

    trial = np.linspace(*_EXPONENTS, 61)
    near = int(np.argmin([fitted(p)[1] for p in trial]))
    bracket = trial[max(near - 1, 0)], trial[min(near + 1, trial.size - 1)]
    exponent = float(minimize_scalar(lambda p: fitted(p)[1], bounds=bracket, method="bounded").x)
    amplitude, chi_squared = fitted(exponent)
    misfit = chi_squared / (N.size - 2)
    law = amplitude * np.exp(exponent * x) / errors
    # Of the fit by ln(amplitude) and exponent, whose derivatives are `law` and x `law`.
    precision = float(law**2 @ x**2 - (law**2 @ x) ** 2 / (law @ law))
    error = float(np.sqrt((max(1.0, misfit) if N.size >= _ENOUGH else 1.0) / precision))
    return PowerLaw(float(amplitude * np.exp(-exponent * np.mean(np.log(N)))), exponent, error, misfit)


@dataclass(frozen=True, eq=False)
class Shift:
    """How much of the networks' deviations is nothing but a delay.

    Attributes
    ----------
    delays : ndarray of shape (M,)
        In learning time; positive where the network is late.
    before, after : ndarrays of shape (M,)
        Root mean square deviation from theory over that of theory itself: from x*(s), and from x*(s − delay).
    """

    delays: FloatArray
    before: FloatArray
    after: FloatArray

    @property
    def share(self) -> float:
        """Part of the mean square deviation that goes with the shift."""
        return float(1.0 - np.sum(self.after**2) / np.sum(self.before**2))


def best_shift(
    times: FloatArray,
    curves: FloatArray,
    known: FloatArray,
    theory: FloatArray,
    delays: FloatArray | None = None,
) -> Shift:
    """Shift theory in time so that it comes nearest to each curve, in the mean square.

    Parameters
    ----------
    times : ndarray of shape (T,)
        Of the curves.
    curves : ndarray of shape (M, T)
    known, theory : ndarrays of shape (S,)
        Times of theory, reaching beyond those of the curves on both sides, and its values there: by so much it may be
        shifted.
    delays : ndarray of shape (M,), optional
        Shift by these instead of the best ones.

    Raises
    ------
    ValidationError
        Theory does not reach beyond the curves.
    """
    late, early = times[0] - known[0], times[-1] - known[-1]
    if not (late > 0 > early):
        raise ValidationError(
            f"theory is known from s = {known[0]:g} to {known[-1]:g}, the curves from {times[0]:g} to {times[-1]:g}; "
            "let it reach farther on both sides."
        )
    spline = CubicSpline(known, theory)
    size = float(np.sqrt(np.mean(spline(times) ** 2)))

    def error(delay: float, curve: FloatArray) -> float:
        return float(np.sqrt(np.mean((curve - spline(times - delay)) ** 2))) / size

    starts = np.linspace(early, late, _STARTS)

    def best(curve: FloatArray) -> float:
        near = int(np.argmin([error(delay, curve) for delay in starts]))
        bracket = starts[max(near - 1, 0)], starts[min(near + 1, _STARTS - 1)]
        return float(minimize_scalar(error, bounds=bracket, args=(curve,), method="bounded").x)

    delays = np.array([best(curve) for curve in curves]) if delays is None else delays
    return Shift(
        delays,
        np.array([error(0.0, curve) for curve in curves]),
        np.array([error(delay, curve) for delay, curve in zip(delays, curves, strict=True)]),
    )
