"""Asymptotic laws of how long learning takes from small weights, derived and proved in `derivations.learning_time`.

    real outlier    s ≈ (1 + c*)/(2η̄) ln(1/A₀) + K,        steps ≈ s λ_max,   λ_max ≈ k c*⁻³          η̄ = √(η_u η_v)
    conjugate pair  s ≈ ln(1/α₀)/(η |F*(1)|) + ln(1/(α₀β₀))/μ + O(ln ln 1/α₀)

Small weights leave the neighbourhood of the zero network at the rate η̄ F*(1), with F* the Laplace transform of the
target. A network that has to make a pair first learns the best real outlier, a saddle, which it leaves at the rate μ.

The logarithm dominates only for small weights and small c*: the terms of order c* that the first law leaves out come
from the end of learning, and grow with the accuracy that is asked for. See `reduced_odes.learning_time.times` for how
much the learning time of an integrator depends on c*.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.integrate import quad
from scipy.special import lambertw

from reduced_odes._common import checks
from reduced_odes._common.checks import Domain
from reduced_odes._common.errors import InputError

_REAL_ROOT = 1e-9
"""Imaginary part, relative to the root, below which a root of a polynomial is taken to be real."""


def growth_rate(
    c_star: float, omega_star: float = 0.0, phase: float = 0.0, *, eta_u: float = 1.0, eta_v: float = 1.0
) -> float:
    """Rate at which u and v leave W = 0, u = v = 0: η̄ F*(1), F*(1) = ∫ f* e^{−t} dt.

    What grows is u/√η_u + v/√η_v; if the rate is negative, u/√η_u − v/√η_v. The gain grows twice as fast. At a rate of
    zero, for tan φ = (1 + c*)/ω*, the time near the zero network grows like 1/κ instead of ln(1/κ).
    """
    decay, omega, angle = _target(c_star, omega_star, phase)
    mean = math.sqrt(_rate("eta_u", eta_u) * _rate("eta_v", eta_v))
    return mean * ((1 + decay) * math.cos(angle) - omega * math.sin(angle)) / ((1 + decay) ** 2 + omega**2)


def initial_gain(a: float, b: float, *, eta_u: float = 1.0, eta_v: float = 1.0) -> float:
    """A₀: the part of a real outlier's start that grows, (√η_v a + √η_u b)²/(4η̄); a² if a = b at equal rates."""
    first, second = (checks.finite_number(name, value) for name, value in (("a", a), ("b", b)))
    in_u, in_v = math.sqrt(_rate("eta_u", eta_u)), math.sqrt(_rate("eta_v", eta_v))
    return (in_v * first + in_u * second) ** 2 / (4 * in_u * in_v)


@dataclass(frozen=True)
class IntegratorLaw:
    """The laws of the real outlier as c* → 0.

    Attributes
    ----------
    gain : float
        A_c at which the outlier reaches c ~ c*: the orbit c² = 1 + ρ [ln(1 − A/2) − A/2] ends there, ρ = η_W/η̄.
    offset : float
        K in the learning time.
    curvature : float
        k in λ_max ≈ k c*⁻³ along the path.
    eta : float
        η̄.
    """

    gain: float
    offset: float
    curvature: float
    eta: float

    def time(self, c_star: float, gain: float) -> float:
        """Learning time from the gain A₀, to any fixed fraction of the loss; the error is O(c*) + O(A₀ ln A₀)."""
        decay = _target(c_star, 0.0, 0.0)[0]
        start = checks.in_domain("gain", checks.finite_number("gain", gain), Domain.POSITIVE)
        return (1 + decay) / (2 * self.eta) * math.log(1 / start) + self.offset

    def steps(self, c_star: float, gain: float) -> float:
        """Steps of half the largest stable size."""
        return self.time(c_star, gain) * self.curvature / c_star**3


def integrator_law(*, eta_W: float = 1.0, eta_u: float = 1.0, eta_v: float = 1.0) -> IntegratorLaw:
    """The asymptotic laws of learning to integrate, at any learning rates.

    With unit rates A_c = 2(1 − Ω) = 0.866 with the omega constant Ω = e^{−Ω}, K = −0.169 and k = 0.304: a fifth
    more than the minimum's 1/4, as c undershoots c* while A rises from A_c to 1.
    """
    eta = math.sqrt(_rate("eta_u", eta_u) * _rate("eta_v", eta_v))
    rho = _rate("eta_W", eta_W) / eta
    # 1 − A_c/2 = x solves x eˣ = exp(1 − 1/ρ).
    end = 2 * (1 - float(lambertw(math.exp(1 - 1 / rho)).real))

    def regular(A: float) -> float:
        decay = math.sqrt(max(0.0, 1 + rho * (math.log1p(-A / 2) - A / 2)))
        return decay / (A * (2 - A)) - 1 / (2 * A)

    offset = (quad(regular, 0.0, end, epsabs=1e-12, epsrel=1e-10, limit=200)[0] + math.log(end) / 2) / eta
    # On dc/ds = 0 the curvature is η_W √A (2 − √A)⁴/(4c*³), largest at √A = 2/5; the path runs from A_c to 1.
    steepest = math.sqrt(min(1.0, max(end, 0.16)))
    return IntegratorLaw(end, offset, _rate("eta_W", eta_W) * steepest * (2 - steepest) ** 4 / 4, eta)


@dataclass(frozen=True)
class RealSaddle:
    """The best that one real outlier can do for an oscillation: a minimum among these, a saddle for the pair.

    Attributes
    ----------
    c, gain : float
        Its impulse response is gain · e^{−ct}.
    escape : float
        Rate μ at which the second outlier grows, where W is zero in all directions but the first.
    """

    c: float
    gain: float
    escape: float


def real_saddles(
    c_star: float, omega_star: float, phase: float = 0.0, *, eta_W: float = 1.0, eta_io: float = 1.0
) -> tuple[RealSaddle, ...]:
    """The saddles at which one real outlier does the best it can for a damped oscillation, the largest gain first.

    They are the roots of F*(c) + 2c dF*/dc = 0 with c > 0, at the gain 2c F*(c).
    """
    decay, omega, angle = _target(c_star, omega_star, phase)
    if omega == 0:
        raise InputError(f"omega_star must not be 0, but is {omega:g}; an integrator has no saddle, see integrator_law")
    eta, eta_rec = _rate("eta_io", eta_io), _rate("eta_W", eta_W)
    above = np.poly1d([math.cos(angle), math.cos(angle) * decay - omega * math.sin(angle)])
    below = np.poly1d([1.0, 2 * decay, decay**2 + omega**2])
    roots = (above * below + 2 * np.poly1d([1.0, 0.0]) * (above.deriv() * below - above * below.deriv())).roots
    found = []
    for c in (float(z.real) for z in roots if z.real > 0 and abs(z.imag) <= _REAL_ROOT * abs(z)):
        gain = float(2 * c * above(c) / below(c))
        residual = abs(gain) * ((c - decay) ** 2 + omega**2) / (4 * c**2 * (1 + c) * ((1 + decay) ** 2 + omega**2))
        found.append(RealSaddle(c, gain, (eta * (1 - c) ** 2 + eta_rec * abs(gain)) * residual))
    return tuple(sorted(found, key=lambda saddle: -abs(saddle.gain)))


def _target(c_star: float, omega_star: float, phase: float) -> tuple[float, float, float]:
    decay = checks.in_domain("c_star", checks.finite_number("c_star", c_star), Domain.POSITIVE)
    return decay, checks.finite_number("omega_star", omega_star), checks.finite_number("phase", phase)


def _rate(name: str, value: float) -> float:
    return checks.in_domain(name, checks.finite_number(name, value), Domain.POSITIVE)
