"""How long learning takes: the time is nearly the same for all integrators, the number of steps grows as c*⁻³.

    python examples/learning_time.py [FOLDER]

draws learning_time.png into the folder (by default that of this file) and prints what was measured on full networks.
"""

import sys
import time
from pathlib import Path

from reduced_odes import conjugate_pair, real_outlier
from validation.experiments.tasks import TASKS
from validation.figures.learning_time import learning_time_figures
from validation.studies.learning_time import learning_time_claims, learning_time_examples


def main(folder: Path) -> None:
    """Measure, draw, and say what was found."""
    begin = time.perf_counter()
    systems = {system.name: system for system in (real_outlier, conjugate_pair)}
    for claim in (claim for task in TASKS for claim in learning_time_claims(task, systems)):
        verdict = "holds" if claim.passed else "FAILS"
        print(f"{claim.task:17} {claim.name:38} {claim.measured:10.3g}  expected {claim.expected:.4g}  {verdict}")
    (shown,) = learning_time_figures(learning_time_examples(systems))
    shown.figure.savefig(folder / "learning_time.png", dpi=100)
    print(f"wrote learning_time.png\n\n{shown.caption}\n{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
