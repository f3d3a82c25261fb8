"""How the four Gramian equations of a network and a target are solved, and what is known of the errors.

In goes a network (for the dense engine its `Weights`, for Krylov spaces its action on vectors, u and v) with a target
and an accuracy; out comes its loss, its gradient by W, u and v, and a bound or an estimate of the error of each. Which
engine is taken is decided one folder above. `dense` works on Schur forms, O(N³), with bounds that include rounding
(`gramian_errors`). `krylov` lets two Krylov spaces grow, projects the equations on them (`projection`), asks whether
the network is stable (`stability`, `numerical_range`), and finds outliers on the way (`ritz_spectrum`).
"""

from validation.gradient.engines.dense import DenseGradient, dense_gradient
from validation.gradient.engines.errors import GradientErrors, allowed_errors
from validation.gradient.engines.gramian_errors import require_stable
from validation.gradient.engines.krylov import ProjectedGradient, krylov_gradient
from validation.gradient.engines.numerical_range import largest_slowness
from validation.gradient.engines.ritz_spectrum import found_eigenvalues, rayleigh_quotients
from validation.gradient.engines.stability import probably_stable, refuse_unstable

__all__ = [
    "DenseGradient",
    "GradientErrors",
    "ProjectedGradient",
    "allowed_errors",
    "dense_gradient",
    "found_eigenvalues",
    "krylov_gradient",
    "largest_slowness",
    "probably_stable",
    "rayleigh_quotients",
    "refuse_unstable",
    "require_stable",
]
