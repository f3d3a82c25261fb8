"""Nonlinearities: their potentials against 24 digits, and functions that are refused."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reduced_odes import InputError, UnknownNameError
from reduced_odes.saturating import CUBIC, ERF, TANH, Nonlinearity, named

EXACT = {
    "erf": lambda y: mpmath.erf(mpmath.sqrt(mpmath.pi) * y / 2),
    "tanh": mpmath.tanh,
    "cubic": lambda y: y - mpmath.pi / 12 * y**3,
}


def exact_potential(name, y):
    """P = y⁻² ∫₀ʸ φ and its two derivatives by ln y, in 24 digits."""
    with mpmath.workdps(24):
        phi, y = EXACT[name], mpmath.mpf(y)
        P = mpmath.quad(phi, mpmath.linspace(0, y, 5)) / y**2
        chord, slope = phi(y) / y, mpmath.diff(phi, y)
        return float(P), float(chord - 2 * P), float(slope - 3 * chord + 4 * P)


@pytest.mark.parametrize("phi", [ERF, TANH, CUBIC], ids=lambda phi: phi.name)
@settings(max_examples=15)
@given(y=st.floats(1e-6, 20.0))
def test_potential_in_closed_form_and_by_quadrature(phi, y):
    expected = np.array(exact_potential(phi.name, y))
    bare = Nonlinearity("bare", phi.phi, phi.derivative)
    scale = 1 + np.abs(expected).max()
    for known in (phi, bare):
        found = np.array([float(part) for part in known.potential(np.array(y))])
        assert found == pytest.approx(expected, abs=4e-15 * scale)


def test_linear_at_zero():
    for phi in (ERF, TANH, CUBIC):
        assert [float(part) for part in phi.potential(np.array(0.0))] == [0.5, 0.0, 0.0]


@pytest.mark.parametrize("w", [-3.0, 0.0, 0.9, 30.0])
def test_which_activities_stay_finite(w):
    w, gamma = np.array(w), np.array(0.5)
    assert ERF.restoring(w, gamma) > 0 and TANH.restoring(w, gamma) > 0
    assert (CUBIC.restoring(w, gamma) > 0) == (w >= 0)
    assert (ERF.restoring(w, np.array(0.0)) > 0) == (w < 1)


def test_names():
    assert named("erf") is ERF and named("tanh") is TANH and named("cubic") is CUBIC
    with pytest.raises(UnknownNameError):
        named("relu")


@pytest.mark.parametrize(
    "arguments, part",
    [
        ((lambda y: np.maximum(y, 0), lambda y: (y > 0) * 1.0), "odd"),
        ((lambda y: np.tanh(y) + 1e-6 * y**2, lambda y: 1 - np.tanh(y) ** 2), "odd"),
        ((np.tanh, lambda y: 1 - np.tanh(y)), "derivative"),
        ((np.tanh, lambda y: 1 - np.tanh(y) ** 2, np.cosh), "integral"),
        ((lambda y: y / (y - y), np.tanh), "not finite"),
        ((lambda y: float(y), np.tanh), "array"),
        ((lambda y: 0.0, np.tanh), "array"),
        ((0.5, np.tanh), "phi"),
        ((np.tanh, None), "derivative"),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_refused(arguments, part):
    with pytest.raises(InputError, match=part):
        Nonlinearity("mine", *arguments)
