"""The map between rich and lazy: `rich_lazy` over grids of bulk strengths, initial sizes and targets, with error bars.

>>> import numpy as np
>>> from reduced_odes.rich_lazy import rich_lazy_map
>>> found = rich_lazy_map(np.linspace(0.1, 0.9, 5), np.geomspace(0.1, 4.0, 4)[:, None], 0.3)
>>> found.time.shape, found.at(0.01)["explained"], found.born, found.error["time"]
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reduced_odes._common import checks
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError, UnknownNameError
from reduced_odes._common.executors import completed, shown
from reduced_odes._common.files import locked
from reduced_odes._common.results import Result
from reduced_odes.hierarchy.depth import learning_rates
from reduced_odes.hierarchy.fock import fock_space
from reduced_odes.hierarchy.learning import checked_accuracy
from reduced_odes.hierarchy.space import depth_number
from reduced_odes.lazy.curve import SMALLEST_SIGMA
from reduced_odes.rich_lazy.archive import Archive, Finished, Place
from reduced_odes.rich_lazy.figure import draw
from reduced_odes.rich_lazy.path import LEVELS, LearningRates, RichLazy, TargetFilter, checked_levels, rich_lazy

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["RichLazyMap", "rich_lazy_map"]

AT_LEVELS = ("time", "loss", "c", "omega", "share", "explained", "margin", "distance")
ONCE = ("born", "lost")


@dataclass(frozen=True, eq=False, repr=False)
class RichLazyMap(Result):
    """How infinitely wide networks learn, over a grid of the shape (...); all arrays are read-only.

    Axes come in the order of all maps here: first the target, then the initial weights, then the bulk, (c*, κ, σ).

    Attributes
    ----------
    c_star, kappa, sigma : ndarrays of shape (...)
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
        depths has a number. For `margin` compare with its size: where it is smaller than twice its error bar, depth
        does not decide whether there is an outlier. Unlike those of `infinite_width`, these bars are deviations as they
        are, by which no share of errors is known to be covered.
    depth : int
    """

    c_star: FloatArray
    kappa: FloatArray
    sigma: FloatArray
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

    kind: ClassVar[str] = "saved map between rich and lazy"

    @property
    def headline(self) -> str:
        """Shape, depth, levels, and how many points reach the last one."""
        reached = np.count_nonzero(np.isfinite(self.time[..., -1]))
        return (
            f"shape={self.shape}, depth {self.depth}, loss {self.levels[-1]:g} reached by {reached} of "
            f"{self.outcomes.size}"
        )

    def columns(self) -> Mapping[str, NDArray[Any]]:
        """One row for each point and level."""
        count = self.levels.size
        once = {name: getattr(self, name) for name in ("sigma", "kappa", "c_star", *ONCE)}
        return {
            **{name: np.repeat(values.ravel(), count) for name, values in once.items()},
            "level": np.tile(self.levels, self.outcomes.size),
            **{name: getattr(self, name).reshape(-1) for name in AT_LEVELS},
            "outcome": np.repeat(self.outcomes.ravel(), count),
        }

    def plot(self, level: float | None = None) -> Figure:
        """The map in three panels: who remembers, how long it takes, how far from lazy it is.

        Parameters
        ----------
        level : float, optional
            Of the map's levels, in units of the target's power; the last by default.

        Raises
        ------
        InputError
            The map has not the shape (Y, X), with σ along the last axis, κ or c* along the first, at least three of
            each.
        """
        return draw(self, level)

    def as_record(self) -> dict[str, Any]:
        """Ready for JSON; what is not finite is None."""
        names = (*AT_LEVELS, *ONCE)
        return {
            "system": "rich_lazy",
            "depth": self.depth,
            "levels": self.levels.tolist(),
            **{name: getattr(self, name).tolist() for name in ("c_star", "kappa", "sigma")},
            "observables": {name: _nulls(getattr(self, name)) for name in names},
            "error": {name: _nulls(self.error[name]) for name in names},
            "outcomes": self.outcomes.tolist(),
        }

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
    c_star: ArrayLike,
    kappa: ArrayLike,
    sigma: ArrayLike,
    *,
    omega_star: float = 0.0,
    depth: int = 3,
    levels: Sequence[float] = LEVELS,
    until: float = 1e3,
    rates: LearningRates | Mapping[str, float] | None = None,
    rtol: float = 1e-4,
    executor: Executor | None = None,
    progress: bool = False,
    archive: str | os.PathLike[str] | None = None,
) -> RichLazyMap:
    """`rich_lazy` at every point of a grid, and at one letter less for the error bars.

    Parameters
    ----------
    c_star, kappa, sigma : array-likes
        Decay rate of the target, |u₀| = |v₀|, and radius of the bulk; they broadcast to the grid.
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
    archive : str or path, optional
        A file (.npz) that keeps every point as soon as it is finished, so that a map that was interrupted, however,
        continues when it is asked for again. Points of the grid that are in it, from whatever grid of the same depth,
        levels, until, rates, rtol and ω*, are not computed anew.

    Raises
    ------
    InputError
        An argument cannot be used.
    SettingsError, ArchiveError
        The archive is of other settings, damaged, or something else.
    FileInUseError, OutputError
        Another map is being written to the archive, or it cannot be written at all.
    LostWorkError
        Points were lost with the process that computed them; all others were computed first, and are in the archive.

    Notes
    -----
    Depth 3 errs by a part ∝ σ⁸. A point takes about a second, those at σ > 0.8 and levels below 0.01 longer.
    """
    grids = _grids(c_star, kappa, sigma)
    d, eta, wanted = depth_number(depth), learning_rates(rates), checked_levels(levels)
    if d < 1:
        raise InputError("depth must be 1 or more, but is 0: the error bars are the deviation of one letter less")
    omega, end = checks.finite_number("omega_star", omega_star), checks.finite_number("until", until)
    settings = _Settings(omega, d, wanted, end, eta, checked_accuracy(rtol))
    places: list[Place] = list(zip(*(x.ravel().tolist() for x in grids), strict=True))
    with nullcontext() if archive is None else locked(archive, "archive") as path:
        kept = None if path is None else Archive(path, settings.as_arrays())
        finished = {} if kept is None else kept.load()
        jobs = [_Job(place, settings) for place in dict.fromkeys(places) if place not in finished]
        done = completed(_run, jobs, executor)
        if progress:
            done = shown(done, len(places), "point", before=len(places) - len(jobs))
        for k, point in done:
            finished[jobs[k].place] = point
            if kept is not None:
                kept.save(finished)
    return _map(grids, [finished[place] for place in places], settings)


@dataclass(frozen=True)
class _Settings:
    """What all points have in common."""

    omega_star: float
    depth: int
    levels: tuple[float, ...]
    until: float
    rates: LearningRates
    rtol: float

    def as_arrays(self) -> dict[str, ArrayLike]:
        """As an archive keeps it."""
        return {**asdict(self), "rates": list(asdict(self.rates).values())}


@dataclass(frozen=True)
class _Job:
    place: Place
    settings: _Settings


def _run(job: _Job) -> Finished:
    (c_star, kappa, sigma), given = job.place, job.settings
    target = (
        TargetFilter.damped_oscillator(c_star, given.omega_star)
        if given.omega_star
        else TargetFilter.integrator(c_star)
    )
    pair = [
        rich_lazy(
            target,
            sigma=sigma,
            kappa=kappa,
            depth=depth,
            levels=given.levels,
            until=given.until,
            rates=given.rates,
            rtol=given.rtol,
        )
        for depth in (given.depth, given.depth - 1)
    ]
    return Finished(np.array([_numbers(found) for found in pair]), pair[0].outcome.value)


def _numbers(found: RichLazy) -> list[float]:
    """All that a map keeps of one network's learning, one quantity after another."""
    at_levels = [getattr(milestone, name) for name in AT_LEVELS for milestone in found.milestones]
    return [*at_levels, *(getattr(found, name) for name in ONCE)]


def _map(grids: list[FloatArray], points: list[Finished], settings: _Settings) -> RichLazyMap:
    shape = grids[0].shape
    numbers = np.array([point.numbers for point in points])  # shape (points, 2, numbers)
    arrays, lower = (_arrays(numbers[:, which], shape, len(settings.levels)) for which in (0, 1))
    rest: Any = arrays  # one for each field of that name
    return RichLazyMap(
        c_star=grids[0],
        kappa=grids[1],
        sigma=grids[2],
        levels=_fixed(np.asarray(settings.levels)),
        **rest,
        outcomes=np.array([point.outcome for point in points], dtype=np.str_).reshape(shape),
        error=MappingProxyType({name: _fixed(np.abs(arrays[name] - lower[name])) for name in arrays}),
        depth=settings.depth,
    )


def _grids(c_star: ArrayLike, kappa: ArrayLike, sigma: ArrayLike) -> list[FloatArray]:
    """The three arrays, checked before anything is computed."""
    given = {"c_star": c_star, "kappa": kappa, "sigma": sigma}
    arrays = {}
    for name, values in given.items():
        array = np.asarray(values)
        if array.dtype.kind not in "iuf" or not array.size or not np.all(np.isfinite(array)):
            raise InputError(f"{name} must be an array of finite numbers, but is {values!r}; give at least one")
        if array.min() <= 0:
            raise InputError(
                f"{name} must be greater than 0, but has the entry {array.min():g}; leave it out",
                name=name,
                value=values,
            )
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
            f"c_star, kappa and sigma must broadcast to one grid, but have the shapes {shapes}; give each axis of the "
            "grid one length, or 1"
        ) from None
    return [_fixed(grid) for grid in grids]


def _arrays(numbers: FloatArray, shape: tuple[int, ...], levels: int) -> dict[str, FloatArray]:
    """The map's arrays of rows of `_numbers`."""
    at_levels = numbers[:, : -len(ONCE)].reshape(*shape, len(AT_LEVELS), levels)
    once = numbers[:, -len(ONCE) :].reshape(*shape, len(ONCE))
    arrays = {name: at_levels[..., k, :] for k, name in enumerate(AT_LEVELS)}
    arrays.update({name: once[..., k] for k, name in enumerate(ONCE)})
    return {name: _fixed(array) for name, array in arrays.items()}


def _nulls(array: FloatArray) -> Any:
    """Nested lists with None for what is not finite."""
    listed: NDArray[Any] = array.astype(object)
    listed[~np.isfinite(array)] = None
    return listed.tolist()


def _fixed(values: FloatArray) -> FloatArray:
    """A read-only copy; an array even of one number."""
    array = np.array(values)
    array.flags.writeable = False
    return array
