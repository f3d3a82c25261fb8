"""Loss and gradient of one saturating outlier, and its learning as a `ReducedSystem`.

In units of its noise the neuron dz = (−z + w φ_g(z)) dt + a dB is x = z/a with the gain γ = g a, so that with A = ab

    L = ½ E (b z − z*)² = ½ A² m − A v + 1/(4c*),        m, v functions of w, γ and c* (see `backward`).

Only A, w and γ enter. Hence a ∂L/∂a − b ∂L/∂b = ∂L/∂ln γ = g ∂L/∂g, which along gradient flow of a and b with one
rate is the scale identity d(a² − b²)/ds = −2 g ∂L/∂g.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reduced_odes._common.checks import Domain, FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes.initial_value.problem import Method
from reduced_odes.integration.single import integrate
from reduced_odes.integration.trajectory import Trajectory
from reduced_odes.saturating.backward import BY_GAIN, BY_GAIN_GAIN, BY_W, BY_W_GAIN, BY_WW, VALUE, response
from reduced_odes.saturating.minimum import valley
from reduced_odes.saturating.nonlinearity import ERF, Nonlinearity
from reduced_odes.systems.system import Formulas, ReducedSystem

NAME = "saturating"
STATE = ("a", "b", "w")
_RATES = ("eta_W", "eta_u", "eta_v")
_VERSION = 1


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Loss, gradient and Hessian at states of one shape (...), with error bars.

    Attributes
    ----------
    loss, loss_error
        Shape (...): L, and by how much it changes from two thirds of the polynomials to all of them.
    gradient, gradient_error
        Shape (3, ...): derivatives by a, b and w, and the same for them.
    hessian
        Shape (3, 3, ...): second derivatives by a, b and w.
    by_gain
        Shape (...): g ∂L/∂g.
    decay_rate
        Shape (...): slowest decay rate of the odd correlations of the activity; 1 − w for linear neurons.
    accurate
        Shape (...), of booleans: whether the moments behind all this are good to 1e-8 (see `Response.accurate`).
    """

    loss: FloatArray
    loss_error: FloatArray
    gradient: FloatArray
    gradient_error: FloatArray
    hessian: FloatArray
    by_gain: FloatArray
    decay_rate: FloatArray
    accurate: NDArray[np.bool_]


def evaluate(
    a: ArrayLike, b: ArrayLike, w: ArrayLike, *, c_star: ArrayLike, gain: ArrayLike, phi: Nonlinearity = ERF
) -> Evaluation:
    """Loss and derivatives of saturating outliers; the arguments are broadcast.

    Parameters
    ----------
    a, b, w
        Read-in, read-out and recurrent weight. a and b may have either sign.
    c_star
        Decay rate of the target filter e^{−c* t}, in inverse time constants of the neuron.
    gain
        g > 0, how soon the neuron saturates: φ_g(z) = φ(g z)/g.
    phi
        φ.

    Returns
    -------
    Evaluation
        NaN where the activity has no stationary density (a cubic with w < 0). Whether the error bars are small enough
        is said by `accurate` and not enforced here.
    """
    a, b, w, c_star, gain = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (a, b, w, c_star, gain)))
    found = response(phi, w, np.abs(gain * a), c_star)
    m, v, A = found.variance, found.overlap, a * b
    # L at fixed A, and its derivatives by w and ln γ; then a enters through A and through γ = g a.
    fixed = A**2 / 2 * m - A * v
    m_a, v_a = m[VALUE] + m[BY_GAIN] / 2, v[VALUE] + v[BY_GAIN]
    gradient = np.stack([A * b * m_a - b * v_a, A * a * m[VALUE] - a * v[VALUE], fixed[BY_W]])
    # v depends on γ² only, so that its derivatives by ln γ vanish faster than a.
    v_aa = np.divide(v[BY_GAIN] + v[BY_GAIN_GAIN], a, out=np.zeros_like(A), where=a != 0)
    aa = b**2 * (m[VALUE] + 1.5 * m[BY_GAIN] + m[BY_GAIN_GAIN] / 2) - b * v_aa
    ab = 2 * A * m_a - v_a
    aw = A * b * (m[BY_W] + m[BY_W_GAIN] / 2) - b * (v[BY_W] + v[BY_W_GAIN])
    bb, bw = a**2 * m[VALUE], A * a * m[BY_W] - a * v[BY_W]
    dm, dv = found.variance_error, found.overlap_error
    with np.errstate(invalid="ignore"):  # 0 · ∞ where there is no density
        spread = A**2 / 2 * dm + np.abs(A) * dv
        errors = [
            np.abs(A * b) * (dm[VALUE] + dm[BY_GAIN] / 2) + np.abs(b) * (dv[VALUE] + dv[BY_GAIN]),
            np.abs(A * a) * dm[VALUE] + np.abs(a) * dv[VALUE],
            spread[BY_W],
        ]
    return Evaluation(
        loss=fixed[VALUE] + 1 / (4 * c_star),
        loss_error=spread[VALUE],
        gradient=gradient,
        gradient_error=np.stack(errors),
        hessian=np.stack([np.stack(row) for row in ((aa, ab, aw), (ab, bb, bw), (aw, bw, fixed[BY_WW]))]),
        by_gain=fixed[BY_GAIN],
        decay_rate=found.decay_rate,
        accurate=found.accurate,
    )


def saturating_system(phi: Nonlinearity = ERF) -> ReducedSystem:
    """The learning dynamics of one saturating outlier with the nonlinearity φ.

    State a, b, w (0 at W = 0, u = v = 0); parameters c_star, gain and the rates eta_W, eta_u, eta_v (1) of w, a and b;
    observables loss, loss_error (the change from two thirds of the polynomials to all of them) and c, the slowest decay
    rate of the activity. Nothing is conserved: a² − b² drifts, see the module.

    It is called "saturating", with the name of φ behind it if that is not the error function.
    """
    if not isinstance(phi, Nonlinearity):
        raise InputError(f"phi must be a Nonlinearity, but is {phi!r}; make one of a function and its derivative")
    equations = _Equations(phi)
    source = f"reduced_odes.saturating: one outlier, nonlinearity {phi.name}, equations {_VERSION}"
    return ReducedSystem(
        name=NAME if phi.name == ERF.name else f"{NAME}_{phi.name}",
        state=STATE,
        origin=(0.0, 0.0, 0.0),
        parameters=("c_star", "gain", *_RATES),
        defaults=dict.fromkeys(_RATES, 1.0),
        domains={
            **dict.fromkeys(("c_star", "gain"), Domain.POSITIVE),
            **dict.fromkeys(_RATES, Domain.NONNEGATIVE),
        },
        observables=("loss", "c", "loss_error"),
        invariants=(),
        assumptions=_ASSUMPTIONS,
        hash=hashlib.sha256(source.encode()).hexdigest()[:16],
        source=source,
        formulas=Formulas(
            rhs=equations.rhs,
            jacobian=equations.jacobian,
            observables=equations.observables,
            invariants=equations.invariants,
            stability=equations.stability,
            target_power=equations.target_power,
        ),
    )


def learn(
    initial: Mapping[str, float],
    parameters: Mapping[str, float],
    times: ArrayLike,
    *,
    phi: Nonlinearity = ERF,
    rtol: float = 1e-8,
    atol: float = 1e-12,
    method: Method = Method.LSODA,
    learnt: float = 1e-6,
) -> Trajectory:
    """Learning of one saturating outlier: `integrate` with `saturating_system(phi)`, and what no weights can remove.

    Parameters
    ----------
    initial
        a, b and w at s = 0; what is left out is 0.
    parameters
        c_star and gain, and the rates eta_W, eta_u, eta_v if they are not 1.
    times, rtol, atol, method, learnt
        As for `integrate`.
    phi
        φ, of slope 1 at 0 if g → 0 is to be the linear network with the same weights.

    Returns
    -------
    Trajectory
        With the observables of the system and `floor`: the share of the target's power that the best w and b leave at
        the present a (see `valley`).

    Raises
    ------
    UnknownNameError, InputError
        An argument that cannot be used; a gain too large, or two wells too deep, for the quadrature at the start.
    UnstableNetworkError, SaddleError
        As for `integrate`.
    """
    system = saturating_system(phi)
    constants = dict(zip(system.parameters, system.parameter_values(parameters), strict=True))
    _refuse_unresolved(system.state_values(initial), constants, phi)
    trajectory = integrate(system, initial, parameters, times, rtol=rtol, atol=atol, method=method, learnt=learnt)
    share = valley(np.abs(constants["gain"] * trajectory["a"]), constants["c_star"], phi).share
    return replace(trajectory, observables={**trajectory.observables, "floor": share})


def _refuse_unresolved(state: tuple[float, ...], constants: Mapping[str, float], phi: Nonlinearity) -> None:
    """Refuse a start with a density that exists, but is too sharp for the polynomials."""
    a, b, w = state
    c_star, gain = constants["c_star"], constants["gain"]
    confined = phi.restoring(np.array(w), np.array(gain * a)) > 0
    if confined and not evaluate(a, b, w, c_star=c_star, gain=gain, phi=phi).accurate:
        raise InputError(
            f"gain = {gain:g} is too large for the quadrature at a = {a:g}, w = {w:g}: the nonlinearity is too sharp "
            "for the noise, or the activity has two wells too far apart; give a smaller gain or w"
        )


@dataclass(frozen=True)
class _Equations:
    """The formulas of the system, as methods: they can be pickled, closures cannot."""

    phi: Nonlinearity

    def rhs(self, state: Sequence[Any], parameters: Sequence[Any]) -> Sequence[Any]:
        found = self._evaluate(state, parameters)
        rates = np.array([parameters[3], parameters[4], parameters[2]], dtype=float)
        slopes = np.where(found.accurate, found.gradient, np.nan)
        return _plain(-(rates.reshape(-1, *(1,) * (slopes.ndim - 1)) * slopes), state)

    def jacobian(self, state: Sequence[Any], parameters: Sequence[Any]) -> Sequence[Any]:
        hessian = self._evaluate(state, parameters).hessian
        rates = np.array([parameters[3], parameters[4], parameters[2]], dtype=float)
        return _plain(-(rates.reshape(-1, *(1,) * (hessian.ndim - 1)) * hessian), state)

    def observables(self, state: Sequence[Any], parameters: Sequence[Any]) -> Sequence[Any]:
        found = self._evaluate(state, parameters)
        return _plain(np.stack([found.loss, found.decay_rate, found.loss_error]), state)

    def invariants(self, state: Sequence[Any], parameters: Sequence[Any]) -> Sequence[Any]:
        return ()

    def stability(self, state: Sequence[Any], parameters: Sequence[Any]) -> Sequence[Any]:
        a, _, w = (np.asarray(x, dtype=float) for x in state)
        return _plain(self.phi.restoring(w, np.abs(parameters[1] * a))[None], state)

    def target_power(self, parameters: Sequence[Any]) -> Any:
        return 1 / (4 * parameters[0])

    def _evaluate(self, state: Sequence[Any], parameters: Sequence[Any]) -> Evaluation:
        c_star, gain = parameters[:2]
        if np.ndim(state[0]):
            return evaluate(*state, c_star=c_star, gain=gain, phi=self.phi)
        return _evaluate_once(*map(float, state), float(c_star), float(gain), self.phi)


@lru_cache(maxsize=8)
def _evaluate_once(a: float, b: float, w: float, c_star: float, gain: float, phi: Nonlinearity) -> Evaluation:
    """One state: solver, Jacobian and observables ask for it in turn."""
    return evaluate(a, b, w, c_star=c_star, gain=gain, phi=phi)


def _plain(values: FloatArray, state: Sequence[Any]) -> Sequence[Any]:
    """Floats for a single state, as the solvers want them; rows of arrays for many."""
    return list(values) if np.ndim(state[0]) else values.tolist()


_ASSUMPTIONS = (
    "One neuron, or a network of N neurons whose vectors u, v and W = w n nᵀ share one unit vector n of entries ±1/√N: "
    "dz/dt = −z + w φ_g(z) + a x(t), y = b z, with time in units of the neuron's time constant.",
    "φ_g(z) = φ(g z)/g is odd and smooth.",
    "The input x is white noise of unit power, and the loss is L = ½ E(y − y*)² in the stationary state.",
    "The target filter is f*(t) = e^{−c* t}, driven by the same noise.",
    "Learning is gradient flow with rates η in the learning time s (gradient descent with step η: s = η × steps).",
)
