"""The command `integrate`, which is meant where none is named: solve a system, show, draw or save the solution."""

from __future__ import annotations

import argparse

from reduced_odes._common.errors import InputError
from reduced_odes.cli.shared import options as shared
from reduced_odes.cli.shared import solution
from reduced_odes.systems.loading import shipped

_EXAMPLES = """\
The word `integrate` may be left out.

examples:
  python -m reduced_odes real_outlier --set c_star=0.1 --initial a=0.1 b=0.1 --until 10
      learns an integrator and says how that went
  python -m reduced_odes conjugate_pair --set c_star=0.3 omega_star=2 --initial alpha=0.28 beta=0.28 \\
      --until 100 --plot pair.png --csv pair.csv
      learns a damped oscillator, draws it, and writes a table

exit code: 0 when the last requested time was reached (learnt or not), 1 when the network became unstable or
the solver failed before (what came before is shown and saved all the same), 2 when the input is wrong."""


def add(subparsers: shared.Subparsers) -> None:
    """Declare the command."""
    parser = shared.add_command(
        subparsers,
        "integrate",
        run,
        summary="solve a reduced system from an initial state (the default)",
        description="Integrate the reduced learning dynamics of a linear recurrent network.",
        examples=_EXAMPLES,
    )
    shared.add_system(parser, optional=True)
    solution.add_options(parser)


def run(options: argparse.Namespace) -> shared.Answer:
    """Solve, and say how it went."""
    if options.system is None:
        raise InputError(f"which system? name one of {', '.join(shipped())} before its options")
    return solution.solve(shared.system(options.system), options)
