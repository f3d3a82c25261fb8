"""Command line of the analysis: `python -m reduced_odes analyse`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reduced_odes._common.errors import InputError, NoFixedPointError
from reduced_odes._common.files import write_whole
from reduced_odes.analysis.fixed_points import FixedPoint, fixed_point, resting_point, silent_saddle
from reduced_odes.analysis.slow_stretches import SlowStretch, plateaus
from reduced_odes.cli import options as command_line
from reduced_odes.integration.single import integrate
from reduced_odes.integration.trajectory import Trajectory
from reduced_odes.systems.loading import shipped
from reduced_odes.systems.system import ReducedSystem

_EXAMPLES = """\
examples:
  python -m reduced_odes analyse conjugate_pair --set c_star=0.3 omega_star=2 \\
      --initial alpha=0.28 beta=0.28 --until 100
      the silent network, the plateaus on the way, and where learning comes to rest
  python -m reduced_odes analyse real_outlier --set c_star=0.1 --guess a=1 b=1 c=0.1
      the fixed point near a guess
  python -m reduced_odes analyse conjugate_pair --set c_star=0.3 omega_star=2 --guess p=-2.4 alpha=1.2
      the best real outlier: a saddle

exit code: 0, or 1 when the trajectory ended early or leads to no fixed point, 2 when the input is wrong."""

POINTS = 2001
"""Learning times at which a trajectory is looked at, unless --points or --times say otherwise."""

_ROUNDING = 1e-12
"""State variables smaller than this are shown as 0."""


def main(arguments: Sequence[str]) -> int:
    """Run the command line of the analysis and return its exit code."""
    return command_line.exit_code(_run, _parser(), arguments)


def _run(options: argparse.Namespace) -> int:
    command_line.check_outputs(options)
    system, parameters = command_line.system(options.system), command_line.assignments("--set", options.set)
    if options.guess:
        if options.initial or options.until is not None or options.times is not None:
            raise InputError("--guess goes without --initial, --until and --times; leave one or the other away")
        found = fixed_point(system, command_line.assignments("--guess", options.guess), parameters)
        return _write(options, {"system": system.name, "fixed_point": found.as_record()}, [*described(found)], 0)
    silent = silent_saddle(system, parameters)
    if options.until is None and options.times is None:
        if options.initial or options.points is not None:
            raise InputError("how long? give --until S, or --times S S …; or --guess instead of --initial")
        record = {"system": system.name, "parameters": dict(silent.parameters), "silent": silent.as_record()}
        return _write(options, record, ["The silent network", *described(silent)], 0)
    if options.points is None and options.times is None:
        options.points = POINTS
    path = integrate(
        system, command_line.assignments("--initial", options.initial), parameters, command_line.times(options)
    )
    return _report(options, system, silent, path)


def _report(options: argparse.Namespace, system: ReducedSystem, silent: FixedPoint, path: Trajectory) -> int:
    """What is to be said of a trajectory."""
    stops, (rest, why) = plateaus(system, path), _rest(system, path)
    record = {
        "system": system.name,
        "parameters": dict(path.parameters),
        "initial": dict(path.initial),
        "outcome": path.outcome.value,
        "silent": silent.as_record(),
        "plateaus": [stop.as_record() for stop in stops],
        "rest": None if rest is None else rest.as_record(),
    }
    lines = [
        f"{system.name}: {_listed(path.parameters)}",
        f"outcome: {path.outcome.value}. {path.outcome.meaning}",
        *("", "The silent network", *described(silent)),
        *("", "Plateaus: where the speed |dθ/ds| has a minimum before the target is learnt"),
        *(line for stop in stops for line in _stop(stop)),
        *([] if stops else ["  none"]),
        *("", "Where it comes to rest", *([f"  {why}"] if rest is None else described(rest))),
    ]
    return _write(options, record, lines, 0 if rest is not None and path.outcome.complete else 1)


def _rest(system: ReducedSystem, path: Trajectory) -> tuple[FixedPoint | None, str]:
    """The fixed point at a trajectory's end, or why there is none."""
    if not path.times.size:
        return None, "None of the requested times was reached."
    try:
        return resting_point(system, path), ""
    except NoFixedPointError as error:
        return None, f"No fixed point was found: {error}."


def described(point: FixedPoint) -> Iterator[str]:
    """A fixed point in a few lines."""
    certificate = point.certificate
    yield f"  {point.stability.value}: {_listed(point.state)}"
    yield f"    {point.stability.meaning}"
    yield f"    loss {point.observables['loss']:.6g}; found at a distance of {point.distance:.2g}"
    yield f"    rates {', '.join(_rate(rate) for rate in point.rates) or 'none'}"
    along = "along a family of fixed points" if point.continues else "along which fixed points do not continue"
    yield (
        f"    zero rates: {point.conserved} of conserved quantities"
        + (f", {point.neutral} {along}" if point.neutral else "")
    )
    if point.escape_rate:
        direction = {name: x for name, x in point.escape_direction.items() if abs(x) > _ROUNDING}
        yield f"    escape rate {point.escape_rate:.6g}, in the direction {_listed(direction)}"
    if point.fastest > 0:
        yield f"    largest stable step 2/λ_max = {point.largest_step:.6g}, stiffness {point.stiffness:.3g}"
    yield (
        f"    certificate: residual {certificate.residual:.1e}, last Newton step {certificate.newton_step:.1e}, "
        f"smallest singular value {certificate.smallest_singular_value:.2g},"
    )
    certified = certificate.kantorovich <= 0.5
    within = f"a solution within {certificate.radius:.1e}" if certified else "no radius is certified"
    yield f"      Newton-Kantorovich h = {certificate.kantorovich:.1e}: {within}"


def _stop(stop: SlowStretch) -> Iterator[str]:
    yield f"  s = {stop.time:.6g}: loss {stop.loss:.6g}, speed {stop.speed:.3g}, differences grow at {stop.growth:.4g}"
    if stop.saddle is None:
        yield "    no saddle was found from here"
        return
    yield f"    saddle at a distance of {stop.distance:.3g}, {stop.part:.3g} of it in the direction that grows:"
    yield from ("  " + line for line in described(stop.saddle))


def _rate(rate: complex) -> str:
    return f"{rate.real:.6g}" if rate.imag == 0 else f"{rate.real:.6g}{rate.imag:+.6g}i"


def _listed(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value if abs(value) > _ROUNDING else 0.0:.6g}" for name, value in values.items())


def _write(options: argparse.Namespace, record: Mapping[str, Any], lines: Sequence[str], code: int) -> int:
    text = json.dumps(record, allow_nan=False)
    if options.json == "-":
        print(text)
        return code
    print("\n".join(lines))
    if options.json is not None:
        path = write_whole(options.json, lambda file: file.write(text.encode() + b"\n"))
        print(f"wrote {path}")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = command_line.Parser(
        prog="python -m reduced_odes analyse",
        description="Fixed points of a reduced system, their rates and stability, and the saddles on a trajectory's "
        "way. Without --until and --guess: the silent network alone.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("system", metavar="SYSTEM", help=f"{', '.join(shipped())}, or the file of an emitted module")
    for name, what in (
        ("--set", "parameters"),
        ("--initial", "state at s = 0 of a trajectory; left out: its value at W = 0, u = v = 0"),
        ("--guess", "look for the fixed point near this state instead"),
    ):
        parser.add_argument(name, nargs="+", action="extend", default=[], metavar="NAME=VALUE", help=what)
    parser.add_argument("--until", type=float, metavar="S", help="from s = 0 to this learning time")
    parser.add_argument("--points", type=int, metavar="N", help=f"number of times with --until ({POINTS})")
    parser.add_argument("--times", nargs="+", type=float, metavar="S", help="these learning times instead")
    parser.add_argument("--json", metavar="FILE", help="everything as one JSON object; - for standard output")
    return parser
