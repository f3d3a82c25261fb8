"""The staircase of a target of any order: the plateaus that a network with a weak bulk passes, from target and start.

>>> from reduced_odes.staircase import TargetFilter, staircase
>>> steps = staircase(TargetFilter.from_poles([-0.1, -0.6, -4.0], [0.5, 1.0, 2.0]), kappa=0.3)
>>> [(step.loss, step.escape_rate, step.poles) for step in steps]

From u₀ ∥ v₀ and W(0) = 0 the weights act in one dimension, and learning ends at one pole; from any other u₀ and v₀ they
act in two, and as a rule it ends at two. At such a saddle of d dimensions a silent neuron with the small weights
(p, q, μ, ν), its column and row of W and entries of u and v, changes the loss by −[G*(1) − G(1)] αβ with

    α = μ − qᵀW⁻¹u,    β = ν − pᵀW⁻ᵀv,    X = η_u + η_W |W⁻¹u|²,    Y = η_v + η_W |W⁻ᵀv|²,

G and G* being the transfer functions of network and target, so that α' = [G* − G] X β, β' = [G* − G] Y α: one way out,

    (μ, q) ∝ (η_u, −η_W W⁻¹u)/√X,   (ν, p) ∝ ± (η_v, −η_W W⁻ᵀv)/√Y,   γ = |G*(1) − G(1)| √(XY),

the sign being that of what is missing. All directions outside of the d dimensions being alike, the way out, and with it
the saddle of d + 1 dimensions to which it leads, is the same for every bulk: a target and a start have one staircase.
Derived here; the sign of the missing part tells whether a neuron joins with v = u and a symmetric W, as for a real pole
of positive residue, or with v = −u and an antisymmetric one, as for a second pole that makes a pair of the first.

W has to be invertible. Where a pole is exactly at −1, as those of silent neurons are, nothing is missing at z = 1 and
|W⁻¹u| is infinite; only a target made for it has such a saddle, and it is refused. So are u₀ and v₀ that are not
parallel but equally long (at equal rates) if they lead to one pole: transposition is a symmetry of their way, on which
two poles are a pair or have residues of opposite sign, and where one pole does better, one direction falls silent.
Its remainder would compete with the bulk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from reduced_odes._common import checks
from reduced_odes._common.checks import Domain, FloatArray
from reduced_odes._common.errors import InputError
from reduced_odes.hierarchy.depth import LearningRates, learning_rates
from reduced_odes.linear import gramians
from reduced_odes.linear.gramians import SmallWeights
from reduced_odes.linear.schur import ComplexArray
from reduced_odes.linear.target_filter import TargetFilter, checked_target

__all__ = ["Path", "Plateau", "TargetFilter", "follow", "passage", "staircase"]

COMPLETE = 1e-9
"""A plateau whose loss is below this part of the target's power is the minimum: what is left is error of the solver."""
AMPLITUDE = 1e-4
"""With which the way out of a saddle is begun; the unstable manifold bends by its square."""
_RTOL, _ATOL = 1e-9, 1e-13
_AT_REST, _NEARLY = 1e-9, 1e-8
"""Gradient, and loss in units of the target's power, at which the flow hands over to Newton's iteration."""
_STATIONARY = 1e-9
_MIRRORED = 1e-6
"""Relative accuracy to which weights are mirror images."""
_SINGULAR = 1e8
"""Condition of W beyond which a pole is at −1, where a silent neuron's is."""
_LATEST = 1e6
"""The longest way."""


@dataclass(frozen=True, eq=False)
class Plateau:
    """A stationary point of d dimensions.

    Attributes
    ----------
    weights : SmallWeights
        Of a network of d neurons; no neuron at all for d = 0, the zero network.
    loss : float
        ½ ∫ (f − f*)² dt.
    missing : float
        G*(1) − G(1), 0 at the last step.
    escape_rate : float
        γ, in units of one over the learning time; 0 at the last step.
    approach : float
        λ, the rate at which the slowest deviation within the d dimensions decays; infinite for the zero network.
    rates : LearningRates
    slope : float
        Norm of the gradient, 0 but for rounding.
    """

    weights: SmallWeights
    loss: float
    missing: float
    escape_rate: float
    approach: float
    rates: LearningRates
    slope: float

    @property
    def order(self) -> int:
        """d, the number of poles."""
        return int(self.weights.u.size)

    @property
    def poles(self) -> ComplexArray:
        """Eigenvalues of W − I, the slowest first."""
        return gramians.slowest_first(gramians.eigenvalues(self.weights))

    @property
    def sign(self) -> float:
        """±1: whether the next neuron joins with v = u or with v = −u (equal rates)."""
        return float(np.sign(self.missing))

    def excitation(self) -> tuple[FloatArray, float, FloatArray, float]:
        """The functional (on p, μ, q, ν) that gives the amplitude of the way out in a silent neuron's weights.

        Returns
        -------
        of_p, of_nu, of_q, of_mu : ndarray of shape (d,), float, ndarray of shape (d,), float
        """
        read_in, read_out, X, Y = self._seen()
        of_q, of_mu = 0.5 * read_in / np.sqrt(X), 0.5 / np.sqrt(X)
        of_p, of_nu = 0.5 * self.sign * read_out / np.sqrt(Y), 0.5 * self.sign / np.sqrt(Y)
        return of_p, float(of_nu), of_q, float(of_mu)

    def way_out(self) -> SmallWeights:
        """The growing mode, in d + 1 dimensions, of amplitude 1."""
        read_in, read_out, X, Y = self._seen()
        d, eta, s = self.order, self.rates, self.sign
        W, u, v = np.zeros((d + 1, d + 1)), np.zeros(d + 1), np.zeros(d + 1)
        u[d], W[d, :d] = eta.u / np.sqrt(X), eta.W * read_in / np.sqrt(X)
        v[d], W[:d, d] = s * eta.v / np.sqrt(Y), s * eta.W * read_out / np.sqrt(Y)
        return SmallWeights(W, u, v)

    def _seen(self) -> tuple[FloatArray, FloatArray, float, float]:
        return _seen(self.weights, self.rates)


@dataclass(frozen=True, eq=False)
class Path:
    """A way from one point to the saddle where it ends.

    Attributes
    ----------
    begin, end : float
        Learning times.
    at : callable
        From a time between to the weights.
    plateau : Plateau
        Where it ends.
    """

    begin: float
    end: float
    at: Callable[[float], SmallWeights]
    plateau: Plateau


def staircase(
    target: TargetFilter,
    *,
    kappa: float | None = None,
    kappa_v: float | None = None,
    overlap: float | None = None,
    rates: LearningRates | Mapping[str, float] | None = None,
) -> tuple[Plateau, ...]:
    """The plateaus of a target, from the zero network to the target itself.

    Parameters
    ----------
    target : TargetFilter
        Of any order K.
    kappa : float, optional
        |u₀|; by default u₀ = ±v₀ are arbitrarily small, which for equal rates of u and v leads to the same plateaus as
        any equal lengths.
    kappa_v : float, optional
        |v₀|; `kappa` by default.
    overlap : float, optional
        Cosine of the angle between u₀ and v₀, from −1 to 1; by default 1 or −1, what the target wants.
    rates : LearningRates, or mapping from "W", "u", "v" to numbers > 0, optional
        1 by default.

    Returns
    -------
    tuple of Plateau
        Of 0, 1, 2, … dimensions, without 1 if u₀ and v₀ are not parallel, up to K unless there is nothing more to
        learn before.

    Raises
    ------
    InputError
        An argument cannot be used, or a plateau has no way out: nothing of the target is missing at z = 1.
    """
    silent = zero_network(checked_target(target), learning_rates(rates))
    start = None if kappa is None else first_weights(silent, kappa, kappa_v, overlap)
    if start is None and (kappa_v is not None or overlap is not None):
        raise InputError("kappa_v and overlap need kappa, the length of u; give it")
    return (silent, *(path.plateau for path in paths(target, silent, start)))


def first_weights(silent: Plateau, kappa: float, kappa_v: float | None, overlap: float | None) -> SmallWeights:
    """W = 0, u₀ and v₀ in as many dimensions as they span; u₀ along the first."""
    lengths = {"kappa": kappa, "kappa_v": kappa if kappa_v is None else kappa_v}
    of_u, of_v = (checks.in_domain(k, checks.finite_number(k, x), Domain.POSITIVE) for k, x in lengths.items())
    cosine = silent.sign if overlap is None else checks.finite_number("overlap", overlap)
    if not abs(cosine) <= 1:
        raise InputError(f"overlap must lie between -1 and 1, but is {cosine:g}")
    if cosine == -silent.sign:
        raise InputError(
            f"overlap {cosine:g} leads this target to the zero network, where nothing is learnt; give another"
        )
    d = 1 if abs(cosine) == 1 else 2
    u, v = of_u * np.array([1.0, 0.0]), of_v * np.array([cosine, np.sqrt(1.0 - cosine**2)])
    return SmallWeights(np.zeros((d, d)), u[:d], v[:d])


def paths(target: TargetFilter, silent: Plateau, start: SmallWeights | None) -> Iterator[Path]:
    """The ways between the plateaus, one after another; from arbitrarily small weights if no start is given."""
    path = passage(target, silent) if start is None else follow(target, start, silent.rates)
    if start is not None:
        _check_mirrored(start, path.plateau)
    yield path
    power = silent.loss
    while path.plateau.order < target.order and path.plateau.loss > COMPLETE * power:
        path = passage(target, path.plateau)
        yield path


def _check_mirrored(start: SmallWeights, end: Plateau) -> None:
    """Refuse an end at which rounding has broken the symmetry by transposition of the way to it."""
    rates, w = end.rates, end.weights
    if w.u.size == 1 or rates.u != rates.v or abs(np.linalg.norm(start.v) / start.u[0] - 1.0) > _MIRRORED:
        return
    axis = (start.u + start.v) / np.linalg.norm(start.u + start.v)
    J = 2.0 * np.outer(axis, axis) - np.eye(2)
    if np.linalg.norm(J @ w.W.T @ J - w.W) + np.linalg.norm(J @ w.u - w.v) > _MIRRORED * np.linalg.norm(w.u):
        raise InputError(
            "kappa and kappa_v are equal, from which this target is learnt by one pole, and no farther but for "
            "rounding; let them differ, or give no overlap"
        )


def zero_network(target: TargetFilter, rates: LearningRates) -> Plateau:
    """The plateau of no dimension, at which learning from very small weights begins."""
    if min(rates.W, rates.u, rates.v) <= 0:
        raise InputError("rates must all be greater than 0: a block that is not trained has another staircase")
    nothing = SmallWeights(np.zeros((0, 0)), np.zeros(0), np.zeros(0))
    missing = _transfer(target)
    rate = abs(missing) * float(np.sqrt(rates.u * rates.v))
    return Plateau(nothing, target.power, missing, rate, np.inf, rates, 0.0)


def passage(target: TargetFilter, plateau: Plateau) -> Path:
    """The way out of a saddle, from the time at which its amplitude e^{γs} is 1e-4, to the next plateau."""
    if not plateau.escape_rate > 0:
        raise InputError(
            f"plateau of {plateau.order} poles has no way out, since nothing of the target is missing at z = 1"
        )
    d, mode, w = plateau.order, plateau.way_out(), plateau.weights
    start = SmallWeights(
        np.pad(w.W, (0, 1)) + AMPLITUDE * mode.W,
        np.pad(w.u, (0, 1)) + AMPLITUDE * mode.u,
        np.pad(w.v, (0, 1)) + AMPLITUDE * mode.v,
    )
    path = follow(target, start, plateau.rates, begin=float(np.log(AMPLITUDE)) / plateau.escape_rate)
    if not path.plateau.loss < plateau.loss or path.plateau.order != d + 1:
        raise InputError(f"plateau of {d} poles leads to none of {d + 1}; the target may have no more poles")
    return path


def follow(target: TargetFilter, start: SmallWeights, rates: LearningRates, *, begin: float = 0.0) -> Path:
    """Gradient flow of a few neurons until it is at rest.

    Raises
    ------
    InputError
        It does not come to rest at a point where W is invertible.
    """
    from scipy.integrate import solve_ivp

    d = start.u.size
    eta = np.repeat([rates.W, rates.u, rates.v], [d * d, d, d])
    power = target.power
    calm = min(_AT_REST, 1e-3 * float(np.linalg.norm(_gradient(target, start))))

    def velocity(_: float, state: FloatArray) -> FloatArray:
        return -eta * _gradient(target, SmallWeights.of(state, d))

    def jacobian(_: float, state: FloatArray) -> FloatArray:
        return -eta[:, None] * _hessian(target, SmallWeights.of(state, d))

    def speed(_: float, state: FloatArray) -> float:
        solved = gramians.solve(SmallWeights.of(state, d), target.A, target.b, target.c)
        slope = float(np.linalg.norm(gramians.gradient(solved).stacked()))
        return min(slope / calm, float(gramians.loss(solved, power)) / (_NEARLY * power)) - 1.0

    speed.terminal = True  # type: ignore[attr-defined]
    run: Any = solve_ivp(
        velocity,
        (begin, begin + _LATEST),
        start.stacked(),
        method="LSODA",
        rtol=_RTOL,
        atol=_ATOL,
        jac=jacobian,
        events=speed,
        dense_output=True,
    )
    if run.status != 1:
        raise InputError(f"flow of {d} dimensions does not come to rest by s = {run.t[-1]:g}; rescale the target")

    def at(s: float) -> SmallWeights:
        return SmallWeights.of(run.sol(s), d)

    return Path(begin, float(run.t[-1]), at, _resting(target, SmallWeights.of(run.y[:, -1], d), rates))


def _resting(target: TargetFilter, near: SmallWeights, rates: LearningRates) -> Plateau:
    """The stationary point next to where a flow has ended, by Newton's iteration orthogonal to the frame's turns."""
    d = near.u.size
    state = near.stacked()
    for _ in range(6):
        here = SmallWeights.of(state, d)
        state = state - np.linalg.lstsq(_hessian(target, here), _gradient(target, here), rcond=1e-9)[0]
    weights = SmallWeights.of(state, d)
    slope_left = float(np.linalg.norm(_gradient(target, weights)))
    power = target.power
    loss = float(gramians.loss(gramians.solve(weights, target.A, target.b, target.c), power))
    approach = _slowest(target, weights, rates)
    if slope_left < _STATIONARY and loss < COMPLETE * power:
        return Plateau(weights, max(loss, 0.0), 0.0, 0.0, approach, rates, slope_left)
    if not slope_left < _STATIONARY or np.linalg.cond(weights.W) > _SINGULAR:
        raise InputError(
            f"flow of {d} dimensions ends at no regular saddle (gradient {slope_left:.1e}, condition of W "
            f"{np.linalg.cond(weights.W):.1e}); change the target, or let |u| and |v| differ if they are not parallel"
        )
    missing = _transfer(target) - float(weights.v @ np.linalg.solve(2.0 * np.eye(d) - weights.W, weights.u))
    _, _, X, Y = _seen(weights, rates)
    return Plateau(weights, loss, missing, abs(missing) * float(np.sqrt(X * Y)), approach, rates, slope_left)


def _slowest(target: TargetFilter, weights: SmallWeights, rates: LearningRates) -> float:
    """The least rate of decay but the zeros, d(d − 1)/2 turns of the frame and as many as there are conserved numbers.

    At a given filter the weights form a manifold of d² dimensions, all changes of basis.
    """
    d = weights.u.size
    root = np.sqrt(np.repeat([rates.W, rates.u, rates.v], [d * d, d, d]))
    found = np.linalg.eigvalsh(root[:, None] * _hessian(target, weights) * root)
    return float(np.sort(np.abs(found))[d * d])


def _seen(w: SmallWeights, rates: LearningRates) -> tuple[FloatArray, FloatArray, float, float]:
    """−W⁻¹u, −W⁻ᵀv, X and Y."""
    read_in, read_out = -np.linalg.solve(w.W, w.u), -np.linalg.solve(w.W.T, w.v)
    X, Y = rates.u + rates.W * float(read_in @ read_in), rates.v + rates.W * float(read_out @ read_out)
    return np.asarray(read_in, dtype=np.float64), np.asarray(read_out, dtype=np.float64), X, Y


def _transfer(target: TargetFilter) -> float:
    """G*(1)."""
    return float(target.c @ np.linalg.solve(np.eye(target.order) - target.A, target.b))


def _gradient(target: TargetFilter, weights: SmallWeights) -> FloatArray:
    return gramians.gradient(gramians.solve(weights, target.A, target.b, target.c)).stacked()


def _hessian(target: TargetFilter, weights: SmallWeights) -> FloatArray:
    solved = gramians.solve(weights, target.A, target.b, target.c)
    along = SmallWeights.of(np.eye(weights.u.size * (weights.u.size + 2)), weights.u.size)
    return gramians.gradient_changes(solved, along).stacked()
