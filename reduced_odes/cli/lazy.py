"""Command line of the lazy regime: `python -m reduced_odes lazy`."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence

import numpy as np

from reduced_odes._common.checks import LEARNT, FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes._common.files import write_whole
from reduced_odes._common.outcome import Outcome
from reduced_odes.cli import options as command_line
from reduced_odes.lazy.curve import Block, LazyCurve, TargetFilter, lazy_curve

_EXAMPLES = """\
parameters of --set: c_star, sigma (required); kappa (1), omega_star (0), phase (0), eta_W, eta_u, eta_v (1)

examples:
  python -m reduced_odes lazy --set c_star=0.5 sigma=0.6 --trained v --times 0 1 10 100
      an integrator inside the bulk's disc, |1 - c_star| < sigma: learnt
  python -m reduced_odes lazy --set c_star=0.3 omega_star=2 sigma=0.6 --trained v u --until 1e4 --plot lazy.png
      a damped oscillator outside of it: the loss falls, but ever more slowly

exit code: 0, or 2 when the input is wrong."""

_DEFAULTS = {"kappa": 1.0, "omega_star": 0.0, "phase": 0.0}
_REQUIRED = ("c_star", "sigma")
_RATES = {f"eta_{block.value}": block for block in Block}
FIRST_TIME = 1e-2
"""The first learning time after 0 of --until, if that is later."""


def main(arguments: Sequence[str]) -> int:
    """Run the command line of the lazy regime and return its exit code."""
    return command_line.exit_code(_run, _parser(), arguments)


def _run(options: argparse.Namespace) -> int:
    parameters, rates = _parameters(options)
    command_line.check_outputs(options)
    curve = lazy_curve(
        TargetFilter.damped_oscillator(parameters["c_star"], parameters["omega_star"], parameters["phase"]),
        sigma=parameters["sigma"],
        kappa=parameters["kappa"],
        trained=options.trained,
        rates=rates,
        times=command_line.times(options, _spaced, fewest=3),
    )
    record = json.dumps(as_record(curve, parameters), allow_nan=False)
    written = []
    if options.plot is not None:
        from reduced_odes.lazy.figure import save_plot  # Matplotlib is imported only when a figure is asked for

        written.append(str(save_plot(curve, options.plot)))
    if options.json == "-":
        print(record)
        return 0
    if options.json is not None:
        written.append(str(write_whole(options.json, lambda file: file.write(record.encode() + b"\n"))))
    print("\n".join([summary(curve), *(f"wrote {path}" for path in written)]))
    return 0


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
    shown = np.unique(np.linspace(0, curve.times.size - 1, min(curve.times.size, 12)).round().astype(int))
    lines += [f"  {curve.times[i]:>14.6g} {curve.loss[i]:>14.6g} {curve.truncation_error[i]:>14.1e}" for i in shown]
    return "\n".join(lines)


def as_record(curve: LazyCurve, parameters: dict[str, float]) -> dict[str, object]:
    """One object for JSON, with the same keys as a reduced system's trajectory; what is infinite becomes null."""
    outcome = Outcome.LEARNT if curve.loss[-1] < LEARNT * curve.target_power else Outcome.UNFINISHED
    return {
        "system": "lazy",
        "parameters": {**parameters, **{f"eta_{block.value}": rate for block, rate in curve.rates.items()}},
        "trained": [block.value for block in curve.rates],
        "initial": {},
        "times": curve.times.tolist(),
        "state": {},
        "observables": {"loss": curve.loss.tolist()},
        "truncation_error": curve.truncation_error.tolist(),
        "learnable": curve.learnable,
        "decay_exponent": _finite(curve.decay_exponent),
        "norm_squared": _finite(curve.norm_squared),
        "outcome": outcome.value,
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _parser() -> argparse.ArgumentParser:
    parser = command_line.Parser(
        prog="python -m reduced_odes lazy",
        description="Learning curve of a wide network with a random bulk while its weights hardly move.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--set", nargs="+", action="extend", default=[], metavar="NAME=VALUE", help="parameters, see below"
    )
    parser.add_argument(
        "--trained", nargs="+", default=["v"], metavar="BLOCK", help="trained weights: any of W, u, v (v)"
    )
    parser.add_argument("--times", nargs="+", type=float, metavar="S", help="these learning times")
    parser.add_argument("--until", type=float, metavar="S", help="s = 0 and times evenly spaced in ln s up to this one")
    parser.add_argument("--points", type=int, metavar="N", help="number of times with --until (201)")
    parser.add_argument("--plot", metavar="FILE", help="a figure: .png, .pdf, .svg")
    parser.add_argument("--json", metavar="FILE", help="everything as one JSON object; - for standard output")
    return parser


def _parameters(options: argparse.Namespace) -> tuple[dict[str, float], dict[Block | str, float]]:
    given = command_line.parameters(options.set, "lazy", _REQUIRED, (*_DEFAULTS, *_RATES))
    for name, block in _RATES.items():
        if name in given and block not in options.trained:
            raise InputError(f"{name} is given, but {block} is not trained; add {block} to --trained")
    rates: dict[Block | str, float] = {_RATES[name]: value for name, value in given.items() if name in _RATES}
    return {**_DEFAULTS, **{name: value for name, value in given.items() if name not in _RATES}}, rates


def _spaced(until: float, points: int) -> FloatArray:
    """0, and then evenly in the logarithm."""
    return np.concatenate([[0.0], np.geomspace(min(FIRST_TIME, until / 1e3), until, points - 1)])
