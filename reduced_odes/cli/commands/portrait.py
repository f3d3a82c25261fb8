"""The command `portrait`: the flow of a system on a plane of two of its state variables."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from reduced_odes._common.errors import InputError
from reduced_odes.cli.shared import options as shared

_EXAMPLES = """\
examples:
  python -m reduced_odes portrait real_outlier --set c_star=0.3 --axes a=0:1.3 c=0.1:1.2 --at b=a \\
      --initial a=0.1 b=0.1 --until 30 --plot portrait.png
      an integrator on its invariant plane u = v, with the way from small weights
  python -m reduced_odes portrait conjugate_pair --set c_star=0.3 omega_star=2 --axes p=-3:1 q=0:3 \\
      --at r=p alpha=1 --csv -
      velocities as a table

exit code: 0, or 2 when the input is wrong."""


def add(subparsers: shared.Subparsers) -> None:
    """Declare the command."""
    parser = shared.add_command(
        subparsers,
        "portrait",
        run,
        summary="phase portrait over two state variables",
        description="Flow, nullclines and fixed points of a reduced system on a plane of two of its state variables.",
        examples=_EXAMPLES,
    )
    shared.add_system(parser)
    shared.add_values(parser, "--set", "parameters")
    parser.add_argument("--axes", nargs=2, metavar="NAME=FIRST:LAST", help="two state variables: across, then upwards")
    parser.add_argument(
        "--at",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME=VALUE",
        help="the other variables: a number, or an axis that they equal; left out: the value at W = 0, u = v = 0",
    )
    shared.add_values(parser, "--initial", "draw the trajectory from this state")
    shared.add_times(parser)
    shared.add_outputs(parser)


def run(options: argparse.Namespace) -> shared.Answer:
    """Compute the portrait."""
    from reduced_odes.analysis import phase_portrait
    from reduced_odes.integration import integrate

    if options.axes is None:
        raise InputError("which plane? give --axes NAME=FIRST:LAST NAME=FIRST:LAST")
    system, parameters = shared.system(options.system), shared.assignments("--set", options.set)
    path = None
    if options.initial or options.until is not None or options.times is not None:
        initial = shared.assignments("--initial", options.initial)
        path = integrate(system, initial, parameters, shared.times(options))
    found = phase_portrait(system, parameters, _axes(options.axes), _others(options.at), path)
    text = [f"portrait: {found.headline}"]
    text += [
        f"  {stability} at {found.axes[0]} = {x:.6g}, {found.axes[1]} = {y:.6g}"
        for stability, (x, y) in found.fixed_points.items()
    ]
    record = {
        "system": found.system,
        "parameters": dict(found.parameters),
        "axes": {found.axes[0]: found.across.tolist(), found.axes[1]: found.upwards.tolist()},
        "others": dict(found.others),
        "velocities": {
            name: [[x if x == x else None for x in row] for row in rows.tolist()]
            for name, rows in zip(found.axes, found.velocities, strict=True)
        },
        "fixed_points": {stability: list(place) for stability, place in found.fixed_points.items()},
    }
    return shared.Answer("\n".join(text), record, found)


def _axes(texts: Sequence[str]) -> dict[str, tuple[float, float]]:
    axes = {}
    for text in texts:
        name, _, values = text.partition("=")
        first, _, last = values.partition(":")
        try:
            axes[name] = (float(first), float(last))
        except ValueError:
            raise InputError(f"--axes {text}: write NAME=FIRST:LAST, for example a=0:1.3") from None
    if len(axes) < 2:
        raise InputError("--axes names one variable twice; give two different ones")
    return axes


def _others(texts: Sequence[str]) -> dict[str, float | str]:
    found: dict[str, float | str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name or not value:
            raise InputError(f"--at takes NAME=VALUE, but was given {text!r}; write for example b=0.5 or b=a")
        try:
            found[name] = float(value)
        except ValueError:
            found[name] = value
    return found
