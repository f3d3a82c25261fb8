"""The theory that is chosen for a network, with the full network's own training as the judge."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from reduced_odes import ArchiveError, InputError, UnstableNetworkError, integrate, plot, shipped_system
from reduced_odes.__main__ import main
from reduced_odes.hierarchy.low_rank_flow import LearningRates
from reduced_odes.linear.stability import Stability
from reduced_odes.own_network import TargetFilter, Theory, matching_theory
from validation import Rates, StateSpace, Weights, integrator, random_weights
from validation.training.flow import gradient_flow
from validation.training.linearised import readout_curve

THIRD_ORDER = TargetFilter.from_poles([-0.4 + 1.7j, -0.4 - 1.7j, -0.3], [0.5, 0.5, 0.5])
RING = TargetFilter.damped_oscillator(0.5, 1.5, 0.3)


def frame(size, dimensions, seed=0):
    return np.linalg.qr(np.random.default_rng(seed).standard_normal((size, dimensions)))[0]


def full(found):
    """The same network's target as the full network takes it."""
    return StateSpace(found.A, found.b, found.c)


def missed(found, W, u, v, target, rates=None):
    """Error of the loss by the full network's gradient flow, in units of the target's power."""
    kept = slice(None, None, 20)
    run = gradient_flow(
        Weights(W, u, v), full(target), found.times[kept], rates=rates or Rates(1.0, 1.0, 1.0), rtol=1e-7
    )
    return float(np.abs(found.loss[kept] - run["loss"]).max()) / found.curve.target_power


# ------------------------------------------------------------------------------------------------ exact manifolds
def planar(size, plane):
    """W in the space of the first columns of B, and in a part of the rest of which u and v know nothing."""
    inner, hidden = np.split(frame(size, plane.shape[0] + 3), [plane.shape[0]], axis=1)
    return inner @ plane @ inner.T + hidden @ np.diag([0.5, -0.4, 0.3]) @ hidden.T, inner


@pytest.mark.parametrize(
    "system, plane, u, v, target",
    [
        ("real_outlier", [[0.2]], [0.4], [0.5], TargetFilter.integrator(0.4)),
        ("any_target", [[0.2]], [0.4], [0.5], RING),
        ("conjugate_pair", np.zeros((2, 2)), [0.5, 0.0], [0.3, 0.4], RING),
        ("conjugate_pair", [[0.3, -0.2], [0.2, 0.1]], [0.3, 0.4], [0.3, -0.4], TargetFilter.integrator(0.4)),
        ("rank_two", [[0.1, -0.3], [0.2, 0.1]], [0.5, 0.0], [0.3, 0.4], RING),
        ("any_target", 0.2 * np.eye(3, k=1) - 0.1, [0.5, 0.0, 0.1], [0.3, 0.4, 0.0], THIRD_ORDER),
        ("hierarchy", 0.3 * np.eye(3, k=1), [0.1, 0.0, 0.5], [0.4, 0.3, 0.0], TargetFilter.integrator(0.4)),
    ],
)  # fmt: skip
def test_weights_in_an_invariant_space_are_a_reduced_system(system, plane, u, v, target):
    W, B = planar(8, np.asarray(plane, dtype=float))
    found = matching_theory(W, B @ u, B @ v, target, until=8.0, accuracy=1e-4)
    assert found.theory is Theory.EXACT_MANIFOLD and found.within and found.error < 1e-6
    assert found.trajectory.system == system
    assert missed(found, W, B @ u, B @ v, target) < 1e-6
    decay = found.trajectory["c"] if "c" in found.trajectory else found.trajectory["decay_1"]
    real = (found.omega == 0) & (found.curve.dimension == 1)
    np.testing.assert_allclose(found.c[real], decay[real], atol=1e-6)


def test_all_rates_reach_the_reduced_system():
    rates = LearningRates(0.7, 1.3, 0.4)
    W, B = planar(8, np.array([[0.2]]))
    u, v, target = 0.4 * B[:, 0], -0.5 * B[:, 0], TargetFilter.integrator(0.4)
    found = matching_theory(W, u, v, target, until=6.0, accuracy=1e-4, rates=rates)
    assert found.trajectory.parameters["eta_u"] == 1.3
    assert missed(found, W, u, v, target, Rates(0.7, 1.3, 0.4)) < 1e-6
    ring = matching_theory(np.zeros((8, 8)), u, 0.4 * np.eye(8)[0], RING, times=[0, 1], rates={"u": 2.0, "v": 2.0})
    assert ring.trajectory.system == "conjugate_pair" and ring.trajectory.parameters["eta_io"] == 2.0
    ring = matching_theory(np.zeros((8, 8)), u, 0.4 * np.eye(8)[0], RING, times=[0, 1], rates={"u": 2.0})
    assert ring.trajectory.system == "rank_two" and ring.trajectory.parameters["eta_u"] == 2.0


def test_the_trajectory_can_be_solved_again_by_what_it_says_of_itself():
    W, B = planar(9, np.zeros((2, 2)))
    found = matching_theory(W, 0.5 * B[:, 0], 0.5 * B[:, 1], RING, until=5.0).trajectory
    again = integrate(shipped_system(found.system), found.initial, found.parameters, found.times)
    np.testing.assert_array_equal(again["loss"], found["loss"])


def test_nearly_invariant_is_not_exact():
    """W = 0 but for a little noise: the plane is depth 0 of the words, and errs by what it errs."""
    noise = 0.02 * np.random.default_rng(3).standard_normal((20, 20)) / np.sqrt(20)
    B = frame(20, 2)
    found = matching_theory(noise, 0.5 * B[:, 0], 0.5 * B[:, 1], TargetFilter.integrator(0.5), until=6.0)
    assert found.theory is not Theory.EXACT_MANIFOLD and found.within
    assert 1e-6 < missed(found, noise, 0.5 * B[:, 0], 0.5 * B[:, 1], TargetFilter.integrator(0.5)) < found.error


# ------------------------------------------------------------------------------------------- bulks
TARGET = TargetFilter.integrator(0.4)


@pytest.fixture(scope="module")
def wide():
    return random_weights(150, 0.25, 0.5, 4)


def test_words_where_this_network_differs_from_wide_ones():
    given_ = random_weights(40, 0.3, 0.5, 4)
    found = matching_theory(sparse.csr_array(given_.W), given_.u, given_.v, TARGET, until=3.0, accuracy=0.01)
    assert found.theory is Theory.WORDS and found.within and found.trajectory is None
    assert missed(found, given_.W, given_.u, given_.v, TARGET) <= found.error <= 0.01
    by_name = {(each.theory, each.depth): each for each in found.candidates}
    below = by_name[Theory.WORDS, found.chosen.depth - 1]
    assert below.error > 0.01
    others = [each for each in found.candidates if each.theory is Theory.INFINITE_WIDTH]
    assert all(0.01 < each.error < math.inf for each in others)


def test_infinite_width_where_it_is_good_enough(wide):
    found = matching_theory(wide.W, wide.u, wide.v, TARGET, until=2.0, accuracy=0.05)
    assert found.theory is Theory.INFINITE_WIDTH and found.within
    assert missed(found, wide.W, wide.u, wide.v, TARGET) <= found.error


def test_a_planted_mode_is_no_random_bulk(wide):
    """Its entries have nearly the same variance, but u and v are joined: infinite width must not be believed."""
    u, v = wide.u / np.linalg.norm(wide.u), wide.v / np.linalg.norm(wide.v)
    W = wide.W + 0.6 * np.outer(v, u)
    found = matching_theory(W, wide.u, wide.v, TARGET, until=2.0, accuracy=0.05)
    assert found.theory is Theory.WORDS
    assert missed(found, W, wide.u, wide.v, TARGET) <= 0.05
    assert all(each.error > 0.05 for each in found.candidates if each.theory is Theory.INFINITE_WIDTH)


def test_lazy_where_only_the_read_out_of_a_wide_network_is_trained():
    given_, target = random_weights(300, 0.6, 0.5, 5), TargetFilter.integrator(0.5)
    found = matching_theory(
        given_.W, given_.u, given_.v, target, until=40.0, accuracy=0.05, rates={"W": 0.0, "u": 0.0}
    )  # fmt: skip
    assert found.theory is Theory.LAZY and found.within
    exact = readout_curve(given_, integrator(0.5), found.times)
    assert np.abs(found.loss - exact).max() / found.curve.target_power <= found.error
    assert np.all(np.isnan(found.c)) and np.all(np.isnan(found["omega"]))


def test_large_initial_weights_are_lazy():
    """κ = 3, all blocks trained at the rates of the lazy limit; u and v are chosen without overlap in short words."""
    network, kappa = random_weights(200, 0.6, 1.0, 8), 3.0
    seen = [network.u]
    for _ in range(12):
        seen.append(network.W @ seen[-1])
    Q = np.linalg.qr(np.array(seen).T)[0]
    v = network.v - Q @ (Q.T @ network.v)
    v *= kappa / np.linalg.norm(v)
    u, target = kappa * network.u / np.linalg.norm(network.u), TargetFilter.integrator(0.6)
    rates = LearningRates(kappa**-4, kappa**-2, kappa**-2)
    early = matching_theory(network.W, u, v, target, until=4.0, accuracy=0.1, rates=rates)
    assert early.theory is Theory.LAZY
    assert missed(early, network.W, u, v, target, Rates(kappa**-4, kappa**-2, kappa**-2)) <= early.error


def test_where_nothing_is_accurate_enough_the_nearest_says_so():
    given_ = random_weights(40, 0.5, 0.5, 4)
    found = matching_theory(given_.W, given_.u, given_.v, TARGET, until=3.0, accuracy=1e-5, depth=1)
    assert not found.within and found.error > 1e-5
    assert found.error == min(each.error for each in found.candidates)
    assert found.stability is Stability.STABLE and "NOT within" in repr(found)
    assert missed(found, given_.W, given_.u, given_.v, TARGET) <= found.error


@settings(max_examples=4)
@given(st.integers(3, 8), st.floats(0.05, 0.7), st.floats(0.2, 1.5), st.integers(0, 99), st.sampled_from([0.03, 0.003]))
def test_the_error_is_what_it_is_said_to_be(size, sigma, kappa, seed, accuracy):
    given_ = random_weights(size, sigma, kappa, seed)
    try:
        found = matching_theory(given_.W, given_.u, given_.v, TARGET, until=3.0, accuracy=accuracy)
    except UnstableNetworkError:
        return
    assert missed(found, given_.W, given_.u, given_.v, TARGET) <= found.error + 1e-7


# ------------------------------------------------------------------------------------------- refusals, commands, figure
def test_refusals():
    W, u = np.zeros((3, 3)), np.ones(3)
    with pytest.raises(InputError) as refused:
        matching_theory(W, u, u, TARGET)
    assert refused.value.name == "until"
    with pytest.raises(InputError):
        matching_theory(W, u, u, TARGET, until=1.0, times=[0.0, 1.0])
    with pytest.raises(InputError) as refused:
        matching_theory(W, u, u, TARGET, until=1.0, accuracy=0.0)
    assert refused.value.name == "accuracy"
    with pytest.raises(UnstableNetworkError):
        matching_theory(2 * np.eye(3), u, u, TARGET, until=1.0)
    with pytest.raises(InputError):
        matching_theory(W, u, np.zeros(3), TARGET, until=1.0)


@pytest.fixture
def saved(tmp_path):
    given_ = random_weights(12, 0.2, 0.5, 1)
    path = tmp_path / "weights.npz"
    np.savez(path, W=given_.W, u=given_.u, v=given_.v)
    return str(path), given_


def test_one_json_object(saved, capsys):
    path, given_ = saved
    assert main(["own_network", path, "--set", "c_star=0.4", "eta_W=0.5", "--times", "0", "1", "--json", "-"]) == 0
    record = json.loads(capsys.readouterr().out)
    found = matching_theory(given_.W, given_.u, given_.v, TARGET, times=[0, 1], rates={"W": 0.5})
    assert record["system"] == "own_network" and record["theory"] == found.theory.value and record["within"] is True
    assert record["observables"]["loss"] == found.loss.tolist() and record["error"] == found.error
    assert [each["theory"] for each in record["candidates"]] == [each.theory.value for each in found.candidates]
    assert set(record) >= {"parameters", "initial", "times", "state", "outcome", "accuracy", "reason"}


def test_as_a_program_with_poles_and_a_figure(saved, tmp_path):
    path, _ = saved
    figure = tmp_path / "own.png"
    call = ["own_network", path, "--poles=-0.3+1j,-0.3-1j", "--residues=0.5,0.5", "--until", "2", "--depth", "1"]
    line = [sys.executable, "-m", "reduced_odes", *call, "--accuracy", "1e-7", "--plot", str(figure)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1 and done.stderr == ""  # nothing is so accurate
    assert "<- chosen" in done.stdout and figure.stat().st_size > 10_000


def test_the_command_refuses_what_is_no_network(saved, tmp_path, capsys):
    path, given_ = saved
    np.savez(tmp_path / "half.npz", W=given_.W, u=given_.u)
    (tmp_path / "text.npz").write_text("W = 0")
    np.savez(tmp_path / "objects.npz", W=np.array([None]), u=given_.u, v=given_.v)
    for name in ("half", "text", "objects", "missing"):
        assert main(["own_network", str(tmp_path / f"{name}.npz"), "--set", "c_star=0.4", "--until", "1"]) == 2
        assert capsys.readouterr().err.startswith("error: ")
    from reduced_odes.cli.commands.own_network import _weights

    with pytest.raises(ArchiveError) as refused:
        _weights(str(tmp_path / "half.npz"))
    assert refused.value.value == str(tmp_path / "half.npz")
    assert main(["own_network", path, "--until", "1"]) == 2  # no target
    assert main(["own_network", path, "--set", "c_star=1", "--poles=-1", "--residues=1", "--until", "1"]) == 2


def test_the_figure_shows_every_theory_that_applies():
    given_ = random_weights(12, 0.2, 0.5, 1)
    found = matching_theory(given_.W, given_.u, given_.v, TARGET, until=2.0)
    figure = plot(found)
    drawn = sum(each.curve is not None for each in found.candidates)
    assert len(figure.axes[0].lines) == drawn
    with pytest.raises(InputError):
        plot(matching_theory(given_.W, given_.u, given_.v, TARGET, times=[1.0]))
