"""Outlying eigenvalues of W: separated from the bulk's disc and followed through learning.

The bulk σ G/√N fills the disc |λ| ≤ σ as N → ∞ (Girko's circular law). At finite N it sticks out:
over 40 to 4,000 samples each at N = 8 … 512, 99 of 100 matrices had all eigenvalues within
|λ| ≤ σ (1 + 1.7/√N), measured here. An eigenvalue counts as an outlier outside that larger disc.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment

from validation._common.checks import ComplexArray, FloatArray, nonnegative, real_array
from validation._common.checks import count as whole_number
from validation._common.errors import ValidationError

MARGIN = 1.7
"""In units of 1/√N: how far the disc of outliers is wider than σ."""

IndexArray = NDArray[np.intp]

_FORBIDDEN = 1e9
_UNSEEN = 1e6


def disc_radius(sigma: float, N: int) -> float:
    """Radius σ (1 + 1.7/√N) of the disc within which 99 of 100 random bulks lie."""
    return nonnegative("sigma", sigma) * (1.0 + MARGIN / math.sqrt(whole_number("N", N)))


@dataclass(frozen=True, eq=False)
class OutlierPath:
    """Outliers of W over learning time.

    Attributes
    ----------
    times : ndarray of shape (T,)
        Learning times s.
    eigenvalues : complex ndarray of shape (T, n)
        One column for each outlier, NaN where it is inside the disc. Columns keep their identity over
        time; the last record orders them by decreasing real part, the upper one of a pair first.
    radius : float
        Radius of the disc.
    """

    times: FloatArray
    eigenvalues: ComplexArray
    radius: float

    @property
    def decay(self) -> FloatArray:
        """c = 1 − Re λ of the dominating outlier; of a pair, real or conjugate, the mean. Shape (T,)."""
        decay: FloatArray = 1.0 - self._leading().mean(axis=1).real
        return decay

    @property
    def omega_squared(self) -> FloatArray:
        """ω² = −((λ₁ − λ₂)/2)² of the dominating pair, shape (T,): negative while both are real.

        NaN where only one outlier is followed, or one of the two is inside the disc.
        """
        pair = self._leading()
        if pair.shape[1] < 2:
            return np.full(self.times.size, np.nan)
        # The square of a conjugate pair's imaginary difference is real up to rounding.
        return 0.0 - (((pair[:, 0] - pair[:, 1]) / 2) ** 2).real

    @property
    def births(self) -> FloatArray:
        """Learning times at which two real outliers meet and leave the axis as a conjugate pair.

        These are the upward zeros of ω², interpolated linearly between records: ω² is smooth there,
        the eigenvalues are not.
        """
        before, after = self.omega_squared[:-1], self.omega_squared[1:]
        crossing = (before <= 0) & (after > 0)  # false wherever one of them is NaN
        fraction = -before[crossing] / (after - before)[crossing]
        starts = self.times[:-1][crossing]
        return starts + fraction * (self.times[1:][crossing] - starts)

    def _leading(self) -> ComplexArray:
        """Columns of the dominating outlier: two, unless it stays alone."""
        values = self.eigenvalues
        if values.shape[1] == 1:
            return values
        seen = np.flatnonzero(~np.isnan(values).any(axis=1))
        last = values[seen[-1]] if seen.size else values[-1]
        partner = 1
        if last[0].imag == 0:  # the dominating one is real: so must be its partner
            real = [j for j in range(1, last.size) if last[j].imag == 0]
            if not real:
                return values[:, :1]
            partner = real[0]
        return values[:, [0, partner]]


def track_outliers(times: ArrayLike, spectra: ComplexArray, *, radius: float, count: int) -> OutlierPath:
    """Follow `count` outliers through recorded spectra of W.

    The records are read backwards, from where the outliers stand clear of the bulk. Each record's
    eigenvalues outside the disc are assigned to the outliers so that the total distance moved is least
    (`scipy.optimize.linear_sum_assignment`), and both members of a conjugate pair are taken or neither.
    With radius 0 there is no bulk, and the `count` largest eigenvalues of each record compete.

    Parameters
    ----------
    times : array-like of shape (T,)
        Learning times.
    spectra : complex array of shape (T, m)
        Eigenvalues of W at each time: all of them or those of large modulus; NaN entries are ignored.
    radius : float
        Radius of the disc, see `disc_radius`.
    count : int
        How many outliers to follow, at most m.
    """
    s, radius = real_array("times", times, 1), nonnegative("radius", radius)
    spectra = np.asarray(spectra, dtype=np.complex128)
    if spectra.ndim != 2 or spectra.shape[0] != s.size:
        raise ValidationError(
            f"spectra has shape {spectra.shape}, but there are {s.size} times; pass one row for each time."
        )
    n = whole_number("count", count)
    if n > spectra.shape[1]:
        raise ValidationError(
            f"count is {n}, but the spectra hold {spectra.shape[1]} eigenvalues; choose count <= that."
        )
    path = np.full((s.size, n), complex(np.nan, np.nan))
    latest = path[-1].copy()
    for k in range(s.size - 1, -1, -1):
        pool = _outside(spectra[k], radius, n)
        chosen = _match(latest, pool)
        found = chosen >= 0
        path[k, found] = pool[chosen[found]]
        latest[found] = path[k, found]
    return OutlierPath(s, path[:, _final_order(path)], radius)


def _final_order(path: ComplexArray) -> IndexArray:
    """Columns by decreasing real part, then imaginary part, where each was last seen."""
    last = np.full(path.shape[1], -np.inf, dtype=np.complex128)
    for row in path:
        last = np.where(np.isnan(row), last, row)
    return np.lexsort((-last.imag, -last.real))


def _outside(spectrum: ComplexArray, radius: float, count: int) -> ComplexArray:
    """Eigenvalues outside the disc, largest first; without a disc, the largest `count`, pairs whole."""
    values = spectrum[~np.isnan(spectrum)]
    values = values[np.lexsort((-values.imag, -values.real, -np.abs(values)))]
    if radius > 0:
        return values[np.abs(values) >= radius]
    taken: list[complex] = []
    for z in values:
        if z.imag == 0 and len(taken) < count:
            taken.append(z)
        elif z.imag > 0 and len(taken) < count - 1:
            taken += [z, z.conjugate()]
    return np.array(taken, dtype=np.complex128)


def _match(latest: ComplexArray, pool: ComplexArray) -> IndexArray:
    """Index into `pool` for each outlier, −1 where there is none."""
    unseen = np.isnan(latest)
    cost = np.abs(latest[:, None] - pool[None, :])
    # An outlier not seen yet takes the largest eigenvalue that the others leave.
    cost[unseen] = _UNSEEN - np.abs(pool)
    return _assign(cost, pool)[1]


def _assign(cost: FloatArray, pool: ComplexArray) -> tuple[float, IndexArray]:
    """Cheapest assignment of rows to columns that takes conjugate pairs whole."""
    rows, columns = linear_sum_assignment(cost)
    allowed = cost[rows, columns] < _FORBIDDEN
    chosen = np.full(cost.shape[0], -1, dtype=np.intp)
    chosen[rows[allowed]] = columns[allowed]
    taken = {int(j) for j in chosen if j >= 0}
    single = next((j for j in sorted(taken) if _conjugate(pool, j) not in taken), None)
    if single is None:
        return float(cost[rows, columns].sum()), chosen
    pair = [single, _conjugate(pool, single)]
    without = cost.copy()
    without[:, pair] = _FORBIDDEN
    options = [_assign(without, pool)]
    for tracks in permutations(range(cost.shape[0]), 2):
        committed = without.copy()
        committed[tracks, :] = _FORBIDDEN
        committed[tracks, pair] = cost[tracks, pair]
        if np.all(cost[tracks, pair] < _FORBIDDEN):
            options.append(_assign(committed, pool))
    return min(options, key=lambda option: option[0])


def _conjugate(pool: ComplexArray, j: int) -> int:
    """Where the conjugate of pool[j] stands (j itself if real)."""
    return int(np.argmin(np.abs(pool - pool[j].conjugate())))
