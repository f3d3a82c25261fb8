"""Free moments of a random bulk: against random matrices, pairings drawn on a circle, quadrature over the ellipse."""

import itertools
import math

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations.errors import ProofError
from derivations.lazy.kernels import g_hat
from derivations.random_matrices import free_words
from derivations.random_matrices import infinite_width as freeness
from derivations.random_matrices.free_words import averaged, expectation, moment, on_vacuum
from derivations.random_matrices.infinite_width import InfiniteWidthDerivation
from derivations.random_matrices.symbols import kappa, sigma


@pytest.fixture(scope="module")
def derivation(closed_form) -> InfiniteWidthDerivation:
    return closed_form("infinite_width")


def value(polynomial, s: float, t: float) -> float:
    at = (s, t, math.sqrt(1 - t * t))
    return sum(float(a) * math.prod(x**n for x, n in zip(at, powers, strict=True)) for powers, a in polynomial.terms())


def elliptic(samples: int, N: int, s: float, t: float, rng: np.random.Generator) -> np.ndarray:
    G = rng.standard_normal((samples, N, N))
    mirrored = np.swapaxes(G, 1, 2)
    return s * (np.sqrt(1 + t) * (G + mirrored) / 2 + np.sqrt(1 - t) * (G - mirrored) / 2) / np.sqrt(N)


def test_every_step_is_numbered_and_proved(derivation):
    assert [step.number for step in derivation.steps] == list(range(1, 7))
    assert all(count > 0 for step in derivation.steps for _, count in step.check.proofs)
    for document in (str(derivation), derivation.latex(), derivation.html()):
        assert all(f"Step {step.number}. {step.title}" in document for step in derivation.steps)
        assert "**" not in document and "_star" not in document and "factorial" not in document


# ---------------------------------------------------------------------------------------------- means at finite N


@pytest.mark.parametrize("t", [-0.7, 0.0, 0.5])
def test_exact_means_are_those_of_small_random_matrices(t):
    """At N = 3 the mean is far from its limit, and the polynomial in 1/N still is the mean of the samples."""
    N, s, samples = 3, 0.8, 60_000
    rng = np.random.default_rng(4)
    W = elliptic(samples, N, s, t, rng)
    matrices = {"w": W, "t": np.swapaxes(W, 1, 2)}
    distinguished = 0
    for word in ("w", "ww", "tw", "wt", "wwt", "wwww", "twtw", "ttww", "wttw", "wwtt", "wwwt", "tttwww"):
        product = matrices[word[0]]
        for letter in word[1:]:
            product = product @ matrices[letter]
        traces = np.trace(product, axis1=1, axis2=2) / N
        exact = sum(value(p, s, t) * float(N) ** power for power, p in averaged(word).items())
        error = traces.std() / np.sqrt(samples)
        assert abs(traces.mean() - exact) < 4.5 * error
        distinguished += abs(value(moment(word), s, t) - exact) > 4.5 * error
    assert distinguished >= 5


def test_pairings_are_complete():
    for length in (0, 2, 4, 6):
        total = sum(value(p, 1.0, 1.0) for p in averaged("w" * length).values())
        assert total == math.prod(range(1, length, 2)) * 2 ** (length // 2)
    assert averaged("wtw") == {}


# ---------------------------------------------------------------------------------------------- the limit

letters = st.lists(st.sampled_from("wt"), max_size=8).map("".join)


def crosses(pairing) -> bool:
    return any(a < c < b < d for (a, b), (c, d) in itertools.permutations(pairing, 2))


def all_pairings(places):
    if not places:
        yield []
        return
    for m in range(1, len(places)):
        for rest in all_pairings([*places[1:m], *places[m + 1 :]]):
            yield [(places[0], places[m]), *rest]


@settings(max_examples=60, deadline=None)
@given(letters, st.integers(-5, 5))
def test_moments_count_the_pairings_that_do_not_cross(word, fifths):
    """Drawn on a line, chord against chord: another route than the recursion."""
    t, expected = fifths / 5, 0.0
    for pairing in all_pairings(list(range(len(word)))) if len(word) % 2 == 0 else []:
        if not crosses(pairing):
            expected += math.prod(t if word[a] == word[b] else 1.0 for a, b in pairing)
    assert value(moment(word), 1.0, t) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(letters)
def test_the_operator_has_these_moments_also_when_applied_whole(word):
    """The part along the vacuum of the whole word, not half of it to the left."""
    whole = on_vacuum(word).get("", moment("w"))  # the moment of one letter is 0
    assert whole == expectation(word) == moment(word)


def test_operator_is_that_of_the_numbers():
    """The sparse operator of the other package, which knows nothing of this one, gives the same vectors."""
    from reduced_odes.hierarchy.fock import fock_space

    s, t = 0.4, -0.6
    space = fock_space(4, sigma=s, tau=t, overlap=1.0)
    W = space.W.toarray()
    for word in ("wwww", "tttt", "wtwt", "twwt", "ttw"):
        x = space.u
        for letter in reversed(word):
            x = (W if letter == "w" else W.T) @ x
        # The words as the numbers count them: the front letter is the most significant digit.
        mine = np.zeros(space.dimension)
        for name, a in on_vacuum(word).items():
            mine[2 ** len(name) - 1 + sum((int(c) - 1) << m for m, c in enumerate(reversed(name)))] = value(a, s, t)
        assert x == pytest.approx(mine, abs=1e-15)


# ---------------------------------------------------------------------------------------------- the resolvent


def test_kernel_of_the_disc_is_the_lazy_one(derivation):
    z, z_prime = sp.symbols("z z_prime", positive=True)
    mine = derivation.kernel.subs({freeness.zeta: 1 + z, freeness.zeta_prime: 1 + z_prime})
    assert sp.cancel(mine - g_hat) == 0


@pytest.mark.parametrize("t", [-0.8, 0.0, 0.6])
def test_g_is_the_mean_over_the_ellipse(derivation, t):
    """Girko's elliptic law: eigenvalues uniform in the ellipse, of which g(z) is the mean of 1/(z − λ) outside."""
    s, point = 0.5, 0.9 + 0.7j
    r, angle = np.polynomial.legendre.leggauss(60)[0], np.arange(200) * 2 * np.pi / 200
    weight = np.polynomial.legendre.leggauss(60)[1]
    radius = (r + 1) / 2
    z = point + s**2 * t / point
    eigenvalues = radius[:, None] * s * ((1 + t) * np.cos(angle) + 1j * (1 - t) * np.sin(angle))
    mean = np.sum((weight * radius)[:, None] / (z - eigenvalues)) / len(angle)  # ∫ 2r dr over [0, 1]
    assert complex(derivation.g.subs(freeness.zeta, point)) == pytest.approx(mean, abs=1e-12)


def test_kernel_is_that_of_large_random_matrices(derivation):
    s, t, point, other = 0.4, 0.5, 0.7, -0.8
    rng = np.random.default_rng(1)
    expected = float(
        derivation.kernel.subs({sigma: s, kappa: 1, freeness.zeta: point, freeness.zeta_prime: other})
    )  # fmt: skip
    deviations = []
    for N in (100, 400):
        W, u = elliptic(6, N, s, t, rng), rng.standard_normal((6, N))
        u /= np.linalg.norm(u, axis=1)[:, None]
        z = [x + s**2 * t / x for x in (point, other)]
        first, second = (np.linalg.solve(x * np.eye(N) - W, u[..., None])[..., 0] for x in z)
        deviations.append(np.sum(first * second, axis=1) / expected - 1)
    assert abs(np.mean(deviations[1])) < 0.1
    assert np.std(deviations[1]) < np.std(deviations[0])


def test_wrong_operators_are_refused(monkeypatch):
    """Where other pairs count, the operator has other moments, and the steps do not pass."""
    moment.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(free_words, "covariance", lambda first, second: free_words.SIGMA**2)
        for step, name in ((freeness.pairings_step, "pairings"), (freeness.fock_step, "Fock space")):
            with pytest.raises(ProofError) as refused:
                step()
            assert refused.value.step == name
    moment.cache_clear()
    monkeypatch.setattr(freeness, "kernel", freeness.kernel * 2)
    with pytest.raises(ProofError) as refused:
        freeness.resolvent_step()
    assert refused.value.step == "resolvent"
