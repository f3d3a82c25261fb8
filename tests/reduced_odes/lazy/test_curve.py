"""Lazy learning curves against a discretised kernel, against many digits, and against their own late power law."""

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ive

from reduced_odes import InputError, Rates, UnknownNameError
from reduced_odes.lazy.curve import Block, TargetFilter, decay_exponent, is_learnable, lazy_curve, norm_squared
from reduced_odes.lazy.kernel import LazyKernel, laguerre_coefficients

TIMES = np.array([0.0, 0.3, 1.0, 10.0, 100.0])
THIRD_ORDER = TargetFilter.from_poles([-0.7 + 0.3j, -0.7 - 0.3j, -0.9], [0.5 - 0.2j, 0.5 + 0.2j, 0.5])
TARGETS = {
    "integrator": TargetFilter.integrator(0.5),
    "oscillator": TargetFilter.damped_oscillator(0.8, 1.3, 0.4),
    "third order": THIRD_ORDER,
}


def nystrom(target, sigma, kappa_u, kappa_v, rates, times, overlap=0.0, nodes=400):
    """The same curve from the Bessel kernels at Gauss–Legendre nodes in √t: no Laguerre function anywhere."""
    x, weights = np.polynomial.legendre.leggauss(nodes)
    end = 9.0
    x, weights = end * (x + 1) / 2, end * weights / 2
    t, dt = x**2, 2 * x * weights
    a, b = np.meshgrid(t, t)
    root = np.sqrt(a * b)
    decay = np.exp(-a - b + 2 * sigma * root)
    K = (kappa_v**2 * rates.get("u", 0) + kappa_u**2 * rates.get("v", 0)) * decay * ive(0, 2 * sigma * root)
    K += (kappa_u * kappa_v) ** 2 * rates.get("W", 0) * decay * root / sigma * ive(1, 2 * sigma * root)
    values, vectors = np.linalg.eig(target.A)
    residues = (target.c @ vectors) * np.linalg.solve(vectors, target.b)
    f = np.real(np.exp(np.outer(t, values)) @ residues) - overlap * kappa_u * kappa_v * np.exp(-t)
    scale = np.sqrt(dt)
    eigenvalues, E = np.linalg.eigh(scale[:, None] * K * scale)
    amplitudes = (E.T @ (scale * f)) ** 2
    return 0.5 * np.exp(-2 * np.outer(times, np.maximum(eigenvalues, 0))) @ amplitudes


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("rates", [{"v": 1}, {"u": 0.5, "v": 1.5}, {"W": 1}, {"W": 0.7, "u": 1.2, "v": 0.4}], ids=str)
def test_curve_is_that_of_the_discretised_kernel(name, rates):
    curve = lazy_curve(TARGETS[name], sigma=0.6, kappa=1.3, times=TIMES, trained=rates, rates=rates)
    expected = nystrom(TARGETS[name], 0.6, 1.3, 1.3, rates, TIMES)
    np.testing.assert_allclose(curve.loss, expected, rtol=0, atol=1e-12)
    assert curve.target_power == pytest.approx(expected[0], rel=1e-12)


def test_unequal_norms_and_an_overlap():
    """The network's first response is not to be learnt, and each block learns as fast as the others let it."""
    options = {"kappa_u": 0.7, "kappa_v": 1.6, "overlap": -0.4}
    rates, target = {"W": 0.7, "u": 1.2, "v": 0.4}, TARGETS["oscillator"]
    curve = lazy_curve(target, sigma=0.6, times=TIMES, trained=rates, rates=rates, **options)
    expected = nystrom(target, 0.6, 0.7, 1.6, rates, TIMES, overlap=-0.4)
    np.testing.assert_allclose(curve.loss, expected, rtol=0, atol=1e-12)
    assert curve.target_power == pytest.approx(lazy_curve(target, sigma=0.6, times=[0.0]).loss[0], rel=1e-12)
    with pytest.raises(InputError) as refused:
        lazy_curve(target, sigma=0.6, times=[0.0], overlap=1.1)
    assert refused.value.name == "overlap"


def test_read_out_in_closed_form():
    """σ = 0.6, c* = 0.5, κ = 1: the numbers to which networks of 800 neurons come close."""
    loss = lazy_curve(TARGETS["integrator"], sigma=0.6, kappa=1.0, times=[1, 10, 100]).loss
    np.testing.assert_allclose(loss, [0.1795120187, 8.586801059e-3, 4.059992628e-4], rtol=1e-9)


@pytest.mark.parametrize("sigma", [0.05, 0.6, 0.85])
def test_tridiagonal_exponential_at_many_digits(sigma):
    """All blocks, to late times and small losses, against mpmath with ten modes more.

    What is rounded are the amplitudes √(2L), relative to that at s = 0, which is 1 here.
    """
    target, times = TARGETS["integrator"], [1.0, 1e3, 1e6]
    curve = lazy_curve(target, sigma=sigma, kappa=1.2, times=times, trained=list(Block))
    with mp.workdps(40):
        s, c = mp.mpf(sigma), mp.mpf("0.5")
        p = mp.sqrt(1 - s**2)
        rho, r = (s / (1 + p)) ** 2, (c - p) / (c + p)
        count = curve.modes + 10
        kappa = mp.mpf(1.2)
        d = [kappa**4 * ((1 + rho) / 2) ** 2 * (k + 1) * rho**k / (2 * p) for k in range(count)]
        K = mp.zeros(count)
        for n in range(count):
            K[n, n] = 2 * kappa**2 * (1 + rho) / 2 * rho**n + d[n] + (d[n - 1] if n else 0)
            if n + 1 < count:
                K[n, n + 1] = K[n + 1, n] = -d[n]
        f = [mp.sqrt(2 * p) / (c + p) * r**n for n in range(count)]

        def resolvent(z):
            """fᵀ (z + 2K)⁻¹ f, by elimination: no eigenvalue."""
            pivot, left, total = z + 2 * K[0, 0], f[0], 0
            for n in range(1, count):
                total += left**2 / pivot
                factor = 2 * K[n, n - 1] / pivot
                pivot, left = z + 2 * K[n, n] - 2 * factor * K[n - 1, n], f[n] - factor * left
            return total + left**2 / pivot

        rest = 1 / (2 * c) * r ** (2 * count)
        for time, loss in zip(times, curve.loss, strict=True):
            learnt = mp.invertlaplace(resolvent, time, method="talbot")  # fᵀ exp(−2K time) f
            assert abs(mp.sqrt(2 * loss) - mp.sqrt(learnt + rest)) < 1e-15 + 1e-12 * mp.sqrt(2 * loss)


@pytest.mark.parametrize("sigma", [0.3, 0.9, 0.98])
def test_early_and_late_solver_agree(sigma):
    kernel = LazyKernel(sigma, 1.0, 2.0)
    count = kernel.modes_needed(1e3)
    quick, of_quick = kernel.eigen(count, 1.0)
    slow, of_slow = kernel.eigen(count, 1e12)
    order = np.argsort(slow)
    assert np.all(slow > 0)
    np.testing.assert_allclose(quick[np.argsort(quick)], slow[order], rtol=0, atol=1e-14 * slow.max() * count)
    K = np.diag(kernel.diagonal(count)) + sum(np.diag(kernel.off_diagonal(count)[:-1], k) for k in (-1, 1))
    for values, vectors in ((quick, of_quick), (slow, of_slow)):
        np.testing.assert_allclose((vectors * values) @ vectors.T, K, atol=1e-14 * slow.max() * count)


@given(st.floats(0.01, 0.99), st.floats(0.05, 4.0), st.floats(0.0, 3.0), st.floats(-3.0, 3.0))
def test_power_is_that_of_the_filter(sigma, decay, omega, phase):
    """Parseval with any number of modes: coefficients and the summed rest make ∫f*²."""
    target = TargetFilter.damped_oscillator(decay, omega, phase)
    exact = 0.25 / decay + 0.25 * (decay * math.cos(2 * phase) - omega * math.sin(2 * phase)) / (decay**2 + omega**2)
    for count in (1, 7, 40):
        coefficients, rest = laguerre_coefficients(target, LazyKernel(sigma, 1.0, 0.0).p, count)
        assert coefficients @ coefficients + rest == pytest.approx(exact, rel=1e-9, abs=1e-12)


@given(st.floats(0.05, 0.95), st.floats(0.05, 3.0), st.sets(st.sampled_from(list(Block)), min_size=1))
def test_loss_falls_and_slopes_flatten(sigma, decay, blocks):
    """Σ a e^{−2λs} with a, λ ≥ 0 is decreasing and log-convex, whatever is trained."""
    times = np.linspace(0.0, 20.0, 41)
    loss = lazy_curve(TargetFilter.integrator(decay), sigma=sigma, kappa=1.0, times=times, trained=blocks).loss
    assert loss[0] == pytest.approx(0.25 / decay, rel=1e-12)
    assert np.all(np.diff(loss) < 0)
    assert np.all(np.diff(np.log(loss), 2) > -1e-9)


@pytest.mark.parametrize("decay, learnt", [(0.5, True), (0.2, False), (1.5, True), (1.7, False)])
def test_late_power_law(decay, learnt):
    """The loss falls by ρ^γ = r² when learning time grows by 1/ρ, on both sides of the threshold |1 − c*| = σ."""
    sigma, target = 0.6, TargetFilter.integrator(decay)
    kernel = LazyKernel(sigma, 1.0, 0.0)
    times = np.geomspace(1e3, 1e3 / kernel.rho, 33)
    first = lazy_curve(target, sigma=sigma, kappa=1.0, times=times)
    later = lazy_curve(target, sigma=sigma, kappa=1.0, times=times / kernel.rho)
    np.testing.assert_allclose(later.loss / first.loss, kernel.rho**first.decay_exponent, rtol=1e-11)
    assert first.learnable is learnt and (first.decay_exponent > 1) is learnt
    # Mean of L s^γ over one period of ln s, and its variation: the modulation is there.
    scaled = first.loss * times**first.decay_exponent
    gamma, lambda_0 = first.decay_exponent, (1 + kernel.rho) / 2
    c_0_squared = 2 * kernel.p / (decay + kernel.p) ** 2
    mean = math.gamma(gamma) * (2 * lambda_0) ** -gamma * c_0_squared / (2 * math.log(1 / kernel.rho))
    assert np.mean(scaled[:-1]) == pytest.approx(mean, rel=1e-10)  # the trapezoidal rule of a periodic function
    assert scaled.max() / scaled.min() > 1.005


def test_late_power_law_of_an_oscillator_in_the_mean():
    target, sigma = TargetFilter.damped_oscillator(0.8, 0.7), 0.5
    gamma = decay_exponent(target, sigma)
    times = np.geomspace(1e3, 1e15, 400)
    loss = lazy_curve(target, sigma=sigma, kappa=1.0, times=times).loss
    assert -np.polyfit(np.log(times), np.log(loss), 1)[0] == pytest.approx(gamma, abs=0.02)
    assert (gamma > 1) == (abs(1 - 0.8 + 0.7j) < sigma) == is_learnable(target, sigma)


def test_recurrent_weights_alone_learn_logarithmically():
    """f(0) is out of their reach: L ln s tends to f*(0)² ln(1/ρ)/(4p), and no power law is claimed."""
    kernel, target = LazyKernel(0.6, 1.0, 0.0), TargetFilter.integrator(0.5)
    times = 10.0 ** np.array([30.0, 60.0, 120.0])
    curve = lazy_curve(target, sigma=0.6, kappa=1.0, times=times, trained=["W"])
    limit = math.log(1 / kernel.rho) / (4 * kernel.p)
    deviations = 1 - curve.loss * np.log(times) / limit
    # The correction is of relative order 1/ln s: it halves when ln s doubles.
    assert 0 < deviations[-1] < 0.03 and deviations[:-1] / deviations[1:] == pytest.approx([2.0, 2.0], abs=0.3)
    assert curve.decay_exponent == 0.0 and not curve.learnable
    # A filter that starts at 0 is within reach.
    difference = TargetFilter.from_poles([-0.8, -1.2], [1.0, -1.0])
    assert is_learnable(difference, 0.6, ["W"]) and decay_exponent(difference, 0.6, ["W"]) > 1


@given(st.floats(0.05, 0.95), st.floats(0.1, 0.9))
def test_norm_of_the_integrator(sigma, part):
    decay, kappa = 1.0 - part * sigma, 1.7
    assert norm_squared(TargetFilter.integrator(decay), sigma, kappa) == pytest.approx(
        1 / (kappa**2 * (1 - ((1 - decay) / sigma) ** 2)), rel=1e-9
    )
    assert norm_squared(TargetFilter.integrator(1.001 + sigma), sigma, kappa) == math.inf


def test_norm_is_the_least_squares_of_its_modes():
    kernel = LazyKernel(0.8, 1.0, 0.0)
    coefficients, _ = laguerre_coefficients(THIRD_ORDER, kernel.p, 120)
    expected = np.sum(coefficients**2 / kernel.diagonal(120))
    assert norm_squared(THIRD_ORDER, 0.8, 1.0) == pytest.approx(expected, rel=1e-8)


def test_error_bound_holds_where_modes_are_left_out(monkeypatch):
    """With too few modes on purpose, the bound covers the true error and is not absurdly large."""
    target = TARGETS["oscillator"]
    for trained in (["v"], ["W"], ["W", "u", "v"]):
        fine = lazy_curve(target, sigma=0.6, kappa=1.0, times=TIMES[1:], trained=trained)
        with monkeypatch.context() as patch:
            patch.setattr("reduced_odes.lazy.kernel._UNLEARNT", 1e-3)
            coarse = lazy_curve(target, sigma=0.6, kappa=1.0, times=TIMES[1:], trained=trained)
        assert coarse.modes < fine.modes
        error = np.abs(coarse.loss - fine.loss)
        assert np.all(error <= coarse.truncation_error) and np.all(coarse.truncation_error < 1e-2)
        assert error.max() > 1e-12 > fine.truncation_error.max()


def test_targets_are_written_in_several_ways():
    times = TIMES
    same = [
        TargetFilter.damped_oscillator(0.7, 0.0),
        TargetFilter.integrator(0.7),
        TargetFilter.from_poles([-0.7], [1.0]),
        TargetFilter(np.diag([-0.7, -0.01]), np.array([1.0, 1.0]), np.array([1.0, 0.0])),  # a pole that is not seen
    ]
    curves = [lazy_curve(target, sigma=0.5, kappa=1.0, times=times) for target in same]
    for curve in curves[1:]:
        np.testing.assert_allclose(curve.loss, curves[0].loss, rtol=1e-12)
        assert curve.learnable and curve.decay_exponent == pytest.approx(curves[0].decay_exponent, rel=1e-12)
    pair = TargetFilter.from_poles([-0.3 + 2j, -0.3 - 2j], [np.exp(0.4j) / 2, np.exp(-0.4j) / 2])
    np.testing.assert_allclose(
        lazy_curve(pair, sigma=0.5, kappa=1.0, times=times).loss,
        lazy_curve(TargetFilter.damped_oscillator(0.3, 2.0, 0.4), sigma=0.5, kappa=1.0, times=times).loss,
        rtol=1e-12,
    )


def test_repeated_pole():
    """f* = t e^{−t}: a defective A; with σ → its kernel it is as learnable as e^{−t}."""
    target = TargetFilter([[-1.0, 1.0], [0.0, -1.0]], [0.0, 1.0], [1.0, 0.0])
    curve = lazy_curve(target, sigma=0.6, kappa=1.0, times=TIMES)
    assert curve.loss[0] == pytest.approx(1 / 8, rel=1e-12) and curve.learnable
    assert curve.norm_squared == pytest.approx(1 / 0.6**2, rel=1e-6)  # F₁²/σ²


def test_first_eigenfunction_is_learnt_exponentially():
    p = 0.8
    curve = lazy_curve(TargetFilter.integrator(p), sigma=0.6, kappa=1.0, times=TIMES)
    assert curve.decay_exponent == math.inf
    rate = 2 * (1 + LazyKernel(0.6, 1.0, 0.0).rho) / 2
    np.testing.assert_allclose(curve.loss, 0.25 / p * np.exp(-rate * TIMES), rtol=1e-12)


GOOD = {"sigma": 0.6, "kappa": 1.0, "times": [0.0, 1.0]}


@pytest.mark.parametrize(
    "change, message",
    [
        ({"sigma": 1.0}, "sigma must be below 1, but is 1"),
        ({"sigma": 0.0}, "sigma must be at least 0.001, but is 0.*exp"),
        ({"sigma": math.nan}, "sigma must be finite"),
        ({"kappa": 0.0}, "kappa must be greater than 0, but is 0"),
        ({"times": [1.0, 0.5]}, "times must increase strictly"),
        ({"times": [-1.0]}, "times must not be negative"),
        ({"trained": []}, "trained is empty"),
        ({"trained": ["w"]}, "unknown trained block: 'w'; did you mean 'W'"),
        ({"rates": {"W": 1.0}}, "rates has W, which is not trained"),
        ({"rates": {"v": 0.0}}, "rate of v must be greater than 0"),
        ({"rates": {"x": 1.0}}, "unknown block in rates"),
        ({"sigma": 0.99999, "times": [1e6], "trained": ["W"]}, "sigma is 0.99999: by s = 1e"),
    ],
)
def test_bad_input_in_one_sentence(change, message):
    with pytest.raises(InputError, match=message) as caught:
        lazy_curve(TARGETS["integrator"], **{**GOOD, **change})
    assert "\n" not in str(caught.value)


def test_a_curve_knows_the_loss_only():
    curve = lazy_curve(TARGETS["integrator"], **GOOD)
    assert curve["loss"] is curve.loss
    with pytest.raises(UnknownNameError, match="did you mean 'loss'"):
        curve["los"]


def test_rates_say_what_is_trained():
    given = {**GOOD, "trained": ["W", "v"], "rates": {"W": 0.5, "v": 2.0}}
    expected = lazy_curve(TARGETS["integrator"], **given).loss
    without = {name: value for name, value in GOOD.items() if name not in ("trained", "rates")}
    found = lazy_curve(TARGETS["integrator"], **without, rates=Rates(0.5, 0.0, 2.0))
    np.testing.assert_array_equal(found.loss, expected)
    with pytest.raises(InputError) as caught:
        lazy_curve(TARGETS["integrator"], **{**GOOD, "trained": ["u"], "rates": Rates()})
    assert caught.value.name == "trained"
