"""Compiled driver of CVODE: point after point of a chunk from s = 0 to its last time, with events. Needs `[fast]`.

The state lives in NumPy arrays of which CVODE holds pointers. Whatever is decided along a solution is decided here, as
`solver` and `events` do for SciPy's solvers: which zeros are events, when to stop, what to record.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from reduced_odes._common.checks import FloatArray
from reduced_odes.initial_value import events
from reduced_odes.initial_value.events import NARROWINGS, SHIFT
from reduced_odes.initial_value.problem import LONG, PATIENCE
from reduced_odes.integration.cvode import library as cvode

IntArray = NDArray[np.int64]
Fill = Callable[[Any, Any, Any], None]

# Only what is called from outside is kept on disk: it contains the rest.
_compiled = njit(nogil=True)

_turns = njit(nogil=True)(events.turns)
_LONGEST_SEARCH = 100
_GOLDEN = (math.sqrt(5) - 1) / 2
_ROUNDING = float(np.finfo(float).eps)

# Pointers to doubles pass as arrays' `.ctypes`, all others as integers.
_context_create, _context_free, _quiet = cvode.context_create, cvode.context_free, cvode.context_be_quiet
_vector, _vector_free = cvode.vector_make, cvode.vector_free
_matrix, _matrix_free = cvode.matrix_make, cvode.matrix_free
_linear_solver, _linear_solver_free = cvode.linear_solver_make, cvode.linear_solver_free
_create, _free, _init, _reinit = cvode.create, cvode.free, cvode.init, cvode.reinit
_tolerances, _set_jacobian, _set_linear_solver = cvode.tolerances, cvode.set_jacobian, cvode.set_linear_solver
_set_user_data, _set_stop_time = cvode.set_user_data, cvode.set_stop_time
_step, _interpolate = cvode.step, cvode.interpolate
_count_rhs, _count_jacobians = cvode.count_rhs, cvode.count_jacobians
_ADAMS, _BDF, _ONE_STEP = cvode.ADAMS, cvode.BDF, cvode.ONE_STEP

UNSTABLE, QUIET, STILL, EXHAUSTED = 1, 2, 3, -1000
"""Status of a solution that ended in instability, that has not moved for some steps so that it may be at rest, that has
not for very many but for variables that vanish, or that took too many evaluations; CVODE's own are between."""

FIRST = 1.0
"""The first step is chosen for a time no later than this: for one of 1e100 CVODE finds none."""

_STIFF, _PATIENCE = 1.0, 10
"""A flow is stiff once this many steps in turn, each times the largest row sum of the Jacobian, were longer than that.

Until then Adams formulas (order ≤ 12) are taken, from then on BDF. Measured on real outliers and pairs, c* of 0.002 to
0.3, rtol 1e-8: 1.7 times fewer evaluations than BDF alone to the same accuracy, 4.6 times fewer than Adams alone.
"""

_LOSS, _MARGIN, _OMEGA, _SLOPE = np.int64(0), np.int64(1), np.int64(2), np.int64(3)
"""What is watched: loss − threshold, margin of stability, ω², and the slope of ω² along the flow."""


class Work(NamedTuple):
    """Arrays that CVODE reads and writes during one solution, and the pointers of its objects."""

    state: FloatArray
    last: FloatArray  # the state accepted before
    between: FloatArray  # the state at a requested time, interpolated
    moved: FloatArray  # a state beside another
    scale: FloatArray  # absolute tolerances
    constants: FloatArray  # parameters, threshold of the loss, largest row sum of the last Jacobian
    observed: FloatArray
    time: FloatArray
    before: FloatArray  # what is watched, at the last accepted state but one, and the slope of ω²
    now: FloatArray  # and at the last
    probe: FloatArray  # and between
    counted: IntArray
    objects: NDArray[np.uintp]


_CONTEXT, _STATE, _BETWEEN, _SCALE, _JACOBIAN, _LINEAR_SOLVER, _NONSTIFF, _FOR_STIFF, _MEMORY = range(9)
# _MEMORY is the one of the two before it that is in use.


def workspace(states: int, constants: int, observables: int) -> Work:
    """Arrays to work with, of one thread at a time."""
    state, last, between, moved, scale = np.zeros((5, states))
    before, now, probe = np.zeros((3, 4))
    return Work(
        state,
        last,
        between,
        moved,
        scale,
        np.zeros(constants + 2),
        np.zeros(observables),
        np.zeros(1),
        before,
        now,
        probe,
        np.zeros(1, np.int64),
        np.zeros(9, np.uintp),
    )


NOTE = np.dtype(
    [
        ("status", np.int64),  # 0: reached the end; UNSTABLE; QUIET; negative: CVODE's reason to give up, or EXHAUSTED
        ("recorded", np.int64),  # requested times reached
        ("learnt", np.float64),  # times of events, NaN if not met
        ("unstable", np.float64),
        ("births", np.int64),  # how many
        ("deaths", np.int64),
        ("sign", np.int64),  # of ω², 0 while it has not left its error
        ("zero", np.float64),  # its last one
        ("last", np.float64),  # learning time reached
        ("patience", np.int64),  # steps without any motion after which it is asked whether the flow rests
        ("long", np.int64),  # and with that of vanishing variables only
        ("evaluations", np.int64),
        ("jacobians", np.int64),
    ]
)
"""What is noted of each solution."""


class Course(NamedTuple):
    """What becomes of m points, filled in by the driver.

    Attributes
    ----------
    notes : ndarray of NOTE of shape (m,)
    states, observables : ndarrays of shape (m, R, n), (m, R, o)
        At all requested times (R = T) or at the last one only (R = 1).
    born, lost : ndarrays of shape (m, K)
        Times of the first K births and deaths of a pair, NaN after the last.
    ends : ndarray of shape (m, n)
        The last state that was accepted.
    """

    notes: NDArray[np.void]
    states: FloatArray
    observables: FloatArray
    born: FloatArray
    lost: FloatArray
    ends: FloatArray


def blank(points: int, records: int, states: int, observables: int, events: int) -> Course:
    """A course of which nothing is known yet."""
    notes = np.zeros(points, NOTE)
    notes["learnt"] = notes["unstable"] = notes["zero"] = np.nan
    notes["patience"], notes["long"] = PATIENCE, LONG
    series = (points, records, states), (points, records, observables)
    shapes = (*series, (points, events), (points, events), (points, states))
    return Course(notes, *(np.full(shape, np.nan) for shape in shapes))


@njit(cache=True, nogil=True)
def solve_points(
    rhs: int,
    jacobian: int,
    observe: Fill,
    watch: Fill,
    has_pair: bool,
    which: IntArray,
    starts: FloatArray,
    scales: FloatArray,
    constants: FloatArray,
    times: FloatArray,
    rtol: float,
    margin: float,
    budget: int,
    work: Work,
    course: Course,
) -> None:
    """Solve some of m points, one after the other, from where their course has come to, and fill it in further.

    Parameters
    ----------
    rhs, jacobian, observe, watch
        Of a `CompiledSystem`.
    has_pair
        Whether ω² is watched.
    which : ndarray of int
        The points to solve.
    starts, scales : ndarrays of shape (m, n)
        States from which to go on, at s = 0 at first, and absolute tolerances.
    constants : ndarray of shape (m, k + 1)
        Parameters, and the threshold of the loss.
    times : ndarray of shape (m, T)
    rtol, margin, budget
        Relative tolerance, the tolerances as a part of the allowed errors, largest number of evaluations.
    work, course
        Made by `workspace` and `blank`.
    """
    _open(work, rhs, jacobian)
    for point in which:
        _copy(starts, point, work.state)
        _copy(scales, point, work.scale)
        _copy(constants, point, work.constants)
        course.notes[point].status = _solve(
            work, observe, watch, has_pair, point, times[point], rtol, margin, budget, course
        )
        course.notes[point].evaluations += _evaluations(work)
        course.notes[point].jacobians += _jacobians(work)
        for i in range(work.state.size):
            course.ends[point, i] = work.last[i]
    _close(work)


@_compiled
def _copy(rows: FloatArray, row: int, into: FloatArray) -> None:
    for i in range(rows.shape[1]):  # compiles in a fraction of the time of an assignment of slices
        into[i] = rows[row, i]


@_compiled
def _open(work: Work, rhs: int, jacobian: int) -> None:
    objects, n = work.objects, work.state.size
    _context_create(0, objects.ctypes.data)
    context = objects[_CONTEXT]
    _quiet(context)
    objects[_STATE] = _vector(n, work.state.ctypes.data, context)
    objects[_BETWEEN] = _vector(n, work.between.ctypes.data, context)
    objects[_SCALE] = _vector(n, work.scale.ctypes.data, context)
    objects[_JACOBIAN] = _matrix(n, n, context)
    objects[_LINEAR_SOLVER] = _linear_solver(objects[_STATE], objects[_JACOBIAN], context)
    objects[_NONSTIFF] = _create(_ADAMS, context)
    objects[_FOR_STIFF] = _create(_BDF, context)
    for memory in objects[_NONSTIFF : _FOR_STIFF + 1]:
        _init(memory, rhs, 0.0, objects[_STATE])
        _tolerances(memory, 1e-6, objects[_SCALE])
        _set_user_data(memory, work.constants.ctypes.data)
        _set_linear_solver(memory, objects[_LINEAR_SOLVER], objects[_JACOBIAN])
        _set_jacobian(memory, jacobian)


@_compiled
def _close(work: Work) -> None:
    objects = work.objects
    for which in range(_NONSTIFF, _FOR_STIFF + 1):
        memory = objects[which : which + 1].copy()  # freed through a pointer to its pointer, as is the context
        _free(memory.ctypes.data)
    _linear_solver_free(objects[_LINEAR_SOLVER])
    _matrix_free(objects[_JACOBIAN])
    _vector_free(objects[_STATE])
    _vector_free(objects[_BETWEEN])
    _vector_free(objects[_SCALE])
    context = objects[_CONTEXT : _CONTEXT + 1].copy()
    _context_free(context.ctypes.data)


@_compiled
def _solve(
    work: Work,
    observe: Fill,
    watch: Fill,
    has_pair: bool,
    point: int,
    times: FloatArray,
    rtol: float,
    margin: float,
    budget: int,
    course: Course,
) -> int:
    """Solve one point, and return its status; `work.last` is the last state that was accepted."""
    s, end, stiff, quiet, still = course.notes[point].last, times[-1], 0, 0, 0
    _begin(work, _FOR_STIFF, s, rtol, end)  # sets its counters to zero
    _begin(work, _NONSTIFF, s, rtol, end)
    _keep(work)
    watch(work.state.ctypes, work.constants.ctypes, work.now.ctypes)
    work.now[_SLOPE] = 0.0
    if s == 0:
        _record(work, observe, point, times, s, s, course)
        if work.now[_LOSS] < 0:
            course.notes[point].learnt = 0.0
        if has_pair:
            course.notes[point].sign = _sign(work, watch, work.state, work.now[_OMEGA], rtol, margin)
    while s < end:
        # The time aimed at decides on the first step only.
        goal = min(end, s + FIRST)
        status = _step(work.objects[_MEMORY], goal, work.objects[_STATE], work.time.ctypes.data, _ONE_STEP)
        if status < 0:
            return status
        before, s = s, work.time[0]
        for which in range(4):
            work.before[which] = work.now[which]
        watch(work.state.ctypes, work.constants.ctypes, work.now.ctypes)
        until = s
        if _falls(work, _MARGIN):
            until = _zero(work, watch, _MARGIN, before, s, work.before[_MARGIN], work.now[_MARGIN])
        if _falls(work, _LOSS) and np.isnan(course.notes[point].learnt):
            learnt = _zero(work, watch, _LOSS, before, s, work.before[_LOSS], work.now[_LOSS])
            course.notes[point].learnt = learnt if learnt <= until else np.nan
        if _falls(work, _MARGIN):
            course.notes[point].unstable = until
            _record(work, observe, point, times, until, s, course)
            return UNSTABLE
        if has_pair:
            work.now[_SLOPE] = _slope(work, watch, s)
            _follow_step(work, watch, before, s, rtol, margin, point, course)
        _record(work, observe, point, times, s, s, course)
        course.notes[point].last = s
        quiet = quiet + 1 if _moved(work, rtol, margin) <= 1 else 0
        still = still + 1 if _moved_at_large(work, rtol, margin) <= 1 else 0
        _keep(work)
        if _evaluations(work) + course.notes[point].evaluations > budget:
            return EXHAUSTED
        if quiet >= course.notes[point].patience and s < end:
            return QUIET
        if still >= course.notes[point].long and s < end:
            return STILL
        if stiff < _PATIENCE:
            stiff = stiff + 1 if (s - before) * work.constants[-1] > _STIFF else 0
            if stiff == _PATIENCE:
                _begin(work, _FOR_STIFF, s, rtol, end)
    return 0


@_compiled
def _keep(work: Work) -> None:
    for i in range(work.state.size):
        work.last[i] = work.state[i]


@_compiled
def _moved(work: Work, rtol: float, margin: float) -> float:
    """How far the last step has moved the state, in units of its allowed error."""
    most = 0.0
    for i in range(work.state.size):
        error = (rtol * np.abs(work.last[i]) + work.scale[i]) / margin
        most = max(most, np.abs(work.state[i] - work.last[i]) / error)
    return most


@_compiled
def _moved_at_large(work: Work, rtol: float, margin: float) -> float:
    """The same in units of the largest variable's error."""
    most, error = 0.0, 0.0
    for i in range(work.state.size):
        error = max(error, (rtol * np.abs(work.last[i]) + work.scale[i]) / margin)
        most = max(most, np.abs(work.state[i] - work.last[i]))
    return most / error


@_compiled
def _begin(work: Work, which: int, s: float, rtol: float, end: float) -> None:
    """Go on from the state at s with one of the two formulas."""
    memory = work.objects[which]
    work.objects[_MEMORY] = memory
    _reinit(memory, s, work.objects[_STATE])
    _tolerances(memory, rtol, work.objects[_SCALE])
    _set_stop_time(memory, end)


@_compiled
def _falls(work: Work, which: int) -> bool:
    return work.before[which] >= 0 >= work.now[which]


@_compiled
def _follow_step(
    work: Work, watch: Fill, before: float, s: float, rtol: float, margin: float, point: int, course: Course
) -> None:
    """Changes of the sign of ω² in one step, a turning point in it being one more state: as `events.Watch.follow`."""
    old, new = work.before[_OMEGA], work.now[_OMEGA]
    if _turns(s - before, old, new, work.before[_SLOPE], work.now[_SLOPE]):
        middle = _turning_point(work, watch, before, s, new if new != 0 else old)
        _at(work, watch, middle)
        turned = work.probe[_OMEGA]
        _follow(work, watch, before, middle, old, turned, rtol, margin, point, course)
        _follow(work, watch, middle, s, turned, new, rtol, margin, point, course)
    else:
        _follow(work, watch, before, s, old, new, rtol, margin, point, course)


@_compiled
def _follow(
    work: Work,
    watch: Fill,
    left: float,
    right: float,
    old: float,
    new: float,
    rtol: float,
    margin: float,
    point: int,
    course: Course,
) -> None:
    """Whether the sign of ω² has changed between two times: once it has left its error on the other side."""
    if left < right and min(old, new) <= 0 <= max(old, new):
        course.notes[point].zero = _zero(work, watch, _OMEGA, left, right, old, new)
    if int(np.sign(new)) in (0, course.notes[point].sign):
        return
    there = work.state
    if right < work.time[0]:
        _interpolate(work.objects[_MEMORY], right, 0, work.objects[_BETWEEN])
        there = work.between
    sign = _sign(work, watch, there, new, rtol, margin)
    if sign == 0:
        return
    # What rises from a start on the surface is a pair born at the start; what falls from there is nothing.
    begins = course.notes[point].sign == 0
    zero = 0.0 if begins else course.notes[point].zero
    course.notes[point].sign = sign
    if sign > 0:
        if course.notes[point].births < course.born.shape[1]:
            course.born[point, course.notes[point].births] = zero
        course.notes[point].births += 1
    elif not begins:
        if course.notes[point].deaths < course.lost.shape[1]:
            course.lost[point, course.notes[point].deaths] = zero
        course.notes[point].deaths += 1


@_compiled
def _sign(work: Work, watch: Fill, state: FloatArray, value: float, rtol: float, margin: float) -> int:
    """The sign of ω², 0 within the error that it has by those of the state."""
    error = 0.0
    for i in range(state.size):
        for k in range(state.size):
            work.moved[k] = state[k]
        work.moved[i] += (rtol * np.abs(state[i]) + work.scale[i]) / margin
        watch(work.moved.ctypes, work.constants.ctypes, work.probe.ctypes)
        error += np.abs(work.probe[_OMEGA] - value)
    return int(np.sign(value)) if np.abs(value) > error else 0


@_compiled
def _slope(work: Work, watch: Fill, s: float) -> float:
    """Of ω² along the flow, by a central difference."""
    _interpolate(work.objects[_MEMORY], s, 1, work.objects[_BETWEEN])  # the rates
    speed, size = 0.0, 0.0
    for i in range(work.state.size):
        speed, size = max(speed, np.abs(work.between[i])), max(size, np.abs(work.state[i]))
    if not 0 < speed < np.inf or not size > 0:
        return 0.0
    h = SHIFT * size / speed
    for i in range(work.state.size):
        work.moved[i] = work.state[i] + h * work.between[i]
    watch(work.moved.ctypes, work.constants.ctypes, work.probe.ctypes)
    ahead = work.probe[_OMEGA]
    for i in range(work.state.size):
        work.moved[i] = work.state[i] - h * work.between[i]
    watch(work.moved.ctypes, work.constants.ctypes, work.probe.ctypes)
    return (ahead - work.probe[_OMEGA]) / (2 * h)


@_compiled
def _at(work: Work, watch: Fill, s: float) -> None:
    """What is watched at a time within the last step, into `work.probe`."""
    _interpolate(work.objects[_MEMORY], s, 0, work.objects[_BETWEEN])
    watch(work.between.ctypes, work.constants.ctypes, work.probe.ctypes)


@_compiled
def _turning_point(work: Work, watch: Fill, left: float, right: float, sign: float) -> float:
    """As `events.turning_point`, of ω²."""
    way = 1.0 if sign > 0 else -1.0
    for _ in range(NARROWINGS):
        a, b = right - _GOLDEN * (right - left), left + _GOLDEN * (right - left)
        _at(work, watch, a)
        at_a = way * work.probe[_OMEGA]
        _at(work, watch, b)
        if at_a < way * work.probe[_OMEGA]:
            right = b
        else:
            left = a
    return (left + right) / 2


@_compiled
def _zero(work: Work, watch: Fill, which: int, left: float, right: float, at_left: float, at_right: float) -> float:
    """Where a watched quantity crosses 0 within the last step; as `events.zero`."""
    if at_left == 0:
        return left
    if at_right == 0:
        return right
    kept = 0
    for _ in range(_LONGEST_SEARCH):
        middle = right - at_right * (right - left) / (at_right - at_left)
        if not left < middle < right:
            middle = (left + right) / 2
        if right - left <= 4 * _ROUNDING * right:
            break
        _at(work, watch, middle)
        value = work.probe[which]
        if value == 0:
            return middle
        if (value > 0) == (at_right > 0):
            right, at_right = middle, value
            at_left = at_left / 2 if kept < 0 else at_left
            kept = -1
        else:
            left, at_left = middle, value
            at_right = at_right / 2 if kept > 0 else at_right
            kept = 1
    return (left + right) / 2


@_compiled
def _record(work: Work, observe: Fill, point: int, times: FloatArray, until: float, s: float, course: Course) -> None:
    """Note states and observables at the requested times not later than `until`; s is the time of the state."""
    while course.notes[point].recorded < times.size and times[course.notes[point].recorded] <= until:
        time = times[course.notes[point].recorded]
        if time == s:
            for i in range(work.state.size):
                work.between[i] = work.state[i]
        else:
            _interpolate(work.objects[_MEMORY], time, 0, work.objects[_BETWEEN])
        observe(work.between.ctypes, work.constants.ctypes, work.observed.ctypes)
        k = min(course.notes[point].recorded, course.states.shape[1] - 1)
        for i in range(work.between.size):
            course.states[point, k, i] = work.between[i]
        for i in range(work.observed.size):
            course.observables[point, k, i] = work.observed[i]
        course.notes[point].recorded += 1


@_compiled
def _evaluations(work: Work) -> int:
    total = 0
    for memory in work.objects[_NONSTIFF : _FOR_STIFF + 1]:
        _count_rhs(memory, work.counted.ctypes.data)
        total += work.counted[0]
    return total


@_compiled
def _jacobians(work: Work) -> int:
    total = 0
    for memory in work.objects[_NONSTIFF : _FOR_STIFF + 1]:
        _count_jacobians(memory, work.counted.ctypes.data)
        total += work.counted[0]
    return total
