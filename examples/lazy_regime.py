"""The lazy regime: what a wide network with a random bulk can learn while its weights hardly move.

    python examples/lazy_regime.py [FOLDER]

draws four figures into the folder (by default that of this file), in two to three minutes:

    lazy_curves.png       loss over learning time, theory and a network, on both sides of the threshold |1 − c*| = σ
    lazy_map.png          exponent γ of the late loss over (σ, c*)
    lazy_spectra.png      eigenvalues of W before and after: rich learning moves outliers, lazy learning moves nothing
    lazy_convergence.png  deviation of networks from the theory: N^(−1/2), κ^(−4)

and prints the claims with what was measured.
"""

import sys
import time
from pathlib import Path

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
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
