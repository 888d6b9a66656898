"""Fair queues in front of the database's one writer: between processes and between requests."""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
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


class _Waiting(Generic[Item, Answer]):
    """One item in the queue, and what its thread is told when it is woken."""

    __slots__ = ("answers", "error", "item", "leads", "wake")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.leads = False
        self.answers: Sequence[Answer] = ()
        self.error: Exception | None = None
        self.wake = threading.Lock()
        self.wake.acquire()


class GroupWriter(Generic[Item, Answer]):
    """A queue whose first thread hands everything waiting to one `write`, so that many requests share one COMMIT.

    `write` gets the waiting items and gives one answer for each, or raises: then every item is tried alone, so
    that one that cannot be written does not take the others with it. `put` returns after the COMMIT.
    """

    def __init__(self, write: Callable[[Sequence[Item]], Sequence[Answer]], *, most: int = 256) -> None:
        self._write = write
        self._most = most
        self._lock = threading.Lock()
        self._waiting: deque[_Waiting[Item, Answer]] = deque()
        self._led = False

    def put(self, item: Item) -> Answer:
        """Write one item together with whatever else waits; return its answer once it is committed."""
        mine: _Waiting[Item, Answer] = _Waiting(item)
        with self._lock:
            self._waiting.append(mine)
            # Nobody leads only when nobody waits, so who finds it so is the first of the queue.
            mine.leads, self._led = not self._led, True
        if not mine.leads:
            mine.wake.acquire()  # until the item is written, or this thread is to write
        if mine.leads:
            self._lead()
        if mine.error is not None:
            raise mine.error
        return mine.answers[0]

    def _lead(self) -> None:
        """Write what waits, this thread's own item first; then let the next in the queue lead."""
        with self._lock:
            taken = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
        try:
            self._finish(taken)
        finally:
            for one in taken:
                one.wake.release()
            with self._lock:
                self._led = bool(self._waiting)
                if self._led:
                    self._waiting[0].leads = True
                    self._waiting[0].wake.release()

    def _finish(self, taken: Sequence[_Waiting[Item, Answer]]) -> None:
        try:
            answers = self._write([one.item for one in taken])
        except Exception as error:  # noqa: BLE001 - whatever went wrong belongs to the requests that wait
            if len(taken) == 1:
                taken[0].error = error
                return
            for one in taken:
                self._finish([one])
            return
        for one, answer in zip(taken, answers, strict=True):
            one.answers = (answer,)
