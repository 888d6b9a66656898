"""Answers, traces and slips of a period, read in few statements."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from survey.intake.importing.records import trace_outside
from survey.intake.records import response, trace
from survey.touchpoint.records.slips import slip

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import Connection

_AT_ONCE = 10_000


class Read(NamedTuple):
    """One answer with its trace, as the database has it; a tuple, for there are a hundred thousand of them."""

    id: UUID
    version_id: int
    unit_id: int
    desk_id: int | None
    staff_id: int | None
    channel: str
    day: date
    marks: str
    received_at: datetime | None
    dwell_s: int | None
    network: bytes | None
    device: bytes | None
    token: bytes | None
    told_at: datetime | None
    given: str | None


_COLUMNS = (
    *(response.c[name] for name in Read._fields[:8]),
    *(trace.c[name] for name in Read._fields[8:13]),
    trace_outside.c.told_at,
    trace_outside.c.given,
)


def read_answers(connection: Connection, since: date, until: date) -> list[Read]:
    """Give every answer of a period whatever its state, both days included, in a lasting order."""
    statement = (
        select(*_COLUMNS)
        .outerjoin(trace, trace.c.response_id == response.c.id)
        .outerjoin(trace_outside, trace_outside.c.response_id == response.c.id)
        .where(response.c.day.between(since, until))
    )
    return sorted((Read._make(row) for row in connection.execute(statement)), key=lambda row: row.id.int)


def traced_days(connection: Connection) -> list[date]:
    """List the days that have an answer with its trace, in order."""
    statement = select(response.c.day).join(trace, trace.c.response_id == response.c.id).distinct()
    return sorted(connection.scalars(statement))


def answers_by_day(connection: Connection, since: date, until: date) -> dict[date, int]:
    """Count the answers of each day of a period whatever their state; days without any are absent."""
    statement = (
        select(response.c.day, func.count())
        .where(response.c.day.between(since, until))
        .group_by(response.c.day)
        .order_by(response.c.day)
    )
    return {row[0]: row[1] for row in connection.execute(statement)}


class SlipRow(NamedTuple):
    """What is known of a slip."""

    hash: bytes
    unit_id: int
    desk_id: int | None
    issued_at: datetime
    expires_at: datetime


_OF_SLIPS = tuple(slip.c[name] for name in SlipRow._fields)


def slips_between(
    connection: Connection, since: datetime, until: datetime, tokens: Collection[bytes]
) -> list[SlipRow]:
    """Give the slips handed out in a period, and those that are named."""
    found = {
        row.hash: SlipRow._make(row)
        for row in connection.execute(select(*_OF_SLIPS).where(slip.c.issued_at.between(since, until)))
    }
    missing = sorted(set(tokens) - found.keys())
    for start in range(0, len(missing), _AT_ONCE):
        part = missing[start : start + _AT_ONCE]
        rows = connection.execute(select(*_OF_SLIPS).where(slip.c.hash.in_(part)))
        found.update((row.hash, SlipRow._make(row)) for row in rows)
    return [found[key] for key in sorted(found)]


def latest_uses(connection: Connection, tokens: Collection[bytes], *, before: date, days: int) -> set[bytes]:
    """Give the tokens that an answer of some days before a period came with."""
    statement = (
        select(trace.c.token)
        .join(response, response.c.id == trace.c.response_id)
        .where(
            trace.c.token.is_not(None),
            response.c.day.between(before - timedelta(days=days), before - timedelta(days=1)),
        )
        .distinct()
    )
    return set(connection.scalars(statement)) & set(tokens)
