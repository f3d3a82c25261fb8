"""When a recorded quantity passes a level: between its records, on a line or on a smooth curve."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq

from validation._common.checks import FloatArray

_NEAR = 6
"""Records on either side of a crossing through which the smooth curve goes."""


def crossing(
    times: FloatArray,
    values: FloatArray,
    level: float,
    *,
    rising: bool = False,
    last: bool = False,
    logarithmic: bool = False,
    smooth: bool = False,
) -> float:
    """Time at which a quantity falls below a level (or rises above it); NaN if the records do not show it.

    Parameters
    ----------
    times, values : ndarrays of shape (T,)
    level : float
        Positive for a logarithmic curve.
    rising : bool
        Look for the quantity to rise above the level instead.
    last : bool
        The last such crossing instead of the first. NaN if the quantity does not stay beyond the level to the end;
        for the first crossing, if it is beyond the level from the beginning.
    logarithmic : bool
        Interpolate the logarithm. Records that are not positive count as far below.
    smooth : bool
        Interpolate by a cubic spline through the nearest records instead of by a line.
    """
    curve = np.log(np.maximum(values, np.finfo(float).tiny) / level) if logarithmic else values - level
    beyond = curve > 0 if rising else curve < 0
    if last:
        inside = np.flatnonzero(~beyond)
        k = int(inside[-1]) + 1 if inside.size else 0
    else:
        k = int(np.argmax(beyond)) if beyond.any() else 0
    if k in (0, beyond.size):
        return float("nan")
    if smooth:
        near = np.arange(max(k - _NEAR, 0), min(k + _NEAR, times.size))
        near = near[values[near] > 0] if logarithmic else near
        spline = CubicSpline(times[near], curve[near])
        return float(brentq(lambda s: float(spline(s)), times[k - 1], times[k], xtol=1e-13))
    part = curve[k - 1] / (curve[k - 1] - curve[k])
    return float(times[k - 1] + part * (times[k] - times[k - 1]))
