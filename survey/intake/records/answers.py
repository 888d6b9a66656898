"""Answers, comments, traces and receipts, each in a table of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
    bindparam,
    column,
    delete,
    false,
    func,
    or_,
    select,
    table,
    update,
)

from survey.foundation.clock import HOUR_BANDS
from survey.foundation.tables import Moment, insert_all, insert_new, metadata
from survey.intake.domain import Channel, FirstTap, Kept, Readership, State
from survey.touchpoint.domain import Tier

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection


def _one_of(column: str, allowed: Collection[str], name: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(value)) for value in allowed)})", name=name)


response = Table(
    "response",
    metadata,
    # No serial number: the order of arrival would tell who answered. The UUID is a digest and sorts at random.
    Column("id", Uuid, primary_key=True),
    Column("version_id", ForeignKey("questionnaire_version.id"), nullable=False),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("desk_id", ForeignKey("desk.id")),
    Column("staff_id", ForeignKey("staff.id")),
    Column("procedure_id", ForeignKey("procedure.id")),
    Column("channel", String(12), nullable=False),
    Column("tier", String(12), nullable=False),
    Column("day", Date, nullable=False),
    Column("hour_band", String(12), nullable=False),
    Column("assisted", Boolean, nullable=False),
    # False while only the first tap is here: it counts, and the whole form may still take its place.
    Column("complete", Boolean, nullable=False),
    Column("state", String(12), nullable=False),
    Column("marks", String(512), nullable=False),
    _one_of("channel", list(Channel), "channel"),
    _one_of("tier", list(Tier), "tier"),
    _one_of("state", list(State), "state"),
    _one_of("hour_band", HOUR_BANDS, "hour_band"),
    # Both databases trim every listed character from both ends, so only marks made of them leave nothing.
    CheckConstraint("trim(marks, '-12345xynoABCDEFGHIJKLMNOPQRSTUVWXYZ') = ''", name="marks"),
    CheckConstraint("length(marks) > 0", name="marks_given"),
    Index("ix_response_unit_id_day", "unit_id", "day"),
    sqlite_with_rowid=False,
)

comment = Table(
    "comment",
    metadata,
    Column("response_id", ForeignKey("response.id"), primary_key=True),
    Column("kind", String(12)),
    Column("readership", String(12), nullable=False),
    Column("text", Text, nullable=False),
    CheckConstraint("kind IS NULL OR kind IN ('praise', 'suggestion', 'problem')", name="kind"),
    _one_of("readership", list(Readership), "readership"),
    CheckConstraint("length(text) BETWEEN 1 AND 2000", name="text"),
    sqlite_with_rowid=False,
)

trace = Table(
    "trace",
    metadata,
    Column("response_id", ForeignKey("response.id"), primary_key=True),
    Column("received_at", Moment, nullable=False),
    Column("dwell_s", Integer),
    Column("network", LargeBinary(16)),
    Column("device", LargeBinary(16)),
    Column("token", LargeBinary(16)),
    CheckConstraint("dwell_s IS NULL OR dwell_s >= 0", name="dwell_s"),
    Index("ix_trace_received_at", "received_at"),
    sqlite_with_rowid=False,
)

receipt = Table(
    "receipt",
    metadata,
    Column("hash", LargeBinary(16), primary_key=True),
    Column("response_id", ForeignKey("response.id"), nullable=False, unique=True),
    sqlite_with_rowid=False,
)

dirty_day = Table(
    "dirty_day",
    metadata,
    # Marks are only ever added, so an intake never waits for a rebuild: a mark that the rebuild did not see stays.
    Column("id", Integer, primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("day", Date, nullable=False),
)

_unit_version = table(
    "unit_version",
    column("unit_id", Integer),
    column("name", String),
    column("valid_from", Date),
    column("valid_to", Date),
)
_desk = table("desk", column("id", Integer), column("name", String), column("field", String))
_procedure = table("procedure", column("id", Integer), column("name", String))
# Built once: a code nobody used for a moment is looked up again, and building costs as much as asking.
_PLACE_NAMES = (
    select(_unit_version.c.name, _desk.c.name, _desk.c.field, _procedure.c.name)
    .select_from(
        _unit_version.outerjoin(_desk, _desk.c.id == bindparam("desk_id")).outerjoin(
            _procedure, _procedure.c.id == bindparam("procedure_id")
        )
    )
    .where(
        _unit_version.c.unit_id == bindparam("unit_id"),
        _unit_version.c.valid_from <= bindparam("day"),
        or_(_unit_version.c.valid_to.is_(None), _unit_version.c.valid_to >= bindparam("day")),
    )
)


def place_names(
    connection: Connection, unit_id: int, desk_id: int | None, procedure_id: int | None, *, day: date
) -> tuple[str, str | None, str | None, str | None] | None:
    """Give the names of a unit on a day, of a desk, of its field, of a service; None for a unit not in force."""
    asked = {"unit_id": unit_id, "desk_id": desk_id, "procedure_id": procedure_id, "day": day}
    row = connection.execute(_PLACE_NAMES, asked).first()
    return (row[0], row[1], row[2], row[3]) if row else None


def add_responses(connection: Connection, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Insert responses; give the ids of those that were not there yet."""
    return insert_new(connection, response, rows, "id")


# Built once, as the statements of the foundation are.
_FIRST_TAPS = (
    select(*(response.c[name] for name in ("id", "version_id", "unit_id", "staff_id", "day", "marks")))
    .where(response.c.id.in_(bindparam("ids", expanding=True)), response.c.complete == false())
    # In the order of ids, as they are inserted: two doors never wait for each other.
    .order_by(response.c.id)
    .with_for_update()
)
_OF_THE_FORM = ("version_id", "marks", "assisted", "complete")
_REPLACE = (
    update(response)
    .where(response.c.id == bindparam("tap_id"))
    .values({name: bindparam(f"new_{name}") for name in _OF_THE_FORM})
)
# SQLite takes 32,766 values in one statement.
_AT_ONCE = 10_000


def first_taps(connection: Connection, ids: Collection[UUID]) -> dict[UUID, FirstTap]:
    """Find, and hold until the end of the transaction, the answers of which only the first tap is kept."""
    found: dict[UUID, FirstTap] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        for row in connection.execute(_FIRST_TAPS, {"ids": wanted[start : start + _AT_ONCE]}):
            found[row.id] = FirstTap(
                version_id=row.version_id,
                unit_id=row.unit_id,
                staff_id=row.staff_id,
                day=row.day,
                marks=row.marks,
            )
    return found


def kept_ids(connection: Connection, ids: Collection[UUID]) -> set[UUID]:
    """Give those of the ids under which an answer is kept."""
    return set(connection.scalars(select(response.c.id).where(response.c.id.in_(ids))))


def replace_first_taps(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Put what was answered since in the place of first taps that are held."""
    values = [{"tap_id": row["id"]} | {f"new_{name}": row[name] for name in _OF_THE_FORM} for row in rows]
    if values:
        connection.execute(_REPLACE, values)


def add_beside(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert what belongs to new responses into `comment`, `trace` or `receipt`."""
    insert_all(connection, table, rows)


def mark_dirty(connection: Connection, days: Collection[tuple[int, date]]) -> None:
    """Mark (unit, day) pairs whose tally no longer equals the answers."""
    insert_all(connection, dirty_day, [{"unit_id": unit, "day": day} for unit, day in sorted(days)])


def kept(connection: Connection, receipt_hash: bytes) -> Kept | None:
    """Find what may be told to the holder of a receipt."""
    row = connection.execute(
        select(response.c.day, response.c.unit_id, response.c.desk_id, response.c.state)
        .join(receipt, receipt.c.response_id == response.c.id)
        .where(receipt.c.hash == receipt_hash)
    ).first()
    return Kept(day=row.day, unit_id=row.unit_id, desk_id=row.desk_id, state=State(row.state)) if row else None


def count(connection: Connection, condition: ColumnElement[bool] | None = None) -> int:
    """Count the kept responses."""
    statement = select(func.count()).select_from(response)
    return connection.scalar(statement if condition is None else statement.where(condition)) or 0


def count_traces(connection: Connection, *, before: datetime) -> int:
    """Count the traces of answers received before a moment."""
    return connection.scalar(select(func.count()).select_from(trace).where(trace.c.received_at < before)) or 0


def delete_traces(connection: Connection, *, before: datetime) -> int:
    """Delete the traces of answers received before a moment; give how many."""
    return connection.execute(delete(trace).where(trace.c.received_at < before)).rowcount
