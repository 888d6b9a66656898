"""Tallies: one row a place, day and way, the counts as a vector; and the same summed by month."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    delete,
    insert,
    or_,
    select,
)

from analytics.tally.domain import Cell, Layout, Wanted, split_period
from survey.foundation.tables import metadata
from survey.intake.records import dirty_day, response
from survey.questionnaire.records import question

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Row

Day = tuple[int, "date"]
"""A unit's id and a day (or a month's first day)."""

# A statement carries each (unit, day) as two values; SQLite takes at most 32 766 of them.
_DAYS_A_STATEMENT = 2000


def _tally_table(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        Column("unit_id", ForeignKey("unit.id"), nullable=False),
        Column("desk_id", ForeignKey("desk.id")),
        Column("staff_id", ForeignKey("staff.id")),
        Column("channel", String(12), nullable=False),
        Column("tier", String(12), nullable=False),
        Column("version_id", ForeignKey("questionnaire_version.id"), nullable=False),
        Column("state", String(12), nullable=False),
        Column("day", Date, nullable=False),
        # Whole numbers of 32 bits, low byte first, in the order of `Layout`.
        Column("counts", LargeBinary, nullable=False),
        Index(f"ix_{name}_day_unit_id", "day", "unit_id"),
        Index(f"ix_{name}_unit_id_day", "unit_id", "day"),
    )


tally = _tally_table("tally")
tally_month = _tally_table("tally_month")


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


def has_dirty(connection: Connection, unit_ids: Collection[int] | None = None) -> bool:
    """Tell whether any day (of these units) waits for its tally."""
    statement = select(dirty_day.c.id).limit(1)
    if unit_ids is not None:
        statement = statement.where(dirty_day.c.unit_id.in_(unit_ids))
    return connection.scalar(statement) is not None


def take_dirty(connection: Connection, unit_ids: Collection[int] | None = None) -> list[Day]:
    """Remove the marks of dirty days and list these days; a mark that comes later stays for the next rebuild."""
    statement = delete(dirty_day).returning(dirty_day.c.unit_id, dirty_day.c.day)
    if unit_ids is not None:
        statement = statement.where(dirty_day.c.unit_id.in_(unit_ids))
    return sorted({(row.unit_id, row.day) for row in connection.execute(statement)})


def dirty_days(connection: Connection) -> list[Day]:
    """List the days that wait for their tally."""
    statement = select(dirty_day.c.unit_id, dirty_day.c.day).distinct()
    return [(row.unit_id, row.day) for row in connection.execute(statement)]


def answered_days(connection: Connection) -> list[Day]:
    """List every (unit, day) that has an answer."""
    statement = select(response.c.unit_id, response.c.day).distinct().order_by(response.c.unit_id, response.c.day)
    return [(row.unit_id, row.day) for row in connection.execute(statement)]


def portions(days: Sequence[Day]) -> Iterator[Sequence[Day]]:
    """Cut a list of days so that each part fits one statement and little memory."""
    for start in range(0, len(days), _DAYS_A_STATEMENT):
        yield days[start : start + _DAYS_A_STATEMENT]


def _on(table: Table, days: Collection[Day]) -> ColumnElement[bool]:
    by_unit: dict[int, list[date]] = {}
    for unit_id, day in days:
        by_unit.setdefault(unit_id, []).append(day)
    return or_(
        *((table.c.unit_id == unit_id) & table.c.day.in_(of_unit) for unit_id, of_unit in sorted(by_unit.items()))
    )


def marks_on(connection: Connection, days: Collection[Day]) -> list[tuple[Cell, str]]:
    """Give the cell and the marks of every answer on these days."""
    columns = [response.c[name] for name in Cell._fields]
    statement = select(*columns, response.c.marks).where(_on(response, days))
    return [(Cell(*key), marks) for *key, marks in connection.execute(statement)]


def replace(
    connection: Connection, table: Table, days: Collection[Day], rows: Iterable[tuple[Cell, bytes]]
) -> None:
    """Put these tallies in the place of whatever the days had."""
    connection.execute(delete(table).where(_on(table, days)))
    values = [cell._asdict() | {"counts": counts} for cell, counts in rows]
    if values:
        connection.execute(insert(table), values)


def of_months(connection: Connection, months: Collection[Day]) -> list[tuple[Cell, bytes]]:
    """Give the day tallies of units in some months, each under the first day of its month."""
    wanted = frozenset(months)
    units = sorted({unit_id for unit_id, _ in months})
    first, last = min(day for _, day in months), max(day for _, day in months)
    between = tally.c.day.between(first, last + timedelta(days=30)) & tally.c.unit_id.in_(units)
    rows = (
        (Cell(*cell[:-1], cell.day.replace(day=1)), counts) for cell, counts in _read(connection, tally, between)
    )
    return [row for row in rows if (row[0].unit_id, row[0].day) in wanted]


def everything(connection: Connection, table: Table) -> list[tuple[Cell, bytes]]:
    """Give every tally of a table, for the check."""
    return _read(connection, table, table.c.id.is_not(None))


def _read(connection: Connection, table: Table, condition: ColumnElement[bool]) -> list[tuple[Cell, bytes]]:
    statement = select(*(table.c[name] for name in Cell._fields), table.c.counts).where(condition)
    return [(Cell(*key), counts) for *key, counts in connection.execute(statement)]


def vectors(connection: Connection, by: Sequence[str], wanted: Wanted) -> list[tuple[tuple[Any, ...], int, bytes]]:
    """Give (values of the `by` columns, version id, counts) of every tally of a period, months where they fit."""
    months, stretches = split_period(wanted.since, wanted.until)
    found: list[tuple[tuple[Any, ...], int, bytes]] = []
    if months:
        found += _vectors(connection, tally_month, by, wanted, days=tally_month.c.day.in_(months))
    if stretches:
        between = or_(*(tally.c.day.between(first, last) for first, last in stretches))
        found += _vectors(connection, tally, by, wanted, days=between)
    return found


def _vectors(
    connection: Connection, table: Table, by: Sequence[str], wanted: Wanted, *, days: ColumnElement[bool]
) -> list[tuple[tuple[Any, ...], int, bytes]]:
    conditions = [days]
    for name in ("unit_id", "desk_id", "tier", "version_id", "state"):
        allowed = getattr(wanted, name + "s")
        if allowed is not None:
            conditions.append(table.c[name].in_(allowed))
    statement = select(*(table.c[name] for name in by), table.c.version_id, table.c.counts).where(*conditions)
    return [(tuple(key), version_id, counts) for *key, version_id, counts in connection.execute(statement)]
