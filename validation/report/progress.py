"""A progress bar that counts finished pieces of work, and names those that are running."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Lock
from typing import Any

from tqdm import tqdm

_FORMAT = "{n_fmt}/{total_fmt} {bar:24} {elapsed}  {desc}"


class Progress:
    """The bar of a job whose pieces run partly in this process, partly in a pool that takes them in order.

    Parameters
    ----------
    total : int
        Number of pieces.
    workers : int
        Number of processes of the pool: the first unfinished pieces, as many as these, are running.
    quiet : bool
        Show nothing.
    """

    def __init__(self, total: int, workers: int, quiet: bool = False) -> None:
        self._bar = tqdm(total=total, disable=quiet, bar_format=_FORMAT)
        self._workers = workers
        self._unfinished: dict[Future[Any], str] = {}
        self._here = ""
        self._lock = Lock()

    @contextmanager
    def piece(self, name: str) -> Iterator[None]:
        """Name what this process works on, and count it at the end."""
        self._show(here=name)
        yield
        self._show(here="", finished=1)

    def follow(self, name: str, future: Future[Any]) -> None:
        """Count a piece of the pool as soon as it is finished."""
        with self._lock:
            self._unfinished[future] = name
        future.add_done_callback(self._count)

    def close(self) -> None:
        """Leave the bar as it is."""
        self._bar.close()

    def _count(self, future: Future[Any]) -> None:
        with self._lock:
            del self._unfinished[future]
        self._show(finished=1)

    def _show(self, here: str | None = None, finished: int = 0) -> None:
        with self._lock:
            self._here = self._here if here is None else here
            running = [*list(self._unfinished.values())[: self._workers], self._here]
            self._bar.set_description_str(" · ".join(name for name in running if name), refresh=False)
            self._bar.update(finished)
            self._bar.refresh()
