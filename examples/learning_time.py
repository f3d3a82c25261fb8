"""How long learning takes
=======================

Over the decay rate c* of an integrator, the learning time varies by a small factor; the number of steps grows as c*⁻³.

Usage::

    python examples/learning_time.py [--output FOLDER] [--quick]

It draws learning_time.png and prints what was measured on full networks.
"""

import time
from pathlib import Path

from _output import arguments

from reduced_odes import conjugate_pair, real_outlier
from validation.experiments.tasks import TASKS
from validation.figures.learning_time import learning_time_figures
from validation.studies.learning_time import learning_time_claims, learning_time_examples


def main(folder: Path, quick: bool) -> None:
    """Measure, draw, and say what was found."""
    begin = time.perf_counter()
    systems = {system.name: system for system in (real_outlier, conjugate_pair)}
    for claim in (claim for task in TASKS if not quick for claim in learning_time_claims(task, systems)):
        verdict = "holds" if claim.passed else "FAILS"
        print(f"{claim.task:17} {claim.name:38} {claim.measured:10.3g}  expected {claim.expected:.4g}  {verdict}")
    (shown,) = learning_time_figures(learning_time_examples(systems))
    shown.figure.savefig(folder / "learning_time.png", dpi=100)
    print(f"wrote learning_time.png\n\n{shown.caption}\n{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    options = arguments(__doc__, ["learning_time.png"], quick="the figure alone, without the claims")
    main(options.output, options.quick)
