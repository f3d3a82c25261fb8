"""Files that are written whole or not at all, and by one process at a time."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from reduced_odes._common.errors import FileInUseError, InputError, OutputError

AnyPath = str | os.PathLike[str]


def write_whole(path: AnyPath, write: Callable[[IO[bytes]], object], name: str = "path") -> Path:
    """Let `write` fill a file beside `path`, then move it there: a reader sees the old file or the new one, never half.

    Parameters
    ----------
    path : str or path
    write : callable
        Given the open file.
    name : str
        What the caller calls the path, for the error.

    Raises
    ------
    InputError
        `path` is not the name of a file.
    OutputError
        The folder does not exist or the file cannot be written, as on a full disk; an old file stays as it was.
    """
    target = file_path(path, name)
    # One name for each writing: processes and threads that write at the same time do not disturb each other.
    real = _real(target)
    part = _beside(real, f"{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        _refuse_others(real)
        try:
            with open(part, "xb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())  # before the old file is replaced, the new one must have reached the disk
            os.replace(part, real)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _cannot_write(target, error, name) from error
    return target


def check_writable(path: AnyPath, name: str = "path") -> Path:
    """Refuse, before anything is computed, a file that could not be written afterwards.

    Raises
    ------
    InputError
        `path` is not the name of a file.
    OutputError
        It is a folder, or its folder does not exist or cannot be written to.
    """
    target = file_path(path, name)
    real = _real(target)
    probe = _beside(real, f"{os.getpid()}.{secrets.token_hex(4)}.probe")
    try:
        _refuse_others(real)
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        raise _cannot_write(target, error, name) from error
    return target


@contextmanager
def locked(path: AnyPath, name: str = "path") -> Iterator[Path]:
    """Keep `path` to this process as long as the block lasts; the operating system ends the lock of one that dies.

    Raises
    ------
    FileInUseError
        Another process or thread has locked it.
    InputError, OutputError
        As for `check_writable`.
    """
    from filelock import FileLock, Timeout  # only who needs it pays for the import

    target = check_writable(path, name)
    lock = FileLock(_beside(_real(target), "lock"), blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise FileInUseError(
            f"{name} {str(target)!r} is in use by another process that writes to it; wait for its end, or name another",
            name=name,
            value=str(target),
        ) from None
    except OSError as error:
        raise _cannot_write(target, error, name) from error
    try:
        yield target
    finally:
        # Removed while it is still held: whoever has opened it meanwhile notices that its name is gone. Where an open
        # file cannot be removed, it stays, empty.
        with suppress(OSError):
            os.unlink(lock.lock_file)
        lock.release()


def file_path(path: object, name: str = "path") -> Path:
    """`path`, which must be the name of a file.

    Raises
    ------
    InputError
        It is not a name, is empty, ends like a folder's, or has a NUL character in it.
    """
    if not isinstance(path, str | os.PathLike):
        raise InputError(f"{name} must be the name of a file, but is {path!r}; give one", name=name, value=path)
    text = os.fspath(path)
    if not isinstance(text, str) or not text or "\0" in text or text.endswith(("/", os.sep)):
        raise InputError(f"{name} must be the name of a file, but is {text!r}; give one", name=name, value=path)
    return Path(text)


def _beside(target: Path, ending: str) -> Path:
    """A hidden file in the same folder, so that it can be renamed to `target`."""
    return target.parent / f".{target.name}.{ending}"


def _real(target: Path) -> Path:
    """Where a link leads: it stays a link, and two names of one file are locked together."""
    return Path(os.path.realpath(target))


def _refuse_others(real: Path) -> None:
    """What is no file is not replaced by one."""
    if real.is_dir():
        raise IsADirectoryError(0, "it is a folder")
    if real.exists() and not real.is_file():
        raise OSError(0, "it is no regular file")


def _cannot_write(target: Path, error: OSError, name: str) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(
        f"{name}: cannot write {str(target)!r}: {reason}; name a file in an existing, writable folder with room for it",
        name=name,
        value=str(target),
    )
