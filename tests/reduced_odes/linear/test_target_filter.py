"""The one numeric target: against sums of exponentials, closed forms, and the symbolic target of the derivations."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import validation
from derivations import targets
from derivations.algebra.symbols import c_star, omega_star, phase
from reduced_odes import InputError, TargetFilter
from reduced_odes.lazy.curve import lazy_curve
from reduced_odes.linear import gramians

PAIR = [-0.3 + 2j, -0.3 - 2j]


@given(st.permutations(range(5)), st.floats(-2, 2), st.floats(-2, 2))
def test_poles_and_residues_make_the_filter_and_are_found_again(order, real, imaginary):
    residue = complex(real, imaginary)
    poles = np.array([-0.5 + 1.1j, -0.5 - 1.1j, -0.2, -1.5, -3.0])[list(order)]
    residues = np.array([residue, residue.conjugate(), 0.7, 0.3, -1.1])[list(order)]
    target = TargetFilter.from_poles(poles, residues)
    t = np.array([0.0, 0.4, 3.0])
    np.testing.assert_allclose(target.filter(t), (np.exp(np.outer(t, poles)) @ residues).real, atol=1e-12)
    assert target.order == 5 and target.start == pytest.approx(residues.sum().real)
    if abs(residue) < 1e-3:
        return
    found, amplitudes = target.poles(), target.residues()
    same = np.abs(found[:, None] - poles).argmin(axis=1)
    np.testing.assert_allclose(found, poles[same], atol=1e-9)
    np.testing.assert_allclose(amplitudes, residues[same], atol=1e-8)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.05, 3.0), st.floats(-4.0, 4.0), st.floats(-4.0, 4.0))
def test_oscillator_in_closed_form(c, omega, phi):
    target = TargetFilter.damped_oscillator(c, omega, phi)
    t = np.linspace(0, 12, 40)
    np.testing.assert_allclose(target.filter(t), np.exp(-c * t) * np.cos(omega * t + phi), atol=1e-12)
    # ½∫e^{−2ct} cos²(ωt + φ) dt
    power = (1 / c + (c * math.cos(2 * phi) - omega * math.sin(2 * phi)) / (c * c + omega * omega)) / 8
    assert target.power == pytest.approx(power, rel=1e-11)
    assert gramians.power(target.A, target.b, target.c) == pytest.approx(power, rel=1e-11)


@pytest.mark.parametrize("phi", [0.0, 0.7, -2.0])
def test_matrices_are_those_of_the_symbolic_target(phi):
    symbolic, at = targets.damped_oscillator(), {c_star: 0.3, omega_star: 1.7, phase: phi}
    numeric = TargetFilter.damped_oscillator(0.3, 1.7, phi)
    for name in "Abc":
        expected = np.array(getattr(symbolic, name).subs(at).evalf(20).tolist(), dtype=float)
        np.testing.assert_allclose(getattr(numeric, name), expected.reshape(getattr(numeric, name).shape), rtol=1e-15)


def test_an_oscillator_that_does_not_oscillate_is_the_integrator():
    oscillator, integrator = TargetFilter.damped_oscillator(0.3, 0.0), TargetFilter.integrator(0.3)
    np.testing.assert_allclose(oscillator.filter([0, 1, 5]), integrator.filter([0, 1, 5]), atol=1e-15)
    assert oscillator.power == pytest.approx(1 / 1.2, rel=1e-14)
    assert oscillator.minimal().order == 1 and oscillator.residues() == pytest.approx([1.0])


def test_theory_and_network_take_the_same_object():
    assert validation.StateSpace is TargetFilter
    target = validation.damped_oscillator(0.3, 2.0, 0.4)
    loss, _ = validation.loss_and_gradient(validation.Weights(np.zeros((2, 2)), [1, 0], [0, 0]), target)
    assert loss == pytest.approx(validation.target_power(target), rel=1e-14)
    curve = lazy_curve(target, sigma=0.5, kappa=1.0, times=[0.0, 1.0])
    assert curve.target_power == pytest.approx(target.power, rel=1e-14)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: TargetFilter.integrator(0.0), "c_star"),
        (lambda: TargetFilter.integrator(math.nan), "c_star"),
        (lambda: validation.integrator("x"), "c_star"),
        (lambda: validation.damped_oscillator(-0.3, 2.0), "c_star"),
        (lambda: TargetFilter.damped_oscillator(0.3, math.inf), "omega_star"),
        (lambda: validation.damped_oscillator(0.3, 2.0, math.nan), "phase"),
        (lambda: TargetFilter([[0.0, 1.0], [-1.0, 0.0]], [1, 0], [1, 0]), "A"),
        (lambda: TargetFilter([[0.5]], [1.0], [1.0]), "A"),
        (lambda: TargetFilter([[-1.0, 1.0]], [1], [1]), "A"),
        (lambda: TargetFilter([["x"]], [1.0], [1.0]), "A"),
        (lambda: TargetFilter([[-1.0]], [1, 2], [1]), "b"),
        (lambda: TargetFilter([[-1.0]], [math.nan], [1.0]), "b"),
        (lambda: TargetFilter([[-1.0]], [1], [1, 2]), "c"),
        (lambda: TargetFilter([[-1.0]], [0.0], [1.0]).poles(), "target"),
        (lambda: TargetFilter([[-1.0, 0.0], [1.0, -1.0]], [1, 0], [0, 1]).residues(), "poles"),
        (lambda: TargetFilter.from_poles(PAIR[:1], [1]), "poles"),
        (lambda: TargetFilter.from_poles(PAIR, [1j, 1j]), "residues"),
        (lambda: TargetFilter.from_poles([-1.0], [1j]), "residues"),
        (lambda: TargetFilter.from_poles([-1.0], [0.0]), "residues"),
        (lambda: TargetFilter.from_poles([-1.0, -1.0], [1, 1]), "poles"),
        (lambda: TargetFilter.from_poles([-1.0, -2.0], [1]), "residues"),
        (lambda: TargetFilter.from_poles([0.5], [1]), "poles"),
        (lambda: TargetFilter.from_poles([1j, -1j], [1, 1]), "poles"),
        (lambda: TargetFilter.from_poles([math.nan], [1]), "poles"),
        (lambda: TargetFilter.integrator(0.3).filter([-1.0, 0.0]), "times"),
        (lambda: TargetFilter.integrator(0.3).filter([math.nan]), "times"),
    ],
)
def test_what_is_no_target_is_refused_by_name(make, name):
    with pytest.raises(InputError) as caught:
        make()
    assert caught.value.name == name and "\n" not in str(caught.value)
