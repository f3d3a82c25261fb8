"""Phase portraits: the flow of a system on a plane of two chosen state variables.

>>> from reduced_odes import integrate, real_outlier
>>> from reduced_odes.analysis import phase_portrait
>>> learnt = integrate(real_outlier, {"a": 0.1, "b": 0.1}, {"c_star": 0.3}, range(31))
>>> phase_portrait(real_outlier, {"c_star": 0.3}, {"a": (0, 1.3), "c": (0.1, 1.2)}, {"b": "a"}, learnt).plot()
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from reduced_odes._common import checks
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError, NoFixedPointError, UnknownNameError
from reduced_odes._common.figures import blank
from reduced_odes._common.results import Result
from reduced_odes.analysis.fixed_points import FixedPoint, resting_point, saddle_at_zero, states_of
from reduced_odes.integration.trajectory import Trajectory
from reduced_odes.systems.system import Parameters, ReducedSystem, checked_system

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False, repr=False)
class PhasePortrait(Result):
    """Velocities on a plane of states, with fixed points and a path; NaN where the network is unstable.

    Attributes
    ----------
    system : str
    parameters : mapping of str to float
    axes : tuple of two str
        The state variables across and upwards.
    others : mapping of str to str
        What the remaining state variables are on the plane: a number, or the name of an axis.
    across, upwards : ndarrays of shape (P,)
    velocities : ndarray of shape (2, P, P)
        dθ/ds of the two variables; the last axis is across.
    fixed_points : mapping of str to tuple of two float
        Where they project to, by their stability: the network of zero weights, and where the path comes to rest.
    path : ndarray of shape (2, T)
        A trajectory, projected; T = 0 if none was given.
    """

    system: str
    parameters: Mapping[str, float]
    axes: tuple[str, str]
    others: Mapping[str, str]
    across: FloatArray
    upwards: FloatArray
    velocities: FloatArray
    fixed_points: Mapping[str, tuple[float, float]]
    path: FloatArray

    kind: ClassVar[str] = "saved phase portrait"

    @property
    def headline(self) -> str:
        """System, axes, and what the other variables are."""
        held = ", ".join(f"{name} = {value}" for name, value in self.others.items())
        return f"{self.system!r}, {' and '.join(self.axes)}" + (f"; {held}" if held else "")

    def columns(self) -> Mapping[str, FloatArray]:
        """One row for each point of the plane: the two variables and their velocities."""
        first, second = self.axes
        across, upwards = np.meshgrid(self.across, self.upwards)
        return {
            first: across.ravel(),
            second: upwards.ravel(),
            f"d{first}_ds": self.velocities[0].ravel(),
            f"d{second}_ds": self.velocities[1].ravel(),
        }

    def plot(self) -> Figure:
        """Stream lines, nullclines, fixed points and the path."""
        figure = blank(7.2, 4.8)
        panel = figure.subplots()
        rightwards, upwards = self.velocities
        panel.streamplot(self.across, self.upwards, rightwards, upwards, color="#b8b8b8", density=1.1, linewidth=0.8)
        for name, velocity, line in zip(self.axes, self.velocities, ("-", "-."), strict=True):
            if np.nanmin(velocity) < 0 < np.nanmax(velocity):
                panel.contour(self.across, self.upwards, velocity, [0.0], colors="#555555", linestyles=line)
                panel.plot([], [], color="#555555", linestyle=line, label=f"d{name}/ds = 0")
        if self.path.size:
            panel.plot(*self.path, color="#08306b", linewidth=2.0, label="trajectory")
            panel.plot(*self.path[:, 0], "s", color="#08306b", markerfacecolor="#ffffff", label="start")
        for stability, (x, y) in self.fixed_points.items():
            filled = "#000000" if stability.startswith("stable") else "#ffffff"
            panel.plot(x, y, "o", color="#000000", markerfacecolor=filled, clip_on=False, label=stability, zorder=4)
        panel.set(xlim=(self.across[0], self.across[-1]), ylim=(self.upwards[0], self.upwards[-1]))
        panel.set(xlabel=self.axes[0], ylabel=self.axes[1], title=self.headline.replace("'", ""))
        panel.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=9)
        return figure


def phase_portrait(
    system: ReducedSystem,
    parameters: Parameters,
    axes: Mapping[str, tuple[float, float]],
    others: Mapping[str, float | str] | None = None,
    trajectory: Trajectory | None = None,
    *,
    points: int = 61,
) -> PhasePortrait:
    """The flow of a system, as seen on a plane of two state variables.

    The two velocities are those on the plane itself. Where it is not invariant, the flow leaves it, and a projected
    trajectory need not follow the arrows.

    Parameters
    ----------
    system
    parameters
        By name (defaults filled in), or all of them in order.
    axes
        Two state variables, each with its range (first, last): across, then upwards.
    others
        What the other state variables are on the plane: a number, or the name of an axis that they equal. One that is
        not given has its value at W = 0, u = v = 0.
    trajectory
        One of this system, drawn as a path; it leads to a fixed point.
    points
        Along each axis.

    Raises
    ------
    UnknownNameError, InputError
        An argument that cannot be used.
    """
    constants = checked_system(system).parameter_values(parameters)
    first, second = _axes(system, axes)
    count = checks.positive_integer("points", points)
    held = _held(system, (first, second), others or {})
    across, upwards = (np.linspace(*axes[name], max(count, 3)) for name in (first, second))
    plane = dict(zip((first, second), np.meshgrid(across, upwards), strict=True))
    for name, value in held.items():
        plane[name] = plane[value] if value in (first, second) else np.full(plane[first].shape, float(value))
    states = np.array([plane[name] for name in system.state])
    rates = system.rhs(states, constants)
    rates[:, np.any(system.stability(states, constants) <= 0, axis=0)] = np.nan
    shown = [system.state.index(name) for name in (first, second)]
    found = _fixed_points(system, constants, trajectory)
    path = np.empty((2, 0)) if trajectory is None else states_of(system, trajectory)[shown]
    return PhasePortrait(
        system=system.name,
        parameters=dict(zip(system.parameters, constants, strict=True)),
        axes=(first, second),
        others=held,
        across=across,
        upwards=upwards,
        velocities=rates[shown],
        fixed_points={point.stability.value: (point.state[first], point.state[second]) for point in found},
        path=path,
    )


def _axes(system: ReducedSystem, axes: Mapping[str, tuple[float, float]]) -> tuple[str, str]:
    checks.instance("axes", axes, Mapping, "two state variables with their ranges, like {'a': (0, 1), 'c': (0, 1)}")
    for name in axes:
        if name not in system.state:
            raise UnknownNameError.among("state variable", name, system.state, owner=system.name)
    if len(axes) != 2:
        raise InputError(f"axes must be two state variables, but are {len(axes)}; give two", name="axes", value=axes)
    for name, ends in axes.items():
        low, high = (checks.finite_number(f"axis {name}", end) for end in ends)
        if not low < high:
            raise InputError(f"axis {name} must increase, but goes from {low:g} to {high:g}", name="axes", value=axes)
    first, second = axes
    return first, second


def _held(system: ReducedSystem, axes: tuple[str, str], others: Mapping[str, float | str]) -> dict[str, str]:
    """What each variable that is no axis is on the plane."""
    held = {name: f"{value:g}" for name, value in zip(system.state, system.origin, strict=True) if name not in axes}
    for name, value in others.items():
        if name not in held:
            raise UnknownNameError.among("variable off the axes", name, held, owner=system.name)
        if isinstance(value, str) and value not in axes:
            raise UnknownNameError.among("axis", value, axes, owner=f"{name} =")
        held[name] = value if isinstance(value, str) else repr(checks.finite_number(name, value))
    return held


def _fixed_points(system: ReducedSystem, constants: tuple[float, ...], path: Trajectory | None) -> list[FixedPoint]:
    found = [saddle_at_zero(system, constants)]
    if path is not None:
        with suppress(NoFixedPointError):  # as long as the path has not come to rest
            found.append(resting_point(system, path))
    return found
