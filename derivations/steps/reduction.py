"""What steps 4 to 9 of a derivation arrive at, whether weights are embedded in a frame or known by their overlaps."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from derivations.algebra.straight_line import Definitions
from derivations.manifolds.frames import Manifold
from derivations.steps import frame as steps
from derivations.steps.step import Step
from derivations.targets import Target

Named = tuple[tuple[str, sp.Expr], ...]
"""Quantities with their names."""


@dataclass(frozen=True)
class ReducedFlow:
    """Gradient flow in a few coordinates: the steps that prove it, and the formulas.

    Attributes
    ----------
    steps : tuple of Step
        Numbers 4 to 9.
    definitions : Definitions
        What the symbols in everything below stand for.
    velocity : tuple of sympy.Expr
        Rates of change of the coordinates in learning time.
    observables, invariants : tuples of (str, sympy.Expr)
        The loss comes first among the observables.
    stability : tuple of sympy.Expr
        Hurwitz determinants, all positive if and only if the network is stable.
    target_power : sympy.Expr
        ½∫f*² dt.
    gram : tuple of tuples of sympy.Symbol
        Rows of the Gram matrix that the coordinates make up, if they are overlaps of vectors; else empty.
    """

    steps: tuple[Step, ...]
    definitions: Definitions
    velocity: tuple[sp.Expr, ...]
    observables: Named
    invariants: Named
    stability: tuple[sp.Expr, ...]
    target_power: sp.Expr
    gram: tuple[tuple[sp.Symbol, ...], ...] = ()


def in_frame(target: Target, manifold: Manifold) -> ReducedFlow:
    """Weights embedded in an orthonormal frame."""
    embedding, restricted = steps.embedding(target, manifold)
    closure, flow = steps.closure(manifold, restricted)
    metric = steps.metric(manifold, flow)
    dynamics = steps.reduced_ode(manifold, restricted, flow)
    conserved, invariants = steps.invariants(manifold, flow)
    eigenvalues, spectrum = steps.spectrum(manifold.M, manifold.coordinates)
    return ReducedFlow(
        steps=(embedding, closure, metric, dynamics, conserved, eigenvalues),
        definitions=flow.definitions,
        velocity=flow.velocity,
        observables=(("loss", restricted.loss), ("gain", (manifold.v.T * manifold.u)[0]), *spectrum.observables),
        invariants=invariants,
        stability=spectrum.hurwitz,
        target_power=restricted.gramians.target_power,
    )
