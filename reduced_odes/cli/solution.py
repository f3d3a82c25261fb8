"""A solution on the command line: its options, and what is said and written of it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable

from reduced_odes._common.checks import LEARNT
from reduced_odes._common.files import write_whole
from reduced_odes.cli import options as command_line
from reduced_odes.cli.summary import summary
from reduced_odes.initial_value.problem import Method
from reduced_odes.integration.single import integrate
from reduced_odes.integration.trajectory import Trajectory
from reduced_odes.systems.system import ReducedSystem


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
        default=LEARNT,
        metavar="F",
        help=f"learnt when the loss is below this fraction of the target's power ({LEARNT:g})",
    )
    output = parser.add_argument_group("what to write")
    output.add_argument("--plot", metavar="FILE", help="a figure: .png, .pdf, .svg")
    output.add_argument("--json", metavar="FILE", help="everything as one JSON object; - for standard output")
    output.add_argument("--save", metavar="FILE", help="a NumPy archive (.npz) for load_trajectory")


def solve_and_report(system: ReducedSystem, options: argparse.Namespace) -> int:
    """Integrate as `options` say, write and print what they ask for, and return the exit code."""
    trajectory = integrate(
        system,
        command_line.assignments("--initial", options.initial),
        command_line.assignments("--set", options.set),
        command_line.times(options),
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
    from reduced_odes.integration.figure import save_plot  # Matplotlib is imported only when a figure is asked for

    save_plot(trajectory, path)
