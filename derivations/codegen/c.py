"""The same straight-line program as C99, for those who integrate elsewhere."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import sympy as sp
from sympy.printing.c import C99CodePrinter

from derivations.algebra.straight_line import Definitions
from derivations.codegen.program import program
from derivations.codegen.python import check_ode
from derivations.reduced import ReducedODE


def emit_c(ode: ReducedODE) -> str:
    """C99 source: functions ``<name>_rhs``, ``<name>_jacobian``, ``_observables``, ``_invariants``, ``_stability``.

    Each has the signature ``void f(const double state[n], const double parameters[m], double out[k])``; the Jacobian is
    stored by rows.  Needs ``<math.h>`` only; compiles without warnings as ISO C99.
    """
    check_ode(ode)
    code = program(ode)
    n = len(ode.state)
    functions = (
        ("rhs", "velocity dθ/ds", code.rhs),
        ("jacobian", f"∂(dθ_i/ds)/∂θ_j at out[{n}*i + j]", [entry for row in code.jacobian for entry in row]),
        ("observables", ", ".join(name for name, _ in ode.program_observables), code.observables),
        ("invariants", ", ".join(name for name, _ in ode.program_invariants), code.invariants),
        ("stability", "Hurwitz determinants of W − I: stable if and only if all are positive", code.stability),
    )
    assumptions = "\n".join(
        textwrap.fill(sentence, 104, initial_indent=" * - ", subsequent_indent=" *   ") for sentence in ode.assumptions
    )
    head = f"""\
/* Reduced learning dynamics `{ode.name}`: generated from a proven derivation, not to be edited.
 *
 * Derived under these assumptions:
{assumptions}
 *
 * state:      {", ".join(x.name for x in ode.state)}
 * parameters: {", ".join(x.name for x in ode.parameters)}
 * Generated with SymPy {sp.__version__}.
 */
#include <math.h>
"""
    return head + "\n" + "\n".join(_function(ode, code.assignments, *function) for function in functions)


def _function(ode: ReducedODE, assignments: Definitions, name: str, summary: str, results: Sequence[sp.Expr]) -> str:
    needed = assignments.needed_for(results)
    used = set().union(*(e.free_symbols for e in (*results, *(value for _, value in needed.items))))
    lines = []
    for values, source in ((ode.state, "state"), (ode.parameters, "parameters")):
        lines += [f"const double {x.name} = {source}[{k}];" for k, x in enumerate(values) if x in used]
        if not used & set(values):
            lines.append(f"(void){source};")
    printer = C99CodePrinter()
    lines += [f"const double {symbol.name} = {printer.doprint(value)};" for symbol, value in needed.items]
    lines += [f"out[{k}] = {printer.doprint(value)};" for k, value in enumerate(results)]
    n, m = len(ode.state), len(ode.parameters)
    return (
        f"/* {summary} */\n"
        f"void {ode.name}_{name}(const double state[{n}], const double parameters[{m}], double out[{len(results)}])\n"
        "{\n" + "".join(f"    {line}\n" for line in lines) + "}\n"
    )
