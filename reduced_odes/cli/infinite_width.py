"""Command line of learning at infinite width: `python -m reduced_odes infinite_width`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from reduced_odes._common.errors import InputError
from reduced_odes._common.files import write_whole
from reduced_odes.cli import options as command_line
from reduced_odes.hierarchy.large_n import InfiniteWidth, TargetFilter, as_record, infinite_width

_EXAMPLES = """\
parameters of --set: c_star, sigma (required); kappa (1), or kappa_u and kappa_v; tau, overlap, omega_star, phase (0);
eta_W, eta_u, eta_v (1)

examples:
  python -m reduced_odes infinite_width --set c_star=0.3 sigma=0.4 kappa=0.5 --until 4 --points 5
      an integrator: the outlier leaves the bulk's disc, and when
  python -m reduced_odes infinite_width --set c_star=0.3 omega_star=2 sigma=0.3 kappa=0.4 --depth 5 --until 60 --json -
      a damped oscillator, words of up to five letters
  python -m reduced_odes infinite_width --set c_star=0.3 sigma=0.4 tau=-0.5 overlap=0.2 kappa=0.5 --until 4
      a bulk that is nearer to antisymmetric, and a read-out along the read-in

exit code: 0 when the last requested time was reached (learnt or not), 1 when the network became unstable before, 2 when
the input is wrong."""

_REQUIRED = ("c_star", "sigma")
_TARGET = {"omega_star": 0.0, "phase": 0.0}
_NETWORK = ("tau", "overlap", "kappa", "kappa_u", "kappa_v")
_RATES = {"eta_W": "W", "eta_u": "u", "eta_v": "v"}


def main(arguments: Sequence[str]) -> int:
    """Run the command line of infinite width and return its exit code."""
    return command_line.exit_code(_run, _parser(), arguments)


def _run(options: argparse.Namespace) -> int:
    given = _parameters(options)
    target = {"c_star": given["c_star"], **{name: given.get(name, value) for name, value in _TARGET.items()}}
    command_line.check_outputs(options)
    run = infinite_width(
        TargetFilter.damped_oscillator(target["c_star"], target["omega_star"], target["phase"]),
        sigma=given["sigma"],
        times=command_line.times(options),
        depth=options.depth,
        rtol=options.rtol,
        rates={_RATES[name]: value for name, value in given.items() if name in _RATES},
        **{name: value for name, value in given.items() if name in _NETWORK},
    )
    record = json.dumps(as_record(run, target), allow_nan=False)
    written = []
    if options.plot is not None:
        from reduced_odes.hierarchy.figure import save_plot  # Matplotlib is imported only when a figure is asked for

        written.append(str(save_plot(run, options.plot)))
    if options.json not in (None, "-"):
        written.append(str(write_whole(options.json, lambda file: file.write(record.encode() + b"\n"))))
    if options.json == "-":
        print(record)
    else:
        print("\n".join([summary(run), *(f"wrote {path}" for path in written)]))
    outcome = run.curve.outcome
    if not outcome.complete:
        print(f"{outcome.meaning} {outcome.advice}", file=sys.stderr)
    return 0 if outcome.complete else 1


def summary(run: InfiniteWidth) -> str:
    """What happened, in words and a short table."""
    curve = run.curve
    lines = [
        "infinite_width: " + ", ".join(f"{name} = {value:g}" for name, value in run.parameters.items()),
        f"words of up to {curve.depth} letters, {curve.dimension} dimensions; {curve.evaluations} gradients",
        f"outcome: {curve.outcome.value}. {curve.outcome.meaning}",
        *(
            f"  {name:<14} s = {s:.6g}" + ("  (in doubt)" if doubt else "")
            for name, times in curve.events.items()
            for s, doubt in zip(times, run.events_in_doubt.get(name, (False,) * len(times)), strict=True)
        ),
        "",
        f"  {'s':>10} {'loss':>13} {'error bar':>11} {'gain':>11} {'c':>11} {'omega':>11} {'share':>8}",
    ]
    informative = run.informative("loss")
    every = range(0, curve.times.size, max(1, -(-curve.times.size // 12)))
    for i in every:
        seen = [f"{curve[name][i]:>11.6g}" for name in ("gain", "c", "omega")]
        bar = f"{run.error['loss'][i]:.1e}{' ' if informative[i] else '*'}"
        lines.append(
            f"  {curve.times[i]:>10.6g} {curve.loss[i]:>13.6g} {bar:>11} {' '.join(seen)} "
            f"{curve.share[i]:>8.4f}{' ?' if run.in_doubt[i] else ''}"
        )
    lines += ["", "c, omega: the slowest outlier is 1 - c + i omega, nan while none is outside of the bulk;"]
    lines.append("share: what outliers carry of the impulse response; error bar: an estimate from one letter less,")
    lines.append("* where it exceeds the loss and says nothing; ? whether there are outliers is in doubt.")
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = command_line.Parser(
        prog="python -m reduced_odes infinite_width",
        description="Learning of an infinitely wide network with a random bulk of any strength.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--set", nargs="+", action="extend", default=[], metavar="NAME=VALUE", help="parameters, see below"
    )
    parser.add_argument("--depth", type=int, default=4, metavar="D", help="greatest number of letters of words (4)")
    parser.add_argument("--until", type=float, metavar="S", help="from s = 0 to this learning time")
    parser.add_argument("--points", type=int, metavar="N", help="number of times with --until (201)")
    parser.add_argument("--times", nargs="+", type=float, metavar="S", help="these learning times instead")
    parser.add_argument("--rtol", type=float, default=1e-7, metavar="R", help="relative tolerance (1e-7)")
    parser.add_argument("--plot", metavar="FILE", help="a figure: .png, .pdf, .svg")
    parser.add_argument("--json", metavar="FILE", help="everything as one JSON object; - for standard output")
    parser.set_defaults(save=None)
    return parser


def _parameters(options: argparse.Namespace) -> dict[str, float]:
    given = command_line.parameters(options.set, "infinite_width", _REQUIRED, (*_NETWORK, *_TARGET, *_RATES))
    if "kappa" in given and "kappa_u" in given and "kappa_v" in given:
        raise InputError("kappa, kappa_u and kappa_v are all given; give kappa for both, or the two others")
    return given
