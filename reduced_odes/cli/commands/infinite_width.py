"""The command `infinite_width`: networks of N → ∞ neurons with a random bulk of any strength."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from reduced_odes._common.errors import InputError
from reduced_odes.cli.shared import options as shared

if TYPE_CHECKING:
    from reduced_odes.hierarchy import InfiniteWidth

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


def add(subparsers: shared.Subparsers) -> None:
    """Declare the command."""
    parser = shared.add_command(
        subparsers,
        "infinite_width",
        run,
        summary="an infinitely wide network with a random bulk of any strength",
        description="Learning of an infinitely wide network with a random bulk of any strength.",
        examples=_EXAMPLES,
    )
    shared.add_values(parser, "--set", "parameters, see below")
    parser.add_argument("--depth", type=int, default=4, metavar="D", help="greatest number of letters of words (4)")
    shared.add_times(parser)
    parser.add_argument("--rtol", type=float, default=1e-7, metavar="R", help="relative tolerance (1e-7)")
    shared.add_outputs(parser)


def run(options: argparse.Namespace) -> shared.Answer:
    """Follow the network."""
    from reduced_odes.hierarchy import TargetFilter, infinite_width
    from reduced_odes.hierarchy.large_n import as_record

    given = shared.parameters(options.set, "infinite_width", _REQUIRED, (*_NETWORK, *_TARGET, *shared.RATES))
    if "kappa" in given and "kappa_u" in given and "kappa_v" in given:
        raise InputError("kappa, kappa_u and kappa_v are all given; give kappa for both, or the two others")
    target = {"c_star": given["c_star"], **{name: given.get(name, value) for name, value in _TARGET.items()}}
    found = infinite_width(
        TargetFilter.damped_oscillator(*target.values()),
        sigma=given["sigma"],
        times=shared.times(options),
        depth=options.depth,
        rtol=options.rtol,
        rates=shared.rates(given),
        **{name: value for name, value in given.items() if name in _NETWORK},
    )
    outcome = found.curve.outcome
    return shared.Answer(
        summary(found, target),
        as_record(found, target),
        found,
        warning="" if outcome.complete else f"{outcome.meaning} {outcome.advice}",
        code=0 if outcome.complete else 1,
    )


def summary(found: InfiniteWidth, target: Mapping[str, float]) -> str:
    """What happened, in words and a short table."""
    curve = found.curve
    lines = [
        f"infinite_width: target {_listed(target)}; network {_listed(found.parameters)}",
        f"words of up to {curve.depth} letters, {curve.dimension} dimensions; {curve.evaluations} gradients",
        f"outcome: {curve.outcome.value}. {curve.outcome.meaning}",
        *(
            f"  {name:<14} s = {s:.6g}" + ("  (in doubt)" if doubt else "")
            for name, times in curve.events.items()
            for s, doubt in zip(times, found.events_in_doubt.get(name, (False,) * len(times)), strict=True)
        ),
        "",
        f"  {'s':>10} {'loss':>13} {'error bar':>11} {'gain':>11} {'c':>11} {'omega':>11} {'share':>8}",
    ]
    informative = found.informative("loss")
    for i in shared.some_of(curve.times.size):
        seen = [f"{curve[name][i]:>11.6g}" for name in ("gain", "c", "omega")]
        bar = f"{found.error['loss'][i]:.1e}{' ' if informative[i] else '*'}"
        lines.append(
            f"  {curve.times[i]:>10.6g} {curve.loss[i]:>13.6g} {bar:>11} {' '.join(seen)} "
            f"{curve.share[i]:>8.4f}{' ?' if found.in_doubt[i] else ''}"
        )
    return "\n".join([*lines, "", *_LEGEND])


def _listed(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in values.items())


_LEGEND = (
    "c, omega: the slowest outlier is 1 - c + i omega; nan while no eigenvalue is outside of the bulk.",
    "share: the integral of f1 f over that of f f, where f is the impulse response and f1 its part from the outliers;",
    "  1 when they are all of the memory, 0 without one, above 1 or negative where f1 and the bulk's part cancel.",
    "error bar: an estimate from words of one letter less; * where it exceeds the loss and says nothing.",
    "? where it is in doubt whether there are outliers.",
    shared.LEARNT,
)
