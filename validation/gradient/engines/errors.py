"""What is known of the errors of a gradient, and when it counts as accurate enough."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from validation._common.checks import FloatArray

CANCELLATION = 1e-11
"""Part of the terms whose difference a block is, down to which its error need not be below the requested part of it."""


@dataclass(frozen=True, eq=False)
class GradientErrors:
    """Errors of ∂L/∂W, ∂L/∂u and ∂L/∂v.

    Attributes
    ----------
    errors : ndarray of shape (3,)
        Bounds or estimates of the Euclidean errors, rounding included; infinite where nothing is known.
    reached : bool
        Whether they are below what was asked for.
    certain : bool
        Whether they are bounds.
    """

    errors: FloatArray
    reached: bool
    certain: bool


def allowed_errors(accuracy: float, sizes: FloatArray, terms: FloatArray) -> FloatArray:
    """Largest errors of the three blocks that count as the accuracy reached, shape (3,).

    Parameters
    ----------
    accuracy : float
        Requested error of a block relative to its Euclidean norm.
    sizes : ndarray of shape (3,)
        Euclidean norms of the blocks.
    terms : ndarray of shape (3,)
        |QP| + |YXᵀ|, |Qu| + |Yb*| and |Pv| + |Xc*|. Where learning is done, a block is a small difference of such
        terms, and rounding leaves no relative accuracy: there 1e-11 of the terms is enough, or the requested part of
        them if that is less. This does not depend on how near the network is to instability.
    """
    return np.maximum(accuracy * sizes, min(accuracy, CANCELLATION) * terms)
