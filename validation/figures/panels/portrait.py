"""The phase portrait of gain and decay rate, drawn from a reduced system's right-hand side alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike
from scipy.linalg import orth
from scipy.optimize import least_squares

from reduced_odes import ReducedSystem
from validation._common.checks import FloatArray
from validation.experiments.experiment import Experiment
from validation.experiments.tasks import Task
from validation.figures.panels.style import (
    DESCENT,
    FLOW,
    THEORY,
    THEORY_LABEL,
    legend_beside,
    panel,
    power_of_ten,
    run_label,
)
from validation.network.coordinates import Coordinates
from validation.network.weights import Weights

# Step of central differences along the velocity; they are exact up to rounding, for gain is quadratic and c linear.
_DIFFERENCE = 1e-3
_CONVERGED = 1e-15
_ARROWS = 16
NULLCLINES = (("d gain/ds = 0", "-"), ("dc/ds = 0", "-."))


@dataclass(frozen=True, eq=False)
class PortraitPoint:
    """A state at rest.

    Attributes
    ----------
    state : ndarray of shape (n,)
        In the order of the system's state variables.
    gain, c : float
        Where it stands in the portrait.
    residual : float
        Largest |dθ/ds| there.
    """

    state: FloatArray
    gain: float
    c: float
    residual: float


@dataclass(frozen=True, eq=False)
class Slice:
    """Velocities on a plane of states around a fixed point.

    Attributes
    ----------
    gain, c : ndarrays of shape (m, m)
    states : ndarray of shape (n, m, m)
    gain_velocity, c_velocity : ndarrays of shape (m, m)
        d gain/ds and dc/ds; nullclines are where they vanish.
    """

    gain: FloatArray
    c: FloatArray
    states: FloatArray
    gain_velocity: FloatArray
    c_velocity: FloatArray


def portrait(experiment: Experiment, resolution: int = 121) -> tuple[Figure, str]:
    """Flow, nullclines and fixed point on a plane of states, and the paths of theory and networks; figure and caption.

    The plane holds the states that differ from the learnt one in gain and c only, see `plane`. For the real outlier
    with u = v it is invariant and the whole path lies in it; for a pair, the path is projected onto gain and c.
    """
    theory = experiment.theory
    learnt = fixed_point(experiment.system, experiment.task, [theory[name][-1] for name in theory.states])
    widest = 1.3 * max(float(theory["gain"].max()), learnt.gain)
    highest = 1.15 * float(theory["c"].max())
    gains, decays = (np.linspace(0.02 * end, end, resolution) for end in (widest, highest))
    figure, axes = panel(8.6, 4.8)
    _draw_flow(axes, plane(experiment, learnt, gains, decays))
    _draw_paths(axes, experiment)
    axes.plot(theory["gain"][0], theory["c"][0], "s", color="black", markerfacecolor="white", label="start", zorder=4)
    axes.plot(learnt.gain, learnt.c, "*", color="black", markersize=12, label="fixed point", zorder=4)
    axes.set_xlim(-0.02 * widest, widest)
    axes.set_ylim(0.0, highest)
    axes.set_xlabel("gain f(0) = vᵀu")
    axes.set_ylabel("decay rate c (1 / time constant)")
    kind = "phase portrait" if experiment.task.parallel else "phase portrait, projected"
    axes.set_title(f"{experiment.task.name}: {kind}")
    legend_beside(axes)
    return figure, _caption(experiment, learnt)


def _caption(experiment: Experiment, learnt: PortraitPoint) -> str:
    if experiment.task.parallel:
        cut = (
            "Phase portrait of the reduced ODE on the invariant plane u = v, in which learning takes place: arrows for "
            "the direction of flow, and the nullclines, computed as zeros of the right-hand side. "
        )
    else:
        cut = (
            f"Projection of the {len(learnt.state)}-dimensional flow onto gain and decay rate c. Arrows and "
            "nullclines, zeros of the two velocities, hold on one plane only: the one through the fixed point on which "
            "nothing but gain and c changes, so that ω has its final value. The path comes to this plane at its end; "
            "until then it need not follow the arrows, nor cross the nullclines upright or level. "
        )
    return cut + (
        f"The fixed point, gain = {learnt.gain:.6g} and c = {learnt.c:.6g}, solves the reduced ODE with a residual "
        f"of {power_of_ten(learnt.residual)}. The path of the network with a bulk begins where its outliers are clear "
        "of the bulk."
    )


def fixed_point(system: ReducedSystem, task: Task, guess: ArrayLike) -> PortraitPoint:
    """The state at rest next to `guess`.

    Levenberg–Marquardt steps are least in norm: fixed points come in families, one for each value of what is conserved.
    """

    def velocity(state: FloatArray) -> FloatArray:
        return system.rhs(state, task.parameters)

    def jacobian(state: FloatArray) -> FloatArray:
        return system.jacobian(state, task.parameters)

    solved = least_squares(
        velocity, np.asarray(guess, dtype=np.float64), jac=jacobian, method="lm",
        xtol=_CONVERGED, ftol=_CONVERGED, gtol=_CONVERGED,
    )  # fmt: skip
    state = np.asarray(solved.x, dtype=np.float64)
    gain, c = _gain_and_decay(system, task, state)
    return PortraitPoint(state, float(gain), float(c), float(np.abs(system.rhs(state, task.parameters)).max()))


def plane(experiment: Experiment, learnt: PortraitPoint, gains: FloatArray, decays: FloatArray) -> Slice:
    """States that differ from the learnt one in gain and c only, and their velocities.

    u and v are scaled alike, and W is shifted by a multiple of the identity of the span of u and v, so that the
    frequency stays that of the learnt state.

    Parameters
    ----------
    experiment : Experiment
    learnt : PortraitPoint
    gains, decays : ndarrays of shape (m,)
        Positive.
    """
    system, task = experiment.system, experiment.task
    gain, c = np.meshgrid(gains, decays)
    states = _states(system, task.coordinates(experiment.flow.initial), learnt, gain, c)
    return Slice(gain, c, states, *velocities(system, task, states))


def velocities(system: ReducedSystem, task: Task, states: FloatArray) -> tuple[FloatArray, FloatArray]:
    """d gain/ds and dc/ds at states of shape (n, ...)."""
    motion = system.rhs(states, task.parameters)
    # The same displacement everywhere, however fast the flow.
    step = _DIFFERENCE / np.maximum(np.abs(motion).max(axis=0), 1e-300)
    ahead = _gain_and_decay(system, task, states + step * motion)
    behind = _gain_and_decay(system, task, states - step * motion)
    return (ahead[0] - behind[0]) / (2 * step), (ahead[1] - behind[1]) / (2 * step)


def _states(
    system: ReducedSystem, coordinates: Coordinates, learnt: PortraitPoint, gain: FloatArray, c: FloatArray
) -> FloatArray:
    weights = coordinates.embed(dict(zip(system.state, map(float, learnt.state), strict=True)))
    span = orth(np.column_stack([weights.u, weights.v]), rcond=1e-6)
    zero = Weights(0.0 * weights.W, 0.0 * weights.u, 0.0 * weights.v)

    def read(moved: Weights) -> FloatArray:
        values = coordinates.read(moved)
        return np.array([values[name] for name in system.state])[:, None, None]

    # Coordinates are affine in the weights: three readings give them on the whole plane.
    origin = read(zero)
    recurrent = read(Weights(weights.W, zero.u, zero.v)) - origin
    identity = read(Weights(span @ span.T, zero.u, zero.v)) - origin
    in_and_out = read(Weights(zero.W, weights.u, weights.v)) - origin
    return origin + recurrent + (learnt.c - c) * identity + np.sqrt(gain / learnt.gain) * in_and_out


def _draw_flow(axes: Axes, cut: Slice) -> None:
    # Directions as they appear on the page, where the two axes have different scales.
    across, along = cut.gain_velocity / np.ptp(cut.gain), cut.c_velocity / np.ptp(cut.c)
    length = np.hypot(across, along)
    length[length == 0] = 1.0
    spacing = max(1, cut.gain.shape[0] // _ARROWS)
    seen = (slice(spacing // 2, None, spacing),) * 2
    axes.quiver(
        cut.gain[seen], cut.c[seen], (across / length)[seen], (along / length)[seen],
        color="#b8b8b8", scale=32, width=0.0025, zorder=1,
    )  # fmt: skip
    for velocity, (name, line) in zip((cut.gain_velocity, cut.c_velocity), NULLCLINES, strict=True):
        axes.contour(cut.gain, cut.c, velocity, levels=[0.0], colors="#555555", linestyles=line, linewidths=1.3)
        axes.plot([], [], color="#555555", linestyle=line, linewidth=1.3, label=f"nullcline {name}")


def _draw_paths(axes: Axes, experiment: Experiment) -> None:
    flow, bulk, theory = experiment.flow, experiment.bulk, experiment.theory
    axes.plot(flow["gain"], flow["c"], label=run_label(flow), **FLOW)
    axes.plot(bulk["gain"], bulk["c"], label=run_label(bulk), **DESCENT)
    axes.plot(theory["gain"], theory["c"], label=THEORY_LABEL, **THEORY)


def _gain_and_decay(system: ReducedSystem, task: Task, states: FloatArray) -> tuple[FloatArray, FloatArray]:
    observed = system.observe(states, task.parameters)
    c = observed["c"] if "c" in observed else np.asarray(states[system.state.index("c")], dtype=np.float64)
    return observed["gain"], c
