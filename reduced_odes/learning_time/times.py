"""How long learning takes, and in how many steps of gradient descent.

>>> from reduced_odes import real_outlier
>>> from reduced_odes.learning_time import aligned, learning_time
>>> found = learning_time(real_outlier, aligned(0.01), {"c_star": 0.1})
>>> found.time, found.largest_step, found.steps

Two clocks: the learning time s of gradient flow, and the number of steps. A step is at most 2/λ_max, with the largest
curvature λ_max that the path meets, and λ_max is what a slow target makes large. Asymptotic laws are in
`laws`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from reduced_odes._common import checks
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes._common.outcome import Outcome
from reduced_odes._common.results import Result
from reduced_odes.initial_value.events import Event
from reduced_odes.initial_value.problem import Method
from reduced_odes.integration.course import at_index, parts
from reduced_odes.integration.many import method_for
from reduced_odes.integration.single import integrate
from reduced_odes.integration.trajectory import Trajectory
from reduced_odes.learning_time.figure import draw
from reduced_odes.systems.system import Parameters, ReducedSystem

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Start = Callable[[float], Mapping[str, float]]
"""From a size |u| = |v| = κ to an initial state."""

_FIRST = 4.0
"""The first part ends at this learning time; each further one is as long as all before. (Once all is learnt, rounding
keeps a solver busy: no further than needed.)"""
_EVEN = 33
"""Learning times of each such part at which the curvature is computed."""
_CLUSTERED = 200
"""Those before, and as many after, the end of learning."""
_CLOSEST, _FARTHEST = 1e-6, 0.2
"""Distances of these from the end, relative to it: the fall of c takes a time of order c*³."""


def aligned(size: float) -> dict[str, float]:
    """The real outlier's start with u = v, |u| = |v| = `size`, W = 0: the gain is size²."""
    kappa = _size(size)
    return {"a": kappa, "b": kappa}


def reflected(size: float, overlap: float = 0.0) -> dict[str, float]:
    """The conjugate pair's start with |u| = |v| = `size`, u·v = overlap size², W = 0.

    Raises
    ------
    InputError
        Unless size > 0 and −1 ≤ overlap ≤ 1.
    """
    kappa, cosine = _size(size), checks.finite_number("overlap", overlap)
    if not -1 <= cosine <= 1:
        raise InputError(f"overlap must lie between -1 and 1, the cosine of the angle of u and v, but is {cosine:g}")
    return {"alpha": kappa * math.sqrt((1 + cosine) / 2), "beta": kappa * math.sqrt((1 - cosine) / 2)}


@dataclass(frozen=True)
class LearningTime:
    """How long a target took to be learnt.

    Attributes
    ----------
    time : float
        Learning time s at which the loss fell below this fraction of the target's power; NaN if it did not.
    curvature : float
        λ_max: the largest eigenvalue of the Hessian, in the metric of the rates, that the path meets; NaN likewise.
    learnt : float
        The fraction.
    outcome : Outcome
        How the integration ended.
    """

    time: float
    curvature: float
    learnt: float
    outcome: Outcome

    @property
    def largest_step(self) -> float:
        """2/λ_max: gradient descent along this path is thrown off it by any larger step."""
        return 2.0 / self.curvature

    @property
    def steps(self) -> float:
        """Steps of half the largest size, one over the curvature, until the target is learnt."""
        return self.time * self.curvature


def learning_time(
    system: ReducedSystem,
    initial: Mapping[str, float],
    parameters: Parameters,
    *,
    learnt: float = checks.LEARNT,
    until: float = 1e4,
    rtol: float = 1e-8,
    method: Method = Method.LSODA,
) -> LearningTime:
    """Learn a target and say how long it took.

    Parameters
    ----------
    system : ReducedSystem
    initial : mapping of str to float
        State at s = 0, as for `integrate`; `aligned` and `reflected` make them.
    parameters : mapping or sequence
    learnt : float
        The target counts as learnt when the loss falls below this fraction of its power, ½∫f*² dt; as for `integrate`.
    until : float
        Learning time at which to give up.
    rtol : float
        Relative accuracy of the integration.
    method : Method
        Its solver.

    Returns
    -------
    LearningTime

    Raises
    ------
    InputError
        An argument cannot be used, or nothing will ever be learnt from this start (`SaddleError`).

    Notes
    -----
    The curvature is the largest at some hundreds of times that crowd towards the end of learning, where it rises and
    may pass the minimum's own. They reach beyond that end by a fifth, so that the minimum is among them.
    """
    end = _positive("until", until)
    time, steepest = 0.0, -math.inf
    for begin, part in parts(system, initial, parameters, _ends(end), _EVEN, learnt=learnt, rtol=rtol, method=method):
        steepest = max(steepest, _steepest(system, part))
        found = part.events[Event.LEARNT]
        if found:
            time = begin + found[0]
            break
    if not found:
        return LearningTime(math.nan, math.nan, part.solver.learnt, part.outcome)
    if time > 0:
        distances = time * np.geomspace(_CLOSEST, _FARTHEST, _CLUSTERED)
        times = found[0] + np.concatenate([-distances[::-1], [0.0], distances])
        around = integrate(
            system, at_index(part.states, 0), parameters, times[times >= 0], learnt=learnt, rtol=rtol, method=method
        )
        steepest = max(steepest, _steepest(system, _top(system, around)))
    return LearningTime(time, steepest, part.solver.learnt, part.outcome)


def _ends(until: float) -> Iterator[float]:
    """The ends of parts, each as long as all before, up to the last learning time."""
    end = _FIRST
    while end < until:
        yield end
        end *= 2
    yield until


def _top(system: ReducedSystem, path: Trajectory) -> Trajectory:
    """The path solved again between the two times that enclose its largest curvature."""
    values = curvature(system, np.array([path[name] for name in system.state]), path.parameters)
    k = int(values.argmax())
    first, last = max(k - 1, 0), min(k + 1, values.size - 1)
    offsets = np.linspace(0.0, path.times[last] - path.times[first], _EVEN)
    return integrate(
        system,
        at_index(path.states, first),
        path.parameters,
        offsets,
        rtol=path.solver.rtol,
        method=Method.of(path.solver.method),
    )


def _steepest(system: ReducedSystem, path: Trajectory) -> float:
    states = np.array([path[name] for name in system.state])
    return float(curvature(system, states, path.parameters).max()) if path.times.size else -math.inf


def curvature(system: ReducedSystem, states: ArrayLike, parameters: Parameters) -> FloatArray:
    """λ_max at each of several states: the largest eigenvalue of −∂F/∂θ for the flow dθ/ds = F.

    It is that of the Hessian in the metric of the learning rates; the directions that leave the manifold are not
    in it.

    Parameters
    ----------
    system : ReducedSystem
    states : array-like of shape (n, T)
    parameters : mapping or sequence

    Returns
    -------
    ndarray of shape (T,)
    """
    jacobians = system.jacobian(states, parameters)
    if jacobians.ndim != 3:
        raise InputError(f"states must have the shape ({len(system.state)}, T), but have {np.shape(states)}")
    # A gradient flow's Jacobian is similar to a symmetric matrix: its eigenvalues are real.
    found = np.linalg.eigvals(np.moveaxis(jacobians, -1, 0)).real
    return np.asarray(-found.min(axis=1), dtype=np.float64)


@dataclass(frozen=True, eq=False, repr=False)
class LearningTimes(Result):
    """Learning times over a grid.

    Attributes
    ----------
    parameters : tuple of mappings
        P sets of parameters.
    sizes : ndarray of shape (S,)
        |u| = |v| = κ at the start.
    times, curvatures : ndarrays of shape (P, S)
        As in `LearningTime`.
    """

    parameters: tuple[Mapping[str, float], ...]
    sizes: FloatArray
    times: FloatArray
    curvatures: FloatArray

    kind: ClassVar[str] = "saved learning times"

    @property
    def headline(self) -> str:
        """How many targets and sizes, and the range of the times."""
        learnt = self.times[np.isfinite(self.times)]
        reach = f"s = {learnt.min():.4g}…{learnt.max():.4g}" if learnt.size else "none learnt"
        return f"{len(self.parameters)} targets × {self.sizes.size} sizes, {reach}"

    def columns(self) -> Mapping[str, FloatArray]:
        """One row for each target and size: parameters, size, time, curvature and steps."""
        count, names = self.sizes.size, sorted({name for values in self.parameters for name in values})
        rows = {name: np.repeat([values.get(name, math.nan) for values in self.parameters], count) for name in names}
        return {
            **rows,
            "size": np.tile(self.sizes, len(self.parameters)),
            "time": self.times.ravel(),
            "curvature": self.curvatures.ravel(),
            "steps": self.steps.ravel(),
        }

    def plot(self) -> Figure:
        """Learning times and steps over the parameter that varies, or over the sizes, one line for each of the other.

        Raises
        ------
        InputError
            Neither sizes nor parameters vary.
        """
        return draw(self)

    @property
    def steps(self) -> FloatArray:
        """Steps of half the largest size, shape (P, S)."""
        return self.times * self.curvatures


def learning_times(
    system: ReducedSystem,
    start: Start,
    parameters: Sequence[Mapping[str, float]],
    sizes: Sequence[float] | FloatArray,
    *,
    learnt: float = checks.LEARNT,
    until: float = 1e4,
    rtol: float = 1e-8,
    method: Method | None = None,
) -> LearningTimes:
    """`learning_time` for several targets from several initial sizes.

    Parameters
    ----------
    system : ReducedSystem
    start : callable
        `aligned`, `reflected`, or any other way from a size to an initial state.
    parameters : sequence of mappings
        One set for each target.
    sizes : sequence of float
    learnt, until, rtol : float
        As for `learning_time`.
    method : Method, optional
        Likewise; `many.method_for` chooses it, if none is given.
    """
    chosen = method_for(system, len(parameters) * len(sizes)) if method is None else Method.of(method)

    def one(values: Mapping[str, float], size: float) -> LearningTime:
        return learning_time(system, start(size), values, learnt=learnt, until=until, rtol=rtol, method=chosen)

    found = [[one(values, float(size)) for size in sizes] for values in parameters]
    shape = (len(parameters), len(sizes))
    return LearningTimes(
        tuple(dict(values) for values in parameters),
        np.array([float(size) for size in sizes]),
        np.array([[each.time for each in row] for row in found]).reshape(shape),
        np.array([[each.curvature for each in row] for row in found]).reshape(shape),
    )


def _size(size: float) -> float:
    return _positive("size", size)


def _positive(what: str, value: float) -> float:
    return checks.in_domain(what, checks.finite_number(what, value), checks.Domain.POSITIVE)
