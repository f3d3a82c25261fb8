"""Staircases of any target
========================

Targets of three and four poles: which pole comes first, and how long a network waits for the next.

Usage::

    python examples/pole_staircase.py [--output FOLDER]

It draws pole_staircase.png, in less than a minute, and prints the plateaus,
which are found from the target alone, and the slopes of the waits over ln(1/σ).
"""

from pathlib import Path

from _output import arguments

from validation.figures.pole_staircase import pole_staircase_figures
from validation.studies.pole_staircase import FOUR, THREE, pole_staircase_examples


def main(folder: Path) -> None:
    """Say what is predicted, and draw it beside what is measured."""
    for case in (THREE, FOUR):
        table = case.timetable()
        print(f"target with the poles {', '.join(f'{pole:.3g}' for pole in case.poles)}")
        for plateau in table.plateaus:
            poles = ", ".join(f"{pole:.3g}" for pole in plateau.poles) or "none"
            loss = plateau.loss / table.plateaus[0].loss
            rate = plateau.escape_rate
            print(f"  {plateau.order} poles ({poles}): loss {loss:.3g} of the first, left at the rate {rate:.5f}")
    for shown in pole_staircase_figures(pole_staircase_examples()):
        name = f"{shown.name.replace('-', '_')}.png"
        shown.figure.savefig(folder / name, dpi=100)
        print(f"wrote {name}\n{shown.caption}")


if __name__ == "__main__":
    main(arguments(__doc__, ["pole_staircase.png"]).output)
