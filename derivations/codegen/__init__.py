"""From a `ReducedODE` to source code.

In: a system as SymPy expressions.  Out: the text of a Python module or a C99 file.  All languages print one
straight-line `Program`, the result of a single pass of common-subexpression elimination.
"""

from derivations.codegen.c import emit_c
from derivations.codegen.program import Program
from derivations.codegen.python import emit_module

__all__ = ["Program", "emit_c", "emit_module"]
