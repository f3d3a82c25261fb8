"""Command line of one's own network: `python -m reduced_odes own_network`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

import numpy as np

from reduced_odes._common.archives import read_arrays
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import ArchiveError, InputError
from reduced_odes._common.files import write_whole
from reduced_odes.cli import options as command_line
from reduced_odes.cli.any_target import TargetParser, add_target_options, target_from
from reduced_odes.linear.target_filter import TargetFilter
from reduced_odes.own_network.matching import matching_theory
from reduced_odes.own_network.theories import NAME, MatchingTheory

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
_RATES = {"eta_W": "W", "eta_u": "u", "eta_v": "v"}
_BY_NUMBERS = ("poles", "residues", "A", "b", "c")


def main(arguments: Sequence[str]) -> int:
    """Run the command line of one's own network and return its exit code."""
    return command_line.exit_code(_run, _parser(), arguments)


def _run(options: argparse.Namespace) -> int:
    command_line.check_outputs(options)
    target, rates = _task(options)
    W, u, v = _weights(options.file)
    found = matching_theory(
        W, u, v, target,
        times=command_line.times(options), accuracy=options.accuracy, depth=options.depth, rates=rates,
    )  # fmt: skip
    record = json.dumps(found.as_record(), allow_nan=False)
    written = []
    if options.plot is not None:
        from reduced_odes.own_network.figure import save_plot  # Matplotlib is imported only when a figure is asked for

        written.append(str(save_plot(found, options.plot)))
    if options.json not in (None, "-"):
        written.append(str(write_whole(options.json, lambda file: file.write(record.encode() + b"\n"))))
    print(record if options.json == "-" else "\n".join([summary(found), *(f"wrote {path}" for path in written)]))
    return 0 if found.within else 1


def summary(found: MatchingTheory) -> str:
    """Which theory fits and why, what the others would have missed, and a short table of the curve."""
    lines = [
        f"{NAME}: N = {found.size}, accuracy {found.accuracy:g} of the target's power",
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
    for i in np.unique(np.linspace(0, found.times.size - 1, 12).round().astype(int)).tolist():
        lines.append(f"  {found.times[i]:>10.6g} {found.loss[i]:>13.6g} {found.c[i]:>11.6g} {found.omega[i]:>11.6g}")
    lines += ["", "c, omega: the slowest outlier is 1 - c + i omega, nan while there is none, or none in the theory;"]
    lines.append("errors are estimates: of the loss in units of the target's power; inf where a theory does not apply.")
    return "\n".join(lines)


def _task(options: argparse.Namespace) -> tuple[TargetFilter, dict[str, float]]:
    """The target, and the learning rates."""
    by_numbers = any(getattr(options, name) is not None for name in _BY_NUMBERS)
    required, optional = ((), ()) if by_numbers else (_OSCILLATION[:1], _OSCILLATION[1:])
    given = command_line.parameters(options.set, NAME, required, (*optional, *_RATES))
    rates = {_RATES[name]: value for name, value in given.items() if name in _RATES}
    if by_numbers:
        return target_from(options), rates
    numbers = [given.get(name, 0.0) for name in _OSCILLATION]
    whole = (
        TargetFilter.integrator(numbers[0]) if numbers[1:] == [0.0, 0.0] else TargetFilter.damped_oscillator(*numbers)
    )
    return whole, rates


def _weights(file: str) -> list[FloatArray]:
    """W, u and v of an archive."""
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


def _parser() -> argparse.ArgumentParser:
    parser = TargetParser(
        prog="python -m reduced_odes own_network",
        description="The theory that fits a saved network and a target to a wanted accuracy.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", help="the weights, a NumPy archive (.npz) with W, u and v")
    parser.add_argument(
        "--set", nargs="+", action="extend", default=[], metavar="NAME=VALUE", help="parameters, see below"
    )
    add_target_options(parser)
    parser.add_argument("--until", type=float, metavar="S", help="from s = 0 to this learning time")
    parser.add_argument("--points", type=int, metavar="N", help="number of times with --until (201)")
    parser.add_argument("--times", nargs="+", type=float, metavar="S", help="these learning times instead")
    parser.add_argument(
        "--accuracy",
        type=float,
        default=0.01,
        metavar="E",
        help="error of the loss, in units of the target's power (0.01)",
    )
    parser.add_argument("--depth", type=int, default=5, metavar="D", help="greatest number of letters of words (5)")
    parser.add_argument("--plot", metavar="FILE", help="a figure: .png, .pdf, .svg")
    parser.add_argument("--json", metavar="FILE", help="everything as one JSON object; - for standard output")
    return parser
