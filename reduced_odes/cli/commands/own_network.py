"""The command `own_network`: the theory that fits a saved network to a wanted accuracy, and why."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import ArchiveError, InputError
from reduced_odes.cli.commands.any_target import add_target_options, target_from
from reduced_odes.cli.shared import options as shared

if TYPE_CHECKING:
    from reduced_odes.linear import TargetFilter
    from reduced_odes.own_network import MatchingTheory

_EXAMPLES = """\
FILE is a NumPy archive with the arrays W (N, N), u (N) and v (N): numpy.savez("weights.npz", W=W, u=u, v=v).
parameters of --set: c_star, omega_star (0), phase (0), or a target by its poles or matrices instead; eta_W, eta_u,
eta_v (1)

examples:
  python -m reduced_odes own_network weights.npz --set c_star=0.3 --until 10 --accuracy 0.01
      the simplest theory that predicts the loss to 1 % of the target's power, and what the others would have missed
  python -m reduced_odes own_network weights.npz --poles=-0.3+2j,-0.3-2j --residues=0.5,0.5 --until 60 --plot own.png
      a target by its poles
  python -m reduced_odes own_network weights.npz --set c_star=0.5 eta_W=0 eta_u=0 --until 100 --json -
      only the read-out is trained; everything as one JSON object

exit code: 0 when a theory is within the accuracy, 1 when none is (the nearest is shown and saved all the same), 2 when
the input is wrong."""

_OSCILLATION = ("c_star", "omega_star", "phase")
_BY_NUMBERS = ("poles", "residues", "A", "b", "c")


def add(subparsers: shared.Subparsers) -> None:
    """Declare the command."""
    parser = shared.add_command(
        subparsers,
        "own_network",
        run,
        summary="the theory that fits a saved network W, u, v to a wanted accuracy",
        description="The theory that fits a saved network and a target to a wanted accuracy.",
        examples=_EXAMPLES,
    )
    parser.add_argument("file", metavar="FILE", help="the weights, a NumPy archive (.npz) with W, u and v")
    shared.add_values(parser, "--set", "parameters, see below")
    add_target_options(parser)
    shared.add_times(parser)
    parser.add_argument(
        "--accuracy",
        type=float,
        default=0.01,
        metavar="E",
        help="error of the loss, in units of the target's power (0.01)",
    )
    parser.add_argument("--depth", type=int, default=5, metavar="D", help="greatest number of letters of words (5)")
    shared.add_outputs(parser)


def run(options: argparse.Namespace) -> shared.Answer:
    """Find the theory."""
    from reduced_odes.own_network import matching_theory

    target, rates = _task(options)
    W, u, v = _weights(options.file)
    found = matching_theory(
        W, u, v, target, times=shared.times(options), accuracy=options.accuracy, depth=options.depth, rates=rates
    )
    return shared.Answer(summary(found), found.as_record(), found, code=0 if found.within else 1)


def summary(found: MatchingTheory) -> str:
    """Which theory fits and why, what the others would have missed, and a short table of the curve."""
    lines = [
        f"own_network: N = {found.size}, accuracy {found.accuracy:g} of the target's power",
        f"theory: {found.chosen.title}. {found.theory.meaning}",
        f"why: {found.reason}",
        f"outcome: {found.outcome.value}. {found.outcome.meaning}",
    ]
    if found.trajectory is not None:
        initial = ", ".join(f"{name} = {value:.6g}" for name, value in found.trajectory.initial.items() if value)
        lines.append(f"system: {found.trajectory.system}, from {initial}")
    lines += ["", f"  {'theory':<36} {'loss errs by':>13} {'c errs by':>11}"]
    for each in found.candidates:
        mark = " <- chosen" if each is found.chosen else ""
        lines.append(f"  {each.title:<36} {each.error:>13.2g} {each.error_c:>11.2g}{mark}")
    lines += ["", f"  {'s':>10} {'loss':>13} {'c':>11} {'omega':>11}"]
    for i in shared.some_of(found.times.size):
        lines.append(f"  {found.times[i]:>10.6g} {found.loss[i]:>13.6g} {found.c[i]:>11.6g} {found.omega[i]:>11.6g}")
    lines += ["", "c, omega: the slowest outlier is 1 - c + i omega, nan while there is none, or none in the theory;"]
    lines.append("errors are estimates: of the loss in units of the target's power; inf where a theory does not apply.")
    return "\n".join(lines)


def _task(options: argparse.Namespace) -> tuple[TargetFilter, dict[str, float]]:
    """The target, and the learning rates."""
    from reduced_odes.linear import TargetFilter

    by_numbers = any(getattr(options, name) is not None for name in _BY_NUMBERS)
    required, optional = ((), ()) if by_numbers else (_OSCILLATION[:1], _OSCILLATION[1:])
    given = shared.parameters(options.set, "own_network", required, (*optional, *shared.RATES))
    rates = shared.rates(given)
    if by_numbers:
        return target_from(options), rates
    numbers = [given.get(name, 0.0) for name in _OSCILLATION]
    whole = (
        TargetFilter.integrator(numbers[0]) if numbers[1:] == [0.0, 0.0] else TargetFilter.damped_oscillator(*numbers)
    )
    return whole, rates


def _weights(file: str) -> list[FloatArray]:
    """W, u and v of an archive."""
    from reduced_odes._common.archives import read_arrays

    arrays = read_arrays(file, "network's weights", "FILE")
    missing = [name for name in ("W", "u", "v") if name not in arrays]
    if missing:
        raise ArchiveError(
            f"{file!r} has no {', '.join(missing)}, but {', '.join(arrays) or 'nothing'}; save the weights by "
            "numpy.savez(file, W=W, u=u, v=v)",
            name="FILE",
            value=file,
        )
    if any(arrays[name].dtype.kind not in "iuf" for name in "Wuv"):
        raise InputError(
            f"{file!r} has weights that are no real numbers; save arrays of floats", name="FILE", value=file
        )
    return [arrays[name].astype(float) for name in "Wuv"]
