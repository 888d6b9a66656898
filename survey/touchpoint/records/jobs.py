"""Long prints in the database: asked for, claimed by one worker, their sheets kept for a day."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    delete,
    insert,
    or_,
    select,
    update,
)

from survey.foundation.tables import Moment, metadata
from survey.touchpoint.domain import KEPT_STATES, SILENCE, JobState, PrintJob, PrintWish

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_PROBLEM_LIMIT = 500

print_job = Table(
    "print_job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    # The wish as JSON: codes, layout, language, copies.
    Column("wish", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("done", Integer, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("beat_at", Moment),
    Column("finished_at", Moment),
    Column("problem", String(_PROBLEM_LIMIT)),
    CheckConstraint(f"state IN ({', '.join(repr(each.value) for each in KEPT_STATES)})", name="state"),
    CheckConstraint("(state = 'running') <= (beat_at IS NOT NULL)", name="beat_at"),
)

# In the database and not in a folder: the host that printed may not be the one that is asked for the file.
print_sheet = Table(
    "print_sheet",
    metadata,
    Column("job_id", ForeignKey("print_job.id"), primary_key=True),
    Column("pdf", LargeBinary, nullable=False),
)


def _job(row: Row[Any]) -> PrintJob:
    wish = json.loads(row.wish)
    return PrintJob(
        job_id=row.id,
        account_id=row.account_id,
        wish=PrintWish(**{**wish, "codes": tuple(wish["codes"])}),
        state=JobState(row.state),
        done=row.done,
        asked_at=row.asked_at,
        beat_at=row.beat_at,
        finished_at=row.finished_at,
        problem=row.problem,
    )


def add_job(connection: Connection, wish: PrintWish, *, account_id: int, at: datetime) -> int:
    """Keep a wish that waits for a worker; give its number."""
    told = {"codes": wish.codes, "layout": wish.layout, "language": wish.language, "copies": wish.copies}
    values = {
        "account_id": account_id,
        "wish": json.dumps(told),
        "state": JobState.WAITING.value,
        "done": 0,
        "asked_at": at,
    }
    return int(connection.execute(insert(print_job).values(values).returning(print_job.c.id)).scalar_one())


def job_by_id(connection: Connection, job_id: int) -> PrintJob | None:
    """Find a job by its number."""
    row = connection.execute(select(print_job).where(print_job.c.id == job_id)).first()
    return _job(row) if row else None


def jobs_of(connection: Connection, account_id: int) -> list[PrintJob]:
    """List the jobs of an account, newest first."""
    wanted = select(print_job).where(print_job.c.account_id == account_id).order_by(print_job.c.id.desc())
    return [_job(row) for row in connection.execute(wanted)]


def waiting_jobs(connection: Connection) -> list[int]:
    """List the numbers of the jobs nobody has begun, oldest first."""
    wanted = select(print_job.c.id).where(print_job.c.state == JobState.WAITING).order_by(print_job.c.id)
    return list(connection.scalars(wanted))


def claim(connection: Connection, job_id: int, *, at: datetime) -> bool:
    """Take a job that waits, was interrupted or failed; False when another worker has it or it is done."""
    free = or_(
        print_job.c.state.in_((JobState.WAITING, JobState.FAILED)),
        (print_job.c.state == JobState.RUNNING) & (print_job.c.beat_at < at - SILENCE),
    )
    taken = connection.execute(
        update(print_job)
        .where(print_job.c.id == job_id, free)
        .values(state=JobState.RUNNING, done=0, beat_at=at, problem=None)
    )
    return taken.rowcount == 1


def beat(connection: Connection, job_id: int, *, done: int, at: datetime) -> None:
    """Say that a job is worked on, and how many posters are drawn."""
    connection.execute(
        update(print_job)
        .where(print_job.c.id == job_id, print_job.c.state == JobState.RUNNING)
        .values(done=done, beat_at=at)
    )


def finish_job(connection: Connection, job_id: int, pdf: bytes, *, at: datetime) -> None:
    """Keep what a job has printed."""
    connection.execute(delete(print_sheet).where(print_sheet.c.job_id == job_id))
    connection.execute(insert(print_sheet).values(job_id=job_id, pdf=pdf))
    connection.execute(
        update(print_job).where(print_job.c.id == job_id).values(state=JobState.DONE, finished_at=at)
    )


def fail_job(connection: Connection, job_id: int, problem: str, *, at: datetime) -> None:
    """Keep why a job cannot be printed."""
    connection.execute(
        update(print_job)
        .where(print_job.c.id == job_id)
        .values(state=JobState.FAILED, finished_at=at, problem=problem[:_PROBLEM_LIMIT])
    )


def sheet_of(connection: Connection, job_id: int) -> bytes | None:
    """Give what a job has printed."""
    found: bytes | None = connection.scalar(select(print_sheet.c.pdf).where(print_sheet.c.job_id == job_id))
    return found


def forget_jobs(connection: Connection, *, sheets_before: datetime, jobs_before: datetime) -> None:
    """Delete the sheets of jobs finished before a moment, and jobs asked for before another with their sheets."""
    old = select(print_job.c.id).where(
        or_(print_job.c.finished_at < sheets_before, print_job.c.asked_at < jobs_before)
    )
    connection.execute(delete(print_sheet).where(print_sheet.c.job_id.in_(old)))
    connection.execute(delete(print_job).where(print_job.c.asked_at < jobs_before))
