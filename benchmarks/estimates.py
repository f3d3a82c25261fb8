"""Are the errors of Krylov gradients what they are said to be? Networks made difficult, against the dense engine.

    python benchmarks/estimates.py [--networks 2000] [--first 0]

Each network has 30 to 150 neurons, a least rate of decay of 1e-6 to 0.6, read-in and read-out of length 1e-7 to 3, and
a W that is random (σ up to 1.6, shifted), symmetric, triangular with large transients, a chain, or hides a slow mode
from both. The requested accuracy is 1e-12 to 1e-3. Counted are networks with an error larger than estimated,
and of these the ones with an error larger than requested as well; the same for the bounds that `certain=True` finds.
Two minutes of one core for 2,000 networks.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run from a clone without installing

from validation import Engine, StateSpace, Weights, damped_oscillator, evaluate_by, integrator, random_weights

KINDS = ("random", "random", "symmetric", "triangular", "chain", "hidden")


def main() -> None:
    parser = argparse.ArgumentParser(description="Count Krylov gradients with errors larger than they are said to be.")
    parser.add_argument("--networks", type=int, default=2000, help="how many (default 2000)")
    parser.add_argument("--first", type=int, default=0, help="seed of the first (default 0)")
    options = parser.parse_args()
    seen: Counter[str] = Counter()
    for seed in range(options.first, options.first + options.networks):
        weights, target, accuracy = difficult(seed)
        exact = evaluate_by(Engine.DENSE, weights, target).gradient
        for certain in (False, True):
            found = evaluate_by(Engine.KRYLOV, weights, target, accuracy=accuracy, certain=certain)
            if found.errors is None or certain > found.certain:
                continue
            kind = "bound" if certain else "estimate"
            errors = blocks(found.gradient - exact)
            seen[f"{kind}s"] += 1
            if not np.all(errors <= found.errors):
                seen[f"errors above their {kind}"] += 1
                print(f"seed {seed}, {kind}: errors / {kind}s {np.round(errors / found.errors, 2)}", flush=True)
            if found.reached and not np.all(errors <= np.maximum(accuracy * blocks(exact), found.errors)):
                seen[f"errors above their {kind} and the accuracy asked for"] += 1
    print(", ".join(f"{number} {name}" for name, number in seen.items()))


def difficult(seed: int) -> tuple[Weights, StateSpace, float]:
    """A network, a target and an accuracy to ask for."""
    rng = np.random.default_rng(seed)
    N, kind = int(rng.choice([30, 64, 100, 150])), str(rng.choice(KINDS))
    raw = random_weights(N, rng.uniform(0.0, 1.6), 10.0 ** rng.uniform(-7.0, 0.5), rng)
    W, u, v = raw.W, raw.u, raw.u if rng.random() < 0.4 else raw.v
    if kind == "symmetric":
        W = (W + W.T) / 2
    elif kind == "triangular":
        W = 3 * np.triu(W, 1) + np.diag(rng.uniform(-1, 0.8, N))
    elif kind == "chain":
        W = np.diag(np.full(N - 1, rng.uniform(0.3, 1.5)), -1) + 0.01 * W
    elif kind == "hidden":
        x, y = (z / np.linalg.norm(z) for z in rng.standard_normal((2, N)))
        W = W / 2 + rng.uniform(0.5, 1.5) * np.outer(x, y)
        hidden = 1.0 - 10.0 ** rng.uniform(-8.0, 0.0)
        u, v = u - hidden * (x @ u) * x, v - hidden * (y @ v) * y
    excess = np.linalg.eigvals(W).real.max() - (1.0 - 10.0 ** rng.uniform(-6.0, -0.2))
    c_star = 10.0 ** rng.uniform(-2.0, 0.3)
    target = damped_oscillator(c_star, rng.uniform(0.0, 3.0), rng.uniform(-3.0, 3.0))
    if rng.random() < 0.5:
        target = integrator(c_star)
    return Weights(W - max(excess, 0.0) * np.eye(N), u, v), target, 10.0 ** rng.uniform(-12.0, -3.0)


def blocks(gradient: Weights) -> np.ndarray:
    """Euclidean norms by W, u and v."""
    return np.array([np.linalg.norm(part) for part in (gradient.W, gradient.u, gradient.v)])


if __name__ == "__main__":
    main()
