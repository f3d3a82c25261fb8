"""Eigenfunctions of the lazy kernels, and what a target of any order is in them.

All statements about all n at once are made through generating functions Σ wⁿ φ_n, which are rational in the Laplace
domain. Targets enter through their state space, so that one identity of 2 × 2 … K × K matrices serves every order K:
with R = (−A* − p)(p − A*)⁻¹ the coefficients are c_n = √(2p) c* Rⁿ (p − A*)⁻¹ b*, and sums over n are solutions of
Stein equations.
"""

from __future__ import annotations

import sympy as sp

from derivations.algebra.exact import vanishing
from derivations.algebra.symbols import c_star, omega_star, t
from derivations.lazy.kernels import g_hat, g_W_hat
from derivations.random_matrices.symbols import (
    in_sigma,
    k,
    kappa,
    n,
    p,
    q,
    rational,
    rho,
    s,
    sigma,
    t_prime,
    w,
    w_prime,
    z,
    z_prime,
)
from derivations.steps import notation
from derivations.steps.notation import equation
from derivations.steps.step import Check, ProofMethod, Step, require
from derivations.targets import Target

eigenvalue = kappa**2 * (1 + rho) / 2 * rho**n
"""The n-th eigenvalue of the read-out's kernel, and of the read-in's."""
b = 2 * p

_lambda_n = sp.Symbol("lambda_n")
_loss, _norm = sp.Symbol("L"), sp.Symbol("norm_squared")
_A, _I = notation.A_star, sp.Identity(notation.K)
_Z = sp.MatrixSymbol("Z", notation.K, notation.K)
_x = tuple(sp.MatrixSymbol(name, notation.K, 1) for name in ("x_0", "x_n", "x_n_next"))


def phi(index: sp.Expr | int, time: sp.Expr = t) -> sp.Expr:
    """The eigenfunction √b e^{−bt/2} L_n(bt)."""
    return sp.sqrt(b) * sp.exp(-b * time / 2) * sp.laguerre(index, b * time)


def modes() -> Step:
    """Step 5: Laguerre functions, their transforms and their orthonormality."""
    # Σ wⁿ L_n(x) = e^{−xw/(1−w)}/(1−w), so the integrands are exponentials with these rates.
    transform_rate = z + p + b * w / (1 - w)
    overlap_rate = b + b * w / (1 - w) + b * w_prime / (1 - w_prime)
    proved = require(
        _equal(
            (p**2 + sigma**2, sp.Integer(1)),
            (q * sigma, 1 - p),
            (1 / ((1 - w) * transform_rate), 1 / ((z + p) - w * (z - p))),
            (b / ((1 - w) * (1 - w_prime) * overlap_rate), 1 / (1 - w * w_prime)),
        ),
        "modes",
    )
    return Step(
        5,
        "Modes",
        (
            "Laguerre functions of the decay rate ", p, " are an orthonormal basis of the functions of time. With the "
            "generating function `Σ wⁿLₙ(x) = exp(−xw/(1−w))/(1−w)`, integrals of all of them at once become "
            "integrals of exponentials.",
        ),
        (
            equation(p, in_sigma(p)),
            equation(rho, in_sigma(rho)),
            equation(sp.Symbol("phi_n(t)"), phi(n)),
            equation(sp.Symbol("phi_n_hat(z)"), sp.sqrt(b) * (z - p) ** n / (z + p) ** (n + 1)),
        ),
        Check(
            "For all `n` at once, this is the transform, and the overlap of `φₘ` and `φₙ` is 1 if `m = n` and 0 "
            "otherwise; with `q = √ρ`, `σ = 2q/(1+q²)` and `p = (1−q²)/(1+q²)`.",
            ((ProofMethod.FIELD, proved),),
        ),
    )  # fmt: skip


def hille_hardy() -> Step:
    """Step 6: they are the eigenfunctions of the read-out's kernel, with geometric eigenvalues."""
    # Σ λ_n φ̂_n(z) φ̂_n(z') is geometric, of ratio ρ (z−p)(z'−p) / ((z+p)(z'+p)).
    mercer = eigenvalue.xreplace({n: sp.Integer(0)}) * b / ((z + p) * (z_prime + p) - rho * (z - p) * (z_prime - p))
    proved = require(_equal((mercer, g_hat)), "eigenvalues")
    pair = sp.Symbol("phi_n(t)") * sp.Symbol("phi_n(t_prime)")
    return Step(
        6,
        "Eigenvalues",
        (
            "The sum of `λₙφₙ(t)φₙ(t')` is a geometric series in the Laplace domain, and it is the kernel of step 4: "
            "the formula of Hille and Hardy. So read-out and read-in each learn the coefficient of `φₙ` at the rate "
            "`λₙ`:",
        ),
        (
            equation(_lambda_n, eigenvalue),
            equation(sp.Function("K_v")(t, t_prime), sp.Sum(_lambda_n * pair, (n, 0, sp.oo))),
        ),
        Check("The sum over all modes is the kernel's transform.", ((ProofMethod.FIELD, proved),)),
    )  # fmt: skip


def recurrent() -> Step:
    """Step 7: in the same basis the recurrent kernel is tridiagonal."""
    R = (z - p) / (z + p)
    R_prime = R.xreplace({z: z_prime})
    # φ̂_k − φ̂_{k+1} = √b Rᵏ (1−R)/(z+p), and Σ (k+1)(ρRR')ᵏ = 1/(1−ρRR')².
    step, step_prime = (1 - R) / (z + p), (1 - R_prime) / (z_prime + p)
    total = _d_k.xreplace({k: sp.Integer(0)}) * step * step_prime / (1 - rho * R * R_prime) ** 2
    proved = require(_equal((b / (z + p) ** 2, step), (total, g_W_hat)), "recurrent kernel")
    differences = [sp.Symbol(f"phi_k({x})") - sp.Symbol(f"phi_k_next({x})") for x in ("t", "t_prime")]
    return Step(
        7,
        "Recurrent kernel",
        (
            "A convolution of two Laguerre functions is a difference of two neighbours, `(φ_{m+n} − φ_{m+n+1})/√b`. "
            "So the recurrent kernel, which by step 2 is a double convolution, is tridiagonal in the same basis, with "
            "`(d_k + d_{k−1})/b` on the diagonal and `−d_k/b` beside it:",
        ),
        (
            equation(sp.Symbol("d_k"), _d_k),
            equation(
                sp.Function("K_W")(t, t_prime),
                sp.Sum(sp.Symbol("d_k") / b * differences[0] * differences[1], (k, 0, sp.oo)),
            ),
        ),
        Check(
            "The product of two transforms is that difference; the sum over all `k` is the recurrent kernel's "
            "transform.",
            ((ProofMethod.FIELD, proved),),
        ),
    )  # fmt: skip


def coefficients(target: Target) -> Step:
    """Step 8: the target in the modes, for every order K; Parseval."""
    # P* − R P* Rᵀ = b (p−A)⁻¹ b*b*ᵀ (p−A)⁻ᵀ is the Lyapunov equation of P*, by coefficients of A*ZA*ᵀ, A*Z, ZA*ᵀ, Z.
    proved = require(_equal(*zip(_stein(sp.Integer(1)), (0, -b, -b, 0), strict=True)), "coefficients")
    return Step(
        8,
        "The target's coefficients",
        (
            "The coefficients of `f*` are the transforms of the modes at `z = −A*`, and a linear map takes one `n` to "
            "the next. Their generating function is rational:",
        ),
        (
            equation((p * _I - _A) * _x[0], notation.b_star),
            equation((p * _I - _A) * _x[2], -(p * _I + _A) * _x[1]),
            equation(sp.Symbol("c_n"), sp.sqrt(b) * notation.c_star * _x[1]),
            equation(sp.Sum(sp.Symbol("c_n") * w**n, (n, 0, sp.oo)), generating(target)),
        ),
        Check(
            "Parseval's identity holds: with `R = (−A* − p)(p − A*)⁻¹` the sum of the `cₙ²` solves the Lyapunov "
            "equation of `∫f*²`. The coefficients of `A*ZA*ᵀ`, `A*Z`, `ZA*ᵀ` and `Z` in it agree one by one, so this "
            "is so for every `A*`.",
            ((ProofMethod.FIELD, proved),),
        ),
    )  # fmt: skip


def generating(target: Target) -> sp.Expr:
    """Σ c_n wⁿ = √b c* ((p − A*) − w (−A* − p))⁻¹ b*."""
    matrix = p * (1 + w) * sp.eye(target.order) - (1 - w) * target.A
    above, below = sp.fraction(sp.cancel(sp.together((target.c * matrix.adjugate() * target.b)[0] / matrix.det())))
    return sp.sqrt(b) * sp.collect(above, w) / sp.collect(below, w)


def curve(target: Target) -> tuple[Step, sp.Expr]:
    """Step 9: the learning curve of read-out or read-in, and its initial slope."""
    # Σ ρⁿ RⁿBRᵀⁿ, times 1−ρ, solves (I−A)Z(I−A)ᵀ − σ²Z = b*b*ᵀ: the kernel's transform at z = z' = −A*.
    kernel = ((1 - rho) * x for x in (1, -1, -1, 1 - sigma**2))
    mode = sp.exp(-_lambda_n * s)
    proved = require(
        (
            *_equal(*zip(_stein(rho), kernel, strict=True), (b * (1 + rho) / 2, 1 - rho)),
            *vanishing([sp.diff(mode, s) / mode + _lambda_n]),
        ),
        "learning curve",
    )
    squared = sp.Symbol("c_n") ** 2 if target.order > 1 else _integrator_like(target)
    loss = sp.Sum(squared / 2 * sp.exp(-2 * eigenvalue * s), (n, 0, sp.oo))
    return Step(
        9,
        "Learning curve",
        (
            "`f` starts at 0, so the residual in mode `n` is `−cₙ`, and decays as `exp(−λₙs)`. Read-out and read-in, "
            "trained together, have the sum of their rates. With one of them trained, at rate 1, the loss is",
        ),
        (equation(_loss, loss),),
        Check(
            "The residual solves its equation; the slope at `s = 0`, `−Σ λₙcₙ²`, is `−∫∫ f* K f*`, found from the "
            "kernel's transform without modes, for every `A*`.",
            ((ProofMethod.FIELD, proved),),
        ),
    ), loss  # fmt: skip


def norm(target: Target) -> tuple[Step, sp.Expr]:
    """Step 10: the norm of the target in the kernel's reproducing space, and when it is finite."""
    # Σ ρ^{−n} RⁿBRᵀⁿ is, up to a factor, the solution of Z − (I+A)Z(I+A)ᵀ/σ² = b*b*ᵀ.
    factor = (1 - rho) * sigma**2 / rho
    bulk = (factor * x for x in (-1 / sigma**2, -1 / sigma**2, -1 / sigma**2, 1 - 1 / sigma**2))
    Z = norm_matrix(target)
    residual = Z - (sp.eye(target.order) + target.A) * Z * (sp.eye(target.order) + target.A).T / sigma**2
    proved = require(
        (
            *_equal(*zip(_stein(1 / rho), bulk, strict=True), (2 * b / (1 + rho), factor)),
            *_equal((rho * _distance(p) - _distance(-p), (1 - rho) * (sigma**2 - _distance(sp.Integer(-1))))),
            *vanishing(list(residual - target.b * target.b.T)),
        ),
        "norm",
    )
    value = _readable((target.c * Z * target.c.T)[0]) / kappa**2
    return Step(
        10,
        "Norm and threshold",
        (
            "`Σ cₙ²/λₙ`, the squared norm of `f*` in the kernel's reproducing space, is the smallest `|δv|²` that "
            "makes `f = f*`. The sum is geometric. For a target without cancelled poles it is finite if and only if "
            "all eigenvalues of `I + A*` lie inside the disc `|λ| < σ`, which the eigenvalues of the bulk fill; "
            "otherwise no finite change of the weights is enough. For poles `−c* ± iω*` the condition is `|1 − c* + "
            "iω*| < σ`.",
        ),
        (
            equation(_Z, (_I + _A) * _Z * (_I + _A).T / sigma**2 + notation.b_star * notation.b_star.T),
            equation(_norm, notation.c_star * _Z * notation.c_star.T / kappa**2),
            equation(_norm, value),
        ),
        Check(
            "`Σ ρ⁻ⁿ RⁿBRᵀⁿ` and `Z` solve the same Stein equation, for every `A*`; this target's `Z` solves it; and "
            "for a pole `−x`, `ρ|x+p|² − |x−p|² = (1−ρ)(σ² − |1−x|²)`, so the squared coefficients fall faster than "
            "the eigenvalues exactly inside the disc.",
            ((ProofMethod.FIELD, proved),),
        ),
    ), value  # fmt: skip


def late(target: Target) -> tuple[Step, sp.Expr]:
    """Step 11: the late power law, from the loss's behaviour when learning time grows by 1/ρ."""
    shifted = eigenvalue.xreplace({n: n + 1}) / rho / eigenvalue
    radius = squared_ratio(target)
    gamma = sp.log(radius) / sp.log(rho)
    x = sp.Dummy("x", positive=True)
    squared, r = (x - p) ** (2 * n) / (x + p) ** (2 * n + 2), (x - p) / (x + p)
    ratio = squared.xreplace({n: n + 1}) / squared
    proved = require((sp.powsimp(shifted) == 1, *vanishing([sp.powsimp(ratio) - r**2])), "late power law")
    first = sp.Symbol("c_0")
    return Step(
        11,
        "Late power law",
        (
            "A time longer by the factor `1/ρ` does to mode `n + 1` what the shorter one did to mode `n`, and the "
            "coefficient of that mode is smaller by `r`. For one pole, `L(s/ρ) = r²L(s)` up to a term that is "
            "exponentially small: `L` is `s^(−γ)` times a periodic function of `ln s`, of period `ln(1/ρ)`, whose "
            "mean is `Γ(γ)(2λ₀)^(−γ) c₀²/(2 ln(1/ρ))`. For `K` poles the same holds with the largest `|r|`, and a "
            "pair adds oscillations in `ln s`. By step 10, `γ > 1` exactly where the target can be learnt. If the "
            "recurrent weights are trained too, the eigenvalues get a factor `n`, and `s` becomes `s ln s`.",
        ),
        (
            equation(
                sp.Function("L")(s / rho),
                sp.Symbol("r") ** 2 * sp.Symbol("L(s)") + first**2 / 2 * sp.exp(-2 * sp.Symbol("lambda_0") * s / rho),
            ),
            equation(sp.Symbol("r") ** 2, radius),
            equation(sp.Symbol("gamma"), gamma),
        ),
        Check(
            "For every `n`, `λₙ₊₁/ρ = λₙ`, and `cₙ₊₁² = r²cₙ²` for one pole. What follows from these is argued in "
            "words.",
            ((ProofMethod.FIELD, proved),),
        ),
    ), gamma  # fmt: skip


def squared_ratio(target: Target) -> sp.Expr:
    """The largest |r|² = |(x − p)/(x + p)|² over the target's poles −x."""
    found: list[sp.Expr] = []
    for pole in target.A.eigenvals():
        re, im = sp.re(pole), sp.im(pole)
        value = sp.factor(((re + p) ** 2 + im**2) / ((re - p) ** 2 + im**2))
        if value not in found:
            found.append(value)
    return sp.Max(*found) if len(found) > 1 else found[0]


def threshold(target: Target) -> tuple[sp.Expr, ...]:
    """|λ|² − σ² of the eigenvalues of I + A*: the target can be learnt if and only if all are negative."""
    return tuple({sp.expand((1 + sp.re(x)) ** 2 + sp.im(x) ** 2) - sigma**2: None for x in target.A.eigenvals()})


def norm_matrix(target: Target) -> sp.ImmutableMatrix:
    """The solution of Z − (I+A*)Z(I+A*)ᵀ/σ² = b*b*ᵀ."""
    K = target.order
    unknowns = [sp.Dummy(f"Z_{i}{j}") for i in range(K) for j in range(i, K)]
    entries = iter(unknowns)
    Z = sp.zeros(K, K)
    for i in range(K):
        for j in range(i, K):
            Z[i, j] = Z[j, i] = next(entries)
    E = sp.eye(K) + target.A
    residual = sigma**2 * (Z - target.b * target.b.T) - E * Z * E.T
    matrix, right = sp.linear_eq_to_matrix([residual[i, j] for i in range(K) for j in range(i, K)], unknowns)
    determinant = sp.factor(matrix.det())
    solution = matrix.adjugate() * right
    values = {x: sp.expand(value) / determinant for x, value in zip(unknowns, solution, strict=True)}
    return sp.ImmutableMatrix(Z.xreplace(values))


_d_k = kappa**4 * ((1 + rho) / 2) ** 2 * (k + 1) * rho**k


def _stein(ratio: sp.Expr) -> tuple[sp.Expr, sp.Expr, sp.Expr, sp.Expr]:
    """Coefficients of AZAᵀ, AZ, ZAᵀ, Z in (p−A)Z(p−A)ᵀ − ratio (A+p)Z(A+p)ᵀ.

    With Z = Σ ratioⁿ RⁿBRᵀⁿ and B = (p−A)⁻¹b*b*ᵀ(p−A)⁻ᵀ this is b*b*ᵀ: the A's beside Z do not mix, so an identity of
    the four coefficients is one of matrices of every size.
    """
    mixed = -p * (1 + ratio)
    return 1 - ratio, mixed, mixed, p**2 * (1 - ratio)


def _readable(expression: sp.Expr) -> sp.Expr:
    """A fraction whose numerator is a polynomial in sines and cosines with factored coefficients."""
    above, below = sp.fraction(sp.factor(expression))
    angles = sorted(above.atoms(sp.sin, sp.cos), key=str)
    if not angles:
        return above / below
    numerator = sp.Integer(0)
    for powers, coefficient in sp.Poly(above, *angles).terms():
        numerator += sp.factor(coefficient) * sp.Mul(*(x**m for x, m in zip(angles, powers, strict=True)))
    return numerator / below


def _distance(shift: sp.Expr) -> sp.Expr:
    """|x + shift|² for the pole −x = −c* + iω*."""
    return (c_star + shift) ** 2 + omega_star**2


def _integrator_like(target: Target) -> sp.Expr:
    """c_n² of a target with one pole."""
    x = -target.A[0, 0]
    return b * (target.c * target.b)[0] ** 2 * (x - p) ** (2 * n) / (x + p) ** (2 * n + 2)


def _equal(*sides: tuple[sp.Expr | int, sp.Expr | int]) -> tuple[bool, ...]:
    """Whether left and right agree, as rational functions with σ, p and ρ written in q."""
    return vanishing([sp.together(rational(sp.sympify(left) - right)) for left, right in sides])
