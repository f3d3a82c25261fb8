"""Theory against network: how far two records of the same learning lie apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from validation._common.checks import FloatArray, instance
from validation._common.errors import ValidationError
from validation.training.runs import DescentRun

OFF_MANIFOLD = "off_manifold"
"""Name under which a run records how far it has left a manifold."""

# Times that differ by less, relative to 1 + |s|, are the same.
_SAME_TIME = 1e-9


class Record(Protocol):
    """Anything with learning times and quantities by name: a trajectory of a theory, or a run."""

    @property
    def times(self) -> FloatArray: ...

    def __getitem__(self, name: str, /) -> FloatArray: ...


@dataclass(frozen=True)
class Agreement:
    """How well one quantity agrees.

    Attributes
    ----------
    name : str
    maximum : float
        Largest |network − theory| over the compared times.
    scale : float
        Largest |theory| over them; 1 if the theory is zero throughout.
    time : float
        Learning time at which the deviation is largest.
    points : int
        Number of times compared: those at which neither side is NaN.
    """

    name: str
    maximum: float
    scale: float
    time: float
    points: int

    @property
    def relative(self) -> float:
        """maximum / scale."""
        return self.maximum / self.scale


@dataclass(frozen=True, eq=False)
class Comparison:
    """Agreement of a theory with a network at the network's learning times.

    Attributes
    ----------
    times : ndarray of shape (T,)
    agreements : mapping of name to Agreement
    deviations : mapping of name to ndarray of shape (T,)
        network − theory at each time.
    off_manifold : float or None
        Largest relative part of the weights off the theory's manifold, if the run recorded it.
    """

    times: FloatArray
    agreements: Mapping[str, Agreement]
    deviations: Mapping[str, FloatArray]
    off_manifold: float | None

    @property
    def worst(self) -> Agreement:
        """The quantity of the largest relative deviation."""
        return max(self.agreements.values(), key=lambda agreement: agreement.relative)

    def as_record(self) -> dict[str, object]:
        """Plain numbers and names, ready for JSON."""
        return {
            "from": float(self.times[0]),
            "to": float(self.times[-1]),
            "off_manifold": self.off_manifold,
            "quantities": {
                name: {
                    "maximum": agreement.maximum,
                    "scale": agreement.scale,
                    "relative": agreement.relative,
                    "time": agreement.time,
                    "points": agreement.points,
                }
                for name, agreement in self.agreements.items()
            },
        }


def compare(trajectory: Record, run: DescentRun) -> Comparison:
    """Compare a theory's trajectory with a network's run, in everything that both know by name.

    Nothing is interpolated: the trajectory must have a point at each of the run's times (to 1e-9 of
    1 + s). Integrate it with `times=run.times`.

    Parameters
    ----------
    trajectory : Record
        `reduced_odes.Trajectory`, or another run.
    run : DescentRun
        The network.

    Raises
    ------
    ValidationError
        If a time of the run is missing in the trajectory, or they have no quantity in common.
    """
    instance("run", run, DescentRun, "what descend or gradient_flow returned")
    if not hasattr(trajectory, "times"):
        raise ValidationError(
            f"trajectory must be a trajectory or a run, but is of type {type(trajectory).__name__}; pass what "
            "integrate returned."
        )
    points = _matching(np.asarray(trajectory.times, dtype=np.float64), run.times)
    deviations: dict[str, FloatArray] = {}
    agreements: dict[str, Agreement] = {}
    for name in run.names:
        theory = _known(trajectory, name)
        if theory is None:
            continue
        deviation = run[name] - theory[points]
        seen = ~np.isnan(deviation)
        if seen.any():
            deviations[name] = deviation
            agreements[name] = _agreement(name, run.times[seen], deviation[seen], theory[points][seen])
    if not agreements:
        raise ValidationError(
            f"trajectory knows none of the run's quantities ({', '.join(run.names)}); record some that it "
            "knows through observe."
        )
    off = run.quantities.get(OFF_MANIFOLD)
    return Comparison(run.times, agreements, deviations, None if off is None else float(off.max()))


def _agreement(name: str, times: FloatArray, deviation: FloatArray, theory: FloatArray) -> Agreement:
    size = np.abs(deviation)
    at = int(np.argmax(size))
    scale = float(np.abs(theory).max())
    return Agreement(name, float(size[at]), scale if scale > 0 else 1.0, float(times[at]), times.size)


def _known(trajectory: Record, name: str) -> FloatArray | None:
    if name == OFF_MANIFOLD:
        return None
    try:
        return np.asarray(trajectory[name], dtype=np.float64)
    except (KeyError, ValueError):
        return None


def _matching(theory: FloatArray, network: FloatArray) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Index of each of the network's times among the theory's."""
    right = np.clip(np.searchsorted(theory, network), 0, theory.size - 1)
    left = np.maximum(right - 1, 0)
    nearest = np.where(np.abs(theory[left] - network) < np.abs(theory[right] - network), left, right)
    missing = np.abs(theory[nearest] - network) > _SAME_TIME * (1 + np.abs(network))
    if missing.any():
        where = int(np.argmax(missing))
        raise ValidationError(
            f"trajectory has no point at s = {network[where]:.10g}, where the run has one (it lacks "
            f"{int(missing.sum())} of {network.size} and ends at s = {theory[-1]:.6g}); integrate it with "
            "times=run.times."
        )
    return nearest
