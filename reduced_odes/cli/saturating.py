"""Command line of a saturating outlier: `python -m reduced_odes saturating`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from reduced_odes.cli import options as command_line
from reduced_odes.cli import solution as solution_cli
from reduced_odes.initial_value.problem import Method
from reduced_odes.saturating.flow import learn
from reduced_odes.saturating.nonlinearity import ERF, KNOWN, named

_EXAMPLES = """\
parameters of --set: c_star, gain (required); eta_W, eta_u, eta_v (1)
state of --initial: a (read-in), b (read-out), w (recurrent weight); 0 if left out

  dz/dt = -z + w phi(gain z)/gain + a x(t),   y = b z,   target filter exp(-c_star t),   x white noise

observables: loss; c, the slowest decay rate of the activity (1 - w if it were linear); loss_error, how much the loss
changes when fewer polynomials are used; floor, the share of the target's power that the best w and b leave at the
present a

examples:
  python -m reduced_odes saturating --set c_star=0.3 gain=0.4 --initial a=0.2 b=0.25 --until 80
      learns, then shrinks its activity slowly until the neuron is linear
  python -m reduced_odes saturating --set c_star=0.1 gain=0.4 --initial a=0.2 b=0.25 --until 80 --plot double_well.png
      a longer memory: w passes 1, where the activity has two preferred values
  python -m reduced_odes saturating --phi tanh --set c_star=0.3 gain=1 --initial a=0.2 b=0.25 --until 40 --json -
      another nonlinearity; in Python, reduced_odes.saturating.learn takes a Nonlinearity of your own

exit code: 0 when the last requested time was reached (learnt or not), 1 when the neuron became unstable or the solver
failed before, 2 when the input is wrong."""


def main(arguments: Sequence[str]) -> int:
    """Run the command line of a saturating outlier and return its exit code."""
    return command_line.exit_code(_run, _parser(), arguments)


def _run(options: argparse.Namespace) -> int:
    phi = named(options.phi)
    command_line.check_outputs(options)
    trajectory = learn(
        command_line.assignments("--initial", options.initial),
        command_line.assignments("--set", options.set),
        command_line.times(options),
        phi=phi,
        rtol=options.rtol,
        atol=options.atol,
        method=Method.of(options.method),
        learnt=options.learnt,
    )
    return solution_cli.report(trajectory, options)


def _parser() -> argparse.ArgumentParser:
    parser = command_line.Parser(
        prog="python -m reduced_odes saturating",
        description="Learning of one outlier of saturating neurons, exact at any strength of the nonlinearity.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--phi", default=ERF.name, metavar="PHI", help=f"nonlinearity: {', '.join(KNOWN)} ({ERF.name})")
    solution_cli.add_options(parser)
    return parser
