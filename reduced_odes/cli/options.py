"""What the command lines of this room share: how they read options, and how they refuse them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import numpy as np

from reduced_odes._common import checks
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError, UnknownNameError
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
    """That of `run` with the options in `arguments`; wrong input is told in one sentence, with the code 2."""
    try:
        return run(parser.parse_args(arguments))
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("error: interrupted; nothing was written", file=sys.stderr)
        return 130


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
        raise InputError(f"--until must be greater than 0, but is {until:g}")
    points = 201 if options.points is None else options.points
    if not fewest <= points <= MOST_POINTS:
        raise InputError(f"--points must lie between {fewest} and {MOST_POINTS}, but is {points}")
    return spaced(until, points)


def check_outputs(options: argparse.Namespace) -> None:
    """Refuse names that no file should have, before anything is computed."""
    for option in ("--plot", "--json", "--save", "--archive", "--output"):
        name = getattr(options, option.removeprefix("--"), None)
        if name == "" or (name == "-" and option != "--json"):
            raise InputError(f"{option} needs the name of a file, but was given {name!r}; give one")
