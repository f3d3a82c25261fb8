"""Targets of three and four poles, learnt one after the other from a weak bulk: escapes predicted and measured.

The timetable knows the target, |u| = |v|, and the bulk's radius or a network's own W; it uses neither words nor
networks. It is compared with infinite width, by words, and with gradient flow of single networks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.integrate import LSODA

from reduced_odes import ReducedSystem, integrate
from reduced_odes.hierarchy.depth import learn
from reduced_odes.hierarchy.fock import fock_space
from reduced_odes.hierarchy.system import hierarchy_system
from reduced_odes.staircase.plateaus import Plateau
from reduced_odes.staircase.times import TargetFilter, Timetable, timetable
from validation._common.checks import FloatArray
from validation.experiments.claim import Claim
from validation.experiments.power_laws import straight_line
from validation.experiments.tasks import Task
from validation.network.weights import Weights, random_weights
from validation.studies.staircase import escape_time
from validation.training.flow import gradient_flow
from validation.training.runs import DescentRun


@dataclass(frozen=True)
class PoleTarget:
    """f*(t) = Σ r e^{λt}, learnt from |u| = |v| = `kappa`, u = v."""

    poles: tuple[complex, ...]
    residues: tuple[complex, ...]
    kappa: float = 0.3

    @property
    def depth(self) -> int:
        """Letters of words that the last escape needs: each pole joins by a word of one letter more."""
        return len(self.poles) - 1

    @property
    def target(self) -> TargetFilter:
        """f*."""
        return TargetFilter.from_poles(self.poles, self.residues)

    def timetable(self) -> Timetable:
        """What is predicted."""
        return timetable(self.target, kappa=self.kappa)


THREE = PoleTarget((-0.1, -0.6, -4.0), (0.5, 1.0, 2.0))
FOUR = PoleTarget((-0.1, -0.6, -0.4 + 2j, -0.4 - 2j), (0.3, 1.0, 0.5, 0.5))
_SMALL = 14
"""Spaces of up to this many dimensions are a reduced system, whose solver follows the tiniest bulk relatively."""
_NEAR, _POINTS = 0.6, 21
"""Escapes are read off within this time, in units of 1/γ, of where they are expected, at so many times."""


@dataclass(frozen=True, eq=False)
class Escapes:
    """Times at which the plateaus of 1, 2, … poles are left; S radii of the bulk, P plateaus.

    Attributes
    ----------
    table : Timetable
    sigmas : ndarray of shape (S,)
    predicted, measured : ndarrays of shape (S, P)
    """

    table: Timetable
    sigmas: FloatArray
    predicted: FloatArray
    measured: FloatArray

    @property
    def deviations(self) -> FloatArray:
        """γ (measured − predicted), shape (S, P)."""
        return (self.measured - self.predicted) * rates_of(left_behind(self.table))

    def slopes(self) -> tuple[FloatArray, FloatArray]:
        """Slopes of the waits at each plateau over ln(1/σ) in units of 1/γ, and their standard errors; shapes (P,).

        A wait is the time from one escape to the next, the first one from the start.
        """
        x = np.log(1.0 / self.sigmas)
        waits = np.diff(self.measured, axis=1, prepend=0.0) * rates_of(left_behind(self.table))
        fits = [straight_line(x, wait) for wait in waits.T]
        return np.array([fit.slope for fit in fits]), np.array([fit.standard_error for fit in fits])


def left_behind(table: Timetable) -> tuple[Plateau, ...]:
    """The plateaus of 1, 2, … poles but the last."""
    return table.plateaus[1:-1]


def rates_of(plateaus: Sequence[Plateau]) -> FloatArray:
    """γ of each."""
    return np.array([plateau.escape_rate for plateau in plateaus])


def of_infinite_width(case: PoleTarget, sigmas: Sequence[float]) -> Escapes:
    """Escapes at infinite width from bulks of several radii."""
    table, measured = case.timetable(), []
    predicted = np.array([table.escapes(sigma).times for sigma in sigmas])
    for sigma, expected in zip(sigmas, predicted, strict=True):
        times = _around(expected, table)
        measured.append(_read_off(times, wide_losses(case, sigma, times), table))
    return Escapes(table, np.array(sigmas), predicted, np.array(measured))


def wide_losses(case: PoleTarget, sigma: float, times: FloatArray) -> FloatArray:
    """Loss of an infinitely wide network."""
    space = fock_space(case.depth, sigma=sigma, overlap=1.0, kappa_u=case.kappa, kappa_v=case.kappa)
    if space.dimension <= _SMALL:
        return integrate(hierarchy_system(space, case.target), {}, {}, times, rtol=1e-4, atol=1e-14)["loss"]
    return learn(space, case.target, times, rtol=max(1e-3 * sigma, 1e-10)).loss


def of_network(case: PoleTarget, sigmas: Sequence[float], *, N: int = 6, seed: int = 3) -> Escapes:
    """Escapes of one network, its bulk scaled to several radii; the prediction takes its excitations from its own W."""
    table, measured, predicted = case.timetable(), [], []
    for sigma in sigmas:
        network = start(case, sigma, N, seed)
        expected = table.escapes_of(network.W, network.u, network.v).times
        times = _around(expected, table)
        run = gradient_flow(network, case.target, times, method=LSODA, rtol=1e-7, atol=1e-12)
        predicted.append(expected)
        measured.append(_read_off(run.times, run["loss"], table))
    return Escapes(table, np.array(sigmas), np.array(predicted), np.array(measured))


def start(case: PoleTarget, sigma: float, N: int, seed: int) -> Weights:
    """A network with a weak bulk and u = v."""
    drawn = random_weights(N, sigma, case.kappa, seed)
    return Weights(drawn.W, drawn.u, drawn.u)


def _around(expected: FloatArray, table: Timetable) -> FloatArray:
    near = [
        s + np.linspace(-_NEAR, _NEAR, _POINTS) / plateau.escape_rate
        for s, plateau in zip(expected, left_behind(table), strict=True)
    ]
    times = np.unique(np.concatenate(near))
    return np.asarray(times[times > 0], dtype=np.float64)


def _read_off(times: FloatArray, losses: FloatArray, table: Timetable) -> FloatArray:
    return np.array([escape_time(times, losses, plateau.loss) for plateau in left_behind(table)])


@dataclass(frozen=True, eq=False)
class PoleExample:
    """One target, learnt from a bulk of `sigma`: infinite width and a network over learning time, and all escapes.

    Attributes
    ----------
    case : PoleTarget
    sigma : float
    run : DescentRun
        Gradient flow of the network.
    wide : ndarray of shape (T,)
        Loss of an infinitely wide network at the times of the run.
    expected_of_run, expected_of_wide : ndarrays of shape (P,)
        Predicted times of escape.
    escapes : Escapes
        Predicted and measured from bulks of several radii.
    """

    case: PoleTarget
    sigma: float
    run: DescentRun
    wide: FloatArray
    expected_of_run: FloatArray
    expected_of_wide: FloatArray
    escapes: Escapes


def pole_staircase_examples(systems: Mapping[str, ReducedSystem] | None = None) -> tuple[PoleExample, PoleExample]:
    """Targets of three and of four poles (`systems` are not needed)."""
    return (
        _example(THREE, of_infinite_width(THREE, (1e-3, 1e-5, 1e-7))),
        _example(FOUR, of_network(FOUR, (1e-4, 1e-5, 1e-6, 1e-7))),
    )


def _example(case: PoleTarget, escapes: Escapes, sigma: float = 1e-4, N: int = 6, seed: int = 3) -> PoleExample:
    network, table = start(case, sigma, N, seed), escapes.table
    own, wide = table.escapes_of(network.W, network.u, network.v).times, table.escapes(sigma).times
    times = np.linspace(0.0, 1.35 * max(own[-1], wide[-1]), 241)
    run = gradient_flow(network, case.target, times, method=LSODA, rtol=1e-7, atol=1e-12, outlier_count=4)
    return PoleExample(case, sigma, run, wide_losses(case, sigma, times), own, wide, escapes)


def pole_staircase_claims(task: Task, systems: Mapping[str, ReducedSystem]) -> list[Claim]:
    """Times of escape and their slopes: three poles at infinite width, four of a single network."""
    wide = of_infinite_width(THREE, (1e-4, 1e-6, 1e-8))
    given = of_network(FOUR, (1e-5, 1e-6, 1e-7))
    name = "targets of 3 and 4 poles"
    claims = []
    for label, found, tolerance in (("3 poles, infinite width", wide, 2e-3), ("4 poles, a network", given, 5e-3)):
        where = f"σ = {found.sigmas[0]:.0e} to {found.sigmas[-1]:.0e}"
        slopes, errors = found.slopes()
        for k, plateau in enumerate(left_behind(found.table)):
            claims.append(
                Claim(
                    name,
                    f"staircase: slope of wait {k + 1} times γ, {label}",
                    float(slopes[k]),
                    expected=1.0,
                    tolerance=2e-3,
                    detail=f"over ln(1/σ), {where}; γ = {plateau.escape_rate:.5f}, standard error {errors[k]:.1e}",
                )
            )
        worst = float(np.abs(found.deviations).max())
        detail = f"largest |measured − predicted| in units of 1/γ, all plateaus, {where}; nothing is fitted"
        claims.append(
            Claim(name, f"staircase: times of escape, {label}", worst, expected=0.0, tolerance=tolerance, detail=detail)
        )
    return claims
