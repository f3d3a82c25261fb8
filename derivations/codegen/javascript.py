"""The same straight-line program as a JavaScript module, for pages that integrate in the reader's browser."""

from __future__ import annotations

import json
import re
import textwrap

import sympy as sp
from sympy.printing.jscode import JavascriptCodePrinter

from derivations.algebra.straight_line import Definitions
from derivations.codegen.program import Function, program
from derivations.codegen.python import FORMAT, emit_module
from derivations.documents.inline_math import plain
from derivations.reduced import ReducedODE


def emit_javascript(ode: ReducedODE) -> str:
    """JavaScript source of a module that exports one object, called like the system; it imports nothing.

    The object has the entries that the constants of the Python module have (``state``, ``origin``, ``parameters``, ...)
    and its functions, ``rhs(state, parameters)`` and so on, which take arrays in the order of those names and return
    arrays; ``jacobian`` returns its rows.  Where Python raises, in a division by zero, JavaScript has Infinity or NaN.

    Parameters
    ----------
    ode : ReducedODE

    Returns
    -------
    source : str
        Carries the assumptions, and the content hash of the Python module of the same system.
    """
    code = program(ode)
    known = re.search(r'^HASH = "(\w+)"$', emit_module(ode), re.MULTILINE)
    assert known, "an emitted module has a hash"
    names = {
        "state": [x.name for x in ode.state],
        "origin": [float(x) for x in ode.origin],
        "parameters": [x.name for x in ode.parameters],
        "defaults": {x.name: float(value) for x, value in ode.defaults},
        "domains": {name: domain.value for name, domain in ode.domains().items()},
        "observables": [name for name, _ in ode.program_observables],
        "invariants": [name for name, _ in ode.program_invariants],
        "gram": [[x.name for x in row] for row in ode.gram],
    }
    # The names of functions and of lists of names must differ, as both are entries of one object.
    renamed = {"observables": "observableNames", "invariants": "invariantNames"}
    entries = [f"{renamed.get(name, name)}: {json.dumps(value)}," for name, value in names.items()]
    assumptions = "\n".join(f"  {json.dumps(plain(sentence), ensure_ascii=False)}," for sentence in ode.assumptions)
    bodies = "\n\n".join(
        textwrap.indent(_function(ode, code.assignments, function), "  ") for function in code.functions
    )
    return f"""\
// Reduced learning dynamics `{ode.name}`: generated from a proven derivation, not to be edited.
// Generated with SymPy {sp.__version__}; rewritten by `python -m derivations {ode.name} --format javascript`.

export const {ode.name} = {{
  format: {FORMAT},
  name: "{ode.name}",
  hash: "{known.group(1)}",
{textwrap.indent(chr(10).join(entries), "  ")}
  assumptions: [
{textwrap.indent(assumptions, "  ")}
  ],

{bodies}
}};
"""


def _function(ode: ReducedODE, assignments: Definitions, function: Function) -> str:
    """A method: unpack what is used, compute what is needed, return the result."""
    needed = assignments.needed_for(function.values)
    used = set().union(*(e.free_symbols for e in (*function.values, *(value for _, value in needed.items))))
    arguments = "state, parameters" if function.of_state else "parameters"
    lines = [f"/** {function.summary} */", f"{_camel(function.name)}({arguments}) {{"]
    for values, source in ((ode.state, "state"), (ode.parameters, "parameters")):
        if used & set(values):
            names = ", ".join(x.name if x in used else "" for x in values).rstrip(", ")
            lines.append(f"  const [{names}] = {source};")
    lines += [f"  const {symbol.name} = {_javascript(value)};" for symbol, value in needed.items]
    lines += [f"  return {_result(function)};", "},"]
    return "\n".join(lines)


def _result(function: Function) -> str:
    if not function.of_state:
        return _javascript(*function.values)
    rows = [f"[{', '.join(map(_javascript, row))}]" for row in function.rows]
    return rows[0] if len(rows) == 1 else "[\n" + "".join(f"    {row},\n" for row in rows) + "  ]"


def _camel(name: str) -> str:
    first, *parts = name.split("_")
    return first + "".join(map(str.capitalize, parts))


class _JavascriptPrinter(JavascriptCodePrinter):
    """JavaScript with small powers as products: `Math.pow` is slower, and `-x**2` is not even allowed."""

    def _print_Pow(self, expr: sp.Pow) -> str:
        base, exponent = expr.args
        if base.is_Symbol and exponent in (2, 3, 4):
            return f"({'*'.join([base.name] * int(exponent))})"
        if exponent.is_Integer and exponent < -1:
            return f"1/{self._print(sp.Pow(base, -exponent, evaluate=False))}"
        return str(super()._print_Pow(expr))


def _javascript(expression: sp.Expr) -> str:
    text = str(_JavascriptPrinter().doprint(expression))
    return text[1:-1] if expression.is_Pow and text.startswith("(") else text
