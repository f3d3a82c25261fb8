"""Files that are either written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

from reduced_odes._common.errors import OutputError


def write_whole(path: str | os.PathLike[str], write: Callable[[IO[bytes]], object]) -> Path:
    """Let `write` fill a file beside `path`, then move it there: a reader never sees half of it.

    Raises
    ------
    OutputError
        The folder does not exist or the file cannot be written.
    """
    target = Path(path)
    part = target.with_name(f".{target.name}.{os.getpid()}.part") if target.name else target
    try:
        if target.is_dir():
            raise IsADirectoryError(0, "it is a folder")
        try:
            with open(part, "wb") as file:
                write(file)
            os.replace(part, target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"cannot write {str(path)!r}: {reason}; name a file in an existing, writable folder"
        ) from error
    return target
