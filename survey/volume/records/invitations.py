"""Invitations: slips that are still there, counted, and those that were purged, as they were counted before."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Integer, column, func, insert, select, table, type_coerce

from survey.foundation.clock import LOCAL, local_moment
from survey.foundation.tables import Moment
from survey.volume.records.tables import invitation

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

# The table of the touchpoints beside this feature, by the columns that are counted.
_slip = table(
    "slip",
    column("unit_id", Integer),
    column("desk_id", Integer),
    column("procedure_id", Integer),
    column("issued_at", Moment),
    column("expires_at", Moment),
)
_NAMES = ("unit_id", "desk_id", "procedure_id", "day")
_DAY = timedelta(days=1)


def invitations(
    connection: Connection,
    unit_ids: Collection[int] | None,
    since: date,
    until: date,
    *,
    by: Sequence[str] = ("unit_id",),
) -> dict[tuple[Any, ...], int]:
    """Count the slips issued in a period by unit_id, desk_id, procedure_id, day; groups without any are absent."""
    issued = _slip.c.issued_at
    now = (issued >= local_moment(since, time())) & (issued < local_moment(until + _DAY, time()))
    day = _local_day(connection)
    columns = [day if name == "day" else _slip.c[name] for name in by]
    found = Counter(_counted(connection, columns, func.count(), now & _of(_slip.c.unit_id, unit_ids)))
    past = invitation.c.day.between(since, until) & _of(invitation.c.unit_id, unit_ids)
    kept = [invitation.c[name] for name in by]
    found.update(_counted(connection, kept, func.sum(invitation.c.issued), past))
    return dict(found)


def keep_invitations(connection: Connection, *, before: datetime) -> int:
    """Add slips that ran out before a moment to the counts that stay; to be called right before their purge."""
    day = _local_day(connection)
    columns = [*(_slip.c[name] for name in _NAMES[:-1]), day]
    counted = _counted(connection, columns, func.count(), _slip.c.expires_at < before)
    rows = [dict(zip(_NAMES, key, strict=True)) | {"issued": issued} for key, issued in counted.items()]
    if rows:
        connection.execute(insert(invitation), rows)
    return sum(counted.values())


def _counted(
    connection: Connection,
    columns: Sequence[ColumnElement[Any]],
    number: ColumnElement[int],
    condition: ColumnElement[bool],
) -> dict[tuple[Any, ...], int]:
    rows = connection.execute(select(*columns, number).where(condition).group_by(*columns))
    return {tuple(key): int(count) for *key, count in rows if count}


def _of(unit_id: ColumnElement[int], unit_ids: Collection[int] | None) -> ColumnElement[bool]:
    return unit_id.is_not(None) if unit_ids is None else unit_id.in_(unit_ids)


def _local_day(connection: Connection) -> ColumnElement[Any]:
    """Give the day on the office's calendar of the moment a slip was issued."""
    if connection.dialect.name == "sqlite":
        # The zone has had one offset since before there were slips.
        hours = LOCAL.utcoffset(datetime(2026, 1, 1, tzinfo=UTC))
        seconds = int(hours.total_seconds()) if hours else 0
        return type_coerce(func.date(_slip.c.issued_at, f"{seconds:+} seconds"), Date)
    return func.date(func.timezone(str(LOCAL), _slip.c.issued_at), type_=Date)
