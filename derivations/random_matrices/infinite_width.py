"""`derive_infinite_width`: what a random bulk does at infinite width, as an operator on words of two letters.

The entries of W have the variance σ²/N, mirrored ones the correlation τ. The limits of the moments uᵀwu of words w in W
and Wᵀ are sums over pairings that do not cross, and those of an operator x on the full Fock space; its resolvent is
known in closed form outside of an ellipse. Derived here; what a step's check says is proved, or the derivation raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import sympy as sp
from sympy.polys.rings import PolyElement

from derivations.algebra.exact import vanishing
from derivations.documents import blocks as contents
from derivations.documents.document import Document
from derivations.random_matrices import wick
from derivations.random_matrices.free_words import (
    RING,
    SIGMA,
    TAU,
    averaged,
    determinant,
    expectation,
    folded,
    moment,
    on_vacuum,
    tau,
    transposed,
    words,
)
from derivations.random_matrices.symbols import k, kappa, sigma
from derivations.steps import network as network_steps
from derivations.steps.notation import W, equation
from derivations.steps.step import Check, ProofMethod, Step, require

zeta, zeta_prime = sp.symbols("zeta zeta_prime")
"""z = ζ + σ²τ/ζ."""
z, x, x_adjoint = sp.symbols("z x x_adjoint", commutative=False)

PAIRED = 6
"""Words of up to this many letters are averaged pairing by pairing."""
SPLIT = 8
"""Words of up to this many letters are split at the first one's partner, and applied to the vacuum."""
z_of_zeta = zeta + sigma**2 * tau / zeta
g = 1 / zeta
"""⟨(z − x)⁻¹⟩ of the vacuum."""
amplitude = sigma**k / zeta ** (k + 1)
"""(z − x)⁻¹ of the vacuum, on the word of k letters 1."""
kernel = kappa**2 / (zeta * zeta_prime - sigma**2)
"""uᵀ(z' − Wᵀ)⁻¹(z − W)⁻¹u."""
self_energy = sigma**2 * tau / zeta
"""What the bulk beyond the last layer of words adds to W there."""
m, c = sp.Function("m"), sp.Symbol("c_k")

ASSUMPTIONS = (
    *network_steps.ASSUMPTIONS[:1],
    "The entries of `W(0)` are Gaussian with mean 0 and `⟨W_ij W_kl⟩ = (σ²/N)(δ_ik δ_jl + τ δ_il δ_jk)`, `0 < σ < 1`, "
    "`−1 ≤ τ ≤ 1`, and the network is wide, `N → ∞`.",
    "Read-in and read-out start independent of `W(0)`, with `|u| = |v| = κ`; `u` points in a random direction, and so "
    "does the part of `v` that is orthogonal to it.",
)


@dataclass(frozen=True)
class InfiniteWidthDerivation(Document):
    """A random bulk at infinite width.

    Attributes
    ----------
    steps : tuple of Step
        Pairings, freeness, Fock space, words, resolvent, outliers.
    z_of_zeta, g, kernel, self_energy : sympy.Expr
        In the symbols σ (of `symbols`), τ, ζ, ζ' of this module.
    """

    steps: tuple[Step, ...]
    z_of_zeta: sp.Expr
    g: sp.Expr
    kernel: sp.Expr
    self_energy: sp.Expr

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What is assumed, as sentences."""
        return ASSUMPTIONS

    def blocks(self) -> tuple[contents.Block, ...]:
        """What a document of this derivation says, for the writers of text, LaTeX and HTML."""
        introduction = (
            "This document derives what a random bulk of any strength does to a wide linear recurrent network, "
            "without any random matrix. It holds under the assumptions below; each step ends with what was proved."
        )
        return contents.of_proof(
            TITLE, introduction, self.assumptions, self.steps, words=("bulk", "outlier", "word", "word length")
        )


TITLE = "A random bulk at infinite width"


def derive_infinite_width() -> InfiniteWidthDerivation:
    """Derive and prove the moments of a random bulk, the operator that has them, its resolvent and its outliers.

    Raises
    ------
    ProofError
        If an identity of the derivation fails.
    """
    steps = (pairings_step(), freeness_step(), fock_step(), words_step(), resolvent_step(), outlier_step())
    return InfiniteWidthDerivation(steps, z_of_zeta, g, kernel, self_energy)


# ------------------------------------------------------------------------------------------------ moments of words


def pairings_step() -> Step:
    """Step 1: at N → ∞ only the pairings that do not cross survive."""
    flags, labels = [], []
    for first, second in product(wick.LETTERS, repeat=2):
        flipped = wick.LETTERS[1 - wick.LETTERS.index(second)]
        # The identification of weight τ is that of weight 1 with the other letter transposed.
        flags += [
            max(wick.contraction(first, x, one_trace=True) for x in (second, flipped)) == 0,
            max(wick.contraction(first, x, one_trace=False) for x in (second, flipped)) == -2,
        ]
        labels += [f"{first} with {second} in one trace", f"{first} with {second} in two traces"]
    counted = require(flags, "pairings", labels)
    every = [word for n in range(PAIRED + 1) for word in words(n)]
    limits = [_limit(averaged(word)) == moment(word) for word in every]
    proved = require(limits, "pairings", every)
    return Step(
        1,
        "Pairings",
        (
            "The mean of `uᵀwu`, with `w` a word in `W` and `Wᵀ`, is a sum over pairings of its letters (Wick's "
            "theorem). A pair within one trace loses no power of `N` if its contraction splits the trace in two, and "
            "one power if it does not; a pair from different traces loses two. Each pair has two contractions, of "
            "which one splits the trace: the one of weight 1 if the letters differ, the one of weight `τ` if they are "
            "equal. So, by induction on the number of letters, only pairings that do not cross survive, and each of "
            "their pairs contributes its weight and `σ²`. The moment `m(w)` is the limit of the mean as `N → ∞`, for "
            "`κ = 1`:",
        ),
        (equation(m(W.T * W), sigma**2), equation(m(W * W), sigma**2 * tau)),
        Check(
            "Every kind of pair has this power of `N`. The induction is argued here in words; apart from it, all "
            f"pairings of all words of up to {PAIRED} letters were counted: the mean is a polynomial in `1/N`, and the "
            "moment is its constant term.",
            ((ProofMethod.COUNTING, counted), (ProofMethod.FIELD, proved)),
        ),
    )


def _limit(found: Mapping[int, PolyElement]) -> PolyElement | None:
    """What is left as N → ∞; None if it diverges."""
    return None if any(power > 0 for power in found) else found.get(0, RING.zero)


def freeness_step() -> Step:
    """Step 2: the moments split at the partner of the first letter."""
    every = [word for n in range(SPLIT + 1) for word in words(n)]
    mirrored = [moment(word) == moment(transposed(word)) for word in every]
    exchanged = [moment(word) == moment(word.translate(str.maketrans("wt", "tw"))) for word in every]
    counts = [moment("w" * 2 * n) == sp.catalan(n) * (SIGMA**2 * TAU) ** n for n in range(SPLIT // 2 + 1)]
    counts.append(sp.cancel(sp.hypersimp(sp.catalan(k), k) - (4 * k + 2) / (k + 2)) == 0)
    folds = [moment("t" * n + "w" * n) == folded(n) for n in range(SPLIT // 2 + 1)]
    labels = [*every, *every, *("powers",) * len(counts), *("folded words",) * len(folds)]
    proved = require([*mirrored, *exchanged, *counts, *folds], "freeness", labels)
    return Step(
        2,
        "Freeness",
        (
            "In a pairing that does not cross, the letters between the first one and its partner are paired among "
            "themselves, and so are those behind it. So the moment `m(w)` is the sum of `⟨pair⟩ m(between) m(behind)` "
            "over the partners of the first letter. Each pair contributes a second-order cumulant of free "
            "probability; there are no others. The moments of powers of `W` are those of a semicircle, with the "
            "Catalan numbers `c_k`, `c₀ = 1`:",
        ),
        (
            equation(m(sp.Symbol("W") ** (2 * k)), c * (sigma**2 * tau) ** k),
            equation(sp.Symbol("c_k_next"), (4 * k + 2) / (k + 2) * c),
        ),
        Check(
            f"For all words of up to {SPLIT} letters, neither transposition nor the exchange of `W` and `Wᵀ` changes "
            "the moment. Powers, and words that fold onto themselves, have their closed forms.",
            ((ProofMethod.FIELD, proved),),
        ),
    )


# ------------------------------------------------------------------------------------------------ the operator


def fock_step() -> Step:
    """Step 3: an operator with these moments."""
    every = [word for n in range(SPLIT + 1) for word in words(n)]
    agree = [expectation(word) == moment(word) for word in every]
    proved = require(agree, "Fock space", every)
    return Step(
        3,
        "Fock space",
        (
            "On words of two letters let `ℓᵢ` put the letter `i` in front, and let `ℓᵢ*` take it away, which gives 0 "
            "where another letter, or none, stands in front: `ℓᵢ*ℓⱼ = δᵢⱼ`. Let `Ω` be the word without letters. In "
            "`⟨Ω, wΩ⟩` the leftmost operator has to take a letter away, the one that its partner has put there; the "
            "operators between them have to leave the words unchanged, and so do those behind. This is the recursion "
            "of step 2, in which `⟨pair⟩` is what the first one takes away of what the second one puts there. For `x "
            "= σ(ℓ₁ + τℓ₁* + √(1 − τ²)ℓ₂*)` in place of `W`, and `x*` in place of `Wᵀ`, these are",
        ),
        (equation(m(x_adjoint * x), sigma**2), equation(m(x**2), sigma**2 * tau)),
        Check(
            f"For all words of up to {SPLIT} letters one half was applied to `Ω`, letter by letter, and so was the "
            "adjoint of the other half: their inner product is the moment.",
            ((ProofMethod.FIELD, proved),),
        ),
    )


def words_step() -> Step:
    """Step 4: the words of up to d letters are those of the network."""
    flags, labels = [], []
    for depth in range(1, 4):
        short = [word for n in range(depth + 1) for word in words(n)]
        states = [on_vacuum(word) for word in short]
        flags.append(all(len(letters) <= depth for state in states for letters in state))
        # A word of n letters has the factor σⁿ, which is left out.
        gram = determinant([[moment(transposed(a) + b).subs(SIGMA, 1) for b in short] for a in short])
        power = sum(2 ** (n - 1) * n for n in range(1, depth + 1))
        flags.append(gram == (1 - TAU**2) ** power)
        labels += [f"{depth} letters", f"Gram matrix of {depth} letters"]
    proved = require(flags, "words", labels)
    d = sp.Symbol("d", integer=True, nonnegative=True)
    return Step(
        4,
        "Words",
        (
            "A word of `d` letters `x` and `x*`, applied to `Ω`, is a sum of words of up to `d` letters 1 and 2; with "
            "`|τ| < 1` these applied words span all such words, since their Gram matrix of moments is not singular. "
            "So the words in `W` and `Wᵀ` of up to `d` letters, applied to `u`, are as many as the words of up to `d` "
            "letters, and span the first layers of the Fock space. `u` and `v` belong to two vacua, `u = κΩ` and `v = "
            "κ(ϱΩ + √(1 − ϱ²)Ω')`, whose words are orthogonal, since the mean of `uᵀwv` is `ϱκ²` times the moment. "
            "The dimension in all is",
        ),
        (equation(sp.Symbol("dimension"), 2 ** (d + 2) - 2),),
        Check(
            "For up to three letters the words stay within their layers, and the determinant of their Gram matrix, at "
            "`σ = 1`, is `1 − τ²` to the power of half the number of letters in all of them.",
            ((ProofMethod.FIELD, proved),),
        ),
    )


# ------------------------------------------------------------------------------------------------ the resolvent


def resolvent_step() -> Step:
    """Step 5: the resolvent of the vacuum, and the ellipse."""
    ratio = sp.hypersimp(amplitude, k)
    other = ratio.subs(zeta, zeta_prime)
    first = amplitude.subs(k, 0) * amplitude.subs({k: 0, zeta: zeta_prime})
    X, Y = sp.symbols("X Y", real=True)  # ζ on the edge, X² + Y² = σ²
    edge = sp.expand((X + sp.I * Y) ** 2 + sigma**2 * tau - (X + sp.I * Y) * ((1 + tau) * X + sp.I * (1 - tau) * Y))
    identities = [
        z_of_zeta - sigma / ratio - sigma * tau * ratio,
        z_of_zeta * amplitude.subs(k, 0) - sigma * tau * amplitude.subs(k, 1) - 1,
        kappa**2 * first - kernel * (1 - ratio * other),
        g * (z_of_zeta - sigma**2 * tau * g) - 1,
        *(part.subs(Y, sp.sqrt(sigma**2 - X**2)).expand() for part in edge.as_real_imag()),
    ]
    series = [_resolvent_coefficient(n) - sp.sympify(moment("w" * n).as_expr()) for n in range(SPLIT + 1)]
    proved = require(vanishing([*identities, *series]), "resolvent")
    return Step(
        5,
        "Resolvent and ellipse",
        (
            "`x` takes `Ω` to words of letters 1 only. The part `ψₖ` of `(z − x)⁻¹Ω` on the word of `k` letters 1 "
            "obeys `zψₖ − σψₖ₋₁ − στψₖ₊₁ = 0`, with 1 on the right at `k = 0`. With `z = ζ + σ²τ/ζ` the solution that "
            "can be summed is geometric, and its length is finite if and only if `|ζ| > σ`. The edge `|ζ| = σ` is the "
            "ellipse with the half axes `σ(1 + τ)` and `σ(1 − τ)`: the bulk of `W` lies inside, and the network is "
            "stable if `σ(1 + τ) < 1`. For `τ = 0`, with `z` one more than the Laplace variable, the last line is the "
            "transform of the read-out's tangent kernel.",
        ),
        (
            equation(z, z_of_zeta),
            equation(sp.Symbol("psi_k"), amplitude),
            equation(sp.Symbol("g"), g),
            equation(sp.Symbol("K_hat"), kernel),
        ),
        Check(
            "The equations of all `ψₖ` hold, and so do the geometric sum of their products, the fixed point `g(z − "
            "σ²τg) = 1` of free probability, and the equation of the edge; the coefficients of `g` in `1/z` are the "
            f"moments of up to {SPLIT} letters.",
            ((ProofMethod.FIELD, proved),),
        ),
    )


def outlier_step() -> Step:
    """Step 6: learnt weights, and what the bulk beyond the last layer answers."""
    below = amplitude.subs(k, 1) / amplitude.subs(k, 0)
    weight = sp.Symbol("w")
    identities = [
        sigma * tau * below - self_energy,
        # One learnt entry w on the vacuum: 1 = w g at ζ = w.
        (1 - weight * g).subs(zeta, weight),
        # The residue w / (d/dz)(−1/g) of g/(1 − wg), and dz/dζ.
        1 / sp.diff(1 / g, zeta) * sp.diff(z_of_zeta, zeta) - (1 - sigma**2 * tau / zeta**2),
    ]
    proved = require(vanishing(identities), "outliers")
    return Step(
        6,
        "Outliers",
        (
            "Learning changes `W` among the words of up to `d` letters. Outside of the ellipse the eigenvalues of `W` "
            "are then the poles of the resolvent on these words. A word of the last layer is the vacuum of the words "
            "that end in it: by step 5 these have the amplitudes `ψ` of the words before them times `σ/ζ`, and `x` "
            "brings `στ` times the first of them back. So `W` gets the self-energy `Γ` on the last layer, with the "
            "projector `Π`, and outliers are the zeros of `det(z − W − ΓΠ)` with `|ζ| > σ`. In a disc, `τ = 0`, `Γ` "
            "vanishes. A single learnt weight `w` along `Ω` gives `ζ = w`: an outlier appears at `w = σ`, on the "
            "edge.",
        ),
        (
            equation(sp.Symbol("Gamma"), self_energy),
            equation(sp.Symbol("z"), weight + sigma**2 * tau / weight),
        ),
        Check(
            "The return amplitude, the single outlier and its residue have these values.",
            ((ProofMethod.FIELD, proved),),
        ),
    )


def _resolvent_coefficient(n: int) -> sp.Expr:
    """The coefficient of z^{−n−1} in g, which solves g(z − σ²τg) = 1: one more power in each substitution."""
    y = sp.Symbol("y")  # 1/z
    found = sp.Integer(0)
    for _ in range(n + 1):
        found = sp.expand(y * (1 + sigma**2 * tau * found**2))
        found = sum((found.coeff(y, m) * y**m for m in range(n + 2)), sp.Integer(0))
    return found.coeff(y, n + 1)
