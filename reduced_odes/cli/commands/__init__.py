"""One module for each command of `python -m reduced_odes`.

In: the subparsers of the one parser (`add`), then the options as parsed (`run`).  Out: an `Answer`, which the parser's
module prints and writes.  A module imports what it computes with inside `run`, so that the list of commands is there at
once; it stands in `COMMANDS` of `reduced_odes.cli.main`.
"""
