"""Variance and overlap of a saturating neuron by four routes: linear, a Markov chain, 50 digits, finite differences."""

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.linalg import eigh_tridiagonal, solve_banded

from reduced_odes.saturating import CUBIC, ERF, TANH, Nonlinearity
from reduced_odes.saturating.backward import VALUE, odd_polynomials, response
from reduced_odes.saturating.stationary import density, end

ARCTAN = Nonlinearity("arctan", np.arctan, lambda y: 1 / (1 + y**2))
"""A function that is not shipped, and without its integral."""


def respond(phi, w, gamma, c_star):
    return response(phi, np.array(float(w)), np.array(float(gamma)), np.array(float(c_star)))


@settings(max_examples=40)
@given(w=st.floats(-2.0, 0.98), c_star=st.floats(0.02, 2.0))
def test_linear_neuron(w, c_star):
    found, c = respond(ERF, w, 0.0, c_star), 1 - w
    # m = 1/2c, v = 1/(c + c*), and their first and second derivatives by w = 1 − c; nothing depends on the gain.
    variance = [1 / (2 * c), 1 / (2 * c**2), 0, 1 / c**3, 0, 0]
    overlap = [1 / (c + c_star), 1 / (c + c_star) ** 2, 0, 2 / (c + c_star) ** 3, 0, 0]
    assert found.variance == pytest.approx(np.array(variance), rel=1e-11, abs=1e-11 / c**2)
    assert found.overlap == pytest.approx(np.array(overlap), rel=1e-10, abs=1e-10 / c)
    assert found.decay_rate == pytest.approx(c, rel=1e-10)


def chain(phi, w, gamma, c_star, step):
    """Variance, overlap and decay rate of a Markov chain on a lattice of this step, which obeys detailed balance.

    Its stationary law is the density at the lattice points, and its error is of second order. Only odd functions are
    kept: they vanish at 0. The overlap is E χ′ by definition, as a sum of differences.
    """

    def log_density(x):
        return -(x**2) * (1 - 2 * w * phi.potential(gamma * x)[0])

    x = step * np.arange(1, 50 / step)
    top = log_density(x).max()
    x = x[log_density(x) > top - 60]
    p, q = (np.exp(log_density(at) - top) for at in (x, np.concatenate([[step / 2], x + step / 2])))
    total = 2 * p.sum() + np.exp(-top)
    # Conductances q/(2 step²) between neighbours; the last point reflects.
    link = q / (2 * step**2)
    link[-1] = 0
    diagonal, off = (link[:-1] + link[1:]) / p, -link[1:-1] / p[:-1]
    lower = -link[1:-1] / p[1:]
    bands = np.array([np.append(0, off), diagonal + c_star, np.append(lower, 0)])
    chi = solve_banded((1, 1), bands, x)
    slopes = np.diff(np.concatenate([[0.0], chi]))
    symmetric = -link[1:-1] / np.sqrt(p[:-1] * p[1:])
    rate = eigh_tridiagonal(diagonal, symmetric, select="i", select_range=(0, 0), eigvals_only=True)[0]
    return np.array([2 * (p * x**2).sum() / total, 2 * (q[:-1] * slopes).sum() / (total * step), rate])


@pytest.mark.parametrize(
    "phi, w, gamma, c_star",
    [(ERF, 0.7, 0.4, 0.3), (ERF, 1.2, 0.8, 0.1), (TANH, 1.5, 0.5, 0.3), (TANH, 0.9, 2.0, 0.05), (CUBIC, 1.1, 0.6, 0.3),
     (ERF, -1.0, 1.0, 0.5), (ARCTAN, 0.9, 0.7, 0.2)],
)  # fmt: skip
def test_a_markov_chain_on_a_lattice_converges_to_it(phi, w, gamma, c_star):
    found = respond(phi, w, gamma, c_star)
    expected = np.array([found.variance[VALUE], found.overlap[VALUE], found.decay_rate])
    coarse, fine, finer = (chain(phi, w, gamma, c_star, 0.04 / k) for k in (1, 2, 4))
    # The variance is a sum over the lattice, which converges faster.
    errors = np.abs([coarse - expected, fine - expected])[:, 1:]
    order = np.log2(errors[0] / errors[1])
    assert order == pytest.approx(2.0, abs=0.02)
    twice = (4 * fine - coarse) / 3, (4 * finer - fine) / 3
    assert (16 * twice[1] - twice[0]) / 15 == pytest.approx(expected, rel=3e-9)


def in_monomials(w, gamma, c_star, count):
    """Variance and overlap of the cubic, for mpmath's numbers: odd monomials, and moments by their recurrence.

    The matrices are ill-conditioned, which does no harm in 120 digits.
    """
    square, quartic = 1 - w, w * gamma**2 * mpmath.pi / 24  # −U = square x² + quartic x⁴
    moment = [
        mpmath.quad(lambda x, n=n: x**n * mpmath.exp(-square * x**2 - quartic * x**4), [0, 2, 5, 10, 20, 40])
        for n in (0, 2)
    ]
    # The mean of the derivative of x^(n+1) p vanishes.
    for k in range(2 * count):
        moment.append(((2 * k + 1) * moment[k] - 2 * square * moment[k + 1]) / (4 * quartic))
    moment = [value / moment[0] for value in moment]
    odd = range(1, 2 * count, 2)
    matrix = mpmath.matrix(count, count)
    for i in odd:
        for j in odd:
            both = (i + j) // 2
            matrix[i // 2, j // 2] = c_star * moment[both] + mpmath.mpf(i * j) / 2 * moment[both - 1]
    chi = mpmath.lu_solve(matrix, mpmath.matrix([moment[(i + 1) // 2] for i in odd]))
    return moment[1], sum(i * moment[(i - 1) // 2] * chi[i // 2] for i in odd)  # E x², E χ′


@pytest.mark.parametrize("w, gamma", [(0.7, 0.8), (1.3, 0.5), (2.5, 1.0)])
def test_fifty_digits(w, gamma):
    found = respond(CUBIC, w, gamma, 0.3)
    with mpmath.workdps(120):
        variance, overlap = in_monomials(mpmath.mpf(w), mpmath.mpf(gamma), mpmath.mpf(0.3), 45)
    assert found.variance[VALUE] == pytest.approx(float(variance), rel=1e-13)
    assert found.overlap[VALUE] == pytest.approx(float(overlap), rel=3e-13)
    assert found.overlap_error[VALUE] < 1e-9


def test_the_gradient_in_fifty_digits():
    """Differences over 1e-30 in 120 digits, which lose nothing."""
    w, gamma, h = 1.1, 0.6, 1e-30
    found = respond(CUBIC, w, gamma, 0.3)
    with mpmath.workdps(120):
        w, gamma, h, c_star = mpmath.mpf(w), mpmath.mpf(gamma), mpmath.mpf(h), mpmath.mpf(0.3)
        here = in_monomials(w, gamma, c_star, 32)
        by_w, by_gain = in_monomials(w + h, gamma, c_star, 32), in_monomials(w, gamma * mpmath.exp(h), c_star, 32)
        exact = np.array([[float((moved[k] - here[k]) / h) for moved in (by_w, by_gain)] for k in (0, 1)])
    assert found.variance[1:3] == pytest.approx(exact[0], rel=1e-12)
    assert found.overlap[1:3] == pytest.approx(exact[1], rel=1e-11)
    assert found.overlap_error[1:3].max() < 1e-9


weights, gains, rates = st.floats(-0.5, 1.6), st.floats(0.15, 1.5), st.floats(0.03, 1.0)


@settings(max_examples=15)
@given(phi=st.sampled_from([ERF, TANH]), w=weights, gamma=gains, c_star=rates)
@example(phi=ERF, w=1.6, gamma=0.3, c_star=0.03)
def test_derivatives_by_finite_differences(phi, w, gamma, c_star):
    h = 2e-3

    def jet(w, log_gamma):
        found = respond(phi, w, np.exp(log_gamma), c_star)
        return np.stack([found.variance, found.overlap])

    def difference(along_w, along_gain):
        """Fourth-order difference of all columns along one direction."""
        steps = (jet(w + k * h * along_w, np.log(gamma) + k * h * along_gain) for k in (-2, -1, 1, 2))
        return np.tensordot([1 / 12, -2 / 3, 2 / 3, -1 / 12], np.stack(list(steps)), axes=1) / h

    value = jet(w, np.log(gamma))
    by_w, by_gain = difference(1, 0), difference(0, 1)
    scale = np.abs(value).max(1)
    for row in range(2):
        tolerance = 1e-7 * scale[row]
        assert value[row, 1:3] == pytest.approx([by_w[row, 0], by_gain[row, 0]], abs=tolerance)
        assert value[row, 3:] == pytest.approx([by_w[row, 1], by_w[row, 2], by_gain[row, 2]], abs=tolerance)
        assert by_gain[row, 1] == pytest.approx(value[row, 4], abs=tolerance)


@settings(max_examples=15)
@given(w=st.floats(-1.0, 1.5), gamma=st.floats(0.1, 4.0))
def test_polynomials_are_orthonormal(w, gamma):
    w, gamma = np.array([w]), np.array([gamma])
    p = density(ERF, w, gamma, end(ERF, w, gamma), 800)
    values, slopes = odd_polynomials(p, 60)
    gram = (values * p.weight[..., None, :]) @ np.swapaxes(values, -1, -2)
    assert gram[0] == pytest.approx(np.eye(60), abs=1e-11)
    assert p.tilts @ p.weight[..., None] == pytest.approx(0.0, abs=1e-10)
    # Those of one degree have their derivatives among the even polynomials below it.
    assert slopes[0, 0] == pytest.approx(slopes[0, 0, 0])


@settings(max_examples=15)
@given(phi=st.sampled_from([ERF, TANH]), w=st.floats(-0.5, 2.0), gamma=st.floats(0.0, 4.0))
def test_the_overlap_obeys_cauchy_and_schwarz(phi, w, gamma):
    c_star = 0.3
    found = respond(phi, w, gamma, c_star)
    if found.accurate:
        assert 0 < found.overlap[VALUE] ** 2 <= found.variance[VALUE] / (2 * c_star) * (1 + 1e-9)


def test_many_at_once_are_those_one_by_one():
    w, gamma, c_star = np.meshgrid([-0.5, 0.7, 1.3], [0.0, 0.3, 2.0], [0.1, 0.5], indexing="ij")
    gamma = np.where((gamma == 0) & (w > 1), 0.5, gamma)
    many = response(ERF, w, gamma, c_star)
    assert many.variance.shape == (6, 3, 3, 2) and many.decay_rate.shape == (3, 3, 2)
    for at in np.ndindex(w.shape):
        one = respond(ERF, w[at], gamma[at], c_star[at])
        assert many.variance[(slice(None), *at)] == pytest.approx(one.variance, rel=1e-12, abs=1e-12)
        assert many.overlap[(slice(None), *at)] == pytest.approx(one.overlap, rel=1e-12, abs=1e-12)
        assert many.decay_rate[at] == pytest.approx(one.decay_rate, rel=1e-12)


@pytest.mark.parametrize("phi, w, gamma", [(ERF, 1.0, 0.0), (CUBIC, -0.5, 0.5), (ERF, 7.0, 0.02), (ERF, 50.0, 20.0)])
def test_what_cannot_be_computed_says_so(phi, w, gamma):
    """No density at all, wells too far apart, a function too sharp."""
    assert not respond(phi, w, gamma, 0.3).accurate
