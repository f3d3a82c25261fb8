"""Infinite width: the operator against random matrices, learning against wide networks, error bars, the command."""

import itertools
import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reduced_odes import InputError, Outcome, integrate, rank_two
from reduced_odes.__main__ import main
from reduced_odes.hierarchy.depth import Bulk, TargetFilter, choose_depth, learn, missed_descent, word_space
from reduced_odes.hierarchy.fock import fock_space
from reduced_odes.hierarchy.large_n import error_bar, infinite_width
from reduced_odes.hierarchy.outliers import outliers
from validation.experiments.power_laws import convergence_order

TARGET = TargetFilter.integrator(0.3)


def elliptic(N: int, sigma: float, tau: float, rng: np.random.Generator) -> np.ndarray:
    """Entries of variance σ²/N, of which mirrored ones have the correlation τ."""
    G = rng.standard_normal((N, N))
    symmetric, antisymmetric = (G + G.T) / 2, (G - G.T) / 2
    return sigma * (np.sqrt(1 + tau) * symmetric + np.sqrt(1 - tau) * antisymmetric) / np.sqrt(N)


def moment(W, word: str, left: np.ndarray, right: np.ndarray) -> float:
    """leftᵀ (word) right, the last letter applied first."""
    for letter in reversed(word):
        right = (W if letter == "W" else W.T) @ right
    return float(left @ right)


def words(length: int):
    return ["".join(letters) for letters in itertools.product("WT", repeat=length)]


# ---------------------------------------------------------------------------------------------- the operator


@settings(max_examples=40, deadline=None)
@given(st.floats(-1, 1), st.lists(st.sampled_from("WT"), min_size=1, max_size=9))
def test_moments_obey_the_recursion_of_freeness(tau, letters):
    """The first letter is paired with the k-th, which cuts the word in two that know nothing of each other."""
    sigma = 0.4
    space = fock_space(5, sigma=sigma, tau=tau)

    def m(word: str) -> float:
        return moment(space.W, word, space.u, space.u) if word else 1.0

    word = "".join(letters)
    paired = sum(
        sigma**2 * (tau if word[0] == word[k] else 1.0) * m(word[1:k]) * m(word[k + 1 :]) for k in range(1, len(word))
    )
    assert m(word) == pytest.approx(paired, abs=1e-13)


def words_applied(W, start: np.ndarray, length: int) -> np.ndarray:
    """All words of up to so many letters applied to a vector, as rows."""
    layers = [start[None]]
    for _ in range(length):
        layers.append(np.concatenate([(W @ layers[-1].T).T, (W.T @ layers[-1].T).T]))
    return np.concatenate(layers)


@pytest.mark.parametrize("tau", [-1.0, -0.4, 0.0, 0.7, 1.0])
def test_moments_are_those_of_large_random_matrices(tau):
    """Overlaps of words with up to four letters in all deviate as N^(−1/2) from the operator's."""
    sigma, overlap = 0.45, 0.3
    space = fock_space(3, sigma=sigma, tau=tau, overlap=overlap)
    exact = words_applied(space.W, space.u, 2) @ words_applied(space.W, space.v, 2).T
    same = words_applied(space.W, space.u, 2) @ words_applied(space.W, space.u, 2).T
    rng = np.random.default_rng(3)
    widths, rms = (50, 200, 800), []
    for N in widths:
        squares = []
        for _ in range(3200 // N):
            W = elliptic(N, sigma, tau, rng)
            u, v = rng.standard_normal((2, N))
            u /= np.linalg.norm(u)
            v -= (u @ v) * u
            v = overlap * u + np.sqrt(1 - overlap**2) * v / np.linalg.norm(v)
            of_u, of_v = words_applied(W, u, 2), words_applied(W, v, 2)
            squares += [np.mean((of_u @ of_v.T - exact) ** 2), np.mean((of_u @ of_u.T - same) ** 2)]
        rms.append(np.sqrt(np.mean(squares)))
    assert convergence_order(widths, rms).slope == pytest.approx(-0.5, abs=0.12)
    assert rms[-1] < 0.02


@pytest.mark.parametrize(
    "tau, overlap, sizes",
    [(0.2, 0.0, (2, 6, 14, 30)), (0.0, 1.0, (1, 3, 7, 15)), (1.0, 0.5, (2, 4, 6, 8)), (-1.0, -1.0, (1, 2, 3, 4))],
)
def test_dimensions_are_those_of_the_words_of_a_network(tau, overlap, sizes):
    space = fock_space(3, sigma=0.4, tau=tau, overlap=overlap, kappa_u=0.7, kappa_v=0.2)
    assert space.sizes == sizes
    assert (np.linalg.norm(space.u), np.linalg.norm(space.v)) == pytest.approx((0.7, 0.2))
    assert space.u @ space.v == pytest.approx(0.7 * 0.2 * overlap)
    again = word_space(space.W.toarray(), space.u, space.v, 3)  # its own words span it, layer by layer
    assert again.sizes == sizes
    rng = np.random.default_rng(1)
    u, v = rng.standard_normal((2, 120))
    network = word_space(elliptic(120, 0.4, tau, rng), u, u if abs(overlap) == 1 else v, 3)
    assert network.sizes == sizes


# ---------------------------------------------------------------------------------------------- learning


def test_depth_zero_is_the_theory_without_a_bulk():
    times = np.linspace(0, 5, 6)
    run = infinite_width(TARGET, sigma=0.5, kappa=0.4, overlap=0.3, times=times, depth=0, rtol=1e-9)
    initial = {"u1": 0.4, "v1": 0.4 * 0.3, "v2": 0.4 * np.sqrt(1 - 0.09)}
    plane = integrate(rank_two, initial, {"c_star": 0.3, "omega_star": 0.0}, times)
    assert run["loss"] == pytest.approx(plane["loss"], abs=1e-8)
    assert np.all(np.isnan(run.error["loss"])) and run.born_error is None


def test_error_falls_as_sigma_to_the_2d_and_2():
    sigmas = (0.1, 0.13, 0.169)
    for depth in range(3):
        errors = []
        for sigma in sigmas:
            space = fock_space(depth + 2, sigma=sigma, kappa_u=0.5, kappa_v=0.5)
            coarse, exact = (learn(space, TARGET, [1.0], depth=d, rtol=1e-10) for d in (depth, depth + 2))
            errors.append(abs(coarse.loss[0] - exact.loss[0]))
        assert convergence_order(sigmas, errors).slope == pytest.approx(2 * (depth + 1), abs=0.2)  # up to O(σ²)


def test_wide_networks_learn_like_it():
    """Networks of N neurons deviate by N^(−1/2): their mean is nearer, and the wider ones are nearer."""
    sigma, tau, times = 0.3, 0.7, np.array([0.8, 1.2, 2.0])
    theory = infinite_width(TARGET, sigma=sigma, tau=tau, kappa=0.5, times=times, depth=4, rtol=1e-6)["loss"]
    spread = []
    for N in (64, 1024):
        rng = np.random.default_rng(5)
        deviations = []
        for _ in range(5):
            u, v = rng.standard_normal((2, N))
            W = elliptic(N, sigma, tau, rng)
            space = word_space(W, 0.5 * u / np.linalg.norm(u), 0.5 * v / np.linalg.norm(v), 3)
            deviations.append(learn(space, TARGET, times, rtol=1e-5).loss - theory)
        spread.append(np.sqrt(np.mean(np.square(deviations))))
        assert np.abs(np.mean(deviations, axis=0)).max() < 3 * spread[-1] / np.sqrt(5) + 0.1 * spread[0]
    assert spread[1] < 0.5 * spread[0]  # N^(−1/2) would be a quarter


def test_estimate_and_choice_of_depth_work_without_a_basis():
    space = fock_space(4, sigma=0.4, kappa_u=0.5, kappa_v=0.5)
    times = np.linspace(0, 4, 13)
    curve = choose_depth(space, TARGET, times, 1e-2, rtol=1e-5)
    error = np.abs(curve.loss - learn(space, TARGET, times, rtol=1e-5).loss).max()
    assert error < 1e-2 * curve.target_power
    assert missed_descent(space, TARGET, curve).max() > error / 5


def test_no_bulk_is_the_plane_of_u_and_v():
    run = infinite_width(TARGET, sigma=0.0, kappa=0.5, times=[0.0, 2.0], depth=3, rtol=1e-9)
    assert run.curve.dimension == 30
    assert run.error["loss"] == pytest.approx([0.0, 0.0], abs=1e-7)  # that of the solver
    assert len(run.curve.outliers[1]) == 2  # of a learnt part of rank two, both


# ---------------------------------------------------------------------------------------------- outliers


@pytest.mark.parametrize("tau, when", [(0.0, 4.0), (0.8, 1.0), (1.0, 4.0)])
def test_outliers_are_those_of_a_wide_network(tau, when):
    """All eigenvalues of a network of N = 500: outside of the ellipse there are those that the resolvent finds."""
    N, sigma = 500, 0.4
    rng = np.random.default_rng(2)
    W = elliptic(N, sigma, tau, rng)
    u, v = rng.standard_normal((2, N))
    u /= np.linalg.norm(u)
    v -= (u @ v) * u
    space = word_space(W, 0.5 * u, 0.5 * v / np.linalg.norm(v), 4, bulk=Bulk(sigma, tau))
    end = learn(space, TARGET, [when], rtol=1e-5).states[-1]
    F = space.basis @ end.frame
    values = np.linalg.eigvals(W + F @ end.K @ F.T)
    edge = Bulk(sigma, tau, margin=0.1)
    outside = [z for z in values if not edge.contains(z)]
    theory = infinite_width(TARGET, sigma=sigma, tau=tau, kappa=0.5, times=[when], depth=4, rtol=1e-5)
    expected = [o.eigenvalue for o in theory.curve.outliers[0]]
    assert len(outside) == len(expected) > 0
    outside.sort(key=lambda z: (-z.real, -z.imag))
    assert np.abs(np.array(outside) - expected).max() < 0.6 / np.sqrt(N)


def test_beyond_the_last_layer_the_bulk_continues():
    """With the self-energy of the layers that are missing, learnt weights of few words have exact outliers."""
    sigma, tau = 0.4, 0.6
    deep, shallow = (fock_space(d, sigma=sigma, tau=tau, kappa_u=1.0, kappa_v=1.0) for d in (9, 2))
    learnt = 0.9 * np.outer(shallow.u, shallow.u) + 0.3 * np.outer(shallow.v, shallow.u)

    def slowest(space, endless: bool):
        K = np.zeros((space.dimension, space.dimension))
        K[:14, :14] = learnt
        W = space.W.toarray() + K
        layer = space.last_layer if endless else np.zeros(space.dimension)
        return outliers(lambda x: W @ x, space.u, space.v, Bulk(sigma, tau), layer, 1.0)[0]

    exact, finite = slowest(deep.at(7), True), slowest(shallow, True)
    assert finite.eigenvalue == pytest.approx(exact.eigenvalue, abs=1e-12)
    assert finite.residue == pytest.approx(exact.residue, abs=1e-12)
    assert abs(slowest(shallow, False).eigenvalue - exact.eigenvalue) > 1e-3
    assert slowest(deep.at(7), False).eigenvalue == pytest.approx(exact.eigenvalue, abs=1e-3)
    # Rank one on a vacuum: 1 = w g(z), z = ζ + σ²τ/ζ and g = 1/ζ.
    alone = fock_space(1, sigma=sigma, tau=tau, overlap=1.0)
    W = alone.W.toarray() + 0.9 * np.outer(alone.u, alone.u)
    found = outliers(lambda x: W @ x, alone.u, alone.v, alone.bulk, alone.last_layer, 1.0)
    assert found[0].eigenvalue == pytest.approx(0.9 + sigma**2 * tau / 0.9, abs=1e-12)
    assert found[0].residue == pytest.approx(1 - sigma**2 * tau / 0.9**2, abs=1e-12)


def test_outlier_of_a_strong_bulk_goes_back():
    """A target inside the disc, |1 − c*| < σ: the outlier that began learning is absorbed, and the bulk remembers."""
    run = infinite_width(TARGET, sigma=0.8, kappa=0.5, times=[0.6, 4.0], depth=4, rtol=1e-5)
    (born,), (lost,) = run.curve.events["outlier_born"], run.curve.events["outlier_lost"]
    assert born < lost < 4.0
    assert np.isnan(run["c"][1]) and run["share"][1] == 0
    for s in (born, lost):
        at = infinite_width(TARGET, sigma=0.8, kappa=0.5, times=[s - 1e-3, s + 1e-3], depth=4, rtol=1e-5)
        assert sorted(len(found) for found in at.curve.outliers) == [0, 1]


# ---------------------------------------------------------------------------------------------- error bars


def test_the_error_bar_stays_where_two_depths_cross():
    options = {"sigma": 0.5, "kappa": 0.5, "depth": 2, "rtol": 1e-6}
    times = np.linspace(0.0, 4.0, 41)
    space = fock_space(2, sigma=0.5, kappa_u=0.5, kappa_v=0.5)
    upper, lower = (learn(space, TARGET, times, depth=d, rtol=1e-6).loss for d in (2, 1))
    apart = upper - lower
    crossings = np.flatnonzero(np.sign(apart[1:-1]) != np.sign(apart[2:])) + 1
    assert crossings.size  # they do
    k = int(crossings[0])
    crossed = times[k] + (times[k + 1] - times[k]) * apart[k] / (apart[k] - apart[k + 1])
    alone = infinite_width(TARGET, times=[crossed], **options)  # nothing else is asked for
    assert alone.error["loss"][0] >= 0.9 * np.abs(apart[: k + 1]).max()
    run = infinite_width(TARGET, times=times, **options)
    assert run["loss"] == pytest.approx(upper, abs=1e-9)
    assert np.all(run.error["loss"] >= np.abs(apart) - 1e-9)
    assert list(run.curve.times) == list(times) and len(run.curve.states) == len(run.curve.outliers) == times.size


def test_the_error_bar_is_the_largest_recent_deviation():
    """By a loop over times, instead of arrays; with a plateau and a loss that rises again."""
    times = np.arange(6.0)
    run = infinite_width(TARGET, sigma=0.5, kappa=0.5, times=times, depth=2, rtol=1e-4).curve
    loss, other = np.array([1.0, 1.0, 0.5, 0.01, 0.3, 0.02]), np.array([1.2, 1.0, 0.4, 0.02, 0.3, 0.02])
    for depth, factor in ((1, 4.0), (2, 2.0)):
        curve, lower = replace(run, loss=loss, depth=depth), replace(run, loss=other, times=times[:5])
        expected = []
        for k in range(5):
            recent = [i for i in range(k + 1) if loss[i] <= 10 * loss[k]]
            expected.append(factor * max(abs(loss[i] - other[i]) for i in recent))
        found = error_bar(curve, lower, "loss")
        assert found[:5] == pytest.approx(expected) and np.isnan(found[5])
    assert np.isnan(error_bar(run, None, "loss")).all()


@settings(max_examples=3, deadline=None)
@given(st.floats(0.2, 0.5), st.floats(-0.6, 0.6), st.floats(0.3, 0.7), st.floats(-0.5, 0.5), st.floats(0.2, 0.5))
def test_the_error_bar_covers_the_error_of_a_shallow_depth(sigma, tau, kappa, overlap, c_star):
    """A single point may be missed, measured one of a hundred; a fifth of a curve may not."""
    times = np.linspace(0.0, 5.0, 9)
    target = TargetFilter.integrator(c_star)
    space = fock_space(4, sigma=sigma, tau=tau, overlap=overlap, kappa_u=kappa, kappa_v=kappa)
    exact = learn(space, target, times, rtol=1e-5)
    run = infinite_width(target, sigma=sigma, tau=tau, overlap=overlap, kappa=kappa, times=times, depth=2, rtol=1e-5)
    missed = np.abs(run["loss"] - exact.loss) > run.error["loss"] + 1e-5 * exact.target_power
    assert missed.mean() <= 0.2
    if run.born_error is not None:
        assert abs(run.curve.outlier_born - exact.outlier_born) <= run.born_error
    clear = ~run.in_doubt
    assert np.array_equal(np.isnan(run["c"])[clear], np.isnan(exact.c)[clear])


def test_an_outlier_that_is_lost_at_this_depth_only_is_in_doubt():
    """A bulk that nearly reaches the target: depth 4 loses at s = 1.5 the pair that depth 5 still has at s = 3."""
    options = {"sigma": 0.6, "tau": 0.5, "kappa": 0.5, "rtol": 1e-4}
    times = [2.0, 2.5, 3.0]
    run = infinite_width(TARGET, times=times, depth=4, **options)
    space = fock_space(5, sigma=0.6, tau=0.5, kappa_u=0.5, kappa_v=0.5)
    deep = learn(space, TARGET, times, rtol=1e-4)
    assert np.isnan(run["c"]).all() and not np.isnan(deep.c).any()
    assert run.in_doubt.all()
    assert run.events_in_doubt["outlier_lost"][-1]
    assert len(run.events_in_doubt["outlier_lost"]) == len(run.curve.events["outlier_lost"])


def test_what_two_depths_agree_on_is_beyond_doubt():
    run = infinite_width(TARGET, sigma=0.4, kappa=0.5, times=[0.1, 3.0, 4.0], depth=4, rtol=1e-5)
    assert run.in_doubt.tolist() == [False, False, False]
    assert np.isnan(run["c"]).tolist() == [True, False, False]
    assert run.events_in_doubt == {"outlier_born": (False,), "outlier_lost": ()}
    alone = infinite_width(TARGET, sigma=0.4, kappa=0.5, times=[0.1, 4.0], depth=0, rtol=1e-5)
    assert alone.in_doubt.all() and not alone.informative("loss").any()


def test_late_bars_are_smaller_than_the_loss_or_said_to_be_uninformative():
    """The largest deviation of all of learning would be no error bar of a loss that has fallen far below it."""
    options = {"sigma": 0.4, "tau": 0.2, "kappa": 0.5, "rtol": 1e-5, "times": np.linspace(0.0, 8.0, 9)}
    run = infinite_width(TARGET, depth=4, **options)
    assert run["loss"][-1] < 1e-3 * run.curve.target_power
    assert run.error["loss"][-1] < 0.1 * run.error["loss"].max()
    assert run.informative("loss")[1:].all()
    shallow = infinite_width(TARGET, depth=1, **options)
    assert np.array_equal(shallow.informative("loss"), shallow.error["loss"] < shallow["loss"])
    assert not shallow.informative("loss").all()


def test_a_real_outlier_of_both_depths_has_no_error_bar_of_its_frequency():
    run = infinite_width(TARGET, sigma=0.4, kappa=0.5, times=[3.0, 4.0], depth=3, rtol=1e-5)
    assert run["omega"].tolist() == [0.0, 0.0]
    assert np.isnan(run.error["omega"]).all() and not np.isnan(run.error["c"]).any()


# ---------------------------------------------------------------------------------------------- command line, refusals

EXAMPLE = "infinite_width --set c_star=0.3 sigma=0.4 tau=0 overlap=0 kappa=0.5 --depth 2 --until 4 --points 5 --json -"


def test_command_line(capsys):
    assert main(EXAMPLE.split()) == 0
    record = json.loads(capsys.readouterr().out)
    run = infinite_width(TARGET, sigma=0.4, kappa=0.5, times=[0, 1, 2, 3, 4], depth=2)
    assert record["system"] == "infinite_width"
    assert record["times"] == [0, 1, 2, 3, 4]
    assert record["parameters"]["c_star"] == 0.3 and record["parameters"]["omega_star"] == 0
    assert list(record["observables"]) == ["loss", "gain", "c", "omega", "share"]
    assert record["observables"]["c"][0] is None
    assert record["observables"]["loss"] == pytest.approx(list(run["loss"]), rel=1e-12)
    assert record["error"]["loss"][1:] == pytest.approx(list(run.error["loss"][1:]), rel=1e-9)
    assert record["events"]["outlier_born"] == pytest.approx([run.curve.outlier_born], abs=1e-8)
    assert record["outcome"] == Outcome.UNFINISHED.value


def test_command_line_shows_and_draws(tmp_path, capsys):
    png, file = tmp_path / "run.png", tmp_path / "run.json"
    words = "infinite_width --set c_star=0.3 omega_star=1 sigma=0.3 kappa_u=0.5 kappa_v=0.6 eta_v=0.5 --depth 1"
    assert main([*words.split(), "--times", "0", "1", "2", "--plot", str(png), "--json", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "kappa_v = 0.6" in shown and "words of up to 1 letters, 6 dimensions" in shown and f"wrote {png}" in shown
    assert png.read_bytes().startswith(b"\x89PNG")
    assert json.loads(file.read_text())["parameters"]["eta_v"] == 0.5
    assert main(["infinite_width", "--set", "sigma=0.3"]) == 2
    assert "c_star of infinite_width has no default" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text, message",
    [
        ("sigma=1", "sigma must be below 1"),
        ("sigma=-0.1", "sigma must be 0 or greater"),
        ("sigma=0.6 tau=0.7", "sigma (1 + tau) must be below 1"),
        ("sigma=0.6 tau=-1.1", "tau must lie between -1 and 1"),
        ("sigma=0.6 overlap=1.01", "overlap must lie between -1 and 1"),
        ("sigma=0.6 kappa=0", "kappa must be greater than 0"),
        ("sigma=0.6 kappa=1 kappa_u=1 kappa_v=1", "all given"),
        ("sigma=0.6 c=1", "unknown parameter"),
        ("sigma=0.6 phase=nan", "phase must be finite"),
        ("sigma=0.6 eta_u=-1", "rates.u must be 0 or greater"),
    ],
)
def test_wrong_parameters_are_refused(text, message, capsys):
    assert main(["infinite_width", "--set", "c_star=0.3", *text.split(), "--until", "2"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ") and message in error and error.count("\n") == 1


def test_depth_too_large_says_what_it_needs(capsys):
    words = "infinite_width --set c_star=0.3 sigma=0.4 --until 2 --depth"
    assert main([*words.split(), "40"]) == 2
    assert "depth 40 needs 1.8e+07 GB" in capsys.readouterr().err
    assert main([*words.split(), "-2"]) == 2
    assert "depth must be an integer of 0 or more" in capsys.readouterr().err
    with pytest.raises(InputError, match=r"depth 8 needs 0\.00419 GB, but 0\.001 GB"):
        fock_space(8, sigma=0.3, memory=1e6)


def test_depth_eight_is_not_dense():
    space = fock_space(8, sigma=0.4)
    assert space.dimension == 1022 and space.W.nnz == 2 * 510
    run = infinite_width(TARGET, sigma=0.4, kappa=0.5, times=[0.0, 0.5], depth=8, rtol=1e-5)
    assert run.curve.states[-1].a.size < 60
    assert run.error["loss"][-1] < 1e-5


# ---------------------------------------------------------------------------------------------- memory


@pytest.mark.parametrize("tau", [-1.0, 0.0, 1.0])
@pytest.mark.parametrize("overlap", [0.0, 1.0])
def test_the_depth_that_is_said_to_fit_is_the_greatest(tau, overlap):
    options = {"sigma": 0.3, "tau": tau, "overlap": overlap, "memory": 3e5}
    with pytest.raises(InputError, match=r"depth 5000 needs .* GB, but 0\.0003 GB") as refusal:
        fock_space(5000, **options)
    fits = int(re.search(r"take depth (\d+)", str(refusal.value)).group(1))
    assert fock_space(fits, **options).depth == fits
    with pytest.raises(InputError, match=f"take depth {fits}, which"):
        fock_space(fits + 1, **options)


def test_one_letter_more_of_a_symmetric_bulk_is_one_dimension_more():
    with pytest.raises(InputError, match=r"depth 999 needs 0\.00819 GB"):  # 2 vacua, 1000 words each, 4096 bytes
        fock_space(999, sigma=0.3, tau=1.0, memory=1e6)
