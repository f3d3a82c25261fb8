"""The tangent kernel of a wide network in Laguerre functions of time, and targets in them.

With p = √(1 − σ²), ρ = (σ/(1 + p))² and the orthonormal functions φ_n(t) = √(2p) e^{−pt} L_n(2pt), a network whose
trained blocks have the learning rates η has the kernel (derived in `derivations.lazy`, steps 6 and 7)

    K = κ² (η_u + η_v) diag(λ_n) + κ⁴ η_W D diag(d_k) Dᵀ / (2p),      λ_n = ½(1+ρ) ρⁿ,      d_k = (k+1) (½(1+ρ))² ρᵏ,

where column k of D is e_k − e_{k+1}: diagonal without recurrent training, tridiagonal with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh_tridiagonal, lapack, solve_discrete_lyapunov

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes.linear.target_filter import TargetFilter

MOST_MODES = 200_000
MOST_RECURRENT_MODES = 1_000
"""Late learning by this many coupled modes takes about three seconds."""


@dataclass(frozen=True)
class LazyKernel:
    """Tangent kernel of a bulk of radius σ; all entries are computed to full relative precision.

    Attributes
    ----------
    sigma : float
    linear : float
        κ²(η_u + η_v): strength of read-in and read-out.
    recurrent : float
        κ⁴η_W: strength of the recurrent weights.
    """

    sigma: float
    linear: float
    recurrent: float

    @property
    def p(self) -> float:
        """Decay rate of the eigenfunctions."""
        return math.sqrt((1.0 - self.sigma) * (1.0 + self.sigma))

    @property
    def rho(self) -> float:
        """Ratio of successive eigenvalues λ_n."""
        return (self.sigma / (1.0 + self.p)) ** 2

    def diagonal(self, count: int) -> FloatArray:
        """K_nn of the first modes."""
        diagonal = self._linear(count)
        d = self._recurrent(count)
        diagonal += d
        diagonal[1:] += d[:-1]
        return diagonal

    def off_diagonal(self, count: int) -> FloatArray:
        """K_{n,n+1} of the first modes, `count` of them: the last one couples to the first mode left out."""
        return -self._recurrent(count)

    def bound_beyond(self, count: int) -> float:
        """A bound on the norm of K on the modes from `count` on: their largest row sum."""
        n = float(count)
        log_power = n * math.log(self.rho)
        half = 0.5 * (1.0 + self.rho)
        # (n+1)ρⁿ may still rise with n while n < 1/ln(1/ρ).
        top = max(n, -1.0 / math.log(self.rho))
        d = half**2 / (2.0 * self.p) * (top + 1.0) * math.exp(max(top, 1.0) * math.log(self.rho) - math.log(self.rho))
        return self.linear * half * math.exp(log_power) + 4.0 * self.recurrent * d

    def modes_needed(self, until: float) -> int:
        """How many modes learn at all by s = until: those left out change by less than 1e-17 of themselves."""
        limit = MOST_RECURRENT_MODES if self.recurrent else MOST_MODES
        low, high = 1, limit
        if self.bound_beyond(limit) * until > _UNLEARNT:
            remedy = "times must end earlier, or sigma be smaller"
            raise InputError(f"sigma is {self.sigma:g}: by s = {until:g} more than {limit} modes learn; {remedy}")
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.bound_beyond(middle) * until <= _UNLEARNT else (middle + 1, high)
        return low

    def eigen(self, count: int, until: float) -> tuple[FloatArray, FloatArray | None]:
        """Eigenvalues of the kernel on the first modes, and eigenvectors (None: the modes themselves).

        The entries span the whole range of floating-point numbers. Up to s = `until` eigenvalues count to about
        1e-10/s. If that is above the rounding of the largest, the usual solver of tridiagonal matrices will do. Later
        learning lives on the smallest; then K is never decomposed as it stands but written as B Bᵀ, and the singular
        values of B are found by one-sided Jacobi rotations, slowly but to nearly full relative precision, since B is
        a well-conditioned matrix times a diagonal one (Demmel et al., Linear Algebra Appl. 299, 21, 1999).
        """
        if not self.recurrent:
            return self.diagonal(count), None
        if self.bound_beyond(0) * until < _EARLY:
            values, modes = eigh_tridiagonal(self.diagonal(count), self.off_diagonal(count)[:-1])
            return np.maximum(values, 0.0), np.asarray(modes, dtype=np.float64)
        scaled, vectors, _, scaling, _, info = lapack.dgejsv(
            self._factor(count), joba=_COLUMN_SCALED, jobu=_VECTORS, jobv=_NO_VECTORS, jobr=0, jobt=0, jobp=0
        )
        if info != 0:
            raise np.linalg.LinAlgError(f"LAPACK dgejsv failed on the lazy kernel (info = {info})")
        return (scaled * (scaling[0] / scaling[1])) ** 2, vectors

    def _factor(self, count: int) -> FloatArray:
        """B of K = B Bᵀ, lower bidiagonal, by a recurrence of positive numbers in which nothing cancels."""
        linear, recurrent = self._linear(count), self._recurrent(count)
        pivots = np.empty(count)
        rest = linear[0]  # pivot minus d
        for k in range(count):
            pivots[k] = recurrent[k] + rest
            if k + 1 < count:
                rest = linear[k + 1] + recurrent[k] * (rest / pivots[k])
        roots = np.sqrt(pivots)
        B: FloatArray = np.diag(roots)
        B[range(1, count), range(count - 1)] = -recurrent[:-1] / roots[:-1]
        return B

    def _linear(self, count: int) -> FloatArray:
        powers = self.rho ** np.arange(count, dtype=np.float64)
        return self.linear * 0.5 * (1.0 + self.rho) * powers

    def _recurrent(self, count: int) -> FloatArray:
        k = np.arange(count, dtype=np.float64)
        powers = (k + 1) * self.rho**k
        return self.recurrent * (0.5 * (1.0 + self.rho)) ** 2 / (2.0 * self.p) * powers


_UNLEARNT = 1e-17
_EARLY = 1e5
# Options of LAPACK's dgejsv, as numbered by SciPy.
_COLUMN_SCALED, _VECTORS, _NO_VECTORS = 0, 0, 3


def laguerre_coefficients(target: TargetFilter, p: float, count: int) -> tuple[FloatArray, float]:
    """Coefficients ∫ φ_n f* dt of the first modes, and the sum of the squares of all others.

    c_n = √(2p) c Rⁿ (p − A)⁻¹ b with R = (p − A)⁻¹(−A − p), a contraction; the rest is a geometric series too, summed
    by a Stein equation, so that it is known without a difference of large numbers (derived in `derivations.lazy`,
    step 8).
    """
    unit = np.eye(target.order)
    R = np.linalg.solve(p * unit - target.A, -target.A - p * unit)
    state = np.linalg.solve(p * unit - target.A, math.sqrt(2.0 * p) * target.b)
    coefficients = np.empty(count)
    for n in range(count):
        coefficients[n] = target.c @ state
        state = R @ state
    rest = solve_discrete_lyapunov(R.T, np.outer(target.c, target.c))
    return coefficients, max(float(state @ rest @ state), 0.0)
