"""When a recorded quantity passes a level: between its records, on a line or on a smooth curve."""

from __future__ import annotations

import numpy as np

from reduced_odes._common.crossings import sampled_crossings
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
    seen = values > 0 if logarithmic and smooth else np.full(values.size, True)
    values, times = values[seen], times[seen]
    curve = np.log(np.maximum(values, np.finfo(float).tiny) / level) if logarithmic else values - level
    found = sampled_crossings(times, curve, rising=rising, neighbours=_NEAR if smooth else 0)
    beyond = curve > 0 if rising else curve < 0
    if not found.size or (not beyond[-1] if last else beyond[0]):
        return float("nan")
    return float(found[-1 if last else 0])
