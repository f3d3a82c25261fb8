"""Steps 1 to 3 of a derivation: what holds for every linear network, whatever its size and its weights."""

from __future__ import annotations

import sympy as sp

from derivations.algebra import identities
from derivations.algebra.exact import vanishing
from derivations.algebra.symbols import t
from derivations.steps import notation as n
from derivations.steps.gramians import target_gramian
from derivations.steps.notation import equation
from derivations.steps.step import Check, ProofMethod, Step, require
from derivations.targets import Target

ASSUMPTIONS = (
    "Units are linear: `dh/dt = −h + W h + u x(t)`, `y = vᵀh`, with time in units of the neuron's time constant.",
    "The input `x` is white noise of unit power, and the loss is `L = ½ E(y − y*)²` in the stationary state.",
    "The network is stable: every eigenvalue of `M = W − I` lies in the open left half plane.",
    "Learning is gradient flow with rates `η` in the learning time `s` (gradient descent with step `η`: `s = η ×` "
    "steps).",
)


def model(target: Target) -> Step:
    """Step 1: network, impulse response and target filter."""
    coefficients = list(reversed(target.A.charpoly().all_coeffs()))
    derivatives = [sp.diff(target.filter, t, k) for k in range(target.order + 1)]
    recurrence = sum((a * f for a, f in zip(coefficients, derivatives, strict=True)), sp.Integer(0))
    initial = [derivatives[k].subs(t, 0) - (target.c * target.A**k * target.b)[0] for k in range(target.order)]
    # Multiplied out, products of exponentials with commensurate rates become one exponential each.
    labels = ["the differential equation of A* for the filter", "f*(0) − c* b*"]
    labels += [f"f*{'′' * k}(0) − c* {'A* ' * k}b*" for k in range(1, target.order)]
    proved = require(vanishing([sp.expand(recurrence), *initial]), "model", labels)
    return Step(
        1,
        "Model",
        (
            "A linear network of `N` neurons with recurrent weights ", n.W, ", read-in ", n.u, " and read-out ", n.v,
            " is driven by white noise ", n.x, ". Its output is the input filtered by the impulse response `f(t)`; "
                                               "with ",
            equation(n.M, n.W - sp.Identity(n.N)), ", and for a target filter given as a state space of order ",
            equation(n.K, sp.Integer(target.order)), ":",
        ),
        (
            equation(n.dot_h, n.M * n.h + n.x * n.u),
            equation(sp.Symbol("f(t)"), n.v.T * n.exp_Mt * n.u),
            equation(sp.Symbol("f_star(t)"), n.c_star * n.exp_At * n.b_star),
            equation(sp.Symbol("f_star(t)"), target.filter),
            equation(n.A_star, target.A),
            equation(n.b_star, target.b),
            equation(n.c_star, target.c),
        ),
        Check(
            "The state space realises the target filter: the filter satisfies the linear differential equation given "
            "by the characteristic polynomial of `A*`, and its first `K` derivatives at `t = 0` agree "
            "(Cayley–Hamilton).",
            ((ProofMethod.FIELD, proved),),
        ),
    )  # fmt: skip


def loss(target: Target) -> Step:
    """Step 2: the population loss by Gramians, for every N."""
    dual = require(identities.duality(), "loss")
    P_star = target_gramian(target)
    residual = target.A * P_star + P_star * target.A.T + target.b * target.b.T
    own = require(vanishing(list(residual)), "loss")
    return Step(
        2,
        "Loss",
        (
            "With white noise the loss is half the integral of `(f − f*)²`. Integrals like `∫ exp(Mt) u uᵀ exp(Mᵀt) "
            "dt` solve linear equations: the derivative of the integrand, integrated from 0 to `∞`, gives `−u uᵀ`. "
            "So ", n.P, ", ", n.Q, ", ", n.X, ", ", n.Y, " are the solutions, unique since "
            "network and target are stable, of",
        ),
        (
            equation(n.M * n.P + n.P * n.M.T + n.u * n.u.T, sp.ZeroMatrix(n.N, n.N)),
            equation(n.M.T * n.Q + n.Q * n.M + n.v * n.v.T, sp.ZeroMatrix(n.N, n.N)),
            equation(n.M * n.X + n.X * n.A_star.T + n.u * n.b_star.T, sp.ZeroMatrix(n.N, n.K)),
            equation(n.M.T * n.Y + n.Y * n.A_star + n.v * n.c_star, sp.ZeroMatrix(n.N, n.K)),
            equation(
                n.L,
                n.v.T * n.P * n.v / 2 - n.v.T * n.X * n.c_star.T + n.c_star * n.P_star * n.c_star.T / 2,
            ),
            equation(n.P_star, P_star),
        ),
        Check(
            "The loss is the same from `(P, X)` as from `(Q, Y)`: `vᵀPv = uᵀQu` and `vᵀXC*ᵀ = uᵀYB*`; and the "
            "target's own Gramian solves `A*P* + P*A*ᵀ + B*B*ᵀ = 0`.",
            ((ProofMethod.MATRICES, dual), (ProofMethod.FIELD, own)),
        ),
    )  # fmt: skip


def gradient() -> Step:
    """Step 3: the full gradient, for every N."""
    proved = require(identities.gradient(), "gradient")
    return Step(
        3,
        "Full gradient",
        (
            "The same four matrices give the gradient by all ", n.N**2 + 2 * n.N, " weights. Vary the weights, add `½ "
            "tr(Q ·)` of the varied equation of `P` and `−tr(Yᵀ ·)` of the varied equation of `X`, both zero, to the "
            "variation of the loss; the unknown variations of `P` and `X` drop out and leave",
        ),
        (
            equation(n.grad_W, n.Q * n.P - n.Y * n.X.T),
            equation(n.grad_u, n.Q * n.u - n.Y * n.b_star),
            equation(n.grad_v, n.P * n.v - n.X * n.c_star.T),
        ),
        Check(
            "The variation of the loss is `tr[(∂L/∂W)ᵀδW] + (∂L/∂u)ᵀδu + (∂L/∂v)ᵀδv`, with no term in `δP` or `δX` "
            "left.",
            ((ProofMethod.MATRICES, proved),),
        ),
    )  # fmt: skip
