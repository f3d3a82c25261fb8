"""A weak random bulk beside the outlier: the reduced equations corrected to second order, and what they still miss.

python examples/weak_bulk.py [FILE]
"""

import sys
from pathlib import Path

import reduced_odes
from validation.figures.weak_bulk import weak_bulk_figures
from validation.studies.weak_bulk import weak_bulk_examples

SYSTEMS = {name: getattr(reduced_odes, name) for name in ("real_outlier", "real_outlier_bulk")}

if __name__ == "__main__":
    (shown,) = weak_bulk_figures(weak_bulk_examples(SYSTEMS))
    shown.figure.savefig(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"), dpi=100)
