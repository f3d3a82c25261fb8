"""Outliers separated from the bulk and followed through shuffles, collisions and conjugate pairs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from validation import (
    ManifoldObserver,
    Reflection,
    ValidationError,
    damped_oscillator,
    descend,
    disc_radius,
    random_weights,
    track_outliers,
)


def bulk(T: int, m: int, radius: float, seed: int) -> np.ndarray:
    """T rows of m complex numbers in conjugate pairs, uniform in a disc."""
    rng = np.random.default_rng(seed)
    z = radius * np.sqrt(rng.random((T, m // 2))) * np.exp(2j * np.pi * rng.random((T, m // 2)))
    return np.concatenate([z, z.conj()], axis=1)


def spectra(*columns: np.ndarray, radius: float = 0.3, seed: int = 0) -> np.ndarray:
    """The given outliers among a bulk, every row shuffled."""
    T = columns[0].size
    rows = np.concatenate([np.stack(columns, axis=1), bulk(T, 10, radius, seed)], axis=1)
    return np.random.default_rng(seed).permuted(rows.astype(complex), axis=1)


def test_the_disc_holds_99_of_100_bulks() -> None:
    for N, samples in ((8, 600), (50, 200)):
        largest = [np.abs(random_weights(N, 0.7, 1.0, seed).spectrum()).max() for seed in range(samples)]
        outside = np.mean(np.array(largest) > disc_radius(0.7, N))
        beyond_sigma = np.mean(np.array(largest) > 0.7)
        assert outside <= 0.03 < 0.3 < beyond_sigma
    assert disc_radius(0.5, 10**10) == pytest.approx(0.5, rel=1e-4)
    assert disc_radius(0.0, 5) == 0.0


def test_a_real_outlier_emerges_from_the_bulk() -> None:
    s = np.linspace(0, 10, 21)
    real = 0.08 * s
    path = track_outliers(s, spectra(real), radius=0.35, count=1)
    inside = real < 0.35
    assert np.array_equal(np.isnan(path.eigenvalues[:, 0]), inside)
    np.testing.assert_array_equal(path.eigenvalues[~inside, 0], real[~inside])
    np.testing.assert_allclose(path.decay[~inside], 1 - real[~inside])
    assert np.isnan(path.decay[inside]).all() and np.isnan(path.omega_squared).all()
    assert path.births.size == 0


def test_two_real_outliers_meet_and_leave_the_axis() -> None:
    s = np.linspace(0, 10, 101)
    squared = 0.09 * (s - 4.03)  # ω² crosses zero between records
    split = np.sqrt(-squared.astype(complex))
    center = -0.6 - 0.02 * s
    path = track_outliers(s, spectra(center + split, center - split, radius=0.1), radius=0.12, count=2)
    # a real one may be inside the disc at first
    seen = ~np.isnan(path.omega_squared)
    assert seen[s > 3].all()
    np.testing.assert_allclose(path.omega_squared[seen], squared[seen], atol=1e-14)
    np.testing.assert_allclose(path.decay[seen], 1 - center[seen], atol=1e-14)
    np.testing.assert_allclose(path.births, [4.03], atol=1e-12)
    pair = path.eigenvalues[s > 4.1]
    np.testing.assert_array_equal(pair[:, 0], pair[:, 1].conj())
    assert (pair[:, 0].imag > 0).all()
    real = path.eigenvalues[seen & (s < 4)]
    assert (real.imag == 0).all() and np.abs(np.diff(real, axis=0)).max() < 0.15


def test_a_pair_and_a_real_outlier_keep_their_identities_where_they_pass() -> None:
    s = np.linspace(0, 10, 101)
    pair, real = 0.5 + 0.02 * s + 0.6j, 0.9 - 0.05 * s  # real parts cross at s = 5.7
    path = track_outliers(s, spectra(pair, pair.conj(), real, radius=0.2), radius=0.25, count=3)
    upper = int(np.argmax(path.eigenvalues[-1].imag))
    lower = int(np.argmin(path.eigenvalues[-1].imag))
    np.testing.assert_array_equal(path.eigenvalues[:, upper], pair)
    np.testing.assert_array_equal(path.eigenvalues[:, lower], pair.conj())
    np.testing.assert_array_equal(path.eigenvalues[:, 3 - upper - lower], real)
    np.testing.assert_allclose(path.decay, 0.5 - 0.02 * s, atol=1e-14)  # the pair dominates at the end
    np.testing.assert_allclose(path.omega_squared, 0.36, atol=1e-14)


def test_a_single_outlier_never_takes_half_a_pair() -> None:
    s = np.array([0.0, 1.0])
    stray, real = np.array([0.6 + 0.5j] * 2), np.array([0.5, 0.55])
    path = track_outliers(s, np.stack([stray, stray.conj(), real], axis=1), radius=0.3, count=1)
    np.testing.assert_array_equal(path.eigenvalues[:, 0], real)
    alone = track_outliers(s, np.stack([stray, stray.conj()], axis=1), radius=0.3, count=1)
    assert np.isnan(alone.eigenvalues).all()


def test_without_a_bulk_an_outlier_passes_through_zero() -> None:
    """The other eigenvalues of a low-rank W are rounding: they must not catch the outlier at zero."""
    s = np.linspace(0, 1, 21)
    moving, other = -0.3 + 0.61 * s, np.full(21, 0.8)
    noise = 1e-17 * bulk(21, 10, 1.0, 3)
    path = track_outliers(s, np.concatenate([np.stack([moving, other], 1), noise], axis=1), radius=0.0, count=2)
    np.testing.assert_array_equal(path.eigenvalues, np.stack([other, moving], axis=1))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_the_order_of_recorded_eigenvalues_does_not_matter(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    T = 12
    walk = np.cumsum(0.1 * rng.standard_normal((T, 4)), axis=0) + np.array([0.9, -0.8, 0.7, 0.8])
    pair = walk[:, 2] + 1j * np.abs(walk[:, 3])
    first = spectra(walk[:, 0], walk[:, 1], pair, pair.conj(), seed=seed)
    second = rng.permuted(first, axis=1)
    paths = [track_outliers(np.arange(T), x, radius=0.35, count=count).eigenvalues for x in (first, second)]
    np.testing.assert_array_equal(paths[0], paths[1])
    for row, recorded in zip(paths[0], first, strict=True):
        found = row[~np.isnan(row)]
        assert np.isin(found, recorded[np.abs(recorded) >= 0.35]).all()
        assert np.unique(found).size == found.size
        np.testing.assert_array_equal(np.sort(found.conj()), np.sort(found))


def test_measured_decay_and_frequency_are_those_of_the_manifold() -> None:
    start = random_weights(9, 0.0, 0.4, seed=2, orthogonal=True)
    observer = ManifoldObserver(Reflection.of(start))
    run = descend(start, damped_oscillator(0.3, 2.0), step=0.1, steps=700, record_every=10, observe=observer)
    np.testing.assert_allclose(run["c"], 1 - (run["p"] + run["r"]) / 2, atol=1e-12)
    squared = run["q"] ** 2 - ((run["p"] - run["r"]) / 2) ** 2
    np.testing.assert_allclose(run["omega_squared"], squared, atol=1e-12)
    (birth,) = run.outliers.births
    assert birth == pytest.approx(np.interp(0.0, squared[run.times > 12], run.times[run.times > 12]), abs=1e-6)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"spectra": np.zeros((3, 4))}, r"spectra has shape \(3, 4\), but there are 2 times"),
        ({"count": 5}, "count is 5, but the spectra hold 4"),
        ({"count": 0}, "count must be a whole number"),
        ({"radius": -0.1}, "radius must not be negative"),
    ],
)
def test_bad_arguments(arguments: dict[str, object], says: str) -> None:
    good = {"times": [0.0, 1.0], "spectra": np.zeros((2, 4)), "radius": 0.1, "count": 1}
    with pytest.raises(ValidationError, match=says):
        track_outliers(**(good | arguments))
