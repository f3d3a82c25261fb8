"""An initial value problem: what is asked of a solver, and when it is done.

In: a system, an initial state, parameters and times, as the caller gave them.  Out: a checked `Problem`, the events to
watch for along its solution, and the test for a flow that has come to rest.  The solvers in `integration`, SciPy's and
the compiled one, share these, so that they agree on what happened.
"""
