"""Many solutions at once: every point as `integrate` alone has it, whatever the grid and wherever it is computed."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest
from ensembles import same
from hypothesis import given, settings
from hypothesis import strategies as st
from written_systems import DECAY, hand_written

from reduced_odes import (
    InputError,
    LostWorkError,
    Outcome,
    UnknownNameError,
    conjugate_pair,
    integrate,
    integrate_many,
    load,
    overlaps_rank_one,
    real_outlier,
)
from reduced_odes._common.executors import completed

DECAYS = load(DECAY)
ROTATION = hand_written("-3*y, 3*x", "(0, -3), (3, 0)", state="x y", loss="1.0, x")  # ω² = x = cos 3s


class Backwards(Executor):
    """Does what it was given last first, and only when the first result is asked for."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, run: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        executor, future = self, _Late()
        future.start = executor.all
        self.waiting.append((future, lambda: run(*args, **kwargs)))
        if len(self.waiting) == 6:
            self.all()
        return future

    def all(self) -> None:
        while self.waiting:
            future, run = self.waiting.pop()
            future.set_result(run())


class _Late(Future):  # type: ignore[type-arg]
    start: Callable[[], None]


def test_each_point_is_what_integrate_says() -> None:
    omega, kappa = np.array([0.0, 1.5])[:, None], np.array([0.2, 0.5, 0.8])
    times = np.linspace(0, 120, 7)
    many = integrate_many(
        conjugate_pair, {"alpha": kappa, "beta": 0.3}, {"c_star": 0.4, "omega_star": omega}, times, series=True
    )
    assert many.shape == (2, 3)
    assert len(set(many.outcomes.ravel())) > 1
    for i in range(2):
        for k in range(3):
            alone = integrate(
                conjugate_pair,
                {"alpha": kappa[k], "beta": 0.3},
                {"c_star": 0.4, "omega_star": omega[i, 0]},
                times,
            )
            assert many.outcomes[i, k] == alone.outcome.value
            assert many.evaluations[i, k] == alone.solver.evaluations
            assert many.reached[i, k] == 120
            for name in (*conjugate_pair.state, *conjugate_pair.observables):
                np.testing.assert_array_equal(many[name][i, k], alone[name])
            for name in conjugate_pair.state:
                assert many.final[name][i, k] == alone[name][-1]
            for name in conjugate_pair.observables:
                assert many.observables[name][i, k] == alone[name][-1]
            for name, found in alone.events.items():
                times_found = many.events[name][i, k]
                assert tuple(times_found[np.isfinite(times_found)].tolist()) == found


@settings(max_examples=25)
@given(
    shapes=st.tuples(*[st.sampled_from([(), (3,), (1,), (2, 1), (2, 3), (1, 3), (4, 1, 1), (4, 1, 3)])] * 3),
    count=st.integers(1, 4),
)
def test_any_grid_against_the_exponential(shapes: tuple[tuple[int, ...], ...], count: int) -> None:
    start, rate, lead = (np.linspace(0.5, 1.5, math.prod(shape)).reshape(shape) for shape in shapes)
    times = lead[..., None] + np.arange(count) if shapes[2] else np.arange(count) + 0.25
    many = integrate_many(DECAYS, {"y": start}, {"k": rate}, times, series=True)
    shape = np.broadcast_shapes(*shapes)
    exact = np.broadcast_to(start[..., None] * np.exp(-rate[..., None] * times), (*shape, count))
    assert many.shape == shape
    assert many["y"].shape == many["loss"].shape == (*shape, count)
    np.testing.assert_allclose(many["y"], exact, rtol=3e-8)
    np.testing.assert_array_equal(many.final["y"], many["y"][..., -1])
    np.testing.assert_array_equal(many.observables["loss"], many["y"][..., -1] ** 2)
    np.testing.assert_array_equal(many.reached, np.broadcast_to(times[..., -1], shape))
    np.testing.assert_array_equal(many.parameters["k"], np.broadcast_to(rate, shape))


def test_what_integrate_refuses_is_an_outcome() -> None:
    size, c = np.array([0.0, 0.1, 1e160]), np.array([[1.0], [-0.5]])
    many = integrate_many(real_outlier, {"a": size, "b": size, "c": c}, {"c_star": 0.2}, [1.0, 4.0], series=True)
    assert many.outcomes.tolist() == [
        ["stalled", "unfinished", "solver_failed"],
        ["unstable", "unstable", "unstable"],
    ]
    # On the saddle nothing changes, for ever.
    assert many.reached[0, 0] == 4 and many.final["c"][0, 0] == 1
    np.testing.assert_array_equal(many["loss"][0, 0], 1 / (4 * 0.2))
    # Where nothing was solved there is nothing.
    assert np.isnan(many.reached[1]).all() and np.isnan(many.final["a"][1]).all() and np.isnan(many["loss"][1]).all()
    np.testing.assert_array_equal(many.first("unstable"), [[np.nan] * 3, [0.0] * 3])


def test_a_solution_that_ends_on_the_way() -> None:
    # y = y(0) − s, and at y = 0 the network becomes unstable.
    falling = hand_written("-1.0", "(0.0,)", state="y", loss="1.0, -1.0", stability="y")
    many = integrate_many(falling, {"y": [1.5, 3.5, 0.25]}, {}, [1.0, 2.0, 3.0], series=True)
    assert many.outcomes.tolist() == ["unstable", "unfinished", "unstable"]
    np.testing.assert_array_equal(many.reached, [1, 3, np.nan])
    np.testing.assert_allclose(many.final["y"], [0.5, 0.5, np.nan])
    np.testing.assert_allclose(many["y"], [[0.5, np.nan, np.nan], [2.5, 1.5, 0.5], [np.nan] * 3])
    np.testing.assert_allclose(many.first("unstable"), [1.5, np.nan, 0.25])


def test_events_that_happen_several_times() -> None:
    # cos 3s rises through 0 at (2k + 3/2)π/3 and falls through it at (2k + 1/2)π/3.
    until = np.array([0.5, 4.0, 9.0])
    many = integrate_many(ROTATION, {"x": 1.0}, {}, until[:, None] * [0.0, 1.0])
    rises = (2 * np.arange(5) + 1.5) * np.pi / 3
    falls = (2 * np.arange(5) + 0.5) * np.pi / 3
    for exact, found in ((rises, many.events["pair_born"]), (falls, many.events["pair_lost"])):
        np.testing.assert_allclose(found, np.where(exact < until[:, None], exact, np.nan)[:, : found.shape[1]])
        assert np.count_nonzero(np.isfinite(found)) == np.count_nonzero(exact < until[:, None])
    np.testing.assert_allclose(many.first("pair_lost"), [np.nan, falls[0], falls[0]])
    np.testing.assert_allclose(many.last("pair_lost"), [np.nan, falls[1], falls[4]])


GRID = (
    real_outlier,
    {"a": np.array([0.0, 0.2, 0.3]), "b": 0.2},
    {"c_star": np.array([[0.3], [0.5]])},
    np.array([0.0, 12.0]),
)


def test_whatever_the_order_in_which_it_is_done() -> None:
    same(integrate_many(*GRID, series=True, executor=Backwards()), integrate_many(*GRID, series=True))


def test_threads() -> None:
    with ThreadPoolExecutor(3) as executor:
        same(integrate_many(*GRID, executor=executor), integrate_many(*GRID))


def test_processes_that_know_nothing_of_a_loaded_system() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        same(integrate_many(*GRID, executor=executor), integrate_many(*GRID))
        arguments = (ROTATION, {"x": np.linspace(0.5, 1, 5)}, {}, [0.0, 3.0])
        same(integrate_many(*arguments, executor=executor), integrate_many(*arguments))


@pytest.mark.filterwarnings("ignore")
def test_dask_cluster() -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        same(integrate_many(*GRID, executor=client.get_executor()), integrate_many(*GRID))


class Losing(Executor):
    """Does what it is given at once, but fails for some, as a pool does whose worker dies; `lost` are their numbers."""

    def __init__(self, lost: set[int], error: Exception) -> None:
        self.lost, self.error, self.count = lost, error, 0

    def submit(self, run: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self.count in self.lost:
            future.set_exception(self.error)
        else:
            future.set_result(run(*args, **kwargs))
        self.count += 1
        return future


@pytest.mark.parametrize("series", [False, True])
def test_what_is_lost_with_a_worker_is_named_and_the_rest_is_returned(series: bool) -> None:
    whole = integrate_many(*GRID, series=series)
    with pytest.warns(RuntimeWarning, match="2 of 6"):
        many = integrate_many(*GRID, series=series, executor=Losing({1, 5}, MemoryError("no more")))
    lost = many.outcomes == Outcome.LOST.value
    assert np.flatnonzero(lost).tolist() == [1, 5]
    np.testing.assert_array_equal(many.outcomes[~lost], whole.outcomes[~lost])
    assert np.isnan(many.reached[lost]).all() and np.isnan(many.first("learnt")[lost]).all()
    for kind in ("final", "observables", "series"):
        found, expected = getattr(many, kind), getattr(whole, kind)
        for name in expected:
            np.testing.assert_array_equal(found[name][~lost], expected[name][~lost])
            assert np.isnan(found[name][lost]).all()
    # The ensemble has all that is needed to do the rest.
    again = integrate_many(
        GRID[0],
        {name: values[lost] for name, values in many.initial.items()},
        {name: values[lost] for name, values in many.parameters.items()},
        GRID[3],
        series=series,
    )
    np.testing.assert_array_equal(again.final["c"], whole.final["c"][lost])


def test_when_everything_is_lost_there_is_nothing_to_return() -> None:
    cause = MemoryError("no more")
    with pytest.raises(LostWorkError) as caught:
        integrate_many(*GRID, executor=Losing(set(range(6)), cause))
    assert caught.value.jobs == tuple(range(6)) and caught.value.__cause__ is cause


def test_a_refusal_stops_the_rest() -> None:
    futures: list[Future[Any]] = []

    class Refuses(Executor):
        def submit(self, run: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = Future()
            if not futures:
                future.set_exception(InputError("not this"))
            futures.append(future)
            return future

    with pytest.raises(InputError, match="not this"):
        list(completed(abs, [1, 2, 3], Refuses()))
    assert [future.cancelled() for future in futures] == [False, True, True]


def _die_at_three(job: int) -> int:
    if job == 3:
        os._exit(1)
    return job


def test_a_process_that_dies_takes_no_finished_job_with_it() -> None:
    done = []
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor, pytest.raises(LostWorkError) as caught:
        for k, result in completed(_die_at_three, range(6), executor):
            assert k == result
            done.append(k)
    assert 3 in caught.value.jobs and sorted([*done, *caught.value.jobs]) == list(range(6))
    assert done[:3] == [0, 1, 2]


def test_progress_bar(capfd: pytest.CaptureFixture[str]) -> None:
    integrate_many(*GRID)
    assert capfd.readouterr().err == ""
    integrate_many(*GRID, progress=True)
    assert "6/6" in capfd.readouterr().err


def test_read_only_and_named() -> None:
    many = integrate_many(*GRID)
    for array in (many.outcomes, many.reached, many.final["a"], many.events["learnt"]):
        assert not array.flags.writeable
    assert "learnt" in repr(many) and "(2, 3)" in repr(many)
    assert many.size == 6
    assert many.share(Outcome.LEARNT) + many.share(Outcome.UNFINISHED) + many.share(Outcome.STALLED) == 1
    with pytest.raises(InputError, match="series=True"):
        many["a"]
    with pytest.raises(UnknownNameError, match="learnt"):
        many.first("learned")


@pytest.mark.parametrize(
    ("initial", "parameters", "times", "message"),
    [
        ({"a": [1, 2]}, {"c_star": [1, 2, 3]}, [0, 1], r"must broadcast .* a \(2,\), c_star \(3,\), times \(2,\)"),
        ({"a": [1, 2]}, {"c_star": [0.1, -2]}, [0, 1], r"c_star\[1\] must be greater than 0, but is -2"),
        ({"a": [1, np.nan]}, {"c_star": 1}, [0, 1], r"initial a\[1\] must be finite, but is nan"),
        ({"a": ["x"]}, {"c_star": 1}, [0, 1], "must be an array of real numbers"),
        ({"a": []}, {"c_star": 1}, [0, 1], r"must not be empty, but has the shape \(0,\)"),
        ({"a": 1}, {"c_star": []}, [0, 1], r"must not be empty, but has the shape \(0,\)"),
        ({"a": 1}, {}, [0, 1], "parameter c_star of real_outlier has no default"),
        ({"a": 1}, {"c_stat": 1}, [0, 1], "did you mean 'c_star'"),
        ({"aa": 1}, {"c_star": 1}, [0, 1], "unknown state variable"),
        ([1.0], {"c_star": 1}, [0, 1], "initial must be a mapping"),
        ({"a": 1}, {"c_star": 1}, 1.0, "at least one entry along a last axis"),
        ({"a": 1}, {"c_star": 1}, [[0, 1], [1, 1]], r"do not after times\[1, 0\]"),
        ({"a": 1}, {"c_star": 1}, [-1, 1], "must not be negative, but begin at -1"),
        ({"a": 1}, {"c_star": 1}, [0, np.inf], r"times\[1\] must be finite"),
    ],
)
def test_refusals(initial: Any, parameters: Any, times: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        integrate_many(real_outlier, initial, parameters, times)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rtol": 1.0}, "rtol must lie between"),
        ({"atol": 0.0}, "atol must be greater than 0"),
        ({"learnt": 2.0}, "learnt must lie between"),
        ({"max_evaluations": 0}, "max_evaluations must be an integer"),
        ({"method": "RK4"}, "unknown method"),
    ],
)
def test_refused_options(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        integrate_many(real_outlier, {"a": 0.1}, {"c_star": 0.5}, [1.0], **options)


def test_overlaps_that_no_vectors_have() -> None:
    names = overlaps_rank_one.gram
    lengths = {row[k]: 1.0 for k, row in enumerate(names)}
    with pytest.raises(InputError, match="Gram matrix"):
        integrate_many(overlaps_rank_one, lengths | {names[0][1]: np.array([0.0, 2.0])}, {"c_star": 0.5}, [1.0])
