"""Saved files: NumPy archives without pickle, written in one stroke, refused when damaged."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from validation._common.errors import DamagedFile, ValidationError
from validation._common.files import write_whole

FORMAT = 1

# What NumPy and zipfile raise at a file that is not a whole archive.
_UNREADABLE = (OSError, ValueError, TypeError, EOFError, NotImplementedError, BadZipFile, zlib.error)

Arrays = Mapping[str, NDArray[np.generic]]


def write_archive(path: str | Path, kind: str, arrays: Arrays) -> Path:
    """Write named arrays to `path` (.npz), so that a reader sees the old file or the new one, never half.

    Raises
    ------
    ValidationError
        If the folder does not exist or cannot be written to, or the file cannot, as on a full disk.
    """
    labels = {"_kind": np.array(kind), "_format": np.array(FORMAT)}
    return write_whole(path, lambda stream: np.savez(stream, allow_pickle=False, **labels, **arrays))


def read_archive(path: str | Path, kind: str) -> dict[str, NDArray[np.generic]]:
    """Read what `write_archive` wrote.

    Raises
    ------
    ValidationError
        If there is no such file.
    DamagedFile
        If it is not a whole archive of this kind.
    """
    file = Path(path)
    if not file.is_file():
        raise ValidationError(f"path is {file}, where there is no file; pass the name of a saved one.")
    try:
        with open(file, "rb") as stream, np.load(stream, allow_pickle=False) as archive:
            arrays: dict[str, NDArray[np.generic]] = {name: archive[name] for name in archive.files}
    except _UNREADABLE as error:
        raise DamagedFile(f"{file} cannot be read as a saved {kind}; delete it or pass another.") from error
    if "_kind" not in arrays or str(arrays.pop("_kind")) != kind:
        raise DamagedFile(f"{file} is not a saved {kind}; pass the name of one.")
    version = int(arrays.pop("_format", np.array(-1)))
    if version != FORMAT:
        raise DamagedFile(
            f"{file} is a saved {kind} of format {version}, but this version reads format {FORMAT}; save it anew."
        )
    return arrays
