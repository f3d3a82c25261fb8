"""What can go wrong in a derivation: all errors are `DerivationError`s and hold what they are about as attributes."""

from __future__ import annotations

from collections.abc import Sequence


class DerivationError(ValueError):
    """Something that cannot be derived, proved or written as asked for."""


class InputError(DerivationError):
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


class ProofError(DerivationError):
    """A step of a derivation asserts something that is not true.

    Attributes
    ----------
    step : str
        The step, or what else is proved.
    failed : tuple of str
        The identities in it that do not hold.
    """

    def __init__(self, step: str, failed: Sequence[str], verdict: str = "not identically zero") -> None:
        self.step, self.failed = step, tuple(failed)
        super().__init__(f"step '{step}' fails: {', '.join(failed)} {verdict}")


class ClosureError(ProofError):
    """Gradient flow leaves the manifold.

    Attributes
    ----------
    manifold : str
        Its name.
    components : tuple of str
        The components of the weights' velocity that are not tangent to it, e.g. ``dW[1,2]/ds``.
    """

    def __init__(self, manifold: str, components: Sequence[str]) -> None:
        super().__init__("Closure", components)
        self.manifold, self.components = manifold, self.failed
        self.args = (
            f"manifold {manifold!r} is not invariant: gradient flow leaves it in {', '.join(components)}; "
            "change its embedding, or let the blocks that it ties together share one learning rate",
        )
