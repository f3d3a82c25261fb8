"""The three matrix identities that make a derivation hold for networks of every size, N, and targets of every order, K.

Notation as in `gramians`: M = W − I, Gramians P, Q (symmetric), X, Y, target (A*, b*, c*).  The Gramian equations enter
as replacements for the products that they determine,

    u uᵀ = −(M P + P Mᵀ)    v vᵀ = −(Mᵀ Q + Q M)    u b*ᵀ = −(M X + X A*ᵀ)    v c* = −(Mᵀ Y + Y A*).

Each function returns a tuple of flags, one per identity; all must be true.
"""

from __future__ import annotations

from derivations.algebra.matrix_words import Words

M, X, Y, A = (Words.letter(name) for name in "MXYA")
P, Q = (Words.letter(name, symmetric=True) for name in "PQ")
u, v, b, c = (Words.letter(name) for name in "uvbc")  # c is the row c*, 1 x K

_uuT = -(M @ P + P @ M.T)
_vvT = -(M.T @ Q + Q @ M)
_ubT = -(M @ X + X @ A.T)
_vc = -(M.T @ Y + Y @ A)


def gradient() -> tuple[bool, ...]:
    """The adjoint identity: δL = tr[(QP − YXᵀ)ᵀ δW] + (Qu − Yb*)ᵀ δu + (Pv − Xc*ᵀ)ᵀ δv.

    With L = ½ tr(P vvᵀ) − tr(X c*ᵀ vᵀ) + const, a variation (δM, δu, δv) changes P and X by the solutions of the
    linearised Gramian equations

        M δP + δP Mᵀ + δM P + P δMᵀ + δu uᵀ + u δuᵀ = 0,     M δX + δX A*ᵀ + δM X + δu b*ᵀ = 0.

    Adding ½ tr(Q · first) − tr(Yᵀ · second), both zero, to δL removes δP and δX: what remains is the claim.  One
    identity for each of the three blocks and one for each eliminated variation.
    """
    dM, dX, du, dv = (Words.letter(name) for name in ("δM", "δX", "δu", "δv"))
    dP = Words.letter("δP", symmetric=True)
    flags = []
    for varied in ("δP", "δX", "δM", "δu", "δv"):
        variation = (
            dP @ _vvT / 2 + (dv @ v.T + v @ dv.T) @ P / 2 - dX @ (_vc.T) - X @ c.T @ dv.T
            + Q @ (M @ dP + dP @ M.T + dM @ P + P @ dM.T + du @ u.T + u @ du.T) / 2
            - Y.T @ (M @ dX + dX @ A.T + dM @ X + du @ b.T)
        )  # fmt: skip
        claim = (
            (Q @ P - Y @ X.T).T @ dM + (Q @ u - Y @ b).T @ du + (P @ v - X @ c.T).T @ dv
        )  # fmt: skip
        flags.append(_only(variation - claim, varied).trace_is_zero)
    return tuple(flags)


def restriction() -> tuple[bool, ...]:
    """Weights on a subspace stay on it: with BᵀB = I and W = BωBᵀ, u = Bμ, v = Bν the Gramians are restricted too.

    If p solves m p + p mᵀ + μμᵀ = 0 with m = ω − I, then P = B p Bᵀ solves the full network's equation, and likewise
    Q = B q Bᵀ, X = B x, Y = B y.  The gradient is then B (qp − yxᵀ) Bᵀ, B (qμ − yb*), B (pν − xc*ᵀ): it has no
    component outside the subspace.  (On the complement M = −I is stable, so these are *the* solutions.)
    """
    B, w, x, y = (Words.letter(name) for name in ("B", "ω", "x", "y"))
    p, q = (Words.letter(name, symmetric=True) for name in "pq")
    one = Words.identity()
    m = w - one
    full_M = B @ w @ B.T - one
    P_, Q_, X_, Y_ = B @ p @ B.T, B @ q @ B.T, B @ x, B @ y
    mumuT, nunuT = -(m @ p + p @ m.T), -(m.T @ q + q @ m)
    mubT, nuc = -(m @ x + x @ A.T), -(m.T @ y + y @ A)
    mu, nu = Words.letter("μ"), Words.letter("ν")
    residuals = (
        full_M @ P_ + P_ @ full_M.T + B @ mumuT @ B.T,
        full_M.T @ Q_ + Q_ @ full_M + B @ nunuT @ B.T,
        full_M @ X_ + X_ @ A.T + B @ mubT,
        full_M.T @ Y_ + Y_ @ A + B @ nuc,
        Q_ @ P_ - Y_ @ X_.T - B @ (q @ p - y @ x.T) @ B.T,
        Q_ @ B @ mu - Y_ @ b - B @ (q @ mu - y @ b),
        P_ @ B @ nu - X_ @ c.T - B @ (p @ nu - x @ c.T),
    )
    return tuple(residual.where(("Bᵀ", "B"), one).is_zero for residual in residuals)


def balance() -> tuple[bool, ...]:
    """(W Wᵀ − Wᵀ W)/η_W + u uᵀ/η_u − v vᵀ/η_v does not change along the gradient flow, for any rates.

    Since Ẇ = −η_W ∂L/∂W and so on, the rates cancel and the derivative is −(G Wᵀ + W Gᵀ − Gᵀ W − Wᵀ G) − (g uᵀ + u gᵀ)
    + (h vᵀ + v hᵀ) with G = QP − YXᵀ, g = Qu − Yb*, h = Pv − Xc*ᵀ.  The Gramian equations reduce it to zero.
    """
    W = M + Words.identity()
    G = Q @ P - Y @ X.T
    g_uT = Q @ _uuT - Y @ _ubT.T
    h_vT = P @ _vvT - X @ _vc.T
    rate = -(G @ W.T + W @ G.T - G.T @ W - W.T @ G) - (g_uT + g_uT.T) + (h_vT + h_vT.T)
    return (rate.is_zero,)


def duality() -> tuple[bool, ...]:
    """The loss may be read off either pair of Gramians: vᵀ P v = uᵀ Q u and vᵀ X c*ᵀ = uᵀ Y b*, as traces."""
    return (
        (P @ _vvT - Q @ _uuT).trace_is_zero,
        (X @ _vc.T - Y @ _ubT.T).trace_is_zero,
    )


def _only(expression: Words, letter: str) -> Words:
    """The part of an expression whose words contain a letter or its transpose."""
    kept = tuple((word, a) for word, a in expression.terms if letter in word or f"{letter}ᵀ" in word)
    return Words(kept, expression.symmetric)
