"""Integration of a reduced system: SciPy's solvers, the analytic Jacobian, and events."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.typing import ArrayLike

from reduced_odes._common import checks
from reduced_odes._common.checks import LEARNT, Domain, FloatArray
from reduced_odes._common.errors import InputError, SaddleError, UnstableNetworkError
from reduced_odes._common.outcome import Outcome
from reduced_odes.initial_value import rest
from reduced_odes.initial_value.events import Event
from reduced_odes.initial_value.problem import Method, Problem, Solution
from reduced_odes.initial_value.rest import Start
from reduced_odes.integration.trajectory import SolverRecord, Trajectory
from reduced_odes.systems.system import Parameters, ReducedSystem, checked_system


def integrate(
    system: ReducedSystem,
    initial: Mapping[str, float],
    parameters: Parameters,
    times: ArrayLike,
    *,
    rtol: float = 1e-8,
    atol: float = 1e-12,
    method: Method = Method.LSODA,
    learnt: float = LEARNT,
    max_evaluations: int = 1_000_000,
) -> Trajectory:
    """Solve dθ/ds = F(θ) from s = 0 and report it at `times`.

    Parameters
    ----------
    system
        What to solve.
    initial
        State at s = 0 by name; a variable that is not given takes its value at W = 0, u = v = 0.
    parameters
        By name (defaults filled in), or all of them in order.
    times
        Learning times, shape (T,), strictly increasing, s ≥ 0; the first may be later than 0.
    rtol, atol
        Wanted accuracy |error| ≲ atol + rtol |θ| of every state variable at every time. A variable that
        starts small is followed to the relative accuracy whatever `atol` says, since learning amplifies it.
    method
        Which solver.
    learnt
        The target counts as learnt when the loss falls below this fraction of the target's power, ½∫f*² dt.
    max_evaluations
        Give up (`Outcome.SOLVER_FAILED`) after this many evaluations of F.

    Returns
    -------
    Trajectory
        It has fewer times if the network became unstable or the solver failed on the way.

    Raises
    ------
    UnknownNameError, InputError
        An argument that cannot be used.
    UnstableNetworkError
        The initial network is not stable.
    SaddleError
        The flow is exactly at rest at the initial state, with a loss above the threshold.

    Notes
    -----
    A solver bounds its local errors only, and learning amplifies them. Measured on the shipped systems (real
    outlier to s = 40, c* from 0.02 to 0.3, a = b from 1e-6 to 0.1; pair to s = 200, c* of 0.1 and 0.3; rtol
    from 1e-4 to 1e-10, compared with solutions of rtol 3e-14, one of which was checked in 25 digits),
    the largest error at the requested times, in units of atol + rtol |θ|, is

    ======  ===================  ===================  =======================================
    method  tolerances as given  tolerances × margin  time at rtol 1e-8 (pair, real outlier)
    ======  ===================  ===================  =======================================
    LSODA   2100                 2.9                  40 ms, 25 to 110 ms
    Radau   6                    2.9                  190 to 330 ms, 120 to 380 ms
    DOP853  1400                 4.0                  40 to 260 ms, 2.4 s at c* = 0.05
    CVODE   1000                 2.1                  1 to 3 ms, 0.5 to 1.5 ms
    ======  ===================  ===================  =======================================

    so each method is given tolerances tighter by its margin (1e-3, 1e-1, 1e-3, 1e-3), and LSODA is the default: of
    those that need nothing compiled it delivers what is asked for in the shortest time, however stiff the flow.
    At rtol 1e-8 LSODA, Radau and BDF (given LSODA's margin) take 1728, 6710 and 3689 evaluations, in times of
    1 : 13 : 11, for the pair of c* = 0.3, ω* = 2, α = β = 0.28 to s = 200, and 3495, 5879 and 3950, in times of
    1 : 10 : 11, for the stiff real outlier of c* = 0.02, a = b = 0.1 to s = 40; Radau's error is then the smallest
    (0.04 units), and most of the ratio is that LSODA's steps are compiled. An explicit method needs some (1/c*)³
    steps. SciPy's BDF is left out: it won nothing, and from α = β = 1e-3 (pair, c* = 0.1) it chased the rounding of
    the rates for more than 140,000 evaluations where LSODA took 2884.
    Below rtol 1e-10 no method delivers more, as the solvers are never given less than 1e-13 (CVODE: 1e-14).

    Where the flow has come to rest, at a target or at another point that attracts, the solver stops and its last state
    is that of all later times, however late they are: what is left of the way is then shorter than 0.03 of the allowed
    error, or lost in the rounding of the rates. Where a solver takes 1000 steps in which nothing moves but variables
    that vanish, or fails, the allowed error is that of the largest variable.

    All this is the flow in exact arithmetic, which a network follows for every N until rounding leads it out of the
    manifold at a saddle; `reduced_odes.analysis.departure` says when.

    From weights below about 0.01 the flow passes saddles slowly, and the amplification is the flow's own: when
    the plateau ends the error reached 500 units, which amounts to a relative error below 1e-8 in the time s.
    """
    checked_system(system)
    method = Method.of(method)
    rtol, atol = checks.tolerances(rtol, atol)
    budget = checks.positive_integer("max_evaluations", max_evaluations)
    constants = system.parameter_values(parameters)
    start = system.state_values(initial)
    grid = checks.increasing_times(times)
    fraction = checks.learnt_fraction(learnt)
    threshold = rest.threshold(system, constants, fraction)
    _refuse_hopeless(system, start, constants, threshold)

    problem = Problem(system, start, constants, threshold, rtol, atol, method, budget)
    solution = _solve(problem, grid)
    return Trajectory(
        system=system.name,
        hash=system.hash,
        parameters=dict(zip(system.parameters, constants, strict=True)),
        initial=dict(zip(system.state, start, strict=True)),
        times=solution.times,
        states=dict(zip(system.state, solution.states, strict=True)),
        observables=system.observe(solution.states, constants),
        invariants=system.conserve(solution.states, constants),
        outcome=_outcome(problem, solution),
        events=solution.events,
        solver=SolverRecord(
            method=method.value,
            rtol=rtol,
            atol=atol,
            learnt=fraction,
            evaluations=solution.evaluations,
            jacobians=solution.jacobians,
            message=solution.message,
        ),
    )


def _solve(problem: Problem, times: FloatArray) -> Solution:
    """By SciPy or compiled; imported here, since scipy.integrate takes most of the time of an import."""
    if problem.method is Method.CVODE:
        from reduced_odes.integration.cvode.solver import solve as solve_compiled

        return solve_compiled(problem, times)
    from reduced_odes.integration.scipy_solver import solve

    return solve(problem, times)


def _refuse_hopeless(
    system: ReducedSystem, start: tuple[float, ...], constants: tuple[float, ...], threshold: float
) -> None:
    """Refuse an initial state from which there is no gradient flow, or none that ever learns."""
    where = ", ".join(f"{name} = {value:g}" for name, value in zip(system.state, start, strict=True))
    match rest.start(system, start, constants, threshold):
        case Start.UNSTABLE:
            raise UnstableNetworkError(
                f"initial network is unstable at {where}: an eigenvalue of W − I is outside the open left half "
                "plane and the loss is infinite; give smaller recurrent weights"
            )
        case Start.SINGULAR:
            raise InputError(
                f"{system.name} has no finite loss and rates of change at {where} with these parameters; "
                "give less extreme values"
            )
        case Start.SADDLE:
            loss = float(system.observe(start, constants)["loss"])
            raise SaddleError(
                f"nothing will ever be learnt from {where}: the flow is exactly at rest there, with the loss "
                f"{loss:.3g}; {_way_out(system, start, constants)}"
            )


def _way_out(system: ReducedSystem, start: tuple[float, ...], constants: tuple[float, ...]) -> str:
    """What to change at a point of rest: variables that are zero, learning rates that are zero."""
    silent = [name for name, value in zip(system.state, start, strict=True) if value == 0]
    frozen = [
        name
        for name, value in zip(system.parameters, constants, strict=True)
        if value == 0 and system.domains[name] is Domain.NONNEGATIVE
    ]
    ways = []
    if silent:
        ways.append(f"give other values than 0 to some of {', '.join(silent)}")
    if frozen:
        ways.append(f"raise {' or '.join(frozen)} above 0")
    return " or ".join(ways) if ways else "start from another state"


def _outcome(problem: Problem, solution: Solution) -> Outcome:
    if solution.failed:
        return Outcome.SOLVER_FAILED
    if solution.events[Event.UNSTABLE]:
        return Outcome.UNSTABLE
    if solution.events[Event.LEARNT]:
        return Outcome.LEARNT
    still = rest.at_rest(problem.system, solution.states[:, -1].tolist(), problem.constants, problem.atol)
    return Outcome.STALLED if still else Outcome.UNFINISHED
