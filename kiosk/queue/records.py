"""What is kept beside the answers of tablets: items put aside, clock readings, bursts by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    delete,
    func,
    select,
    table,
    update,
)

from kiosk.queue.domain import ITEM_BYTES, Aside, Reason
from survey.foundation.clock import local_day
from survey.foundation.tables import Moment, insert_all, insert_new, metadata
from survey.intake.records import trace

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from kiosk.queue.domain import Readings

_REASONS = ", ".join(repr(str(reason)) for reason in Reason)

kiosk_set_aside = Table(
    "kiosk_set_aside",
    metadata,
    # Of what it says: the same item sent twice is put aside once.
    Column("digest", LargeBinary(16), primary_key=True),
    Column("tablet_id", ForeignKey("kiosk_device.id"), nullable=False, index=True),
    Column("received_at", Moment, nullable=False),
    Column("reason", String(24), nullable=False),
    # JSON in ASCII; cut where it is too large.
    Column("body", Text, nullable=False),
    CheckConstraint(f"reason IN ({_REASONS})", name="reason"),
    CheckConstraint(f"length(body) <= {ITEM_BYTES}", name="body"),
    sqlite_with_rowid=False,
)

# Short-lived, as the trace is: what corrected an answer's day. Readings of the tablet's clocks in milliseconds.
kiosk_trace = Table(
    "kiosk_trace",
    metadata,
    Column("response_id", ForeignKey("response.id"), primary_key=True),
    Column("received_on", Date, nullable=False, index=True),
    Column("told_ms", BigInteger, nullable=False),
    Column("age_ms", BigInteger),
    Column("offset_ms", BigInteger),
    Column("skew_ms", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# The most answers within one minute on a day; a flag for people, which drops nothing.
kiosk_burst = Table(
    "kiosk_burst",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tablet_id", ForeignKey("kiosk_device.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("size", Integer, nullable=False),
    UniqueConstraint("tablet_id", "day"),
)

_SOME = 200

_version = table(
    "questionnaire_version",
    column("id", Integer),
    column("content_hash", String),
    column("unit_id", Integer),
)


def version_ids(connection: Connection, hashes: Collection[str]) -> dict[str, int]:
    """Give the newest published version of each content hash that is known; a retired one is known too."""
    statement = select(_version.c.content_hash, func.max(_version.c.id)).where(
        _version.c.content_hash.in_(sorted(hashes))
    )
    return {row[0]: row[1] for row in connection.execute(statement.group_by(_version.c.content_hash))}


def put_aside(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Keep items that cannot become answers, each once."""
    insert_new(connection, kiosk_set_aside, sorted(rows, key=lambda row: row["digest"]), "digest")


def set_aside(connection: Connection, device_ids: Collection[int]) -> dict[int, int]:
    """Count what was put aside of devices."""
    counted = (
        select(kiosk_set_aside.c.tablet_id, func.count())
        .where(kiosk_set_aside.c.tablet_id.in_(device_ids))
        .group_by(kiosk_set_aside.c.tablet_id)
    )
    return {row[0]: row[1] for row in connection.execute(counted)}


def set_aside_by_reason(connection: Connection, device_id: int) -> list[Aside]:
    """Tell how many items of a device were put aside, by reason, and since when; never what they say."""
    of_device = kiosk_set_aside.c.tablet_id == device_id
    counted = (
        select(
            kiosk_set_aside.c.reason,
            func.count().label("number"),
            func.min(kiosk_set_aside.c.received_at).label("since"),
        )
        .where(of_device)
        .group_by(kiosk_set_aside.c.reason)
        .order_by(func.count().desc(), kiosk_set_aside.c.reason)
    )
    return [
        Aside(reason=Reason(row.reason), number=row.number, since=local_day(row.since))
        for row in connection.execute(counted)
    ]


def count_aside(connection: Connection, *, before: datetime) -> int:
    """Count what was put aside before a moment."""
    old = select(func.count()).select_from(kiosk_set_aside).where(kiosk_set_aside.c.received_at < before)
    return connection.scalar(old) or 0


def delete_aside(connection: Connection, *, before: datetime) -> int:
    """Delete what was put aside before a moment; give how many."""
    return connection.execute(delete(kiosk_set_aside).where(kiosk_set_aside.c.received_at < before)).rowcount


def add_readings(connection: Connection, readings: Sequence[Readings], *, day: date) -> None:
    """Keep the clock readings of new answers."""
    rows = [
        {
            "response_id": one.response_id,
            "received_on": day,
            "told_ms": one.told_ms,
            "age_ms": one.age_ms,
            "offset_ms": one.offset_ms,
            "skew_ms": one.skew_ms,
        }
        for one in sorted(readings, key=lambda one: one.response_id)
    ]
    insert_all(connection, kiosk_trace, rows)


def taps_just_received(connection: Connection, device: bytes, *, since: datetime, tapped_since: int) -> list[int]:
    """List when answers received since a moment were tapped, from a tap on, in milliseconds of the tablet.

    `device` is its digest in the traces; of a long queue only some are given.
    """
    # In two steps: joined, a database that has not counted its rows yet may compare each with each.
    received = select(trace.c.response_id).where(trace.c.received_at > since, trace.c.device == device)
    ids = list(connection.scalars(received.limit(_SOME)))
    readings = select(kiosk_trace.c.told_ms).where(kiosk_trace.c.response_id.in_(ids))
    return list(connection.scalars(readings.where(kiosk_trace.c.told_ms >= tapped_since)))


def note_burst(connection: Connection, device_id: int, *, day: date, size: int) -> None:
    """Remember the largest burst of a device on a day."""
    row = {"tablet_id": device_id, "day": day, "size": size}
    if not insert_new(connection, kiosk_burst, [row], "id"):
        own = (kiosk_burst.c.tablet_id == device_id, kiosk_burst.c.day == day, kiosk_burst.c.size < size)
        connection.execute(update(kiosk_burst).where(*own).values(size=size))


def bursts(connection: Connection, device_ids: Collection[int], *, since: date) -> dict[int, tuple[date, int]]:
    """Give the last burst of devices since a day: the day and how many answers."""
    statement = (
        select(kiosk_burst.c.tablet_id, kiosk_burst.c.day, kiosk_burst.c.size)
        .where(kiosk_burst.c.tablet_id.in_(device_ids), kiosk_burst.c.day >= since)
        .order_by(kiosk_burst.c.day)
    )
    return {row.tablet_id: (row.day, row.size) for row in connection.execute(statement)}


def count_readings(connection: Connection, *, before: date) -> int:
    """Count the clock readings of answers received before a day."""
    old = select(func.count()).select_from(kiosk_trace).where(kiosk_trace.c.received_on < before)
    return connection.scalar(old) or 0


def delete_readings(connection: Connection, *, before: date) -> int:
    """Delete the clock readings of answers received before a day; give how many."""
    return connection.execute(delete(kiosk_trace).where(kiosk_trace.c.received_on < before)).rowcount
