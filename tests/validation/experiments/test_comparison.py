"""Coordinates on the manifolds, and theory compared with network."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from validation import (
    Aligned,
    General,
    ManifoldObserver,
    Reflection,
    ValidationError,
    Weights,
    compare,
    damped_oscillator,
    gradient_flow,
    impulse_response,
    integrator,
    random_weights,
    residual,
)

NUMBER = st.floats(-2.0, 2.0)


def frame(N: int, seed: int) -> np.ndarray:
    return np.linalg.qr(np.random.default_rng(seed).standard_normal((N, 2)))[0].T


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([Aligned, Reflection, General]),
    st.integers(2, 7),
    st.integers(0, 10**6),
    st.lists(NUMBER, min_size=8, max_size=8),
)
def test_reading_inverts_embedding(kind: type, N: int, seed: int, values: list[float]) -> None:
    e1, e2 = frame(N, seed)
    coordinates = Aligned(e1) if kind is Aligned else kind(e1, e2)
    state = dict(zip(coordinates.names, values, strict=False))
    weights = coordinates.embed(state)
    back = coordinates.read(weights)
    assert list(back) == list(coordinates.names)
    for name, value in state.items():
        assert back[name] == pytest.approx(value, abs=1e-13)
    if weights.norm() > 0.1:
        assert residual(coordinates, weights) < 1e-13
        off = random_weights(N, 1.0, 1.0, seed)
        off = off - coordinates.embed(coordinates.read(off))  # orthogonal to the manifold's tangent
        assert abs(off.inner(weights - coordinates.embed(dict.fromkeys(state, 0.0)))) < 1e-12 * (1 + off.norm())
        moved = weights + 1e-3 * off
        assert residual(coordinates, moved) == pytest.approx(1e-3 * off.norm() / moved.norm(), rel=1e-6)


def test_embeddings_have_the_stated_impulse_responses() -> None:
    t = np.linspace(0, 5, 11)
    e1, e2 = frame(6, 3)
    one = Aligned(e1).embed({"a": 0.7, "b": -1.2, "c": 0.4})
    np.testing.assert_allclose(impulse_response(one, t), -0.84 * np.exp(-0.4 * t), atol=1e-13)
    p, q, r, alpha, beta = 0.5, 1.3, 0.1, 0.8, 0.3
    two = Reflection(e1, e2).embed({"p": p, "q": q, "r": r, "alpha": alpha, "beta": beta})
    c, omega = 1 - (p + r) / 2, math.sqrt(q**2 - ((p - r) / 2) ** 2)
    np.testing.assert_allclose(two.poles()[:2], [-c + 1j * omega, -c - 1j * omega], atol=1e-13)
    # f = vᵀe^{Mt}u with e^{Mt} = e^{−ct}(cos ωt + sin ωt (M + c)/ω)
    cosine, sine = alpha**2 - beta**2, (alpha**2 + beta**2) * (p - r) / 2 - 2 * alpha * beta * q
    expected = np.exp(-c * t) * (cosine * np.cos(omega * t) + sine * np.sin(omega * t) / omega)
    np.testing.assert_allclose(impulse_response(two, t), expected, atol=1e-13)
    mirrored = Weights(two.W.T, two.v, two.u)
    np.testing.assert_allclose(
        [Reflection(e1, -e2).read(mirrored)[name] for name in ("p", "q", "r", "alpha", "beta")],
        [p, q, r, alpha, beta],
        atol=1e-14,
    )
    general = General(e1, e2).read(two)
    assert [general[x] for x in ("w11", "w12", "w21", "w22")] == pytest.approx([p, -q, q, r], abs=1e-14)
    assert [general[x] for x in ("u1", "u2", "v1", "v2")] == pytest.approx([alpha, beta, alpha, -beta], abs=1e-14)


@pytest.mark.parametrize("angle", [0.0, 1e-12, 0.3, math.pi / 2, 3.0, math.pi])
def test_frames_of_an_initial_network(angle: float) -> None:
    e1, e2 = frame(5, 1)
    start = Weights.zero_recurrent(0.4 * e1, 0.4 * (math.cos(angle) * e1 + math.sin(angle) * e2))
    for coordinates in (Reflection.of(start), General.of(start)):
        assert residual(coordinates, start) < 1e-11
    state = Reflection.of(start).read(start)
    assert state["alpha"] == pytest.approx(0.4 * math.cos(angle / 2), abs=1e-11)
    assert state["beta"] == pytest.approx(0.4 * math.sin(angle / 2), abs=1e-11)
    assert min(state["alpha"], state["beta"]) > -1e-15
    if angle in (0.0, math.pi):
        assert Aligned.of(start).read(start) == pytest.approx({"a": 0.4, "b": 0.4 * math.cos(angle), "c": 1.0})


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Aligned.of(Weights.zero_recurrent([1, 0], [1, 1e-3])), "u and v are not parallel"),
        (lambda: Reflection.of(Weights.zero_recurrent([1, 0], [0, 2])), r"\|u\| = 1 and \|v\| = 2"),
        (lambda: Reflection.of(Weights.zero_recurrent([1], [1])), "N is 1"),
        (lambda: General.of(Weights.zero_recurrent([0, 0], [0, 0])), "u and v both vanish"),
        (lambda: Aligned([2.0, 0.0]), "n has norm 2"),
        (lambda: General([1.0, 0.0], [1.0, 0.0]), "e1·e2 is 1"),
        (lambda: General([1.0, 0.0], [0.0, 1.0, 0.0]), "e1 has 2 entries, but e2 has 3"),
        (lambda: Aligned([1.0, 0.0]).read(random_weights(3, seed=1)), "weights have N = 3"),
        (lambda: Aligned([1.0, 0.0]).embed({"a": 1.0, "b": 1.0, "d": 1.0}), "'d' is not a known state variable"),
        (lambda: Aligned([1.0, 0.0]).embed({"a": 1.0, "c": 1.0}), "state lacks 'b'"),
        (lambda: Aligned([1.0, 0.0]).embed({"a": 1.0, "b": math.nan, "c": 1.0}), "b must be finite"),
    ],
)
def test_coordinates_refuse(make: Callable[[], object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        make()


@dataclass(frozen=True, eq=False)
class Theory:
    """The least that a trajectory must offer."""

    times: np.ndarray
    values: dict[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        return self.values[name]


def run_and_theory():
    start = random_weights(4, 0.0, 0.4, seed=2, orthogonal=True)
    run = gradient_flow(
        start, damped_oscillator(0.3, 2.0), [0, 1, 2, 5], observe=ManifoldObserver(Reflection.of(start))
    )
    return run, Theory(run.times, {name: run[name].copy() for name in ("loss", "p", "omega_squared")})


def test_deviations_are_found_where_they_are() -> None:
    run, theory = run_and_theory()
    exact = compare(theory, run)
    assert set(exact.agreements) == {"loss", "p", "omega_squared"}
    assert exact.worst.relative == 0.0
    theory.values["loss"][2] -= 0.01
    theory.values["p"] = np.zeros(4)
    off = compare(theory, run)
    loss = off.agreements["loss"]
    assert loss.maximum == pytest.approx(0.01, rel=1e-12) and loss.time == 2.0 and loss.points == 4
    assert loss.scale == theory.values["loss"][0] and loss.relative == pytest.approx(0.01 / loss.scale)
    assert off.deviations["loss"][2] == pytest.approx(+0.01)  # network − theory
    assert off.agreements["p"].scale == 1.0  # a theory that is zero throughout
    assert off.off_manifold == run["off_manifold"].max()
    assert json.loads(json.dumps(off.as_record()))["quantities"]["loss"]["time"] == 2.0


def test_points_that_one_side_lacks_are_left_out_and_counted() -> None:
    run, theory = run_and_theory()
    theory.values["p"][0] = np.nan
    theory.values["omega_squared"][:] = np.nan
    comparison = compare(theory, run)
    assert comparison.agreements["p"].points == 3
    assert "omega_squared" not in comparison.agreements


def test_times_match_exactly_or_not_at_all() -> None:
    run, theory = run_and_theory()
    fine = np.union1d(np.linspace(0, 6, 49), run.times)
    denser = Theory(fine, {"loss": np.interp(fine, run.times, run["loss"])})
    assert compare(denser, run).worst.relative < 1e-15
    shifted = Theory(run.times * (1 + 1e-12), theory.values)
    assert compare(shifted, run).worst.relative == 0.0
    with pytest.raises(ValidationError, match=r"no point at s = 5, .*lacks 1 of 4 and ends at s = 2.*times=run\.times"):
        compare(Theory(run.times[:3], {"loss": run["loss"][:3]}), run)
    with pytest.raises(ValidationError, match="no point at s = 1"):
        compare(Theory(np.array([0.0, 1.01, 2.0, 5.0]), theory.values), run)
    with pytest.raises(ValidationError, match="knows none of the run's quantities"):
        compare(Theory(run.times, {"x": run["loss"]}), run)


def test_what_is_no_trajectory_or_no_run_is_refused() -> None:
    found = gradient_flow(random_weights(3, 0.2, 0.5, seed=1), integrator(0.4), [0.0, 1.0])
    with pytest.raises(ValidationError, match="trajectory must be a trajectory or a run, but is of type int"):
        compare(3, found)
    with pytest.raises(ValidationError, match="run must be a DescentRun, but is of type int; pass what descend"):
        compare(found, 3)


def test_two_runs_can_be_compared() -> None:
    start, target = random_weights(3, 0.2, 0.5, seed=1), integrator(0.4)
    runs = [gradient_flow(start, target, [0.0, 1.0, 2.0], rtol=rtol) for rtol in (1e-5, 1e-10)]
    assert 1e-12 < compare(runs[1], runs[0]).agreements["loss"].relative < 1e-4
