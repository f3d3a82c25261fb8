"""How fast the derivation, the generated code and the reduced systems are: ratios of things run in turn in one run.

    python benchmarks/derivation.py [--json FILE] [--repeats 7]

Three questions, each against its bound:
1. deriving and proving all systems, also those of overlaps: seconds (bound 15);
2. importing `reduced_odes` and solving the pair to s = 200 at rtol 1e-8, as a process: seconds (bound 1), beside the
   bare interpreter and the import of NumPy;
3. one right-hand side of the pair: generated code against `sympy.lambdify` of the expanded equations (bound 10 times).
   "Expanded" is taken mildly: definitions substituted, nothing multiplied out (which would only help the ratio).
   lambdify's own elimination of common subexpressions (cse=True) is shown beside it.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import timeit
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import numpy as np
import sympy as sp

import reduced_odes
from derivations import SYSTEMS, ReducedODE, derive

SOLVE = """
import numpy as np
from reduced_odes import conjugate_pair, integrate
t = integrate(conjugate_pair, {"alpha": .28, "beta": .28}, {"c_star": .3, "omega_star": 2.0},
              np.linspace(0, 200, 201), rtol=1e-8)
assert t["loss"][-1] < 1e-12
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure derivation, solution and right-hand side, as ratios.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    parser.add_argument("--repeats", type=int, default=7, help="runs of each, of which the median counts (default 7)")
    options = parser.parse_args()
    figures = {**derivation(), **process(options.repeats), **right_hand_side(options.repeats)}
    machine = {"Python": platform.python_version(), "machine": platform.machine()}
    machine |= {name: version(name.lower()) for name in ("NumPy", "SciPy", "SymPy")}
    for name, value in figures.items():
        print(f"{name:72s} {value:12.4g}")
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    if options.json:
        options.json.write_text(json.dumps({"figures": figures, "machine": machine}, indent=1), encoding="utf-8")


def derivation() -> dict[str, float]:
    """Seconds to derive and prove each system, once, in this process."""
    seconds = {}
    for name, system in SYSTEMS.items():
        start = perf_counter()
        derive(system.target(), system.manifold())
        seconds[f"derive and prove {name}, s"] = perf_counter() - start
    return {**seconds, "derive and prove all of them, s (bound 15)": sum(seconds.values())}


def process(repeats: int) -> dict[str, float]:
    """Seconds of whole processes, in turn."""
    programs = {"nothing": "", "import numpy": "import numpy", "solve": SOLVE}
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(repeats):
        for name, program in programs.items():
            start = perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True)
            times[name].append(perf_counter() - start)
    bare, numpy, solve = (statistics.median(times[name]) for name in programs)
    return {
        "process: import reduced_odes, solve the pair to s = 200, s (bound 1)": solve,
        "  times a process that imports NumPy": solve / numpy,
        "  times a bare Python process": solve / bare,
    }


def right_hand_side(repeats: int) -> dict[str, float]:
    """One evaluation of the pair's dθ/ds: emitted code and lambdify, in turn; their results agree to rounding."""
    system = SYSTEMS["conjugate_pair"]
    ode = derive(system.target(), system.manifold()).ode
    state, parameters = [0.31, 0.42, -0.17, 0.55, 0.61], [0.3, 2.0, 0.4, 1.0, 1.0]
    emitted = reduced_odes.conjugate_pair.formulas.rhs
    rivals = {"cse=False": _lambdified(ode, cse=False), "cse=True": _lambdified(ode, cse=True)}
    reference = np.array(emitted(state, parameters))
    for rival in rivals.values():
        assert np.allclose(np.ravel(rival(*state, *parameters)), reference, rtol=1e-10, atol=0)
    own, others = [], {name: [] for name in rivals}
    for _ in range(repeats):
        own.append(_seconds(lambda: emitted(state, parameters)))
        for name, rival in rivals.items():
            others[name].append(_seconds(lambda rival=rival: rival(*state, *parameters)))
    mine = statistics.median(own)
    ratios = {
        f"  lambdify, {name}: times slower{' (bound 10)' if name == 'cse=False' else ''}": statistics.median(x) / mine
        for name, x in others.items()
    }
    operations = {"  operations written out": float(sum(sp.count_ops(e) for e in ode.rhs))}
    return {"pair, one right-hand side, µs": 1e6 * mine, **ratios, **operations}


def _lambdified(ode: ReducedODE, cse: bool) -> Callable[..., object]:
    # A flat list: lambdify performs no elimination across the entries of a nested one.
    return sp.lambdify([*ode.state, *ode.parameters], list(ode.rhs), modules="math", cse=cse)


def _seconds(run: Callable[[], object]) -> float:
    timer = timeit.Timer(run)
    number, _ = timer.autorange()
    return min(timer.repeat(3, number)) / number


if __name__ == "__main__":
    main()
