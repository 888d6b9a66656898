"""Which days and months units told the volumes of."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, distinct, false, func, select

from survey.organisation.records.tables import unit_version
from survey.volume.domain import Told
from survey.volume.records.tables import service_volume

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection, Select

_columns = service_volume.c


def lines_told(
    connection: Connection, unit_ids: Collection[int] | None, days: Collection[date]
) -> dict[tuple[int, date], Told]:
    """Say, by unit and month (its first day), whether the whole month is told, and how many of these days."""
    if not days:
        return {}
    return {
        (unit_id, month): Told(whole=bool(whole), days=told)
        for unit_id, month, whole, told in connection.execute(told_lines(unit_ids, days))
    }


def told_lines(unit_ids: Collection[int] | None, days: Collection[date]) -> Select[Any]:
    """Give the statement for unit, month, whether (1 or 0) it is told as a whole, and how many of the days are."""
    whole = func.max(case((_columns.whole, 1), else_=0))
    on_days = case((and_(_columns.whole == false(), _columns.day.in_(days)), _columns.day))
    return (
        select(_columns.unit_id, _columns.month, whole, func.count(distinct(on_days)))
        .where(_of(unit_ids), _columns.month.in_({day.replace(day=1) for day in days}))
        .group_by(_columns.unit_id, _columns.month)
    )


def days_told(connection: Connection, unit_ids: Collection[int], since: date, until: date) -> dict[int, set[date]]:
    """Give, by unit, the days of a period that have a line of their own."""
    found: dict[int, set[date]] = {unit_id: set() for unit_id in unit_ids}
    statement = (
        select(_columns.unit_id, _columns.day)
        .distinct()
        .where(_of(unit_ids), _columns.month.between(since.replace(day=1), until))
        .where(_columns.whole == false(), _columns.day.between(since, until))
    )
    for unit_id, day in connection.execute(statement):
        found[unit_id].add(day)
    return found


def spans(connection: Connection, unit_ids: Collection[int]) -> dict[int, tuple[date, date]]:
    """Give the first and the last day each unit has been in force on; `date.max` for one that has not ended."""
    version = unit_version.c
    last = func.max(func.coalesce(version.valid_to, date.max))
    statement = select(version.unit_id, func.min(version.valid_from), last).group_by(version.unit_id)
    rows = connection.execute(statement.where(version.unit_id.in_(unit_ids)))
    return {unit_id: (first, last) for unit_id, first, last in rows}


def _of(unit_ids: Collection[int] | None) -> ColumnElement[bool]:
    return _columns.unit_id.is_not(None) if unit_ids is None else _columns.unit_id.in_(unit_ids)
