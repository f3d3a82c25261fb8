"""Files that are written whole or not at all, by one process at a time, with the errors of this package.

One mechanism writes, reads and locks all files of the project; see `reduced_odes._common.files` and `archives` there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from reduced_odes._common import files
from reduced_odes._common.errors import ArchiveError, FileInUseError, InputError, MissingArchiveError, SettingsError
from validation._common.errors import CheckpointMismatch, DamagedFile, FileInUse, ValidationError


def write_whole(path: str | Path, write: Callable[[IO[bytes]], object], argument: str = "path") -> Path:
    """Let `write` fill a file beside `path`, then move it there: a reader sees the old file or the new one, never half.

    Parameters
    ----------
    path : path
    write : callable
        Given the open file.
    argument : str
        What the caller calls the path, for the error's sentence.

    Raises
    ------
    ValidationError
        If the folder does not exist or cannot be written to, or the file cannot, as on a full disk; the old file
        stays.
    """
    with own_errors():
        return files.write_whole(path, write, argument)


def check_writable(argument: str, path: str | Path) -> Path:
    """Return `path` if a file can be written there; a `ValidationError` before anything is computed, if not."""
    with own_errors():
        return files.check_writable(path, argument)


@contextmanager
def locked(argument: str, path: str | Path) -> Iterator[Path]:
    """Keep `path` to this process as long as the block lasts.

    Raises
    ------
    FileInUse
        If another process or thread has locked it.
    ValidationError
        If it cannot be written.
    """
    with ExitStack() as stack:
        with own_errors():  # of the lock; what the block raises is its own
            file = stack.enter_context(files.locked(path, argument))
        yield file


@contextmanager
def own_errors() -> Iterator[None]:
    """Errors of `reduced_odes` as those of this package."""
    try:
        yield
    except SettingsError as error:
        raise CheckpointMismatch(f"{error}.", settings=error.settings, name=error.name, value=error.value) from error
    except InputError as error:
        match error:
            case FileInUseError():
                kind: type[ValidationError] = FileInUse
            case ArchiveError() if not isinstance(error, MissingArchiveError):
                kind = DamagedFile
            case _:
                kind = ValidationError
        raise kind(f"{error}.", name=error.name, value=error.value) from error
