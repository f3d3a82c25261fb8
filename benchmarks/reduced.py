"""Reduced systems at full speed: ratios of things run in turn in one run, with the accuracy that each side reached.

    python benchmarks/reduced.py [--json FILE] [--repeats 7] [--limit 120] [--only rhs solve many derivation]

1. rhs: one right-hand side of the pair, emitted and compiled, against `sympy.lambdify`.
2. solve: the pair (c* = 0.3 and 0.1, ω* = 2) to s = 200 at rtol 1e-8, against `lambdify` + `solve_ivp` (bound: 20
   times), JiTCODE and pyodesys. A solver bounds its local errors only, so each rival is timed twice: at rtol 1e-8 as it
   stands, with the error that this leaves, and at the loosest tolerance at which its error is as small as ours.
3. many: real outliers over a grid of targets and initial sizes to the end of learning, on two threads (bound: 1,000 a
   second), against one solution after the other by `integrate`.
4. derivation: seconds and peak memory of deriving and proving a system, against `sympy.integrate` and `simplify`, each
   in a process of its own and stopped after a limit.

Errors are in units of the requested tolerance 1e-12 + 1e-8 |θ|, the largest over all variables and times, against Radau
(3: CVODE) at rtol 1e-12. What is not installed (extras [fast] and [bench]) is reported as not run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import timeit
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from rivals import RIVALS, Case, NotRunError, Solve, lambdified

from derivations import SYSTEMS, derive
from reduced_odes import EngineError, Method, Outcome, conjugate_pair, integrate, integrate_many, real_outlier
from reduced_odes.integration.cvode.compile import missing

Row = dict[str, Any]
RTOL, ATOL = 1e-8, 1e-12
PAIR = {"alpha": 0.28, "beta": 0.28}
SHORTEST = 0.05
"""Seconds below which a single run is not timed by itself."""
LOOP = 1_000_000
HERE = Path(__file__).parent
PACKAGES = ("numpy", "scipy", "sympy", "numba", "scikit-sundae", "jitcode", "pyodesys", "pycvodes")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the reduced systems, as ratios.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    parser.add_argument("--repeats", type=int, default=7, help="runs of each, of which the median counts (default 7)")
    parser.add_argument("--limit", type=float, default=120, help="seconds for SymPy's own derivation (default 120)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="parts to run (default: all)")
    options = parser.parse_args()
    rows = []
    for part in options.only:
        for row in PARTS[part](options):
            rows.append({"part": part, **row})
            print(_line(rows[-1]), flush=True)
    machine = _machine()
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    if options.json:
        options.json.write_text(json.dumps({"rows": rows, "machine": machine}, indent=1), encoding="utf-8")


def _line(row: Row) -> str:
    figures = ", ".join(
        f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in row.items()
        if name not in ("part", "what")
    )
    return f"{row['part']:10s} {row['what']:52s} {figures}"


def _machine() -> dict[str, str]:
    found = {"Python": platform.python_version(), "machine": platform.machine(), "cores": str(os.cpu_count())}
    found["BLAS threads"] = os.environ["OPENBLAS_NUM_THREADS"]
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _in_turn(runs: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Median seconds of each, one after the other in every round; short ones several times in each."""
    counts = {name: max(1, int(SHORTEST / _seconds(run))) for name, run in runs.items()}
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(repeats):
        for name, run in runs.items():
            seconds[name].append(timeit.timeit(run, number=counts[name]) / counts[name])
    return {name: statistics.median(values) for name, values in seconds.items()}


def _seconds(run: Callable[[], object]) -> float:
    return timeit.timeit(run, number=1)


def rhs(options: argparse.Namespace) -> list[Row]:
    """One right-hand side; the compiled one inside a compiled loop, as CVODE calls it."""
    system = SYSTEMS["conjugate_pair"]
    ode = derive(system.target(), system.manifold()).ode
    state, parameters = [0.31, 0.42, -0.17, 0.55, 0.61], [0.3, 2.0, 0.4, 1.0, 1.0]
    emitted = conjugate_pair.formulas.rhs
    plain, shared = lambdified(ode, cse=False), lambdified(ode, cse=True)
    runs: dict[str, Callable[[], object]] = {
        "emitted": lambda: emitted(state, parameters),
        "lambdify": lambda: plain(*state, *parameters),
        "lambdify(cse=True)": lambda: shared(*state, *parameters),
    }
    exact = np.array(emitted(state, parameters))
    errors = {name: float(np.max(np.abs(np.ravel(run()) / exact - 1))) for name, run in runs.items()}
    if not missing():
        loop = _compiled_loop()
        errors["compiled"] = float(np.max(np.abs(np.array(loop(state, parameters, 1)) / exact - 1)))
        runs["compiled"] = lambda: loop(state, parameters, LOOP)
    seconds = _in_turn(runs, options.repeats)
    if "compiled" in seconds:
        seconds["compiled"] /= LOOP
    own = seconds.get("compiled", seconds["emitted"])
    rows = [
        {"what": name, "µs": 1e6 * value, "times slower": value / own, "relative difference": errors[name]}
        for name, value in seconds.items()
    ]
    return rows if not missing() else [*rows, {"what": "compiled", "not run": f"{', '.join(missing())} missing"}]


def _compiled_loop() -> Callable[[list[float], list[float], int], Any]:
    from numba import njit

    compiled = njit(error_model="numpy")(conjugate_pair.formulas.rhs)

    @njit
    def loop(y: Any, p: Any, count: int, d: float) -> Any:
        rates = compiled(y, p)
        for _ in range(count - 1):
            # All that goes in depends on what came out, so that no part of an evaluation can be left out.
            y0, y1, y2, y3, y4 = rates
            state = (y[0] + d * y0, y[1] + d * y1, y[2] + d * y2, y[3] + d * y3, y[4] + d * y4)
            rates = compiled(state, (p[0] + d * y0, p[1] + d * y1, p[2] + d * y2, p[3] + d * y3, p[4] + d * y4))
        return rates

    return lambda state, parameters, count: loop(tuple(state), tuple(parameters), count, 1e-300)


def solve(options: argparse.Namespace) -> list[Row]:
    """The pair to s = 200, for two targets."""
    return [row for c_star in (0.3, 0.1) for row in _solve_one(options, c_star)]


def _solve_one(options: argparse.Namespace, c_star: float) -> list[Row]:
    system = SYSTEMS["conjugate_pair"]
    ode = derive(system.target(), system.manifold()).ode
    parameters = {"c_star": c_star, "omega_star": 2.0}
    times = np.linspace(0.0, 200.0, 201)
    values = list(conjugate_pair.parameter_values(parameters))
    case = Case(ode, list(conjugate_pair.state_values(PAIR)), values, times)
    exact = _states(integrate(conjugate_pair, PAIR, parameters, times, rtol=1e-12, method=Method.RADAU))

    def own(method: Method) -> Any:
        return integrate(conjugate_pair, PAIR, parameters, times, rtol=RTOL, method=method)

    def error(states: np.ndarray) -> float:
        return float(np.max(np.abs(states - exact) / (ATOL + RTOL * np.abs(exact))))

    where = f"c* = {c_star:g}: "
    best = Method.LSODA if missing() else Method.CVODE
    ours = error(_states(own(best)))
    reference = lambda: own(best)  # noqa: E731
    rows: list[Row] = []
    for method in dict.fromkeys((best, Method.LSODA)):
        seconds = _in_turn({"own": reference, "this": lambda m=method: own(m)}, options.repeats)
        figures = {"ms": 1e3 * seconds["this"], "times slower": seconds["this"] / seconds["own"]}
        rows.append({"what": f"{where}integrate, {method.value}", **figures, "error": error(_states(own(method)))})
    for name, made in RIVALS.items():
        try:
            run = made(case)
        except (ImportError, NotRunError) as reason:
            rows.append({"what": where + name, "not run": str(reason)})
            continue
        for label, rtol in (("rtol 1e-8", RTOL), ("our accuracy", _matching(run, error, ours))):
            if rtol is None:
                rows.append({"what": f"{where}{name}, {label}", "not run": "its error does not become as small"})
                continue
            seconds = _in_turn({"own": reference, "this": lambda r=run, t=rtol: r(t)}, options.repeats)
            figures = {"ms": 1e3 * seconds["this"], "times slower": seconds["this"] / seconds["own"]}
            rows.append({"what": f"{where}{name}, {label}", **figures, "error": error(run(rtol)), "rtol": rtol})
    return rows


def _matching(run: Solve, error: Callable[[np.ndarray], float], wanted: float) -> float | None:
    """The loosest tolerance, in steps of √10, at which a rival's error is no larger than wanted."""
    for rtol in RTOL * 10.0 ** -np.arange(0, 5.5, 0.5):
        try:
            if error(run(float(rtol))) <= wanted:
                return float(rtol)
        except (ValueError, RuntimeError):  # it gives up, or stops on the way
            return None
    return None


def _states(path: Any) -> np.ndarray:
    return np.array([path[name] for name in path.states])


def many(options: argparse.Namespace) -> list[Row]:
    """Real outliers to the end of learning."""
    c_star, size = np.geomspace(0.02, 1.0, 40)[:, None], np.geomspace(1e-3, 0.3, 50)
    initial, parameters, times = {"a": size, "b": size}, {"c_star": c_star}, [0.0, 60.0]
    few = [(i, k) for i in range(0, 40, 5) for k in range(0, 50, 10)]

    def one_by_one() -> None:
        for i, k in few:
            start = {"a": size[k], "b": size[k]}
            integrate(real_outlier, start, {"c_star": c_star[i, 0]}, times)

    with ThreadPoolExecutor(2) as threads:

        def all_at_once() -> Any:
            return integrate_many(real_outlier, initial, parameters, times, method=Method.CVODE, executor=threads)

        try:
            found = all_at_once()
        except EngineError as reason:
            return [{"what": "integrate_many", "not run": str(reason)}]
        busy, start = process_time(), perf_counter()
        all_at_once()
        cores = (process_time() - busy) / (perf_counter() - start)
        seconds = _in_turn({"many": all_at_once, "one": one_by_one}, options.repeats)
    rate, slow = found.size / seconds["many"], len(few) / seconds["one"]
    exact = integrate_many(real_outlier, initial, parameters, times, rtol=1e-12, method=Method.CVODE)
    errors = [np.abs(found.final[x] - exact.final[x]) / (ATOL + RTOL * np.abs(exact.final[x])) for x in "abc"]
    figures = {"a second": rate, "cores had": cores, "a second and core": rate / cores, "error": float(np.max(errors))}
    return [
        {"what": f"integrate_many, {found.size} solutions", **figures, "learnt": found.share(Outcome.LEARNT)},
        {"what": f"integrate, {len(few)} of them", "a second": slow, "times slower": rate / slow},
    ]


def derivation(options: argparse.Namespace) -> list[Row]:
    """Deriving and proving, against SymPy's integrals; a process each."""
    rows: list[Row] = []
    for name in ("real_outlier", "conjugate_pair"):
        own = f"from derivations import SYSTEMS, derive as d; s = SYSTEMS[{name!r}]; d(s.target(), s.manifold())"
        ours, peak, _, _ = _process([sys.executable, "-c", own], None)
        idle, _, _, _ = _process([sys.executable, "-c", "import derivations"], None)
        rows.append({"what": f"derive and prove {name}", "s": ours - idle, "peak MB": peak})
        command = [sys.executable, str(HERE / "naive_derivation.py"), name]
        taken, peak, output, finished = _process(command, options.limit)
        stages = [line.split("\t") for line in output.splitlines()]
        reached = f"{stages[-1][0]} after {float(stages[-1][1]):.2f} s" if stages else "nothing"
        row: Row = {"what": f"sympy.integrate and simplify, {name}", "peak MB": peak, "reached": reached}
        if finished:
            row |= {"times slower": float(stages[-1][1]) / (ours - idle)}
        else:
            row |= {"stopped after s": taken, "times slower than": taken / (ours - idle)}
        rows.append(row)
    return rows


def _process(command: list[str], limit: float | None) -> tuple[float, float, str, bool]:
    """Seconds, peak memory in MB, output, and whether it came to an end."""
    watched = [sys.executable, "-c", WATCHER, *command]
    start = perf_counter()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(watched, input=str(limit or 1e9), capture_output=True, text=True, check=True, env=environment)
    *output, last = done.stdout.splitlines()
    peak, code = last.split()
    return perf_counter() - start, float(peak), "\n".join(output), code == "0"


# The largest resident set is known of all children together: one child a process.
WATCHER = """
import resource, subprocess, sys
try:
    code = subprocess.run(sys.argv[1:], timeout=float(sys.stdin.read())).returncode
except subprocess.TimeoutExpired:
    code = -1
if code not in (0, -1):
    sys.exit(code)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, code, flush=True)
"""

PARTS: dict[str, Callable[[argparse.Namespace], list[Row]]] = {
    "rhs": rhs,
    "solve": solve,
    "many": many,
    "derivation": derivation,
}

if __name__ == "__main__":
    main()
