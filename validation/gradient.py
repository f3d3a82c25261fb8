"""The exact population loss of a linear network and its gradient, for any N and any stable target.

    L(W, u, v) = ½ ∫₀^∞ (f(t) − f*(t))² dt,   f(t) = vᵀ e^{Mt} u,   M = W − I

is half the squared H2 norm of the error system. With the Gramians

    M P + P Mᵀ + u uᵀ  = 0        Mᵀ Q + Q M  + v vᵀ = 0
    M X + X A*ᵀ + u b*ᵀ = 0       Mᵀ Y + Y A* + v c* = 0        (X, Y: N × K)

it is L = ½ vᵀP v − vᵀX c*ᵀ + ½ c*P*c*ᵀ, and ∂L/∂W = QP − YXᵀ, ∂L/∂u = Qu − Yb*, ∂L/∂v = Pv − Xc*ᵀ
(Wilson, Proc. IEE 117, 1161, 1970; Van Dooren, Gallivan and Absil, Appl. Math. Lett. 21, 1267, 2008).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from validation.checks import ComplexArray, FloatArray
from validation.gramians import SchurForm, schur_form, solve_sylvester
from validation.targets import StateSpace
from validation.weights import Weights


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Everything that one decomposition of W − I gives.

    Attributes
    ----------
    loss : float
    gradient : Weights
    poles : complex ndarray of shape (N,)
        Eigenvalues of W − I, all in the open left half plane.
    """

    loss: float
    gradient: Weights
    poles: ComplexArray


def evaluate(weights: Weights, target: StateSpace) -> Evaluation:
    """Loss, gradient and poles of a network; see `loss_and_gradient`."""
    M = schur_form(weights.W - np.eye(weights.N))
    M.require_stable()
    A = schur_form(target.A)
    # Everything below is in the two Schur bases; what is returned is turned back by M.Z.
    u, v = M.Z.T @ weights.u, M.Z.T @ weights.v
    b, c = A.Z.T @ target.b, A.Z.T @ target.c

    P = _symmetric(solve_sylvester(M, M, np.outer(u, u), adjoint="right"))
    Q = _symmetric(solve_sylvester(M, M, np.outer(v, v), adjoint="left"))
    X = solve_sylvester(M, A, np.outer(u, b), adjoint="right")
    Y = solve_sylvester(M, A, np.outer(v, c), adjoint="left")

    Pv, Xc = P @ v, X @ c
    gradient = Weights(
        M.Z @ (Q @ P - Y @ X.T) @ M.Z.T,
        M.Z @ (Q @ u - Y @ b),
        M.Z @ (Pv - Xc),
    )
    loss = 0.5 * float(v @ Pv) - float(v @ Xc) + _power(A, b, c)
    return Evaluation(max(loss, 0.0), gradient, M.eigenvalues)


def loss_and_gradient(weights: Weights, target: StateSpace) -> tuple[float, Weights]:
    """Exact loss and gradient of a full network.

    Parameters
    ----------
    weights : Weights
        Any N, W − I stable.
    target : StateSpace
        Any order K.

    Returns
    -------
    loss : float
        L = ½ ∫ (f − f*)² dt, in units of the neuron's time constant. It is a difference of numbers of the
        size of ½∫f*²dt, so that its absolute error is a few 1e-16 of these; what rounding takes below
        zero is returned as 0.
    gradient : Weights
        (∂L/∂W, ∂L/∂u, ∂L/∂v).

    Raises
    ------
    UnstableNetwork
        If an eigenvalue of W − I is not in the open left half plane.
    """
    evaluation = evaluate(weights, target)
    return evaluation.loss, evaluation.gradient


def target_power(target: StateSpace) -> float:
    """½ ∫ f*(t)² dt, the loss of a silent network."""
    A = schur_form(target.A)
    return _power(A, A.Z.T @ target.b, A.Z.T @ target.c)


def _power(A: SchurForm, b: FloatArray, c: FloatArray) -> float:
    """½ c P* cᵀ with A P* + P* Aᵀ + b bᵀ = 0, all in the Schur basis of A."""
    return 0.5 * float(c @ solve_sylvester(A, A, np.outer(b, b), adjoint="right") @ c)


def _symmetric(S: FloatArray) -> FloatArray:
    return 0.5 * (S + S.T)


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

    With the transfer functions G(z) = Σ rᵢ/(z − λᵢ) and G*(z) = c*(z − A*)⁻¹b*,

        ∂L/∂rᵢ = G(−λᵢ) − G*(−λᵢ),    ∂L/∂λᵢ = −rᵢ [G′(−λᵢ) − G*′(−λᵢ)].

    W must be diagonalisable; near an exceptional point the numbers lose the digits that its condition
    number has.

    Raises
    ------
    UnstableNetwork
        If an eigenvalue of W − I is not in the open left half plane.
    """
    schur_form(weights.W - np.eye(weights.N)).require_stable()
    eigenvalues, V = np.linalg.eig(weights.W)
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
