"""Steps 4 to 9 of a derivation: weights on a manifold; each step finds something, proves it, and says so.

Every function returns a `Step` (prose, equations, check), followed by what the later steps need.  Nothing in here asks
which target or which manifold it serves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp
from sympy.matrices.exceptions import NonInvertibleMatrixError

from derivations.algebra import identities
from derivations.algebra.exact import vanishing
from derivations.algebra.straight_line import Definitions, derivative
from derivations.errors import ClosureError, InputError, ProofError
from derivations.manifolds.frames import Manifold
from derivations.steps import notation as n
from derivations.steps.gramians import NetworkGramians, determinant, gramians
from derivations.steps.notation import equation
from derivations.steps.step import Check, ProofMethod, Step, require
from derivations.targets import Target


@dataclass(frozen=True)
class Restricted:
    """The network on its subspace: Gramians, the gradient by W, u and v, and the definitions of both; the loss."""

    gramians: NetworkGramians
    gradient: tuple[sp.ImmutableMatrix, sp.ImmutableMatrix, sp.ImmutableMatrix]
    definitions: Definitions
    loss: sp.Expr


@dataclass(frozen=True)
class Flow:
    """Gradient flow pulled back to the coordinates: metric, slopes ∂L/∂θ and velocities dθ/ds."""

    metric: sp.ImmutableMatrix
    slopes: tuple[sp.Expr, ...]
    velocity: tuple[sp.Expr, ...]
    definitions: Definitions


@dataclass(frozen=True)
class Spectrum:
    """What the eigenvalues of W − I say: named observables, and Hurwitz determinants (all positive: stable)."""

    observables: tuple[tuple[str, sp.Expr], ...]
    hurwitz: tuple[sp.Expr, ...]


def embedding(target: Target, manifold: Manifold) -> tuple[Step, Restricted]:
    """Step 4: weights on a subspace, the Gramians there in closed form."""
    lemma = require(identities.restriction(), "embedding")
    g = gramians(manifold.M, manifold.u, manifold.v, target)
    solved = require(vanishing(g.residuals(), g.definitions), "embedding")
    by_W, by_u, by_v = g.gradient
    definitions, grad_W = g.definitions.define_matrix("gW", by_W)
    definitions, grad_u = definitions.define_matrix("gu", by_u)
    definitions, grad_v = definitions.define_matrix("gv", by_v)
    restricted = Restricted(g, (grad_W, grad_u, grad_v), definitions, g.loss)
    return Step(
        4,
        "Embedding",
        (
            "Let the weights live on a subspace with orthonormal frame ", n.B, ": `W = BωBᵀ`, `u = Bμ`, `v = Bν`. Then "
            "the Gramians and the gradient live there too, "
            "whatever ", n.N, ", and all can be computed with matrices of "
            "size ", equation(n.d, sp.Integer(manifold.dimension)), ". On the manifold '" + manifold.name + "' they "
            "are, written without `B`,",
        ),
        (
            equation(n.W, manifold.W),
            equation(n.u, manifold.u),
            equation(n.v, manifold.v),
            *(equation(symbol, expression) for symbol, expression in g.definitions.items),
        ),
        Check(
            "Gramians and gradient of the restricted network, put back into the frame, are those of the full network; "
            "and the closed forms solve the four Gramian equations.",
            ((ProofMethod.MATRICES, lemma), (ProofMethod.FIELD, solved)),
        ),
    ), restricted  # fmt: skip


def closure(manifold: Manifold, restricted: Restricted) -> tuple[Step, Flow]:
    """Step 5: the full gradient is tangent to the manifold, so the flow stays on it."""
    theta, rates = manifold.coordinates, (manifold.rates.W, manifold.rates.u, manifold.rates.v)
    blocks = (manifold.W, manifold.u, manifold.v)
    tangents = [[block.diff(x) for block in blocks] for x in theta]
    G = pulled_back_metric(manifold)
    slopes = tuple(
        sp.Add(*(_inner(tangent, g) for tangent, g in zip(tangents_i, restricted.gradient, strict=True)))
        for tangents_i in tangents
    )
    try:
        inverse = G.inv()
    except NonInvertibleMatrixError as error:
        raise InputError(
            f"manifold {manifold.name!r}: its coordinates {', '.join(x.name for x in theta)} are not independent: some "
            "direction in them leaves W, u and v as they are; leave one out",
            name="coordinates",
            value=theta,
        ) from error
    velocity = tuple(-entry for entry in inverse * sp.Matrix(slopes))
    labels, defects = [], []
    for k, (name, rate) in enumerate(zip("Wuv", rates, strict=True)):
        # What moves in block k if the coordinates do; tangency says that this is the block's own velocity, −η ∂L.
        induced = sum((tangents[i][k] * velocity[i] for i in range(len(theta))), sp.zeros(*blocks[k].shape))
        defect = -rate * restricted.gradient[k] - induced
        for i in range(defect.rows):
            for j in range(defect.cols):
                labels.append(f"d{name}[{i + 1},{j + 1}]/ds" if name == "W" else f"d{name}[{i + 1}]/ds")
                defects.append(defect[i, j])
    tangent = vanishing(defects, restricted.definitions)
    if not all(tangent):
        raise ClosureError(manifold.name, [label for label, holds in zip(labels, tangent, strict=True) if not holds])
    flow = Flow(G, slopes, velocity, restricted.definitions)
    grad_W, grad_u, grad_v = restricted.gradient
    return Step(
        5,
        "Closure",
        (
            "Gradient flow moves the weights by `−η ∂L/∂(W, u, v)`. It stays on the manifold if and only if this "
            "velocity is tangent to it, that is, if each of its components equals that of its own projection: of the "
            "velocity of `W`, `u` and `v` that coordinates would give which move by the flow of step 7. The "
            "components of the gradient are",
        ),
        (
            equation(n.grad_W, grad_W),
            equation(n.grad_u, grad_u),
            equation(n.grad_v, grad_v),
            *(equation(x, e) for x, e in restricted.definitions.items[len(restricted.gramians.definitions) :]),
        ),
        Check(
            "The full gradient is tangent to the manifold: no component of the velocity of `W`, `u` or `v` leaves it.",
            ((ProofMethod.FIELD, len(defects)),),
        ),
    ), flow  # fmt: skip


def metric(manifold: Manifold, flow: Flow) -> Step:
    """Step 6: the metric that the embedding pulls back is positive definite."""
    # Rates may be zero elsewhere; here they are divided by, so that stand-ins that are positive decide the signs.
    positive = {rate: sp.Dummy(rate.name, positive=True) for rate in manifold.rates.symbols}
    G = flow.metric.xreplace(positive)
    minors = [G[:k, :k].det() for k in range(1, G.rows + 1)]
    if not all(minor.is_positive for minor in minors):
        raise ProofError("metric", [f"the metric {flow.metric}"], "is not positive definite")
    return Step(
        6,
        "Metric",
        (
            "Weights that are trained at different rates are measured in different units: gradient flow is steepest "
            "descent in `|dW|²/η_W + |du|²/η_u + |dv|²/η_v`. The embedding pulls this back to the coordinates ",
            sp.Tuple(*manifold.coordinates), " as",
        ),
        (equation(sp.MatrixSymbol("G", G.rows, G.rows), flow.metric),),
        Check(
            "`G` is symmetric and positive definite for positive rates. (A rate of zero is the limit in which its "
            "block does not move.)",
            ((ProofMethod.SIGNS, len(minors)),),
        ),
    )  # fmt: skip


def reduced_ode(manifold: Manifold, restricted: Restricted, flow: Flow) -> Step:
    """Step 7: dθ/ds = −G⁻¹ ∇L, and the loss never rises."""
    theta, definitions = manifold.coordinates, flow.definitions
    value = definitions.explicit(restricted.loss)
    own = [derivative(value, x) - slope for x, slope in zip(theta, flow.slopes, strict=True)]
    labels = [f"∂L/∂{x.name} − (pulled-back gradient)" for x in theta]
    proved = require(vanishing(own, definitions), "reduced ODE", labels)
    # With ∇L named by free symbols, dL/ds = ∇L · θ̇ must be the negative of the metric's square of θ̇.
    g = sp.Matrix([sp.Symbol(f"slope_{x.name}") for x in theta])
    motion = -flow.metric.inv() * g
    balance = (g.T * motion)[0] + (motion.T * flow.metric * motion)[0]
    proved += require(vanishing([sp.together(balance)]), "reduced ODE", ["dL/ds + θ̇ᵀ G θ̇"])
    return Step(
        7,
        "Reduced ODE",
        (
            "Gradient flow in the coordinates is steepest descent in the metric `G`. The loss falls along it: ",
            equation(sp.Symbol("dot_L"), -sp.Symbol("|dot_theta|_G")**2), ", zero only at rest.",
        ),
        (
            *(
                equation(n.dot(x), _readable(v, definitions))
                for x, v in zip(theta, flow.velocity, strict=True)
            ),
            equation(n.L, _readable(restricted.loss, definitions)),
        ),
        Check(
            "The gradient by the coordinates is the pulled-back full gradient (differentiating the closed form of the "
            "loss, a route that knows nothing of the adjoint formulas), and `dL/ds = −θ̇ᵀGθ̇ ≤ 0`.",
            ((ProofMethod.FIELD, proved),),
        ),
    )  # fmt: skip


def invariants(manifold: Manifold, flow: Flow) -> tuple[Step, tuple[tuple[str, sp.Expr], ...]]:
    """Step 8: what the flow conserves, from the matrix law that holds for every N."""
    law = require(identities.balance(), "invariants")
    W, u, v, rates = manifold.W, manifold.u, manifold.v, manifold.rates
    # The law times the product of the rates, so that a rate of zero is nothing special.
    balance = (
        rates.u * rates.v * (W * W.T - W.T * W) + rates.W * rates.v * u * u.T - rates.W * rates.u * v * v.T
    ).applyfunc(sp.expand)
    found: list[tuple[str, sp.Expr]] = []
    for i in range(manifold.dimension):
        for j in range(i, manifold.dimension):
            # Entries that differ by a factor, or vanish on this manifold, are no conserved quantities of their own.
            primitive = _without_common_rates(balance[i, j], rates.symbols)
            if primitive != 0 and all(sp.expand(primitive - known) != 0 for _, known in found):
                found.append(("balance" if manifold.dimension == 1 else f"balance_{i + 1}{j + 1}", primitive))
    drift = [
        sp.Add(*(sp.diff(value, x) * speed for x, speed in zip(manifold.coordinates, flow.velocity, strict=True)))
        for _, value in found
    ]
    proved = require(vanishing(drift, flow.definitions), "invariants", [name for name, _ in found])
    return Step(
        8,
        "Invariants",
        (
            "The matrix `C`, conserved for every `N`, restricts the flow. On the manifold its entries, without common "
            "factors, are the conserved quantities",
        ),
        (
            equation(
                sp.MatrixSymbol("C", n.N, n.N),
                (n.W * n.W.T - n.W.T * n.W) / n.eta_W + n.u * n.u.T / n.eta_u - n.v * n.v.T / n.eta_v,
            ),
            *(equation(sp.Symbol(name), value) for name, value in found),
        ),
        Check(
            "`dC/ds = 0` by the Gramian equations, and each conserved quantity has zero derivative along the flow.",
            ((ProofMethod.MATRICES, law), (ProofMethod.FIELD, proved)),
        ),
    ), tuple(found)  # fmt: skip


def spectrum(M: sp.ImmutableMatrix, coordinates: Sequence[sp.Symbol]) -> tuple[Step, Spectrum]:
    """Step 9: the outlier eigenvalues, and when the network is stable, from the part of W − I that learning changes.

    What is a coordinate already is no observable.
    """
    z = sp.Symbol("lambda")
    chi = M.charpoly(z).as_expr()
    hurwitz = hurwitz_determinants(M)
    if M.rows == 1:
        c = -M[0, 0]
        claimed, named = z + c, {"c": c}
        prose = (
            "Learning moves one eigenvalue of `M`, the outlier `−c`, away from `−1`. The network is stable while this "
            "is positive:"
        )
    elif M.rows == 2:
        c = -M.trace() / 2
        # Not det M − c², a difference of numbers of order one that has lost all its digits where the pair is born.
        omega_squared = -M[0, 1] * M[1, 0] - ((M[0, 0] - M[1, 1]) / 2) ** 2
        claimed, named = (z + c) ** 2 + omega_squared, {"c": c, "omega_squared": omega_squared}
        prose = (
            "The eigenvalues of `M` that learning moves away from `−1` are the outliers. Those of the pair are `−c ± "
            "iω`; `ω² < 0` means two real outliers, and `ω² = 0` is where the conjugate pair is born. The network is "
            "stable while all of the following are positive:"
        )
    else:
        raise ValueError(f"learning changes a part of dimension {M.rows} of W − I; spectra are read for 1 and 2")
    proved = require(vanishing([chi - claimed, *stability_defects(chi, z, hurwitz)]), "spectrum")
    known = {x.name for x in coordinates}
    observables = tuple((name, value) for name, value in named.items() if name not in known)
    shown = [equation(sp.Symbol(name), value) for name, value in observables]
    return Step(
        9,
        "Spectrum",
        (prose,),
        (*shown, *(equation(sp.Symbol(f"H_{k + 1}"), value) for k, value in enumerate(hurwitz))),
        Check(f"The characteristic polynomial of `M` has these roots. {STABLE}", ((ProofMethod.FIELD, proved),)),
    ), Spectrum(observables, hurwitz)


def pulled_back_metric(manifold: Manifold) -> sp.ImmutableMatrix:
    """G_ij = ⟨∂_iW, ∂_jW⟩/η_W + ⟨∂_iu, ∂_ju⟩/η_u + ⟨∂_iv, ∂_jv⟩/η_v."""
    blocks = ((manifold.W, manifold.rates.W), (manifold.u, manifold.rates.u), (manifold.v, manifold.rates.v))
    theta = manifold.coordinates
    return sp.ImmutableMatrix(
        len(theta),
        len(theta),
        lambda i, j: sp.Add(*(_inner(block.diff(theta[i]), block.diff(theta[j])) / rate for block, rate in blocks)),
    )


def _inner(a: sp.ImmutableMatrix, b: sp.ImmutableMatrix) -> sp.Expr:
    return sp.Add(*(x * y for x, y in zip(a, b, strict=True)))


def _without_common_rates(expression: sp.Expr, rates: tuple[sp.Symbol, ...]) -> sp.Expr:
    """Divide by the monomial in the rates, and the number, that all terms share."""
    if expression == 0:
        return expression
    monomials = sp.Poly(expression, *rates).monoms()
    common = [min(monomial[k] for monomial in monomials) for k in range(len(rates))]
    divided = sp.expand(expression / sp.Mul(*(rate**power for rate, power in zip(rates, common, strict=True))))
    return divided.primitive()[1]


STABLE = (
    "The `H_k` are its coefficients. They are all positive if and only if all roots have negative real parts, which "
    "is proved for one real root, for two, and for a conjugate pair."
)
"""What `stability_defects` proves."""


def stability_defects(chi: sp.Expr, z: sp.Symbol, hurwitz: Sequence[sp.Expr]) -> list[sp.Expr]:
    """What must vanish for χ to have all its roots in the open left half plane exactly where all H_k > 0.

    χ of degree d ≤ 2 must be zᵈ + H₁ zᵈ⁻¹ + …; then

        root x            H₁ = −x
        real roots x, y   H₁ = −(x + y), H₂ = x y:  both positive if and only if x < 0 and y < 0
        x ± iy            H₁ = −2x, H₂ = x² + y²:   both positive if and only if x < 0, as y ≠ 0

    Parameters
    ----------
    chi, z
        The characteristic polynomial, and its variable.
    hurwitz
        H₁, …, H_d.

    Raises
    ------
    ProofError
        If there are more or fewer H_k than roots, or more than two roots.
    """
    x, y = sp.symbols("x y", real=True)
    factored: dict[int, list[tuple[sp.Expr, tuple[sp.Expr, ...]]]] = {
        1: [(z - x, (-x,))],
        2: [((z - x) * (z - y), (-(x + y), x * y)), ((z - x) ** 2 + y**2, (-2 * x, x**2 + y**2))],
    }
    degree = int(sp.degree(chi, z))
    if degree not in factored or len(hurwitz) != degree:
        raise ProofError("spectrum", [f"{len(hurwitz)} conditions for {degree} roots"], "are not proved")

    def polynomial(coefficients: Sequence[sp.Expr]) -> sp.Expr:
        return z**degree + sum(H * z ** (degree - 1 - k) for k, H in enumerate(coefficients))

    return [chi - polynomial(hurwitz), *(product - polynomial(signs) for product, signs in factored[degree])]


def hurwitz_determinants(M: sp.ImmutableMatrix) -> tuple[sp.Expr, ...]:
    """Leading principal minors of the Hurwitz matrix of det(zI − M) (for d = 2 reduced to −T and D)."""
    if M.rows == 2:
        return (-M.trace(), determinant(M))
    a = M.charpoly().all_coeffs()
    size = M.rows
    H = sp.Matrix(size, size, lambda i, j: a[2 * j - i + 1] if 0 <= 2 * j - i + 1 <= size else 0)
    return tuple(H[:k, :k].det() for k in range(1, size + 1))


def _readable(expression: sp.Expr, definitions: Definitions) -> sp.Expr:
    """Written out if that is short, otherwise in terms of the definitions."""
    explicit = definitions.explicit(expression)
    return sp.factor_terms(explicit) if sp.count_ops(explicit) < 40 else expression
