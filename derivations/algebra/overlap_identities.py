"""Matrix identities behind the flow of overlaps, for every N, R and K.

Letters: W = m nᵀ with m, n of shape N x R; Z = u eᵀ + m Eᵀ, the vectors that the input and W write, side by side, where
(e, E) is the unit matrix of size R + 1 split into its first column and the others.  The small network is

    ω = E nᵀ Z,    μ = e,    ν = Zᵀ v,

and its matrices are p, q, x, y.  Each function returns a tuple of flags, one per identity; all must be true.
"""

from __future__ import annotations

from derivations.algebra.matrix_words import Words

u, v, m, n, e, E, A, c, Y, X = (Words.letter(name) for name in ("u", "v", "m", "n", "e", "E", "A", "c", "Y", "X"))
Q = Words.letter("Q", symmetric=True)
one, nothing = Words.identity(), Words((), frozenset())
W = m @ n.T
Z = u @ e.T + m @ E.T
small_M = E @ n.T @ Z - one


def small_network() -> tuple[bool, ...]:
    """M Z = Z (ω − 1) and Z μ = u: so vᵀ exp(Mt) u = νᵀ exp((ω − 1) t) μ, whatever the vectors."""
    return _zero((W - one) @ Z - Z @ small_M, Z @ e - u)


def gramians() -> tuple[bool, ...]:
    """The full network's Gramians from the small one's: P = Z p Zᵀ, X = Z x; Zᵀ Q Z = q, Zᵀ Y = y.

    The small network's equations enter as replacements for μμᵀ and μb*ᵀ, the full one's for v vᵀ and v c*.
    """
    p, x = Words.letter("p", symmetric=True), Words.letter("x")
    M = W - one
    ee = -(small_M @ p + p @ small_M.T)
    eb = -(small_M @ x + x @ A.T)
    vv = -(M.T @ Q + Q @ M)
    vc = -(M.T @ Y + Y @ A)
    q, y = Z.T @ Q @ Z, Z.T @ Y
    return _zero(
        M @ Z @ p @ Z.T + Z @ p @ Z.T @ M.T + Z @ ee @ Z.T,
        M @ Z @ x + Z @ x @ A.T + Z @ eb,
        small_M.T @ q + q @ small_M + Z.T @ vv @ Z,
        small_M.T @ y + y @ A + Z.T @ vc,
    )


def gradients() -> tuple[bool, ...]:
    """∂L/∂n = Gᵀ m = Z (qp − yxᵀ)ᵀ E and ∂L/∂v = P v − X c*ᵀ = Z (pν − xc*ᵀ), with G = Q P − Y Xᵀ and P, X as above.

    The columns of Z are the vectors u and m, so these are the chain rule for n and v; that for m and u follows by
    transposition, (W, u, v) → (Wᵀ, v, u).
    """
    p, x = Words.letter("p", symmetric=True), Words.letter("x")
    P_, X_ = Z @ p @ Z.T, Z @ x
    q, y = Z.T @ Q @ Z, Z.T @ Y
    return _zero(
        (P_ @ Q - X_ @ Y.T) @ m - Z @ (p @ q - x @ y.T) @ E,
        P_ @ v - X_ @ c.T - Z @ (p @ Z.T @ v - x @ c.T),
    )


def flow() -> tuple[bool, ...]:
    """If the columns z of Z₄ = (u, m, n, v) move by −η Σ Γ z, then O = Z₄ᵀ Z₄ moves by −(η Γ O + O Γ η)."""
    Z4 = Words.letter("Z")
    gram, g, rates = (Words.letter(name, symmetric=True) for name in ("O", "Γ", "η"))
    motion = -(Z4 @ g @ rates)
    moved = motion.T @ Z4 + Z4.T @ motion + rates @ g @ gram + gram @ g @ rates
    return (moved.where(("Zᵀ", "Z"), gram).is_zero,)


def conservation(largest: int) -> tuple[bool, ...]:
    """C = Z₄ S Z₄ᵀ rests if J Γ + Γ J = 0 with J = S η, and tr Cᵏ = tr (S O)ᵏ, for k up to `largest`.

    S holds 1/η for u and m and −1/η for n and v, so J is a diagonal of signs; that Γ anticommutes with it says that
    only pairs of unlike signs are visible.
    """
    Z4 = Words.letter("Z")
    gram, g, rates, S, J = (Words.letter(name, symmetric=True) for name in ("O", "Γ", "η", "S", "J"))
    motion = -(Z4 @ g @ rates)
    drift = motion @ S @ Z4.T + Z4 @ S @ motion.T
    for pair, product in ((("η", "S"), J), (("S", "η"), J), (("J", "Γ"), -(g @ J))):
        drift = drift.where(pair, product)
    flags = [drift.is_zero]
    C_power, small_power = one, one
    for _ in range(largest):
        C_power, small_power = C_power @ Z4 @ S @ Z4.T, small_power @ S @ gram
        # tr (Z S Zᵀ ... Z S Zᵀ): the last Zᵀ meets the first Z round the corner, so turn the word by one letter.
        turned = Words(tuple((word[1:] + word[:1], a) for word, a in C_power.terms), C_power.symmetric)
        flags.append((turned.where(("Zᵀ", "Z"), gram) - small_power).trace_is_zero)
    return tuple(flags)


def _zero(*expressions: Words) -> tuple[bool, ...]:
    """Which vanish, since (e, E) is orthonormal: eᵀe = 1, EᵀE = 1, eᵀE = 0, Eᵀe = 0."""
    rules = ((("eᵀ", "e"), one), (("Eᵀ", "E"), one), (("eᵀ", "E"), nothing), (("Eᵀ", "e"), nothing))
    flags = []
    for expression in expressions:
        for pair, product in rules:
            expression = expression.where(pair, product)
        flags.append(expression.is_zero)
    return tuple(flags)
