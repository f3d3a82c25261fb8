"""A weak random bulk
==================

A random bulk beside the outlier: the reduced equations corrected to second order, and what they still miss.

Usage::

    python examples/weak_bulk.py [--output FOLDER]
"""

from _output import arguments

import reduced_odes
from validation.figures.weak_bulk import weak_bulk_figures
from validation.studies.weak_bulk import weak_bulk_examples

SYSTEMS = {name: getattr(reduced_odes, name) for name in ("real_outlier", "real_outlier_bulk")}

if __name__ == "__main__":
    folder = arguments(__doc__, ["weak_bulk.png"]).output
    (shown,) = weak_bulk_figures(weak_bulk_examples(SYSTEMS))
    shown.figure.savefig(folder / "weak_bulk.png", dpi=100)
