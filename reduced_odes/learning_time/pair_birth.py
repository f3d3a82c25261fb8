"""The birth of a conjugate pair: what happens on the way from small weights to an oscillation, and when.

>>> from reduced_odes import conjugate_pair
>>> from reduced_odes.learning_time import birth, reflected
>>> found = birth(conjugate_pair, reflected(0.4), {"c_star": 0.3, "omega_star": 2.0})
>>> found.rise, found.born, found.plateau, found.learnt, found.outcome

The outliers −c ± iω of W − I begin as two real ones. As a rule the mean decay rate c first rises, since the best that
real outliers can do for an oscillation is to decay fast; the two collide and leave the real axis; the loss stays on a
plateau; then the target is learnt.

In the end the network's state turns in one sense or the other, q ≈ ω* or q ≈ −ω*. The initial weights that lead to the
one are separated from those that lead to the other by a surface of codimension one, on which learning converges to the
best real outlier and no pair is born. Close to this surface the birth is late by ln(1/distance)/μ, with the rate μ of
`real_saddles` in `reduced_odes.learning_time.laws`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from reduced_odes._common import checks
from reduced_odes._common.checks import LEARNT, FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes._common.outcome import Outcome
from reduced_odes._common.results import Result
from reduced_odes.initial_value.events import OMEGA_SQUARED, Event
from reduced_odes.initial_value.problem import Method
from reduced_odes.integration.course import Course, follow
from reduced_odes.integration.cvode.compile import compiled
from reduced_odes.integration.many import method_for
from reduced_odes.learning_time.figure import draw_births
from reduced_odes.learning_time.times import reflected
from reduced_odes.systems.loading import shipped_system
from reduced_odes.systems.system import Parameters, ReducedSystem, checked_system

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_PARTS = 8
"""A trajectory is solved in this many parts: the last is half of it, the one before a quarter, and so on."""
_POINTS = 129
"""Number of times in each part at which the observables are evaluated."""


class BirthOutcome(StrEnum):
    """How the trajectory of a pair ended; `meaning` says it in a sentence."""

    LEARNT = "learnt"
    UNFINISHED = "unfinished"
    NOT_BORN = "not_born"
    STALLED = "stalled"
    UNSTABLE = "unstable"
    SOLVER_FAILED = "solver_failed"

    @property
    def meaning(self) -> str:
        """What happened, in one sentence."""
        return _MEANING[self]


_MEANING = {
    BirthOutcome.LEARNT: "The pair was born, stayed, and learnt the target.",
    BirthOutcome.UNFINISHED: "The pair was born, but the last learning time came before the target was learnt.",
    BirthOutcome.NOT_BORN: "At the last learning time the outliers were real, whatever the loss.",
    BirthOutcome.STALLED: "The flow has come to rest with the loss still above the threshold.",
    BirthOutcome.UNSTABLE: Outcome.UNSTABLE.meaning,
    BirthOutcome.SOLVER_FAILED: Outcome.SOLVER_FAILED.meaning,
}


@dataclass(frozen=True)
class Birth:
    """Times of what happens along one trajectory; NaN for what did not.

    Attributes
    ----------
    rise, height : float
        When the mean decay rate c is largest, and how large; 0 and the first c if it never rises.
    births, deaths : tuples of float
        When ω² crosses 0 upwards and downwards. A pair may be born, be lost, and be born again.
    born : float
        The last birth, if no death followed.
    loss_at_birth : float
    half : float
        When the loss has fallen to half of `loss_at_birth`; NaN also if that is too small to be halved.
    learnt : float
        When the loss fell below the threshold. It may do so before a pair is born, if the target hardly oscillates.
    rotation : float
        q, half of the difference of W's two entries off the diagonal, at the last learning time; its sign is the sense
        in which the network's state turns. NaN for systems that have no such number.
    until : float
        Last learning time.
    outcome : BirthOutcome
    """

    rise: float
    height: float
    births: tuple[float, ...]
    deaths: tuple[float, ...]
    born: float
    loss_at_birth: float
    half: float
    learnt: float
    rotation: float
    until: float
    outcome: BirthOutcome

    @property
    def plateau(self) -> float:
        """Length of the plateau: from the birth until the loss is half of what it was then."""
        return self.half - self.born


def birth(
    system: ReducedSystem,
    initial: Mapping[str, float],
    parameters: Parameters,
    *,
    until: float = 1e3,
    learnt: float = LEARNT,
    rtol: float = 1e-8,
    method: Method = Method.LSODA,
) -> Birth:
    """Follow the outliers of a pair from their start until a learning time.

    Parameters
    ----------
    system : ReducedSystem
        With the observables c and omega_squared: `conjugate_pair`, `rank_two`.
    initial : mapping of str to float
        State at s = 0; `learning_time.reflected` makes one of `conjugate_pair`.
    parameters : mapping or sequence
    until : float
        Last learning time.
    learnt : float
        The target counts as learnt when the loss falls below this fraction of ½∫f*² dt.
    rtol : float
        Relative accuracy of the integration.
    method : Method
        Its solver.

    Returns
    -------
    Birth

    Raises
    ------
    InputError
        An argument cannot be used, the system has no pair, or nothing is ever learnt from this start (`SaddleError`).

    Notes
    -----
    Births are events of the integration. The largest c and the halved loss are first bracketed on a grid of a thousand
    times, denser at early ones, and then located by solving again between the two times that enclose them. The
    integration ends before `until` once the loss is smaller than its rounding.
    """
    end = checks.in_domain("until", checks.finite_number("until", until), checks.Domain.POSITIVE)
    checked_system(system)
    if not {"c", OMEGA_SQUARED} <= {*system.state, *system.observables}:
        raise InputError(f"{system.name} has no pair of outliers; give conjugate_pair or rank_two")
    ends = [end / 2.0**k for k in reversed(range(_PARTS))]
    path = follow(system, initial, parameters, ends, _POINTS, learnt=learnt, rtol=rtol, method=method)
    births, deaths = path.events[Event.PAIR_BORN], path.events[Event.PAIR_LOST]
    stays = bool(births) and (not deaths or births[-1] > deaths[-1])
    born = births[-1] if stays else math.nan
    rise, height = path.largest("c")
    at_birth = path.at(born, "loss") if stays else math.nan
    return Birth(
        rise=rise,
        height=height,
        births=births,
        deaths=deaths,
        born=born,
        loss_at_birth=at_birth,
        half=path.falls_below(at_birth / 2, born) if stays else math.nan,
        learnt=next(iter(path.events[Event.LEARNT]), math.nan),
        rotation=_rotation(path),
        until=end,
        outcome=_outcome(path.outcome, stays),
    )


def _outcome(outcome: Outcome, born: bool) -> BirthOutcome:
    match outcome:
        case Outcome.UNSTABLE | Outcome.SOLVER_FAILED | Outcome.STALLED:
            return BirthOutcome(outcome.value)
        case _ if not born:
            return BirthOutcome.NOT_BORN
        case _:
            return BirthOutcome(outcome.value)


def _rotation(path: Course) -> float:
    if "q" in path.states:
        return float(path["q"][-1])
    if {"w12", "w21"} <= path.states.keys():
        return float(path["w21"][-1] - path["w12"][-1]) / 2
    return math.nan


@dataclass(frozen=True, eq=False, repr=False)
class BirthMap(Result):
    """Births over a grid of targets and initial sizes.

    Attributes
    ----------
    c_stars, omega_stars, sizes : ndarrays of shape (C,), (O,), (S,)
    rise, height, born, half, learnt, rotation : ndarrays of shape (C, O, S)
        As in `Birth`; NaN for what did not happen.
    outcomes : ndarray of str of shape (C, O, S)
        Values of `BirthOutcome`.
    until : float
        Last learning time.
    """

    c_stars: FloatArray
    omega_stars: FloatArray
    sizes: FloatArray
    rise: FloatArray
    height: FloatArray
    born: FloatArray
    half: FloatArray
    learnt: FloatArray
    rotation: FloatArray
    outcomes: NDArray[np.str_]
    until: float

    kind: ClassVar[str] = "saved map of births"

    @property
    def headline(self) -> str:
        """Shape, last learning time, and how many trajectories ended how."""
        values, counts = np.unique(self.outcomes, return_counts=True)
        ended = ", ".join(f"{count} {value}" for value, count in zip(values, counts, strict=True))
        return f"shape={self.outcomes.shape}, until s = {self.until:g}: {ended}"

    def columns(self) -> Mapping[str, NDArray[Any]]:
        """One row for each target and size."""
        axes = np.meshgrid(self.c_stars, self.omega_stars, self.sizes, indexing="ij")
        names = ("rise", "height", "born", "half", "learnt", "rotation")
        return {
            **{name: axis.ravel() for name, axis in zip(("c_star", "omega_star", "size"), axes, strict=True)},
            **{name: getattr(self, name).ravel() for name in names},
            "outcome": self.outcomes.ravel(),
        }

    def plot(self) -> Figure:
        """When the pair is born, over the two axes that are longer than one.

        Raises
        ------
        InputError
            There are not exactly two such axes.
        """
        axes = (("decay rate c*", self.c_stars), ("frequency ω*", self.omega_stars), ("initial size κ", self.sizes))
        return draw_births(axes, self.born)

    @property
    def plateau(self) -> FloatArray:
        """Length of the plateau, shape (C, O, S)."""
        return self.half - self.born

    def share(self, outcome: BirthOutcome) -> float:
        """The part of the map that ended so."""
        return float(np.mean(self.outcomes == outcome.value))


@dataclass(frozen=True)
class _Job:
    c_star: float
    omega_star: float
    size: float
    overlap: float
    phase: float
    until: float
    learnt: float
    rtol: float
    method: Method


def birth_map(
    c_stars: Sequence[float] | FloatArray,
    omega_stars: Sequence[float] | FloatArray,
    sizes: Sequence[float] | FloatArray,
    *,
    overlap: float = 0.0,
    phase: float = 0.0,
    until: float = 1e3,
    learnt: float = LEARNT,
    rtol: float = 1e-4,
    method: Method | None = None,
    executor: Executor | None = None,
    progress: bool = False,
) -> BirthMap:
    """`birth` of `conjugate_pair` for every target and initial size of a grid.

    Parameters
    ----------
    c_stars, omega_stars : sequences of float
        Targets; c* > 0.
    sizes : sequence of float
        |u| = |v| = κ at the start; W(0) = 0.
    overlap : float
        Cosine of the angle between u and v.
    phase : float
        φ of the target.
    until, learnt, rtol : float
        As for `birth`.
    method : Method, optional
        Likewise; `many.method_for` chooses it, if none is given.
    executor : concurrent.futures.Executor, optional
        Where to compute; here, if none is given.
    progress : bool
        Show a progress bar.

    Raises
    ------
    InputError
        An argument cannot be used.
    """
    conjugate_pair = shipped_system("conjugate_pair")
    axes = [_axis(name, x) for name, x in (("c_stars", c_stars), ("omega_stars", omega_stars), ("sizes", sizes))]
    chosen = method_for(conjugate_pair, math.prod(axis.size for axis in axes)) if method is None else Method.of(method)
    if chosen is Method.CVODE:
        compiled(conjugate_pair)  # once, before other processes look for it
    jobs = [
        _Job(c_star, omega_star, size, overlap, phase, until, learnt, rtol, chosen)
        for c_star, omega_star, size in product(*(axis.tolist() for axis in axes))
    ]
    run = map(_run, jobs) if executor is None else executor.map(_run, jobs, chunksize=max(1, len(jobs) // 64))
    found = list(_shown(run, len(jobs)) if progress else run)

    def grid(values: Iterable[float]) -> FloatArray:
        return np.array(list(values), dtype=float).reshape([axis.size for axis in axes])

    return BirthMap(
        c_stars=axes[0],
        omega_stars=axes[1],
        sizes=axes[2],
        rise=grid(each.rise for each in found),
        height=grid(each.height for each in found),
        born=grid(each.born for each in found),
        half=grid(each.half for each in found),
        learnt=grid(each.learnt for each in found),
        rotation=grid(each.rotation for each in found),
        outcomes=np.array([each.outcome.value for each in found], dtype=np.str_).reshape([x.size for x in axes]),
        until=found[0].until,
    )


def _run(job: _Job) -> Birth:
    target = {"c_star": job.c_star, "omega_star": job.omega_star, "phase": job.phase}
    start = reflected(job.size, job.overlap)
    return birth(
        shipped_system("conjugate_pair"),
        start,
        target,
        until=job.until,
        learnt=job.learnt,
        rtol=job.rtol,
        method=job.method,
    )


def _axis(name: str, values: Sequence[float] | FloatArray) -> FloatArray:
    axis = np.array([checks.finite_number(f"{name}[{k}]", value) for k, value in enumerate(values)])
    if not axis.size:
        raise InputError(f"{name} must not be empty; give at least one value")
    return axis


def _shown(run: Iterator[Birth], count: int) -> Iterator[Birth]:
    from tqdm import tqdm  # only who wants to see it pays for the import

    yield from tqdm(run, total=count, unit="trajectory")
