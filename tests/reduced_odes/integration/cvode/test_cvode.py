"""The compiled method: the same equations, solutions, events and outcomes as the interpreted ones have."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ensembles import same
from hypothesis import given, settings
from hypothesis import strategies as st
from interpreter import modules_after
from written_systems import DECAY, Triple, decay, frozen_recurrence, hand_written, read_in_only, stiff

import reduced_odes.integration.many
from reduced_odes import (
    EngineError,
    Method,
    Outcome,
    conjugate_pair,
    integrate,
    integrate_many,
    load,
    real_outlier,
)
from reduced_odes.integration.cvode import compile as compiling
from reduced_odes.learning_time.pair_birth import birth_map
from reduced_odes.learning_time.times import aligned, learning_times
from reduced_odes.linear.target_filter import TargetFilter
from reduced_odes.systems.any_target import outlier_system

ROOT = Path(__file__).parents[4]
needs_extra = pytest.mark.skipif(bool(compiling.missing()), reason="the extra [fast] is not installed")

# ω² = y = sin(3s + angle).
ROTATION = hand_written("-3*y, 3*x", "(0, -3), (3, 0)", state="x y", loss="1.0, y")
# dx/ds = 1, the margin of stability 1 − x²/2 reaches 0 at √2.
DOOMED = hand_written("1.0", "(0.0,)", state="x", loss="3 - x, -1.0", stability="5.0, 1 - x**2/2")


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Nothing compiled before is found, and nothing stays."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.setenv("LOCALAPPDATA", str(folder))
        yield folder


class Called:
    """The compiled rates and Jacobian as CVODE calls them, through vectors and matrices of its own."""

    def __init__(self, system: Any) -> None:
        from reduced_odes.integration.cvode import library as cvode

        self.system, self.code, self.library = system, compiling.compiled(system), cvode.library()
        pointer = ctypes.c_void_p
        for name in ("N_VMake_Serial", "SUNDenseMatrix", "SUNDenseMatrix_Data"):
            getattr(self.library, name).restype = pointer
        self.context = pointer()
        self.library.SUNContext_Create(ctypes.c_int(0), ctypes.byref(self.context))

    def vector(self, values: np.ndarray) -> ctypes.c_void_p:
        made = self.library.N_VMake_Serial(
            ctypes.c_int64(values.size), values.ctypes.data_as(ctypes.c_void_p), self.context
        )
        return ctypes.c_void_p(made)

    def __call__(self, state: np.ndarray, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        n, rates = state.size, np.empty_like(state)
        y, out = self.vector(state), self.vector(rates)
        work = np.concatenate([parameters, [0.0, np.nan]])  # threshold of the loss, largest row sum of the Jacobian
        p = work.ctypes.data_as(ctypes.c_void_p)
        matrix = ctypes.c_void_p(self.library.SUNDenseMatrix(ctypes.c_int64(n), ctypes.c_int64(n), self.context))
        call = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_double, *[ctypes.c_void_p] * 3)
        assert call(self.code.rhs)(0.0, y, out, p) == 0
        call = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_double, *[ctypes.c_void_p] * 7)
        assert call(self.code.jacobian)(0.0, y, out, matrix, p, None, None, None) == 0
        data = ctypes.cast(self.library.SUNDenseMatrix_Data(matrix), ctypes.POINTER(ctypes.c_double))
        jacobian = np.array([[data[i + n * j] for j in range(n)] for i in range(n)])
        for vector in (y, out):
            self.library.N_VDestroy(vector)
        self.library.SUNMatDestroy(matrix)
        assert work[-1] == pytest.approx(np.abs(jacobian).sum(axis=1).max(), rel=1e-12)
        return rates, jacobian


@needs_extra
@pytest.mark.parametrize("name", ["real_outlier", "conjugate_pair"])
def test_rates_and_jacobian_are_those_of_the_interpreted_equations(name: str) -> None:
    system = {"real_outlier": real_outlier, "conjugate_pair": conjugate_pair}[name]
    called = Called(system)
    sizes = st.floats(-0.6, 0.6)
    n, k = len(system.state), len(system.parameters)

    @settings(max_examples=50)
    @given(st.tuples(*[sizes] * n), st.tuples(*[st.floats(0.05, 2.0)] * k))
    def agree(offset: tuple[float, ...], parameters: tuple[float, ...]) -> None:
        state = np.array(system.origin) + offset
        rates, jacobian = called(state, np.array(parameters))
        for found, exact in (
            (rates, system.rhs(state, parameters)),
            (jacobian, system.jacobian(state, parameters)),
        ):
            np.testing.assert_allclose(found, exact, rtol=1e-10, atol=1e-13 * (1 + np.abs(exact).max()))

    agree()


@needs_extra
@pytest.mark.parametrize("triple", [decay, read_in_only, frozen_recurrence, stiff])
def test_known_solutions_to_the_requested_tolerance(triple: Callable[[], Triple]) -> None:
    system, initial, parameters, until, solution = triple()
    times = np.linspace(0, until, 37)
    for rtol in (1e-4, 1e-7, 1e-10):
        trajectory = integrate(system, initial, parameters, times, rtol=rtol, method=Method.CVODE)
        assert trajectory.solver.method == "CVODE"
        np.testing.assert_array_equal(trajectory.times, times)
        for name, exact in zip(system.state, solution(times), strict=True):
            error = np.abs(trajectory[name] - exact) / (1e-12 + rtol * np.abs(exact))
            assert error.max() < 3, (rtol, name)


CASES = [
    (real_outlier, {"a": 0.1, "b": 0.1}, {"c_star": 0.02}, np.linspace(0, 40, 81)),
    (real_outlier, {"a": 1e-3, "b": 2e-3, "c": 0.8}, {"c_star": 0.2, "eta_u": 0.5}, np.linspace(0, 40, 81)),
    (conjugate_pair, {"alpha": 0.28, "beta": 0.28}, {"c_star": 0.3, "omega_star": 2.0}, np.linspace(0, 200, 201)),
    (conjugate_pair, {"alpha": 0.3, "beta": 0.1}, {"c_star": 0.4, "omega_star": 0.0}, np.linspace(0, 40, 81)),
]


@needs_extra
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0].name}-{case[2]}")
def test_solutions_are_those_of_the_interpreted_method(case: tuple[Any, ...]) -> None:
    """To 1e-10 of each variable's size at the tightest tolerance, and as requested at the usual one."""
    exact = integrate(*case, rtol=1e-12)
    for rtol, bound in ((1e-12, 1e-10), (1e-8, 3e-8)):
        found = integrate(*case, rtol=rtol, method=Method.CVODE)
        assert found.outcome is exact.outcome
        for name in case[0].state:
            np.testing.assert_allclose(found[name], exact[name], rtol=bound, atol=1e-12)
        assert found.events.keys() == exact.events.keys()
        for name, at in exact.events.items():
            np.testing.assert_allclose(found.events[name], at, rtol=1e-6)


@needs_extra
@pytest.mark.parametrize("angle", [-1.0, 1.0, 0.0, np.pi, 2.5])
def test_events_are_those_of_the_interpreted_method(angle: float) -> None:
    # Ten turns: more births than there is room for at first. From 0 and π, where sin is 0, the first sign comes later.
    x, y = round(np.cos(angle), 15), round(np.sin(angle), 15)
    exact, found = (
        integrate(ROTATION, {"x": x, "y": y}, {}, [21.0], method=method) for method in (Method.LSODA, Method.CVODE)
    )
    assert len(exact.events["pair_born"]) >= 9
    for name, at in exact.events.items():
        np.testing.assert_allclose(found.events[name], at, rtol=0, atol=1e-7)
    zeros = (np.arange(-1, 30) * np.pi - angle) / 3
    both = sorted([*found.events["pair_born"], *found.events["pair_lost"]])
    np.testing.assert_allclose(both, zeros[np.isin(np.round(zeros, 6), np.round(both, 6))], rtol=0, atol=1e-7)


@needs_extra
def test_events_on_the_surface_within_a_step_and_at_rest_are_those_of_the_interpreted_methods() -> None:
    """Starts from W(0) = 0, short pairs, and what is held once it is learnt."""
    target = {
        "c_star": [0.3, 1.5, 0.005, 0.2],
        "omega_star": [2.0, 10.0, 0.3, 0.5],
        "phase": [0.0, np.pi / 2, 0.0, 0.3],
    }
    start = {"alpha": [1.0, 0.28, 0.01, 0.4], "beta": [1.0, 0.28, 0.008, 0.1]}
    times = [0.0, 50.0, 5000.0, 1e15]
    exact, found = (
        integrate_many(conjugate_pair, start, target, times, method=method, max_evaluations=20_000, series=True)
        for method in (Method.LSODA, Method.CVODE)
    )
    assert exact.first("pair_born")[0] == found.first("pair_born")[0] == 0.0
    assert set(exact.outcomes) == {"learnt"}
    np.testing.assert_array_equal(found.outcomes, exact.outcomes)
    for name, at in exact.events.items():
        np.testing.assert_allclose(found.events[name], at, rtol=1e-6, atol=1e-9)
    for name in ("c", "omega_squared"):
        np.testing.assert_allclose(found[name], exact[name], rtol=1e-6, atol=1e-9)


@needs_extra
def test_events_of_many_are_as_wide_as_they_are_many() -> None:
    grid = (ROTATION, {"x": 1.0, "y": 0.0}, {}, np.array([[0.0, 0.5], [0.0, 3.0], [0.0, 21.0]]))
    exact, found = (integrate_many(*grid, method=method) for method in (Method.LSODA, Method.CVODE))
    for name, at in exact.events.items():
        assert found.events[name].shape == at.shape
        np.testing.assert_allclose(found.events[name], at, rtol=0, atol=1e-7)
    assert exact.events["pair_lost"].shape == (3, 10)
    assert exact.events["learnt"].shape == (3, 1)


@needs_extra
def test_an_unstable_network_ends_the_trajectory() -> None:
    found = integrate(DOOMED, {}, {}, np.linspace(0, 4, 17), method=Method.CVODE, learnt=0.5)
    assert found.outcome is Outcome.UNSTABLE
    np.testing.assert_allclose(found.events["unstable"], np.sqrt(2), rtol=1e-12)
    np.testing.assert_array_equal(found.times, [0, 0.25, 0.5, 0.75, 1.0, 1.25])
    np.testing.assert_allclose(found["x"], found.times, rtol=1e-12)
    assert found.events["learnt"] == ()  # 3 − x < 0.5 comes too late
    assert integrate(DOOMED, {}, {}, [1.0], method=Method.CVODE).outcome is Outcome.UNFINISHED
    assert integrate(DOOMED, {"x": 1.0}, {}, [0.0], method=Method.CVODE)["x"] == [1.0]


@needs_extra
def test_failures_are_told() -> None:
    blows_up = hand_written("x*x", "(2*x,)", state="x", loss="1.0, -1.0")
    found = integrate(blows_up, {"x": 1.0}, {}, np.linspace(0, 2, 9), method=Method.CVODE)
    assert found.outcome is Outcome.SOLVER_FAILED
    np.testing.assert_array_equal(found.times, [0, 0.25, 0.5, 0.75])
    np.testing.assert_allclose(found["x"], 1 / (1 - found.times), rtol=1e-7)
    assert "close to s = 1" in found.solver.message
    found = integrate(ROTATION, {"x": 1.0}, {}, [0.0, 100.0], method=Method.CVODE, max_evaluations=300)
    assert found.outcome is Outcome.SOLVER_FAILED
    assert found.solver.message.startswith("gave up after 300 evaluations, close to s = ")
    assert 300 < found.solver.evaluations < 310
    np.testing.assert_array_equal(found.times, [0.0])


@needs_extra
def test_many_outcomes_of_both_methods() -> None:
    size, c, rates = np.array([0.0, 0.1, 0.4, 1e160]), np.array([[1.0], [-0.5]]), np.array([[[1.0]], [[0.0]]])
    grid = (
        real_outlier,
        {"a": size, "b": size, "c": c},
        {"c_star": 0.2, "eta_u": rates, "eta_v": rates},
        np.linspace(0, 500, 6) + np.array([[[0.0]], [[1e5]]]) * np.arange(6),
    )
    exact = integrate_many(*grid, method=Method.LSODA, series=True, learnt=1e-3)
    found = integrate_many(*grid, method=Method.CVODE, series=True, learnt=1e-3)
    assert {"learnt", "stalled", "unstable", "solver_failed"} == set(exact.outcomes.ravel())
    np.testing.assert_array_equal(found.outcomes, exact.outcomes)
    np.testing.assert_array_equal(found.reached, exact.reached)
    for name in real_outlier.state:
        np.testing.assert_allclose(found[name], exact[name], rtol=3e-8)
        np.testing.assert_allclose(found.final[name], exact.final[name], rtol=3e-8)
    np.testing.assert_allclose(found["loss"], exact["loss"], atol=1e-7)
    for name, at in exact.events.items():
        np.testing.assert_allclose(found.events[name], at, rtol=1e-6)
    last = integrate_many(*grid, method=Method.CVODE, learnt=1e-3)
    for name in real_outlier.state:
        np.testing.assert_array_equal(last.final[name], found.final[name])
    for name in real_outlier.observables:
        np.testing.assert_array_equal(last.observables[name], found[name][..., -1])


@needs_extra
def test_threads_share_nothing() -> None:
    grid = (
        conjugate_pair,
        {"alpha": np.linspace(0.2, 0.5, 12)[:, None], "beta": 0.3},
        {"c_star": np.linspace(0.2, 0.6, 16), "omega_star": 1.5},
        [0.0, 60.0],
    )
    alone = integrate_many(*grid, method=Method.CVODE)
    with ThreadPoolExecutor(4) as executor:
        same(alone, integrate_many(*grid, method=Method.CVODE, executor=executor))
    assert alone.first("pair_born").shape == (12, 16)


@needs_extra
def test_compiled_by_itself_where_it_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reduced_odes.integration.many, "_WORTH_COMPILING", 10)
    few, many = np.linspace(0.1, 1, 9), np.linspace(0.1, 1, 10)
    time = [0.5]
    interpreted, by_hand = (integrate_many(load(DECAY), {"y": few}, {}, time, method=m) for m in (None, "LSODA"))
    np.testing.assert_array_equal(interpreted.evaluations, by_hand.evaluations)
    compiled, by_hand = (integrate_many(load(DECAY), {"y": many}, {}, time, method=m) for m in (None, "CVODE"))
    np.testing.assert_array_equal(compiled.evaluations, by_hand.evaluations)
    monkeypatch.setattr(compiling, "missing", lambda: ("numba",))
    without, by_hand = (integrate_many(load(DECAY), {"y": many}, {}, time, method=m) for m in (None, "LSODA"))
    np.testing.assert_array_equal(without.evaluations, by_hand.evaluations)
    assert not np.array_equal(without.evaluations, compiled.evaluations)


@needs_extra
def test_machine_code_is_kept_for_the_next_process(cache: Path) -> None:
    text = DECAY.replace("decay", "kept")
    here = integrate(load(text), {"y": 1.0}, {}, [1.0], method="CVODE")["y"][-1]

    def files() -> set[tuple[str, int]]:
        found = (cache / "learning-to-remember").rglob("kept_*")
        return {(file.name, file.stat().st_mtime_ns) for file in found}

    written = files()
    assert {name.rpartition(".")[2] for name, _ in written} == {"py", "nbi", "nbc"}
    program = (
        "import sys; from reduced_odes import integrate, load;"
        "print(integrate(load(sys.argv[1]), {'y': 1.0}, {}, [1.0], method='CVODE')['y'][-1])"
    )
    command = [sys.executable, "-c", program, text]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    assert float(done.stdout) == here == pytest.approx(np.exp(-1), rel=1e-8)
    assert files() == written


@needs_extra
def test_without_a_place_for_machine_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "file"))
    system = load(DECAY.replace('"decay"', '"homeless"'))
    assert integrate(system, {"y": 1.0}, {}, [1.0], method="CVODE")["y"] == pytest.approx(np.exp([-1]), rel=1e-8)


@needs_extra
def test_text_that_numba_does_not_know() -> None:
    system = load(DECAY.replace("return (-parameters[0] * state[0],)", 'return (eval("-state[0]"),)'))
    with pytest.raises(EngineError, match=r"cannot compile decay .* use the method LSODA"):
        integrate(system, {"y": 1.0}, {}, [1.0], method=Method.CVODE)


def test_what_is_missing_is_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "missing", lambda: ("numba", "scikit-sundae"))
    for solve in (integrate, integrate_many):
        with pytest.raises(EngineError, match=r"needs numba and scikit-sundae.*learning-to-remember\[fast\].*LSODA"):
            solve(real_outlier, {"a": 0.1}, {"c_star": 0.1}, [1.0], method=Method.CVODE)


def test_systems_without_emitted_text_are_left_to_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "missing", lambda: ())
    system = outlier_system(TargetFilter.from_poles([-0.5], [1.0]), 1)
    assert not compiling.available(system)
    with pytest.raises(EngineError, match="which any_target does not have; use the method LSODA"):
        integrate(system, {"u1": 0.1, "v1": 0.1}, {}, [1.0], method=Method.CVODE)


def test_importing_the_numbers_compiles_nothing() -> None:
    loaded = modules_after("import reduced_odes")
    assert not loaded & {"numba", "llvmlite", "sksundae"}


@needs_extra
def test_maps_are_the_same_by_either_method():
    """Times of birth and of learning, on a small grid, to the requested accuracy."""
    by = [
        birth_map([0.3, 0.5], [0.5, 2.0], [0.4], until=60.0, rtol=1e-6, method=method)
        for method in (Method.LSODA, Method.CVODE)
    ]
    assert np.isfinite(by[0].born).any()
    np.testing.assert_array_equal(by[0].outcomes, by[1].outcomes)
    for name in ("rise", "height", "born", "half", "learnt", "rotation"):
        np.testing.assert_allclose(getattr(by[1], name), getattr(by[0], name), rtol=1e-5)

    targets = [{"c_star": 0.2}, {"c_star": 0.5}]
    times = [learning_times(real_outlier, aligned, targets, [0.1], method=method) for method in Method]
    for other in times:
        np.testing.assert_allclose(other.times, times[0].times, rtol=1e-7)
        np.testing.assert_allclose(other.curvatures, times[0].curvatures, rtol=1e-7)
