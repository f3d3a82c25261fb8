"""Factorised weights
==================

Recurrent weights trained by their factors: overlaps of four (or six) vectors tell the whole story.

Usage::

    python examples/factorised.py [--output FOLDER]

The task of Ger and Barak (arXiv:2605.04115): N = 500 neurons, W = m nᵀ/N (rank two for the pair), read-out vᵀh/N, a
loss without the factor ½.  Their vectors divided by √N are those used here, and a rate η' of theirs is 2η'/N.
Prints what the invisible overlaps remember, and draws the figure.
"""

from pathlib import Path

import numpy as np
from _output import arguments

import reduced_odes
from reduced_odes import integrate, overlaps_rank_one
from validation.figures.factorised import factorised_figures
from validation.studies.factorised import NEURONS, factorised_examples, overlaps_of
from validation.training.factorised import Factors

SYSTEMS = {name: getattr(reduced_odes, name) for name in ("overlaps_rank_one", "overlaps_rank_two")}


def learn(initial: dict[str, float], c_star: float, until: float) -> dict[str, float]:
    """The overlaps at the end of learning."""
    found = integrate(overlaps_rank_one, initial, {"c_star": c_star}, np.linspace(0, until, 3), rtol=1e-11, atol=1e-14)
    return {name: float(found[name][-1]) for name in overlaps_rank_one.state}


def _conserved(overlaps: dict[str, float]) -> dict[str, np.ndarray]:
    return overlaps_rank_one.conserve([overlaps[name] for name in overlaps_rank_one.state], {"c_star": 0.2})


def main(file: Path) -> None:
    """Compare a direct way and a detour to the same filter; draw."""
    for size in (0.3, 1.0, 2.0):
        start = overlaps_of(Factors.random(NEURONS, 1, size))
        direct = learn(start, 0.2, 150.0)
        detour = learn(learn(start, 1.0, 60.0), 0.2, 150.0)
        kept = _conserved(direct)
        then = _conserved(start)
        drift = max(abs(float(kept[name] - then[name])) for name in kept)
        away = max(abs(direct[name] - detour[name]) for name in direct)
        print(
            f"vectors of length {size:g}: after learning |u|² = {direct['u_u']:.3f}; the {len(kept)} conserved numbers "
            f"have moved by {drift:.0e}; a detour by c* = 1 changes an overlap by at most {away:.0e}"
        )
    (shown,) = factorised_figures(factorised_examples(SYSTEMS))
    shown.figure.savefig(file, dpi=100)


if __name__ == "__main__":
    main(arguments(__doc__, ["factorised.png"]).output / "factorised.png")
