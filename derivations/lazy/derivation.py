"""`derive_lazy`: the lazy regime of a wide network in eleven steps, from tangent kernels to the late power law.

At N → ∞ a network with a random bulk of radius σ < 1 may learn without its weights moving to leading order; its
impulse response then follows linear equations whose kernels, eigenfunctions and learning curves are known in closed
form.  Derived here; what a step's check says is proved, or the derivation raises.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from derivations.documents import blocks as contents
from derivations.documents.document import Document
from derivations.lazy import kernels as lazy_kernels
from derivations.lazy import modes as lazy_modes
from derivations.random_matrices import wick
from derivations.random_matrices.symbols import n
from derivations.steps import network as network_steps
from derivations.steps.step import Step
from derivations.targets import Target

ASSUMPTIONS = (
    *network_steps.ASSUMPTIONS,
    "The network is wide, `N → ∞`; the entries of `W(0)` are independent and normal, with mean 0 and variance `σ²/N`, "
    "`0 < σ < 1`.",
    "Read-in and read-out start in independent random directions, `|u| = |v| = κ`, so that `f = 0` at `s = 0`.",
    "The weights stay so close to their initial values that `f` is linear in their change (if `W` is trained, this "
    "means `κ → ∞`).",
)


@dataclass(frozen=True)
class LazyDerivation(Document):
    """The lazy learning of a target, with the steps that prove it.

    The expressions use the symbols of `random_matrices.symbols` and the target's own; its `in_sigma` writes p and ρ in
    σ.

    Attributes
    ----------
    target : Target
    steps : tuple of Step
        Model, tangent kernels, wide network, closed forms, modes, eigenvalues, recurrent kernel, coefficients,
        learning curve, norm and threshold, late power law.
    kernel : sympy.Expr
        K(t, t') of the read-out, and of the read-in.
    recurrent_kernel : sympy.Expr
        K(t, t') of the recurrent weights.
    eigenfunction, eigenvalue : sympy.Expr
        φ_n(t) and λ_n of `kernel`.
    coefficients : sympy.Expr
        Generating function Σ c_n wⁿ of the target's coefficients.
    loss : sympy.Expr
        L(s) with read-out or read-in trained at rate 1, a sum over the modes.
    norm_squared : sympy.Expr
        Squared norm of the target in the reproducing space of `kernel`; meaningful below the threshold.
    threshold : tuple of sympy.Expr
        The target can be learnt if and only if all of these are negative.
    decay_exponent : sympy.Expr
        γ of the late L(s) ~ s^{−γ}.
    """

    target: Target
    steps: tuple[Step, ...]
    kernel: sp.Expr
    recurrent_kernel: sp.Expr
    eigenfunction: sp.Expr
    eigenvalue: sp.Expr
    coefficients: sp.Expr
    loss: sp.Expr
    norm_squared: sp.Expr
    threshold: tuple[sp.Expr, ...]
    decay_exponent: sp.Expr

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What is assumed, as sentences."""
        return (*ASSUMPTIONS, *self.target.assumptions)

    def blocks(self) -> tuple[contents.Block, ...]:
        """What a document of this derivation says, for the writers of text, LaTeX and HTML."""
        name = contents.spoken(self.target.name)
        introduction = (
            "This document derives how a wide linear recurrent network with a random bulk learns the filter of the "
            f"{name} while its weights hardly move. It holds under the assumptions below; each step ends with what was "
            "proved."
        )
        return contents.of_proof(f"Lazy learning: {name}", introduction, self.assumptions, self.steps, words=("bulk",))


def derive_lazy(target: Target) -> LazyDerivation:
    """Derive and prove how a wide network with a random bulk learns `target` lazily.

    Parameters
    ----------
    target : Target
        Of any order K; for K ≥ 3 the eigenvalues of its state matrix must be known to SymPy.

    Raises
    ------
    TypeError
        If `target` is something else.
    ProofError
        If an identity of the derivation fails.
    """
    if not isinstance(target, Target):
        raise TypeError(f"target must be a Target, but is {target!r}; pass for example targets.integrator()")
    model = network_steps.model(target)
    kernels = (lazy_kernels.tangent(), wick.wide(), lazy_kernels.closed_forms())
    modes = (lazy_modes.modes(), lazy_modes.hille_hardy(), lazy_modes.recurrent())
    coefficients = lazy_modes.coefficients(target)
    curve, loss = lazy_modes.curve(target)
    norm, norm_squared = lazy_modes.norm(target)
    late, decay_exponent = lazy_modes.late(target)
    return LazyDerivation(
        target=target,
        steps=(model, *kernels, *modes, coefficients, curve, norm, late),
        kernel=lazy_kernels.g,
        recurrent_kernel=lazy_kernels.g_W,
        eigenfunction=lazy_modes.phi(n),
        eigenvalue=lazy_modes.eigenvalue,
        coefficients=lazy_modes.generating(target),
        loss=loss,
        norm_squared=norm_squared,
        threshold=lazy_modes.threshold(target),
        decay_exponent=decay_exponent,
    )
