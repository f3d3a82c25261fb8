"""The lazy regime
===============

What a wide network with a random bulk can learn while its weights hardly move.

Usage::

    python examples/lazy_regime.py [--output FOLDER] [--quick]

It draws four figures, in two to three minutes (with --quick smaller, without the last)::

    lazy_curves.png       loss over learning time, theory and a network, on both sides of the threshold |1 − c*| = σ
    lazy_map.png          exponent γ of the late loss over (σ, c*)
    lazy_spectra.png      eigenvalues of W before and after: rich learning moves outliers, lazy learning moves nothing
    lazy_convergence.png  deviation of networks from the theory: N^(−1/2), κ^(−4)

It prints the claims with what was measured.
"""

import time
from pathlib import Path

from _output import arguments

from validation.experiments.tasks import INTEGRATOR, OSCILLATOR
from validation.figures.lazy import lazy_figures
from validation.figures.panels.power_laws import power_laws
from validation.figures.panels.style import CaptionedFigure
from validation.studies.lazy import lazy_claims, lazy_examples


def main(folder: Path, quick: bool) -> None:
    """Measure, draw, and say what was found."""
    begin = time.perf_counter()
    claims = [] if quick else [claim for task in (INTEGRATOR, OSCILLATOR) for claim in lazy_claims(task, {})]
    figures = list(lazy_figures(lazy_examples(N=200, points=30, half=12) if quick else lazy_examples()))
    if claims:
        figures.append(CaptionedFigure("lazy-convergence", *reversed(power_laws(claims))))
    for shown in figures:
        name = f"{shown.name.replace('-', '_')}.png"
        shown.figure.savefig(folder / name, dpi=100)
        print(f"wrote {name}")
    for claim in claims:
        verdict = "holds" if claim.passed else "FAILS"
        print(f"{claim.task:17} {claim.name:38} {claim.measured:9.4f}  expected {claim.expected:g}  {verdict}")
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    options = arguments(
        __doc__,
        ["lazy_curves.png", "lazy_map.png", "lazy_spectra.png", "lazy_convergence.png"],
        quick="smaller networks, without lazy_convergence.png and the claims",
    )
    main(options.output, options.quick)
