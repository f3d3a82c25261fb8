"""Solving one system, as the commands `integrate` and `any_target` do."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from reduced_odes.cli.shared import options as shared
from reduced_odes.cli.shared.options import Answer
from reduced_odes.initial_value.problem import Method
from reduced_odes.systems.system import ReducedSystem

if TYPE_CHECKING:
    from reduced_odes.integration import Trajectory


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be said of a solution, whatever the system."""
    task = parser.add_argument_group("what to solve")
    shared.add_values(task, "--set", "parameters")
    shared.add_values(task, "--initial", "state at s = 0; a variable left out takes its value at W = 0, u = v = 0")
    shared.add_times(task)
    how = parser.add_argument_group("how")
    how.add_argument("--rtol", type=float, default=1e-8, metavar="R", help="relative tolerance (1e-8)")
    how.add_argument("--atol", type=float, default=1e-12, metavar="A", help="absolute tolerance (1e-12)")
    methods = ", ".join(method.value for method in Method)
    how.add_argument("--method", default=Method.LSODA, metavar="METHOD", help=f"{methods} (LSODA)")
    shared.add_learnt(how)
    shared.add_outputs(parser.add_argument_group("what to write"))


def solve(system: ReducedSystem, options: argparse.Namespace) -> Answer:
    """Integrate as `options` say."""
    from reduced_odes.integration import integrate

    trajectory = integrate(
        system,
        shared.assignments("--initial", options.initial),
        shared.assignments("--set", options.set),
        shared.times(options),
        rtol=options.rtol,
        atol=options.atol,
        method=options.method,
        learnt=options.learnt,
    )
    return answer(system, trajectory)


def answer(system: ReducedSystem, trajectory: Trajectory) -> Answer:
    """What a command says of a trajectory."""
    from reduced_odes.analysis.rounding import departure
    from reduced_odes.cli.shared.summary import summary

    outcome, leaves = trajectory.outcome, departure(trajectory)
    return Answer(
        summary(system, trajectory, leaves),
        trajectory.as_record() | {"departure": None if leaves is None else leaves.as_record()},
        trajectory,
        warning="" if outcome.complete else f"{outcome.meaning} {outcome.advice}",
        code=0 if outcome.complete else 1,
    )
