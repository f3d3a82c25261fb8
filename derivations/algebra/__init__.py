"""Exact algebra: symbols, straight-line programs, and proofs that expressions vanish identically.

In: SymPy expressions, or words in matrices that do not commute.  Out: programs whose formulas keep their structure
(`Definitions`), and the answer whether an identity holds, in the field of rational functions (`vanishing`) or for
matrices of every size (`Words`).
"""

from derivations.algebra.exact import vanishing
from derivations.algebra.matrix_words import Words
from derivations.algebra.straight_line import Definitions
from derivations.algebra.symbols import c_star, coordinate, coordinates, omega_star, phase, rate, t

__all__ = [
    "Definitions",
    "Words",
    "c_star",
    "coordinate",
    "coordinates",
    "omega_star",
    "phase",
    "rate",
    "t",
    "vanishing",
]
