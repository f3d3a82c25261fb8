"""Gradient flow of the full network: the learning that both theory and small steps approach.

dW/ds = −η_W ∂L/∂W,   du/ds = −η_u ∂L/∂u,   dv/ds = −η_v ∂L/∂v
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.integrate import RK45, OdeSolver

from validation._common.checks import FloatArray, learning_times, nonnegative, positive
from validation._common.errors import UnstableNetwork, ValidationError
from validation._common.threads import threads_for
from validation.gradient.exact import ACCURACY, Engine, loss_and_gradient
from validation.gradient.sources import Gradients, gradient_source
from validation.network.targets import StateSpace
from validation.network.weights import UNIT_RATES, Rates, Weights, require_rates
from validation.training.recording import Log, Recording, Training, refuse_saddle
from validation.training.runs import DescentRun, Observer

Solver = Callable[..., OdeSolver[np.float64]]
"""A subclass of `scipy.integrate.OdeSolver`: RK45, DOP853, LSODA, BDF, Radau, or a user's own."""


def flow_rate(weights: Weights, target: StateSpace, rates: Rates = UNIT_RATES) -> Weights:
    """(dW/ds, du/ds, dv/ds) of the gradient flow."""
    require_rates(rates)
    return -(rates * loss_and_gradient(weights, target)[1])


def gradient_flow(
    weights: Weights,
    target: StateSpace,
    times: ArrayLike,
    *,
    rates: Rates = UNIT_RATES,
    observe: Observer | None = None,
    sigma: float = 0.0,
    outlier_count: int | None = None,
    snapshot_times: Sequence[float] = (),
    rtol: float = 1e-9,
    atol: float = 1e-12,
    method: Solver = RK45,
    engine: Engine = Engine.AUTO,
    accuracy: float = ACCURACY,
) -> DescentRun:
    """Integrate the gradient flow of a full network.

    Parameters
    ----------
    weights : Weights
        Where learning starts, at s = 0; stable.
    target : StateSpace
    times : array-like of shape (T,)
        Learning times to record, increasing, ≥ 0.
    rates : Rates
        Learning rates of the blocks, 0 = not trained.
    observe, sigma, outlier_count, snapshot_times
        What is recorded, see `Recording`.
    rtol, atol : float
        Local tolerances of the solver, relative and absolute, for each weight. They are tighter than the 1e-8 of the
        reduced systems, so that what differs between the two is the theory's error.
    method : subclass of scipy.integrate.OdeSolver
        RK45 is right up to stiffness times duration of about 1e5. For integrators of c* ≪ 0.1, where
        λ_max ≈ 1/(4c*³), take `LowRankRadau`, for any N: SciPy's implicit solvers keep (N² + 2N)² numbers.
    engine : Engine
        How gradients are found; AUTO takes Krylov spaces from 128 neurons on. Then the `spectra` hold the eigenvalues
        that these have found, the outliers among them.
    accuracy : float
        Requested relative error of each block of each gradient, see `loss_and_gradient`. The dense engine checks it at
        every 64th gradient.

    Returns
    -------
    DescentRun
        With `step` None.

    Raises
    ------
    ValidationError
        If an argument cannot be used.
    UnstableNetwork
        If the initial network is unstable, or the flow reaches an unstable one.
    SaddlePoint
        If nothing trained has a gradient while the loss is not zero.

    Warns
    -----
    RuntimeWarning
        If gradients were less accurate than requested.
    """
    s = learning_times("times", times, start=0.0)
    recording = Recording(1, observe, sigma, outlier_count, snapshot_times)
    training = Training(weights, target, rates, recording)
    source = gradient_source(engine, weights, target, accuracy=accuracy, scale=rates.W, sigma=recording.sigma)
    refuse_saddle(source.first(weights), target, rates)
    recorded = {float(t) for t in s}
    kept = {0.0, float(s[-1])} | set(recording.snapshots(float(s[-1])))
    tolerances = positive("rtol", rtol), nonnegative("atol", atol)
    log = Log()
    with threads_for(weights.N):
        for time, state in _solve(weights, source, rates, sorted(recorded | kept), tolerances, method):
            if time in recorded:
                log.record(time, state, source.gradient(state)[2](), observe)
            if time in kept:
                log.keep(time, state)
    source.warn_if_missed()
    return log.run(training, step=None)


def _solve(
    weights: Weights,
    source: Gradients,
    rates: Rates,
    stops: list[float],
    tolerances: tuple[float, float],
    method: Solver,
) -> Iterator[tuple[float, Weights]]:
    """The solution at the given times, 0 the first of them, in order."""
    yield 0.0, weights
    if len(stops) == 1:
        return

    speeds = np.repeat([-rates.W, -rates.u, -rates.v], [weights.N**2, weights.N, weights.N])

    def right_hand_side(_: float, vector: FloatArray) -> FloatArray:
        try:
            return speeds * source.gradient(Weights.from_vector(vector))[1].vector()
        except ValidationError:
            # A trial step went into instability, or on from there: the solver finds a NaN and shortens it.
            return np.full_like(vector, np.nan)

    solver = method(right_hand_side, 0.0, weights.vector(), stops[-1], rtol=tolerances[0], atol=tolerances[1])
    due = deque(stops[1:])
    while due:
        with np.errstate(invalid="ignore"):
            solver.step()
        if solver.status == "failed":
            raise UnstableNetwork(
                f"the flow stops at s = {solver.t:.6g}, where the solver finds no step small enough: the "
                "network becomes unstable there; start from smaller weights or end the times before."
            )
        interpolant = solver.dense_output()
        while due and due[0] <= solver.t:
            time = due.popleft()
            yield time, Weights.from_vector(interpolant(time))
