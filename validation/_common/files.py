"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

from validation._common.checks import writable_folder
from validation._common.errors import ValidationError


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
    file = writable_folder(argument, path)
    partial = file.with_name(f".{file.name}.partial")
    try:
        with open(partial, "wb") as stream:
            write(stream)
        os.replace(partial, file)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ValidationError(
            f"{argument}: {file} cannot be written ({error.strerror}); choose another place or make room."
        ) from error
    return file
