"""Targets and manifolds as what they claim to be: filters, embeddings, frames, metrics, eigenvalues."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

import validation
from derivations import manifolds, targets
from derivations.algebra.symbols import (
    ParameterDomain,
    c_star,
    coordinate,
    coordinates,
    domain,
    omega_star,
    phase,
    rate,
    t,
)
from derivations.errors import InputError
from derivations.steps import frame as steps
from derivations.steps.gramians import target_gramian
from derivations.systems import SYSTEMS, system_name
from validation import StateSpace

MANIFOLDS = [manifolds.aligned(), manifolds.reflection(), manifolds.general()]
by_name = pytest.mark.parametrize("manifold", MANIFOLDS, ids=lambda m: m.name)
positive, real = st.floats(0.1, 3.0), st.floats(-4.0, 4.0)


# ---------------------------------------------------------------------------------------------------------- targets
@settings(max_examples=40)
@given(positive, real, real, st.floats(0.0, 6.0))
def test_state_spaces_realise_the_filters(decay, omega, phi, time):
    """c* exp(A* t) b* by the matrix exponential, against the filters as the task defines them."""
    expected = {
        "integrator": np.exp(-decay * time),
        "damped_oscillator": np.exp(-decay * time) * np.cos(omega * time + phi),
    }
    at = {c_star: decay, omega_star: omega, phase: phi}
    for target in (targets.integrator(), targets.damped_oscillator()):
        A, b, c = (np.array(m.subs(at).tolist(), dtype=float) for m in (target.A, target.b, target.c))
        assert (c @ expm(A * time) @ b).item() == pytest.approx(expected[target.name], abs=1e-12)
        assert float(target.filter.subs(at | {t: time})) == pytest.approx(expected[target.name], abs=1e-12)


@settings(max_examples=20)
@given(positive, real)
def test_poles(decay, omega):
    at = {c_star: decay, omega_star: omega}
    A = np.array(targets.damped_oscillator().A.subs(at).tolist(), dtype=float)
    poles = sorted(np.linalg.eigvals(A), key=lambda z: z.imag)
    np.testing.assert_allclose(poles, [-decay - 1j * abs(omega), -decay + 1j * abs(omega)], atol=1e-12)
    assert targets.integrator().A[0, 0] == -c_star


def test_the_oscillator_serves_the_integrator():
    still = {omega_star: 0, phase: 0}
    oscillator = targets.damped_oscillator()
    assert oscillator.filter.subs(still) == targets.integrator().filter
    power = target_gramian(oscillator)[0, 0].subs(still)
    assert sp.simplify(power - target_gramian(targets.integrator())[0, 0]) == 0


def test_orders_parameters_and_defaults():
    integrator, oscillator = targets.integrator(), targets.damped_oscillator()
    assert (integrator.order, oscillator.order) == (1, 2)
    assert integrator.parameters == (c_star,) and integrator.defaults == ()
    assert oscillator.parameters == (c_star, omega_star, phase) and oscillator.defaults == ((phase, 0.0),)


@pytest.mark.parametrize(
    "change",
    [
        {"b": sp.ImmutableMatrix([[1, 0]])},
        {"c": sp.ImmutableMatrix([1, 0])},
        {"A": sp.ImmutableMatrix([[-1, 0]])},
        {"A": sp.ImmutableMatrix([[-1]])},
    ],
    ids=str,
)
def test_target_shapes_must_match(change):
    with pytest.raises(InputError) as refused:
        replace(targets.damped_oscillator(), **change)
    assert (refused.value.name, refused.value.value) == ("target", "damped_oscillator")


@settings(max_examples=40)
@given(st.integers(10, 300), st.integers(-400, 400), st.integers(-400, 400))
def test_numeric_targets_are_those_of_the_full_network(decay, omega, phi):
    """The symbolic state space by substitution, against the target that `validation` writes itself."""
    decay, omega, phi = decay / 100, omega / 100, phi / 100
    numbers, times = {"c_star": decay, "omega_star": omega, "phase": phi}, np.linspace(0, 8, 6)
    for target, wanted in (
        (targets.integrator(), validation.integrator(decay)),
        (targets.damped_oscillator(), validation.damped_oscillator(**numbers)),
    ):
        found = StateSpace(*target.numeric(**{x.name: numbers[x.name] for x in target.parameters}))
        np.testing.assert_allclose(found.filter(times), wanted.filter(times), rtol=0, atol=1e-13)


def test_numeric_entries_are_floats_in_nested_tuples():
    A, b, c = targets.damped_oscillator().numeric(c_star=0.3, omega_star=2)
    assert (A, b, c) == (((-0.3, -2.0), (2.0, -0.3)), (1.0, 0.0), (1.0, 0.0))  # the phase has a default
    assert all(type(x) is float for x in (*A[0], *A[1], *b, *c))
    still = targets.oscillator_or_integrator().numeric(c_star=1)
    assert still == targets.damped_oscillator().numeric(c_star=1, omega_star=0)


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        ({}, "parameters", ("c_star", "omega_star")),
        ({"c_star": 0.3, "phase": 0.0}, "parameters", ("omega_star",)),
        ({"c_star": 0.3, "omega_star": 1.0, "omega": 1.0, "eta_W": 1.0}, "parameters", ("omega", "eta_W")),
        ({"c_star": -0.3, "omega_star": 1.0}, "c_star", -0.3),
        ({"c_star": 0.0, "omega_star": 1.0}, "c_star", 0.0),
        ({"c_star": 0.3, "omega_star": np.inf}, "omega_star", np.inf),
    ],
    ids=str,
)
def test_numeric_targets_refuse_by_name(given, name, value):
    with pytest.raises(InputError) as refused:
        targets.damped_oscillator().numeric(**given)
    assert (refused.value.name, refused.value.value) == (name, value)


# -------------------------------------------------------------------------------------------------------- manifolds
@by_name
def test_shapes_dimension_and_origin(manifold):
    d = manifold.dimension
    assert manifold.W.shape == (d, d) and manifold.u.shape == manifold.v.shape == (d, 1)
    at = dict(zip(manifold.coordinates, manifold.origin, strict=True))
    for block in (manifold.W, manifold.u, manifold.v):
        assert not any(float(entry) for entry in block.subs(at))
    assert manifold.W - sp.eye(d) == manifold.M
    assert not any(float(entry) for entry in manifold.M.subs(at) + sp.eye(d))


def test_blocks_as_the_theory_writes_them():
    p, q, r, alpha, beta = coordinates("p q r alpha beta")
    reflection = manifolds.reflection()
    assert reflection.coordinates == (p, q, r, alpha, beta)
    assert sp.ImmutableMatrix([[p, -q], [q, r]]) == reflection.W
    assert reflection.u == sp.ImmutableMatrix([alpha, beta]) and reflection.v == sp.ImmutableMatrix([alpha, -beta])
    a, b, c = coordinates("a b c")
    aligned = manifolds.aligned()
    assert (aligned.W[0, 0], aligned.u[0, 0], aligned.v[0, 0]) == (1 - c, a, b)
    assert aligned.coordinates == (a, b, c) and aligned.origin == (0, 0, 1)
    general = manifolds.general()
    assert [*general.W, *general.u, *general.v] == list(general.coordinates)


def test_reflection_combined_with_transposition_is_a_symmetry():
    """S W S = Wᵀ and S u = v for S = diag(1, −1): the network is its own transpose seen in a mirror."""
    manifold, S = manifolds.reflection(), sp.diag(1, -1)
    assert S * manifold.W * S == manifold.W.T
    assert S * manifold.u == manifold.v


def test_what_the_reflection_frame_says():
    """From |u| = |v|: the first axis along u + v, the second along u − v."""
    manifold = manifolds.reflection()
    assert (manifold.u + manifold.v)[1] == 0 and (manifold.u - manifold.v)[0] == 0
    assert manifold.u.dot(manifold.u) == manifold.v.dot(manifold.v)


@by_name
def test_rates(manifold):
    shared = manifold.name == "reflection"
    assert (manifold.rates.u == manifold.rates.v) == shared
    names = [symbol.name for symbol in manifold.rates.symbols]
    assert names == (["eta_W", "eta_io"] if shared else ["eta_W", "eta_u", "eta_v"])


@by_name
def test_metric_is_that_of_the_weights_of_a_network(manifold):
    """|dW|²/η_W + |du|²/η_u + |dv|²/η_v by differences of seven neurons' weights in a random orthonormal frame."""
    rng = np.random.default_rng(6)
    frame = np.linalg.qr(rng.normal(size=(7, manifold.dimension)))[0]
    rates = {symbol: value for symbol, value in zip(manifold.rates.symbols, (0.7, 1.6, 2.3), strict=False)}
    embed = sp.lambdify(manifold.coordinates, [manifold.W, manifold.u, manifold.v], "numpy")
    theta, step = rng.normal(size=len(manifold.coordinates)), 1e-3

    def weights(at):
        W, u, v = embed(*at)
        blocks = (frame @ W @ frame.T, frame @ u, frame @ v)
        scales = (rates[manifold.rates.W], rates[manifold.rates.u], rates[manifold.rates.v])
        return np.concatenate([block.ravel() / np.sqrt(scale) for block, scale in zip(blocks, scales, strict=True)])

    tangents = np.stack(
        [(weights(theta + step * e) - weights(theta - step * e)) / (2 * step) for e in np.eye(len(theta))]
    )
    metric = np.array(steps.pulled_back_metric(manifold).subs(rates).tolist(), dtype=float)
    np.testing.assert_allclose(metric, tangents @ tangents.T, atol=1e-10)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"u": sp.ImmutableMatrix([1])}, "manifold"),
        ({"v": sp.ImmutableMatrix([[1, 0]])}, "manifold"),
        ({"W": sp.ImmutableMatrix([[1, 0]])}, "manifold"),
        ({"origin": (0.0,) * 7}, "origin"),
    ],
    ids=str,
)
def test_manifold_shapes_must_match(change, name):
    with pytest.raises(InputError) as refused:
        replace(manifolds.general(), **change)
    assert refused.value.name == name


def test_values_are_frozen():
    with pytest.raises(FrozenInstanceError):
        manifolds.aligned().name = "other"
    with pytest.raises(FrozenInstanceError):
        targets.integrator().name = "other"


# -------------------------------------------------------------------------------------------------------- stability
@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_hurwitz_determinants_decide_stability(d):
    """All positive if and only if every eigenvalue is in the open left half plane, on both sides of the border."""
    rng = np.random.default_rng(7)
    entries = sp.symbols(f"m:{d * d}")
    if d < 4:  # as formulas, evaluated
        written = sp.lambdify([entries], steps.hurwitz_determinants(sp.ImmutableMatrix(d, d, entries)), cse=True)
    else:  # which are long here: number by number

        def written(numbers):
            return steps.hurwitz_determinants(sp.ImmutableMatrix(d, d, numbers))

    verdicts = []
    for _ in range(300 if d < 4 else 100):
        M = rng.normal(size=(d, d)) - rng.choice([0.0, 0.5, 1.0]) * np.sqrt(d) * np.eye(d)
        stable = np.linalg.eigvals(M).real.max() < 0
        assert all(minor > 0 for minor in written(M.ravel())) == stable
        verdicts.append(stable)
    assert 0.1 < np.mean(verdicts) < 0.9


# ---------------------------------------------------------------------------------------------- symbols and systems
def test_symbols_are_made_once():
    assert coordinate("a") is coordinate("a") or coordinate("a") == coordinate("a")
    assert coordinate("a") != sp.Symbol("a")
    assert coordinates("a b") == coordinates(["a", "b"]) == (coordinate("a"), coordinate("b"))
    assert rate("W").name == "eta_W"


def test_domains_are_the_assumptions():
    assert domain(c_star) is ParameterDomain.POSITIVE
    assert domain(rate("u")) is ParameterDomain.NONNEGATIVE
    assert domain(omega_star) is ParameterDomain.REAL and domain(phase) is ParameterDomain.REAL


OVERLAPS = ("overlaps_rank_one", "overlaps_rank_two")


def test_known_systems_have_their_names():
    for name, system in SYSTEMS.items():
        assert system_name(system.target().name, system.manifold().name) == name
    assert list(SYSTEMS) == ["real_outlier", "conjugate_pair", "rank_two", "real_outlier_bulk", *OVERLAPS]
    assert system_name("integrator", "reflection") == "integrator_reflection"
