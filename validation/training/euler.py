"""The network in discrete time: its exact population loss and gradient at a finite time step dt.

    h_{k+1} = h_k + dt(−h_k + W h_k) + u x_k dt,   y_k = vᵀh_k,   x_k ~ N(0, 1/dt) independent,

with the target output made by the same noise through the samples f*(k dt). The final-time error of a long
run has the half variance

    L(W, u, v; dt) = (dt/2) Σ_{k≥0} (vᵀ Bᵏ u − f*(k dt))²,   B = I + dt M,   M = W − I,

a sum of squares over Stein equations such as P = B P Bᵀ + dt u uᵀ. The bilinear (Cayley) transform

    R = (I + dt M/2)⁻¹,   G = M R,   B = (I + dt G/2)(I − dt G/2)⁻¹,   I − dt G/2 = R

turns each of them into the Lyapunov equation G P + P Gᵀ + (Ru)(Ru)ᵀ = 0 of a continuous-time network
(Popov 1964; Gajic and Qureshi, Lyapunov Matrix Equation in System Stability and Control, 2008); the target's
propagator e^{A* dt} is transformed in the same way. So L at any dt *is* the continuous-time loss of
(I + G, Ru, v) towards the transformed target, and the gradient is that network's, pulled back by
dG = R dM R and d(Ru) = R du − (dt/2) R dM R u:

    ∂L/∂W = Rᵀ (∂L/∂G − (dt/2) ∂L/∂(Ru) uᵀ) Rᵀ,   ∂L/∂u = Rᵀ ∂L/∂(Ru),   ∂L/∂v unchanged.

Nothing is approximated: the only difference from continuous time is the Euler step itself, of order dt.
"""

from __future__ import annotations

import numpy as np

from reduced_odes.linear.responses import exponential
from validation._common.checks import positive
from validation._common.errors import UnstableNetwork
from validation.gradient.exact import loss_and_gradient
from validation.network.targets import StateSpace
from validation.network.weights import Weights, require_weights


def euler_loss_and_gradient(weights: Weights, target: StateSpace, dt: float) -> tuple[float, Weights]:
    """Exact population loss and gradient of the Euler network, derived in the module's text.

    Parameters
    ----------
    weights : Weights
        Any N.
    target : StateSpace
        Any order K; sampled exactly, f*(k dt), at any dt.
    dt : float
        Time step in units of the neuron's time constant; every |1 + dt λ| < 1, λ the eigenvalues of W − I.

    Returns
    -------
    loss : float
        (dt/2) Σ_k (vᵀBᵏu − f*(k dt))², within O(dt) of the continuous-time loss.
    gradient : Weights
        Its derivatives by W, u and v.

    Raises
    ------
    UnstableNetwork
        If the Euler network's noise-driven state grows without bound, because dt is too large or because
        the network itself is unstable.
    """
    return transformed_loss_and_gradient(weights, transformed_target(target, dt), dt)


def transformed_target(target: StateSpace, dt: float) -> StateSpace:
    """The continuous-time filter whose Gramians are those of the samples f*(k dt) (dt times the Stein sums).

    A descent at one dt computes it once, for `transformed_loss_and_gradient`.
    """
    dt = positive("dt", dt)
    propagator = exponential(target.A * dt)
    identity = np.eye(target.order)
    # With E = e^{A* dt}, G* = (2/dt)(E − I)(E + I)⁻¹ and I − dt G*/2 = 2(E + I)⁻¹.
    R = 2.0 * np.linalg.inv(propagator + identity)
    return StateSpace((2.0 / dt) * (identity - R), R @ target.b, target.c)


def transformed_loss_and_gradient(weights: Weights, transformed: StateSpace, dt: float) -> tuple[float, Weights]:
    """`euler_loss_and_gradient` for a target that `transformed_target` has prepared for the same dt."""
    require_weights(weights)
    dt = positive("dt", dt)
    identity = np.eye(weights.N)
    M = weights.W - identity
    try:
        R = np.linalg.inv(identity + 0.5 * dt * M)
        equivalent = Weights(identity + M @ R, R @ weights.u, weights.v)
        loss, gradient = loss_and_gradient(equivalent, transformed)
    except (np.linalg.LinAlgError, UnstableNetwork) as error:  # singular where an eigenvalue of B is −1
        raise UnstableNetwork(_unstable(weights, dt)) from error
    by_W = R.T @ (gradient.W - 0.5 * dt * np.outer(gradient.u, weights.u)) @ R.T
    return loss, Weights(by_W, R.T @ gradient.u, gradient.v)


def largest_time_step(weights: Weights) -> float:
    """The dt at which the Euler network becomes unstable: min over λ of −2 Re λ/|λ|², λ the poles.

    Every smaller dt > 0 is stable. It is ≤ 0 where the network itself is unstable.
    """
    require_weights(weights)
    poles = weights.poles()
    if np.any(poles == 0):
        return 0.0
    return float(np.min(-2.0 * poles.real / np.abs(poles) ** 2))


def _unstable(weights: Weights, dt: float) -> str:
    poles = weights.poles()
    slowest, radius = float(np.max(poles.real)), float(np.max(np.abs(1.0 + dt * poles)))
    if slowest >= 0:
        return (
            f"W makes an unstable network: W − I has an eigenvalue with real part {slowest:.6g}, so that no "
            "dt makes the Euler network stable; choose W with every eigenvalue's real part below 1."
        )
    return (
        f"dt = {dt:g} is too large: the Euler network's spectral radius is {radius:.6g}, not below 1; "
        f"choose dt < {largest_time_step(weights):.4g}."
    )
