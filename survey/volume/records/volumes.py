"""Volumes kept and read: of a period, months where they fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, false, func, insert, or_, select, true, tuple_

from survey.foundation.tables import insert_all
from survey.volume.domain import Volume, around, whole_months
from survey.volume.records.tables import service_volume, service_volume_month

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Select, Table

    from survey.volume.domain import VolumeEntry

Key = tuple[int, "int | None", "date", bool]

# SQLite takes 32 766 values in one statement; a (unit, month) is two.
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What an import did: how many lines were new, changed or as they were."""

    new: int
    changed: int
    same: int


def keep_volumes(connection: Connection, entries: Collection[VolumeEntry]) -> Kept:
    """Put volumes in the place of those of the same unit, day or month, and procedure; sum their months anew."""
    given: dict[Key, VolumeEntry] = {_key(entry): entry for entry in entries}
    months = sorted({(entry.unit_id, entry.day.replace(day=1)) for entry in given.values()})
    known: dict[Key, tuple[int, Volume]] = {}
    for part in _parts(months):
        known |= _known(connection, part)
    new = [key for key in given if key not in known]
    changed = [key for key in given if key in known and known[key][1] != given[key].volume]
    gone = [known[key][0] for key in changed]
    for start in range(0, len(gone), _AT_ONCE):
        ids = gone[start : start + _AT_ONCE]
        connection.execute(delete(service_volume).where(service_volume.c.id.in_(ids)))
    insert_all(connection, service_volume, [_row(given[key]) for key in (*new, *changed)])
    for part in _parts(months):
        _sum(connection, part)
    return Kept(new=len(new), changed=len(changed), same=len(given) - len(new) - len(changed))


def _key(entry: VolumeEntry) -> Key:
    return (entry.unit_id, entry.procedure_id, entry.day, entry.whole)


def _row(entry: VolumeEntry) -> dict[str, Any]:
    return {
        "unit_id": entry.unit_id,
        "procedure_id": entry.procedure_id,
        "day": entry.day,
        "month": entry.day.replace(day=1),
        "whole": entry.whole,
        "finished": entry.volume.finished,
        "refused": entry.volume.refused,
    }


def _parts(months: Sequence[tuple[int, date]]) -> Iterator[Sequence[tuple[int, date]]]:
    for start in range(0, len(months), _AT_ONCE):
        yield months[start : start + _AT_ONCE]


def _of(table: Table, months: Sequence[tuple[int, date]]) -> ColumnElement[bool]:
    return tuple_(table.c.unit_id, table.c.month).in_(months)


def _known(connection: Connection, months: Sequence[tuple[int, date]]) -> dict[Key, tuple[int, Volume]]:
    rows = connection.execute(select(service_volume).where(_of(service_volume, months)))
    return {
        (row.unit_id, row.procedure_id, row.day, row.whole): (
            row.id,
            Volume(finished=row.finished, refused=row.refused),
        )
        for row in rows
    }


def _sum(connection: Connection, months: Sequence[tuple[int, date]]) -> None:
    connection.execute(delete(service_volume_month).where(_of(service_volume_month, months)))
    table, told = service_volume, service_volume.alias("told")
    # The month's own row speaks for the month; its days, if any, are a part of it.
    has_own = (
        select(told.c.id)
        .where(
            told.c.unit_id == table.c.unit_id,
            told.c.month == table.c.month,
            told.c.day == table.c.month,
            told.c.procedure_id.is_not_distinct_from(table.c.procedure_id),
            told.c.whole,
        )
        .exists()
    )
    names = ("unit_id", "procedure_id", "month")
    columns = [table.c[name] for name in names]
    sums = (
        select(*columns, func.sum(table.c.finished), func.sum(table.c.refused))
        .where(_of(table, months), or_(table.c.whole, ~has_own))
        .group_by(*columns)
    )
    connection.execute(insert(service_volume_month).from_select([*names, "finished", "refused"], sums))


def volumes(
    connection: Connection,
    unit_ids: Collection[int] | None,
    since: date,
    until: date,
    *,
    by: Sequence[str] = ("unit_id",),
) -> dict[tuple[Any, ...], Volume]:
    """Give the volumes of units (None: all) in a period by unit_id, procedure_id, day; what is unknown is absent.

    What is known by the month only counts for a period if the whole month lies within it, and for no single day.
    """
    found: dict[tuple[Any, ...], Volume] = {}
    for sums in volume_sums(unit_ids, (since, until), by=by):
        for *key, finished, refused in connection.execute(sums):
            if finished is not None:
                before = found.get(tuple(key), Volume(finished=0, refused=0))
                found[tuple(key)] = Volume(
                    finished=before.finished + int(finished), refused=before.refused + int(refused)
                )
    return found


def volume_sums(
    unit_ids: Collection[int] | None, period: tuple[date, date], *, by: Sequence[str]
) -> list[Select[Any]]:
    """Give the statements that sum the volumes of a period (first and last day): of days, and of whole months."""
    since, until = period
    months = None if "day" in by else whole_months(since, until)
    sources = [(service_volume, _days(since, until, months))]
    if months:
        monthly = service_volume_month
        sources.append((monthly, monthly.c.month.between(*months)))
    return [_summed(table, condition, unit_ids, by) for table, condition in sources]


def _summed(
    table: Table, condition: ColumnElement[bool], unit_ids: Collection[int] | None, by: Sequence[str]
) -> Select[Any]:
    units = true() if unit_ids is None else table.c.unit_id.in_(unit_ids)
    columns = [table.c[name] for name in by]
    sums = (func.sum(table.c.finished), func.sum(table.c.refused))
    return select(*columns, *sums).where(units, condition).group_by(*columns)


def _days(since: date, until: date, months: tuple[date, date] | None) -> ColumnElement[bool]:
    table = service_volume
    on_days = [
        # The month is named too, for the index has it before the day.
        table.c.day.between(first, last) & table.c.month.between(first.replace(day=1), last)
        for first, last in around(since, until, months)
    ]
    return and_(table.c.whole == false(), or_(false(), *on_days))
