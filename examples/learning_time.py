"""How long learning takes: the time is nearly the same for all integrators, the number of steps grows as c*⁻³.

    python examples/learning_time.py [FOLDER]

draws learning_time.png into the folder (by default that of this file) and prints what was measured on full networks.
"""

import sys
import time
from pathlib import Path

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
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
