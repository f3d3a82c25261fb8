"""Gramian equations of a network by Schur forms, and what it means for the network if they cannot be solved."""

from __future__ import annotations

from typing import Literal

from reduced_odes._common.errors import NearlySingularError
from reduced_odes.linear import schur
from reduced_odes.linear.schur import SchurForm, schur_form
from validation._common.checks import FloatArray
from validation._common.errors import UndecidedStability, UnstableNetwork

__all__ = ["SchurForm", "schur_form", "solve_sylvester", "unstable"]


def unstable(pole: complex) -> UnstableNetwork:
    """The error for an eigenvalue of W − I that is not in the open left half plane."""
    shown = f"{pole.real:.6g}" if pole.imag == 0 else f"{pole.real:.6g} ± {abs(pole.imag):.6g}i"
    return UnstableNetwork(
        f"W makes an unstable network: W − I has the eigenvalue {shown}, so the loss is infinite; "
        "choose W with every eigenvalue's real part below 1."
    )


def solve_sylvester(
    left: SchurForm, right: SchurForm, C: FloatArray, *, adjoint: Literal["left", "right"]
) -> FloatArray:
    """`reduced_odes.linear.schur.solve_sylvester`, the matrices being W − I and A*.

    Raises
    ------
    UndecidedStability
        If the equation is singular within rounding: the network is at the edge of stability.
    """
    try:
        return schur.solve_sylvester(left, right, C, adjoint=adjoint)
    except NearlySingularError as error:
        raise UndecidedStability(
            "W makes a network at the edge of stability: two poles sum to 0 within rounding, so the loss has "
            "no correct digit; choose W with every eigenvalue's real part further below 1."
        ) from error
