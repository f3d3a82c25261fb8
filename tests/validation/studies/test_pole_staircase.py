"""The staircase of a target from the target alone: plateaus, ways out, and the times at which they are left."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import LSODA

from reduced_odes import InputError, integrate
from reduced_odes.hierarchy.depth import learn
from reduced_odes.hierarchy.fock import fock_space
from reduced_odes.hierarchy.system import hierarchy_system
from reduced_odes.linear import gramians
from reduced_odes.staircase.plateaus import TargetFilter, passage, staircase
from reduced_odes.staircase.times import timetable
from reduced_odes.systems.any_target import outlier_system
from validation import Rates, StateSpace, Weights, random_weights
from validation.experiments.saddles import Saddle
from validation.gradient.curvature import hessian
from validation.gradient.model_reduction import best_reduction
from validation.studies.pole_staircase import Escapes
from validation.studies.staircase import escape_time
from validation.training.flow import gradient_flow

THREE = ((-0.1, -0.6, -4.0), (0.5, 1.0, 2.0))
FOUR = ((-0.1, -0.6, -0.4 + 2j, -0.4 - 2j), (0.3, 1.0, 0.5, 0.5))
KAPPA = 0.3
UNEQUAL = {"W": 0.6, "u": 1.4, "v": 0.9}


@pytest.fixture(scope="module")
def three():
    return timetable(TargetFilter.from_poles(*THREE), kappa=KAPPA)


@pytest.fixture(scope="module")
def four():
    return timetable(TargetFilter.from_poles(*FOUR), kappa=KAPPA)


@pytest.fixture(scope="module")
def unequal():
    return staircase(TargetFilter.from_poles(*THREE), rates=UNEQUAL)


def saddle_of(plateau, poles, residues):
    w = plateau.weights
    return Saddle.at(Weights(w.W, w.u, w.v), StateSpace.from_poles(poles, residues))


def around(times, plateaus, width=0.4):
    """Times at which an escape can be read off, near where it is expected."""
    near = [s + np.linspace(-width, width, 21) / p.escape_rate for s, p in zip(times, plateaus[1:-1], strict=True)]
    found = np.unique(np.concatenate(near))
    return found[found > 0]


def lag(times, losses, expected, plateaus):
    """Deviations of the escapes from what is expected, in units of 1/γ."""
    pairs = zip(expected, plateaus[1:-1], strict=True)
    return np.array([(escape_time(times, losses, p.loss) - s) * p.escape_rate for s, p in pairs])


# --- plateaus


@pytest.mark.parametrize(("name", "case"), [("three", THREE), ("four", FOUR)])
def test_plateaus_are_the_best_that_so_many_poles_can_do(name, case, request):
    plateaus = request.getfixturevalue(name).plateaus
    assert [p.order for p in plateaus] == list(range(len(case[0]) + 1))
    target = StateSpace.from_poles(*case)
    for p in plateaus[1:-1]:
        assert p.slope < 1e-9
        assert p.loss == pytest.approx(best_reduction(target, p.order, starts=5).loss, rel=1e-8)
        assert saddle_of(p, *case).loss == pytest.approx(p.loss, rel=1e-9)
    last = plateaus[-1]
    assert last.escape_rate == 0.0 and last.loss < 1e-12
    np.testing.assert_allclose(np.sort_complex(last.poles), np.sort_complex(np.array(case[0])), atol=1e-6)


def test_from_tiny_weights_the_staircase_is_the_same(three):
    for tiny, usual in zip(staircase(TargetFilter.from_poles(*THREE)), three.plateaus, strict=True):
        assert tiny.loss == pytest.approx(usual.loss, rel=1e-8, abs=1e-12)
        assert tiny.escape_rate == pytest.approx(usual.escape_rate, rel=1e-6)


@pytest.mark.parametrize("name", ["three", "four", "unequal"])
def test_the_way_out_is_the_one_negative_direction_of_the_hessian(name, request):
    found = request.getfixturevalue(name)
    plateaus, case = getattr(found, "plateaus", found), FOUR if name == "four" else THREE
    rates = Rates(**UNEQUAL) if name == "unequal" else Rates()
    root = np.sqrt([rates.W, rates.u, rates.v])
    for p in plateaus[1:-1]:
        d = p.order
        values, vectors = np.linalg.eigh(
            hessian(saddle_of(p, *case).within(d + 1), StateSpace.from_poles(*case), rates)
        )
        assert p.escape_rate == pytest.approx(-values[0], rel=1e-5)
        assert values[1] > -1e-6
        # The Hessian is that in the variables θ/√η.
        mode = p.way_out().stacked() / np.repeat(root, [(d + 1) ** 2, d + 1, d + 1])
        assert abs(mode @ vectors[:, 0]) == pytest.approx(np.linalg.norm(mode), rel=1e-6)
        of_p, of_nu, of_q, of_mu = p.excitation()
        w = p.way_out()
        assert of_p @ w.W[:d, d] + of_nu * w.v[d] + of_q @ w.W[d, :d] + of_mu * w.u[d] == pytest.approx(1.0)


def test_signs_tell_symmetric_from_antisymmetric_neurons(three, four):
    """Real poles of positive residues join symmetrically; a pair needs an opposite sign."""
    assert [p.sign for p in three.plateaus[:-1]] == [1.0, 1.0, 1.0]
    assert [p.sign for p in four.plateaus[:-1]] == [1.0, 1.0, -1.0, 1.0]
    for plateaus in (three.plateaus, four.plateaus):
        J = np.diag([p.sign for p in plateaus[:-1]])
        for p in plateaus[1:-1]:
            j = J[: p.order, : p.order]
            np.testing.assert_allclose(j @ p.weights.W @ j, p.weights.W.T, atol=1e-7)
            np.testing.assert_allclose(j @ p.weights.u, p.weights.v, atol=1e-7)


@given(st.floats(0.15, 0.5), st.floats(3.0, 8.0), st.floats(0.3, 2.0))
@settings(max_examples=3)
def test_two_real_poles_one_after_the_other(slow, ratio, size):
    """Of two exponentials the best single one lies between; the loss falls at every step, down to nothing."""
    plateaus = staircase(TargetFilter.from_poles([-slow, -slow * ratio], [1.0, size]))
    assert [p.order for p in plateaus] == [0, 1, 2]
    assert np.all(np.diff([p.loss for p in plateaus]) < 0) and plateaus[2].loss < 1e-9 * plateaus[0].loss
    assert slow < -plateaus[1].poles[0].real < slow * ratio


# --- times


def test_what_the_bulk_excites_is_what_the_flow_shows(three):
    """Two neurons with a little of a bulk: the amplitude of the way out, long after, by the nonlinear flow."""
    target, stage = TargetFilter.from_poles(*THREE), three.stages[0]
    of_p, of_nu, of_q, of_mu = stage.plateau.excitation()
    p, q, s = 3e-9, -1e-9, 24.0
    start = {"u1": KAPPA, "v1": KAPPA, "w12": p, "w21": q}
    end = integrate(outlier_system(target, 2), start, {}, [s], rtol=1e-9, atol=1e-16)
    seen = {name: values[-1] for name, values in end.states.items()}
    amplitude = of_p[0] * seen["w12"] + of_q[0] * seen["w21"] + of_mu * seen["u2"] + of_nu * seen["v2"]
    expected = stage.functional @ [p, q] * np.exp(stage.plateau.escape_rate * s)
    assert amplitude == pytest.approx(expected, rel=1e-4)


def test_a_way_is_the_flow(four):
    """The way out of the first plateau against the reduced system of two outliers, from its beginning on."""
    target, plateau = TargetFilter.from_poles(*FOUR), four.plateaus[1]
    path = passage(target, plateau)
    system = outlier_system(target, 2)
    at = np.array([20.0, 35.0, 60.0])
    initial = dict(zip(system.state, path.at(path.begin).stacked(), strict=True))
    run = integrate(system, initial, {}, at, rtol=1e-9)
    states = np.stack([path.at(path.begin + s).stacked() for s in at], axis=1)
    np.testing.assert_allclose(states, np.array(list(run.states.values())), atol=1e-5)
    solved = gramians.solve(path.at(four.stages[1].clock), target.A, target.b, target.c)
    left = gramians.loss(solved, four.plateaus[0].loss)
    assert left == pytest.approx(four.left * plateau.loss, rel=1e-7)


def wide(table, sigma, tau=0.0):
    """Deviations of an infinitely wide network; the hierarchy of words knows nothing of plateaus."""
    expected = table.escapes(sigma, tau).times
    space = fock_space(2, sigma=sigma, tau=tau, overlap=1.0, kappa_u=KAPPA, kappa_v=KAPPA)
    system, times = hierarchy_system(space, TargetFilter.from_poles(*THREE)), around(expected, table.plateaus)
    run = integrate(system, {}, {}, times, rtol=1e-4, atol=1e-14)
    return lag(run.times, run["loss"], expected, table.plateaus)


def test_infinite_width_leaves_when_predicted(three):
    """At the last plateau what had not decayed at the escape is what is left of the deviation: ∝ σ^{λ/γ}."""
    strong, weak = np.abs(wide(three, 1e-3)), np.abs(wide(three, 1e-5))
    assert strong.max() < 0.01 and weak.max() < 5e-4
    order = three.plateaus[2].approach / three.plateaus[2].escape_rate
    assert np.log(strong[1] / weak[1]) / np.log(100.0) == pytest.approx(order, abs=0.03)


def test_symmetry_of_the_bulk_shifts_the_times(three):
    assert np.abs(wide(three, 1e-5, -0.5)).max() < 5e-4
    assert abs(three.escapes(1e-5, -0.5).times - three.escapes(1e-5).times)[0] * three.plateaus[1].escape_rate > 0.3


def test_a_given_network_leaves_when_predicted(four):
    target = StateSpace.from_poles(*FOUR)
    drawn = random_weights(5, 1e-6, KAPPA, 3)
    network = Weights(drawn.W, drawn.u, drawn.u)
    expected = four.escapes_of(network.W, network.u, network.v).times
    times = around(expected, four.plateaus)
    run = gradient_flow(network, target, times, method=LSODA, rtol=1e-7, atol=1e-12)
    assert np.abs(lag(run.times, run["loss"], expected, four.plateaus)).max() < 5e-3


@pytest.fixture(scope="module")
def oblique():
    """Of a read-out that is shorter than the read-in, and at an angle to it."""
    return timetable(TargetFilter.from_poles(*FOUR), kappa=KAPPA, kappa_v=0.2, overlap=0.4)


def test_an_oblique_start_passes_over_the_first_pole(oblique, four):
    assert [p.order for p in oblique.plateaus] == [0, 2, 3, 4]
    for plateau, known in zip(oblique.plateaus[1:], four.plateaus[2:], strict=True):
        assert plateau.loss == pytest.approx(known.loss, rel=1e-8, abs=1e-12)
    values = np.linalg.eigvalsh(
        hessian(saddle_of(oblique.plateaus[1], *FOUR).within(3), StateSpace.from_poles(*FOUR), Rates())
    )
    assert oblique.plateaus[1].escape_rate == pytest.approx(-values[0], rel=1e-5) and values[1] > -1e-6


def test_an_oblique_start_leaves_when_predicted(oblique):
    """At infinite width, where the first way out needs words of one letter, and for a given network."""
    first, (expected, _) = oblique.plateaus[1], oblique.escapes(1e-4).times
    space = fock_space(1, sigma=1e-4, overlap=0.4, kappa_u=KAPPA, kappa_v=0.2)
    times = expected + np.linspace(-0.3, 0.3, 9) / first.escape_rate
    losses = learn(space, TargetFilter.from_poles(*FOUR), times, rtol=1e-7).loss
    assert abs(escape_time(times, losses, first.loss) - expected) * first.escape_rate < 5e-3
    drawn = random_weights(6, 1e-5, 1.0, 3)
    frame = np.linalg.qr(np.column_stack([drawn.u, drawn.v]))[0]
    network = Weights(drawn.W, frame @ [KAPPA, 0.0], 0.2 * frame @ [0.4, np.sqrt(1 - 0.4**2)])
    expected = oblique.escapes_of(network.W, network.u, network.v).times
    times = around(expected, oblique.plateaus)
    run = gradient_flow(network, StateSpace.from_poles(*FOUR), times, method=LSODA, rtol=1e-7, atol=1e-12)
    assert np.abs(lag(run.times, run["loss"], expected, oblique.plateaus)).max() < 2e-3
    for u, v in ((network.u, 2 * network.v), (network.u, -network.v)):
        with pytest.raises(InputError, match="v has not the length and the overlap"):
            oblique.escapes_of(network.W, u, v)


@pytest.fixture(scope="module")
def slow():
    """A second plateau that is approached at a rate of 0.004, and left at one of 0.055."""
    target = TargetFilter.from_poles([-0.2 + 1j, -0.2 - 1j, -0.6 + 4j, -0.6 - 4j], [0.5] * 4)
    return timetable(target, kappa=0.4, kappa_v=0.3, overlap=0.5), target


def test_a_plateau_that_would_be_left_before_it_is_reached_is_told(slow):
    table, target = slow
    found = table.escapes(0.01)
    assert found.apply.tolist() == [True, False]
    assert found.times[0] > found.arrivals[0] and found.times[1] < found.arrivals[1]
    assert found.remainders[0] < 1e-3 and found.remainders[1] == 1.0
    # The first plateau is reached where the flow in two dimensions reaches it.
    start, first = table.start, table.plateaus[1]
    begin = {"u1": start.u[0], "v1": start.v[0], "v2": start.v[1]}
    loss = integrate(outlier_system(target, 2), begin, {}, [found.arrivals[0]])["loss"][0]
    assert loss == pytest.approx((2 - table.left) * first.loss, rel=1e-5)


@settings(max_examples=30, deadline=None)
@given(exponent=st.floats(-60.0, 0.0), tau=st.floats(-0.9, 0.9))
def test_the_law_holds_for_weaker_bulks_if_for_stronger_ones(slow, exponent, tau):
    """Times of leaving the n-th plateau and of reaching the next move with ln σ alike, the waits grow."""
    table, _ = slow
    weak, strong = table.escapes(10.0 ** (exponent - 1), tau), table.escapes(10.0**exponent, tau)
    assert np.all(weak.apply >= strong.apply)
    assert np.all(weak.remainders <= strong.remainders)
    assert np.all(weak.times > strong.times) and np.all(weak.arrivals >= strong.arrivals)
    assert table.escapes(1e-60).apply.all()


def test_where_the_law_holds_everything_is_reached_before_it_is_left(three, four, oblique):
    for table in (three, four, oblique):
        found = table.escapes(1e-5)
        assert found.apply.all() and np.all(found.arrivals < found.times) and found.remainders.max() < 0.1
        assert np.all(found.arrivals[1:] > found.times[:-1])


def test_times_are_straight_in_the_logarithm(four):
    weak, strong = four.escapes(1e-7).times, four.escapes(1e-5).times
    np.testing.assert_allclose((weak - strong) / np.log(100.0), four.slopes, rtol=1e-12)
    rates = np.array([p.escape_rate for p in four.plateaus[1:-1]])
    np.testing.assert_allclose(np.diff(four.slopes, prepend=0.0) * rates, 1.0, rtol=1e-12)


def test_many_large_networks_have_the_excitations_of_infinite_width(three):
    """The mean over bulks of ln|a| of finite networks, which is all that differs in their times."""
    waits = []
    for seed in range(6):
        drawn = random_weights(400, 1e-4, KAPPA, seed)
        waits.append(three.escapes_of(drawn.W, drawn.u, drawn.u).times - three.escapes(1e-4).times)
    rates = np.array([p.escape_rate for p in three.plateaus[1:-1]])
    assert np.abs(np.mean(waits, axis=0) * rates).max() < 0.1


def test_slopes_of_waits_are_fitted(four):
    """Waits longer by a hundredth in their growth have slopes longer by a hundredth."""
    sigmas = np.array([1e-4, 1e-5, 1e-7])
    predicted = np.array([four.escapes(sigma).times for sigma in sigmas])
    slower = predicted + 0.01 * np.log(1 / sigmas)[:, None] * four.slopes
    for measured, slope in ((predicted, 1.0), (slower, 1.01)):
        slopes, errors = Escapes(four, sigmas, predicted, measured).slopes()
        np.testing.assert_allclose(slopes, slope, rtol=1e-9)
        assert errors.max() < 1e-9


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda t: timetable(TargetFilter.from_poles(*THREE), kappa=KAPPA, left=1.0), "left must lie between 0 and 1"),
        (lambda t: staircase(TargetFilter.from_poles(*THREE), kappa=0.0), "kappa must be greater than 0"),
        (
            lambda t: staircase(TargetFilter.from_poles(*THREE), kappa=KAPPA, overlap=0.0),
            "kappa and kappa_v are equal, from which this target is learnt by one pole",
        ),
        (
            lambda t: staircase(TargetFilter.from_poles(*THREE), kappa=KAPPA, overlap=-1.0),
            "leads this target to the zero network",
        ),
        (lambda t: staircase(TargetFilter.from_poles(*THREE), kappa=KAPPA, overlap=1.5), "overlap must lie between"),
        (lambda t: staircase(TargetFilter.from_poles(*THREE), overlap=0.5), "kappa_v and overlap need kappa"),
        (
            lambda t: staircase(TargetFilter.from_poles(*THREE), kappa=KAPPA, kappa_v=0.0),
            "kappa_v must be greater than 0",
        ),
        (lambda t: staircase(TargetFilter.from_poles(*THREE), rates={"W": 0.0}), "rates must all be greater than 0"),
        (lambda t: t.escapes(0.0), "sigma must be greater than 0"),
        (lambda t: t.escapes(0.1, 2.0), "tau must lie between -1 and 1"),
        (lambda t: t.escapes_of(np.zeros((3, 3)), [KAPPA, 0, 0], [KAPPA, 0, 0]), "W excites no way out"),
        (lambda t: t.escapes_of(np.eye(3), [KAPPA, 0, 0], [0, KAPPA, 0]), "v must be +1 times u"),
        (lambda t: t.escapes_of(np.eye(3), [1.0, 0, 0], [1.0, 0, 0]), "make a timetable of its"),
    ],
)
def test_bad_input_in_one_sentence(call, message, three):
    with pytest.raises(InputError) as caught:
        call(three)
    assert message in str(caught.value)
