"""The small network that stands for a large one: what its read-in excites and its read-out sees."""

from __future__ import annotations

import numpy as np

from validation._common.errors import ValidationError
from validation.gradient.engines.krylov import krylov_gradient
from validation.gradient.exact import LARGEST_SPACE
from validation.network.low_rank_update import actions
from validation.network.targets import StateSpace
from validation.network.weights import Weights, require_weights


def visible_network(weights: Weights, target: StateSpace, accuracy: float = 1e-8) -> Weights:
    """A network restricted to the Krylov spaces of its read-in and read-out together.

    With an orthonormal basis Z of K(W, u) + K(Wᵀ, v) it is (ZᵀWZ, Zᵀu, Zᵀv). Its loss and gradient are those of the
    large network, turned by Z, up to the accuracy; so is the main part ∫ (∂f/∂θ)(∂f/∂θ)ᵀ dt of the Hessian, whose range
    lies in Z.

    Parameters
    ----------
    weights : Weights
    target : StateSpace
    accuracy : float
        Relative accuracy of each block of the gradient; 1e-8 is beyond what differences of gradients, for which the
        small network is made, can resolve.

    Returns
    -------
    Weights
        Of m + m′ neurons, the dimensions of the two spaces, or N if that is less.

    Raises
    ------
    UnstableNetwork
        If an eigenvalue of W − I is certainly not in the open left half plane.
    ValidationError
        If no space of up to 1000 dimensions, or N, is enough.
    """
    require_weights(weights)
    action, adjoint = actions(weights.recurrent)
    limit = min(weights.N, LARGEST_SPACE)
    found = krylov_gradient(action, adjoint, weights.u, weights.v, target, accuracy=accuracy, limit=limit)
    if found is None or not found.converged:
        raise ValidationError(
            f"accuracy is {accuracy:g}, which Krylov spaces of {limit} dimensions do not reach; ask for less."
        )
    both = np.vstack([found.inputs.space.basis, found.outputs.space.basis])
    # Singular vectors: where the two spaces share directions, these are not counted twice.
    _, sizes, Z = np.linalg.svd(both, full_matrices=False)
    Z = Z[sizes > 1e-7 * sizes[0]]
    return Weights(Z @ np.array([action(z) for z in Z]).T, Z @ weights.u, Z @ weights.v)
