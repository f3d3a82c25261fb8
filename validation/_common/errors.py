"""What can go wrong with a full network, each in one sentence that a person can act on.

Every exception here is an `InputError` of `reduced_odes`, as is that of a bad target: who does not care about the kind
catches that, or `ValueError`.
"""
# ruff: noqa: N818 (an exception is named by what happened: except UnstableNetwork)

from __future__ import annotations

from reduced_odes._common.errors import InputError


class ValidationError(InputError):
    """Base class of every error of this package's own; `name` is the argument that is wrong, `value` what was given.

    What the package has in common with `reduced_odes`, such as targets and learning rates, raises plain `InputError`s.
    """


class UnstableNetwork(ValidationError):
    """The loss is infinite: an eigenvalue of W − I is not stable, or the Euler step dt is too large for it."""


class UndecidedStability(UnstableNetwork):
    """The stored W is so near the edge of stability, or so far from normal, that rounding hides on which side it is."""


class SaddlePoint(ValidationError):
    """The gradient is exactly zero where the loss is not: training would never move."""


class StepTooLarge(ValidationError):
    """Gradient descent diverged because its step exceeds 2/λ_max of the Hessian."""


class DamagedFile(ValidationError):
    """A saved file is not what it should be: unreadable, incomplete, or of another kind."""


class CheckpointMismatch(ValidationError):
    """A checkpoint was written by a run with other arguments.

    Attributes
    ----------
    settings : tuple of str
        The names of those that differ.
    """

    def __init__(self, message: str = "", *, settings: tuple[str, ...] = (), name: str = "", value: object = None):
        super().__init__(message, name=name, value=value)
        self.settings = settings


class FileInUse(ValidationError):
    """A file that another process, or another thread of this one, is writing to."""


class UnknownQuantity(ValidationError, KeyError):
    """A quantity was asked for by a name that was not recorded."""

    def __str__(self) -> str:  # KeyError would print the repr of the sentence
        return str(self.args[0]) if self.args else ""
