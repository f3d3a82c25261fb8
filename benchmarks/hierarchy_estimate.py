"""How far the two estimates of a depth's error can be trusted: random networks, their depths, and all of their words.

    python benchmarks/hierarchy_estimate.py [--networks 100] [--first 0] [--json FILE]

Each network has 60 neurons, a bulk of σ from 0.1 to 0.6 and |u| = |v| = κ from 0.3 to 0.8, drawn evenly, and learns
an integrator with c* from 0.15 to 0.6, drawn evenly in ln c*, from s = 0 to 5. Its training (all words: the network
itself, by the same solver at rtol 1e-6) is compared at 41 times with depths 0 to 2. Told is the error, the largest
over the times, in units of

    missed descent      the largest of `missed_descent`, for the loss: made of the depth alone
    next depth, loss    the largest deviation of the next depth's loss
    next depth, c       the same of the slowest outlier's c, as `choose_depth` takes it

as quantiles, and how often it is above `SAFETY`, `NEXT_DEPTH` or `NEXT_DEPTH_C` of them. Errors below
1e-4 of the target's power, or 1e-4 of c, are left out: these are the solver's. The factors of
`reduced_odes.hierarchy` were chosen with --first 0, and what it says of them was measured with --first 1000.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from reduced_odes._common.errors import UnstableNetworkError
from reduced_odes.hierarchy.depth import (
    NEXT_DEPTH,
    NEXT_DEPTH_C,
    SAFETY,
    TargetFilter,
    deviations,
    learn,
    missed_descent,
    word_space,
)
from validation import random_weights

Row = dict[str, float]
N, UNTIL, DEPTHS, TIMES, RTOL = 60, 5.0, (0, 1, 2), 41, 1e-6
SMALLEST = 1e-4
LEVELS = (0.05, 0.5, 0.95, 0.99, 1.0)
ESTIMATES = {"missed descent": SAFETY, "next depth, loss": NEXT_DEPTH, "next depth, c": NEXT_DEPTH_C}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the estimates of a depth's error.")
    parser.add_argument("--networks", type=int, default=100, help="how many random networks (default 100)")
    parser.add_argument("--first", type=int, default=0, help="seed of the first (default 0)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every ratio to FILE as well")
    options = parser.parse_args()
    rows = [row for seed in range(options.first, options.first + options.networks) for row in of_network(seed)]
    print(f"{options.networks} networks, {len(rows)} depths of them; error in units of the estimate")
    head = " ".join(f"{'most' if level == 1 else f'{100 * level:g} %':>7}" for level in LEVELS)
    print(f"  {'':40} {'cases':>5} {head}  above the safety factor")
    for name, safety in ESTIMATES.items():
        for where, chosen in groups(rows).items():
            if counted := [row for row in chosen if np.isfinite(row[name])]:
                print(line(f"{name}, {where}", safety, counted, name))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


def of_network(seed: int) -> list[Row]:
    """Errors in units of each estimate, of every depth of one random network."""
    rng = np.random.default_rng(seed)
    sigma, kappa = rng.uniform(0.1, 0.6), rng.uniform(0.3, 0.8)
    c_star = float(np.exp(rng.uniform(np.log(0.15), np.log(0.6))))
    network, target = random_weights(N, sigma, kappa, seed), TargetFilter.integrator(c_star)
    times = np.linspace(0.0, UNTIL, TIMES)
    try:
        space = word_space(network.W, network.u, network.v, 4)
        exact = learn(space, target, times, rtol=RTOL)
        curves = [learn(space, target, times, depth=d, rtol=RTOL) for d in (*DEPTHS, DEPTHS[-1] + 1)]
    except UnstableNetworkError:  # the bulk of a few neurons may reach beyond 1
        return []
    rows: list[Row] = []
    for depth, curve, deeper in zip(DEPTHS, curves[:-1], curves[1:], strict=True):
        loss, c = deviations(curve, exact, space.bulk)
        next_loss, next_c = deviations(curve, deeper, space.bulk)
        missed = float(missed_descent(space, target, curve).max()) / curve.target_power
        rows.append(
            {
                "seed": seed, "sigma": sigma, "kappa": kappa, "c_star": c_star, "depth": depth, "loss": loss, "c": c,
                "missed descent": _ratio(loss, missed),
                "next depth, loss": _ratio(loss, next_loss),
                "next depth, c": _ratio(c, next_c),
            }
        )  # fmt: skip
    return rows


def groups(rows: list[Row]) -> dict[str, list[Row]]:
    """All cases, and those of little and much bulk."""
    return {
        "all": rows,
        "σ < 0.35": [row for row in rows if row["sigma"] < 0.35],
        "σ ≥ 0.35": [row for row in rows if row["sigma"] >= 0.35],
    }


def line(title: str, safety: float, rows: list[Row], name: str) -> str:
    """One line of the table."""
    ratios: NDArray[np.float64] = np.array([row[name] for row in rows])
    levels = " ".join(f"{value:7.2f}" for value in np.quantile(ratios, LEVELS))
    above = int(np.sum(ratios > safety))
    return f"  {title:40} {ratios.size:5d} {levels}  {above} above {safety:g}: {100 * above / ratios.size:.1f} %"


def _ratio(error: float, estimate: float) -> float:
    """NaN where there is nothing to estimate."""
    if not np.isfinite(error) or error < SMALLEST:
        return float("nan")
    return error / estimate if estimate > 0 else float("inf")


if __name__ == "__main__":
    main()
