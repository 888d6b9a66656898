"""Fair queues in front of the database's one writer: between processes and between requests."""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from concurrent.futures import Future
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class FairLock:
    """A lock that threads of this process and other processes on this machine wait for in turn."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.Lock()
        self._handle = -1
        self._owner = 0

    def __enter__(self) -> Self:
        self._threads.acquire()
        try:
            if self._owner != os.getpid():
                # A lock file opened before a fork would be shared with the parent and so never exclude it.
                self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
                self._owner = os.getpid()
            fcntl.flock(self._handle, fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_UN)
        self._threads.release()


class GroupWriter(Generic[Item, Answer]):
    """One thread that hands everything waiting to one `write`, so that many requests share one COMMIT.

    `write` gets the waiting items and gives one answer for each, or raises: then every item is tried alone, so
    that one that cannot be written does not take the others with it. `put` returns after the COMMIT.
    """

    def __init__(self, write: Callable[[Sequence[Item]], Sequence[Answer]], *, most: int = 256) -> None:
        self._write = write
        self._most = most
        self._waiting: deque[tuple[Item, Future[Answer]]] = deque()
        self._wake = threading.Condition()
        self._owner = 0

    def put(self, item: Item) -> Answer:
        """Write one item together with whatever else waits; return its answer once it is committed."""
        result: Future[Answer] = Future()
        with self._wake:
            self._start()
            self._waiting.append((item, result))
            self._wake.notify()
        return result.result()

    def _start(self) -> None:
        # A thread does not survive a fork; the process that first writes starts its own.
        if self._owner != os.getpid():
            self._owner = os.getpid()
            self._waiting.clear()
            threading.Thread(target=self._run, name="group-writer", daemon=True).start()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._waiting:
                    self._wake.wait()
                taken = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
            self._finish(taken)

    def _finish(self, taken: Sequence[tuple[Item, Future[Answer]]]) -> None:
        try:
            answers = self._write([item for item, _ in taken])
        except Exception as error:  # noqa: BLE001 - whatever went wrong belongs to the requests that wait, not to this thread
            if len(taken) == 1:
                taken[0][1].set_exception(error)
                return
            for one in taken:
                self._finish([one])
            return
        for (_, result), answer in zip(taken, answers, strict=True):
            result.set_result(answer)
