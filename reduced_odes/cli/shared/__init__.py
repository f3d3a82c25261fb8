"""What the commands share: options and how they are read (`options`), outputs, refusals and interruption (`guard`).

In: a parser, or the options that it has parsed.  Out: systems, numbers, learning times, written files, and one exit
code.  `solution` and `summary` serve the commands that solve one system.
"""
