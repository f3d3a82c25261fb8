"""Command line: integrate a reduced system, and show, draw or save what comes out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import numpy as np

from . import checks
from .checks import FloatArray
from .errors import InputError
from .files import write_whole
from .integration import integrate
from .loading import load, shipped, shipped_system
from .problem import Method
from .summary import describe, summary
from .system import ReducedSystem
from .trajectory import Trajectory

_EXAMPLES = """\
examples:
  python -m reduced_odes
      lists the systems with their variables and parameters
  python -m reduced_odes real_outlier --set c_star=0.1 --initial a=0.1 b=0.1 --until 10
      learns an integrator and says how that went
  python -m reduced_odes conjugate_pair --set c_star=0.3 omega_star=2 --initial alpha=0.28 beta=0.28 \\
      --until 100 --plot pair.png
      learns a damped oscillator and draws it
  python -m reduced_odes any_target --rank 2 --poles=-0.3+2j,-0.3-2j --residues=0.5,0.5 \\
      --initial u1=0.4 v2=0.4 --until 100
      a target given by its poles, of any order; see any_target --help
  python -m reduced_odes analyse conjugate_pair --set c_star=0.3 omega_star=2 --initial alpha=0.28 beta=0.28 \\
      --until 100
      the saddles on the way, and where it comes to rest; see analyse --help
  python -m reduced_odes infinite_width --set c_star=0.3 sigma=0.4 kappa=0.5 --until 4
      an infinitely wide network with a random bulk of any strength, see infinite_width --help
  python -m reduced_odes lazy --help
      the lazy regime of wide networks, with options of its own

exit code: 0 when the last requested time was reached (learnt or not), 1 when the network became unstable or
the solver failed before (what came before is shown and saved all the same), 2 when the input is wrong."""

_MOST_POINTS = 1_000_000


class _Parser(argparse.ArgumentParser):
    """A parser whose errors look like all the others."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}; see --help")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        if words and words[0] == "lazy":
            from .lazy_cli import main as lazy  # it has options of its own

            return lazy(words[1:])
        if words and words[0] == "analyse":
            from .analysis_cli import main as analyse

            return analyse(words[1:])
        if words and words[0] == "any_target":
            from .any_target_cli import main as any_target

            return any_target(words[1:])
        if words and words[0] == "infinite_width":
            from .infinite_width_cli import main as infinite_width

            return infinite_width(words[1:])
        return _run(_parser().parse_args(arguments))
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("error: interrupted; nothing was written", file=sys.stderr)
        return 130


def _run(options: argparse.Namespace) -> int:
    if options.system is None:
        print("\n\n".join(describe(shipped_system(name)) for name in shipped()))
        print("\nParameters in parentheses are defaults. Name a system to integrate it; see --help.")
        return 0
    _check_outputs(options)
    return solve_and_report(_system(options.system), options)


def solve_and_report(system: ReducedSystem, options: argparse.Namespace) -> int:
    """Integrate as `options` say, write and print what they ask for, and return the exit code."""
    trajectory = integrate(
        system,
        _assignments("--initial", options.initial),
        _assignments("--set", options.set),
        _times(options),
        rtol=options.rtol,
        atol=options.atol,
        method=options.method,
        learnt=options.learnt,
    )
    written = _write(trajectory, options)
    if options.json == "-":
        print(_json(trajectory))
        if not trajectory.outcome.complete:
            print(f"{trajectory.outcome.meaning} {trajectory.outcome.advice}", file=sys.stderr)
    else:
        print("\n".join([summary(trajectory), *(f"wrote {path}" for path in written)]))
    return 0 if trajectory.outcome.complete else 1


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m reduced_odes",
        description="Integrate the reduced learning dynamics of a linear recurrent network.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "system",
        nargs="?",
        metavar="SYSTEM",
        help=f"{', '.join(shipped())}, or the file of an emitted module (ends in .py, and is executed); "
        "without it, the systems are listed",
    )
    add_options(parser)
    return parser


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be said of a solution, whatever the system."""
    task = parser.add_argument_group("what to solve")
    task.add_argument("--set", nargs="+", action="extend", default=[], metavar="NAME=VALUE", help="parameters")
    task.add_argument(
        "--initial",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME=VALUE",
        help="state at s = 0; a variable left out takes its value at W = 0, u = v = 0",
    )
    task.add_argument("--until", type=float, metavar="S", help="from s = 0 to this learning time")
    task.add_argument("--points", type=int, metavar="N", help="number of times with --until (201)")
    task.add_argument("--times", nargs="+", type=float, metavar="S", help="these learning times instead")
    how = parser.add_argument_group("how")
    how.add_argument("--rtol", type=float, default=1e-8, metavar="R", help="relative tolerance (1e-8)")
    how.add_argument("--atol", type=float, default=1e-12, metavar="A", help="absolute tolerance (1e-12)")
    how.add_argument(
        "--method",
        default=Method.LSODA,
        metavar="METHOD",
        help=f"{', '.join(method.value for method in Method)} (LSODA)",
    )
    how.add_argument(
        "--learnt",
        type=float,
        default=1e-6,
        metavar="F",
        help="learnt when the loss is below this fraction of the target's power (1e-6)",
    )
    output = parser.add_argument_group("what to write")
    output.add_argument("--plot", metavar="FILE", help="a figure: .png, .pdf, .svg")
    output.add_argument("--json", metavar="FILE", help="everything as one JSON object; - for standard output")
    output.add_argument("--save", metavar="FILE", help="a NumPy archive (.npz) for load_trajectory")


def _system(name: str) -> ReducedSystem:
    if not name.endswith(".py"):
        return shipped_system(name)
    try:
        source = Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not a text"
        raise InputError(f"cannot read the module {name!r}: {reason}; check the name") from None
    return load(source)


def _assignments(option: str, texts: Sequence[str]) -> dict[str, float]:
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


def _times(options: argparse.Namespace) -> FloatArray:
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
    if not 2 <= points <= _MOST_POINTS:
        raise InputError(f"--points must lie between 2 and {_MOST_POINTS}, but is {points}")
    return np.linspace(0.0, until, points)


def _check_outputs(options: argparse.Namespace) -> None:
    """Refuse names that no file should have, before anything is computed."""
    for option, name in (("--plot", options.plot), ("--json", options.json), ("--save", options.save)):
        if name == "" or (name == "-" and option != "--json"):
            raise InputError(f"{option} needs the name of a file, but was given {name!r}; give one")


def _write(trajectory: Trajectory, options: argparse.Namespace) -> list[str]:
    """Write what is asked for into files; returns their names."""
    writers: list[tuple[str | None, Callable[[str], object]]] = [
        (options.save, trajectory.save),
        (None if options.json == "-" else options.json, lambda path: _write_json(trajectory, path)),
        (options.plot, lambda path: _write_plot(trajectory, path)),
    ]
    wanted = [(path, write) for path, write in writers if path is not None]
    for path, write in wanted:
        write(path)
    return [path for path, _ in wanted]


def _json(trajectory: Trajectory) -> str:
    return json.dumps(trajectory.as_record(), allow_nan=False)


def _write_json(trajectory: Trajectory, path: str) -> None:
    write_whole(path, lambda file: file.write(_json(trajectory).encode() + b"\n"))


def _write_plot(trajectory: Trajectory, path: str) -> None:
    from .plotting import save_plot  # Matplotlib is imported only when a figure is asked for

    save_plot(trajectory, path)


if __name__ == "__main__":
    sys.exit(main())
