"""Archives: named arrays and the settings that they were computed with, in one NumPy file without pickled objects.

Every saved file of this project is one: trajectories, points of a map, runs and checkpoints of full networks.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reduced_odes._common.errors import ArchiveError, MissingArchiveError, SettingsError
from reduced_odes._common.files import AnyPath, file_path, write_whole

FORMAT = 1
"""Version of the layout; a file of another one is refused."""

# What NumPy and zipfile raise at a file that is not a whole archive.
_UNREADABLE = (OSError, ValueError, TypeError, EOFError, KeyError, NotImplementedError, BadZipFile, zlib.error)
_SETTING = "setting "

Arrays = Mapping[str, NDArray[np.generic]]


def write_archive(
    path: AnyPath, kind: str, arrays: Arrays, settings: Mapping[str, ArrayLike] | None = None, name: str = "path"
) -> Path:
    """Write named arrays to `path` (.npz; the name is kept as it is), whole or not at all.

    Parameters
    ----------
    path : str or path
    kind : str
        What the file is, as in "saved trajectory"; it is read as nothing else.
    arrays : mapping of str to ndarray
        Numbers and texts, no objects.
    settings : mapping of str to array-like, optional
        What they depend on; `read_archive` compares it.
    name : str
        What the caller calls the path, for the error.

    Raises
    ------
    InputError, OutputError
        The file cannot be written.
    """
    labels = {"kind": np.array(kind), "format": np.array(FORMAT)}
    kept = {f"{_SETTING}{label}": np.asarray(value) for label, value in (settings or {}).items()}
    everything = labels | kept | dict(arrays)
    objects = [label for label, array in everything.items() if np.asarray(array).dtype.hasobject]
    if objects:
        raise TypeError(f"{', '.join(objects)} of a {kind} hold objects, which would be pickled; give numbers or texts")
    return write_whole(path, lambda file: np.savez(file, **dict(everything)), name)  # type: ignore[arg-type]


def read_archive(
    path: AnyPath, kind: str, settings: Mapping[str, ArrayLike] | None = None, name: str = "path"
) -> dict[str, NDArray[np.generic]]:
    """The arrays that `write_archive` wrote; no code is run.

    Raises
    ------
    InputError
        `path` is not the name of a file.
    MissingArchiveError
        There is no such file.
    ArchiveError
        It cannot be read, is damaged, or is something else than this kind.
    SettingsError
        `settings` are given, and are not those in the file.
    """
    file, arrays = file_path(path, name), read_arrays(path, kind, name)
    shown = repr(str(file))
    if str(arrays.pop("kind", None)) != kind:
        raise ArchiveError(f"{shown} is not a {kind}; name one", name=name, value=str(file))
    version = arrays.pop("format", np.array(-1)).tolist()
    if version != FORMAT:
        raise ArchiveError(
            f"{shown} is a {kind} of format {version}, but only format {FORMAT} can be read; write it anew",
            name=name,
            value=str(file),
        )
    kept = {label.removeprefix(_SETTING): arrays.pop(label) for label in list(arrays) if label.startswith(_SETTING)}
    _compare(kept, settings, file, kind, name)
    return arrays


def read_arrays(path: AnyPath, kind: str, name: str = "path") -> dict[str, NDArray[np.generic]]:
    """All arrays of any NumPy archive, as a user may have written it with `numpy.savez`; no code is run.

    Raises
    ------
    InputError
        `path` is not the name of a file.
    MissingArchiveError
        There is no such file.
    ArchiveError
        It cannot be read, or is damaged; `kind` says what it was taken for.
    """
    file = file_path(path, name)
    shown = repr(str(file))
    try:
        with open(file, "rb") as stream, np.load(stream, allow_pickle=False) as archive:
            return {label: archive[label] for label in archive.files}
    except FileNotFoundError as error:
        raise MissingArchiveError(f"there is no file {shown}: check the name", name=name, value=str(file)) from error
    except (PermissionError, IsADirectoryError) as error:
        raise ArchiveError(f"cannot read {shown}: {error.strerror}; name a file", name=name, value=str(file)) from error
    except _UNREADABLE as error:
        raise damaged(file, kind, name, error) from error


def damaged(path: AnyPath, kind: str, name: str, error: Exception) -> ArchiveError:
    """The error for an archive whose contents do not fit together."""
    return ArchiveError(
        f"{str(path)!r} is damaged or not a {kind} ({type(error).__name__}); delete it to write it anew, or name "
        "another",
        name=name,
        value=str(path),
    )


def _compare(
    kept: Mapping[str, NDArray[np.generic]], wanted: Mapping[str, ArrayLike] | None, file: Path, kind: str, name: str
) -> None:
    """One that is missing on either side tells two kinds of computation apart."""
    if wanted is None:
        return
    other = tuple(
        label
        for label in {**wanted, **kept}
        if label not in kept or label not in wanted or not np.array_equal(kept[label], np.asarray(wanted[label]))
    )
    if other:
        raise SettingsError(
            f"{str(file)!r} is a {kind} with another {', '.join(other)}; give the same to continue it, or name "
            "another file",
            settings=other,
            name=name,
            value=str(file),
        )
