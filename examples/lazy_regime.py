"""The lazy regime
===============

What a wide network with a random bulk can learn while its weights hardly move.

Usage::

    python examples/lazy_regime.py [--output FOLDER] [--quick]

It draws four figures, in two to three minutes (with --quick the first two alone)::

    lazy_curves.png       loss over learning time, theory and a network, on both sides of the threshold |1 − c*| = σ
    lazy_map.png          exponent γ of the late loss over (σ, c*)
    lazy_spectra.png      eigenvalues of W before and after: rich learning moves outliers, lazy learning moves nothing
    lazy_convergence.png  deviation of networks from the theory: N^(−1/2), κ^(−4)

It prints the claims with what was measured.
"""

import time
from pathlib import Path

from _output import arguments

from validation import damped_oscillator
from validation.experiments.tasks import INTEGRATOR, OSCILLATOR
from validation.figures.lazy import curves, exponent_map, spectra
from validation.figures.panels.power_laws import power_laws
from validation.studies.lazy import lazy_rungs


def main(folder: Path) -> None:
    """Measure, draw, and say what was found."""
    begin = time.perf_counter()
    rungs = [rung for task in (INTEGRATOR, OSCILLATOR) for rung in lazy_rungs(task, {})]
    figures = {
        "lazy_curves": curves(),
        "lazy_map": exponent_map(),
        "lazy_spectra": spectra(damped_oscillator(0.3, 0.8)),
        "lazy_convergence": power_laws(rungs)[0],
    }
    for name, figure in figures.items():
        figure.savefig(folder / f"{name}.png", dpi=100)
        print(f"wrote {name}.png")
    for rung in rungs:
        verdict = "holds" if rung.passed else "FAILS"
        print(f"{rung.task:17} {rung.claim:38} {rung.measured:9.4f}  expected {rung.expected:g}  {verdict}")
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    options = arguments(
        __doc__,
        ["lazy_curves.png", "lazy_map.png", "lazy_spectra.png", "lazy_convergence.png"],
        quick="draw lazy_curves.png and lazy_map.png alone, without measurements",
    )
    if options.quick:
        curves().savefig(options.output / "lazy_curves.png", dpi=100)
        exponent_map().savefig(options.output / "lazy_map.png", dpi=100)
    else:
        main(options.output)
