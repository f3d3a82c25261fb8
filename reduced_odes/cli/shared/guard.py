"""How a command ends, whatever the outside does to it: refusals, interruption, closed pipes and full disks."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from reduced_odes._common.errors import InputError, LostWorkError


def guarded(run: Callable[[], int], refused: type[Exception] = InputError) -> int:
    """The exit code of a command, whatever ends it: the one place that knows what the outside can do to it.

    That of `run`; 2 after a refusal, which is one sentence on standard error; 130 when interrupted; 0 when the reader
    of the output has closed the pipe, having seen enough; 1 when the output cannot be written, or a process has died.
    """
    try:
        try:
            return run()
        finally:  # also of what argparse printed before it exits; what cannot be written is noticed here, not later
            sys.stdout.flush()
    except refused as error:
        return _ended(f"error: {error}", 2)
    except LostWorkError as error:
        return _ended(f"error: {error}", 1)
    except KeyboardInterrupt as error:  # whose text, if any, says how to go on
        return _ended(f"error: interrupted; {error}" if str(error) else "error: interrupted", 130)
    except UnicodeEncodeError as error:
        return _ended(
            f"error: the standard output's encoding, {error.encoding}, has no {error.object[error.start]!a}; "
            "set PYTHONIOENCODING=utf-8",
            1,
        )
    except OSError as error:
        if error.filename is not None:  # of a file, and not of the standard output
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the rest is not written at exit either
        if isinstance(error, BrokenPipeError):
            return 0
        return _ended(f"error: cannot write to the standard output: {error.strerror or error}", 1)


def _ended(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code
