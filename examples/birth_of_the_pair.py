"""The birth of a conjugate pair
=============================

What happens on the way from small weights to an oscillation, and when.

Usage::

    python examples/birth_of_the_pair.py [--output FOLDER] [--quick]

It draws three figures, in about a minute on two cores (with --quick from fewer networks and a coarser map)::

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
from validation.figures.birth import birth_figures
from validation.studies.birth import BirthSizes, birth_claims, birth_examples

QUICK = BirthSizes(starts=(0.4, 0.1), points=5, halvings=8, networks=False, cells=(6, 8), map_sizes=(0.1,), until=2e3)


def main(folder: Path, quick: bool) -> None:
    """Measure, draw, and say what was found."""
    begin = time.perf_counter()
    systems = {"conjugate_pair": conjugate_pair}
    for claim in [] if quick else birth_claims(OSCILLATOR, systems):
        verdict = "holds" if claim.passed else "FAILS"
        print(f"{claim.name:38} {claim.measured:10.3g}  expected {claim.expected:g} ± {claim.tolerance:g}  {verdict}")
    with ProcessPoolExecutor() as executor:
        examples = birth_examples(systems, QUICK if quick else None, executor=executor)
    for shown in birth_figures(examples):
        name = f"{shown.name.replace('-', '_')}.png"
        shown.figure.savefig(folder / name, dpi=100)
        print(f"wrote {name}\n{shown.caption}\n")
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    options = arguments(
        __doc__,
        ["birth_paths.png", "birth_delays.png", "birth_map.png"],
        quick="fewer networks and a coarser map, without the claims",
    )
    main(options.output, options.quick)
