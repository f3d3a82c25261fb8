"""The choice of a theory for a given network, by measured estimates of what each theory misses.

The network is followed in its words, depth after depth, until two depths and the whole network at s = 0 agree well
enough. What these words predict is the reference: the lazy theory and infinite width know the network by σ, τ, |u|, |v|
and their overlap only, and are judged by how far they are from the reference, plus the reference's own error and the
bars that they give themselves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from reduced_odes._common import checks
from reduced_odes._common.checks import Domain, FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes.hierarchy.depth import ComparedDepth, compare_depths, deviations
from reduced_odes.hierarchy.large_n import infinite_width
from reduced_odes.hierarchy.learning import WordCurve, learn, learning_rates
from reduced_odes.hierarchy.low_rank_flow import LearningRates
from reduced_odes.hierarchy.space import Bulk, WordSpace, depth_number, word_space
from reduced_odes.integration.single import integrate
from reduced_odes.lazy.curve import LazyCurve, lazy_curve
from reduced_odes.linear.stability import Stability
from reduced_odes.linear.target_filter import TargetFilter, checked_target
from reduced_odes.own_network.candidates import Candidate, Theory, count
from reduced_odes.own_network.manifold import MOST_DIMENSIONS, exact_manifold
from reduced_odes.own_network.theories import MatchingTheory

POINTS = 201
"""Number of times, if only the last one is given."""
_REFERENCE = 0.5
"""The reference should err by no more than this part of the accuracy, to leave room for what others miss."""


def matching_theory(
    W: object,
    u: ArrayLike,
    v: ArrayLike,
    target: TargetFilter,
    *,
    until: float | None = None,
    times: ArrayLike | None = None,
    accuracy: float = 0.01,
    depth: int = 5,
    rates: LearningRates | Mapping[str, float] | None = None,
    rtol: float = 1e-7,
    memory: float | None = None,
) -> MatchingTheory:
    """The simplest theory that predicts how a given network learns, to a wanted accuracy.

    Parameters
    ----------
    W : (N, N) ndarray, SciPy sparse array or LinearOperator
        Initial recurrent weights, of a stable network.
    u, v : array-likes of shape (N,)
        Initial read-in and read-out, not zero.
    target : TargetFilter
        Of any order.
    until : float
        Last learning time; the curve then has 201 times from 0.
    times : array-like of shape (T,)
        Learning times, increasing, ≥ 0, instead of `until`.
    accuracy : float
        Largest error of the loss that is accepted, in units of the target's power.
    depth : int
        Greatest number of letters of words that are tried.
    rates : LearningRates, or mapping from "W", "u", "v" to numbers ≥ 0, optional
        1 by default.
    rtol : float
        Relative accuracy of the solutions.
    memory : float, optional
        How many bytes may be used; by default half of what the machine has.

    Returns
    -------
    MatchingTheory
        If no theory is within the accuracy, the one with the least error, whose `within` is False.

    Raises
    ------
    InputError
        An argument cannot be used, or the depth needs too much memory.
    UnstableNetworkError
        The network is unstable, or its restriction to words is at every depth.

    Notes
    -----
    The errors are estimates and no bounds, as those of `choose_depth` and `infinite_width` are. An exact manifold is
    invariant but need not attract: rounding in a real network grows at the escape rate of any saddle on the way, and
    takes it off after a time ∝ ln(1/rounding).
    """
    checked_target(target)
    wanted = checks.in_domain("accuracy", checks.finite_number("accuracy", accuracy), Domain.POSITIVE)
    s, eta = _times(until, times), learning_rates(rates)
    space = word_space(W, u, v, depth_number(depth) + 1, memory=memory)
    is_exact = _is_exact(space, np.size(u), target)
    if is_exact:  # W is no bulk, and every eigenvalue that u and v show is an outlier
        space = replace(space, bulk=Bulk(0.0))
    compared = list(_compared(space, target, s, wanted, eta, rtol, is_exact))
    if not compared:
        raise InputError(
            f"no two neighbouring depths up to {space.depth} are stable if restricted to words; give a greater depth"
        )
    reference = min(compared, key=lambda each: each.error)
    others = [
        _lazy(space, target, eta, reference),
        _infinite_width(space, target, eta, rtol, reference, memory),
        *(_words(each, space) for each in compared if not (is_exact and each.is_last)),
    ]
    exact = _exact(space, target, eta, s, reference) if is_exact and reference.is_last else _no_manifold(space)
    candidates = (exact, *(_at(candidate, s) for candidate in others))
    chosen = next((each for each in candidates if each.error <= wanted), min(candidates, key=lambda each: each.error))
    return MatchingTheory(
        chosen=chosen,
        candidates=candidates,
        reason=_reason(chosen, candidates, wanted, space.stability),
        accuracy=wanted,
        size=np.size(u),
        stability=space.stability,
    )


def _times(until: float | None, times: ArrayLike | None) -> FloatArray:
    if (until is None) == (times is None):
        raise InputError("how long? give either until, the last learning time, or times", name="until", value=until)
    if times is not None:
        return checks.increasing_times(times)
    end = checks.in_domain("until", checks.finite_number("until", until), Domain.POSITIVE)
    return np.linspace(0.0, end, POINTS)


def _is_exact(space: WordSpace, size: int, target: TargetFilter) -> bool:
    """Whether the words close in a space that is small, and not simply the whole of a small network."""
    largest = MOST_DIMENSIONS if space.dimension < size else max(2, target.order)
    return space.complete and space.dimension <= largest


def _compared(
    space: WordSpace,
    target: TargetFilter,
    s: FloatArray,
    wanted: float,
    eta: LearningRates,
    rtol: float,
    is_exact: bool,
) -> Iterator[ComparedDepth]:
    """Depth after depth, until one is good enough to be the reference."""
    for each in compare_depths(space, target, s, wanted, rates=eta, rtol=rtol):
        # What the solver misses is shown by the other depth; of an exact manifold by the reduced system.
        if each.is_last and not is_exact:
            again = learn(space, target, each.curve.times, rates=eta, rtol=min(10.0 * rtol, checks.LOOSEST_RTOL))
            each = replace(each, error=max(each.error, deviations(each.curve, again, space.bulk)[0]))
        yield each
        if each.error <= _REFERENCE * wanted:
            return


def _exact(
    space: WordSpace, target: TargetFilter, eta: LearningRates, s: FloatArray, reference: ComparedDepth
) -> Candidate:
    """The reduced system of the invariant space, solved by another solver and with other equations than the words."""
    found, curve = exact_manifold(space, target, eta), _shorter(reference.curve, s)
    trajectory = integrate(found.system, found.initial, found.parameters, s)
    apart = math.inf
    if trajectory.times.size == curve.times.size:
        apart = float(np.abs(trajectory["loss"] - curve.loss).max()) / curve.target_power
    return Candidate(
        Theory.EXACT_MANIFOLD,
        max(apart, reference.error),
        0.0,
        f"u and v lie in a space of {count(space.dimension, 'dimension')} that W and its transpose map into itself, "
        f"so that the system {found.system.name} is exact; its solution differs by {apart:.1e} of the target's power "
        "from that of other equations by another solver.",
        curve=curve,
        trajectory=trajectory,
    )


def _no_manifold(space: WordSpace) -> Candidate:
    longest = count(space.depth, "letter")
    why = (
        f"Words of up to {longest} span all {space.dimension} dimensions that they ever will, which is no small system."
        if space.complete
        else f"Words of up to {longest} span {space.dimension} dimensions, and longer ones span more."
    )
    return Candidate(Theory.EXACT_MANIFOLD, math.inf, math.nan, why)


def _words(compared: ComparedDepth, space: WordSpace) -> Candidate:
    curve = compared.curve
    judges = "the whole network's loss and gradient at s = 0"
    if not compared.is_last:
        judges = f"the next depth and {judges}" if math.isfinite(curve.start_error) else "the next depth alone"
    return Candidate(
        Theory.WORDS,
        compared.error,
        compared.error_c,
        f"Restricted to {curve.dimension} dimensions, the network is judged by {judges}.",
        curve=curve,
        depth=curve.depth,
    )


def _lazy(space: WordSpace, target: TargetFilter, eta: LearningRates, reference: ComparedDepth) -> Candidate:
    speeds = {name: rate for name, rate in (("W", eta.W), ("u", eta.u), ("v", eta.v)) if rate > 0}
    try:
        curve = lazy_curve(
            target, sigma=space.bulk.sigma, times=reference.curve.times, **_norms(space), trained=set(speeds),
            rates=speeds,
        )  # fmt: skip
    except InputError as error:
        return Candidate(Theory.LAZY, math.inf, math.nan, f"The theory does not apply: {error}.")
    power = reference.curve.target_power
    apart = float(np.abs(curve.loss - reference.curve.loss).max()) / power
    bar = float(curve.truncation_error.max()) / power
    return Candidate(
        Theory.LAZY,
        bar + apart + reference.error,
        math.nan,
        f"With σ = {space.bulk.sigma:.3g} its loss differs by up to {apart:.2g} of the target's power from that of "
        f"this network's words of up to {count(reference.curve.depth, 'letter')}, which err by some "
        f"{reference.error:.1g}.",
        curve=curve,
    )


def _infinite_width(
    space: WordSpace,
    target: TargetFilter,
    eta: LearningRates,
    rtol: float,
    reference: ComparedDepth,
    memory: float | None,
) -> Candidate:
    """With one letter more than the reference, so that what is seen is the width rather than the depth."""
    bulk, words = space.bulk, reference.curve
    try:
        run = infinite_width(
            target, sigma=bulk.sigma, tau=bulk.tau, times=words.times, **_norms(space), depth=words.depth + 1,
            rates=eta, rtol=rtol, memory=memory,
        )  # fmt: skip
    except InputError as error:
        return Candidate(Theory.INFINITE_WIDTH, math.inf, math.nan, f"The theory does not apply: {error}.")
    apart, apart_c = deviations(run.curve, words, bulk)
    bar = float(np.nanmax(run.error["loss"])) / words.target_power
    return Candidate(
        Theory.INFINITE_WIDTH,
        bar + apart + reference.error,
        apart_c + reference.error_c,
        f"With σ = {bulk.sigma:.3g} and τ = {bulk.tau:.2g} its error bar is {bar:.1g} of the target's power, and it "
        f"differs by up to {apart:.2g} from this network's words of up to {count(words.depth, 'letter')}, which err "
        f"by some {reference.error:.1g}.",
        curve=run.curve,
        depth=run.curve.depth,
    )


def _norms(space: WordSpace) -> dict[str, float]:
    """|u|, |v| and the cosine of the angle between them, by their names."""
    of_u, of_v = float(np.linalg.norm(space.u)), float(np.linalg.norm(space.v))
    cosine = float(space.u @ space.v) / (of_u * of_v)
    return {"kappa_u": of_u, "kappa_v": of_v, "overlap": max(-1.0, min(1.0, cosine))}


def _at(candidate: Candidate, s: FloatArray) -> Candidate:
    """The candidate at the times asked for: what it was compared at besides is left out."""
    curve = candidate.curve
    if curve is None:
        return candidate
    return replace(candidate, curve=_shorter(curve, s) if isinstance(curve, WordCurve) else _shorter_lazy(curve, s))


def _shorter(curve: WordCurve, s: FloatArray) -> WordCurve:
    return curve.at(np.flatnonzero(np.isin(curve.times, s)))


def _shorter_lazy(curve: LazyCurve, s: FloatArray) -> LazyCurve:
    kept = np.isin(curve.times, s)
    return replace(curve, times=curve.times[kept], loss=curve.loss[kept], truncation_error=curve.truncation_error[kept])


def _reason(chosen: Candidate, candidates: tuple[Candidate, ...], wanted: float, stability: Stability) -> str:
    sentences = []
    if chosen.error <= wanted:
        sentences.append(
            f"{_capital(chosen.title)}: the loss errs by some {chosen.error:.2g} of the target's power, and "
            f"{wanted:g} was asked for."
        )
    else:
        sentences.append(
            f"No theory is within {wanted:g} of the target's power; the nearest is {chosen.title}, whose loss errs by "
            f"some {chosen.error:.2g}. Allow a greater depth, a looser accuracy or an earlier end."
        )
    sentences.append(chosen.why)
    simpler = [each for each in candidates[: candidates.index(chosen)] if math.isfinite(each.error)]
    if simpler:
        missed = ", ".join(f"{each.title} {each.error:.2g}" for each in simpler)
        sentences.append(f"Simpler theories may miss: {missed}.")
    if stability is Stability.UNCHECKED:
        sentences.append("Whether the whole network is stable could not be decided.")
    return " ".join(sentences)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
