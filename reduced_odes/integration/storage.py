"""Trajectories on disk."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reduced_odes._common.archives import damaged, read_archive, write_archive
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import ArchiveError, InputError, TrajectoryFileError
from reduced_odes._common.outcome import Outcome
from reduced_odes.integration.trajectory import SolverRecord, Trajectory

KIND = "saved trajectory"
_GROUPS = ("states", "observables", "invariants")


def save_trajectory(trajectory: Trajectory, path: str | os.PathLike[str]) -> Path:
    """Write `trajectory` to the NumPy archive `path` (the name is kept as it is), whole or not at all.

    Raises
    ------
    InputError
        `trajectory` is no Trajectory, or `path` is not the name of a file.
    OutputError
        The file cannot be written.
    """
    if not isinstance(trajectory, Trajectory):
        raise InputError(
            f"trajectory must be a Trajectory, but is {trajectory!r}; give what `integrate` returns",
            name="trajectory",
            value=trajectory,
        )
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
