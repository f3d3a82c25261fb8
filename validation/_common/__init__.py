"""What all of this package needs and no part of it is about: checks, errors, files and threads.

`checks` turns arguments into checked values, or raises one of `errors` with the argument's name and value; `files` and
`archives` write, lock and read by the means of `reduced_odes`; `threads` keeps BLAS to one thread for small networks.
"""
