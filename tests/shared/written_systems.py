"""Systems written by hand in the emitted format, some with their solutions in closed form."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from reduced_odes import ReducedSystem, load

Array = np.ndarray


HEAD = """
FORMAT = 1
HASH = "0123456789abcdef"
INVARIANTS = ()
ASSUMPTIONS = ("Written by hand.",)
def invariants(state, parameters): return ()
"""


# y(s) = y(0) e^{-k s}
DECAY = (
    HEAD
    + """
NAME = "decay"
STATE = ("y",)
ORIGIN = (0.0,)
PARAMETERS = ("k",)
DEFAULTS = {"k": 1.0}
DOMAINS = {"k": "positive"}
OBSERVABLES = ("loss",)
def rhs(state, parameters): return (-parameters[0] * state[0],)
def jacobian(state, parameters): return ((-parameters[0],),)
def observables(state, parameters): return (state[0]**2,)
def stability(state, parameters): return (1.0,)
def target_power(parameters): return 1.0
"""
)


# The equations of an aligned network learning e^{-c* t}, written down by hand from its loss
# (ab)²/4c − ab/(c + c*) + 1/4c*.
REAL_OUTLIER = """
FORMAT = 1
NAME = "by_hand"
HASH = "fedcba9876543210"
STATE = ("a", "b", "c")
ORIGIN = (0.0, 0.0, 1.0)
PARAMETERS = ("c_star", "eta_W", "eta_u", "eta_v")
DEFAULTS = {"eta_W": 1.0, "eta_u": 1.0, "eta_v": 1.0}
DOMAINS = {"c_star": "positive", "eta_W": "nonnegative", "eta_u": "nonnegative", "eta_v": "nonnegative"}
OBSERVABLES = ("loss", "gain")
INVARIANTS = ("balance",)
ASSUMPTIONS = ("Written by hand.",)

def rhs(state, parameters):
    a, b, c = state
    t, W, u, v = parameters
    g = a*b/(2*c) - 1/(c + t)
    return (-u*b*g, -v*a*g, W*a*b*(a*b/(4*c**2) - 1/(c + t)**2))

def jacobian(state, parameters):
    a, b, c = state
    t, W, u, v = parameters
    g = a*b/(2*c) - 1/(c + t)
    gc = -a*b/(2*c**2) + 1/(c + t)**2
    h = a*b/(2*c**2) - 1/(c + t)**2
    return (
        (-u*b*b/(2*c), -u*(g + a*b/(2*c)), -u*b*gc),
        (-v*(g + a*b/(2*c)), -v*a*a/(2*c), -v*a*gc),
        (W*b*h, W*a*h, W*a*b*(-a*b/(2*c**3) + 2/(c + t)**3)),
    )

def observables(state, parameters):
    a, b, c = state
    t = parameters[0]
    return (a**2*b**2/(4*c) - a*b/(c + t) + 1/(4*t), a*b)

def invariants(state, parameters):
    a, b, c = state
    t, W, u, v = parameters
    return (v*a**2 - u*b**2,)

def stability(state, parameters): return (state[2],)
def target_power(parameters): return 1/(4*parameters[0])
"""


def hand_written(rhs: str, jacobian: str, *, state: str, loss: str = "1.0", stability: str = "1.0") -> ReducedSystem:
    """A system without parameters; `state` lists its variables and the texts are expressions in them."""
    names = tuple(state.split())
    unpack = f"    ({', '.join(names)},) = state\n"
    return load(
        HEAD
        + f"""
NAME = "hand_written"
STATE = {names!r}
ORIGIN = {(0.0,) * len(names)!r}
PARAMETERS = ()
DEFAULTS = {{}}
DOMAINS = {{}}
OBSERVABLES = ("loss", "omega_squared")
def rhs(state, parameters):
{unpack}    return ({rhs},)
def jacobian(state, parameters):
{unpack}    return ({jacobian},)
def observables(state, parameters):
{unpack}    return ({loss})
def stability(state, parameters):
{unpack}    return ({stability},)
def target_power(parameters): return 1.0
"""
    )


def two_observables(omega_squared: str = "-1.0", loss: str = "1.0") -> str:
    return f"{loss}, {omega_squared}"


class Triple(NamedTuple):
    system: ReducedSystem
    initial: dict[str, float]
    parameters: dict[str, float]
    until: float
    solution: Callable[[Array], list[Array]]


def read_in_only() -> Triple:
    """η_W = η_v = 0: the read-in relaxes exponentially to 2c/(b(c + c*)) at the rate b²/2c."""
    a, b, c, t = 0.1, 1.5, 0.7, 0.2
    rest = 2 * c / (b * (c + t))
    return Triple(
        load(REAL_OUTLIER),
        {"a": a, "b": b, "c": c},
        {"c_star": t, "eta_W": 0, "eta_v": 0},
        6.0,
        lambda s: [rest + (a - rest) * np.exp(-(b**2) * s / (2 * c)), b + 0 * s, c + 0 * s],
    )


def frozen_recurrence() -> Triple:
    """η_W = 0, a = b: the gain A = a² grows logistically to 2c/(c + c*) at the rate 2/(c + c*)."""
    a, c, t = 1e-3, 1.0, 0.3
    full = 2 * c / (c + t)

    def size(s: Array) -> Array:
        return np.sqrt(full / (1 + (full / a**2 - 1) * np.exp(-2 * s / (c + t))))

    return Triple(
        load(REAL_OUTLIER),
        {"a": a, "b": a, "c": c},
        {"c_star": t, "eta_W": 0},
        15.0,
        lambda s: [size(s), size(s), c + 0 * s],
    )


def rotation() -> Triple:
    system = hand_written("-3*y, 3*x", "(0, -3), (3, 0)", state="x y", loss=two_observables())
    return Triple(system, {"x": 1.0}, {}, 8.0, lambda s: [np.cos(3 * s), np.sin(3 * s)])


def stiff() -> Triple:
    rate = 1e5
    share = rate / (rate - 1)
    system = hand_written("-x, 1e5*(x - y)", "(-1, 0), (1e5, -1e5)", state="x y", loss=two_observables())
    return Triple(
        system,
        {"x": 1.0, "y": 2.0},
        {},
        5.0,
        lambda s: [np.exp(-s), share * np.exp(-s) + (2 - share) * np.exp(-rate * s)],
    )


def decay() -> Triple:
    return Triple(load(DECAY), {"y": 2.0}, {"k": 0.7}, 10.0, lambda s: [2 * np.exp(-0.7 * s)])
