"""What can be wrong with an input: every message is one sentence with the name, the value and the remedy."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Self


class InputError(ValueError):
    """An argument that cannot be used as given.

    Attributes
    ----------
    name : str
        What the argument is called; empty where it is not a single one that is wrong.
    value : object
        What was given for it.
    """

    def __init__(self, message: str = "", *, name: str = "", value: object = None) -> None:
        super().__init__(message)
        self.name = name
        self.value = value


class UnknownNameError(InputError, KeyError):
    """A name that the system does not have; the message suggests the nearest one that it has."""

    def __str__(self) -> str:  # KeyError would print the repr of the message
        return str(self.args[0])

    @classmethod
    def among(cls, kind: str, name: object, known: Iterable[str], *, owner: str = "") -> UnknownNameError:
        """The error for `name`, which is not a `kind` among the `known` ones of `owner`."""
        names = list(known)
        spelt = {known_name.lower(): known_name for known_name in names}
        near = [spelt[lower] for lower in get_close_matches(str(name).lower(), spelt, n=1, cutoff=0.5)]
        of_owner = f" of {owner}" if owner else ""
        remedy = f"did you mean {near[0]!r}? (known: {', '.join(names)})" if near else "known: " + ", ".join(names)
        return cls(f"unknown {kind}{of_owner}: {name!r}; {remedy}", name=kind, value=name)


class ModuleFormatError(InputError):
    """Source text that is not an emitted module of a reduced system."""


class UnstableNetworkError(InputError):
    """An initial network of infinite loss: an eigenvalue of W − I outside the open left half plane."""


class SaddleError(InputError):
    """An initial state at which the flow is exactly at rest although the loss is not zero."""


class NoFixedPointError(InputError):
    """A guess from which no fixed point of the flow is found."""


class NoNetworkError(InputError):
    """A reduced state that does not determine the network's weights."""


class EngineError(InputError):
    """A system that cannot be compiled here: packages missing, or no emitted text."""


class MissingPackageError(InputError):
    """A package that is needed for what was asked, and is not installed; `name` is its name."""


class FileError(InputError, OSError):
    """A file that cannot be read or written; `value` is its path."""

    def __new__(cls, *args: object, **keywords: object) -> Self:
        # Of two built-in bases, ValueError's would be found first, and refuse where Dask makes an error of its parts.
        return OSError.__new__(cls)


class ArchiveError(FileError):
    """A saved file that cannot be read: missing, damaged, or something else altogether; `value` is its path."""


class MissingArchiveError(ArchiveError):
    """There is no file of this name."""


class SettingsError(ArchiveError):
    """A saved file that was computed with other settings than those that are now asked for.

    Attributes
    ----------
    settings : tuple of str
        The names of those that differ.
    """

    def __init__(self, message: str = "", *, settings: tuple[str, ...] = (), name: str = "", value: object = None):
        super().__init__(message, name=name, value=value)
        self.settings = settings


class TrajectoryFileError(ArchiveError):
    """A saved trajectory that cannot be read."""


class OutputError(FileError):
    """A file that cannot be written; `value` is its path."""


class FileInUseError(OutputError):
    """A file that another process, or another thread of this one, is writing to."""


class LostWorkError(RuntimeError):
    """Some jobs were lost with the process that was to do them; everything else was done.

    Attributes
    ----------
    jobs : tuple of int
        The numbers of the lost jobs.
    """

    def __init__(self, message: str = "", *, jobs: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.jobs = jobs
