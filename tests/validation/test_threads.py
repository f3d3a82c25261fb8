"""Small networks leave the other cores alone, and what was before comes back: libraries are asked, nothing is timed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest
from scipy.sparse.linalg import LinearOperator
from threadpoolctl import ThreadpoolController, threadpool_limits

from validation import (
    Engine,
    UnstableNetwork,
    Weights,
    descend,
    evaluate_by,
    gradient_flow,
    integrator,
    random_weights,
    train_sampled,
)
from validation._common.threads import LARGE, one_thread, threads_for
from validation.training.factorised import Factors, factor_descent, factor_flow

TARGET = integrator(0.5)


@pytest.fixture
def threads() -> Iterator[Callable[[], set[int]]]:
    """How many threads the BLAS libraries of NumPy and SciPy would take now; three, unless someone limits them.

    Other packages bring libraries of their own, which these loops do not call.
    """
    controller = ThreadpoolController().select(user_api="blas")

    def numbers() -> set[int]:
        return {
            library["num_threads"]
            for library in controller.info()
            if {"numpy", "scipy", "numpy.libs", "scipy.libs"} & set(Path(library["filepath"]).parts)
        }

    with threadpool_limits(3, user_api="blas"):
        if numbers() != {3}:
            pytest.skip("these BLAS libraries have one thread only")
        yield numbers


def watching(bulk: np.ndarray, threads: Callable[[], set[int]], seen: list[set[int]]) -> LinearOperator:
    """The same matrix, which looks at the threads at each product."""

    def product(matrix: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
        return lambda x: (seen.append(threads()), matrix.dot(x))[1]

    return LinearOperator(bulk.shape, matvec=product(bulk), rmatvec=product(bulk.T), dtype=np.float64)


@pytest.mark.parametrize("how", ["evaluate", "descend", "flow", "sampled"])
def test_loops_over_small_networks_take_one_thread(how: str, threads: Callable[[], set[int]]) -> None:
    start, seen = random_weights(12, 0.3, 0.5, seed=0), []

    def observe(weights: Weights) -> dict[str, float]:
        seen.append(threads())
        return {}

    if how == "evaluate":
        watched = Weights(watching(start.W, threads, seen), start.u, start.v)
        seen.clear()  # an operator is tried when it becomes weights
        evaluate_by(Engine.KRYLOV, watched, TARGET)
    elif how == "descend":
        descend(start, TARGET, step=0.05, steps=3, observe=observe)
    elif how == "flow":
        gradient_flow(start, TARGET, [0.0, 0.1], observe=observe)
    else:
        train_sampled(start, TARGET, step=0.05, steps=2, dt=0.2, window=12.0, batch=2, seed=0, observe=observe)
    assert seen and all(each == {1} for each in seen)
    assert threads() == {3}


def test_factor_loops_and_dense_gradients_take_one_thread(
    monkeypatch: pytest.MonkeyPatch, threads: Callable[[], set[int]]
) -> None:
    from validation.gradient.engines import dense as module

    honest, seen = module.schur_form, []
    monkeypatch.setattr(module, "schur_form", lambda M: (seen.append(threads()), honest(M))[1])
    factors = Factors.random(20, 1, 0.5, seed=0)
    factor_descent(factors, TARGET, step=0.1, steps=2)
    factor_flow(factors, TARGET, [0.0, 0.1])
    evaluate_by(Engine.DENSE, factors.weights, TARGET)
    assert seen and all(each == {1} for each in seen)
    assert threads() == {3}


def test_large_networks_keep_their_threads(threads: Callable[[], set[int]]) -> None:
    with threads_for(LARGE):
        assert threads() == {3}
    with threads_for(LARGE - 1):
        assert threads() == {1}


def test_threads_come_back_after_an_error(threads: Callable[[], set[int]]) -> None:
    with pytest.raises(UnstableNetwork):
        descend(Weights([[1.5]], [1.0], [1.0]), TARGET, step=0.1, steps=1)
    assert threads() == {3}


@pytest.mark.parametrize("worker_leaves_first", [True, False])
def test_two_python_threads_that_overlap_restore_what_was_before(
    worker_leaves_first: bool, threads: Callable[[], set[int]]
) -> None:
    entered, left = Barrier(2, timeout=10), Barrier(2, timeout=10)

    def worker() -> None:
        with one_thread():
            entered.wait()
            if not worker_leaves_first:
                left.wait()
        if worker_leaves_first:
            left.wait()

    with ThreadPoolExecutor(1) as pool:
        with one_thread():
            running = pool.submit(worker)
            entered.wait()
            if worker_leaves_first:
                left.wait()
            assert threads() == {1}
        if not worker_leaves_first:
            left.wait()
        running.result()
    assert threads() == {3}
