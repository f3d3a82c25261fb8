"""Learning in words: Krylov gradients, stiff steps, spaces, accuracy, and full networks to compare with."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.integrate import solve_ivp
from scipy.sparse.linalg import aslinearoperator

from reduced_odes import InputError, Outcome, UnknownNameError, UnstableNetworkError, integrate, rank_two
from reduced_odes.hierarchy.depth import (
    SAFETY,
    Bulk,
    LearningRates,
    TargetFilter,
    WordSpace,
    learn,
    missed_descent,
    word_space,
)
from reduced_odes.hierarchy.outliers import outliers
from reduced_odes.hierarchy.rosenbrock import Rosenbrock, StiffPart, stiff_part
from reduced_odes.hierarchy.system import hierarchy_system
from reduced_odes.linear.krylov import dense_gradient, gradient
from validation import Rates, StateSpace, Weights, damped_oscillator, integrator, random_weights
from validation.experiments.power_laws import convergence_order
from validation.gradient.exact import evaluate, target_power
from validation.training.flow import gradient_flow

TARGETS = {
    "integrator": integrator(0.3),
    "oscillator": damped_oscillator(0.3, 1.2, 0.4),
    "third order": StateSpace(np.diag([-0.5, -1.0, -2.0]), np.array([1.0, -2.0, 3.0]), np.ones(3)),
}


def actions(W: np.ndarray):
    return (lambda x: W @ x), (lambda x: x @ W)


def reduced(network: Weights, depth: int, **options) -> WordSpace:
    return word_space(network.W, network.u, network.v, depth, **options)


# ---------------------------------------------------------------------------------------------- gradients


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 60), st.floats(0, 0.8), st.integers(0, 10**6), st.sampled_from(sorted(TARGETS)), st.floats(-13, -3)
)
def test_krylov_gradient_is_the_full_one(N, sigma, seed, name, exponent):
    network, target = random_weights(N, sigma, 0.7, seed), TARGETS[name]
    network = Weights(network.W + 0.2 * np.outer(network.v, network.u), network.u, network.v)
    if not np.all(network.poles().real < -0.05):
        return
    found = gradient(*actions(network.W), network.u, network.v, target, tolerance=10.0**exponent, begin=3)
    exact = evaluate(network, target)
    size = exact.gradient.norm() + 1e-3
    W = found.left.T @ found.middle @ found.right
    allowed = 100 * 10.0**exponent + 1e-12
    assert np.linalg.norm(W - exact.gradient.W) <= allowed * (size + 1)
    assert np.linalg.norm(found.u - exact.gradient.u) <= allowed * (size + 1)
    assert np.linalg.norm(found.v - exact.gradient.v) <= allowed * (size + 1)
    assert found.misfit + target_power(target) == pytest.approx(exact.loss, abs=allowed)
    if found.needed < min(found.left.shape[0], found.right.shape[0]):  # it says where it could have stopped
        again = gradient(
            *actions(network.W), network.u, network.v, target,
            tolerance=10.0**exponent, begin=found.needed,
        )  # fmt: skip
        assert np.linalg.norm(again.u - exact.gradient.u) <= allowed * (size + 1)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 30), st.floats(0, 0.8), st.integers(0, 10**6), st.sampled_from(sorted(TARGETS)))
def test_gradient_of_few_neurons_is_the_full_one(N, sigma, seed, name):
    network, target = random_weights(N, sigma, 0.7, seed), TARGETS[name]
    network = Weights(network.W + 0.2 * np.outer(network.v, network.u), network.u, network.v)
    if not np.all(network.poles().real < -0.05):
        return
    found = dense_gradient(network.W, network.u, network.v, target)
    exact = evaluate(network, target)
    for mine, theirs in (
        (found.left.T @ found.middle @ found.right, exact.gradient.W),
        (found.u, exact.gradient.u),
        (found.v, exact.gradient.v),
        (found.misfit + target_power(target), exact.loss),
    ):
        assert np.abs(mine - theirs).max() <= 1e-11 * (1 + exact.gradient.norm())
    assert found.left @ found.left.T == pytest.approx(np.eye(N), abs=1e-12)  # as the frame's flow takes for granted
    krylov = gradient(*actions(network.W), network.u, network.v, target, tolerance=1e-13, begin=N)
    assert found.power == pytest.approx(krylov.power, rel=1e-9)


def test_gradient_of_an_unstable_network_says_so():
    network = random_weights(20, 0.5, 0.5, 1)
    W = network.W + 6.0 * np.outer(network.u, network.u)
    found = gradient(*actions(W), network.u, network.v, TargetFilter.integrator(0.3))
    dense = dense_gradient(W, network.u, network.v, TargetFilter.integrator(0.3))
    assert not found.stable and not dense.stable
    assert np.isnan(found.misfit) and np.isnan(dense.misfit)


def test_power_is_that_of_the_response():
    network = random_weights(20, 0.5, 0.5, 1)
    found = gradient(*actions(network.W), network.u, network.v, TargetFilter.integrator(0.3))
    P = evaluate(network, integrator(0.3)).gradient.v  # P v − X c
    assert found.power == pytest.approx(2 * (network.v @ P - found.misfit), rel=1e-9)


# ---------------------------------------------------------------------------------------------- stiff steps


def rotating(_: float, y: np.ndarray) -> np.ndarray:
    return np.array([-y[0] * y[1] + np.cos(y[2]), y[0] - y[1] ** 2, 1 - 0.5 * y[2] * y[0]])


@pytest.mark.parametrize("values", [(0.0, 0.0, 0.0), (-3.0, -1.0, -0.2)])
def test_rosenbrock_is_of_third_order_whatever_stands_for_the_jacobian(values):
    start = np.array([1.0, 0.5, 0.0])
    exact = solve_ivp(rotating, (0, 1), start, rtol=1e-13, atol=1e-14, method="DOP853").y[:, -1]
    turn = np.linalg.qr(np.random.default_rng(1).standard_normal((3, 3)))[0]
    steps, errors = np.array([10, 20, 40, 80]), []
    for n in steps:
        solver = Rosenbrock(rotating, 0.0, start, 1.0, rtol=1.0, atol=np.ones(3), first_step=1 / n)
        y = start
        for _ in range(n):
            y = solver._stages(0.0, y, rotating(0.0, y), StiffPart(turn, np.array(values)), 1 / n)[0]
        errors.append(np.linalg.norm(y - exact))
    assert convergence_order(1 / steps, errors).slope == pytest.approx(3.0, abs=0.15)


def test_stiff_part_is_that_of_the_hessian():
    rng = np.random.default_rng(2)
    Q = np.linalg.qr(rng.standard_normal((40, 40)))[0]
    values = -np.concatenate([[1e4, 300.0], rng.uniform(0, 1, 37), [-2.0]])
    J = (Q * values) @ Q.T
    y = rng.standard_normal(40)
    part = stiff_part(lambda _, x: J @ x, 0.0, y, J @ y)
    assert np.sort(part.values)[:2] == pytest.approx([-1e4, -300.0], rel=1e-4)
    assert np.all(part.values < 0)
    x = rng.standard_normal(40)
    solved = part.solved(x, 0.7)
    assert solved - 0.7 * part.applied(solved) == pytest.approx(x, abs=1e-9)
    # Long steps on a stiff linear flow stay where the flow is.
    solver = Rosenbrock(lambda _, x: J @ x, 0.0, y - Q[:, -1] * (Q[:, -1] @ y), 5.0, rtol=1e-6, atol=1e-9, first_step=1)
    count = 0
    while solver.status == "running":
        solver.step()
        count += 1
    assert count < 1000  # explicit steps of third order would be 5 · 10⁴ / 2.5
    assert solver.y == pytest.approx((Q * np.where(values < 0, np.exp(5 * values), 0)) @ Q.T @ y, abs=1e-5)


def test_stiff_flow_agrees_with_an_implicit_solver_that_knows_its_jacobian():
    network = random_weights(40, 0.3, 0.3, 4)
    space, target = reduced(network, 0), TargetFilter.integrator(0.03)
    times = np.array([0.0, 2.0, 4.0, 8.0, 20.0])
    system = hierarchy_system(space, target)
    initial = dict(zip(system.state, system.origin, strict=True))
    exact = integrate(rank_two, initial, {"c_star": 0.03, "omega_star": 0.0}, times, rtol=1e-10)
    mine = learn(space, target, times, rtol=1e-8)
    assert mine.evaluations < 20_000  # explicit steps would take 2 · 20 / (4 · 0.03³) = 3.7 · 10⁵
    assert mine.loss == pytest.approx(exact["loss"], abs=1e-6 * mine.target_power)
    slowest = exact["c"] - np.sqrt(np.maximum(-exact["omega_squared"], 0))  # of two real ones
    assert mine.c[2:] == pytest.approx(slowest[2:], abs=1e-7)


# ---------------------------------------------------------------------------------------------- spaces of words


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_words_of_up_to_2d_and_1_letters_are_kept(depth):
    """What is lost has to leave the space and come back: overlaps of words with fewer letters are exact."""
    network = random_weights(40, 0.5, 0.8, 2)
    space = reduced(network, depth)
    assert space.sizes == tuple(2 * (2 ** (k + 1) - 1) for k in range(depth + 1))
    full = {"W": network.W, "T": network.W.T}
    small = {"W": space.W, "T": space.W.T}
    for length in range(2 * depth + 3):
        worst = 0.0
        for word in itertools.product("WT", repeat=length):
            for left, right in ((network.u, network.u), (network.v, network.u), (network.v, network.v)):
                a, b = right, space.basis.T @ right
                for letter in word:
                    a, b = full[letter] @ a, small[letter] @ b
                worst = max(worst, abs(left @ a - (space.basis.T @ left) @ b))
        assert (worst < 1e-13) == (length <= 2 * depth + 1)


def test_spaces_are_nested_and_orthonormal():
    space = reduced(random_weights(100, 0.4, 0.5, 1), 4)
    assert space.basis.T @ space.basis == pytest.approx(np.eye(62), abs=1e-13)
    lower = reduced(random_weights(100, 0.4, 0.5, 1), 2)
    within = space.at(2)
    assert np.abs(within.W - lower.W).max() < 1e-12
    assert within.sizes == lower.sizes
    assert within.basis is not None and within.basis.shape == (100, 14)


def test_redundant_words_are_left_out():
    network = random_weights(50, 0.4, 0.5, 1)
    symmetric = (network.W + network.W.T) / 2
    assert word_space(symmetric, network.u, network.v, 3).sizes == (2, 4, 6, 8)
    assert word_space(network.W, network.u, 2 * network.u, 2).sizes == (1, 3, 7)
    assert word_space(np.zeros((50, 50)), network.u, network.v, 3).sizes == (2, 2, 2, 2)
    tiny = reduced(random_weights(9, 0.4, 0.5, 1), 4)
    assert tiny.sizes == (2, 6, 9, 9, 9) and tiny.complete and tiny.at(2).complete and not tiny.at(1).complete
    coarse = reduced(random_weights(50, 0.01, 0.5, 1), 4, tolerance=1e-5)
    assert coarse.sizes == (2, 6, 14, 14, 14)  # words of three letters are as short as 1e-6


def test_any_kind_of_action_gives_the_same_space():
    rng = np.random.default_rng(3)
    W = np.where(rng.random((60, 60)) < 0.1, rng.standard_normal((60, 60)), 0.0) * 0.15
    u, v = rng.standard_normal((2, 60)) * 0.1
    dense, rows, operator = (word_space(x, u, v, 2) for x in (W, sparse.csc_matrix(W), aslinearoperator(W)))
    target, times = TargetFilter.integrator(0.3), [0.0, 1.0, 3.0]
    loss = learn(dense, target, times).loss
    for other in (rows, operator):
        assert other.sizes == dense.sizes
        assert learn(other, target, times).loss == pytest.approx(loss, rel=1e-9)
    assert dense.bulk == rows.bulk
    assert dense.bulk.sigma == pytest.approx(np.linalg.norm(W) / np.sqrt(60))
    assert dense.bulk.tau == pytest.approx(np.sum(W * W.T) / np.sum(W**2))
    assert operator.bulk.sigma == pytest.approx(dense.bulk.sigma, rel=0.3)  # of the words only


# ---------------------------------------------------------------------------------------------- learning


def test_depth_zero_is_rank_two():
    network = random_weights(80, 0.3, 0.5, 3)
    times = np.linspace(0, 6, 7)
    space, target = reduced(network, 0), TargetFilter.damped_oscillator(0.3, 0.8, 0.2)
    system = hierarchy_system(space, target)
    initial = dict(zip(system.state, system.origin, strict=True))
    rates = {"eta_W": 1.5, "eta_u": 0.6, "eta_v": 1.1}
    plane = integrate(rank_two, initial, {"c_star": 0.3, "omega_star": 0.8, "phase": 0.2, **rates}, times)
    same = integrate(system, {}, rates, times)
    quick = learn(space, target, times, rates={"W": 1.5, "u": 0.6, "v": 1.1}, rtol=1e-9)
    assert same["loss"] == pytest.approx(plane["loss"], abs=1e-11)
    assert quick.loss == pytest.approx(plane["loss"], abs=1e-8)
    assert quick.gain == pytest.approx(plane["gain"], abs=1e-8)


def test_system_is_a_reduced_system():
    space = reduced(random_weights(30, 0.4, 0.6, 1), 1)
    system = hierarchy_system(space, TargetFilter.integrator(0.3))
    parameters = {"eta_W": 0.7, "eta_u": 1.2, "eta_v": 0.9}
    start = np.array(system.origin)
    J = system.jacobian(start, parameters)
    step = 1e-6
    for k in (0, 7, 30, 36, 44):
        direction = step * np.eye(start.size)[k]
        slope = (system.rhs(start + direction, parameters) - system.rhs(start - direction, parameters)) / (2 * step)
        assert J[:, k] == pytest.approx(slope, abs=1e-8)
    many = np.stack([start, 0.9 * start], axis=1)
    assert system.rhs(many, parameters)[:, 1] == pytest.approx(system.rhs(0.9 * start, parameters))
    assert system.jacobian(many, parameters)[:, :, 0] == pytest.approx(J)
    trajectory = integrate(system, {}, parameters, [0, 1, 3])
    assert max(np.ptp(values) for values in trajectory.invariants.values()) < 1e-10
    assert trajectory["loss"] == pytest.approx(
        learn(space, TargetFilter.integrator(0.3), [0, 1, 3], rates=LearningRates(0.7, 1.2, 0.9), rtol=1e-9).loss,
        abs=1e-8,
    )


@pytest.fixture(scope="module")
def whole():
    """A network, its own training, and all of its words."""
    network, times = random_weights(44, 0.5, 0.5, 7), np.linspace(0, 6, 9)
    run = gradient_flow(network, TARGETS["integrator"], times, sigma=0.5, rtol=1e-9)
    space = reduced(network, 6)
    return network, run, space, learn(space, TARGETS["integrator"], times, rtol=1e-8)


def test_all_words_are_the_network(whole):
    network, run, space, curve = whole
    assert curve.dimension == 44 > curve.states[-1].a.size  # in a frame of fewer directions
    assert np.abs(curve.loss - run["loss"]).max() < 1e-6 * curve.target_power
    end, B = curve.states[-1], space.basis
    assert B @ end.v == pytest.approx(run.final.v, abs=1e-5)
    assert B @ (end.frame @ end.K @ end.frame.T) @ B.T == pytest.approx(run.final.W - network.W, abs=2e-5)


def test_all_words_learn_at_other_rates_like_the_network():
    network, target, rates = random_weights(12, 0.5, 0.5, 7), TARGETS["oscillator"], Rates(0.5, 1.3, 0.0)
    run = gradient_flow(network, target, [0.0, 1.0, 3.0, 6.0], rates=rates, rtol=1e-9)
    given_rates = {"W": rates.W, "u": rates.u, "v": rates.v}
    curve = learn(reduced(network, 4), target, run.times, rates=given_rates, rtol=1e-8)
    assert np.abs(curve.loss - run["loss"]).max() < 1e-6 * curve.target_power


def test_outliers_are_those_of_the_network(whole):
    _, run, _, curve = whole
    seen = ~np.isnan(curve.c)
    assert np.array_equal(seen, ~np.isnan(run.outliers.decay))
    assert curve.c[seen] == pytest.approx(run.outliers.decay[seen], abs=1e-5)
    first = int(np.argmax(seen))
    assert curve.times[first - 1] < curve.outlier_born <= curve.times[first]
    assert np.all(curve.share[~seen] == 0) and curve.share[-1] == pytest.approx(1.0, abs=0.1)


def test_error_of_the_loss_falls_as_sigma_to_the_2d_and_2():
    """All words of this small network are the standard: that they are the network is tested above.

    The mean over ±W(0) leaves the even powers of σ; the odd ones are chance overlaps, of the order N^(−1/2).
    """
    target, times = TargetFilter.integrator(0.4), [1.0]
    for depth, sigmas in ((0, (0.03, 0.05, 0.08)), (1, (0.05, 0.08, 0.128))):
        errors = []
        for sigma in sigmas:
            error = 0.0
            for sign in (1, -1):
                network = random_weights(30, sigma, 0.6, 5)
                space = word_space(sign * network.W, network.u, network.v, 4, tolerance=1e-13)
                assert space.complete
                exact, curve = (learn(space, target, times, depth=d, rtol=1e-8) for d in (4, depth))
                error += curve.loss[0] - exact.loss[0]
            errors.append(abs(error))
        assert convergence_order(sigmas, errors).slope == pytest.approx(2 * (depth + 1), abs=0.1)


@pytest.mark.parametrize("name, sigma, kappa, until", [("integrator", 0.3, 0.5, 4.0), ("oscillator", 0.5, 0.5, 8.0)])
def test_missed_descent_estimates_the_error(name, sigma, kappa, until):
    space = reduced(random_weights(80, sigma, kappa, 1), 4)
    target, times = TARGETS[name], np.linspace(0, until, 17)
    curves = [learn(space, target, times, depth=d, rtol=1e-6) for d in (0, 1, 3)]
    for curve in curves[:-1]:
        error = np.abs(curve.loss - curves[-1].loss).max()
        estimate = missed_descent(space, target, curve)
        assert estimate[0] == 0 and np.all(estimate >= 0)
        assert error / SAFETY < estimate.max() < 2 * error


# ---------------------------------------------------------------------------------------------- accuracy of the solver

# Both sides of where it changes from RK45 to DOP853, and between its steps as well.
DENSE = np.linspace(0.0, 3.0, 31)  # more of them than the solver takes steps
FAST = TargetFilter.integrator(0.4)
SPACE = reduced(random_weights(40, 0.3, 0.6, 1), 2)


@pytest.fixture(scope="module")
def accurate():
    return learn(SPACE, FAST, DENSE, rtol=1e-10)


@pytest.mark.parametrize("rtol", [1e-3, 1e-5, 5.1e-8, 4.9e-8, 1e-9])
def test_error_is_of_the_order_of_the_tolerance(accurate, rtol):
    curve = learn(SPACE, FAST, DENSE, rtol=rtol)
    assert np.abs(curve.loss - accurate.loss).max() < 20 * rtol * curve.target_power
    both = ~np.isnan(accurate.c) & ~np.isnan(curve.c)
    assert both.sum() >= (~np.isnan(accurate.c)).sum() - 1
    assert np.abs(curve.c - accurate.c)[both].max() < 40 * rtol
    assert curve.outlier_born == pytest.approx(accurate.outlier_born, abs=20 * rtol)


def test_few_digits_cost_few_gradients(accurate):
    coarse, fine = (learn(SPACE, FAST, DENSE, rtol=rtol) for rtol in (1e-6, 1e-8))
    assert coarse.evaluations < 0.9 * fine.evaluations


# ---------------------------------------------------------------------------------------------- outliers


def test_shares_of_all_modes_sum_to_one():
    network = random_weights(12, 0.6, 1.0, 4)
    found = gradient(*actions(network.W), network.u, network.v, TargetFilter.integrator(0.3))
    every = outliers(actions(network.W)[0], network.u, network.v, Bulk(0.0), np.zeros(12), found.power)
    assert len(every) == 12
    assert sum(o.share for o in every) == pytest.approx(1.0, abs=1e-9)
    assert sum(o.residue for o in every) == pytest.approx(network.gain, abs=1e-9)
    poles = network.spectrum()
    assert [o.eigenvalue for o in every] == pytest.approx(list(poles), abs=1e-9)


def test_large_spaces_show_the_same_outliers():
    """Beyond 260 dimensions converged Ritz values stand for the eigenvalues."""
    network = random_weights(300, 0.4, 1.0, 6)
    W = network.W + 0.8 * np.outer(network.u + 0.5 * network.v, network.u)
    found = outliers(actions(W)[0], network.u, network.v, Bulk(0.5), np.zeros(300), 1.0)
    exact = max(np.linalg.eigvals(W), key=abs)
    assert len(found) == 1
    assert found[0].eigenvalue == pytest.approx(exact, abs=1e-9)


# ---------------------------------------------------------------------------------------------- outcomes, refusals


def test_outcomes():
    space = reduced(random_weights(40, 0.2, 0.5, 1), 2)
    curve = learn(space, TargetFilter.integrator(0.4), [0.0, 2.0, 60.0])
    assert curve.outcome is Outcome.LEARNT
    assert 2.0 < curve.learnt_at < 60.0
    assert curve["loss"][-1] < 1e-6 * curve.target_power
    assert learn(space, TargetFilter.integrator(0.4), [1.0]).outcome is Outcome.UNFINISHED
    with pytest.raises(UnknownNameError) as refused:
        curve["los"]
    assert refused.value.value == "los"


def test_unstable_networks_are_refused():
    network = random_weights(40, 0.2, 0.5, 1)
    W = network.W + 8 * np.outer(network.u, network.u)
    with pytest.raises(UnstableNetworkError):
        learn(word_space(W, network.u, network.v, 3), TargetFilter.integrator(0.3), [0, 1])


GOOD = random_weights(10, 0.3, 0.5, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"depth": -1},
        {"depth": 1.5},
        {"depth": True},
        {"W": np.ones((10, 9))},
        {"W": np.full((10, 10), np.nan)},
        {"W": sparse.csr_array(np.full((10, 10), np.inf))},
        {"W": np.ones(10)},
        {"W": "weights"},
        {"u": np.zeros(10)},
        {"v": np.zeros(10)},
        {"u": np.ones((10, 1))},
        {"v": ["a"] * 10},
        {"tolerance": 0.0},
        {"memory": -1.0},
    ],
)
def test_wrong_networks_are_refused(change):
    with pytest.raises(InputError) as refused:
        word_space(**{"W": GOOD.W, "u": GOOD.u, "v": GOOD.v, "depth": 2, **change})
    assert refused.value.name in change


def test_what_a_depth_needs_is_said():
    W = aslinearoperator(sparse.eye_array(100_000))
    with pytest.raises(InputError, match=r"depth 9 needs 6\.5\d GB, but 2 GB may be used"):
        word_space(W, np.ones(100_000), np.ones(100_000), 9, memory=2e9)


@pytest.mark.parametrize(
    "options, name",
    [
        ({"depth": 3}, "depth"),
        ({"depth": -1}, "depth"),
        ({"rtol": 0.5}, "rtol"),
        ({"rates": {"W": -1.0}}, "rates.W"),
        ({"rates": {"w": 1.0}}, "block in rates"),
        ({"rates": {"W": 0, "u": 0, "v": 0}}, "rates"),
        ({"times": [1, 0]}, "times"),
    ],
)
def test_wrong_ways_to_learn_are_refused(options, name):
    with pytest.raises(InputError) as refused:
        learn(reduced(GOOD, 1), TargetFilter.integrator(0.3), **{"times": [0, 1], **options})
    assert refused.value.name == name


def test_other_refusals():
    space = reduced(random_weights(40, 0.3, 0.5, 1), 3)
    target = TargetFilter.integrator(0.3)
    with pytest.raises(InputError) as refused:
        hierarchy_system(space, target)
    assert refused.value.name == "space"
    with pytest.raises(InputError) as refused:
        missed_descent(space, target, learn(space, target, [0, 1]))
    assert refused.value.name == "space"


def test_a_small_network_needs_no_more_than_all_its_dimensions():
    rng = np.random.default_rng(1)
    W, (u, v) = 0.05 * rng.standard_normal((10, 10)), rng.standard_normal((2, 10))
    assert word_space(W, u, v, 3000).complete
    with pytest.raises(InputError, match=r"4e-06 GB, but 3e-06 GB may be used; take depth 1,"):
        word_space(W, u, v, 3000, memory=3e3)
