"""Targets with equal and nearly equal poles, t^k e^{λt}: against the matrix exponential and quadrature."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import block_diag
from scipy.sparse.linalg import expm_multiply

from reduced_odes import InputError, TargetFilter, integrate, outlier_system, plot
from reduced_odes.__main__ import main
from reduced_odes.lazy.curve import decay_exponent, is_learnable, lazy_curve, norm_squared
from reduced_odes.linear import gramians
from reduced_odes.staircase.plateaus import staircase
from validation import StateSpace, ValidationError, Weights, modal_gradient
from validation.gradient.model_reduction import best_reduction
from validation.network.targets import target_power


def chain(poles, links):
    """A, b, c of first-order filters one behind the other: ∏ link / (z − λ)."""
    A = np.diag(np.array(poles, dtype=float))
    A[range(1, len(poles)), range(len(poles) - 1)] = links
    return A, np.eye(len(poles))[0], np.eye(len(poles))[-1]


@st.composite
def chains(draw, most=6):
    """Chains of equal poles, or of poles that differ by 1e-12 to 1e-1."""
    count, pole = draw(st.integers(2, most)), draw(st.floats(-3.0, -0.1))
    apart = draw(st.one_of(st.just(0.0), st.floats(-12, -1).map(lambda x: 10.0**x)))
    links = [draw(st.floats(0.1, 3.0)) for _ in range(count - 1)]
    return [pole * (1 + apart * k) for k in range(count)], links


def turned(A, b, c, seed):
    """The same filter in an orthonormal frame at random."""
    Q = np.linalg.qr(np.random.default_rng(seed).standard_normal((b.size, b.size)))[0]
    return Q @ A @ Q.T, Q @ b, Q @ c


def response(target, times):
    """c e^{At} b by Taylor series: SciPy's expm divides by differences of nearly equal poles."""
    return np.array([target.c @ expm_multiply(target.A * t, target.b) for t in times])


def quadrature_power(poles, links):
    """½ ∫ f*² dt by Gauss–Legendre quadrature in √t."""
    nodes, weights = np.polynomial.legendre.leggauss(100)
    end = 60.0 / min(-np.array(poles))
    times, jacobian = end * (0.5 * (nodes + 1)) ** 2, 0.5 * end * (nodes + 1)
    return 0.5 * float(np.sum(weights * jacobian * response(TargetFilter(*chain(poles, links)), times) ** 2))


@pytest.mark.parametrize("apart", [0.0, 1e-13, 1e-10, 1e-8, 1e-5, 1e-2])
def test_impulse_response_of_the_full_network_package(apart):
    """t e^{−t} and its neighbours on even and uneven times, to rounding."""
    target = StateSpace(*chain([-1.0, -1.0 - apart], [1.0]))
    for times in (np.linspace(0, 8, 9), np.array([0.5, 0.1, 4.0, 4.1])):
        exact = np.exp(-times) * (-np.expm1(-apart * times) / apart if apart else times)
        np.testing.assert_allclose(target.filter(times), exact, rtol=1e-12, atol=1e-15)


# Poles


@settings(max_examples=30)
@given(chains(), st.integers(0, 100), st.booleans())
def test_poles_of_a_chain_make_up_its_denominator(case, seed, turn):
    """Single poles of a chain are sensitive, their polynomial is not."""
    poles, links = case
    A, b, c = turned(*chain(poles, links), seed) if turn else chain(poles, links)
    found = TargetFilter(A, b, c).poles()
    assert found.size == len(poles)
    np.testing.assert_allclose(np.poly(found), np.poly(poles), rtol=1e-8 if turn else 1e-11)


@settings(max_examples=30)
@given(chains(most=4), st.integers(0, 100), st.floats(-3, -0.1), st.sampled_from(["reached", "seen", "neither"]))
def test_what_is_not_reached_or_not_seen_is_left_out(case, seed, extra, how):
    """A second copy of the chain, and one more pole, hidden from the input or the output or both."""
    (poles, links), rng = case, np.random.default_rng(seed)
    A, b, c = chain(poles, links)
    hidden = block_diag(A, [[extra]])
    k, m = b.size, b.size + 1
    reached, seen = rng.standard_normal(m) * (how == "reached"), rng.standard_normal(m) * (how == "seen")
    whole = block_diag(A, hidden)
    if how == "reached":  # the chain drives what is hidden from the output
        whole[k:, :k] = rng.standard_normal((m, k))
    target = TargetFilter(*turned(whole, np.append(b, reached), np.append(c, seen), seed))
    minimal = target.minimal()
    assert minimal.order == k
    np.testing.assert_allclose(np.poly(target.poles()), np.poly(poles), rtol=1e-7)
    times = np.linspace(0, 8, 9)
    exact = response(TargetFilter(A, b, c), times)
    np.testing.assert_allclose(response(minimal, times), exact, atol=1e-10 * np.abs(exact).max())


@settings(max_examples=30)
@given(st.lists(st.floats(-6, 6), min_size=3, max_size=3), st.floats(0.05, 1.0))
def test_units_of_the_state_change_nothing(exponents, apart):
    """Companion forms and the like: a state in units of 10^±6."""
    A, b, c = chain([-0.5, -0.5 - apart, -0.5 - 2 * apart], [1.0, 1.0])
    units = 10.0 ** np.array(exponents)
    target = TargetFilter(A * units[:, None] / units, b * units, c / units)
    np.testing.assert_allclose(np.sort(target.poles().real), np.sort(np.diag(A)), rtol=1e-9)


def test_pairs_of_equal_poles():
    """t e^{−t/2} cos 2t in real form."""
    turn = np.array([[-0.5, -2.0], [2.0, -0.5]])
    A = np.block([[turn, np.eye(2)], [np.zeros((2, 2)), turn]])
    target = TargetFilter(A, [0, 0, 1, 0], [1, 0, 0, 0])
    np.testing.assert_allclose(np.poly(target.poles()), np.poly([-0.5 + 2j, -0.5 - 2j] * 2).real, rtol=1e-12)


@pytest.mark.parametrize(
    "A, b, c",
    [
        (-np.eye(2), [1, 0], [0, 1]),
        (chain([-1, -1, -1], [1, 1])[0], [0, 0, 1], [1, 0, 0]),
        (-np.eye(1), [0], [1]),
        (-np.eye(1), [1], [0]),
        (*turned(chain([-1, -1, -1], [1, 1])[0], np.eye(3)[2], np.eye(3)[0], 3),),
    ],
)
def test_a_target_that_is_zero_at_all_times_is_refused(A, b, c):
    with pytest.raises(InputError, match="zero at all times"):
        TargetFilter(A, b, c).poles()


# What is computed of them


@settings(max_examples=12)
@given(chains(most=4), st.integers(0, 100))
def test_power_and_lazy_curve(case, seed):
    """Two programs, and the lazy learning curve at its beginning, against quadrature."""
    exact = quadrature_power(*case)
    A, b, c = turned(*chain(*case), seed)
    target = TargetFilter(A, b, c)
    assert gramians.power(A, b, c) == pytest.approx(exact, rel=1e-9)
    assert target_power(StateSpace(A, b, c)) == pytest.approx(exact, rel=1e-9)
    curve = lazy_curve(target, sigma=0.5, kappa=1.0, times=[0.0, 1.0, 10.0])
    assert curve.target_power == pytest.approx(exact, rel=1e-9)
    assert curve.loss[0] == pytest.approx(exact, rel=1e-9) and np.all(np.diff(curve.loss) <= 0)


@settings(max_examples=12)
@given(st.integers(2, 4), st.floats(-1.35, -0.65), st.floats(0.3, 1.5))
def test_the_learnable_chain_has_the_norm_of_its_series(count, pole, link):
    """Σ_n (c F^n b)²/(σ^{2n} κ²), F = 1 + A: the norm of the target in the read-out's space, term by term."""
    A, b, c = chain([pole] * count, [link] * (count - 1))
    hidden = TargetFilter(block_diag(A, [[-3.0]]), np.append(b, 1.0), np.append(c, 0.0))
    terms, F, state = 0.0, (np.eye(count) + A) / 0.6, b
    for _ in range(400):
        terms, state = terms + float(c @ state) ** 2, F @ state
    assert is_learnable(hidden, 0.6) and decay_exponent(hidden, 0.6) > 1
    assert norm_squared(hidden, 0.6, 2.0) == pytest.approx(terms / 4, rel=1e-8)


def test_a_chain_at_the_rate_of_the_eigenfunctions_takes_as_many_modes_as_poles():
    A, b, c = chain([-0.8] * 3, [1.0, 1.0])
    assert decay_exponent(TargetFilter(A, b, c), 0.6) == math.inf


@settings(max_examples=6, deadline=None)
@given(chains(most=3), st.integers(0, 20))
def test_loss_of_outliers_that_learn_a_chain(case, seed):
    """Against quadrature of both impulse responses."""
    A, b, c = chain(*case)
    system = outlier_system(TargetFilter(A, b, c), 2)
    rng = np.random.default_rng(seed)
    state = 0.3 * rng.standard_normal(8)
    W, u, v = state[:4].reshape(2, 2), state[4:6], state[6:]
    times, step = np.linspace(0, 200, 20001, retstep=True)
    own, aim = (expm_multiply(M * step, np.eye(M.shape[0])) for M in (W - np.eye(2), A))
    difference, x, y = [], u, b
    for _ in times:
        difference.append(v @ x - c @ y)
        x, y = own @ x, aim @ y
    squares = np.array(difference) ** 2
    simpson = step / 3 * (squares[0] + 4 * squares[1:-1:2].sum() + 2 * squares[2:-1:2].sum() + squares[-1])
    assert float(system.observe(state, {})["loss"]) == pytest.approx(0.5 * simpson, rel=1e-6)


def test_a_chain_of_three_is_learnt_pole_by_pole():
    """Its plateaus are the best reductions, found without any network."""
    A, b, c = chain([-0.5] * 3, [0.5, 0.5])
    losses = [place.loss for place in staircase(TargetFilter(A, b, c))]
    best = [best_reduction(StateSpace(A, b, c), order, starts=3).loss for order in (1, 2)]
    assert losses[1:3] == pytest.approx(best, rel=1e-8) and losses[3] < 1e-12


def test_a_chain_on_the_command_line(tmp_path, capsys):
    """With everything that is written, the figure too."""
    names = {kind: str(tmp_path / f"out.{kind}") for kind in ("png", "json")}
    call = [
        "any_target",
        "--rank=3",
        "--A=-2,0,0;2,-2,0;0,2,-2",
        "--b=1,0,0",
        "--c=0,0,1",
        "--initial",
        "u1=.4",
        "v2=.4",
    ]
    assert main([*call, "--until", "5", "--points", "5", "--plot", names["png"], "--json", names["json"]]) == 0
    assert json.loads((tmp_path / "out.json").read_text())["parameters"]["A_star_32"] == 2
    capsys.readouterr()


def test_nothing_is_computed_or_written_for_a_target_that_is_zero(tmp_path, capsys):
    file = tmp_path / "out.json"
    call = [
        "any_target",
        "--rank=2",
        "--A=-2,0;2,-2",
        "--b=0,1",
        "--c=1,0",
        "--initial",
        "u1=.4",
        "v2=.4",
        "--until",
        "5",
    ]
    assert main([*call, "--json", str(file)]) == 2
    assert "zero at all times" in capsys.readouterr().err and not file.exists()


def test_title_of_a_figure():
    A, b, c = chain([-2.0] * 3, [2.0, 2.0])
    path = integrate(outlier_system(TargetFilter(A, b, c), 2), {"u1": 0.4, "v2": 0.4}, {}, [0, 1, 2])
    assert "poles −2, −2, −2" in plot(path).get_suptitle()


@pytest.mark.parametrize("apart", [0.0, 1e-12])
def test_derivatives_by_single_poles_are_refused_where_there_are_none(apart):
    W = np.array([[0.3, 1.0], [0.0, 0.3 + apart]])
    target = StateSpace([[-0.5]], [1.0], [1.0])
    with pytest.raises(ValidationError) as caught:
        modal_gradient(Weights(W, np.ones(2), np.ones(2)), target)
    assert caught.value.name == "weights"
