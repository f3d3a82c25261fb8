"""The commands of `python -m reduced_odes`, a file for each.

In: the options of a command. Out: an `Answer`, what is printed, drawn and saved. Each file has a function
`add(subparsers)`, which declares the command and names the function that runs it; `reduced_odes/__main__.py` lists
them.
"""
