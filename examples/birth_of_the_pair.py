"""The birth of a conjugate pair: what happens on the way from small weights to an oscillation, and when.

    python examples/birth_of_the_pair.py [FOLDER]

draws three figures into the folder (by default that of this file), in about a minute on two cores:

    birth_paths.png    eigenvalues in the complex plane, c, ω and loss over learning time, theory and networks
    birth_delays.png   what delays a birth: small weights, and the targets for which there is none
    birth_map.png      time of birth and length of the plateau over (c*, ω*), at three initial sizes

and prints the claims with what was measured on full networks.
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from reduced_odes import conjugate_pair
from validation.experiments.tasks import OSCILLATOR
from validation.figures.birth import birth_figures
from validation.studies.birth import birth_claims, birth_examples


def main(folder: Path) -> None:
    """Measure, draw, and say what was found."""
    begin = time.perf_counter()
    systems = {"conjugate_pair": conjugate_pair}
    for claim in birth_claims(OSCILLATOR, systems):
        verdict = "holds" if claim.passed else "FAILS"
        print(f"{claim.name:38} {claim.measured:10.3g}  expected {claim.expected:g} ± {claim.tolerance:g}  {verdict}")
    with ProcessPoolExecutor() as executor:
        examples = birth_examples(systems, executor=executor)
    for shown in birth_figures(examples):
        name = f"{shown.name.replace('-', '_')}.png"
        shown.figure.savefig(folder / name, dpi=100)
        print(f"wrote {name}\n{shown.caption}\n")
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
