"""How long lazy learning curves take, and the same curve by a discretised kernel and by networks.

python benchmarks/lazy.py
"""

import time
from collections.abc import Callable
from functools import partial

import numpy as np

from reduced_odes.lazy.curve import TargetFilter, lazy_curve
from validation import integrator, random_weights
from validation.training.linearised import readout_curve, tangent_curve


def best(run: Callable[[], object], repeats: int = 5) -> float:
    """Shortest of several durations, in milliseconds."""
    durations = []
    for _ in range(repeats):
        begin = time.perf_counter()
        run()
        durations.append(time.perf_counter() - begin)
    return 1e3 * min(durations)


def main() -> None:
    """Print a table."""
    times = np.concatenate([[0.0], np.geomspace(1e-2, 100.0, 200)])
    target = TargetFilter.integrator(0.5)
    print(f"{'lazy curve, 201 times up to s = 100':48} {'modes':>6} {'ms':>9}")
    for sigma in (0.3, 0.6, 0.9, 0.99, 0.999):
        for trained in (["v"], ["W", "u", "v"]):

            def run(sigma: float = sigma, trained: list[str] = trained) -> int:
                return lazy_curve(target, sigma=sigma, kappa=1.0, times=times, trained=trained).modes

            print(f"{f'sigma = {sigma:g}, {chr(43).join(trained)} trained':48} {run():6d} {best(run):9.2f}")
    print(f"\n{'one network, same times':48} {'N':>6} {'ms':>9}")
    for N in (200, 800, 1600):
        network = random_weights(N, 0.6, 1.0, 0)
        for name, curve in (("read-out trained, exactly", readout_curve), ("all weights, linearised", tangent_curve)):
            duration = best(partial(curve, network, integrator(0.5), times), 2)
            print(f"{name:48} {N:6d} {duration:9.1f}")


if __name__ == "__main__":
    main()
