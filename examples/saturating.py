"""Saturating neurons
==================

What survives of the linear theory of one outlier when the neuron saturates, exactly and at any strength.

Usage::

    python examples/saturating.py [--output FOLDER] [--quick] [--samples N] [--until S]

It draws three figures, in about a minute and a half (with --quick shorter trajectories and a coarser map; the figures
that are kept here were drawn with --until 1e4)::

    saturating_learning.png  loss, w and a over learning time for several gains, with the late law s^(−2/3)
    saturating_map.png       what the best weights leave, and where w passes 1, over c* and the effective gain
    saturating_wells.png     the activity at learnt weights, in one well or two, and the time to learn

It compares the loss with a simulation of the stochastic equation, and prints what was measured.
"""

import time
from argparse import ArgumentParser

import numpy as np
from _output import arguments

from reduced_odes import integrate, real_outlier
from reduced_odes.saturating import ERF, evaluate, figure, learn, valley

START = {"a": 0.2, "b": 0.25}
GAINS = (0.1, 0.4, 1.6)
THIRD_ORDER = -np.pi / 12
"""φ_g(z) = z + THIRD_ORDER g² z³ + …"""


def third_chaos(c_star, gain):
    """K of the valley's loss L = K/b⁴ at weak activity (a = 1/b, c = c*)."""
    return 3 / 4 * (1 - c_star) ** 2 * (THIRD_ORDER * gain**2) ** 2 / (2 * c_star) ** 3 / c_star**2


def late_loss(c_star, gain, times):
    """The loss when the scale identity, d(b²)/ds = 8L, is all that moves: L = K (24 K s)^(−2/3)."""
    K = third_chaos(c_star, gain)
    return K * (24 * K * np.maximum(times, 1e-3)) ** (-2 / 3)


def learning(until):
    """Trajectories for each c* and gain, the linear ones, and the predicted late losses."""
    times = np.concatenate([[0.0], np.geomspace(0.1, until, 161)])
    runs, linear, laws = {}, {}, {}
    for c_star in (0.3, 0.1):
        runs[c_star] = [learn(START, {"c_star": c_star, "gain": g}, times, rtol=1e-6) for g in GAINS]
        linear[c_star] = integrate(real_outlier, {**START, "c": 1.0}, {"c_star": c_star}, times)
        for g, run in zip(GAINS, runs[c_star], strict=True):
            laws[c_star, g] = late_loss(c_star, g, run.times)
            late = run.times > until / 10
            slope = np.polyfit(np.log(run.times[late]), np.log(run["loss"][late]), 1)[0]
            print(
                f"c* = {c_star:<4g} g = {g:<4g} greatest w {run['w'].max():.3f}, at the end a = {run['a'][-1]:.3f}, "
                f"b = {run['b'][-1]:.2f}, w = {run['w'][-1]:.4f}, loss/power {4 * c_star * run['loss'][-1]:.2e}; late "
                f"slope {slope:.3f} (−2/3), loss over the late law {run['loss'][-1] / laws[c_star, g][-1]:.3f}"
            )
    return runs, linear, laws


def time_to_learn(c_star, gain, fraction=0.1, longest=150.0):
    """Learning time at which the loss falls to a fraction of the target's power; NaN if it is longer than `longest`."""
    run = learn(START, {"c_star": c_star, "gain": gain}, [0.0, longest], rtol=1e-6, learnt=fraction)
    return run.events["learnt"][0] if run.events["learnt"] else np.nan


def simulated_loss(weights, c_star, gain, samples, seed=0, step=0.02, burn_in=40.0, duration=100.0):
    """The loss and its standard error from `samples` neurons, by Heun's method (weak order 2)."""
    a, b, w = weights
    rng = np.random.default_rng(seed)
    z, target, total = np.zeros(samples), np.zeros(samples), np.zeros(samples)
    keep, inside = np.exp(-c_star * step), np.exp(-c_star * step / 2)

    def drift(z):
        return -z + w * ERF.phi(gain * z) / gain

    first, last = round(burn_in / step), round((burn_in + duration) / step)
    for k in range(last):
        noise = rng.normal(scale=np.sqrt(step), size=samples)
        force = drift(z)
        z = z + step / 2 * (force + drift(z + step * force + a * noise)) + a * noise
        target = keep * target + inside * noise
        if k >= first:
            total += (b * z - target) ** 2 / 2
    total /= last - first
    return total.mean(), total.std(ddof=1) / np.sqrt(samples)


def main() -> None:
    """Measure, draw, and say what was found."""
    parser = ArgumentParser()
    parser.add_argument("--samples", type=int, default=2000, help="neurons in the simulation (2000)")
    parser.add_argument("--until", type=float, default=1e3, help="learning time of the trajectories (1e3)")
    figures = [f"saturating_{name}.png" for name in ("learning", "map", "wells")]
    options = arguments(__doc__, figures, quick="shorter trajectories and a coarser map", parser=parser)
    until, points = (min(options.until, 30.0), 7) if options.quick else (options.until, 24)
    samples = min(options.samples, 200) if options.quick else options.samples
    begin = time.perf_counter()

    for weights, c_star, gain in (
        ((0.9, 1.1, 0.78), 0.3, 0.4),
        ((0.5, 2.3, 1.1), 0.1, 0.8),
        ((1.0, 1.2, 1.4), 0.3, 1.6),
    ):
        exact = evaluate(*weights, c_star=c_star, gain=gain)
        mean, error = simulated_loss(weights, c_star, gain, samples)
        print(
            f"c* = {c_star:g}, g = {gain:g}, (a, b, w) = {weights}: loss {exact.loss:.6f} ± {exact.loss_error:.0e}, "
            f"simulated {mean:.4f} ± {error:.4f} ({(mean - exact.loss) / error:+.1f} standard errors)"
        )

    drawings = {"saturating_learning": figure.learning(*learning(until))}

    c_star, gamma = np.geomspace(0.03, 0.9, points), np.geomspace(0.03, 3.5, points + 1)
    best = valley(*np.broadcast_arrays(gamma, c_star[:, None]))
    drawings["saturating_map"] = figure.valley_map(c_star, gamma, best)
    rising = bool(np.all(np.diff(best.share, axis=1) > 0))
    print(f"what the best weights leave rises with g a at every c*: {rising}; up to {np.nanmax(best.share):.3f}")
    for row in (0, points // 3, 2 * points // 3):
        passes = np.interp(1.0, best.w[row], gamma)  # w rises with the gain
        print(f"c* = {c_star[row]:.3f}: the best w passes 1 at g a = {passes:.3f}")

    gains, c_stars = np.array([0.05, 0.1, 0.2, 0.4, 0.8, 1.6]), (0.3, 0.1, 0.03)
    if options.quick:
        gains, c_stars = gains[1:4], c_stars[:1]
    durations = {c: np.array([time_to_learn(c, g) for g in gains]) for c in c_stars}
    for c, found in durations.items():
        print(f"c* = {c:g}: learning time to a tenth of the power {np.round(found, 2)} at g = {gains}")
    drawings["saturating_wells"] = figure.wells(c_stars, 0.8, gains, durations)

    for name, drawn in drawings.items():
        drawn.savefig(options.output / f"{name}.png", dpi=100)
        print(f"wrote {name}.png")
    print(f"{time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
