"""Networks of one width that have been followed, kept in a file one by one: an interrupted study continues."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from validation._common.archives import read_archive, write_archive
from validation._common.checks import FloatArray
from validation._common.errors import DamagedFile

KIND = "course of networks of one width"
Row = tuple[FloatArray, FloatArray, FloatArray]
"""Loss, c and chance overlaps of one network."""
_COLUMNS = ("loss", "c", "overlaps")


def load_rows(file: Path, arguments: Mapping[str, ArrayLike]) -> dict[int, Row]:
    """The networks in a file, by seed; none if there is no file.

    Raises
    ------
    CheckpointMismatch
        They were followed with other arguments.
    DamagedFile
        It is not a whole archive of networks.
    """
    if not file.exists():
        return {}
    arrays = read_archive(file, KIND, arguments, "archive")
    try:
        columns = (arrays[name].astype(np.float64) for name in _COLUMNS)
        return dict(zip(arrays["seeds"].astype(int).tolist(), zip(*columns, strict=True), strict=True))
    except (KeyError, ValueError, TypeError) as error:
        raise DamagedFile(f"{file} is an incomplete {KIND}; delete it to begin anew.") from error


def save_rows(file: Path, arguments: Mapping[str, ArrayLike], rows: Mapping[int, Row]) -> None:
    """Write these networks, and no others."""
    columns = dict(zip(_COLUMNS, map(np.array, zip(*rows.values(), strict=True)), strict=True))
    write_archive(file, KIND, {"seeds": np.array(list(rows)), **columns}, arguments, "archive")
