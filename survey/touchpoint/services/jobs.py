"""Long prints: asked for by a page, worked off by a thread or a command, fetched within a day."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from survey.foundation.clock import local_day
from survey.foundation.errors import NotFoundError, Refusal
from survey.touchpoint import records
from survey.touchpoint.domain import KEPT, JobState
from survey.touchpoint.posters.printing import Design, Layout
from survey.touchpoint.services.drawing import posters
from survey.touchpoint.services.finding import placed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from survey.foundation.doors import House
    from survey.touchpoint.domain import PrintJob, PrintWish

MOST_AT_ONCE = 60
"""More posters than this are printed as a job: a page should not keep anybody waiting longer than a second."""

# Every poster costs a tenth of a megabyte of memory while it is set.
MOST_OF_A_JOB = 3000
_BEAT_S = 2.0
_JOBS_KEPT = timedelta(days=30)


class TooManyPostersError(Refusal):
    """More posters than one file should have."""

    message = "At most %(most)s posters are printed at once. Please print unit by unit."


class NoSuchJobError(NotFoundError):
    """No print with this number, or one of somebody else."""

    message = "There is no such print."


class PrintGoneError(Refusal):
    """The file was kept for a day."""

    status = 410
    message = "This file was kept for 24 hours. Please print it again."


def ask(connection: Connection, wish: PrintWish, *, account_id: int, at: datetime) -> int:
    """Keep a wish for a worker, and forget what is older than it need be; give the job's number."""
    if wish.posters > MOST_OF_A_JOB:
        raise TooManyPostersError(most=MOST_OF_A_JOB)
    records.forget_jobs(connection, sheets_before=at - KEPT, jobs_before=at - _JOBS_KEPT)
    return records.add_job(connection, wish, account_id=account_id, at=at)


def print_now(
    house: House, wish: PrintWish, *, at: datetime, progress: Callable[[], None] = lambda: None
) -> bytes:
    """Set the posters of a wish; codes that were revoked meanwhile are left out."""
    with house.store.reading() as connection:
        found = (records.by_code(connection, code) for code in wish.codes)
        chosen = [each for each in found if each is not None and each.active]
        rows = placed(connection, chosen, base_url=house.settings.base_url, day=local_day(at))
    design = Design(layout=Layout(wish.layout), language=wish.language)
    return posters(rows, design, copies=wish.copies, progress=progress)


def sheet(connection: Connection, job: PrintJob, *, at: datetime) -> bytes:
    """Give what a job has printed, within a day."""
    found = records.sheet_of(connection, job.job_id) if job.state_at(at) is JobState.DONE else None
    if found is None:
        raise PrintGoneError
    return found


def work_off(house: House, clock: Callable[[], datetime]) -> int:
    """Work on every job that waits, oldest first; give how many were worked on."""
    worked = 0
    with house.store.reading() as connection:
        waiting = records.waiting_jobs(connection)
    for job_id in waiting:
        worked += work_on(house, job_id, clock)
    return worked


def work_on(house: House, job_id: int, clock: Callable[[], datetime]) -> bool:
    """Print one job unless another worker has it; whoever dies half-way leaves it to be started again."""
    with house.store.writing() as connection:
        if not records.claim(connection, job_id, at=clock()):
            return False
        job = records.job_by_id(connection, job_id)
    if job is None:
        return False
    try:
        with _beating(house, job_id, clock) as count:
            pdf = print_now(house, job.wish, at=clock(), progress=count)
    except Refusal as refusal:
        with house.store.writing() as connection:
            records.fail_job(connection, job_id, str(refusal), at=clock())
        return True
    with house.store.writing() as connection:
        records.finish_job(connection, job_id, pdf, at=clock())
    return True


@dataclass(slots=True)
class _Counter:
    done: int = 0

    def __call__(self) -> None:
        self.done += 1


@contextmanager
def _beating(house: House, job_id: int, clock: Callable[[], datetime]) -> Iterator[_Counter]:
    """Tell the database every two seconds how far the work has come, also while the last step takes long."""
    counter, over = _Counter(), threading.Event()

    def tell() -> None:
        while not over.wait(_BEAT_S):
            with house.store.writing() as connection:
                records.beat(connection, job_id, done=counter.done, at=clock())

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield counter
    finally:
        over.set()
        teller.join()
