"""Tangent kernels of a wide network: from the gradient of f to closed forms; their means at N → ∞ are from `wick`."""

from __future__ import annotations

import sympy as sp

from derivations.algebra.exact import vanishing
from derivations.algebra.matrix_words import Words
from derivations.algebra.symbols import t
from derivations.random_matrices.symbols import k, kappa, sigma, t_prime, z, z_prime
from derivations.steps import notation
from derivations.steps.notation import equation
from derivations.steps.step import Check, ProofMethod, Step, require

_x, _y = 1 + z, 1 + z_prime
g = kappa**2 * sp.exp(-t - t_prime) * sp.besseli(0, 2 * sigma * sp.sqrt(t * t_prime))
"""Kernel of the read-out, and that of the read-in."""
g_W = kappa**4 * sp.exp(-t - t_prime) * sp.sqrt(t * t_prime) / sigma * sp.besseli(1, 2 * sigma * sp.sqrt(t * t_prime))
"""Kernel of the recurrent weights."""
g_hat = kappa**2 / (_x * _y - sigma**2)
g_W_hat = kappa**4 / (_x * _y - sigma**2) ** 2
"""Their double Laplace transforms in (z, z')."""


def tangent() -> Step:
    """Step 2: while the weights hardly move, f(t) learns linearly, with the kernel of its own gradient."""
    first = require(_gradient_of_response(), "tangent kernels")
    second = require((_recurrent_kernel_factorises(),), "tangent kernels")
    R = sp.MatrixSymbol("R", notation.N, notation.N)
    R_prime = sp.MatrixSymbol("R_prime", notation.N, notation.N)
    u, v = notation.u, notation.v
    return Step(
        2,
        "Tangent kernels",
        (
            "If the weights move little, `∂f/∂θ` stays constant, and gradient flow in `θ` moves the impulse response "
            "by `df(t)/ds = −∫ K(t,t') (f(t') − f*(t')) dt'`, with one kernel `∂f(t)/∂θ · ∂f(t')/∂θ` for each trained "
            "block. In the Laplace domain `f` is `vᵀRu` with the resolvent `R = (z − M)⁻¹` (and `R'` at `z'`), and "
            "its gradient is",
        ),
        (
            equation(sp.Symbol("f_hat(z)"), v.T * R * u),
            equation(sp.Symbol("grad_v_f_hat"), R * u),
            equation(sp.Symbol("grad_u_f_hat"), R.T * v),
            equation(sp.Symbol("grad_W_f_hat"), R.T * v * u.T * R.T),
            equation(_hat("v"), u.T * R_prime.T * R * u),
            equation(_hat("u"), v.T * R * R_prime.T * v),
            equation(_hat("W"), (u.T * R_prime.T * R * u) * (v.T * R * R_prime.T * v)),
        ),
        Check(
            "`δR = R δM R` solves the varied equation of the resolvent, so the variation of `vᵀRu` has these "
            "coefficients; and the recurrent kernel is the product of the other two in the Laplace domain, a "
            "convolution in time.",
            ((ProofMethod.MATRICES, first + second),),
        ),
    )  # fmt: skip


def closed_forms() -> Step:
    """Step 4: the series are a geometric one in the Laplace domain, and Bessel functions in time."""
    r = sigma**2 / (_x * _y)
    x = sp.Dummy("x", positive=True)
    identities = [
        # A geometric series with first term κ²/((1+z)(1+z')) and ratio r, and its derivative Σ (k+1) rᵏ.
        g_hat * (1 - r) - kappa**2 / (_x * _y),
        g_W_hat * (1 - r) ** 2 - kappa**4 / (_x * _y) ** 2,
        g_W_hat - g_hat**2,
        # tᵏe^{−t}/k! has the transform (1+z)^{−k−1}: its derivative is the one before it, minus itself.
        _power_transform_ratio() - 1 / (1 + z),
        # (1+z) times the transform of the recurrent kernel vanishes as z → ∞: it is zero at t = 0.
        sp.cancel((_x * g_W_hat).subs(z, 1 / x - 1)).subs(x, 0),
    ]
    # The series in x = σ√(tt').
    tt = x**2 / sigma**2
    series = [
        (sigma ** (2 * k) * tt**k / sp.factorial(k) ** 2, bessel_term(0, x)),
        (
            (k + 1) * sigma ** (2 * k) * tt ** (k + 1) / sp.factorial(k + 1) ** 2,
            x / sigma**2 * bessel_term(1, x),
        ),
    ]
    for mine, named in series:
        identities += [sp.hypersimp(mine, k) - sp.hypersimp(named, k), (mine - named).subs(k, 0)]
    proved = require(vanishing(identities), "closed forms")
    return Step(
        4,
        "Kernels in closed form",
        (
            "When the resolvents are expanded in powers of `W/(1+z)`, what survives is a geometric series, and its "
            "square. Back in time, `(1+z)^(−k−1)` is `tᵏe^(−t)/k!`, and the series are those of the modified Bessel "
            "functions. `K_W` vanishes at `t = 0`: recurrent weights alone cannot move `f(0) = vᵀu`. The transforms "
            "and the kernels are:",
        ),
        (
            equation(_hat("v"), sp.Sum(kappa**2 * sigma ** (2 * k) / (_x * _y) ** (k + 1), (k, 0, sp.oo))),
            equation(_hat("v"), g_hat),
            equation(_hat("W"), g_W_hat),
            equation(_kernel("v"), g),
            equation(_kernel("u"), g),
            equation(_kernel("W"), g_W),
        ),
        Check(
            "The geometric series and its derivative have these sums; the series in time have the first terms of "
            "those of `I₀` and `I₁`, and the same ratio of successive terms for every `k`; and `K_W = 0` at `t = 0`.",
            ((ProofMethod.FIELD, proved),),
        ),
    )  # fmt: skip


def bessel_term(order: int, x: sp.Symbol) -> sp.Expr:
    """The term of index k of I_order(2x) = Σ x^{2k + order} / (k! (k + order)!)."""
    return x ** (2 * k + order) / (sp.factorial(k) * sp.factorial(k + order))


def _hat(block: str) -> sp.Expr:
    return sp.Function(f"K_{block}_hat")(z, z_prime)


def _kernel(block: str) -> sp.Expr:
    return sp.Function(f"K_{block}")(t, t_prime)


def _power_transform_ratio() -> sp.Expr:
    """F_{k+1}/F_k for F_k the transform of h_k = tᵏe^{−t}/k!, from h'_{k+1} = h_k − h_{k+1}, which is checked."""
    h = t**k * sp.exp(-t) / sp.factorial(k)
    following = t ** (k + 1) * sp.exp(-t) / sp.factorial(k + 1)
    require((sp.gammasimp((sp.diff(following, t) + following - h) / h) == 0,), "closed forms")
    F, G = sp.symbols("F G")
    return sp.solve(z * G - (F - G), G)[0] / F


def _gradient_of_response() -> tuple[bool, ...]:
    """With Z = z − M and Z R = R Z = 1: δ(Z R) = −δM R + Z δR vanishes for δR = R δM R."""
    Z, R, dM, u, v, du, dv = (Words.letter(name) for name in ("Z", "R", "δM", "u", "v", "δu", "δv"))
    dR = R @ dM @ R
    varied = (Z @ dR - dM @ R).where(("Z", "R"), Words.identity())
    response = dv.T @ R @ u + v.T @ dR @ u + v.T @ R @ du
    claim = (R @ u).T @ dv + (R.T @ v).T @ du + (R.T @ v @ u.T @ R.T).T @ dM
    return varied.is_zero, (response - claim).trace_is_zero


def _recurrent_kernel_factorises() -> bool:
    """tr(Gᵀ G') = (uᵀR'ᵀR u)(vᵀR R'ᵀv) with G = Rᵀv uᵀRᵀ: both are one cyclic word."""
    R, S, u, v = (Words.letter(name) for name in ("R", "R'", "u", "v"))
    gradient, other = R.T @ v @ u.T @ R.T, S.T @ v @ u.T @ S.T
    product = (v.T @ R @ S.T @ v) @ (u.T @ S.T @ R @ u)
    return (gradient.T @ other - product).trace_is_zero
