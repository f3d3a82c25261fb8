"""The loss as a function of a network's poles and residues, and its derivatives by them.

With the transfer functions G(z) = Σ rᵢ/(z − λᵢ) and G*(z) = c*(z − A*)⁻¹b*,

    ∂L/∂rᵢ = G(−λᵢ) − G*(−λᵢ),    ∂L/∂λᵢ = −rᵢ [G′(−λᵢ) − G*′(−λᵢ)].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from validation._common.checks import ComplexArray
from validation._common.errors import ValidationError
from validation.gradient.engines.gramian_errors import require_stable
from validation.network.schur import schur_form
from validation.network.targets import StateSpace
from validation.network.weights import Weights, require_weights

_DEFECTIVE = 1e8
"""Condition number of the eigenvectors from which half of all digits are lost."""


@dataclass(frozen=True, eq=False)
class ModalGradient:
    """Poles and residues of f(t) = Σ rᵢ e^{λᵢ t} with the derivatives of the loss by them.

    A stationary point of the loss interpolates the target at the mirrored poles, G(−λᵢ) = G*(−λᵢ) and
    G′(−λᵢ) = G*′(−λᵢ): both derivatives vanish (Meier and Luenberger, IEEE Trans. Autom. Control 12, 585,
    1967).

    Attributes
    ----------
    poles, residues : complex ndarrays of shape (N,)
    by_pole, by_residue : complex ndarrays of shape (N,)
        ∂L/∂λᵢ and ∂L/∂rᵢ with the other poles and residues held, for complex analytic L.
    """

    poles: ComplexArray
    residues: ComplexArray
    by_pole: ComplexArray
    by_residue: ComplexArray


def modal_gradient(weights: Weights, target: StateSpace) -> ModalGradient:
    """Derivatives of the loss by the network's own poles and residues.

    Poles must be simple; near an exceptional point the numbers lose the digits that the condition number
    of the eigenvectors has.

    Raises
    ------
    UnstableNetwork
        If an eigenvalue of W − I is not in the open left half plane.
    ValidationError
        If two poles are so nearly equal, and their modes so nearly parallel, that fewer than about half of the
        digits would be left.
    """
    require_weights(weights)
    require_stable(weights.W, schur_form(weights.W - np.eye(weights.N)))
    eigenvalues, V = np.linalg.eig(weights.W)
    if not np.linalg.cond(V) < _DEFECTIVE:
        raise ValidationError(
            "W has eigenvalues so nearly equal that its modes cannot be separated, and the loss has no derivative by "
            "single poles there; use loss_and_gradient, which needs no modes.",
            name="weights",
            value=weights,
        )
    poles = eigenvalues.astype(np.complex128) - 1.0
    residues = (V.T @ weights.v) * np.linalg.solve(V, weights.u.astype(V.dtype))
    by_residue, by_pole = np.empty_like(poles), np.empty_like(poles)
    for i, z in enumerate(-poles):
        value, slope = _transfer(target, z)
        by_residue[i] = np.sum(residues / (z - poles)) - value
        by_pole[i] = -residues[i] * (-np.sum(residues / (z - poles) ** 2) - slope)
    return ModalGradient(poles, residues.astype(np.complex128), by_pole, by_residue)


def _transfer(target: StateSpace, z: complex) -> tuple[complex, complex]:
    """G*(z) = c(z − A)⁻¹b and its derivative −c(z − A)⁻²b."""
    resolvent = z * np.eye(target.order) - target.A
    first = np.linalg.solve(resolvent, target.b.astype(np.complex128))
    second = np.linalg.solve(resolvent, first)
    return complex(target.c @ first), -complex(target.c @ second)
