"""Targets of third and fourth order: a network learns pole by pole, and waits at a saddle for each of them.

    python examples/staircase.py [FOLDER]

draws two figures into the folder (by default that of this file), in less than a minute:

    staircase.png          fourth order: the loss rests at the best that one, two, three poles can do
    staircase_waiting.png  third order: the wait for the third pole grows as ln(1/σ) with the bulk, down to rounding

and prints what was predicted and measured.
"""

import sys
from pathlib import Path

from validation.figures.staircase import staircase_figures
from validation.gradient.model_reduction import best_reduction
from validation.studies.staircase import THIRD_ORDER, staircase_examples


def main(folder: Path) -> None:
    """Measure, draw, and say what was found."""
    examples = staircase_examples()
    for shown in staircase_figures(examples):
        name = f"{shown.name.replace('-', '_')}.png"
        shown.figure.savefig(folder / name, dpi=100)
        print(f"wrote {name}")
    study = examples.study
    saddle = study.saddle
    print(f"two outliers end at the loss {saddle.loss:.12f}")
    print(f"the best two poles have it at {best_reduction(THIRD_ORDER.target, 2).loss:.12f}")
    rates = (saddle.escape_rate(), saddle.hessian_rate(study.N), saddle.reduced_rate())
    print("escape rate: closed form {:.9f}, Hessian of the network {:.9f}, three outliers {:.9f}".format(*rates))
    print(f"{'sigma':>8} {'predicted':>10} {'measured':>10}   time of escape")
    for sigma, predicted, measured in zip(study.sigmas, study.predicted, study.measured, strict=True):
        print(f"{sigma:8.0e} {predicted:10.3f} {measured:10.3f}")
    print(f"rounding alone: {study.rounding_time:.1f}, as a bulk of sigma = {study.rounding:.1e}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
