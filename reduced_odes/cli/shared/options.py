"""What the commands share: their options, how these are read, what is written, and how all of it may end."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

import numpy as np

from reduced_odes._common import checks
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError, UnknownNameError
from reduced_odes._common.figures import figure_format, plot, write_figure
from reduced_odes._common.files import check_writable, write_whole
from reduced_odes._common.results import Result
from reduced_odes.systems.loading import load, shipped, shipped_system
from reduced_odes.systems.system import ReducedSystem

Subparsers: TypeAlias = "argparse._SubParsersAction[Parser]"
Adds: TypeAlias = "argparse.ArgumentParser | argparse._ArgumentGroup"

RATES = {"eta_W": "W", "eta_u": "u", "eta_v": "v"}
"""Names of the learning rates on the command line, and the blocks of weights that they belong to."""
MOST_POINTS = 1_000_000
POINTS = 201
LEARNT = f"learnt: the loss is below {checks.LEARNT:g} of the target's power, half the integral of its square."
FIRST_TIME = 1e-2
"""The first learning time after 0 of logarithmic spacing, if that is later than a thousandth of the last."""


@dataclass(frozen=True)
class Answer:
    """What a command has found.

    Attributes
    ----------
    text : str
        For the standard output, unless JSON or CSV goes there.
    record : mapping, optional
        What --json writes.
    result : Result, optional
        What --plot, --save and --csv write.
    warning : str
        For the standard error, where the text is not shown.
    code : int
        The exit code.
    """

    text: str
    record: Mapping[str, Any] | None = None
    result: Result | None = None
    warning: str = ""
    code: int = 0


Run = Callable[[argparse.Namespace], Answer]


class Parser(argparse.ArgumentParser):
    """A parser whose errors look like all the others."""

    def error(self, message: str) -> NoReturn:
        option, _, problem = message.removeprefix("argument ").partition(": ")
        if option.startswith("--") and problem == "expected one argument":
            message += f", write {option}=… if it begins with a minus sign"
        raise InputError(f"{message}; see --help")


def add_command(
    subparsers: Subparsers, name: str, run: Run, *, summary: str, description: str, examples: str = ""
) -> Parser:
    """A parser for the command `name`, which `run` does; the summary is its line in the list of commands."""
    parser = subparsers.add_parser(
        name,
        help=summary,
        description=description,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)
    return parser


class Spacing(StrEnum):
    """How learning times are spaced up to --until."""

    LINEAR = "linear"
    LOGARITHMIC = "logarithmic"


def add_values(parser: Adds, option: str, what: str) -> None:
    """An option of NAME=VALUE pairs, which `assignments` reads."""
    parser.add_argument(option, nargs="+", action="extend", default=[], metavar="NAME=VALUE", help=what)


def add_system(parser: Adds, *, optional: bool = False) -> None:
    """The positional SYSTEM, which `system` reads."""
    parser.add_argument(
        "system",
        nargs="?" if optional else None,
        metavar="SYSTEM",
        help=f"{', '.join(shipped())}, or the file of an emitted module (ends in .py, and is executed)",
    )


def add_times(parser: Adds, *, points: int = POINTS, spacing: Spacing = Spacing.LINEAR) -> None:
    """--until, --points, --spacing and --times, which `times` reads."""
    parser.add_argument("--until", type=float, metavar="S", help="from s = 0 to this learning time")
    parser.add_argument("--points", type=int, metavar="N", help=f"number of times with --until ({points})")
    parser.add_argument(
        "--spacing",
        choices=[each.value for each in Spacing],
        help=f"of the times with --until; logarithmic: s = 0, then evenly in ln s ({spacing.value})",
    )
    parser.add_argument("--times", nargs="+", type=float, metavar="S", help="these learning times instead")
    parser.set_defaults(default_points=points, default_spacing=spacing)


def add_learnt(parser: Adds) -> None:
    """--learnt, the one meaning of that word."""
    parser.add_argument(
        "--learnt",
        type=float,
        default=checks.LEARNT,
        metavar="F",
        help=f"learnt when the loss is below this fraction of the target's power ({checks.LEARNT:g})",
    )


def add_outputs(parser: Adds, *, result: bool = True) -> None:
    """--json, and --plot, --save and --csv if the command finds a `Result`; `deliver` writes them."""
    if result:
        parser.add_argument("--plot", metavar="FILE", help="a figure: .png, .pdf, .svg")
    parser.add_argument("--json", metavar="FILE", help="everything as one JSON object; - for standard output")
    if result:
        parser.add_argument("--csv", metavar="FILE", help="a table with commas between; - for standard output")
        parser.add_argument("--save", metavar="FILE", help="a NumPy archive (.npz), which `load` of its class reads")


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


def rates(given: Mapping[str, float]) -> dict[str, float]:
    """The learning rates among parameters, by their blocks of weights."""
    return {RATES[name]: value for name, value in given.items() if name in RATES}


def times(options: argparse.Namespace, fewest: int = 2) -> FloatArray:
    """Learning times of --times, or those between 0 and --until."""
    if options.times is not None:
        for name in ("until", "points", "spacing"):
            if getattr(options, name) is not None:
                raise InputError("--times goes without --until, --points and --spacing; leave one or the other away")
        return checks.increasing_times(options.times)
    if options.until is None:
        raise InputError("how long? give --until S, or --times S S …")
    until = checks.finite_number("--until", options.until)
    if until <= 0:
        raise InputError(f"--until must be greater than 0, but is {until:g}; learning starts at s = 0")
    points = options.default_points if options.points is None else options.points
    spacing = Spacing(options.default_spacing if options.spacing is None else options.spacing)
    fewest = max(fewest, 3 if spacing is Spacing.LOGARITHMIC else 2)
    if not fewest <= points <= MOST_POINTS:
        raise InputError(f"--points must lie between {fewest} and {MOST_POINTS}, but is {points}")
    if spacing is Spacing.LINEAR:
        return np.linspace(0.0, until, points)
    return np.concatenate([[0.0], np.geomspace(min(FIRST_TIME, until / 1e3), until, points - 1)])


def some_of(size: int, most: int = 12) -> list[int]:
    """Indices of the rows of a short table: evenly spread, the first and the last among them."""
    spread = np.linspace(0, size - 1, min(size, most)).round().astype(int)
    return [int(k) for k in dict.fromkeys(spread.tolist())]


def check_outputs(options: argparse.Namespace) -> None:
    """Refuse, before anything is computed, what could not be written or drawn afterwards."""
    for option in ("--plot", "--json", "--csv", "--save", "--archive", "--output"):
        name = getattr(options, option.removeprefix("--"), None)
        if name is None or (name == "-" and option in ("--json", "--csv")):
            continue
        if name in ("", "-"):
            raise InputError(
                f"{option} needs the name of a file, but was given {name!r}; give one", name=option, value=name
            )
        if option == "--plot":
            figure_format(name)
        check_writable(name, option)
    if getattr(options, "json", None) == getattr(options, "csv", None) == "-":
        raise InputError("--json and --csv cannot both go to the standard output; name a file for one of them")


def deliver(answer: Answer, options: argparse.Namespace) -> int:
    """Write and print what `options` ask for; returns the exit code."""
    given = {name: getattr(options, name, None) for name in ("save", "json", "csv", "plot")}
    wanted = {name: path for name, path in given.items() if path is not None}
    as_json = "" if answer.record is None else json.dumps(answer.record, allow_nan=False) + "\n"
    # What can fail comes before the first file is written.
    as_csv = "" if "csv" not in wanted else _result(answer, "--csv").csv()
    figure = None if "plot" not in wanted else plot(_result(answer, "--plot"))
    written = []
    for name, path in wanted.items():
        if path == "-":
            continue
        if name == "save":
            _result(answer, "--save").save(path)
        elif figure is not None and name == "plot":
            write_figure(figure, path)
        else:
            text = as_json if name == "json" else as_csv
            write_whole(path, lambda file, text=text: file.write(text.encode()))  # type: ignore[misc]
        written.append(path)
    if "-" in wanted.values():
        print(as_json if wanted.get("json") == "-" else as_csv, end="")
        if answer.warning:
            print(answer.warning, file=sys.stderr)
    else:
        print("\n".join([answer.text, *(f"wrote {path}" for path in written)]))
    return answer.code


def _result(answer: Answer, option: str) -> Result:
    if answer.result is None:
        raise InputError(f"there is nothing for {option} to write; leave it away")
    return answer.result
