"""State variables that never move along a trajectory, and why: what keeps a stalled network where it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reduced_odes._common.checks import Domain
from reduced_odes.analysis.fixed_points import states_of
from reduced_odes.integration.trajectory import Trajectory
from reduced_odes.systems.system import ReducedSystem

_ROUNDING = 1e-12
"""Entries of a Jacobian below this part of its largest count as zero."""


@dataclass(frozen=True)
class Immovable:
    """State variables that have exactly their first value at all times of a trajectory.

    Attributes
    ----------
    frozen : tuple of pairs of str
        Variables that would move if a learning rate were not 0, each with the name of that rate.
    bound : tuple of str
        Variables whose rates of change contain one of these variables in every term: as long as all of them have their
        present values, none can move, whatever the others do.
    growth : float
        The largest rate at which a small deviation in `bound` would grow at the end of the trajectory; negative where
        it would decay, NaN if `bound` is empty.
    """

    frozen: tuple[tuple[str, str], ...]
    bound: tuple[str, ...]
    growth: float

    @property
    def meaning(self) -> str:
        """What keeps them, and whether that is a saddle, in a few sentences."""
        sentences = [f"{name} cannot move because {rate} = 0." for name, rate in self.frozen]
        if self.bound:
            names = ", ".join(self.bound)
            sentences.append(
                f"{names} can never move from where they started: the rate of change of each has one of them as a "
                "factor in every term."
                if len(self.bound) > 1
                else f"{names} can never move from where it started: its rate of change has it as a factor."
            )
            moved = "Started with slightly different values, they would"
            sentences.append(
                f"{moved} grow from here at the rate {self.growth:.4g}."
                if self.growth > 0
                else f"{moved} return to these."
            )
        return " ".join(sentences)


def immovable(system: ReducedSystem, trajectory: Trajectory) -> Immovable:
    """Which state variables have never moved, and why.

    Raises
    ------
    InputError
        The trajectory belongs to another system.
    """
    states = states_of(system, trajectory)
    constants = system.parameter_values(trajectory.parameters)
    if states.shape[1] < 2:
        return Immovable((), (), np.nan)
    start = np.array(system.state_values(trajectory.initial))
    still = np.all(states == start[:, None], axis=1)
    frozen: dict[str, str] = {}
    for name, value in zip(system.parameters, constants, strict=True):
        if value == 0 and system.domains[name] is Domain.NONNEGATIVE:
            raised = {**trajectory.parameters, name: 1.0}
            for k in np.flatnonzero(still & (system.rhs(states[:, -1], raised) != 0)):
                frozen.setdefault(system.state[k], name)
    rest = np.array([k for k in np.flatnonzero(still) if system.state[k] not in frozen], dtype=int)
    jacobian = system.jacobian(states[:, -1], constants)
    others = np.setdiff1d(np.arange(len(system.state)), rest)
    # What moves nothing of the rest to first order, along with rates of exactly zero, is a factor in every term.
    closed = rest.size and np.abs(jacobian[np.ix_(rest, others)]).max(initial=0.0) <= _ROUNDING * np.abs(jacobian).max()
    if not closed:
        return Immovable(tuple(frozen.items()), (), np.nan)
    growth = float(np.linalg.eigvals(jacobian[np.ix_(rest, rest)]).real.max())
    return Immovable(tuple(frozen.items()), tuple(system.state[k] for k in rest), growth)
