"""A trajectory in a few lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reduced_odes._common.outcome import Outcome
from reduced_odes.analysis.immovable import immovable
from reduced_odes.analysis.rounding import Departure
from reduced_odes.integration.trajectory import Trajectory
from reduced_odes.systems.system import ReducedSystem


def summary(system: ReducedSystem, trajectory: Trajectory, leaves: Departure | None = None) -> str:
    """What happened along a trajectory: outcome, when a network would leave it, events, first and last values."""
    solver = trajectory.solver
    lines = [
        f"{trajectory.system}: {_assignments(trajectory.parameters)}",
        f"outcome: {trajectory.outcome.value}. {trajectory.outcome.meaning}",
        f"  {trajectory.outcome.advice}",
        *_what_never_moves(system, trajectory),
        *_departs(leaves),
        "",
    ]
    happened = [(s, name) for name, times in trajectory.events.items() for s in times]
    lines += [f"  {name:<22} s = {s:.6g}" for s, name in sorted(happened)] or ["  (no events)"]
    lines += ["", *_ends(trajectory), ""]
    lines.append(
        f"learnt: loss below {solver.learnt:g} of the target's power. {solver.method}, rtol {solver.rtol:g}, "
        f"atol {solver.atol:g}, {solver.evaluations} evaluations. {solver.message}"
    )
    return "\n".join(lines)


def _what_never_moves(system: ReducedSystem, trajectory: Trajectory) -> Iterable[str]:
    """Why the rest of the target is not learnt, as far as single variables are the reason."""
    if trajectory.outcome in (Outcome.STALLED, Outcome.UNFINISHED):
        meaning = immovable(system, trajectory).meaning
        if meaning:
            yield f"  {meaning}"


def _departs(leaves: Departure | None) -> Iterable[str]:
    if leaves is not None:
        yield (
            f"  By rounding alone a network leaves this trajectory near s = {leaves.time:.3g}, since perturbations "
            f"grow there at the rate {leaves.rate:.3g}."
        )


def _ends(trajectory: Trajectory) -> Iterable[str]:
    if not trajectory.times.size:
        yield f"  start: {_assignments(trajectory.initial)}"
        yield "  None of the requested times was reached."
        return
    ends = (0, -1) if trajectory.times.size > 1 else (0,)
    yield f"  {'':<22}" + "".join(f" {f's = {trajectory.times[i]:.6g}':>14}" for i in ends)
    for group in (trajectory.states, trajectory.observables, trajectory.invariants):
        for name, values in group.items():
            yield f"  {name:<22}" + "".join(f" {values[i]:>14.6g}" for i in ends)


def _assignments(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in values.items())
