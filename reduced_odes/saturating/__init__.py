"""One outlier of saturating neurons: what survives of the linear theory, exactly and at any strength.

A network whose vectors share one direction of entries ±1/√N is one neuron in N signed copies,

    dz/dt = −z + w φ_g(z) + a x(t),    y = b z,    φ_g(z) = φ(g z)/g odd,    target filter e^{−c* t}.

In go a nonlinearity, the weights a, b, w and the parameters c* and g; out come the loss ½ E (y − y*)², its gradient
and Hessian with an error bar, and the trajectory of learning. Nothing is expanded in the nonlinearity, and nothing is
sampled:

    nonlinearity   φ, and its potential as a function of one variable
    stationary     the density of the activity, in closed form on a grid
    backward       correlation with the target: the backward operator in polynomials orthogonal for that density
    flow           loss, gradient and Hessian in a, b and w; learning as a `ReducedSystem`
    minimum        the loss that is left by the best recurrent weight and read-out at a given read-in

>>> from reduced_odes.saturating import evaluate, learn, valley
>>> float(evaluate(1.0, 1.0, 0.7, c_star=0.3, gain=0.4).loss)
>>> learn({"a": 0.2, "b": 0.25}, {"c_star": 0.3, "gain": 0.4}, [0, 20, 80])["floor"]
"""

from __future__ import annotations

from reduced_odes.saturating.flow import Evaluation, evaluate, learn, saturating_system
from reduced_odes.saturating.minimum import Valley, valley
from reduced_odes.saturating.nonlinearity import CUBIC, ERF, TANH, Nonlinearity, named

__all__ = [
    "CUBIC",
    "ERF",
    "TANH",
    "Evaluation",
    "Nonlinearity",
    "Valley",
    "evaluate",
    "learn",
    "named",
    "saturating_system",
    "valley",
]
