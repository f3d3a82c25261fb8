"""Other ways to solve the equations of a conjugate pair; used by `benchmarks/reduced.py`.

Each is given the equations as the derivation has them, definitions substituted, and returns a function of rtol that
solves from one initial state and gives the states at the requested times, shape (5, T). A way that cannot be had here
raises ImportError, or says why in a `NotRunError`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import sympy as sp
from scipy.integrate import solve_ivp

from derivations import ReducedODE

Array = np.ndarray
Solve = Callable[[float], Array]
ATOL = 1e-12


class NotRunError(Exception):
    """Why a rival was not run."""


@dataclass(frozen=True, eq=False)
class Case:
    """What every rival solves."""

    ode: ReducedODE
    start: list[float]
    parameters: list[float]
    times: Array


def lambdified(ode: ReducedODE, cse: bool) -> Callable[..., list[float]]:
    """SymPy's own functions: a flat list, since no common subexpressions are eliminated across a nested one."""
    return sp.lambdify([*ode.state, *ode.parameters], list(ode.rhs), modules="math", cse=cse)


def scipy_way(method: str, cse: bool = False) -> Callable[[Case], Solve]:
    """`lambdify` and `solve_ivp` as most people write it: no Jacobian."""

    def made(case: Case) -> Solve:
        rhs = lambdified(case.ode, cse)

        def solve(rtol: float) -> Array:
            return solve_ivp(
                lambda s, y: rhs(*y.tolist(), *case.parameters),
                (0.0, case.times[-1]),
                case.start,
                method=method,
                t_eval=case.times,
                rtol=rtol,
                atol=ATOL * rtol / 1e-8,
            ).y

        return solve

    return made


def jitcode_way(integrator: str, jacobian: bool) -> Callable[[Case], Solve]:
    """JiTCODE: C code of the equations, driven by SciPy's integrators."""

    def made(case: Case) -> Solve:
        import symengine
        from jitcode import jitcode, y

        parameters = [symengine.Symbol(f"parameter_{k}") for k in range(len(case.parameters))]
        names = {symengine.sympify(s): y(k) for k, s in enumerate(case.ode.state)}
        names |= {symengine.sympify(s): p for s, p in zip(case.ode.parameters, parameters, strict=True)}
        rates = [symengine.sympify(rate).subs(names) for rate in case.ode.rhs]
        system = jitcode(rates, n=len(rates), control_pars=parameters, wants_jacobian=jacobian, verbose=False)
        system.generate_f_C(simplify=False, do_cse=True)
        if jacobian:
            system.generate_jac_sym(simplify=False)
            system.generate_jac_C(do_cse=True, sparse=False)
        system.compile_C()

        def solve(rtol: float) -> Array:
            system.set_integrator(integrator, rtol=rtol, atol=ATOL * rtol / 1e-8, nsteps=10**6)
            system.set_parameters(*case.parameters)
            system.set_initial_value(np.array(case.start), 0.0)
            return np.array([case.start] + [system.integrate(time) for time in case.times[1:]]).T

        return solve

    return made


def pyodesys_way(native: bool) -> Callable[[Case], Solve]:
    """pyodesys: CVODE (pycvodes) on C++ code of the equations, or SciPy's integrator on functions of SymPy."""

    def made(case: Case) -> Solve:
        equations = list(zip(case.ode.state, list(case.ode.rhs), strict=True))
        if native:
            try:
                from pyodesys.native import native_sys

                system = native_sys["cvode"](equations, params=list(case.ode.parameters))
            except ModuleNotFoundError as error:
                raise NotRunError(f"needs pycvodes, pycodeexport and SUNDIALS' headers ({error})") from error
        else:
            from pyodesys.symbolic import SymbolicSys

            system = SymbolicSys(equations, params=list(case.ode.parameters))
        options = {"integrator": "cvode"} if native else {"integrator": "scipy"}

        def solve(rtol: float) -> Array:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = system.integrate(
                    case.times, case.start, case.parameters, rtol=rtol, atol=ATOL * rtol / 1e-8, nsteps=10**6, **options
                )
            return np.asarray(found.yout).T

        return solve

    return made


RIVALS: dict[str, Callable[[Case], Solve]] = {
    "lambdify + solve_ivp (RK45, its default)": scipy_way("RK45"),
    "lambdify + solve_ivp (LSODA)": scipy_way("LSODA"),
    "lambdify(cse=True) + solve_ivp (LSODA)": scipy_way("LSODA", cse=True),
    "JiTCODE (dop853)": jitcode_way("dop853", jacobian=False),
    "JiTCODE (vode, Jacobian)": jitcode_way("vode", jacobian=True),
    "pyodesys (SymPy's functions, SciPy)": pyodesys_way(native=False),
    "pyodesys (native CVODE)": pyodesys_way(native=True),
}
