"""A space of words as a `ReducedSystem`, with its Jacobian, for whatever works on reduced systems.

>>> from reduced_odes import integrate
>>> from reduced_odes.hierarchy import TargetFilter, hierarchy_system, word_space
>>> system = hierarchy_system(word_space(W, u, v, depth=2), TargetFilter.integrator(0.3))
>>> integrate(system, {}, {}, [0, 1, 2, 4])["loss"]

All D² + 2D numbers are state variables, and the network's initial weights are their defaults. This is meant for small
D, where a system can be analysed; `learn` follows the same equations for any D.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from reduced_odes._common.checks import Domain, FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes.hierarchy import outliers as bulk_outliers
from reduced_odes.hierarchy.space import WordSpace
from reduced_odes.linear import gramians
from reduced_odes.linear.gramians import SmallWeights
from reduced_odes.linear.krylov import KrylovGradient, gradient
from reduced_odes.linear.target_filter import TargetFilter
from reduced_odes.systems.system import Formulas, ReducedSystem

NAME = "hierarchy"
LARGEST = 14
"""Largest dimension D, that of depth 2: the Jacobian has (D² + 2D)² entries, and D⁶ operations each stand for one."""
OBSERVABLES = ("loss", "gain", "c", "omega", "share")
_RATES = ("eta_W", "eta_u", "eta_v")
_VERSION = 1


def hierarchy_system(space: WordSpace, target: TargetFilter) -> ReducedSystem:
    """The learning dynamics of a network restricted to its words of up to d letters.

    Parameters
    ----------
    space : WordSpace
        Of at most 14 dimensions, those of depth 2.
    target : TargetFilter
        Of any order; it belongs to the system, and is no parameter of it.

    Returns
    -------
    ReducedSystem
        With the state w1_1, w1_2, …, u1, …, v1, … (row by row; w11 … up to D = 9) in the basis of the space, where a
        variable that is not given takes the network's initial value; the rates eta_W, eta_u, eta_v (default 1); the
        observables loss, gain, c and omega (1 − c ± iω is the slowest outlier, NaN while there is none) and share
        (the part of the impulse response that outliers carry). Conserved are the entries of
        (W Wᵀ − Wᵀ W)/η_W + u uᵀ/η_u − v vᵀ/η_v, times η_W η_u η_v.

    Raises
    ------
    InputError
        The space has more dimensions.
    """
    D = space.dimension
    if D > LARGEST:
        raise InputError(
            f"space has {D} dimensions, but a system with its Jacobian at most {LARGEST}; take space.at(depth) of a "
            "lower depth, or hierarchy.learn",
            name="space",
            value=D,
        )
    W = np.asarray(space.W.toarray() if hasattr(space.W, "toarray") else space.W, dtype=np.float64)
    origin = np.concatenate([W.ravel(), space.u, space.v])
    each, between = range(1, D + 1), "_" if D > 9 else ""
    described = np.concatenate([origin, target.A.ravel(), target.b, target.c]).tobytes()
    source = f"reduced_odes.hierarchy: {D} dimensions, target of order {target.order}, equations {_VERSION}"
    equations = _Equations(replace(space, network=None), target)  # the whole network is not needed
    return ReducedSystem(
        name=NAME,
        state=(
            *(f"w{i}{between}{j}" for i in each for j in each),
            *(f"u{i}" for i in each),
            *(f"v{i}" for i in each),
        ),
        origin=tuple(origin.tolist()),
        parameters=_RATES,
        defaults=dict.fromkeys(_RATES, 1.0),
        domains=dict.fromkeys(_RATES, Domain.NONNEGATIVE),
        observables=OBSERVABLES,
        invariants=tuple(f"balance_{i}{between}{j}" for i in each for j in range(i, D + 1)),
        assumptions=_assumptions(space),
        hash=hashlib.sha256(source.encode() + described).hexdigest()[:16],
        source=source,
        formulas=Formulas(
            rhs=equations.rhs,
            jacobian=equations.jacobian,
            observables=equations.observables,
            invariants=equations.invariants,
            stability=equations.stability,
            target_power=equations.target_power,
        ),
    )


@dataclass(frozen=True)
class _Equations:
    """The formulas, as methods: they can be pickled, closures cannot."""

    space: WordSpace
    target: TargetFilter

    def rhs(self, state: Sequence[Any], parameters: Sequence[Any]) -> Sequence[Any]:
        values = np.asarray(state, dtype=float)
        eta_W, eta_u, eta_v = parameters

        def velocity(column: FloatArray) -> FloatArray:
            g = self._gradient(column)
            W = g.left.T @ g.middle @ g.right
            return -np.concatenate([eta_W * W.ravel(), eta_u * g.u, eta_v * g.v])

        return _each(velocity, values)

    def jacobian(self, state: Sequence[Any], parameters: Sequence[Any]) -> Sequence[Any]:
        values = np.asarray(state, dtype=float)
        D = self.space.dimension
        target = self.target
        along = SmallWeights.of(np.eye(values.shape[0]), D)
        rates = np.repeat(np.asarray(parameters, dtype=float), [D * D, D, D])

        def rows(column: FloatArray) -> FloatArray:
            solved = gramians.solve(SmallWeights.of(column, D), target.A, target.b, target.c)
            changes: FloatArray = -rates[:, None] * gramians.gradient_changes(solved, along).stacked()
            return changes

        if values.ndim == 1:
            found: list[list[float]] = rows(values).tolist()
            return found
        flat = np.stack([rows(column) for column in values.reshape(values.shape[0], -1).T], axis=-1)
        return list(flat.reshape(*flat.shape[:2], *values.shape[1:]))

    def observables(self, state: Sequence[Any], parameters: Sequence[Any]) -> Sequence[Any]:
        return _each(self._seen, np.asarray(state, dtype=float))

    def invariants(self, state: Sequence[Any], parameters: Sequence[Any]) -> Sequence[Any]:
        eta_W, eta_u, eta_v = parameters
        i, j = np.triu_indices(self.space.dimension)

        def law(column: FloatArray) -> FloatArray:
            w = SmallWeights.of(column, self.space.dimension)
            commutator = w.W @ w.W.T - w.W.T @ w.W
            found: FloatArray = (
                eta_u * eta_v * commutator + eta_W * (eta_v * np.outer(w.u, w.u) - eta_u * np.outer(w.v, w.v))
            )[i, j]
            return found

        return _each(law, np.asarray(state, dtype=float))

    def stability(self, state: Sequence[Any], parameters: Sequence[Any]) -> Sequence[Any]:
        D = self.space.dimension
        return _each(
            lambda column: -gramians.eigenvalues(SmallWeights.of(column, D)).real, np.asarray(state, dtype=float)
        )

    def target_power(self, parameters: Sequence[Any]) -> Any:
        return self.target.power

    def _gradient(self, column: FloatArray) -> KrylovGradient:
        w = SmallWeights.of(column, self.space.dimension)
        return gradient(
            lambda x: w.W @ x, lambda x: x @ w.W, w.u, w.v, self.target, tolerance=1e-13, begin=self.space.dimension
        )

    def _seen(self, column: FloatArray) -> FloatArray:
        w, g = SmallWeights.of(column, self.space.dimension), self._gradient(column)
        found = (
            bulk_outliers.outliers(lambda x: w.W @ x, w.u, w.v, self.space.bulk, self.space.last_layer, g.power)
            if g.stable and np.any(w.u)
            else ()
        )
        c, omega = bulk_outliers.dominant(found)
        loss = g.misfit + self.target_power(())
        return np.array([loss, float(w.u @ w.v), c, omega, float(sum(o.share for o in found))])


def _each(formula: Any, values: FloatArray) -> Sequence[Any]:
    """A formula of one state, for one or many: floats, or rows of arrays."""
    if values.ndim == 1:
        found: list[float] = formula(values).tolist()
        return found
    columns = np.stack([formula(column) for column in values.reshape(values.shape[0], -1).T], axis=-1)
    return list(columns.reshape(columns.shape[0], *values.shape[1:]))


def _assumptions(space: WordSpace) -> tuple[str, ...]:
    return (
        "Units are linear: dh/dt = −h + W h + u x(t), y = vᵀh, with time in units of the neuron's time constant.",
        "The input x is white noise of unit power, and the loss is L = ½ E(y − y*)² in the stationary state.",
        "The network is stable: every eigenvalue of M = W − I lies in the open left half plane.",
        "Learning is gradient flow with rates η in the learning time s (gradient descent with step η: s = η × steps).",
        "The network is restricted to the span of the words of up to "
        f"{space.depth} letters W(0), W(0)ᵀ applied to u(0), v(0): for a bulk of radius σ the loss errs by a part "
        f"∝ σ^{2 * (space.depth + 1)}.",
    )
