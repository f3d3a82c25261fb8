"""The model in one figure
=======================

What is trained (read-in u, recurrent weights W, read-out v), what the network is to have (the impulse response f* of
the target), and what learning changes: as a network of 100 neurons learns to integrate, one eigenvalue of W leaves the
bulk.

Usage::

    python examples/model.py [--output FOLDER]
"""

import numpy as np
from _output import arguments
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch

from validation import Weights, descend, impulse_response, integrator, random_weights

C_STAR, SIGMA, KAPPA, NEURONS = 0.2, 0.3, 0.4, 100
INK, BLUE, ORANGE, GREY = "#222222", "#0b4f8a", "#d95f02", "#b8bcc2"


def train() -> tuple[Weights, Weights]:
    """The network before and after learning to integrate."""
    start = random_weights(NEURONS, sigma=SIGMA, kappa=KAPPA, seed=2)
    run = descend(start, integrator(C_STAR), step=0.02, steps=500, record_every=100, sigma=SIGMA)
    return run.initial, run.final


def draw_network(axes: Axes) -> None:
    """Noise in, neurons in a ring that all see one another, one number out."""
    angles = np.linspace(0.0, 2.0 * np.pi, 10, endpoint=False) + 0.2
    neurons = np.column_stack([np.cos(angles), np.sin(angles)])
    rng = np.random.default_rng(4)
    for i, j in rng.permutation([(i, j) for i in range(10) for j in range(10) if i != j])[:26]:
        bend = FancyArrowPatch(
            neurons[i], neurons[j], connectionstyle="arc3,rad=0.25", arrowstyle="-|>", mutation_scale=6,
            color=GREY, linewidth=0.7, shrinkA=6, shrinkB=6,
        )  # fmt: skip
        axes.add_patch(bend)
    for neuron in neurons:
        axes.add_patch(Circle(tuple(neuron), 0.11, facecolor="white", edgecolor=INK, linewidth=1.1, zorder=3))
    for begin, end in (((-2.5, 0.0), (-1.25, 0.0)), ((1.25, 0.0), (2.5, 0.0))):
        axes.add_patch(FancyArrowPatch(begin, end, arrowstyle="-|>", mutation_scale=16, color=INK, linewidth=1.6))
    axes.text(0.0, 0.0, "W", ha="center", va="center", fontsize=17, style="italic", fontweight="bold", color=BLUE)
    for x, sign, word in ((-1.9, "u", "read-in"), (1.9, "v", "read-out")):
        axes.text(x, 0.16, sign, ha="center", fontsize=15, style="italic", fontweight="bold", color=BLUE)
        axes.text(x, -0.4, word, ha="center", fontsize=9, color=INK)
    axes.text(-2.6, 0.0, "x(t)\nwhite\nnoise", ha="right", va="center", fontsize=10)
    axes.text(2.6, 0.0, "y(t)", ha="left", va="center", fontsize=10)
    axes.text(0.0, -1.45, "N neurons, recurrent weights W", ha="center", fontsize=9)
    axes.set_xlim(-3.7, 3.4)
    axes.set_ylim(-1.7, 1.4)
    axes.set_aspect("equal")
    axes.axis("off")
    axes.set_title("trained: u, W, v", fontsize=11)


def draw_responses(axes: Axes, before: Weights, after: Weights) -> None:
    """What the network remembers of one pulse, before and after."""
    t = np.linspace(0.0, 12.0, 200)
    axes.plot(t, np.exp(-C_STAR * t), color=GREY, linewidth=6.0, label="target f*(t) = exp(−c* t)")
    axes.plot(t, impulse_response(after, t), color=BLUE, linewidth=1.8, label="f(t) after learning")
    axes.plot(t, impulse_response(before, t), color=ORANGE, linewidth=1.8, linestyle="--", label="f(t) before")
    axes.set_xlabel("time t (neuron time constants)")
    axes.set_title("impulse response: the memory of a pulse", fontsize=11)
    axes.legend(frameon=False, fontsize=9)


def draw_eigenvalues(axes: Axes, before: Weights, after: Weights) -> None:
    """Eigenvalues of W: the disc of the bulk, and the one that has left it."""
    axes.add_patch(Circle((0.0, 0.0), SIGMA, facecolor="#edeff2", edgecolor=GREY))
    axes.plot(before.spectrum().real, before.spectrum().imag, "o", color=ORANGE, markersize=3.0, fillstyle="none")
    axes.plot(after.spectrum().real, after.spectrum().imag, "+", color=BLUE, markersize=4.5)
    outlier = after.spectrum()[0].real
    axes.plot([outlier], [0.0], "o", color=BLUE, markersize=8)
    axes.axvline(1.0, color=INK, linewidth=1.0, linestyle=":")
    axes.annotate("outlier 1 − c", (outlier, 0.0), (outlier, 0.2), ha="center", fontsize=9, color=BLUE)
    axes.text(0.0, -SIGMA - 0.04, "bulk, radius σ", ha="center", va="top", fontsize=9)
    axes.text(1.01, -0.33, "unstable\nfrom here", fontsize=8, color=INK)
    axes.set_xlim(-0.45, 1.3)
    axes.set_ylim(-0.6, 0.6)
    axes.set_aspect("equal")
    axes.set_xlabel("real part")
    axes.set_ylabel("imaginary part")
    axes.set_title("eigenvalues of W: ○ before, + after", fontsize=11)


def draw() -> Figure:
    """The three panels."""
    before, after = train()
    figure = Figure(figsize=(11.5, 3.3), layout="constrained")
    left, middle, right = figure.subplots(1, 3, width_ratios=(1.25, 1.0, 1.15))
    draw_network(left)
    draw_responses(middle, before, after)
    draw_eigenvalues(right, before, after)
    return figure


if __name__ == "__main__":
    options = arguments(__doc__, ["model.png"])
    draw().savefig(options.output / "model.png", dpi=100)
