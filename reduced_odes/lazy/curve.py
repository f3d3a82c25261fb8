"""Lazy learning curves: how a wide network with a random bulk learns while its weights hardly move.

>>> from reduced_odes.lazy import Block, TargetFilter, lazy_curve
>>> curve = lazy_curve(TargetFilter.integrator(0.5), sigma=0.6, kappa=1.0, times=[0, 1, 10, 100])
>>> curve.loss, curve.learnable, curve.decay_exponent

Gradient flow moves the impulse response by df(t)/ds = −∫ K(t,t')(f(t') − f*(t')) dt' with the kernel of
`reduced_odes.lazy.kernel`.  All formulas are derived, and proved, in `derivations.lazy`.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import block_diag, solve_discrete_lyapunov

from reduced_odes._common import checks
from reduced_odes._common.checks import Domain, FloatArray
from reduced_odes._common.errors import InputError, UnknownNameError
from reduced_odes._common.outcome import Outcome
from reduced_odes.lazy.kernel import LazyKernel, laguerre_coefficients
from reduced_odes.linear import gramians
from reduced_odes.linear.target_filter import TargetFilter, checked_target

__all__ = ["Block", "LazyCurve", "TargetFilter", "decay_exponent", "is_learnable", "lazy_curve", "norm_squared"]

SMALLEST_SIGMA = 1e-3
"""Smallest radius of the bulk; without a bulk the kernel has rank one."""


class Block(StrEnum):
    """A block of the weights."""

    RECURRENT = "W"
    READ_IN = "u"
    READ_OUT = "v"


READ_OUT = frozenset({Block.READ_OUT})


@dataclass(frozen=True, eq=False)
class LazyCurve:
    """A lazy learning curve, and what the theory says about its end.

    Attributes
    ----------
    times : ndarray of shape (T,)
        Learning times s.
    loss : ndarray of shape (T,)
        L = ½ ∫ (f − f*)² dt.
    target_power : float
        ½ ∫ f*² dt, which is the loss at s = 0 if the overlap is 0.
    truncation_error : ndarray of shape (T,)
        A bound on the loss's error by leaving out modes.
    modes : int
        Number of Laguerre modes that were followed.
    learnable : bool
        Whether weights at a finite distance realise the target (at N → ∞).
    decay_exponent : float
        γ of the late L ~ s^{−γ}, infinite if a finite number of modes makes up the target; see `decay_exponent`.
    norm_squared : float or None
        Squared norm of the target in the kernel's reproducing space, infinite unless learnable; None with recurrent
        training.
    sigma : float
    kappa_u, kappa_v : float
        |u₀| and |v₀|.
    overlap : float
        Cosine of the angle between u₀ and v₀.
    rates : mapping of Block to float
        The trained blocks with their learning rates.
    """

    times: FloatArray
    loss: FloatArray
    target_power: float
    truncation_error: FloatArray
    modes: int
    learnable: bool
    decay_exponent: float
    norm_squared: float | None
    sigma: float
    kappa_u: float
    kappa_v: float
    overlap: float
    rates: Mapping[Block, float]

    @property
    def kappa(self) -> float:
        """√(|u₀||v₀|), which is κ where the two norms are equal."""
        return math.sqrt(self.kappa_u * self.kappa_v)

    @property
    def outcome(self) -> Outcome:
        """Whether the loss is below 1e-6 of the target's power at the last time."""
        return Outcome.LEARNT if self.loss[-1] < checks.LEARNT * self.target_power else Outcome.UNFINISHED

    def __getitem__(self, name: str) -> FloatArray:
        if name != "loss":
            raise UnknownNameError.among("quantity", name, ["loss"], owner="a lazy curve")
        return self.loss


def lazy_curve(
    target: TargetFilter,
    *,
    sigma: float,
    times: ArrayLike,
    kappa: float = 1.0,
    kappa_u: float | None = None,
    kappa_v: float | None = None,
    overlap: float = 0.0,
    trained: Collection[Block | str] = READ_OUT,
    rates: Mapping[Block | str, float] | None = None,
) -> LazyCurve:
    """The loss of a wide network in the lazy regime.

    Parameters
    ----------
    target : TargetFilter
        Of any order.
    sigma : float
        Radius of the bulk, between 0.001 and 1; the entries of W(0) are N(0, σ²/N).
    times : array-like of shape (T,)
        Learning times, increasing, ≥ 0.
    kappa, kappa_u, kappa_v : float
        |u₀| = |v₀| = κ, or each by itself, above 0 and up to 1e6.
    overlap : float
        u₀ᵀv₀/(|u₀||v₀|), from −1 to 1. The network then responds with f₀ = u₀ᵀv₀ e^{−t} before it learns, and what it
        has to learn is f* − f₀.
    trained : collection of Block
        Which blocks are trained, read-out by default.
    rates : mapping of Block to float, optional
        Learning rates η > 0 of trained blocks, 1 by default.

    Raises
    ------
    InputError
        An argument cannot be used as given.

    Notes
    -----
    Without recurrent weights the closed form L = ½ Σ c_n² exp(−2λ_n s) is summed, modes that have not begun to learn
    by a Stein equation.  With them, the tridiagonal kernel is exponentiated.  For read-out or read-in alone the
    theory is exact at N → ∞; recurrent weights, and several blocks at once, stay lazy only as κ → ∞.  Rounding
    changes √L by about 1e-15 of √L at s = 0.
    """
    checked_target(target)
    radius = _radius(sigma)
    of_u, of_v = (_size(norm) for norm in checks.initial_norms(kappa, kappa_u, kappa_v))
    speeds = _rates(trained, rates)
    s = checks.increasing_times(times)
    cosine = checks.cosine("overlap", overlap)
    missing = _without(target, cosine * of_u * of_v)
    kernel = _kernel(radius, of_u, of_v, speeds)
    count = kernel.modes_needed(float(s[-1]))
    try:
        coefficients, rest = laguerre_coefficients(missing, kernel.p, count)
    except np.linalg.LinAlgError as error:
        raise InputError(
            "target decays too slowly for double precision; give poles whose real parts are below -1e-12",
            name="target",
            value=target,
        ) from error
    values, vectors = kernel.eigen(count, float(s[-1]))
    amplitudes = coefficients if vectors is None else vectors.T @ coefficients
    loss = 0.5 * (np.exp(-2.0 * np.outer(s, values)) @ amplitudes**2 + rest)
    learnable = is_learnable(missing, radius, speeds)
    return LazyCurve(
        times=s,
        loss=loss,
        target_power=gramians.power(target.A, target.b, target.c),
        truncation_error=_truncation_error(kernel, coefficients, rest, s, loss),
        modes=count,
        learnable=learnable,
        decay_exponent=decay_exponent(missing, radius, speeds),
        norm_squared=None if kernel.recurrent else _norm_squared(missing, kernel, learnable),
        sigma=radius,
        kappa_u=of_u,
        kappa_v=of_v,
        overlap=cosine,
        rates=speeds,
    )


def is_learnable(target: TargetFilter, sigma: float, trained: Collection[Block | str] = READ_OUT) -> bool:
    """Whether finite changes of the weights realise the target: its poles λ lie inside the bulk, |1 + λ| < σ.

    Recurrent weights alone leave f(0) where it is, at 0, so they also need f*(0) = 0.
    """
    blocks = _blocks(trained)
    inside = bool(np.all(np.abs(1.0 + target.poles()) < _radius(sigma)))
    return inside and not _starts_out_of_reach(target, blocks)


def decay_exponent(target: TargetFilter, sigma: float, trained: Collection[Block | str] = READ_OUT) -> float:
    """γ of the late loss L ~ s^{−γ}: ln|r|²/ln ρ, r = (λ + p)/(λ − p) of the target's pole λ with the largest |r|.

    γ > 1 exactly where the target can be learnt.  L s^γ is periodic in ln s for read-in and read-out, and grows as
    (ln s)^{2m−2} if that pole occurs m times (t^{m−1} e^{λt}); recurrent training turns s into s ln s.  Recurrent
    weights alone leave f(0) where it is: for f*(0) ≠ 0 the loss falls only as 1/ln s, and γ is 0.
    """
    blocks = _blocks(trained)
    if _starts_out_of_reach(target, blocks):
        return 0.0
    kernel = LazyKernel(_radius(sigma), 1.0, 0.0)
    poles = target.poles()
    largest = float(np.max(np.abs((poles + kernel.p) / (poles - kernel.p))))
    return math.inf if largest < _ZERO_RATIO else 2.0 * math.log(largest) / math.log(kernel.rho)


def norm_squared(target: TargetFilter, sigma: float, kappa: float) -> float:
    """Squared norm of the target in the space of the read-out's kernel: the least |δv|² that makes f = f*.

    c Z cᵀ/κ² with Z = (I+A) Z (I+A)ᵀ/σ² + b bᵀ, for the integrator 1/(κ²(1 − ((1−c*)/σ)²)); infinite above the
    threshold.
    """
    size = _size(kappa)
    kernel = LazyKernel(_radius(sigma), size**2, 0.0)
    return _norm_squared(target, kernel, is_learnable(target, sigma))


_ZERO_RATIO = 1e-14
_LARGEST = 1e6
"""Largest κ. Learning times scale as κ⁻² and κ⁻⁴, so that larger values bring nothing new, and κ⁴ would overflow."""


def _norm_squared(target: TargetFilter, kernel: LazyKernel, learnable: bool) -> float:
    if not learnable:
        return math.inf
    seen = target.minimal()  # poles outside of the bulk that do not show would spoil the equation
    Z = solve_discrete_lyapunov((np.eye(seen.order) + seen.A) / kernel.sigma, np.outer(seen.b, seen.b))
    return float(seen.c @ Z @ seen.c) / kernel.linear


def _size(kappa: float) -> float:
    size = checks.in_domain("kappa", checks.finite_number("kappa", kappa), Domain.POSITIVE)
    if size > _LARGEST:
        raise InputError(f"kappa must be {_LARGEST:g} or less, but is {size:g}; times scale as kappa^-2 and kappa^-4")
    return size


def _kernel(sigma: float, kappa_u: float, kappa_v: float, rates: Mapping[Block, float]) -> LazyKernel:
    """Each block's part grows with the norms of those that it is not: the read-out's with |u₀|², and so on."""
    linear = kappa_v**2 * rates.get(Block.READ_IN, 0.0) + kappa_u**2 * rates.get(Block.READ_OUT, 0.0)
    return LazyKernel(sigma, linear, (kappa_u * kappa_v) ** 2 * rates.get(Block.RECURRENT, 0.0))


def _without(target: TargetFilter, start: float) -> TargetFilter:
    """f* − f₀ with f₀ = `start` e^{−t}: words of a disc are at right angles, so that W₀ does not show in f₀."""
    if start == 0.0:
        return target
    return TargetFilter(block_diag(target.A, np.array([[-1.0]])), np.append(target.b, 1.0), np.append(target.c, -start))


def _truncation_error(
    kernel: LazyKernel, coefficients: FloatArray, rest: float, s: FloatArray, loss: FloatArray
) -> FloatArray:
    """A bound: exp(−Ks) is a contraction, so the integral of the truncated solution's defect bounds its error."""
    count = coefficients.size
    coupling = abs(float(kernel.off_diagonal(count)[-1]))
    unlearnt = math.sqrt(rest)
    defect = coupling * (math.sqrt(float(coefficients @ coefficients)) + unlearnt)
    deviation = s * (defect + kernel.bound_beyond(count) * unlearnt)
    bound: FloatArray = deviation * (np.sqrt(2.0 * loss) + 0.5 * deviation)
    return bound


def _starts_out_of_reach(target: TargetFilter, blocks: frozenset[Block]) -> bool:
    scale = float(np.linalg.norm(target.b) * np.linalg.norm(target.c))
    return blocks == {Block.RECURRENT} and abs(target.start) > 1e-12 * scale


def _radius(sigma: float) -> float:
    radius = checks.finite_number("sigma", sigma)
    if radius >= 1.0:
        raise InputError(f"sigma must be below 1, but is {radius:g}: a bulk of radius 1 makes the network unstable")
    if radius < SMALLEST_SIGMA:
        raise InputError(
            f"sigma must be at least {SMALLEST_SIGMA:g}, but is {radius:g}; without a bulk the kernel has rank one and "
            "learns nothing but exp(−t)"
        )
    return radius


def _blocks(trained: Collection[Block | str]) -> frozenset[Block]:
    checks.instance("trained", trained, Collection, "for example ['v', 'u']")
    names = [trained] if isinstance(trained, str) else list(trained)
    known = [block.value for block in Block]
    for name in names:
        if name not in known:
            raise UnknownNameError.among("trained block", name, known)
    if not names:
        raise InputError(f"trained is empty, so nothing learns; name one of the blocks {', '.join(known)}")
    return frozenset(Block(name) for name in names)


def _rates(trained: Collection[Block | str], rates: Mapping[Block | str, float] | None) -> dict[Block, float]:
    blocks = _blocks(trained)
    speeds = {block: 1.0 for block in Block if block in blocks}
    given = {} if rates is None else rates
    checks.instance("rates", given, Mapping, "for example {'v': 0.5}")
    for name, value in given.items():
        if name not in [block.value for block in Block]:
            raise UnknownNameError.among("block in rates", name, [block.value for block in Block])
        block = Block(name)
        if block not in blocks:
            raise InputError(f"rates has {block.value}, which is not trained; add it to trained or leave it out")
        what = f"rate of {block.value}"
        speeds[block] = checks.in_domain(what, checks.finite_number(what, value), Domain.POSITIVE)
    return speeds
