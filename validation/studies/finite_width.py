"""How a network of N neurons deviates from infinite width: the laws in N, and what of it is a mere delay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from reduced_odes import ReducedSystem
from validation._common.checks import FloatArray
from validation.experiments.claim import Claim
from validation.experiments.power_laws import Estimate, PowerLaw, power_law
from validation.experiments.statistics import Shift, best_shift, mean_deviation, root_mean_square, spread
from validation.experiments.tasks import INTEGRATOR, Task
from validation.experiments.width_ensembles import Curves, Route, WidthEnsemble, WidthExperiment, ensemble, infinite
from validation.network.targets import integrator

WIDTH_TASK = replace(
    INTEGRATOR,
    name="integrator, c* = 0.3",
    target=integrator(0.3),
    parameters={"c_star": 0.3},
    kappa=0.5,
    parallel=False,
)
"""The integrator that networks of all widths learn."""
EXPERIMENT = WidthExperiment(
    WIDTH_TASK.target, sigma=0.3, kappa=WIDTH_TASK.kappa, times=np.linspace(0.0, 3.0, 41), outlier_from=1.8, depth=3
)
QUANTITIES = ("loss", "c", "learning time")
"""Observables: the loss in units of ½∫f*² dt; c, from `outlier_from` on; the time when the loss falls below 0.01."""
_SEVERAL = 8
"""Least number of networks of a width whose spread is compared."""
_FULL = 4
"""Number of networks that the claims follow in full."""
_OF_THE_MEAN, _WIDTHS_OF_THE_MEAN = 61, (100, 300, 900)
"""Number of networks of each width, and the widths, for the deviation of the mean; just enough for all controls."""
_WIDEST = 0.2
"""Largest tolerance of an exponent of the mean."""


@dataclass(frozen=True, eq=False)
class Deviations:
    """One ensemble against infinite width.

    Attributes
    ----------
    N : int
    count : int
        How many networks.
    spread : mapping of quantity to Estimate
        Standard deviation over networks; of curves the root mean square over times.
    mean : mapping of quantity to Estimate
        Deviation of the mean; of curves their average over times.
    loss_shift, c_shift : Shift
        The delay by which the loss fits best, and the same delay applied to c.
    """

    N: int
    count: int
    spread: Mapping[str, Estimate]
    mean: Mapping[str, Estimate]
    loss_shift: Shift
    c_shift: Shift


def deviations(experiment: WidthExperiment, networks: WidthEnsemble, theory: Curves) -> Deviations:
    """Compare one ensemble with infinite width.

    Parameters
    ----------
    experiment : WidthExperiment
    networks : WidthEnsemble
        At least three.
    theory : Curves
        From `infinite`; for reductions of the same depth as theirs.
    """
    there = np.searchsorted(theory.times, experiment.times)
    observed = _quantities(experiment, networks.curves)
    expected = _quantities(experiment, Curves(experiment.times, theory.loss[there], theory.c[there]))
    loss_shift, c_shift = shifts(experiment, networks.curves, theory)
    return Deviations(
        N=networks.N,
        count=len(networks.seeds),
        spread={name: spread(values) for name, values in observed.items()},
        mean={
            name: mean_deviation(_averages(values), float(np.mean(expected[name])), networks.controls)
            for name, values in observed.items()
        },
        loss_shift=loss_shift,
        c_shift=c_shift,
    )


def shifts(experiment: WidthExperiment, curves: Curves, theory: Curves) -> tuple[Shift, Shift]:
    """The delay at which theory's loss comes nearest to each network's; and that delay applied to c."""
    s, end = experiment.times, experiment.times[-1] + experiment.reach
    seen = s >= experiment.reach
    loss = best_shift(s[seen], curves.loss[:, seen], *_known(theory.times, theory.loss, 0.0, end))
    begin = experiment.outlier_from - experiment.reach
    known, c = _known(theory.times, theory.c, begin, end)
    late = experiment.with_outlier
    return loss, best_shift(s[late], curves.c[:, late], known, c, delays=loss.delays)


@dataclass(frozen=True)
class OwnError:
    """How far reductions are from their own networks, root mean square over networks and times."""

    N: int
    count: int
    of: Mapping[str, Estimate]


def own_error(experiment: WidthExperiment, networks: WidthEnsemble, reductions: WidthEnsemble) -> OwnError:
    """Reductions against the same networks followed in full: the first of both, as many as there are."""
    count = min(len(networks.seeds), len(reductions.seeds))
    full, reduced = (_quantities(experiment, e.some(count).curves) for e in (networks, reductions))
    return OwnError(networks.N, count, {name: root_mean_square(reduced[name] - full[name]) for name in QUANTITIES})


def laws(found: Sequence[Deviations], kind: str) -> dict[str, PowerLaw]:
    """Powers of N of what `kind` says, "spread" or "mean", by quantity."""
    widths = [d.N for d in found]
    return {name: power_law(widths, [getattr(d, kind)[name] for d in found]) for name in QUANTITIES}


def shift_laws(found: Sequence[Deviations]) -> dict[str, PowerLaw]:
    """Powers of N of the relative error, before and after the shift, of loss and c."""
    widths = [d.N for d in found]
    return {
        f"{name}, {when}": power_law(widths, [root_mean_square(getattr(getattr(d, shift), when)) for d in found])
        for name, shift in (("loss", "loss_shift"), ("c", "c_shift"))
        for when in ("before", "after")
    }


@dataclass(frozen=True)
class NetworkCounts:
    """How many networks of which width.

    Attributes
    ----------
    networks : mapping of int to int
        Width to number of networks followed in full.
    reductions : mapping of int to int
        The same of reductions; at the widths of the networks at least.
    checked : int
        How many networks of each width, at most, their reductions are compared with one by one, and with such of one
        letter more.
    """

    networks: Mapping[int, int]
    reductions: Mapping[int, int]
    checked: int


QUICK = NetworkCounts({50: 8, 100: 8, 200: 8, 400: 3}, dict.fromkeys((50, 100, 200, 400, 800, 1600), 20), 4)
FULL = NetworkCounts(
    {50: 32, 100: 32, 200: 32, 400: 8, 800: 4, 1600: 2, 3200: 1},
    dict.fromkeys((50, 100, 200, 400, 800, 1600, 3200), 144),
    8,
)


@dataclass(frozen=True, eq=False)
class FiniteWidthStudy:
    """Everything measured about width.

    Attributes
    ----------
    experiment : WidthExperiment
    theory : Curves
        Infinite width, with words of two letters more than the reductions.
    networks, reductions : tuples of WidthEnsemble
        By increasing width.
    of_networks, of_reductions : tuples of Deviations
        From infinite width; of networks where they are eight or more. Reductions are compared with infinite width
        reduced to the same words.
    own, deeper : tuples of OwnError
        Of the reductions, and of reductions of one letter more.
    """

    experiment: WidthExperiment
    theory: Curves
    networks: tuple[WidthEnsemble, ...]
    reductions: tuple[WidthEnsemble, ...]
    of_networks: tuple[Deviations, ...]
    of_reductions: tuple[Deviations, ...]
    own: tuple[OwnError, ...]
    deeper: tuple[OwnError, ...]


def width_study(
    plan: NetworkCounts,
    experiment: WidthExperiment = EXPERIMENT,
    executor: Executor | None = None,
    folder: Path | None = None,
) -> FiniteWidthStudy:
    """Follow all networks of a plan, both ways, and compare them with infinite width.

    Parameters
    ----------
    plan : NetworkCounts
    experiment : WidthExperiment
    executor : concurrent.futures.Executor, optional
        Where the networks are followed; one after another by default.
    folder : Path, optional
        Of archives of the networks, so that an interrupted study continues.
    """
    deep = replace(experiment, depth=experiment.depth + 1)
    exact, reduced = infinite(experiment, experiment.depth + 2), infinite(experiment)
    # The longest first, so that processes end together.
    networks = {
        N: ensemble(experiment, N, range(count), Route.NETWORK, executor, folder)
        for N, count in sorted(plan.networks.items(), reverse=True)
    }
    reductions = {
        N: ensemble(experiment, N, range(count), Route.REDUCTION, executor, folder)
        for N, count in plan.reductions.items()
    }
    own, deeper = [], []
    for N in plan.networks:
        checked = networks[N].some(plan.checked)
        own.append(own_error(experiment, checked, reductions[N]))
        deeper.append(own_error(deep, checked, ensemble(deep, N, checked.seeds, Route.REDUCTION, executor, folder)))
    several = [networks[N] for N, count in plan.networks.items() if count >= _SEVERAL]
    return FiniteWidthStudy(
        experiment=experiment,
        theory=exact,
        networks=tuple(networks[N] for N in plan.networks),
        reductions=tuple(reductions.values()),
        of_networks=tuple(deviations(experiment, e, exact) for e in several),
        of_reductions=tuple(deviations(experiment, e, reduced) for e in reductions.values()),
        own=tuple(own),
        deeper=tuple(deeper),
    )


def finite_width_examples(systems: Mapping[str, ReducedSystem] | None = None) -> FiniteWidthStudy:
    """What the figure shows, at a size that takes less than a minute (`systems` are not needed)."""
    return width_study(QUICK)


def summary(study: FiniteWidthStudy) -> str:
    """The laws with their intervals, and how far reductions are from their networks, as lines of text."""
    lines = []
    for title, found in (("networks, all weights", study.of_networks), ("reductions", study.of_reductions)):
        if len(found) < 3:
            continue
        lines += ["", f"{title}: {', '.join(f'{d.count} of N = {d.N}' for d in found)}"]
        powers = {f"{kind}, {name}": law for kind in ("spread", "mean") for name, law in laws(found, kind).items()}
        for name, law in (powers | shift_laws(found)).items():
            if law.error > 1.0:
                lines.append(f"  {name:22} too few networks for an exponent")
                continue
            low, high = law.interval
            lines.append(
                f"  {name:22} {law.amplitude:8.3f} N^{law.exponent:6.3f}   95 %: {low:.2f} to {high:.2f}   "
                f"χ² each {law.misfit:.2f}"
            )
        for d in found:
            parts = [f"{name} {d.spread[name].value:.2e}, mean {_with_error(d.mean[name])}" for name in QUANTITIES]
            lines.append(
                f"  N = {d.N:4}: {'; '.join(parts)}; delay's share of the loss {d.loss_shift.share:.3f}, "
                f"of c {d.c_shift.share:.3f}"
            )
    for letters, errors in ((study.experiment.depth, study.own), (study.experiment.depth + 1, study.deeper)):
        lines += ["", f"a network's own reduction, words of up to {letters} letters: r.m.s. error"]
        for e in errors:
            values = ", ".join(f"{name} {e.of[name].value:.1e}" for name in QUANTITIES)
            lines.append(f"  N = {e.N:4}, {e.count} networks: {values}")
    return "\n".join(lines[1:])


def finite_width_claims(
    task: Task, systems: Mapping[str, ReducedSystem], *, widths: Sequence[int] = (50, 280, 1600), seeds: int = 11
) -> list[Claim]:
    """The claims about width for `WIDTH_TASK` (`systems` are not needed)."""
    experiment = replace(EXPERIMENT, target=task.target, kappa=task.kappa, times=np.linspace(0.0, 2.5, 21), rtol=1e-4)
    theory = infinite(experiment)
    reductions = [ensemble(experiment, N, range(seeds), Route.REDUCTION) for N in widths]
    found = [deviations(experiment, e, theory) for e in reductions]
    fits, N = laws(found, "spread"), np.array(widths, dtype=float)
    networks = ensemble(experiment, widths[0], range(_FULL))
    own = own_error(experiment, networks, reductions[0]).of
    many = f"{seeds} networks of each width, W(0) = σG/√N, reduced to words of up to {experiment.depth} letters"
    setting = f"σ = {experiment.sigma:g}, κ = {experiment.kappa:g}"
    claims = [
        Claim(
            task.name,
            f"finite width, spread of the {name}: exponent of N",
            fits[name].exponent,
            expected=-0.5,
            tolerance=0.25,
            detail=(f"{many}, {setting}; standard error {fits[name].error:.3f}"),
            x=N,
            y=np.array([d.spread[name].value for d in found]),
            x_name="neurons N",
        )
        for name in ("loss", "learning time")
    ]
    claims += [
        Claim(
            task.name,
            f"finite width, {name}: error of a network's own reduction over the spread",
            own[name].value / found[0].spread[name].value,
            expected=0.0,
            tolerance=tolerance,
            detail=(
                f"gradient flow of all weights of {_FULL} networks, N = {widths[0]}; words of up to "
                f"{experiment.depth} letters, {setting}"
            ),
        )
        for name, tolerance in (("loss", 0.01), ("c", 0.03), ("learning time", 0.01))
    ]
    claims += _mean_claims(task, replace(experiment, depth=0))
    before = sum(np.sum(d.loss_shift.before**2) for d in found)
    after = sum(np.sum(d.loss_shift.after**2) for d in found)
    return [
        *claims,
        Claim(
            task.name,
            "finite width, loss: part of the squared deviation that is a delay",
            float(1.0 - after / before),
            expected=1.0,
            tolerance=0.2,
            detail=f"from infinite width, shifted in time to fit each network; {many}, {setting}",
        ),
    ]


def _mean_claims(task: Task, experiment: WidthExperiment) -> list[Claim]:
    """The mean's deviation falls as 1/N: of reductions without words, for which all controls of second order are known.

    What is left then scatters so little that a small ensemble decides.
    """
    theory = infinite(experiment)
    found = [
        deviations(experiment, ensemble(experiment, N, range(_OF_THE_MEAN), Route.REDUCTION), theory)
        for N in _WIDTHS_OF_THE_MEAN
    ]
    N, fits = np.array(_WIDTHS_OF_THE_MEAN, dtype=float), laws(found, "mean")
    return [
        Claim(
            task.name,
            f"finite width, deviation of the mean of the {name}: exponent of N",
            fits[name].exponent,
            expected=-1.0,
            tolerance=min(fits[name].exponent - fits[name].interval[0], _WIDEST),
            detail=(
                f"{_OF_THE_MEAN} networks of each width, W(0) = σG/√N, restricted to the span of u and v, σ = "
                f"{experiment.sigma:g}, κ = {experiment.kappa:g}; standard error {fits[name].error:.3f}, of which "
                "the tolerance is 1.96"
            ),
            x=N,
            y=np.array([abs(d.mean[name].value) for d in found]),
            x_name="neurons N",
        )
        for name in ("loss", "learning time")
    ]


def _quantities(experiment: WidthExperiment, curves: Curves) -> dict[str, FloatArray]:
    return {
        "loss": curves.loss,
        "c": curves.c[..., experiment.with_outlier],
        "learning time": curves.learning_time,
    }


def _with_error(estimate: Estimate) -> str:
    return f"{estimate.value:.1e} ± {estimate.error:.0e}"


def _averages(values: FloatArray) -> FloatArray:
    """Of each network over times."""
    return np.asarray(values.reshape(values.shape[0], -1).mean(axis=1))


def _known(times: FloatArray, values: FloatArray, begin: float, end: float) -> tuple[FloatArray, FloatArray]:
    """Theory between two times, one point beyond the later one."""
    first = int(np.searchsorted(times, begin - 1e-9))
    last = min(int(np.searchsorted(times, end)) + 1, times.size)
    return times[first:last], values[first:last]
