"""The map between rich and lazy: `rich_lazy` over grids of bulk strengths, initial sizes and targets, with error bars.

>>> import numpy as np
>>> from reduced_odes.rich_lazy_map import rich_lazy_map
>>> found = rich_lazy_map(np.linspace(0.1, 0.9, 5), np.geomspace(0.1, 4.0, 4)[:, None], 0.3)
>>> found.time.shape, found.at(0.01)["explained"], found.born, found.error["time"]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .checks import FloatArray
from .errors import InputError, UnknownNameError
from .executors import completed
from .fock import fock_space
from .hierarchy import learning_rates
from .lazy import SMALLEST_SIGMA
from .rich_lazy import LEVELS, LearningRates, RichLazy, TargetFilter, checked_levels, rich_lazy
from .word_space import depth_number

__all__ = ["RichLazyMap", "rich_lazy_map"]

AT_LEVELS = ("time", "loss", "c", "omega", "share", "explained", "margin", "distance")
ONCE = ("born", "lost")


@dataclass(frozen=True, eq=False)
class RichLazyMap:
    """What becomes of infinitely wide networks over a grid of the shape (...); all arrays are read-only.

    Attributes
    ----------
    sigma, kappa, c_star : ndarrays of shape (...)
    levels : ndarray of shape (L,)
        Parts of the target's power to which the loss falls.
    time, loss, c, omega, share, explained, margin, distance : ndarrays of shape (..., L)
        As in `Milestone`.
    born, lost : ndarrays of shape (...)
        As in `RichLazy`; NaN for what does not happen before the last level.
    outcomes : ndarray of str of shape (...)
        Values of `Outcome`: learnt if the last level is reached.
    error : mapping of str to ndarray
        For each of these arrays how far it deviates with one letter less, an error bar; NaN where only one of the two
        depths has a number. For `margin` compare with its size: where it is smaller than its error bar, depth does not
        decide whether there is an outlier.
    depth : int
    """

    sigma: FloatArray
    kappa: FloatArray
    c_star: FloatArray
    levels: FloatArray
    time: FloatArray
    loss: FloatArray
    c: FloatArray
    omega: FloatArray
    share: FloatArray
    explained: FloatArray
    margin: FloatArray
    distance: FloatArray
    born: FloatArray
    lost: FloatArray
    outcomes: NDArray[np.str_]
    error: Mapping[str, FloatArray]
    depth: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the grid."""
        return self.born.shape

    @property
    def has_outlier(self) -> NDArray[np.bool_]:
        """Whether an outlier is outside of the bulk when the loss has fallen to each level, shape (..., L)."""
        return np.asarray(self.margin > 0)

    def at(self, level: float) -> Mapping[str, FloatArray]:
        """The arrays of one level, each of shape (...), by name."""
        found = np.flatnonzero(self.levels == level)
        if not found.size:
            raise UnknownNameError.among("level", f"{level:g}", [f"{x:g}" for x in self.levels], owner="this map")
        return MappingProxyType({name: getattr(self, name)[..., found[0]] for name in AT_LEVELS})


def rich_lazy_map(
    sigma: ArrayLike,
    kappa: ArrayLike,
    c_star: ArrayLike,
    *,
    omega_star: float = 0.0,
    depth: int = 3,
    levels: Sequence[float] = LEVELS,
    until: float = 1e3,
    rates: LearningRates | Mapping[str, float] | None = None,
    rtol: float = 1e-4,
    executor: Executor | None = None,
    progress: bool = False,
) -> RichLazyMap:
    """`rich_lazy` at every point of a grid, and at one letter less for the error bars.

    Parameters
    ----------
    sigma, kappa, c_star : array-likes
        Radius of the bulk, |u₀| = |v₀|, and decay rate of the target; they broadcast to the grid.
    omega_star : float
        Frequency of the target e^{−c* t} cos ω* t.
    depth : int
        ≥ 1, greatest number of letters of words.
    levels, until, rates, rtol
        As for `rich_lazy`.
    executor : concurrent.futures.Executor, optional
        Where to compute; here, if none is given. It is not shut down.
    progress : bool
        Show a progress bar.

    Raises
    ------
    InputError
        An argument cannot be used.

    Notes
    -----
    Depth 3 errs by a part ∝ σ⁸. A point takes about a second, those at σ > 0.8 and levels below 0.01 longer.
    """
    grids = _grids(sigma, kappa, c_star)
    d, eta, wanted = depth_number(depth), learning_rates(rates), checked_levels(levels)
    if d < 1:
        raise InputError("depth must be 1 or more, but is 0: the error bars are the deviation of one letter less")
    jobs = [
        _Job(s, k, c, float(omega_star), d, wanted, float(until), eta, rtol)
        for s, k, c in zip(*(x.ravel().tolist() for x in grids), strict=True)
    ]
    done = completed(_run, jobs, executor)
    parts = dict(_shown(done, len(jobs)) if progress else done)
    pairs = [parts[k] for k in range(len(jobs))]
    arrays, lower = (_arrays([pair[which] for pair in pairs], grids[0].shape) for which in (0, 1))
    rest: Any = arrays  # one for each field of that name
    return RichLazyMap(
        sigma=grids[0],
        kappa=grids[1],
        c_star=grids[2],
        levels=_fixed(np.array(wanted)),
        **rest,
        outcomes=np.array([pair[0].outcome.value for pair in pairs], dtype=np.str_).reshape(grids[0].shape),
        error=MappingProxyType({name: _fixed(np.abs(arrays[name] - lower[name])) for name in arrays}),
        depth=d,
    )


@dataclass(frozen=True)
class _Job:
    sigma: float
    kappa: float
    c_star: float
    omega_star: float
    depth: int
    levels: tuple[float, ...]
    until: float
    rates: LearningRates
    rtol: float


def _run(job: _Job) -> tuple[RichLazy, RichLazy]:
    pair, decay = job.omega_star != 0, job.c_star
    target = TargetFilter.damped_oscillator(decay, job.omega_star) if pair else TargetFilter.integrator(decay)
    options: Any = {
        "sigma": job.sigma,
        "kappa": job.kappa,
        "levels": job.levels,
        "until": job.until,
        "rates": job.rates,
        "rtol": job.rtol,
    }
    return rich_lazy(target, depth=job.depth, **options), rich_lazy(target, depth=job.depth - 1, **options)


def _shown(
    done: Iterator[tuple[int, tuple[RichLazy, RichLazy]]], count: int
) -> Iterator[tuple[int, tuple[RichLazy, RichLazy]]]:
    from tqdm import tqdm  # only who wants to see it pays for the import

    yield from tqdm(done, total=count, unit="point")


def _grids(sigma: ArrayLike, kappa: ArrayLike, c_star: ArrayLike) -> list[FloatArray]:
    """The three arrays, checked before anything is computed."""
    given = {"sigma": sigma, "kappa": kappa, "c_star": c_star}
    arrays = {}
    for name, values in given.items():
        array = np.asarray(values)
        if array.dtype.kind not in "iuf" or not array.size or not np.all(np.isfinite(array)):
            raise InputError(f"{name} must be an array of finite numbers, but is {values!r}; give at least one")
        if array.min() <= 0:
            raise InputError(f"{name} must be greater than 0, but has the entry {array.min():g}")
        arrays[name] = array.astype(float)
    if arrays["sigma"].min() < SMALLEST_SIGMA:
        raise InputError(
            f"sigma must be at least {SMALLEST_SIGMA:g}, but has the entry {arrays['sigma'].min():g}; without a bulk "
            "there is no lazy theory"
        )
    fock_space(0, sigma=float(arrays["sigma"].max()))  # refuses too large a radius
    try:
        grids = np.broadcast_arrays(*arrays.values())
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise InputError(
            f"sigma, kappa and c_star must broadcast to one grid, but have the shapes {shapes}; give each axis of the "
            "grid one length, or 1"
        ) from None
    return [_fixed(np.array(grid)) for grid in grids]


def _arrays(found: list[RichLazy], shape: tuple[int, ...]) -> dict[str, FloatArray]:
    arrays = {
        name: np.array([[getattr(m, name) for m in each.milestones] for each in found]).reshape(*shape, -1)
        for name in AT_LEVELS
    }
    arrays.update({name: np.array([getattr(each, name) for each in found]).reshape(shape) for name in ONCE})
    return {name: _fixed(array) for name, array in arrays.items()}


def _fixed(array: FloatArray) -> FloatArray:
    array.flags.writeable = False
    return array
