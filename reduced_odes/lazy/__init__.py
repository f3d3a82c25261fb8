"""The lazy regime: how a wide network with a random bulk learns while its weights hardly move.

In: a target, the radius σ of the bulk and the size κ of read-in and read-out.  Out: the loss over learning time
(`lazy_curve`), and whether the target can be learnt at all (`is_learnable`).
"""

from reduced_odes.lazy.curve import Block, LazyCurve, decay_exponent, is_learnable, lazy_curve, norm_squared

__all__ = [
    "Block",
    "LazyCurve",
    "decay_exponent",
    "is_learnable",
    "lazy_curve",
    "norm_squared",
]
