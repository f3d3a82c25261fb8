"""Figure of given networks with a bulk: their training as points, their restrictions to words as lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reduced_odes.hierarchy.depth import WordCurve, learn, word_space
from reduced_odes.hierarchy.large_n import infinite_width
from reduced_odes.linear.arnoldi import KrylovSpace
from validation._common.checks import FloatArray
from validation.figures.panels.power_laws import line_of_slope
from validation.figures.panels.style import LEARNING_TIME, Plate
from validation.network.outliers import disc_radius
from validation.network.targets import StateSpace, integrator
from validation.network.weights import Weights, random_weights
from validation.studies.hierarchy import DEPTHS, GIVEN, SIGMAS, DepthErrors, depth_errors, leading_order
from validation.training.flow import gradient_flow
from validation.training.runs import DescentRun

_COLOURS = ("#d7a600", "#c8703a", "#2171b5", "#1b1b1b")
_STYLES = (":", "--", "-.", "-")
_MARKERS = ("o", "s", "D", "^")
_C_STAR = 0.3
_FINER = 4
"""The lines have so many times as many intervals as the points."""
_BIRTHS = (0.15, 0.3, 0.45, 0.6)
_SEEDS = (1, 2)


@dataclass(frozen=True, eq=False)
class Given:
    """One network's training, and its restrictions of depths 0 to 3.

    Attributes
    ----------
    run : DescentRun
    share : ndarray of shape (S,)
        Part of the impulse response that the outlier carries, at the run's snapshots; 0 while there is none.
    curves : tuple of WordCurve
    """

    run: DescentRun
    share: FloatArray
    curves: tuple[WordCurve, ...]


@dataclass(frozen=True, eq=False)
class Births:
    """When the first outlier leaves the bulk, over the bulk's radius σ.

    Attributes
    ----------
    sigmas, times, errors : ndarrays of shape (S,)
        At infinite width, with the deviation of the depth below; NaN where none does.
    at : ndarray of shape (R,)
        Radii of the networks.
    measured : ndarray of shape (R, K)
        Of K networks each, by all their eigenvalues.
    N : int
    """

    sigmas: FloatArray
    times: FloatArray
    errors: FloatArray
    at: FloatArray
    measured: FloatArray
    N: int


def hierarchy_plate(N: int = 1000, sigma: float = 0.5, until: float = 4.0) -> tuple[Plate, Given, DepthErrors, Births]:
    """The figure, and what was measured for it.

    Parameters
    ----------
    N, sigma, until : int, float, float
        Size and bulk of the network in the upper row, and how long it learns.
    """
    given = given_network(N, sigma, until)
    errors = depth_errors(random_weights(200, 1.0, GIVEN.kappa, 1), GIVEN, np.array(SIGMAS))
    born = births(100)
    figure = Figure(figsize=(13.2, 7.8), layout="constrained")
    panels = figure.subplots(2, 3)
    _draw_given(panels[0], given)
    _draw_errors(panels[1, 0], errors.sigmas, errors.loss, "r.m.s. error of the loss")
    _draw_errors(panels[1, 1], errors.sigmas, errors.outlier, "r.m.s. error of c, once clear of the bulk")
    _draw_births(panels[1, 2], born)
    for axes in panels.ravel():
        axes.grid(color="#e4e4e4", linewidth=0.6)
    missed = np.abs(given.curves[-1].loss[::_FINER] - given.run["loss"]).max()
    dimensions = ", ".join(str(curve.dimension) for curve in given.curves)
    caption = (
        f"Above: one network of N = {N} with a bulk of radius σ = {sigma:g} (points) and its restrictions to words of "
        f"up to 0, 1, 2 and 3 letters, {dimensions} dimensions (lines); at depth 3 the loss errs by {missed:.1e}. "
        "Below: how the errors grow with σ, points with lines of the expected slopes, N = 200; and when the outlier "
        f"leaves the bulk, of networks of N = {born.N} their own bulk at the start."
    )
    return Plate("hierarchy", caption, figure), given, errors, born


def given_network(N: int, sigma: float, until: float) -> Given:
    """Train one network in full, and follow its restrictions."""
    weights, target = random_weights(N, sigma, 0.5, 1), integrator(_C_STAR)
    times = np.linspace(0.0, until, 17)
    run = gradient_flow(
        weights, target, times, sigma=sigma, rtol=1e-5, atol=1e-8, accuracy=1e-6, outlier_count=1,
        snapshot_times=[float(s) for s in times[::2]],
    )  # fmt: skip
    radius = disc_radius(sigma, N)
    share = np.array([outlier_share(kept, radius) for kept in run.snapshots])
    space = word_space(weights.W, weights.u, weights.v, DEPTHS[-1])
    fine = np.linspace(0.0, until, _FINER * (times.size - 1) + 1)
    return Given(run, share, tuple(learn(space, target, fine, depth=d, rtol=1e-6) for d in DEPTHS))


def outlier_share(weights: Weights, radius: float, dimension: int = 80) -> float:
    """Part of ∫ f² dt that modes outside the disc carry, ∫ f_out f dt / ∫ f² dt, by the modes on a Krylov space."""
    space = KrylovSpace(lambda x: weights.W @ x, weights.u)
    space.grow(min(dimension, weights.N))
    z, right = np.linalg.eig(space.H)
    start = np.linalg.solve(right, np.eye(z.size)[0] * space.length)
    residues = (weights.v @ space.basis.T @ right) * start
    overlaps = np.outer(residues, residues) / (2.0 - z[:, None] - z[None, :])
    return float((overlaps[np.abs(z) > radius].sum() / overlaps.sum()).real)


def births(N: int) -> Births:
    """Birth of the outlier at infinite width, and in networks by the modulus of their largest eigenvalue."""
    target, times = integrator(_C_STAR), np.linspace(0.0, 2.0, 3)
    sigmas, found = np.linspace(0.1, 0.65, 12), []
    for sigma in sigmas:
        run = infinite_width(target, sigma=float(sigma), kappa=0.5, times=times, depth=3, rtol=1e-5)
        found.append((run.curve.outlier_born, run.born_error))
    measured = [[_born(random_weights(N, sigma, 0.5, seed), target, sigma) for seed in _SEEDS] for sigma in _BIRTHS]
    theory = np.array(found, dtype=float)
    return Births(sigmas, theory[:, 0], theory[:, 1], np.array(_BIRTHS), np.array(measured), N)


def _born(weights: Weights, target: StateSpace, sigma: float) -> float:
    """When the largest |z| of all eigenvalues leaves the disc for good, by linear interpolation; NaN if it does not.

    Compared is with the disc of N → ∞, or the network's own bulk where that reaches farther at the start.
    """
    times = np.linspace(0.0, 2.0, 31)
    run = gradient_flow(weights, target, times, sigma=sigma, rtol=1e-5, atol=1e-8)
    farthest = np.abs(run.spectra).max(axis=1)
    beyond = farthest - max(sigma, float(farthest[0]))
    inside = np.flatnonzero(beyond <= 0)
    last = int(inside[-1]) if inside.size else 0
    if last == times.size - 1:
        return float("nan")
    part = -beyond[last] / (beyond[last + 1] - beyond[last])
    return float(times[last] + part * (times[last + 1] - times[last]))


def _draw_given(panels: FloatArray, given: Given) -> None:
    loss, decay, share = panels
    run = given.run
    for curve, colour, style in zip(given.curves, _COLOURS, _STYLES, strict=True):
        label = f"depth {curve.depth}: {curve.dimension} dimensions"
        loss.semilogy(curve.times, curve.loss, style, color=colour, linewidth=1.6, label=label)
        decay.plot(curve.times, curve.c, style, color=colour, linewidth=1.6)
        share.plot(curve.times, curve.share, style, color=colour, linewidth=1.6)
    points = {"color": "#555555", "markerfacecolor": "white", "markersize": 5.0, "linestyle": "none", "zorder": 4}
    loss.plot(run.times, run["loss"], marker="o", label=f"network, N = {run.initial.N}", **points)
    decay.plot(run.times, run.outliers.decay, marker="o", **points)
    share.plot(run.snapshot_times, given.share, marker="o", **points)
    decay.axhline(1.0 - run.sigma, color="#999999", linewidth=1.0)
    decay.annotate(
        "edge of the bulk, 1 − σ", (0.98, 1.0 - run.sigma), (0, 3), xycoords=("axes fraction", "data"),
        textcoords="offset points", ha="right", fontsize=8, color="#555555",
    )  # fmt: skip
    decay.axhline(_C_STAR, color="black", linewidth=1.0, linestyle=":")
    loss.set_ylabel("loss L = ½ ∫ (f − f*)² dt")
    loss.legend(frameon=False, fontsize=8)
    decay.set_ylabel("decay rate c of the outlier (1/τ)")
    share.set_ylabel("share of the impulse response")
    titles = (f"a given network, σ = {run.sigma:g}, c* = {_C_STAR:g}", "its outlier", "what the outlier carries")
    for axes, title in zip(panels, titles, strict=True):
        axes.set_xlabel(LEARNING_TIME)
        axes.set_title(title, fontsize=10)
        axes.set_xlim(0.0, run.times[-1])


def _draw_errors(axes: Axes, sigmas: FloatArray, errors: FloatArray, name: str) -> None:
    for d, colour, marker in zip(DEPTHS, _COLOURS, _MARKERS, strict=True):
        fit, y = leading_order(sigmas, errors[:, d]), errors[:, d]
        label = f"depth {d}: {fit.slope:.2f} ± {fit.standard_error:.2f}, expected {2 * (d + 1)}"
        axes.loglog(sigmas, y, marker, color=colour, markerfacecolor="white", label=label)
        axes.loglog(sigmas, line_of_slope(sigmas, y, 2.0 * (d + 1)), color=colour, linewidth=1.2)
    axes.set_xticks(sigmas, [f"{x:g}" for x in sigmas])
    axes.xaxis.minorticks_off()
    axes.set_ylim(top=errors.max() * 3e3)
    axes.set_xlabel("bulk radius σ")
    axes.set_ylabel(name)
    axes.legend(frameon=False, fontsize=8, loc="upper left", title="exponent of σ", title_fontsize=8)


def _draw_births(axes: Axes, born: Births) -> None:
    axes.plot(born.sigmas, born.times, "-", color=_COLOURS[3], linewidth=1.6, label="N → ∞, depth 3")
    low, high = born.times - born.errors, born.times + born.errors
    axes.fill_between(born.sigmas, low, high, color="#bbbbbb", linewidth=0, label="± deviation of depth 2")
    for k in range(born.measured.shape[1]):
        label = f"networks, N = {born.N}" if k == 0 else None
        axes.plot(born.at, born.measured[:, k], "o", color=_COLOURS[2], markerfacecolor="white", label=label)
    axes.set_xlabel("bulk radius σ")
    axes.set_ylabel("learning time s")
    axes.set_title("the outlier leaves the bulk", fontsize=10)
    axes.legend(frameon=False, fontsize=8)
