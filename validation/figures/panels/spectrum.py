"""The figure of the spectrum: the bulk's disc, and the outliers that leave it."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from reduced_odes import Trajectory
from validation._common.checks import ComplexArray
from validation.experiments.experiment import Experiment
from validation.figures.panels.style import DESCENT, THEORY, THEORY_LABEL, legend_beside, panel
from validation.training.runs import DescentRun

_PANEL, _BESIDE, _ABOVE = 5.2, 3.6, 1.3
"""Inches: longer side of the panel, and what the legend and the titles take."""


def spectrum(experiment: Experiment) -> tuple[Figure, str]:
    """Eigenvalues of W in the complex plane: bulk, disc, the outliers' path, theory over it; figure and caption."""
    run = experiment.bulk
    paths, poles = theory_outliers(experiment.bulk_theory), run.target.poles() + 1.0
    left, right, top = _extent(run, np.concatenate([*paths, poles]))
    scale = _PANEL / max(right - left, 2 * top)
    figure, axes = panel((right - left) * scale + _BESIDE, 2 * top * scale + _ABOVE)
    _draw_discs(axes, run)
    # Markers no larger than lets the eigenvalues of a filled disc be told apart.
    _draw_eigenvalues(axes, run, min(6.0, 0.7 * 72 * scale * run.sigma * np.sqrt(np.pi / run.initial.N)))
    for k, path in enumerate(run.outliers.eigenvalues.T):
        axes.plot(path.real, path.imag, label="path of the outliers" if k == 0 else None, **DESCENT)
    for k, path in enumerate(paths):
        axes.plot(path.real, path.imag, label=THEORY_LABEL if k == 0 else None, **THEORY)
    axes.plot(poles.real, poles.imag, "+", color="black", markersize=15, zorder=5, label="1 + poles of the target")
    axes.axvline(1.0, color="black", linewidth=1.0, linestyle="-.", label="edge of stability, Re λ = 1")
    axes.set_xlim(left, right)
    axes.set_ylim(-top, top)
    axes.set_aspect("equal")
    axes.set_xlabel("Re λ (1 / time constant)")
    axes.set_ylabel("Im λ (1 / time constant)")
    figure.suptitle(f"{experiment.task.name}: eigenvalues λ of W, N = {run.initial.N}\n(those of W − I are λ − 1)")
    legend_beside(axes)
    outside = int(np.sum(np.abs(run.spectra[-1]) > run.outliers.radius))
    return figure, (
        f"Eigenvalues of W under gradient descent (η = {run.step:g}, N = {run.initial.N}) from W(0) = σ G/√N with "
        f"σ = {run.sigma:g}. As N → ∞ this bulk fills the grey disc; what is outside the dotted circle counts as an "
        f"outlier, as {outside} of {run.initial.N} do at the end. Outliers leave for the target's poles, "
        "shifted by 1 since the dynamics is that of W − I. The reduced ODE has no bulk and starts at λ = 0."
    )


def theory_outliers(theory: Trajectory) -> tuple[ComplexArray, ...]:
    """The eigenvalues of W that a reduced trajectory stands for: 1 − c, or the two 1 − c ± iω."""
    if "omega_squared" not in theory:
        return (np.asarray(1 - theory["c"], dtype=np.complex128),)
    root = np.sqrt(np.asarray(-theory["omega_squared"], dtype=np.complex128))
    middle = np.asarray(1 - theory["c"], dtype=np.complex128)
    return (middle + root, middle - root)


def _draw_discs(axes: Axes, run: DescentRun) -> None:
    disc = Circle(
        (0, 0), run.sigma, facecolor="#e6e6e6", edgecolor="#777777", zorder=0, label=f"disc |λ| ≤ σ = {run.sigma:g}"
    )
    edge = Circle(
        (0, 0), run.outliers.radius, fill=False, edgecolor="#777777", linestyle=":", zorder=0,
        label=f"outliers: |λ| > {run.outliers.radius:.3g}",
    )  # fmt: skip
    for circle in (edge, disc):
        axes.add_patch(circle)


def _draw_eigenvalues(axes: Axes, run: DescentRun, size: float) -> None:
    first, last = run.spectra[0], run.spectra[-1]
    axes.plot(first.real, first.imag, ".", color="#555555", markersize=size / 1.5, label="eigenvalues, s = 0")
    axes.plot(
        last.real, last.imag, "o", color=DESCENT["color"], markerfacecolor="none", markersize=size, zorder=4,
        markeredgewidth=size / 6, label=f"eigenvalues, s = {run.times[-1]:g}",
    )  # fmt: skip


def _extent(run: DescentRun, points: ComplexArray) -> tuple[float, float, float]:
    """Left, right and top end of what is to be seen: disc, outliers, points, edge of stability; with a margin."""
    disc = np.array([1.0, -1.0, 1j]) * run.outliers.radius
    shown = np.concatenate([disc, run.outliers.eigenvalues.ravel(), points, [1.0]])
    left, right = float(np.nanmin(shown.real)), float(np.nanmax(shown.real))
    margin = 0.06 * (right - left)
    return left - margin, right + margin, float(np.nanmax(np.abs(shown.imag))) + margin
