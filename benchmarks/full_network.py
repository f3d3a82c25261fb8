"""Full networks: the exact gradient against back-propagation through time and dense solves; descent at scale.

    python benchmarks/full_network.py [--json FILE] [--rounds 7] [--only gradient|descent] [--long]

1. One gradient, N = 1000, σ = 0.5, c* = 0.1, in turn with PyTorch's and a hand-vectorised back-propagation through the
   impulse response (dt = 0.05, T = 5/c*), and with its own products of W and vectors; at N = 300 in turn with dense
   solves.  Each side's relative error is its distance from the exact gradient.  One thread each.
2. Mini-batches of 64 noise sequences to the accuracy that Krylov spaces reach: one is timed, and the number needed is
   extrapolated from the law that its error falls as 1/√(number); the error of the time step is left out in its favour.
3. Descent: seconds for 2,000 steps at N = 1000, cost of a step from N = 250 to 4000, memory at N = 4000.  With --long
   also the gradient flow at N = 500, c* = 0.02, and 100,000 neurons with 10 connections each learning to integrate.

A rival that is not installed is reported as not run.
"""

from __future__ import annotations

import os

for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import argparse
import json
import platform
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter

import numpy as np
from scipy.sparse import csr_array

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run from a clone without installing

from validation import (
    Engine,
    LowRankRadau,
    Weights,
    descend,
    evaluate_by,
    gradient_flow,
    integrator,
    loss_and_gradient,
    random_weights,
    sampled_loss_and_gradient,
    white_noise,
)
from validation import krylov_gradient as krylov
from validation.updates import actions

N, SIGMA, KAPPA, C_STAR, SEED = 1000, 0.5, 0.5, 0.1, 0
DT, WINDOW = 0.05, 5 / C_STAR
SIZES = (250, 500, 1000, 2000, 4000)
Figures = dict[str, float | str]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure gradients and descent of full networks.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    parser.add_argument("--rounds", type=int, default=7, help="rounds, of which the median counts (default 7)")
    parser.add_argument("--only", choices=("gradient", "descent"), help="one part")
    parser.add_argument("--long", action="store_true", help="also the runs that take minutes")
    parser.add_argument("--memory-of", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory_of:
        print(json.dumps(peak_memory(options.memory_of)))
        return
    krylov.PARALLEL = 10**9  # one thread, as its rivals have
    figures: Figures = {}
    if options.only != "descent":
        figures |= gradient_figures(options.rounds) | dense_figures(options.rounds) | sampled_figures()
    if options.only != "gradient":
        figures |= step_figures(options.rounds) | memory_figures() | descent_figures()
    if options.long:
        figures |= stiff_figures() | sparse_figures()
    machine: Figures = {
        "Python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count() or 0,
    }
    machine |= {"threads": os.environ["OPENBLAS_NUM_THREADS"], "seed": SEED}
    machine |= {package: _version(package) for package in ("numpy", "scipy", "torch")}
    for text, value in figures.items():
        print(f"{text:92s} {value if isinstance(value, str) else f'{value:.3g}':>10s}")
    print(", ".join(f"{key} {value}" for key, value in machine.items()))
    if options.json:
        options.json.write_text(json.dumps({"figures": figures, "machine": machine}, indent=1), encoding="utf-8")


def gradient_figures(rounds: int) -> Figures:
    """Krylov spaces, both back-propagations and the products alone, in turn; median times and median ratios."""
    target, weights = integrator(C_STAR), random_weights(N, SIGMA, KAPPA, SEED)
    exact = loss_and_gradient(weights, target, engine=Engine.DENSE)[1]
    found = evaluate_by(Engine.AUTO, weights, target)
    samples = target.filter(DT * np.arange(round(WINDOW / DT)))
    ways: dict[str, Callable[[], Weights]] = {
        "Krylov spaces": lambda: loss_and_gradient(weights, target)[1],
        "NumPy, vectorised by hand": lambda: numpy_gradient(weights, samples),
    }
    pytorch = torch_gradient(weights, samples)
    if pytorch is not None:
        ways["PyTorch"] = pytorch
    names = (*ways, "products alone", "without the probe")
    products = _products(weights, found.dimensions)
    action, adjoint = actions(weights.recurrent)

    def bare() -> object:
        return krylov.krylov_gradient(action, adjoint, weights.u, weights.v, target, accuracy=1e-10, limit=N // 2)

    times = in_turn([*ways.values(), products, bare], rounds)
    figures: Figures = {f"gradient, N = {N}: Krylov spaces, ms": 1e3 * statistics.median(times[0])}
    figures["  dimensions of the two spaces"] = " + ".join(map(str, found.dimensions))
    for name, gradient in ways.items():
        figures[f"  relative error, {name}"] = (gradient() - exact).norm() / exact.norm()
    for name, bound in (("PyTorch", 100), ("NumPy, vectorised by hand", 20)):
        label = f"  {name}, times slower (bound {bound})"
        figures[label] = _ratio(times[names.index(name)], times[0]) if name in ways else "not run"
    figures["  time / time of its products of W and vectors alone (bound 1.5)"] = _ratio(times[-1], times[-2])
    figures["  ... with the look for modes that u and v do not excite"] = _ratio(times[0], times[-2])
    return figures


def _products(weights: Weights, dimensions: tuple[int, int]) -> Callable[[], object]:
    """As many products of W, and of its transpose, as the spaces have dimensions, each with another vector."""
    columns = np.random.default_rng(SEED).standard_normal((max(dimensions), weights.N))
    W = weights.W

    def run() -> None:
        for x in columns[: dimensions[0]]:
            W.dot(x)
        for x in columns[: dimensions[1]]:
            W.T.dot(x)

    return run


def numpy_gradient(weights: Weights, samples: np.ndarray) -> Weights:
    """Back-propagation through the impulse response: a product of matrix and vector a step each way, one GEMM."""
    propagator = (1 - DT) * np.eye(weights.N) + DT * weights.W
    steps = samples.size
    states, adjoints = np.empty((steps, weights.N)), np.empty((steps, weights.N))
    states[0] = weights.u
    for k in range(1, steps):
        np.dot(propagator, states[k - 1], out=states[k])
    errors = DT * (states @ weights.v - samples)
    adjoints[-1] = errors[-1] * weights.v
    for k in range(steps - 1, 0, -1):
        np.dot(propagator.T, adjoints[k], out=adjoints[k - 1])
        adjoints[k - 1] += errors[k - 1] * weights.v
    return Weights(DT * adjoints[1:].T @ states[:-1], adjoints[0], states.T @ errors)


def torch_gradient(weights: Weights, samples: np.ndarray) -> Callable[[], Weights] | None:
    """The same by PyTorch's automatic derivatives; None if it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(int(os.environ["OPENBLAS_NUM_THREADS"]))
    W, u, v, wanted = (torch.tensor(x) for x in (weights.W, weights.u, weights.v, samples))

    def run() -> Weights:
        parts = [x.clone().requires_grad_() for x in (W, u, v)]
        propagator = (1 - DT) * torch.eye(weights.N, dtype=torch.float64) + DT * parts[0]
        h, outputs = parts[1], []
        for _ in range(samples.size):
            outputs.append(parts[2] @ h)
            h = propagator @ h
        (0.5 * DT * ((torch.stack(outputs) - wanted) ** 2).sum()).backward()
        return Weights(*(x.grad.numpy() for x in parts))

    return run


def dense_figures(rounds: int) -> Figures:
    """Against dense Lyapunov solves at N = 300, in turn."""
    target, weights = integrator(C_STAR), random_weights(300, SIGMA, KAPPA, SEED)
    exact = loss_and_gradient(weights, target, engine=Engine.DENSE)[1]
    thin = loss_and_gradient(weights, target)[1]
    times = in_turn(
        [lambda: loss_and_gradient(weights, target), lambda: loss_and_gradient(weights, target, engine=Engine.DENSE)],
        rounds,
    )
    return {
        "gradient, N = 300: Krylov spaces, ms": 1e3 * statistics.median(times[0]),
        "  dense, times slower (bound 100)": _ratio(times[1], times[0]),
        "  relative distance of the two": (thin - exact).norm() / exact.norm(),
    }


def sampled_figures() -> Figures:
    """One mini-batch timed and compared with the mean of many; the rest by the law of its error."""
    target, weights, batch = integrator(C_STAR), random_weights(N, SIGMA, KAPPA, SEED), 64
    steps = round(WINDOW / DT)
    begun = perf_counter()
    gradients = []
    for index in range(4):
        gradients.append(sampled_loss_and_gradient(weights, target, white_noise(steps, batch, DT, SEED, index), DT)[1])
    seconds = (perf_counter() - begun) / 4
    # Two independent batches differ by √2 times the error of one.
    differences = [(gradients[i] - gradients[i + 1]).norm() / 2**0.5 for i in (0, 2)]
    mean = sum(gradients[1:], gradients[0]) * 0.25
    error = statistics.mean(differences) / mean.norm()
    exact = loss_and_gradient(weights, target, engine=Engine.DENSE)[1]
    reached = (loss_and_gradient(weights, target)[1] - exact).norm() / exact.norm()
    own = statistics.median(in_turn([lambda: loss_and_gradient(weights, target)], 3)[0])
    number = (error / reached) ** 2
    return {
        f"mini-batch of {batch} sequences, N = {N}, s": seconds,
        "  relative error of one": error,
        "  times slower to the error of Krylov spaces, extrapolated by 1/sqrt(number)": number * seconds / own,
        "  times slower to an error of 1e-2, extrapolated": max((error / 1e-2) ** 2, 1.0) * seconds / own,
    }


def step_figures(rounds: int) -> Figures:
    """Cost of a step of descent at several sizes, in turn, and the power of N that it follows."""
    target = integrator(0.2)
    networks = [random_weights(size, SIGMA, 0.1, SEED) for size in SIZES]
    few = max(2, rounds // 3)

    def steps(weights: Weights) -> Callable[[], object]:
        return lambda: descend(weights, target, step=0.008, steps=10, record_every=10, engine=Engine.KRYLOV)

    times = [[t / 10 for t in row] for row in in_turn([steps(weights) for weights in networks], few)]
    medians = [statistics.median(row) for row in times]
    power = np.polyfit(np.log(SIZES), np.log(medians), 1)[0]
    figures: Figures = {f"step of descent, N = {n}, ms": 1e3 * m for n, m in zip(SIZES, medians, strict=True)}
    figures["  power of N from 250 to 4000, fitted (bound 2.1)"] = float(power)
    return figures


def memory_figures() -> Figures:
    """Peak memory of a process that descends at N = 4000, beyond the one that has only imported."""
    command = [sys.executable, str(Path(__file__).resolve()), "--memory-of", "4000"]
    before, after = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    matrix = 4000**2 * 8 / 1e6
    return {
        "descent, N = 4000: peak memory of the process, MB (bound 2000)": after,
        "  of which for weights and descent, in matrices of N x N doubles (bound 3)": (after - before) / matrix,
    }


def peak_memory(size: int) -> tuple[float, float]:
    """Peak memory in MB before and after a few steps."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    descend(random_weights(size, SIGMA, 0.1, SEED), integrator(0.2), step=0.008, steps=5, record_every=5, sigma=SIGMA)
    return before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def descent_figures() -> Figures:
    """2,000 steps at N = 1000 until the task is learnt; two threads, as a user has."""
    krylov.PARALLEL = N
    weights = random_weights(N, SIGMA, 0.1, SEED)
    begun = perf_counter()
    run = descend(weights, integrator(0.2), step=0.008, steps=2000, record_every=50, sigma=SIGMA)
    seconds = perf_counter() - begun
    krylov.PARALLEL = 10**9
    return {
        f"descent, N = {N}, 2,000 steps, s (bound 60)": seconds,
        "  loss at the end, of the first": float(run["loss"][-1] / run["loss"][0]),
        "  decay rate of the outlier (target 0.2)": float(run["c"][-1]),
        "  rank of what is learnt": float(run.final.recurrent.rank),
    }


def stiff_figures() -> Figures:
    """The gradient flow where an explicit method needs a hundred thousand steps for stability alone."""
    raw = random_weights(500, SIGMA, 0.1, SEED)
    begun = perf_counter()
    run = gradient_flow(
        Weights(raw.W, raw.u, raw.u), integrator(0.02), np.linspace(0, 12, 25), method=LowRankRadau, rtol=1e-7,
        atol=1e-10, sigma=SIGMA,
    )  # fmt: skip
    return {
        "gradient flow, N = 500, c* = 0.02, to s = 12 at rtol 1e-7, s": perf_counter() - begun,
        "  decay rate of the outlier (target 0.02)": float(run["c"][-1]),
    }


def sparse_figures() -> Figures:
    """100,000 neurons with 10 connections each learn to integrate."""
    size, connections, sigma = 100_000, 10, 0.3
    rng = np.random.default_rng(SEED)
    rows = np.repeat(np.arange(size), connections)
    values = rng.standard_normal(rows.size) * sigma / np.sqrt(connections)
    bulk = csr_array((values, (rows, rng.integers(0, size, rows.size))), shape=(size, size))
    u = rng.standard_normal(size)
    u *= 0.1 / np.linalg.norm(u)
    krylov.PARALLEL = N
    begun = perf_counter()
    run = descend(
        Weights(bulk, u, u), integrator(0.3), step=0.05, steps=240, record_every=80, sigma=sigma, accuracy=1e-8
    )
    seconds = perf_counter() - begun
    krylov.PARALLEL = 10**9
    return {
        "descent, N = 100,000 with 10 connections a neuron, 240 steps, s": seconds,
        "  loss at the end, of the first": float(run["loss"][-1] / run["loss"][0]),
        "  decay rate of the outlier (target 0.3)": float(run["c"][-1]),
        "  peak memory of the process, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
    }


def in_turn(ways: list[Callable[[], object]], rounds: int) -> list[list[float]]:
    """Seconds of each way, all of them once a round; the first round warms up and is not counted."""
    times: list[list[float]] = [[] for _ in ways]
    for k in range(rounds + 1):
        for way, row in zip(ways, times, strict=True):
            begun = perf_counter()
            way()
            if k > 0:
                row.append(perf_counter() - begun)
    return times


def _ratio(slow: list[float], fast: list[float]) -> float:
    """Median over rounds of the ratio within a round."""
    return statistics.median(a / b for a, b in zip(slow, fast, strict=True))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    main()
