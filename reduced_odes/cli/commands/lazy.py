"""The command `lazy`: wide networks with a random bulk while their weights hardly move."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from reduced_odes._common.errors import InputError
from reduced_odes.cli.shared import options as shared

if TYPE_CHECKING:
    from reduced_odes.lazy import LazyCurve

_EXAMPLES = """\
parameters of --set: c_star, sigma (required); kappa (1), omega_star (0), phase (0), eta_W, eta_u, eta_v (1)

examples:
  python -m reduced_odes lazy --set c_star=0.5 sigma=0.6 --trained v --times 0 1 10 100
      an integrator inside the bulk's disc, |1 - c_star| < sigma: learnt
  python -m reduced_odes lazy --set c_star=0.3 omega_star=2 sigma=0.6 --trained v u --until 1e4 --plot lazy.png
      a damped oscillator outside of it: the loss falls, but ever more slowly

exit code: 0, or 2 when the input is wrong."""

_REQUIRED = ("c_star", "sigma")
_DEFAULTS = {"kappa": 1.0, "omega_star": 0.0, "phase": 0.0}


def add(subparsers: shared.Subparsers) -> None:
    """Declare the command."""
    parser = shared.add_command(
        subparsers,
        "lazy",
        run,
        summary="the loss of a wide network whose weights hardly move",
        description="Learning curve of a wide network with a random bulk while its weights hardly move.",
        examples=_EXAMPLES,
    )
    shared.add_values(parser, "--set", "parameters, see below")
    parser.add_argument(
        "--trained", nargs="+", default=["v"], metavar="BLOCK", help="trained weights: any of W, u, v (v)"
    )
    shared.add_times(parser, spacing=shared.Spacing.LOGARITHMIC)
    shared.add_outputs(parser)


def run(options: argparse.Namespace) -> shared.Answer:
    """Compute the curve."""
    from reduced_odes.lazy import TargetFilter, lazy_curve

    given, rates = _parameters(options)
    target = {name: given[name] for name in ("c_star", "omega_star", "phase")}
    curve = lazy_curve(
        TargetFilter.damped_oscillator(*target.values()),
        sigma=given["sigma"],
        kappa=given["kappa"],
        trained=options.trained,
        rates=rates,
        times=shared.times(options),
    )
    record = curve.as_record()
    return shared.Answer(summary(curve), record | {"parameters": {**target, **record["parameters"]}}, curve)


def summary(curve: LazyCurve) -> str:
    """What a lazy curve says, in words and a short table."""
    blocks = ", ".join(f"{block.value} (rate {rate:g})" for block, rate in curve.rates.items())
    verdict = "realised by a finite change of the weights" if curve.learnable else "out of reach of finite changes"
    lines = [
        f"lazy: sigma = {curve.sigma:g}, kappa = {curve.kappa:g}, trained: {blocks}; {curve.modes} modes",
        f"target: {verdict}" + ("" if curve.norm_squared is None else f"; squared norm {curve.norm_squared:.6g}"),
        f"late loss ~ s^-gamma, gamma = {curve.decay_exponent:.6g}",
        "",
        f"  {'s':>14} {'loss':>14} {'error below':>14}",
    ]
    for i in shared.some_of(curve.times.size):
        lines.append(f"  {curve.times[i]:>14.6g} {curve.loss[i]:>14.6g} {curve.truncation_error[i]:>14.1e}")
    lines += ["", shared.LEARNT]
    return "\n".join(lines)


def _parameters(options: argparse.Namespace) -> tuple[dict[str, float], dict[str, float]]:
    """Parameters with their defaults, and rates by the block that they belong to."""
    given = shared.parameters(options.set, "lazy", _REQUIRED, (*_DEFAULTS, *shared.RATES))
    for name, block in shared.RATES.items():
        if name in given and block not in options.trained:
            raise InputError(f"{name} is given, but {block} is not trained; add {block} to --trained")
    return {**_DEFAULTS, **given}, shared.rates(given)
