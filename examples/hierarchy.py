"""Words of one network
====================

Networks with a bulk, each against its own restriction to words, and when the outlier leaves the bulk.

Usage::

    python examples/hierarchy.py [--output FOLDER]

It draws hierarchy.png and prints what was measured.
"""

import time
from pathlib import Path

import numpy as np
from _output import arguments

from validation.experiments.power_laws import leading_order
from validation.figures.hierarchy import hierarchy_figures
from validation.studies.hierarchy import hierarchy_examples


def main(file: Path) -> None:
    """Train, restrict, draw, and say what was found."""
    begin = time.perf_counter()
    examples = hierarchy_examples()
    found, errors, born = examples.realisation, examples.errors, examples.births
    run = found.run
    print(f"a network of N = {run.initial.N}, σ = {run.sigma:g}, trained to s = {run.times[-1]:g}")
    for curve in found.curves:
        at = np.searchsorted(curve.times, run.times)
        loss = np.abs(curve.loss[at] - run["loss"]).max() / curve.target_power
        c = np.abs(curve.c[at] - run.outliers.decay)[-4:].max()
        print(
            f"  depth {curve.depth}, {curve.dimension:2} dimensions: loss errs by {loss:.1e} of ½ ∫ f*² dt, c at the "
            f"end by {c:.1e}; outlier born at s = {curve.outlier_born:.4f}, carries {curve.share[-1]:.3f} of f"
        )
    print(f"  measured on the network: it carries {found.share[-1]:.3f} of f at the end")
    for d in range(errors.loss.shape[1]):
        loss, c = (leading_order(errors.sigmas, each[:, d]) for each in (errors.loss, errors.outlier))
        print(
            f"depth {d}: loss errs as σ^({loss.slope:.3f} ± {loss.standard_error:.3f}), c as σ^({c.slope:.3f} ± "
            f"{c.standard_error:.3f}), expected {2 * (d + 1)}"
        )
    for sigma, measured in zip(born.at, born.measured, strict=True):
        theory = np.interp(sigma, born.sigmas, born.times)
        print(f"σ = {sigma:g}: born at s = {theory:.3f} for N → ∞; networks of N = {born.N}: {np.round(measured, 3)}")
    (shown,) = hierarchy_figures(examples)
    shown.figure.savefig(file, dpi=100)
    print(f"wrote {file.name}\n\n{shown.caption}\n{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main(arguments(__doc__, ["hierarchy.png"]).output / "hierarchy.png")
