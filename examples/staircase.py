"""Pole by pole
============

Targets of third and fourth order: a network learns pole by pole, and waits at a saddle for each of them.

Usage::

    python examples/staircase.py [--output FOLDER] [--quick]

It draws two figures, in less than a minute (with --quick from fewer bulks)::

    staircase.png          fourth order: the loss rests at the best that one, two, three poles can do
    staircase_waiting.png  third order: the wait for the third pole grows as ln(1/σ) with the bulk, down to rounding

It prints what was predicted and measured.
"""

from pathlib import Path

from _output import arguments

from validation.figures.staircase import staircase_figures
from validation.gradient.model_reduction import best_reduction
from validation.studies.staircase import THIRD_ORDER, illustrated, pole_by_pole, staircase_study


def main(folder: Path, sigmas: tuple[float, ...]) -> None:
    """Measure, draw, and say what was found."""
    examples = illustrated(staircase_study(sigmas=sigmas), pole_by_pole())
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
    options = arguments(__doc__, ["staircase.png", "staircase_waiting.png"], quick="three bulks instead of five")
    main(options.output, (1e-1, 1e-3, 1e-6) if options.quick else (1e-1, 1e-3, 1e-6, 1e-9, 1e-12))
