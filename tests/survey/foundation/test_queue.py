from __future__ import annotations

import multiprocessing
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from survey.foundation.queue import FairLock, GroupWriter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Ledger:
    """What a writer wrote, batch by batch; an odd word is refused."""

    def __init__(self, *, slow: float = 0) -> None:
        self.batches: list[list[str]] = []
        self.slow = slow

    def write(self, words: Sequence[str]) -> list[str]:
        # Stands for a disk that takes so long: what comes meanwhile has to wait for the next batch.
        time.sleep(self.slow)
        if "poison" in words:
            raise ValueError("poison")
        self.batches.append(list(words))
        return [word.upper() for word in words]


def test_each_item_gets_its_own_answer():
    writer = GroupWriter(Ledger().write)
    words = [f"w{number}" for number in range(50)]
    with ThreadPoolExecutor(10) as threads:
        assert list(threads.map(writer.put, words)) == [word.upper() for word in words]


def test_what_waits_is_written_together():
    ledger = Ledger(slow=0.02)
    writer = GroupWriter(ledger.write)
    with ThreadPoolExecutor(30) as threads:
        list(threads.map(writer.put, map(str, range(30))))
    assert sorted(word for batch in ledger.batches for word in batch) == sorted(map(str, range(30)))
    assert len(ledger.batches) < 10


def test_a_batch_has_its_limit():
    ledger = Ledger(slow=0.01)
    writer = GroupWriter(ledger.write, most=4)
    with ThreadPoolExecutor(20) as threads:
        list(threads.map(writer.put, map(str, range(20))))
    assert max(map(len, ledger.batches)) <= 4


def test_an_item_that_cannot_be_written_takes_no_other_with_it():
    writer = GroupWriter(Ledger(slow=0.01).write)

    def put(word: str) -> str:
        try:
            return writer.put(word)
        except ValueError as error:
            return f"refused {error}"

    words = ["a", "b", "poison", "c", "d"]
    with ThreadPoolExecutor(5) as threads:
        assert list(threads.map(put, words)) == ["A", "B", "refused poison", "C", "D"]
    assert writer.put("later") == "LATER"


def test_a_lock_lets_one_thread_in_at_a_time(tmp_path: Path):
    lock = FairLock(tmp_path / "lock")
    inside = 0
    most = 0

    def enter(_number: int) -> None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
            # Long enough for another thread to come in, if it could.
            time.sleep(0.001)
            inside -= 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(enter, range(40)))
    assert most == 1


def _hold(path: Path, held: threading.Event, go: threading.Event) -> None:
    with FairLock(path):
        held.set()
        go.wait(5)


def test_a_lock_is_shared_with_other_processes(tmp_path: Path):
    context = multiprocessing.get_context("spawn")
    held, go = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path / "lock", held, go))
    other.start()
    assert held.wait(5)
    entered = threading.Event()

    def enter() -> None:
        with FairLock(tmp_path / "lock"):
            entered.set()

    thread = threading.Thread(target=enter)
    thread.start()
    assert not entered.wait(0.05)
    go.set()
    assert entered.wait(5)
    thread.join()
    other.join()


def test_a_lock_is_free_again_after_an_error(tmp_path: Path):
    lock = FairLock(tmp_path / "lock")
    with pytest.raises(ZeroDivisionError), lock:
        raise ZeroDivisionError
    with lock:
        pass


def test_a_lock_that_cannot_be_opened_keeps_nobody_out(tmp_path: Path):
    lock = FairLock(tmp_path / "no folder" / "lock")
    for _ in range(2):
        with pytest.raises(FileNotFoundError), lock:
            pass
