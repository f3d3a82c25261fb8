"""`derive_learning_time`: how long learning takes from small weights, and in how many steps of gradient descent.

In twelve steps, from the reduced ODEs of the real outlier and of the conjugate pair: the rate at which a network leaves
the zero network, the learning time up to terms that vanish with the initial weights, the largest step, the number of
steps; and for a pair the real outlier that is learnt first, a saddle, and the rate at which it is left.  Derived here;
each step is proved or the derivation raises.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from derivations.derivation import derive
from derivations.documents import blocks as contents
from derivations.documents.document import Document
from derivations.learning_time import conjugate_pair as pair_times
from derivations.learning_time import real_outlier as outlier_times
from derivations.steps import network as network_steps
from derivations.steps.step import Step
from derivations.systems import SYSTEMS

TITLE = "How long learning takes"

ASSUMPTIONS = (
    *network_steps.ASSUMPTIONS,
    "`W(0) = 0`, and `u` and `v` are small at the start.",
    "Steps 1 to 7: `u ∥ v`, and the target filter is `exp(−c* t)` with `c* > 0`. The reduced ODE of the real outlier "
    "holds.",
    "Steps 8 to 12: `|u| = |v|`, trained at one rate `η_io`, and the target filter is `exp(−c* t) cos(ω* t + φ)` with "
    "`c* > 0` and `ω* ≠` 0. The reduced ODE of the conjugate pair holds.",
)


@dataclass(frozen=True)
class LearningTimeDerivation(Document):
    """How long learning takes, with the steps that prove it; expressions in the symbols of the two modules of steps.

    Attributes
    ----------
    steps : tuple of Step
        Of the real outlier: flow, leaving the zero network, orbit, learning time, slow targets, minimum, number of
        steps. Of the pair: leaving the zero network, the same where nothing grows to first order, one real outlier
        first, leaving it, birth of the pair.
    time : sympy.Expr
        Learning time of the real outlier from the gain A₀, with the constant K.
    offset : sympy.Expr
        K as c* → 0 at unit rates, a number.
    curvature_at_minimum : sympy.Expr
        λ_max where the real outlier has learnt.
    curvature_on_the_way : sympy.Expr
        λ_max at the gain A once dc/ds = 0, to leading order in c*.
    growth_rate : sympy.Expr
        F*(1), at which u and v of any network grow near the zero network at unit learning rates.
    escape_rate : sympy.Expr
        μ, at which the pair's second outlier grows beside the first.
    birth : sympy.Expr
        Learning time of the pair's birth, with a constant T.
    """

    steps: tuple[Step, ...]
    time: sp.Expr
    offset: sp.Expr
    curvature_at_minimum: sp.Expr
    curvature_on_the_way: sp.Expr
    growth_rate: sp.Expr
    escape_rate: sp.Expr
    birth: sp.Expr

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What is assumed, as sentences."""
        return ASSUMPTIONS

    def blocks(self) -> tuple[contents.Block, ...]:
        """What a document of this derivation says, for the writers of text, LaTeX and HTML."""
        introduction = (
            "This document derives the learning time, and the number of steps of gradient descent, of a linear "
            "recurrent network that learns from small weights. It holds under the assumptions below, and every step "
            "is proved."
        )
        return contents.of_proof(
            TITLE,
            introduction,
            self.assumptions,
            self.steps,
            words=("outlier", "zero network", "plateau", "escape rate"),
        )


def derive_learning_time() -> LearningTimeDerivation:
    """Derive and prove how long learning takes, for one real outlier and for a conjugate pair.

    Raises
    ------
    ProofError
        If an identity of the derivation fails.
    """
    outlier, pair = (
        derive(SYSTEMS[name].target(), SYSTEMS[name].manifold()).ode for name in ("real_outlier", "conjugate_pair")
    )
    time, law = outlier_times.time()
    small, offset = outlier_times.small()
    minimum, at_minimum = outlier_times.minimum(outlier)
    number, on_the_way = outlier_times.steps(law)
    leaving, escape = pair_times.leaving(pair)
    birth, birth_law = pair_times.birth(pair)
    alone = (outlier_times.flow(outlier), outlier_times.modes(outlier), outlier_times.orbit(outlier))
    return LearningTimeDerivation(
        steps=(
            *(*alone, time, small, minimum, number),
            *(pair_times.zero_network(pair), pair_times.second_order(pair), pair_times.saddle(pair), leaving, birth),
        ),
        time=law,
        offset=offset,
        curvature_at_minimum=at_minimum,
        curvature_on_the_way=on_the_way,
        growth_rate=pair_times.at_one,
        escape_rate=escape,
        birth=birth_law,
    )
