"""Learning at infinite width, with a bulk of any strength: no random matrix, and an error bar from two depths.

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
from numpy.typing import ArrayLike

from reduced_odes._common import checks
from reduced_odes._common.checks import Domain, FloatArray
from reduced_odes._common.results import Result
from reduced_odes.hierarchy.depth import OBSERVABLES, LearningRates, TargetFilter, WordCurve, learn, learning_rates
from reduced_odes.hierarchy.figure import draw
from reduced_odes.hierarchy.fock import fock_space

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["InfiniteWidth", "LearningRates", "TargetFilter", "infinite_width"]

NAME = "infinite_width"
_BETWEEN = 24
"""At so many times besides those asked for the error bar is looked at."""


@dataclass(frozen=True, eq=False, repr=False)
class InfiniteWidth(Result):
    """Learning at infinite width.

    `run["loss"]` is the series called loss of `curve`; likewise gain, c, omega, share.

    Attributes
    ----------
    curve : WordCurve
        At the depth asked for.
    error : mapping of str to ndarray of shape (T,)
        Largest deviation so far of the curve of one letter less, which is an error bar of this one: the depth's own
        error is smaller by some σ². It does not vanish where the two curves cross: it is taken over all of learning
        up to there, at 24 times besides those asked for. NaN where only one of them has an outlier, and before any;
        at depth 0 all NaN.
    born_error : float or None
        The same of the time at which the first outlier leaves the bulk, if both have one.
    parameters : mapping of str to float
        sigma, tau, overlap, kappa_u, kappa_v, eta_W, eta_u, eta_v.
    """

    curve: WordCurve
    error: Mapping[str, FloatArray]
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
        return draw(self.curve, title, self.error["loss"])

    def __getitem__(self, name: str) -> FloatArray:
        return self.curve[name]


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
    checks.in_domain("kappa", checks.finite_number("kappa", kappa), Domain.POSITIVE)
    sizes = {"kappa_u": kappa if kappa_u is None else kappa_u, "kappa_v": kappa if kappa_v is None else kappa_v}
    space = fock_space(depth, sigma=sigma, tau=tau, overlap=overlap, **sizes, memory=memory)
    s = checks.increasing_times(times)
    dense = np.union1d(s, np.linspace(0.0, s[-1], _BETWEEN + 1)) if depth else s
    whole = learn(space, target, dense, rates=eta, rtol=rtol)
    lower = learn(space, target, dense, depth=depth - 1, rates=eta, rtol=rtol) if depth else None
    wanted = np.flatnonzero(np.isin(whole.times, s))
    curve = whole.at(wanted)
    born = None
    if lower is not None and lower.outlier_born is not None and curve.outlier_born is not None:
        born = abs(curve.outlier_born - lower.outlier_born)
    return InfiniteWidth(
        curve=curve,
        error=MappingProxyType({name: values[wanted] for name, values in _deviations(whole, lower).items()}),
        born_error=born,
        parameters=MappingProxyType(
            {
                "sigma": space.bulk.sigma,
                "tau": space.bulk.tau,
                "overlap": float(overlap),
                **{name: float(value) for name, value in sizes.items()},
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
    }


def _deviations(curve: WordCurve, lower: WordCurve | None) -> dict[str, FloatArray]:
    both = 0 if lower is None else min(curve.times.size, lower.times.size)
    found = {}
    for name in OBSERVABLES:
        deviation = np.full(curve.times.size, np.nan)
        if lower is not None:
            here = np.abs(curve[name][:both] - lower[name][:both])
            largest = np.fmax.accumulate(here)
            deviation[:both] = np.where(np.isnan(here), np.nan, largest)
        found[name] = deviation
    return found


def _list(values: FloatArray) -> list[float | None]:
    return [float(x) if np.isfinite(x) else None for x in values]
