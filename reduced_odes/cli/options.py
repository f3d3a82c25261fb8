"""What the command lines of this room share: how they read options, and how they refuse them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import numpy as np

from reduced_odes._common import checks
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError, LostWorkError, UnknownNameError
from reduced_odes._common.files import check_writable
from reduced_odes.systems.loading import load, shipped_system
from reduced_odes.systems.system import ReducedSystem

MOST_POINTS = 1_000_000


class Parser(argparse.ArgumentParser):
    """A parser whose errors look like all the others."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}; see --help")


def exit_code(
    run: Callable[[argparse.Namespace], int], parser: argparse.ArgumentParser, arguments: Sequence[str]
) -> int:
    """That of `run` with the options in `arguments`, guarded."""
    return guarded(lambda: run(parser.parse_args(arguments)))


def guarded(run: Callable[[], int], refused: type[Exception] = InputError) -> int:
    """The exit code of a command, whatever ends it: the one place that knows what the outside can do to it.

    That of `run`; 2 after a refusal, which is one sentence on standard error; 130 when interrupted; 0 when the reader
    of the output has closed the pipe, having seen enough; 1 when the output cannot be written, or a process has died.
    """
    try:
        try:
            return run()
        finally:  # also of what argparse printed before it exits; what cannot be written is noticed here, not later
            sys.stdout.flush()
    except refused as error:
        return _ended(f"error: {error}", 2)
    except LostWorkError as error:
        return _ended(f"error: {error}", 1)
    except KeyboardInterrupt:
        return _ended("error: interrupted", 130)
    except UnicodeEncodeError as error:
        return _ended(
            f"error: the standard output's encoding, {error.encoding}, has no {error.object[error.start]!a}; "
            "set PYTHONIOENCODING=utf-8",
            1,
        )
    except OSError as error:
        if error.filename is not None:  # of a file, and not of the standard output
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the rest is not written at exit either
        if isinstance(error, BrokenPipeError):
            return 0
        return _ended(f"error: cannot write to the standard output: {error.strerror or error}", 1)


def _ended(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def system(name: str) -> ReducedSystem:
    """A shipped system, or one from the file of an emitted module."""
    if not name.endswith(".py"):
        return shipped_system(name)
    try:
        source = Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not a text"
        raise InputError(f"cannot read the module {name!r}: {reason}; check the name") from None
    return load(source)


def assignments(option: str, texts: Sequence[str]) -> dict[str, float]:
    """{"c_star": 0.3} of ["c_star=0.3"]."""
    values: dict[str, float] = {}
    for text in texts:
        name, equals, number = text.partition("=")
        if not equals or not name:
            raise InputError(f"{option} takes NAME=VALUE, but was given {text!r}; write for example c_star=0.3")
        if name in values:
            raise InputError(f"{option} gives {name} twice; give it once")
        try:
            values[name] = float(number)
        except ValueError:
            raise InputError(f"{option} {text}: {number!r} is not a number; write for example 0.3") from None
    return values


def parameters(texts: Sequence[str], owner: str, required: Sequence[str], optional: Sequence[str]) -> dict[str, float]:
    """What --set gives, if it gives all that `owner` needs and nothing that it does not know."""
    given, names = assignments("--set", texts), (*required, *optional)
    for name in given:
        if name not in names:
            raise UnknownNameError.among("parameter", name, names, owner=owner)
    for name in required:
        if name not in given:
            raise InputError(f"parameter {name} of {owner} has no default: give it a value, like --set {name}=0.5")
    return given


def evenly(until: float, points: int) -> FloatArray:
    """Learning times from 0 to `until`."""
    return np.linspace(0.0, until, points)


def times(
    options: argparse.Namespace, spaced: Callable[[float, int], FloatArray] = evenly, fewest: int = 2
) -> FloatArray:
    """Learning times of --times, or those that `spaced` puts between 0 and --until."""
    if options.times is not None:
        if options.until is not None or options.points is not None:
            raise InputError("--times goes without --until and --points; leave one or the other away")
        return checks.increasing_times(options.times)
    if options.until is None:
        raise InputError("how long? give --until S, or --times S S …")
    until = checks.finite_number("--until", options.until)
    if until <= 0:
        raise InputError(f"--until must be greater than 0, but is {until:g}; learning starts at s = 0")
    points = 201 if options.points is None else options.points
    if not fewest <= points <= MOST_POINTS:
        raise InputError(f"--points must lie between {fewest} and {MOST_POINTS}, but is {points}")
    return spaced(until, points)


def check_outputs(options: argparse.Namespace) -> None:
    """Refuse, before anything is computed, what could not be written or drawn afterwards."""
    for option in ("--plot", "--json", "--save", "--archive", "--output"):
        name = getattr(options, option.removeprefix("--"), None)
        if name is None or (option == "--json" and name == "-"):
            continue
        if name in ("", "-"):
            raise InputError(
                f"{option} needs the name of a file, but was given {name!r}; give one", name=option, value=name
            )
        if option == "--plot":
            from reduced_odes._common.figures import (
                figure_format,  # Matplotlib is imported only when a figure is asked for
            )

            figure_format(name)
        check_writable(name, option)
