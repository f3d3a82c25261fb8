"""Outliers of a large matrix from the Krylov spaces of its read-in and read-out, without an eigendecomposition of it.

An eigenvector x̂ of H = VᵀWV with eigenvalue θ gives W V x̂ = θ V x̂ + h r (eᵀx̂); one ŷ of the other side gives the same
for Wᵀ. The two-sided Rayleigh quotient

    λ = (Uŷ)ᵀ W (Vx̂) / (Uŷ)ᵀ(Vx̂) = θ + h (eᵀx̂) (Uŷ)ᵀr / (Uŷ)ᵀ(Vx̂)

is stationary at eigenvectors: its error is a product of those of x̂ and ŷ (Ostrowski, Arch. Rational Mech. Anal. 3, 472,
1959). What learning adds to the bulk is reached from u and v, so that these two spaces hold the outliers.
"""

from __future__ import annotations

import math

import numpy as np

from reduced_odes.linear.arnoldi import KrylovSpace
from validation._common.checks import ROUNDING, ComplexArray, FloatArray

PRECISE = 1e-8
"""An eigenvalue counts as found if its estimated error is below this."""
SAFETY = 20.0
"""Factor on estimated errors: the distance to the next eigenvalue stands for the separation from all others."""
GROWTH = 1.25
"""By what the dimensions of the spaces are multiplied while an eigenvalue outside the disc is not found."""
LARGEST = 250
"""Dimension at which that ends."""
PATIENCE, HOPELESS = 64, 100.0
"""From this dimension on, none is sought whose estimated error is still larger than this: in a matrix that is not
normal, values on a small space lie outside the disc although no eigenvalue does; their errors stay in the thousands."""


def rayleigh_quotients(inputs: KrylovSpace, outputs: KrylovSpace) -> tuple[ComplexArray, FloatArray]:
    """Two-sided approximations of eigenvalues of W and estimates of their errors, both of shape (m,).

    One for each eigenvalue on the space of the read-in, with the nearest one on that of the read-out.
    """
    values, right = np.linalg.eig(inputs.H)
    others, left = np.linalg.eig(outputs.H)
    partner = np.abs(values[:, None] - others[None, :]).argmin(axis=1)
    left = left[:, partner]
    U = outputs.basis
    overlap = np.sum(left * (U @ inputs.basis.T @ right), axis=0)
    ahead = left.T @ (U @ inputs.next_vector)
    gaps = np.abs(values[:, None] - values[None, :]) + np.where(np.eye(values.size) > 0, np.inf, 0.0)
    gap = gaps.min(axis=1, initial=1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        quotients = values + inputs.h * right[-1] * ahead / overlap
        product = inputs.h * np.abs(right[-1]) * outputs.h * np.abs(left[-1])
        errors = SAFETY * (product * (1 + np.abs(values)) / gap**2 + ROUNDING) / np.abs(overlap)
    errors[~np.isfinite(errors)] = np.inf
    return quotients.astype(np.complex128), errors


def found_eigenvalues(inputs: KrylovSpace, outputs: KrylovSpace, radius: float = np.inf) -> ComplexArray:
    """Eigenvalues of W that are found to 1e-8, by decreasing real part.

    Parameters
    ----------
    inputs, outputs : KrylovSpace
        Of (W, u) and (Wᵀ, v). They grow, up to 250 dimensions, while an eigenvalue outside the disc is not found; one
        that has not begun to converge within 64 is not sought.
    radius : float
        Radius of the disc; by default they stay as they are.
    """
    while True:
        values, errors = rayleigh_quotients(inputs, outputs)
        good = errors <= PRECISE
        m = max(inputs.dimension, outputs.dimension)
        missing = ~good & (np.abs(values) >= radius) & (errors < (HOPELESS if m >= PATIENCE else np.inf))
        m = math.ceil(GROWTH * m)
        if not missing.any() or (inputs.closed and outputs.closed) or m > LARGEST:
            break
        inputs.grow(m)
        outputs.grow(m)
    found = values[good]
    return found[np.lexsort((-found.imag, -found.real))]
