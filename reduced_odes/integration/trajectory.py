"""One solution of a reduced system: what `integrate` returns, what is shown, drawn and saved."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from reduced_odes._common import checks
from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import ArchiveError, InputError, TrajectoryFileError, UnknownNameError
from reduced_odes._common.outcome import Outcome
from reduced_odes._common.results import Result
from reduced_odes.integration.figure import draw_trajectory
from reduced_odes.systems.networks import ComplexArray, networks_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Series = Mapping[str, FloatArray]


@dataclass(frozen=True)
class SolverRecord:
    """How a trajectory was computed: method, tolerances, threshold, and the work that it took."""

    method: str
    rtol: float
    atol: float
    learnt: float
    evaluations: int
    jacobians: int
    message: str


@dataclass(frozen=True, eq=False, repr=False)
class Trajectory(Result):
    """States, observables and conserved quantities along one solution of a reduced system.

    `trajectory["c"]` is the series called c, whether a state variable, an observable or an invariant;
    `trajectory["times"]` are the learning times. All arrays are read-only.

    Attributes
    ----------
    system, hash
        Name and content hash of the system.
    parameters, initial
        All parameters and the whole state at s = 0, by name.
    times
        Shape (T,): the requested learning times, as far as the solution came.
    states, observables, invariants
        Series of shape (T,) by name. The loss is a difference of numbers of order one: once the target is
        learnt it is some 1e-16 of them, of either sign, and is left as it comes out.
    outcome
        How the integration ended.
    events
        Times of `learnt` (loss below the threshold), `unstable` (an eigenvalue of W − I on the imaginary
        axis) and, for a system with the observable omega_squared, `pair_born` and `pair_lost` (ω² crossing
        0 upwards, downwards); an empty tuple for what did not happen. Located to the solver's tolerance. A start
        with ω² = 0 (W(0) = 0 is one) has no sign yet, nor has any as long as ω² is smaller than its own error: if
        ω² then rises, the pair is born at s = 0, and if it falls, no pair is lost.
    solver
        How it was computed.
    """

    system: str
    hash: str
    parameters: Mapping[str, float]
    initial: Mapping[str, float]
    times: FloatArray
    states: Series
    observables: Series
    invariants: Series
    outcome: Outcome
    events: Mapping[str, tuple[float, ...]]
    solver: SolverRecord

    kind: ClassVar[str] = "saved trajectory"

    def __post_init__(self) -> None:
        def put(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        put("times", _read_only(self.times))
        for name in ("states", "observables", "invariants"):
            put(name, MappingProxyType({key: _read_only(x) for key, x in getattr(self, name).items()}))
        for name in ("parameters", "initial"):
            put(name, MappingProxyType({key: float(x) for key, x in getattr(self, name).items()}))
        put("events", MappingProxyType({key: tuple(map(float, at)) for key, at in self.events.items()}))

    def __getitem__(self, name: str) -> FloatArray:
        if name == "times":
            return self.times
        for series in (self.states, self.observables, self.invariants):
            if name in series:
                return series[name]
        raise UnknownNameError.among("series", name, self.names, owner=f"this {self.system} trajectory")

    def __contains__(self, name: object) -> bool:
        return name in self.names

    @property
    def headline(self) -> str:
        """System, learning times and outcome."""
        count = self.times.size
        reach = f"{self.times[0]:g}…{self.times[-1]:g}, {count} times" if count else "no times"
        return f"{self.system!r}, s = {reach}, outcome={self.outcome.value!r}"

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that can be asked for by `trajectory[name]`."""
        return ("times", *self.states, *self.observables, *self.invariants)

    def columns(self) -> Series:
        """Times, states, observables and conserved quantities by name, each of shape (T,)."""
        return {name: self[name] for name in self.names}

    def plot(self) -> Figure:
        """Loss, order parameters, and decay rate and frequency of the outliers, against learning time.

        Raises
        ------
        InputError
            The trajectory has no times.
        """
        return draw_trajectory(self)

    @property
    def poles(self) -> ComplexArray:
        """Poles of the network's filter in the dimensions that learn, the eigenvalues of W − I, shape (T, d).

        The slowest comes first; of a conjugate pair, the one above the real axis.

        Raises
        ------
        NoNetworkError
            The state of this system does not determine the network.
        """
        return networks_of(self.system, self.states).poles()

    def impulse_response(self, t: ArrayLike, s: float | None = None) -> FloatArray:
        """The network's impulse response f(t) = vᵀ exp((W − I)t) u at one of the trajectory's learning times.

        Parameters
        ----------
        t
            Times ≥ 0 of any shape, in neuron time constants.
        s
            One of `times`; the last of them by default.

        Returns
        -------
        ndarray of the shape of `t`

        Raises
        ------
        NoNetworkError
            The state of this system does not determine the network.
        InputError
            `s` is not among `times`, or a time is negative.
        """
        networks = networks_of(self.system, self.states)
        times = checks.real_array("t", t)
        if not np.all(np.isfinite(times)) or np.any(times < 0):
            raise InputError("t must be finite and not negative, in neuron time constants", name="t", value=t)
        return networks.impulse_response(self._index(s), times)

    def _index(self, s: float | None) -> int:
        """Where a learning time stands in `times`."""
        if not self.times.size:
            raise InputError("trajectory has no times; ask for times before the end of the solution", name="s", value=s)
        if s is None:
            return self.times.size - 1
        k = int(np.abs(self.times - checks.finite_number("s", s)).argmin())
        if not math.isclose(self.times[k], s, rel_tol=1e-12, abs_tol=1e-12):
            raise InputError(
                f"s must be one of the learning times of this trajectory, but is {s:g}; the nearest is "
                f"{self.times[k]:g}, or integrate again with {s:g} among the times",
                name="s",
                value=s,
            )
        return k

    def as_record(self) -> dict[str, Any]:
        """The trajectory as numbers, texts, lists and dicts, ready for JSON; not finite is None."""
        return {
            "system": self.system,
            "hash": self.hash,
            "parameters": dict(self.parameters),
            "initial": dict(self.initial),
            "times": self.times.tolist(),
            "state": _lists(self.states),
            "observables": _lists(self.observables),
            "invariants": _lists(self.invariants),
            "outcome": self.outcome.value,
            "events": {name: list(times) for name, times in self.events.items()},
            "solver": asdict(self.solver),
        }


def save_trajectory(trajectory: Trajectory, path: str | os.PathLike[str]) -> Path:
    """Write `trajectory` to the NumPy archive `path`; the same as ``trajectory.save(path)``.

    Raises
    ------
    InputError
        `trajectory` is no Trajectory, or `path` is not the name of a file.
    OutputError
        The file cannot be written.
    """
    checks.instance("trajectory", trajectory, Trajectory, "what `integrate` returns")
    return trajectory.save(path)


def load_trajectory(path: str | os.PathLike[str]) -> Trajectory:
    """Read a trajectory that was saved; no code is run.

    Raises
    ------
    InputError
        `path` is not the name of a file.
    TrajectoryFileError
        There is no such file, it is damaged, or it is something else.
    """
    try:
        return Trajectory.load(path)
    except ArchiveError as error:
        raise TrajectoryFileError(str(error), name=error.name, value=error.value) from error


def _read_only(values: FloatArray) -> FloatArray:
    array = np.array(values, dtype=float)
    array.flags.writeable = False
    return array


def _lists(series: Series) -> dict[str, list[float | None]]:
    return {name: [x if math.isfinite(x) else None for x in values.tolist()] for name, values in series.items()}
