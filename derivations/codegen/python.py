"""From a `ReducedODE` to the source of a Python module, by way of the `program` that all languages share."""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Sequence

import sympy as sp
from sympy.printing.pycode import PythonCodePrinter

from derivations.algebra.straight_line import Definitions
from derivations.codegen.program import Function, program
from derivations.documents.inline_math import plain
from derivations.reduced import ReducedODE

FORMAT = 1
"""Version of the layout of emitted modules; `reduced_odes.load` checks it."""


def emit_module(ode: ReducedODE) -> str:
    """Python source of a module that evaluates the system; needs nothing but the standard library.

    Its functions take the state and the parameters as sequences in the order of ``STATE`` and ``PARAMETERS``.  State
    entries may be floats, or arrays of one shape (a trajectory); parameters are floats.  Constants at the head of the
    module name and describe them.

    Parameters
    ----------
    ode : ReducedODE

    Returns
    -------
    source : str
        Carries the assumptions, the version of SymPy and a content hash; the same system gives the same text.

    Raises
    ------
    TypeError
        If `ode` is something else.
    """
    check_ode(ode)
    code = program(ode)
    text = "\n\n\n".join(_function(ode, code.assignments, function) for function in code.functions)
    used = sorted(name for name in ("cos", "sin") if re.search(rf"\b{name}\(", text))
    imports = f"from math import {', '.join(used)}\n\n" if used else ""
    source = f"{_docstring(ode)}\n\n{imports}{_constants(ode)}\n\n\n{text}\n"
    return source.replace(_NO_HASH, content_hash(source))


def check_ode(ode: object) -> None:
    """Raise a `TypeError` unless code can be emitted from `ode`."""
    if not isinstance(ode, ReducedODE):
        raise TypeError(f"ode must be a ReducedODE, but is a {type(ode).__name__}; pass derivation.ode")


_NO_HASH = "0" * 16


def content_hash(source: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of an emitted text, with zeros in the place of the hash."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def _docstring(ode: ReducedODE) -> str:
    assumptions = "\n".join(
        textwrap.fill(plain(sentence), 104, initial_indent="- ", subsequent_indent="  ") for sentence in ode.assumptions
    )
    return f'''"""Reduced learning dynamics `{ode.name}`: generated from a proven derivation, not to be edited.

Derived under these assumptions:

{assumptions}

Generated with SymPy {sp.__version__}; rewritten by ``python -m derivations {ode.name} --format python``.
"""'''


def _constants(ode: ReducedODE) -> str:
    domains = ode.domains()
    strings = {
        "STATE": [x.name for x in ode.state],
        "PARAMETERS": [x.name for x in ode.parameters],
        "OBSERVABLES": [name for name, _ in ode.program_observables],
        "INVARIANTS": [name for name, _ in ode.program_invariants],
    }
    named = {name: _literal(tuple(values)) for name, values in strings.items()}
    defaults = ", ".join(f'"{x.name}": {float(value)!r}' for x, value in ode.defaults)
    domain_entries = "\n".join(f'    "{name}": "{domain.value}",' for name, domain in domains.items())
    sentences = "\n".join(_wrapped_literal(plain(sentence)) for sentence in ode.assumptions)
    rows = "\n".join(f"    {_literal(tuple(x.name for x in row))}," for row in ode.gram)
    gram = f"GRAM = (\n{rows}\n)\n" if ode.gram else ""
    return f"""\
FORMAT = {FORMAT}
NAME = "{ode.name}"
HASH = "{_NO_HASH}"
STATE = {named["STATE"]}
ORIGIN = {_literal(tuple(float(x) for x in ode.origin))}
PARAMETERS = {named["PARAMETERS"]}
DEFAULTS = {{{defaults}}}
DOMAINS = {{
{domain_entries}
}}
OBSERVABLES = {named["OBSERVABLES"]}
INVARIANTS = {named["INVARIANTS"]}
{gram}ASSUMPTIONS = (
{sentences}
)"""


def _wrapped_literal(sentence: str) -> str:
    lines = textwrap.wrap(sentence, 94, drop_whitespace=False)
    if len(lines) == 1:
        return f'    "{sentence}",'
    return "    (\n" + "\n".join(f'        "{line}"' for line in lines) + "\n    ),"


def _literal(values: tuple[str, ...] | tuple[float, ...]) -> str:
    items = ", ".join(f'"{value}"' if isinstance(value, str) else repr(value) for value in values)
    if len(items) <= _WIDTH:
        return f"({items}{',' if len(values) == 1 else ''})"
    return "(\n" + textwrap.fill(items, _WIDTH, initial_indent="    ", subsequent_indent="    ") + "\n)"


def _function(ode: ReducedODE, assignments: Definitions, function: Function) -> str:
    """Unpack what is used, compute what is needed, return the result."""
    needed = assignments.needed_for(function.values)
    symbols = set().union(*(e.free_symbols for e in (*function.values, *(value for _, value in needed.items))))
    arguments = "state, parameters" if function.of_state else "parameters"
    lines = [f'"""{function.summary}"""']
    for values, source in ((ode.state, "state"), (ode.parameters, "parameters")):
        if symbols & set(values):
            names = ", ".join(x.name if x in symbols else "_" for x in values)
            lines.append(f"{_unpacked(names)}{',' if len(values) == 1 else ''} = {source}")
    lines += [_assignment(symbol, value) for symbol, value in needed.items]
    lines.append(f"return {_result(function)}")
    return f"def {function.name}({arguments}):\n" + textwrap.indent("\n".join(lines), "    ")


def _result(function: Function) -> str:
    if not function.of_state:
        return _python(*function.values)
    rows = [_tuple(row, function.labels) for row in function.rows]
    return rows[0] if len(rows) == 1 else "(\n" + "".join(textwrap.indent(f"{row},\n", "    ") for row in rows) + ")"


def _unpacked(names: str) -> str:
    if len(names) <= _WIDTH:
        return names
    return "(\n" + textwrap.fill(names, _WIDTH, initial_indent="    ", subsequent_indent="    ") + "\n)"


def _assignment(symbol: sp.Symbol, value: sp.Expr) -> str:
    return f"{symbol.name} = {_fitted(value, _WIDTH - len(symbol.name) - 3)}"


def _fitted(value: sp.Expr, limit: int) -> str:
    """An expression; a sum that is wider than the limit gets parentheses and is broken before its signs."""
    text = _python(value)
    if len(text) <= limit or not value.is_Add:
        return text
    terms = [_python(term) for term in value.as_ordered_terms()]
    signed = [term if term.startswith("-") else f"+{term}" for term in terms[1:]]
    rows = [terms[0]]
    for term in (f"{text[0]} {text[1:]}" for text in signed):
        if len(rows[-1]) + len(term) < _WIDTH - 10:
            rows[-1] += f" {term}"
        else:
            rows.append(term)
    return "(\n" + "".join(f"    {row}\n" for row in rows) + ")"


_WIDTH = 106


def _tuple(values: Sequence[sp.Expr], comments: Sequence[str]) -> str:
    """A tuple display; on one line, or with one entry a line, that may have a comment."""
    texts = [_fitted(value, _WIDTH) for value in values]
    line = f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"
    if not comments and len(line) < _WIDTH - 4 and "\n" not in line:
        return line
    notes = [f"  # {note}" for note in comments] or [""] * len(texts)
    return "(\n" + "".join(textwrap.indent(f"{x},{note}\n", "    ") for x, note in zip(texts, notes, strict=True)) + ")"


class _PythonPrinter(PythonCodePrinter):
    """Python with integer powers of floats as they are read: 1/x, x**2, 0.5*x."""

    def __init__(self) -> None:
        super().__init__({"fully_qualified_modules": False, "standard": "python3"})

    def _print_Rational(self, expr: sp.Rational) -> str:
        return repr(float(expr)) if _is_binary(expr) else f"{expr.p}/{expr.q}"

    _print_Half = _print_Rational

    def parenthesize(self, item: sp.Basic, level: int, strict: bool = False) -> str:
        if item.is_Rational and item.is_positive and _is_binary(item):
            return str(self._print(item))
        return str(super().parenthesize(item, level, strict))


def _is_binary(number: sp.Rational) -> bool:
    """Whether a float holds the number exactly and reads well: 0.5, 0.25, 1.5."""
    return int(number.q) in (2, 4, 8)


def _python(expression: sp.Expr) -> str:
    return str(_PythonPrinter().doprint(expression))
