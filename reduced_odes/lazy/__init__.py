"""The lazy regime: a wide network with a random bulk while its weights hardly move.

In: a target, the radius σ of the bulk, the initial size κ, and which weights are trained.  Out: the loss over learning
time (`lazy_curve`), whether the target can be learnt at all (`is_learnable`), and the exponent of its late decay
(`decay_exponent`).  The kernel is in closed form (`kernel`), so that no network is simulated.

>>> from reduced_odes.lazy import TargetFilter, lazy_curve
>>> curve = lazy_curve(TargetFilter.integrator(0.5), sigma=0.6, kappa=1.0, times=[0, 1, 10, 100])
>>> curve.loss, curve.learnable, curve.decay_exponent
"""

from reduced_odes.lazy.curve import Block, LazyCurve, decay_exponent, is_learnable, lazy_curve, norm_squared
from reduced_odes.lazy.kernel import LazyKernel, laguerre_coefficients
from reduced_odes.linear.target_filter import TargetFilter

__all__ = [
    "Block",
    "LazyCurve",
    "LazyKernel",
    "TargetFilter",
    "decay_exponent",
    "is_learnable",
    "laguerre_coefficients",
    "lazy_curve",
    "norm_squared",
]
