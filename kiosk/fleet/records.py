"""The last sign of life of each tablet, what it was asked to do, its habits, the days it took answers."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Time,
    delete,
    select,
    update,
)

from kiosk.fleet.domain import Command, CommandKind, Habits, Hand, Heartbeat
from kiosk.pairing.domain import VERSION_LIMIT
from survey.foundation.tables import Moment, insert_new, metadata
from survey.intake.domain import Channel
from survey.intake.records import response

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import Connection

kiosk_heartbeat = Table(
    "kiosk_heartbeat",
    metadata,
    # The last one only: a history would tell when people answered.
    Column("tablet_id", ForeignKey("kiosk_device.id"), primary_key=True),
    Column("heard_at", Moment, nullable=False),
    Column("app_version", String(VERSION_LIMIT), nullable=False),
    Column("battery", Float),
    Column("charging", Boolean),
    Column("storage_used", BigInteger),
    Column("storage_quota", BigInteger),
    Column("persisted", Boolean),
    Column("queue", Integer, nullable=False),
    Column("aside", Integer, nullable=False),
    # Whole hours: finer ages would be moments of answers.
    Column("oldest_age_h", Integer),
    Column("last_answer_age_h", Integer),
    Column("skew_ms", BigInteger, nullable=False),
)

kiosk_command = Table(
    "kiosk_command",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tablet_id", ForeignKey("kiosk_device.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("done_at", Moment),
    CheckConstraint(f"kind IN ({', '.join(repr(str(kind)) for kind in CommandKind)})", name="kind"),
)
# Asked twice before it is done is asked once.
Index(
    "uq_kiosk_command_open",
    kiosk_command.c.tablet_id,
    kiosk_command.c.kind,
    unique=True,
    sqlite_where=kiosk_command.c.done_at.is_(None),
    postgresql_where=kiosk_command.c.done_at.is_(None),
)

# Only tablets of which something was chosen have a row.
kiosk_habit = Table(
    "kiosk_habit",
    metadata,
    Column("tablet_id", ForeignKey("kiosk_device.id"), primary_key=True),
    # Seconds by name, as JSON.
    Column("pauses", Text, nullable=False),
    # Digits, 1 Monday to 7 Sunday; empty like the hours where the desk's own hold.
    Column("days", String(7), nullable=False),
    Column("opens", Time),
    Column("closes", Time),
    Column("sleeps", Boolean, nullable=False),
    Column("rotates", Boolean, nullable=False),
    Column("hand", String(12)),
    Column("notice_until", Date),
    CheckConstraint(f"hand IN ({', '.join(repr(str(hand)) for hand in Hand)})", name="hand"),
    CheckConstraint("(opens IS NULL) = (closes IS NULL) AND (opens IS NULL) = (days = '')", name="hours"),
)

_beat = kiosk_heartbeat.c
_command = kiosk_command.c


def keep_heartbeat(connection: Connection, device_id: int, beat: Heartbeat) -> None:
    """Put a sign of life in the place of the one before."""
    values: dict[str, Any] = asdict(beat)
    own = update(kiosk_heartbeat).where(_beat.tablet_id == device_id).values(values)
    if connection.execute(own).rowcount == 0:
        insert_new(connection, kiosk_heartbeat, [{"tablet_id": device_id, **values}], "tablet_id")


def heartbeats(connection: Connection, device_ids: Collection[int]) -> dict[int, Heartbeat]:
    """Give the last sign of life of devices that ever gave one."""
    found: dict[int, Heartbeat] = {}
    statement = select(kiosk_heartbeat).where(_beat.tablet_id.in_(device_ids))
    for row in connection.execute(statement).mappings():
        values = dict(row)
        device_id = values.pop("tablet_id")
        found[device_id] = Heartbeat(**values)
    return found


def add_command(connection: Connection, device_id: int, kind: CommandKind, *, at: datetime) -> bool:
    """Ask something of a device; False when it is asked that already."""
    row = {"tablet_id": device_id, "kind": kind.value, "given_at": at}
    return bool(insert_new(connection, kiosk_command, [row], "id"))


def open_commands(connection: Connection, device_ids: Collection[int]) -> dict[int, list[Command]]:
    """List what devices were asked and have not done, oldest first."""
    statement = select(kiosk_command).where(_command.tablet_id.in_(device_ids), _command.done_at.is_(None))
    found: dict[int, list[Command]] = defaultdict(list)
    for row in connection.execute(statement.order_by(_command.id)):
        found[row.tablet_id].append(Command(command_id=row.id, kind=CommandKind(row.kind), given_at=row.given_at))
    return dict(found)


def finish_commands(connection: Connection, device_id: int, ids: Collection[int], *, at: datetime) -> None:
    """Write down that a device has done what it was asked; the ids of other devices mean nothing."""
    own = (_command.tablet_id == device_id, _command.id.in_(sorted(ids)), _command.done_at.is_(None))
    connection.execute(update(kiosk_command).where(*own).values(done_at=at))


def take_back(connection: Connection, device_id: int, kind: CommandKind) -> bool:
    """Forget what a device was asked and has not done; False when there is nothing of the kind."""
    own = (_command.tablet_id == device_id, _command.kind == kind.value, _command.done_at.is_(None))
    return connection.execute(delete(kiosk_command).where(*own)).rowcount == 1


def keep_habits(connection: Connection, device_id: int, habits: Habits) -> None:
    """Put the habits of a tablet in the place of those before."""
    values: dict[str, Any] = {
        "pauses": json.dumps(dict(habits.pauses), sort_keys=True),
        "days": "".join(map(str, sorted(habits.days))),
        "opens": habits.opens,
        "closes": habits.closes,
        "sleeps": habits.sleeps,
        "rotates": habits.rotates,
        "hand": habits.hand and habits.hand.value,
        "notice_until": habits.notice_until,
    }
    own = update(kiosk_habit).where(kiosk_habit.c.tablet_id == device_id).values(values)
    if connection.execute(own).rowcount == 0:
        insert_new(connection, kiosk_habit, [{"tablet_id": device_id, **values}], "tablet_id")


def habits_of(connection: Connection, device_ids: Collection[int]) -> dict[int, Habits]:
    """Give the habits of devices; the usual ones where nothing was chosen."""
    found = {device_id: Habits() for device_id in device_ids}
    for row in connection.execute(select(kiosk_habit).where(kiosk_habit.c.tablet_id.in_(device_ids))):
        found[row.tablet_id] = Habits(
            pauses=json.loads(row.pauses),
            days=frozenset(map(int, row.days)),
            opens=row.opens,
            closes=row.closes,
            sleeps=row.sleeps,
            rotates=row.rotates,
            hand=Hand(row.hand) if row.hand else None,
            notice_until=row.notice_until,
        )
    return found


def answered_days(connection: Connection, unit_ids: Collection[int], *, since: date) -> dict[int, set[date]]:
    """Give the days on which tablets of units took an answer, since a day; nothing finer is kept of it."""
    statement = (
        select(response.c.unit_id, response.c.day)
        .where(response.c.unit_id.in_(unit_ids), response.c.day >= since, response.c.channel == Channel.KIOSK)
        .distinct()
    )
    found: dict[int, set[date]] = defaultdict(set)
    for row in connection.execute(statement):
        found[row.unit_id].add(row.day)
    return dict(found)
