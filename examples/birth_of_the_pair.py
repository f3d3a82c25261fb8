"""The birth of a conjugate pair
=============================

What happens on the way from small weights to an oscillation, and when.

Usage::

    python examples/birth_of_the_pair.py [--output FOLDER] [--quick]

It draws three figures, in about a minute on two cores (with --quick the first alone)::

    birth_paths.png    eigenvalues in the complex plane, c, ω and loss over learning time, theory and networks
    birth_delays.png   what delays a birth: small weights, and the targets for which there is none
    birth_map.png      time of birth and length of the plateau over (c*, ω*), at three initial sizes

It prints the claims with what was measured on full networks.
"""

import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from _output import arguments

from reduced_odes import conjugate_pair
from validation.experiments.tasks import OSCILLATOR
from validation.figures.birth import birth_paths, birth_plates
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
    options = arguments(
        __doc__,
        ["birth_paths.png", "birth_delays.png", "birth_map.png"],
        quick="draw birth_paths.png alone, without measurements",
    )
    if options.quick:
        birth_paths().figure.savefig(options.output / "birth_paths.png", dpi=100)
    else:
        main(options.output)
