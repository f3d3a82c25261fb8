"""Linear filters and networks with small matrices: targets by poles or matrices, Gramians, exact loss and gradient.

In: a target f*(t) = c e^{At} b (`TargetFilter`), and weights W, u, v. Out: the loss ½∫(f − f*)² dt and its gradient:
for a few dimensions from Gramians solved in the eigenbasis (`gramians`), for hundreds from a Krylov space (`krylov`),
and by doubling where W is given as an operator (`doubling`). No network is trained here.

>>> from reduced_odes.linear import TargetFilter
>>> TargetFilter.damped_oscillator(0.3, 2.0).poles()
"""

from reduced_odes.linear.doubling import best_shift, doubled_gradient
from reduced_odes.linear.gramians import SmallWeights
from reduced_odes.linear.krylov import KrylovGradient, dense_gradient
from reduced_odes.linear.target_filter import TargetFilter

__all__ = ["KrylovGradient", "SmallWeights", "TargetFilter", "best_shift", "dense_gradient", "doubled_gradient"]
