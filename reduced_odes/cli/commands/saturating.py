"""The command `saturating`: one outlier of saturating neurons, exact at any strength of the nonlinearity."""

from __future__ import annotations

import argparse

from reduced_odes.cli.shared import options as shared
from reduced_odes.cli.shared import solution

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


def add(subparsers: shared.Subparsers) -> None:
    """Declare the command."""
    parser = shared.add_command(
        subparsers,
        "saturating",
        run,
        summary="an outlier of saturating neurons, exactly at any strength",
        description="Learning of one outlier of saturating neurons, exact at any strength of the nonlinearity.",
        examples=_EXAMPLES,
    )
    parser.add_argument("--phi", default="erf", metavar="PHI", help="nonlinearity: erf, tanh, cubic (erf)")
    solution.add_options(parser)


def run(options: argparse.Namespace) -> shared.Answer:
    """Learn with the chosen nonlinearity."""
    from reduced_odes.initial_value.problem import Method
    from reduced_odes.saturating import learn, named, saturating_system

    phi = named(options.phi)
    trajectory = learn(
        shared.assignments("--initial", options.initial),
        shared.assignments("--set", options.set),
        shared.times(options),
        phi=phi,
        rtol=options.rtol,
        atol=options.atol,
        method=Method.of(options.method),
        learnt=options.learnt,
    )
    return solution.answer(saturating_system(phi), trajectory)
