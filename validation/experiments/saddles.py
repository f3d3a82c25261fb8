"""Where the learning of d outliers ends when the target has more poles, and how fast a network leaves from there.

Escape rate, derived here. At a stationary point of d dimensions let one more neuron, unconnected so far, get small
weights (p, q, μ, ν): p its column of W, q its row, μ and ν its entries of u and v. Its own decay is e^{−t}, so that to
second order f changes by the inverse Laplace transform of

    (μ + qᵀ(z − M)⁻¹u) (ν + vᵀ(z − M)⁻¹p) / (z + 1),

and the loss by (μ, q)·B·(ν, p) with a matrix B of 1 + d rows. For (ν, p) = (vᵀk, Wk), with any vector k, the second
factor is (z + 1) vᵀ(z − M)⁻¹k: what is left is a variation of the first d neurons, u by μk and M by k qᵀ, for which the
loss is stationary. So B vanishes on these d vectors, its transpose on the vectors (kᵀu, Wᵀk), and B has rank one. With
the transfer functions G and G* of network and target,

    B = [G(1) − G*(1)] x yᵀ,    x = (1, −W⁻¹u),    y = (1, −W⁻ᵀv).

The flow out of the d dimensions therefore has the eigenvalues ±γ and zeros,

    γ = |G(1) − G*(1)| √(η_u + η_W |W⁻¹u|²) √(η_v + η_W |W⁻ᵀv|²).

An unconnected neuron sees what is still missing of the target through its own filter, 1/(z + 1), at z = 1. Without any
outlier, d = 0, this is the rate √(η_u η_v) |G*(1)| at which learning begins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reduced_odes import ReducedSystem, Trajectory
from reduced_odes.systems.any_target import outlier_system
from validation.gradient.curvature import hessian
from validation.gradient.exact import loss_and_gradient
from validation.network.targets import StateSpace
from validation.network.weights import UNIT_RATES, Rates, Weights


@dataclass(frozen=True, eq=False)
class Saddle:
    """A stationary point of d outliers, as a network of d neurons.

    Attributes
    ----------
    weights : Weights
        W must be invertible: no pole at −1.
    target : StateSpace
    loss : float
    slope : float
        Norm of the gradient, 0 but for rounding.
    """

    weights: Weights
    target: StateSpace
    loss: float
    slope: float

    @classmethod
    def at(cls, weights: Weights, target: StateSpace) -> Saddle:
        """The point with its loss and slope."""
        loss, gradient = loss_and_gradient(weights, target)
        return cls(weights, target, loss, gradient.norm())

    @property
    def missing(self) -> float:
        """G*(1) − G(1), what an unconnected neuron sees of the target."""
        w, A = self.weights, self.target.A
        whole = self.target.c @ np.linalg.solve(np.eye(A.shape[0]) - A, self.target.b)
        return float(whole - w.v @ np.linalg.solve(2.0 * np.eye(w.N) - w.W, w.u))

    def escape_rate(self, rates: Rates = UNIT_RATES) -> float:
        """γ in closed form."""
        w = self.weights
        read_in = rates.u + rates.W * float(np.sum(np.linalg.solve(w.W, w.u) ** 2))
        read_out = rates.v + rates.W * float(np.sum(np.linalg.solve(w.W.T, w.v) ** 2))
        return abs(self.missing) * float(np.sqrt(read_in * read_out))

    def hessian_rate(self, N: int, rates: Rates = UNIT_RATES) -> float:
        """γ as minus the lowest eigenvalue of the Hessian of a network of N neurons, N − d of them unconnected."""
        return -float(np.linalg.eigvalsh(hessian(self.within(N), self.target, rates))[0])

    def reduced_rate(self, rates: Rates = UNIT_RATES) -> float:
        """γ as the largest eigenvalue of the Jacobian of the reduced system of d + 1 outliers."""
        N = self.weights.N + 1
        parameters = rates.parameters
        jacobian = reduced_system(self.target, N).jacobian(self.within(N).vector(), parameters)
        return float(np.linalg.eigvals(jacobian).real.max())

    def within(self, N: int) -> Weights:
        """The same network with unconnected neurons added, N in all."""
        added, w = N - self.weights.N, self.weights
        return Weights(np.pad(w.W, (0, added)), np.pad(w.u, (0, added)), np.pad(w.v, (0, added)))


def end_of(trajectory: Trajectory, target: StateSpace) -> Saddle:
    """The point at which a trajectory of `reduced_system` ends."""
    return Saddle.at(Weights.from_vector(np.array([x[-1] for x in trajectory.states.values()])), target)


def reduced_system(target: StateSpace, outliers: int) -> ReducedSystem:
    """The reduced system of several outliers; its state is `Weights.vector` of a network of as many neurons."""
    return outlier_system(target, outliers)
