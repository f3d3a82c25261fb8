"""The lazy regime's derivation: its closed forms against quadrature, random matrices and summation at many digits."""

import dataclasses
import math
from functools import cache

import mpmath as mp
import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from derivations import targets
from derivations.algebra.symbols import c_star, omega_star, phase, t
from derivations.errors import ProofError
from derivations.lazy import kernels as lazy_kernels
from derivations.lazy import modes as lazy_modes
from derivations.lazy.derivation import LazyDerivation, derive_lazy
from derivations.random_matrices import symbols as ls
from derivations.random_matrices import wick

DIGITS = 50


@pytest.fixture(scope="module")
def integrator(closed_form) -> LazyDerivation:
    return closed_form("lazy_integrator")


@pytest.fixture(scope="module")
def oscillator(closed_form) -> LazyDerivation:
    return closed_form("lazy_oscillator")


def numeric(expression: sp.Expr, **values: float | str) -> mp.mpf:
    """An expression at the given values of its symbols, with p and ρ from σ, to the working precision."""
    written = ls.in_sigma(expression)
    substitutions = {x: sp.Rational(str(values[x.name])) for x in written.free_symbols}
    return mp.mpf(sp.N(written.subs(substitutions), mp.mp.dps + 10)._mpf_)


def test_every_step_is_numbered_and_proved(integrator, oscillator):
    for derivation in (integrator, oscillator):
        assert [step.number for step in derivation.steps] == list(range(1, 12))
        assert all(count > 0 for step in derivation.steps for _, count in step.check.proofs)


def test_documents_contain_every_step_and_no_raw_python(integrator, oscillator):
    for derivation in (integrator, oscillator):
        for document in (str(derivation), derivation.latex(), derivation.html()):
            assert all(f"Step {step.number}. {step.title}" in document for step in derivation.steps)
            assert "**" not in document and "_star" not in document


@cache
def bessel_kernel(sigma: mp.mpf, a: mp.mpf, b: mp.mpf) -> mp.mpf:
    """K at unit κ, to 50 digits: the same for all eigenfunctions."""
    return mp.exp(-a - b) * mp.besseli(0, 2 * sigma * mp.sqrt(a * b))


@pytest.mark.parametrize("n", [0, 4])
@pytest.mark.parametrize("sigma", ["0.3", "0.8"])
def test_eigenfunctions_at_fifty_digits(n, sigma):
    """∫ K(t, t') φ_n(t') dt' = λ_n φ_n(t) by quadrature of the Bessel form, at two times."""
    with mp.workdps(DIGITS):
        s = mp.mpf(sigma)
        p = mp.sqrt(1 - s**2)
        expected = numeric(lazy_modes.eigenvalue.subs(ls.n, n), sigma=sigma, kappa="1")

        def phi(time):
            return mp.sqrt(2 * p) * mp.exp(-p * time) * mp.laguerre(n, 0, 2 * p * time)

        for time in (mp.mpf("0.3"), mp.mpf(2)):
            # t' = x² makes the square root analytic at 0; the integrand is below 1e-60 beyond.
            end = mp.sqrt(150 / p)
            value = mp.quad(
                lambda x, time=time: 2 * x * bessel_kernel(s, time, x * x) * phi(x * x), mp.linspace(0, end, 9)
            )
            assert abs(value - expected * phi(time)) < mp.mpf(10) ** (8 - DIGITS)


@pytest.mark.parametrize("sigma", ["0.3", "0.9"])
def test_mercer_sum_is_the_bessel_form(sigma, integrator):
    with mp.workdps(DIGITS):
        a, b = "0.7", "1.9"
        exact = numeric(integrator.kernel, sigma=sigma, kappa="1.2", t=a, t_prime=b)
        s = mp.mpf(sigma)
        p = mp.sqrt(1 - s**2)
        rho = ((1 - p) / s) ** 2
        terms = int(mp.ceil(DIGITS * mp.log(10) / -mp.log(rho))) + 20
        total = mp.mpf(0)
        for n in range(terms):
            modes = [mp.exp(-p * mp.mpf(x)) * mp.laguerre(n, 0, 2 * p * mp.mpf(x)) for x in (a, b)]
            total += mp.mpf("1.44") * (1 + rho) / 2 * rho**n * 2 * p * modes[0] * modes[1]
        assert abs(total - exact) < abs(exact) * mp.mpf(10) ** (6 - DIGITS)


def test_recurrent_kernel_is_the_double_convolution(integrator):
    """K_W(t,t') = ∫₀ᵗ∫₀ᵗ' g(τ,τ') g(t−τ,t'−τ') by Gauss–Legendre quadrature."""
    sigma, kappa, a, b = 0.7, 1.3, 1.1, 2.4
    g = sp.lambdify((t, ls.t_prime, ls.sigma, ls.kappa), integrator.kernel, "scipy")
    x, weights = np.polynomial.legendre.leggauss(40)
    first, second = a * (x + 1)[:, None] / 2, b * (x + 1)[None, :] / 2
    values = g(first, second, sigma, kappa) * g(a - first, b - second, sigma, kappa)
    quadrature = a * b / 4 * weights @ values @ weights
    exact = float(numeric(integrator.recurrent_kernel, sigma=sigma, kappa=kappa, t=a, t_prime=b))
    assert quadrature == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("name", ["kernel", "recurrent_kernel"])
def test_double_laplace_transforms(name, integrator):
    """∫∫ K e^{−zt−z't'} by Gauss–Legendre quadrature in √t and √t', where the kernels are analytic."""
    transform = {"kernel": lazy_kernels.g_hat, "recurrent_kernel": lazy_kernels.g_W_hat}[name]
    values = {"sigma": 0.4, "kappa": 1.2, "z": 0.5, "z_prime": 0.8}
    kernel = sp.lambdify((t, ls.t_prime, ls.sigma, ls.kappa), getattr(integrator, name), "scipy")
    x, weights = np.polynomial.legendre.leggauss(80)
    x, weights = 3.5 * (x + 1), 3.5 * weights
    a, b = x[:, None], x[None, :]
    integrand = 4 * a * b * kernel(a**2, b**2, 0.4, 1.2) * np.exp(-0.5 * a**2 - 0.8 * b**2)
    assert weights @ integrand @ weights == pytest.approx(float(numeric(transform, **values)), rel=1e-11)


def test_moments_of_large_random_matrices():
    """uᵀ(Wᵀ)ᵏWʲu/κ² averages to the exact polynomial in 1/N, and to δ_jk σ^{2k} as N → ∞."""
    N, sigma, samples = 4, 0.8, 40_000
    rng = np.random.default_rng(4)
    W = sigma * rng.standard_normal((samples, N, N)) / np.sqrt(N)
    u = rng.standard_normal((samples, N))
    u /= np.linalg.norm(u, axis=1)[:, None]
    states = [u]
    for _ in range(3):
        states.append(np.einsum("sij,sj->si", W, states[-1]))
    for b, a in ((1, 1), (2, 0), (2, 2), (3, 1), (3, 3)):
        values = np.einsum("si,si->s", states[b], states[a])
        exact = sum(count * float(N) ** power for power, count in wick.moment(b, a).items()) * sigma ** (a + b)
        error = values.std() / np.sqrt(samples)
        assert abs(values.mean() - exact) < 4 * error
        # The exact mean is distinguished from its limit wherever they differ by much more than the error.
        limit = sigma ** (2 * a) if a == b else 0.0
        assert a == b == 1 or abs(exact - limit) > 4 * error


def test_wick_pairings_are_complete():
    assert [sum(wick.moment(k, k).values()) for k in range(5)] == [1, 1, 3, 15, 105]
    assert wick.moment(2, 1) == {}
    assert wick.limit_of({1: 1}) is None


def test_power_of_each_contraction_against_its_matrix_identity():
    """Σ over the entries of E = e_i e_jᵀ in the place of both letters, for random P and Q: a product of traces."""
    P, Q = np.random.default_rng(3).standard_normal((2, 3, 3))
    units = np.eye(9).reshape(9, 3, 3)

    def letter(name, E):
        return E if name == "W" else E.T

    for first in wick.LETTERS:
        for second in wick.LETTERS:
            one = sum(np.trace(letter(first, E) @ P @ letter(second, E) @ Q) for E in units)
            two = sum(np.trace(letter(first, E) @ P) * np.trace(letter(second, E) @ Q) for E in units)
            if first == second:
                assert one == pytest.approx(np.trace(P @ Q.T), rel=1e-12)
                assert two == pytest.approx(np.trace(P.T @ Q), rel=1e-12)
            else:
                assert one == pytest.approx(np.trace(P) * np.trace(Q), rel=1e-12)
                assert two == pytest.approx(np.trace(P @ Q), rel=1e-12)
            loops = 2 if first != second else 1
            assert wick.contraction(first, second, one_trace=True) == loops - 1 - 1
            assert wick.contraction(first, second, one_trace=False) == 1 - 2 - 1


def test_one_sentence_for_a_wrong_contraction(monkeypatch):
    monkeypatch.setattr(wick, "contraction", lambda first, second, *, one_trace: 0)
    with pytest.raises(ProofError) as refused:
        wick.wide()
    assert refused.value.step == "wide network" and refused.value.failed[0] == "W with W in one trace"


def test_indices_that_are_one_more(integrator):
    """x_{n+1} and φ_{k+1} in every document, and the identifiers that make them in none."""
    text, tex, web = str(integrator), integrator.latex(), integrator.html()
    assert "x_{n+1} =" in text and "φ_{k+1}(t)" in text
    assert r"x_{n + 1} &=" in tex and r"\varphi_{k + 1}(t)" in tex
    assert "<msub><mi>x</mi><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></msub>" in web
    assert not any("_next" in document for document in (text, tex, web))


def test_learning_curve_at_thirty_digits(integrator):
    """The loss's series: half the target's power at s = 0, and the losses of the network theory at later times."""
    with mp.workdps(30):
        term = ls.in_sigma(integrator.loss.function)
        names = {x.name: x for x in term.free_symbols}
        assert set(names) == {"n", "s", "c_star", "sigma", "kappa"}
        value = sp.lambdify([names[x] for x in ("n", "s", "c_star", "sigma", "kappa")], term, "mpmath")
        at = mp.mpf("0.5"), mp.mpf("0.6"), mp.mpf(1)
        losses = [mp.fsum(value(n, mp.mpf(time), *at) for n in range(60)) for time in (0, 1, 10, 100)]
        assert abs(losses[0] - mp.mpf(1) / 2) < mp.mpf(10) ** -25  # r² = ρ^{1.33}: sixty terms leave 1e-57
        assert [round(float(x), 4) for x in losses[1:]] == [0.1795, 0.0086, 0.0004]


@settings(max_examples=40)
@given(st.integers(1, 19), st.integers(1, 60))
def test_exponent_is_above_one_exactly_inside_the_disc(integrator, twentieths, of_decay):
    """The threshold, the exponent and the sign of the norm's formula draw the same line."""
    sigma, decay = sp.Rational(twentieths, 20), sp.Rational(of_decay, 20)
    assume(abs(1 - decay) != sigma and decay**2 + sigma**2 != 1)
    values = {c_star: decay, ls.sigma: sigma, ls.kappa: sp.Integer(1)}
    inside = bool(abs(1 - decay) < sigma)
    assert all(bool(x.subs(values) < 0) == inside for x in integrator.threshold)
    root, c = math.sqrt(1 - float(sigma) ** 2), float(decay)
    gamma = integrator.decay_exponent.subs({c_star: c, ls.p: root, ls.rho: ((1 - root) / float(sigma)) ** 2})
    assert bool(gamma > 1) == inside
    assert bool(integrator.norm_squared.subs(values) > 0) == inside


def coefficient_sum(derivation: LazyDerivation, values: dict[sp.Symbol, sp.Expr], count: int) -> tuple[float, float]:
    """Σ c_n² and Σ c_n²/λ_n from the Taylor coefficients of the generating function."""
    above, below = sp.fraction(sp.together(ls.in_sigma(derivation.coefficients).subs(values)))
    numerator, denominator = (
        [mp.mpf(sp.N(x, 50)._mpf_) for x in reversed(sp.Poly(sp.expand(part), ls.w).all_coeffs())]
        for part in (above, below)
    )
    series: list[mp.mpf] = []
    for n in range(count + 1):  # the quotient of two polynomials, power by power
        rest = mp.fsum(d * series[n - k] for k, d in enumerate(denominator[1 : n + 1], 1))
        series.append(((numerator[n] if n < len(numerator) else 0) - rest) / denominator[0])
    sigma = mp.mpf(float(values[ls.sigma]))
    p = mp.sqrt(1 - sigma**2)
    rho = (sigma / (1 + p)) ** 2
    return (
        float(mp.fsum(c**2 for c in series)),
        float(mp.fsum(c**2 / ((1 + rho) / 2 * rho**n) for n, c in enumerate(series))),
    )


def test_oscillator_parseval_and_norm(oscillator):
    numbers = {c_star: "0.9", omega_star: "0.3", phase: "0.4", ls.sigma: "0.8", ls.kappa: "1"}
    values = {x: sp.Rational(value) for x, value in numbers.items()}
    with mp.workdps(40):
        power, norm = coefficient_sum(oscillator, values, 60)
    c, w, f = 0.9, 0.3, 0.4
    exact = 0.25 / c + 0.25 * (c * np.cos(2 * f) - w * np.sin(2 * f)) / (c**2 + w**2)  # ∫ e^{−2ct} cos²(ωt + φ)
    assert power == pytest.approx(exact, rel=1e-12)
    assert norm == pytest.approx(float(oscillator.norm_squared.subs(values)), rel=1e-9)


def test_oscillator_without_frequency_is_the_integrator(integrator, oscillator):
    still = {omega_star: 0, phase: 0}
    for name in ("norm_squared", "decay_exponent", "coefficients"):
        difference = getattr(oscillator, name).subs(still) - getattr(integrator, name)
        values = {c_star: 0.7, ls.sigma: 0.6, ls.kappa: 1.1, ls.w: 0.2, ls.p: 0.8, ls.rho: sp.Rational(1, 9)}
        assert abs(float(difference.subs(values))) < 1e-14


def test_one_sentence_for_a_wrong_kernel(monkeypatch):
    monkeypatch.setattr(lazy_modes, "g_hat", 2 * lazy_kernels.g_hat)
    with pytest.raises(ProofError) as refused:
        lazy_modes.hille_hardy()
    assert refused.value.step == "eigenvalues"


def test_one_sentence_for_a_wrong_count(monkeypatch):
    monkeypatch.setattr(wick, "moment", lambda b, a: {0: 2})
    with pytest.raises(ProofError) as refused:
        wick.wide()
    assert refused.value.step == "wide network"


def test_the_derivation_cannot_be_changed(integrator):
    with pytest.raises(dataclasses.FrozenInstanceError):
        integrator.loss = sp.Integer(0)


def test_third_order_target():
    """Three real poles: proved too, and the threshold is that of each pole."""
    A = sp.diag(-1, -sp.Rational(3, 2), -sp.Rational(1, 2))
    target = targets.Target(
        "three poles", sp.exp(-t) + sp.exp(-3 * t / 2) - sp.exp(-t / 2), sp.ImmutableMatrix(A),
        sp.ImmutableMatrix([1, 1, 1]), sp.ImmutableMatrix([[1, 1, -1]]), (), (), (),
    )  # fmt: skip
    derived = derive_lazy(target)
    assert {sp.expand(x + ls.sigma**2) for x in derived.threshold} == {0, sp.Rational(1, 4)}
    values = {ls.sigma: sp.Rational(3, 5), ls.kappa: sp.Integer(1)}
    with mp.workdps(40):
        _, norm = coefficient_sum(derived, values, 80)
    assert norm == pytest.approx(float(derived.norm_squared.subs(values)), rel=1e-5)
