"""Reading tallies: for the sums of months, for the check, and by whatever a number is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Integer, and_, column, func, or_, select
from sqlalchemy import table as named_table

from analytics.tally.domain import Layout, month_end, months_of, split_period
from analytics.tally.records.tables import (
    DAY_TABLES,
    MONTH_TABLES,
    TABLES,
    UNIT_TABLES,
    WAY,
    Day,
    keys_of,
    on_days,
    tally_calendar,
    tally_service,
    tally_unit,
    tally_unit_month,
)
from survey.intake.records import response
from survey.questionnaire.records import question

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from numpy.typing import NDArray
    from sqlalchemy import ColumnElement, Connection, Row, Table

    from analytics.tally.domain import Wanted

    Numbers = NDArray[np.int64]
    Found = list[tuple[tuple[Any, ...], int, bytes]]

_EPOCH = np.datetime64("1970-01-01")
_unit = named_table("unit", column("id", Integer))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Tallies of one way as they are kept: keys as columns (0: none; 1 January 1970 is day 0), and bytes."""

    way: tuple[Any, ...]
    columns: list[Numbers]
    counts: list[bytes]


def layouts(connection: Connection) -> dict[int, Layout]:
    """Give the layout of every published version, by its id."""
    statement = select(question).order_by(question.c.version_id, question.c.position)
    found: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.version_id, []).append(row)
    return {version_id: _layout(rows) for version_id, rows in found.items()}


def _layout(rows: Sequence[Row[Any]]) -> Layout:
    ratings = [(place, row) for place, row in enumerate(rows) if row.kind == "rating5"]
    return Layout(
        questions=tuple(row.code for _, row in ratings),
        places=tuple(place for place, _ in ratings),
        indexed=tuple(row.code for _, row in ratings if row.indexed),
    )


def kept_days(connection: Connection, table: Table, months: Collection[Day]) -> Iterator[Kept]:
    """Read the tallies of the days of some months of units, one bundle a way."""
    by_unit: dict[int, list[date]] = {}
    for unit_id, month in months:
        by_unit.setdefault(unit_id, []).append(month)
    conditions = (
        (table.c.unit_id == unit_id) & or_(*(table.c.day.between(month, month_end(month)) for month in of_unit))
        for unit_id, of_unit in sorted(by_unit.items())
    )
    return _kept(connection, table, or_(*conditions))


def kept_months(connection: Connection, table: Table, months: Collection[Day]) -> Iterator[Kept]:
    """Read the tallies of some months of units, one bundle a way."""
    return _kept(connection, table, on_days(connection.dialect.name, table, months))


def day_vectors(connection: Connection, days: Collection[Day]) -> list[tuple[int, int, bytes]]:
    """Give (unit id, version id, counts) of the tallies of some days, whatever their state."""
    columns = (tally_service.c.unit_id, tally_service.c.version_id, tally_service.c.counts)
    condition = on_days(connection.dialect.name, tally_service, days)
    return [(row[0], row[1], row[2]) for row in connection.execute(select(*columns).where(condition))]


def tallied_units(connection: Connection, unit_ids: Collection[int]) -> frozenset[int]:
    """Tell which of some units have any tally."""
    column = tally_unit_month.c.unit_id
    return frozenset(connection.scalars(select(column).where(column.in_(unit_ids)).distinct()))


def tallied_months(connection: Connection) -> set[Day]:
    """List every (unit, month) that has a tally in any table."""
    found: set[Day] = set()
    for each in TABLES.values():
        rows = connection.execute(select(each.c.unit_id, each.c.day).distinct())
        found |= {(unit_id, day.replace(day=1)) for unit_id, day in rows}
    return found


def _kept(connection: Connection, table: Table, condition: ColumnElement[bool]) -> Iterator[Kept]:
    names = keys_of(table)
    statement = select(*(table.c[name] for name in (*WAY, *names)), table.c.counts).where(condition)
    by_way: dict[tuple[Any, ...], list[Any]] = {}
    for row in connection.execute(statement):
        by_way.setdefault(tuple(row[: len(WAY)]), []).append(row[len(WAY) :])
    for way in sorted(by_way):
        *ids, days, counts = zip(*by_way[way], strict=True)
        columns = [np.array([number or 0 for number in each], dtype=np.int64) for each in ids]
        numbers = (np.array(days, dtype="datetime64[D]") - _EPOCH).astype(np.int64)
        yield Kept(way=way, columns=[*columns, numbers], counts=list(counts))


def vectors(connection: Connection, by: Sequence[str], wanted: Wanted) -> Found:
    """Give (values of the `by` columns, version id, counts) of the tallies of a period, months where they fit.

    Where whole units are wanted, the single days are left to `unit_days`.
    """
    return [
        (tuple(key), version_id, counts)
        for table, condition in _covering(kind_of(by, wanted), wanted)
        for *key, version_id, counts in connection.execute(
            select(*(table.c[name] for name in by), table.c.version_id, table.c.counts).where(condition)
        )
    ]


def unit_days(
    connection: Connection, by: Sequence[str], wanted: Wanted, months: Collection[date]
) -> dict[date, Found]:
    """Give by month (values of the `by` columns, version id, counts) of whole units, the days one by one."""
    found: dict[date, Found] = {month: [] for month in months}
    if found:
        names = (*by, "version_id", "counts", "day")
        condition = _allowed(tally_unit, wanted) & tally_unit.c.day.in_(list(found))
        rows = connection.execute(select(*(tally_unit.c[name].label(None) for name in names)).where(condition))
        for *key, version_id, counts, month in rows:
            found[month].append((tuple(key), version_id, counts))
    return found


def answered_versions(connection: Connection, wanted: Wanted) -> frozenset[int]:
    """Give the ids of the questionnaire versions that have an answer in a period."""
    return frozenset(
        version_id
        for table, condition in _covering("service", wanted)
        for version_id in connection.scalars(select(table.c.version_id).where(condition).distinct())
    )


def calendar_rows(
    connection: Connection, by: Sequence[str], wanted: Wanted
) -> list[tuple[tuple[Any, ...], int, date, bytes]]:
    """Give (values of the `by` columns, version id, month, counts) of the calendar of the months of a period."""
    if wanted.desk_ids is not None or wanted.procedure_ids is not None:
        raise ValueError("the calendar is kept by unit, not by desk or procedure")
    table = tally_calendar
    condition = _allowed(table, wanted) & table.c.day.in_(months_of(wanted.since, wanted.until))
    names = (*by, "version_id", "day", "counts")
    rows = connection.execute(select(*(table.c[name] for name in names)).where(condition))
    return [(tuple(key), version_id, month, counts) for *key, version_id, month, counts in rows]


def answers_by_band(connection: Connection, wanted: Wanted) -> dict[tuple[str, str], int]:
    """Count the answers of a period by (coarse band of hours, tier), which no tally tells apart."""
    keys = (response.c.hour_band, response.c.tier)
    condition = _allowed(response, wanted) & response.c.day.between(wanted.since, wanted.until)
    rows = connection.execute(select(*keys, func.count()).where(condition).group_by(*keys))
    return {(band, tier): count for band, tier, count in rows}


def kind_of(by: Sequence[str], wanted: Wanted) -> str:
    """Tell which tables hold what is wanted: of desks, of services or of whole units."""
    desk = not {"desk_id", "staff_id"}.isdisjoint(by) or wanted.desk_ids is not None
    service = "procedure_id" in by or wanted.procedure_ids is not None
    if desk and service:
        raise ValueError("no tally tells desks and procedures apart at once")
    if service:
        return "service"
    return "desk" if desk else "unit"


def _covering(kind: str, wanted: Wanted) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Give the tables that cover a period, whole months and single days, each with its condition."""
    months, stretches = split_period(wanted.since, wanted.until)
    if months:
        monthly = MONTH_TABLES[kind] if kind in MONTH_TABLES else UNIT_TABLES["sum"]
        yield monthly, _allowed(monthly, wanted) & monthly.c.day.in_(months)
    if stretches and kind in DAY_TABLES:
        daily = DAY_TABLES[kind]
        between = or_(*(daily.c.day.between(first, last) for first, last in stretches))
        yield daily, _allowed(daily, wanted) & between


def _allowed(table: Table, wanted: Wanted) -> ColumnElement[bool]:
    # The index begins with the unit: whoever wants all of them names them all.
    units = select(_unit.c.id) if wanted.unit_ids is None else wanted.unit_ids
    conditions = [table.c.unit_id.in_(units)]
    for name in ("desk_id", "procedure_id", *WAY):
        allowed = getattr(wanted, name + "s")
        if allowed is not None:
            conditions.append(table.c[name].in_(allowed))
    return and_(*conditions)
