"""How large a step gradient descent may take: 2/λ_max of the Hessian, measured on the exact gradient."""

from __future__ import annotations

import math

import numpy as np
from scipy.sparse.linalg import LinearOperator, eigsh

from validation._common.checks import FloatArray
from validation._common.threads import threads_for
from validation.gradient.exact import evaluate
from validation.gradient.visible import visible_network
from validation.network.targets import StateSpace
from validation.network.weights import UNIT_RATES, Rates, Weights, require_rates, require_weights

# Central differences of an exact gradient are best at about the cube root of rounding.
_DIFFERENCE = 6e-6

LARGE = 128
"""From this many neurons on, the Hessian is taken of the visible network."""


def largest_curvature(weights: Weights, target: StateSpace, rates: Rates = UNIT_RATES) -> float:
    """Largest eigenvalue λ_max of D^½ H D^½, H the Hessian of the loss, D the diagonal of the rates.

    Networks of 128 neurons and more are first restricted to what u excites and v sees, see `visible_network`.
    Lanczos iteration on Hessian–vector products, which are central differences of the exact gradient.
    Accurate to about four digits.

    Raises
    ------
    UnstableNetwork
        If an eigenvalue of W − I is not in the open left half plane.
    """
    require_weights(weights)
    require_rates(rates)
    if weights.N >= LARGE:
        weights = visible_network(weights, target)
    evaluation = evaluate(weights, target)
    distance = -float(evaluation.poles.real.max())
    length = _DIFFERENCE * min(1.0, distance)
    root = Rates(math.sqrt(rates.W), math.sqrt(rates.u), math.sqrt(rates.v))

    def product(vector: FloatArray) -> FloatArray:
        size = float(np.linalg.norm(vector))
        if size == 0:
            return np.zeros(vector.size)
        direction = root * Weights.from_vector(np.ravel(vector) / size)
        ahead = evaluate(weights + length * direction, target).gradient
        behind = evaluate(weights - length * direction, target).gradient
        return (size / (2 * length)) * (root * (ahead - behind)).vector()

    n = weights.N * (weights.N + 2)
    operator = LinearOperator((n, n), matvec=product, dtype=np.float64)
    start = np.random.default_rng(0).standard_normal(n)
    with threads_for(weights.N):
        values = eigsh(operator, k=1, which="LA", v0=start, tol=1e-5, maxiter=50 * n, return_eigenvectors=False)
    return float(values[0])


def hessian(weights: Weights, target: StateSpace, rates: Rates = UNIT_RATES) -> FloatArray:
    """The matrix D^½ H D^½ of which `largest_curvature` is the largest eigenvalue, shape (N² + 2N, N² + 2N).

    Column by column, so for small N; the order of the variables is that of `Weights.vector`.

    Raises
    ------
    UnstableNetwork
        If an eigenvalue of W − I is not in the open left half plane.
    """
    distance = -float(evaluate(weights, target).poles.real.max())
    length = _DIFFERENCE * min(1.0, distance)
    root = Rates(math.sqrt(rates.W), math.sqrt(rates.u), math.sqrt(rates.v))
    columns = []
    for unit in np.eye(weights.N * (weights.N + 2)):
        direction = length * (root * Weights.from_vector(unit))
        ahead, behind = (evaluate(weights + side * direction, target).gradient for side in (1.0, -1.0))
        columns.append((root * (ahead - behind)).vector() / (2 * length))
    H = np.array(columns)
    return 0.5 * (H + H.T)


def largest_stable_step(weights: Weights, target: StateSpace, rates: Rates = UNIT_RATES) -> float:
    """2/λ_max: gradient descent diverges along the steepest direction for any larger step.

    Infinite where no direction curves upwards, as at a start from very small weights: the bound that
    counts is the smallest along the whole path, for an integrator about 8 c*³ at its end, and for a pair of outliers
    32 c*³ or less: 64 ω*² c*³/|K|², K the traceless part of W on their plane.

    Parameters
    ----------
    weights : Weights
        Where the Hessian is taken.
    target : StateSpace
    rates : Rates
        Learning rates of the blocks; the bound holds for the step that multiplies them.

    Raises
    ------
    UnstableNetwork
        If an eigenvalue of W − I is not in the open left half plane.
    """
    curvature = largest_curvature(weights, target, rates)
    return math.inf if curvature <= 0 else 2.0 / curvature
