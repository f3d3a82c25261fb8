"""Jobs done here or on any `concurrent.futures.Executor`, a pool of threads or processes, or a Dask cluster; and a
progress bar for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from reduced_odes._common.errors import InputError, LostWorkError

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

Job = TypeVar("Job")
Result = TypeVar("Result")


def completed(
    run: Callable[[Job], Result], jobs: Sequence[Job], executor: Executor | None
) -> Iterator[tuple[int, Result]]:
    """Number and result of each job, in the order in which they are done; the executor is not shut down.

    Raises
    ------
    LostWorkError
        Jobs were lost elsewhere, as when a process dies or has no memory left; all others have been done and yielded
        by then.
    InputError
        A job refuses its arguments; nothing waits for the others.
    """
    if executor is None:
        yield from ((k, run(job)) for k, job in enumerate(jobs))
        return
    from concurrent.futures import as_completed  # only who computes elsewhere pays for the import

    futures: dict[Future[Result], int] = {}
    lost: dict[int, Exception] = {}
    try:
        for k, job in enumerate(jobs):
            try:
                futures[executor.submit(run, job)] = k
            except RuntimeError as error:  # a pool that broke meanwhile, or was shut down, accepts no more
                lost[k] = error
        for future in as_completed(futures):
            failure = future.exception()  # not raised: all jobs of a broken pool share one, whose traceback would grow
            if failure is None:
                yield futures[future], future.result()
            elif isinstance(failure, Exception) and not isinstance(failure, InputError):
                lost[futures[future]] = failure
            else:
                raise failure
    finally:  # nothing is left to cancel, unless something failed or was interrupted
        for future in futures:
            future.cancel()
    if lost:
        cause = next(iter(lost.values()))
        raise LostWorkError(
            f"{len(lost)} of {len(jobs)} jobs were lost ({type(cause).__name__}: {cause}); do them again, with fewer "
            "processes if memory has run out",
            jobs=tuple(sorted(lost)),
        ) from cause


def shown(
    done: Iterator[tuple[int, Result]],
    count: int,
    unit: str,
    *,
    size: Callable[[Result], int] = lambda _: 1,
    before: int = 0,
) -> Iterator[tuple[int, Result]]:
    """The same with a progress bar of `count` units, `before` of which are done; each result is `size` of them."""
    from tqdm import tqdm  # only who wants to see it pays for the import

    with tqdm(total=count, unit=unit, initial=before) as bar:
        for k, result in done:
            bar.update(size(result))
            yield k, result
