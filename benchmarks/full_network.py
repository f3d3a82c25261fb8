"""Full networks: the exact gradient against back-propagation through time and dense solves; descent at scale.

    python benchmarks/full_network.py [--json FILE] [--rounds 7] [--only PART …]

Parts, each one with all that it compares in turn (the last two take minutes, and run only when named):

gradient  N = 1000, σ = 0.5, c* = 0.1: Krylov spaces, at two accuracies, against PyTorch's and a hand-vectorised
          back-propagation through the impulse response (dt = 0.05, T = 5/c*), and against the products of W and vectors
          alone. A side's relative error is its distance from the dense exact gradient.
dense     N = 300: against Lyapunov and Sylvester solves of SciPy, and against the dense engine.
sampled   mini-batches of 64 noise sequences: one is timed, and the number needed for an accuracy is extrapolated by the
          law that the error of a mean falls as 1/√(number); the error of the time step is left out in its favour.
step      cost of a step of descent from N = 250 to 4000.
memory    of a process that descends at N = 4000.
descent   2,000 steps at N = 1000, until the task is learnt; two threads, as a user has.
flow      the gradient flow at N = 500, c* = 0.02, until the task is learnt.
sparse    100,000 neurons with 10 connections each learn to integrate.

Whatever is compared runs on one thread and is timed in CPU seconds, which other jobs on the machine hardly change;
descent, flow and sparse give seconds by the clock as well. With --json, parts that are in FILE from before and are not
run again stay. A rival that is not installed is reported as not run.
"""
# Threads are counted before NumPy is imported.

from __future__ import annotations

import os

for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import argparse
import json
import platform
import re
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from scipy.linalg import solve_continuous_lyapunov, solve_sylvester
from scipy.sparse import csr_array

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run from a clone without installing

from validation import (
    DescentRun,
    Engine,
    LowRankRadau,
    StateSpace,
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
from validation.gradient.engines import krylov
from validation.network.low_rank_update import actions

N, SIGMA, KAPPA, C_STAR, SEED = 1000, 0.5, 0.5, 0.1, 0
DT, WINDOW = 0.05, 5 / C_STAR
ACCURACIES = (1e-10, 1e-8)
SIZES = (250, 500, 1000, 2000, 4000)
Figures = dict[str, float | str]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure gradients and descent of full networks.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    parser.add_argument("--rounds", type=int, default=7, help="rounds, of which the median counts (default 7)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS)[:-2], metavar="PART", help="some parts")
    parser.add_argument("--memory-of", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory_of:
        print(json.dumps(peak_memory(options.memory_of)))
        return
    krylov.PARALLEL = 10**9  # one thread, as its rivals have
    machine: Figures = {"Python": platform.python_version(), "machine": platform.machine()}
    machine |= {"cores": os.cpu_count() or 0, "threads": os.environ["OPENBLAS_NUM_THREADS"], "seed": SEED}
    machine |= {package: _version(package) for package in ("numpy", "scipy", "torch")}
    kept = options.json is not None and options.json.exists()
    written = json.loads(options.json.read_text(encoding="utf-8")) if kept else {}
    for part in options.only:
        figures = PARTS[part](options.rounds)
        print(part)
        for text, value in figures.items():
            print(f"  {text:92s} {value if isinstance(value, str) else f'{value:.3g}':>10s}", flush=True)
        written[part] = {"figures": figures, "machine": machine}
        if options.json:
            options.json.write_text(json.dumps(written, indent=1, ensure_ascii=False), encoding="utf-8")
    print(", ".join(f"{key} {value}" for key, value in machine.items()))


def gradient_figures(rounds: int) -> Figures:
    """Krylov spaces, both back-propagations and the products alone, in turn; median times and median ratios."""
    target, weights = integrator(C_STAR), random_weights(N, SIGMA, KAPPA, SEED)
    exact = loss_and_gradient(weights, target, engine=Engine.DENSE)[1]
    samples = target.filter(DT * np.arange(round(WINDOW / DT)))
    rivals: dict[str, Callable[[], Weights]] = {"NumPy by hand": lambda: numpy_gradient(weights, samples)}
    pytorch = torch_gradient(weights, samples)
    if pytorch is not None:
        rivals["PyTorch"] = pytorch
    ways: list[Callable[[], object]] = list(rivals.values())
    for accuracy in ACCURACIES:
        ways += [
            _ours(weights, target, accuracy),
            _bare(weights, target, accuracy),
            _products(weights, target, accuracy),
        ]
    times = in_turn(ways, rounds)
    figures: Figures = {f"relative error, {name}": _distance(way(), exact) for name, way in rivals.items()}
    for k, accuracy in enumerate(ACCURACIES):
        ours, bare, products = times[len(rivals) + 3 * k :][:3]
        found = evaluate_by(Engine.AUTO, weights, target, accuracy=accuracy)
        label = f"accuracy {accuracy:.0e}: "
        figures[label + "ms"] = 1e3 * statistics.median(ours)
        figures[label + "dimensions of the two spaces"] = " + ".join(map(str, found.dimensions))
        figures[label + "relative error"] = _distance(found.gradient, exact)
        for name, bound in (("PyTorch", 100), ("NumPy by hand", 20)):
            slower = _ratio(times[list(rivals).index(name)], ours) if name in rivals else "not run"
            figures[label + f"{name}, times slower (bound {bound})"] = slower
        figures[label + "time / time of its products alone (bound 1.5)"] = _ratio(bare, products)
        figures[label + "the same with the look for modes that u and v do not excite"] = _ratio(ours, products)
    return figures


def _distance(gradient: Weights, exact: Weights) -> float:
    return (gradient - exact).norm() / exact.norm()


def _ours(weights: Weights, target: StateSpace, accuracy: float) -> Callable[[], object]:
    return lambda: loss_and_gradient(weights, target, accuracy=accuracy)


def _bare(weights: Weights, target: StateSpace, accuracy: float) -> Callable[[], object]:
    """The gradient without the look for unstable modes that u and v do not excite."""
    action, adjoint = actions(weights.recurrent)
    u, v, limit = weights.u, weights.v, weights.N // 2
    return lambda: krylov.krylov_gradient(action, adjoint, u, v, target, accuracy=accuracy, limit=limit)


def _products(weights: Weights, target: StateSpace, accuracy: float) -> Callable[[], object]:
    """As many products of W, and of its transpose, as the spaces have dimensions, each with another vector."""
    dimensions = evaluate_by(Engine.AUTO, weights, target, accuracy=accuracy).dimensions
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
    """Against four dense solves, by SciPy and by the dense engine, at N = 300."""
    target, weights = integrator(C_STAR), random_weights(300, SIGMA, KAPPA, SEED)
    exact = loss_and_gradient(weights, target, engine=Engine.DENSE)[1]
    times = in_turn(
        [
            lambda: loss_and_gradient(weights, target),
            lambda: scipy_gradient(weights, target),
            lambda: loss_and_gradient(weights, target, engine=Engine.DENSE),
            _products(weights, target, 1e-10),
        ],
        rounds,
    )
    return {
        "Krylov spaces, ms": 1e3 * statistics.median(times[0]),
        "relative distance from the dense engine": _distance(loss_and_gradient(weights, target)[1], exact),
        "SciPy's solves, times slower (bound 100)": _ratio(times[1], times[0]),
        "relative distance from the dense engine, SciPy's solves": _distance(scipy_gradient(weights, target), exact),
        "dense engine, times slower": _ratio(times[2], times[0]),
        "dense engine, times slower than the products of W and vectors alone": _ratio(times[2], times[3]),
    }


def scipy_gradient(weights: Weights, target: StateSpace) -> Weights:
    """The four Gramian equations by scipy.linalg, each by itself."""
    M, u, v = weights.W - np.eye(weights.N), weights.u, weights.v
    P = solve_continuous_lyapunov(M, -np.outer(u, u))
    Q = solve_continuous_lyapunov(M.T, -np.outer(v, v))
    X = solve_sylvester(M, target.A.T, -np.outer(u, target.b))
    Y = solve_sylvester(M.T, target.A, -np.outer(v, target.c))
    return Weights(Q @ P - Y @ X.T, Q @ u - Y @ target.b, P @ v - X @ target.c)


def sampled_figures(rounds: int) -> Figures:
    """One mini-batch timed and compared with the mean of many; the rest by the law of its error."""
    target, weights, batch = integrator(C_STAR), random_weights(N, SIGMA, KAPPA, SEED), 64
    steps = round(WINDOW / DT)
    begun = process_time()
    gradients = []
    for index in range(4):
        gradients.append(sampled_loss_and_gradient(weights, target, white_noise(steps, batch, DT, SEED, index), DT)[1])
    seconds = (process_time() - begun) / 4
    # Two independent batches differ by √2 times the error of one.
    differences = [(gradients[i] - gradients[i + 1]).norm() / 2**0.5 for i in (0, 2)]
    mean = sum(gradients[1:], gradients[0]) * 0.25
    error = statistics.mean(differences) / mean.norm()
    exact = loss_and_gradient(weights, target, engine=Engine.DENSE)[1]
    reached = (loss_and_gradient(weights, target)[1] - exact).norm() / exact.norm()
    own = statistics.median(in_turn([lambda: loss_and_gradient(weights, target)], rounds)[0])
    number = (error / reached) ** 2
    return {
        f"one mini-batch of {batch} sequences, N = {N}, s": seconds,
        "relative error of one": error,
        "times slower to the error of Krylov spaces, extrapolated by 1/√(number)": number * seconds / own,
        "times slower to an error of 1e-2, extrapolated": max((error / 1e-2) ** 2, 1.0) * seconds / own,
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
    figures: Figures = {f"N = {n}, ms": 1e3 * m for n, m in zip(SIZES, medians, strict=True)}
    figures["power of N from 250 to 4000, fitted (bound 2.1)"] = float(power)
    return figures


def memory_figures(_: int) -> Figures:
    """Peak memory of a process that descends at N = 4000, beyond the one that has only imported."""
    command = [sys.executable, str(Path(__file__).resolve()), "--memory-of", "4000"]
    before, after = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    matrix = 4000**2 * 8 / 1e6
    return {
        "N = 4000: peak memory of the process, MB (bound 2000)": after,
        "of which for weights and descent, in matrices of N x N doubles (bound 3)": (after - before) / matrix,
    }


def peak_memory(size: int) -> tuple[float, float]:
    """Peak memory in MB before and after a few steps."""
    before = _peak()
    descend(random_weights(size, SIGMA, 0.1, SEED), integrator(0.2), step=0.008, steps=5, record_every=5, sigma=SIGMA)
    return before, _peak()


def _peak() -> float:
    """Peak memory of this process in MB; where there is /proc, without what it had before it became this program."""
    status = Path("/proc/self/status")
    if status.exists():
        return float(re.findall(r"VmHWM:\s*(\d+)", status.read_text())[0]) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def descent_figures(_: int) -> Figures:
    """2,000 steps at N = 1000 until the task is learnt."""
    weights = random_weights(N, SIGMA, 0.1, SEED)
    return _training(
        lambda: descend(weights, integrator(0.2), step=0.008, steps=2000, record_every=50, sigma=SIGMA), "bound 60"
    )


def flow_figures(_: int) -> Figures:
    """The gradient flow where an explicit method needs a hundred thousand steps for stability alone."""
    raw, times = random_weights(500, SIGMA, 0.1, SEED), np.linspace(0, 12, 25)
    weights = Weights(raw.W, raw.u, raw.u)

    def train() -> DescentRun:
        target, method = integrator(0.02), LowRankRadau
        return gradient_flow(weights, target, times, method=method, rtol=1e-7, atol=1e-10, sigma=SIGMA)

    return _training(train)


def sparse_figures(_: int) -> Figures:
    """100,000 neurons with 10 connections each learn to integrate."""
    size, connections, sigma = 100_000, 10, 0.3
    rng = np.random.default_rng(SEED)
    rows = np.repeat(np.arange(size), connections)
    values = rng.standard_normal(rows.size) * sigma / np.sqrt(connections)
    bulk = csr_array((values, (rows, rng.integers(0, size, rows.size))), shape=(size, size))
    u = rng.standard_normal(size)
    u *= 0.1 / np.linalg.norm(u)

    def train() -> DescentRun:
        target, start = integrator(0.3), Weights(bulk, u, u)
        return descend(start, target, step=0.05, steps=240, record_every=80, sigma=sigma, accuracy=1e-8)

    figures = _training(train)
    figures["peak memory of the process, MB"] = _peak()
    return figures


def _training(train: Callable[[], DescentRun], bound: str = "") -> Figures:
    """A training on two threads: seconds by the clock and of the processor, and whether it has learnt."""
    krylov.PARALLEL = N
    begun, busy = perf_counter(), process_time()
    run = train()
    seconds, busy = perf_counter() - begun, process_time() - busy
    krylov.PARALLEL = 10**9
    return {
        f"seconds by the clock{bound and f' ({bound})'}": seconds,
        "seconds of the processor": busy,
        "cores had": busy / seconds,
        "loss at the end, of the first": float(run["loss"][-1] / run["loss"][0]),
        "decay rate of the outlier": float(run["c"][-1]),
        "decay rate of the target": float(-run.target.A[0, 0]),
    }


def in_turn(ways: list[Callable[[], object]], rounds: int) -> list[list[float]]:
    """CPU seconds of each way, all of them once a round; the first round warms up and is not counted."""
    times: list[list[float]] = [[] for _ in ways]
    for k in range(rounds + 1):
        for way, row in zip(ways, times, strict=True):
            begun = process_time()
            way()
            if k > 0:
                row.append(process_time() - begun)
    return times


def _ratio(slow: list[float], fast: list[float]) -> float:
    """Median over rounds of the ratio within a round."""
    return statistics.median(a / b for a, b in zip(slow, fast, strict=True))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


PARTS: dict[str, Callable[[int], Figures]] = {
    "gradient": gradient_figures,
    "dense": dense_figures,
    "sampled": sampled_figures,
    "step": step_figures,
    "memory": memory_figures,
    "descent": descent_figures,
    "flow": flow_figures,
    "sparse": sparse_figures,
}

if __name__ == "__main__":
    main()
