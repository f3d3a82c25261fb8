"""The course of learning: what `integrate` returns, what is saved, what is plotted."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reduced_odes._common import checks
from reduced_odes._common.archives import damaged, read_archive, write_archive
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import ArchiveError, TrajectoryFileError, UnknownNameError
from reduced_odes._common.outcome import Outcome

Series = Mapping[str, FloatArray]

KIND = "saved trajectory"
_GROUPS = ("states", "observables", "invariants")


@dataclass(frozen=True)
class SolverRecord:
    """How a trajectory was computed: method, tolerances, threshold, and the work that it took."""

    method: str
    rtol: float
    atol: float
    learnt: float
    evaluations: int
    jacobians: int
    message: str


@dataclass(frozen=True, eq=False)
class Trajectory:
    """States, observables and conserved quantities along one solution of a reduced system.

    `trajectory["c"]` is the series called c, whether a state variable, an observable or an invariant;
    `trajectory["times"]` are the learning times. All arrays are read-only.

    Attributes
    ----------
    system, hash
        Name and content hash of the system.
    parameters, initial
        All parameters and the whole state at s = 0, by name.
    times
        Shape (T,): the requested learning times, as far as the solution came.
    states, observables, invariants
        Series of shape (T,) by name. The loss is a difference of numbers of order one: once the target is
        learnt it is some 1e-16 of them, of either sign, and is left as it comes out.
    outcome
        How the integration ended.
    events
        Times of `learnt` (loss below the threshold), `unstable` (an eigenvalue of W − I on the imaginary
        axis) and, for a system with the observable omega_squared, `pair_born` and `pair_lost` (ω² crossing
        0 upwards, downwards); an empty tuple for what did not happen. Located to the solver's tolerance;
        two opposite crossings within one step of the solver are not seen.
    solver
        How it was computed.
    """

    system: str
    hash: str
    parameters: Mapping[str, float]
    initial: Mapping[str, float]
    times: FloatArray
    states: Series
    observables: Series
    invariants: Series
    outcome: Outcome
    events: Mapping[str, tuple[float, ...]]
    solver: SolverRecord

    def __post_init__(self) -> None:
        def put(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        put("times", _read_only(self.times))
        for name in ("states", "observables", "invariants"):
            put(name, MappingProxyType({key: _read_only(x) for key, x in getattr(self, name).items()}))
        for name in ("parameters", "initial"):
            put(name, MappingProxyType({key: float(x) for key, x in getattr(self, name).items()}))
        put("events", MappingProxyType({key: tuple(map(float, at)) for key, at in self.events.items()}))

    def __reduce__(self) -> tuple[Any, ...]:
        # Read-only views of mappings do not travel between processes by themselves; plain dicts do.
        values = [getattr(self, f.name) for f in fields(self)]
        return type(self), tuple(dict(x) if isinstance(x, MappingProxyType) else x for x in values)

    def __getitem__(self, name: str) -> FloatArray:
        if name == "times":
            return self.times
        for series in (self.states, self.observables, self.invariants):
            if name in series:
                return series[name]
        raise UnknownNameError.among("series", name, self.names, owner=f"this {self.system} trajectory")

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __repr__(self) -> str:
        count = self.times.size
        reach = f"{self.times[0]:g}…{self.times[-1]:g}, {count} times" if count else "no times"
        return f"Trajectory({self.system!r}, s = {reach}, outcome={self.outcome.value!r})"

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that can be asked for by `trajectory[name]`."""
        return ("times", *self.states, *self.observables, *self.invariants)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write this trajectory to the NumPy archive `path`; see `save_trajectory`."""
        return save_trajectory(self, path)

    def as_record(self) -> dict[str, Any]:
        """The trajectory as numbers, texts, lists and dicts, ready for JSON; not finite is None."""
        return {
            "system": self.system,
            "hash": self.hash,
            "parameters": dict(self.parameters),
            "initial": dict(self.initial),
            "times": self.times.tolist(),
            "state": _lists(self.states),
            "observables": _lists(self.observables),
            "invariants": _lists(self.invariants),
            "outcome": self.outcome.value,
            "events": {name: list(times) for name, times in self.events.items()},
            "solver": asdict(self.solver),
        }


def save_trajectory(trajectory: Trajectory, path: str | os.PathLike[str]) -> Path:
    """Write `trajectory` to the NumPy archive `path` (the name is kept as it is), whole or not at all.

    Raises
    ------
    InputError
        `trajectory` is no Trajectory, or `path` is not the name of a file.
    OutputError
        The file cannot be written.
    """
    checks.instance("trajectory", trajectory, Trajectory, "what `integrate` returns")
    about = {
        "system": trajectory.system,
        "hash": trajectory.hash,
        "parameters": dict(trajectory.parameters),
        "initial": dict(trajectory.initial),
        "outcome": trajectory.outcome.value,
        "events": {name: list(times) for name, times in trajectory.events.items()},
        "solver": asdict(trajectory.solver),
        "series": {group: list(getattr(trajectory, group)) for group in _GROUPS},
    }
    tables = {group: _table(getattr(trajectory, group), trajectory.times.size) for group in _GROUPS}
    return write_archive(path, KIND, {"about": np.array(json.dumps(about)), "times": trajectory.times, **tables})


def load_trajectory(path: str | os.PathLike[str]) -> Trajectory:
    """Read a trajectory that `save_trajectory` wrote; no code is run.

    Raises
    ------
    InputError
        `path` is not the name of a file.
    TrajectoryFileError
        There is no such file, it is damaged, or it is something else.
    """
    try:
        arrays = read_archive(path, KIND)
        try:
            return _trajectory(arrays)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
            raise damaged(path, KIND, "path", error) from error
    except ArchiveError as error:
        raise TrajectoryFileError(str(error), name=error.name, value=error.value) from error


def _trajectory(arrays: Mapping[str, NDArray[np.generic]]) -> Trajectory:
    about, times = json.loads(str(arrays["about"])), arrays["times"].astype(float)
    series = {group: _series(arrays[group], about["series"][group], times) for group in _GROUPS}
    return Trajectory(
        system=about["system"],
        hash=about["hash"],
        parameters=about["parameters"],
        initial=about["initial"],
        times=times,
        outcome=Outcome(about["outcome"]),
        events={name: tuple(at) for name, at in about["events"].items()},
        solver=SolverRecord(**about["solver"]),
        **series,
    )


def _table(series: Mapping[str, FloatArray], length: int) -> FloatArray:
    return np.stack(list(series.values())) if series else np.empty((0, length))


def _series(table: NDArray[np.generic], names: list[str], times: FloatArray) -> dict[str, FloatArray]:
    if table.shape != (len(names), times.size) or table.dtype != np.float64:
        raise ValueError("tables of another shape")
    return dict(zip(names, table.astype(float), strict=True))


def _read_only(values: FloatArray) -> FloatArray:
    array = np.array(values, dtype=float)
    array.flags.writeable = False
    return array


def _lists(series: Series) -> dict[str, list[float | None]]:
    return {name: [x if math.isfinite(x) else None for x in values.tolist()] for name, values in series.items()}
