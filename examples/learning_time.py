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
from validation.figures.learning_time import learning_time_plates
from validation.studies.learning_time import learning_time_rungs


def main(folder: Path) -> None:
    """Measure, draw, and say what was found."""
    begin = time.perf_counter()
    systems = {system.name: system for system in (real_outlier, conjugate_pair)}
    for rung in (rung for task in TASKS for rung in learning_time_rungs(task, systems)):
        verdict = "holds" if rung.passed else "FAILS"
        print(f"{rung.task:17} {rung.claim:38} {rung.measured:10.3g}  expected {rung.expected:.4g}  {verdict}")
    (plate,) = learning_time_plates()
    plate.figure.savefig(folder / "learning_time.png", dpi=100)
    print(f"wrote learning_time.png\n\n{plate.caption}\n{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    options = arguments(__doc__, ["learning_time.png"], quick="draw the figure alone, without measurements")
    if options.quick:
        learning_time_plates()[0].figure.savefig(options.output / "learning_time.png", dpi=100)
    else:
        main(options.output)
