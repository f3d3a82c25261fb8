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

from validation.experiments.tasks import INTEGRATOR, OSCILLATOR
from validation.figures.lazy import lazy_figures
from validation.figures.panels.power_laws import power_laws
from validation.figures.panels.style import CaptionedFigure
from validation.studies.lazy import lazy_claims, lazy_examples


def main(folder: Path) -> None:
    """Measure, draw, and say what was found."""
    begin = time.perf_counter()
    claims = [claim for task in (INTEGRATOR, OSCILLATOR) for claim in lazy_claims(task, {})]
    figures = [*lazy_figures(lazy_examples()), CaptionedFigure("lazy-convergence", *reversed(power_laws(claims)))]
    for shown in figures:
        name = f"{shown.name.replace('-', '_')}.png"
        shown.figure.savefig(folder / name, dpi=100)
        print(f"wrote {name}")
    for claim in claims:
        verdict = "holds" if claim.passed else "FAILS"
        print(f"{claim.task:17} {claim.name:38} {claim.measured:9.4f}  expected {claim.expected:g}  {verdict}")
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
