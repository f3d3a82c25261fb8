"""An initial value problem: what is asked of a solver, and when it is done.

In: a system, an initial state, parameters and times, as the caller gave them.  Out: a checked `Problem`, the events to
watch for along its solution, and the test for a flow that has come to rest.  The solvers in `integration`, SciPy's and
the compiled one, share these, so that they agree on what happened.
"""

from reduced_odes.initial_value.batches import Chunk, Part, Settings
from reduced_odes.initial_value.events import Event
from reduced_odes.initial_value.problem import Method, Problem, Solution

__all__ = ["Chunk", "Event", "Method", "Part", "Problem", "Settings", "Solution"]
