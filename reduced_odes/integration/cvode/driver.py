"""Compiled driver of CVODE: point after point of a chunk from s = 0 to its last time, with events. Needs `[fast]`.

The state lives in NumPy arrays of which CVODE holds pointers. Whatever is decided along a solution is decided here, as
`solver` and `events` do for SciPy's solvers: which zeros are events, when to stop, what to record.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from reduced_odes._common.checks import FloatArray
from reduced_odes.integration.cvode import library as cvode

IntArray = NDArray[np.int64]
Fill = Callable[[Any, Any, Any], None]

# Only what is called from outside is kept on disk: it contains the rest.
_compiled = njit(nogil=True)

_LONGEST_SEARCH = 100
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

UNSTABLE, EXHAUSTED = 1, -1000
"""Status of a solution that ended in instability, or took too many evaluations; CVODE's own are between."""

_STIFF, _PATIENCE = 1.0, 10
"""A flow is stiff once this many steps in turn, each times the largest row sum of the Jacobian, were longer than that.

Until then Adams formulas (order ≤ 12) are taken, from then on BDF. Measured on real outliers and pairs, c* of 0.002 to
0.3, rtol 1e-8: 1.7 times fewer evaluations than BDF alone to the same accuracy, 4.6 times fewer than Adams alone.
"""

_LOSS, _MARGIN, _OMEGA = np.int64(0), np.int64(1), np.int64(2)
"""What is watched: loss − threshold, margin of stability, ω²."""


class Work(NamedTuple):
    """Arrays that CVODE reads and writes during one solution, and the pointers of its objects."""

    state: FloatArray
    between: FloatArray  # the state at a requested time, interpolated
    scale: FloatArray  # absolute tolerances
    constants: FloatArray  # parameters, threshold of the loss, largest row sum of the last Jacobian
    observed: FloatArray
    time: FloatArray
    before: FloatArray  # what is watched, at the last accepted state but one
    now: FloatArray  # and at the last
    probe: FloatArray  # and between
    counted: IntArray
    objects: NDArray[np.uintp]


_CONTEXT, _STATE, _BETWEEN, _SCALE, _JACOBIAN, _LINEAR_SOLVER, _NONSTIFF, _FOR_STIFF, _MEMORY = range(9)
# _MEMORY is the one of the two before it that is in use.


def workspace(states: int, constants: int, observables: int) -> Work:
    """Arrays to work with, of one thread at a time."""
    state, between, scale = np.zeros((3, states))
    before, now, probe = np.zeros((3, 3))
    return Work(
        state,
        between,
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
        ("status", np.int64),  # 0: reached the end; UNSTABLE; negative: CVODE's reason to give up, or EXHAUSTED
        ("recorded", np.int64),  # requested times reached
        ("learnt", np.float64),  # times of events, NaN if not met
        ("unstable", np.float64),
        ("births", np.int64),  # how many
        ("deaths", np.int64),
        ("last", np.float64),  # learning time reached
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
    """

    notes: NDArray[np.void]
    states: FloatArray
    observables: FloatArray
    born: FloatArray
    lost: FloatArray


def blank(points: int, records: int, states: int, observables: int, events: int) -> Course:
    """A course of which nothing is known yet."""
    notes = np.zeros(points, NOTE)
    notes["learnt"] = notes["unstable"] = np.nan
    shapes = (points, records, states), (points, records, observables), (points, events), (points, events)
    return Course(notes, *(np.full(shape, np.nan) for shape in shapes))


@njit(cache=True, nogil=True)
def solve_points(
    rhs: int,
    jacobian: int,
    observe: Fill,
    watch: Fill,
    has_pair: bool,
    starts: FloatArray,
    scales: FloatArray,
    constants: FloatArray,
    times: FloatArray,
    rtol: float,
    budget: int,
    work: Work,
    course: Course,
) -> None:
    """Solve m points, one after the other, and fill in their course.

    Parameters
    ----------
    rhs, jacobian, observe, watch
        Of a `CompiledSystem`.
    has_pair
        Whether ω² is watched.
    starts, scales : ndarrays of shape (m, n)
        States at s = 0 and absolute tolerances.
    constants : ndarray of shape (m, k + 1)
        Parameters, and the threshold of the loss.
    times : ndarray of shape (m, T)
    rtol, budget
        Relative tolerance, largest number of evaluations.
    work, course
        Made by `workspace` and `blank`.
    """
    _open(work, rhs, jacobian)
    for point in range(len(starts)):
        _copy(starts, point, work.state)
        _copy(scales, point, work.scale)
        _copy(constants, point, work.constants)
        course.notes[point].status = _solve(work, observe, watch, has_pair, point, times[point], rtol, budget, course)
        course.notes[point].evaluations = _evaluations(work)
        course.notes[point].jacobians = _jacobians(work)
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
    budget: int,
    course: Course,
) -> int:
    """Solve one point, and return its status."""
    s, end, stiff = 0.0, times[-1], 0
    _begin(work, _FOR_STIFF, s, rtol, end)  # sets its counters to zero
    _begin(work, _NONSTIFF, s, rtol, end)
    watch(work.state.ctypes, work.constants.ctypes, work.now.ctypes)
    _record(work, observe, point, times, s, s, course)
    if work.now[_LOSS] < 0:
        course.notes[point].learnt = 0.0
    sign, zero = 0, np.nan
    if np.abs(work.now[_OMEGA]) > rtol:
        sign = int(np.sign(work.now[_OMEGA]))
    while s < end:
        status = _step(work.objects[_MEMORY], end, work.objects[_STATE], work.time.ctypes.data, _ONE_STEP)
        if status < 0:
            return status
        before, s = s, work.time[0]
        for which in range(3):
            work.before[which] = work.now[which]
        watch(work.state.ctypes, work.constants.ctypes, work.now.ctypes)
        until = _zero(work, watch, _MARGIN, before, s) if _falls(work, _MARGIN) else s
        if _falls(work, _LOSS) and np.isnan(course.notes[point].learnt):
            learnt = _zero(work, watch, _LOSS, before, s)
            course.notes[point].learnt = learnt if learnt <= until else np.nan
        if _falls(work, _MARGIN):
            course.notes[point].unstable = until
            _record(work, observe, point, times, until, s, course)
            return UNSTABLE
        if has_pair:
            sign, zero = _follow(work, watch, before, s, rtol, sign, zero, point, course)
        _record(work, observe, point, times, s, s, course)
        course.notes[point].last = s
        if _evaluations(work) > budget:
            return EXHAUSTED
        if stiff < _PATIENCE:
            stiff = stiff + 1 if (s - before) * work.constants[-1] > _STIFF else 0
            if stiff == _PATIENCE:
                _begin(work, _FOR_STIFF, s, rtol, end)
    return 0


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
def _follow(
    work: Work,
    watch: Fill,
    before: float,
    s: float,
    noise: float,
    sign: int,
    zero: float,
    point: int,
    course: Course,
) -> tuple[int, float]:
    """Sign of ω², and its last zero since it had one: `events.changes_of_sign`, step by step.

    A change counts once ω² has left the band [-noise, noise] on the other side; its time is the last zero before.
    """
    old, new = work.before[_OMEGA], work.now[_OMEGA]
    if min(old, new) <= 0 <= max(old, new):
        zero = _zero(work, watch, _OMEGA, before, s)
    if not np.abs(new) > noise:
        return sign, zero
    if new > 0 and sign <= 0 and not np.isnan(zero):
        if course.notes[point].births < course.born.shape[1]:
            course.born[point, course.notes[point].births] = zero
        course.notes[point].births += 1
    elif new < 0 and sign > 0 and not np.isnan(zero):
        if course.notes[point].deaths < course.lost.shape[1]:
            course.lost[point, course.notes[point].deaths] = zero
        course.notes[point].deaths += 1
    return (1 if new > 0 else -1), np.nan


@_compiled
def _zero(work: Work, watch: Fill, which: int, left: float, right: float) -> float:
    """Where a watched quantity crosses 0 within the last step: the Illinois variant of the rule of false position.

    The values at both ends are those of the accepted states, whatever the interpolant says there.
    """
    at_left, at_right = work.before[which], work.now[which]
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
        _interpolate(work.objects[_MEMORY], middle, 0, work.objects[_BETWEEN])
        watch(work.between.ctypes, work.constants.ctypes, work.probe.ctypes)
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
