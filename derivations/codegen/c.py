"""The same straight-line program as C99, for those who integrate elsewhere."""

from __future__ import annotations

import textwrap

import sympy as sp
from sympy.printing.c import C99CodePrinter

from derivations.algebra.straight_line import Definitions
from derivations.codegen.program import Function, program
from derivations.codegen.python import check_ode
from derivations.documents.inline_math import plain
from derivations.reduced import ReducedODE


def emit_c(ode: ReducedODE) -> str:
    """C99 source: ``<name>_rhs``, ``_jacobian``, ``_observables``, ``_invariants``, ``_stability``, ``_target_power``.

    Each has the signature ``void f(const double state[n], const double parameters[m], double out[k])``; the Jacobian is
    stored by rows, ∂(dθ_i/ds)/∂θ_j at out[n*i + j].  Needs ``<math.h>`` only; compiles without warnings as ISO C99.
    """
    check_ode(ode)
    code = program(ode)
    assumptions = "\n".join(
        textwrap.fill(plain(sentence), 104, initial_indent=" * - ", subsequent_indent=" *   ")
        for sentence in ode.assumptions
    )
    head = f"""\
/* Reduced learning dynamics `{ode.name}`: generated from a proven derivation, not to be edited.
 *
 * Derived under these assumptions:
{assumptions}
 *
 * state: {", ".join(x.name for x in ode.state)}
 * parameters: {", ".join(x.name for x in ode.parameters)}
 * observables: {", ".join(name for name, _ in ode.program_observables)}
 * invariants: {", ".join(name for name, _ in ode.program_invariants)}
 * Generated with SymPy {sp.__version__}.
 */
#include <math.h>
"""
    return head + "\n" + "\n".join(_function(ode, code.assignments, function) for function in code.functions)


def _function(ode: ReducedODE, assignments: Definitions, function: Function) -> str:
    needed = assignments.needed_for(function.values)
    used = set().union(*(e.free_symbols for e in (*function.values, *(value for _, value in needed.items))))
    lines = []
    for values, source in ((ode.state, "state"), (ode.parameters, "parameters")):
        lines += [f"const double {x.name} = {source}[{k}];" for k, x in enumerate(values) if x in used]
        if not used & set(values):
            lines.append(f"(void){source};")  # or compilers warn
    printer = C99CodePrinter()
    lines += [f"const double {symbol.name} = {printer.doprint(value)};" for symbol, value in needed.items]
    lines += [f"out[{k}] = {printer.doprint(value)};" for k, value in enumerate(function.values)]
    sizes = (len(ode.state), len(ode.parameters), len(function.values))
    state, parameters, out = (
        f"{name}[{size}]" for name, size in zip(("state", "parameters", "out"), sizes, strict=True)
    )
    return (
        f"/* {function.summary} */\n"
        f"void {ode.name}_{function.name}(const double {state}, const double {parameters}, double {out})\n"
        "{\n" + "".join(f"    {line}\n" for line in lines) + "}\n"
    )
