"""The hierarchy of words: infinite width, a given network against its own training, a sparse network of any size.

    python benchmarks/hierarchy.py [--json FILE] [--repeats 3] [--only width network sparse]

1. width: learning at infinite width, σ = 0.4, κ = 0.5, c* = 0.3, to s = 4, with the error bar, which takes the depth
   below as well; the error bar is told. The command line as a whole process (bounds: depth 4 in 2 s, depth 8 in 2 min),
   and the call alone.
2. network: a given network of N = 1000, σ = 0.3. Its training is run in full on Krylov spaces, as gradient flow at
   rtol 1e-6 and, as loosely as still serves, 1e-3, and as descent with the step 0.02; and predicted: the network's
   reduction and learning in it (bound: 50 times faster), at depths 1 to 3. Timed in turn. Errors are the largest over
   21 times against gradient flow at rtol 1e-8: of the loss in units of ½ ∫ f*² dt, and of c from when the outlier is
   at twice the bulk's radius.
3. sparse: N = 100,000 with 10 connections a neuron, σ = 0.4, known by x ↦ Wx and x ↦ Wᵀx alone: reduced to depth 3 and
   trained, in a process of its own; seconds, and the peak of what NumPy allocates beside the network, traced in a
   second pass.

Seconds are those of the processor, of which a crowded machine takes none away, with one BLAS thread.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import LinearOperator

from reduced_odes.hierarchy.depth import TargetFilter, WordCurve, learn, word_space
from reduced_odes.hierarchy.large_n import InfiniteWidth, infinite_width
from validation import descend, integrator, random_weights
from validation.training.flow import gradient_flow
from validation.training.runs import DescentRun

Row = dict[str, Any]
C_STAR = 0.3
TARGET = TargetFilter.integrator(C_STAR)
UNTIL = 4.0
FLOWS = (1e-6, 1e-3)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the hierarchy of words.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each, of which the median counts (default 3)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="parts to run (default: all)")
    parser.add_argument("--sparse-child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.sparse_child:
        print(json.dumps(_sparse_network()))
        return
    begin, worked = perf_counter(), process_time()
    rows: list[Row] = []
    for part in options.only:
        for row in PARTS[part](options):
            rows.append({"part": part, **row})
            print(_line(rows[-1]), flush=True)
    machine = {"Python": platform.python_version(), "machine": platform.machine(), "cores": str(os.cpu_count())}
    machine |= {name: version(name.lower()) for name in ("NumPy", "SciPy")}
    machine["cores had"] = f"{(process_time() - worked) / (perf_counter() - begin):.2f}"
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    if options.json:
        options.json.write_text(json.dumps({"rows": rows, "machine": machine}, indent=1), encoding="utf-8")


def _line(row: Row) -> str:
    figures = ", ".join(
        f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in row.items()
        if name not in ("part", "what")
    )
    return f"{row['part']:8s} {row['what']:44s} {figures}"


def _in_turn(
    runs: dict[str, Callable[[], object]], repeats: int, clock: Callable[[], float] = process_time
) -> dict[str, float]:
    """Median seconds of the processor of each, one after the other in every round."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(repeats):
        for name, run in runs.items():
            start = clock()
            run()
            seconds[name].append(clock() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}


def width(options: argparse.Namespace) -> list[Row]:
    """Infinite width at depths 4 and 8, each with the depth below."""
    times, rows = np.linspace(0.0, UNTIL, 21), []
    for depth, bound in ((4, 2.0), (8, 120.0)):
        whole = _in_turn({"process": partial(_process, depth)}, options.repeats, _children)["process"]
        rows.append({"what": f"depth {depth}, process, default rtol 1e-7", "s": whole, "bound": bound})
        found: list[InfiniteWidth] = []

        def run(depth: int = depth, found: list[InfiniteWidth] = found) -> None:
            found.append(infinite_width(TARGET, sigma=0.4, kappa=0.5, times=times, depth=depth, rtol=1e-6))

        seconds = _in_turn({"run": run}, options.repeats)["run"]
        last = found[-1]
        rows.append(
            {
                "what": f"depth {depth}, {last.curve.dimension} dimensions, call, rtol 1e-6",
                "s": seconds,
                "error bar of the loss": float(last.error["loss"].max()),
                "evaluations": last.curve.evaluations,
            }
        )
    return rows


def _process(depth: int) -> None:
    """The command line of learning at infinite width."""
    given = ["c_star=0.3", "sigma=0.4", "tau=0", "overlap=0", "kappa=0.5"]
    command = [sys.executable, "-m", "reduced_odes", "infinite_width", "--set", *given]
    command += ["--depth", str(depth), "--until", "4", "--points", "5", "--json", "-"]
    subprocess.run(command, capture_output=True, check=True)


def _children() -> float:
    """Seconds of the processor that finished child processes have taken."""
    spent = os.times()
    return spent.children_user + spent.children_system


def network(options: argparse.Namespace) -> list[Row]:
    """A given network's training, run and predicted in turn."""
    N, sigma, step = 1000, 0.3, 0.02
    given, task, times = random_weights(N, sigma, 0.5, 1), integrator(C_STAR), np.linspace(0.0, UNTIL, 21)
    exact = gradient_flow(given, task, times, sigma=sigma, rtol=1e-8, atol=1e-11, outlier_count=1)
    kept: dict[str, Any] = {}

    def predict(depth: int) -> None:
        space = word_space(given.W, given.u, given.v, depth)
        kept[f"predicted, depth {depth}"] = learn(space, TARGET, times, rtol=1e-6)

    def flow(rtol: float) -> None:
        kept[f"gradient flow, rtol {rtol:g}"] = gradient_flow(
            given, task, times, sigma=sigma, rtol=rtol, atol=1e-3 * rtol, outlier_count=1, accuracy=rtol
        )

    def descent() -> None:
        steps = round(UNTIL / step)
        kept["descent"] = descend(
            given, task, step=step, steps=steps, record_every=steps // 20, sigma=sigma, outlier_count=1, accuracy=1e-6
        )

    runs: dict[str, Callable[[], object]] = {f"gradient flow, rtol {rtol:g}": partial(flow, rtol) for rtol in FLOWS}
    runs["descent"] = descent
    predicted = [f"predicted, depth {depth}" for depth in (1, 2, 3)]
    for depth in (1, 2, 3):
        runs[f"predicted, depth {depth}"] = partial(predict, depth)
    seconds = _in_turn(runs, options.repeats)
    rows: list[Row] = []
    for name, value in seconds.items():
        row: Row = {"what": f"N = {N}, {name}", "s": value}
        if name in predicted:
            row |= {f"{other}, times slower": seconds[other] / value for other in seconds if other not in predicted}
        rows.append({**row, **_errors(kept[name], exact, sigma)})
    return rows


def _errors(found: WordCurve | DescentRun, exact: DescentRun, sigma: float) -> Row:
    clear = 1.0 - exact.outliers.decay > 2.0 * sigma  # false where there is none
    c = found.c if isinstance(found, WordCurve) else found.outliers.decay
    return {
        "error of the loss": float(np.abs(found["loss"] - exact["loss"]).max()) * 4.0 * C_STAR,
        "of c": float(np.abs(c - exact.outliers.decay)[clear].max()),
    }


def sparse_network(options: argparse.Namespace) -> list[Row]:
    """The median of several, each in a process of its own."""
    rows: list[Row] = []
    for _ in range(options.repeats):
        done = subprocess.run(
            [sys.executable, __file__, "--sparse-child"], capture_output=True, text=True, check=True
        )  # fmt: skip
        rows.append(json.loads(done.stdout))
    rows.sort(key=lambda row: row["s in all"])
    return [rows[len(rows) // 2]]


def _sparse_network() -> Row:
    N, each, sigma, depth = 100_000, 10, 0.4, 3
    rng = np.random.default_rng(1)
    entries = sigma / np.sqrt(each) * rng.standard_normal(N * each)
    rows = np.repeat(np.arange(N), each)
    W = sparse.csr_array((entries, (rows, rng.integers(0, N, N * each))), shape=(N, N))
    transposed = W.T.tocsr()
    u, v = rng.standard_normal((2, N))
    u, v = 0.5 * u / np.linalg.norm(u), 0.5 * v / np.linalg.norm(v)
    action = LinearOperator(
        (N, N), matvec=lambda x: W @ x, rmatvec=lambda x: transposed @ x,
        matmat=lambda x: W @ x, rmatmat=lambda x: transposed @ x, dtype=np.float64,
    )  # fmt: skip
    times = np.linspace(0.0, UNTIL, 21)
    small = random_weights(20, 0.3, 0.5, 1)  # what is imported late
    learn(word_space(small.W, small.u, small.v, 1), TARGET, [0.0, 0.5])
    start = process_time()
    space = word_space(action, u, v, depth)
    reduced = process_time()
    curve = learn(space, TARGET, times, rtol=1e-6)
    trained = process_time()
    lower = learn(space, TARGET, times, depth=depth - 1, rtol=1e-6)
    del space
    tracemalloc.start()
    learn(word_space(action, u, v, depth), TARGET, times, rtol=1e-6)
    peak = tracemalloc.get_traced_memory()[1]
    return {
        "what": f"N = {N}, {N * each} connections, depth {depth}",
        "s to reduce": reduced - start,
        "s to train": trained - reduced,
        "s in all": trained - start,
        "MB": peak / 1e6,
        "MB of the basis": 8e-6 * N * curve.dimension,
        "from depth 2, the loss": float(np.abs(curve.loss - lower.loss).max()) * 4.0 * C_STAR,
        "c": float(curve.c[-1]),
    }


PARTS: dict[str, Callable[[argparse.Namespace], list[Row]]] = {
    "width": width,
    "network": network,
    "sparse": sparse_network,
}

if __name__ == "__main__":
    main()
