"""What can be wrong with what a derivation is asked for."""

from __future__ import annotations


class InputError(ValueError):
    """A target, a manifold, a name or an option that cannot be used as given.

    Attributes
    ----------
    name : str
        What the argument is called; empty where it is not a single one that is wrong.
    value : object
        What was given for it.
    """

    def __init__(self, message: str = "", *, name: str = "", value: object = None) -> None:
        super().__init__(message)
        self.name = name
        self.value = value
