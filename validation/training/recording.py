"""What a training is asked to record, and its growing record; shared by gradient descent and gradient flow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from validation._common.checks import ComplexArray, FloatArray, count, instance, nonnegative, within
from validation._common.errors import SaddlePoint, ValidationError
from validation.gradient.exact import Evaluation
from validation.network.targets import TARGETS, StateSpace
from validation.network.weights import UNIT_RATES, Rates, Weights, require_rates, require_weights
from validation.training.runs import BUILT_IN, DescentRun, Observer

ROUNDING_LOSS = 1e-12
"""A loss, or a rise of it, below this part of ½∫f*² dt counts as rounding, which leaves a few 1e-16 of it."""


@dataclass(frozen=True, eq=False)
class Recording:
    """What is recorded of a training besides loss, gain and spectrum; every training function takes its fields by name.

    Parameters
    ----------
    every : int
        Record each `every`-th step, and the last one (`record_every` of the training functions). Gradient flow records
        at the times that it is given instead.
    observe : callable, optional
        Weights to a mapping of names to floats, recorded with the rest.
    sigma : float
        Radius of the bulk as N → ∞, by which outliers are separated from it; 0 if W(0) = 0.
    outlier_count : int, optional
        How many outliers of W to follow; as many as the target has poles by default.
    snapshot_times : sequence of float
        Learning times at which to keep the weights, to the nearest step; the first and the last are kept anyway.

    Raises
    ------
    ValidationError
        If one of them cannot be used.
    """

    every: int = 1
    observe: Observer | None = None
    sigma: float = 0.0
    outlier_count: int | None = None
    snapshot_times: Sequence[float] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "every", count("record_every", self.every))
        object.__setattr__(self, "sigma", nonnegative("sigma", self.sigma))
        if self.observe is not None and not callable(self.observe):
            raise ValidationError(
                f"observe is {self.observe!r}; pass a function from weights to named numbers.",
                name="observe",
                value=self.observe,
            )
        if self.outlier_count is not None:
            object.__setattr__(self, "outlier_count", count("outlier_count", self.outlier_count))
        if not isinstance(self.snapshot_times, Iterable):
            raise ValidationError(
                f"snapshot_times is {self.snapshot_times!r}; pass a sequence of learning times, [] for none.",
                name="snapshot_times",
                value=self.snapshot_times,
            )
        object.__setattr__(self, "snapshot_times", tuple(self.snapshot_times))

    def snapshots(self, until: float) -> tuple[float, ...]:
        """`snapshot_times`, none of them after the end of the training."""
        return tuple(within("snapshot_times", s, 0.0, until) for s in self.snapshot_times)


@dataclass(frozen=True, eq=False)
class Training:
    """What a training is, apart from how its time advances: where it starts, what it learns, what is recorded.

    Raises
    ------
    ValidationError
        If weights, target or rates are something else, or more outliers are to be followed than there are neurons.
    """

    weights: Weights
    target: StateSpace
    rates: Rates = UNIT_RATES
    recording: Recording = field(default_factory=Recording)

    def __post_init__(self) -> None:
        require_weights(self.weights)
        instance("target", self.target, StateSpace, TARGETS)
        require_rates(self.rates)
        if (self.recording.outlier_count or 1) > self.weights.N:
            raise ValidationError(
                f"outlier_count is {self.recording.outlier_count}, but must be an int from 1 to N = {self.weights.N}; "
                "pass one.",
                name="outlier_count",
                value=self.recording.outlier_count,
            )

    @property
    def outlier_count(self) -> int:
        """How many outliers are followed: as many as the target has poles, if no number was asked for."""
        return self.recording.outlier_count or min(self.target.order, self.weights.N)


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
                f"{sorted(self.rows[0].keys() - set(BUILT_IN))} before; return the same names every time.",
                name="observe",
                value=sorted(row.keys() - set(BUILT_IN)),
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

    def run(self, training: Training, step: float | None) -> DescentRun:
        """The finished record."""
        return DescentRun(
            target=training.target,
            rates=training.rates,
            step=step,
            sigma=training.recording.sigma,
            times=np.array(self.times),
            quantities=columns(self.rows),
            spectra=padded(self.spectra, training.outlier_count),
            outlier_count=training.outlier_count,
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
            f"observe returned a {type(result).__name__}, but must return a mapping of names to floats.",
            name="observe",
            value=result,
        )
    taken = [name for name in BUILT_IN if name in result]
    if taken:
        raise ValidationError(
            f"observe returned {taken[0]!r}, a name that every run has already; choose another name.",
            name="observe",
            value=result,
        )
    try:
        return {str(name): float(value) for name, value in result.items()}
    except (TypeError, ValueError) as error:
        raise ValidationError(
            f"observe must return floats ({error}); return plain numbers.", name="observe", value=result
        ) from error
