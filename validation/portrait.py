"""The phase portrait of gain and decay rate, drawn from a reduced system's right-hand side alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike
from scipy.linalg import orth
from scipy.optimize import root

from reduced_odes import ReducedSystem
from validation.checks import FloatArray
from validation.coordinates import Coordinates
from validation.experiments import Experiment
from validation.tasks import Task
from validation.weights import Weights

# Central differences along the velocity; exact up to rounding, since gain is quadratic and c linear in the state.
_DIFFERENCE = 1e-4


@dataclass(frozen=True, eq=False)
class FixedPoint:
    """A state at rest: values by name, and the largest component of its velocity."""

    state: FloatArray
    gain: float
    c: float
    residual: float


def fixed_point(system: ReducedSystem, task: Task, guess: ArrayLike) -> FixedPoint:
    """The state at rest next to `guess` (Levenberg–Marquardt: fixed points come in families, one on each leaf)."""
    solved = root(
        lambda state: system.rhs(state, task.parameters),
        np.asarray(guess, dtype=np.float64),
        jac=lambda state: system.jacobian(state, task.parameters),
        method="lm",
        tol=1e-15,
    )
    state = np.asarray(solved.x, dtype=np.float64)
    gain, c = _gain_and_decay(system, task, state)
    return FixedPoint(state, float(gain), float(c), float(np.abs(system.rhs(state, task.parameters)).max()))


def plane(
    system: ReducedSystem, coordinates: Coordinates, learnt: FixedPoint, gain: FloatArray, c: FloatArray
) -> FloatArray:
    """States that differ from the learnt one in gain and c only: u and v scaled, W shifted by a multiple of identity.

    Shape (states, *gain.shape).  The identity is that of the span of u and v, where the learnt W lives.
    """
    weights = coordinates.embed(dict(zip(system.state, map(float, learnt.state), strict=True)))
    span = orth(np.column_stack([weights.u, weights.v]), rcond=1e-6)
    identity = span @ span.T
    states = np.empty((len(system.state), gain.size))
    for k, (a, decay) in enumerate(zip(gain.ravel(), c.ravel(), strict=True)):
        scale = np.sqrt(a / learnt.gain)
        moved = Weights(weights.W + (learnt.c - decay) * identity, scale * weights.u, scale * weights.v)
        values = coordinates.read(moved)
        states[:, k] = [values[name] for name in system.state]
    return states.reshape(-1, *gain.shape)


def velocities(system: ReducedSystem, task: Task, states: FloatArray) -> tuple[FloatArray, FloatArray]:
    """d gain/ds and dc/ds at states of shape (states, ...)."""
    motion = system.rhs(states, task.parameters)
    ahead = _gain_and_decay(system, task, states + _DIFFERENCE * motion)
    behind = _gain_and_decay(system, task, states - _DIFFERENCE * motion)
    return (ahead[0] - behind[0]) / (2 * _DIFFERENCE), (ahead[1] - behind[1]) / (2 * _DIFFERENCE)


def portrait(axes: Axes, experiment: Experiment, resolution: int = 41) -> FixedPoint:
    """Draw flow, nullclines, fixed point, and the paths of theory and network; return the fixed point."""
    system, task, theory, flow = experiment.system, experiment.task, experiment.theory, experiment.flow
    learnt = fixed_point(system, task, [theory[name][-1] for name in system.state])
    top = 1.15 * max(float(theory["c"].max()), 1.0)
    gain, c = np.meshgrid(np.linspace(0.01, 1.3 * learnt.gain, resolution), np.linspace(0.05, top, resolution))
    states = plane(system, task.coordinates(flow.initial), learnt, gain, c)
    gain_speed, c_speed = velocities(system, task, states)
    length = np.hypot(gain_speed, c_speed) + 1e-12
    every = slice(None, None, 4)
    axes.quiver(
        gain[every, every], c[every, every], (gain_speed / length)[every, every], (c_speed / length)[every, every],
        color="#b5b5b5", angles="xy", scale=28, width=0.003, zorder=1,
    )  # fmt: skip
    for speed, line, name in ((gain_speed, "solid", "d gain/ds = 0"), (c_speed, "dotted", "dc/ds = 0")):
        axes.contour(gain, c, speed, levels=[0.0], colors="#555555", linestyles=line, linewidths=1.4)
        axes.plot([], [], color="#555555", linestyle=line, linewidth=1.4, label=name)
    axes.plot(flow["gain"], flow["c"], color="#9ec5e8", linewidth=5.0, label=f"network, N = {flow.initial.N}", zorder=2)
    axes.plot(theory["gain"], theory["c"], "k", linestyle=(0, (5, 2)), linewidth=1.3, label="reduced ODE", zorder=3)
    axes.plot(theory["gain"][0], theory["c"][0], "ks", markerfacecolor="white", label="start", zorder=4)
    axes.plot(learnt.gain, learnt.c, "k*", markersize=13, label="fixed point: learnt", zorder=4)
    axes.set_xlim(min(0.0, 1.1 * float(theory["gain"].min())), 1.3 * learnt.gain)
    axes.set_ylim(0.0, top)
    axes.set_xlabel("gain f(0) = vᵀu")
    axes.set_ylabel("decay rate c (1 / time constant)")
    axes.legend(loc="upper left", bbox_to_anchor=(0.0, -0.14), ncols=3, frameon=False, fontsize=9)
    kind = "" if task.parallel else " (path projected)"
    axes.set_title(f"{task.name}: gain and decay rate{kind}")
    return learnt


def _gain_and_decay(system: ReducedSystem, task: Task, states: FloatArray) -> tuple[FloatArray, FloatArray]:
    observed = system.observe(states, task.parameters)
    c = observed["c"] if "c" in observed else np.asarray(states[system.state.index("c")], dtype=np.float64)
    return observed["gain"], c
