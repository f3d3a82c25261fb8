"""How an integration ended, and what to do next."""

from __future__ import annotations

from enum import StrEnum

from reduced_odes._common.errors import UnknownNameError


class Outcome(StrEnum):
    """How an integration ended; `meaning` says what happened and `advice` what to do next."""

    LEARNT = "learnt"
    UNFINISHED = "unfinished"
    STALLED = "stalled"
    UNSTABLE = "unstable"
    SOLVER_FAILED = "solver_failed"
    LOST = "lost"

    @classmethod
    def of(cls, value: object) -> Outcome:
        """The outcome of this name.

        Raises
        ------
        UnknownNameError
            There is none.
        """
        try:
            return cls(value)  # type: ignore[arg-type]
        except ValueError:
            raise UnknownNameError.among("outcome", value, [known.value for known in cls]) from None

    @property
    def meaning(self) -> str:
        """What happened, in one sentence."""
        return _MEANING[self]

    @property
    def advice(self) -> str:
        """What to do next, in one sentence."""
        return _ADVICE[self]

    @property
    def complete(self) -> bool:
        """Whether the integration reached the last of the requested times."""
        return self not in (Outcome.UNSTABLE, Outcome.SOLVER_FAILED, Outcome.LOST)


_MEANING = {
    Outcome.LEARNT: "The loss fell below the requested fraction of the target's power.",
    Outcome.UNFINISHED: "The last requested time was reached while the network was still learning.",
    Outcome.STALLED: "The flow has come to rest with the loss still above the threshold.",
    Outcome.UNSTABLE: "An eigenvalue of W − I reached the imaginary axis, where the loss is infinite.",
    Outcome.SOLVER_FAILED: "The solver could not go on; what came before is valid.",
    Outcome.LOST: "The process that was to compute this solution ended before it had done so.",
}

_ADVICE = {
    Outcome.LEARNT: "Nothing is left to do; `events` has the time.",
    Outcome.UNFINISHED: (
        "Ask for later times, or start from larger initial weights: a small start lengthens the plateau."
    ),
    Outcome.STALLED: (
        "Later times will not help: change the initial weights if this is a saddle (zero gain, say), "
        "or train more of the weights if it is the best that the trained ones can do."
    ),
    Outcome.UNSTABLE: (
        "Start further from the edge of stability, with smaller recurrent, read-in and read-out weights."
    ),
    Outcome.SOLVER_FAILED: "Read `solver.message`, then try another method, a looser rtol, or earlier times.",
    Outcome.LOST: "Integrate these points again, with fewer processes if memory has run out.",
}
