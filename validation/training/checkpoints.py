"""Where a training stands, kept in a file so that an interrupted one continues bit for bit."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from validation._common.archives import read_archive, write_archive
from validation._common.errors import DamagedFile, ValidationError
from validation.network.weights import Weights
from validation.training.recording import Log, columns, padded

KIND = "checkpoint of a training"

Arguments = Mapping[str, ArrayLike]

_OVERHEAD = 20.0
"""Checkpoints are written as often as is possible in one part in 20 of the time."""


@dataclass(frozen=True, eq=False)
class Progress:
    """A training after k steps.

    Attributes
    ----------
    k : int
        Steps made.
    weights : Weights
        The weights after them.
    rises : int
        How many steps have raised the loss.
    log : Log
        What has been recorded, of k steps and fewer.
    last_rise : int
        The latest step that has raised the loss, 0 for none.
    """

    k: int
    weights: Weights
    rises: int
    log: Log
    last_rise: int = 0


@dataclass
class Saver:
    """Writes checkpoints to a file as often as that stays cheap, and whenever asked."""

    file: Path
    arguments: Arguments
    written: float = 0.0
    cost: float = 0.0

    def offer(self, progress: Progress) -> None:
        """Write if the time since the last writing is long compared with what writing takes."""
        if time.monotonic() - self.written >= _OVERHEAD * self.cost:
            self.save(progress)

    def save(self, progress: Progress) -> None:
        """Write now."""
        begun = time.monotonic()
        save_progress(self.file, self.arguments, progress)
        self.written = time.monotonic()
        self.cost = self.written - begun


def save_progress(file: Path, arguments: Arguments, progress: Progress) -> None:
    """Write a checkpoint."""
    log = progress.log
    rows = columns(log.rows) if log.rows else {}
    write_archive(
        file,
        KIND,
        {
            "k": np.array(progress.k),
            "weights": progress.weights.vector(),
            "rises": np.array([progress.rises, progress.last_rise]),
            "times": np.array(log.times),
            "names": np.array(list(rows), dtype=np.str_),
            "values": np.array(list(rows.values())),
            "spectra": padded(log.spectra),
            "snapshot_times": np.array(log.snapshot_times),
            "snapshots": np.array([weights.vector() for weights in log.snapshots]),
        },
        arguments,
        "checkpoint",
    )


def load_progress(file: Path, arguments: Arguments) -> Progress:
    """Read a checkpoint, if it belongs to a training with these arguments.

    Raises
    ------
    CheckpointMismatch
        If it belongs to other arguments.
    DamagedFile
        If it is not whole.
    """
    arrays = read_archive(file, KIND, arguments, "checkpoint")
    try:
        return _progress(arrays)
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise DamagedFile(f"{file} is an incomplete {KIND}; delete it to begin anew.") from error


def _progress(arrays: Mapping[str, NDArray[np.generic]]) -> Progress:
    names = [str(name) for name in arrays["names"]]
    values = arrays["values"].astype(np.float64)
    log = Log(
        times=[float(t) for t in arrays["times"].astype(np.float64)],
        rows=[dict(zip(names, map(float, row), strict=True)) for row in values.T],
        spectra=list(arrays["spectra"].astype(np.complex128)),
        snapshot_times=[float(t) for t in arrays["snapshot_times"].astype(np.float64)],
        snapshots=[Weights.from_vector(row) for row in arrays["snapshots"].astype(np.float64)],
    )
    whole = len(log.times) == len(log.rows) == len(log.spectra)
    if not whole or len(log.snapshots) != len(log.snapshot_times):
        raise ValidationError("the arrays of the checkpoint do not fit together; delete it.")
    rises = arrays["rises"].astype(np.int64)
    return Progress(
        k=int(arrays["k"].astype(np.int64)),
        weights=Weights.from_vector(arrays["weights"].astype(np.float64)),
        rises=int(rises[0]),
        last_rise=int(rises[1]),
        log=log,
    )
