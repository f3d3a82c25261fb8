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
from validation.figures.birth import birth_plates
from validation.studies.birth import birth_rungs


def main(folder: Path) -> None:
    """Measure, draw, and say what was found."""
    begin = time.perf_counter()
    for rung in birth_rungs(OSCILLATOR, {"conjugate_pair": conjugate_pair}):
        verdict = "holds" if rung.passed else "FAILS"
        print(f"{rung.claim:38} {rung.measured:10.3g}  expected {rung.expected:g} ± {rung.tolerance:g}  {verdict}")
    with ProcessPoolExecutor() as executor:
        for plate in birth_plates(executor):
            name = f"{plate.name.replace('-', '_')}.png"
            plate.figure.savefig(folder / name, dpi=100)
            print(f"wrote {name}\n{plate.caption}\n")
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
