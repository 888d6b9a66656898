"""Answers as columns of numbers, read in one go, and the days whose tallies wait for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Integer, LargeBinary, cast, delete, func, literal_column, select, tuple_

from analytics.tally.records.tables import WAY, Day, on_days
from survey.intake.records import dirty_day, response

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray
    from sqlalchemy import ColumnElement, Connection

    Numbers = NDArray[np.int64]

_COLUMNS = ("unit_id", "desk_id", "staff_id", "procedure_id", "day")
# Both databases count the days from 1 January 1970 as whole numbers.
_DAY_NUMBER: dict[str, ColumnElement[Any]] = {
    "sqlite": cast(func.julianday(response.c.day) - literal_column("2440587.5"), Integer),
    "postgresql": response.c.day - literal_column("DATE '1970-01-01'"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers that came one way, as columns beside each other; ids are 0 where there is none."""

    way: tuple[Any, ...]
    """Version id, channel, tier, state."""
    columns: dict[str, Numbers]
    """By name: unit_id, desk_id, staff_id, procedure_id, day (1 January 1970 is 0)."""
    marks: str
    """The marks of one answer after the other; all of a version have the same length."""


def answers_on(connection: Connection, days: Sequence[Day]) -> Iterator[Answers]:
    """Read the answers of these days, one bundle a way."""
    yield from _read(connection, on_days(connection.dialect.name, response, days))


def answers_between(connection: Connection, first: Day, last: Day) -> Iterator[Answers]:
    """Read the answers from one (unit, day) to another, both included, in the order of units and then of days."""
    place = tuple_(response.c.unit_id, response.c.day)
    yield from _read(connection, (place >= tuple_(*first)) & (place <= tuple_(*last)))


def _read(connection: Connection, condition: ColumnElement[bool]) -> Iterator[Answers]:
    """Read answers by way.

    The database strings the values of each column together: a row an answer would cost many times as much to
    read as to count.
    """
    dialect = connection.dialect.name
    numbers = {name: response.c[name] for name in _COLUMNS[:-1]} | {"day": _DAY_NUMBER[dialect]}
    strung = [_strung(dialect, func.coalesce(numbers[name], 0)).label(name) for name in _COLUMNS]
    marks = _strung_text(dialect, response.c.marks).label("marks")
    ways = [response.c[name] for name in WAY]
    statement = select(*ways, *strung, marks).where(condition).group_by(*ways)
    for row in connection.execute(statement.order_by(*ways)):
        columns = {name: _numbers(getattr(row, name)) for name in _COLUMNS}
        yield Answers(way=tuple(row[: len(WAY)]), columns=columns, marks=row.marks)


def _strung(dialect: str, number: ColumnElement[Any]) -> ColumnElement[Any]:
    if dialect == "sqlite":
        return func.group_concat(number)
    return func.string_agg(func.int4send(number), literal_column("''::bytea"), type_=LargeBinary())


def _strung_text(dialect: str, text: ColumnElement[str]) -> ColumnElement[str]:
    return func.group_concat(text, "") if dialect == "sqlite" else func.string_agg(text, "")


def _numbers(strung: str | bytes) -> Numbers:
    if isinstance(strung, str):
        return np.fromstring(strung, dtype=np.int64, sep=",")
    return np.frombuffer(strung, dtype=">i4").astype(np.int64)


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


def take_dirty_days(connection: Connection, days: Collection[Day]) -> list[Day]:
    """Remove the marks of some dirty days and list those that were marked."""
    statement = delete(dirty_day).where(on_days(connection.dialect.name, dirty_day, days))
    rows = connection.execute(statement.returning(dirty_day.c.unit_id, dirty_day.c.day))
    return sorted({(row.unit_id, row.day) for row in rows})


def dirty_days(connection: Connection, unit_ids: Collection[int] | None = None) -> list[Day]:
    """List the days (of these units) that wait for their tally."""
    statement = select(dirty_day.c.unit_id, dirty_day.c.day).distinct()
    if unit_ids is not None:
        statement = statement.where(dirty_day.c.unit_id.in_(unit_ids))
    return [(row.unit_id, row.day) for row in connection.execute(statement)]


def answers_of(connection: Connection, days: Collection[Day]) -> dict[int, int]:
    """Count by unit the answers of some days, whatever their state."""
    unit_id = response.c.unit_id
    condition = on_days(connection.dialect.name, response, days)
    statement = select(unit_id, func.count()).where(condition).group_by(unit_id)
    return {row[0]: row[1] for row in connection.execute(statement)}


def answered_days(connection: Connection) -> list[Day]:
    """List every (unit, day) that has an answer."""
    statement = select(response.c.unit_id, response.c.day).distinct().order_by(response.c.unit_id, response.c.day)
    return [(row.unit_id, row.day) for row in connection.execute(statement)]
