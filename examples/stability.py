"""Where learning comes to rest
============================

Fixed points and their stability: what is learnt, which step that allows, and how long networks wait at saddles.

Usage::

    python examples/stability.py [--output FOLDER]

It draws stability.png and prints, first, the fixed points that the conjugate pair meets, then what was measured on full
networks.
"""

import time
from pathlib import Path

import numpy as np
from _output import arguments

from reduced_odes import conjugate_pair, integrate, real_outlier
from reduced_odes.analysis import plateaus, resting_point, saddle_at_zero, steps_for
from validation.experiments.tasks import TASKS
from validation.figures.fixed_points import fixed_points_figures
from validation.studies.fixed_points import fixed_points_claims, fixed_points_examples


def main(folder: Path) -> None:
    """Analyse, measure, draw, and say what was found."""
    begin = time.perf_counter()
    target = {"c_star": 0.1, "omega_star": 1.0}
    path = integrate(conjugate_pair, {"alpha": 1e-3, "beta": 1e-3}, target, np.linspace(0.0, 160.0, 1601))
    print(f"zero network: {saddle_at_zero(conjugate_pair, target).escape_rate:.4f} is the rate at which it is left")
    for stop in plateaus(conjugate_pair, path):
        if stop.saddle is None:
            print(f"s = {stop.time:6.1f}: slow, but no saddle is found from here")
        else:
            print(
                f"s = {stop.time:6.1f}: a saddle {stop.distance:.1g} away, left at the rate {stop.escape_rate:.4f}: by "
                f"0.05 at s = {stop.leaves(0.05):.1f}"
            )
    rest = resting_point(conjugate_pair, path)
    print(f"rest: {rest!r}, within {rest.certificate.radius:.0e}; rates {np.round(rest.rates.real, 3)}")
    step = rest.largest_step / 2
    print(f"steps of {step:.2g}: {steps_for(path.events['learnt'][0], step):.0f} until the target is learnt\n")
    systems = {system.name: system for system in (real_outlier, conjugate_pair)}
    for claim in (claim for task in TASKS for claim in fixed_points_claims(task, systems)):
        verdict = "holds" if claim.passed else "FAILS"
        print(f"{claim.task:17} {claim.name:45} {claim.measured:12.5g}  expected {claim.expected:g}  {verdict}")
    (shown,) = fixed_points_figures(fixed_points_examples(systems))
    shown.figure.savefig(folder / "stability.png", dpi=100)
    print(f"wrote stability.png\n\n{shown.caption}\n{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main(arguments(__doc__, ["stability.png"]).output)
