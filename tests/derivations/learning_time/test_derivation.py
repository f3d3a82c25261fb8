"""The derivation of learning times: its formulas against the shipped systems, quadrature, and the laws evaluated."""

import dataclasses
import math

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import reduced_odes
from derivations.errors import ProofError
from derivations.learning_time import conjugate_pair as pair_times
from derivations.learning_time import real_outlier as outlier_times
from derivations.learning_time.derivation import LearningTimeDerivation
from reduced_odes.learning_time.laws import growth_rate, initial_gain, integrator_law, real_saddles


@pytest.fixture(scope="module")
def derivation(closed_form) -> LearningTimeDerivation:
    return closed_form("learning_time")


def number(expression: sp.Expr, **values: float) -> float:
    """An expression at the given values of its symbols, by name."""
    return float(expression.subs({x: values[x.name] for x in expression.free_symbols}))


def test_every_step_is_numbered_and_proved(derivation):
    assert [step.number for step in derivation.steps] == list(range(1, 13))
    assert all(count > 0 for step in derivation.steps for _, count in step.check.proofs)


def test_documents_contain_every_step_and_no_raw_python(derivation):
    for document in (str(derivation), derivation.latex(), derivation.html(), derivation._repr_html_()):
        assert all(f"Step {step.number}. {step.title}" in document for step in derivation.steps)
        assert not any(raw in document for raw in ("**", "_star", "LambertW", "Derivative", "Max("))
        assert "0.169199" in document and "0.865713" in document and "0.304405" in document


def test_laws_that_are_evaluated_are_those_derived(derivation):
    """`reduced_odes.learning_time.laws` has no SymPy: every one of its formulas against the derivation's."""
    law = integrator_law(eta_W=1.3, eta_u=1.7, eta_v=0.6)
    eta = math.sqrt(1.7 * 0.6)
    symbols = {"eta": eta, "rho": 1.3 / eta, "c_star": 0.15, "A_0": 3e-4, "K": law.offset, "eta_W": 1.3}
    assert law.time(0.15, 3e-4) == pytest.approx(number(derivation.time, **symbols), rel=1e-14)
    assert law.gain == pytest.approx(number(outlier_times.limit_gain(), **symbols), rel=1e-13)
    at = number(derivation.curvature_on_the_way, A=law.gain, **symbols)
    assert law.curvature == pytest.approx(at * 0.15**3, rel=1e-13)
    assert integrator_law().offset == pytest.approx(float(derivation.offset), abs=1e-6)
    values = {"c_star": 0.3, "omega_star": 1.4, "phase": 0.5}
    assert growth_rate(*values.values()) == pytest.approx(number(derivation.growth_rate, **values), rel=1e-14)
    # A negative gain is a positive one for −f*, with α and β exchanged.
    for saddle in real_saddles(*values.values(), eta_W=0.7, eta_io=1.3):
        derived = number(derivation.escape_rate, A=abs(saddle.gain), c=saddle.c, eta_W=0.7, eta_io=1.3, **values)
        assert saddle.escape == pytest.approx(derived, rel=1e-12)
    start = sp.symbols("a_0 b_0")
    equation = next(e for e in derivation.steps[1].equations if e.lhs == outlier_times.A_0)
    derived = equation.rhs.subs(dict(zip(start, (0.02, 0.05), strict=True)))
    assert initial_gain(0.02, 0.05, eta_u=1.7, eta_v=0.6) == pytest.approx(
        number(derived, eta_u=1.7, eta_v=0.6, eta=eta), rel=1e-13
    )


def test_offset_at_thirty_digits():
    """K by mpmath along another variable, x = √(1 − A/A_c), in which the end of the orbit is regular."""
    with mp.workdps(30):
        A_c = 2 * (1 - mp.lambertw(1))

        def integrand(x):
            A = A_c * (1 - x * x)
            squared = 1 + mp.log(1 - A / 2) - A / 2
            return (mp.sqrt(squared) / (A * (2 - A)) - 1 / (2 * A)) * 2 * A_c * x

        K = mp.log(A_c) / 2 + mp.quad(integrand, [mp.mpf("1e-12"), 0.5, 1 - mp.mpf("1e-12")])
        assert integrator_law().offset == pytest.approx(float(K), abs=1e-10)


def test_orbit_is_that_of_the_shipped_system():
    """dc/dA = ċ/Ȧ of the generated code, on balanced states, for unequal rates."""
    rates = {"c_star": 0.4, "eta_W": 0.7, "eta_u": 2.0, "eta_v": 0.5}
    eta = math.sqrt(rates["eta_u"] * rates["eta_v"])
    for A, c in ((0.1, 0.9), (0.6, 0.4), (1.3, 1.7)):
        a, b = math.sqrt(A) * (2.0 / 0.5) ** 0.25, math.sqrt(A) * (0.5 / 2.0) ** 0.25
        da, db, dc = reduced_odes.real_outlier.rhs([a, b, c], rates)
        slope = outlier_times.orbit_slope(outlier_times.c)
        found = number(slope, A=A, c=c, c_star=0.4, rho=0.7 / eta)
        assert found == pytest.approx(dc / (da * b + a * db), rel=1e-12)


def test_limit_of_slow_targets_at_the_saddle():
    """c → √3 ω*, A → 3/2, μ → the closed form, linearly in c*."""
    (near,), (nearer,) = (real_saddles(c, 1.6) for c in (2e-4, 1e-4))
    limit = number(pair_times.slow_escape(), omega_star=1.6)
    for approached, values in (
        (math.sqrt(3) * 1.6, (near.c, nearer.c)),
        (1.5, (near.gain, nearer.gain)),
        (limit, (near.escape, nearer.escape)),
    ):
        errors = np.abs(np.array(values) - approached)
        assert errors[1] < 1e-3 and errors[0] / errors[1] == pytest.approx(2, abs=0.05)
    omega = sp.Symbol("omega_star", positive=True)
    fast = sp.limit(pair_times.slow_escape() * omega, omega, sp.oo)
    assert fast == sp.sqrt(3) / 2


def test_gain_exceeds_the_targets_first_value_so_that_the_saddle_is_always_left():
    """A − cos φ = A((c − c*)² + ω*²)/(4c²) at the numerical roots: its sign, and so that of μ, cannot change."""
    for angle in np.linspace(-1.5, 1.5, 7):
        for saddle in real_saddles(0.2, 0.9, float(angle)):
            expected = saddle.gain * ((saddle.c - 0.2) ** 2 + 0.81) / (4 * saddle.c**2)
            assert saddle.gain - math.cos(angle) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("module", "claim", "wrong", "step", "name"),
    [
        (pair_times, "escape", lambda x: 2 * x, pair_times.leaving, "leaving the real outlier"),
        (outlier_times, "offset", lambda x: x + 1, lambda ode: outlier_times.time(), "learning time"),
        (outlier_times, "growth", lambda x: -x, outlier_times.modes, "modes"),
    ],
)
def test_wrong_claims_are_refused(module, claim, wrong, step, name, monkeypatch, conjugate_pair, real_outlier):
    monkeypatch.setattr(module, claim, wrong(getattr(module, claim)))
    with pytest.raises(ProofError) as refused:
        step((conjugate_pair if module is pair_times else real_outlier).ode)
    assert refused.value.step == name


def test_it_is_frozen(derivation):
    with pytest.raises(dataclasses.FrozenInstanceError):
        derivation.time = sp.Integer(0)  # type: ignore[misc]
