"""The growing record of a training, shared by gradient descent and gradient flow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from validation._common.checks import ComplexArray, FloatArray, count, instance, nonnegative
from validation._common.errors import SaddlePoint, ValidationError
from validation.gradient.exact import Evaluation
from validation.network.targets import TARGETS, StateSpace
from validation.network.weights import Rates, Weights, require_rates, require_weights
from validation.training.runs import BUILT_IN, DescentRun, Observer

ROUNDING_LOSS = 1e-12
"""A loss, or a rise of it, below this part of ½∫f*² dt counts as rounding, which leaves a few 1e-16 of it."""


@dataclass(frozen=True, eq=False)
class Setting:
    """What a training is, apart from how its time advances."""

    target: StateSpace
    rates: Rates
    sigma: float
    observe: Observer | None
    outlier_count: int

    @classmethod
    def checked(
        cls,
        weights: Weights,
        target: StateSpace,
        rates: Rates,
        *,
        sigma: float,
        observe: Observer | None,
        outlier_count: int | None,
    ) -> Setting:
        """Check the arguments that every kind of training has."""
        require_weights(weights)
        instance("target", target, StateSpace, TARGETS)
        require_rates(rates)
        if observe is not None and not callable(observe):
            raise ValidationError(
                f"observe is {observe!r}; pass a function from weights to named numbers.", name="observe", value=observe
            )
        followed = _outlier_count(outlier_count, target, weights.N)
        return cls(target, rates, nonnegative("sigma", sigma), observe, followed)


@dataclass
class Log:
    """Rows recorded so far. A row is added whole or not at all."""

    times: list[float] = field(default_factory=list)
    rows: list[dict[str, float]] = field(default_factory=list)
    spectra: list[ComplexArray] = field(default_factory=list)
    snapshot_times: list[float] = field(default_factory=list)
    snapshots: list[Weights] = field(default_factory=list)

    def record(self, time: float, weights: Weights, evaluation: Evaluation, observe: Observer | None) -> None:
        """Add one row."""
        row = {"loss": evaluation.loss, "gain": weights.gain} | _observed(weights, observe)
        if self.rows and row.keys() != self.rows[0].keys():
            raise ValidationError(
                f"observe returned {sorted(row.keys() - set(BUILT_IN))} at s = {time:g}, but "
                f"{sorted(self.rows[0].keys() - set(BUILT_IN))} before; return the same names every time."
            )
        spectrum = evaluation.poles + 1.0
        spectrum = spectrum[np.lexsort((-spectrum.imag, -spectrum.real))]
        self.times.append(time)
        self.rows.append(row)
        self.spectra.append(spectrum)

    def keep(self, time: float, weights: Weights) -> None:
        """Add a snapshot."""
        self.snapshot_times.append(time)
        self.snapshots.append(weights)

    def drop_from(self, time: float) -> None:
        """Forget what was recorded at `time` or later: it will be recorded again."""
        rows = sum(t < time for t in self.times)
        del self.times[rows:], self.rows[rows:], self.spectra[rows:]
        kept = sum(t < time for t in self.snapshot_times)
        del self.snapshot_times[kept:], self.snapshots[kept:]

    def run(self, setting: Setting, step: float | None) -> DescentRun:
        """The finished record."""
        return DescentRun(
            target=setting.target,
            rates=setting.rates,
            step=step,
            sigma=setting.sigma,
            times=np.array(self.times),
            quantities=columns(self.rows),
            spectra=padded(self.spectra, setting.outlier_count),
            outlier_count=setting.outlier_count,
            snapshot_times=np.array(self.snapshot_times),
            snapshots=tuple(self.snapshots),
        )


def padded(spectra: Sequence[ComplexArray], width: int = 0) -> ComplexArray:
    """Spectra of different lengths as the rows of one array, filled up by NaN."""
    rows = np.full((len(spectra), max([width, *map(len, spectra)])), complex(np.nan, np.nan))
    for row, spectrum in zip(rows, spectra, strict=True):
        row[: spectrum.size] = spectrum
    return rows


def columns(rows: list[dict[str, float]]) -> dict[str, FloatArray]:
    """Rows of equal keys as one array for each key."""
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def _outlier_count(value: int | None, target: StateSpace, N: int) -> int:
    """How many outliers to follow: as many as the target has poles, unless told otherwise."""
    if value is None:
        return min(target.order, N)
    if count("outlier_count", value) > N:
        raise ValidationError(f"outlier_count is {value}, but must be an int from 1 to N = {N}; pass one.")
    return int(value)


def refuse_saddle(evaluation: Evaluation, target: StateSpace, rates: Rates) -> None:
    """Raise `SaddlePoint` where nothing trained has a gradient though the loss is not zero."""
    gradient = rates * evaluation.gradient
    still = not (gradient.recurrent_norm() > 0 or gradient.u.any() or gradient.v.any())
    if still and evaluation.loss > ROUNDING_LOSS * target.power:
        trained = ", ".join(rates.trained)
        raise SaddlePoint(
            f"weights are a saddle: the gradient by what is trained ({trained}) is exactly 0 while the loss "
            f"is {evaluation.loss:.6g}, so nothing will ever be learnt; start with nonzero u and v."
        )


def _observed(weights: Weights, observe: Observer | None) -> dict[str, float]:
    if observe is None:
        return {}
    result = observe(weights)
    if not isinstance(result, Mapping):
        raise ValidationError(
            f"observe returned a {type(result).__name__}, but must return a mapping of names to floats."
        )
    taken = [name for name in BUILT_IN if name in result]
    if taken:
        raise ValidationError(f"observe returned {taken[0]!r}, a name that every run has already; choose another name.")
    try:
        return {str(name): float(value) for name, value in result.items()}
    except (TypeError, ValueError) as error:
        raise ValidationError(f"observe must return floats ({error}); return plain numbers.") from error
