"""Trajectories on disk: NumPy archives without pickled objects, written whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import TrajectoryFileError
from reduced_odes._common.files import write_whole
from reduced_odes._common.outcome import Outcome
from reduced_odes.integration.trajectory import SolverRecord, Trajectory

_FORMAT = "reduced_odes trajectory 1"
_GROUPS = ("states", "observables", "invariants")


def save_trajectory(trajectory: Trajectory, path: str | os.PathLike[str]) -> Path:
    """Write `trajectory` to the NumPy archive `path` (the name is kept as it is), whole or not at all.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    about = {
        "format": _FORMAT,
        "system": trajectory.system,
        "hash": trajectory.hash,
        "parameters": dict(trajectory.parameters),
        "initial": dict(trajectory.initial),
        "outcome": trajectory.outcome.value,
        "events": {name: list(times) for name, times in trajectory.events.items()},
        "solver": asdict(trajectory.solver),
        "series": {group: list(getattr(trajectory, group)) for group in _GROUPS},
    }
    tables: dict[str, Any] = {group: _table(getattr(trajectory, group), trajectory.times.size) for group in _GROUPS}
    text = np.array(json.dumps(about))
    return write_whole(path, lambda file: np.savez(file, about=text, times=trajectory.times, **tables))


def load_trajectory(path: str | os.PathLike[str]) -> Trajectory:
    """Read a trajectory that `save_trajectory` wrote; no code is run.

    Raises
    ------
    TrajectoryFileError
        There is no such file, it is damaged, or it is something else.
    """
    shown = repr(os.fspath(path))
    try:
        with open(path, "rb") as file:  # np.load leaves files open that it cannot make sense of
            return _read(file)
    except FileNotFoundError:
        raise TrajectoryFileError(f"there is no file {shown}: check the name") from None
    except Exception as error:  # whatever the readers of zip, NumPy and JSON make of damaged bytes
        raise TrajectoryFileError(
            f"{shown} is damaged or not a saved trajectory ({type(error).__name__}); integrate and save again"
        ) from error


def _read(file: Any) -> Trajectory:
    with np.load(file, allow_pickle=False) as archive:
        about = json.loads(archive["about"].item())
        if about["format"] != _FORMAT:
            raise ValueError("another format")
        times = archive["times"]
        series = {group: _series(archive[group], about["series"][group], times) for group in _GROUPS}
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


def _series(table: FloatArray, names: list[str], times: FloatArray) -> dict[str, FloatArray]:
    if table.shape != (len(names), times.size) or table.dtype != np.float64:
        raise ValueError("tables of another shape")
    return dict(zip(names, table, strict=True))
