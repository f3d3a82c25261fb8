"""What training a full network leaves behind: recorded quantities, spectra and weights over learning time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from validation._common.archives import read_archive, write_archive
from validation._common.checks import ComplexArray, FloatArray, unknown
from validation._common.errors import DamagedFile, ValidationError
from validation.network.outliers import OutlierPath, disc_radius, track_outliers
from validation.network.targets import StateSpace
from validation.network.weights import Rates, Weights

Observer = Callable[[Weights], Mapping[str, float]]
"""What a user wants recorded besides: weights to named numbers."""

KIND = "descent run"
BUILT_IN = ("loss", "gain")


@dataclass(frozen=True, eq=False)
class DescentRun:
    """A full network's training, recorded.

    `run["loss"]` and `run["gain"]` are always there; so is what the observer gave, by its names. Where no
    observer gave them, `run["c"]` and `run["omega_squared"]` (of a pair) are measured on the outliers of W.

    Attributes
    ----------
    target : StateSpace
    rates : Rates
    step : float or None
        The step η of gradient descent; None for the gradient flow itself.
    sigma : float
        Radius of the bulk as N → ∞, 0 for none.
    times : ndarray of shape (T,)
        Learning times s (= η k in descent) of the records.
    quantities : mapping of name to ndarray of shape (T,)
    spectra : complex ndarray of shape (T, n)
        Eigenvalues of W at each record: all N of them by decreasing real part or, of a large network, those that
        Krylov spaces have found, filled up by NaN.
    outlier_count : int
        How many outliers are followed.
    snapshot_times : ndarray of shape (S,)
        Learning times of the kept weights, the first and the last always among them.
    snapshots : tuple of S Weights
    """

    target: StateSpace
    rates: Rates
    step: float | None
    sigma: float
    times: FloatArray
    quantities: Mapping[str, FloatArray]
    spectra: ComplexArray
    outlier_count: int
    snapshot_times: FloatArray
    snapshots: tuple[Weights, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "quantities", MappingProxyType(dict(self.quantities)))

    def __reduce__(self) -> tuple[Any, ...]:
        """Runs travel between processes, but a view of a mapping does not."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return DescentRun, tuple({**values, "quantities": dict(self.quantities)}.values())

    @cached_property
    def outliers(self) -> OutlierPath:
        """Outliers of W, matched over time and separated from the disc of the bulk."""
        radius = disc_radius(self.sigma, self.initial.N)
        return track_outliers(self.times, self.spectra, radius=radius, count=self.outlier_count)

    @property
    def initial(self) -> Weights:
        """The weights at s = 0."""
        return self.snapshots[0]

    @property
    def final(self) -> Weights:
        """The weights at the end."""
        return self.snapshots[-1]

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that can be asked for by name."""
        measured = ("c", "omega_squared") if self.outlier_count > 1 else ("c",)
        return (*self.quantities, *(name for name in measured if name not in self.quantities))

    def __getitem__(self, name: str) -> FloatArray:
        if name in self.quantities:
            return self.quantities[name]
        if name not in self.names:
            raise unknown("quantity of this run", name, self.names)
        return self.outliers.decay if name == "c" else self.outliers.omega_squared

    def save(self, path: str | Path) -> Path:
        """Write the run to a NumPy archive (.npz), without pickle."""
        return write_archive(path, KIND, run_arrays(self))


def load_run(path: str | Path) -> DescentRun:
    """Read a run that `DescentRun.save` wrote.

    Raises
    ------
    ValidationError
        If there is no such file.
    DamagedFile
        If the file is not a whole run.
    """
    arrays = read_archive(path, KIND)
    try:
        return run_from_arrays(arrays)
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise DamagedFile(f"{path} is an incomplete {KIND}; delete it and run again.") from error


def run_arrays(run: DescentRun) -> dict[str, NDArray[np.generic]]:
    """A run as named arrays."""
    return {
        "target_A": run.target.A,
        "target_b": run.target.b,
        "target_c": run.target.c,
        "rates": np.array([run.rates.W, run.rates.u, run.rates.v]),
        "step": np.array(np.nan if run.step is None else run.step),
        "sigma": np.array(run.sigma),
        "outlier_count": np.array(run.outlier_count),
        "times": run.times,
        "names": np.array(list(run.quantities), dtype=np.str_),
        "values": np.array(list(run.quantities.values())),
        "spectra": run.spectra,
        "snapshot_times": run.snapshot_times,
        "snapshots": np.array([weights.vector() for weights in run.snapshots]),
    }


def run_from_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> DescentRun:
    """Inverse of `run_arrays`."""
    number = {name: np.asarray(value) for name, value in arrays.items()}
    values, times = number["values"].astype(np.float64), number["times"].astype(np.float64)
    spectra = number["spectra"].astype(np.complex128)
    snapshots = tuple(Weights.from_vector(row) for row in number["snapshots"].astype(np.float64))
    names = [str(name) for name in number["names"]]
    shapes = (len(names), times.size) == values.shape and spectra.shape[0] == times.size
    if not shapes or len(snapshots) != number["snapshot_times"].size or not snapshots:
        raise ValidationError("the arrays of the run do not fit together; save it anew.")
    step = float(number["step"])
    return DescentRun(
        target=StateSpace(*(number[f"target_{part}"].astype(np.float64) for part in "Abc")),
        rates=Rates(*(float(rate) for rate in number["rates"].astype(np.float64))),
        step=None if np.isnan(step) else step,
        sigma=float(number["sigma"]),
        times=times,
        quantities=dict(zip(names, values, strict=True)),
        spectra=spectra,
        outlier_count=int(number["outlier_count"]),
        snapshot_times=number["snapshot_times"].astype(np.float64),
        snapshots=snapshots,
    )
