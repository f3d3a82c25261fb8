"""How an ensemble of networks deviates from a theory: spread, deviation of the mean, delay; with standard errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.optimize import minimize_scalar

from validation._common.checks import FloatArray
from validation._common.errors import ValidationError
from validation.experiments.power_laws import Estimate

_STARTS = 41
"""Number of delays among which the search begins with the best."""


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
