"""Invitations: slips that are still there, counted, and those that were purged, as they were counted before."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Integer, String, case, cast, column, func, insert, literal, select, table, type_coerce

from survey.foundation.clock import BAND_STARTS, HOUR_BANDS, LOCAL, local_moment
from survey.foundation.tables import Moment
from survey.volume.records.tables import invitation

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Select

# The table of the touchpoints beside this feature, by the columns that are counted.
_slip = table(
    "slip",
    column("unit_id", Integer),
    column("desk_id", Integer),
    column("procedure_id", Integer),
    column("issued_at", Moment),
    column("expires_at", Moment),
)
_NAMES = ("unit_id", "desk_id", "procedure_id", "day", "hour_band")
_DAY = timedelta(days=1)


def invitations(
    connection: Connection,
    unit_ids: Collection[int] | None,
    since: date,
    until: date,
    *,
    by: Sequence[str] = ("unit_id",),
) -> dict[tuple[Any, ...], int]:
    """Count the slips issued in a period by unit_id, desk_id, procedure_id, day, hour_band.

    Groups without any are absent. The band is that of the local hour of issue, "unknown" where slips were purged
    before it was kept.
    """
    found: Counter[tuple[Any, ...]] = Counter()
    for counted in invitation_counts(connection.dialect.name, unit_ids, (since, until), by=by):
        found.update(_counts(connection, counted))
    return dict(found)


def invitation_counts(
    dialect: str, unit_ids: Collection[int] | None, period: tuple[date, date], *, by: Sequence[str]
) -> list[Select[Any]]:
    """Give the statements that count the slips of a period (first and last day): those still there, the purged."""
    since, until = period
    issued = _slip.c.issued_at
    there = (issued >= local_moment(since, time())) & (issued < local_moment(until + _DAY, time()))
    past = invitation.c.day.between(since, until) & _of(invitation.c.unit_id, unit_ids)
    return [
        _counted(_columns(dialect, by), func.count(), there & _of(_slip.c.unit_id, unit_ids)),
        _counted([invitation.c[name] for name in by], func.sum(invitation.c.issued), past),
    ]


def keep_invitations(connection: Connection, *, before: datetime) -> int:
    """Add slips that ran out before a moment to the counts that stay; to be called right before their purge."""
    columns = _columns(connection.dialect.name, _NAMES)
    counted = _counts(connection, _counted(columns, func.count(), _slip.c.expires_at < before))
    rows = [dict(zip(_NAMES, key, strict=True)) | {"issued": issued} for key, issued in counted.items()]
    if rows:
        connection.execute(insert(invitation), rows)
    return sum(counted.values())


def _counted(
    columns: Sequence[ColumnElement[Any]], number: ColumnElement[int], condition: ColumnElement[bool]
) -> Select[Any]:
    return select(*columns, number).where(condition).group_by(*columns)


def _counts(connection: Connection, counted: Select[Any]) -> dict[tuple[Any, ...], int]:
    return {tuple(key): int(count) for *key, count in connection.execute(counted) if count}


def _of(unit_id: ColumnElement[int], unit_ids: Collection[int] | None) -> ColumnElement[bool]:
    return unit_id.is_not(None) if unit_ids is None else unit_id.in_(unit_ids)


def _columns(dialect: str, by: Sequence[str]) -> list[ColumnElement[Any]]:
    """Give the columns of the slips; the day and the band are those of the office's clock at the issue."""
    made = {"day": _local_day, "hour_band": _local_band}
    return [made[name](dialect) if name in made else _slip.c[name] for name in by]


def _local_day(dialect: str) -> ColumnElement[Any]:
    if dialect == "sqlite":
        return type_coerce(func.date(_slip.c.issued_at, _sqlite_offset()), Date)
    return func.date(func.timezone(str(LOCAL), _slip.c.issued_at), type_=Date)


def _local_band(dialect: str) -> ColumnElement[Any]:
    if dialect == "sqlite":
        hour = cast(func.strftime("%H", _slip.c.issued_at, _sqlite_offset()), Integer)
    else:
        hour = cast(func.date_part("hour", func.timezone(str(LOCAL), _slip.c.issued_at)), Integer)
    bands = [(hour < start, literal(band, String)) for start, band in zip(BAND_STARTS, HOUR_BANDS, strict=False)]
    return case(*bands, else_=HOUR_BANDS[len(BAND_STARTS)])


def _sqlite_offset() -> str:
    # The zone has had one offset since before there were slips.
    hours = LOCAL.utcoffset(datetime(2026, 1, 1, tzinfo=UTC))
    return f"{int(hours.total_seconds()) if hours else 0:+} seconds"
