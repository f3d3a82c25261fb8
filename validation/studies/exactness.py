"""The claims about networks from W(0) = 0, which the reduced ODE describes exactly, and about what disturbs it.

The sources of error are kept apart, one claim each: leaving the manifold, the ODE solver, the finite learning step, the
finite time step, the random bulk, the sampled noise.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from reduced_odes import Method, ReducedSystem, integrate
from validation.experiments.bulk import bulk_study
from validation.experiments.claim import Claim
from validation.experiments.comparison import compare
from validation.experiments.euler import sampled_noise_study, time_step_study
from validation.experiments.experiment import ATOL, RTOL, Experiment, predict
from validation.experiments.power_laws import convergence_order
from validation.experiments.tasks import Task
from validation.network.coordinates import General, ManifoldObserver
from validation.network.weights import Rates, Weights
from validation.training.descent import descend
from validation.training.flow import gradient_flow

EXACT = 1e-6
"""Relative agreement asked of gradient flow from W(0) = 0 and the reduced ODE."""


def exactness_claims(experiment: Experiment) -> list[Claim]:
    """Gradient flow of the full network from W(0) = 0 against the reduced ODE; the manifold; the solver's own error."""
    task, comparison = experiment.task, experiment.exactness
    N = experiment.flow.initial.N
    claims = [
        Claim(
            task.name,
            f"exactness: {name}",
            agreement.relative,
            expected=0.0,
            tolerance=EXACT,
            detail=(
                f"largest deviation of the full gradient flow, N = {N}, from the reduced ODE over "
                f"{agreement.points} times up to s = {task.until:g}, relative to the largest value"
            ),
        )
        for name, agreement in comparison.agreements.items()
    ]
    claims.append(
        Claim(
            task.name,
            "weights off the manifold",
            comparison.off_manifold if comparison.off_manifold is not None else float("nan"),
            expected=0.0,
            tolerance=1e-12,
            detail=(
                f"largest part of the weights of the full flow, N = {N}, outside the manifold, relative to their norm"
            ),
        )
    )
    reference = integrate(
        experiment.system, experiment.theory.initial, task.parameters, experiment.theory.times,
        rtol=1e-10, atol=1e-13, method=Method.RADAU,
    )  # fmt: skip
    own = max(
        float(np.abs(reference[x] - experiment.theory[x]).max() / np.abs(reference[x]).max())
        for x in experiment.theory.states
    )
    claims.append(
        Claim(
            task.name,
            "reduced ODE: solver's own error",
            own,
            expected=0.0,
            tolerance=EXACT / 10,
            detail="largest relative deviation in any state from a Radau solution at rtol 1e-10",
        )
    )
    return claims


def general_claims(task: Task, systems: Mapping[str, ReducedSystem], *, N: int = 12, seed: int = 5) -> list[Claim]:
    """The rank-two system: |u| ≠ |v|, u·v ≠ 0 and three different learning rates, against the full flow."""
    drawn = task.network(N, 0.0, seed)
    network = Weights(drawn.W, 1.3 * drawn.u, 0.8 * drawn.v + 0.3 * drawn.u + 0.2 * np.eye(N)[0])
    rates = Rates(W=1.5, u=0.6, v=1.1)
    coordinates = General.of(network)
    times = np.linspace(0.0, min(task.until, 40.0), 81)
    flow = gradient_flow(
        network, task.target, times, rates=rates, observe=ManifoldObserver(coordinates), outlier_count=2
    )
    parameters = {"omega_star": 0.0, **task.parameters, **rates.parameters}
    system = systems["rank_two"]
    theory = integrate(system, coordinates.read(network), parameters, times, rtol=RTOL, atol=ATOL)
    worst = compare(theory, flow).worst
    return [
        Claim(
            task.name,
            "exactness: rank two, worst of all",
            worst.relative,
            expected=0.0,
            tolerance=EXACT,
            detail=(
                f"full flow, N = {N}, |u| ≠ |v|, u·v ≠ 0, rates 1.5, 0.6, 1.1, against the eight-dimensional "
                f"system; worst in {worst.name}"
            ),
        )
    ]


def step_size_claims(task: Task, systems: Mapping[str, ReducedSystem], *, N: int = 8, halvings: int = 3) -> list[Claim]:
    """Gradient descent against gradient flow: first order in the step η."""
    network = task.network(N)
    observer = ManifoldObserver(task.coordinates(network))
    until = min(task.until, 30.0)
    sizes = np.array([task.step / 2.0**k for k in range(halvings + 1)])
    errors = []
    for eta in sizes:
        steps = round(until / eta)
        run = descend(
            network, task.target, step=float(eta), steps=steps, record_every=max(1, steps // 100), observe=observer
        )
        theory = predict(task, systems[task.system], network, run.times)
        errors.append(compare(theory, run).worst.relative)
    return [
        Claim(
            task.name,
            "order in the step η",
            convergence_order(sizes, errors).slope,
            expected=1.0,
            tolerance=0.1,
            detail=(
                f"gradient descent, N = {N}, to s = {until:g} with η = {sizes[0]:g} halved {halvings} times, "
                "against the reduced ODE: worst relative deviation of any quantity"
            ),
            x=sizes,
            y=np.array(errors),
            x_name="learning step η",
        )
    ]


def time_step_claims(task: Task, systems: Mapping[str, ReducedSystem], *, N: int = 8, dt: float = 0.02) -> list[Claim]:
    """Descent on the Euler network's population loss against descent in continuous time: first order in dt."""
    steps = round(min(task.until, 10.0) / task.step)
    study = time_step_study(task.network(N), task.target, step=task.step, steps=steps, dt=dt)
    detail = (
        f"descent on the exact loss of the Euler network against continuous time, N = {N}, {steps} steps of "
        f"η = {task.step:g}, dt = {dt:g} halved three times"
    )
    return [
        Claim(
            task.name,
            "order in dt: weights",
            study.order,
            expected=1.0,
            tolerance=0.1,
            detail=detail,
            x=study.dt,
            y=study.weights,
            x_name="time step dt",
        ),
        Claim(
            task.name,
            "order in dt: loss",
            study.loss_order,
            expected=1.0,
            tolerance=0.1,
            detail=detail,
            x=study.dt,
            y=study.loss,
            x_name="time step dt",
        ),
    ]


def bulk_claims(task: Task, systems: Mapping[str, ReducedSystem]) -> list[Claim]:
    """Deviation caused by W(0) = σ G/√N: σ¹ N^(−1/2) in its odd part, σ² in its even part."""
    study = bulk_study(
        task.target, kappa=0.7, step=2.5 * task.step if task.parallel else 2 * task.step, steps=20, width_seeds=32
    )
    widest, weakest = int(study.widths[-1]), study.sigmas[0]
    return [
        Claim(
            task.name,
            "bulk: exponent of σ, even part",
            study.even_order.slope,
            expected=2.0,
            tolerance=0.1,
            detail=f"mean of the loss's deviations for ±W(0), in units of ½∫f*² dt, N = {widest}, 8 seeds",
            x=study.sigmas,
            y=study.even_in_sigma,
            x_name="bulk radius σ",
        ),
        Claim(
            task.name,
            "bulk: exponent of σ, odd part",
            study.odd_order.slope,
            expected=1.0,
            tolerance=0.1,
            detail=f"half the difference of the loss for ±W(0), in units of ½∫f*² dt, N = {widest}, 8 seeds",
            x=study.sigmas,
            y=study.odd_in_sigma,
            x_name="bulk radius σ",
        ),
        Claim(
            task.name,
            "bulk: exponent of N, odd part",
            study.width_order.slope,
            expected=-0.5,
            tolerance=0.2,
            detail=(
                f"same at σ = {weakest:g}, N = {', '.join(f'{n:g}' for n in study.widths)}, 32 seeds each; "
                f"standard error {study.width_order.standard_error:.2f}"
            ),
            x=study.widths,
            y=study.odd_in_width,
            x_name="neurons N",
        ),
    ]


def sampled_noise_claims(
    task: Task, systems: Mapping[str, ReducedSystem], *, N: int = 8, steps: int = 10, seeds: int = 64
) -> list[Claim]:
    """Back-propagation through time on mini-batches of noise: the deviation falls as batch^(−1/2)."""
    # A window that leaves e⁻¹⁰ of the target's power out, and half the time step at which Euler's method gets unstable.
    window = 5.0 / task.parameters["c_star"]
    dt = 0.2 if task.parallel else 0.1
    drawn = task.network(N, seed=1)
    start = Weights(drawn.W, drawn.u * (0.8 / task.kappa), drawn.v * (0.8 / task.kappa))
    study = sampled_noise_study(start, task.target, step=2 * task.step, steps=steps, dt=dt, window=window, seeds=seeds)
    detail = (
        f"Euler network, N = {N}, dt = {dt:g}, {steps} steps of η = {2 * task.step:g}, window {window:.3g}, "
        f"{study.deviations.shape[1]} seeds; standard error {study.slope_error:.3f}; bias of the window "
        f"{study.window_bias:.0e}"
    )
    name = "sampled noise: exponent of the batch"
    return [
        Claim(
            task.name,
            name,
            study.slope,
            expected=-0.5,
            tolerance=0.1,
            detail=detail,
            x=study.batches,
            y=study.rms,
            x_name="mini-batch B",
        )
    ]
