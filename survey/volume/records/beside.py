"""Call-backs and floors."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from survey.foundation.tables import insert_new
from survey.volume.domain import DEFAULT_FLOOR, CallBack, Floor, RecordedCalls, whole_months
from survey.volume.records.tables import callback, ranking_floor

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import Connection, Row, Select

_WHOLE = 10_000


def add_call_back(connection: Connection, found: CallBack, *, recorded_by: str, at: datetime) -> None:
    """Keep what calling back found; of a unit and month the latest counts."""
    row = {
        "unit_id": found.unit_id,
        "month": found.month,
        "called": found.called,
        "agreed": found.agreed,
        "differed": found.differed,
        "unreachable": found.unreachable,
        "recorded_by": recorded_by,
        "recorded_at": at,
    }
    connection.execute(insert(callback).values(row))


def call_backs(
    connection: Connection, unit_ids: Collection[int] | None, since: date, until: date
) -> list[CallBack]:
    """List what counts of the whole months of a period, by unit and month."""
    months = whole_months(since, until)
    if months is None:
        return []
    statement = select(callback).where(callback.c.id.in_(_latest()), callback.c.month.between(*months))
    if unit_ids is not None:
        statement = statement.where(callback.c.unit_id.in_(unit_ids))
    return [
        _call_back(row) for row in connection.execute(statement.order_by(callback.c.unit_id, callback.c.month))
    ]


def recorded_calls(
    connection: Connection, unit_ids: Collection[int] | None, since: date, until: date
) -> list[RecordedCalls]:
    """List every record about the months that begin in a period, those replaced too, the latest month first."""
    counts = callback.c.id.in_(_latest())
    statement = select(callback, counts.label("counts")).where(callback.c.month.between(since, until))
    if unit_ids is not None:
        statement = statement.where(callback.c.unit_id.in_(unit_ids))
    return [
        RecordedCalls(
            found=_call_back(row),
            recorded_by=row.recorded_by,
            recorded_at=row.recorded_at,
            counts=bool(row.counts),
        )
        for row in connection.execute(statement.order_by(callback.c.month.desc(), callback.c.id.desc()))
    ]


def months_called(connection: Connection, unit_ids: Collection[int] | None) -> list[date]:
    """List the months anything is recorded about, by their first days, the latest first."""
    statement = select(callback.c.month).distinct().order_by(callback.c.month.desc())
    if unit_ids is not None:
        statement = statement.where(callback.c.unit_id.in_(unit_ids))
    return list(connection.scalars(statement))


def _latest() -> Select[tuple[int]]:
    return select(func.max(callback.c.id)).group_by(callback.c.unit_id, callback.c.month)


def _call_back(row: Row[Any]) -> CallBack:
    return CallBack(
        unit_id=row.unit_id,
        month=row.month,
        called=row.called,
        agreed=row.agreed,
        differed=row.differed,
        unreachable=row.unreachable,
    )


def add_floor(connection: Connection, floor: Floor) -> bool:
    """Keep a floor; False when one is decided for this day already."""
    row = {
        "valid_from": floor.valid_from,
        "least_response_rate": int(floor.response_rate * _WHOLE),
        "least_coverage": int(floor.coverage * _WHOLE),
        "decided_by": floor.decided_by,
        "recorded_at": floor.recorded_at,
    }
    return bool(insert_new(connection, ranking_floor, [row], "id"))


def floors(connection: Connection) -> list[Floor]:
    """List the floors, the packaged one first."""
    rows = connection.execute(select(ranking_floor).order_by(ranking_floor.c.valid_from))
    return [DEFAULT_FLOOR, *map(_floor, rows)]


def floor_on(connection: Connection, day: date) -> Floor:
    """Give the floor in force on a day."""
    return [floor for floor in floors(connection) if floor.valid_from <= day][-1]


def _floor(row: Row[Any]) -> Floor:
    return Floor(
        valid_from=row.valid_from,
        response_rate=Fraction(row.least_response_rate, _WHOLE),
        coverage=Fraction(row.least_coverage, _WHOLE),
        decided_by=row.decided_by,
        recorded_at=row.recorded_at,
    )
