"""From a task to a proven low-dimensional learning theory: derive, prove, write down, generate code (SymPy)."""
