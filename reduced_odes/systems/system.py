"""A reduced learning dynamics as numbers: names and equations, and nothing about the task behind them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType, MappingProxyType
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike

from reduced_odes._common import checks
from reduced_odes._common.checks import Domain, FloatArray
from reduced_odes._common.errors import InputError

# The emitted functions accept floats as well as equally shaped arrays, entry by entry.
Formula = Callable[[Sequence[Any], Sequence[Any]], Sequence[Any]]
Parameters = Mapping[str, float] | Sequence[float]


@dataclass(frozen=True)
class Formulas:
    """The functions of an emitted module, as they stand there: plain numbers in, plain tuples out."""

    rhs: Formula
    jacobian: Formula
    observables: Formula
    invariants: Formula
    stability: Formula
    target_power: Callable[[Sequence[Any]], Any]


@dataclass(frozen=True, eq=False)
class ReducedSystem:
    """A closed system of ordinary differential equations dθ/ds = F(θ) for the learning of a linear network.

    A system knows neither its target nor its parametrisation: it is made of names and formulas. The learning
    time s is measured in units in which a gradient-descent step of size η advances it by η.

    Attributes
    ----------
    name
        Name of the system.
    state, origin
        Names of the state variables, and their values at W = 0, u = v = 0.
    parameters, defaults, domains
        Names of the parameters, the values of those that have a default, and the domain of each.
    observables, invariants
        Names of the functions of the state that are of interest, and of those that the flow conserves.
    assumptions
        The sentences under which the equations were derived.
    hash
        Content hash of the emitted module.
    source
        Text of the emitted module.
    formulas
        Its functions, for callers that evaluate one state many times over; the methods below are for arrays.
    gram
        Rows of the Gram matrix, by names of state variables, if the state consists of overlaps of vectors.
    """

    name: str
    state: tuple[str, ...]
    origin: tuple[float, ...]
    parameters: tuple[str, ...]
    defaults: Mapping[str, float]
    domains: Mapping[str, Domain]
    observables: tuple[str, ...]
    invariants: tuple[str, ...]
    assumptions: tuple[str, ...]
    hash: str
    source: str
    formulas: Formulas = field(repr=False)
    gram: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "defaults", MappingProxyType(dict(self.defaults)))
        object.__setattr__(self, "domains", MappingProxyType(dict(self.domains)))

    @property
    def emitted(self) -> bool:
        """Whether `source` is text from which `load` makes this system."""
        return isinstance(self.formulas.rhs, FunctionType)

    def __repr__(self) -> str:
        return (
            f"ReducedSystem({self.name!r}, state=({', '.join(self.state)}), parameters=({', '.join(self.parameters)}))"
        )

    def parameter_values(self, parameters: Parameters) -> tuple[float, ...]:
        """Checked parameters in order, from a mapping (defaults filled in) or from a complete sequence."""
        return checks.parameter_values(parameters, self.parameters, self.defaults, self.domains, self.name)

    def state_values(self, initial: Mapping[str, float]) -> tuple[float, ...]:
        """A checked state in order; a variable that is not given takes its value in `origin`."""
        values = checks.state_values(initial, self.state, self.origin, self.name)
        checks.gram_matrix(dict(zip(self.state, values, strict=True)), self.gram, self.name)
        return values

    def rhs(self, state: ArrayLike, parameters: Parameters) -> FloatArray:
        """Rate of change dθ/ds.

        Parameters
        ----------
        state
            Shape (n,) or (n, ...): state variables in the order of `state`, broadcast over what follows.
        parameters
            Mapping by name (defaults filled in), or all of them in order.

        Returns
        -------
        array of the shape of `state`; infinite or NaN where the equations are singular.
        """
        return self._rows(self.formulas.rhs, state, parameters)

    def jacobian(self, state: ArrayLike, parameters: Parameters) -> FloatArray:
        """∂F_i/∂θ_j, shape (n, n) or (n, n, ...): derivatives of `rhs`, row by row."""

        def flat(values: Sequence[Any], constants: Sequence[Any]) -> Sequence[Any]:
            return [entry for row in self.formulas.jacobian(values, constants) for entry in row]

        n = len(self.state)
        entries = self._rows(flat, state, parameters)
        return entries.reshape(n, n, *entries.shape[1:])

    def observe(self, state: ArrayLike, parameters: Parameters) -> dict[str, FloatArray]:
        """Observables by name, each of the shape of one state variable.

        The loss is a difference of numbers of order one, so that a vanishing loss may come out as ±1e-17.
        """
        rows = self._rows(self.formulas.observables, state, parameters)
        return dict(zip(self.observables, rows, strict=True))

    def conserve(self, state: ArrayLike, parameters: Parameters) -> dict[str, FloatArray]:
        """Conserved quantities by name, each of the shape of one state variable."""
        rows = self._rows(self.formulas.invariants, state, parameters)
        return dict(zip(self.invariants, rows, strict=True))

    def stability(self, state: ArrayLike, parameters: Parameters) -> FloatArray:
        """Hurwitz determinants of W − I, shape (k, ...).

        All of them are positive if and only if every eigenvalue of W − I lies in the open left half plane.
        """
        return self._rows(self.formulas.stability, state, parameters)

    def target_power(self, parameters: Parameters) -> float:
        """½ ∫ f*² dt, the loss of the network of zero weights."""
        with np.errstate(all="ignore"):
            return float(self.formulas.target_power(self._constants(parameters)))

    def _rows(self, formula: Formula, state: ArrayLike, parameters: Parameters) -> FloatArray:
        values = checks.real_array(f"state of {self.name}", state)
        if values.ndim == 0 or values.shape[0] != len(self.state):
            raise InputError(
                f"state of {self.name} must have the length {len(self.state)} ({', '.join(self.state)}), "
                f"but has the shape {values.shape}"
            )
        with np.errstate(all="ignore"):
            rows = formula(list(values), self._constants(parameters))
        return _stack(rows, values.shape[1:])

    def _constants(self, parameters: Parameters) -> list[np.float64]:
        """Checked parameters as NumPy numbers: where Python's floats raise, these give inf or NaN."""
        return [np.float64(value) for value in self.parameter_values(parameters)]


def _stack(rows: Iterable[Any], shape: tuple[int, ...]) -> FloatArray:
    """Rows, some of them constants, as one array of the shape (number of rows, *shape)."""
    full = [np.broadcast_to(np.asarray(row, dtype=float), shape) for row in rows]
    return np.stack(full) if full else np.empty((0, *shape))


def checked_system(system: object) -> ReducedSystem:
    """`system`, which must be a ReducedSystem."""
    checks.instance("system", system, ReducedSystem, "for example reduced_odes.real_outlier")
    return cast(ReducedSystem, system)


def is_name(text: object) -> bool:
    """Whether `text` can name a state variable, a parameter or an observable."""
    return isinstance(text, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", text) is not None
