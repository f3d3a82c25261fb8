"""Target filters of any order: the one numeric target of the project, by the names that it has here."""

from __future__ import annotations

from reduced_odes.linear.target_filter import TargetFilter
from validation._common.checks import instance

StateSpace = TargetFilter
"""f*(t) = c e^{At} b; the same class as `reduced_odes.TargetFilter`."""

TARGETS = "integrator(c_star), damped_oscillator(c_star, omega_star) or StateSpace(A, b, c)"
"""What to pass as a target, for messages."""


def integrator(c_star: float) -> StateSpace:
    """The leaky integrator f*(t) = e^{−c* t}; c* > 0 in units of the neuron's inverse time constant."""
    return TargetFilter.integrator(c_star)


def damped_oscillator(c_star: float, omega_star: float, phase: float = 0.0) -> StateSpace:
    """The damped oscillator f*(t) = e^{−c* t} cos(ω* t + φ).

    Parameters
    ----------
    c_star : float
        Decay rate, > 0.
    omega_star : float
        Angular frequency, any sign; 0 with phase 0 is the integrator (not minimal, which is harmless).
    phase : float
        φ in radians.
    """
    return TargetFilter.damped_oscillator(c_star, omega_star, phase)


def target_power(target: StateSpace) -> float:
    """½ ∫ f*(t)² dt, the loss of a network that does nothing."""
    instance("target", target, StateSpace, TARGETS)
    return target.power
