"""Target filters of any order as stable state spaces: f*(t) = c e^{At} b.

The one numeric target of the project: theory and full network alike take it, `validation.StateSpace` is this class. Its
matrices follow the symbolic targets of the derivations.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import matrix_balance

from reduced_odes._common import checks
from reduced_odes._common.checks import Domain, FloatArray
from reduced_odes._common.errors import InputError, NearlySingularError
from reduced_odes.linear.responses import linear_response
from reduced_odes.linear.schur import ComplexArray, schur_form, solve_sylvester

VISIBLE = 1e-10
"""A direction of the state belongs to the filter if at least this part of what drives it is new, see `minimal`."""
ROUNDING = 1e-14
"""Parts of A, b and c that are rounding."""
SAME = 1e-9
"""Poles, or residues, that agree to this part of themselves are equal."""
DEFECTIVE = 1e8
"""Condition number of the eigenvectors from which half of the digits of residues are lost."""


@dataclass(frozen=True, eq=False)
class TargetFilter:
    """A stable filter f*(t) = c e^{At} b of order K; time in units of the neuron's time constant.

    Parameters
    ----------
    A : array-like of shape (K, K)
        Generator; every eigenvalue must have a negative real part.
    b, c : array-likes of shape (K,)
        Input and output vector. All three are copied and read-only.

    Raises
    ------
    InputError
        The shapes do not fit together, an entry is not a finite real number, or A is not stable.

    Examples
    --------
    >>> target = TargetFilter.from_poles([-0.4 + 1.7j, -0.4 - 1.7j, -0.15], [0.5, 0.5, 1.0])
    >>> target.order, target.filter([0.0])
    (3, array([2.]))
    """

    A: FloatArray
    b: FloatArray
    c: FloatArray

    def __post_init__(self) -> None:
        for name, dimensions in (("A", 2), ("b", 1), ("c", 1)):
            object.__setattr__(self, name, _array(name, getattr(self, name), dimensions))
        K = self.A.shape[0]
        for name, wanted in (("A", (K, K)), ("b", (K,)), ("c", (K,))):
            if getattr(self, name).shape != wanted:
                raise InputError(
                    f"A, b, c have the shapes {self.A.shape}, {self.b.shape}, {self.c.shape}; "
                    "give (K, K), (K,) and (K,)",
                    name=name,
                    value=getattr(self, name),
                )
        slowest = max(np.linalg.eigvals(self.A), key=lambda x: x.real)
        if not slowest.real < 0:
            raise InputError(
                f"A has the eigenvalue {slowest:.6g}, so the target never decays; every real part must be negative",
                name="A",
                value=self.A,
            )

    @classmethod
    def integrator(cls, c_star: float) -> TargetFilter:
        """The leaky integrator f*(t) = e^{−c* t}, c* > 0."""
        decay = _parameter("c_star", c_star, Domain.POSITIVE)
        return cls(np.array([[-decay]]), np.ones(1), np.ones(1))

    @classmethod
    def damped_oscillator(cls, c_star: float, omega_star: float, phase: float = 0.0) -> TargetFilter:
        """The damped oscillator f*(t) = e^{−c* t} cos(ω* t + φ), c* > 0; ω* of any sign, φ in radians.

        With ω* = 0 and φ = 0 it is the integrator, written with one dimension more than it needs.
        """
        decay = _parameter("c_star", c_star, Domain.POSITIVE)
        omega, phi = _parameter("omega_star", omega_star), _parameter("phase", phase)
        A = np.array([[-decay, -omega], [omega, -decay]])
        return cls(A, np.array([math.cos(phi), math.sin(phi)]), np.array([1.0, 0.0]))

    @classmethod
    def from_poles(cls, poles: Sequence[complex], residues: Sequence[complex]) -> TargetFilter:
        """f*(t) = Σ r_i e^{λ_i t}, which must be real.

        Parameters
        ----------
        poles : sequence of complex
            λ_i in the open left half plane, all different; with each complex pole its conjugate.
        residues : sequence of complex
            r_i in the same order: real for a real pole, conjugate for conjugate poles.

        Raises
        ------
        InputError
            The numbers of poles and residues differ, one is not a finite number, a pole is not in the open left half
            plane or given twice, or the two are not closed under conjugation.

        Notes
        -----
        A filter with a repeated pole, as t e^{−t}, has no such form: give its A (a Jordan block), b and c.
        """
        values, amplitudes = _complex("poles", poles), _complex("residues", residues)
        if values.size != amplitudes.size or not values.size:
            raise InputError(
                f"poles and residues have {values.size} and {amplitudes.size} entries; give as many of each",
                name="residues",
                value=residues,
            )
        for pole in values:
            if not pole.real < 0:
                raise InputError(
                    f"pole {_shown(pole)} is not in the open left half plane, so the target never decays; "
                    "every pole needs a negative real part",
                    name="poles",
                    value=poles,
                )
        _refuse_repeated(values)
        if not np.any(amplitudes):
            raise InputError(
                "residues are all 0, so there is nothing to learn; give at least one that is not",
                name="residues",
                value=residues,
            )
        blocks = [_block(values, amplitudes, i) for i in range(values.size) if _is_first(values, i)]
        K, at = values.size, 0
        A, b, c = np.zeros((K, K)), np.zeros(K), np.zeros(K)
        for generator, start, seen in blocks:
            part = slice(at, at + start.size)
            A[part, part], b[part], c[part] = generator, start, seen
            at += start.size
        return cls(A, b, c)

    @property
    def order(self) -> int:
        """K, the dimension of the state."""
        return int(self.b.size)

    @property
    def start(self) -> float:
        """f*(0)."""
        return float(self.c @ self.b)

    def filter(self, times: ArrayLike) -> FloatArray:
        """f*(t) = c e^{At} b at the given times (any order, ≥ 0), shape (T,)."""
        return linear_response(self.A, self.b, self.c, times)

    @cached_property
    def power(self) -> float:
        """½ ∫ f*(t)² dt, the loss of a network that does nothing: ½ c P cᵀ with A P + P Aᵀ + b bᵀ = 0.

        Raises
        ------
        InputError
            A is so nearly unstable that rounding leaves no digit.
        """
        form = schur_form(self.A)
        b, c = form.Z.T @ self.b, form.Z.T @ self.c
        try:
            return 0.5 * float(c @ solve_sylvester(form, form, np.outer(b, b), adjoint="right") @ c)
        except NearlySingularError as error:
            raise InputError(
                "A has an eigenvalue that is 0 within rounding, so the target's power has no correct digit; give a "
                "filter that decays faster",
                name="A",
                value=self.A,
            ) from error

    def minimal(self) -> TargetFilter:
        """The same filter without the directions of the state that b does not reach or c does not see.

        Orthonormal bases of the span of b, Ab, A²b, … and of its counterpart for c, so that equal poles, chains of
        them (t e^{−t}) and nearly equal ones need no care: no eigenvector is computed.

        Raises
        ------
        InputError
            The filter is zero at all times.
        """
        # Powers of two that balance A, so that the length of a direction does not depend on the units of the state.
        balanced, scaling = matrix_balance(self.A, permute=False)
        units = np.diag(scaling)
        b, c = self.b / units, self.c * units
        A = np.asarray(balanced, dtype=np.float64)
        reached = _krylov_basis(A, b)
        A, b, length, c = reached.T @ A @ reached, reached.T @ b, float(np.linalg.norm(c)), c @ reached
        if not np.linalg.norm(c) > ROUNDING * length:
            raise InputError(
                "the target is zero at all times; give b and c that let a pole be seen", name="target", value=self
            )
        seen = _krylov_basis(A.T, c)
        return self if seen.shape[1] == self.order else TargetFilter(seen.T @ A @ seen, seen.T @ b, c @ seen)

    def poles(self) -> ComplexArray:
        """The poles that f* really has, each as often as it occurs: eigenvalues of the `minimal` A.

        Of a pole that occurs m times, the digits that are lost are those of the m-th root of rounding, unless A is
        triangular.

        Raises
        ------
        InputError
            The filter is zero at all times.
        """
        return np.linalg.eigvals(self.minimal().A).astype(np.complex128)

    def residues(self) -> ComplexArray:
        """r of f*(t) = Σ r e^{λt}, in the order of `poles`.

        Raises
        ------
        InputError
            The filter is zero at all times, or poles are so nearly equal that f* has no such form to half of the
            digits.
        """
        small = self.minimal()
        _, V = np.linalg.eig(small.A)
        if not np.linalg.cond(V) < DEFECTIVE:
            raise InputError(
                "poles are equal or nearly so, and the target is no sum of exponentials; use its A, b and c",
                name="poles",
                value=self.poles(),
            )
        found: ComplexArray = ((small.c @ V) * np.linalg.solve(V, small.b.astype(V.dtype))).astype(np.complex128)
        return found


def _krylov_basis(A: FloatArray, b: FloatArray) -> FloatArray:
    """An orthonormal basis, as columns, of the span of b, Ab, A²b, …; directions that are hardly new are left out."""
    basis, new, reference = np.empty((b.size, 0)), b, 0.0
    rounding = ROUNDING * float(np.linalg.norm(A))
    while basis.shape[1] < b.size and np.linalg.norm(new) > max(VISIBLE * reference, rounding if reference else 0.0):
        basis = np.column_stack([basis, new / np.linalg.norm(new)])
        driven = A @ basis[:, -1]
        reference, new = float(np.linalg.norm(driven)), driven
        for _ in range(2):  # orthogonal to rounding only the second time
            new = new - basis @ (basis.T @ new)
    return basis


def _block(poles: ComplexArray, residues: ComplexArray, i: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """A, b, c of one real pole or of one conjugate pair, the real and imaginary part of z' = λz being the state."""
    pole, residue = poles[i], residues[i]
    if _is_real(poles, i):
        if abs(residue.imag) > SAME * abs(residue):
            raise InputError(
                f"residue {_shown(residue)} of the real pole {_shown(pole)} makes the target complex; give a real one",
                name="residues",
                value=residues,
            )
        return np.array([[pole.real]]), np.array([residue.real]), np.ones(1)
    partner = residues[_conjugate(poles, i)]
    if abs(partner - residue.conjugate()) > SAME * abs(residue):
        raise InputError(
            f"residues {_shown(residue)} and {_shown(partner)} of the conjugate poles at {_shown(pole)} make the "
            "target complex; give conjugate residues",
            name="residues",
            value=residues,
        )
    generator = np.array([[pole.real, -pole.imag], [pole.imag, pole.real]])
    return generator, 2 * np.array([residue.real, residue.imag]), np.array([1.0, 0.0])


def _is_real(poles: ComplexArray, i: int) -> bool:
    return bool(abs(poles[i].imag) <= SAME * abs(poles[i]))


def _conjugate(poles: ComplexArray, i: int) -> int:
    """Where the conjugate of pole i stands."""
    distances = np.abs(poles - poles[i].conjugate())
    nearest = int(np.argmin(distances))
    if distances[nearest] > SAME * abs(poles[i]):
        pole = poles[i]
        raise InputError(
            f"poles are not closed under conjugation: {_shown(pole)} is there without {_shown(pole.conjugate())}; "
            "give both, with conjugate residues",
            name="poles",
            value=poles,
        )
    return nearest


def _is_first(poles: ComplexArray, i: int) -> bool:
    """Whether pole i is real or comes before its conjugate."""
    return _is_real(poles, i) or i < _conjugate(poles, i)


def _refuse_repeated(poles: ComplexArray) -> None:
    for i, pole in enumerate(poles):
        if np.any(np.abs(poles[:i] - pole) <= SAME * abs(pole)):
            raise InputError(
                f"pole {_shown(pole)} is given twice; add the residues of equal poles, and give a filter like "
                "t e^(-t) by its matrices A, b, c",
                name="poles",
                value=poles,
            )


def _shown(value: complex) -> str:
    return f"{value.real:g}" if value.imag == 0 else f"{value.real:g}{value.imag:+g}j"


def _complex(name: str, values: Sequence[complex]) -> ComplexArray:
    try:
        array = np.array(values, dtype=np.complex128)
    except (TypeError, ValueError):
        array = np.array(np.nan)
    if array.ndim != 1 or not np.all(np.isfinite(array)):
        raise InputError(
            f"{name} must be a sequence of finite numbers, but is {values!r}; give for example [-0.3+2j, -0.3-2j]",
            name=name,
            value=values,
        )
    return array


def _array(name: str, value: ArrayLike, dimensions: int) -> FloatArray:
    array = checks.real_array(name, value)
    if array.ndim != dimensions or array.size == 0 or not np.all(np.isfinite(array)):
        raise InputError(
            f"{name} must be a non-empty array of {dimensions} dimensions with finite entries, but has the shape "
            f"{array.shape}" + ("" if np.all(np.isfinite(array)) else " and an entry that is not finite"),
            name=name,
            value=value,
        )
    array.flags.writeable = False
    return array


def checked_target(target: object) -> TargetFilter:
    """`target`, which must be a TargetFilter."""
    checks.instance("target", target, TargetFilter, "for example TargetFilter.damped_oscillator(0.3, 2.0)")
    return cast(TargetFilter, target)


def _parameter(name: str, value: Any, domain: Domain = Domain.REAL) -> float:
    return checks.in_domain(name, checks.finite_number(name, value), domain)
