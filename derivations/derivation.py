"""`derive`: from a target and a manifold to a proven reduced ODE, in nine numbered steps.

A step whose check fails raises, so there is no such thing as a `Derivation` that was not proved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import sympy as sp

from derivations.algebra.identifiers import check_name
from derivations.documents import names
from derivations.documents.blocks import Block, Inline, listed, of_proof, spoken
from derivations.documents.document import Document
from derivations.documents.typeset import typeset
from derivations.errors import InputError
from derivations.manifolds.frames import Manifold
from derivations.manifolds.vectors import Factorised, WeakBulk
from derivations.reduced import ReducedODE
from derivations.steps import network as network_steps
from derivations.steps.overlaps import in_overlaps
from derivations.steps.reduction import ReducedFlow, in_frame
from derivations.steps.step import Step
from derivations.steps.weak_bulk import in_weak_bulk
from derivations.systems import system_name
from derivations.targets import Target

Parametrisation: TypeAlias = Manifold | Factorised | WeakBulk
"""Where the weights live while they learn: embedded in a frame, or known by vectors."""


@dataclass(frozen=True)
class Derivation(Document):
    """A proven reduction of learning dynamics, with the steps that lead to it.

    Attributes
    ----------
    target : Target
    manifold : Manifold, Factorised or WeakBulk
    steps : tuple of Step
        Model, loss, gradient, embedding, closure, metric, reduced ODE, invariants, spectrum.
    ode : ReducedODE
    """

    target: Target
    manifold: Parametrisation
    steps: tuple[Step, ...]
    ode: ReducedODE

    @property
    def loss(self) -> sp.Expr:
        """The population loss on the manifold, in coordinates and parameters."""
        return self.ode.loss

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What is assumed, as sentences."""
        return self.ode.assumptions

    def blocks(self) -> tuple[Block, ...]:
        """What the derivation's document says, for the writers of text, LaTeX and HTML."""
        introduction = (
            "This document derives how gradient flow teaches a linear recurrent network the filter of the "
            f"{spoken(self.target.name)}, on the manifold '{spoken(self.manifold.name)}' of weights, with "
            f"{len(self.ode.state)} coordinates. It holds under the assumptions below, and every step is proved."
        )
        title = f"Reduced learning dynamics: {spoken(self.ode.name)}"
        return of_proof(title, introduction, self.assumptions, self.steps, tuple(_legend(self)), _words(self.manifold))


BLOCKS = ("W", "u", "v")
"""The blocks of weights that can be trained or left as they are."""


def derive(
    target: Target,
    manifold: Parametrisation,
    name: str | None = None,
    *,
    trained: Collection[str] = BLOCKS,
) -> Derivation:
    """Derive and prove the learning dynamics of `target` on `manifold`.

    Parameters
    ----------
    target : Target
        The filter to learn, e.g. ``targets.integrator()``.
    manifold : Manifold, Factorised or WeakBulk
        Where the weights live, e.g. ``manifolds.aligned()``; or ``manifolds.factorised(1)``: W trained by its factors.
    name : str, optional
        Name of the system; by default that of the known system with this target and manifold, else
        ``<target>_<manifold>``; followed by the trained blocks, if not all are.
    trained : collection of str
        Which of W, u, v are trained.  The steps are proved for any rates; the others' rates are zero in the system.

    Raises
    ------
    TypeError
        If `target` or `manifold` is something else.
    InputError
        If `trained` is not a subset of W, u, v, is empty, or splits blocks that share a rate.
    ClosureError
        If the full gradient is not tangent to the manifold; the message names the components.
    ProofError
        If any other identity of the derivation fails.
    """
    if not isinstance(target, Target):
        raise TypeError(f"target must be a Target, but is {target!r}; pass for example targets.integrator()")
    if not isinstance(manifold, Parametrisation):
        raise TypeError(f"manifold must be a Manifold, but is {manifold!r}; pass for example manifolds.aligned()")
    if name is not None:
        check_name(name)
    resting = _resting(manifold, trained)
    general = (network_steps.model(target), network_steps.loss(target), network_steps.gradient())
    reduction = _reduced(target, manifold)
    ode = ReducedODE(
        name=name or system_name(target.name, manifold.name),
        state=manifold.coordinates,
        parameters=(*target.parameters, *manifold.rates.symbols),
        defaults=(*target.defaults, *((rate, 1.0) for rate in manifold.rates.symbols)),
        origin=manifold.origin,
        definitions=reduction.definitions,
        program_rhs=reduction.velocity,
        program_observables=reduction.observables,
        program_invariants=reduction.invariants,
        stability=reduction.stability,
        target_power=reduction.target_power,
        assumptions=(*network_steps.ASSUMPTIONS, *target.assumptions, *manifold.assumptions),
        gram=reduction.gram,
    )
    if resting:
        ode = partly_trained(ode, resting, trained, name)
    return Derivation(target, manifold, (*general, *reduction.steps), ode)


def partly_trained(
    ode: ReducedODE, resting: Iterable[sp.Symbol], trained: Collection[str], name: str | None = None
) -> ReducedODE:
    """The system of the blocks `trained` alone, in which the rates `resting` of the others are zero."""
    learning = [block for block in BLOCKS if block in trained]
    sentence = (
        f"Only {' and '.join(f'`{block}`' for block in learning)} {'is' if len(learning) == 1 else 'are'} trained."
    )
    return ode.fixed(dict.fromkeys(resting, sp.Integer(0)), name or f"{ode.name}_{''.join(learning)}", sentence)


def _reduced(target: Target, manifold: Parametrisation) -> ReducedFlow:
    match manifold:
        case Factorised():
            return in_overlaps(target, manifold)
        case WeakBulk():
            return in_weak_bulk(target, manifold)
        case Manifold():
            return in_frame(target, manifold)


def _resting(manifold: Parametrisation, trained: Collection[str]) -> tuple[sp.Symbol, ...]:
    """The rates of the blocks that are not trained."""
    blocks = tuple(trained) if isinstance(trained, Collection) else ()
    if not blocks or any(block not in BLOCKS for block in blocks):
        raise InputError(
            f"trained is {trained!r}; name at least one of the blocks W, u and v, and no other",
            name="trained",
            value=trained,
        )
    rates = {block: getattr(manifold.rates, block) for block in BLOCKS}
    resting = tuple(dict.fromkeys(rate for block, rate in rates.items() if block not in trained))
    split = [block for block in trained if rates[block] in resting]
    if split:
        tied = [block for block in BLOCKS if rates[block] == rates[split[0]]]
        raise InputError(
            f"trained is {tuple(trained)}, but on the manifold {manifold.name!r} {' and '.join(tied)} share one rate; "
            "train all of them or none, or use the general manifold",
            name="trained",
            value=trained,
        )
    return resting


_GENERAL = (
    "N", "W", "u", "v", "M", "h", "x", "y", "t", "f(t)", "f_star(t)", "K", "A_star", "B_star", "C_star", "L", "s",
    "P", "Q", "X", "Y", "P_star",
)  # fmt: skip
_OF_FRAMES = ("B", "d", "G", "C")
_OF_FACTORS = ("m", "n", "Z", "O", "Gamma", "eta", "C")
_OF_BULK = ("r", "l", "p", "q", "O", "Gamma", "eta", "C")


def _particular(manifold: Parametrisation) -> tuple[tuple[str, ...], str]:
    """The symbols that belong to a way to write the weights, and what its coordinates are."""
    match manifold:
        case Factorised():
            return _OF_FACTORS, "overlaps"
        case WeakBulk():
            return _OF_BULK, "the outlier's coordinates, and overlaps"
        case Manifold():
            return _OF_FRAMES, "coordinates on the manifold"


def _words(manifold: Parametrisation) -> tuple[str, ...]:
    """The words of the glossary that a document on such weights uses."""
    match manifold:
        case Factorised():
            return ("visible overlap", "invisible overlap")
        case WeakBulk():
            return ("outlier", "bulk")
        case Manifold():
            return ("outlier",)


def _legend(derivation: Derivation) -> Iterator[tuple[Inline, str]]:
    """What each symbol means: the general ones, coordinates, parameters, what is defined on the way."""
    ode = derivation.ode
    particular, kind = _particular(derivation.manifold)
    general = (*_GENERAL, *particular)
    for name in general:
        yield (names.displayed(name),), names.MEANINGS[name]
    yield listed(ode.state), f"{kind}: real"
    defaults = dict(ode.defaults)
    for symbol in ode.parameters:
        default = f"; default {defaults[symbol]:g}" if symbol in defaults else ""
        meaning = names.MEANINGS.get(symbol.name, "parameter")
        yield (typeset(symbol),), f"{meaning}: {names.DOMAINS[ode.domains()[symbol.name]]}{default}"
    families: dict[str, list[sp.Symbol]] = {}
    for symbol, _ in ode.definitions.items:
        families.setdefault(names.family(symbol), []).append(symbol)
    for family, members in families.items():
        if family in general:
            continue
        meaning = names.MEANINGS.get(family, "defined below")
        yield (names.displayed(family),), meaning if len(members) == 1 else f"{meaning}; its entries have indices"
    conserved = [sp.Symbol(name) for name, _ in ode.program_invariants]
    yield listed(conserved), "conserved by gradient flow"
    yield (
        listed(sp.symbols(f"H_1:{len(ode.stability) + 1}")),
        "Hurwitz determinants of `M`, all positive if it is stable",
    )
