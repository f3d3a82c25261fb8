"""The command `analyse`: fixed points, their stability, and the saddles that a trajectory passes."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from reduced_odes._common.errors import InputError, NoFixedPointError
from reduced_odes.cli.shared import options as shared
from reduced_odes.integration import Trajectory, integrate
from reduced_odes.systems.system import ReducedSystem

if TYPE_CHECKING:
    from reduced_odes.analysis import FixedPoint, SlowStretch

_EXAMPLES = """\
examples:
  python -m reduced_odes analyse conjugate_pair --set c_star=0.3 omega_star=2 \\
      --initial alpha=0.28 beta=0.28 --until 100
      the network of zero weights, the plateaus on the way, and where learning comes to rest
  python -m reduced_odes analyse real_outlier --set c_star=0.1 --guess a=1 b=1 c=0.1
      the fixed point near a guess
  python -m reduced_odes analyse conjugate_pair --set c_star=0.3 omega_star=2 --guess p=-2.4 alpha=1.2
      the best real outlier: a saddle

exit code: 0, or 1 when the trajectory ended early or leads to no fixed point, 2 when the input is wrong."""

POINTS = 2001
"""Learning times of a trajectory, unless --points or --times say otherwise."""

_ROUNDING = 1e-12
"""State variables smaller than this are shown as 0."""


def add(subparsers: shared.Subparsers) -> None:
    """Declare the command."""
    parser = shared.add_command(
        subparsers,
        "analyse",
        run,
        summary="fixed points with their stability, and the saddles on a trajectory's way",
        description="Fixed points of a reduced system, their rates and stability, and the saddles on a trajectory's "
        "way. Without --until and --guess: the network of zero weights alone.",
        examples=_EXAMPLES,
    )
    shared.add_system(parser)
    shared.add_values(parser, "--set", "parameters")
    shared.add_values(parser, "--initial", "state at s = 0 of a trajectory; left out: its value at W = 0, u = v = 0")
    shared.add_values(parser, "--guess", "look for the fixed point near this state instead")
    shared.add_times(parser, points=POINTS)
    shared.add_outputs(parser)


def run(options: argparse.Namespace) -> shared.Answer:
    """Look for the fixed points that are asked for."""
    from reduced_odes.analysis import fixed_point, saddle_at_zero

    system, parameters = shared.system(options.system), shared.assignments("--set", options.set)
    if options.guess:
        if options.initial or options.until is not None or options.times is not None:
            raise InputError("--guess goes without --initial, --until and --times; leave one or the other away")
        found = fixed_point(system, shared.assignments("--guess", options.guess), parameters)
        return shared.Answer("\n".join(described(found)), {"system": system.name, "fixed_point": found.as_record()})
    silent = saddle_at_zero(system, parameters)
    if options.until is None and options.times is None:
        if options.initial or options.points is not None:
            raise InputError("how long? give --until S, or --times S S …; or --guess instead of --initial")
        record = {"system": system.name, "parameters": dict(silent.parameters), "silent": silent.as_record()}
        return shared.Answer("\n".join(["The network of zero weights", *described(silent)]), record)
    path = integrate(system, shared.assignments("--initial", options.initial), parameters, shared.times(options))
    return _report(system, silent, path)


def _report(system: ReducedSystem, silent: FixedPoint, path: Trajectory) -> shared.Answer:
    """What is to be said of a trajectory."""
    from reduced_odes.analysis import plateaus

    stops, (rest, why) = plateaus(system, path), _rest(system, path)
    explained = [stop for stop in stops if stop.explained]
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
        *("", "The network of zero weights", *described(silent)),
        *("", "Plateaus: the speed |dθ/ds| has a minimum near a saddle of about the same loss"),
        *(line for stop in explained for line in _stop(stop)),
        *([] if explained else ["  none"]),
        *_unexplained([stop for stop in stops if not stop.explained]),
        *("", "Where it comes to rest", *([f"  {why}"] if rest is None else described(rest))),
    ]
    return shared.Answer("\n".join(lines), record, path, code=0 if rest is not None and path.outcome.complete else 1)


def _rest(system: ReducedSystem, path: Trajectory) -> tuple[FixedPoint | None, str]:
    """The fixed point at a trajectory's end, or why there is none."""
    from reduced_odes.analysis import resting_point

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
    assert stop.saddle is not None, "only plateaus that a saddle explains are described"
    yield f"    saddle at a distance of {stop.distance:.3g}, {stop.part:.3g} of it in the direction that grows:"
    yield from ("  " + line for line in described(stop.saddle))


def _unexplained(stops: Sequence[SlowStretch]) -> Iterator[str]:
    """Slow stretches without a saddle that explains them, in a line each."""
    if stops:
        yield "  also slow, but with no saddle of about the same loss nearby:"
        yield from (f"    s = {stop.time:.6g}: loss {stop.loss:.6g}, speed {stop.speed:.3g}" for stop in stops)


def _rate(rate: complex) -> str:
    return f"{rate.real:.6g}" if rate.imag == 0 else f"{rate.real:.6g}{rate.imag:+.6g}i"


def _listed(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value if abs(value) > _ROUNDING else 0.0:.6g}" for name, value in values.items())
