"""Factorised weights: derivation and proof; a solution against the same equations stepped by automatic derivatives.

    python benchmarks/overlaps.py [--json FILE] [--epochs 20] [--repeats 7]

1. Deriving and proving the systems of 10 and of 21 overlaps: seconds (bounds 30 and 180).
2. The system of 10 overlaps to the end of learning, c* = 0.2, from the overlaps of random vectors of unit length: the
   generated code against the way in which such equations are solved without a closed form.  There the impulse response
   of the equivalent 2-unit network is stepped by 800 Euler steps, back-propagation (PyTorch) gives the slopes of the
   loss by the visible overlaps, and each of 2,000 epochs moves all overlaps by them.  Epochs cost the same, so some
   are timed, in turn with the solution, and multiplied.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import numpy as np

from derivations import derive, manifolds, targets
from reduced_odes import integrate, overlaps_rank_one
from validation.studies.factorised import overlaps_of
from validation.training.factorised import Factors

C_STAR, EPOCHS, EULER_STEPS, DURATION, LEARNING = 0.2, 2000, 800, 40.0, 0.01
RATE = {"c_star": C_STAR}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the derivation and the solution of the flow of overlaps.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    parser.add_argument("--epochs", type=int, default=20, help="epochs of the baseline that are timed (default 20)")
    parser.add_argument(
        "--repeats", type=int, default=7, help="solutions timed, of which the median counts (default 7)"
    )
    options = parser.parse_args()
    figures = {**derivations(), **solutions(options.epochs, options.repeats)}
    machine = {"Python": platform.python_version(), "machine": platform.machine()}
    machine |= {name: version(name.lower()) for name in ("NumPy", "SciPy", "SymPy")}
    for name, value in figures.items():
        print(f"{name:86s} {value if isinstance(value, str) else f'{value:.4g}':>12s}")
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    if options.json:
        options.json.write_text(json.dumps({"figures": figures, "machine": machine}, indent=1), encoding="utf-8")


def derivations() -> dict[str, float | str]:
    """Seconds to derive and prove each system, once, in this process."""
    figures: dict[str, float | str] = {}
    for rank, bound in ((1, 30), (2, 180)):
        start = perf_counter()
        ode = derive(targets.oscillator_or_integrator(), manifolds.factorised(rank)).ode
        figures[f"derive and prove {len(ode.state)} overlaps, s (bound {bound})"] = perf_counter() - start
    return figures


def solutions(epochs: int, repeats: int) -> dict[str, float | str]:
    """Both ways from one start; the loss that each reaches is told."""
    start = overlaps_of(Factors.random(500, 1, seed=0))
    until = EPOCHS * LEARNING
    s = np.linspace(0.0, until, 101)
    figures: dict[str, float | str] = {}
    found = integrate(overlaps_rank_one, start, RATE, s, rtol=1e-8)
    solved = statistics.median(_seconds(lambda: integrate(overlaps_rank_one, start, RATE, s, rtol=1e-8), repeats))
    figures[f"solve 10 overlaps to s = {until:g} at rtol 1e-8, ms"] = 1e3 * solved
    figures["  loss there"] = float(found["loss"][-1])
    try:
        epoch = _baseline(start)
    except ImportError:
        figures["  automatic differentiation (PyTorch is not installed)"] = "not run"
        return figures
    epoch()  # the first call warms up
    stepped = _seconds(epoch, epochs)
    again = statistics.median(_seconds(lambda: integrate(overlaps_rank_one, start, RATE, s, rtol=1e-8), repeats))
    figures[f"  {EPOCHS} epochs of {EULER_STEPS} Euler steps, from {epochs} timed, s"] = EPOCHS * statistics.median(
        stepped
    )
    figures["  times slower (bound 1000)"] = EPOCHS * statistics.median(stepped) / min(solved, again)
    return figures


def _baseline(initial: dict[str, float]) -> Callable[[], float]:
    """A function that makes one epoch: Euler steps of the 2-unit network, back-propagation, a step of all overlaps."""
    import torch

    torch.set_num_threads(1)
    vectors = ("u", "m", "n", "v")
    gram = np.array([[initial.get(f"{x}_{y}", initial.get(f"{y}_{x}", 0.0)) for y in vectors] for x in vectors])
    dt = DURATION / EULER_STEPS
    target = torch.exp(-C_STAR * dt * torch.arange(EULER_STEPS, dtype=torch.float64))
    visible = ((3, 0), (3, 1), (2, 0), (2, 1))  # v·u, v·m, n·u, n·m

    def epoch() -> float:
        nonlocal gram
        seen = torch.tensor([gram[k] for k in visible], dtype=torch.float64, requires_grad=True)
        v_u, v_m, n_u, n_m = seen
        a, b = torch.ones((), dtype=torch.float64), torch.zeros((), dtype=torch.float64)  # h = a u + b m
        response = []
        for _ in range(EULER_STEPS):
            response.append(v_u * a + v_m * b)
            a, b = a - dt * a, b + dt * (n_u * a + (n_m - 1.0) * b)
        loss = 0.5 * dt * ((torch.stack(response) - target) ** 2).sum()
        loss.backward()
        slopes = np.zeros((4, 4))
        for (i, j), slope in zip(visible, seen.grad.numpy(), strict=True):
            slopes[i, j] = slopes[j, i] = slope
        gram = gram - LEARNING * (slopes @ gram + gram @ slopes)
        return float(loss.detach())

    return epoch


def _seconds(run: Callable[[], object], repeats: int) -> list[float]:
    durations = []
    for _ in range(repeats):
        start = perf_counter()
        run()
        durations.append(perf_counter() - start)
    return durations


if __name__ == "__main__":
    main()
