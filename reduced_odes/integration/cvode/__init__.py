"""Compiled solutions: emitted equations as machine code, driven by SUNDIALS' solver CVODE. Needs the extra `[fast]`.

In: a `Problem`, or a `Chunk` of a grid.  Out: a `Solution`, or a `Part`, as from SciPy's solvers.  `compile` turns the
text of a system into machine code once a machine, `library` reaches CVODE's functions, `driver` is the compiled loop
over steps, events and recorded times, `solver` and `batches` call it.  Neither Numba nor CVODE is imported before a
solution is asked for.
"""

from reduced_odes.integration.cvode.batches import run_compiled
from reduced_odes.integration.cvode.compile import available, missing

__all__ = ["available", "missing", "run_compiled"]
