"""SUNDIALS' solver CVODE as functions that compiled code can call. Importing this needs the extra `[fast]`.

CVODE is the library that scikit-sundae brings along. Its own interface calls back into Python at every evaluation;
here the library's C functions are called from code that Numba compiled, so that no Python runs during a solution.
All pointers pass as integers of their size.

Hindmarsh et al., SUNDIALS: Suite of nonlinear and differential/algebraic equation solvers, ACM TOMS 31, 363 (2005).
"""

from __future__ import annotations

import ctypes
from functools import cache

import llvmlite.binding
import sksundae._cy_cvode
from numba import types

from reduced_odes._common.errors import EngineError

# Constants of cvode.h, unchanged since SUNDIALS 1.
ADAMS, BDF = 1, 2
ONE_STEP = 2

MAJOR_VERSION = 7

doubles = types.CPointer(types.float64)
_pointer, _int, _real = types.uintp, types.int32, types.float64
# Lengths are `int` or `int64_t` as the library was built; the latter serves both, in a register.
_length = types.int64


@cache
def library() -> ctypes.CDLL:
    """The extension module, through which its dependencies' functions are found under whatever file names they have.

    Raises
    ------
    EngineError
        They are not, or are those of another major version.
    """
    found = ctypes.CDLL(sksundae._cy_cvode.__file__)
    major, minor, patch = (ctypes.c_int() for _ in range(3))
    label = ctypes.create_string_buffer(32)
    try:
        found.SUNDIALSGetVersionNumber(*map(ctypes.byref, (major, minor, patch)), label, ctypes.c_int(32))
    except AttributeError:
        raise EngineError(
            "method CVODE finds no SUNDIALS library in the installed scikit-sundae; install its binary wheel, "
            "or use the method LSODA"
        ) from None
    if major.value != MAJOR_VERSION:
        raise EngineError(
            f"method CVODE needs SUNDIALS {MAJOR_VERSION}, but the installed scikit-sundae brings "
            f"{major.value}.{minor.value}; install another version of it, or use the method LSODA"
        )
    return found


def _function(name: str, result: types.Type, *arguments: types.Type) -> types.ExternalFunction:
    address = ctypes.cast(getattr(library(), name), ctypes.c_void_p).value
    llvmlite.binding.add_symbol(name, address)
    return types.ExternalFunction(name, result(*arguments))


context_create = _function("SUNContext_Create", _int, types.int64, _pointer)
context_free = _function("SUNContext_Free", _int, _pointer)
context_be_quiet = _function("SUNContext_ClearErrHandlers", _int, _pointer)

vector_make = _function("N_VMake_Serial", _pointer, _length, _pointer, _pointer)
vector_free = _function("N_VDestroy", types.void, _pointer)
vector_data = _function("N_VGetArrayPointer", doubles, _pointer)

matrix_make = _function("SUNDenseMatrix", _pointer, _length, _length, _pointer)
matrix_free = _function("SUNMatDestroy", types.void, _pointer)
matrix_data = _function("SUNDenseMatrix_Data", doubles, _pointer)

linear_solver_make = _function("SUNLinSol_Dense", _pointer, _pointer, _pointer, _pointer)
linear_solver_free = _function("SUNLinSolFree", _int, _pointer)

create = _function("CVodeCreate", _pointer, _int, _pointer)
free = _function("CVodeFree", types.void, _pointer)
init = _function("CVodeInit", _int, _pointer, _pointer, _real, _pointer)
reinit = _function("CVodeReInit", _int, _pointer, _real, _pointer)
tolerances = _function("CVodeSVtolerances", _int, _pointer, _real, _pointer)
set_linear_solver = _function("CVodeSetLinearSolver", _int, _pointer, _pointer, _pointer)
set_jacobian = _function("CVodeSetJacFn", _int, _pointer, _pointer)
set_user_data = _function("CVodeSetUserData", _int, _pointer, _pointer)
set_stop_time = _function("CVodeSetStopTime", _int, _pointer, _real)
step = _function("CVode", _int, _pointer, _real, _pointer, _pointer, _int)
interpolate = _function("CVodeGetDky", _int, _pointer, _real, _int, _pointer)
count_rhs = _function("CVodeGetNumRhsEvals", _int, _pointer, _pointer)
count_jacobians = _function("CVodeGetNumJacEvals", _int, _pointer, _pointer)

# What CVODE calls: f(t, y, ẏ, p) and J(t, y, ẏ, J, p, work, work, work).
RHS = _int(_real, _pointer, _pointer, doubles)
JACOBIAN = _int(_real, _pointer, _pointer, _pointer, doubles, _pointer, _pointer, _pointer)
# What the driver calls: a function of state and parameters that fills an array.
FILL = types.void(doubles, doubles, doubles)
