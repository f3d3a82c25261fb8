"""When a quantity crosses a level: one that can be evaluated at any time, or one that is known at samples."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from reduced_odes._common.checks import FloatArray


def crossing(
    quantity: Callable[[float], float],
    begin: float,
    end: float,
    level: float = 0.0,
    *,
    tolerance: float,
    known: Mapping[float, float] | None = None,
) -> float:
    """The time between two others, on different sides of a level, at which a quantity crosses it (Brent's method).

    Parameters
    ----------
    quantity : callable
        Continuous; evaluated once at each time.
    begin, end : float
    level : float
    tolerance : float
        Absolute, of the time.
    known : mapping of float to float, optional
        Values that are known already, by their times.

    Returns
    -------
    float
        The earliest time that was evaluated after the crossing: the quantity is there at the level, or on the same side
        of it as at `end`.
    """
    from scipy.optimize import brentq  # takes longer to import than all of this package

    values = dict(known or {})

    def above(s: float) -> float:
        if s not in values:
            values[s] = quantity(s)
        return values[s] - level

    root = float(brentq(above, begin, end, xtol=tolerance))
    above(root)
    side = above(end) > 0
    return min(s for s, value in values.items() if s >= root and (value == level or (value > level) == side))


def sampled_crossings(
    times: FloatArray, values: FloatArray, level: float = 0.0, *, rising: bool, neighbours: int = 0
) -> FloatArray:
    """Times at which a sampled quantity crosses a level in one direction.

    Parameters
    ----------
    times, values : ndarrays of shape (T,)
        Times increase; a NaN crosses nothing.
    level : float
    rising : bool
        Look for crossings upwards, or else for those downwards.
    neighbours : int
        0 puts a straight line through the two samples around a crossing; n puts a cubic spline through n samples on
        either side.
    """
    above = values - level if rising else level - values
    found = []
    for k in np.flatnonzero((above[1:] > 0) & (above[:-1] <= 0)):
        if not neighbours:
            found.append(times[k] - above[k] * (times[k + 1] - times[k]) / (above[k + 1] - above[k]))
            continue
        from scipy.interpolate import CubicSpline

        near = slice(max(k + 1 - neighbours, 0), k + 1 + neighbours)
        spline = CubicSpline(times[near], above[near])
        found.append(crossing(lambda s, spline=spline: float(spline(s)), times[k], times[k + 1], tolerance=1e-13))  # type: ignore[misc]
    return np.array(found, dtype=float)
