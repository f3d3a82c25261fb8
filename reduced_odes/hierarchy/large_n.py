"""Learning at infinite width, with a bulk of any strength. No random matrix is drawn; two depths give an error bar.

>>> from reduced_odes.hierarchy import TargetFilter, infinite_width
>>> run = infinite_width(TargetFilter.integrator(0.3), sigma=0.4, kappa=0.5, times=[0, 1, 2, 3, 4], depth=4)
>>> run["loss"], run.error["loss"], run["c"], run.curve.outlier_born
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reduced_odes._common import checks
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.results import Result
from reduced_odes.hierarchy.depth import OBSERVABLES, LearningRates, TargetFilter, WordCurve, learn, learning_rates
from reduced_odes.hierarchy.figure import draw
from reduced_odes.hierarchy.fock import fock_space

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["InfiniteWidth", "LearningRates", "TargetFilter", "infinite_width"]

NAME = "infinite_width"
_BETWEEN = 24
"""Number of times at which two depths are compared, besides those asked for."""
_RECENT = 10.0
"""Two depths are compared over the times since the loss was this many times its present value."""
_FACTOR, _FACTOR_OF_ONE_LETTER = 2.0, 4.0
"""Error bars are the deviation from the depth below times these factors, from depth 2 on and at depth 1."""


@dataclass(frozen=True, eq=False, repr=False)
class InfiniteWidth(Result):
    """Learning at infinite width.

    `run["loss"]` is the series called loss of `curve`; likewise gain, c, omega, share.

    Attributes
    ----------
    curve : WordCurve
        At the depth asked for.
    error : mapping of str to ndarray of shape (T,)
        Error bars of the five series: twice (at depth 1 four times) the largest deviation of the curve of one letter
        less, over the times since the loss was ten times what it is now, so that a bar does not vanish where two curves
        cross, and falls with the loss. NaN where only one of the curves has an outlier, and before
        any; at depth 0 all NaN. These are estimates, no bounds: COVERAGE
    in_doubt : ndarray of bool, shape (T,)
        Whether outliers may be there that the curve does not have, or may be absent that it has: only one of the two
        depths has one, or the edge of the bulk is nearer to the farthest mode (`curve.margin`) than that mode's error
        bar. Always so at depth 0, where there is nothing to compare with. In the same test 404 of 2434 points in doubt
        were wrong, and 22 of 4766 beyond doubt, 19 of them at depth 3.
    events_in_doubt : mapping of str to tuple of bool
        For each time in `curve.events["outlier_born"]` and in `curve.events["outlier_lost"]`, whether what it begins,
        an outlier or none, stays in doubt until the next of these events.
    born_error : float or None
        Error bar of the time at which the first outlier leaves the bulk, made in the same way, if both have one.
    parameters : mapping of str to float
        sigma, tau, overlap, kappa_u, kappa_v, eta_W, eta_u, eta_v.
    """

    curve: WordCurve
    error: Mapping[str, FloatArray]
    in_doubt: NDArray[np.bool_]
    events_in_doubt: Mapping[str, tuple[bool, ...]]
    born_error: float | None
    parameters: Mapping[str, float]

    kind: ClassVar[str] = "saved learning at infinite width"

    @property
    def headline(self) -> str:
        """The network, depth, learning times and outcome."""
        return f"sigma = {self.parameters['sigma']:g}, {self.curve.headline}"

    def columns(self) -> Mapping[str, FloatArray]:
        """Those of the curve, and the error bar of each series, named error_loss and so on."""
        return {**self.curve.columns(), **{f"error_{name}": bar for name, bar in self.error.items()}}

    def plot(self) -> Figure:
        """Loss with its error bar, and the slowest outlier with the share of the response that outliers carry.

        Raises
        ------
        InputError
            There are fewer than two times.
        """
        values = self.parameters
        title = (
            f"infinite width: σ = {values['sigma']:g}, τ = {values['tau']:g}, κ = {values['kappa_u']:g}, "
            f"{values['kappa_v']:g}, overlap {values['overlap']:g}, depth {self.curve.depth}"
        )
        return draw(self.curve, title, self.error["loss"], self.in_doubt)

    def __getitem__(self, name: str) -> FloatArray:
        return self.curve[name]

    def informative(self, name: str) -> NDArray[np.bool_]:
        """Where the error bar of a series is smaller than the value itself, shape (T,): elsewhere it says nothing."""
        found: NDArray[np.bool_] = self.error[name] < np.abs(self.curve[name])
        return found


def infinite_width(
    target: TargetFilter,
    *,
    sigma: float,
    times: ArrayLike,
    kappa: float = 1.0,
    kappa_u: float | None = None,
    kappa_v: float | None = None,
    tau: float = 0.0,
    overlap: float = 0.0,
    depth: int = 4,
    rates: LearningRates | Mapping[str, float] | None = None,
    rtol: float = 1e-7,
    memory: float | None = None,
) -> InfiniteWidth:
    """Follow gradient flow of a network with N → ∞ neurons.

    Parameters
    ----------
    target : TargetFilter
        Of any order.
    sigma : float
        Radius of the bulk, from 0 to below 1.
    times : array-like of shape (T,)
        Learning times, increasing, ≥ 0.
    kappa, kappa_u, kappa_v : float
        |u₀| = |v₀| = κ, or each by itself.
    tau : float
        ⟨W_ij W_ji⟩/⟨W_ij²⟩ of the bulk, from −1 to 1, with σ(1 + τ) < 1.
    overlap : float
        u₀ᵀv₀/(|u₀||v₀|), from −1 to 1.
    depth : int
        Greatest number of letters of words; the loss errs by a part ∝ σ^{2(depth + 1)}.
    rates : LearningRates, or mapping from "W", "u", "v" to numbers ≥ 0, optional
        1 by default.
    rtol : float
        Relative accuracy of the solution.
    memory : float, optional
        How many bytes may be used; by default half of what the machine has.

    Raises
    ------
    InputError
        A number is out of its range, or the depth needs too much memory.
    """
    eta = learning_rates(rates)
    sizes = dict(zip(("kappa_u", "kappa_v"), checks.initial_norms(kappa, kappa_u, kappa_v), strict=True))
    space = fock_space(depth, sigma=sigma, tau=tau, overlap=overlap, **sizes, memory=memory)
    s = checks.increasing_times(times)
    dense = np.union1d(s, np.linspace(0.0, s[-1], _BETWEEN + 1)) if depth else s
    whole = learn(space, target, dense, rates=eta, rtol=rtol)
    lower = learn(space, target, dense, depth=depth - 1, rates=eta, rtol=rtol) if depth else None
    wanted = np.flatnonzero(np.isin(whole.times, s))
    born = None
    if lower is not None and lower.outlier_born is not None and whole.outlier_born is not None:
        born = _factor(depth) * abs(whole.outlier_born - lower.outlier_born)
    doubt = outlier_in_doubt(whole, lower)
    return InfiniteWidth(
        curve=whole.at(wanted),
        error=MappingProxyType({name: error_bar(whole, lower, name)[wanted] for name in OBSERVABLES}),
        in_doubt=doubt[wanted],
        events_in_doubt=MappingProxyType(_events_in_doubt(whole, doubt)),
        born_error=born,
        parameters=MappingProxyType(
            {
                "sigma": space.bulk.sigma,
                "tau": space.bulk.tau,
                "overlap": float(overlap),
                **sizes,
                "eta_W": eta.W,
                "eta_u": eta.u,
                "eta_v": eta.v,
            }
        ),
    )


def as_record(run: InfiniteWidth, target: Mapping[str, float]) -> dict[str, Any]:
    """One object for JSON, with the same keys as a reduced system's trajectory; NaN is null."""
    curve = run.curve
    return {
        "system": NAME,
        "parameters": {**target, **run.parameters},
        "depth": curve.depth,
        "dimension": curve.dimension,
        "initial": {},
        "times": curve.times.tolist(),
        "state": {},
        "observables": {name: _list(curve[name]) for name in OBSERVABLES},
        "error": {name: _list(run.error[name]) for name in OBSERVABLES},
        "outliers": [[[o.eigenvalue.real, o.eigenvalue.imag, o.share] for o in found] for found in curve.outliers],
        "outcome": curve.outcome.value,
        "events": {name: list(times) for name, times in curve.events.items()},
        "born_error": run.born_error,
        "informative": {name: run.informative(name).tolist() for name in OBSERVABLES},
        "in_doubt": run.in_doubt.tolist(),
        "events_in_doubt": {name: list(found) for name, found in run.events_in_doubt.items()},
    }


def error_bar(curve: WordCurve, lower: WordCurve | None, name: str) -> FloatArray:
    """Error bar of a series of `curve`, or of its margin, from the curve of one letter less; shape (T,)."""
    bar = np.full(curve.times.size, np.nan)
    if lower is None:
        return bar
    both = min(curve.times.size, lower.times.size)
    here = curve.margin if name == "margin" else curve[name]
    there = lower.margin if name == "margin" else lower[name]
    apart, loss = np.abs(here[:both] - there[:both]), curve.loss[:both]
    if name == "omega":  # a real outlier may be one of a pair in deeper words, and nothing shows how far apart
        apart[(here[:both] == 0.0) & (there[:both] == 0.0)] = np.nan
    recent = np.tri(both, dtype=bool) & (loss <= _RECENT * loss[:, None])
    largest = np.max(np.where(recent & ~np.isnan(apart), apart, 0.0), axis=1, initial=0.0)
    bar[:both] = np.where(np.isnan(apart), np.nan, _factor(curve.depth) * largest)
    return bar


def outlier_in_doubt(curve: WordCurve, lower: WordCurve | None) -> NDArray[np.bool_]:
    """Whether there are outliers or none is in doubt, at each time of `curve`."""
    beyond = np.abs(curve.margin) > error_bar(curve, lower, "margin")  # false where there is no bar
    if lower is not None:
        both = min(curve.times.size, lower.times.size)
        beyond[:both] &= np.isnan(curve.c[:both]) == np.isnan(lower.c[:both])
    found: NDArray[np.bool_] = ~beyond
    return found


def _factor(depth: int) -> float:
    return _FACTOR if depth > 1 else _FACTOR_OF_ONE_LETTER


def _events_in_doubt(curve: WordCurve, doubt: NDArray[np.bool_]) -> dict[str, tuple[bool, ...]]:
    """Whether no time between an event and the next shows beyond doubt what the event has begun."""
    names = ("outlier_born", "outlier_lost")
    every = np.sort(np.concatenate([curve.events[name] for name in names]))

    def remains(s: float) -> bool:
        later = every[every > s]
        until = later[0] if later.size else np.inf
        return bool(np.all(doubt[(curve.times >= s) & (curve.times <= until)]))

    return {name: tuple(remains(s) for s in curve.events[name]) for name in names}


def _list(values: FloatArray) -> list[float | None]:
    return [float(x) if np.isfinite(x) else None for x in values]
