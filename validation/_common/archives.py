"""Saved files: the archives of `reduced_odes`, with the errors of this package."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reduced_odes._common import archives
from validation._common.files import own_errors

Arrays = Mapping[str, NDArray[np.generic]]
Settings = Mapping[str, ArrayLike]


def write_archive(
    path: str | Path, kind: str, arrays: Arrays, settings: Settings | None = None, argument: str = "path"
) -> Path:
    """Write named arrays, and what they depend on, to `path` (.npz), whole or not at all.

    Raises
    ------
    ValidationError
        If the folder does not exist or cannot be written to, or the file cannot, as on a full disk.
    """
    with own_errors():
        return archives.write_archive(path, kind, arrays, settings, argument)


def read_archive(
    path: str | Path, kind: str, settings: Settings | None = None, argument: str = "path"
) -> dict[str, NDArray[np.generic]]:
    """Read what `write_archive` wrote.

    Raises
    ------
    ValidationError
        If there is no such file.
    DamagedFile
        If it is not a whole archive of this kind.
    CheckpointMismatch
        If settings are given, and it was written with others.
    """
    with own_errors():
        return archives.read_archive(path, kind, settings, argument)
