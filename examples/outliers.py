"""Outliers, theory over networks
==============================

Outlier eigenvalues of full networks while they learn, and of the reduced theory.

Usage::

    python examples/outliers.py [--output FOLDER]

Both networks of each task are trained in all their weights; the theory has three and five variables. A network with a
bulk has a line only while its outliers are clear of the bulk.
"""

from pathlib import Path

from _output import arguments
from matplotlib.figure import Figure

import reduced_odes
from validation.experiments.experiment import run_experiment
from validation.experiments.tasks import INTEGRATOR, OSCILLATOR
from validation.figures.exactness import draw_decay, draw_frequency


def main(file: Path) -> None:
    """Train, integrate, draw."""
    # A weaker bulk than in the report: for σ → 0 the reduced ODE claims to be exact.
    integrator = run_experiment(INTEGRATOR, reduced_odes.real_outlier, sigma=0.05)
    oscillator = run_experiment(OSCILLATOR, reduced_odes.conjugate_pair, sigma=0.05)

    figure = Figure(figsize=(11.0, 4.6), layout="constrained")
    panels = figure.subplots(1, 3)
    draw_decay(panels[0], integrator)
    panels[0].set_title("learning to integrate: c(s)")
    draw_decay(panels[1], oscillator)
    panels[1].set_title("learning to oscillate: c(s)")
    draw_frequency(panels[2], oscillator)
    panels[2].set_title("learning to oscillate: ω(s)")
    for panel in panels:
        panel.set_xlabel("learning time s")
        panel.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), frameon=False, fontsize=8)
    figure.savefig(file, dpi=100)


if __name__ == "__main__":
    main(arguments(__doc__, ["outliers.png"]).output / "outliers.png")
