"""The command line: one parser (`main`), a file for each command (`commands`), and what these share (`shared`).

In: the words after `python -m reduced_odes`. Out: a text, or one JSON object, and the files asked for; the exit code
is 0 when the last learning time was reached, 1 when a computation ended before, 2 when the input is wrong.
"""
