"""Reading and writing weekly patterns and holidays, and changing single shifts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from survey.organisation.domain import Change, Holiday, HolidayKind, Pattern, Shift
from survey.organisation.records.reading import desk_places, staff_ids
from survey.organisation.records.tables import holiday, roster, roster_pattern
from survey.organisation.records.writing import keep, week

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date, datetime

    from sqlalchemy import Connection

    from survey.organisation.domain import HolidayEntry, PatternEntry


def patterns(connection: Connection, desk_ids: Collection[int] | None = None) -> list[Pattern]:
    """Give the weekly patterns of some desks, or of all."""
    found = connection.execute(select(roster_pattern).order_by(roster_pattern.c.desk_id, roster_pattern.c.id))
    return [
        Pattern(
            pattern_id=row.id,
            desk_id=row.desk_id,
            staff_id=row.staff_id,
            days=frozenset(map(int, row.days)),
            starts=row.starts,
            ends=row.ends,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in found
        if desk_ids is None or row.desk_id in desk_ids
    ]


def keep_patterns(connection: Connection, entries: Iterable[PatternEntry]) -> Change:
    """Keep patterns, one for each desk, person, weekdays, beginning and first day."""
    places, people = desk_places(connection), staff_ids(connection)
    rows = [
        {
            "desk_id": places[entry.desk][1],
            "staff_id": people[entry.staff],
            "days": week(entry.days),
            "starts": entry.starts,
            "valid_from": entry.valid_from,
            "ends": entry.ends,
            "valid_to": entry.valid_to,
        }
        for entry in entries
    ]
    return keep(connection, roster_pattern, rows, key=5)


def end_pattern(connection: Connection, pattern_id: int, last: date) -> None:
    """Set the last day of a pattern."""
    ending = update(roster_pattern).where(roster_pattern.c.id == pattern_id)
    connection.execute(ending.values(valid_to=last))


def shifts_between(connection: Connection, *, since: datetime, until: datetime) -> list[Shift]:
    """Give the shifts of every desk that touch the time from `since` until just before `until`."""
    wanted = (
        select(roster.c.desk_id, roster.c.staff_id, roster.c.starts, roster.c.ends)
        .where(roster.c.starts < until, roster.c.ends > since)
        .order_by(roster.c.starts, roster.c.id)
    )
    return [Shift(**row) for row in connection.execute(wanted).mappings()]


def every_shift(connection: Connection) -> Iterator[Shift]:
    """Give the whole roster, oldest first."""
    columns = roster.c
    wanted = select(columns.desk_id, columns.staff_id, columns.starts, columns.ends)
    for row in connection.execute(wanted.order_by(columns.starts, columns.desk_id, columns.staff_id)).mappings():
        yield Shift(**row)


def add_shifts(connection: Connection, shifts: Collection[Shift]) -> None:
    """Put new shifts into the roster."""
    if shifts:
        connection.execute(insert(roster), [_values(shift) for shift in shifts])


def drop_shifts(connection: Connection, shifts: Iterable[Shift]) -> None:
    """Take shifts out of the roster."""
    for shift in shifts:
        connection.execute(
            delete(roster).where(
                roster.c.desk_id == shift.desk_id,
                roster.c.staff_id == shift.staff_id,
                roster.c.starts == shift.starts,
            )
        )


def holidays(connection: Connection) -> list[Holiday]:
    """Give every unusual day in the order of the calendar."""
    return [
        Holiday(day=row.day, name=row.name, kind=HolidayKind(row.kind), expected=row.expected)
        for row in connection.execute(select(holiday).order_by(holiday.c.day))
    ]


def keep_holidays(connection: Connection, entries: Iterable[HolidayEntry]) -> Change:
    """Keep unusual days, one for each day."""
    rows = [
        {
            "day": entry.holiday.day,
            "name": entry.holiday.name,
            "kind": entry.holiday.kind.value,
            "expected": entry.holiday.expected,
        }
        for entry in entries
    ]
    return keep(connection, holiday, rows)


def drop_holiday(connection: Connection, day: date) -> bool:
    """Make a day an ordinary one; tell whether it was not."""
    return connection.execute(delete(holiday).where(holiday.c.day == day)).rowcount > 0


def _values(shift: Shift) -> dict[str, object]:
    return {
        "desk_id": shift.desk_id,
        "staff_id": shift.staff_id,
        "starts": shift.starts,
        "ends": shift.ends,
    }
