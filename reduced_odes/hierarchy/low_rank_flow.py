"""Gradient flow of a large network whose weights have changed by a part of low rank.

    W(s) = W₀ + Z K(s) Zᵀ,   u(s) = Z a(s),   v(s) = Z b(s)

with W₀ known by its action, and few orthonormal columns Z, the frame. The gradient is found in Krylov spaces
(`krylov`) and projected on the frame, which is gradient flow of K, a and b; where more than a tolerance of it leaves
the frame, the frame grows and the step is taken again. The k² + 2k numbers are all that is integrated, whatever the
size of W₀.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.integrate import DOP853, RK45

from reduced_odes._common.checks import FloatArray
from reduced_odes._common.rates import Rates
from reduced_odes.hierarchy.rosenbrock import Rosenbrock, stiff_part
from reduced_odes.linear.arnoldi import Action
from reduced_odes.linear.doubling import best_shift, doubled_gradient
from reduced_odes.linear.krylov import KrylovGradient, dense_gradient, gradient
from reduced_odes.linear.target_filter import TargetFilter

SMALL = 30
"""Networks of up to this many dimensions take the whole space as their frame."""
_FEW = 10
"""Up to this size the gradient is found from one Schur form."""
_DOUBLED = 62
"""From there up to this size by doubling; beyond, in Krylov spaces, which stay small while little is learnt."""
_DENSE = 128
"""Up to this size W is written out; beyond, it is applied in two parts."""
_KRYLOV = 0.1
"""What the gradient may leave out, in units of the solver's relative tolerance."""
_FRAME = 0.1
"""What may leave the frame, in units of the root of it: what has left acts on the rest only by coming back."""
_MORE = 0.1
"""A direction joins the frame if it holds this part of what may leave it."""


LearningRates = Rates
"""Learning rates, by the name that they have here."""


@dataclass(frozen=True, eq=False)
class LearntState:
    """The network at one learning time.

    Attributes
    ----------
    time : float
    frame : ndarray of shape (D, k)
    K, a, b : ndarrays of shape (k, k), (k,), (k,)
        W = W₀ + Z K Zᵀ, u = Z a, v = Z b.
    """

    time: float
    frame: FloatArray
    K: FloatArray
    a: FloatArray
    b: FloatArray

    @property
    def u(self) -> FloatArray:
        return self.frame @ self.a

    @property
    def v(self) -> FloatArray:
        return self.frame @ self.b

    def recurrent(self, W0: Any) -> FloatArray:
        """W, written out."""
        whole = W0.toarray() if hasattr(W0, "toarray") else W0
        return np.asarray(whole + self.frame @ self.K @ self.frame.T, dtype=np.float64)


class StoppedError(Exception):
    """The flow reaches an unstable network."""

    def __init__(self, time: float) -> None:
        super().__init__(f"the network becomes unstable at s = {time:.6g}")
        self.time = time


class LowRankFlow:
    """The right-hand side, with a frame that grows; counts its evaluations.

    The solver's variables are K/√η_W, a/√η_u and b/√η_v (a block that is not trained as it is): in these the flow is
    one of gradient, and its Jacobian symmetric.
    """

    def __init__(
        self, W: Any, u: FloatArray, v: FloatArray, target: TargetFilter, rates: LearningRates, rtol: float
    ) -> None:
        self.dimension = u.size
        self.rates = rates
        self._roots = LearningRates(*(math.sqrt(rate) for rate in (rates.W, rates.u, rates.v)))
        self._scaled = np.empty(0)
        self.evaluations = 0
        self._W = W.toarray() if hasattr(W, "toarray") and W.shape[0] <= _DENSE else W
        # A sparse transposed is of columns, of which products are slow.
        self._transposed = W.T.tocsr() if hasattr(self._W, "tocsr") else self._W.T
        self._target = target
        self._tolerance = _KRYLOV * rtol
        self._allowed = _FRAME * np.sqrt(rtol)
        self._begin = 12
        self._shift = best_shift(target)
        self._last: tuple[FloatArray, KrylovGradient] | None = None
        if u.size <= SMALL:
            self.frame = np.eye(u.size)
        else:
            self.frame = _orthonormal(np.stack([u, v], axis=1), 1e-14 * min(_norm(u), _norm(v)))
            first = self.gradient_at(self.start(u, v))
            if first.stable:
                self._widen(first, 0.0)

    @property
    def size(self) -> int:
        """k."""
        return self.frame.shape[1]

    def start(self, u: FloatArray, v: FloatArray) -> LearntState:
        """The network at s = 0, in the frame."""
        return LearntState(0.0, self.frame, np.zeros((self.size, self.size)), u @ self.frame, v @ self.frame)

    def gradient_at(self, state: LearntState) -> KrylovGradient:
        """Loss and gradient in all D dimensions."""
        self.evaluations += 1
        if self.dimension <= _FEW:
            return dense_gradient(self._recurrent(state), state.u, state.v, self._target)
        if self.dimension <= _DOUBLED:
            return doubled_gradient(self._recurrent(state), state.u, state.v, self._target, self._shift)
        forward, backward = self._actions(state)
        found = gradient(
            forward, backward, state.u, state.v, self._target, tolerance=self._tolerance, begin=self._begin
        )
        if found.stable:
            self._begin = found.needed
        return found

    def action_at(self, state: LearntState) -> Action:
        """x ↦ Wx of a vector, or of columns."""
        forward: Action = self._actions(state)[0]
        return forward

    def rhs(self, s: float, y: FloatArray) -> FloatArray:
        """Rate of change of the solver's variables; NaN at an unstable network."""
        slope, Z = self.gradient_at(self.state(s, y)), self.frame
        self._last = (y.copy(), slope)
        K, a, b = slope.middle, slope.u, slope.v
        if not self._is_whole(Z):
            a, b = a @ Z, b @ Z
        if not (self._is_whole(Z) and slope.whole):
            K = (slope.left @ Z).T @ K @ (slope.right @ Z)
        return -np.concatenate([self._roots.W * K.ravel(), self._roots.u * a, self._roots.v * b])

    def slope_at(self, state: LearntState, y: FloatArray) -> KrylovGradient:
        """The gradient at the variables y of `state`; as it was, if the right-hand side was last asked for there."""
        if self._last is not None and np.array_equal(self._last[0], y):
            return self._last[1]
        return self.gradient_at(state)

    def state(self, s: float, y: FloatArray) -> LearntState:
        """The network that the solver's variables stand for."""
        k = self.size
        theta = self._scales(k) * y
        return LearntState(s, self.frame, theta[: k * k].reshape(k, k), theta[k * k : k * k + k], theta[k * k + k :])

    def variables(self, state: LearntState) -> FloatArray:
        """The solver's variables of a state whose frame is this one, or its first columns."""
        more = self.size - state.a.size
        theta = [np.pad(state.K, (0, more)).ravel(), np.pad(state.a, (0, more)), np.pad(state.b, (0, more))]
        return np.concatenate(theta) / self._scales(self.size)

    def floor(self, u: FloatArray, v: FloatArray, rtol: float) -> FloatArray:
        """Absolute tolerances: relative to what the weights are at the start, as what starts small is amplified."""
        k, size = self.size, min(_norm(u), _norm(v), 1.0)
        return rtol * np.concatenate([np.full(k * k, size**2), np.full(2 * k, size)]) / self._scales(k)

    def grow(self, state: LearntState, slope: KrylovGradient) -> bool:
        """Enlarge the frame if too much of the velocity leaves it; whether that was so."""
        return self.size < self.dimension and self._widen(slope, _norm(state.K))

    def _widen(self, slope: KrylovGradient, learnt: float) -> bool:
        columns, length = self._leaving(slope)
        allowed = self._allowed * (length + learnt)
        if _norm(columns) <= allowed:
            return False
        Z = self.frame
        fresh = _orthonormal(columns, _MORE * allowed)[:, : Z.shape[0] - Z.shape[1]]
        for _ in range(2):  # what is short has lost digits
            fresh = np.linalg.qr(fresh - Z @ (Z.T @ fresh))[0]
        self.frame = np.hstack([Z, fresh])
        return True

    def _leaving(self, slope: KrylovGradient) -> tuple[FloatArray, float]:
        """Columns that span what leaves the frame, as long as it is; and the length of the whole velocity."""
        Z, eta = self.frame, self.rates
        columns = np.hstack(
            [
                eta.W * slope.left.T @ slope.middle,
                eta.W * slope.right.T @ slope.middle.T,
                (eta.u * slope.u)[:, None],
                (eta.v * slope.v)[:, None],
            ]
        )
        length = float(np.sqrt(eta.W**2 * np.sum(slope.middle**2) + np.sum(columns[:, -2:] ** 2)))
        return columns - Z @ (Z.T @ columns), length

    def _scales(self, k: int) -> FloatArray:
        """What the solver's variables are multiplied by."""
        if self._scaled.size != k * k + 2 * k:
            roots = self._roots
            self._scaled = np.repeat([root or 1.0 for root in (roots.W, roots.u, roots.v)], [k * k, k, k])
        return self._scaled

    def _recurrent(self, state: LearntState) -> FloatArray:
        """W, written out."""
        if self._is_whole(state.frame):
            return np.asarray(self._W + state.K, dtype=np.float64)
        return state.recurrent(self._W)

    def _is_whole(self, frame: FloatArray) -> bool:
        """Whether the frame is the unit matrix, by which nothing need be multiplied."""
        return self.dimension <= SMALL and frame is self.frame

    def _actions(self, state: LearntState) -> tuple[Any, Any]:
        """x ↦ Wx, of columns as well, and x ↦ Wᵀx."""
        W, transposed, Z, K = self._W, self._transposed, state.frame, state.K
        if Z.shape[0] <= _DENSE:
            whole = self._recurrent(state)
            return (lambda x: whole @ x), (lambda x: x @ whole)
        left, right = Z @ K, Z @ K.T
        return (lambda x: W @ x + left @ (Z.T @ x)), (lambda x: transposed @ x + right @ (Z.T @ x))


@dataclass(frozen=True, eq=False)
class Advance:
    """One step of the solver; the first one, of no length, is the start.

    Attributes
    ----------
    begin, end : float
        Learning times.
    at : callable
        The state at any time between.
    slope : KrylovGradient
        Loss and gradient at the end.
    """

    begin: float
    end: float
    at: Callable[[float], LearntState]
    slope: KrylovGradient


def advance(flow: LowRankFlow, u: FloatArray, v: FloatArray, until: float, rtol: float) -> Iterator[Advance]:
    """Follow the flow from W₀, u, v at s = 0, step by step.

    RK45 or, for more digits, DOP853 as long as the flow is not stiff. From time to time the fastest rate λ is looked
    at: where explicit steps as long as they may be, of some 6/λ by DOP853, would take more evaluations to the end than
    the Rosenbrock method some `_STIFF_COST`, it takes over.

    Raises
    ------
    StoppedError
        The network becomes unstable before `until`.
    """
    here = flow.start(u, v)
    yield Advance(0.0, 0.0, lambda _: here, flow.gradient_at(here))
    step: float | None = None
    stiff, since = False, 0
    while here.time < until:
        solver = _solver(flow, here, until, rtol, flow.floor(u, v, rtol), step, stiff)
        while solver.status == "running":
            with np.errstate(invalid="ignore", over="ignore"):
                solver.step()
            if solver.status == "failed":
                raise StoppedError(float(solver.t))
            step = float(solver.t - solver.t_old)
            before, after = flow.state(solver.t_old, solver.y_old), flow.state(solver.t, solver.y)
            slope = flow.slope_at(after, solver.y)
            if flow.grow(after, slope):  # take the step again, in the larger frame
                here = before
                break
            here = after
            yield Advance(before.time, after.time, _interpolated(flow, solver), slope)
            since += 1
            if not stiff and since >= _LOOK and here.time < until:
                since = 0
                stiff = _is_stiff(flow, here, until, rtol)
                if stiff:
                    break


_COARSE = 5e-8
"""Above this relative tolerance RK45 takes fewer evaluations than DOP853, at 1e-6 half as many; measured."""
_LOOK = 15
_EXPLICIT = 2.0
"""Evaluations that both take for a time of 1/λ at the edge of their stability: 12 for 6/λ, 6 for 3.3/λ."""
_STIFF_COST = 1500.0
"""Evaluations that the Rosenbrock method takes, at rtol 1e-6; measured to within a factor of two."""


def _is_stiff(flow: LowRankFlow, state: LearntState, until: float, rtol: float) -> bool:
    y = flow.variables(state)
    fastest = stiff_part(flow.rhs, state.time, y, flow.rhs(state.time, y), 6).fastest
    return bool(_EXPLICIT * fastest * (until - state.time) > _STIFF_COST * (1e-6 / rtol) ** (1.0 / 3.0))


def _solver(
    flow: LowRankFlow,
    state: LearntState,
    until: float,
    rtol: float,
    floor: FloatArray,
    step: float | None,
    stiff: bool,
) -> Any:
    y = flow.variables(state)
    if stiff:
        return Rosenbrock(flow.rhs, state.time, y, until, rtol=rtol, atol=floor, first_step=step or 1e-3 * until)
    first = None if step is None else min(step, until - state.time)
    return _explicit(rtol)(flow.rhs, state.time, y, until, rtol=rtol, atol=floor, first_step=first)


def _explicit(rtol: float) -> Any:  # of which not all attributes are known to its stubs
    return RK45 if rtol > _COARSE else DOP853


def _interpolated(flow: LowRankFlow, solver: Any) -> Callable[[float], LearntState]:
    """The state between the ends of the last step; interpolants are made when they are asked for."""
    frame, begin, end, last = flow.frame, float(solver.t_old), float(solver.t), solver.y
    made: list[Callable[[float], FloatArray]] = []

    def at(s: float) -> LearntState:
        if s == end:
            return flow.state(s, last)
        if not made:
            made.append(_checked(flow, solver, begin, end))
        state = flow.state(s, made[0](s))
        return LearntState(s, frame, state.K, state.a, state.b)

    return at


def _checked(flow: LowRankFlow, solver: Any, begin: float, end: float) -> Callable[[float], FloatArray]:
    """The interpolant of a step; of shorter steps if it does not solve the equation as well as the step does.

    The error that explicit methods control is the one at the end; in the middle of a long step the interpolant may err
    by far more.
    """
    interpolant: Callable[[float], FloatArray] = solver.dense_output()
    if isinstance(solver, Rosenbrock):
        return interpolant
    middle, delta = 0.5 * (begin + end), 1e-4 * (end - begin)
    here = interpolant(middle)
    slope = (interpolant(middle + delta) - interpolant(middle - delta)) / (2 * delta)
    defect = (slope - flow.rhs(middle, here)) * (end - begin)
    if np.sqrt(np.mean((defect / (solver.atol + solver.rtol * np.abs(here))) ** 2)) <= _DEFECT:
        return interpolant
    parts: list[Any] = []
    shorter = _explicit(solver.rtol)(
        flow.rhs, begin, solver.y_old, end, rtol=solver.rtol, atol=solver.atol, max_step=(end - begin) / _PARTS
    )
    while shorter.status == "running":
        shorter.step()
        parts.append(shorter.dense_output())
    ends = np.array([part.t for part in parts])
    return lambda s: np.asarray(parts[min(int(np.searchsorted(ends, s)), len(parts) - 1)](s), dtype=np.float64)


_DEFECT = 10.0
"""Largest defect of an interpolant, times the step, in units of the tolerances."""
_PARTS = 3


def _orthonormal(columns: FloatArray, cut: float) -> FloatArray:
    """An orthonormal basis of the columns, without directions in which they are shorter than `cut`."""
    frame, triangle = np.linalg.qr(columns)
    turn, lengths, _ = np.linalg.svd(triangle)
    kept: FloatArray = frame @ turn[:, : lengths.size][:, lengths > cut]
    return kept


def _norm(x: FloatArray) -> float:
    flat = x.ravel()
    return float(np.sqrt(flat @ flat))
